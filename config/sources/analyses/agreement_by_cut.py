"""How far ITU's scores agree with UNCTAD and the list of strategies: at every cut, and as a rank.

ITU gives degrees, the others say yes or no. Where degrees are cut into yes and no decides how well
they agree, so it is told for every cut; the area under the curve rests on none. Neighbours are
alike, so intervals are those of countries or, where these are wider, of subregions.
"""

from functools import cache
from typing import NamedTuple

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import AFTER_LOOKING, REGIONS, claim
from cyberstudy.draw.of_tables import in_rows
from cyberstudy.statistics import cut_agreement as of
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic, tally
from surveyanswers.tables.phrases import phrase

SCORES = "gci"  # the source that has degrees
WHOLE = "overall_score:number"
CONFIDENCE, DRAWS = 0.95, 2000
FEW = phrase("a source says yes or no for fewer than five countries")
ENDS = ("low", "high", "by_blocks", "more_low", "more_high")
ALONE = phrase("nothing is left to compare when one part of the world is left out")
LOW = "Lower end of its interval: from resampling countries or, if wider, subregions left out."
COMPARED, LOWER = "Compared", "Lower end of the interval"
LEFT_OUT = "Left out, lowest value of all comparisons"
#: What ITU itself counted, as the press repeats it, by construct and edition; its reports are not
#: at hand. What the press calls 2021 is the edition of 2020, which appeared in that year.
# Assume: regulations "for personal data protection, privacy protection, or breach notification",
# as the agency has it, are counted by what UNCTAD calls legislation on data protection and privacy.
COUNTED = {
    ("national_strategy", 2020): (107, "Computer Weekly, 13 September 2024"),
    ("national_strategy", 2024): (132, "Computer Weekly, 13 September 2024"),
    ("data_protection_law", 2024): (177, "Anadolu Agency, 12 September 2024"),
}


class _Pairs(Analysis):
    construct = key("Construct.")
    title = column(dy.String, Part.LABEL, "What the construct is called.", phrase("Title"))
    first = key("The source with degrees: ITU, by edition.", phrase("First source"))
    first_year = column(dy.Int32, Part.LABEL, "Reference year.", phrase("First source, year"))
    second = key("The source that says yes or no.", phrase("Second source"))
    second_year = column(dy.Int32, Part.LABEL, "Reference year.", phrase("Second source, year"))


class AgreementByCut(_Pairs):
    """How far two sources say the same of countries, at every cut of the first's scores."""

    cut = column(
        dy.Float64,
        Part.LABEL,
        "Lowest score that counts as yes: each that a country has.",
        phrase("Lowest score that counts as yes"),
        primary_key=True,
    )
    base = column(dy.UInt32, Part.BASE, "Countries that both sources cover.")
    both = tally(Part.COUNT, "Both say yes.")
    only_first = tally(Part.COUNT, "Only the first says yes.")
    only_second = tally(Part.COUNT, "Only the second says yes.")
    neither = tally(Part.COUNT, "Neither says yes.")
    agreed = proportion(Part.STATISTIC, "Share of countries on which both sources agree.")
    kappa = statistic("Cohen's kappa: 0 as by chance, 1 throughout.", min=-1, max=1)
    low = statistic(LOW, min=-1, max=1)
    high = statistic("Its upper end.", min=-1, max=1)
    reason = column(dy.String, Part.REASON, 'Why there is no interval; "" where there is one.')


class AgreementAsRank(_Pairs):
    """How far the first source's scores put countries in the order of the second's yes and no."""

    base = column(dy.UInt32, Part.BASE, "Countries that both sources cover.")
    yes = tally(
        Part.COUNT,
        "Countries with a yes from the second.",
        phrase("Second source says yes"),
    )
    area = proportion(
        Part.STATISTIC,
        "Area under the curve: share of pairs of a yes and a no in which the yes scores higher.",
        phrase("Area under the curve"),
    )
    low = proportion(Part.STATISTIC, LOW)
    high = proportion(Part.STATISTIC, "Its upper end.")
    by_blocks = column(dy.Bool, Part.STATISTIC, "Whether it is of subregions.", nullable=True)
    whole = proportion(
        Part.STATISTIC,
        "The same for the first source's overall score.",
        phrase("Area under the curve, overall score"),
    )
    more = statistic("area - whole: what the score adds on this subject.", min=-1, max=1)
    more_low = statistic("Lower end of its interval, made in the same way.", min=-1, max=1)
    more_high = statistic("Its upper end.", min=-1, max=1)
    any_score = tally(Part.COUNT, "Countries with a score above zero.")
    counted = column(
        dy.UInt32,
        Part.LABEL,
        "Countries that the first source counted, says the press.",
        phrase("Counted by ITU itself"),
        nullable=True,
    )
    counted_by = column(dy.String, Part.LABEL, 'Where that was read; "" where it was not.')
    counted_cut = statistic("The cut-off whose number of countries is closest.")
    reason = column(dy.String, Part.REASON, 'Why there is no interval; "" where there is one.')


