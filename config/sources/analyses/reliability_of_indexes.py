"""How much of an index is the country: the reliability of three measures of one thing.

Ranges, written before any number of this file was computed; the correlations of the three measures
over all States were published by this study before, and follow the first range closely. Those of
States at high or very high human development, and what other facts leave over, were not looked at.

Estimated: the reliability of ITU's score of 2024 (and 2020), the NCSI and UNCTAD's count of laws as
measures of one thing, by Spearman's correction of a measure's correlations with the two others (r12
r13 / r23, of ranks), with an interval that allows for similar neighbours. Over all States: ITU
0.75, between 0.6 and 0.9; NCSI 0.7, between 0.55 and 0.9; laws 0.4, between 0.2 and 0.6. Where
human development is high or very high: ITU 0.5, between 0.2 and 0.75. Beside population, income,
internet users and human development: ITU 0.45, between 0.2 and 0.7, so that a slope on ITU's score
in a regression with these is about half of what it would be on what is measured.

Claims: at least half of the differences between States in ITU's score are shared with the other
measures (refuted where the interval reaches below one half); reliability is lower where human
development is high or very high than elsewhere (refuted where the interval of the difference
includes zero).
"""

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import AFTER_LOOKING, BEFORE_LOOKING, claim
from cyberstudy.draw.of_tables import KNOWN_INTERVAL, in_seaborn
from cyberstudy.specifications import (
    ADJUSTED,
    ADJUSTMENTS,
    CONFIDENCE,
    GROUPS,
    NUMBERS,
    READ_ACROSS,
    STATES,
    estimated,
    specifications,
    states_of,
)
from cyberstudy.statistics.neighbours import block_interval, wider
from cyberstudy.statistics.rank_correlations import spearman
from surveyanswers.tables.disclosure import Part, column, key, statistic
from surveyanswers.tables.phrases import phrase

ITU = "gci_overall_2024"
EDITIONS = {"2024": ITU, "2020": "gci_overall"}
#: NCSI is of one vintage, 2026; laws are five kinds, in force in 2026.
MEASURES = {"ITU": ITU, "NCSI": "ncsi", "laws": "laws"}
HIGH = pl.col("group").is_in(["high", "very_high"])
DEVELOPED = "high or very high human development"
PARTS = {
    "all States": pl.lit(value=True),
    DEVELOPED: HIGH,
    "low or medium human development": ~HIGH,
    phrase("Europe"): pl.col("region") == "Europe",
    "all but Europe": pl.col("region") != "Europe",
}
NOTHING, FACTS = "nothing", "population, income, internet users and human development"
BESIDE = {NOTHING: (), FACTS: NUMBERS}
OVER = {"Measure": (*MEASURES,), "ITU's edition": (*EDITIONS,)}


class Reliability(Analysis):
    """How much of what a measure says of States it shares with two other measures."""

    group = key("Group of States.", phrase("States"))
    beside = key("What is adjusted for.", phrase("Adjusted for"))
    measure = key("ITU (score of 2024), NCSI (2026) or laws (of five kinds).", phrase("Measure"))
    base = column(dy.UInt32, Part.BASE, "Member States that have all three.", phrase("States"))
    reliability = statistic(
        "Its correlations with both others, over theirs: also the part of a regression's slope "
        "on it that is left.",
        phrase("Reliability"),
    )
    low = statistic("Lower end of its interval, of States or, if wider, of subregions left out.")
    high = statistic("Its upper end.")
    with_next = statistic("Correlation of ranks with the next of ITU, NCSI and laws.")


def correlations(rows, measures, controls):
    """Return the correlation of ranks of each of three measures with the next."""
    values = rows.select(measures).to_numpy().T
    beside = np.array(controls) if len(controls) else None
    return np.array([float(spearman(values[i], values[(i + 1) % 3], beside)) for i in range(3)])


