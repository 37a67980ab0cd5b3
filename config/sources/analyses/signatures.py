"""Who signed the United Nations Convention against Cybercrime, and what goes with it.

The list has 72 of the 73 signatories of November 2025. Assume: four States at most stand in the
wrong class: one whose name could not be read, and some of those that only news reported. What four
could change is shown beside every number, and every claim has to stand it.
"""

from functools import cache
from typing import Any

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import AFTER_LOOKING, NEIGHBOURS, REGIONS, claim
from cyberstudy.draw.of_tables import in_rows, world
from cyberstudy.statistics.rank_correlations import correlation_beside
from surveyanswers.tables.disclosure import Part, column
from surveyanswers.tables.phrases import phrase

SIGNED, SIZE, TOTAL, NAMED = "signed", "population", "total_income", "named"
COOPERATION, EARLIER = "gci_cooperation_2024", "gci_cooperation"
INDEX, OVERALL = "index", "gci_overall_2024"
RICH = ("internet", "income", "development")
MISPLACED, CONFIDENCE, ENDS = 4, 0.95, 10
MEMBERS = "data/raw/reference/member_states.csv"
READ = ["country_facts", MEMBERS]
LIST = "un_convention/signatures_partial.csv"
#: How words of the list begin that is no signature of the time, and the page of the depositary.
LATER, DEPOSITARY = "not by", "verdragen.nl"


@cache
def states_of(survey):
    """Return a row a Member State, with facts about it and whether it had signed."""
    facts = survey.table("country_facts")
    wide = facts.pivot("fact", index=["iso3", "region", "subregion"], values="value")
    entries = facts.filter(fact=SIGNED).select("iso3", "told")
    members = survey.table(MEMBERS).select("iso3", "ldc_2025", "lldc", "sids")
    for other in (entries, wide):
        members = members.join(other, on="iso3", how="left", maintain_order="left")
    if SIGNED not in members.columns:
        return members.clear()
    named = pl.col(INDEX) > 0 if INDEX in members.columns else pl.lit(None)
    return members.with_columns(named.cast(pl.Float64).alias(NAMED)).sort("iso3")


class Signatories(Analysis):
    """Who signed the Convention, State by State."""

    iso3 = column(dy.String, Part.UNIT, "Member State, or other State that signed.")
    status = column(
        dy.String,
        Part.VALUE,
        "signed: by the end of November 2025; later: in July 2026; not_listed: not signed, or not "
        "known.",
        phrase("Signature"),
    )


@table(Signatories, tables=["country_facts", MEMBERS])
def signatories(survey):
    """List all of whom the list says something, and the Member States that it lacks."""
    rows = survey.table("country_facts").filter(fact=SIGNED)
    later = pl.when(pl.col("told").str.starts_with(LATER)).then(pl.lit("later"))
    status = pl.when(pl.col("value") > 0).then(pl.lit("signed")).otherwise(later)
    return rows.select("iso3", status=status.fill_null("not_listed"), units=pl.concat_list("iso3"))


#: What is adjusted for: facts, or columns of groups.
ALONE, BESIDE, LEVEL = "nothing", "population", "ITU's overall score"
GIVEN = {
    ALONE: (),
    BESIDE: (SIZE,),
    "income, internet and development": RICH,
    "population, income, internet and development": (SIZE, *RICH),
    LEVEL: (OVERALL,),
    "region": ("region",),
    "least developed, landlocked or small island": ("ldc_2025", "lldc", "sids"),
}
OUT = (ALONE, *REGIONS, "small islands", "the ten highest scores", "the ten lowest scores")
LISTED, LISTED_LATER, READ_THERE = (
    *("as listed", "also Canada (July 2026)"),
    "only those named on the depositary's page",
)
MORE = "with four more signatories, chosen to weaken the finding most"
FEWER = "without the four signatories that support the finding most"
COMMON = {
    "Left out": OUT,
    "Neighbours": tuple(NEIGHBOURS),
    "Who had signed": (LISTED, MORE, FEWER, LISTED_LATER, READ_THERE),
}
NOUGHT = "A specification in which the interval of the rank correlation includes zero."
WITHOUT_SIZE = tuple(name for name in GIVEN if "population" not in name)
SIZES = {"population": SIZE, "gross domestic product": TOTAL}
EDITIONS = {"2024": COOPERATION, "2020": EARLIER}
EXPERTS = {"whether any expert named it": NAMED, "their index": INDEX}


