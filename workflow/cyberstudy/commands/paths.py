"""Count what stands behind ten published numbers: ``python -m cyberstudy.commands.paths``.

A number's path is everything hand-written from verify to it: what its jobs import, their scripts
and rules, what plans them, and the declarations that they rest on. `docs/paths.csv` holds each
number's jobs, its budget in lines, and what its path was before; a test compares.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from lineage import files_behind, modules_of_rules, names_in

from cyberstudy.declare.declared import ACROSS, folder_of
from cyberstudy.declare.entry import Entry
from cyberstudy.declare.opened import open_survey
from cyberstudy.jobs import RECORDING
from cyberstudy.tables.checksums import RESULTS

BUDGETS, PAGE = Path("docs/paths.csv"), Path("docs/paths.md")
#: Lines by room, and keys (all, set by one survey, by none), at 640288a.
ROOMS_BEFORE, KEYS_BEFORE = Path("docs/rooms_before.csv"), "381, 208 and 37"
#: A path may grow by so much before a word in the changelog is due.
GROWTH = 0.05
#: Which of the modules compute.
COMPUTING = re.compile(r"workflow/(latentclass/|cyberstudy/(statistics|describe|cluster)/)")
#: Declarations, and the folders of a survey that none of these numbers rests on.
DECLARED, APART = (".csv", ".yaml"), ("translations", "simulation")
#: What jobs make, of all that lies there; the planner's own and what is frozen is none of it.
MADE = re.compile(rf"{RESULTS}/(?!code/|published/|\w+/declared/)")
#: Classes of entries in plans and settings. Those of the study's own settings are no survey's, and
#: what steps are given of a survey's settings is written by the planner.
OF_PLANS = re.compile(r"cyberstudy\.(declare\.(plan|settings|cleaning|counting|looks)\b|draw\.)")
NO_SURVEYS = ("DeclaredStudy", "Publication", "Cleaning", "Counting")
RULE = re.compile(r"^rule (\w+):", re.MULTILINE)
#: Where hand-written lines are: the first that fits counts. None is for what is made or received.
ROOMS: tuple[tuple[str, str | None], ...] = (
    (r"(data|results)/|.*(\.lock|package-lock\.json|\.png|LICEN[CS]E\w*(\.txt)?)$", None),
    (r"workflow/schemas/|workflow/cyberstudy/release/page/assets/\w+\.js", None),
    (r"docs/(tables|declarations|exhibits|assumptions|paths|rooms_before)[\w-]*\.(md|csv)", None),
    (r".*\.po$", "catalogues of translations"),
    (r"(tests|workflow/\w+/tests)/.*\.py", "tests"),
    (r"tests/", "data of tests"),
    (r"workflow/cyberstudy/release/page/(assets|templates)/|workflow/page/", "page programs"),
    (r"workflow/cyberstudy/(\w+)/", r"workflow/cyberstudy/\1"),
    (r"workflow/(cyberstudy|disclosure|latentclass|rules|scripts|simulation)/", r"workflow/\1"),
    (r"Snakefile|workflow/", "workflow, besides"),
    (r".*/analyses/\w+\.py$", "analyses beside the surveys"),
    (r"config/", "declarations"),
    (r"(benchmarks|docs|notebooks)/", r"\1"),
    (r"", "the repository's own files"),
)
HEAD = """# Paths: what stands behind a number

Written by `python -m cyberstudy.commands.paths` from the code, and from a run with
`STUDY_RECORD_PATHS=1`, in which each job records beside its log what it loaded. The path of a
number is everything hand-written from verify to the table that holds it: the modules that its jobs
import, late imports too, with their scripts; the files of their rules; what plans the study before
any job (all other rules, and what they import: reading and checking of declarations); and the
surveys' declarations. `docs/paths.csv` holds the budget of each, and a test compares: a path that
grows by more than 5 % has to be named in the top section of CHANGELOG.md, by its words in the first
column, and `--budget` sets the new one. Numbers are of the day on which this page was written.

All in lines. `loaded`: of these modules, what the recorded run loaded. `computing`: those in
`latentclass`, `statistics`, `describe` and `cluster`. `before`: at 640288a, when nobody counted.

"""
STEPS = """## By step