PAIR = ["construct", "title", "first", "first_year", "second", "second_year"]


def paired(survey):
    """Return each country's score in a source with degrees and its yes or no in another source.

    Assume: where both sources of a construct have the same year only these are compared; otherwise
    each edition of the one with the other.
    """
    crosswalk = survey.table("crosswalk").select("construct", "source", "title", "year")
    statements = survey.table("statements").join(crosswalk, on=["construct", "source"])
    scored = pl.col("source").str.starts_with(SCORES)
    first = statements.filter(scored).rename({"source": "first", "year": "first_year"})
    second = statements.filter(~scored).select(
        "construct", "iso3", "present", second="source", second_year="year"
    )
    both = first.drop("present").join(second, on=["construct", "iso3"])
    alike = pl.col("first_year") == pl.col("second_year")
    return both.filter(alike | ~alike.any().over("construct")).sort(*PAIR, "iso3")


class Contradictions(_Pairs):
    """Countries of which two sources say different things wherever the cut lies."""

    iso3 = column(dy.String, Part.UNIT, "Country.", primary_key=True)
    name = column(dy.String, Part.UNIT, "Its name.")
    first_present = column(
        dy.Bool,
        Part.VALUE,
        "Whether the first source gives full marks, as opposed to none.",
        phrase("The first says"),
    )
    second_present = column(dy.Bool, Part.VALUE, "Whether the second says yes.")
    may_be_change = column(
        dy.Bool,
        Part.STATISTIC,
        "Whether the later source says yes, so that both may be right.",
        phrase("May be a change between the two"),
    )


@table(Contradictions, tables=["crosswalk", "statements"])
def contradictions(survey):
    """List countries without points of which the other says yes, and with all where it says no.

    Assume: what holds at some cuts alone is no contradiction, for nobody says where the cut lies.
    """
    yes, later = pl.col("present"), pl.col("first_year") < pl.col("second_year")
    differ = pl.when(yes).then(pl.col("degree") == 0).otherwise(pl.col("degree") == 1)
    countries = paired(survey).filter(differ).rename({"present": "second_present"})
    return countries.select(
        *(*PAIR, "iso3", "name", "second_present"),
        first_present=pl.col("degree") > 0,
        may_be_change=pl.col("second_present") & later,
        units=pl.concat_list("iso3"),
    )


class Compared(NamedTuple):
    """Two sources of one construct, country by country."""

    about: dict  # by the columns of PAIR
    units: list[str]
    region: pl.Series
    blocks: np.ndarray  # subregions
    score: np.ndarray
    yes: np.ndarray  # what the other source says
    drawn: np.ndarray  # how often each country was drawn again, draws x countries


@cache
def compared(survey):
    """Return each pair of sources.

    Assume: countries are draws from a process that could have dealt them otherwise; those of one
    subregion (M49) may be alike in any way, and subregions are taken for independent. Where
    neighbouring subregions are alike, too, intervals are still too narrow
    (`benchmarks/neighbours.py` says by how much).
    """
    where = survey.table("country_facts").select("iso3", "region", "subregion").unique("iso3")
    pairs = []
    for about, countries in paired(survey).group_by(PAIR, maintain_order=True):
        countries = countries.join(where, on="iso3", how="left", maintain_order="left")
        countries = countries.with_columns(pl.col("region", "subregion").fill_null(""))
        count = countries.height
        rng = np.random.default_rng([survey.seed, count])
        pair = Compared(
            about=dict(zip(PAIR, about, strict=True)),
            units=countries["iso3"].to_list(),
            region=countries["region"],
            blocks=countries["subregion"].to_numpy(),
            score=countries["degree"].to_numpy(),
            yes=countries["present"].to_numpy(),
            drawn=rng.multinomial(count, np.full(count, 1 / count), size=DRAWS),
        )
        pairs.append(pair)
    return pairs


