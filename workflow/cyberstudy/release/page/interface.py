"""What the page itself says, beside what surveys say: English here, others in the catalogues."""

from __future__ import annotations

from cyberstudy.release.page.column_headings import HEADS
from cyberstudy.tables.phrases import phrase

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
    "untranslated": phrase("What is in English on this page has no translation yet."),
    "unreviewed": phrase("Draft translation: no native speaker has reviewed it."),
    "simulated": phrase("Simulated answers"),
    "made_up": phrase("All answers are simulated and describe no real State or person."),
    "guessed": phrase(
        "How some columns are to be read was guessed, and no person has confirmed it."
    ),
    "needs_script": phrase("Search needs JavaScript."),
    "this_needs_script": phrase("This page needs JavaScript. Chapters, figures and files do not."),
    "boundaries": phrase(
        "Names of countries and lines on maps are those of the sources. They express no "
        "opinion on the legal status of any country, territory, city or area, or of its "
        "authorities, or on its frontiers or boundaries."
    ),
    "report": phrase("The report to print (PDF)"),
    "paper": phrase("Technical paper on simulated answers"),
    # Home
    "what_was_found": phrase("What was found"),
    "how_sure": phrase("How sure is this?"),
    "how_sure_short": phrase("How sure"),
    "how_sure_said": phrase(
        "Every number is taken from a table when the page is made, and a headline is only shown "
        "while its condition holds. Intervals show what chance could do to a share; the number of "
        "nonrespondents is said beside it."
    ),
    "simulated_said": phrase("Simulated answers test the method: they say nothing of the world."),
    "least_firm": phrase(
        "Least firm are these, where a stronger claim fails and a weaker sentence stands instead:"
    ),
    "experts_name": phrase("What people named or judged, not what was measured:"),
    "only_simulated": phrase("Simulated, of no real State:"),
    "read_chapter": phrase("Read on"),
    "by_name": phrase("By name:"),
    "areas": phrase("What is known, by area of the memorandum"),
    "areas_said": phrase(
        "In 2011 UNODC and ITU agreed to work together in these areas. Of each it is said what "
        "figures of this study show, and what none of its sources tells."
    ),
    "area": phrase("Area"),
    "sources_say": phrase("What the sources say"),
    "lacking": phrase("What they do not say"),
    "nothing_read": phrase("No source that is read here says anything."),
    "recommended": phrase("What follows from it"),
    "recommended_said": phrase("Each stands here only while the claim beside it holds."),
    "annex": phrase("Annex: all other figures, by source"),
    "left_out": phrase(
        "Not fetched in this run, so that their figures stand here as they were published before, "
        "without countries and single questions:"
    ),
    "as_published": phrase("As published in version"),
    "how_to_fetch": phrase("To fetch them, with a connection:"),
    # Chapters
    "limits": phrase("What this cannot say"),
    "more_exhibits": phrase("More on this"),
    "see_explorer": phrase("Look at single questions in the explorer"),
    "notes": phrase("What it rests on, and how to read it"),
    "in_words": phrase("The figure in words"),
    "numbers": phrase("The numbers as a table"),
    "no_numbers": phrase(
        "The figure shows single values, which its sources do not let be passed on as a file. The "
        "page on data says how to make it."
    ),
    "rounded": phrase("Rounded; the file holds all digits and columns."),
    "more_rows": phrase("More rows are in the file:"),
    "made": phrase("Where does this come from?"),
    "link": phrase("Link"),
    "previous": phrase("Before:"),
    "next": phrase("Next:"),
    "survey": phrase("Survey"),
    "declared": phrase("Declared in"),
    "drawn_by": phrase("Drawn by"),
    "made_of": phrase("Made of the tables (and by the rules)"),
    "to_the_cell": phrase("Down to the answers, as far as protection lets it"),
    "files": phrase("Files"),
    # Explorer
    "explorer_said": phrase(
        "Choose a question and a way to divide what is counted. What is shown is what was "
        "released: of confidential answers, only what may be seen."
    ),
    "edition": phrase("Edition"),
    "all_waves": phrase("All editions"),
    **{name: HEADS[name] for name in ("question", "grouping", "answer", "group", "share", "mean")},
    **{name: HEADS[name] for name in ("count", "base", "replied", "listed")},
    "interval": phrase("Interval"),
    # The same where nobody replied (`explorer.WITHOUT_REPLIES`)
    "entry": phrase("Value"),
    "in_source": phrase("In the source"),
    "chart_alt": phrase("The table below holds what is drawn."),
    "nothing_given": phrase("No number is given here; the table says why."),
    "download": phrase("Download as CSV"),
    "picture": phrase("Download the picture (SVG)"),
    "copy": phrase("Copy the link to this view"),
    "copied": phrase("The link was copied."),
    # Countries
    "countries_said": phrase(
        "What public sources say of a country: single values as facts, with their source. No "
        "confidential and no simulated answer is shown."
    ),
    "country": phrase("Country"),
    "development": phrase("Human development in {year}"),
    "no_member": phrase("no Member State of the United Nations"),
    "measure": phrase("Measure"),
    "value": phrase("Value"),
    "year": phrase("Year"),
    "region_median": phrase("Middle of the region"),
    "all_median": phrase("Middle of all"),
    "lowest": phrase("lowest"),
    "highest": phrase("highest"),
    "strips_alt": phrase(
        "Where {country} stands between the lowest and the highest country in each measure, beside "
        "the middle of its region. The table below holds the values."
    ),
    "strips_said": phrase(
        "Full dot: this country in the latest edition that has the measure; ring: in the one "
        "before. Line: the middle of its region. Grey: the middle half of all countries."
    ),
    "not_in_figure": phrase("not among the numbers of this figure"),
    "take_countries": phrase("All countries in one table"),
    "closed": phrase(
        "The table holds what may be passed on. Single countries are shown above; no known licence "
        "lets these be handed on as a table:"
    ),
    "contradictions": phrase("Where sources contradict each other"),
    # Methods and data
    "asked_whom": phrase("Where answers, records and scores come from"),
    "questions": phrase("Questions or items"),
    "how_many": phrase("How many"),
    "respondents": phrase("Of whom"),
    "came_about": phrase("How it came about"),
    "questionnaire": phrase("replies to a questionnaire"),
    "record": phrase("a record; nobody was asked"),
    "scores": phrase("scores, given by those who publish them"),
    "answers_are": phrase("Protection"),
    "public": phrase("public"),
    "confidential": phrase("confidential"),
    "withheld": phrase("Tables let through, kept inside"),
    "numbers_made": phrase("How answers became numbers"),
    "step_1": phrase(
        "Every file that came in is compared with a list of checksums, and every cell of it "
        "is accounted for: it became an answer, or a status says why not."
    ),
    "step_2": phrase(
        "Forms of the same respondent are put together by rules that were declared before "
        "looking. Where no rule decides, the answer is in conflict and counts for nothing."
    ),
    "step_3": phrase(
        "A share is of those who gave a substantive answer: its base. Who said they do not "
        "know, declined, left a question blank or was never asked is counted beside it."
    ),
    "step_4": phrase(
        "Intervals say what chance may do to a share among those who might have answered. They "
        "say nothing of nonrespondents: bounds show what a share could be whatever they "
        "would have said."
    ),
    "step_5": phrase(
        "Analyses, comparisons and figures stand in a plan that was written first; comparisons "
        "made together are corrected for their number."
    ),
    "withheld_why": phrase("What was withheld, and why"),
    "withheld_said": phrase(
        "Of confidential answers a number leaves only if nobody can be told from it: not by "
        "itself, not by taking numbers from one another, and not by those who know their own "
        "answer. Where one would have to go, others are withheld with it. Public answers are shown "
        "as their publishers show them."
    ),
    "verdicts": phrase("Types or gradients: the verdicts"),
    "verdicts_said": phrase(
        "For each question one verdict, by rules written before looking. How often the rules err "
        "was measured on simulated surveys; where a case lies outside what was measured, the "
        "verdict is provisional."
    ),
    "clusterings_said": phrase(
        "One row for each clustering. Three descriptions of the answers are tested against one "
        "another: no structure; one gradient, along which units differ by degrees (for counts of "
        "nominations: one profile, around which countries scatter); and classes. Ruled out: a "
        "test rejects it in favour of a rival. Supported: it is not rejected, and its rival is. "
        "Possible: neither is rejected. The p-value is that of the first test of it; further "
        "tests may rule it out all the same. Least stable class: how similar it is "
        "to its best match when units are drawn again (Jaccard, 0 to 1). Other choices: other "
        "items, other codings, other treatment of missing or conflicting answers. Where the "
        "verdict is not types, the classes are not claimed as such. A dash: not tried."
    ),
    "claims": phrase("Claims, and under which choices they hold"),
    "claims_said": phrase(
        "A sentence that infers something is said if it holds under every choice that its analysis "
        "declares; else a weaker one is said. Some ranges were written after a first look at the "
        "numbers: the analyses, which are code, say which. What came out under each choice stands "
        "in the table of that name among the data."
    ),
    "truth_audit": phrase("How often intervals and decisions are right"),
    "truth_audit_said": phrase(
        "Measured where every answer is known, also of those who do not reply. Of intervals, the "
        "share that hold the truth among all States; of decisions, the share that are wrong. Rows "
        "on means are of simulated lists of 193 units and of means as they are made now, each of "
        "the case in which it holds least often; SD is the standard deviation of the index. All "
        "else is of simulated surveys that went through the whole workflow, with strata of "
        "weighted shares that were put together within regions first."
    ),
    "glossary": phrase("Glossary"),
    "cite": phrase("How to cite"),
    "cite_said": phrase(
        "Cite the source whose answers or scores you use, as it is named above, and this study:"
    ),
    "not_handed_on": phrase("What may not be handed on"),
    "not_handed_on_said": phrase(
        "Text and figures of this study may be reused under its licence. Single values of these "
        "sources may be cited; no known licence lets their files be handed on:"
    ),
    "data_said": phrase(
        "Each survey's release holds every table that may be seen, every figure and every "
        "executed notebook, with checksums. Below are the files that most people ask for; the "
        "rest lies in the folder that is named."
    ),
    "rights": phrase("What may be done with the sources"),
    "may_cite": phrase("Single values may be cited"),
    "may_pass_on": phrase("Files may be passed on"),
    "terms": phrase("Terms"),
    "source": phrase("Source"),
    "no": phrase("no"),
    "not_passed_on": phrase(
        "No known licence lets files of these sources be passed on, so the release holds what is "
        "computed from them. This command, in a copy of the study, fetches each source and makes "
        "what is left out:"
    ),
    "made_said": phrase(
        "Under each figure a fold names the survey, the program that drew it, the entry of the "
        "plan that asked for it, and the checksum of its numbers. The command make verify "
        "compares everything with the checksums of the run."
    ),
    "licence": phrase("Licence"),
    "publisher": phrase("Publisher"),
    "makers": phrase("Made by"),
    "version": phrase("Version"),
    "date": phrase("Date"),
    "contact": phrase("Contact"),
    # What the files are that most people ask for, by their name
    "README.md": phrase("what the release holds"),
    "codebook.html": phrase("every question: wording, options, who was asked"),
    "columns.csv": phrase("every column of every table"),
    "inputs.csv": phrase("every file that went in: address, terms, checksum"),
    "estimates.csv": phrase("shares by question, answer and group"),
    "levels.csv": phrase("means by question and group"),
    "index.csv": phrase("the index by country"),
    "country_facts.csv": phrase("what is known of countries"),
    "contradictions.csv": phrase("where sources contradict each other"),
    "report.json": phrase("what was let through and what was withheld"),
    "answers.csv": phrase("the answers, one row for each who answered"),
    "answers.sav": phrase("the answers for SPSS"),
    "answers.dta": phrase("the answers for Stata"),
    "statuses.csv": phrase("why an answer is missing, beside each"),
    "variables.csv": phrase("every column of the answers"),
    "notebook": phrase("notebook, to read"),
    # Kinds of what a search finds
    "page": phrase("Page"),
    "topic": phrase("Not asked by this name; nearest in"),
    "exhibit": phrase("Figure"),
    "chapter": phrase("Chapter"),
}
