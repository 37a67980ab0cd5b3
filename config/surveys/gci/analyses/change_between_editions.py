"""What changed between ITU's editions of 2020 and 2024, apart from how pillars were added up.

Scores of both editions with the weights of either, and who has full marks. That sub-questions were
put and scored anew no weights take out.
"""

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import AFTER_LOOKING, REGIONS, claim
from cyberstudy.draw.of_tables import in_rows
from surveyanswers.tables.disclosure import Part, column, key, statistic, tally
from surveyanswers.tables.phrases import phrase

BEFORE, AFTER = "2020", "2024"
OVERALL, POINTS = "overall_score", 20  # of a pillar
PILLARS = {
    "legal_score": "Legal measures",
    "technical_score": "Technical measures",
    "organizational_score": "Organizational measures",
    "capacity_score": "Capacity development",
    "cooperation_score": "Cooperation",
}
SCORES = {OVERALL: "Global Cybersecurity Index"} | PILLARS
INDICATORS = [
    *("substantive_law", "regulation", "national_cirt", "sectoral_cirt", "standards"),
    *("child_protection", "national_strategy", "responsible_agency", "metrics", "awareness"),
    *("training", "education", "research", "industry", "incentives", "bilateral_agreements"),
    *("international_participation", "multilateral_agreements", "private_partnerships"),
    "interagency_partnerships",
]
READ = [*SCORES, *INDICATORS]
PUBLISHED, EQUAL = "published", "equal"
NOTHING = "nothing"
FULL = 1e-6  # what a sum of binary fractions may lack of all points


class FixedWeights(Analysis):
    """Mean scores of both editions with the weights of either, of indicators that both have."""

    score = key("Question with the score.")
    weights = key(
        "published: each edition's own and all its indicators; 2020 or 2024: of that edition; "
        "equal: all alike.",
        phrase("Weights"),
    )
    title = column(dy.String, Part.LABEL, "What the score is of.")
    base = column(dy.UInt32, Part.BASE, "Member States in both editions.")
    before = statistic("Mean of the first edition.", phrase("2020"))
    after = statistic("Mean of the second.", phrase("2024"))
    change = statistic("after - before.", phrase("Change"))
    risen = tally(Part.COUNT, "States whose score rose.", phrase("Risen"))
    fallen = tally(Part.COUNT, "States whose score fell.", phrase("Fallen"))


class FullMarks(Analysis):
    """Who has all points of a score, and none, in both editions."""

    question = key("Score or indicator.")
    label = column(dy.String, Part.LABEL, "Its short label.", phrase("Indicator"))
    indicator = column(dy.Bool, Part.LABEL, "Whether it is an indicator, and not a sum of them.")
    base = column(dy.UInt32, Part.BASE, "Member States in both editions.")
    full_before = tally(Part.COUNT, "States with all points in 2020.", phrase("Full marks, 2020"))
    kept = tally(Part.COUNT, "States with all points in both editions.", phrase("Kept them"))
    full_after = tally(Part.COUNT, "States with all points in 2024.", phrase("Full marks, 2024"))
    none_before = tally(Part.COUNT, "States with no points in 2020.", phrase("No points, 2020"))
    none_after = tally(Part.COUNT, "States with no points in 2024.", phrase("No points, 2024"))
    more = column(dy.Bool, Part.STATISTIC, "Whether more have all points in 2024 than in 2020.")


def at_weights(weights, before, after):
    """Yield every score of both editions, with the weights of each kind.

    Assume: of a pillar without a formula the weights are those that put the indicator that the
    file lacks at an end of its scale for most units; they are scaled to a pillar's points, so what
    one edition lacks has no part in either.
    """
    indicators = weights.filter(pl.col("indicator").is_in(INDICATORS)).with_columns(
        weight=pl.coalesce("weight", "if_at_ends")
    )
    for kind in (PUBLISHED, BEFORE, AFTER, EQUAL):
        scores = {}
        for score in PILLARS:
            rows = indicators.filter(score=score)
            shared = rows.filter(pl.col("wave").n_unique().over("indicator") == 2)
            rows = shared.filter(wave=BEFORE if kind == EQUAL else kind).sort("indicator")
            if kind == PUBLISHED:
                scores[score] = [wave[score].to_numpy() for wave in (before, after)]
                continue
            points = np.ones(rows.height) if kind == EQUAL else rows["weight"].to_numpy()
            items, points = rows["indicator"].to_list(), POINTS * points / points.sum()
            scores[score] = [wave.select(items).to_numpy() @ points for wave in (before, after)]
        yield kind, scores | {OVERALL: [sum(wave) for wave in zip(*scores.values(), strict=True)]}


@table(FixedWeights, answers=READ, tables=["composite_weights"])
def change_at_fixed_weights(survey):
    before, after = survey.in_both(OVERALL, (BEFORE, AFTER))
    rows = []
    for kind, scores in at_weights(survey.table("composite_weights"), before, after):
        for score, (old, new) in scores.items():
            moved = (new - old).round(9)
            row = {"score": score, "weights": kind, "title": SCORES[score], "base": moved.size}
            row |= {"before": old.mean(), "after": new.mean(), "change": moved.mean()}
            rows.append(row | {"risen": int((moved > 0).sum()), "fallen": int((moved < 0).sum())})
    return pl.DataFrame(rows).with_columns(units=pl.lit(before["unit_id"].to_list()))


