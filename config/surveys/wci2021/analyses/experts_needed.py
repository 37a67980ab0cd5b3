"""How many experts would settle the tenth place, and from where.

Ranges, written before any number of this file was computed; that the joint set of the tenth is 7
to 38 with all 92 experts was known.

Estimated: the mean width of the joint set of ranks of the country that a panel puts tenth, for
panels of n experts drawn from these with replacement, and the smallest n at which it is five wide:
expected 1,000, between 400 and 2,500; from experts of one region alone fewer where they agree,
between 200 and 2,500. Test of the method: from a random half of the experts alone, the width with
all of them is predicted; over halves, expected 30 wide, between 20 and 45. Refuted where the width
with all experts lies outside the middle 95 % of what halves predict, or where the mean prediction
is off by more than a third.
"""

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import BEFORE_LOOKING, MAIN, claim
from cyberstudy.draw.of_tables import in_seaborn
from cyberstudy.specifications import COUNTRIES
from cyberstudy.statistics.neighbours import block_interval
from cyberstudy.statistics.ranks import rank_sets
from cyberstudy.statistics.sparse_means import added_up
from surveyanswers.tables.disclosure import Part, column, key, statistic
from surveyanswers.tables.phrases import phrase

PARTS = ["technical", "attacks", "data", "scams", "cashing"]
RATINGS = ["impact", "professionalism", "skill"]
HOME = "nationality"
NAMING = [f"{part}_{asked}" for part in PARTS for asked in ("country", *RATINGS)]
#: Changes of signs for each choice; the index itself has more.
SIGNS, CONFIDENCE, SURER = 1000, 0.95, 0.99
ALL, NOBODY = "all", "nobody"
LEFT_OUT = {"experts of the United States": "USA", "experts of the United Kingdom": "GBR"}
WITHOUT_OWN, BARE = "without experts\u2019 own countries", "nominations only"
OVER = {
    "Nominations": (ALL, WITHOUT_OWN),
    "Rated by": ("mean of three ratings", *RATINGS, BARE),
    "Type of crime left out": ("none", *PARTS),
    "Left out": (NOBODY, *LEFT_OUT),
}


def nominations(survey, chosen):
    """Return scored nominations, and experts, as a choice leaves them."""
    accepted = survey.accepted.filter(status="valid")
    homes = accepted.filter(question=HOME).select("unit_id", home="value")
    experts = survey.accepted["unit_id"].unique().sort().to_frame()
    experts = experts.join(homes, on="unit_id", how="left", maintain_order="left")
    experts = experts.filter(pl.col("home").ne_missing(LEFT_OUT.get(chosen["Left out"], "")))
    fields = pl.col("question").str.split_exact("_", 1).struct.rename_fields(["part", "asked"])
    cells = accepted.with_columns(fields.alias("told")).unnest("told")
    key = ["unit_id", "part", "instance"]
    rated = cells.filter(pl.col("asked").is_in(RATINGS)).pivot("asked", index=key, values="number")
    named = cells.filter(asked="country").select(*key, iso3="value")
    named = named.join(rated, on=key, how="left", maintain_order="left").join(experts, on="unit_id")
    named = named.filter(pl.col("part") != chosen.get("Type of crime left out", "none"))
    if chosen["Nominations"] == WITHOUT_OWN:
        named = named.filter(pl.col("iso3").ne_missing(pl.col("home")))
    by = chosen["Rated by"]
    of = pl.col(by) if by in RATINGS else pl.mean_horizontal(RATINGS)
    score = pl.lit(1.0) if by == BARE else of.fill_null(0.0)
    return named.with_columns(score=score), experts["unit_id"]


def given(rows, experts):
    """Add up what each expert gives each country: countries, and experts x countries."""
    countries = rows["iso3"].unique().sort()
    points = added_up(rows, "score", {"unit_id": experts, "iso3": countries})
    return countries.to_list(), points


OVER_CERTAIN = OVER | {"Confidence": (str(CONFIDENCE), str(SURER))}


@claim(
    answers=[*NAMING, HOME],
    over=OVER_CERTAIN,
    refuted_by="A specification in which another country is first, or the first country’s "
    "confidence set includes another rank.",
    dropped=["That raters differ more than countries: by their ratings of skill they hardly do."],
)
def first_rank_certain(survey, chosen):
    """Worst rank in the confidence set of the country that all nominations put first."""
    every, all_points = given(*nominations(survey, chosen.own))
    first = every[int(all_points.mean(axis=0).argmax())]
    named, experts = nominations(survey, chosen)
    countries, points = given(named, experts)
    signs = np.random.default_rng(survey.seed).choice([-1.0, 1.0], size=(SIGNS, len(points)))
    confidence, means = float(chosen["Confidence"]), points.mean(axis=0)
    sets = rank_sets(points, signs, confidence=confidence, marginal=False)
    worst = int(sets.all_high[countries.index(first)])
    leads = countries[int(means.argmax())] == first
    return {"units": experts.to_list(), "value": worst, "holds": worst == 1 and leads}


