"""What an exhibit may look at: protected tables, the survey's wordings, and the plan's entry."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import polars as pl

from cyberstudy.declare.plan.exhibits import CODES, MEMBERS, DeclaredExhibit
from cyberstudy.tables.files import read_table
from cyberstudy.tables.registry import named
from cyberstudy.wording.references import CellReference, as_text, cited
from cyberstudy.wording.translator import Translator
from surveyanswers.instrument.codebook import scored_questions
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import protected_file, read_text_table
from surveyanswers.tables.waves import WAVE, chosen_wave, of_wave, waves_in

if TYPE_CHECKING:
    from cyberstudy.declare.survey import Survey

#: Columns of tables that name countries, and the reference's column that they are taken from.
COUNTRY, LABEL = ("country", "name"), "label_en"
#: What a plan says of an exhibit, a class a kind.
OfKind_co = TypeVar("OfKind_co", bound=DeclaredExhibit, covariant=True)
Section = TypeVar("Section")


def needed(section: Section | None) -> Section:
    """Return a section of the plan without which a kind of exhibit makes no sense.

    Raises
    ------
    SurveyError
        There is none: it is not among the `NEEDS` of the kind's entry, which are checked before.
    """
    if section is None:
        raise SurveyError("the plan lacks a section that this kind of exhibit needs")
    return section


def countries_named(root: Path, language: str) -> dict[str, str]:
    """Names of countries as tables have them, and as the United Nations call them.

    Assume: what is no Member State goes by its everyday name in languages in which the reference
    has no other.

    Parameters
    ----------
    root
        The folder that the reference lies under.
    language
        That they are named in.
    """
    if not (root / CODES).is_file():
        return {}
    countries = read_text_table(root / CODES)
    columns = [c for c in (f"label_{language}", "name_un") if c in countries.columns]
    # M49's names of all are in English alone.
    name = pl.coalesce(*(columns if language != "en" else columns[::-1]), LABEL)
    official = dict(countries.select("iso3", name).iter_rows())
    if (root / MEMBERS).is_file():
        official |= read_text_table(root / MEMBERS).select("iso3", f"name_{language}").iter_rows()
    return {label: official[code] for label, code in countries.select(LABEL, "iso3").iter_rows()}


@dataclass(frozen=True)
class View(Generic[OfKind_co]):
    """Protected tables, wordings and the plan's entry of one exhibit."""

    folder: Path
    survey: Survey
    entry: OfKind_co
    say: Translator = field(default_factory=Translator)
    #: Patterns of the protected files that were looked for, also of those that are not there.
    looked_for: set[str] = field(default_factory=set)
    #: Protected tables that were read, by name.
    read: dict[str, pl.DataFrame] = field(default_factory=dict)

    def table(self, name: str) -> pl.DataFrame:
        """Read a protected table by its name, with or without its folder; of one wave."""
        table = self.of_all_waves(name)
        return of_wave(table, self.entry.wave) if WAVE in table.columns else table

    def of_all_waves(self, name: str) -> pl.DataFrame:
        """Read a protected table, which says of each row which wave it is of.

        Its countries are named in the language that is spoken.
        """
        return self.naming_countries(self._read(name))

    def _read(self, name: str) -> pl.DataFrame:
        if name not in self.read:
            self.read[name] = read_table(str(self._found(f"{name}.*")))
        return self.read[name]

    def citing(self, rows: pl.DataFrame, name: str = "") -> Iterator[dict[str, Any]]:
        """Yield rows as mappings whose numbers know their cells in a protected table.

        A number stays as it is where the table has another, or none, or several in rows with its
        key.

        Parameters
        ----------
        rows
            With columns of the table, its key among them, as far as it tells rows apart.
        name
            Of the table; by default that of the entry.
        """
        name = name or getattr(self.entry, "table", "")
        stored, base_name = self._read(name), name.rpartition("/")[2]
        if WAVE in stored.columns and WAVE not in rows.columns and stored.height:
            wave = chosen_wave(waves_in(stored), self.entry.wave)
            rows = rows.with_columns(pl.lit(wave).alias(WAVE))
        contract = named(base_name) or self.survey.made[base_name]
        key = [column for column in contract.primary_key() if column in rows.columns]
        # A table of answers has the number of an answer beside it.
        kept = {c: c + ":number" * (f"{c}:number" in stored.columns) for c in rows.columns}
        if not key:
            yield from rows.iter_rows(named=True)
            return
        texts = [pl.col(column).cast(pl.String).fill_null("") for column in key]
        label = pl.concat_str(texts, separator="\n").alias(":key")
        same = stored.with_columns(label).join(rows.select(label), on=":key", how="semi")
        stored_rows = same.rows_by_key(":key", named=True)
        for row in rows.iter_rows(named=True):
            where = {column: as_text(row[column]) for column in key}
            cells, *others = stored_rows.get("\n".join(where.values()), [{}])
            yield row | {
                column: cited(value, CellReference(name, where, kept[column]))
                for column, value in row.items()
                if not others and cells.get(kept[column]) == value
            }

    def cited(self, number: Any, cell: CellReference) -> Any:
        """Return a number that knows its cell, if that has this number."""
        stored: Any = cell.number(self._read(cell.table))
        same = None not in (stored, number) and math.isclose(stored, number, rel_tol=1e-9)
        return cited(number, cell) if same else number

    def answers(self, questions: Iterable[str]) -> pl.DataFrame:
        """Read the answers to some questions that passed, of all waves, as `tables.Answers`."""
        return read_answers(self._found("answers.*"), questions)

    def naming_countries(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return a table whose columns of countries' names are in the language that is spoken."""
        names = [name for name in COUNTRY if name in table.columns]
        if not names or not self.names_of_countries:
            return table
        return table.with_columns(pl.col(names).replace(self.names_of_countries))

    @cached_property
    def names_of_countries(self) -> dict[str, str]:
        """Names of countries as tables have them, and as figures say them (`countries_named`)."""
        return countries_named(self.survey.root, self.say.language)

    def json(self, name: str) -> dict[str, Any]:
        """Read a protected JSON file by its name without ending."""
        content: dict[str, Any] = json.loads(
            self._found(f"{name}.json").read_text(encoding="utf-8")
        )
        return content

    def has(self, name: str) -> bool:
        """Whether there is such a table or record, given with its ending."""
        self.looked_for.add(name)
        return protected_file(self.folder, name) is not None

    def _found(self, pattern: str) -> Path:
        """Find a protected file; what an exhibit rests on is what was asked for here."""
        self.looked_for.add(pattern)
        path = protected_file(self.folder, pattern)
        if path is None:
            raise SurveyError(f"protect wrote no table {pattern!r}")
        return path

    @cached_property
    def _labels(self) -> dict[str, str]:
        return dict(self.survey.codebook.select("question", "short_label").iter_rows())

    @cached_property
    def scored(self) -> Collection[str]:
        """Questions whose options have scores, which put them in order."""
        return scored_questions(self.survey.codebook)

    def label(self, question: str) -> str:
        """Short label of a question."""
        return self.say.word(self._labels[question])

    @cached_property
    def names_of_units(self) -> dict[str, str]:
        """Names of units for readers, in the language that is spoken if there are such names."""
        declared, frame = self.survey.settings.frame, self.survey.frame
        if declared is None or frame is None or declared.name is None:
            return {}
        name_in_language = declared.name.removesuffix("en") + self.say.language
        column = name_in_language if name_in_language in frame.columns else declared.name
        others = {unit: self.say.word(name) for unit, name in declared.names_of_others.items()}
        return dict(frame.select("unit_id", column).iter_rows()) | others

    def spoken(self, table: pl.DataFrame, column: str = "label") -> pl.DataFrame:
        """Return a table with a column of the survey's words in the language that is spoken."""
        words = {text: self.say.word(text) for text in table[column].drop_nulls().unique()}
        return table.with_columns(pl.col(column).replace(words))

    @property
    def units(self) -> int:
        """How many units answered."""
        return next(self.citing(self.table("coverage"), "coverage"))["base"]

    def wording(self, question: str) -> str:
        """The question's wording, in quotation marks."""
        question_of_form = self.survey.questionnaire.questions[question]
        return self.say("\u201c{wording}\u201d", wording=self.say.wording(question_of_form.labels))
