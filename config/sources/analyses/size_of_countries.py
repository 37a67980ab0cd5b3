"""Whether experts name large countries, and whether what States have goes with it beside size.

Both claims rest on correlations of ranks over countries, as in `experts_and_states.py`.
"""

import polars as pl

from cyberstudy.claims import AFTER_LOOKING, NEIGHBOURS, REGIONS, claim
from cyberstudy.statistics.rank_correlations import correlation_beside
from surveyanswers.tables.phrases import phrase

WHOLE, SIZE, TOTAL, OVERALL = "index", "population", "total_income", "gci_overall"
RICH = ("internet", "income", "development")
CONFIDENCE, TOP, DECILES = 0.95, 5, 10
FEW = phrase("too few countries")
#: Countries that a quarter, and nearly a fifth, of the experts come from.
HOMES = ("GBR", "USA")

#: What experts say: a part of the index, whether only countries that they name count, and whether
#: only that they do.
SAID = {
    "the index": (WHOLE, False, False),
    "whether any expert named it": (WHOLE, False, True),
    "the index, named countries only": (WHOLE, True, False),
    "technical products": ("technical", False, False),
    "attacks and extortion": ("attacks", False, False),
    "data theft": ("data", False, False),
    "scams": ("scams", False, False),
    "cashing out": ("cashing", False, False),
}
LEFT_OUT = ("none", *REGIONS, "the five highest in the index", "United States and United Kingdom")
OWN = ("the index without experts' own countries", "the index without experts' own regions")
#: Why nominations of experts' own countries and regions are not left out here.
#: Assume: an index without them gives nationalities back, by subtraction from the nominations,
#: which are released, so that no such table leaves the survey; its own analyses say what they do to
#: ranks, and here the two countries that most experts come from are left out.
GIVES_BACK = phrase("such an index would reveal experts' nationalities, so it is not published")
#: What the first claim is adjusted for; the last is what ITU says, so that size counts beside it.
BESIDE_SIZE = {
    "income, internet and development": RICH,
    "nothing": (),
    "income, internet, development and ITU's overall score": (*RICH, OVERALL),
    "income, internet, development and laws": (*RICH, "laws"),
}
SIZES = {"population": SIZE, "gross domestic product": TOTAL}
BESIDE_ITU = {
    "income, internet, development and population": (*RICH, SIZE),
    "income, internet, development, population and gross domestic product": (*RICH, SIZE, TOTAL),
    "gross domestic product instead of population": (*RICH, TOTAL),
    "tenths by population": (*RICH, DECILES),
    "income, internet and development": RICH,
    "nothing": (),
}
HAVE = {
    "overall score": OVERALL,
    "legal measures": "gci_legal",
    "technical measures": "gci_technical",
    "organizational measures": "gci_organizational",
    "capacity development": "gci_capacity",
    "cooperation": "gci_cooperation",
    "five kinds of law in force": "laws",
    "overall score of 2024": "gci_overall_2024",
}
COMMON = {
    "Measure of nominations": (*SAID, *OWN),
    "Countries left out": LEFT_OUT,
    "Neighbours": tuple(NEIGHBOURS),
}


@claim(
    range_written=AFTER_LOOKING,
    tables=["country_facts"],
    over={"Adjusted for": tuple(BESIDE_SIZE), "Size": tuple(SIZES)} | COMMON,
    refuted_by="A specification in which the interval of the rank correlation between size and "
    "experts' nominations includes zero.",
)
def larger_named_more(survey, chosen):
    """Correlation of ranks of countries' size with how much experts name them."""
    fact, controls = SIZES[chosen["Size"]], BESIDE_SIZE[chosen["Adjusted for"]]
    # Total income tells of income, too, so that it is not adjusted for this.
    controls = ("internet", "development") if fact == TOTAL else controls
    return goes_with_naming(survey, chosen, fact, controls)


@claim(
    range_written=AFTER_LOOKING,
    tables=["country_facts"],
    over={"Adjusted for": tuple(BESIDE_ITU), "What States have": tuple(HAVE)} | COMMON,
    refuted_by="A specification in which the interval of the rank correlation between what States "
    "have and experts' nominations, adjusted for size, includes zero.",
)
def prepared_named_more(survey, chosen):
    """Correlation of ranks of what States have with how much experts name them, beside size."""
    controls = BESIDE_ITU[chosen["Adjusted for"]]
    return goes_with_naming(survey, chosen, HAVE[chosen["What States have"]], controls)


def goes_with_naming(survey, chosen, fact, controls):
    """Return the correlation of ranks of a fact with nominations, under a choice."""
    facts = survey.table("country_facts")
    countries = facts.pivot("fact", index=["iso3", "region", "subregion"], values="value")
    everybody, measure = facts["iso3"].unique().to_list(), chosen["Measure of nominations"]
    if measure in OWN:
        return {"units": everybody, "reason": GIVES_BACK}
    part, only_named, at_all = SAID[measure]
    columns = [SIZE if column == DECILES else column for column in controls]
    if {WHOLE, part, fact, *columns} - {*countries.columns}:
        return None
    countries = countries.drop_nulls(WHOLE).sort("iso3").filter(_kept(chosen["Countries left out"]))
    countries = countries.filter((pl.col(part) > 0) | (not only_named)).drop_nulls([fact, *columns])
    if countries.height <= len(columns) + DECILES:
        return {"units": everybody, "reason": FEW}
    named = countries[part] > 0 if at_all else countries[part]
    tenth = ((pl.col(SIZE).rank("ordinal") - 1) * DECILES // pl.len()).cast(pl.String)
    beside = countries.select(tenth if column == DECILES else column for column in controls)
    blocks = NEIGHBOURS[chosen["Neighbours"]]
    near = None if blocks is None else countries[blocks].fill_null("")
    rho, low, _ = correlation_beside(named, countries[fact], beside, near, confidence=CONFIDENCE)
    return {"units": countries["iso3"].to_list(), "value": rho, "holds": low > 0}


def _kept(out):
    """Return which countries are left."""
    if out == LEFT_OUT[-2]:
        highest = pl.struct(-pl.col(WHOLE), "iso3").rank("ordinal")
        return highest > TOP
    homes = pl.col("iso3").is_in(HOMES)
    return ~homes if out == LEFT_OUT[-1] else pl.col("region").ne_missing(out)
