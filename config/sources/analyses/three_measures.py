"""Three measures side by side: ITU's score, the National Cyber Security Index, UNCTAD's record.

ITU's Global Cybersecurity Index is of 2024 (and 2020), the National Cyber Security Index of one
vintage, 2026, and UNCTAD's record says which of five kinds of law were in force in 2026. The tables
compare their orders of States, for the world and within regions.
"""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import AFTER_LOOKING, MAIN, claim
from cyberstudy.specifications import READ_ACROSS, STATES, examined, specifications, states_of
from surveyanswers.tables.disclosure import Part, column
from surveyanswers.tables.phrases import phrase

ITU, EARLIER, INDEX, LAWS = MEASURES = ("gci_overall_2024", "gci_overall", "ncsi", "laws")
FULL = 100


class ThreeMeasures(Analysis):
    """What three measures say of each Member State, and how far two of them are apart."""

    iso3 = column(dy.String, Part.UNIT, "Member State.", primary_key=True)
    country = column(dy.String, Part.LABEL, "Its name.")
    region = column(dy.String, Part.LABEL, "Its region.")
    itu = column(
        *(dy.Float64, Part.VALUE, "ITU's overall score of 2024."),
        phrase("ITU's overall score"),
        nullable=True,
    )
    ncsi = column(
        *(dy.Float64, Part.VALUE, "National Cyber Security Index of 2026."),
        phrase("National Cyber Security Index"),
        nullable=True,
    )
    laws = column(
        *(dy.Float64, Part.VALUE, "Share of five kinds of law in force in 2026."),
        phrase("Share of five kinds of law in force"),
        nullable=True,
    )
    indexed = column(dy.Bool, Part.VALUE, "Whether the index covers it.")
    # Places would give the index's order back, so they are no more passed on than its scores.
    apart = column(
        dy.Float64,
        Part.VALUE,
        "Place by ITU minus place by NCSI, of 0 (lowest) to 1 (highest); ties share a mean place.",
        nullable=True,
    )
    ncsi_higher = column(
        dy.UInt32, Part.VALUE, "Rank by how far the index puts it higher.", nullable=True
    )
    itu_higher = column(dy.UInt32, Part.VALUE, "Rank by how far ITU puts it higher.", nullable=True)


@table(ThreeMeasures, tables=READ_ACROSS)
def three_measures(survey):
    """Return the three measures of each State, a row a State."""
    states = states_of(survey)
    if not {*MEASURES} <= {*states.columns}:
        return ThreeMeasures.create_empty()
    names = survey.table("country_facts").select("iso3", "country").unique()
    first, second = (pl.col(name).rank() / pl.len() for name in (ITU, INDEX))
    order = states.drop_nulls([ITU, INDEX]).with_columns(apart=first - second)
    order = order.sort("apart", "iso3").with_row_index("ncsi_higher", offset=1)
    order = order.with_columns(itu_higher=pl.len() + 1 - pl.col("ncsi_higher"))
    order = order.select("iso3", "apart", "ncsi_higher", "itu_higher")
    both = states.join(names, on="iso3").join(order, on="iso3", how="left").sort("iso3")
    return both.select(
        *("iso3", "country", "region", INDEX, LAWS, "apart"),
        *(pl.col(name).cast(pl.UInt32) for name in ("ncsi_higher", "itu_higher")),
        itu=ITU,
        indexed=pl.col(INDEX).is_not_null(),
        units=pl.concat_list("iso3"),
    )


PAIRS = {
    "ITU 2024 and NCSI": (ITU, INDEX),
    "ITU 2020 and NCSI": (EARLIER, INDEX),
    "ITU 2024 and five kinds of law": (ITU, LAWS),
    "ITU 2020 and five kinds of law": (EARLIER, LAWS),
    "NCSI and five kinds of law": (INDEX, LAWS),
}
POINTS, TIERS = "points", "five tiers"
#: Where ITU's tiers of 2024 begin. Assume: as the copy of the tiers beside the index has them; no
#: text of ITU's was read.
BEGIN = (20, 55, 85, 95)


