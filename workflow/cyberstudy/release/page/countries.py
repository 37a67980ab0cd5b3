"""What public surveys say of each country by name, side by side.

A page shows single values as facts, where the source lets them be cited: one country at a time.
What it knows of all countries at once is computed: the middle of each measure, and its ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from cyberstudy.declare.plan.exhibits import MEMBERS
from cyberstudy.declare.plan.facts_of_countries import INDICES
from cyberstudy.release.gather import ShownSurvey
from cyberstudy.release.page.numbers import ranks
from cyberstudy.tables.files import read_table
from cyberstudy.wording.named_units import NAMED
from cyberstudy.wording.translator import Translator
from surveyanswers.instrument.cleaning import Frame
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.settings import QUESTIONNAIRE
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.storage import protected_file

DIGITS = 2  # as the page shows them: no more of a source is in its data than is seen
#: Columns of a list of units that say how developed a country was, with the year.
_DEVELOPMENT = re.compile(r"hdi_(\d{4})(?:_group)?")
NOT_IN_THE_INDEX = phrase("Not in the index")
#: Where nothing is public.
NONE: Mapping[str, Any] = {"countries": [], "sources": [], "counted": ""}
#: Above what no survey of the study tells itself.
OTHERS = phrase("What other sources say")
#: What stands for a zero where respondents named countries: it is no measurement.
UNNAMED = phrase("not named")
SIGNATURES = phrase("Signatures")


def countries_of(parts: Sequence[ShownSurvey]) -> Mapping[str, Any]:
    """Collect what is public of countries, in one language; `NONE` where nothing is.

    Only of surveys that are declared public, whose answers are real, whose sources let values be
    cited, and whose list of units has names: nobody who answered in confidence is named, and
    nothing simulated is told of a country. Countries that a source names and no list has are
    entries, too.
    """
    open_ = [part for part in parts if is_open(part)]
    across = [(table, part.say) for part in open_ if (table := _facts(part)) is not None]
    years = {name: year for table, _ in across for name, year in _years(table).items()}
    answered = {
        part.survey.name: source
        for part in open_
        if (source := _answers(part, years.get(part.survey.name, "")))
    }
    facts = [entry for table, say in across for entry in _of_others(table, answered, parts, say)]
    # What is told in words is short, and is seen before the many measures.
    sources = sorted(
        [*answered.values(), *facts],
        key=lambda source: source["facts"][0]["kind"] == "number",
    )
    frames = [
        (part, frame, part.say)
        for part in open_
        if sources and (frame := part.survey.frame) is not None and "name_en" in frame.columns
    ]
    if not frames:
        return NONE
    year, groups = _developed([(frame, say) for _, frame, say in frames])
    listed = {
        row["unit_id"]: {
            "name": row.get(f"name_{say.language}") or row["name_en"],
            "region": say.word(row.get("region") or ""),
        }
        for _, frame, say in reversed(frames)
        for row in frame.iter_rows(named=True)
    }
    declared = [units for part, *_ in frames if (units := part.survey.settings.frame)]
    others = _others(declared, {*listed}, answered.values())
    # Assume: the list of Member States is known by its file; of another list nothing is said.
    members = {frame.path for frame in declared} == {MEMBERS}
    entries = [
        {
            "code": unit,
            **description,
            "development": groups.get(unit, ""),
            "outside": members and unit in others,
        }
        for unit, description in (listed | others).items()
    ]
    return {
        "countries": sorted(entries, key=lambda entry: entry["name"]),
        "development": year,
        "sources": sources,
        "contradictions": [text for part in open_ for text in _contradictions(part)],
        "counted": _counted(frames[0][-1], listed, others if members else {}, answered.values()),
    }


def is_open(part: ShownSurvey) -> bool:
    """Whether single values of it may be told as facts."""
    public = part.survey.settings.protection != CONFIDENTIAL
    return public and not part.simulated and part.may_cite


def _developed(frames: Sequence[tuple[pl.DataFrame, Translator]]) -> tuple[str, dict[str, str]]:
    """Return the latest year for which a list has groups of development, and its groups."""
    candidates = [
        (match[1], column, frame, say)
        for frame, say in frames
        for column in frame.columns
        if (match := _DEVELOPMENT.fullmatch(column))
    ]
    if not candidates:
        return "", {}
    year, column, frame, say = max(candidates, key=lambda candidate: candidate[0])
    pairs = frame.select("unit_id", column).iter_rows()
    return year, {
        unit: say.group(group) if group not in (None, "none") else say(NOT_IN_THE_INDEX)
        for unit, group in pairs
    }


def _others(
    lists: Sequence[Frame], listed: Collection[str], sources: Iterable[Mapping[str, Any]]
) -> dict[str, dict[str, str]]:
    """Name those that a source has and no list has."""
    units = {unit for source in sources for fact in source["facts"] for unit in fact["values"]}
    names = {unit: name for frame in lists for unit, name in frame.names_of_others.items()}
    return {
        unit: {"name": names.get(unit, unit), "region": ""} for unit in sorted(units - {*listed})
    }


def _counted(
    say: Translator,
    listed: Mapping[str, Mapping[str, str]],
    others: Mapping[str, Mapping[str, str]],
    sources: Iterable[Mapping[str, Any]],
) -> str:
    """Return how many entries there are, who is no Member State, and whom a source lacks."""
    sentences = [
        say(
            "{count} countries: {members} UN Member States; also {names}.",
            count=len(listed) + len(others),
            members=len(listed),
            names=say.every(other["name"] for other in others.values()),
        )
        if others
        else say("{count} countries.", count=len(listed))
    ]
    for source in sources:
        covered_units = {unit for fact in source["facts"] for unit in fact["values"]}
        without = sorted(listed[unit]["name"] for unit in {*listed} - covered_units)
        if 0 < len(without) <= NAMED:
            sentences.append(
                say(
                    "Not covered by {source}: {names}.",
                    source=source["title"],
                    names=say.every(without),
                )
            )
    return say.text(sentences)


def _answers(part: ShownSurvey, year: str) -> dict[str, Any] | None:
    """What was answered of each unit, by question and wave; one without waves is of a year."""
    path = part.tables / "answers.parquet"
    survey, say = part.survey, part.say
    if not survey.asks or not path.is_file() or survey.frame is None:
        return None
    labels = dict(survey.codebook.select("question", "short_label").iter_rows())
    valid = read_answers(path, labels).filter(pl.col("status") == "valid", pl.col("instance") == 0)
    place = {question: place for place, question in enumerate(labels)}
    facts_by_question: dict[int, dict[str, dict[str, Any]]] = {}
    for (question, wave), rows in valid.group_by("question", "wave", maintain_order=True):
        field = survey.questionnaire.questions[str(question)]
        if field.choices:
            options = survey.questionnaire.options_of(field).labels
            words = options["en"] | options.get(say.language, {})
            values = {unit: words.get(value, value) for unit, value in _pairs(rows, "value")}
        else:
            values = dict(_pairs(rows, "number"))
        of = facts_by_question.setdefault(place[str(question)], {})
        more = {"asked": (question, wave), "exact": values}
        of[str(wave) or year] = _fact(say.word(labels[str(question)]), values) | more
    if not facts_by_question:
        return None
    facts = [_latest(waves) for _, waves in sorted(facts_by_question.items())]
    # A total stands before what it is made of, which has fewer points.
    facts.sort(key=lambda fact: (fact["kind"] == "number", -(fact["most"] or 0)))
    if facts[0]["kind"] == "number":
        # Assume: a map's bounds between classes of a score are its publisher's tiers.
        maps: Iterable[Any] = survey.plan.exhibits.values()
        tiers = {(m.question, m.wave): m.bounds for m in maps if getattr(m, "bounds", None)}
        facts[0]["ranks"] = ranks(facts[0]["exact"], tiers.get(facts[0]["asked"], ()), say)
    # A value stands under the wave that it is of, so there is a column for each of these.
    waves = {fact["wave"] for fact in facts}
    waves |= {fact["before"]["wave"] for fact in facts if fact["before"]}
    shown = sum(len(turn["values"]) for fact in facts for turn in (fact, fact["before"]) if turn)
    return {
        "survey": survey.name,
        "title": say.word(survey.settings.title),
        "cited": survey.settings.citation,
        "waves": sorted(waves - {""}, reverse=True),
        "facts": facts,
        "whole": shown * (shown == valid.height),  # how many values, where these are all
    }


def _latest(waves: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Report the last wave that has the question, and which that is, with the one before it."""
    *earlier, last = sorted(waves)
    before = {"wave": earlier[-1], "values": waves[earlier[-1]]["values"]} if earlier else None
    return {**waves[last], "wave": last, "before": before}