def reliabilities(of_pairs):
    """Return the reliability of each of three measures, of the correlations of each with the next.

    Spearman (1904), American Journal of Psychology 15, 72-101: where errors do not go together, the
    product of a measure's correlations over that of the two others.
    """
    before, after = np.roll(of_pairs, 1), np.roll(of_pairs, -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(after > 0, of_pairs * before / after, np.nan)


def complete(states, measures, controls):
    """Return States with all three measures and all that is adjusted for, or None without any."""
    if {*measures, *controls} - {*states.columns}:
        return None
    return states.drop_nulls([*measures, *controls])


def controls_of(rows, names):
    """Return columns to adjust for: numbers, and of a category one a group but the first."""
    numbers = [rows[name] for name in names if rows[name].dtype.is_numeric()]
    texts = [rows[name] for name in names if not rows[name].dtype.is_numeric()]
    return [
        *(column.to_numpy() for column in numbers),
        *((c == v).cast(pl.Float64).to_numpy() for c in texts for v in c.unique().sort()[1:]),
    ]


@table(Reliability, tables=READ_ACROSS)
def reliability_of_indexes(survey):
    """Estimate reliabilities in groups of States, as they are and beside other facts."""
    rows, states, measures = [], states_of(survey, ITU), [*MEASURES.values()]
    for beside, names in BESIDE.items():
        whole = complete(states, measures, names)
        for group, inside in PARTS.items() if whole is not None else ():
            of_group = whole.filter(inside)
            controls = controls_of(of_group, names)

            def without(kept, rows=of_group, controls=controls):
                left = [control[kept] for control in controls]
                return reliabilities(correlations(rows.filter(kept), measures, left))

            every = np.ones(of_group.height, dtype=bool)
            of_pairs, value = correlations(of_group, measures, controls), without(every)
            blocks = (of_group[name].to_numpy() for name in ("iso3", "subregion"))
            ends = (block_interval(value, without, of, confidence=CONFIDENCE) for of in blocks)
            (low, high), _ = wider(*ends)
            for numbers in zip(MEASURES, value, low, high, of_pairs, strict=True):
                about = {"group": group, "beside": beside, "units": of_group["iso3"].to_list()}
                columns = ("measure", "reliability", "low", "high", "with_next")
                rows.append(about | dict(zip(columns, numbers, strict=True)))
    if not rows:
        return Reliability.create_empty()
    return pl.DataFrame(rows).with_columns(
        pl.col(pl.Float64).fill_nan(None), base=pl.col("units").list.len()
    )


def of_choice(survey, chosen):
    """Return States, measures, the place of the measure, and controls, under a choice."""
    measures = [EDITIONS[chosen["ITU's edition"]], *[*MEASURES.values()][1:]]
    names = ADJUSTMENTS[chosen[ADJUSTED]] if ADJUSTED in chosen else ()
    rows = complete(states_of(survey, ITU), measures, names)
    if rows is None:
        return None
    rows = rows.filter(GROUPS[chosen[STATES]])
    return rows, measures, [*MEASURES].index(chosen["Measure"]), controls_of(rows, names)


@claim(
    range_written=AFTER_LOOKING,
    tables=READ_ACROSS,
    over=specifications(OVER),
    refuted_by="A specification in which the interval of the reliability reaches below one half.",
    dropped=[
        "That ranks by each two of the three measures correlate: not within Europe.",
        "That the same States are always the furthest apart: it could hardly have failed, since "
        "they are the furthest apart by far.",
    ],
)
def mostly_shared(survey, chosen):
    """Reliability of a measure: what it shares with two others of the same thing."""
    if (of := of_choice(survey, chosen)) is None:
        return None
    rows, measures, at, controls = of

    def value(kept, rows=rows):
        left = [control[kept] for control in controls]
        return float(reliabilities(correlations(rows.filter(kept), measures, left))[at])

    def by_chance(rng):
        dealt = pl.col(measures[at]).shuffle(seed=int(rng.integers(2**31))).over("region")
        return value(np.ones(rows.height, dtype=bool), rows.with_columns(dealt))

    how = {"null": 1 / 2, "most": 1.0, "by_chance": by_chance, "seed": survey.seed}
    return estimated(rows, chosen, value, **how)


@claim(
    range_written=BEFORE_LOOKING,
    tables=READ_ACROSS,
    over=specifications(OVER, adjustable=False),
    refuted_by="A specification in which the interval of the difference includes zero.",
)
def less_reliable_where_developed(survey, chosen):
    """Reliability in States of low or medium human development less that in all others."""
    if (of := of_choice(survey, chosen)) is None:
        return None
    rows, measures, at, _ = of
    high = rows.select(HIGH.fill_null(value=False)).to_series().to_numpy()
    rows, high = rows.filter(pl.col("group").is_not_null()), high[rows["group"].is_not_null()]

    def value(kept):
        parts = (rows.filter(kept & inside) for inside in (~high, high))
        lower, upper = (reliabilities(correlations(p, measures, []))[at] for p in parts)
        return float(lower - upper)

    return estimated(rows, chosen, value, most=1.0)


def _of(column, group="all States", measure="ITU", beside=NOTHING, **more):
    row = {"group": group, "beside": beside, "measure": measure}
    return {"column": column, "row": row, "decimals": 2} | more


ENDS = {"": "reliability", "_low": "low", "_high": "high"}
FOUND = (
    "ITU's score of 2024, the National Cyber Security Index (NCSI) of 2026 and the number of laws "
    "that UNCTAD records rank {base} Member States similarly; ITU and NCSI correlate at {rho}, but "
    "at {rho_europe} within Europe. If the three measure one thing, and err independently, ITU's "
    "score shares {itu} of its differences with it (confidence interval {itu_low} to {itu_high}), "
    "NCSI {ncsi} and laws {laws}. Where human development is high or very high, ITU's score shares "
    "{high} ({high_low} to {high_high}); too few States are left to show that this is less than "
    "elsewhere. Beside population, income, internet users and human development it shares {rest} "
    "({rest_low} to {rest_high}): the slope of ITU's score in such a regression may be half what "
    "it should be, or mean nothing."
)
SAYS = {
    "headline": "Three measures of cybersecurity mostly agree under every choice",
    "claim": "mostly_shared",
    "finding": FOUND,
    "weaker": [
        {
            "headline": "Other measures share over half of what ITU's score says of States",
            "finding": FOUND,
            "holds": {"itu_low": {"at_least": 0.5}},
        },
        {"finding": FOUND},
    ],
    "subtitle": "Part of the differences between States that ITU's score of 2024, the National "
    "Cyber Security Index (NCSI) and the number of laws each share with the two others, {base} "
    "Member States",
    "table": "reliability_of_indexes",
    "values": {
        "base": _of("base", decimals=0),
        "rho": _of("with_next"),
        "rho_europe": _of("with_next", "Europe"),
        "ncsi": _of("reliability", measure="NCSI"),
        "laws": _of("reliability", measure="laws"),
        **{f"itu{end}": _of(column) for end, column in ENDS.items()},
        **{f"high{end}": _of(column, DEVELOPED) for end, column in ENDS.items()},
        **{f"rest{end}": _of(column, beside=FACTS) for end, column in ENDS.items()},
    },
}


@figure(
    reliability_of_indexes,
    area="Sources compared",
    source="International Telecommunication Union, Global Cybersecurity Index 2024; e-Governance "
    "Academy, National Cyber Security Index, edition of 2026; UNCTAD, Global Cyberlaw Tracker "
    "2026. ITU's scores show what a State has in place for cybersecurity, from 0 (nothing) to 100 "
    "(everything).",
    title="How much of an index is the country",
    says=SAYS,
)
@in_seaborn(
    who=phrase("Member States"),
    height=3.6,
    method=phrase(
        "Reliability: the part of the differences between States that a measure shares with the "
        "two others. Dots without a line have no interval; lines end where the axis does."
    ),
)
def reliability(table, axes):
    import seaborn as sns  # late, for the workflow's planner imports this file, too

    ends = table.melt(
        ["group", "measure", "beside"], ["low", "reliability", "high"], value_name="part"
    )
    plain = ends[ends["beside"] == NOTHING]
    looks = KNOWN_INTERVAL | {"palette": ["C0", "C1", "C2"], "dodge": 0.45}
    looks.pop("color")
    sns.pointplot(plain, x="part", y="group", hue="measure", ax=axes, **looks)
    axes.set(xlim=(0, 1.1), xlabel="reliability", ylabel="")
