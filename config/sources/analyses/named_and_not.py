"""What countries that experts name have, and what others have."""

from zlib import crc32

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.statistics.differences import adjusted, cliffs_delta
from cyberstudy.statistics.neighbours import wider_among_neighbours
from cyberstudy.statistics.rank_correlations import spearman_p
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic
from surveyanswers.tables.extremes import mean
from surveyanswers.tables.phrases import phrase

WHOLE = "index"  # of nominations, all types of crime
MEASURES = (
    *("gci_overall", "gci_legal", "gci_technical", "gci_organizational", "gci_capacity"),
    *("gci_cooperation", "laws"),
)
RICH, SIZE, TOTAL = ("internet", "income", "development"), "population", "total_income"
FACTS = (*MEASURES, *RICH, SIZE, TOTAL)
CONFIDENCE, PERMUTATIONS = 0.95, 10000
FEW = 10  # countries; of fewer nothing is compared
NO_INTERVAL = phrase("no interval, since leaving out one subregion leaves nothing to compare")


class NamedAndNot(Analysis):
    """What countries that experts name have, and what others have."""

    fact = key("What is known of countries: a score, a count of laws, or a fact of a reference.")
    title = column(dy.String, Part.LABEL, "What it is called.")
    year = column(dy.UInt16, Part.LABEL, "Latest year that it is of.", nullable=True)
    named = column(dy.UInt32, Part.BASE, "Countries that an expert named for any type of crime.")
    not_named = column(dy.UInt32, Part.BASE, "Countries that nobody named.")
    median_named = statistic("Median of the named countries.")
    median_not_named = statistic("Median of the other countries.")
    delta = statistic(
        "Cliff's delta: chance that a named country has more, less that it has less.", min=-1, max=1
    )
    low = statistic(
        "Lower end of its interval (Cliff 1996, or where that is wider by leaving out one "
        "subregion after another).",
        min=-1,
        max=1,
    )
    high = statistic("Its upper end.", min=-1, max=1)
    tests = column(dy.UInt32, Part.LABEL, "Comparisons of this screen (Benjamini-Hochberg).")
    p = proportion(
        Part.STATISTIC,
        "The larger of two mid-p-values of delta: of a permutation of countries, and of signs by "
        "subregion.",
    )
    p_adjusted = proportion(Part.STATISTIC, "Adjusted for the number of tests.")
    reason = column(dy.String, Part.REASON, 'Why there is no number; "" where there is one.')


@table(NamedAndNot, tables=["country_facts"])
def named_and_not(survey):
    """Compare countries that an expert named with those that nobody named.

    Assume: a country is named where any expert names it for any type of crime; one expert is
    enough, so this leans on the countries that hardly anybody named. With other experts other
    countries would be among them.
    """
    facts = survey.table("country_facts")
    whole = facts.filter(fact=WHOLE).select("iso3", index="value")
    rows = []
    for fact in FACTS:
        base = facts.filter(fact=fact)
        row = {"fact": fact, "title": base["title"].first() or fact, "year": base["year"].max()}
        base = base.join(whole, on="iso3").sort("iso3")
        groups = [base.filter(is_named)["value"].to_numpy() for is_named in NAMED_AND_NOT]
        row |= {"named": groups[0].size, "not_named": groups[1].size}
        row["units"] = (base if base.height else facts)["iso3"].unique().to_list()
        if min(map(len, groups)) < FEW:
            why = f"fewer than {FEW} countries" if base.height else "not available in this run"
            rows.append(row | dict.fromkeys(COMPARED) | {"reason": why})
            continue
        rng = np.random.default_rng([survey.seed, crc32(fact.encode())])
        contrast = compared(base, rng)
        rows.append(row | contrast | {"reason": NO_INTERVAL if np.isnan(contrast["low"]) else ""})
    corrected = adjusted(np.array([row["p"] for row in rows], dtype=float), "screen")
    numbers = [pl.col(name).cast(pl.Float64).fill_nan(None) for name in COMPARED]
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        *numbers, p_adjusted=pl.Series(corrected).fill_nan(None), tests=pl.lit(len(rows))
    )


def compared(countries, rng):
    """Compare countries that were named with the others."""
    named, value = (countries["index"] > 0).to_numpy(), countries["value"].to_numpy()
    blocks = countries["subregion"].fill_null("").to_numpy()

    def of(kept):
        return cliffs_delta(value[kept & named], value[kept & ~named], confidence=CONFIDENCE)

    delta, *ends = of(np.ones(value.size, dtype=bool))
    low, high, _ = wider_among_neighbours(
        (ends[0], ends[1]), lambda kept: of(kept)[0], blocks, confidence=CONFIDENCE
    )
    flags = named.astype(float)
    p = spearman_p(flags, value, permutations=PERMUTATIONS, rng=rng, blocks=blocks)
    medians = [float(np.median(value[which])) for which in (named, ~named)]
    return dict(zip(COMPARED, (*medians, delta, low, high, p), strict=True))


