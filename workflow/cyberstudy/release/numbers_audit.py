"""The audit of numbers: what leaves beside the audited tables says nothing that these do not.

Of a confidential survey. Numbers beside figures and those of the explorer are compared with the
counts row by row. Sentences of the plan are filled again from the audited tables. In other texts
each number and count of a base must be one of the tables that the text is about, or be declared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree

import polars as pl

from cyberstudy.declare.survey import Survey
from cyberstudy.release.records_audit import mistakes_in_record, mistakes_in_report
from cyberstudy.release.spoken_numbers import (
    FILES,
    MINIMUM,
    ROWS,
    SpokenNumbers,
    leaves_of,
    longest_first,
    without,
)
from cyberstudy.tables.files import read_table
from cyberstudy.wording.markup import in_restructured_text
from cyberstudy.wording.messages import say_message
from cyberstudy.wording.translator import Translator, speaking_of
from cyberstudy.wording.view import View
from cyberstudy.wording.words import translated, words_of
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.identifying import plain_text
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.statuses import COUNTED
from surveyanswers.tables.storage import read_json
from surveyanswers.tables.waves import of_wave

SVG = "{http://www.w3.org/2000/svg}"
GROUP = ("grouping", "group", "question")
COUNTS = ("count", "base", "r")
NUMBERS = (*COUNTS, "share", "low", "high", "bound_low", "bound_high")
#: Fields of a figure's words that are codes, and those that the plan's sentences fill.
CODES = frozenset({"exhibit", "kind", "code", "language"})
FILLED = ("headline", "finding", "subtitle", "recommends")
#: What the file beside a figure that other programs show repeats of its words.
SHOWN = ("headline", "title", "subtitle", "caption", "notes")
#: Tables that captions and alternative texts count in.
ANSWERS, PROCESS = ("estimates", "coverage", "nonresponse"), ("response",)
#: The table with rates of the audit of simulated answers, which say how good a method is.
RATES = "truth_audit"
#: What the report says of this audit.
FIGURES, SENTENCES, IN_TEXTS = "figures", "sentences_filled_from_tables", "numbers_in_texts"
#: How drawings name an axis. A number alone there is a place on it, and its title may name others.
_AXIS, _ALONE = "matplotlib.axis_", re.compile(r"[^\w]*[\d.,\s]+[%\u066a]?")


def with_audited_numbers(
    report: Mapping[str, Any],
    folder: Path,
    survey: Survey,
    tables: Path,
    publication: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """Stop where what is put together of a confidential survey tells what its tables do not.

    Parameters
    ----------
    report
        Of the release.
    folder
        Of a release, with ``tables/`` and ``figures/<language>/``.
    survey
        Its plan has the sentences, and its form the words.
    tables
        What `protect` wrote, and audited.
    publication
        Who publishes it, and how, which pictures say: a licence, an address.

    Returns
    -------
    dict
        The report, which then says how many figures, sentences and numbers were looked at.

    Raises
    ------
    SurveyError
        Naming the files, and what is wrong with what they say.
    """
    if survey.settings.protection != CONFIDENTIAL:
        return {**report}
    audit = NumbersAudit(survey, tables, publication)
    figures, records = sorted(folder.glob("figures/*/*")), sorted(tables.glob("*/*.json"))
    mistakes = [
        f"{path.relative_to(folder).as_posix()}: {what}"
        for path in figures
        for what in audit.of_figure(path)
    ]
    mistakes += [
        f"tables/{path.relative_to(tables).as_posix()}: {what}"
        for path in records
        for what in mistakes_in_record(path, survey)
    ]
    mistakes += [f"report.json: {what}" for what in mistakes_in_report(report, survey, tables)]
    stop_at(survey, mistakes)
    return {**report, "numbers": dict(audit.looked_at)}


def stop_at(survey: Survey, mistakes: Sequence[str]) -> None:
    """Raise where a release shows what the audited tables do not.

    Raises
    ------
    SurveyError
        Naming each.
    """
    if mistakes:
        raise SurveyError(
            f"{survey.name}: what leaves shows what the audited tables do not{listed(mistakes)}\n"
            "Nothing was released. Draw and write of tables in protect/ alone, let sentences of "
            "the plan take numbers by reference, and declare what a new number of a record is."
        )


class NumbersAudit:
    """Compares what is said of a confidential survey with its tables as they left."""

    def __init__(
        self,
        survey: Survey,
        tables: Path,
        publication: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.survey, self.folder, self._publication = survey, tables, publication
        self.looked_at: Counter[str] = Counter()
        self._tables: dict[str, pl.DataFrame | None] = {}
        self._spoken_in: dict[str, tuple[Translator, set[str]]] = {}

    def of_figure(self, path: Path) -> Iterator[str]:
        """Yield what a file of a figure tells that no table of counts does."""
        estimates = self._table("estimates")
        if path.suffix == ".csv" and estimates is not None:
            declared = self.survey.plan.exhibits.get(path.stem)
            shown = pl.read_csv(path, infer_schema_length=None)
            yield from told(shown, estimates, declared.wave if declared else None)
        elif path.suffix == ".json":
            yield from self._of_words(read_json(path), path.with_suffix(".csv"))
        elif path.suffix == ".rst":
            words = read_json(path.with_suffix(".json"))
            parts = [in_restructured_text(words[name]) for name in SHOWN if words[name]]
            if path.read_text(encoding="utf-8") != "\n\n".join(parts) + "\n":
                yield "it says something else than the figure's words"
        elif path.suffix == ".svg":
            yield from self._of_drawing(path)

    def _of_drawing(self, path: Path) -> Iterator[str]:
        base = path.with_name(path.name.partition(".")[0])
        words = read_json(base.with_suffix(".json"))
        spoken = self._of_texts(base.with_suffix(".csv"), words["language"])
        drawn, around, of_axes = texts_of(path)
        if not drawn:
            yield "no text could be read in it"
        say, _ = self._speech(words["language"])
        levels = (say.percent(level) for level in self._thresholds if 0.5 < level < 1)
        legends = [say("{confidence} interval", confidence=level) for level in levels]
        legends += self._legend(base.with_suffix(".csv"))
        strange = [*spoken.strange(without(drawn, longest_first(legends)))]
        strange += spoken.strange(without(around, longest_first([words["title"], words["alt"]])))
        strange += spoken.strange_shares(of_axes)
        yield from (f"{number!r} is in no row" for number in dict.fromkeys(strange))

    @staticmethod
    def _legend(numbers: Path) -> list[str]:
        """Return the labels of options in a row, as a legend has them, which may be numbers."""
        if not numbers.is_file():
            return []
        cells = pl.read_csv(numbers, infer_schema=False)
        if not {"part", "label"} <= {*cells.columns}:
            return []
        labels = cells.filter(pl.col("part") == "option")["label"].unique(maintain_order=True)
        return [" ".join(labels)] if len(labels) > 1 else []

    def _of_words(self, words: Mapping[str, Any], numbers: Path) -> Iterator[str]:
        self.looked_at[FIGURES] += 1
        filled = self._filled(words["exhibit"], words["language"])
        spoken = self._of_texts(numbers, words["language"])
        of_method = self.spoken_of_methods(spoken.tables, words["language"])
        for field, text in words.items():
            if not isinstance(text, str) or field in CODES:
                continue
            # Of simulated answers a headline begins with another word.
            sentence = filled.get(field, "")
            rest = text.removesuffix(sentence[1:] if field == "headline" else sentence)
            self.looked_at[SENTENCES] += bool(sentence) and rest != text
            by = of_method if field == "method" else spoken
            if field == "notes":
                rest = rest.replace(words["method"], " ")
            if strange := [repr(number) for number in by.strange(rest)]:
                yield f"{field}: no table that it is about has {', '.join(strange)}"
        self.looked_at[IN_TEXTS] += spoken.looked_at + of_method.looked_at

    def _of_texts(self, numbers: Path, language: str) -> SpokenNumbers:
        """Return the numbers that texts of a figure may have."""
        labelled = pl.read_csv(numbers, infer_schema=False) if numbers.is_file() else None
        return self.spoken(self._about(numbers), language, labelled)

    def _filled(self, exhibit: str, language: str) -> dict[str, str]:
        """Fill the plan's sentences again."""
        entry = self.survey.plan.exhibits.get(exhibit)
        if entry is None:
            return {}
        say, _ = self._speech(language)
        spoken: Any = translated(entry, say.word)
        view = View(self.folder, self.survey, spoken, say)
        message = say_message(spoken.says, view, self.survey.plan)
        return {field: getattr(message, field) for field in FILLED}

    def _about(self, numbers: Path) -> list[pl.DataFrame]:
        """Return the tables that a figure is about: its numbers, and rows of the same groups."""
        if not numbers.is_file():
            return self.of_all
        cells = pl.read_csv(numbers, infer_schema_length=None)
        tables = [cells]
        for name in ANSWERS:
            table = self._table(name)
            if table is None:
                continue
            of = [n for n in GROUP if n in cells.columns and n in table.columns]
            if name == "estimates" and "question" not in of:
                continue
            for column in of:
                named = cells[column].cast(pl.String).drop_nulls().to_list()
                table = table.filter(pl.col(column).is_in(named))
            tables.append(table)
        return [*tables, *self.of_all]

    @property
    def of_all(self) -> list[pl.DataFrame]:
        """Return the tables of who replied and of what was done to forms."""
        tables = (self._table(name) for name in PROCESS)
        return [table for table in tables if table is not None]

    def _table(self, name: str) -> pl.DataFrame | None:
        if name not in self._tables:
            # Of a release: Parquet keeps types.
            path = max(self.folder.glob(f"{name}.*"), default=None)
            table = None if path is None else read_table(str(path))
            if table is not None and {"base", *COUNTED} <= {*table.columns}:
                gave = [n for n in ("base", *COUNTED) if n != "not_asked"]
                table = table.with_columns(asked=pl.sum_horizontal(gave))
            self._tables[name] = table
        return self._tables[name]

    @cached_property
    def _thresholds(self) -> list[float]:
        declared = self.survey.plan.plain(), self.survey.settings.model_dump(mode="json")
        return [leaf for _, leaf in leaves_of(declared) if not isinstance(leaf, str)]

    def spoken(
        self, tables: Sequence[pl.DataFrame], language: str, labelled: pl.DataFrame | None = None
    ) -> SpokenNumbers:
        """Return the numbers that a text about some tables, or about a figure's, may have."""
        say, declared = self._speech(language)
        rows, columns = (0, 0) if labelled is None else labelled.shape
        constants = {MINIMUM: self._thresholds, ROWS: range(rows + 1), FILES: range(columns)}
        return SpokenNumbers(tables, say, declared=declared, constants=constants, labelled=labelled)

    def spoken_of_methods(self, tables: Sequence[pl.DataFrame], language: str) -> SpokenNumbers:
        """Return the numbers that a text on methods may have: also thresholds and error rates."""
        say, declared = self._speech(language)
        if (rates := self._table(RATES)) is not None:
            tables = [*tables, rates.select("rate", "simulations")]
        thresholds = self._thresholds
        return SpokenNumbers(
            tables, say, declared=declared, thresholds=thresholds, constants={MINIMUM: thresholds}
        )

    def _speech(self, language: str) -> tuple[Translator, set[str]]:
        """Speak a language, and list what people have written in it."""
        if language not in self._spoken_in:
            say, form = speaking_of(self.survey, language), self.survey.questionnaire
            texts = {say.word(text) for text, _ in words_of(self.survey)}
            texts |= {reference["citation"] for reference in self.survey.references.values()}
            texts |= {say.word(text) for text in self._publication.values()}
            texts.add(f"{say('Version')} {self._publication.get('version', '')}")
            for question in form.questions.values():
                texts |= {*question.labels.values()}
                if question.choices:
                    labels = form.options_of(question).labels.values()
                    texts |= {text for wordings in labels for text in wordings.values()}
            self._spoken_in[language] = say, {text for text in texts if re.search(r"\d", text)}
        return self._spoken_in[language]


