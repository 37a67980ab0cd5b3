"""Three measures side by side: ITU's score, the National Cyber Security Index, UNCTAD's record.

ITU's Global Cybersecurity Index is of 2024 (and 2020), the National Cyber Security Index of one
vintage, 2026, and UNCTAD's record says which of five kinds of law were in force in 2026.

Ranges of claims were written after a first look at the numbers.
"""

from typing import Any

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import claim
from surveyanswers.tables.disclosure import Part, column
from surveyanswers.tables.phrases import phrase

ITU, EARLIER, INDEX, LAWS = MEASURES = ("gci_overall_2024", "gci_overall", "ncsi", "laws")
SIZE, FULL, NAMED, FIRST, PEOPLE = "population", 100, 10, 2, 1e6
MEMBERS = "data/raw/reference/member_states.csv"
READ = ["country_facts", MEMBERS]


def states_of(survey):
    """Return a row a Member State, with its value of each measure."""
    facts = survey.table("country_facts")
    about = ["iso3", "country", "region", "subregion"]
    wide = facts.pivot("fact", index=about, values="value")
    members = survey.table(MEMBERS).select("iso3")
    states = members.join(wide, on="iso3", how="left", maintain_order="left").sort("iso3")
    return states if {*MEASURES, SIZE} <= {*states.columns} else states.clear()


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


def apart(states, itu=ITU, *, ties="average", in_places=True):
    """Return how far ITU ranks each State above its rank in the index, lowest first."""
    kept = states.drop_nulls([itu, INDEX])
    first, second = (
        pl.col(name).rank(ties) / pl.len()
        if in_places
        else (pl.col(name) - pl.col(name).mean()) / pl.col(name).std()
        for name in (itu, INDEX)
    )
    return kept.with_columns(apart=first - second).sort("apart", "iso3")


@table(ThreeMeasures, tables=READ)
def three_measures(survey):
    """Return the three measures of each State, a row a State."""
    states = states_of(survey)
    if states.is_empty():
        return ThreeMeasures.create_empty()
    order = apart(states).with_row_index("ncsi_higher", offset=1)
    order = order.with_columns(itu_higher=pl.len() + 1 - pl.col("ncsi_higher"))
    both = states.join(
        order.select("iso3", "apart", "ncsi_higher", "itu_higher"), on="iso3", how="left"
    )
    return both.sort("iso3").select(
        *("iso3", "country", "region", INDEX, LAWS, "apart"),
        *(pl.col(name).cast(pl.UInt32) for name in ("ncsi_higher", "itu_higher")),
        itu=ITU,
        units=pl.concat_list("iso3"),
    )


LACKING = {"value": None, "holds": None, "reason": "not available in this run"}
ALONE, SMALL = "nothing", "those with fewer than a million people"
APART: dict[str, dict[str, Any]] = {
    "Edition": {"2024": {}, "2020": {"itu": EARLIER}},
    "Equal scores": {
        "share their mean place": {},
        "take the lowest of their places": {"ties": "min"},
        "take the highest of their places": {"ties": "max"},
    },
    "Distance in": {"places": {}, "standard deviations": {"in_places": False}},
    "Left out": {ALONE: {}, SMALL: {}},
}


@claim(
    tables=READ,
    over={kind: tuple(several) for kind, several in APART.items()},
    refuted_by="A specification in which one of the two States furthest apart at either end is "
    "not among the ten furthest apart.",
)
def same_are_furthest_apart(survey):
    """Lowest place, among the furthest apart, of the two States furthest apart at either end."""
    states = states_of(survey)
    if states.is_empty():
        lacking = LACKING | {"units": survey.table(MEMBERS)["iso3"].to_list()}
        choices = [{"kind": kind, "choice": c} for kind, several in APART.items() for c in several]
        return pl.DataFrame([about | lacking for about in choices])
    codes, rows = apart(states)["iso3"], []
    for kind, several in APART.items():
        for choice, other in several.items():
            kept = states.filter((pl.col(SIZE) >= PEOPLE) | (choice != SMALL))
            ordered = apart(kept, **other)["iso3"].to_list()
            lowest = max(
                *(ordered.index(code) for code in codes.head(FIRST)),
                *(ordered[::-1].index(code) for code in codes.tail(FIRST)),
            )
            about = {"kind": kind, "choice": choice, "value": lowest + 1, "units": ordered}
            rows.append(about | {"holds": lowest < NAMED, "reason": ""})
    return pl.DataFrame(rows).with_columns(pl.col("value").cast(pl.Float64))


