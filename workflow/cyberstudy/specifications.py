"""The choices to which every claim about States is put: one list for all.

The list was written on 2 December 2026, before any claim was examined under it, and after earlier
lists, and reviewers' own choices, had been looked at for many of these claims. So every range that
rests on it was written after a first look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from cyberstudy.analyses import REFERENCE, Given
from cyberstudy.claims import Specification
from cyberstudy.statistics.evidence import PERMUTATIONS, EstimateWithError, evidence
from cyberstudy.statistics.neighbours import block_interval
from surveyanswers.tables.phrases import phrase

REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
MEMBERS, DEVELOPED, COUNTRIES = FILES = tuple(
    f"{REFERENCE}{name}.csv" for name in ("member_states", "development", "countries")
)
POPULATION = f"{REFERENCE}population.csv"
#: Files of the World Bank, in the form of its development indicators.
OF_BANK = {
    name: f"{REFERENCE}worldbank_{file}.csv"
    for name, file in (("income", "gdp"), ("internet", "internet"))
}
FACTS, QUESTION = "country_facts", "overall_score"
#: What an analysis of one survey, or across surveys, declares to read.
READ, READ_ACROSS = [*FILES, POPULATION, *OF_BANK.values()], [FACTS, *FILES]
ADJUSTED, STATES, NEIGHBOURS = "Adjusted for", "States", "Neighbours"
NOTHING, ALL, ALL_STATES = "nothing", "all numbers, and region", "all"
NUMBERS = ("population", "income", "internet", "development")
CHILDREN = "child_protection"  # which ITU scored in 2020 alone
#: ITU's pillars and their indicators, in its order.
PILLARS = {
    "legal": ["substantive_law", "regulation"],
    "technical": ["national_cirt", "sectoral_cirt", "standards", CHILDREN],
    "organizational": ["national_strategy", "responsible_agency", "metrics"],
    "capacity": ["awareness", "training", "education", "research", "industry", "incentives"],
    "cooperation": [
        *("bilateral_agreements", "international_participation", "multilateral_agreements"),
        *("private_partnerships", "interagency_partnerships"),
    ],
}
OF_2020 = [indicator for several in PILLARS.values() for indicator in several]
INDICATORS = [indicator for indicator in OF_2020 if indicator != CHILDREN]
#: What is adjusted for -> columns of `states_of`.
ADJUSTMENTS = {
    NOTHING: (),
    "population": ("population",),
    "income": ("income",),
    "internet users": ("internet",),
    "human development": ("development",),
    "region": ("region",),
    "subregion": ("subregion",),
    ALL: (*NUMBERS, "region"),
}
#: Which States are taken; `score` is ITU's overall score of the latest edition.
GROUPS = {
    ALL_STATES: pl.lit(value=True),
    **{f"all but {region}": pl.col("region") != region for region in REGIONS},
    **{f"{region} only": pl.col("region") == region for region in REGIONS},
    "all but small island developing States": pl.col("sids") != "yes",
    "larger half by population": pl.col("population") >= pl.col("population").median(),
    "smaller half by population": pl.col("population") < pl.col("population").median(),
    "upper half by ITU's overall score": pl.col("score") >= pl.col("score").median(),
    "lower half by ITU's overall score": pl.col("score") < pl.col("score").median(),
}
#: Within what States may be alike: a column, or nothing.
BLOCKS = {
    "correlated within subregions": "subregion",
    "correlated within regions": "region",
    "treated as independent": None,
}
#: Assume: UNDP's four groups stand at equal steps; its values may not be passed on.
HUMAN = {"low": 1.0, "medium": 2.0, "high": 3.0, "very_high": 4.0}
CONFIDENCE, YEARS = 0.95, range(2021, 2009, -1)
#: Assume: in fewer than 60 States a correlation has to exceed a quarter to show at the 5 % level,
#: so there a claim need only keep its sign. Of fewer than 30 States, or where fewer than five are
#: inside a group or outside it, nothing is said.
FEWEST, FEW, FEWEST_INSIDE = 30, 60, 5
TOO_FEW = phrase("too few States")
NO_ESTIMATE = phrase("no estimate, or no interval: the rest explains it, or a group is empty")


def specifications(
    kinds: Mapping[str, Iterable[str]] | None = None,
    *,
    adjusted: Iterable[str] = (),
    main: str = NOTHING,
    without: Iterable[str] = (),
    adjustable: bool = True,
) -> Mapping[str, Sequence[str]]:
    """Return the list of all choices: a claim's own kinds, and those that all claims share.

    Parameters
    ----------
    kinds
        The claim's own kinds of choices, the study's own choice first.
    adjusted
        Names of what the claim is adjusted for besides.
    main
        What the study itself adjusts for.
    without
        Columns that the claim cannot be adjusted for, since it is about them.
    adjustable
        Whether the claim compares States, so that it can be adjusted for anything.
    """
    left = {*without}
    shared = [n for n, columns in ADJUSTMENTS.items() if n == ALL or left.isdisjoint(columns)]
    adjustments = dict.fromkeys([main, *shared, *adjusted])
    over = {kind: tuple(several) for kind, several in (kinds or {}).items()}
    over |= {ADJUSTED: (*adjustments,)} if adjustable else {}
    return over | {STATES: (*GROUPS,), NEIGHBOURS: (*BLOCKS,)}


@cache
def states_of(survey: Given, score: str = "") -> pl.DataFrame:
    """Return facts about Member States, a row a State: groups, and what is adjusted for.

    Numbers are of `country_facts` where an analysis declares it, and else of the files in `READ`:
    population of 2020, the group of human development of 2022 from 1 (low) to 4 (very high), and
    the World Bank's latest numbers up to 2021.
    Population and income are logarithms; `score` names the fact that halves are made by.
    """
    members = survey.table(MEMBERS).select("iso3", "region", "ldc", "ldc_2025", "lldc", "sids")
    development = survey.table(DEVELOPED).select("iso3", group="hdi_2022_group")
    near = survey.table(COUNTRIES).select("iso3", "subregion")
    if survey.has(FACTS):
        facts = survey.table(FACTS).pivot("fact", index="iso3", values="value")
    else:
        facts = survey.table(POPULATION).select("iso3", population="population_2020")
        for name, file in OF_BANK.items():
            if not survey.has(file):  # it could not be fetched
                continue
            rows = pl.read_csv(
                survey.tables[file], skip_lines=4, infer_schema=False, truncate_ragged_lines=True
            )
            latest = pl.coalesce(pl.col(f"{year}").replace("", None) for year in YEARS)
            values = rows.select(iso3="Country Code", **{name: latest.cast(pl.Float64)})
            facts = facts.join(values, on="iso3", how="left")
        steps = pl.col("group").replace_strict(HUMAN, default=None, return_dtype=pl.Float64)
        facts = facts.join(development.select("iso3", development=steps), on="iso3", how="left")
    for other in (development, near, facts):
        members = members.join(other, on="iso3", how="left", maintain_order="left")
    logarithms, latest = pl.col("^(population|income)$").log(), pl.col(f"^{score}$").alias("score")
    return members.with_columns(logarithms, *[latest] * bool(score)).sort("iso3")


def states_in(survey: Given, wave: str) -> pl.DataFrame:
    """Return facts about Member States with their answers of a wave, a row a State with any."""
    states = states_of(survey).join(
        survey.answers.filter(wave=wave), left_on="iso3", right_on="unit_id", maintain_order="left"
    )
    return states.with_columns(pl.col(f"^{QUESTION}$").alias("score"))


def examined(
    states: pl.DataFrame,
    chosen: Specification,
    *,
    outcome: pl.Expr,
    exposure: pl.Expr,
    adjusted: Mapping[str, Sequence[str]] | None = None,
    without: Iterable[str] = (),
    always: Iterable[str] = (),
    ranks: bool = True,
    sign: int = 1,
    least: float = 0.0,
    in_deviations: bool = False,
    seed: int = 0,
) -> dict[str, Any] | None:
    """Return the outcome of a claim about States under a specification, as `judged` has it.

    Parameters
    ----------
    states
        Facts of `states_of` and what the claim is about, a row a State.
    outcome, exposure
        What goes with what: numbers, or yes and no.
    adjusted
        What the claim is adjusted for besides `ADJUSTMENTS` -> columns.
    without
        Columns that it is not adjusted for, since it is about them.
    always
        Columns that it is adjusted for under every choice.
    ranks, sign, seed
        As in `evidence`.
    least
        How far from zero the estimate has to be, in the direction of the claim.
    in_deviations
        Whether a difference is in standard deviations of all States' outcomes.
    """
    left = {*without}
    named = (*always, *(ADJUSTMENTS | dict(adjusted or {}))[chosen[ADJUSTED]])
    controls = [column for column in named if column not in left]
    group = GROUPS[chosen[STATES]]
    read = (name for terms in (group, outcome, exposure) for name in terms.meta.root_names())
    if states.is_empty() or {*controls, *read} - {*states.columns}:
        return None
    states = states.with_columns(
        outcome=outcome.cast(pl.Float64), exposure=exposure.cast(pl.Float64)
    )
    states = states.drop_nulls(["outcome", "exposure"])
    rows = states.filter(group).drop_nulls([*controls]).sort("iso3")
    units = rows["iso3"].to_list()
    if any(map(hardly_varies, rows.select("outcome", "exposure"))):
        return {"units": units, "reason": TOO_FEW}
    blocks = BLOCKS[chosen[NEIGHBOURS]]
    estimate = evidence(
        rows["outcome"],
        rows["exposure"],
        rows.select(controls),
        ranks=ranks,
        sign=sign,
        blocks=None if blocks is None else rows[blocks].fill_null(""),
        strata=np.zeros(rows.height) if "region" in left else rows["region"].fill_null(""),
        confidence=CONFIDENCE,
        rng=np.random.default_rng(seed),
    )
    scale = float(states["outcome"].std()) if in_deviations else 1.0  # type: ignore[arg-type]
    scaled = EstimateWithError(*(number / scale for number in estimate))
    return judged(units, scaled, sign=sign, least=least)


def hardly_varies(values: pl.Series) -> bool:
    """Return whether of yes and no either is said of fewer than `FEWEST_INSIDE` States."""
    counts = sorted(values.value_counts()["count"].to_list())
    return len(counts) < 2 or (len(counts) == 2 and counts[0] < FEWEST_INSIDE)


def judged(
    units: Sequence[str],
    estimate: EstimateWithError,
    *,
    sign: int = 1,
    least: float = 0.0,
    null: float = 0.0,
) -> dict[str, Any]:
    """Return an estimate as the outcome of a claim about States.

    The claim holds if the interval lies beyond `null` and the estimate `least` beyond it; in fewer
    than `FEW` States if the estimate has the claim's sign.

    Parameters
    ----------
    units
        States that it is of.
    estimate
        Nan where there is none.
    sign
        1 where the claim is that the estimate is above `null`, -1 where it is below.
    null
        The estimate where the claim is about nothing; 1 for ratios.
    """
    if len(units) < FEWEST:
        return {"units": units, "reason": TOO_FEW}
    nearer = estimate.low if sign > 0 else estimate.high
    if np.isnan(estimate.value) or (np.isnan(nearer) and len(units) >= FEW):
        return {"units": units, "reason": NO_ESTIMATE}
    beyond, near = (sign * (end - null) for end in (estimate.value, nearer))
    # An estimate of exactly 0 may be a last digit above it, on each processor another one.
    holds = beyond >= least - 1e-9 and (beyond if len(units) < FEW else near) > 1e-9
    return estimate._asdict() | {"units": units, "holds": bool(holds)}


def estimated(
    rows: pl.DataFrame,
    chosen: Specification,
    of: Callable[[np.ndarray], float],
    *,
    null: float = 0.0,
    by_chance: Callable[[np.random.Generator], float] | None = None,
    most: float = np.nan,
    seed: int = 0,
) -> dict[str, Any]:
    """Return an estimate that is no comparison of States as a claim's outcome (`judged`).

    Its interval leaves out blocks of States, or States where these are independent.

    Parameters
    ----------
    rows
        The States, a row each, with the columns that `BLOCKS` names.
    of
        The estimate of the States that a mask of all rows keeps.
    null, most
        As in `judged` and `EstimateWithError`.
    by_chance
        One estimate of shuffled data.
    """
    units, blocks = rows["iso3"].to_list(), BLOCKS[chosen[NEIGHBOURS]]
    if len(units) < FEWEST:
        return {"units": units, "reason": TOO_FEW}
    value = of(np.ones(len(units), dtype=bool))
    names = (rows["iso3"] if blocks is None else rows[blocks].fill_null("")).to_numpy()
    low, high = block_interval(value, of, names, confidence=CONFIDENCE)
    permuted, rng = np.nan, np.random.default_rng(seed)
    if by_chance is not None:
        permuted = float(np.quantile([by_chance(rng) for _ in range(PERMUTATIONS)], 0.95))
    return judged(
        units, EstimateWithError(value, float(low), float(high), permuted, most), null=null
    )