def texts_of(drawing: Path) -> tuple[str, ...]:
    """Return the texts in an SVG but places on axes, the texts about it, and titles of axes."""
    parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))
    root = ElementTree.parse(drawing, parser).getroot()
    axes = [group for group in root.iter(f"{SVG}g") if _AXIS in group.get("id", "")]
    titles = [text for axis in axes for text in axis.iterfind(f"{SVG}g/{SVG}text")]
    along = {text for axis in axes for text in axis.iter() if _ALONE.fullmatch(text.text or "")}
    drawn, around = list[str](), list[str]()
    for text in root.iter():
        if text.tag != f"{SVG}style" and text not in along and text not in titles:
            (drawn if text.tag == f"{SVG}text" else around).append(text.text or "")
    # A text that is broken into lines is one again.
    texts = drawn, around, [text.text or "" for text in titles]
    return (*(plain_text(" ".join(parts)) for parts in texts),)


def told(numbers: pl.DataFrame, estimates: pl.DataFrame, wave: str | None = None) -> Iterator[str]:
    """Yield how a figure's numbers differ from the counts of a release.

    Parameters
    ----------
    numbers
        The file beside a figure. Rows that name a grouping, group and question are compared.
    estimates
        `tables.Estimates` as it left, null where it is withheld.
    wave
        That numbers are of which do not say it; the last by default.
    """
    if not {*GROUP} <= {*numbers.columns}:
        return
    waves = ["wave"] if "wave" in numbers.columns else []
    estimates = estimates if waves else of_wave(estimates, wave)
    cells = numbers.with_columns(pl.col(*waves, *GROUP).cast(pl.String))
    # A column without a number has the type of those that it is compared with.
    types = {name: estimates.schema[name] for name in COUNTS if name in estimates.columns}
    cells = cells.with_columns(
        pl.col(name).cast(kind)
        for name, kind in types.items()
        if name in cells.columns and cells[name].null_count() == cells.height
    )
    any_number = pl.any_horizontal(pl.col(n).is_not_null() for n in NUMBERS if n in cells.columns)
    withheld = estimates.filter(pl.col("count").is_null()).select(*waves, *GROUP).unique()
    if rows := cells.join(withheld, on=[*waves, *GROUP]).filter(any_number).height:
        yield f"numbers of a withheld group in {rows} rows"
    option = next((name for name in ("option", "answer") if name in cells.columns), None)
    if option is None:
        return
    both = cells.with_columns(pl.col(option).cast(pl.String)).join(
        estimates,
        left_on=[*waves, *GROUP, option],
        right_on=[*waves, *GROUP, "option"],
        suffix="_told",
    )
    for name in COUNTS:
        if name in cells.columns and f"{name}_told" in both.columns:
            shown = pl.col(name, f"{name}_told").is_not_null()
            if rows := both.filter(shown, pl.col(name) != pl.col(f"{name}_told")).height:
                yield f"another {name} than the table's in {rows} rows"
