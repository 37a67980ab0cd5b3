"""One labelled file of a survey: answers, list, scores and classes, to be opened elsewhere.

Written as Parquet and CSV (typed), and unless they are large for SPSS and Stata (with reasons as
labelled missing values). They name units, so those of a confidential survey go into no release,
unless a generator made them all: these are a data set of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.declare.survey import MADE_UP, Survey
from cyberstudy.tables.digits import to_digits
from cyberstudy.tables.files import read_table
from cyberstudy.tables.indices import IndexScores
from cyberstudy.tables.typologies import TypeMembers
from cyberstudy.wording.markup import in_markdown
from surveyanswers.data_package import FILE, SUMS, licences_of
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.data_access import labelled_in
from surveyanswers.labelled import write_labelled
from surveyanswers.labelled.known_units import known_of_units
from surveyanswers.tables.answers import Receipt, Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.disclosure import SIMULATED
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_json
from surveyanswers.tables.waves import waves_in

NOTE = "CONFIDENTIAL.txt"
NOT_TO_SEND = """These files hold every answer of every unit, with its name.
Do not send them to anybody.

What may be passed on lies in the folder release/ beside this one, after `make release`.
"""
#: What the column says that simulated answers have in every file.
MARK = "1: simulated, made by a generator; describes no real State or person"
#: Of the parts of a sample's design; Stata keeps 80 characters. No writer can mark a weight as one.
DESIGN_LABELS = {
    "weight": "Weight: how many the unit stands for. Weigh by it; the file does not",
    "stratum": "Stratum that the unit was drawn in",
    "cluster": "Cluster that was drawn, within its stratum",
    "population": "How many clusters there are in the stratum",
}


def label_survey(
    survey: Survey,
    *,
    answers: str,
    tables: str,
    units: str,
    scores: Sequence[str],
    members: Mapping[str, str],
    sample: pl.DataFrame | None,
    receipt: str,
    version: str,
    folder: str,
) -> None:
    """Write a survey's accepted answers with what is known of each unit, for other programs.

    Of a public survey they are the answers that may be seen; of a confidential one all, and the
    files stay inside, unless a generator made all of them.

    Parameters
    ----------
    survey
        Its questionnaire and codebook for labels; its list and plan for groups.
    answers, units
        Files of `tables.Answers` and `tables.Units`; who sent nothing has a row, too.
    tables
        The folder that `protect` wrote.
    scores
        File of `tables.IndexScores`, where the plan has indices.
    members
        Clustering of units -> file of `tables.TypeMembers`.
    sample
        wave, unit_id, weight, stratum, cluster and population, where settings.yaml declares a
        design; of a public survey without what comes from a question that may not be seen.
    receipt
        File of `tables.Receipt`: what the answers were read from, and whether it is simulated.
    version
        Of the study, which a data set of simulated answers says.
    folder
        As for `write_labelled`; its name says whether the answers may be passed on.

    Raises
    ------
    SurveyError
        The folder is not the one for such answers, or what the writers raise.
    """
    files = {export.file for export in survey.exports}
    received = read_table(receipt, Receipt).filter(pl.col("file").is_in(files))
    unregistered = survey.data_access.registered is None
    made_up = unregistered and received.height > 0 and received["simulated"].all()
    place = labelled_in(survey.settings.protection, made_up=made_up)
    if Path(folder).name != place:
        raise SurveyError(
            f"{survey.name}: its answers belong into {place}, by what its files are and by the "
            f"protection in settings.yaml; nothing was written into {Path(folder).name}"
        )
    visible = Path(tables, "answers.parquet")
    confidential = survey.settings.protection == CONFIDENTIAL
    held = AnswerColumns.read(answers)
    if not confidential:
        held = AnswerColumns.read(visible) if visible.is_file() else held.only([])
    if sample is not None and survey.settings.design:
        hidden = {*survey.questionnaire.questions} - {*held.items}
        roles = survey.settings.design.columns.items()
        sample = sample.select("wave", "unit_id", *(r for r, name in roles if name not in hidden))
    unit_facts, labels = known_of(
        read_table(units, Units),
        survey,
        scores=read_table(scores[0], IndexScores) if scores else None,
        members={
            name: read_table(path, TypeMembers)
            for name, path in members.items()
            if _claimed(Path(tables, name, "verdict.json"))
        },
        sample=sample,
    )
    title, notes = survey.settings.title, [survey.settings.citation]
    data_set: dict[str, Any] = {"name": f"{survey.name}-answers"}
    if made_up:
        licence = "; ".join(received["licence"].unique().sort())
        unit_facts = unit_facts.with_columns(pl.lit(1, pl.Int8).alias(SIMULATED))
        labels |= {SIMULATED: MARK}
        title = f"Simulated answers: {title}"
        notes = [MADE_UP, f"Licence: {licence}", f"Version {version}"]
        beside = simulated_texts(survey, title=title, licence=licence, version=version)
        data_set = {"name": f"{survey.name}-simulated", "beside": beside}
        data_set |= {"licence": licence, "version": version}
    write_labelled(
        held,
        survey.questionnaire,
        survey.codebook,
        known=unit_facts,
        labels=labels,
        title=title,
        said=notes,
        folder=folder,
        **data_set,
    )
    if confidential and not made_up:
        (Path(folder) / NOTE).write_text(NOT_TO_SEND, encoding="utf-8")


def _claimed(verdict: Path) -> bool:
    """Whether a clustering's verdict says that there are types: else a class is no type to use."""
    return verdict.is_file() and read_json(verdict)["classes"] is not None


