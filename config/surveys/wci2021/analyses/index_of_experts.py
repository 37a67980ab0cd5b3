"""The World Cybercrime Index: whom experts name, how they rate them, and how sure ranks are.

The index of one type of crime is, for a country, the sum over its nominations of the mean rating,
scaled so that it is 100 when every expert names the country and rates it at the top of the scale;
the overall index is the mean over the types (Bruce et al. 2024, PLOS ONE 19(4): e0297312).
"""

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, table
from cyberstudy.statistics import ranks
from cyberstudy.statistics.sparse_means import added_up, root_intervals, root_means
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic, tally
from surveyanswers.tables.phrases import phrase

#: Decided before looking: types of crime, what is rated of each nomination, and how sure is sure.
PARTS = {
    "technical": phrase("Technical products"),
    "attacks": phrase("Attacks and extortion"),
    "data": phrase("Data theft"),
    "scams": phrase("Scams"),
    "cashing": phrase("Cashing out"),
}
RATINGS = ("impact", "professionalism", "skill")
BEST = 10  # a rating goes up to it
CONFIDENCE, RESAMPLES, SIGNS = 0.95, 4000, 2000
ASKED = ("country", *RATINGS)
QUESTIONS = [f"{part}_{asked}" for part in PARTS for asked in ASKED]
COUNTRIES = "data/raw/reference/countries.csv"
#: What one nomination is told by.
EACH = ("unit_id", "part", "instance")


class Nominations(Analysis):
    """One row a valid nomination; it names experts, so of a confidential survey it stays inside."""

    unit_id = column(dy.String, Part.UNIT, "The expert.", primary_key=True)
    part = key("Type of crime that the country is named for.")
    instance = column(dy.UInt32, Part.UNIT, "Instance of the question, from 1.", primary_key=True)
    iso3 = column(dy.String, Part.VALUE, "The country that is named.")
    score = column(
        dy.Float64, Part.VALUE, "Mean of the ratings; null where none was given.", nullable=True
    )


@table(Nominations, answers=QUESTIONS)
def nominations(survey):
    return _named(survey).select(*EACH, "iso3", "score", _of_part(), units=pl.concat_list(EACH[0]))


class Parts(Analysis):
    """Nominations by type of crime."""

    part = key("Type of crime.")
    nominations = column(dy.UInt32, Part.COUNT, "Nominations.")
    share = proportion(Part.STATISTIC, "Of all nominations.", nullable=False)
    experts = column(dy.UInt32, Part.COUNT, "Experts who named a country.")
    countries = column(dy.UInt32, Part.COUNT, "Countries that were named.")
    mean_score = statistic("Mean rating.")
    base = column(dy.UInt32, Part.BASE, "Experts who answered.")


@table(Parts, answers=QUESTIONS)
def parts(survey):
    named, experts = _named(survey), _experts(survey)
    counted = named.group_by("part").agg(
        nominations=pl.len(),
        share=pl.len() / named.height,
        experts=pl.col("unit_id").n_unique(),
        countries=pl.col("iso3").n_unique(),
        mean_score=pl.col("score").mean(),
    )
    return counted.with_columns(_of_part(), base=experts.len(), units=pl.lit(experts.to_list()))


def _part(name):
    meaning = "Index of countries of this type of crime alone, from 0 to 100."
    return column(dy.Float64, Part.STATISTIC, meaning, PARTS[name], min=0)


class IndexedCountries(Analysis):
    """Countries that were named, from the highest index to the lowest."""

    rank = column(
        dy.UInt32,
        Part.STATISTIC,
        "1 for the highest index; equals share the best rank.",
        phrase("Rank"),
        primary_key=True,
    )
    country = column(dy.String, Part.LABEL, "Country.", phrase("Country"))
    iso3 = key("Its code.")
    region = column(dy.String, Part.LABEL, "Its region.")
    nominations = column(dy.UInt32, Part.COUNT, "Nominations.")
    experts = column(dy.UInt32, Part.BASE, "Experts who named it.")
    impact, professionalism, skill = (statistic("Mean of this rating.") for _ in RATINGS)
    index = column(
        dy.Float64,
        Part.STATISTIC,
        "Index of countries, the mean of its types of crime: how often experts named each, times "
        "how they rated it; 100 if all had named it with the best rating.",
        phrase("Index (0 to 100)"),
        min=0,
    )
    technical, attacks, data, scams, cashing = map(_part, PARTS)


