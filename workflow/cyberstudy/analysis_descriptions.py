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
    told = descriptions(paths)
    if problems := [found["problem"] for found in told if "problem" in found]:
        raise SurveyError("\n".join(problems))
    return [of_plain(path, found) for path, found in zip(paths, told, strict=True)]


def descriptions(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Describe analyses as plain data; those that have not changed are not imported again."""
    sources = {path: path.read_bytes() for path in paths}
    new = [path for path, text in sources.items() if not {text, (path, text)} & {*_known}]
    for path, found in zip(new, _asked(new), strict=True):
        _known[(path, sources[path]) if "problem" in found else sources[path]] = found
    return [_known.get(text) or _known[path, text] for path, text in sources.items()]


def _asked(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return descriptions of files, which a process behind the fence imports."""
    if not paths:
        return []
    asked = [sys.executable, "-m", __name__, *map(str, paths)]
    python = os.pathsep.join(filter(None, (fence.LIBRARY, os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        fence.around(asked, {str(path.parent) for path in paths}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": python},
    )
    try:
        found = [json.loads(line) for line in done.stdout.splitlines()]
    except ValueError:
        found = []
    if len(found) < len(paths):
        path = os.path.relpath(paths[len(found)])
        raise SurveyError(f"{path}: its import ended the process (status {done.returncode})")
    return found


def plain(file: AnalysisFile) -> dict[str, Any]:
    """Write down what a file declares."""
    tables = {
        name: {
            "doc": made.function.__doc__,
            "answers": [*made.answers],
            "reads": [*made.reads],
            "explored": dict(made.explored),
            "contract": _plain_contract(made.contract),
            "claim": {
                "over": {k: [*v] for k, v in made.over.items()},
                "refuted_by": made.refuted_by,
            }
            if isinstance(made, Claim)
            else None,
        }
        for name, made in file.tables.items()
    }
    figures = {
        name: {
            "of": each.table,
            "own": isinstance(each.of, TableOfOwn),
            "declared": dict(each.declared),
        }
        for name, each in file.figures.items()
    }
    return {"tables": tables, "figures": figures, "lines": dict(file.lines)}


def _plain_contract(contract: type[Analysis]) -> dict[str, Any]:
    columns = {name: _plain_column(column) for name, column in contract.columns().items()}
    about = {name: columns.pop(name, None) for name in ABOUT}
    changed = {name for each in contract.__mro__ if each is not Analysis for name in vars(each)}
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
    told = {k: [*v] if k == "categories" else v for k, v in kept.items() if v is not None}
    inner = getattr(column, "inner", None)
    metadata = column.metadata or {}
    return {
        "kind": type(column).__name__,
        **{k: v for k, v in told.items() if isinstance(v, str | int | float | list)},
        **{name: metadata.get(name) for name in (DISCLOSURE, LABEL, DECIMALS)},
        **({"inner": _plain_column(inner)} if isinstance(inner, dy.Column) else {}),
    }


#: Columns that say whom and what a row is about, as they are here, where no analysis was imported.
ABOUT = (*Analysis.ABOUT,)
_ABOUT = {name: _plain_column(Analysis.columns()[name]) for name in ABOUT}


def of_plain(path: Path, found: Mapping[str, Any]) -> AnalysisFile:
    """Make of a description what `opened` returns, whose functions do nothing.

    Contracts have `units` and `questions` of `Analysis` itself, whatever the file did to them.

    Raises
    ------
    SurveyError
        A contract declared these anew, or lacks them; or this is no description.
    """
    try:
        lines = dict(found["lines"])
        where = f"{os.path.relpath(path)}, line"
        tables = {
            name: _table(f"{where} {lines.get(name)}, {name}", name, each)
            for name, each in found["tables"].items()
        }
        figures = {
            name: Figure(
                _function(name),
                (tables.get(each["of"]) or TableOfOwn(_function(each["of"]), Analysis, (), ()))
                if each["own"]
                else str(each["of"]),
                each["declared"],
            )
            for name, each in found["figures"].items()
        }
        return AnalysisFile(path, tables, figures, lines)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        where = os.path.relpath(path)
        raise SurveyError(f"{where}: what it declares cannot be read: {problem!r}") from problem


def _table(where: str, name: str, found: Mapping[str, Any]) -> TableOfOwn:
    said = found["contract"]
    if said["about"] != _ABOUT or not {*ABOUT}.isdisjoint(said["columns"]):
        raise SurveyError(
            f"{where}: its contract {said['name']} does not leave `units` and `questions` as "
            "Analysis declares them. They say whom and what each row is about, by which protection "
            "decides: a contract cannot declare, rename, empty or hide them"
        )
    # Names of attributes are ours: one of a column's could hide what a contract knows of itself.
    columns = {f"column_{n}": _column(*each) for n, each in enumerate(said["columns"].items())}
    told = {"__doc__": said["doc"], "SUMS": said["sums"] is True, **columns}
    contract = type(str(said["name"]), (Analysis,), told)
    declared = (_function(name, found["doc"]), contract, found["answers"], found["reads"])
    if claim := found["claim"]:
        return Claim(*declared, claim["over"], claim["refuted_by"], explored=found["explored"])
    return TableOfOwn(*declared, explored=found["explored"])


def _column(name: str, found: Mapping[str, Any]) -> dy.Column:
    kind = getattr(dy, str(found["kind"]))
    if not (isinstance(kind, type) and issubclass(kind, dy.Column)):
        raise TypeError(f"{found['kind']} is no type of column")
    part = found[DISCLOSURE]
    metadata = {DISCLOSURE: part and Part(part), LABEL: found[LABEL], DECIMALS: found[DECIMALS]}
    inner = [_column("", found["inner"])] if "inner" in found else []
    options = {option: found[option] for option in OPTIONS if option in found}
    return kind(*inner, alias=name or None, metadata=metadata, **options)


def _function(name: str, doc: str | None = None) -> Any:
    """Return a function that does nothing, with a marked function's name and docstring."""

    def described_only(given: Given) -> None:
        raise SurveyError(f"{name} runs in a job of its own, behind the fence")

    described_only.__name__, described_only.__doc__ = name, doc
    return described_only


def main(paths: Iterable[str]) -> None:
    """Describe files, a line each, to whoever asks; what they print themselves is no answer."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answer:
        os.dup2(2, 1)
        for path in paths:
            try:
                said = json.dumps(plain(opened(Path(path))))
            except SurveyError as problem:
                said = json.dumps({"problem": f"{problem}{fence.hint(str(problem))}"})
            except (TypeError, ValueError, AttributeError) as problem:
                where = os.path.relpath(path)
                said = json.dumps({"problem": f"{where}: what it declares is no data: {problem}"})
            print(said, file=answer, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
