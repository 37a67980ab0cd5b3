# Read the table of countries and years: Rscript country_years.R [FOLDER]
arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments)) arguments[1] else "tables"
# "NA" is Namibia, so only a blank is missing.
long <- read.csv(file.path(folder, "country_years.csv"), na.strings = "",
                 colClasses = c(m49 = "character"), encoding = "UTF-8")
wide <- reshape(long[c("iso3", "year", "indicator", "value")], direction = "wide",
                idvar = c("iso3", "year"), timevar = "indicator")
cat(dim(long), dim(wide), "\n")