class Index(IndexedCountries):
    """Index of countries by nominations."""

    index_low = column(
        dy.Float64,
        Part.STATISTIC,
        "Lower end of the index's interval: bootstrap-t over experts, on the scale of the root.",
    )
    index_high = column(dy.Float64, Part.STATISTIC, "Its upper end.")
    rank_set_low = column(
        dy.UInt32,
        Part.STATISTIC,
        "Best rank of the confidence set of its own rank (Mogstad and others, changes of signs).",
        phrase("Best rank, this country alone"),
    )
    rank_set_high = column(
        dy.UInt32,
        Part.STATISTIC,
        "Worst rank of that set.",
        phrase("Worst rank, this country alone"),
    )
    rank_all_low = column(
        dy.UInt32,
        Part.STATISTIC,
        "Best rank of the sets that hold all ranks at once; countries with at most k here are a "
        "confidence set of the k best, for every k at once.",
        phrase("Best rank, all countries at once"),
    )
    rank_all_high = column(
        dy.UInt32,
        Part.STATISTIC,
        "Worst rank of that set.",
        phrase("Worst rank, all countries at once"),
    )
    expected_rank = column(
        dy.Float64, Part.STATISTIC, "Posterior mean of the rank, by empirical Bayes.", min=1
    )
    confidence = proportion(Part.LABEL, "Of intervals and sets.", nullable=False)
    resamples = column(dy.UInt32, Part.LABEL, "Bootstrap resamples of experts behind intervals.")


@table(
    Index,
    answers=QUESTIONS,
    tables=[COUNTRIES],
)
def index(survey):
    countries, points, drawn = _drawn_again(survey)
    low, high = root_intervals(points, drawn, confidence=CONFIDENCE)
    signs = np.random.default_rng(survey.seed).choice([-1.0, 1.0], size=(SIGNS, len(points)))
    sets = ranks.rank_sets(points, signs, confidence=CONFIDENCE)
    return countries.with_columns(
        index_low=pl.Series(low),
        index_high=pl.Series(np.minimum(high, 100)),
        rank_set_low=pl.Series(sets.low),
        rank_set_high=pl.Series(sets.high),
        rank_all_low=pl.Series(sets.all_low),
        rank_all_high=pl.Series(sets.all_high),
        expected_rank=pl.Series(ranks.expected_ranks(*root_means(points))),
        confidence=CONFIDENCE,
        resamples=RESAMPLES,
    )


class IndexWithoutDuplicates(IndexedCountries):
    """Index of countries by nominations, without duplicate ones."""

    kept_index = statistic("Index with duplicate nominations.")
    kept_rank = tally(Part.STATISTIC, "Rank with them.")
    difference = statistic("What dropping them changes.")
    rank_change = column(dy.Int64, Part.STATISTIC, "What it changes of the rank.", nullable=True)


@table(IndexWithoutDuplicates, answers=QUESTIONS, tables=[COUNTRIES])
def index_strict(survey):
    named = _named(survey)
    kept = _index_of(survey, named).select("iso3", kept_index="index", kept_rank="rank")
    once = named.filter(pl.struct("unit_id", "part", "iso3").is_first_distinct())
    beside = _index_of(survey, once).join(kept, on="iso3", how="left")
    return beside.with_columns(
        difference=pl.col("index") - pl.col("kept_index"),
        rank_change=pl.col("rank").cast(pl.Int64) - pl.col("kept_rank").cast(pl.Int64),
    )


