"""Words of a survey that exhibits show: which they are, and a plan's entry in another language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from cyberstudy.declare.plan.estimates import RESPONDENTS
from cyberstudy.wording.translator import name_of_group
from surveyanswers.instrument.entry import Entry
from surveyanswers.tables.storage import read_text_table

if TYPE_CHECKING:
    from cyberstudy.declare.survey import Survey

#: Keys of a plan's entry whose values are read by people; all others are codes and numbers.
READ = (
    "title",
    "area",
    "who",
    "label",
    "remark",
    "headline",
    "finding",
    "subtitle",
    "number",
    "introduction",
    "limits",
)
#: Keys whose values are what codes are called.
NAMES = "labels"


def shown_title(headline: str, title: str) -> str:
    """Return an exhibit's title, used wherever it is named: its headline, or else its topic."""
    return headline or title


def translated(entry: object, word: Callable[[str], str]) -> object:
    """Return a plan's entry with everything that people read put through `word`."""
    if isinstance(entry, Entry):
        return type(entry).model_validate(translated(entry.plain(), word))
    if isinstance(entry, list):
        return [translated(part, word) for part in entry]
    if not isinstance(entry, Mapping):
        return entry
    return {key: _said(key, value, word) for key, value in entry.items()}


def _said(key: str, value: object, word: Callable[[str], str]) -> object:
    if key == NAMES and isinstance(value, Mapping):
        return {code: word(name) for code, name in value.items()}
    return word(value) if key in READ and isinstance(value, str) else translated(value, word)


def words_of(survey: Survey) -> Iterator[tuple[str, str]]:
    """List the English words of a survey with where each stands, some of them several times."""
    settings, plan = survey.settings, survey.plan
    for key in ("title", "respondents", "citation", "defined"):
        if text := getattr(settings, key):
            yield text, f"settings.yaml: {key}"
    if settings.frame is not None:
        for text in settings.frame.names_of_others.values():
            yield text, "settings.yaml: frame.names_of_others"
    for name, entry in plan.exhibits.items():
        for text in said_in(entry.plain()):
            yield text, f"plan.yaml: exhibits.{name}"
    for point in plan.nonresponse.tipping_points.values() if plan.nonresponse else ():
        yield point.title, "plan.yaml: nonresponse.tipping_points"
    for clustering in plan.clusterings.values():
        yield clustering.title, "plan.yaml: clusterings"
    if plan.country_facts is not None:
        for text in plan.country_facts.titles.values():
            yield text, "plan.yaml: country_facts"
    if not survey.asks:
        yield from (
            (text, "crosswalk.csv: title") for text in survey.table("crosswalk.csv")["title"]
        )
    for text in survey.codebook["short_label"]:
        yield text, "codebook.csv: short_label"
    for row in survey.codebook.iter_rows(named=True):
        yield area_of(row), "codebook.csv: area, topic"
    for question in survey.questionnaire.questions.values():
        if question.section:
            yield name_of_group(question.section), "questionnaire: sections"
    yield from _groups(survey)


def area_of(question: Mapping[str, str | None]) -> str:
    """What a question of the codebook is about, by a row of it."""
    return name_of_group(question.get("area") or question.get("topic") or "other")


def name_of_grouping(code: str) -> str:
    """What a way to divide is called; that some of its groups are put together goes unsaid."""
    return name_of_group(code.removeprefix("merged_"))


def said_in(entry: object) -> list[str]:
    """List what people read in a declared entry."""
    texts: list[str] = []

    def collected(text: str) -> str:
        texts.append(text)
        return text

    translated(entry, collected)
    return texts


def _groups(survey: Survey) -> Iterator[tuple[str, str]]:
    """Names of groups that estimates and replies are given for."""
    plan, frame = survey.plan, survey.frame
    declared = survey.settings.frame
    answering = [survey.settings.unit, declared.others if declared else None]
    if "groups" in survey.codebook.columns:
        answering += " ".join(survey.codebook["groups"].drop_nulls()).split()
    for group in filter(None, dict.fromkeys(answering)):
        yield name_of_group(group), "settings.yaml: groups of respondents"
    if plan.groupings:
        yield name_of_group(RESPONDENTS), "plan.yaml: estimates.groupings"
    columns = list(plan.response.by) if plan.response else []
    for name in plan.groupings:
        yield name_of_grouping(name), "plan.yaml: estimates.groupings"
    for grouping in plan.groupings.values():
        for group in grouping.joined:
            yield name_of_group(group), "plan.yaml: estimates.groupings"
        columns += [grouping.by] if grouping.by else []
    for column in dict.fromkeys(columns):
        if frame is not None and column in frame.columns:  # what forms alone tell stays as it is
            for code in frame[column].unique().drop_nulls().sort():
                yield name_of_group(code), f"list of units: {column}"
    for entry in plan.coverage:
        if entry.by:
            question = survey.questionnaire.questions[entry.question]
            table = survey.root / survey.settings.choice_files[question.choices or ""].path
            for code in read_text_table(table)[entry.by].unique().drop_nulls().sort():
                yield name_of_group(code), f"{table.name}: {entry.by}"
