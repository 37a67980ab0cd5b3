"""Whom experts name, correlated with what these countries have: correlations of ranks.

The question is one about countries, and its answer none about people in them: where countries that
are named more have more law, this does not say that who offends there has, nor that law brings
offenders (Robinson 1950, American Sociological Review 15, 351-357).

Hypotheses were written before any correlation was computed; the history does not prove it, since
they came into it after the first look. What they are adjusted for was changed since: population was
not at hand at first. How intervals and tests are made was decided on invented data.
"""

from zlib import crc32

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import MAIN
from cyberstudy.draw.of_tables import in_rows
from cyberstudy.statistics.differences import adjusted
from cyberstudy.statistics.neighbours import morans_i
from cyberstudy.statistics.rank_correlations import (
    interval_among_neighbours,
    left_over,
    spearman,
    spearman_p,
    split_half,
)
from cyberstudy.statistics.sparse_means import added_up
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic
from surveyanswers.tables.phrases import phrase

#: The index of nominations as a whole, and its parts in the order in which they are added up.
WHOLE, PARTS = "index", ("technical", "attacks", "data", "scams", "cashing")
#: GCI overall is the sum of its pillars, so it is no hypothesis of its own. What the index as a
#: whole is tested against over all countries, adjusted, by Holm's method; all other comparisons
#: are a screen.
TESTED = (
    *("gci_legal", "gci_technical", "gci_organizational", "gci_capacity", "gci_cooperation"),
    "laws",
)
MEASURES = ("gci_overall", *TESTED)
#: What makes a country rich and connected, and what makes it large: adjusted for, by ranks.
RICH, SIZE, TOTAL = ("internet", "income", "development"), "population", "total_income"
GIVEN = (*RICH, SIZE)
FACTS = (*GIVEN, TOTAL)
ALL, NAMED = SETS = ("all", "named")
CONFIDENCE, LEVEL, PERMUTATIONS, SPLITS = 0.95, 0.05, 10000, 200
FEW = 10  # countries; of fewer no correlation is told
FLAT, NOT_AT_HAND = "all values are the same", "not available in this run"
NO_INTERVAL = phrase("no interval, since leaving out one subregion leaves nothing to compare")
HYPOTHESES, SCREEN = "hypotheses", "screen"


class RankCorrelations(Analysis):
    """Correlations of the index of countries by nominations with what the countries have."""

    part = key("Part of the index; index is all of it.")
    part_title = column(dy.String, Part.LABEL, "What it is called.", phrase("Type of crime"))
    fact = key("What is known of countries: a score, a count of laws, or a fact of a reference.")
    title = column(dy.String, Part.LABEL, "What it is called.")
    year = column(dy.UInt16, Part.LABEL, "Latest year that it is of.", nullable=True)
    countries = key(
        "all, with an index of 0 where nobody named them; or named.",
        phrase("Countries"),
    )
    adjusted_for = key(
        'Facts whose ranks are taken out of both, parted by a space; "" for none.',
        phrase("Adjusted for"),
    )
    base = column(dy.UInt32, Part.BASE, "Countries.")
    named = column(
        dy.UInt32,
        Part.COUNT,
        "Of them, those that experts named for this part.",
        phrase("Countries named"),
    )
    rho = statistic(
        "Spearman's correlation of ranks.", phrase("Spearman\u2019s rho"), min=-1, max=1
    )
    low = statistic(
        "Lower end of its interval, as if countries had been drawn (Bonett and Wright 2000) or, "
        "where that is wider, subregions (one left out after another).",
        min=-1,
        max=1,
    )
    high = statistic("Its upper end.", min=-1, max=1)
    by_blocks = column(
        dy.Bool, Part.STATISTIC, "Whether the interval is that of subregions.", nullable=True
    )
    morans_i = statistic(
        "How alike neighbours still are: Moran's I, among countries of a subregion, of what the "
        "fact, and what is adjusted for, leave over of the index's ranks.",
        phrase("Moran\u2019s I"),
    )
    reliability = statistic(
        "Reliability of these countries' order with as many other experts: "
        "split halves, stepped up.",
        phrase("Reliability"),
        max=1,
    )
    family = column(dy.String, Part.LABEL, "hypotheses (Holm) or screen (Benjamini-Hochberg).")
    tests = column(
        dy.UInt32, Part.LABEL, "Comparisons in the family.", phrase("Comparisons made together")
    )
    p = proportion(
        Part.STATISTIC,
        "The larger of two mid-p-values: of a permutation of countries, and of signs by subregion.",
        phrase("p"),
    )
    p_adjusted = proportion(
        Part.STATISTIC, "Adjusted for the number of tests.", phrase("p, adjusted")
    )
    rejected = column(
        dy.UInt32, Part.STATISTIC, f"Of the family, those with at most {LEVEL} so adjusted."
    )
    reason = column(dy.String, Part.REASON, 'Why there is no number; "" where there is one.')