OVER_LEADERS = {kind: several for kind, several in OVER.items() if kind != "Type of crime left out"}


@claim(
    answers=[*NAMING, HOME],
    over=OVER_LEADERS,
    refuted_by="A specification in which the same country is first for both types of crime, or "
    "in which first place for one of them changes.",
)
def scams_have_another_leader(survey, chosen):
    """The lesser lead, per cent of the leader, of the first for scams and for technical crime."""
    experts, points = points_of_types(survey, chosen)
    main = points_of_types(survey, chosen.own)[1]
    leads = {part: leading(*of) for part, of in points.items()}
    same = all(leads[part][0] == leading(*of)[0] for part, of in main.items())
    different = len({leader for leader, _ in leads.values()}) > 1

    def least(kept):
        return min(leading(countries, of[kept])[1] for countries, of in points.values())

    value = min(lead for _, lead in leads.values())
    low, high = block_interval(value, least, experts.to_numpy(), confidence=CONFIDENCE)
    numbers = {"value": value, "low": float(low), "high": float(high), "most": 100.0}
    return numbers | {"units": experts.to_list(), "holds": same and different and low > 0}


def points_of_types(survey, chosen):
    """Return experts, and what they give which countries for scams and for technical crime."""
    named, experts = nominations(survey, chosen)
    return experts, {
        part: given(named.filter(part=part), experts) for part in ("scams", "technical")
    }


def leading(countries, points):
    """Return which country leads, and how far in per cent of its points."""
    totals = points.sum(axis=0)
    *_, second, best = np.sort(totals)
    return countries[int(totals.argmax())], float(100 * (1 - second / best))


#: Panels' sizes, panels of each, changes of signs of each, the place, and how wide is settled.
SIZES, PANELS, SIGNS_OF_PANEL = (46, 92, 184, 368, 736, 1472, 2944), 20, 300
TENTH, SETTLED, HALVES, OFF = 10, 5, 40, 1 / 3
#: Assume: a region's panel is told of ten experts or more, as protection would have it.
FEWEST = 10
ANYWHERE, ELSEWHERE = phrase("all experts"), phrase("other regions")


class ExpertsNeeded(Analysis):
    """How wide the joint set of the tenth place is with panels of other sizes."""

    SUMS = True

    experts_from = key("Region of nationality that panels are drawn from.", phrase("Experts from"))
    size = column(
        *(dy.UInt32, Part.LABEL, "Experts in a panel.", phrase("Experts in the panel")),
        primary_key=True,
    )
    base = column(dy.UInt32, Part.BASE, "Experts that panels are drawn from, with replacement.")
    width = statistic(
        "Ranks in the joint set of the tenth, mean over panels.", phrase("Ranks that it may hold")
    )
    low = statistic("Lower end of the middle 95 % of panels.")
    high = statistic("Its upper end.")
    needed = statistic("Experts at which the mean is five, between two sizes; null if at none.")


def width(points, rng):
    """Return how many ranks the joint set of the country has that a panel puts tenth."""
    named = points[:, points.any(axis=0)]
    signs = rng.choice([-1.0, 1.0], size=(SIGNS_OF_PANEL, len(named)))
    sets = rank_sets(named, signs, confidence=CONFIDENCE, marginal=False)
    tenth = np.argsort(-named.mean(axis=0), kind="stable")[TENTH - 1]
    return int(sets.all_high[tenth] - sets.all_low[tenth] + 1)


def widths(points, size, panels, rng):
    """Return the widths with panels of a size, drawn from experts with replacement."""
    return [width(points[rng.integers(len(points), size=size)], rng) for _ in range(panels)]


@table(ExpertsNeeded, answers=[*NAMING, HOME], tables=[COUNTRIES])
def experts_needed(survey):
    """Estimate how many experts would settle the tenth place, of all and of a region alone."""
    named, experts = nominations(survey, {kind: choices[0] for kind, choices in OVER.items()})
    points, rng = given(named, experts)[1], np.random.default_rng(survey.seed)
    homes = survey.accepted.filter(question=HOME, status="valid").select("unit_id", iso3="value")
    homes = homes.join(survey.table(COUNTRIES), on="iso3").select("unit_id", "region")
    regions = experts.to_frame().join(homes, on="unit_id", how="left", maintain_order="left")
    several = pl.len().over("region") >= FEWEST
    several = pl.when(several & pl.col("region").is_not_null()).then("region")
    region = regions.select(several.fill_null(ELSEWHERE)).to_series().to_numpy()
    groups = {ANYWHERE: region != ""} | {name: region == name for name in np.unique(region)}
    rows = []
    for name, inside in groups.items():
        drawn = np.array([widths(points[inside], size, PANELS, rng) for size in SIZES])
        means, (low, high) = drawn.mean(axis=1), np.quantile(drawn, [0.025, 0.975], axis=1)
        # Widths fall with size, so the size is read off the means in reverse.
        needed = np.interp(SETTLED, means[::-1], np.log(SIZES[::-1]), left=np.nan, right=np.nan)
        about = {"experts_from": name, "base": int(inside.sum()), "needed": np.exp(needed)}
        about["units"] = experts.filter(inside).to_list()
        about["questions"] = [*NAMING, HOME] if name != ANYWHERE else NAMING
        rows += [
            about | dict(zip(("size", "width", "low", "high"), of, strict=True))
            for of in zip(SIZES, means, low, high, strict=True)
        ]
    return pl.DataFrame(rows).with_columns(pl.col("needed").fill_nan(None))