def _pairs(rows: pl.DataFrame, column: str) -> list[tuple[str, Any]]:
    return list(rows.select("unit_id", column).drop_nulls().iter_rows())


def _facts(part: ShownSurvey) -> pl.DataFrame | None:
    """What is known of countries across surveys: a fact, year and source a row."""
    path = part.tables / "country_facts.csv"
    if part.survey.asks or not path.is_file():
        return None
    return read_table(str(path)).drop_nulls("value")


def _years(table: pl.DataFrame) -> dict[str, str]:
    """Return the latest year of each source."""
    latest = table.group_by("source").agg(pl.col("year").max().cast(pl.String))
    return dict(latest.iter_rows())


def _of_others(
    table: pl.DataFrame, answered: Collection[str], parts: Sequence[ShownSurvey], say: Translator
) -> list[dict[str, Any]]:
    """Return the facts of sources that are no surveys here: those in words, those in numbers."""
    latest = (
        table.filter(~pl.col("source").is_in([*answered]))
        .sort("year")
        .group_by("fact", "iso3", maintain_order=True)
        .last()
    )
    facts_by_title: dict[str, list[dict[str, Any]]] = {}
    cited: dict[str, list[str]] = {}
    surveys = (part.survey for part in parts if part.survey.asks)
    questionnaires = {survey.name for survey in surveys if survey.settings.mode == QUESTIONNAIRE}
    declared = [facts for part in parts if (facts := part.survey.plan.country_facts)]
    indices = {n for entry in declared for n, fact in entry.facts.items() if fact.form == INDICES}
    by_source = latest.sort("source", "fact").group_by("source", "title", maintain_order=True)
    for (source, title), rows in by_source:
        references = [source_of(parts, name) for name in str(source).split("; ")]
        values, years = (
            dict(rows.select("iso3", column).iter_rows()) for column in ("value", "year")
        )
        values = {code: float(round(v)) if v >= 1000 else v for code, v in values.items()}
        in_words = rows.select("iso3", "told").drop_nulls().iter_rows()
        # Who says so of each stands in the table; here the source goes by its title.
        values |= {code: say.word(text.partition(" (")[0]) for code, text in in_words}
        named = "; ".join(say.word(reference["source"]) for reference in references)
        fact = {**_fact(say.word(str(title)), values), "years": years, "source": named}
        if rows["fact"][0] in indices:
            fact["ranks"] = ranks(values, (), say)
        above = say(OTHERS if fact["kind"] == "number" else SIGNATURES)
        if source in questionnaires:
            above = named
            fact["unnamed"] = {code: say(UNNAMED) for code, value in values.items() if value == 0}
        facts_by_title.setdefault(above, []).append(fact)
        cited.setdefault(above, []).extend(reference["citation"] for reference in references)
    return [
        {
            "title": title,
            "cited": " ".join(dict.fromkeys(cited[title])),
            "waves": [],
            "facts": facts,
        }
        for title, facts in facts_by_title.items()
    ]


