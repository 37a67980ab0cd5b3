"""Three measures side by side: ITU's score, the National Cyber Security Index, UNCTAD's record.

ITU's Global Cybersecurity Index is of 2024 (and 2020), the National Cyber Security Index of one
vintage, 2026, and UNCTAD's record says which of five kinds of law were in force in 2026.

Ranges of claims were written after a first look at the numbers.
"""

import dataframely as dy
import polars as pl
from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import claim
from cyberstudy.draw.of_tables import choices
from cyberstudy.tables.disclosure import Part, column, key, statistic
from cyberstudy.tables.phrases import phrase

ITU, EARLIER, INDEX, LAWS = MEASURES = ("gci_overall_2024", "gci_overall", "ncsi", "laws")
RICH, SIZE = ("internet", "income", "development"), "population"
CONFIDENCE, FULL, NAMED, FIRST, PEOPLE = 0.95, 100, 10, 2, 1e6
MEMBERS = "data/raw/reference/member_states.csv"
READ = ["country_facts", MEMBERS]
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
EVERYWHERE, NOT_EUROPE = "all", "all but Europe"


def states_of(survey):
    """Give a row a Member State, with what measures say of it."""
    facts = survey.table("country_facts")
    about = ["iso3", "country", "region", "subregion"]
    wide = facts.pivot("fact", index=about, values="value")
    members = survey.table(MEMBERS).select("iso3")
    states = members.join(wide, on="iso3", how="left", maintain_order="left").sort("iso3")
    return states if {*MEASURES, *RICH, SIZE} <= {*states.columns} else states.clear()


class ThreeMeasures(Analysis):
    """What three measures say of each Member State, and how far two of them are apart."""

    iso3 = column(dy.String, Part.UNIT, "Member State.", primary_key=True)
    country = column(dy.String, Part.LABEL, "Its name.")
    region = column(dy.String, Part.LABEL, "Its region.")
    itu = column(dy.Float64, Part.VALUE, "ITU's overall score of 2024.", nullable=True)
    ncsi = column(dy.Float64, Part.VALUE, "National Cyber Security Index of 2026.", nullable=True)
    laws = column(
        dy.Float64, Part.VALUE, "Share of five kinds of law in force in 2026.", nullable=True
    )
    apart = statistic(
        "Place by ITU less place by the index, of 0 (lowest) to 1 (highest), among States that "
        "both have; equal scores share their mean place.",
        min=-1,
        max=1,
    )
    ncsi_higher = column(
        dy.UInt32, Part.STATISTIC, "Rank by how far the index puts it higher.", nullable=True
    )
    itu_higher = column(
        dy.UInt32, Part.STATISTIC, "Rank by how far ITU puts it higher.", nullable=True
    )


def apart(states, itu=ITU, *, ties="average", in_places=True):
    """Say how far ITU puts each State above the place that the index gives it."""
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
    """Lay three measures side by side, State by State."""
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
    "ITU 2024 and the index": (ITU, INDEX),
    "ITU 2020 and the index": (EARLIER, INDEX),
    "ITU 2024 and five kinds of law": (ITU, LAWS),
    "ITU 2020 and five kinds of law": (EARLIER, LAWS),
    "the index and five kinds of law": (INDEX, LAWS),
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
    states, rows = states_of(survey), []
    if states.is_empty():
        return Agreement.create_empty()
    for pair, (first, second) in PAIRS.items():
        for where in (EVERYWHERE, NOT_EUROPE, *REGIONS):
            own = _where(states, where)
            kept = own.drop_nulls([first, second])
            rest = own.filter(pl.col(second).is_null())
            found = zip(("rho", "low", "high"), _correlated(kept, first, second), strict=True)
            about = {"pair": pair, "where": where, "base": kept.height} | dict(found)
            about |= {"others": own.height - kept.height, "median": kept[first].median()}
            about |= {"median_others": rest[first].median(), "units": own["iso3"].to_list()}
            rows.append(about)
    table = pl.DataFrame(rows, infer_schema_length=None)
    return table.with_columns(pl.col("rho", "low", "high").fill_nan(None))


