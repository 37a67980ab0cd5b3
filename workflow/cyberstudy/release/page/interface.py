"""What the page itself says, beside what surveys say: English here, others in the catalogues."""

from __future__ import annotations

from cyberstudy.tables.phrases import phrase

#: Key -> text. A page shows the text and names its key, so that its program can say it otherwise.
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
    "unreviewed": phrase("This translation was not reviewed by a native speaker."),
    "simulated": phrase("Simulated answers"),
    "made_up": phrase("All answers are simulated and describe no real State or person."),
    "needs_script": phrase("Search and the choice of language need JavaScript."),
    "this_needs_script": phrase("This page needs JavaScript. Chapters, figures and files do not."),
    "boundaries": phrase(
        "Names of countries and lines on maps are those of the sources. They express no "
        "opinion on the legal status of any country, territory, city or area, or of its "
        "authorities, or on its frontiers or boundaries."
    ),
    "one_file": phrase("All of it in one file, to send"),
    # Home
    "what_was_found": phrase("What was found"),
    "how_sure": phrase("How sure is this?"),
    "how_sure_said": phrase(
        "Every number is taken from a table when the page is made, and a headline is only shown "
        "while its condition holds. Intervals show what chance could do to a share; how many "
        "stayed silent is said beside it. Simulated answers try the road out: they say nothing "
        "of the world."
    ),
    "read_chapter": phrase("Read on"),
    "left_out": phrase("Not here, since its answers could not be had:"),
    # Chapters
    "limits": phrase("What this cannot say"),
    "more_exhibits": phrase("More on this"),
    "see_explorer": phrase("Look at single questions in the explorer"),
    "notes": phrase("What was asked, and how to read it"),
    "in_words": phrase("The figure in words"),
    "numbers": phrase("The numbers as a table"),
    "rounded": phrase("Rounded; the file holds all digits and columns."),
    "more_rows": phrase("More rows are in the file:"),
    "made": phrase("Where does this come from?"),
    "link": phrase("Link"),
    "previous": phrase("Before:"),
    "next": phrase("Next:"),
    "survey": phrase("Survey"),
    "declared": phrase("Declared in"),
    "drawn_by": phrase("Drawn by"),
    "files": phrase("Files"),
    # Explorer
    "explorer_said": phrase(
        "Choose a question and a way to divide those who answered. What is shown is what was "
        "released: of confidential answers, only what may be seen."
    ),
    "question": phrase("Question"),
    "grouping": phrase("Divided by"),
    "edition": phrase("Edition"),
    "all_waves": phrase("All editions"),
    "answer": phrase("Answer"),
    "group": phrase("Group"),
    "share": phrase("Share"),
    "mean": phrase("Mean"),
    "count": phrase("Count"),
    "base": phrase("Base"),
    "interval": phrase("Interval"),
    "replied": phrase("Replied"),
    "listed": phrase("Listed"),
    "dont_know": phrase("Do not know"),
    "refused": phrase("Declined"),
    "no_answer": phrase("Left blank"),
    "not_applicable": phrase("Does not apply"),
    "not_asked": phrase("Not asked"),
    "not_submitted": phrase("Part never came"),
    "invalid": phrase("Invalid"),
    "conflict": phrase("In conflict"),
    "not_coded": phrase("Not coded yet"),
    "chart_alt": phrase("The table below holds what is drawn."),
    "nothing_given": phrase("No number is given here; the table says why."),
    "download": phrase("Download as CSV"),
    "copy": phrase("Copy the link to this view"),
    "copied": phrase("The link was copied."),
    # Countries
    "countries_said": phrase(
        "What public sources tell of a country. No confidential and no simulated answer is shown."
    ),
    "country": phrase("Country"),
    "measure": phrase("Measure"),
    "value": phrase("Value"),
    "region_median": phrase("Middle of the region"),
    "all_median": phrase("Middle of all"),
    "lowest": phrase("lowest"),
    "highest": phrase("highest"),
    "strips_alt": phrase(
        "Where {country} stands between the lowest and the highest country in each measure, beside "
        "the other countries of its region. The table below holds the values."
    ),
    "strips_said": phrase(
        "Full dot: this country in the latest edition; ring: in the one before. Lines: countries "
        "of its region. Grey: the middle half of all countries."
    ),
    "contradictions": phrase("Where sources contradict each other"),
    # Methods and data
    "asked_whom": phrase("What was asked, and of whom"),
    "questions": phrase("Questions"),
    "respondents": phrase("Who answered"),
    "answers_are": phrase("Answers"),
    "public": phrase("public"),
    "confidential": phrase("confidential"),
    "withheld": phrase("Tables let through, kept inside"),
    "verdicts": phrase("Types or gradients: the verdicts"),
    "glossary": phrase("Glossary"),
    "cite": phrase("How to cite"),
    "licence": phrase("Licence"),
    "publisher": phrase("Publisher"),
    "makers": phrase("Made by"),
    "contact": phrase("Contact"),
    # Kinds of what a search finds
    "exhibit": phrase("Figure"),
    "chapter": phrase("Chapter"),
}
