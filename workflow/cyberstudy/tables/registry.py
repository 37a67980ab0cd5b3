"""Which contract each table has that stage 6 may be given, by the name of its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cyberstudy.tables import (
    across,
    answers,
    composite,
    estimates,
    experts_and_states,
    indices,
    levels,
    memberships,
    nominations,
    nonresponse,
    typologies,
)
from cyberstudy.tables.calibration import calibration_contract
from cyberstudy.tables.disclosure import REPEATED, disclosure_of
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.records import RECORDS, Record
from cyberstudy.tables.truth_audit import TruthAudit

if TYPE_CHECKING:
    import dataframely as dy

#: Tables of a survey.
OF_SURVEY: Mapping[str, type[dy.Schema]] = {
    "receipt": answers.Receipt,
    "accounting": answers.Accounting,
    "answers": answers.Answers,
    "coverage": estimates.Coverage,
    "nonresponse": estimates.Nonresponse,
    "response": estimates.Response,
    "channels": estimates.Channels,
    "disagreements": estimates.Disagreements,
    "changes": estimates.Changes,
    "held_against": answers.HeldAgainst,
    "memberships": memberships.Memberships,
    "said": memberships.SaidByUnit,
    "estimates": estimates.Estimates,
    "nonresponse_weights": nonresponse.NonresponseWeights,
    "nonresponse_estimates": nonresponse.NonresponseEstimates,
    "representativity": nonresponse.Representativity,
    "tipping_points": nonresponse.TippingPoints,
    "levels": levels.Levels,
    "change": levels.Change,
    "composite_weights": composite.CompositeWeights,
    "composite_residuals": composite.CompositeResiduals,
    "composite_missing": composite.CompositeMissing,
    "composite_ranks": composite.CompositeRanks,
    "replication": estimates.Replication,
    "index_items": indices.IndexItems,
    "index_groups": indices.IndexGroups,
    "index_reliability": indices.IndexReliability,
    "index_functioning": indices.IndexFunctioning,
    "contrasts": estimates.Contrasts,
    "findings": estimates.Findings,
    "nominations": nominations.Nominations,
    "country_facts": experts_and_states.CountryFacts,
    "fact_rows": experts_and_states.FactRows,
    "experts_and_states": experts_and_states.ExpertsAndStates,
    "named_and_not": experts_and_states.NamedAndNot,
    "neighbours": nominations.NeighbouringRanks,
    "parts": nominations.Parts,
    "own_country": nominations.OwnCountry,
    "index_looks": nominations.IndexLooks,
    "rating_variances": nominations.RatingVariances,
    "crosswalk": across.Crosswalk,
    "says": across.Says,
    "agreement": across.Agreement,
    "contradictions": across.Contradictions,
    "verdicts": across.Verdicts,
}
#: Of them, those that hold simulated answers beside real ones, as their rows say.
SIMULATED = ("verdicts",)
#: Tables of one clustering, in a folder of its name.
OF_CLUSTERING: Mapping[str, type[dy.Schema]] = {
    "selection": typologies.TypeSelection,
    "tests": typologies.RivalTests,
    "members": typologies.TypeMembers,
    "profiles": typologies.TypeProfiles,
    "stability": typologies.TypeStability,
    "checks": typologies.TypeChecks,
    "associations": typologies.Associations,
    "levels": typologies.AssociationLevels,
    "multiverse": typologies.Multiverse,
}
#: The folder of a release with its banner tables, and their contract.
BANNERS, OF_BANNERS = "banners", {"(each banner)": estimates.Banner}
#: Tables that were frozen in results/published, of simulated truth and not of a survey.
FROZEN: Mapping[str, type[dy.Schema]] = {
    "calibration": calibration_contract(),
    "truth_audit": TruthAudit,
}


def contract_of(
    name: str, *, clustering: bool = False, made: Mapping[str, type[dy.Schema]] | None = None
) -> type[dy.Schema]:
    """Return the contract of a table.

    Parameters
    ----------
    name
        Its file, without folder and ending.
    clustering
        Whether it is of a clustering.
    made
        Contracts that follow from the survey's plan, by name.

    Raises
    ------
    StudyProblem
        There is none: nobody has said what may be seen of it.
    """
    known = OF_CLUSTERING if clustering else {**OF_SURVEY, **FROZEN, **(made or {})}
    if name not in known:
        raise StudyProblem(
            f"table {name} has no contract, so nobody has said what may be seen of it. "
            "Declare it in cyberstudy.tables, and in its registry."
        )
    return known[name]


def repeats_source(name: str) -> bool:
    """Whether a table, named with its folder if any, repeats what its source says of units."""
    known = OF_CLUSTERING if "/" in name else OF_SURVEY
    contract = known.get(name.rpartition("/")[2])
    return contract is not None and not REPEATED.isdisjoint(disclosure_of(contract).values())


def record_of(name: str) -> Record:
    """Return what a clustering's record holds, and its part in disclosure.

    Raises
    ------
    StudyProblem
        Nobody has said either.
    """
    if name not in RECORDS:
        raise StudyProblem(
            f"record {name} is not in the registry of cyberstudy.tables, so nobody has said what "
            "may be seen of it"
        )
    return RECORDS[name]