def _where(states, where):
    if where == EVERYWHERE:
        return states
    return states.filter(
        pl.col("region") != "Europe" if where == NOT_EUROPE else pl.col("region") == where
    )


def _correlated(kept, first, second, given=(), blocks="subregion"):
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.statistics.rank_correlations import correlation_beside

    return correlation_beside(
        kept[first].to_numpy(),
        kept[second].to_numpy(),
        [kept[name].to_numpy() for name in given],
        None if blocks is None else kept[blocks].to_numpy(),
        confidence=CONFIDENCE,
    )


ALONE = "nothing"
GIVEN = {
    ALONE: (),
    "human development": ("development",),
    "income, internet and development": RICH,
    "population": (SIZE,),
    "all of these": (*RICH, SIZE),
}
FULL_MARKS, SMALL = "those with full marks of ITU", "those of less than a million people"
OUT = (ALONE, *REGIONS, FULL_MARKS, SMALL)
POINTS, TIERS = "points", "five tiers"
#: Where ITU's tiers of 2024 begin. Assume: as the copy of the tiers beside the index has them; no
#: text of ITU's was read.
BEGIN = (20, 55, 85, 95)
BLOCKS = {
    "alike within subregions": "subregion",
    "alike within regions": "region",
    "taken for independent": None,
}


@claim(
    tables=READ,
    over={
        "Measures": tuple(PAIRS),
        "Adjusted for": tuple(GIVEN),
        "Left out": OUT,
        "ITU's score in": (POINTS, TIERS),
        "Neighbours": tuple(BLOCKS),
    },
    refuted_by="A choice under which the interval of the correlation of ranks holds nought.",
)
def measures_go_together(survey):
    """Correlation of ranks of States by two measures of their cybersecurity."""
    states = states_of(survey)

    def row(kind, choice, pair=(ITU, INDEX), given=(), out=ALONE, tiers=False, blocks="subregion"):
        about = {"kind": kind, "choice": choice}
        if states.is_empty():
            lacking = {"value": None, "holds": None, "reason": "not at hand in this run"}
            units = survey.table(MEMBERS)["iso3"].to_list()
            return about | lacking | {"units": units}
        kept = states.drop_nulls([*pair, *given]).filter(_kept(out))
        if tiers:
            above = [(pl.col(ITU) >= begin).cast(pl.Int8) for begin in BEGIN]
            kept = kept.with_columns(pl.sum_horizontal(above).alias(ITU))
        rho, low, _ = _correlated(kept, *pair, given, blocks)
        units = {"units": kept["iso3"].to_list()}
        return about | units | {"value": rho, "holds": low > 0, "reason": ""}

    made = [row("Measures", name, pair=pair) for name, pair in PAIRS.items()]
    made += [row("Adjusted for", name, given=given) for name, given in GIVEN.items()]
    made += [row("Left out", name, out=name) for name in OUT]
    made += [row("ITU's score in", name, tiers=name == TIERS) for name in (POINTS, TIERS)]
    made += [row("Neighbours", name, blocks=blocks) for name, blocks in BLOCKS.items()]
    return pl.DataFrame(made, infer_schema_length=None)


def _kept(out):
    if out in REGIONS:
        return pl.col("region") != out
    return {FULL_MARKS: pl.col(ITU) < FULL, SMALL: pl.col(SIZE) >= PEOPLE}.get(out, pl.lit(True))


APART = {
    "Edition": {"2024": {}, "2020": {"itu": EARLIER}},
    "Equal scores": {
        "share their mean place": {},
        "take the lowest of their places": {"ties": "min"},
        "take the highest of their places": {"ties": "max"},
    },
    "Apart in": {"places": {}, "standard deviations": {"in_places": False}},
    "Left out": {ALONE: {}, SMALL: {}},
}