class NeighbouringRanks(Analysis):
    """Whether neighbouring ranks differ significantly."""

    rank = column(dy.UInt32, Part.KEY, "Rank of the upper country.", primary_key=True)
    upper = column(dy.String, Part.LABEL, "Upper country.")
    upper_iso3 = key("Its code.")
    lower = column(dy.String, Part.LABEL, "Lower country.")
    lower_iso3 = key("Its code.")
    difference = column(dy.Float64, Part.STATISTIC, "Index of the upper less that of the lower.")
    difference_low = column(
        dy.Float64,
        Part.STATISTIC,
        "Lower end of its interval; those of all pairs hold jointly (studentized bootstrap).",
    )
    difference_high = column(dy.Float64, Part.STATISTIC, "Its upper end.")
    reversed = column(
        dy.Float64, Part.STATISTIC, "Share of resamples in which the lower one is at least level."
    )
    distinguishable = column(dy.Bool, Part.STATISTIC, "Whether the interval lies above 0.")


@table(NeighbouringRanks, answers=QUESTIONS, tables=[COUNTRIES])
def neighbours(survey):
    countries, points, drawn = _drawn_again(survey)
    values, resampled = countries["index"].to_numpy(), drawn @ points / len(points)
    differences = ranks.neighbours(values, resampled, confidence=CONFIDENCE)
    names = countries.select("country", "iso3")
    upper = countries.select("units", "rank", upper="country", upper_iso3="iso3").head(-1)
    lower = names.rename({"country": "lower", "iso3": "lower_iso3"}).tail(-1)
    return pl.concat([upper, lower], how="horizontal").with_columns(
        difference=pl.Series(differences.difference),
        difference_low=pl.Series(differences.low),
        difference_high=pl.Series(differences.high),
        reversed=pl.Series(differences.reversed),
        distinguishable=pl.Series(differences.distinguishable),
    )


def _named(survey):
    """Join each nomination with its ratings: a row a valid nomination, sorted by `EACH`."""
    fields = pl.col("question").str.split_exact("_", 1).struct.rename_fields(["part", "asked"])
    cells = survey.accepted.filter(status="valid").with_columns(fields.alias("told")).unnest("told")
    named = cells.filter(asked="country").select(*EACH, iso3="value")
    for rating in RATINGS:
        rated = cells.filter(asked=rating).select(*EACH, pl.col("number").alias(rating))
        named = named.join(rated, on=EACH, how="left")
    return named.with_columns(score=pl.mean_horizontal(RATINGS)).sort(EACH)


def _experts(survey):
    """Everybody who answered, also those who named nobody: the index divides by all of them."""
    return survey.accepted["unit_id"].unique().sort()


def _of_part():
    """Questions that a row about one type of crime is about."""
    return pl.concat_list(pl.format("{}_" + suffix, "part") for suffix in ASKED).alias("questions")


def _index_of(survey, named):
    """Add nominations up to the index of each country, with its rank, the highest first."""
    experts, countries = _experts(survey), survey.table(COUNTRIES)
    scale = 100 / BEST / experts.len()
    of_part = {p: pl.col("score").filter(pl.col("part") == p).sum() * scale for p in PARTS}
    rows = named.group_by("iso3").agg(
        *(pl.col(rating).mean() for rating in RATINGS),
        nominations=pl.len(),
        experts=pl.col("unit_id").n_unique(),
        **of_part,
    )
    rows = rows.with_columns(index=pl.mean_horizontal(*PARTS))
    rows = rows.join(countries.select("iso3", "region", country="label_en"), on="iso3", how="left")
    rank = pl.Series(ranks.ranks_of(rows["index"].to_numpy()[None, :])[0].astype(np.uint32))
    return rows.with_columns(rank=rank, units=pl.lit(experts.to_list())).sort("rank", "iso3")


def _drawn_again(survey):
    """Draw experts again, each with all nominations, so that what goes together in one is kept.

    Returns the index, what each expert adds to it (experts x countries; the mean is the index), and
    how often each expert is drawn (resamples x experts).
    """
    named, experts = _named(survey), _experts(survey)
    countries = _index_of(survey, named)
    # A nomination that was not rated counts as one and adds nothing to the score.
    points = added_up(named, "score", {"unit_id": experts, "iso3": countries["iso3"]})
    points *= 100 / BEST / len(PARTS)
    count = experts.len()
    rng = np.random.default_rng(survey.seed)
    return countries, points, rng.multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