@table(RankCorrelations, tables=["country_facts", "wci2021/nominations", "wci2021/parts"])
def rank_correlations(survey):
    """Correlate each part of the index with each measure, over each set of countries.

    Assume: the interval takes the countries there are for draws from a process that could have
    dealt them otherwise, as the tests do. Who was asked is chance, too, and has no interval: few
    name a small country, so their index is noise, which draws correlations towards 0, and ranges
    over experts drawn again hold the truth too seldom. `reliability` says how strong that noise is:
    a true correlation is about rho over its root.

    Assume: a country that nobody named has an index of 0, and all of these share a rank. Experts
    could have named any country; whether they know all of them is another question. Countries are
    those that an expert named or of which a survey of States says something.

    Assume: an index that counts nominations grows with a country's size, and so does what a State
    has in place, so population stands beside income, use of the internet and human development in
    what is adjusted for. Total income says the same of size once income per head is there.

    Assume: neighbours are alike, and those of one subregion (M49) more than others. Subregions are
    taken for independent of each other; where they are not, intervals are still too narrow
    (`benchmarks/neighbours.py` says by how much).
    """
    facts = survey.table("country_facts")
    years = dict(facts.group_by("fact").agg(pl.col("year").max()).iter_rows())
    titles = dict(facts.select("fact", "title").unique().iter_rows())
    wide = facts.pivot("fact", index=["iso3", "subregion"], values="value").sort("iso3")
    available = {*wide.columns} if WHOLE in wide.columns else set()
    wide = wide.drop_nulls([WHOLE]) if available else wide
    named = named_by_experts(survey, wide["iso3"].to_list()) if available else {}
    rows = []
    for part in (WHOLE, *PARTS):
        for countries, fact, controls in asked(part):
            tested = (part, countries, controls) == (WHOLE, ALL, GIVEN) and fact in TESTED
            row = {"part": part, "part_title": titles.get(part, part), "fact": fact}
            row |= {"title": titles.get(fact, fact), "year": years.get(fact)}
            row |= {"countries": countries, "adjusted_for": " ".join(controls)}
            row |= {"family": HYPOTHESES if tested else SCREEN, "units": wide["iso3"].to_list()}
            if not available.issuperset({fact, *controls}):
                nobody = {"base": 0, "named": 0, "reason": NOT_AT_HAND}
                rows.append(row | dict.fromkeys(NUMBERS) | nobody)
                continue
            needed = wide.select(fact, *controls).cast(pl.Float64).to_numpy()
            kept = inside(countries, wide, part) & ~np.isnan(needed).any(axis=1)
            rng = np.random.default_rng(
                [survey.seed, crc32(f"{part} {countries} {fact} {' '.join(controls)}".encode())]
            )
            blocks = wide.filter(kept)["subregion"].fill_null("").to_numpy()
            row |= correlated(named[part][:, kept], needed[kept].T, blocks, rng)
            counted = wide.filter(kept)["iso3"].to_list()
            # Where too few were left, the row is about all, of whom the others have nothing.
            rows.append(row | ({"units": counted} if row["rho"] is not None else {}))
    whole = pl.DataFrame(rows, infer_schema_length=None)
    families = []
    for (family,), tests in whole.group_by("family", maintain_order=True):
        kind = "confirmatory" if family == HYPOTHESES else "screen"
        p = adjusted(tests["p"].cast(pl.Float64).fill_null(np.nan).to_numpy(), kind)
        tests = tests.with_columns(p_adjusted=pl.Series(p).fill_nan(None), tests=tests.height)
        rejected = (pl.col("p_adjusted") <= LEVEL).sum()
        families.append(tests.with_columns(rejected=rejected.cast(pl.UInt32)))
    numbers = [pl.col(name).cast(pl.Float64).fill_nan(None) for name in NUMBERS[:-1]]
    return pl.concat(families).with_columns(*numbers, pl.col("by_blocks").cast(pl.Boolean))


NUMBERS = ("rho", "low", "high", "morans_i", "reliability", "p", "by_blocks")


def named_by_experts(survey, countries):
    """Add up each expert's ratings: experts x countries, for the whole and each part."""
    nominations = survey.table("wci2021/nominations")
    experts = int(survey.table("wci2021/parts")["base"][0])
    people = nominations["unit_id"].unique().sort().to_list()
    codes = [*countries, *sorted({*nominations["iso3"]} - {*countries})]
    everybody = [*people, *[""] * (experts - len(people))]  # who named nobody counts, too
    levels = {"unit_id": everybody, "part": PARTS, "iso3": codes}
    scores = added_up(nominations, "score", levels)
    scores = scores[:, :, : len(countries)]
    scores_by_part = {part: scores[:, place, :] for place, part in enumerate(PARTS)}
    return {WHOLE: scores.mean(axis=1)} | scores_by_part


def asked(part):
    """List comparisons of a part: which countries, which fact, and what is adjusted for."""
    for countries in SETS:
        for fact in (*MEASURES, *FACTS):
            yield countries, fact, ()
            if fact in MEASURES:
                for controls in dict.fromkeys((GIVEN, RICH) if part == WHOLE else (GIVEN,)):
                    yield countries, fact, controls


def inside(countries, wide, part):
    """Which countries are in a set."""
    if countries == NAMED:
        return (wide[part] > 0).to_numpy()
    return np.ones(wide.height, dtype=bool)


