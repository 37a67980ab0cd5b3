"""Hold hand-written lines and unclear names to their budgets: `make check`.

`workflow/budgets.csv` has the most lines that each room may have, `docs/paths.md` the most that may
stand behind ten published numbers. Functions with a local name that says nothing, and docstrings
that do not begin as the field begins them, are counted for packages and study (``--list`` shows
each). ``python tests/budgets.py --write`` makes today's numbers the budgets; a budget that rises is
seen in the commit.
"""

import argparse
import ast
import csv
import re
import subprocess
import sys
from collections import Counter
from functools import cache

from import_graph import ALONE

from lineage import HERE, files_behind, imports_of

ROOT = HERE.parent
BUDGETS, PATHS = ROOT / "workflow/budgets.csv", ROOT / "docs/paths.md"
PACKAGES, STUDY, APART = "packages", "study", "apart"
#: Part and room of a file, by the first pattern that fits; what is made, and tests, have none.
ROOMS = (
    (r"(tests/worlds|workflow/\w+/tests/invented)/.*\.py$", APART, "tests/worlds"),
    (r"benchmarks/.*\.py$", APART, "benchmarks"),
    (r"(tests|results)/|.*/tests/|workflow/schemas/|.*/assets/\w+\.js$", None, ""),
    (r".*\.yaml$", APART, "YAML"),
    (r"docs/site/.*\.py$", APART, "documentation"),
    (r"workflow/.*\.(js|html|css|typ|mplstyle)$", APART, "page programs and templates"),
    (rf"workflow/({'|'.join(ALONE)})/.*\.py$", PACKAGES, r"\1"),
    (r"workflow/(cyberstudy/\w+|\w+)/.*\.(py|smk)$", STUDY, r"\1"),
    (r"config/.*/(analyses|readers)/\w+\.py$", STUDY, "analyses"),
    (r"(workflow/)?(\w+\.py|Snakefile)$", STUDY, "workflow"),
)
#: Local names that do not say what they are, and verbs that docstrings do not begin with.
UNCLEAR = frozenset(
    [
        "found",
        "own",
        "each",
        "told",
        "said",
        "known",
        "given",
        "made",
        "there",
        "asked",
        "seen",
        "here",
    ]
)
VERBS = re.compile(r"(Say|Give|Tell|Put|Hold|Let)\b")
NAMES, DOCSTRINGS = "functions with an unclear name", "docstrings with an unusual verb"
NUMBER = re.compile(r"^\| ([^|]+) \|" + r" +([\d,]+) \|" * 4 + r" (.*) \|$", re.MULTILINE)


def room_of(name):
    """Return the part and the room of a file."""
    fits = ((re.match(pattern, name), part, room) for pattern, part, room in ROOMS)
    match, part, room = next(((m, part, room) for m, part, room in fits if m), (None, None, ""))
    return (part, match.expand(room)) if part else None


@cache
def lines_of(path):
    return len((ROOT / path).read_text("utf-8").splitlines())


def names_of(function):
    """Return the names that are local to a function: parameters, and what it assigns."""
    arguments = {part.arg for part in ast.walk(function) if isinstance(part, ast.arg)}
    stored = (part for part in ast.walk(function) if isinstance(part, ast.Name))
    return arguments | {part.id for part in stored if isinstance(part.ctx, ast.Store)}


def unclear_in(path):
    """Find what is unclear in a file: (kind, place) of each function and docstring."""
    for part in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        if not isinstance(part, ast.Module | ast.ClassDef | ast.FunctionDef):
            continue
        place = f"{path}:{getattr(part, 'lineno', 1)}"
        if isinstance(part, ast.FunctionDef) and names_of(part) & UNCLEAR:
            yield NAMES, f"{place} {part.name}: {', '.join(sorted(names_of(part) & UNCLEAR))}"
        if VERBS.match(ast.get_docstring(part) or ""):
            yield DOCSTRINGS, f"{place} {ast.get_docstring(part).splitlines()[0]}"


