"""Who names whom: nominations as flows from groups of experts to countries.

Ranges, written before any number of this file was computed; that 49 of 88 experts name their own
country where 31 would be expected, and that nominations go with internet users at 0.60, was known.

Estimated, each with an interval from leaving out experts: (1) how often experts name countries of
their own region, other than their own country, over how often experts from elsewhere name them:
expected 1.25, between 1.0 and 1.6. Refuted where the ratio is 1 or less, or more than 5 % of
shuffles of nationalities among experts give as much. (2) In a Poisson regression of nominations of
each country by each group of experts (one intercept a group; the logarithms of internet users and
of distance, own region and own country as terms): a country twice as far is named 0.92 times as
often, between 0.75 and 1.0 (refuted where the interval includes 1); ten times as many internet
users go with 2.5 times as many nominations, between 1.8 and 4; own country 1.6 times, between 1.2
and 2.5 (refuted where the interval includes 1).

Groups are subregions of nationality with at least five experts, else regions with as many, else
all others, so that no expert can be told from the others of a group.
"""

from itertools import chain

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import REFERENCE, Analysis, figure, table
from cyberstudy.claims import AFTER_LOOKING, BEFORE_LOOKING, MAIN, claim
from cyberstudy.draw.of_tables import KNOWN_INTERVAL, in_seaborn
from cyberstudy.specifications import COUNTRIES, READ, states_of
from cyberstudy.statistics.neighbours import block_interval
from surveyanswers.tables.disclosure import Part, column, key, statistic
from surveyanswers.tables.phrases import phrase

HOMES, PARTS = ("nationality", "residence"), ("technical", "attacks", "data", "scams", "cashing")
SHUFFLES, PERMUTATIONS, CONFIDENCE, UNLIKELY = 2000, 100, 0.95, 0.05
#: Experts that a group of countries has at least, so that none can be told from the others.
FEWEST, ELSEWHERE = 5, "elsewhere"
OUTLINES, POINTS = (REFERENCE + name for name in ("countries-110m.json", "map_points.csv"))
#: Assume: experts are 300 km from their country's middle. Distances are in km, on a sphere.
INSIDE, RADIUS = 300.0, 6371.0
BANDS = {
    "up to 2,000 km": (0, 2000),
    "2,000 to 5,000 km": (2000, 5000),
    "5,000 to 10,000 km": (5000, 10000),
    "over 10,000 km": (10000, np.inf),
}
ALL_TYPES, OWN, REGION = "all types", "own country", "own region"
OVER = {
    "Home": HOMES,
    "Type of crime": (ALL_TYPES, *PARTS),
    "Left out": ("nobody", "experts of the United States", "experts of the United Kingdom"),
}
LEFT_OUT = dict(zip(OVER["Left out"][1:], ("USA", "GBR"), strict=True))
MAIN_CHOICE = {kind: choices[0] for kind, choices in OVER.items()}
COMPARED = ("named", "expected", "ratio", "low", "high")
TERMS = ("users", "distance", REGION, OWN)
PLACES = [*READ, OUTLINES, POINTS]


class Flows(Analysis):
    """How often experts name countries near home and far from it, for a type of crime or more.

    Of groups of experts no such sum leaves: it would tell who of those who named what is of which.
    """

    SUMS = True

    where = key("Where countries are, seen from an expert's own.", phrase("Countries named"))
    base = column(dy.UInt32, Part.BASE, "Experts.")
    named = statistic("Countries there that experts named, added up over them.")
    expected = statistic("Those that they would have, had they named each as others did.")
    ratio = statistic("named / expected.", phrase("Times what is expected"))
    low = statistic("Lower end of its interval; experts are left out in turn.")
    high = statistic("Its upper end.")


class Pull(Analysis):
    """What nominations go with: a Poisson regression of flows, with an intercept a group."""

    SUMS = True

    term = key("users (ten times as many), distance (twice as far), own region, own country.")
    base = column(dy.UInt32, Part.BASE, "Experts.")
    factor = statistic("How many times as often a country is named.", phrase("Factor"))
    low = statistic("Lower end of its interval; experts are left out in turn.")
    high = statistic("Its upper end.")


def naming(survey):
    """Return the questions that nominations were made of."""
    return survey.table("nominations")["questions"].explode().unique().to_list()