@claim(
    range_written=AFTER_LOOKING,
    tables=READ_ACROSS,
    over=specifications({"Measures": PAIRS, "ITU's score in": (POINTS, TIERS)}),
    refuted_by="A specification in which the interval of the rank correlation includes zero.",
    dropped=[
        "That the same States are always the furthest apart: it could hardly have failed, since "
        "they are the furthest apart by far."
    ],
)
def measures_go_together(survey, chosen):
    """Correlation of ranks of States by two measures of their cybersecurity."""
    states, (first, second) = states_of(survey, ITU), PAIRS[chosen["Measures"]]
    if not {*MEASURES} <= {*states.columns}:
        return None
    if chosen["ITU's score in"] == TIERS:
        above = [(pl.col(ITU) >= begin).cast(pl.Int8) for begin in BEGIN]
        states = states.with_columns(pl.sum_horizontal(above, ignore_nulls=False).alias(ITU))
    outcome, exposure = pl.col(second), pl.col(first)
    return examined(states, chosen, outcome=outcome, exposure=exposure, seed=survey.seed)


AREA = "Sources compared"
#: States at either end that are named, how wide the figure is, and how far names are apart.
SHOWN, ROOM, APART_BY = 5, 1.4, 4.2


def _of_choice(column, kind=MAIN, choice=None, **more):
    row = {"kind": kind} | ({"choice": choice} if choice else {})
    return {"table": "measures_go_together", "column": column, "row": row} | more


def _of_end(rank, place):
    return {"table": "three_measures", "column": "country", "row": {rank: place}}


def _of_score(**row):
    return {"table": "three_measures", "median": "itu", "row": row, "decimals": 0}


ENDS = {
    f"{name}_{letter}": _of_end(f"{name}_higher", place)
    for name in ("itu", "ncsi")
    for place, letter in enumerate("ab", 1)
}
FOUND = (
    "ITU's 2024 score and the National Cyber Security Index (NCSI) of 2026 rank {base} Member "
    "States similarly: the rank correlation is {rho} (confidence interval {low} to {high}). "
    "Outside Europe it is {rho_rest}; within Europe there is no clear relationship ({rho_europe}; "
    "{low_europe} to {high_europe}). Both indexes also correlate with the number of laws that "
    "UNCTAD records ({rho_laws} for ITU, {rho_index} for NCSI). The ranks differ most for these "
    "States: {itu_a} and {itu_b} (higher with ITU), {ncsi_a} and {ncsi_b} (higher with NCSI). "
    "NCSI leaves out {others} Member States (median ITU score {lacked}; for the rest {had})."
)
#: No clear relationship within Europe: the interval holds zero.
UNCLEAR = {"low_europe": {"at_most": 0}, "high_europe": {"at_least": 0}}
#: Where ITU's last tier begins, and of the State that ITU puts furthest above its place.
TOP = 95
FURTHEST = {
    name: {"table": "three_measures", "column": column, "row": {"itu_higher": 1}}
    for name, column in (("top_itu", "itu"), ("top_ncsi", "ncsi"))
}
SAYS = {
    "claim": "measures_go_together",
    "headline": "Two cybersecurity indexes broadly agree, but not on every leader",
    "finding": FOUND,
    "holds": UNCLEAR | {"top_itu": {"at_least": TOP}, "top_ncsi": {"at_most": FULL / 2}},
    "weaker": [
        {
            "headline": "Two cybersecurity indexes broadly agree on the order of countries",
            "finding": FOUND,
            "holds": UNCLEAR | {"low": {"at_least": 0.5}},
        }
    ],
    "subtitle": "ITU's overall score of 2024 and the National Cyber Security Index (NCSI) of "
    "2026, {base} Member States; rank correlation {rho}, outside Europe {rho_rest}, within "
    "Europe {rho_europe}; labels name the States that they rank most differently",
    "values": {
        **{
            name + end: _of_choice(column, *at, decimals=2)
            for end, at in (
                *(("", ()), ("_europe", (STATES, "Europe only"))),
                *(("_rest", (STATES, "all but Europe")),),
            )
            for name, column in (("rho", "value"), ("low", "low"), ("high", "high"))
            if name == "rho" or end != "_rest"
        },
        "base": _of_choice("base"),
        "rho_laws": _of_choice("value", "Measures", [*PAIRS][2], decimals=2),
        "rho_index": _of_choice("value", "Measures", [*PAIRS][-1], decimals=2),
        "others": {"table": "three_measures", "count": {"indexed": False}},
        "had": _of_score(indexed=True),
        "lacked": _of_score(indexed=False),
    }
    | ENDS
    | FURTHEST,
}


