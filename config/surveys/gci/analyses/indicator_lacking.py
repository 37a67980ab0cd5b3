"""Which indicator the organizational score of 2024 rests on that the file lacks: a conjecture.

The scores say what that indicator is, country by country (`recomputed_scores.py`). It is looked
for among the indicators of 2020, and so is each indicator that both editions have, whose answer is
known: how often that is found says how far to trust what is found of the other.
"""

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, table
from cyberstudy.claims import AFTER_LOOKING, REGIONS, claim
from surveyanswers.tables.disclosure import Part, column, key, statistic
from surveyanswers.tables.phrases import phrase

BEFORE, AFTER, OVERALL = "2020", "2024", "overall_score"
INDICATORS = [
    *("substantive_law", "regulation", "national_cirt", "sectoral_cirt", "standards"),
    *("child_protection", "national_strategy", "responsible_agency", "metrics", "awareness"),
    *("training", "education", "research", "industry", "incentives", "bilateral_agreements"),
    *("international_participation", "multilateral_agreements", "private_partnerships"),
    "interagency_partnerships",
]
READ = [OVERALL, *INDICATORS]
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


def partial_correlations(target, before, controls, items=INDICATORS):
    """Correlate a target with indicators of 2020, given what is taken out of both."""
    rest = left_over(target, controls)
    correlations = {
        item: float(np.corrcoef(rest, left_over(before[item].to_numpy(), controls))[0, 1])
        for item in items
    }
    return dict(sorted(correlations.items(), key=lambda pair: -pair[1]))


def implied(survey, units):
    """Return the lacking indicator of these units: at an end for most, least and largest."""
    lacking = survey.table("composite_missing").filter(wave=AFTER)
    lacking = units.join(lacking, on="unit_id", how="left", maintain_order="left")
    return {name: lacking[name].to_numpy() for name in IMPLIED.values()}


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
    sought = {item: after[item].to_numpy() for item in INDICATORS if after[item].count()}
    lacking = implied(survey, before.select("unit_id"))["if_at_ends"]
    if np.isfinite(lacking).all():
        sought[""] = lacking
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


TAKEN, CORRELATED, STANDS, LEFT_OUT = "Taken out", "Correlated", "Lacking indicator", "Left out"
#: What scores say of it: as it is at an end of its scale for most units, or the bounds.
IMPLIED = {"at an end for most": "if_at_ends", "least": "low", "largest": "high"}


@claim(
    range_written=AFTER_LOOKING,
    answers=READ,
    tables=["composite_missing"],
    over={
        TAKEN: ("both overall scores", OTHERS),
        CORRELATED: ("values", "ranks"),
        STANDS: tuple(IMPLIED),
        LEFT_OUT: ("nothing", *REGIONS),
    },
    refuted_by="A specification in which another indicator of 2020 correlates with it more "
    "strongly, or ITU's 2024 questionnaire, if it shows what the score is made of.",
)
def lacking_is_child_protection(survey, chosen):
    """Partial correlation with child online protection in 2020, less the largest with another."""
    before, after = editions(survey)
    codes = [name for name in INDICATORS if after[name].count()]
    regions = survey.units.select("wave", "unit_id", "region")
    before = before.join(regions, on=["wave", "unit_id"], how="left", maintain_order="left")
    kept = before["region"].fill_null("") != chosen[LEFT_OUT]
    target = implied(survey, before.select("unit_id"))[IMPLIED[chosen[STANDS]]][kept.to_numpy()]
    old, new = before.filter(kept), after.filter(kept)
    if chosen[CORRELATED] == "ranks":
        target = pl.Series(target).rank().to_numpy()
        old, new = (edition.with_columns(pl.col(READ).rank()) for edition in (old, new))
    correlations: dict[str, float] = {}
    for item in INDICATORS:
        levels = [old[OVERALL], new[OVERALL]]
        if chosen[TAKEN] == OTHERS:
            rest = [other for other in INDICATORS if other != item]
            levels = [old.select(rest).mean_horizontal(), new.select(codes).mean_horizontal()]
        correlations |= partial_correlations(target, old, np.column_stack(levels), [item])
    lead = correlations.pop(CHILD) - max(correlations.values())
    return {"units": before["unit_id"].to_list(), "value": lead, "holds": lead > 0}