@claim(
    answers=[*NAMING, HOME],
    over=OVER,
    range_written=BEFORE_LOOKING,
    refuted_by="A specification in which the width with all experts lies outside the middle 95% "
    "of what random halves predict, or more than a third from their mean.",
)
def halves_foretell_the_whole(survey, chosen):
    """Ranks in the joint set of the tenth with all experts; the interval is of forecasts."""
    named, experts = nominations(survey, chosen)
    points, rng = given(named, experts)[1], np.random.default_rng(survey.seed)
    whole, count = width(points, rng), len(points)
    halves = (points[rng.permutation(count)[: count // 2]] for _ in range(HALVES))
    forecast = [widths(half, count, 1, rng)[0] for half in halves]
    low, high = map(float, np.quantile(forecast, [0.025, 0.975]))
    holds = low <= whole <= high and abs(np.mean(forecast) - whole) <= OFF * whole
    numbers = {"value": float(whole), "low": low, "high": high}
    return numbers | {"units": experts.to_list(), "holds": bool(holds)}


def _needed(region):
    return {"column": "needed", "row": {"experts_from": region, "size": SIZES[0]}, "decimals": 0}


def _forecast(column):
    row = {"kind": MAIN}
    return {"table": "halves_foretell_the_whole", "column": column, "row": row, "decimals": 0}


FOUND = (
    "With {all} experts like these the tenth country could hold five ranks, if all "
    "countries are considered at once; with the {experts} who answered, {whole}. From the Americas "
    "alone {americas} would do; experts from Europe alone would not settle it with {most}. As a "
    "test, we predicted the number of ranks with all experts from random halves of them: {low} to "
    "{high}. This prediction failed in {failed} of {tried} specifications."
)
SAYS = {
    "headline": "Seven times as many experts would settle which country is tenth",
    "claim": "halves_foretell_the_whole",
    "finding": FOUND,
    "weaker": [
        {
            "headline": "Many more experts would be needed to settle which country is tenth",
            "finding": FOUND,
            "holds": {"all": {"at_least": 184}, "europe": {"at_least": SETTLED}},
        }
    ],
    "subtitle": "Ranks that the country in tenth place may hold, by number of experts (mean over "
    "panels drawn from the {experts} experts)",
    "table": "experts_needed",
    "values": {
        "all": _needed(ANYWHERE),
        "americas": _needed("Americas"),
        "experts": {"column": "base", "row": {"experts_from": ANYWHERE, "size": SIZES[0]}},
        "most": {"column": "size", "row": {"experts_from": "Europe", "size": SIZES[-1]}},
        "europe": {"column": "width", "row": {"experts_from": "Europe", "size": SIZES[-1]}},
        "whole": _forecast("value"),
        "low": _forecast("low"),
        "high": _forecast("high"),
        "failed": {"table": "halves_foretell_the_whole", "count": {"holds": False}},
        "tried": {"table": "halves_foretell_the_whole", "count": {}},
    },
    "holds": {"all": {"at_least": 598, "at_most": 690}, "europe": {"at_least": SETTLED}},
}


@figure(
    experts_needed,
    area="Where cybercrime comes from",
    title="How many experts would settle which country is tenth",
    says=SAYS,
)
@in_seaborn(
    who=phrase("experts"),
    height=3.0,
    method=phrase(
        "Panels are drawn from the experts with replacement, so what differs between countries is "
        "taken for true, and more may be needed. The thin line is at five ranks."
    ),
)
def tenth_place(table, axes):
    # Late, for the workflow's planner imports this file, too.
    import seaborn as sns
    from matplotlib.ticker import NullLocator

    sns.lineplot(table, x="size", y="width", hue="experts_from", marker="o", ax=axes)
    axes.axhline(SETTLED, color="0.6", lw=0.8, zorder=0)
    axes.set(xscale="log", yscale="log", xticks=SIZES, yticks=[1, 2, SETTLED, 10, 20, 50])
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter("{x:.0f}")
        axis.set_minor_locator(NullLocator())