def source_of(parts: Sequence[ShownSurvey], name: str) -> Mapping[str, Any]:
    """Return the name and citation of a survey or of a file below data/raw."""
    for part in parts:
        if part.survey.name == name:
            settings = part.survey.settings
            return {"source": settings.title, "citation": settings.citation}
    files = (source for part in parts for source in part.report.get("sources", ()))
    return next((e for e in files if e["path"] == name), {"source": name, "citation": ""})


def _fact(title: str, values: dict[str, Any]) -> dict[str, Any]:
    numbers = [value for value in values.values() if isinstance(value, (int, float))]
    rounded = {
        unit: round(value, DIGITS) if isinstance(value, float) else value
        for unit, value in sorted(values.items())
    }
    return {
        "title": title,
        "kind": "number" if numbers else "text",
        "least": round(min(numbers), DIGITS) if numbers else None,
        "most": round(max(numbers), DIGITS) if numbers else None,
        "values": rounded,
    }


def _contradictions(part: ShownSurvey) -> list[dict[str, str]]:
    say, path = part.say, protected_file(part.tables, "contradictions.*")
    if path is None:
        return []
    contradictions = []
    for row in read_table(str(path)).iter_rows(named=True):
        first, second = say.word(row["first"]), say.word(row["second"])
        yes, no = (first, second) if row["first_present"] else (second, first)
        text = phrase("{title}: {yes} says yes, {no} says no")
        if row["may_be_change"]:
            text = phrase(
                "{title}: {yes} says yes, {no} says no (perhaps because of a change in between)"
            )
        title = say.word(row["title"])
        contradictions.append({"code": row["iso3"], "text": say(text, title=title, yes=yes, no=no)})
    return contradictions