def known_of(
    units: pl.DataFrame,
    survey: Survey,
    *,
    scores: pl.DataFrame | None,
    members: Mapping[str, pl.DataFrame],
    sample: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return what is known of each unit and wave besides its answers, and labels of its columns."""
    table, labels = known_of_units(units)
    listed = () if survey.frame is None else survey.frame.columns
    by = sorted({d.by for d in survey.groupings.values() if d.by and d.by in listed})
    if survey.frame is not None and by:
        named = {f"frame_{name}": pl.col(name) for name in by}
        table = table.join(survey.frame.select("unit_id", **named), on="unit_id", how="left")
        labels |= {column: f"{column.removeprefix('frame_')}, by the list" for column in named}
    if sample is not None:
        # A question may be called `weight`, too; these have names of their own.
        parts = {f"design_{role}": role for role in sample.columns if role in DESIGN_LABELS}
        unit_columns = sample.select("unit_id", "wave", **parts)
        table = table.join(unit_columns, on=["unit_id", "wave"], how="left")
        labels |= {column: DESIGN_LABELS[role] for column, role in parts.items()}
    if scores is not None and scores.height:
        wide = to_digits(scores).pivot(on="index", index=["unit_id", "wave"], values="score")
        named = {f"score_{name}": pl.col(name) for name in wide.columns[2:]}
        table = table.join(
            wide.select("unit_id", "wave", **named), on=["unit_id", "wave"], how="left"
        )
        labels |= {column: f"Index: {column.removeprefix('score_')}, 0 to 1" for column in named}
    for clustering, classes in members.items():
        entry = survey.clusterings[clustering]
        wave = getattr(entry, "wave", None) or waves_in(units)[-1]
        unit_columns = to_digits(classes).select(
            "unit_id",
            wave=pl.lit(wave),
            **{f"class_{clustering}": "type", f"class_{clustering}_p": "probability"},
        )
        table = table.join(unit_columns, on=["unit_id", "wave"], how="left")
        labels[f"class_{clustering}"] = f"{entry.title}: likeliest class"
        labels[f"class_{clustering}_p"] = f"{entry.title}: probability of that class"
    return table, labels


def simulated_texts(survey: Survey, *, title: str, licence: str, version: str) -> dict[str, str]:
    """Return ``README.md`` and ``LICENSE.txt`` of simulated answers, by file name.

    Parameters
    ----------
    survey
        Whose questionnaire was answered.
    title, licence, version
        Of the data set.
    """
    terms = "\n".join(named_licence["path"] for named_licence in licences_of(licence))
    return {
        "LICENSE.txt": f"{title}\n{MADE_UP}\n\nLicence: {licence}\n{terms}".rstrip() + "\n",
        "README.md": f"""# {in_markdown(title)}

**{MADE_UP}** A generator wrote them (`snakemake simulate_{survey.name}`) in the formats of
the programs that collect answers, with the mistakes that people make, and they were cleaned as real
ones would be. Units are called as real ones are, so that lists of them fit; nothing that
is said of one here is true of it. Use them to teach, to test programs, and to learn the form of
the answers, which are confidential where they are real. Every file has a column `simulated`.

| file | what |
|---|---|
| answers.parquet | values with types, and beside each the status of the answer (`_st`) |
| answers.csv | values; an empty cell is no answer |
| statuses.csv | the same columns: valid, or why there is no answer |
| answers.sav, answers.dta | for SPSS and Stata, with reasons as labelled missing values |
| variables.csv | every column: its name in each file, type, label, options |
| {FILE} | the same for programs (Data Package 2.0) |
| {SUMS} | for `sha256sum --check {SUMS}` |

What was asked stands in codebook.html and codebook.xml (DDI-Codebook), beside this folder in the
release.

Version: {version}. Licence: {in_markdown(licence)} (LICENSE.txt).
""",
    }