@claim(
    range_written=AFTER_LOOKING,
    tables=READ,
    over={"Size": tuple(SIZES), "Adjusted for": WITHOUT_SIZE} | COMMON,
    refuted_by=NOUGHT,
)
def larger_signed_more(survey, chosen):
    """Correlation of ranks of States' size with having signed the Convention."""
    return goes_with_signing(survey, chosen, SIZES[chosen["Size"]])


@claim(
    range_written=AFTER_LOOKING,
    tables=READ,
    over={"Edition": tuple(EDITIONS), "Adjusted for": tuple(GIVEN)} | COMMON,
    refuted_by=NOUGHT,
)
def cooperating_signed_more(survey, chosen):
    """Correlation of ranks of ITU's cooperation score with having signed the Convention."""
    return goes_with_signing(survey, chosen, EDITIONS[chosen["Edition"]])


@claim(
    range_written=AFTER_LOOKING,
    tables=READ,
    over={"Experts": tuple(EXPERTS), "Adjusted for": tuple(GIVEN)}
    | COMMON
    | {"Left out": OUT[:-1]},  # those that nobody named have no order
    refuted_by=NOUGHT,
)
def named_signed_more(survey, chosen):
    """Correlation of ranks of being named by experts with having signed the Convention."""
    return goes_with_signing(survey, chosen, EXPERTS[chosen["Experts"]])


def goes_with_signing(survey, chosen, fact):
    """Return the correlation of ranks of a fact with having signed, under a choice."""
    states, columns = states_of(survey), GIVEN[chosen["Adjusted for"]]
    if states.is_empty() or {fact, *columns} - {*states.columns}:
        return None
    kept = _left(states, fact, chosen["Left out"]).drop_nulls([fact, *columns])
    both, blocks = (
        _had_signed(kept, fact, chosen["Who had signed"]),
        NEIGHBOURS[chosen["Neighbours"]],
    )
    near = None if blocks is None else kept[blocks].fill_null("")
    beside = kept.select(columns)
    rho, low, _ = correlation_beside(both[SIGNED], both[fact], beside, near, confidence=CONFIDENCE)
    return {"units": kept["iso3"].to_list(), "value": rho, "holds": low > 0}


def _left(states, fact, out):
    """Leave a region, small islands, or those at an end out."""
    if out in REGIONS:
        return states.filter(pl.col("region") != out)
    if out == "small islands":
        return states.filter(pl.col("sids") != "yes")
    if out == ALONE:
        return states
    by = INDEX if fact == NAMED else fact
    ordered = states.drop_nulls(by).sort(by, "iso3", descending=[out == OUT[-2], False])
    return ordered.slice(ENDS).sort("iso3")


def _had_signed(states, fact, who):
    """Return States with who had signed by another list of signatories."""
    signed, later = pl.col(SIGNED) > 0, pl.col("told").str.starts_with(LATER)
    if who in (MORE, FEWER):
        # Who signed later is known not to have signed before.
        open_ = states.filter(~signed & ~later if who == MORE else signed).drop_nulls(fact)
        ordered = open_.sort(fact, "iso3", descending=[who == FEWER, False])["iso3"]
        signed ^= pl.col("iso3").is_in(ordered.head(MISPLACED).to_list())
    read = pl.col("told").str.contains(DEPOSITARY, literal=True)
    others = {LISTED_LATER: signed | later, READ_THERE: signed & read}
    return states.with_columns(others.get(who, signed).cast(pl.Float64).alias(SIGNED))


def _of_group(grouping, group, column, **more):
    row = {"grouping": grouping, "group": group}
    return {"table": "signatures_by_group", "column": column, "row": row} | more


HEADLINE = "At least {known} States had signed the UN Convention against Cybercrime"
#: Shares of quarters by population under which the smallest States signed least.
SMALLEST_LEAST = {"smallest": {"at_most": 0.2}}
SMALLEST_LEAST |= {name: {"at_least": 0.25} for name in ("third", "second", "largest")}
FOUND = (
    "In November 2025 the UN Convention against Cybercrime had {all} signatories. We know the "
    "names of {known} States among them: {signed} of the {members} UN Member States, and the "
    "State of Palestine. The European Union has also signed."
)
MAP = {
    "claim": "larger_signed_more",
    "headline": HEADLINE,
    "finding": FOUND + " The least populous States were least likely to have signed: {small} of "
    "{of_small} had, against {large} of the {of_large} most populous.",
    "holds": SMALLEST_LEAST,
    "weaker": [{"headline": HEADLINE, "finding": FOUND, "holds": {"signed": {"at_least": 1}}}],
    "subtitle": "The {members} UN Member States and the State of Palestine, by whether they had "
    "signed by November 2025. The {all} signatories include the European Union; States known to "
    "have signed later: {later}",
    "values": {
        "known": {
            **{"table": "fact_rows", "column": "rows", "decimals": 0},
            "row": {"source": LIST, "became": "country"},
        },
        "all": {"plan": ["country_facts", "facts", SIGNED, "signatories"]},
        "later": {"table": "signatories", "count": {"status": "later"}},
        "signed": _of_group("all", "all", "signed"),
        "members": _of_group("all", "all", "base"),
        "large": _of_group("population", "largest quarter", "signed"),
        "of_large": _of_group("population", "largest quarter", "base"),
        "small": _of_group("population", "smallest quarter", "signed"),
        "of_small": _of_group("population", "smallest quarter", "base"),
    }
    | {n: _of_group("population", f"{n} quarter", "share") for n in SMALLEST_LEAST},
}
AREA = "International cooperation"