def correlated(scores, values, blocks, rng):
    """One row of numbers: `values` has the measure first, then what is adjusted for."""
    x, y, controls = scores.sum(axis=0), values[0], values[1:] if len(values) > 1 else None
    row = {"base": x.size, "named": int((x > 0).sum())} | dict.fromkeys(NUMBERS)
    if x.size < FEW:
        return row | {"reason": f"fewer than {FEW} countries"}
    rho = float(spearman(x, y, controls))
    if np.isnan(rho):
        return row | {"reason": FLAT}
    low, high, by_blocks = interval_among_neighbours(x, y, controls, blocks, confidence=CONFIDENCE)
    p = spearman_p(x, y, controls, permutations=PERMUTATIONS, rng=rng, blocks=blocks)
    return row | {
        "rho": rho,
        "low": low,
        "high": high,
        "by_blocks": None if np.isnan(low) else by_blocks,
        "morans_i": morans_i(left_over(x, y, controls), blocks),
        "reliability": split_half(scores, splits=SPLITS, rng=rng),
        "p": p,
        "reason": NO_INTERVAL if np.isnan(low) else "",
    }


METHOD = phrase(
    "Correlations are Spearman’s, of ranks. A country that nobody named has an index of 0. "
    "Intervals treat countries or, if wider, subregions as a random sample, because neighbouring "
    "countries are similar: Moran’s I of the residuals is 0 where countries of one subregion are "
    "no more alike than others. Reliability: how ranks from another panel of as many experts would "
    "correlate with these; the noise pulls correlations towards 0. Correlations describe "
    "countries, not the people in them, and show no causes."
)
ADJUSTED_FOR = {
    "": phrase("nothing"),
    " ".join(GIVEN): phrase("internet use, income, human development and population"),
}
KEYS = ("part", "fact", "countries", "adjusted_for")
SHOWN = (*KEYS, "title", *("base", "rho", "low", "high", "morans_i", "reliability"))
AREA = "Sources compared"


def _of(fact, controls, column="rho", **spoken):
    row = {"part": WHOLE, "fact": fact, "countries": ALL, "adjusted_for": " ".join(controls)}
    return {"table": "rank_correlations", "column": column, "row": row} | spoken


FOUND = (
    "The more internet users a country has, the more often experts named it (rank correlation "
    "{users}; with population it is {size}). The World Cybercrime Index also correlates with ITU's "
    "overall score: at {rich} after adjusting for income, internet use and human development, but "
    "at {all} ({low} to {high}) after also adjusting for population. With that adjustment, "
    "{rejected} of {tests} hypotheses that link the index to what States have in place were "
    "confirmed."
)
OF_USERS = {"table": "many_users_named_more", "row": {"kind": MAIN}}
SAYS = {
    "claim": "many_users_named_more",
    "headline": "The more internet users, the more often experts named a country",
    "finding": FOUND,
    "weaker": [
        {
            "headline": "Experts named countries with many internet users more often",
            "finding": FOUND,
            "holds": {"users_low": {"at_least": 0.2}},
        }
    ],
    "subtitle": "Rank correlation of the World Cybercrime Index of 2021 with facts about "
    "countries; GCI is ITU's Global Cybersecurity Index",
    "values": {
        "users": OF_USERS | {"column": "value", "decimals": 2},
        "users_low": OF_USERS | {"column": "low"},
        "size": _of(SIZE, (), decimals=2),
        "rich": _of("gci_overall", RICH, decimals=2),
        "all": _of("gci_overall", GIVEN, decimals=2),
        "low": _of("gci_overall", GIVEN, "low", decimals=2),
        "high": _of("gci_overall", GIVEN, "high", decimals=2),
        "tests": _of("laws", GIVEN, "tests"),
        "rejected": _of("laws", GIVEN, "rejected"),
    },
}


@figure(
    rank_correlations,
    area=AREA,
    source="Bruce M and others 2024, PLOS ONE 19(4) e0297312; International Telecommunication "
    "Union, Global Cybersecurity Index 2020 and 2024; UNCTAD, Global Cyberlaw Tracker 2026; World "
    "Bank, World Development Indicators; UNDP, Human Development Index.",
    title="The World Cybercrime Index, compared with facts about countries",
    says=SAYS,
)
def experts_and_states(correlations, view):
    """Show the index as a whole over all countries: size first, unadjusted, then adjusted."""
    facts = (SIZE, TOTAL, *MEASURES, *RICH)
    rows = correlations.filter(
        pl.col("fact").is_in(facts),
        pl.col("adjusted_for").is_in([*ADJUSTED_FOR]),
        part=WHOLE,
        countries=ALL,
    )
    order = {fact: place for place, fact in enumerate(facts)}
    rows = rows.sort(pl.col("fact").replace_strict(order), maintain_order=True)
    shown = rows.select(*SHOWN, reason=pl.col("reason").fill_null(""))
    called = {"adjusted_for": ADJUSTED_FOR}
    return in_rows(shown, view, who=phrase("countries"), method=METHOD, called=called)