@table(AgreementByCut, tables=["crosswalk", "statements", "country_facts"])
def agreement_by_cut(survey):
    """Count who agrees at every cut, with kappa and its interval."""
    tables = [at_every_cut(pair) for pair in compared(survey)]
    return pl.concat(tables).fill_nan(None) if tables else AgreementByCut.create_empty()


def at_every_cut(pair):
    """Make the rows of a pair of sources, one a cut."""
    cuts = np.unique(pair.score[pair.score > 0])
    cells = of.cells_at(pair.score, pair.yes, cuts)
    low, high, _ = of.agreement_interval(
        lambda times: of.kappa(of.cells_at(pair.score, pair.yes, cuts, times)),
        pair.drawn,
        pair.blocks,
        confidence=CONFIDENCE,
    )
    why = np.where(np.isnan(low), ALONE, "")
    why = np.where(of.least_margin(cells) < of.FEWEST, FEW, why)
    rows = pair.about | {"cut": cuts, "base": len(pair.units)}
    named = ("both", "only_first", "only_second", "neither")
    rows |= dict(zip(named, cells.astype(int).T, strict=True))
    rows |= {"agreed": cells[:, [0, 3]].sum(axis=1) / len(pair.units), "kappa": of.kappa(cells)}
    rows |= {"low": np.where(why == "", low, np.nan), "high": np.where(why == "", high, np.nan)}
    return pl.DataFrame(rows | {"reason": why}).with_columns(units=pl.lit(pair.units))


@table(AgreementAsRank, tables=["crosswalk", "statements", "country_facts", "gci/answers"])
def agreement_as_rank(survey):
    """Return how well scores order countries, and how much better than the overall score does."""
    answers = survey.table("gci/answers")
    rows = [as_rank(pair, answers) for pair in compared(survey)]
    return pl.DataFrame(rows) if rows else AgreementAsRank.create_empty()


def as_rank(pair, answers):
    """Make the row of a pair of sources."""
    about, score, yes = pair.about, pair.score, pair.yes
    totals = answers.filter(wave=str(about["first_year"])).select(iso3="unit_id", whole=WHOLE)
    totals = pl.DataFrame({"iso3": pair.units}).join(totals, "iso3", "left", maintain_order="left")
    whole = totals["whole"].to_numpy()

    def more(times):
        return of.area_under_curve(score, yes, times) - of.area_under_curve(whole, yes, times)

    among = {"drawn": pair.drawn, "blocks": pair.blocks, "confidence": CONFIDENCE}
    low, high, by_blocks = of.area_interval(score, yes, **among)
    more_low, more_high, _ = of.agreement_interval(more, **among)
    ends = (low, high, by_blocks, float(more_low), float(more_high))
    why = ALONE if np.isnan(low) else ""
    why = FEW if min(yes.sum(), (~yes).sum()) < of.FEWEST else why
    area, total = (float(of.area_under_curve(scores, yes)) for scores in (score, whole))
    cuts = np.unique(score[score > 0])
    reached = (score[:, None] >= cuts).sum(axis=0)
    counted, by = COUNTED.get((about["construct"], about["first_year"]), (None, ""))
    near = None if counted is None else float(cuts[np.abs(reached - counted).argmin()])
    row = about | {"base": len(pair.units), "yes": int(yes.sum()), "area": area}
    row |= dict(zip(ENDS, [None] * 5 if why else ends, strict=True))
    row |= {"whole": total, "more": area - total, "any_score": int(reached[0])}
    row |= {"counted": counted, "counted_by": by, "counted_cut": near}
    return row | {"reason": why, "units": pair.units}


PAIRS = {
    "law on cybercrime, 2020": ("cybercrime_law", 2020),
    "law on cybercrime, 2024": ("cybercrime_law", 2024),
    "law on data protection, 2020": ("data_protection_law", 2020),
    "law on data protection, 2024": ("data_protection_law", 2024),
    "national strategy, 2020": ("national_strategy", 2020),
    "national strategy, 2024": ("national_strategy", 2024),
}
#: Of an area under the curve: what Hosmer and Lemeshow (2000, Applied Logistic Regression) call
#: acceptable.
ENOUGH = 0.7