@figure(
    signatories,
    area=AREA,
    source="United Nations Convention against Cybercrime, General Assembly resolution 79/243, "
    "and pages of the depositary, ministries and the press on who signed.",
    title="Who signed the UN Convention against Cybercrime",
    says=MAP,
)
def signatures_map(signatures, view):
    """Draw the world by who had signed."""
    classes = {
        "signed": phrase("signed by November 2025"),
        "later": phrase("signed in July 2026"),
        "not_listed": phrase("not known to have signed"),
    }
    gaps = phrase("The list lacks one of the signatories of November 2025 and may lack later ones.")
    who = phrase("States (all UN Member States, and the State of Palestine, which signed)")
    look: dict[str, Any] = {"labels": classes, "against": 0, "method": gaps}
    return world(signatures, view, country="iso3", value="status", who=who, **look)


HOLDS = phrase(
    "The finding holds in a specification if the whole 95% confidence interval lies above zero."
)


def _of_choice(claimed, choice, kind="Adjusted for", column="value", **more):
    row = {"kind": kind, "choice": choice}
    return {"table": claimed, "column": column, "row": row} | ({"decimals": 2} | more)


def _given_others(claimed, strongest, alone, what, holds):
    """Return the finding that a fact is associated with signing, and a weaker one if it fails."""
    values = {
        "alone": _of_choice(claimed, ALONE),
        "beside": _of_choice(claimed, BESIDE),
        "level": _of_choice(claimed, LEVEL),
        "holds_alone": _of_choice(claimed, ALONE, column="holds"),
        "holds_beside": _of_choice(claimed, BESIDE, column="holds"),
        "size": _of_choice("larger_signed_more", ALONE),
    }
    finding = f"The rank correlation between {what} and signature of the UN Convention against "
    finding += "Cybercrime is {alone}. It is {level} after adjusting for ITU's overall score, and "
    finding += "{beside} after adjusting for population"
    size = "Population itself has a rank correlation of {size} with having signed."
    return {
        "claim": claimed,
        "headline": strongest,
        "finding": f"{finding}. {size}",
        "weaker": [
            {
                "headline": alone,
                "finding": f"{finding} (not significant). {size}",
                "holds": {"holds_alone": {"equals": True}, "holds_beside": {"equals": False}}
                | holds,
            }
        ],
        "values": values,
    }


@figure(
    cooperating_signed_more,
    area=AREA,
    title="ITU's cooperation score and having signed the UN Convention against Cybercrime",
    says=_given_others(
        "cooperating_signed_more",
        "Among States of similar size, signatories score higher on cooperation",
        "Signatories of the UN Convention score no higher on cooperation than overall",
        "ITU's cooperation score of 2024",
        {"level": {"at_most": 0.05}},
    )
    | {
        "subtitle": "Rank correlation of ITU's cooperation score with having signed the UN "
        "Convention against Cybercrime; one row for each specification"
    },
)
def signing_and_cooperation(choices, view):
    """List the correlation with ITU's cooperation score under every choice."""
    return in_rows(choices, view, who=phrase("Member States"), method=HOLDS)


@figure(
    named_signed_more,
    area=AREA,
    title="Being named by experts and having signed the UN Convention against Cybercrime",
    says=_given_others(
        "named_signed_more",
        "Countries that experts named signed more often than others of similar size",
        "Countries that experts named signed more often; size may explain it",
        "nomination by experts as a source of cybercrime in 2021",
        {},
    )
    | {
        "subtitle": "Rank correlation of being named by experts with having signed the UN "
        "Convention against Cybercrime; one row for each specification"
    },
)
def signing_and_being_named(choices, view):
    """List the correlation with being named under every choice."""
    return in_rows(choices, view, who=phrase("Member States"), method=HOLDS)
