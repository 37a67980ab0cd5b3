"""Whether States have a law on cybercrime where they lack the means, by development.

The ranges of what is claimed of the least developed countries were written before any of these
numbers was looked at, and nothing in them was taken out since. That of the claim on human
development, which has the same kinds, was written after these had broken beside human development.
"""

from typing import Any

import dataframely as dy
import polars as pl
from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import claim
from cyberstudy.statistics.adjusted_difference import adjusted_difference
from cyberstudy.tables.disclosure import Part, column, key, proportion, tally
from cyberstudy.tables.phrases import phrase

MEMBERS, DEVELOPED = (f"data/raw/reference/{name}.csv" for name in ("member_states", "development"))
READ = ["cyberlaw2026/answers", "gci/answers", "country_facts", MEMBERS, DEVELOPED]
PILLAR = 20  # points that ITU gives a pillar, in both editions
EDITIONS = ("2024", "2020")
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
ABSENT = phrase("not at hand in this run")
NOTHING, OTHERS, ALL_OF_IT = "nothing", "all others", "all of these"
BUT_DEVELOPMENT = "population, income and region"
#: What counts as a law. UNCTAD records it in 2026 alone, ITU in each edition.
LAWS = {
    "recorded by UNCTAD": pl.col("recorded") == "legislation",
    "recorded by UNCTAD, or a draft": pl.col("recorded") != "none",
    "half of ITU's points for law": pl.col("substantive_law") >= 0.5,
    "any of ITU's points for law": pl.col("substantive_law") > 0,
    "all of ITU's points for law": pl.col("substantive_law") == 1,
}
#: What counts as means, from 0 to 1.
MEANS = {
    "capacity development": pl.col("capacity_score") / PILLAR,
    "training of professionals": pl.col("training"),
    "national incident response team": pl.col("national_cirt"),
    "incident response teams of sectors": pl.col("sectoral_cirt"),
}
#: Who has less of the points than this lacks the means.
CUTS = {
    "half of the points": 1 / 2,
    "a third": 1 / 3,
    "a quarter": 1 / 4,
    "two thirds": 2 / 3,
    "all points": 1.0,
}
LISTS = {"of 2025": pl.col("least"), "of 2012": pl.col("least_2012")}
GROUPS = {
    "low or medium human development": pl.col("group").is_in(["low", "medium"]),
    "low human development": pl.col("group") == "low",
    "least developed": pl.col("least"),
}
INSIDE = LISTS | GROUPS
#: What is adjusted for, and the columns that say it.
GIVEN = {
    "population": ["population"],
    "income": ["income"],
    "human development": ["development"],
    "region": ["region"],
    ALL_OF_IT: ["population", "income", "development", "region"],
    BUT_DEVELOPMENT: ["population", "income", "region"],
}
LIKE = "others of low or medium human development alone"
SAME = {
    "Lacking": tuple(CUTS),
    "Edition": EDITIONS,
    "Law": tuple(LAWS),
    "Means": tuple(MEANS),
    "List of least developed": tuple(LISTS),
    "Left out": (NOTHING, *REGIONS),
}
BESIDE = SAME | {
    "Adjusted for": (NOTHING, *(name for name in GIVEN if name != BUT_DEVELOPMENT)),
    "Compared with": (OTHERS, LIKE),
}


class LawWithoutMeans(Analysis):
    """States by whether they have a law on cybercrime, and half of the points for the means."""

    edition = key("ITU's edition.")
    grouping = key("all; development, low_or_medium (by human development); or least_developed.")
    group = key("Group of States.")
    base = column(dy.UInt32, Part.BASE, "Member States of which both sources tell.")
    with_law = tally(Part.COUNT, "With a law that UNCTAD records.")
    with_means = tally(Part.COUNT, "With it and half of ITU's points for capacity or more.")
    under_half = tally(Part.COUNT, "With it and less than half of the points.")
    under_third = tally(Part.COUNT, "With it and less than a third of the points.")
    untrained = tally(Part.COUNT, "With it and less than half of the points for training.")
    without_law = tally(Part.COUNT, "Without one.")
    share = proportion(Part.STATISTIC, "Under half of the points, of those with a law.")