class Nominations:
    """Experts with a home, and which expert (rows) names which country (columns)."""

    def __init__(self, survey, chosen):
        home, part = chosen["Home"], chosen["Type of crime"]
        named = survey.table("nominations").filter((part == ALL_TYPES) | (pl.col("part") == part))
        answers = survey.answers.drop_nulls(home).sort("unit_id")
        answers = answers.filter(pl.col(home) != LEFT_OUT.get(chosen["Left out"], ""))
        self.places = survey.table(COUNTRIES).sort("iso3")
        countries = self.places["iso3"].to_list()
        self.experts = answers["unit_id"].to_list()
        pairs = {*named.select("unit_id", "iso3").iter_rows()}
        self.named = np.array([[(e, c) in pairs for c in countries] for e in self.experts])
        self.homes = np.array([countries.index(iso3) for iso3 in answers[home]])
        self.about = {"units": self.experts, "questions": [home, *naming(survey)]}

    def level(self, name):
        """Return the region or subregion of each country."""
        return self.places[name].fill_null("").to_numpy()

    def near(self, place):
        """Return which countries (columns) are at home to which expert, and which elsewhere."""
        region = self.level("region")
        at_home = self.homes[:, None] == np.arange(region.size)
        same = region[self.homes][:, None] == region
        return (at_home, ~at_home) if place == OWN else (same & ~at_home, ~same)

    def compared(self, near, far, kept=slice(None)):
        """Return how many near are named, how many if as by experts who are far, and the ratio."""
        near, far, named = near[kept], far[kept], self.named[kept]
        share = (far & named).sum(axis=0) / np.maximum(far.sum(axis=0), 1)
        count, expected = float((near & named).sum()), float((near * share).sum())
        return count, expected, count / expected if expected else np.nan

    def groups(self):
        """Return the group of each country: subregion, region or elsewhere, of enough experts."""
        group = np.full(self.named.shape[1], ELSEWHERE, dtype=object)
        for level in ("subregion", "region"):
            names = self.level(level)
            for name in np.unique(names):
                inside = (names == name) & (group == ELSEWHERE)
                if name and inside[self.homes].sum() >= FEWEST:
                    group[inside] = name
        return group


@table(Flows, answers=HOMES[:1], tables=["nominations", *PLACES])
def nomination_flows(survey):
    """Compare nominations by where countries are with those of experts who live elsewhere."""
    who, rows = Nominations(survey, MAIN_CHOICE), []
    apart = distances(survey, who.places["iso3"].to_list())[who.homes]
    places = {place: who.near(place) for place in (OWN, REGION)}
    for band, (least, most) in BANDS.items():
        inside = (apart > least) & (apart <= most) & ~places[OWN][0]
        places[band] = inside, ~inside
    for place, (near, far) in places.items():

        def ratio(kept, near=near, far=far):
            return who.compared(near, far, kept)[2]

        value, experts = who.compared(near, far), np.array(who.experts)
        ends = block_interval(value[2], ratio, experts, confidence=CONFIDENCE)
        row = dict(zip(COMPARED, map(float, (*value, *ends)), strict=True))
        rows.append({"where": place, "base": len(who.experts)} | row | who.about)
    return pl.DataFrame(rows).with_columns(pl.col(*COMPARED).fill_nan(None))


def distances(survey, codes):
    """Return how far the middle of each country is from each other's, in km.

    A middle is the mean of an outline's points on the sphere, or the point that maps draw.
    """
    world, places = survey.record(OUTLINES), survey.table(COUNTRIES)
    scale, origin = (np.array(world["transform"][name]) for name in ("scale", "translate"))
    of_number = dict(places.select(pl.col("m49").cast(pl.Int64), "iso3").iter_rows())
    spots = survey.table(POINTS).select("iso3", pl.concat_list("longitude", "latitude"))
    points = {iso3: np.array([spot]) for iso3, spot in spots.iter_rows()}
    for shape in world["objects"]["countries"]["geometries"]:
        several = shape["type"] == "MultiPolygon"
        rings = chain.from_iterable(shape["arcs"]) if several else shape["arcs"]
        arcs = [world["arcs"][max(arc, ~arc)] for arc in chain.from_iterable(rings)]
        lines = [np.cumsum(arc, axis=0) * scale + origin for arc in arcs]
        points[of_number.get(int(shape.get("id", 0)), "")] = np.concatenate(lines)
    middles = np.full((len(codes), 3), np.nan)
    for at, iso3 in enumerate(codes):
        if iso3 in points:
            longitude, latitude = np.radians(points[iso3]).T
            flat = np.array([np.cos(longitude), np.sin(longitude)]) * np.cos(latitude)
            middles[at] = np.vstack([flat, np.sin(latitude)]).mean(axis=1)
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    return np.maximum(RADIUS * np.arccos(np.clip(middles @ middles.T, -1, 1)), INSIDE)