def facts_of_all(countries: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page shows of all countries: names, and each fact's median and range.

    Parameters
    ----------
    countries
        By `countries_of`, as for `facts_of_one`.
    """
    regions: dict[str, list[str]] = {}
    for country in countries["countries"]:
        regions.setdefault(country["region"], []).append(country["code"])
    sources = []
    for source in countries["sources"]:
        facts = []
        for fact in source["facts"]:
            numbers = {k: v for k, v in fact["values"].items() if isinstance(v, (int, float))}
            ordered = pl.Series(numbers.values(), dtype=pl.Float64)
            near = {
                name: pl.Series([numbers[c] for c in codes if c in numbers])
                for name, codes in regions.items()
            }
            facts.append(
                {
                    **{
                        key: fact[key]
                        for key in ("title", "kind", "wave", "least", "most", "source")
                        if key in fact
                    },
                    "before": fact["before"]["wave"] if fact.get("before") else None,
                    "low": ordered.quantile(0.25, "nearest"),
                    "high": ordered.quantile(0.75, "nearest"),
                    "middle": ordered.median(),
                    "regions": {
                        name: score.median() for name, score in near.items() if name and len(score)
                    },
                }
            )
        sources.append(source | {"facts": facts})
    return {key: countries[key] for key in ("countries", "development")} | {"sources": sources}


def facts_of_one(countries: Mapping[str, Any], code: str) -> dict[str, Any]:
    """Return one country's values in the order of the sources, earlier ones, contradictions."""

    def by_source(of: Callable[[Mapping[str, Any]], Any]) -> list[list[Any]]:
        return [[of(fact) for fact in source["facts"]] for source in countries["sources"]]

    return {
        "values": by_source(lambda f: f.get("unnamed", {}).get(code, f["values"].get(code))),
        "before": by_source(lambda f: f["before"]["values"].get(code) if f.get("before") else None),
        "years": by_source(lambda f: f.get("years", {}).get(code)),
        "ranks": by_source(lambda f: f.get("ranks", {}).get(code)),
        "contradictions": [t["text"] for t in countries["contradictions"] if t["code"] == code],
    }
