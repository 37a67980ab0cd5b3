"""What is said where nobody replied: of records and scores, in the place of words on replies.

Whoever speaks of such a survey says these instead (`wording.translator`), so no caption, legend or
page asks how its survey came about. A phrase that is no longer said in the code must go here,
too; a test looks for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from surveyanswers.tables.phrases import phrase, phrases

#: Phrase of the code, of one with a plural the first -> what is said instead.
WITHOUT_REPLIES: Mapping[str, str | tuple[str, str]] = {
    # What a caption says of the base
    "Question to {who}: {questions}.": phrase("Data on {who}: {questions}."),
    "Questions to {who}: {count}, named on the left.": phrase(
        "Data on {who}: the {count} indicators named on the left."
    ),
    "{replied} of {listed} {who} replied.": phrases(
        "The source covers {replied} of {listed} {who}.",
        "The source covers {replied} of {listed} {who}.",
    ),
    "{replied} {who} replied; there is no list of them.": phrases(
        "The source covers {replied} {who}; there is no list of them.",
        "The source covers {replied} {who}; there is no list of them.",
    ),
    "{count} of {base} replied": phrase("{count} of {base} in the source"),
    "of {asked} asked, {base} answered": phrase("{base} of {asked} have data"),
    "Of {asked} asked in each row, {base} answered": phrase(
        "In each row, {base} of {asked} have data"
    ),
    "no answers are missing": phrase("no data are missing"),
    "{count} was not asked": phrases("{count} not concerned", "{count} not concerned"),
    "{count} was not asked, because of the answer to {questions}": phrases(
        "{count} not concerned, because of {questions}",
        "{count} not concerned, because of {questions}",
    ),
    "With an answer: {groups}.": phrase("With data: {groups}."),
    "With an answer: {base}.": phrase("With data: {base}."),
    # Why there is no value
    "{count} did not know": phrases("{count} not known", "{count} not known"),
    "{count} declined": phrases("{count} not disclosed", "{count} not disclosed"),
    "{count} left it blank": phrases("{count} without data", "{count} without data"),
    "{count} said that it does not apply": phrases(
        "{count} to which it does not apply", "{count} to which it does not apply"
    ),
    "{count} gave an invalid answer": phrases(
        "{count} with invalid data", "{count} with invalid data"
    ),
    "{count} sent no such part": phrases("{count} without this part", "{count} without this part"),
    "don\u2019t know": phrase("not known"),
    "no answer": phrase("no data"),
    "not asked": phrase("not concerned"),
    "refused": phrase("not disclosed"),
    "did not know or declined": phrase("not known or not disclosed"),
    "left blank, invalid or in conflict": phrase("no data"),
    "nobody answered": phrase("no data"),
    "nobody answered both times": phrase("no data for both editions"),
    "nobody asked": phrase("no data"),
    # What marks are
    "Bars show counts. Percentages are of all substantive answers (n), shown where n is at least "
    "{minimum}; n excludes the grey and white segments. Labels that do not fit are in the "
    "table.": phrase(
        "Bars show counts. Percentages are of those with data (n), shown where n is at least "
        "{minimum}; n excludes the grey and white segments. Labels that do not fit are in the "
        "table."
    ),
    "Dots: share of the {base} that answered.": phrase("Dots: share of the {base} with data."),
    "Dots: share of the {base} that answered; several answers could be given.": phrase(
        "Dots: share of the {base} with data; several options are possible."
    ),
    "Bars: counts; several answers could be given.": phrase(
        "Bars: counts; several options are possible."
    ),
    "Dots: share of the group\u2019s substantive answers.": phrase(
        "Dots: share of those in the group with data."
    ),
    "The column at the right gives the count, out of those who answered.": phrase(
        "The column at the right gives the count, out of those with data."
    ),
    "{method} {confidence} confidence interval with finite population correction, treating those "
    "who replied as a random sample": phrase(
        "{method} {confidence} confidence interval with finite population correction, treating "
        "those with data as a random sample"
    ),
    "{method} {confidence} confidence interval, treating those who replied as a random sample of "
    "a large population": phrase(
        "{method} {confidence} confidence interval, treating those with data as a random sample "
        "of a large population"
    ),
    "{method} {confidence} confidence interval with finite population correction for groups with a "
    "full list of members, treating those who replied as a random sample": phrase(
        "{method} {confidence} confidence interval with finite population correction for groups "
        "with a full list of members, treating those with data as a random sample"
    ),
    "No interval is given, because everybody answered.": phrase(
        "No interval is given, because all have data."
    ),
    "No interval is given where everybody answered.": phrase(
        "No interval is given where all have data."
    ),
    "Dots: group means; the column at the right adds the number that answered (n).": phrase(
        "Dots: group means; the column at the right adds the number of those with data (n)."
    ),
    "Confidence intervals ({confidence}) treat those who answered as a random sample of all that "
    "are listed.": phrase(
        "Confidence intervals ({confidence}) treat those with data as a random sample of all that "
        "are listed."
    ),
    "No interval is drawn, because all or nearly all answered.": phrase(
        "No interval is drawn, because all or nearly all have data."
    ),
    "share of those who answered": phrase("share of those with data"),
    "Number of the {base} that answered": phrase("Number of the {base} with data"),
    # Headings of tables
    "Replied": phrase("In the source"),
    "Asked": phrase("In the source"),
    "Answer or group": phrase("Value or group"),
    "Answer": phrase("Value"),
    "At least, whatever nonrespondents would say": phrase("At least, whatever is missing"),
}