def states(survey):
    """Put what is known of Member States beside each other, a row a State and edition."""
    if not all(map(survey.has, READ[:2])):
        return pl.DataFrame()
    yes = {"least": "ldc_2025", "least_2012": "ldc"}
    members = survey.table(MEMBERS).select(
        "iso3", "region", *(pl.col(of).eq("yes").alias(name) for name, of in yes.items())
    )
    groups = survey.table(DEVELOPED).select("iso3", group="hdi_2022_group")
    facts = survey.table("country_facts").pivot("fact", index="iso3", values="value")
    numbers = {"population": "log", "income": "log", "development": "abs"}
    known = (getattr(pl.col(name), how)() for name, how in numbers.items() if name in facts.columns)
    law = survey.table(READ[0]).select(iso3="unit_id", recorded="cybercrime_law")
    scores = ("substantive_law", "capacity_score", "training", "national_cirt", "sectoral_cirt")
    scored = survey.table(READ[1]).select(
        "wave", iso3="unit_id", **{name: pl.col(f"{name}:number") for name in scores}
    )
    whole = members.join(groups, on="iso3", how="left").join(law, on="iso3", how="left")
    whole = whole.join(facts.select("iso3", *known), on="iso3", how="left").join(scored, on="iso3")
    return whole.with_columns(pl.col("recorded").cast(pl.String)).sort("wave", "iso3")


def yes_or_no(inside):
    return inside.replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)


@table(LawWithoutMeans, tables=READ)
def law_without_means(survey):
    """Count States by law and means.

    Assume: a law that UNCTAD records in 2026 stood in the years of both of ITU's editions.
    """
    known = states(survey)
    if known.is_empty():
        return LawWithoutMeans.create_empty()
    law, has = LAWS["recorded by UNCTAD"], MEANS["capacity development"]
    known = known.drop_nulls("recorded")
    made = []
    for grouping, of in {
        "all": pl.lit("total"),
        "development": pl.col("group"),
        "low_or_medium": yes_or_no(GROUPS["low or medium human development"]),
        "least_developed": yes_or_no(GROUPS["least developed"]),
    }.items():
        made.append(
            known.with_columns(group=of)
            .drop_nulls("group")
            .group_by(pl.lit(grouping).alias("grouping"), "group", edition="wave")
            .agg(
                base=pl.len(),
                with_law=law.sum(),
                with_means=(law & (has >= 1 / 2)).sum(),
                under_half=(law & (has < 1 / 2)).sum(),
                under_third=(law & (has < 1 / 3)).sum(),
                untrained=(law & (pl.col("training") < 1 / 2)).sum(),
                without_law=(~law).sum(),
                share=(has < 1 / 2).filter(law).mean(),
                units="iso3",
            )
        )
    return pl.concat(made)


def under_choices(survey, over):
    """Give, under each choice, the group's share that lacks means, with a law, less others'."""
    known = states(survey)
    if known.is_empty():
        absent: dict[str, Any] = {"units": [], "value": None, "holds": None, "reason": ABSENT}
        rows = [{"kind": k, "choice": c} | absent for k, several in over.items() for c in several]
        return pl.DataFrame(rows)

    def row(kind, choice):
        chosen = {each: several[0] for each, several in over.items()} | {kind: choice}
        given = GIVEN.get(chosen.get("Adjusted for", ""), [])
        own = (
            known.filter(
                pl.col("wave") == chosen["Edition"], pl.col("region") != chosen["Left out"]
            )
            .with_columns(
                law=LAWS[chosen["Law"]],
                means=MEANS[chosen["Means"]] >= CUTS[chosen["Lacking"]],
                **{"least": INSIDE[chosen.get("Group") or chosen["List of least developed"]]},
            )
            .drop_nulls(["law", "means", "least"])
        )
        like = pl.col("least") | pl.col("group").is_in(["low", "medium"])
        own = own.filter(like) if chosen.get("Compared with") == LIKE else own
        told = {"kind": kind, "choice": choice, "reason": ""}
        if {*given} - {*own.columns}:
            return told | {"units": [], "value": None, "holds": None, "reason": ABSENT}
        of = own.drop_nulls(given).filter("law")
        beside = [of[name].to_numpy() for name in given]
        value = adjusted_difference(~of["means"].to_numpy(), of["least"].to_numpy(), beside)
        return told | {"units": of["iso3"].to_list(), "value": value, "holds": value > 0}

    return pl.DataFrame([row(k, c) for k, several in over.items() for c in several])