Lines of the modules behind a number's jobs, by the file of rules that they stand in. Steps share
modules, so a row's sum is more than the path.
"""


@dataclass(frozen=True)
class Number:
    """One published number: its tables, the jobs that make them, and lines of its path."""

    number: str
    tables: str
    jobs: str = ""  # rule:survey, of an analysis also :file, in the order of the workflow
    executed: int = 0  # Python that a recorded run loaded
    budget: int = 0
    before: int = 0  # the whole path, and its modules alone
    modules_before: int = 0


def read_budgets(root: Path) -> list[Number]:
    """Read `docs/paths.csv`."""
    with (root / BUDGETS).open(newline="", encoding="utf-8") as stream:
        rows: list[dict[str, Any]] = [*csv.DictReader(stream)]
    counts = [field.name for field in fields(Number) if field.type == "int"]
    return [Number(**row | {name: int(row[name]) for name in counts}) for row in rows]


def path_of(jobs: Iterable[str], root: Path) -> dict[str, Set[Path]]:
    """List the files on the path of what `jobs` make, by what they are.

    Late imports are followed, too, so that it is at least what a run loads.
    """
    ran = [job.split(":") for job in jobs]
    rules, surveys = ({job[part] for job in ran} for part in range(2))
    analyses = {
        path
        for rule, survey, *file in ran
        if rule == "analyse"
        for path in folder_of(survey, root / "config").glob("analyses/*.py")
        if not file or path.stem == file[0]
    }
    imported = [name for path in analyses for name in names_in(path.read_text("utf-8"))]
    python = {*files_behind([*(f"scripts.{rule}" for rule in rules), *imported]), *analyses}
    own = {path for path in _rules(root) if rules & {*RULE.findall(path.read_text("utf-8"))}}
    return {
        "python": python,
        "rules": own,
        "planner": _planner(root) - own - python,
        "declarations": {path for survey in surveys for path in _declarations(root, survey)},
    }


def length_of(jobs: str, root: Path) -> int:
    """Count the lines on a path."""
    return sum(map(_mass, path_of(jobs.split(), root).values()))


@cache
def _planner(root: Path) -> frozenset[Path]:
    """List what runs before any job: all rules, and what they import."""
    entry = [root / "Snakefile", root / "workflow/Snakefile", *_rules(root)]
    return frozenset({*entry, *files_behind(n for path in entry for n in modules_of_rules(path))})


def _rules(root: Path) -> list[Path]:
    return sorted((root / "workflow/rules").glob("*.smk"))


def _declarations(root: Path, survey: str) -> Iterator[Path]:
    """Go through a survey's own files, and the one of all."""
    config = root / "config"
    yield config / "config.yaml"
    folder = folder_of(survey, config)
    for path in folder.rglob("*"):
        if path.suffix in DECLARED and {*APART}.isdisjoint(path.parts):
            yield path


@cache
def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _mass(files: Iterable[Path]) -> int:
    return sum(map(_lines, files))


def _recorded(root: Path) -> dict[str, dict[str, Any]]:
    """Read what each job of a run with ``STUDY_RECORD_PATHS=1`` rested on, by its outputs."""
    files = sorted((root / RESULTS / "logs").rglob("*.log.json"))
    records = [json.loads(path.read_text("utf-8")) for path in files]
    return {output: record for record in records for output in record["output"]}


