"""A simulated survey: forms drawn from a known truth, in the collectors' formats.

What is assumed stands in the survey's folder ``simulation/``: ``assumptions.csv`` (every number),
``exports.yaml`` (the files), ``mess.csv`` (errors put into them), ``texts.csv``. The truth is
written beside the exports, for tests to compare the study with; no stage reads it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from surveyanswers.instrument.declared import Declared
from surveyanswers.instrument.parsing import load
from surveyanswers.simulation.assumptions import Assumptions
from surveyanswers.simulation.collectors import files, kobo, limesurvey, spss, workbook
from surveyanswers.simulation.deliberate_mistakes import Mess
from surveyanswers.simulation.exports import Exports, SimulatedExport
from surveyanswers.simulation.forms import DUPLICATE, Filling, submissions_of
from surveyanswers.simulation.margins import margins_of
from surveyanswers.simulation.population import STATE, populate
from surveyanswers.simulation.submission import Sheet, Submission
from surveyanswers.simulation.truth import Fitted, Truth
from surveyanswers.tables.storage import sha256_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SimulatedSurvey:
    """One simulated survey.

    Attributes
    ----------
    survey
        Its declarations, ``simulation/`` among them.
    frame
        Member States with their names in six languages (``name_fr`` ...).
    aliases
        Reviewed spellings: alias, iso3, kind.
    seed
        Of all random streams.
    like
        The simulation whose superpopulation this one is drawn from: cuts of answers stay as they
        were fitted to it. Without one they are fitted to this simulation's own respondents.
    """

    survey: Declared
    frame: pl.DataFrame
    aliases: pl.DataFrame
    seed: int
    like: SimulatedSurvey | None = None

    @cached_property
    def plan(self) -> Exports:
        """``exports.yaml``."""
        return load(self.survey.folder / "simulation" / "exports.yaml", Exports)

    @cached_property
    def assumptions(self) -> Assumptions:
        """``assumptions.csv``."""
        if self.like:
            return self.like.assumptions
        return Assumptions.read(self.survey.folder / "simulation" / "assumptions.csv")

    @cached_property
    def texts(self) -> dict[tuple[str, str], list[str]]:
        """``texts.csv``: (question, language) -> texts."""
        table = self.survey.table("simulation/texts.csv").with_columns(
            pl.col("language").fill_null("")
        )
        texts_by_question: dict[tuple[str, str], list[str]] = {}
        for question, language, text in table.iter_rows():
            texts_by_question.setdefault((question, language), []).append(text)
        return texts_by_question

    @cached_property
    def people(self) -> pl.DataFrame:
        """The population, see `population.populate`."""
        groups = dict.fromkeys(export.group for export in self.plan.exports)
        return populate(
            self.frame, [g for g in groups if g != STATE], self.assumptions, seed=self.seed
        )

    @cached_property
    def truth(self) -> pl.DataFrame:
        """What everybody would answer, see `truth.Truth`."""
        form = self.survey.questionnaire
        nothing = pl.Series([None] * self.people.height, dtype=pl.String)
        names = [
            self._name(unit, group, language)
            for unit, group, language in self.people.select("unit", "group", "language").iter_rows()
        ]
        is_state = self.people["group"] == STATE
        identification = dict.fromkeys(self.plan.identification, nothing)
        identification |= {
            "respondent_group": self.people["group"],
            "unit_state": pl.select(pl.when(is_state).then(pl.Series(names))).to_series(),
            "organization_name": pl.select(pl.when(~is_state).then(pl.Series(names))).to_series(),
        }
        return Truth(
            self.people, form, self.assumptions, self._scores(), self.texts, self.seed, self._fitted
        ).draw(identification)

    @cached_property
    def _fitted(self) -> Fitted:
        """Where answers are cut: as in the other simulation, with its truth drawn; else nothing."""
        if self.like is None:
            return {}
        _ = self.like.truth
        return dict(self.like._fitted)

    @cached_property
    def forms(self) -> pl.DataFrame:
        """Every form that is sent, see `forms.Filling`."""
        return Filling(
            self.people,
            self.truth,
            self.survey.questionnaire,
            self.assumptions,
            self.plan.channels,
            self.plan.identification,
            {e.channel for e in self.plan.exports if e.collector == "limesurvey"},
            self.seed,
        ).fill()

    def write(self, folder: Path) -> None:
        """Write the exports, the known truth, and a manifest of both into `folder`."""
        self._write_truth(*self.export(folder), folder)
        self._write_manifest(folder)

    def export(self, folder: Path) -> tuple[pl.DataFrame, Mess]:
        """Write what collectors would send, and return which forms are where, and the mess."""
        folder.mkdir(parents=True, exist_ok=True)
        mess = Mess(
            self.survey.questionnaire,
            self._other_names(),
            {language: texts for (q, language), texts in self.texts.items() if q == NOT_APPLICABLE},
            self.seed,
            all_of_it=self.like is None,
        )
        plan = self.survey.table("simulation/mess.csv")
        forms = []
        for export in self.plan.exports:
            mine = self.forms.filter(group=export.group, channel=export.channel)
            mine = mine.filter(pl.col("language").is_in(export.languages))
            if mine.is_empty():  # a collector that nobody answered gives no file
                continue
            submissions = submissions_of(mine, self.survey.questionnaire, first_id=export.first_id)
            ordered = mine.sort("started", "unit", "kind")
            forms.append(
                ordered.select(
                    "unit",
                    "channel",
                    "language",
                    "kind",
                    "started",
                    "last_page",
                    file=pl.lit(export.file),
                    submission=pl.Series([s.id for s in submissions]),
                )
            )
            # A form that was sent twice stays what it was, so that it can be told for one.
            twice = set(mine.filter(kind=DUPLICATE)["unit"])
            alone = [s for s, u in zip(submissions, ordered["unit"], strict=True) if u not in twice]
            self._export(export, submissions, alone, mess, plan, folder)
            log.info("%s: %d forms", export.file, len(submissions))
        return pl.concat(forms), mess

    def _export(
        self,
        export: SimulatedExport,
        submissions: Sequence[Submission],
        for_mess: Sequence[Submission],
        mess: Mess,
        plan: pl.DataFrame,
        folder: Path,
    ) -> None:
        form, path = self.survey.questionnaire, folder / export.file
        book = self.survey.table("codebook.csv")
        group_questions = {
            q
            for q, groups in book.select("question", "groups").iter_rows()
            if export.group in groups.split()
        }
        language, questions = (
            export.label_language,
            [n for n in form.questions if n in group_questions],
        )
        if export.collector == "spss":
            spss.write(submissions, form, path, language=language, questions=questions)
            return
        if export.collector == "limesurvey":
            codes = {
                (q, o or ""): code for q, o, code in self.survey.table("limesurvey.csv").iter_rows()
            }
            sheets = [
                limesurvey.sheet(
                    submissions,
                    form,
                    headings=export.headings or "code",
                    answers=export.answers or "short",
                    language=language,
                    questions=questions,
                    codes=codes,
                )
            ]
        elif export.collector == "kobo":
            sheets = [kobo.sheet(submissions, form, language=language, questions=questions)]
        else:
            sheets = workbook.sheets(submissions, form, language=language, questions=questions)
        for row in plan.filter(level="cell").to_dicts():
            named = row["file"].split()
            if export.file in named:
                mess.plant(
                    row["kind"],
                    int(row["count"]) // len(named),
                    row["expected_status"],
                    file=export.file,
                    sheets=sheets,
                    submissions=for_mess,
                )
        for sheet in sheets:
            _widen(sheet, export)
        if export.csv:
            path.write_bytes(files.to_csv(sheets[0], **export.csv.model_dump()))
        else:
            files.write_workbook(sheets, path)

    def _write_truth(self, forms: pl.DataFrame, mess: Mess, folder: Path) -> None:
        units = self.people.with_columns(pl.col("capacity").round(6))
        shares = margins_of(self.people, self.truth, self.survey.questionnaire, self.assumptions)
        record = pl.DataFrame(mess.record, infer_schema_length=None)
        tables = {
            "units": units,
            "answers": self.truth,
            "forms": forms,
            "mess": record.sort("file", "sheet", "kind", "submission", "question"),
            "margins": shares,
        }
        for name, table in tables.items():
            table.write_csv(folder / f"simulated-truth-{name}.csv")

    def _write_manifest(self, folder: Path) -> None:
        """Write the ``MANIFEST.csv`` of these files."""
        pl.DataFrame(
            [
                {
                    "file": f"{self.survey.name}/{path.name}",
                    "sha256": sha256_of(path),
                    "bytes": path.stat().st_size,
                    "received_on": self.plan.made_on,
                    "source": "simulated by cyberstudy/simulate; describes no real State",
                    "licence": "CC BY 4.0",
                    "sensitivity": "public",
                    "simulated": "yes",
                }
                for path in sorted(folder.glob("simulated-*"))
            ]
        ).write_csv(folder / "MANIFEST.csv")

    def _name(self, unit: str, group: str, language: str) -> str:
        if group == STATE:
            return self.frame.filter(iso3=unit)[f"name_{language}"].item()
        template = self.texts[f"organization_{group}", ""][0]
        return template.format(number=unit.rpartition("-")[2])

    def _scores(self) -> dict[str, dict[str, float]]:
        """Codebook scores, written as ``option=2 other=0``."""
        book = self.survey.table("codebook.csv").select("question", "scores").drop_nulls()
        return {
            question: {
                option: float(score)
                for option, _, score in (pair.partition("=") for pair in scores.split())
            }
            for question, scores in book.iter_rows()
        }

    def _other_names(self) -> dict[str, list[str]]:
        """Former names of States, which are reviewed aliases, and names in other languages."""
        former = self.aliases.filter(pl.col("kind") == "old_name")
        names: dict[str, list[str]] = {}
        for alias, iso3 in former.select("alias", "iso3").iter_rows():
            names.setdefault(iso3, []).append(alias)
        for row in self.frame.to_dicts():
            names.setdefault(row["iso3"], []).extend([row["name_ar"], row["name_zh"]])
        return names


NOT_APPLICABLE = "not_applicable"


def _widen(sheet: Sheet, export: SimulatedExport) -> None:
    """Add the columns that no question has: one of a name that is there twice, empty ones."""
    added = [export.duplicate_header] * 2 if export.duplicate_header else []
    empty = export.trailing_columns or 0
    sheet.rows[0] += [*added, *[""] * empty]
    for row in sheet.rows[1:]:
        row += [""] * (len(added) + empty)
