"""One labelled table of answers, to be opened elsewhere: values, and why one is missing.

Written as Parquet and CSV (`typed`), and unless they are large for SPSS and Stata (with reasons as
labelled missing values).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from surveyanswers.data_package import SUMS, licences_of, read_fields, resource, write_package
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.instrument.settings import MOST_CELLS
from surveyanswers.labelled import spss_file as spss
from surveyanswers.labelled import stata_file as stata
from surveyanswers.labelled.laid_out import COMPANION, columns_of, lay_out
from surveyanswers.labelled.typed import dictionary, fields_of, together, typed_of
from surveyanswers.tables.answer_columns import ROW_GROUP
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.checksums import checksums_of
from surveyanswers.tables.spreadsheets import defused

#: What the columns of variables.csv are.
VARIABLES = {
    "column": "Column of answers.csv, statuses.csv and answers.parquet.",
    "sav": "Its name in answers.sav.",
    "dta": "Its name in answers.dta.",
    "type": "Its type.",
    "label": "What it is.",
    "options": "Numbers of options in answers.sav and answers.dta, with their labels.",
}


def write_labelled(
    answers: AnswerColumns,
    questionnaire: Questionnaire,
    codebook: pl.DataFrame,
    *,
    known: pl.DataFrame,
    labels: Mapping[str, str],
    name: str,
    title: str,
    said: Sequence[str],
    folder: str,
    licence: str = "",
    version: str = "",
    beside: Mapping[str, str] = {},
) -> None:
    """Write answers with what is known of each unit, for other programs.

    Parameters
    ----------
    answers, questionnaire, codebook
        Accepted answers, and what was asked.
    known, labels
        unit_id, wave and what is known of the unit besides; a label for each such column.
    name, title, said
        Of the data set: for programs, for people, and what every file says of it.
    folder
        Gets answers.parquet and .csv, and unless they are large .sav and .dta; statuses.csv, with
        the same columns, and the reason where an answer is missing; variables.csv, which describes
        the columns for people, and datapackage.json, which does for programs.
    licence, version
        Of the data set; "" where there is none.
    beside
        Name of a further file -> its text.

    Raises
    ------
    SurveyError
        What `columns_of` or the writers raise.
    """
    columns = [*columns_of(answers, questionnaire, companions=True).values()]
    # A question may be called `group`, too.
    held = {*columns, *(f"{column}{COMPANION}" for column in columns)}
    free = {name: f"unit_{name}" if name in held else name for name in labels}
    units, labels = known.rename(free), {free[name]: label for name, label in labels.items()}
    laid_out = lay_out(
        answers,
        questionnaire,
        codebook,
        longest_name=spss.NAME,
        taken=spss.RESERVED,
        units=units,
    )
    for_stata = laid_out.named(longest_name=stata.NAME, taken=stata.RESERVED)
    files = {"sav": laid_out, "dta": for_stata}
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    if laid_out.table.height * len(laid_out.variables) > MOST_CELLS:
        logging.info("not written for SPSS and Stata: more than %s cells", MOST_CELLS)
    else:
        spss.write_sav(files["sav"], target / "answers.sav", beside=labels, notes=[title, *said])
        stata.write_dta(files["dta"], target / "answers.dta", beside=labels, notes=[title])
    values, statuses = typed_of(laid_out, labels)
    together(values, statuses, columns).sink_parquet(
        target / "answers.parquet",
        statistics=False,
        row_group_size=ROW_GROUP,
        metadata={"title": title, "description": " ".join(said)},
    )
    # Answers keep every digit.
    csv = {"answers": values, "statuses": statuses, "variables": dictionary(files, labels)}
    for file, table in csv.items():
        defused(table).write_csv(target / f"{file}.csv", float_scientific=False)
    described = dict(zip(csv, fields_of(laid_out, labels), strict=False))
    described["variables"] = read_fields(target / "variables.csv", VARIABLES)
    keys = {"variables": ["column"]}
    for file, text in beside.items():
        (target / file).write_text(text, encoding="utf-8")
    paths = [target / f"{file}.csv" for file in csv]
    write_package(
        target,
        [resource(p, target, described[p.stem], key=keys.get(p.stem, laid_out.who)) for p in paths],
        name=name,
        title=title,
        description=" ".join(said),
        version=version,
        licenses=licences_of(licence),
    )
    (target / SUMS).write_text(checksums_of(target, target), encoding="utf-8")
