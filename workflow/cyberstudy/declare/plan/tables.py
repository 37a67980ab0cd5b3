"""Which tables a plan asks for: rules make them, and headlines read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import dataframely as dy

from cyberstudy.tables import registry
from cyberstudy.tables.nominations import index_contracts
from cyberstudy.tables.records import RECORDS

#: Tables of `describe`, by the section of the plan, or the key of the settings, that asks for them;
#: "" is every plan.
DESCRIBED: Mapping[str, tuple[str, ...]] = {
    "": ("coverage", "nonresponse", "response", "channels", "disagreements", "changes"),
    "index": (
        *("index", "index_strict", "index_looks", "rating_variances"),
        *("neighbours", "nominations", "parts", "own_country"),
    ),
    "replication": ("replication",),
    # The scores themselves, indices.parquet, name units: they are no table to be seen.
    "indices": ("index_items", "index_groups", "index_reliability", "index_functioning"),
    "contrasts": ("contrasts",),
    "findings": ("findings",),
    "estimates": ("estimates",),
    "nonresponse": (
        *("nonresponse_weights", "nonresponse_estimates"),
        *("representativity", "tipping_points"),
    ),
    "held_against": ("held_against",),
    "levels": ("levels",),
    "change": ("change",),
    "experts_and_states": ("country_facts", "fact_rows", "experts_and_states", "named_and_not"),
    "composite": (
        "composite_weights",
        "composite_residuals",
        "composite_missing",
        "composite_ranks",
    ),
    "agreement": ("crosswalk", "says", "agreement", "contradictions"),
    "verdicts": ("verdicts",),
}
#: Tables of other stages, which every survey has.
EVERYWHERE = ("answers", "accounting", "receipt", *registry.FROZEN)


def described_by(sections: Collection[str], *, asks: bool = True) -> list[str]:
    """List the tables of `describe` that a plan with these sections asks for.

    Those of every plan are about answers: where nobody was asked (`asks`) there are none.
    """
    return [
        name
        for section, tables in DESCRIBED.items()
        if (asks if not section else section in sections)
        for name in tables
    ]


def columns_of(
    sections: Collection[str],
    clusterings: Iterable[str],
    ratings: Iterable[str],
    parts: Iterable[str],
) -> dict[str, list[str] | None]:
    """List the columns of every table that headlines may read; None where only a run tells."""
    contracts: dict[str, type[dy.Schema] | None] = {
        name: registry.OF_SURVEY.get(name) for name in (*described_by(sections), *EVERYWHERE)
    }
    if "index" in sections:
        contracts |= index_contracts(ratings, parts)
    found = {name: kind.column_names() if kind else None for name, kind in contracts.items()}
    of_each = {name: list(record.keys) for name, record in RECORDS.items()}
    of_each |= {name: kind.column_names() for name, kind in registry.OF_CLUSTERING.items()}
    for clustering in clusterings:
        found |= {f"{clustering}/{name}": columns for name, columns in of_each.items()}
    return found