@claim(
    tables=READ,
    over=BESIDE,
    refuted_by="A choice under which the least developed countries with a law on cybercrime lack "
    "the means as seldom as others with such a law.",
)
def least_developed_lack_means(survey):
    """Share that lack the means of least developed countries with a law, less that of others."""
    return under_choices(survey, BESIDE)


BY_DEVELOPMENT = {
    **{kind: several for kind, several in SAME.items() if kind != "List of least developed"},
    "Group": tuple(GROUPS),
    "Adjusted for": (NOTHING, "population", "region", "income", BUT_DEVELOPMENT),
}


@claim(
    tables=READ,
    over=BY_DEVELOPMENT,
    refuted_by="A choice under which States of low or medium human development with a law on "
    "cybercrime lack the means as seldom as others with such a law.",
)
def less_developed_lack_means(survey):
    """Share that lack the means of less developed States with a law, less that of others."""
    return under_choices(survey, BY_DEVELOPMENT)


def _of(grouping, group, edition=EDITIONS[0]):
    return {"edition": edition, "grouping": grouping, "group": group}


def _counts(name, row, *, share=False):
    given = {f"{name}_law": {"column": "with_law", "row": row}}
    given[f"{name}_lack"] = {"column": "under_half", "row": row}
    return given | (
        {f"{name}_share": {"column": "share", "percent": True, "row": row}} if share else {}
    )


FOUND = (
    "{less_law} States of low or medium human development have a law on cybercrime; {less_lack} of "
    "them ({less_share}) have less than half of ITU's points for capacity development in the "
    "edition of {edition}. Of {more_law} more developed States with such a law it is {more_lack} "
    "({more_share}). In the edition of 2020 these shares were {before_share} and "
    "{more_before_share}. Of {least_law} least developed countries with such a law {least_lack} "
    "have less than half and {third} less than a third; their share differs by {like} from that of "
    "others of low or medium human development."
)
LESS, MORE = ("low_or_medium", "yes"), ("low_or_medium", "no")
LIKED = {"kind": "Compared with", "choice": LIKE}
SAYS = {
    "headline": "Less developed States with a law more often score low on capacity",
    "claim": "less_developed_lack_means",
    "finding": FOUND,
    "recommends": "For those who give technical assistance: beside laws, plan for training and "
    "teams where human development is lower. Of {less_law} such States with a law on cybercrime, "
    "{less_lack} have less than half of ITU's points for capacity.",
    "weaker": [
        {
            "headline": "Least developed countries with a law more often score low on capacity",
            "claim": "least_developed_lack_means",
            "finding": FOUND,
        },
        {"finding": FOUND},
    ],
    "subtitle": "Member States by law on cybercrime and ITU's points for capacity, such as "
    "training",
    "table": "law_without_means",
    "row": _of("least_developed", "yes"),
    "values": {
        "edition": {"column": "edition"},
        **_counts("less", _of(*LESS), share=True),
        **_counts("more", _of(*MORE), share=True),
        **_counts("least", _of("least_developed", "yes")),
        "third": {"column": "under_third"},
        "before_share": {"column": "share", "percent": True, "row": _of(*LESS, "2020")},
        "more_before_share": {"column": "share", "percent": True, "row": _of(*MORE, "2020")},
        "like": {
            "table": "least_developed_lack_means",
            "column": "value",
            "decimals": 2,
            "row": LIKED,
        },
    },
}
ROWS = {
    ("development", "low"): phrase("Low human development"),
    ("development", "medium"): phrase("Medium human development"),
    ("development", "high"): phrase("High human development"),
    ("development", "very_high"): phrase("Very high human development"),
    ("least_developed", "yes"): phrase("Least developed countries"),
}
NARROW = 0.03  # share of a bar that has no room for its number
PARTS = {
    "with_means": phrase("law, and at least half of ITU's points for capacity"),
    "under_half": phrase("law, and less than half of these points"),
    "without_law": phrase("no law recorded"),
}