@claim(
    tables=READ,
    over={kind: tuple(several) for kind, several in APART.items()},
    refuted_by="A choice under which one of the two States that are furthest apart at either end "
    "is not among the ten.",
)
def same_are_furthest_apart(survey):
    """Lowest place, among the furthest apart, of the two States furthest apart at either end."""
    states = states_of(survey)
    if states.is_empty():
        lacking = {"value": None, "holds": None, "reason": "not at hand in this run"}
        lacking["units"] = survey.table(MEMBERS)["iso3"].to_list()
        each = [(kind, choice) for kind, several in APART.items() for choice in several]
        return pl.DataFrame([{"kind": k, "choice": c} | lacking for k, c in each])
    own, rows = apart(states)["iso3"], []
    for kind, several in APART.items():
        for choice, other in several.items():
            ordered = apart(states.filter(_kept(choice)), **other)["iso3"].to_list()
            lowest = max(
                *(ordered.index(code) for code in own.head(FIRST)),
                *(ordered[::-1].index(code) for code in own.tail(FIRST)),
            )
            about = {"kind": kind, "choice": choice, "value": lowest + 1, "units": ordered}
            rows.append(about | {"holds": lowest < NAMED, "reason": ""})
    return pl.DataFrame(rows).with_columns(pl.col("value").cast(pl.Float64))


AREA = "Sources against one another"
SHOWN, ROOM = 5, 1.28  # States at either end that are named, and how wide the figure is


def _of_pair(pair, where, column, **more):
    row = {"pair": pair, "where": where}
    return {"table": "measures_by_region", "column": column, "row": row} | more


def _of_end(rank, place):
    return {"table": "three_measures", "column": "country", "row": {rank: place}}


FIRST_PAIR = next(iter(PAIRS))
SAYS = {
    "claim": "measures_go_together",
    "headline": "Countries that ITU ranks high, other measures rank high, too",
    "finding": "ITU's score of 2024 and the National Cyber Security Index of 2026 put {base} "
    "Member States in similar orders: their ranks correlate at {rho} ({low} to {high}). Outside "
    "Europe it is {rho_rest}, within Europe {rho_europe}, where the interval of few subregions is "
    "too wide to tell ({low_europe} to {high_europe}). Either goes with UNCTAD's record of laws, "
    "too ({rho_laws} and {rho_index}). Furthest apart are {itu_a} and {itu_b}, which ITU puts "
    "higher, and {ncsi_a} and {ncsi_b}, which the index does. It lacks {others} Member States, "
    "and these score lower with ITU (median {lacked} against {had}).",
    "subtitle": "ITU's overall score of 2024 beside the National Cyber Security Index of 2026, by "
    "Member State",
    "values": {
        "base": _of_pair(FIRST_PAIR, EVERYWHERE, "base"),
        "rho": _of_pair(FIRST_PAIR, EVERYWHERE, "rho", decimals=2),
        "low": _of_pair(FIRST_PAIR, EVERYWHERE, "low", decimals=2),
        "high": _of_pair(FIRST_PAIR, EVERYWHERE, "high", decimals=2),
        "rho_rest": _of_pair(FIRST_PAIR, NOT_EUROPE, "rho", decimals=2),
        "rho_europe": _of_pair(FIRST_PAIR, "Europe", "rho", decimals=2),
        "low_europe": _of_pair(FIRST_PAIR, "Europe", "low", decimals=2),
        "high_europe": _of_pair(FIRST_PAIR, "Europe", "high", decimals=2),
        "rho_laws": _of_pair("ITU 2024 and five kinds of law", EVERYWHERE, "rho", decimals=2),
        "rho_index": _of_pair("the index and five kinds of law", EVERYWHERE, "rho", decimals=2),
        "others": _of_pair("the index and five kinds of law", EVERYWHERE, "others"),
        "had": _of_pair(FIRST_PAIR, EVERYWHERE, "median", decimals=0),
        "lacked": _of_pair(FIRST_PAIR, EVERYWHERE, "median_others", decimals=0),
        "itu_a": _of_end("itu_higher", 1),
        "itu_b": _of_end("itu_higher", 2),
        "ncsi_a": _of_end("ncsi_higher", 1),
        "ncsi_b": _of_end("ncsi_higher", 2),
    },
}


