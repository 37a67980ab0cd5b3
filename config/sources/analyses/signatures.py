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
from cyberstudy.claims import AFTER_LOOKING, MAIN, claim
from cyberstudy.draw.of_tables import in_rows, world
from cyberstudy.specifications import ADJUSTED, READ_ACROSS, examined, specifications, states_of
from surveyanswers.tables.disclosure import Part, column
from surveyanswers.tables.phrases import phrase

SIGNED, NAMED, INDEX, OVERALL = "signed", "named", "index", "gci_overall_2024"
MISPLACED = 4
MEMBERS = "data/raw/reference/member_states.csv"
LIST = "un_convention/signatures_partial.csv"
#: How words of the list begin that is no signature of the time, and the page of the depositary.
LATER, DEPOSITARY = "not by", "verdragen.nl"


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


LEVEL, GROUPS = "ITU's overall score", "least developed, landlocked or small island"
BESIDES = {LEVEL: (OVERALL,), GROUPS: ("ldc_2025", "lldc", "sids")}
LISTED, LISTED_LATER, READ_THERE = (
    *("as listed", "also Canada (July 2026)"),
    "only those named on the depositary's page",
)
MORE = "with four more signatories, chosen to weaken the finding most"
FEWER = "without the four signatories that support the finding most"
WHO: dict[str, Any] = {"Who had signed": (LISTED, MORE, FEWER, LISTED_LATER, READ_THERE)}
NOUGHT = "A specification in which the interval of the rank correlation includes zero."
REFUTED = phrase(
    "One choice is changed at a time, and the two kinds of choices that move the estimate most are "
    "also changed together. What would refute it: a specification in which the interval of the "
    "rank correlation includes zero."
)
SIZE, SMALLEST = "population", {"quarter": 4, "tenth": 10, "third": 3}
EDITIONS = {"2024": "gci_cooperation_2024", "2020": "gci_cooperation"}
EXPERTS = {"whether any expert named it": NAMED, "their index": INDEX}


@claim(
    range_written=AFTER_LOOKING,
    tables=READ_ACROSS,
    over=specifications({"Smallest": SMALLEST} | WHO, adjusted=BESIDES, without=[SIZE]),
    refuted_by="A specification in which the interval of the difference between the least "
    "populous and other States includes zero.",
    dropped=["That larger States signed more often: not among the larger half."],
)
def smallest_signed_least(survey, chosen):
    """Share of the least populous States that signed the Convention less that of the others."""
    smallest = pl.col(SIZE).rank("ordinal") * SMALLEST[chosen["Smallest"]] <= pl.col(SIZE).count()
    return with_signing(survey, chosen, smallest, ranks=False, sign=-1)


@claim(
    range_written=AFTER_LOOKING,
    tables=READ_ACROSS,
    over=specifications({"Edition": EDITIONS} | WHO, adjusted=BESIDES),
    refuted_by=NOUGHT,
)
def cooperating_signed_more(survey, chosen):
    """Correlation of ranks of ITU's cooperation score with having signed the Convention."""
    return with_signing(survey, chosen, pl.col(EDITIONS[chosen["Edition"]]))


@claim(
    range_written=AFTER_LOOKING,
    tables=READ_ACROSS,
    over=specifications({"Experts": EXPERTS} | WHO, adjusted=BESIDES),
    refuted_by=NOUGHT,
)
def named_signed_more(survey, chosen):
    """Correlation of ranks of being named by experts with having signed the Convention."""
    return with_signing(survey, chosen, pl.col(EXPERTS[chosen["Experts"]]))


@cache
def states_with_signatures(survey):
    """Return facts about Member States, with who had signed, by whose word, and who was named."""
    entries = survey.table("country_facts").filter(fact=SIGNED).select("iso3", "told")
    states = states_of(survey, OVERALL).join(entries, on="iso3", how="left", maintain_order="left")
    if not {SIGNED, INDEX, OVERALL} <= {*states.columns}:
        return states.clear()
    named = (pl.col(INDEX) > 0).cast(pl.Float64)
    return states.with_columns(named.alias(NAMED))