@figure(
    law_without_means,
    area="Law",
    source="International Telecommunication Union, Global Cybersecurity Index 2020 and 2024; "
    "UNCTAD, Global Cyberlaw Tracker 2026; UNDP, Human Development Index."
    " ITU's scores: what a State has in place for cybersecurity, as it reported and ITU "
    "completed, from nothing (0) to everything (100).",
    title="Laws on cybercrime, with and without the means",
    says=SAYS,
)
def law_and_means(made, view):
    """Draw a panel an edition and a bar a group: States by law and means."""
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.axes import axis_of_shares, panels_from_above
    from cyberstudy.draw.marks.bars import stacked_bars
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.texts import figure_of_sentences, rows_from_above
    from cyberstudy.draw.style import FAINT, shades, written_on
    from cyberstudy.wording.alternative_text import by_panel, valued
    from cyberstudy.wording.questions import labelled

    say = view.say
    if made.is_empty():
        nobody = say("UNCTAD's record and ITU's scores are not both at hand in this run.")
        drawn = figure_of_sentences([nobody])
        return Drawn(drawn, data=made, question="", base="", method="", alt=nobody)
    law, lacking = shades(2)
    looks = dict(zip(PARTS, (law, lacking, FAINT), strict=True))
    called = {part: say(text) for part, text in PARTS.items()}
    figure, grid = panels_from_above(3.6, [1] * len(EDITIONS))
    told = []
    for axes, edition in zip(grid, EDITIONS, strict=True):
        rows = [made.filter(**_of(*at, edition)).row(0, named=True) for at in ROWS]
        places = [at + 0.3 * (at == len(rows) - 1) for at in range(len(rows))]
        parts = [
            (called[part], {"facecolor": look}, [row[part] / row["base"] for row in rows])
            for part, look in looks.items()
        ]
        stacked_bars(axes, places, parts, height=0.74)
        lines = []
        for place, row, name in zip(places, rows, ROWS.values(), strict=True):
            start = 0
            for part, look in looks.items():
                middle, start = (start + row[part] / 2) / row["base"], start + row[part]
                if row[part] / row["base"] > NARROW:
                    at: Any = {"ha": "center", "va": "center_baseline", "color": written_on(look)}
                    axes.text(middle, place, say.count(row[part]), fontsize=6.5, **at)
            counts = say.listed(valued(say, called[part], row[part]) for part in looks)
            lines.append(labelled(say, say(name), counts))
        names = [
            say("{group} ({count})", group=say(name), count=row["base"])
            for name, row in zip(ROWS.values(), rows, strict=True)
        ]
        axis_of_shares(axes, say, room=0.02, last=places[-1])
        rows_from_above(axes, names, below=0.85)
        axes.set_yticks(places, names)
        axes.set_title(say("ITU's edition of {year}", year=edition))
        told.append((say("ITU's edition of {year}", year=edition), lines))
    grid[-1].set_xlabel(say("share of the group's Member States"), loc="left")
    legend_below(figure, grid[0].get_legend_handles_labels()[0], fontsize=6.5)
    return Drawn(
        figure=figure,
        data=made,
        question=say(
            "Which States have a law on cybercrime, and what ITU gives them for capacity."
        ),
        base=say("{count} Member States.", count=made.filter(**_of("all", "total"))["base"][0]),
        method=say(
            "Law: recorded by UNCTAD in 2026. Capacity: awareness, training, education, research, "
            "industry and incentives. Human development: UNDP's groups of 2022. Numbers in bars: "
            "States. Least developed countries are among the other groups, too."
        ),
        alt=by_panel(say, say("Stacked bars of Member States."), told),
    )