def flows(survey, chosen):
    """Return nominations, the group of each expert, the terms of both, and experts.

    Assume: territories that are no Member State, and countries without internet users on record,
    are left out, as homes as well.
    """
    who, states = Nominations(survey, chosen), states_of(survey)
    if {"population", "internet"} - {*states.columns}:
        return None
    users = (pl.col("population").exp() * pl.col("internet")).log10()
    users = who.places.join(
        states.select("iso3", users=users), "iso3", "left", maintain_order="left"
    )["users"]
    apart = distances(survey, who.places["iso3"].to_list())
    kept = users.is_not_null().to_numpy() & np.isfinite(np.diag(apart))
    experts, columns = np.flatnonzero(kept[who.homes]), np.flatnonzero(kept)
    terms = [np.tile(users.to_numpy(), (len(who.experts), 1)), np.log2(apart[who.homes])]
    terms += [who.near(place)[0].astype(float) for place in (REGION, OWN)]
    cells = np.ix_(experts, columns)
    of_group = who.groups()[who.homes][experts]
    values = np.array([term[cells] for term in terms])
    return who.named[cells], of_group, values, np.array(who.experts)[experts]


def pulled(named, groups, terms):
    """Return logarithms of factors, of flows from groups of experts to countries.

    Parameters
    ----------
    named
        Experts x countries.
    groups
        Group of each expert.
    terms
        Terms x experts x countries; of a group they are means over its experts.
    """
    from sklearn.linear_model import PoissonRegressor  # late: half a second to import

    names, of = np.unique(groups, return_inverse=True)
    counts, countries = np.bincount(of), named.shape[1]
    member = (np.arange(names.size)[:, None] == of) / counts[:, None]
    means = np.stack([(member @ term).ravel() for term in terms], axis=1)
    intercepts = np.repeat(np.eye(names.size), countries, axis=0)
    model = PoissonRegressor(alpha=0, fit_intercept=False, solver="newton-cholesky", tol=1e-8)
    model.fit(
        np.column_stack([means - means.mean(axis=0), intercepts]),
        (member @ named).ravel(),
        np.repeat(counts, countries),
    )
    return model.coef_[: len(terms)]


def factors(named, groups, terms, experts):
    """Return factors with both ends of their intervals."""

    def of(kept):
        return pulled(named[kept], groups[kept], terms[:, kept])

    value = of(slice(None))
    return np.exp([value, *block_interval(value, of, experts, confidence=CONFIDENCE)])


@table(Pull, answers=HOMES, tables=["nominations", *PLACES])
def pull_of_countries(survey):
    """Estimate what nominations go with."""
    if (flow := flows(survey, MAIN_CHOICE)) is None:
        return Pull.create_empty()
    columns = dict(zip(("factor", "low", "high"), factors(*flow), strict=True)) | {"term": TERMS}
    units = flow[-1].tolist()
    return pl.DataFrame(columns).with_columns(base=len(units), units=pl.lit(units))


def shuffled(survey, chosen, place):
    """Return how much more what is near is named than experts from elsewhere suggest."""
    who, rng = Nominations(survey, chosen), np.random.default_rng(survey.seed)
    near, far = who.near(place)
    count, expected, _ = who.compared(near, far)
    orders = (rng.permutation(len(near)) for _ in range(SHUFFLES))
    by_chance = np.array([(near[order] & who.named).sum() for order in orders])
    chance = np.quantile(by_chance, 1 - UNLIKELY)
    numbers = {"value": count, "permuted": chance, "most": near.sum()}
    outcome = {name: float(n / expected) if expected else None for name, n in numbers.items()}
    holds = count > expected and (1 + (by_chance >= count).sum()) / (1 + SHUFFLES) <= UNLIKELY
    return outcome | who.about | {"holds": bool(holds)}


@claim(
    answers=HOMES,
    tables=["nominations", COUNTRIES],
    over=OVER,
    refuted_by="A specification in which experts name their own country no more often than "
    "experts from elsewhere do, or in which more than 5% of random shuffles of "
    "countries among experts give as many own nominations.",
)
def own_country_named_more(survey, chosen):
    """How many experts name their own country, as a multiple of what others suggest."""
    return shuffled(survey, chosen, OWN)