@cache
def unclear():
    """List what is unclear in packages and study, by part and kind."""
    listed = subprocess.check_output(["git", "ls-files", "*.py"], cwd=ROOT, text=True).splitlines()
    places = {(part, kind): [] for part in (PACKAGES, STUDY) for kind in (NAMES, DOCSTRINGS)}
    for path in listed:
        room = room_of(path)
        if room and room[0] in (PACKAGES, STUDY) and (ROOT / path).is_file():
            for kind, place in unclear_in(path):
                places[room[0], kind].append(place)
    return places


def rooms():
    """Count the lines of each room, of each part, and of packages and study together."""
    listed = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    found = Counter()
    for name in listed:
        if (room := room_of(name)) and (ROOT / name).is_file():
            found[room] += lines_of(name)
    for part in (PACKAGES, STUDY):
        found[part, "all"] = sum(n for (each, _), n in found.items() if each == part)
    found["packages and study", "all"] = found[PACKAGES, "all"] + found[STUDY, "all"]
    return dict(sorted(found.items()))


def counted():
    """Return what has a budget, by part and room or kind."""
    return rooms() | {key: len(places) for key, places in unclear().items()}


@cache
def planner():
    """List what runs before any job: all rules, and what they import."""
    rules = [ROOT / "Snakefile", HERE / "Snakefile", *HERE.glob("rules/*.smk")]
    return {*rules, *files_behind(name for path in rules for name in imports_of(path))}


def path_of(steps):
    """Count the lines of study, packages and planner behind steps: rules, and survey/analysis."""
    rules = {f"scripts.{step}" for step in steps if "/" not in step}
    owns = [step.split("/") for step in steps if "/" in step]
    own = [path for s, file in owns for path in ROOT.glob(f"config/**/{s}/analyses/{file}.py")]
    behind = {path for path in files_behind([*rules, *map(str, own)]) if path.suffix == ".py"}
    of_packages = {path for path in behind if path.relative_to(ROOT).parts[1] in ALONE}
    parts = (behind - of_packages, of_packages, planner() - behind)
    return [sum(map(lines_of, part)) for part in parts]


def paths(page):
    """Count what stands behind each number of a page: study, packages, planner, and their sum."""
    found = {row[0]: path_of(re.findall(r"[\w/]+", row[-1])) for row in NUMBER.findall(page)}
    return {name: [*counts, sum(counts)] for name, counts in found.items()}


def over(counts, budgets):
    """Return what is more than its budget, or has none."""
    return [
        f"{' '.join(name)}: {n:,}, and the budget is {budgets.get(name, 0):,}"
        for name, n in counts.items()
        if n > budgets.get(name, 0)
    ]


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="make today's numbers the budgets")
    parser.add_argument("--list", action="store_true", help="show each unclear name and docstring")
    choice = parser.parse_args(arguments)
    if choice.list:
        print(*(place for places in unclear().values() for place in places), sep="\n")
        return 0
    page = PATHS.read_text("utf-8")
    counts, numbers = counted(), paths(page)
    if choice.write:
        with BUDGETS.open("w", encoding="utf-8", newline="") as file:
            rows = [("part", "room", "most"), *((*room, n) for room, n in counts.items())]
            csv.writer(file, lineterminator="\n").writerows(rows)

        def row(match):
            cells = (match[1], *(f"{n:,}" for n in numbers[match[1]]), match[6])
            return f"| {' | '.join(cells)} |"

        PATHS.write_text(NUMBER.sub(row, page), encoding="utf-8")
        return 0
    with BUDGETS.open(encoding="utf-8", newline="") as file:
        budgets = {(row["part"], row["room"]): int(row["most"]) for row in csv.DictReader(file)}
    known = {(row[0],): int(row[4].replace(",", "")) for row in NUMBER.findall(page)}
    problems = over(counts, budgets) + over({(k,): n[-1] for k, n in numbers.items()}, known)
    print("\n".join(problems) or "All rooms, paths and names keep within their budgets.")
    return len(problems) > 0


if __name__ == "__main__":
    sys.exit(main())