@figure(
    three_measures,
    area=AREA,
    source="International Telecommunication Union, Global Cybersecurity Index 2020 and 2024; "
    "e-Governance Academy, National Cyber Security Index, edition of 2026. ITU's scores show "
    "what a State has in place for cybersecurity, from 0 (nothing) to 100 (everything).",
    title="How ITU and the National Cyber Security Index rank States",
    says=SAYS,
)
def two_measures(states, view):
    """Draw a dot a State, those of Europe apart, and name the furthest apart."""
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.texts import folded, names_of_dots
    from cyberstudy.draw.style import HUES, MUTED, lacking, new_figure
    from cyberstudy.draw.text_only import sentences
    from cyberstudy.wording.alternative_text import panel
    from cyberstudy.wording.questions import labelled

    say = view.say
    data = states.drop_nulls(["itu", "ncsi"])
    # Ranks are compared, so ranks are drawn: how many per cent of these States score lower.
    x, y = (FULL * (pl.col(score).rank() - 0.5) / pl.len() for score in ("itu", "ncsi"))
    data = data.with_columns(x=x, y=y)
    if data.is_empty():
        return sentences(view, [say("This run lacks one of the two measures.")], data=data)
    ends = data.filter((pl.col("itu_higher") <= SHOWN) | (pl.col("ncsi_higher") <= SHOWN))
    ends, rest = ends.sort("apart"), data.join(ends, on="iso3", how="anti")
    dots = pl.concat([ends, rest])
    drawn, axes = new_figure(3.9)
    europe = pl.col("region") == "Europe"
    axes.plot((0, FULL), (0, FULL), color=MUTED, lw=0.6, zorder=0, label=say("the same rank"))
    for name, which, look in (
        (say("Europe"), europe, {"color": HUES[1]}),
        (say("other regions"), ~europe, {"mfc": "white", "color": HUES[0]}),
    ):
        members = dots.filter(which)
        axes.plot(members["x"], members["y"], "o", ms=3.6, mew=0.9, label=name, **look)
    equal, *handles = axes.get_lines()
    # Most of those that ITU puts higher have its full marks: their names stand at the right.
    axes.set(xlim=(0, ROOM * FULL), ylim=(0, FULL + 2))
    axes.set_xticks(range(0, FULL + 1, 20))
    axes.spines["bottom"].set_bounds(0, FULL)
    axes.set_xlabel(say("ITU 2024: percentage of these States that score lower"))
    label = say("National Cyber Security Index 2026: percentage that score lower")
    axes.set_ylabel(folded(label, 36 if lacking() else 80))
    legend_below(drawn, [*handles, equal], fontsize=6.5)
    named = dots.head(ends.height).select("x", "y", name="country")
    names_of_dots(axes, named, x=FULL + 4 + 2 * lacking(), apart=APART_BY, last=FULL)
    texts = []
    for row in view.citing(ends):
        scores = {name: say.decimal(row[name], 0) for name in ("itu", "ncsi")}
        texts.append(labelled(say, row["country"], say("ITU {itu}, NCSI {ncsi}", **scores)))
    return Drawn(
        figure=drawn,
        data=data.drop("x", "y"),
        question=say("How two cybersecurity indexes rank the same States."),
        base=say("{base} Member States that both indexes cover.", base=data.height),
        method=say(
            "Each dot is a State, placed by its two ranks; States with equal scores share a "
            "mean rank. On the line, both indexes rank a State the same. Labels name the States "
            "that they rank most differently."
        ),
        alt=panel(say, say("Scatter plot of States; scores of those that rank most apart"), texts),
    )
