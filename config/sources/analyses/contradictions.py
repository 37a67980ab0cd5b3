"""Countries that sources contradict each other on, wherever ITU's scores are cut."""

import dataframely as dy
import polars as pl
from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.tables.disclosure import Part, column, key
from cyberstudy.tables.phrases import phrase

#: What sources are called, by the crosswalk's column `survey`.
CALLED = {"gci": "ITU", "cyberlaw2026": "UNCTAD", "strategies": "first strategies"}
SCORES = "gci"  # the source that has degrees
KEYS = ["construct", "title", "first", "first_year", "second", "second_year"]


class Contradictions(Analysis):
    """Countries of which two sources say different things wherever the cut lies."""

    construct = key("Construct.")
    title = column(dy.String, Part.LABEL, "What the construct is called.", phrase("Title"))
    first = key("The source with degrees: ITU, by edition.", phrase("First source"))
    first_year = column(dy.Int32, Part.LABEL, "Reference year.", phrase("First source, year"))
    second = key("The source that says yes or no.", phrase("Second source"))
    second_year = column(dy.Int32, Part.LABEL, "Reference year.", phrase("Second source, year"))
    iso3 = column(dy.String, Part.UNIT, "Country.", primary_key=True)
    name = column(dy.String, Part.UNIT, "Its name.")
    first_present = column(
        dy.Bool,
        Part.VALUE,
        "Whether the first gives all it has to give, and not nothing.",
        phrase("The first says"),
    )
    second_present = column(dy.Bool, Part.VALUE, "Whether the second says yes.")
    may_be_change = column(
        dy.Bool,
        Part.STATISTIC,
        "Whether the later one says yes, so that both may be right: it came in between.",
        phrase("May be a change between the two"),
    )


@table(Contradictions, tables=["crosswalk", "statements"])
def contradictions(survey):
    """List countries without points of which the other says yes, and with all where it says no.

    Assume: what holds at some cuts alone is no contradiction, for nobody says where the cut lies.
    """
    known = survey.table("crosswalk").select("construct", "source", "title", "year")
    told = survey.table("statements").join(known, on=["construct", "source"])
    scored = pl.col("source").str.starts_with(SCORES)
    first = told.filter(scored).rename({"source": "first", "year": "first_year"})
    second = told.filter(~scored).select(
        "construct", "iso3", second="source", second_year="year", second_present="present"
    )
    both = first.drop("present").join(second, on=["construct", "iso3"])
    alike = pl.col("first_year") == pl.col("second_year")
    yes, later = pl.col("second_present"), pl.col("first_year") < pl.col("second_year")
    differ = pl.when(yes).then(pl.col("degree") == 0).otherwise(pl.col("degree") == 1)
    return both.filter(alike | ~alike.any().over("construct"), differ).select(
        *KEYS,
        "iso3",
        "name",
        "second_present",
        first_present=pl.col("degree") > 0,
        may_be_change=yes & later,
        units=pl.concat_list("iso3"),
    )


@figure(
    contradictions,
    area="Sources compared",
    title="Countries on which two sources contradict each other",
    says={
        "subtitle": "ITU means yes where it gives all points and no where it gives none; UNCTAD "
        "counts a draft as no; first strategies are those of Kostyuk's list"
    },
)
def contradicting(made, view):
    """Write a row a pair of sources and direction: how many countries, and which."""
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.texts import figure_of_sentences, folded, height_of
    from cyberstudy.draw.style import INK, MUTED, leading, new_figure
    from cyberstudy.wording.alternative_text import by_panel, valued
    from cyberstudy.wording.questions import labelled

    say = view.say
    if made.is_empty():
        nobody = say("No two sources in this run contradict each other at every cut-off.")
        drawn = figure_of_sentences([nobody])
        return Drawn(drawn, data=made, question="", base="", method="", alt=nobody)
    keys = (*KEYS, "first_present")
    data = made.group_by(*keys, maintain_order=True).agg(
        pl.len().alias("count"),
        pl.col("may_be_change").all(),
        pl.col("name").sort_by(pl.col("name").str.normalize("NFD")).str.join(say.listed(["", ""])),
    )
    heads, lists, told = [], [], []
    for row in data.iter_rows(named=True):
        both = [
            valued(
                say, CALLED.get(row[side].partition(" ")[0], row[side]), str(row[f"{side}_year"])
            )
            for side in ("first", "second")
        ]
        yes, no = both[:: 1 if row["first_present"] else -1]
        count = say("countries: {count}", count=row["count"])
        sides = [say("{source}: yes", source=yes), say("{source}: no", source=no)]
        told.append((say.word(row["title"]), [*sides, labelled(say, count, row["name"])]))
        head = [say.word(row["title"]), *sides, count]
        head += [say("may be newer than {source}", source=no)] if row["may_be_change"] else []
        heads.append("\n".join(folded(part, 30) for part in head))
        lists.append(folded(row["name"], 76))
    lines = [max(h.count("\n"), n.count("\n")) + 1 for h, n in zip(heads, lists, strict=True)]
    figure, axes = new_figure(0.35 + height_of(["\n" * (n - 1) for n in lines], 0.112, 0.12))
    axes.set_axis_off()
    axes.set(xlim=(0, 1), ylim=(sum(lines) + len(lines), 0))
    top = 0.0
    look = {"va": "top", "fontsize": 6.5, "linespacing": leading(1.25)}
    for name, names, height in zip(heads, lists, lines, strict=True):
        axes.text(0, top, name, color=MUTED, **look)
        axes.text(0.29, top, names, color=INK, **look)
        top += height + 1
    method = say(
        "{count} of {all} contradictions may be due to time: the later source says yes, so the "
        "law or strategy may have come in between. The others show that a source counts in "
        "another way or is wrong, but not which.",
        all=made.height,
        count=made["may_be_change"].sum(),
    )
    return Drawn(
        figure=figure,
        data=data,
        question=say("Countries on which two sources differ at every cut-off."),
        base="",
        method=method,
        alt=by_panel(
            say, say("Lists of countries, one for each pair of sources and direction."), told
        ),
    )