@claim(
    range_written=AFTER_LOOKING,
    tables=["crosswalk", "statements", "country_facts"],
    over={COMPARED: tuple(PAIRS), LEFT_OUT: ("nothing", *REGIONS), LOWER: tuple(PAIRS)},
    refuted_by="A specification in which the area under the curve is below 0.7.",
)
def scores_order_countries(survey, chosen):
    """Area under the curve: how often a country of which another source says yes scores higher."""
    pairs = {(pair.about["construct"], pair.about["first_year"]): pair for pair in compared(survey)}
    if chosen.kind == LEFT_OUT:
        units = sorted({unit for pair in pairs.values() for unit in pair.units})
        kept = [(pair, (pair.region != chosen[LEFT_OUT]).to_numpy()) for pair in pairs.values()]
        value = np.min(
            [of.area_under_curve(pair.score[among], pair.yes[among]) for pair, among in kept]
        )
    elif (pair := pairs.get(PAIRS[chosen[chosen.kind]])) is None:
        return {"units": [], "reason": phrase("not available")}
    else:
        score, yes, units = pair.score, pair.yes, pair.units
        value = float(of.area_under_curve(score, yes))
        if chosen.kind == LOWER:
            value, *_ = of.area_interval(score, yes, pair.drawn, pair.blocks, confidence=CONFIDENCE)
    if np.isnan(value):
        return {"units": units, "reason": ALONE}
    return {"units": units, "value": value, "holds": value >= ENOUGH}


#: What sources are called, by the crosswalk's column `survey`.
CALLED = {
    "gci 2020": phrase("ITU"),
    "gci 2024": phrase("ITU"),
    "cyberlaw2026": phrase("UNCTAD"),
    "strategies 2020": phrase("first strategies"),
    "strategies 2024": phrase("first strategies"),
}
LATEST = {"first_year": 2024}
SAID = {
    "crime": "cybercrime_law",
    "data": "data_protection_law",
    "strategy": "national_strategy",
}
SAYS = {
    "headline": "ITU's scores mostly agree with UNCTAD and with a list of strategies",
    "claim": "scores_order_countries",
    "finding": "Of two countries, one that has the law (UNCTAD) or strategy (a list of first "
    "strategies) and one that does not, ITU's 2024 score was higher for the first in {crime} of "
    "pairs for cybercrime laws, {data} for data protection laws and {strategy} for national "
    "strategies. ITU's overall score agreed as well with the other sources on cybercrime laws "
    "({crime_whole}) and strategies ({strategy_whole}), so there the agreement is not specific "
    "to these scores. Agreement on yes or no (kappa) depends on the score that counts as yes.",
    "subtitle": "Share of pairs in which ITU's score is higher for the country that has the law "
    "(UNCTAD) or the strategy (list of first strategies)",
    "table": "agreement_as_rank",
    "values": {
        f"{name}{more}": {
            "column": of,
            "percent": True,
            "row": {"construct": at, **LATEST},
        }
        for name, at in SAID.items()
        for more, of in (("", "area"), ("_whole", "whole"))
        if (name, of) != ("data", "whole")
    },
}


@figure(
    agreement_as_rank,
    area="Sources compared",
    source="International Telecommunication Union, Global Cybersecurity Index 2020 and 2024; "
    "UNCTAD, Global Cyberlaw Tracker 2026; Kostyuk N, Cyber Chess, International Studies "
    "Quarterly 70(1) sqaf097. ITU's scores show what a State has in place for cybersecurity, "
    "from 0 (nothing) to 100 (everything).",
    title="How far ITU's scores agree with lists of laws and strategies",
    says=SAYS,
)
def agreement_on_pairs(pairs, view):
    """List for each pair of sources how often they put two countries in one order."""
    method = view.say(
        "Each pair is one country that has the law or strategy and one that does not. The share "
        "of pairs in which the first has the higher ITU score, with ties counted half, is the "
        "area under the curve; it needs no cut-off. Its {confidence} confidence interval comes "
        "from resampling countries or, if wider, from leaving out one subregion at a time, "
        "since neighbouring countries are similar.",
        confidence=view.say.percent(CONFIDENCE),
    )
    called = {"first": CALLED, "second": CALLED}
    return in_rows(pairs, view, who=phrase("countries"), method=method, called=called)
