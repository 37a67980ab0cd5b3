"""Whether experts name countries with many internet users, and whether what States have matters.

Both claims rest on correlations of ranks over countries, as in `experts_and_states.py`.
"""

from typing import Any

import polars as pl

from cyberstudy.claims import AFTER_LOOKING, claim
from cyberstudy.specifications import ALL, READ_ACROSS, examined, specifications, states_of
from surveyanswers.tables.phrases import phrase

WHOLE, USERS, TOP, DECILES = "index", "internet_users", 5, 10
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
NONE, HIGHEST, HOME = "none", "the five highest in the index", "United States and United Kingdom"
OWN = ("the index without experts' own countries", "the index without experts' own regions")
#: Why nominations of experts' own countries and regions are not left out here.
#: Assume: an index without them gives nationalities back, by subtraction from the nominations,
#: which are released, so that no such table leaves the survey; its own analyses say what they do to
#: ranks, and here the two countries that most experts come from are left out.
GIVES_BACK = phrase("such an index would reveal experts' nationalities, so it is not published")
TENTHS = "tenths by population"
HAVE = {
    "overall score": "gci_overall",
    "legal measures": "gci_legal",
    "technical measures": "gci_technical",
    "organizational measures": "gci_organizational",
    "capacity development": "gci_capacity",
    "cooperation": "gci_cooperation",
    "five kinds of law in force": "laws",
    "overall score of 2024": "gci_overall_2024",
}
COMMON: dict[str, Any] = {
    "Measure of nominations": (*SAID, *OWN),
    "Countries left out": (NONE, HIGHEST, HOME),
}
BESIDES = {TENTHS: ("tenth",), "ITU's overall score": ("gci_overall",)}


@claim(
    range_written=AFTER_LOOKING,
    tables=READ_ACROSS,
    over=specifications(COMMON, adjusted=BESIDES, without=["internet"]),
    refuted_by="A specification in which the interval of the rank correlation between the number "
    "of internet users and experts' nominations includes zero.",
    dropped=["That experts named populous countries more often: not beyond internet users."],
)
def many_users_named_more(survey, chosen):
    """Correlation of ranks of countries' internet users with how much experts name them."""
    return goes_with_naming(survey, chosen, USERS, without=["internet"])


@claim(
    range_written=AFTER_LOOKING,
    tables=READ_ACROSS,
    over=specifications({"What States have": HAVE} | COMMON, adjusted=[TENTHS], main=ALL),
    refuted_by="A specification in which the interval of the rank correlation between what States "
    "have and experts' nominations, adjusted for size, includes zero.",
)
def prepared_named_more(survey, chosen):
    """Correlation of ranks of what States have with how much experts name them, beside size."""
    return goes_with_naming(survey, chosen, HAVE[chosen["What States have"]])


def goes_with_naming(survey, chosen, fact, without=()):
    """Return the correlation of ranks of a fact with nominations, under a choice."""
    states, measure = states_of(survey, "gci_overall_2024"), chosen["Measure of nominations"]
    if measure in OWN:
        return {"units": states["iso3"].to_list(), "reason": GIVES_BACK}
    part, only_named, at_all = SAID[measure]
    if {WHOLE, part, "population", "internet"} - {*states.columns}:
        return None
    size = pl.col("population")
    states = states.drop_nulls(WHOLE).with_columns(
        (size.exp() * pl.col("internet")).alias(USERS),
        tenth=((size.rank("ordinal") - 1) * DECILES // size.count()).cast(pl.String),
    )
    highest = pl.struct(-pl.col(WHOLE), "iso3").rank("ordinal") <= TOP
    out = {HIGHEST: highest, HOME: pl.col("iso3").is_in(HOMES)}.get(chosen["Countries left out"])
    states = states if out is None else states.remove(out)
    return examined(
        states.filter((pl.col(part) > 0) | (not only_named)),
        chosen,
        outcome=pl.col(part) > 0 if at_all else pl.col(part),
        exposure=pl.col(fact),
        adjusted=BESIDES,
        without=without,
        seed=survey.seed,
    )
