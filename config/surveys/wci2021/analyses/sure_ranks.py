"""Whether what is said of ranks holds when the index is made of other nominations or ratings."""

import numpy as np
import polars as pl

from cyberstudy.claims import claim
from cyberstudy.statistics.ranks import rank_sets
from cyberstudy.statistics.sparse_means import added_up

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
    experts, lead, leaders = leaders_of_types(survey, chosen)
    same = leaders == leaders_of_types(survey, chosen.own)[-1]
    return {"units": experts, "value": lead, "holds": same and leaders[0] != leaders[1]}


def leaders_of_types(survey, chosen):
    """Return experts, the lesser lead in per cent of the leader, and who leads in each type."""
    named, experts = nominations(survey, chosen)
    leads, leaders = [], []
    for part in ("scams", "technical"):
        countries, points = given(named.filter(part=part), experts)
        *_, second, best = np.sort(points.sum(axis=0))
        leads.append(1 - second / best)
        leaders.append(countries[int(points.sum(axis=0).argmax())])
    return experts.to_list(), 100 * min(leads), leaders
