"""What analyses say of themselves, without running them: a description, as plain data.

It stands in what runs when a file is imported, and who imports it runs code of whoever wrote it. So
a process behind the fence, which can open nothing of the study but its code, imports the files and
writes down what they declare. Planner, protection and release read that, and import none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cyberstudy import fence
from cyberstudy.analyses import Analysis, Figure, Given, TableOfOwn
from cyberstudy.analysis_files import AnalysisFile, opened
from cyberstudy.claims import Claim
from surveyanswers.tables.disclosure import DECIMALS, DISCLOSURE, LABEL, Part
from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.problems import SurveyError

#: What a description keeps of a column besides its part; of what else it has nothing is shown.
OPTIONS = (
    *("nullable", "primary_key", "description", "regex", "categories", "min_length", "max_length"),
    *("min", "min_exclusive", "max", "max_exclusive"),
)
_known: dict[bytes | tuple[Path, bytes], dict[str, Any]] = {}


def described(paths: Sequence[Path]) -> list[AnalysisFile]:
    """Describe analyses.

    Raises
    ------
    SurveyError
        A file cannot be imported, or declares what it may not; with file and line.
    """
    contents = descriptions(paths)
    if problems := [description["problem"] for description in contents if "problem" in description]:
        raise SurveyError("\n".join(problems))
    return [of_plain(path, description) for path, description in zip(paths, contents, strict=True)]


def descriptions(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Describe analyses as plain data; those that have not changed are not imported again."""
    sources = {path: path.read_bytes() for path in paths}
    new = [path for path, text in sources.items() if not {text, (path, text)} & {*_known}]
    for path, description in zip(new, _asked(new), strict=True):
        _known[(path, sources[path]) if "problem" in description else sources[path]] = description
    return [_known.get(text) or _known[path, text] for path, text in sources.items()]


