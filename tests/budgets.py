"""Hold hand-written lines to their budgets: `make check`.

`workflow/budgets.csv` has the most lines that each room may have, and `docs/paths.md` the most that
may stand behind ten published numbers. ``python tests/budgets.py --write`` makes today's lines the
budgets; a budget that rises is seen in the commit.
"""

import argparse
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
    (r"workflow/.*\.(js|html|css|typ|mplstyle)$", APART, "page programs and templates"),
    (rf"workflow/({'|'.join(ALONE)})/.*\.py$", PACKAGES, r"\1"),
    (r"workflow/(cyberstudy/\w+|\w+)/.*\.(py|smk)$", STUDY, r"\1"),
    (r"config/.*/analyses/\w+\.py$", STUDY, "analyses"),
    (r"(workflow/)?(\w+\.py|Snakefile)$", STUDY, "workflow"),
)
NUMBER = re.compile(r"^\| ([^|]+) \|" + r" +([\d,]+) \|" * 4 + r" (.*) \|$", re.MULTILINE)


def room_of(name):
    """Return the part and the room of a file."""
    fits = ((re.match(pattern, name), part, room) for pattern, part, room in ROOMS)
    match, part, room = next(((m, part, room) for m, part, room in fits if m), (None, None, ""))
    return (part, match.expand(room)) if part else None


@cache
def lines_of(path):
    return len((ROOT / path).read_text("utf-8").splitlines())


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
    """Say what has more lines than its budget, or has none."""
    return [
        f"{' '.join(name)} has {n:,} lines, and its budget is {budgets.get(name, 0):,}"
        for name, n in counts.items()
        if n > budgets.get(name, 0)
    ]


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="make today's lines the budgets")
    choice = parser.parse_args(arguments)
    page = PATHS.read_text("utf-8")
    counts, numbers = rooms(), paths(page)
    if choice.write:
        with BUDGETS.open("w", encoding="utf-8", newline="") as file:
            rows = [("part", "room", "lines"), *((*room, n) for room, n in counts.items())]
            csv.writer(file, lineterminator="\n").writerows(rows)

        def row(match):
            cells = (match[1], *(f"{n:,}" for n in numbers[match[1]]), match[6])
            return f"| {' | '.join(cells)} |"

        PATHS.write_text(NUMBER.sub(row, page), encoding="utf-8")
        return 0
    with BUDGETS.open(encoding="utf-8", newline="") as file:
        budgets = {(row["part"], row["room"]): int(row["lines"]) for row in csv.DictReader(file)}
    known = {(row[0],): int(row[4].replace(",", "")) for row in NUMBER.findall(page)}
    problems = over(counts, budgets) + over({(k,): n[-1] for k, n in numbers.items()}, known)
    print("\n".join(problems) or "All rooms and paths keep within their budgets.")
    return len(problems) > 0


if __name__ == "__main__":
    sys.exit(main())