def with_signing(survey, chosen, exposure, *, ranks=True, sign=1):
    """Return how having signed goes with something, under a choice."""
    states, who = states_with_signatures(survey), chosen["Who had signed"]
    if {*exposure.meta.root_names()} - {*states.columns}:
        return None
    states = states.with_columns(exposure=sign * exposure.cast(pl.Float64))
    signed, later = pl.col(SIGNED) > 0, pl.col("told").str.starts_with(LATER)
    if who in (MORE, FEWER):
        # Who signed later is known not to have signed before.
        free = states.filter(~signed & ~later if who == MORE else signed).drop_nulls("exposure")
        ordered = free.sort("exposure", "iso3", descending=[who == FEWER, False])["iso3"]
        signed ^= pl.col("iso3").is_in(ordered.head(MISPLACED).to_list())
    read = pl.col("told").str.contains(DEPOSITARY, literal=True)
    outcome = {LISTED_LATER: signed | later, READ_THERE: signed & read}.get(who, signed)
    return examined(
        states,
        chosen,
        outcome=outcome,
        exposure=exposure,
        adjusted=BESIDES,
        without=[SIZE] * (not ranks),
        ranks=ranks,
        sign=sign,
        seed=survey.seed,
    )


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
    "claim": "smallest_signed_least",
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


def _of_choice(claimed, kind, choice, column="value", **more):
    row = {"kind": kind, "choice": choice}
    return {"table": claimed, "column": column, "row": row} | ({"decimals": 2} | more)


def _given_others(claimed, what, strongest, weaker, holds):
    """Return the finding that a fact is associated with signing, and a weaker one if it fails."""
    finding = f"The rank correlation between {what} and signature of the UN Convention against "
    finding += "Cybercrime is {main}. It is {level} after adjusting for ITU's overall score, and "
    finding += "{beside} after adjusting for population."
    rows = {"level": (ADJUSTED, LEVEL), "beside": (ADJUSTED, SIZE)}
    main = {"table": claimed, "row": {"kind": MAIN}}
    shown = {"main_holds": {"equals": True}, "beside_holds": {"equals": False}}
    return {
        "claim": claimed,
        "headline": strongest,
        "finding": finding,
        "weaker": [{"headline": weaker, "finding": finding, "holds": shown | holds}],
        "subtitle": f"Rank correlation of {what} with having signed the UN Convention against "
        "Cybercrime, under each specification",
        "values": {name: _of_choice(claimed, *at) for name, at in rows.items()}
        | {"main": main | {"column": "value", "decimals": 2}}
        | {"main_holds": main | {"column": "holds"}}
        | {"beside_holds": _of_choice(claimed, ADJUSTED, SIZE, "holds")},
    }


@figure(
    cooperating_signed_more,
    area=AREA,
    title="ITU's cooperation score and having signed the UN Convention against Cybercrime",
    says=_given_others(
        "cooperating_signed_more",
        "ITU's cooperation score of 2024",
        "Among States of similar size, signatories score higher on cooperation",
        "Signatories of the UN Convention score no higher on cooperation than overall",
        {"level": {"at_most": 0.05}},
    ),
)
def signing_and_cooperation(choices, view):
    """Show the correlation with ITU's cooperation score under every choice."""
    return in_rows(choices, view, who=phrase("Member States"), method=REFUTED)


@figure(
    named_signed_more,
    area=AREA,
    title="Being named by experts and having signed the UN Convention against Cybercrime",
    says=_given_others(
        "named_signed_more",
        "nomination by experts as a source of cybercrime in 2021",
        "Countries that experts named signed more often than others of similar size",
        "Countries that experts named signed more often; size may explain it",
        {},
    ),
)
def signing_and_being_named(choices, view):
    """Show the correlation with being named under every choice."""
    return in_rows(choices, view, who=phrase("Member States"), method=REFUTED)
