"""What is said where nobody replied: of records and scores, in the place of words on replies.

Whoever speaks of such a survey says these instead (`wording.translator`), so no caption, legend or
page asks how its survey came about. A phrase that is no longer said in the code must go here,
too; a test looks for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from cyberstudy.tables.phrases import phrase, phrases

#: Phrase of the code, of one with a plural the first -> what is said instead.
WITHOUT_REPLIES: Mapping[str, str | tuple[str, str]] = {
    # What a caption says of the base
    "Question wording, to {who}: {questions}.": phrase("Of {who}: {questions}."),
    "Questions to {who}: {count}, named at the left.": phrase(
        "Of {who}: {count} items, named at the left."
    ),
    "Questions to {who}: {count}, named above.": phrase("Of {who}: {count} items, named above."),
    "{replied} of {listed} {who} replied.": phrases(
        "The source has {replied} of {listed} {who}.", "The source has {replied} of {listed} {who}."
    ),
    "{replied} {who} replied; there is no list of them.": phrases(
        "The source has {replied} {who}; there is no list of them.",
        "The source has {replied} {who}; there is no list of them.",
    ),
    "{count} of {base} replied": phrase("{count} of {base} in the source"),
    "n = {base} of {asked} asked": phrase("n = {base} of {asked}"),
    "In each row n = {base} of {asked} asked": phrase("In each row n = {base} of {asked}"),
    "{replied} {who} that replied; of these between {least} and {most} were asked a "
    "question.": phrase(
        "{replied} {who} in the source; a question concerns between {least} and {most} of them."
    ),
    "no other nonresponse": phrase("no data are missing"),
    "{count} was not asked": phrases("{count} not concerned", "{count} not concerned"),
    "{count} was not asked, which depends on {questions}": phrases(
        "{count} not concerned, which depends on {questions}",
        "{count} not concerned, which depends on {questions}",
    ),
    "With an answer: {groups}.": phrase("With data: {groups}."),
    "With an answer: {base}.": phrase("With data: {base}."),
    "{base} with an answer in both waves, {before} and {after}; others do not count.": phrase(
        "{base} with data in both waves, {before} and {after}; others do not count."
    ),
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
    "nobody answered both times": phrase("no data in both waves"),
    "nobody asked": phrase("no data"),
    # What marks are
    "Bars and the figures in them are counts, the whole bar all who were asked, and "
    "percentages those of all who gave a substantive answer (n, beside), where they are at "
    "least {minimum}; what is too narrow to be written stands in the numbers. Grey and "
    "white are no part of n.": phrase(
        "Bars and the figures in them are counts, the whole bar all in the source, and "
        "percentages those of all with data (n, beside), where they are at least {minimum}; what "
        "is too narrow to be written stands in the numbers. Grey and white are no part of n."
    ),
    "Dots: share of the {base} that answered.": phrase("Dots: share of the {base} with data."),
    "Dots: share of the {base} that answered; several answers could be given.": phrase(
        "Dots: share of the {base} with data; several options can hold."
    ),
    "Bars: counts; several answers could be given.": phrase(
        "Bars: counts; several options can hold."
    ),
    "Dots: share of the group\u2019s substantive answers.": phrase(
        "Dots: share of those in the group that have data."
    ),
    "Beside each row: how many of those who answered.": phrase(
        "Beside each row: how many of those with data."
    ),
    "Dots: shares of those who answered; at the right: counts. Lines in colour: "
    "{intervals}": phrase(
        "Dots: shares of those with data; at the right: counts. Lines in colour: {intervals}"
    ),
    "{method} {confidence} interval with finite population correction, as if those who "
    "replied had been drawn at random": phrase(
        "{method} {confidence} interval with finite population correction, as if those with data "
        "had been drawn at random"
    ),
    "{method} {confidence} interval, as if those who replied had been drawn at random from "
    "very many": phrase(
        "{method} {confidence} interval, as if those with data had been drawn at random from very "
        "many"
    ),
    "{method} {confidence} interval with finite population correction where there is a "
    "list, as if those who replied had been drawn at random": phrase(
        "{method} {confidence} interval with finite population correction where there is a list, "
        "as if those with data had been drawn at random"
    ),
    "There is no interval: all that there are answered.": phrase(
        "There is no interval: all that there are have data."
    ),
    "Where all that there are answered, there is none.": phrase(
        "Where all that there are have data, there is none."
    ),
    "Dots: means of the group, which stand at the right with how many answered (n).": phrase(
        "Dots: means of the group, which stand at the right with how many have data (n)."
    ),
    "Intervals ({confidence}) are those of a model: as if who answered had been drawn at "
    "random from all that are listed.": phrase(
        "Intervals ({confidence}) are those of a model: as if those with data had been drawn at "
        "random from all that are listed."
    ),
    "No interval is drawn, for those who answered are all, or nearly all, that there are.": phrase(
        "No interval is drawn, for those with data are all, or nearly all, that there are."
    ),
    "Share of those who answered": phrase("Share of those with data"),
    "share of those who answered": phrase("share of those with data"),
    "Number of the {base} that answered": phrase("Number of the {base} with data"),
    "Classes are made of the answers to {count} questions.": phrase(
        "Classes are made of {count} items."
    ),
    "Classes are made of the answers to {count} questions: {labels}.": phrase(
        "Classes are made of {count} items: {labels}."
    ),
    "{valid} became valid answers.": phrase("{valid} became valid values."),
    "Above: cells that stand for an answer, by its status, the darker the larger their "
    "share among the file\u2019s answers. Grey: what identifies the form, was dropped when the "
    "file was read, or is structure.": phrase(
        "Above: cells that stand for a value, by its status, the darker the larger their share "
        "among the file\u2019s values. Grey: what identifies the row, was dropped, or is "
        "structure."
    ),
    # Headings of tables
    "Replied": phrase("In the source"),
    "Asked": phrase("In the source"),
    "Left blank": phrase("No data"),
    "Left blank, share": phrase("No data, share"),
    "Do not know or declined": phrase("Not known or not disclosed"),
    "Answer or group": phrase("Value or group"),
    "Answer": phrase("Value"),
    "At least, whatever others would say": phrase("At least, whatever is missing"),
}
