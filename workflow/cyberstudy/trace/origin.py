"""What a row of a protected table was made of: rule, code, answers, cells of files.

Of a survey whose answers were given in confidence the way ends at the protected table.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.declare.declared import ACROSS, DeclaredSurvey
from cyberstudy.declare.plan.exhibits import CODES
from cyberstudy.tables.files import read_table
from cyberstudy.tables.made_by import ANALYSE, place_of, rule_of
from cyberstudy.tables.registry import TABLES
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.cell_columns import cells_of, read_cells
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.storage import read_json, read_text_table

#: Columns of tables that name a unit.
UNITS = ("unit_id", "iso3", "country", "unit")
#: Where protection says that the way ends.
IN_CONFIDENCE = (
    "answers were given in confidence: the way ends at the protected table "
    "(docs/confidentiality.md)"
)
CELL = ("file", "sheet", "row", "position", "header", "unit_id", "wave", "question", "text")


@dataclass(frozen=True)
class TracedRow:
    """A row of a protected table, or several that one number was computed of.

    Attributes
    ----------
    table
        Its name in the survey's folder; of a table without survey its file.
    numbers
        From 1, without the heading.
    cells
        The row's; of several rows those by which they are found.
    columns
        That the numbers stand in; none where the whole row, or a count of rows, is meant.
    """

    survey: str
    table: str
    numbers: tuple[int, ...]
    cells: Mapping[str, object]
    columns: tuple[str, ...] = ()


@cache
def codes_of_countries(root: Path) -> dict[str, str]:
    """Return the code of each country by its name in English."""
    if not (root / CODES).is_file():
        return {}
    return dict(read_text_table(root / CODES).select("label_en", "iso3").iter_rows())


@dataclass(frozen=True)
class Behind:
    """What lies behind a row in one survey, or in one file of reference.

    Attributes
    ----------
    source
        The survey, or the file of reference.
    cells
        Verbatim cells: `CELL`; none of a confidential survey.
    said
        How they were chosen, and what they come to beside what the row says.
    """

    source: str
    cells: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=dict.fromkeys(CELL, pl.String))
    )
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """A row's origin."""

    root: Path
    row: TracedRow

    @cached_property
    def file(self) -> str:
        """Where the table lay before protection; of an analysis of one's own the folder."""
        folder, _, name = self.row.table.rpartition("/")
        results = f"{RESULTS}/{self.row.survey}"
        if contract := TABLES.get(f"{{clustering}}/{name}" if folder else name):
            return f"{results}/{contract.place.file.format(clustering=folder)}"
        paths = (self.root / results).glob(f"describe/analyses/*/{name}.parquet")
        return next((path.parent.relative_to(self.root).as_posix() for path in paths), "")

    @cached_property
    def job(self) -> dict[str, Any]:
        """What Snakemake recorded of the job that wrote it: rule, inputs, parameters."""
        return self._recorded(self.file)

    def _recorded(self, file: str) -> dict[str, Any]:
        name = base64.b64encode(file.encode()).decode()
        record = self.root / ".snakemake" / "metadata" / name
        return read_json(record) if record.is_file() else {}

    @cached_property
    def rule(self) -> str:
        """The rule that made it; "" where none did."""
        return self.job.get("rule") or (rule_of(self.row.table) if self.row.survey else "")

    @property
    def lines(self) -> Iterator[str]:
        """Yield which rule made it, of which code and declarations."""
        if not self.rule:
            yield "frozen in results/published, by a command of benchmarks/README.md"
            return
        yield f"{self.rule} ({place_of(self.rule)}), workflow/scripts/{self.rule}.py"
        if self.rule == ANALYSE:
            yield from (f"code: {path}" for path in self.code)
        if inputs := [path for path in self.job.get("input", ()) if "/declared/" in path]:
            yield f"declared: {', '.join(inputs)}"

    @cached_property
    def code(self) -> list[str]:
        """The file of the analysis of one's own that makes the table."""
        parameters = [parameter.strip("'") for parameter in self.job.get("params", ())]
        return [
            path for path in parameters if path.endswith(".py") and (self.root / path).is_file()
        ]

    def behind(self) -> Iterator[Behind]:
        """Yield what the row was made of, survey by survey and file by file."""
        inputs = list(dict.fromkeys([self.row.survey, *self._of_others()]))
        for survey in inputs:
            if survey not in ("", ACROSS):
                yield self._answers(survey)
        for file in self.job.get("input", ()):
            if file.startswith("data/raw/reference/"):
                yield Behind(file)

    def _of_others(self) -> Iterator[str]:
        """Name the surveys whose tables the rule was given, directly or by way of another table."""
        waiting, tables = [self.file], set()
        for path in waiting:  # grows
            for source in self._recorded(path).get("input", ()):
                survey = source.split("/")[1] if source.startswith(f"{RESULTS}/") else ""
                if source.endswith("/protect/tables"):
                    yield survey
                elif survey == ACROSS and "/describe/" in source and source not in tables:
                    tables.add(source)
                    waiting.append(source)

    @cached_property
    def unit(self) -> str:
        """The code of the unit that the row is of, "" where it is of none."""
        for name in UNITS:
            if isinstance(unit_name := self.row.cells.get(name), str) and unit_name:
                return codes_of_countries(self.root).get(unit_name, unit_name)
        return ""

    def _answers(self, survey: str) -> Behind:
        results = self.root / RESULTS / survey
        declared = DeclaredSurvey.of(path.as_posix() for path in (results / "declared").iterdir())
        if declared.counting.protection == CONFIDENTIAL:
            return Behind(survey, said=(IN_CONFIDENCE,))
        questions, how = self._questions(declared)
        if not questions:
            return Behind(
                survey, said=("its tables were at hand, and its code names none of them",)
            )
        answers = read_answers(results / "clean" / "answers.parquet", questions)
        notes = [f"{how}: {', '.join(questions[:6])}{' ...' if len(questions) > 6 else ''}"]
        if (wave := self.row.cells.get("wave")) and str(wave) in {*answers["wave"]}:
            answers = answers.filter(wave=str(wave))
        units = self._units(declared, results)
        if units is not None:
            answers = answers.join(units, on=["wave", "unit_id"], how="semi")
            group = f"{self.row.cells['grouping']}, {self.row.cells['group']}"
            notes.append(f"of {answers['unit_id'].n_unique()} units ({group})")
        elif self.unit:
            unit_answers = answers.filter(unit_id=self.unit)
            answers = unit_answers if unit_answers.height else answers.filter(value=self.unit)
            notes.append(f"of {self.unit}" if unit_answers.height else f"that say {self.unit}")
        return Behind(survey, self._cells(results, answers), tuple(notes))

    def _units(self, declared: DeclaredSurvey, results: Path) -> pl.DataFrame | None:
        """Return the units of the group that the row is of."""
        grouping, group = (self.row.cells.get(name) for name in ("grouping", "group"))
        if group is None or grouping not in {"respondents", *declared.groupings}:
            return None
        # It brings SciPy, which most ways are found without.
        from cyberstudy.describe.estimates import memberships_of

        units = read_table(str(results / "clean" / "units.parquet"))
        answers = AnswerColumns.read(results / "clean" / "answers.parquet")
        members = memberships_of(units, declared.frame, declared.groupings, answers)
        return members.filter(grouping=grouping, group=group).select("wave", "unit_id")

    def _questions(self, declared: DeclaredSurvey) -> tuple[list[str], str]:
        """Name the questions that the row is about, and say how that is known."""
        every = [*declared.questionnaire.questions]
        names = dict(declared.codebook.select("short_label", "question").iter_rows())
        names |= dict(zip(every, every, strict=True))
        # A table of answers has a column a question.
        columns = [column.partition(":")[0] for column in self.row.columns]
        texts = [*columns, *(cell for cell in self.row.cells.values() if isinstance(cell, str))]
        of_row = [
            names[text.partition("/")[0]] for text in texts if text.partition("/")[0] in names
        ]
        if of_row:
            return list(dict.fromkeys(of_row)), "answers to the row's questions"
        plan = read_json(self.root / RESULTS / declared.name / "declared" / "plan.json")
        folder = self.row.table.rpartition("/")[0]
        declarations = json.dumps(plan["clusterings"].get(folder))
        code = "\n".join((self.root / path).read_text(encoding="utf-8") for path in self.code)
        words = {*re.findall(r"\w+", declarations + code)}
        if questions := [question for question in every if question in words]:
            return questions, "answers to questions that its code or plan names"
        return (every, "answers to all questions") if declared.name == self.row.survey else ([], "")

    def _cells(self, results: Path, answers: pl.DataFrame) -> pl.DataFrame:
        """Find the cells that answers were read from."""
        forms = read_table(str(results / "clean" / "submissions.parquet"))
        question_filter = pl.col("question").is_in(answers["question"].unique().to_list())
        cells = cells_of(read_cells(results / "read" / "cells", question_filter))
        where = answers.join(
            forms.select("submission_id", "file", "sheet", "record"), on="submission_id"
        )
        on = ["file", "sheet", "record", "question", "instance"]
        answer_cells = cells.join(where.select(*on, "unit_id", "wave").unique(), on=on)
        return answer_cells.select(CELL).sort("file", "sheet", "row", "position")
