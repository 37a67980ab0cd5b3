"""Codes in place of texts: what coders made of open answers becomes an answer with its source."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from cyberstudy.declare.coding import CODED, decided
from cyberstudy.declare.survey import Survey
from cyberstudy.tables.problems import StudyProblem, listed

_KEYS = ["question", "submission_id", "instance"]
_VALID = pl.col("status") == "valid"


def code_texts(rows: pl.DataFrame, survey: Survey) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Answer the questions that are made of codings.

    Assume: of a text that nobody has coded yet it is open what its codes will be: ``not_coded``,
    which no share counts and worst cases do. `uncoded` counts such texts for whoever checks the
    survey.

    Parameters
    ----------
    rows
        One row a submission, question and turn, with value and status.
    survey
        Its codings, and what decides where coders differ.

    Returns
    -------
    coded, log
        A row for each row of a text: its status, or where it is valid its codes, parted by blanks;
        and one log row (kind ``coded``) a coding.

    Raises
    ------
    StudyProblem
        A coding is of a form or a text that is not there (any more).
    """
    codings = survey.codings.rename({"submission": "submission_id"})
    texts = rows.filter(pl.col("question").is_in(list(survey.settings.coding)))
    held = codings.join(
        texts.select(*_KEYS, now="value"), on=_KEYS, how="left", maintain_order="left"
    )
    # Places, not answers: these may be confidential.
    gone = held.filter(pl.col("now").ne_missing(pl.col("text")) | pl.col("now").is_null())
    if gone.height:
        lines = [
            f"{r['file']}, row {r['row']}: {r['submission_id']}, instance {r['instance']}"
            for r in gone.iter_rows(named=True)
        ]
        raise StudyProblem(
            f"Codings no longer fit the answers: no such form has this text:{listed(lines)}\n"
            f"Put the text as it was answered beside the codes, once the codes are right for it."
        )
    by_text = codings.group_by(_KEYS, maintain_order=True).agg("codes", "by")
    found = [
        decided(codes, coders, survey.settings.coding[question])
        for question, codes, coders in by_text.select("question", "codes", "by").iter_rows()
    ]
    counts = by_text.select(
        *_KEYS, known=pl.lit(True), decided=pl.Series(found, dtype=pl.String, strict=False)
    )
    status = (
        pl.when(~_VALID)
        .then("status")
        .when("known")
        .then(pl.when(pl.col("decided").is_null()).then(pl.lit("conflict")).otherwise("status"))
        .otherwise(pl.lit("not_coded"))
    )
    coded = (
        texts.join(counts, on=_KEYS, how="left", maintain_order="left")
        .with_columns(status=status, number=pl.lit(None, dtype=pl.Float64))
        .with_columns(value=pl.when(_VALID).then("decided"), question=_of_codes())
        .select("submission_id", "question", "instance", "value", "number", "status")
    )
    log = codings.select(
        "file",
        "row",
        "submission_id",
        "instance",
        sheet=pl.lit(""),
        header=pl.lit("codes"),
        question=_of_codes(),
        was="text",
        became="codes",
        kind=pl.lit("coded"),
        reason=pl.format("by {}, {}", "by", "on"),
    )
    return coded, log


def uncoded(submitted: pl.DataFrame, survey: Survey) -> Iterator[str]:
    """Tell how many texts of each question nobody has coded yet, and where coders differ.

    Parameters
    ----------
    submitted
        `tables.Submitted`.
    """
    keys = ["submission_id", "instance"]
    for question, path in survey.coding_files.items():
        texts = submitted.filter(_VALID, question=question)
        codes = submitted.filter(question=f"{question}{CODED}").unique([*keys, "status"])
        status = texts.select(keys).join(codes, on=keys)["status"].cast(pl.String).to_list()
        for wanted, said in (
            ("not_coded", "have no code yet"),
            (
                "conflict",
                "are coded differently, and settings.yaml (coding) does not say who leads",
            ),
        ):
            if count := status.count(wanted):
                yield f"{path}: {count} of {texts.height} texts {said}"


def _of_codes() -> pl.Expr:
    return pl.col("question") + CODED
