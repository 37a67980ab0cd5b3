"""What the page itself says, beside what surveys say: English here, other languages in tables."""

from __future__ import annotations

from cyberstudy.release.page.numbers import HEADS
from surveyanswers.tables.phrases import phrase

#: Key -> text.
INTERFACE = {
    # Around every page
    "skip": phrase("Skip to the content"),
    "chapters": phrase("Chapters"),
    "countries": phrase("Countries"),
    "explorer": phrase("Explorer"),
    "methods": phrase("Methods"),
    "data": phrase("Data"),
    "search": phrase("Search"),
    "found": phrase("{n} found"),
    "language": phrase("Language"),
    "untranslated": phrase("Parts of this page have no translation yet and are in English."),
    "simulated": phrase("Simulated answers"),
    "made_up": phrase("All answers are simulated and describe no real State or person."),
    "guessed": phrase("The program guessed how to read some columns; nobody has confirmed it."),
    "needs_script": phrase("Search needs JavaScript."),
    "this_needs_script": phrase("This page needs JavaScript. Chapters, figures and files do not."),
    "boundaries": phrase(
        "Names of countries and lines on maps come from the sources. They imply no opinion on "
        "the legal status of any country, territory, city or area or of its authorities, nor on "
        "its frontiers."
    ),
    "report": phrase("The report to print (PDF)"),
    "paper": phrase("Technical paper on simulated answers"),
    # Home
    "what_was_found": phrase("What was found"),
    "how_sure": phrase("How sure is this?"),
    "how_sure_short": phrase("How sure"),
    "how_sure_said": phrase(
        "Every number comes from a table, and a headline is shown only while its condition holds. "
        "Confidence intervals show how far chance could move a number; nonresponse is stated "
        "separately."
    ),
    "simulated_said": phrase(
        "Simulated answers test the method; they say nothing about the world."
    ),
    "least_firm": phrase(
        "The least certain findings, and the stronger claims that we do not make:"
    ),
    "experts_name": phrase("Reports people's opinions, not measured crime:"),
    "only_simulated": phrase("Simulated, not about any real State:"),
    "read_chapter": phrase("Read on"),
    "by_name": phrase("By name:"),
    "areas": phrase("The seven areas of the memorandum of 2011"),
    "areas_said": phrase(
        "In 2011 UNODC and ITU agreed to work together in these areas. For each area we show "
        "what public sources record, which States lag, and what no source covers."
    ),
    "not_here": phrase("The sources for this area were not fetched in this run."),
    "recommended": phrase("Recommendations"),
    "annex": phrase("Annex: all other figures, by source"),
    "left_out": phrase(
        "Not downloaded in this run. Their figures come from the published version; the pages on "
        "countries and single questions leave them out:"
    ),
    "as_published": phrase("As published in version"),
    "how_to_fetch": phrase("To download them (needs a connection):"),
    # Chapters
    "who_lags": phrase("Who lags"),
    "who_lags_said": phrase(
        "Each list names the Member States that lacked the measure in the latest edition with "
        "data on it. Groups that most often lacked the first measure come first. A score of zero "
        "can also mean that a State did not answer, and scoring can change between editions."
    ),
    "on_all_lists": phrase("On every list below:"),
    "would_add": phrase("What the questionnaire to States would add"),
    "would_add_said": phrase("its answers are confidential. In this area it asks States about:"),
    "uncovered": phrase("What no source covers"),
    "limits": phrase("What this cannot show"),
    "more_exhibits": phrase("More on this"),
    "see_explorer": phrase("Explore single questions"),
    "notes": phrase("Method and how to read the figure"),
    "in_words": phrase("The figure in words"),
    "numbers": phrase("The numbers as a table"),
    "no_numbers": phrase(
        "Licences do not allow us to offer this figure's country values as a file. The data page "
        "says how to compute them yourself."
    ),
    "rounded": phrase("Numbers are rounded; the file has all digits and columns."),
    "more_rows": phrase("Further rows, which only the file has:"),
    "made": phrase("Where does this come from?"),
    "link": phrase("Link"),
    "previous": phrase("Before:"),
    "next": phrase("Next:"),
    "survey": phrase("Survey"),
    "declared": phrase("Declared in"),
    "drawn_by": phrase("Drawn by"),
    "made_of": phrase("Tables used (and the rules that make them)"),
    "row": phrase("Row"),
    "column": phrase("Column"),
    "close": phrase("Close"),
    "files": phrase("Files"),
    # Explorer
    "explorer_said": phrase(
        "Choose a question and how to group the answers. Of confidential answers only totals "
        "appear, and only those from which nobody's answer can be recovered."
    ),
    "edition": phrase("Edition"),
    "all_waves": phrase("All editions"),
    **{name: HEADS[name] for name in ("question", "grouping", "answer", "group", "share", "mean")},
    **{name: HEADS[name] for name in ("count", "base", "replied", "listed")},
    "interval": phrase("Interval"),
    # The same where nobody replied (`explorer.WITHOUT_REPLIES`)
    "entry": phrase("Value"),
    "in_source": phrase("In the source"),
    "chart_alt": phrase("The table below has the numbers."),
    "nothing_given": phrase("No number is given; the table says why."),
    "download": phrase("Download as CSV"),
    "picture": phrase("Download the picture (SVG)"),
    "copy": phrase("Copy the link to this view"),
    "copied": phrase("The link was copied."),
    # Countries
    "countries_said": phrase(
        "What public sources say about each country, with the source of each value. Confidential "
        "and simulated answers are not used."
    ),
    "country": phrase("Country"),
    "development": phrase("Human development in {year}"),
    "no_member": phrase("not a UN Member State"),
    "measure": phrase("Measure"),
    "value": phrase("Value"),
    "year": phrase("Year"),
    "region_median": phrase("Regional median"),
    "all_median": phrase("Median of all countries"),
    "lowest": phrase("lowest"),
    "highest": phrase("highest"),
    "strips_alt": phrase(
        "Position of {country} between the lowest and the highest country on each measure, with "
        "the regional median. The table below has the values."
    ),
    "strips_said": phrase(
        "Filled dot: this country in the latest edition with the measure; ring: in the edition "
        "before. Line: regional median. Grey: the middle half of all countries."
    ),
    "take_countries": phrase("All countries in one table"),
    "closed": phrase(
        "The file has only what licences allow us to redistribute. In a copy of the study, `make "
        "study` writes the table with all sources:"
    ),
    "contradictions": phrase("Where sources contradict each other"),
    "lacks": phrase("On the lists “Who lags” for: {names}."),
    "no_source": phrase("No source of this study covers:"),
    # Methods and data
    "asked_whom": phrase("Where answers, records and scores come from"),
    "questions": phrase("Questions or items"),
    "how_many": phrase("How many"),
    "respondents": phrase("Respondents or countries"),
    "came_about": phrase("Kind of data"),
    "questionnaire": phrase("replies to a questionnaire"),
    "record": phrase("a record kept by its publisher"),
    "scores": phrase("scores awarded by the publisher"),
    "answers_are": phrase("Protection"),
    "public": phrase("public"),
    "confidential": phrase("confidential"),
    "withheld": phrase("Tables released / withheld"),
    "numbers_made": phrase("How answers became numbers"),
    "step_1": phrase(
        "Every file received is compared with a list of checksums, and every cell is accounted "
        "for: it became an answer, or a status says why not."
    ),
    "step_2": phrase(
        "Several forms from one respondent are combined by rules declared in advance. If no rule "
        "applies, the conflicting answer is left out."
    ),
    "step_3": phrase(
        "Shares are computed among those who gave a substantive answer (the base). Those who did "
        "not know, declined, left a question blank or were not asked are counted separately."
    ),
    "step_4": phrase(
        "Confidence intervals show how far chance could move a share. They do not allow for "
        "nonresponse: bounds show what a share could be whatever nonrespondents would have "
        "answered. How often intervals cover the truth was measured in simulations "
        "(docs/methods.md in a copy of the study)."
    ),
    "step_5": phrase(
        "Analyses, comparisons and figures are declared in a plan. The more comparisons are made "
        "together, the stricter is the test for each."
    ),
    "withheld_why": phrase("What was withheld, and why"),
    "withheld_said": phrase(
        "We publish a number from confidential answers only if no respondent can be identified "
        "from it: alone, by subtraction, or by another respondent who knows their own answer. "
        "Where one number must be withheld, others are withheld with it so that it cannot be "
        "recovered. Numbers from public answers are not withheld in this way."
    ),
    "verdicts": phrase("Types or gradients: results of the tests"),
    "verdicts_said": phrase(
        "The rules give one verdict for each analysis. We measured on simulated surveys how "
        "often they err. A verdict is provisional if the data differ from all simulated surveys "
        "in size or kind."
    ),
    "clusterings_said": phrase(
        "Each row is one analysis. Three descriptions of the data are tested against each other: "
        "no structure; one gradient, along which countries or experts differ by degree (for "
        "counts of nominations: one profile, around which countries scatter); and classes. Ruled "
        "out: a test rejects it in favour of a rival. Supported: it is not rejected, but its "
        "rival is. Possible: neither is rejected. The p-value is that of the first test; further "
        "tests may still rule it out. Stability: how closely the least stable class reappears "
        "when units are resampled (Jaccard, 0 to 1). Further check: the comparison curve fit index "
        "(1: two classes; 0: one dimension) and how often it indicates two classes in simulations "
        "without types (false alarms, worst case) and with two (hits). Other specifications: other "
        "items, codings, or treatment of missing or conflicting answers. Unless the verdict is "
        "types, we do not claim that the classes are types. A dash: not tried."
    ),
    "claims": phrase("How robust the findings are"),
    "claims_said": phrase(
        "All findings about countries are put to one list of specifications: the same adjustments, "
        "groups of countries and ways to allow for similar neighbours. A finding is stated only if "
        "it holds whichever choice is changed, and in nine in ten specifications that change two "
        "choices: the two kinds that move the estimate most. It holds if the interval lies on its "
        "side of zero; among fewer than 60 countries, if the estimate does. Otherwise a weaker one "
        "is stated. By chance: what one in twenty random shuffles of the outcome among countries "
        "of a region exceeds. At most: the estimate if outcomes favoured the finding as far as "
        "they can. Intervals are for the process behind these countries, nearly all of which were "
        "recorded. A range written after a look at the numbers was fitted to what it tests; ITU's "
        "edition of 2024 after that of 2020 is a replication on data that had been seen. The "
        "figure below the table shows the estimate under each specification."
    ),
    "specification": phrase("Specifications"),
    "all_choices": phrase("all"),
    "choices": phrase("Choices other than the study's"),
    "estimate": phrase("Estimate"),
    "by_chance": phrase("By chance"),
    "holds": phrase("Holds"),
    "own_choices": phrase("none: the study's own"),
    "held_in": phrase("Specifications in which the finding holds: {held} of {tried}."),
    "curve_alt": phrase(
        "Estimates in order, each with its interval: blue where the finding holds, orange where it "
        "does not, a ring around the study's own; grey: by chance. The table below has the numbers."
    ),
    "glossary": phrase("Glossary"),
    "cite": phrase("How to cite"),
    "cite_said": phrase("Cite the source of the answers or scores that you use, and this study:"),
    "origin": phrase("Where the data come from, and what may be done with them"),
    "origin_said": phrase(
        "We fetched some files from copies that third parties keep. The table names them and "
        "says what was compared with the owner's version. You may reuse text and figures of this "
        "study under its licence, and cite single values of every source whose terms allow it."
    ),
    "whole_said": phrase(
        "The page on countries shows every value from these sources, one country at a time "
        "(number of values):"
    ),
    "owner": phrase("Owner"),
    "copy_by": phrase("Copy fetched from"),
    "compared": phrase("Compared with the owner's version"),
    "data_said": phrase(
        "Each source's release has every public table, every figure and every executed notebook, "
        "with checksums. The files that most readers want are listed below; the folder named "
        "under each list has the rest."
    ),
    "may_cite": phrase("Single values may be cited"),
    "may_pass_on": phrase("Files may be redistributed"),
    "terms": phrase("Terms"),
    "source": phrase("Source"),
    "yes": phrase("yes"),
    "no": phrase("no"),
    "not_passed_on": phrase(
        "The files that we used from this source state no licence that allows us to redistribute "
        "them, so the release has only what is computed from them. In a copy of the study, this "
        "command downloads each source and makes what is left out:"
    ),
    "check": phrase("Check it yourself"),
    "made_said": phrase(
        "Below each figure, “Where does this come from?” names the source, the program, the "
        "entry in the plan and the checksum of the numbers. In a copy of the study, the first "
        "command below makes everything again, the second follows a number of a figure to its "
        "source, and the third compares all results with the checksums that the run recorded. A "
        "number of a finding opens its row of a table and, from public sources, its raw cells."
    ),
    "repository": phrase("The study's address:"),
    "literature": phrase("Literature on the methods"),
    "literature_said": phrase("The sources of data are listed elsewhere:"),
    "licence": phrase("Licence"),
    "makers": phrase("Made by"),
    "version": phrase("Version"),
    "date": phrase("Date"),
    "contact": phrase("Contact"),
    # What the files are that most people ask for, by their name
    "README.md": phrase("what the release has"),
    "codebook.html": phrase("every question: wording, options, who was asked"),
    "columns.csv": phrase("every column of every table"),
    "inputs.csv": phrase("every source file: address, licence, checksum"),
    "estimates.csv": phrase("shares by question, answer and group"),
    "levels.csv": phrase("means by question and group"),
    "index.csv": phrase("the index by country"),
    "indicators.csv": phrase("indicators of countries: source, years, coverage, licence"),
    "country_years_wide.csv": phrase("countries and years, with a column for each indicator"),
    "contradictions.csv": phrase("where sources contradict each other"),
    "report.json": phrase("what was released and what was withheld"),
    "answers.csv": phrase("the answers, one row for each respondent"),
    "answers.sav": phrase("the answers for SPSS"),
    "answers.dta": phrase("the answers for Stata"),
    "statuses.csv": phrase("why each missing answer is missing"),
    "variables.csv": phrase("every column of the answers"),
    "notebook": phrase("notebook, to read"),
    # Kinds of what a search finds
    "page": phrase("Page"),
    "topic": phrase("Closest figure"),
    "not_covered": phrase("Not covered: see"),
    "exhibit": phrase("Figure"),
    "chapter": phrase("Chapter"),
}
