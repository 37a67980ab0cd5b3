"""Three measures side by side: ITU's score, the National Cyber Security Index, UNCTAD's record.

ITU's Global Cybersecurity Index is of 2024 (and 2020), the National Cyber Security Index of one
vintage, 2026, and UNCTAD's record says which of five kinds of law were in force in 2026. The tables
compare their orders of States, for the world and within regions.
"""

from typing import Any

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import AFTER_LOOKING, NEIGHBOURS, REGIONS, claim
from cyberstudy.statistics.rank_correlations import correlation_beside
from surveyanswers.tables.disclosure import Part, column, key, statistic
from surveyanswers.tables.phrases import phrase

ITU, EARLIER, INDEX, LAWS = MEASURES = ("gci_overall_2024", "gci_overall", "ncsi", "laws")
RICH, SIZE = ("internet", "income", "development"), "population"
CONFIDENCE, FULL, NAMED, FIRST, PEOPLE = 0.95, 100, 10, 2, 1e6
MEMBERS = "data/raw/reference/member_states.csv"
READ = ["country_facts", MEMBERS]
EVERYWHERE, NOT_EUROPE = "all", "all but Europe"


def states_of(survey, others=()):
    """Return a row a Member State, with its value of each measure and of `others`."""
    facts = survey.table("country_facts")
    about = ["iso3", "country", "region", "subregion"]
    wide = facts.pivot("fact", index=about, values="value")
    members = survey.table(MEMBERS).select("iso3")
    states = members.join(wide, on="iso3", how="left", maintain_order="left").sort("iso3")
    return states if {*MEASURES, SIZE, *others} <= {*states.columns} else states.clear()


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


PAIRS = {
    "ITU 2024 and NCSI": (ITU, INDEX),
    "ITU 2020 and NCSI": (EARLIER, INDEX),
    "ITU 2024 and five kinds of law": (ITU, LAWS),
    "ITU 2020 and five kinds of law": (EARLIER, LAWS),
    "NCSI and five kinds of law": (INDEX, LAWS),
}


class Agreement(Analysis):
    """How far two measures put States in the same order, in the world and within regions."""

    pair = key("The two measures.", phrase("Measures"))
    where = key("all, all but Europe, or a region.", phrase("Region"))
    base = column(dy.UInt32, Part.BASE, "Member States that both have.")
    rho = statistic(
        "Spearman's correlation of ranks.", phrase("Spearman\u2019s rho"), min=-1, max=1
    )
    low = statistic(
        "Lower end of its 95 % interval, of States or of subregions if that is wider.",
        min=-1,
        max=1,
    )
    high = statistic("Its upper end.", min=-1, max=1)
    others = column(dy.UInt32, Part.BASE, "Member States there that one of the two lacks.")
    median = statistic("Median of the first measure, of States that the second has.")
    median_others = statistic("The same of States that the second lacks.")


@table(Agreement, tables=READ)
def measures_by_region(survey):
    """Correlate ranks of each two measures, everywhere and within regions."""
    states, rows = states_of(survey, RICH), []
    if states.is_empty():
        return Agreement.create_empty()
    for pair, (first, second) in PAIRS.items():
        for where in (EVERYWHERE, NOT_EUROPE, *REGIONS):
            members = _where(states, where)
            kept = members.drop_nulls([first, second])
            rest = members.filter(pl.col(second).is_null())
            correlation = zip(("rho", "low", "high"), _correlated(kept, first, second), strict=True)
            about = {"pair": pair, "where": where, "base": kept.height} | dict(correlation)
            about |= {"others": members.height - kept.height, "median": kept[first].median()}
            about |= {"median_others": rest[first].median(), "units": members["iso3"].to_list()}
            rows.append(about)
    table = pl.DataFrame(rows, infer_schema_length=None)
    return table.with_columns(pl.col("rho", "low", "high").fill_nan(None))


def _where(states, where):
    if where == EVERYWHERE:
        return states
    return states.filter(
        pl.col("region") != "Europe" if where == NOT_EUROPE else pl.col("region") == where
    )


def _correlated(kept, first, second, controls=(), blocks="subregion"):
    near = None if blocks is None else kept[blocks]
    beside = kept.select(controls)
    return correlation_beside(kept[first], kept[second], beside, near, confidence=CONFIDENCE)


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
    range_written=AFTER_LOOKING,
    tables=READ,
    over={kind: tuple(several) for kind, several in APART.items()},
    refuted_by="A specification in which one of the two States furthest apart at either end is "
    "not among the ten furthest apart.",
)
def same_are_furthest_apart(survey, chosen):
    """Lowest place, among the furthest apart, of the two States furthest apart at either end."""
    states = states_of(survey)
    if states.is_empty():
        return None
    codes = apart(states)["iso3"]
    kept = states.filter((pl.col(SIZE) >= PEOPLE) | (chosen["Left out"] != SMALL))
    ordered = apart(kept, **APART[chosen.kind][chosen[chosen.kind]])["iso3"].to_list()
    lowest = max(
        *(ordered.index(code) for code in codes.head(FIRST)),
        *(ordered[::-1].index(code) for code in codes.tail(FIRST)),
    )
    return {"value": lowest + 1, "units": ordered, "holds": lowest < NAMED}


GIVEN = {
    ALONE: (),
    "human development": ("development",),
    "income, internet and development": RICH,
    "population": (SIZE,),
    "all of these": (*RICH, SIZE),
}
FULL_MARKS = "those with full marks from ITU"
OUT = (ALONE, *REGIONS, FULL_MARKS, SMALL)
POINTS, TIERS = "points", "five tiers"
#: Where ITU's tiers of 2024 begin. Assume: as the copy of the tiers beside the index has them; no
#: text of ITU's was read.
BEGIN = (20, 55, 85, 95)


@claim(
    range_written=AFTER_LOOKING,
    tables=READ,
    over={
        "Measures": tuple(PAIRS),
        "Adjusted for": tuple(GIVEN),
        "Left out": OUT,
        "ITU's score in": (POINTS, TIERS),
        "Neighbours": tuple(NEIGHBOURS),
    },
    refuted_by="A specification in which the interval of the rank correlation includes zero.",
)
def measures_go_together(survey, chosen):
    """Correlation of ranks of States by two measures of their cybersecurity."""
    states = states_of(survey, RICH)
    if states.is_empty():
        return None
    (first, second), facts = PAIRS[chosen["Measures"]], GIVEN[chosen["Adjusted for"]]
    kept = states.drop_nulls([first, second, *facts]).filter(_kept(chosen["Left out"]))
    if chosen["ITU's score in"] == TIERS:
        above = [(pl.col(ITU) >= begin).cast(pl.Int8) for begin in BEGIN]
        kept = kept.with_columns(pl.sum_horizontal(above).alias(ITU))
    rho, low, _ = _correlated(kept, first, second, facts, NEIGHBOURS[chosen["Neighbours"]])
    return {"units": kept["iso3"].to_list(), "value": rho, "holds": low > 0}


def _kept(out):
    if out in REGIONS:
        return pl.col("region") != out
    return {FULL_MARKS: pl.col(ITU) < FULL, SMALL: pl.col(SIZE) >= PEOPLE}.get(out, pl.lit(True))


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
FIRST_PAIR = "ITU 2024 and NCSI"
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
        outlines=outlines_of_dots(axes, data["iso3"], data.select("x", "y")),
    )
