* Read the table of countries and years: do country_years.do [FOLDER]
args folder
if "`folder'" == "" local folder "tables"
import delimited "`folder'/country_years.csv", varnames(1) stringcols(3) bindquotes(strict) encoding("utf-8") clear
keep iso3 year indicator value
rename value v
reshape wide v, i(iso3 year) j(indicator) string
rename v* *
