"""Which groups of States score lower or higher, and whether size or development makes it."""

import numpy as np
import polars as pl

from cyberstudy.claims import AFTER_LOOKING, claim
from cyberstudy.specifications import (
    GROUPS,
    INDICATORS,
    READ,
    STATES,
    estimated,
    examined,
    specifications,
    states_in,
)

OVERALL, TRAINING, SECTORS = "overall_score", "training", "sectoral_cirt"
EDITIONS, RANKS, OTHERS = ("2024", "2020"), "ranks", "all others"
#: Less developed States, whom the list of least developed countries tells less well.
DEVELOPED = {
    "low or medium human development": pl.col("group").is_in(["low", "medium"]),
    "low human development": pl.col("group") == "low",
    "least developed": pl.col("ldc_2025") == "yes",
}
BESIDES = {
    "least developed or not": ("ldc_2025",),
    "small island or not": ("sids",),
    "landlocked or not": ("lldc",),
}
LIKE_EUROPE = {OTHERS: True, "only others of very high human development": "very_high"}
LIKE_ISLANDS = {OTHERS: True, "only others with fewer than two million people": np.log(2e6)}
MEASURED = {"Edition": EDITIONS, "Measured by": ("scores", RANKS)}
#: Assume: far is half a standard deviation of all Member States' scores of the edition, which
#: Cohen (1988) calls a medium effect.
FAR = 0.5


def compared(survey, chosen, inside, *, question=OVERALL, like=None, **how):
    """Return the group's score less others', in standard deviations, under a choice."""
    states = states_in(survey, chosen["Edition"])
    outcome = pl.col(question).rank() if chosen["Measured by"] == RANKS else pl.col(question)
    states = states.with_columns(measured=outcome)
    if like is not None:
        states = states.filter(inside | like)
    how |= {"ranks": False, "adjusted": BESIDES, "in_deviations": True, "seed": survey.seed}
    return examined(states, chosen, outcome=pl.col("measured"), exposure=inside, **how)


FAR_LOWER = specifications(MEASURED | {"Group": DEVELOPED}, without=["development"])
LIST = [
    "That the least developed countries (UN list) score far lower: not by development alone.",
    "That less developed States score lower on child online protection (2020) than their scores on "
    "everything else suggest: they hardly do.",
]


@claim(
    range_written=AFTER_LOOKING,
    answers=[OVERALL],
    tables=READ,
    over=FAR_LOWER,
    refuted_by="A specification in which less developed States score less than half a standard "
    "deviation below the others.",
    dropped=LIST,
)
def less_developed_score_far_lower(survey, chosen):
    """Overall score of less developed States less others', in standard deviations."""
    return far_lower(survey, chosen, OVERALL)


@claim(
    range_written=AFTER_LOOKING,
    answers=[TRAINING, OVERALL],
    tables=READ,
    over=FAR_LOWER,
    refuted_by="A specification in which less developed States score less than half a standard "
    "deviation below the others on training of professionals.",
    dropped=LIST,
)
def less_developed_train_far_less(survey, chosen):
    """Score for training of less developed States less others', in standard deviations."""
    return far_lower(survey, chosen, TRAINING)


def far_lower(survey, chosen, question):
    """Return how far less developed States are behind in a score."""
    how = {"without": ["development"], "sign": -1, "least": FAR, "question": question}
    return compared(survey, chosen, DEVELOPED[chosen["Group"]], **how)


@claim(
    range_written=AFTER_LOOKING,
    answers=[OVERALL],
    tables=READ,
    over=specifications(
        MEASURED | {"Compared with": LIKE_EUROPE},
        adjusted=BESIDES,
        without=["region", "subregion"],
    ),
    refuted_by="A specification in which European States score no higher than others.",
)
def europe_scores_higher(survey, chosen):
    """Overall score of States of Europe less others', in standard deviations."""
    like = pl.col("group") == "very_high" if chosen["Compared with"] != OTHERS else None
    without = ["region", "subregion"]
    return compared(survey, chosen, pl.col("region") == "Europe", like=like, without=without)


@claim(
    range_written=AFTER_LOOKING,
    answers=[OVERALL],
    tables=READ,
    over=specifications(MEASURED | {"Compared with": LIKE_ISLANDS}, adjusted=BESIDES),
    refuted_by="A specification, such as a comparison with other small States, in which small "
    "island developing States score no lower than others.",
)
def small_islands_score_lower(survey, chosen):
    """Overall score of small island developing States less others', in standard deviations."""
    like = pl.col("population") < np.log(2e6) if chosen["Compared with"] != OTHERS else None
    return compared(survey, chosen, pl.col("sids") == "yes", like=like, sign=-1)


#: What of an indicator's scores is compared.
MEASURES = {
    "mean score": lambda score: score.mean(axis=0),
    "share with half of the points": lambda score: (score >= 0.5).mean(axis=0),
    "share with any points": lambda score: (score > 0).mean(axis=0),
    "share with all points": lambda score: (score >= 1).mean(axis=0),
}


@claim(
    range_written=AFTER_LOOKING,
    answers=[*INDICATORS, OVERALL],
    tables=READ,
    over=specifications({"Edition": EDITIONS, "Measured by": MEASURES}, adjustable=False),
    refuted_by="A specification in which another indicator has a value that is as low or lower.",
)
def sector_teams_lowest(survey, chosen):
    """Lowest value of another indicator less that of incident response teams of sectors."""
    states = states_in(survey, chosen["Edition"]).drop_nulls(INDICATORS)
    rows, measure = states.filter(GROUPS[chosen[STATES]]), MEASURES[chosen["Measured by"]]
    scores, place = rows.select(INDICATORS).to_numpy(), INDICATORS.index(SECTORS)

    def lead(scores):
        values = measure(scores)
        return float(np.delete(values, place).min() - values[place])

    others = np.delete(measure(scores), place)
    return estimated(
        rows,
        chosen,
        lambda kept: lead(scores[kept]),
        by_chance=lambda rng: lead(rng.permuted(scores, axis=1)),
        most=float(others.min()),
        seed=survey.seed,
    )