def _run_of(
    tables: Iterable[str], records: Mapping[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Follow tables upstream, job by job, first jobs first; stop at what no job makes."""
    found: dict[str, dict[str, Any]] = {}
    for table in tables:
        if table in records:
            found |= _run_of(records[table]["input"], records)
            found[records[table]["output"][0]] = records[table]
        elif MADE.match(table):
            raise LookupError(f"no run with {RECORDING}=1 made {table}")
    return found


def follow(known: Number, records: Mapping[str, dict[str, Any]], root: Path) -> Number:
    """Say by which jobs a recorded run made a number, and how much Python they loaded."""
    try:
        run = _run_of(known.tables.split(), records).items()
    except LookupError as missing:
        print(f"{known.number} stands as it was: {missing}", file=sys.stderr)
        return known
    jobs = dict.fromkeys(
        f"{job['rule']}:{Path(output).parts[1]}"
        f"{':' + Path(output).stem if job['rule'] == 'analyse' else ''}"
        for output, job in run
    )
    read = {file for _, job in run for file in job["files"] if file.endswith(".py")}
    executed = _mass(root / file for file in read if (root / file).is_file())
    return replace(known, jobs=" ".join(jobs), executed=executed)


def rooms(root: Path) -> dict[str, Counter[str]]:
    """Count all hand-written files of the repository and their lines, by room."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    found: dict[str, Counter[str]] = {}
    for name in listed:
        room = next(
            fits.expand(room) if room else ""
            for pattern, room in ROOMS
            if (fits := re.match(pattern, name))
        )
        if room and (path := root / name).is_file():
            found.setdefault(room, Counter()).update(files=1, lines=_written(path))
    return dict(sorted(found.items(), key=lambda item: -item[1]["lines"]))


def _written(path: Path) -> int:
    """Count a file's lines; of a notebook those of its cells, of a workbook none."""
    if b"\0" in path.read_bytes():
        return 0
    if path.suffix != ".ipynb":
        return _lines(path)
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return sum(len("".join(cell["source"]).splitlines()) for cell in cells)


def users_of_keys(root: Path) -> dict[str, list[str]]:
    """List the keys of plans and settings, as Class.key, each with the surveys that set it."""
    config = root / "config"
    surveys = [path.parent.name for path in sorted(config.glob("surveys/*/settings.yaml"))]
    set_by: dict[tuple[type[Entry], str], set[str]] = {}
    for name in (*surveys, ACROSS):
        survey = open_survey(name, config, root)
        for entry in (*_entries(survey.settings), *_entries(survey.plan)):
            for key in entry.model_fields_set:
                set_by.setdefault((type(entry), key), set()).add(name)
    keys: dict[str, list[str]] = {}
    for kind in sorted(_below(Entry), key=lambda kind: kind.__name__):
        if OF_PLANS.match(kind.__module__) and kind.__name__ not in NO_SURVEYS:
            for key in kind.model_fields.keys() & kind.__annotations__.keys():
                users = {
                    each for child in (kind, *_below(kind)) for each in set_by.get((child, key), ())
                }
                keys[f"{kind.__name__}.{key}"] = sorted(users)
    return dict(sorted(keys.items()))


def _entries(value: object) -> Iterator[Entry]:
    """Go through all entries in a declaration."""
    if isinstance(value, Entry):
        yield value
        value = {key: getattr(value, key) for key in value.model_fields_set}
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _entries(each)


def _below(kind: type[Entry]) -> set[type[Entry]]:
    own = {*kind.__subclasses__()}
    return own.union(*map(_below, own))


def page(numbers: Sequence[Number], root: Path) -> str:
    """Write the page on paths, rooms and keys."""
    parts = (
        *(HEAD, *_table_of_numbers(numbers, root)),
        *("", STEPS, *_table_of_steps(numbers, root)),
        *("", "## All hand-written lines, by room", "", *_table_of_rooms(root)),
        *("", "## Keys with fewer than two users", "", *_list_of_keys(root)),
    )
    return "\n".join(parts) + "\n"


def _table_of_rooms(root: Path) -> Iterator[str]:
    with (root / ROOMS_BEFORE).open(newline="", encoding="utf-8") as stream:
        before = {row["room"]: f"{int(row['lines']):,}" for row in csv.DictReader(stream)}
    counted = rooms(root)
    counted["all"] = sum(counted.values(), Counter())
    yield from ("| room | files | lines | before |", "|---|---|---|---|")
    for room, n in counted.items():
        yield f"| {room} | {n['files']:,} | {n['lines']:,} | {before.get(room, '')} |"


def _list_of_keys(root: Path) -> Iterator[str]:
    keys = users_of_keys(root)
    by: dict[str, list[str]] = {"none": []}
    for key, users in keys.items():
        if len(users) < 2:
            by.setdefault("".join(users) or "none", []).append(f"`{key}`")
    one = sum(map(len, by.values())) - len(by["none"])
    yield (
        f"Of {len(keys)} keys of plans and settings {one} are set by one survey and "
        f"{len(by['none'])} by none. Before: {KEYS_BEFORE}."
    )
    yield ""
    for survey, own in by.items():
        yield f"- {survey}: {', '.join(own)}"


def _table_of_numbers(numbers: Sequence[Number], root: Path) -> Iterator[str]:
    yield (
        "| number | jobs | modules | their lines | before | loaded | computing | rules | planner "
        "| declarations | whole path | before |"
    )
    yield "|---" * 12 + "|"
    for each in numbers:
        jobs = each.jobs.split()
        path = path_of(jobs, root)
        computing = [file for file in path["python"] if COMPUTING.search(file.as_posix())]
        counts = [
            *(len(jobs), len(path["python"]), _mass(path["python"]), each.modules_before),
            *(each.executed, _mass(computing), _mass(path["rules"]), _mass(path["planner"])),
            *(_mass(path["declarations"]), length_of(each.jobs, root), each.before),
        ]
        yield f"| {each.number} | " + " | ".join(f"{n:,}" for n in counts) + " |"


def _table_of_steps(numbers: Sequence[Number], root: Path) -> Iterator[str]:
    stages = [path.stem for path in _rules(root)]
    steps: list[tuple[str, dict[str, int]]] = []
    for each in numbers:
        by_stage: dict[str, list[str]] = {}
        for job in each.jobs.split():
            by_stage.setdefault(_stage_of(job.partition(":")[0], root), []).append(job)
        found = {stage: _mass(path_of(jobs, root)["python"]) for stage, jobs in by_stage.items()}
        steps.append((each.number, found))
    used = [stage for stage in stages if any(stage in found for _, found in steps)]
    yield f"| number | {' | '.join(used)} |"
    yield "|---" * (len(used) + 1) + "|"
    for name, found in steps:
        yield (
            f"| {name} | " + " | ".join(f"{found[s]:,}" if s in found else "" for s in used) + " |"
        )


@cache
def _stage_of(rule: str, root: Path) -> str:
    """Name the file of rules that a rule stands in."""
    return next(p.stem for p in _rules(root) if rule in RULE.findall(p.read_text("utf-8")))


def main(arguments: list[str] | None = None) -> int:
    """Write `docs/paths.md` and `docs/paths.csv`; budgets are what paths are now if asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--budget", action="store_true", help="budgets are today's lengths")
    given = parser.parse_args(arguments)
    root = given.root.resolve()
    records = _recorded(root)
    numbers = [follow(each, records, root) for each in read_budgets(root)]
    if given.budget:
        numbers = [replace(each, budget=length_of(each.jobs, root)) for each in numbers]
    with (root / BUDGETS).open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(
            stream, [field.name for field in fields(Number)], lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(map(asdict, numbers))
    (root / PAGE).write_text(page(numbers, root), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