NAMED_AND_NOT = (pl.col("index") > 0, pl.col("index") == 0)
COMPARED = ("median_named", "median_not_named", "delta", "low", "high", "p")

SHOWN = "gci_overall"
LABELLED, FEWER = 10, 6  # countries with the highest index that have names; on a phone
LETTERS = 30  # in a line of a name
METHOD = (
    phrase(
        "Each dot is a country. Diamonds on the axes show the median population and score of the "
        "countries that experts named and of the others. Labels name the countries highest in the "
        "World Cybercrime Index."
    ),
    phrase(
        "The figure describes countries, not the people in them, and does not show causes: experts "
        "named large countries more often."
    ),
)
#: People at ticks, in millions; and how much more than the largest the axis reaches, for names.
MILLION, TICKS, FURTHER = 1e6, (0.01, 0.1, 1, 10, 100, 1000), 300


def _of_size(column):
    return {"table": "named_and_not", "column": column, "row": {"fact": SIZE}}


def _of_claim(column):
    row = {"kind": "Measure of nominations", "choice": "whether any expert named it"}
    return {"table": "prepared_named_more", "column": column, "row": row, "decimals": 2}


FOUND = (
    "Experts named {named_base} countries as sources of cybercrime; nobody named the other "
    "{others_base}. The named countries had a median ITU score of {named} in {year}, the others "
    "{others}; the median populations were {people} million and {other_people} million. "
    "Adjusted for population, income, internet use, human development and region, the rank "
    "correlation of the score with being named was {rho} (confidence interval {rho_low} to "
    "{rho_high})"
)
HOLDS = {"low": {"at_least": 0.1}}
SAYS = {
    "claim": "prepared_named_more",
    "headline": "Countries that experts named score higher with ITU than others as large",
    "finding": FOUND + ".",
    "holds": HOLDS,
    "weaker": [
        {
            "headline": "Countries that experts named are larger and score higher with ITU",
            "finding": FOUND + ", which is too imprecise to tell whether the score matters.",
            "holds": HOLDS | {"larger": {"at_least": 0.1}, "rho_low": {"at_most": 0}},
        }
    ],
    "subtitle": "The {named_base} countries that experts named as sources of cybercrime in 2021 "
    "and the {others_base} that nobody named; labels name the countries highest in the World "
    "Cybercrime Index",
    "table": "named_and_not",
    "row": {"fact": SHOWN},
    "values": {
        "named": {"column": "median_named"},
        "others": {"column": "median_not_named"},
        "named_base": {"column": "named"},
        "others_base": {"column": "not_named"},
        "people": _of_size("median_named") | {"millions": True},
        "other_people": _of_size("median_not_named") | {"millions": True},
        "rho": _of_claim("value"),
        "rho_low": _of_claim("low"),
        "rho_high": _of_claim("high"),
        "low": {"column": "low"},
        "larger": _of_size("low"),
        "year": {"plan": ["country_facts", "measures", SHOWN, "wave"]},
    },
}