@figure(
    three_measures,
    area=AREA,
    title="Where ITU and the National Cyber Security Index put States",
    says=SAYS,
)
def two_measures(made, view):
    """Draw a dot a State, those of Europe apart, and name the furthest apart."""
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.scatters import names_of_dots
    from cyberstudy.draw.marks.texts import figure_of_sentences
    from cyberstudy.draw.style import HUES, MUTED, new_figure
    from cyberstudy.wording.alternative_text import panel
    from cyberstudy.wording.questions import labelled

    say = view.say
    data = made.drop_nulls(["itu", "ncsi"])
    if data.is_empty():
        nobody = say("Not both measures are at hand in this run.")
        drawn = figure_of_sentences([nobody])
        return Drawn(drawn, data=data, question="", base="", method="", alt=nobody)
    ends = data.filter((pl.col("itu_higher") <= SHOWN) | (pl.col("ncsi_higher") <= SHOWN))
    ends, rest = ends.sort("apart"), data.join(ends, on="iso3", how="anti")
    dots = pl.concat([ends, rest]).select("country", "region", x="itu", y="ncsi")
    drawn, axes = new_figure(3.9)
    europe = pl.col("region") == "Europe"
    looks = {
        say("Europe"): (europe, {"marker": "o", "color": HUES[1]}),
        say("other regions"): (~europe, {"marker": "o", "mfc": "white", "color": HUES[0]}),
    }
    axes.plot((0, FULL), (0, FULL), color=MUTED, lw=0.6, zorder=0)
    handles = [
        axes.plot(own["x"], own["y"], ls="", ms=3.6, mew=0.9, label=name, **look)[0]
        for name, (which, look) in looks.items()
        if (own := dots.filter(which)).height
    ]
    # Most of those that ITU puts higher have its full marks: their names stand at the right.
    axes.set(xlim=(0, ROOM * FULL), ylim=(0, FULL + 2))
    axes.set_xticks(range(0, FULL + 1, 20))
    axes.spines["bottom"].set_bounds(0, FULL)
    axes.set_xlabel(say("ITU, overall score of 2024"))
    axes.set_ylabel(say("National Cyber Security Index, 2026"))
    legend_below(drawn, handles, fontsize=6.5)
    names_of_dots(drawn, axes, dots.select("x", "y", name="country"), ends.height)
    told = [
        labelled(
            say,
            row["country"],
            say(
                "ITU {itu}, index {ncsi}",
                itu=say.decimal(row["itu"], 0),
                ncsi=say.decimal(row["ncsi"], 0),
            ),
        )
        for row in ends.iter_rows(named=True)
    ]
    return Drawn(
        figure=drawn,
        data=data,
        question=say("Where two measures of States' cybersecurity put the same States."),
        base=say("{base} Member States that both have.", base=data.height),
        method=say(
            "Dot: a State; on the line both give the same number, though either counts in its own "
            "way. Named: those whose places by the two are furthest apart."
        ),
        alt=panel(say, say("Scatter of States; furthest apart"), told),
    )


@figure(
    measures_go_together,
    area=AREA,
    title="How measures of cybersecurity go together, by choice",
    says={"subtitle": "Rank correlation of two measures over Member States"},
)
def measures_by_choice(made, view):
    """Draw the correlation of measures under every choice."""
    told = phrase("It holds under a choice where the whole 95 % interval lies above nought.")
    look = {"outcome": "correlation of ranks", "who": "Member States", "threshold": 0}
    return choices(made, view, method=told, **look)


@figure(
    same_are_furthest_apart,
    area=AREA,
    title="Which States two measures put furthest apart, by choice",
    says={
        "claim": "same_are_furthest_apart",
        "headline": "{itu_a}, {itu_b}, {ncsi_a} and {ncsi_b} are furthest apart, however counted",
        "subtitle": "Lowest place of the four among the ten furthest apart at either end",
        "values": {name: SAYS["values"][name] for name in ("itu_a", "itu_b", "ncsi_a", "ncsi_b")},
    },
)
def furthest_apart_by_choice(made, view):
    """Draw the lowest place of the four under every choice."""
    told = phrase("It holds under a choice where all four are among the ten at their end.")
    look = {"outcome": "lowest place of the four", "who": "Member States", "places": 0}
    return choices(made, view, method=told, threshold=NAMED, **look)
