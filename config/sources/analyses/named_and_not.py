"""What countries that experts name have, and what others have."""

from zlib import crc32

import dataframely as dy
import numpy as np
import polars as pl
from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.tables.disclosure import Part, column, key, proportion, statistic
from cyberstudy.tables.extremes import mean

WHOLE = "index"  # of nominations, all types of crime
FACTS = (
    *("gci_overall", "gci_legal", "gci_technical", "gci_organizational", "gci_capacity"),
    *("gci_cooperation", "laws", "internet", "income", "development"),
)
CONFIDENCE, PERMUTATIONS = 0.95, 10000
FEW = 10  # countries; of fewer nothing is compared


class NamedAndNot(Analysis):
    """What countries that experts name have, and what others have."""

    fact = key("What is known of countries: a score, a count of laws, or a fact of a reference.")
    title = column(dy.String, Part.LABEL, "What it is called.")
    year = column(dy.UInt16, Part.LABEL, "Latest year that it is of.", nullable=True)
    named = column(dy.UInt32, Part.BASE, "Countries that an expert named for any type of crime.")
    not_named = column(dy.UInt32, Part.BASE, "Countries that nobody named.")
    median_named = statistic("Median of the first.")
    median_not_named = statistic("Median of the others.")
    delta = statistic(
        "Cliff's delta: chance that a named country has more, less that it has less.", min=-1, max=1
    )
    low = statistic("Lower end of its interval (Cliff 1996).", min=-1, max=1)
    high = statistic("Its upper end.", min=-1, max=1)
    tests = column(dy.UInt32, Part.LABEL, "Comparisons that p-values are adjusted for (Holm).")
    p = proportion(Part.STATISTIC, "Mid-p-value of a permutation of countries.")
    p_adjusted = proportion(Part.STATISTIC, "Adjusted for the number of tests.")
    reason = column(dy.String, Part.REASON, 'Why there is no number; "" where there is one.')


@table(NamedAndNot, tables=["country_facts"])
def named_and_not(survey):
    """Compare countries that an expert named with those that nobody named.

    Assume: a country is named where any expert names it for any type of crime; one expert is
    enough, so this leans on the countries that hardly anybody named. With other experts other
    countries would be among them.
    """
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.statistics.differences import adjusted, cliffs_delta, rank_mid_p

    facts = survey.table("country_facts")
    whole = facts.filter(fact=WHOLE).select("iso3", index="value")
    rows = []
    for fact in FACTS:
        own = facts.filter(fact=fact)
        row = {"fact": fact, "title": own["title"].first() or fact, "year": own["year"].max()}
        own = own.join(whole, on="iso3").sort("iso3")
        groups = [own.filter(is_named)["value"].to_numpy() for is_named in NAMED_AND_NOT]
        row |= {"named": groups[0].size, "not_named": groups[1].size}
        row["units"] = (own if own.height else facts)["iso3"].to_list()
        if min(map(len, groups)) < FEW:
            why = f"fewer than {FEW} countries" if own.height else "not at hand in this run"
            rows.append(row | dict.fromkeys(COMPARED) | {"reason": why})
            continue
        delta, low, high = cliffs_delta(*groups, confidence=CONFIDENCE)
        p = rank_mid_p(
            np.concatenate(groups),
            np.repeat([0, 1], [len(group) for group in groups]),
            permutations=PERMUTATIONS,
            rng=np.random.default_rng([survey.seed, crc32(fact.encode())]),
        )[0]
        medians = [float(np.median(group)) for group in groups]
        found = (*medians, delta, low, high, p)
        rows.append(row | dict(zip(COMPARED, found, strict=True)) | {"reason": ""})
    corrected = adjusted(np.array([row["p"] for row in rows], dtype=float), "confirmatory")
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        p_adjusted=pl.Series(corrected).fill_nan(None), tests=pl.lit(len(rows))
    )


NAMED_AND_NOT = (pl.col("index") > 0, pl.col("index") == 0)
COMPARED = ("median_named", "median_not_named", "delta", "low", "high", "p")