@table(FullMarks, answers=READ)
def full_marks(survey):
    before, after = survey.in_both(OVERALL, (BEFORE, AFTER))
    rows = []
    for question in READ:
        if not after[question].count():
            continue
        total = 1 if question in INDICATORS else POINTS * (5 if question == OVERALL else 1)
        full, now = ((edition[question] >= total - FULL).to_numpy() for edition in (before, after))
        row = {"question": question, "label": survey.labels[question], "base": full.size}
        row |= {"indicator": question in INDICATORS, "full_before": full.sum()}
        row |= {"kept": (full & now).sum(), "full_after": now.sum(), "more": now.sum() > full.sum()}
        none = [(edition[question] == 0).sum() for edition in (before, after)]
        rows.append(row | dict(zip(("none_before", "none_after"), none, strict=True)))
    return pl.DataFrame(rows).with_columns(units=pl.lit(before["unit_id"].to_list()))


MEASURE, LEFT_OUT = "Measured by", "Left out"
#: What of an indicator's scores, in an edition, is compared with the other.
MEASURES = {
    "mean score": lambda score: score.mean(axis=0),
    "share with half of the points": lambda score: (score >= 0.5).mean(axis=0),
    "share with any points": lambda score: (score > 0).mean(axis=0),
    "share with all points": lambda score: (score >= 1 - FULL).mean(axis=0),
}
COMMON = [name for name in INDICATORS if name != "child_protection"]  # which 2020 alone has


@claim(
    range_written=AFTER_LOOKING,
    answers=[*COMMON, OVERALL],
    over={MEASURE: tuple(MEASURES), LEFT_OUT: (NOTHING, *REGIONS)},
    refuted_by="A specification in which an indicator fell from 2020 to 2024.",
)
def every_indicator_rose(survey, chosen):
    """Rise of the indicator that rose least."""
    before, after = survey.in_both(OVERALL, (BEFORE, AFTER))
    kept, measure = (before["region"] != chosen[LEFT_OUT]).to_numpy(), MEASURES[chosen[MEASURE]]
    old, new = (measure(wave.select(COMMON).to_numpy()[kept]) for wave in (before, after))
    least = (new - old).min()
    return {"units": before["unit_id"].to_list(), "value": least, "holds": least > 0}


ALONE = "Left out of Oceania"


@claim(
    range_written=AFTER_LOOKING,
    answers=["multilateral_agreements", OVERALL],
    over={MEASURE: (*MEASURES, "more rose than fell"), ALONE: (NOTHING, "any one State")},
    refuted_by="A specification with no fall in Oceania or no rise in another region.",
)
def agreements_fell_in_oceania_alone(survey, chosen):
    """The least rise of the other regions, or the fall of Oceania if that is the smaller."""
    before, after = survey.in_both(OVERALL, (BEFORE, AFTER))
    old, new = (edition["multilateral_agreements"].to_numpy() for edition in (before, after))
    region, every = before["region"].to_numpy(), np.ones(before.height, dtype=bool)

    def least(kept):
        rises = {}
        for area in REGIONS:
            members = kept & (region == area)
            if (measure := MEASURES.get(chosen[MEASURE])) is None:
                rises[area] = float(np.sign((new - old)[members].round(9)).mean())
            else:
                rises[area] = float(measure(new[members]) - measure(old[members]))
        return min(-rises.pop("Oceania"), *rises.values())

    subsets = [every]
    if chosen[ALONE] != NOTHING:
        places = np.flatnonzero(region == "Oceania")
        subsets = [np.arange(region.size) != place for place in places]
    value = min(map(least, subsets))
    return {"units": before["unit_id"].to_list(), "value": value, "holds": value > 0}


AT_2020, AT_2024 = ({"score": OVERALL, "weights": edition} for edition in (BEFORE, AFTER))
SAYS = {
    "headline": "At fixed weights, ITU's overall score rose by {old} to {new} points",
    "finding": "The overall score of {base} Member States rose by {published} points on average "
    "from 2020 to 2024. With the 2020 weights in both editions it would have risen by {old} "
    "points, and with the 2024 weights by {new}. ITU also changed how it scores sub-questions; "
    "this comparison cannot show the effect of that.",
    "subtitle": "Mean overall score of the Global Cybersecurity Index in 2020 and 2024, as "
    "published and with the same weights in both editions",
    "table": "change_at_fixed_weights",
    "row": {"score": OVERALL, "weights": PUBLISHED},
    "values": {
        "base": {"column": "base"},
        "published": {"column": "change", "decimals": 1},
        "old": {"column": "change", "decimals": 1, "row": AT_2020},
        "new": {"column": "change", "decimals": 1, "row": AT_2024},
    },
    "holds": {"old": {"at_least": 0.1}, "new": {"at_least": 0.1}},
}


@figure(
    change_at_fixed_weights,
    area="Countries",
    title="How much ITU's scores rose with weights held fixed",
    says=SAYS,
)
def rise_at_fixed_weights(means, view):
    """List the mean scores of both editions by whose weights they have."""
    called = {
        "weights": {
            PUBLISHED: phrase("as published"),
            BEFORE: phrase("of 2020"),
            AFTER: phrase("of 2024"),
            EQUAL: phrase("equal"),
        }
    }
    method = phrase("Fixed weights are of the indicators that both editions have.")
    means = means.filter(score=OVERALL)
    return in_rows(means, view, who=phrase("Member States"), method=method, called=called)
