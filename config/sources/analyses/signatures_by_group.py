"""Who signed the Convention by size, development and region, and what four States could change.

Assume: four States at most stand in the wrong class, as in `signatures.py`.
"""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import REGIONS
from cyberstudy.draw.of_tables import in_rows
from surveyanswers.tables.disclosure import Part, column, key, proportion
from surveyanswers.tables.phrases import phrase

MEMBERS, DEVELOPMENT = "data/raw/reference/member_states.csv", "data/raw/reference/development.csv"
SIZE, MISPLACED = "population", 4


class SignaturesByGroup(Analysis):
    """How many States of each group had signed, and what four misplaced States would make of it."""

    grouping = key("What States are grouped by.", phrase("Grouping"))
    group = key("Group.", phrase("Group"))
    position = column(dy.UInt8, Part.LABEL, "Its place in the grouping.")
    base = column(dy.UInt32, Part.BASE, "Member States.", phrase("States"))
    signed = column(dy.UInt32, Part.COUNT, "Member States on the list.", phrase("Had signed"))
    share = proportion(Part.STATISTIC, "Share on the list.", phrase("Share"), nullable=False)
    low = proportion(Part.STATISTIC, "Share if four of them had not signed.", nullable=False)
    high = proportion(Part.STATISTIC, "Share if four more of them had.", nullable=False)


EVERYBODY = "all"
QUARTERS = (
    *(phrase("largest quarter"), phrase("second quarter")),
    *(phrase("third quarter"), phrase("smallest quarter")),
)
GROUPINGS = {
    EVERYBODY: ("all", (EVERYBODY,)),
    "population": ("quarter", QUARTERS),
    phrase("human development"): ("hdi_2022_group", ("very_high", "high", "medium", "low")),
    "region": ("region", REGIONS),
    "least developed": ("ldc_2025", ("yes", "no")),
    phrase("landlocked developing"): ("lldc", ("yes", "no")),
    phrase("small island"): ("sids", ("yes", "no")),
}


@table(SignaturesByGroup, tables=["signatories", "country_facts", MEMBERS, DEVELOPMENT])
def signatures_by_group(survey):
    """Count signatures by size, development and region."""
    listed = survey.table("signatories").select("iso3", signed=pl.col("status") == "signed")
    sizes = survey.table("country_facts").filter(fact=SIZE).select("iso3", population="value")
    states = survey.table(MEMBERS)
    for other in (survey.table(DEVELOPMENT).drop("source", "checked", "note"), listed, sizes):
        states = states.join(other, on="iso3", how="left", maintain_order="left")
    states = states.drop_nulls(["signed", SIZE])
    if states.is_empty():
        return SignaturesByGroup.create_empty()
    # Split as `first_strategies.strategies_by_year` does, so that quarters have the same States.
    order = pl.col(SIZE).rank("ordinal", descending=True) * len(QUARTERS) // (pl.len() + 1)
    quarter = order.cast(pl.UInt8).replace_strict(dict(enumerate(QUARTERS)), return_dtype=pl.String)
    states = states.with_columns(quarter=quarter, all=pl.lit(EVERYBODY))
    rows = []
    for grouping, (name, groups) in GROUPINGS.items():
        for place, group in enumerate(groups):
            members = states.filter(pl.col(name) == group)
            base, signed = members.height, int(members["signed"].sum())
            ends = max(signed - MISPLACED, 0), min(signed + MISPLACED, base)
            shares = dict(zip(("share", "low", "high"), (signed, *ends), strict=True))
            about = {"grouping": grouping, "group": group, "position": place, "base": base}
            about |= {name: count / base for name, count in shares.items()}
            rows.append(about | {"signed": signed, "units": members["iso3"].to_list()})
    return pl.DataFrame(rows)


ROW = {"source": "un_convention/signatures_partial.csv", "became": "country"}


def _of_group(grouping, group, column, **more):
    row = {"grouping": grouping, "group": group}
    return {"table": "signatures_by_group", "column": column, "row": row} | more


SAYS = {
    "claim": "larger_signed_more",
    "headline": "The smallest States were least likely to sign the UN Convention",
    "finding": "By November 2025, {small} of the least populous quarter of Member States had "
    "signed the UN Convention against Cybercrime, against {large} of the most populous quarter. "
    "If four States were misclassified, the first share would be at most {small_high} and the "
    "second at least {large_low}. Of the least developed countries (UN list), {least} had "
    "signed; of all other Member States, {others}.",
    # In no other quarter did so few sign.
    "holds": {"small": {"at_most": 0.2}}
    | {name: {"at_least": 0.25} for name in ("third", "second", "large")},
    "recommends": "Promoting the UN Convention against Cybercrime: ask the smallest States what "
    "keeps them from signing.",
    "subtitle": "Share of Member States that had signed by November 2025, by a list of {known} "
    "States (one is not a Member State) among {all} signatories",
    "values": {
        "known": {"table": "fact_rows", "column": "rows", "row": ROW, "decimals": 0},
        "all": {"plan": ["country_facts", "facts", "signed", "signatories"]},
        **{
            name: _of_group("population", group, "share", percent=True)
            for name, group in zip(("large", "second", "third", "small"), QUARTERS, strict=True)
        },
        "large_low": _of_group("population", QUARTERS[0], "low", percent=True),
        "small_high": _of_group("population", QUARTERS[-1], "high", percent=True),
        "least": _of_group("least developed", "yes", "share", percent=True),
        "others": _of_group("least developed", "no", "share", percent=True),
    },
}
CALLED = {
    EVERYBODY: phrase("all Member States"),
    "very_high": phrase("very high"),
    "yes": phrase("yes"),
    "no": phrase("no"),
}


@figure(
    signatures_by_group,
    area="International cooperation",
    source="United Nations Convention against Cybercrime, General Assembly resolution 79/243, "
    "and pages of the depositary, ministries and the press on who signed; World Bank, World "
    "Development Indicators; UNDP, Human Development Index.",
    title="Who signed the UN Convention against Cybercrime, by size, development and region",
    says=SAYS,
)
def signatures_of_groups(shares, view):
    """List the groups, and how far four misplaced States would move the share of each."""
    if shares.is_empty():
        from cyberstudy.draw.text_only import sentences

        return sentences(view, [view.say("This run lacks the list of signatories.")], data=shares)
    method = phrase(
        "The interval shows the share if four listed States of the group had not signed, and if "
        "four more had: the list lacks one signatory, and some signatures are known only from the "
        "news. Quarters are by population; human development is of 2022."
    )
    rows = shares.sort(pl.col("grouping").cast(pl.Enum([*GROUPINGS])), "position").drop("position")
    return in_rows(rows, view, who=phrase("Member States"), method=method, called={"group": CALLED})
