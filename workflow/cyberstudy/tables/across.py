"""The contracts of what lies across surveys: sources against one another, and verdicts."""

from __future__ import annotations

import dataframely as dy

from cyberstudy.tables.contract import Contract
from cyberstudy.tables.disclosure import Part, column, key, proportion, statistic, tally
from cyberstudy.tables.phrases import phrase


def _title() -> dy.String:
    return column(dy.String, Part.LABEL, "What the construct is called.", phrase("Title"))


def _degree(meaning: str) -> dy.Float64:
    return column(dy.Float64, Part.VALUE, meaning, nullable=True)


class Crosswalk(Contract, file="describe/crosswalk.csv", asked_by="agreement"):
    """Which question of which source asks for a construct, and what counts as yes."""

    construct = key("Construct.")
    title = _title()
    area = column(dy.String, Part.LABEL, "Area of the memorandum.")
    source = key("Survey, or list, with its wave.")
    year = column(dy.Int32, Part.LABEL, "Reference year.")
    question = column(dy.String, Part.LABEL, 'Question; "" of a list.')
    counts = column(dy.String, Part.LABEL, "Options, scores or days that count as yes.")
    base = tally(
        Part.BASE, "Countries of which it says yes or no; null where it is not told by country."
    )
    count = tally(Part.COUNT, "Of them, those with yes.")
    reason = column(dy.String, Part.REASON, 'Why it is not told by country; "" where it is.')
    note = column(dy.String, Part.LABEL, "How far the question corresponds.")


class Says(Contract, file="describe/says.parquet", asked_by="agreement"):
    """What each public source says of each country."""

    construct = key("Construct.")
    source = key("Source.")
    iso3 = column(dy.String, Part.UNIT, "Country, by its three letters.", primary_key=True)
    name = column(dy.String, Part.UNIT, "Its name.", phrase("Name"))
    says = column(dy.Bool, Part.VALUE, "Whether it has what the construct names.")
    degree = _degree("How much of it, where the source has degrees: higher is more.")


class _TwoSources(Contract):
    construct = key("Construct.")
    title = _title()
    first = key("The earlier source, or the first of the crosswalk.", phrase("First source"))
    first_year = column(dy.Int32, Part.LABEL, "Reference year.", phrase("First source, year"))
    second = key("The other source.", phrase("Second source"))
    second_year = column(dy.Int32, Part.LABEL, "Reference year.", phrase("Second source, year"))


class Agreement(_TwoSources, file="describe/agreement.csv", asked_by="agreement"):
    """How far two sources say the same of the same countries."""

    base = column(dy.UInt32, Part.BASE, "Countries of which both say yes or no.")
    both = tally(Part.COUNT, "Both say yes.")
    only_first = tally(Part.COUNT, "Only the first says yes.")
    only_second = tally(Part.COUNT, "Only the second says yes.")
    neither = tally(Part.COUNT, "Neither says yes.")
    agreed = proportion(Part.STATISTIC, "Share of countries of which both say the same.")
    kappa = statistic("Cohen's kappa: 0 as by chance, 1 throughout.", min=-1, max=1)
    low = statistic("Lower end of its interval (Fleiss, Cohen and Everitt 1969).", min=-1, max=1)
    high = statistic("Its upper end.", min=-1, max=1)
    ac1 = statistic("Gwet's AC1, which does not fall where nearly all say the same.", min=-1, max=1)
    tau = statistic("Kendall's tau-b, where both have degrees.", min=-1, max=1)
    rho = statistic("Spearman's correlation of ranks, where both have degrees.", min=-1, max=1)
    reason = column(dy.String, Part.REASON, 'Why there is no kappa; "" where there is one.')


class Contradictions(_TwoSources, file="describe/contradictions.csv", asked_by="agreement"):
    """Countries of which two sources say different things."""

    iso3 = column(dy.String, Part.UNIT, "Country.", primary_key=True)
    name = column(dy.String, Part.UNIT, "Its name.")
    first_says = column(
        dy.Bool, Part.VALUE, "Whether the first says yes.", phrase("The first says")
    )
    second_says = column(dy.Bool, Part.VALUE, "Whether the second says yes.")
    first_degree = _degree("How much of it the first gives, where it has degrees.")
    second_degree = _degree("How much of it the second gives.")
    may_be_change = column(
        dy.Bool,
        Part.STATISTIC,
        "Whether the later one says yes, so that both may be right: it came in between.",
        phrase("May be a change between the two"),
    )


def _spoken(of: str, label: str = "") -> dy.Enum:
    told = f'"against", "open" or "for": what the tests say of {of}.'
    said = ["against", "open", "for"]
    return column(dy.Enum, Part.STATISTIC, told, label, categories=said)


class Verdicts(Contract, file="describe/verdicts.csv", asked_by="verdicts", mixed=True):
    """Types, one gradient or nothing: the verdicts of all surveys, side by side."""

    survey = key("Survey.")
    clustering = key("Clustering of its plan.", phrase("Clustering"))
    title = column(dy.String, Part.LABEL, "What the plan calls it.")
    units = column(dy.UInt32, Part.BASE, "Units that were clustered.", phrase("Units"))
    verdict = column(
        dy.String,
        Part.STATISTIC,
        "Verdict, as the clustering's record names it.",
        phrase("Verdict"),
    )
    account = column(
        dy.String, Part.STATISTIC, "The model that stands; null where none does.", nullable=True
    )
    classes = tally(
        Part.STATISTIC, "Number of types; null where there are none.", phrase("Classes")
    )
    two_types_possible = column(
        dy.Bool,
        Part.LABEL,
        "Whether two classes could have become types; not where a rival holds them as a special "
        "case. True where the tests stop at another number.",
    )
    rival = column(dy.String, Part.LABEL, "The model without classes, as tables name it.")
    no_structure = _spoken("no structure at all")
    gradient = _spoken("that model", phrase("Gradient"))
    types = _spoken("types", phrase("Types"))
    contender = column(dy.UInt32, Part.STATISTIC, "Number of classes that the tests stop at.")
    p_no_structure = proportion(Part.STATISTIC, "p-value of one class against two.")
    p_gradient = proportion(
        Part.STATISTIC, "The same of the model without classes against the classes of `contender`."
    )
    p_types = proportion(Part.STATISTIC, "The same of these classes against that model.")
    value = proportion(
        Part.STATISTIC, "Mean Jaccard of the least stable class (bootstrap stability)."
    )
    low = proportion(Part.STATISTIC, "Its lower quantile over resamples.")
    high = proportion(Part.STATISTIC, "Its upper quantile.")
    chance = proportion(Part.STATISTIC, "The same of unrelated classes.", phrase("By chance"))
    required = proportion(
        Part.LABEL, "What a type must reach.", phrase("Required of a type"), nullable=False
    )
    confidence = proportion(Part.LABEL, "Between the quantiles.", nullable=False)
    simulated = column(dy.Bool, Part.LABEL, "Whether the answers are simulated.")
    choices = tally(
        Part.STATISTIC,
        "Tables of answers that other choices make, and this one, as far as they were judged; "
        "null: not run of these answers.",
    )
    same = tally(Part.STATISTIC, "Of them with this verdict.")
    goes_with = column(
        dy.String,
        Part.STATISTIC,
        'What classes differ in most, of what was compared; "": in nothing; null: not compared.',
        nullable=True,
    )
    explained = statistic("Share of its variance, adjusted R-squared.")
    reason = column(dy.String, Part.REASON, 'Why there is no likeness; "" where there is one.')
