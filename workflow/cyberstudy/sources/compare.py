"""Two sources on the same countries: how far they agree, and which countries they contradict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import polars as pl

from cyberstudy.declare.crosswalk import Corresponding
from cyberstudy.sources.statements import BY_GROUP
from cyberstudy.statistics.agreement import two_raters
from cyberstudy.tables.across import Agreement, Contradictions
from cyberstudy.tables.storage import schema_of

NO_COUNTRY = "no country that both tell of"
ALIKE = "one of them says the same of every country"
Pair = tuple[Corresponding, Corresponding]


def pairs_of(crosswalk: Sequence[Corresponding], told: pl.DataFrame) -> Iterator[Pair]:
    """List pairs of sources that are compared on a construct, the earlier one first.

    Assume: two editions of one source are no two sources. Where both sources have the same
    year, only these are compared; otherwise every edition of one with every edition of the other,
    and the years are told.

    Parameters
    ----------
    told
        `tables.across.Crosswalk`: sources that are told by groups alone are in no pair.
    """
    grouped = told.filter(reason=BY_GROUP).select("construct", "source").rows()
    rows = [row for row in crosswalk if (row.construct, row.source) not in grouped]
    for construct in dict.fromkeys(row.construct for row in rows):
        own = [row for row in rows if row.construct == construct]
        for one, other in combinations(dict.fromkeys(row.survey for row in own), 2):
            found = [
                tuple(sorted((a, b), key=lambda row: row.year))
                for a in own
                for b in own
                if (a.survey, b.survey) == (one, other)
            ]
            alike = [pair for pair in found if pair[0].year == pair[1].year]
            yield from alike or found  # type: ignore[misc]


def compare_sources(
    pairs: Sequence[Pair], statements: pl.DataFrame, *, confidence: float
) -> pl.DataFrame:
    """Say of each pair how far the two agree: `tables.across.Agreement`.

    A pair without a country in common keeps its row, which says so.
    """
    rows = []
    for first, second in pairs:
        both = _joined(first, second, statements)
        told = both.select("first_present", "second_present").rows()
        counts = [told.count(each) for each in ((True, True), (True, False), (False, True))]
        counts.append(both.height - sum(counts))
        row: dict[str, object] = _named(first, second) | {"base": both.height, "reason": NO_COUNTRY}
        row |= dict(zip(("both", "only_first", "only_second", "neither"), counts, strict=True))
        if both.height:
            yes, one, other, no = counts
            found = two_raters(np.array([[yes, one], [other, no]]), confidence=confidence)
            row |= {name: None if np.isnan(v) else v for name, v in vars(found).items()}
            row |= _ranked(both)
            row["reason"] = ALIKE if np.isnan(found.kappa) else ""
        rows.append(row)
    schema = schema_of(Agreement)
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def _ranked(both: pl.DataFrame) -> dict[str, float]:
    """Correlate degrees, where both sources have some and neither gives all the same."""
    from scipy.stats import kendalltau, spearmanr  # over a second to import

    degrees = both.select("first_degree", "second_degree").drop_nulls()
    if degrees.height < 2 or min(degrees[name].n_unique() for name in degrees.columns) < 2:
        return {}
    one, other = (degrees[name].to_numpy() for name in degrees.columns)
    return {
        "tau": float(kendalltau(one, other).statistic),
        "rho": float(spearmanr(one, other).statistic),
    }


def contradictions_of(pairs: Sequence[Pair], statements: pl.DataFrame) -> pl.DataFrame:
    """List the countries of which the two of a pair say different things."""
    parts = [pl.DataFrame(schema=schema_of(Contradictions))]
    for first, second in pairs:
        differ = _joined(first, second, statements).filter(
            pl.col("first_present") != pl.col("second_present")
        )
        named = {name: pl.lit(value) for name, value in _named(first, second).items()}
        later = pl.col("second_present") & pl.lit(first.year < second.year)
        found = differ.with_columns(**named, may_be_change=later).sort(
            "first_present", pl.col("name").str.normalize("NFD")
        )
        parts.append(found.select(pl.col(n).cast(t) for n, t in schema_of(Contradictions).items()))
    return pl.concat(parts)


def _named(first: Corresponding, second: Corresponding) -> dict[str, object]:
    return {
        "construct": first.construct,
        "title": first.title,
        "first": first.source,
        "first_year": int(first.year),
        "second": second.source,
        "second_year": int(second.year),
    }


def _joined(first: Corresponding, second: Corresponding, statements: pl.DataFrame) -> pl.DataFrame:
    """Put what the two say of the same countries side by side."""
    sides = [
        statements.filter(construct=row.construct, source=row.source).select(
            "iso3",
            "name",
            pl.col("present").alias(f"{side}_present"),
            pl.col("degree").alias(f"{side}_degree"),
        )
        for side, row in (("first", first), ("second", second))
    ]
    return sides[0].join(sides[1].drop("name"), on="iso3", maintain_order="left")
