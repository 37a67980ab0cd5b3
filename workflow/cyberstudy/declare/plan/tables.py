"""Which tables a plan asks for, with their contracts: rules make them, headlines read them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import dataframely as dy

from cyberstudy.tables import answers, estimates, typologies

Contracts = Mapping[str, type[dy.Schema] | None]

#: Tables of `describe`, by the section of the plan that asks for them; "" is every plan.
DESCRIBED: Mapping[str, Contracts] = {
    "": {
        "coverage": estimates.Coverage,
        "nonresponse": estimates.Nonresponse,
        "response": estimates.Response,
        "channels": estimates.Channels,
        "disagreements": estimates.Disagreements,
        "changes": estimates.Changes,
    },
    "index": dict.fromkeys(["index", "index_strict", "neighbours", "parts", "own_country"]),
    "replication": {"replication": estimates.Replication},
    # The scores themselves, indices.parquet, name units: they are no table to be seen.
    "indices": {
        "index_items": estimates.IndexItems,
        "index_groups": estimates.IndexGroups,
        "index_reliability": estimates.IndexReliability,
    },
    "contrasts": {"contrasts": estimates.Contrasts},
    "findings": {"findings": estimates.Findings},
    "estimates": {"estimates": estimates.Estimates},
}
#: Tables of other stages, which every survey has.
EVERYWHERE: Contracts = {
    "answers": answers.Answers,
    "accounting": None,  # without names of files where answers are confidential
    "receipt": answers.Receipt,
    "calibration": None,
}
#: Tables and records of every clustering, and what those of units by their answers have besides.
OF_CLUSTERINGS: Contracts = {
    "selection": typologies.TypeSelection,
    "tests": typologies.RivalTests,
    "members": typologies.TypeMembers,
    "profiles": typologies.TypeProfiles,
    "stability": typologies.TypeStability,
    "model": None,
    "verdict": None,
}
OF_LATENT_CLASSES: Contracts = {
    "checks": typologies.TypeChecks,
    "together": typologies.CoAssignment,
    "agreement": typologies.MethodAgreement,
    "associations": typologies.Associations,
    "levels": typologies.AssociationLevels,
    "multiverse": None,
    "choices": None,
}
OF_MIXTURES: Contracts = dict.fromkeys(["tree"])


def described_by(sections: Collection[str]) -> dict[str, type[dy.Schema] | None]:
    """List the tables of `describe` that a plan with these sections asks for."""
    return {
        name: contract
        for section, tables in DESCRIBED.items()
        if not section or section in sections
        for name, contract in tables.items()
    }
