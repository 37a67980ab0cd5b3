"""All tables that steps write, by name, collected from their contracts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from cyberstudy.tables import (
    across,
    calibration,
    estimates,
    indices,
    levels,
    nonresponse,
    truth_audit,
    typologies,
)
from cyberstudy.tables.records import RECORDS, Record
from surveyanswers.tables import answers
from surveyanswers.tables.contract import DESCRIBE, PUBLISHED, Contract
from surveyanswers.tables.disclosure import INSIDE, LABEL, REPEATED, disclosure_of
from surveyanswers.tables.problems import SurveyError

if TYPE_CHECKING:
    from surveyanswers.tables.frame_schemas import dy

_MODULES = (
    *(answers, estimates, nonresponse, levels, indices),
    *(across, typologies, calibration, truth_audit),
)
#: Every table, by the name that rules give it; those of each clustering begin with `_OF_EACH`.
TABLES: Mapping[str, type[Contract]] = {
    contract.place.name: contract
    for module in _MODULES
    for contract in vars(module).values()
    if isinstance(contract, type) and issubclass(contract, Contract) and contract.place.file
}
_OF_EACH = "{clustering}/"
#: Tables that stages hand on and stage 6 is never given.
HANDED_ON = {name: contract for name, contract in TABLES.items() if contract.place.inside}
#: Of those that it may be given: frozen in results/published, of simulated truth and no survey.
FROZEN = {name: each for name, each in TABLES.items() if each.place.stage == PUBLISHED}
#: Those of one clustering, in a folder of its name.
OF_CLUSTERING = {
    name.removeprefix(_OF_EACH): contract
    for name, contract in TABLES.items()
    if name.startswith(_OF_EACH)
}
#: And those of a survey.
OF_SURVEY = {
    name: contract
    for name, contract in TABLES.items()
    if name not in HANDED_ON | FROZEN and not name.startswith(_OF_EACH)
}


def labels_of(contracts: Iterable[type[dy.Schema]]) -> dict[str, str]:
    """Return what pages call columns, by name, as contracts have it."""
    return {
        name: label
        for contract in contracts
        for name, declared in contract.columns().items()
        if (label := (declared.metadata or {}).get(LABEL))
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
        Contracts of the survey's analyses, by name.

    Raises
    ------
    SurveyError
        There is none: nobody has said what may be seen of it.
    """
    contracts = OF_CLUSTERING if clustering else {**OF_SURVEY, **FROZEN, **(made or {})}
    if name not in contracts:
        raise SurveyError(
            f"table {name} has no contract, so nobody has said what may be seen of it. "
            "Declare it in cyberstudy.tables."
        )
    return contracts[name]


def named(name: str) -> type[Contract] | None:
    """Return the contract of a table by its file's name, without ending; None of another file."""
    return {**OF_CLUSTERING, **OF_SURVEY, **FROZEN}.get(name)


def described_by(sections: Collection[str], *, asks: bool = True) -> list[str]:
    """List the tables of `describe` that a plan with these sections asks for.

    Those of every plan are about answers: where nobody was asked (`asks`) there are none.
    """
    return [
        name
        for name, contract in OF_SURVEY.items()
        if contract.place.stage == DESCRIBE
        and (contract.place.asked_by in sections if contract.place.asked_by else asks)
    ]


def columns_of(sections: Collection[str], clusterings: Iterable[str]) -> dict[str, list[str]]:
    """List the columns of every table that headlines of a plan with these sections may read."""
    columns_by_table = {
        name: contract.column_names()
        for name, contract in (OF_SURVEY | FROZEN).items()
        if contract.place.asked_by in ("", *sections)
    }
    of_each = {name: list(record.keys) for name, record in RECORDS.items()}
    of_each |= {name: kind.column_names() for name, kind in OF_CLUSTERING.items()}
    for clustering in clusterings:
        columns_by_table |= {f"{clustering}/{name}": columns for name, columns in of_each.items()}
    return columns_by_table


def repeats_source(name: str, own_contracts: Mapping[str, type[dy.Schema]] | None = None) -> bool:
    """Whether a table, named with its folder if any, repeats what its source says of units.

    Parameters
    ----------
    name
        Of the table.
    own_contracts
        Contracts of the survey's analyses, by name.
    """
    contracts = OF_CLUSTERING if "/" in name else {**OF_SURVEY, **(own_contracts or {})}
    contract = contracts.get(name.rpartition("/")[2])
    return contract is not None and not REPEATED.isdisjoint(disclosure_of(contract).values())


def of_groups(name: str) -> bool:
    """Whether a table or record, named ``survey/table``, tells of no single unit."""
    folder, _, base_name = name.partition("/")[2].rpartition("/")
    if base_name.endswith(".json"):
        record = RECORDS.get(base_name.removesuffix(".json"))
        return record is not None and record.part not in INSIDE
    contract = (OF_CLUSTERING if folder else OF_SURVEY).get(base_name)
    return contract is not None and INSIDE.isdisjoint(disclosure_of(contract).values())


def record_of(name: str) -> Record:
    """Return what a clustering's record holds, and its part in disclosure.

    Raises
    ------
    SurveyError
        Nobody has said either.
    """
    if name not in RECORDS:
        raise SurveyError(
            f"record {name} is not in the registry of cyberstudy.tables, so nobody has said what "
            "may be seen of it"
        )
    return RECORDS[name]
