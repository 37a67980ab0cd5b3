"""Which indicator the organizational score of 2024 rests on that the file lacks: a conjecture.

The scores say what that indicator is, country by country (`recomputed_scores.py`). It is looked
for among the indicators of 2020, and so is each indicator that both editions have, whose answer is
known: how often that is found says how far to trust what is found of the other.
"""

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, table
from cyberstudy.specifications import OF_2020
from surveyanswers.tables.disclosure import Part, column, key, statistic
from surveyanswers.tables.phrases import phrase

BEFORE, AFTER, OVERALL = "2020", "2024", "overall_score"
READ = [OVERALL, *OF_2020]
CHILD, OTHERS = "child_protection", "means of all other indicators"


class NamedInPast(Analysis):
    """Which indicator of 2020 each one of 2024 goes with most, given both overall scores."""

    question = key('Indicator of 2024; "": the one that the file lacks, as scores imply it.')
    base = column(dy.UInt32, Part.BASE, "Countries.")
    known = column(dy.Bool, Part.LABEL, "Whether both editions have it.")
    found = column(dy.Bool, Part.STATISTIC, "Whether what it goes with most is its own past.")
    first = column(dy.String, Part.STATISTIC, "Indicator of 2020 that it goes with most.")
    first_label = column(dy.String, Part.STATISTIC, "Its short label.")
    correlation = statistic("Its partial correlation, given both overall scores.", min=-1, max=1)
    next = statistic("The next largest.", min=-1, max=1)
    own_past = column(
        dy.UInt32,
        Part.STATISTIC,
        "Place of its own past; null where that is not known.",
        phrase("Place of its own past"),
        nullable=True,
    )


def left_over(values, controls):
    """Return the residuals of values after a regression on controls."""
    controls = np.column_stack([np.ones(len(values)), controls])
    return values - controls @ np.linalg.lstsq(controls, values, rcond=None)[0]


def partial_correlations(target, before, controls):
    """Correlate a target with indicators of 2020, given what is taken out of both."""
    rest = left_over(target, controls)
    correlations = {
        item: float(np.corrcoef(rest, left_over(before[item].to_numpy(), controls))[0, 1])
        for item in OF_2020
    }
    return dict(sorted(correlations.items(), key=lambda pair: -pair[1]))


def editions(survey):
    """Return the answers of both editions, from the same countries in the same order."""
    whole = survey.answers.drop_nulls([OVERALL])
    before, after = (whole.filter(wave=wave).sort("unit_id") for wave in (BEFORE, AFTER))
    before = before.join(after, on="unit_id", how="semi")
    return before, after.join(before, on="unit_id", how="semi")


@table(NamedInPast, answers=READ, tables=["composite_missing"])
def named_in_past(survey):
    """Look for each indicator of 2024 in 2020, the lacking one too.

    Assume: States that are far in one thing are far in all, so what is told of a single indicator
    is what is left where both overall scores are taken out.
    """
    before, after = editions(survey)
    controls = np.column_stack([before[OVERALL], after[OVERALL]])
    sought = {item: after[item].to_numpy() for item in OF_2020 if after[item].count()}
    lacking = survey.table("composite_missing").filter(wave=AFTER)
    lacking = before.select("unit_id").join(lacking, "unit_id", "left", maintain_order="left")
    if lacking["if_at_ends"].is_finite().all() and not lacking["if_at_ends"].null_count():
        sought[""] = lacking["if_at_ends"].to_numpy()
    rows = []
    for item, target in sought.items():
        correlations = partial_correlations(target, before, controls)
        (first, most), (_, second) = [*correlations.items()][:2]
        row = {"question": item, "base": len(target), "first": first, "correlation": most}
        row |= {
            "first_label": survey.labels[first],
            "next": second,
            "found": first == item,
            "known": item != "",
        }
        rows.append(row | {"own_past": [*correlations].index(item) + 1 if item else None})
    return pl.DataFrame(rows).with_columns(units=pl.lit(before["unit_id"].to_list()))
