"""What changed between ITU's editions of 2020 and 2024, apart from how pillars were added up.

Scores of both editions with the same weights, and who has full marks. That sub-questions were
put and scored anew no weights take out.
"""

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.draw.of_tables import in_rows
from cyberstudy.specifications import OF_2020
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
SCORED = [*SCORES, *OF_2020]
PUBLISHED, EQUAL = "published", "equal"
FULL = 1e-6  # what a sum of binary fractions may lack of all points


class FixedWeights(Analysis):
    """Mean scores of both editions with the same weights, of indicators that both have."""

    score = key("Question with the score.")
    weights = key(
        "published: each edition's own and all its indicators; 2020: of that edition; equal: all "
        "alike.",
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

    Assume: weights are scaled to a pillar's points, so what one edition lacks has no part in
    either. Those of 2024 are not taken: of its organizational pillar they are not known.
    """
    indicators = weights.filter(pl.col("indicator").is_in(OF_2020))
    for kind in (PUBLISHED, BEFORE, EQUAL):
        scores = {}
        for score in PILLARS:
            rows = indicators.filter(score=score)
            shared = rows.filter(pl.col("wave").n_unique().over("indicator") == 2)
            rows = shared.filter(wave=BEFORE).sort("indicator")
            if kind == PUBLISHED:
                scores[score] = [wave[score].to_numpy() for wave in (before, after)]
                continue
            points = np.ones(rows.height) if kind == EQUAL else rows["weight"].to_numpy()
            items, points = rows["indicator"].to_list(), POINTS * points / points.sum()
            scores[score] = [wave.select(items).to_numpy() @ points for wave in (before, after)]
        yield kind, scores | {OVERALL: [sum(wave) for wave in zip(*scores.values(), strict=True)]}


@table(FixedWeights, answers=SCORED, tables=["composite_weights"])
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


@table(FullMarks, answers=SCORED)
def full_marks(survey):
    before, after = survey.in_both(OVERALL, (BEFORE, AFTER))
    rows = []
    for question in SCORED:
        if not after[question].count():
            continue
        total = 1 if question in OF_2020 else POINTS * (5 if question == OVERALL else 1)
        full, now = ((edition[question] >= total - FULL).to_numpy() for edition in (before, after))
        row = {"question": question, "label": survey.labels[question], "base": full.size}
        row |= {"indicator": question in OF_2020, "full_before": full.sum()}
        row |= {"kept": (full & now).sum(), "full_after": now.sum(), "more": now.sum() > full.sum()}
        none = [(edition[question] == 0).sum() for edition in (before, after)]
        rows.append(row | dict(zip(("none_before", "none_after"), none, strict=True)))
    return pl.DataFrame(rows).with_columns(units=pl.lit(before["unit_id"].to_list()))


SAYS = {
    "headline": "At the weights of 2020, ITU's overall score rose by {old} points",
    "finding": "The overall score of {base} Member States rose by {published} points on average "
    "from 2020 to 2024. With the 2020 weights in both editions it would have risen by {old} "
    "points. ITU also changed how it scores sub-questions; this comparison cannot show the effect "
    "of that.",
    "subtitle": "Mean overall score of the Global Cybersecurity Index in 2020 and 2024, as "
    "published and with the same weights in both editions",
    "table": "change_at_fixed_weights",
    "row": {"score": OVERALL, "weights": PUBLISHED},
    "values": {
        "base": {"column": "base"},
        "published": {"column": "change", "decimals": 1},
        "old": {"column": "change", "decimals": 1, "row": {"score": OVERALL, "weights": BEFORE}},
    },
    "holds": {"old": {"at_least": 0.1}},
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
            EQUAL: phrase("equal"),
        }
    }
    method = phrase("Fixed weights are of the indicators that both editions have.")
    means = means.filter(score=OVERALL)
    return in_rows(means, view, who=phrase("Member States"), method=method, called=called)
