"""Which States lack a measure of an area, and what a confidential questionnaire asks about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from cyberstudy.declare.chapters import Chapter
from cyberstudy.declare.survey import Survey
from cyberstudy.release.gather import ShownSurvey
from cyberstudy.release.page.countries import is_open
from cyberstudy.release.page.map_classes import unaccented
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.words import name_of_grouping
from surveyanswers.instrument.codebook import scores_of
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.phrases import phrase

#: Groupings of a plan whose groups are listed by name.
BY_NAME = ("region", "least_developed")
#: What those are who are in no group.
NO_GROUP = ("no", "none")
SEVERAL = 2
EVERYBODY = phrase("All Member States")


@dataclass(frozen=True)
class Lagging:
    """Member States without a measure, in the latest edition that has it."""

    measure: str
    said: str  # how many of how many
    counts: Mapping[str, str]  # by group: how many are without it, of how many with data
    states: Mapping[str, str]  # those without it: name by code
    by_name: Mapping[str, Sequence[str]]  # their names by group
    cited: str


def lagging_in(area: Chapter, parts: Sequence[ShownSurvey]) -> list[Lagging]:
    """Name the Member States without each measure of an area, as its public source has it.

    A State lacks a measure whose score is zero, or whose answer is not the one with the highest
    score of the codebook. What is not at hand, or may not be cited by State, is left out.

    Parameters
    ----------
    area
        As the story declares it.
    parts
        The surveys.
    """
    open_ = {part.survey.name: part for part in parts if is_open(part) and part.survey.asks}
    named = (measure.partition("/") for measure in area.measures)
    lacks = (_lagging(open_[survey], question) for survey, _, question in named if survey in open_)
    return [lack for lack in lacks if lack is not None]


def _lagging(part: ShownSurvey, question: str) -> Lagging | None:
    survey, say, path = part.survey, part.say, part.tables / "answers.parquet"
    if survey.frame is None or not path.is_file():
        return None
    words = survey.codebook.row(by_predicate=pl.col("question") == question, named=True)
    form_question = survey.questionnaire.questions[question]
    scores = scores_of(words.get("scores") or "") if form_question.choices else {}
    best = max(scores, key=lambda option: scores[option], default="")
    lacks = pl.col("value") != best if form_question.choices else pl.col("number") == 0
    valid = read_answers(path, [question]).filter(pl.col("status") == "valid")
    states = valid.join(survey.frame, on="unit_id").with_columns(lacks=lacks)
    if states.is_empty() or (form_question.choices and not scores):
        return None
    *before, last = (
        edition for _, edition in states.sort("wave").group_by("wave", maintain_order=True)
    )
    name = f"name_{say.language}" if f"name_{say.language}" in last.columns else "name_en"
    last = last.sort(pl.col(name).map_elements(unaccented, pl.String))
    behind = last.filter("lacks")
    called = dict(behind.select("unit_id", name).iter_rows())
    values = {"count": behind.height, "base": last.height, "wave": last["wave"][0]}
    template = phrase("{count} of {base} Member States scored zero in {wave}, the only edition.")
    if form_question.choices:
        options = survey.questionnaire.options_of(form_question).labels
        labels = options["en"] | options.get(say.language, {})
        template = phrase("{count} of {base} Member States have no “{best}” on record.")
        values["best"] = labels[best]
        lowest = min(scores, key=lambda option: scores[option])
        between = behind.filter(pl.col("value") != lowest).select("unit_id", "value")
        called |= {unit: f"{called[unit]} ({labels[value]})" for unit, value in between.iter_rows()}
    elif before:
        template = phrase(
            "{count} of {base} Member States scored zero in {wave}; {earlier} in {year}."
        )
        values |= {"earlier": before[-1]["lacks"].sum(), "year": before[-1]["wave"][0]}
    sentence = say(template, **values)
    groups = [("", say(EVERYBODY), last), *_groups(survey, last, say)]
    without = [
        (of, group, members.filter("lacks")["unit_id"], members.height)
        for of, group, members in groups
    ]
    of_all = phrase("{count} of {base}")
    counts = {group: say(of_all, count=len(units), base=base) for _, group, units, base in without}
    by_name = {
        group: [called[unit] for unit in units]
        for wanted in BY_NAME
        for grouping, group, units, _ in without
        if grouping == wanted and len(units)
    }
    cited = say.word(survey.settings.citation)
    return Lagging(say.word(words["short_label"]), sentence, counts, called, by_name, cited)


def _groups(
    survey: Survey, states: pl.DataFrame, say: Translator
) -> list[tuple[str, str, pl.DataFrame]]:
    """Divide States by the plan's groupings: those that lack it most often come first."""
    groups = []
    for grouping, division in survey.plan.groupings.items():
        if division.by not in states.columns:
            continue
        title = say.word(name_of_grouping(grouping))
        for (code,), members in states.drop_nulls(division.by).group_by(division.by):
            group = say.group(str(code))
            named = {"yes": title}.get(str(code), group if grouping == BY_NAME[0] else "")
            label = named or say(phrase("{label}: {told}"), label=title, told=group)
            groups += [(grouping, label, members)] * (code not in NO_GROUP)
    return sorted(groups, key=lambda entry: (-entry[2]["lacks"].sum() / entry[2].height, entry[1]))


def on_all_lists(measures: Sequence[Lagging]) -> list[str]:
    """Name the States that lack every one of several measures."""
    if len(measures) < SEVERAL:
        return []
    first, *others = measures
    return [name for code, name in first.states.items() if all(code in e.states for e in others)]


def asked_about(area: str, parts: Sequence[ShownSurvey]) -> list[tuple[Survey, list[str]]]:
    """List the questions of confidential questionnaires on an area, by questionnaire.

    Parameters
    ----------
    area
        Its name in codebooks.
    parts
        Surveys, whether they ran or not.
    """
    questions_by_survey = []
    for survey, say in ((part.survey, part.say) for part in parts):
        if not survey.asks or survey.settings.protection != CONFIDENTIAL:
            continue
        unit = survey.settings.unit
        about = [
            say.word(words["short_label"])
            for words in survey.codebook.iter_rows(named=True)
            if words.get("area") == area
            and unit in (words.get("groups") or unit).split()
            and words.get("sensitivity") not in ("identity", "free_text")
        ]
        if about:
            questions_by_survey.append((survey, about))
    return questions_by_survey