@figure(
    "country_facts",
    area="Sources compared",
    source="Bruce M and others 2024, PLOS ONE 19(4) e0297312; International Telecommunication "
    "Union, Global Cybersecurity Index 2020 and 2024; World Bank, World Development Indicators. "
    "ITU's scores show what a State has in place for cybersecurity, from 0 (nothing) to 100 "
    "(everything). The World Cybercrime Index combines how often experts named a country and "
    "how highly they rated it, from 0 to 100.",
    title="Countries that experts named, and their ITU scores",
    says=SAYS,
)
def experts_scatter(facts, view):
    """Draw a dot a country by people and score: full where an expert named it, else a ring."""
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.axes import logarithmic_axis
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.texts import folded, names_of_dots, narrowed
    from cyberstudy.draw.style import HUES, lacking, new_figure
    from cyberstudy.draw.text_only import sentences

    say = view.say
    data = (
        facts.filter(fact=WHOLE)
        .select("iso3", "country", index="value")
        .join(facts.filter(fact=SHOWN).select("iso3", "year", "value"), on="iso3")
        .join(facts.filter(fact=SIZE).select("iso3", population="value"), on="iso3", how="left")
        .sort("index", "iso3", descending=[True, False])
    )
    if data.is_empty():
        return sentences(view, [say("This run lacks experts' answers or scores.")], data=data)
    shown = data.drop_nulls("population")
    dots = shown.select("index", x="population", y="value", name="country")
    groups = [dots.filter(is_named) for is_named in NAMED_AND_NOT]
    figure, axes = new_figure(4.0)
    dot = {"marker": "o", "ms": 3.6, "mew": 0.9, "color": HUES[0], "alpha": 0.75}
    labels = say("named by at least one expert"), say("not named")
    for countries, fill, label in zip(groups, (HUES[0], "white"), labels, strict=True):
        axes.plot(countries["x"], countries["y"], ls="", mfc=fill, label=label, **dot)
    handles = axes.get_lines()
    least, most = axes.dataLim.intervalx
    ticks = [tick for tick in TICKS if least / 10 < tick * MILLION < most * 10]
    logarithmic_axis(axes, [t * MILLION for t in ticks], [*map(say.plain, ticks)])
    axes.grid(visible=False)
    axes.set_xlim(least / 2, most * FURTHER)  # with room for names
    axes.set(ylim=(-5, 118), yticks=range(0, 101, 20))  # with room for names above
    axes.spines["left"].set_bounds(-5, 105)
    axes.spines["bottom"].set_bounds(least / 2, most * 2)
    axes.set_xlabel(say("Population in millions (logarithmic scale)"), loc="left")
    axes.set_ylabel(say("ITU's overall score of {year}", year=str(data["year"][0])))
    medians = _medians_on_axes(axes, groups, (HUES[0], "white"))
    medians.set_label(say("medians of the two groups, on the axes"))
    legend_below(figure, [*handles, medians])
    labelled = dots.head(FEWER if lacking() else LABELLED)
    lines = [folded(name, narrowed(LETTERS)) for name in labelled["name"]]
    apart = 8 if lacking() else 6.5  # more of these names are in two lines on a phone
    labelled = labelled.with_columns(name=pl.Series(lines))
    names_of_dots(axes, labelled, x=3 * most, apart=apart, last=97)
    named, others = (data.filter(is_named) for is_named in NAMED_AND_NOT)
    return Drawn(
        figure=figure,
        data=data.rename({"value": "score"}),
        question=say(
            "Whether experts named a country as a source of cybercrime, compared with its "
            "population and its score ({fact}).",
            fact=say.word(facts.filter(fact=SHOWN)["title"][0]),
        ),
        base=say(
            "Of {base} countries, at least one expert named {named}; the figure shows the "
            "{shown} with a known population.",
            base=data.height,
            named=named.height,
            shown=shown.height,
        ),
        method=say.text(map(say, METHOD)),
        alt=_alternative_text(say, view.citing(facts), named, others),
    )


def _medians_on_axes(axes, groups, fills):
    """Mark the median of each group on both axes, where it hides no dot; return a legend's mark."""
    from matplotlib.lines import Line2D

    from cyberstudy.draw.style import INK

    mark: dict = {
        "ls": "",
        "marker": "D",
        "ms": 5,
        "mew": 1,
        "color": INK,
        "clip_on": False,
        "zorder": 3,
    }
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    for dots, fill in zip(groups, fills, strict=True):
        for x, y in dots.select(pl.col("x", "y").median()).drop_nulls().rows():
            axes.plot([x, left], [bottom, y], mfc=fill, **mark)
    axes.set(xlim=(left, right), ylim=(bottom, top))
    first, second = fills
    return Line2D([], [], mfc=first, fillstyle="left", markerfacecoloralt=second, **mark)


def _alternative_text(say, facts, named, others):
    """Return how many countries there are of each group, their means, and the highest indices."""
    first = []
    of_facts = {(row["fact"], row["iso3"]): row["value"] for row in facts}
    for iso3, country in named.head(LABELLED).select("iso3", "country").iter_rows():
        index, value = (
            say.decimal(of_facts[fact, iso3], places) for fact, places in ((WHOLE, 2), (SHOWN, 1))
        )
        numbers = {"country": country, "index": index, "value": value}
        first.append(say("{country}: index {index}, score {value}", **numbers))
    of_named, of_others = (
        say("none") if values.is_empty() else say.decimal(mean(values), 1)
        for values in (named["value"], others["value"])
    )
    return say.text(
        [
            say(
                "Scatter plot of countries by population and score: {named} that experts named and "
                "{others} that nobody named. The mean score is {mean} for those named and {rest} "
                "for the others.",
                named=named.height,
                others=others.height,
                mean=of_named,
                rest=of_others,
            ),
            say("Highest index: {countries}.", countries=say.clauses(first)) if first else "",
        ]
    )