def _asked(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return descriptions of files, which a process behind the fence imports."""
    if not paths:
        return []
    command = [sys.executable, "-m", __name__, *map(str, paths)]
    python = os.pathsep.join(filter(None, (fence.LIBRARY, os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        fence.around(command, {str(path.parent) for path in paths}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": python},
    )
    try:
        contents = [json.loads(line) for line in done.stdout.splitlines()]
    except ValueError:
        contents = []
    if len(contents) < len(paths):
        path = os.path.relpath(paths[len(contents)])
        raise SurveyError(f"{path}: its import ended the process (status {done.returncode})")
    return contents


def plain(file: AnalysisFile) -> dict[str, Any]:
    """Write down what a file declares."""
    tables = {
        name: {
            "doc": table.function.__doc__,
            "answers": [*table.answers],
            "reads": [*table.reads],
            "contract": _plain_contract(table.contract),
            "claim": {
                "over": {k: [*v] for k, v in table.over.items()},
                "refuted_by": table.refuted_by,
                "range_written": table.range_written,
                "dropped": [*table.dropped],
            }
            if isinstance(table, Claim)
            else None,
        }
        for name, table in file.tables.items()
    }
    figures = {
        name: {
            "of": figure.table,
            "own": isinstance(figure.of, TableOfOwn),
            "declared": dict(figure.declared),
        }
        for name, figure in file.figures.items()
    }
    return {"tables": tables, "figures": figures, "lines": dict(file.lines)}


def _plain_contract(contract: type[Analysis]) -> dict[str, Any]:
    columns = {name: _plain_column(column) for name, column in contract.columns().items()}
    about = {name: columns.pop(name, None) for name in ABOUT}
    changed = {name for base in contract.__mro__ if base is not Analysis for name in vars(base)}
    as_it_was = (*contract.ABOUT,) == ABOUT and changed.isdisjoint(ABOUT)
    return {
        "name": contract.__name__,
        "doc": contract.__doc__,
        "sums": contract.SUMS,
        "about": about if as_it_was else None,
        "columns": columns,
    }


def _plain_column(column: dy.Column) -> dict[str, Any]:
    kept = {name: getattr(column, name, None) for name in OPTIONS}
    options = {k: [*v] if k == "categories" else v for k, v in kept.items() if v is not None}
    inner = getattr(column, "inner", None)
    metadata = column.metadata or {}
    return {
        "kind": type(column).__name__,
        **{k: v for k, v in options.items() if isinstance(v, str | int | float | list)},
        **{name: metadata.get(name) for name in (DISCLOSURE, LABEL, DECIMALS)},
        **({"inner": _plain_column(inner)} if isinstance(inner, dy.Column) else {}),
    }


#: Columns that say whom and what a row is about, as they are here, where no analysis was imported.
ABOUT = (*Analysis.ABOUT,)
_ABOUT = {name: _plain_column(Analysis.columns()[name]) for name in ABOUT}


def of_plain(path: Path, description: Mapping[str, Any]) -> AnalysisFile:
    """Return, from a description, what `opened` returns, with functions that do nothing.

    Contracts have `units` and `questions` of `Analysis` itself, whatever the file did to them.

    Raises
    ------
    SurveyError
        A contract declared these anew, or lacks them; or this is no description.
    """
    try:
        lines = dict(description["lines"])
        where = f"{os.path.relpath(path)}, line"
        tables = {
            name: _table(f"{where} {lines.get(name)}, {name}", name, entry)
            for name, entry in description["tables"].items()
        }
        figures = {
            name: Figure(
                _function(name),
                (tables.get(entry["of"]) or TableOfOwn(_function(entry["of"]), Analysis, (), ()))
                if entry["own"]
                else str(entry["of"]),
                entry["declared"],
            )
            for name, entry in description["figures"].items()
        }
        return AnalysisFile(path, tables, figures, lines)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        where = os.path.relpath(path)
        raise SurveyError(f"{where}: what it declares cannot be read: {problem!r}") from problem


def _table(where: str, name: str, entry: Mapping[str, Any]) -> TableOfOwn:
    record = entry["contract"]
    if record["about"] != _ABOUT or not {*ABOUT}.isdisjoint(record["columns"]):
        raise SurveyError(
            f"{where}: its contract {record['name']} does not leave `units` and `questions` as "
            "Analysis declares them. They say whom and what each row is about, by which protection "
            "decides: a contract cannot declare, rename, empty or hide them"
        )
    # Names of attributes are ours: one of a column's could hide what a contract knows of itself.
    columns = {f"column_{n}": _column(*pair) for n, pair in enumerate(record["columns"].items())}
    attributes = {"__doc__": record["doc"], "SUMS": record["sums"] is True, **columns}
    contract = type(str(record["name"]), (Analysis,), attributes)
    declared = (_function(name, entry["doc"]), contract, entry["answers"], entry["reads"])
    if claim := entry["claim"]:
        words = (claim[name] for name in ("over", "refuted_by", "range_written", "dropped"))
        return Claim(*declared, *words)
    return TableOfOwn(*declared)


def _column(name: str, entry: Mapping[str, Any]) -> dy.Column:
    kind = getattr(dy, str(entry["kind"]))
    if not (isinstance(kind, type) and issubclass(kind, dy.Column)):
        raise TypeError(f"{entry['kind']} is no type of column")
    part = entry[DISCLOSURE]
    metadata = {DISCLOSURE: part and Part(part), LABEL: entry[LABEL], DECIMALS: entry[DECIMALS]}
    inner = [_column("", entry["inner"])] if "inner" in entry else []
    options = {option: entry[option] for option in OPTIONS if option in entry}
    return kind(*inner, alias=name or None, metadata=metadata, **options)


def _function(name: str, doc: str | None = None) -> Any:
    """Return a function that does nothing, with a marked function's name and docstring."""

    def described_only(inputs: Given) -> None:
        raise SurveyError(f"{name} runs in a job of its own, behind the fence")

    described_only.__name__, described_only.__doc__ = name, doc
    return described_only


def main(paths: Iterable[str]) -> None:
    """Describe files, a line each, to whoever asks; what they print themselves is no answer."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answer:
        os.dup2(2, 1)
        for path in paths:
            try:
                line = json.dumps(plain(opened(Path(path))))
            except SurveyError as problem:
                line = json.dumps({"problem": f"{problem}{fence.hint(str(problem))}"})
            except (TypeError, ValueError, AttributeError) as problem:
                where = os.path.relpath(path)
                line = json.dumps({"problem": f"{where}: what it declares is no data: {problem}"})
            print(line, file=answer, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