AREA = "Sources compared"
#: States at either end that are named, how wide the figure is, and how far names are apart.
SHOWN, ROOM, APART_BY = 5, 1.4, 4.2


def _of_pair(pair, where, column, **more):
    row = {"pair": pair, "where": where}
    return {"table": "measures_by_region", "column": column, "row": row} | more


def _of_end(rank, place):
    return {"table": "three_measures", "column": "country", "row": {rank: place}}


ENDS = {
    f"{name}_{letter}": _of_end(f"{name}_higher", place)
    for name in ("itu", "ncsi")
    for place, letter in enumerate("ab", 1)
}
FIRST_PAIR, EVERYWHERE, NOT_EUROPE = "ITU 2024 and NCSI", "all", "all but Europe"
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
            "claim": "measures_go_together",
            "headline": "Two cybersecurity indexes broadly agree on the order of countries",
            "finding": FOUND,
            "holds": UNCLEAR,
        }
    ],
    "subtitle": "ITU's overall score of 2024 and the National Cyber Security Index (NCSI) of "
    "2026, {base} Member States; rank correlation {rho}, outside Europe {rho_rest}, within "
    "Europe {rho_europe}; labels name the States that they rank most differently",
    "values": {
        **{
            name + end: _of_pair(FIRST_PAIR, where, name, decimals=2)
            for end, where in (("", EVERYWHERE), ("_europe", "Europe"), ("_rest", NOT_EUROPE))
            for name in ("rho", "low", "high")
            if name == "rho" or end != "_rest"
        },
        "base": _of_pair(FIRST_PAIR, EVERYWHERE, "base"),
        "rho_laws": _of_pair("ITU 2024 and five kinds of law", EVERYWHERE, "rho", decimals=2),
        "rho_index": _of_pair("NCSI and five kinds of law", EVERYWHERE, "rho", decimals=2),
        "others": _of_pair("NCSI and five kinds of law", EVERYWHERE, "others"),
        "had": _of_pair(FIRST_PAIR, EVERYWHERE, "median", decimals=0),
        "lacked": _of_pair(FIRST_PAIR, EVERYWHERE, "median_others", decimals=0),
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
    from cyberstudy.draw.drawn import Drawn, outlines_of_dots
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.texts import folded, names_of_dots
    from cyberstudy.draw.style import HUES, MUTED, lacking, new_figure
    from cyberstudy.draw.text_only import sentences
    from cyberstudy.wording.alternative_text import panel
    from cyberstudy.wording.questions import labelled

    say = view.say
    data = states.drop_nulls(["itu", "ncsi"])
    # Ranks are compared, so ranks are drawn: how many per cent of these States score lower.
    below = {
        axis: FULL * (pl.col(score).rank() - 0.5) / max(data.height, 1)
        for axis, score in (("x", "itu"), ("y", "ncsi"))
    }
    data = data.with_columns(**below)
    if data.is_empty():
        return sentences(view, [say("This run lacks one of the two measures.")], data=data)
    ends = data.filter((pl.col("itu_higher") <= SHOWN) | (pl.col("ncsi_higher") <= SHOWN))
    ends, rest = ends.sort("apart"), data.join(ends, on="iso3", how="anti")
    dots = pl.concat([ends, rest]).select("country", "region", "x", "y")
    drawn, axes = new_figure(3.9)
    europe = pl.col("region") == "Europe"
    looks = {
        say("Europe"): (europe, {"marker": "o", "color": HUES[1]}),
        say("other regions"): (~europe, {"marker": "o", "mfc": "white", "color": HUES[0]}),
    }
    (equal,) = axes.plot(
        (0, FULL), (0, FULL), color=MUTED, lw=0.6, zorder=0, label=say("the same rank")
    )
    handles = [
        axes.plot(members["x"], members["y"], ls="", ms=3.6, mew=0.9, label=name, **look)[0]
        for name, (which, look) in looks.items()
        if (members := dots.filter(which)).height
    ]
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
    texts = [
        labelled(
            say,
            row["country"],
            say(
                "ITU {itu}, NCSI {ncsi}",
                itu=say.decimal(row["itu"], 0),
                ncsi=say.decimal(row["ncsi"], 0),
            ),
        )
        for row in ends.iter_rows(named=True)
    ]
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
        outlines=outlines_of_dots(axes, data["iso3"], data.select("x", "y")),
    )
