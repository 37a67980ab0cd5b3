"""What each public source says of each country, construct by construct of the crosswalk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from cyberstudy.declare.crosswalk import STRATEGIES, Corresponding
from cyberstudy.declare.survey import Survey
from surveyanswers.instrument.codebook import scores_of
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_json
from surveyanswers.tables.waves import waves_in

PUBLIC = "public"
BY_GROUP = "told by groups of States alone"
NOT_THERE = "not at hand"
STATED = {"iso3": pl.String, "present": pl.Boolean, "degree": pl.Float64}


def said_by_country(
    crosswalk: Sequence[Corresponding],
    *,
    surveys: Mapping[str, Survey],
    protected: Mapping[str, Path],
    strategies: pl.DataFrame | None,
    names: Mapping[str, str],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Ask every source of the crosswalk what it says of each country.

    Parameters
    ----------
    crosswalk
        Which question of which source asks for what.
    surveys
        All that it names, whether they ran or not.
    protected
        Where `protect` wrote the tables of each public survey that ran.
    strategies
        From `read_strategies`; None where the list could not be had.
    names
        Of countries, by code.

    Returns
    -------
    statements, crosswalk
        `tables.across.Statements`, without countries of which a source says nothing, and
        `tables.across.Crosswalk`, which says what of it is at hand.

    Raises
    ------
    SurveyError
        A survey's answers may not be told by country, or it has no such wave.
    """
    parts, crosswalk_rows = [], []
    for row in crosswalk:
        answers: pl.DataFrame | None = None
        if row.survey == STRATEGIES:
            answers = None if strategies is None else _in_time(strategies, row)
        elif row.survey in protected:
            answers = _answered(row, surveys[row.survey], protected[row.survey])
        inside = row.survey in surveys and surveys[row.survey].settings.protection != PUBLIC
        why = "" if answers is not None else BY_GROUP if inside else NOT_THERE
        if answers is not None:
            key = {"construct": row.construct, "source": row.source}
            parts.append(answers.with_columns(**{name: pl.lit(text) for name, text in key.items()}))
        crosswalk_rows.append(
            {
                "construct": row.construct,
                "title": row.title,
                "area": row.area,
                "source": row.source,
                "year": int(row.year),
                "question": row.question,
                "counts": row.counts,
                "base": None if answers is None else answers.height,
                "count": None if answers is None else int(answers["present"].sum()),
                "reason": why,
                "note": row.note,
            }
        )
    empty = pl.DataFrame(schema=STATED | {"construct": pl.String, "source": pl.String})
    statements = pl.concat(parts, how="diagonal") if parts else empty
    # A code without a name is shown as it is.
    named = pl.col("iso3").replace(names).alias("name")
    available = pl.DataFrame(crosswalk_rows, infer_schema_length=None)
    return statements.with_columns(named).sort("construct", "source", "iso3"), available


def _in_time(strategies: pl.DataFrame, row: Corresponding) -> pl.DataFrame:
    return strategies.select(
        "iso3",
        present=(pl.col("day") <= row.until).fill_null(value=False),
        degree=pl.lit(None, pl.Float64),
    )


def _answered(row: Corresponding, survey: Survey, tables: Path) -> pl.DataFrame:
    """Read which countries have what the row asks for, of those with a substantive answer."""
    profile = read_json(tables.parent / "report.json")["profile"]
    if profile != PUBLIC or survey.settings.protection != PUBLIC:
        raise SurveyError(
            f"{survey.name} is {profile}: what it says of single States is compared with no "
            "source. It enters by estimates for groups of States alone"
        )
    answers = read_answers(tables / "answers.parquet", [row.question])
    if row.wave not in waves_in(answers):
        raise SurveyError(
            f"crosswalk, row {row.row}: {survey.name} has no wave {row.wave!r} "
            f"(there are: {', '.join(waves_in(answers))})"
        )
    valid = answers.filter(
        pl.col("wave") == row.wave,
        pl.col("status").cast(pl.String) == "valid",
    )
    if row.above is None:
        scores = _scores(survey, row.question)
        degree = pl.col("value").replace_strict(scores, default=None, return_dtype=pl.Float64)
        counts = pl.col("value").is_in(row.options)
    else:
        limit, itself = row.above
        degree = pl.col("number")
        counts = pl.col("number") >= limit if itself else pl.col("number") > limit
    return valid.select(
        pl.col("unit_id").alias("iso3"), present=counts, degree=degree.cast(pl.Float64)
    )


def _scores(survey: Survey, question: str) -> dict[str, float]:
    """Scores of a question's options, where the codebook orders them."""
    if "scores" not in survey.codebook.columns:
        return {}
    text = survey.codebook.filter(question=question)["scores"][0]
    return scores_of(text) if text else {}