@claim(
    answers=HOMES,
    tables=["nominations", COUNTRIES],
    over=OVER,
    range_written=AFTER_LOOKING,
    refuted_by="A specification in which experts name other countries of their own region no more "
    "often than experts from elsewhere do, or in which more than 5% of random shuffles of "
    "countries among experts give as many such nominations.",
)
def own_region_named_more(survey, chosen):
    """How often experts name others of their region, as a multiple of what others suggest."""
    return shuffled(survey, chosen, REGION)


@claim(
    answers=HOMES,
    tables=["nominations", *PLACES],
    over=OVER,
    range_written=BEFORE_LOOKING,
    refuted_by="A specification in which the interval of the factor includes one.",
)
def nearer_named_more(survey, chosen):
    """How many times as often a country is named that is twice as far and else alike."""
    if (flow := flows(survey, chosen)) is None:
        return None
    (named, *rest, experts), at = flow, TERMS.index("distance")
    value, low, high = (float(ends[at]) for ends in factors(*flow))
    rng = np.random.default_rng(survey.seed)
    orders = (rng.permutation(len(experts)) for _ in range(PERMUTATIONS))
    by_chance = [pulled(named[order], *rest)[at] for order in orders]
    permuted = float(np.exp(np.quantile(by_chance, UNLIKELY)))
    numbers = {"value": value, "low": low, "high": high, "permuted": permuted}
    about = {"questions": [chosen["Home"], *naming(survey)], "units": experts.tolist()}
    return numbers | about | {"holds": high < 1}


def _of_flow(column, place=OWN, **more):
    return {"column": column, "row": {"where": place}} | more


def _of_pull(column, term="distance"):
    row = {"term": term}
    return {"table": "pull_of_countries", "column": column, "row": row, "decimals": 2}


def _broken(name, kind):
    row = {"kind": kind, "holds": False}
    return {name: {"table": "own_country_named_more", "count": row}}


SAYS = {
    "headline": "Experts named their own country more often than others did",
    "finding": "Of {experts} experts who gave their nationality, {named} named their own country "
    "as a source of cybercrime; {expected} would have, had they named it as often as experts from "
    "elsewhere did. Other countries of their region they named {regional} times as often as "
    "experts from elsewhere, but not for every type of crime. A country twice as far away was "
    "named {far} times as often (confidence interval {far_low} to {far_high}), other things equal; "
    "if nationalities are shuffled among experts, {chance} times or less in one case of twenty. "
    "Ten times as many internet users go with {users} times as many nominations.",
    "subtitle": "How many times as often as experts from elsewhere experts named countries near "
    "their own and far from it, {experts} experts, 2021",
    "table": "nomination_flows",
    "values": {
        "experts": _of_flow("base"),
        "named": _of_flow("named", decimals=0),
        "expected": _of_flow("expected", decimals=0),
        "regional": _of_flow("ratio", REGION, decimals=2),
        "users": _of_pull("factor", "users"),
        "far": _of_pull("factor"),
        "far_low": _of_pull("low"),
        "far_high": _of_pull("high"),
        "chance": {
            "table": "nearer_named_more",
            "column": "permuted",
            "row": {"kind": MAIN},
            "decimals": 2,
        },
        **_broken("main_broken", MAIN),
        **_broken("homes_broken", "Home"),
        **_broken("left_out_broken", "Left out"),
    },
    "holds": {name: {"at_most": 0} for name in ("main_broken", "homes_broken", "left_out_broken")},
}


@figure(nomination_flows, area="Where cybercrime comes from", title="Who names whom", says=SAYS)
@in_seaborn(
    who=phrase("experts"),
    height=2.6,
    method=phrase(
        "Dots: nominations of countries at that distance over those that experts at other "
        "distances suggest. Lines: 95% confidence intervals. Right of the line at one: named more "
        "often than by others."
    ),
)
def who_names_whom(table, axes):
    import seaborn as sns  # late, for the workflow's planner imports this file, too

    order = table.sort_values("ratio", ascending=False)
    ends = order.astype({"where": str}).melt(
        "where", ["low", "ratio", "high"], var_name="end", value_name="times"
    )
    sns.pointplot(ends, x="times", y="where", ax=axes, **KNOWN_INTERVAL)
    axes.axvline(1, color="0.6", lw=0.8, zorder=0)
    axes.set(xlabel="ratio", ylabel="")
