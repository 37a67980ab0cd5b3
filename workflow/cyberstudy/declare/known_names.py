"""The names that declarations of a survey may use: each kind, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.analysis_files import AnalysisFile
from cyberstudy.claims import Claim
from cyberstudy.declare.dividing import questions_that_divide
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.clusterings import OWN_TABLE
from cyberstudy.declare.plan.estimates import DIVIDES, RESPONDENTS
from cyberstudy.declare.plan.nonresponse import STRATUM
from cyberstudy.tables.registry import columns_of
from surveyanswers.instrument import known_names
from surveyanswers.instrument.data_access import RAW
from surveyanswers.instrument.known_names import Lists, read_if_sound
from surveyanswers.instrument.names import Names
from surveyanswers.instrument.parsing import load
from surveyanswers.instrument.raw_files import SOURCES, Sources
from surveyanswers.tables.description import seen_columns
from surveyanswers.tables.storage import read_text_table

TOTAL = "total"  # the group of a grouping that takes its respondents as a whole
TREATIES = Path("data/raw/reference/treaties.csv")


def names_of(survey: OpenSurvey) -> Names:
    """Collect all names but the plan's own; of what cannot be read there are none."""
    of_survey = known_names.names_of(survey)
    kinds = {kind: list(names) for kind, names in of_survey.known.items()}
    notebooks = sorted((survey.root / "notebooks").glob("*.ipynb"))
    kinds["notebook"] = [path.stem for path in notebooks]
    fetched = survey.root / RAW / SOURCES
    brought = load(fetched, Sources).sources if fetched.is_file() else ()
    kinds["public file"] = [f"{RAW}/{source.path}" for source in brought]
    treaties = survey.root / TREATIES
    if treaties.is_file():
        kinds["treaty"] = read_text_table(treaties)["instrument"].unique().sort().to_list()
    kinds["settings"] = [f"settings.{key}" for key in survey.settings.plain()]
    kinds["settings"] += [f"settings.protection: {survey.settings.protection}"]
    form, codebook = (
        read_if_sound(lambda: survey.questionnaire),
        read_if_sound(lambda: survey.codebook),
    )
    divisions, refused = questions_that_divide(survey.settings, form, codebook)
    lists: Lists = {kind: dict(names) for kind, names in of_survey.lists.items()}
    lists["value"] = divisions | lists.get("value", {})
    kinds[DIVIDES] = [*lists["value"], *survey.settings.unit_columns, *survey.settings.groups]
    return Names(kinds, lists, {DIVIDES: refused})


def with_plan(
    names: Names, written: object, root: Path, analyses: Sequence[AnalysisFile] = ()
) -> Names:
    """Add what a plan declares itself, as it is written: it may be broken elsewhere."""
    kinds = {kind: list(entries) for kind, entries in names.known.items()}
    lists: Lists = {kind: dict(entries) for kind, entries in names.lists.items()}
    if not isinstance(written, Mapping):
        return names
    groupings = _below(written, "estimates", "groupings")
    columns = _list(_below(written, "response").get("by"))
    sections = [str(key) for key, value in written.items() if value is not None]
    kinds["section"] = [*sections, *kinds["settings"]]
    kinds["grouping"] = [RESPONDENTS, *groupings]
    listed = kinds["column of the list of units"]
    # Whom an answer, or a form, would put where among nonrespondents nobody knows.
    unlisted = {n for n in groupings if _below(groupings, n).get("by") not in (None, *listed)}
    kinds[STRATUM] = [*(n for n in kinds["grouping"] if n not in unlisted), *listed]
    kinds["column of replies"] = [RESPONDENTS, *columns]
    kinds["grouping or column in response.by"] = [*dict.fromkeys([*kinds["grouping"], *columns])]
    kinds["index"] = list(_below(written, "indices", "sets"))
    kinds["clustering"] = list(_below(written, "clusterings"))
    kinds["figure of an analysis"] = [name for analysis in analyses for name in analysis.figures]
    inside = "settings.protection: confidential" in kinds["settings"]
    kinds["exhibit"] = [
        *_below(written, "exhibits"),
        *(name for analysis in analyses for name in analysis.seen(inside=inside)),
    ]
    kinds["claim"] = [
        name
        for analysis in analyses
        for name, table in analysis.tables.items()
        if isinstance(table, Claim)
    ]
    kinds["place in the plan"] = list(_places(written))
    _of_groups(groupings, columns, kinds, lists)
    _of_tables(written, kinds, lists)
    contracts = {
        name: table.contract for analysis in analyses for name, table in analysis.tables.items()
    }
    # A clustering of such a table would tell of it.
    kinds[OWN_TABLE] = [] if inside else list(contracts)
    why = "is a table of an analysis, of which nothing leaves a confidential survey"
    refused = {OWN_TABLE: {name: f"{name} {why}" for name in contracts}} if inside else {}
    for name, contract in contracts.items():
        lists["column"][f"{OWN_TABLE} {name}"] = contract.column_names()
    for name, contract in contracts.items() if not inside else ():
        lists["column"] = {name: [*seen_columns(contract)], **lists["column"]}
        kinds["table of the release"].append(name)
    published = _below(written, "findings").get("published")
    if published in kinds["raw table"]:
        kinds["published finding"] = _findings(read_text_table(root / published))
    return Names(kinds, lists, {**names.refused, **refused})


def _findings(rows: pl.DataFrame) -> list[str]:
    """Name findings of which the plan may map the share or the count."""
    if not {"id", "part", "measure"} <= set(rows.columns):
        return []
    mappable = rows.filter(pl.col("measure").is_in(["share", "count"]))
    return [f"{number} part {part}" for number, part in mappable.select("id", "part").iter_rows()]


def _of_groups(
    groupings: Mapping[str, Any],
    columns: list[str],
    kinds: Mapping[str, list[str]],
    lists: Lists,
) -> None:
    values = lists.get("value", {})
    of_all = kinds.get("group of respondents")
    groups: dict[str, list[str]] = {RESPONDENTS: of_all} if of_all is not None else {}
    for name in groupings:
        division = _below(groupings, name)
        by = division.get("by")
        if by is None:
            groups[name] = [TOTAL]
        elif isinstance(by, str) and by in values:
            groups[name] = list(values[by])
    lists["group"] = groups
    replies = {column: values[column] for column in columns if column in values}
    lists["group of replies"] = replies | ({RESPONDENTS: of_all} if of_all is not None else {})


def _of_tables(written: Mapping[str, Any], kinds: dict[str, list[str]], lists: Lists) -> None:
    lists["column"] = columns_of(kinds["section"], kinds["clustering"])
    kinds["table of the release"] = list(lists["column"])


def _below(written: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    """Return the mapping below these keys; empty if there is none, which its own check reports."""
    for key in keys:
        section = written.get(key)
        written = (
            {k: v for k, v in section.items() if isinstance(k, str)}
            if isinstance(section, Mapping)
            else {}
        )
    return written


def _list(written: object) -> list[str]:
    return [text for text in written if isinstance(text, str)] if isinstance(written, list) else []


def _places(written: object, above: tuple[str, ...] = ()) -> Iterator[str]:
    """List where single values stand in a plan, keys below keys."""
    if isinstance(written, Mapping):
        for key, value in written.items():
            yield from _places(value, (*above, str(key)))
    elif not isinstance(written, list):
        yield ".".join(above)