SHOWN = "gci_overall"
LABELLED = 12  # countries with the highest index that are named
SAYS = {
    "headline": "Countries that experts name score higher with ITU",
    "finding": "Half of {named_base} countries that an expert named have an overall score of at "
    "least {named} of ITU in {year}; half of {others_base} that nobody named, of at least "
    "{others}. Size is not adjusted for: large countries may be both named and scored high.",
    "subtitle": "Experts' index of 2021 beside ITU's overall score of {year}, by country",
    "table": "named_and_not",
    "row": {"fact": SHOWN},
    "values": {
        "named": {"column": "median_named"},
        "others": {"column": "median_not_named"},
        "named_base": {"column": "named"},
        "others_base": {"column": "not_named"},
        "low": {"column": "low"},
        "year": {"plan": ["country_facts", "measures", SHOWN, "wave"]},
    },
    "holds": {"low": {"at_least": 0.1}},
}


@figure(
    "country_facts",
    area="Sources against one another",
    title="Whom experts name, and what ITU says of these States",
    rank="main",
    says=SAYS,
)
def experts_scatter(made, view):
    """Draw countries that experts named on a logarithmic axis, and the others in a strip below."""
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.scatters import dots_on_logarithms, names_of_dots, strip_below
    from cyberstudy.draw.marks.texts import figure_of_sentences
    from cyberstudy.draw.style import new_figure
    from matplotlib.ticker import FuncFormatter

    say = view.say
    data = (
        made.filter(fact=WHOLE)
        .select("iso3", "country", index="value")
        .join(made.filter(fact=SHOWN).select("iso3", "year", "value"), on="iso3")
        .sort("index", "iso3", descending=[True, False])
    )
    if data.is_empty():
        nobody = say("There are no answers of experts, or of States, in this run.")
        drawn = figure_of_sentences([nobody])
        return Drawn(drawn, data=data, question="", base="", method="", alt=nobody)
    named, others = data.filter(pl.col("index") > 0), data.filter(index=0)
    figure, axes = new_figure(3.6)
    dots = named.select(x="value", y="index", name="country")
    dots_on_logarithms(axes, dots)
    nobody = say.many(
        "{count} country that nobody named",
        "{count} countries that nobody named",
        others.height,
        count=others.height,
    )
    strip_below(axes, others["value"], nobody)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: say.plain(value)))
    fact = say.word(made.filter(fact=SHOWN)["title"][0])
    axes.set_xlabel(fact)
    axes.set_ylabel(say("Index (0 to 100, logarithmic)"))
    names_of_dots(figure, axes, dots, LABELLED)
    first = [
        say(
            "{country}: index {index}, value {value}",
            country=country,
            index=say.decimal(index, 2),
            value=say.decimal(value, 1),
        )
        for country, index, value in named.head(LABELLED)
        .select("country", "index", "value")
        .iter_rows()
    ]
    of_named, of_others = (
        say("none") if values.is_empty() else say.decimal(mean(values), 1)
        for values in (named["value"], others["value"])
    )
    alt = [
        say(
            "Scatter of {named} countries that experts named, and a strip of {others} that "
            "nobody named. The mean value is {mean} of those named and {rest} of the others.",
            named=named.height,
            others=others.height,
            mean=of_named,
            rest=of_others,
        ),
        say("The highest: {countries}.", countries=say.clauses(first)) if first else "",
    ]
    return Drawn(
        figure=figure,
        data=data,
        question=say(
            "How much experts name a country as a source of cybercrime, and what it has: {fact}.",
            fact=fact,
        ),
        base=say(
            "{base} countries, {named} of them named by at least one expert.",
            base=data.height,
            named=named.height,
        ),
        method=say.text(
            [
                say("Dot: a named country; line at the bottom: one that nobody named."),
                say(
                    "This is about countries, not about persons in them, and says nothing of "
                    "causes: experts may name large and well-known countries more, and size is not "
                    "adjusted for."
                ),
            ]
        ),
        alt=say.text(alt),
    )
