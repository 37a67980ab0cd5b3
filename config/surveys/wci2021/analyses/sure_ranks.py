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
#: Replicates of experts for each choice; the index itself has more.
RESAMPLES, CONFIDENCE, SURER = 1000, 0.95, 0.99
ALL, NOBODY = "all", "nobody"
LEFT_OUT = {"experts of the United States": "USA", "experts of the United Kingdom": "GBR"}
WITHOUT_OWN, BARE = "without experts\u2019 own countries", "nominations only"
OVER = {
    "Nominations": (ALL, WITHOUT_OWN),
    "Rated by": ("mean of three ratings", *RATINGS, BARE),
    "Type of crime left out": ("none", *PARTS),
    "Left out": (NOBODY, *LEFT_OUT),
}


def examined(survey, over, judged):
    """Return a row a choice; `judged` returns value and holds from what experts give countries."""
    accepted = survey.accepted.filter(status="valid")
    homes = survey.accepted.filter(question=HOME, status="valid").select("unit_id", home="value")
    everybody = survey.accepted["unit_id"].unique().sort().to_frame()
    everybody = everybody.join(homes, on="unit_id", how="left", maintain_order="left")
    fields = pl.col("question").str.split_exact("_", 1).struct.rename_fields(["part", "asked"])
    cells = accepted.with_columns(fields.alias("told")).unnest("told")
    key = ["unit_id", "part", "instance"]
    rated = cells.filter(pl.col("asked").is_in(RATINGS)).pivot("asked", index=key, values="number")
    named = cells.filter(asked="country").select(*key, iso3="value")
    named = named.join(rated, on=key, how="left", maintain_order="left").join(
        homes, on="unit_id", how="left"
    )

    def row(kind, choice):
        experts = everybody.filter(pl.col("home").ne_missing(LEFT_OUT.get(choice, "")))
        rows = named.join(experts, on="unit_id", how="semi").filter(pl.col("part") != choice)
        if choice == WITHOUT_OWN:
            rows = rows.filter(pl.col("iso3").ne_missing(pl.col("home")))
        of = pl.col(choice) if choice in RATINGS else pl.mean_horizontal(RATINGS)
        rows = rows.with_columns(score=pl.lit(1.0) if choice == BARE else of.fill_null(0.0))
        value, holds = judged(
            rows, experts["unit_id"], SURER if choice == str(SURER) else CONFIDENCE
        )
        about = {"kind": kind, "choice": choice, "value": value, "holds": holds, "reason": ""}
        return about | {"units": experts["unit_id"].to_list(), "questions": [*NAMING, HOME]}

    return pl.DataFrame([row(kind, choice) for kind, several in over.items() for choice in several])


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
def first_rank_certain(survey):
    """Worst rank in the confidence set of the country that all nominations put first."""
    first = []

    def judged(rows, experts, confidence):
        countries, points = given(rows, experts)
        count = experts.len()
        rng = np.random.default_rng(survey.seed)
        drawn = rng.multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
        means = points.mean(axis=0)
        drawn = drawn @ points / count
        sets = rank_sets(means, drawn, confidence=confidence, marginal=False)
        leader = countries[int(means.argmax())]
        first.append(leader)  # the study's own choice comes first
        worst = int(sets.all_high[countries.index(first[0])])
        return float(worst), worst == 1 and leader == first[0]

    return examined(survey, OVER_CERTAIN, judged)


OVER_LEADERS = {kind: several for kind, several in OVER.items() if kind != "Type of crime left out"}


@claim(
    answers=[*NAMING, HOME],
    over=OVER_LEADERS,
    refuted_by="A specification in which the same country is first for both types of crime, or "
    "in which first place for one of them changes.",
)
def scams_have_another_leader(survey):
    """The lesser lead, per cent of the leader, of the first for scams and for technical crime."""
    first = []

    def judged(rows, experts, confidence):
        leads, leaders = [], []
        for part in ("scams", "technical"):
            countries, points = given(rows.filter(part=part), experts)
            *_, second, best = np.sort(points.sum(axis=0))
            leads.append(1 - second / best)
            leaders.append(countries[int(points.sum(axis=0).argmax())])
        first.append(leaders)
        return 100 * min(leads), leaders == first[0] and leaders[0] != leaders[1]

    return examined(survey, OVER_LEADERS, judged)
