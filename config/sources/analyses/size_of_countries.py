"""Whether experts name large countries, and whether what States have goes with it beside size.

Both claims rest on correlations of ranks over countries, as in `experts_and_states.py`.

Ranges of claims were written after a first look at the numbers.
"""

import polars as pl

from cyberstudy.claims import claim
from surveyanswers.tables.phrases import phrase

WHOLE, SIZE, TOTAL, OVERALL = "index", "population", "total_income", "gci_overall"
RICH = ("internet", "income", "development")
CONFIDENCE, TOP, DECILES = 0.95, 5, 10
FEW, LACKING = phrase("too few countries"), phrase("not available in this run")
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
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
LEFT_OUT = ("none", *REGIONS, "the five highest in the index", "United States and United Kingdom")
BLOCKS = {
    "correlated within subregions": "subregion",
    "correlated within regions": "region",
    "treated as independent": None,
}
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
    "Neighbours": tuple(BLOCKS),
}


@claim(
    tables=["country_facts"],
    over={"Adjusted for": tuple(BESIDE_SIZE), "Size": tuple(SIZES)} | COMMON,
    refuted_by="A specification in which the interval of the rank correlation between size and "
    "experts' nominations includes zero.",
)
def larger_named_more(survey):
    """Correlation of ranks of countries' size with how much experts name them."""
    look = _Look(survey.table("country_facts"), SIZE, RICH)
    rows = [look("Adjusted for", name, controls=controls) for name, controls in BESIDE_SIZE.items()]
    # Total income tells of income, too, so that it is not adjusted for this.
    controls = {SIZE: RICH, TOTAL: ("internet", "development")}
    rows += [look("Size", name, fact, controls[fact]) for name, fact in SIZES.items()]
    return pl.DataFrame(rows + look.common(), infer_schema_length=None)


@claim(
    tables=["country_facts"],
    over={"Adjusted for": tuple(BESIDE_ITU), "What States have": tuple(HAVE)} | COMMON,
    refuted_by="A specification in which the interval of the rank correlation between what States "
    "have and experts' nominations, adjusted for size, includes zero.",
)
def prepared_named_more(survey):
    """Correlation of ranks of what States have with how much experts name them, beside size."""
    look = _Look(survey.table("country_facts"), OVERALL, (*RICH, SIZE))
    rows = [look("Adjusted for", name, controls=controls) for name, controls in BESIDE_ITU.items()]
    rows += [look("What States have", name, fact) for name, fact in HAVE.items()]
    return pl.DataFrame(rows + look.common(), infer_schema_length=None)


class _Look:
    """What comes out under a choice, all else as in the first of each kind."""

    def __init__(self, facts, fact, controls):
        wide = facts.pivot("fact", index=["iso3", "region", "subregion"], values="value")
        self.wide = wide.drop_nulls(WHOLE).sort("iso3") if WHOLE in wide.columns else wide.clear()
        self.everybody = facts["iso3"].unique().to_list()
        self.fact, self.controls = fact, controls

    def common(self):
        """Vary what is varied of either claim."""
        rows = [self("Measure of nominations", name, scale=scale) for name, scale in SAID.items()]
        rows += [self("Countries left out", name, out=name) for name in LEFT_OUT]
        rows += [self("Neighbours", name, blocks=column) for name, column in BLOCKS.items()]
        return rows + [self._none("Measure of nominations", name, GIVES_BACK) for name in OWN]

    def __call__(
        self,
        kind,
        choice,
        fact=None,
        controls=None,
        *,
        scale=SAID["the index"],
        out="none",
        blocks="subregion",
    ):
        # Late, for the workflow's planner imports this file, too.
        from cyberstudy.statistics.rank_correlations import correlation_beside

        fact, controls = fact or self.fact, self.controls if controls is None else controls
        part, only_named, at_all = scale
        columns = [column for column in controls if column != DECILES]
        columns += [SIZE] * (DECILES in controls)
        if {part, fact, *columns} - {*self.wide.columns}:
            return self._none(kind, choice, LACKING)
        kept = self._without(out).drop_nulls([fact, *columns])
        kept = kept.filter(pl.col(part) > 0) if only_named else kept
        if kept.height <= len(columns) + DECILES:
            return self._none(kind, choice, FEW)
        x = (kept[part] > 0 if at_all else kept[part]).cast(pl.Float64).to_numpy()
        y = kept[fact].cast(pl.Float64).to_numpy()
        beside = [kept[c].cast(pl.Float64).to_numpy() for c in columns if c != SIZE]
        if DECILES in controls:
            tenth = (kept[SIZE].rank("ordinal") - 1).to_numpy() * DECILES // kept.height
            beside.append(tenth.astype(str))
        elif SIZE in controls:
            beside.append(kept[SIZE].cast(pl.Float64).to_numpy())
        alike = None if blocks is None else kept[blocks].fill_null("").to_numpy()
        rho, low, _ = correlation_beside(x, y, beside, alike, confidence=CONFIDENCE)
        about = {"kind": kind, "choice": choice, "units": kept["iso3"].to_list()}
        return about | {"value": rho, "holds": low > 0, "reason": ""}

    def _without(self, out):
        if out in REGIONS:
            return self.wide.filter(pl.col("region").ne_missing(out))
        if out == "the five highest in the index":
            return self.wide.sort(WHOLE, "iso3", descending=[True, False]).tail(-TOP)
        if out == "United States and United Kingdom":
            return self.wide.remove(pl.col("iso3").is_in(HOMES))
        return self.wide

    def _none(self, kind, choice, reason):
        about = {"kind": kind, "choice": choice, "units": self.everybody}
        return about | {"value": None, "holds": None, "reason": reason}
