"""How long choice, audit and certificate take of large surveys of which a group hardly answers.

    python benchmarks/suppression_scale.py --questions 100 500 --units 193 5000

Three ways of dividing units (four, three and three groups) and four options; of the smallest group
some three units answer each question. What is printed is a table for benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import time
from itertools import product

import numpy as np
import polars as pl

from disclosure.cells import Replies, divided
from disclosure.certificate import certificate
from disclosure.check_certificate import check
from disclosure.released_counts import as_release, released_counts
from disclosure.suppress import suppress
from disclosure.suppression_audit import Audit, audit

WAYS = {"region": (0.4, 0.3, 0.2, 0.1), "income": (0.5, 0.3, 0.2), "size": (0.4, 0.35, 0.25)}
OPTIONS = ("a", "b", "c", "d")
OPEN, HARDLY, SILENT, MINIMUM, SEED = "refused", 3, 0.1, 5, 2912
HEADINGS = (
    "questions", "units", "choose s", "audit s", "CPU s", "withheld groups",
    "withheld counts", "open", "excused", "pairs", "tables", "certificate KB", "check s",
    "determined",
)  # fmt: skip


def survey(questions: int, units: int) -> tuple[pl.DataFrame, Replies]:
    """Invent one; seeded, so that a size is always the same."""
    rng = np.random.default_rng(SEED)
    names = [f"u{number:05d}" for number in range(units)]
    groups = {"all": ["total"] * units} | {
        way: [f"{way}{group}" for group in rng.choice(len(shares), size=units, p=shares)]
        for way, shares in WAYS.items()
    }
    parts = [
        pl.DataFrame({"wave": "", "unit_id": names, "grouping": way, "group": own, "replied": True})
        for way, own in groups.items()
    ]
    hardly = np.array(groups["region"]) == f"region{len(WAYS['region']) - 1}"
    answers = np.where(hardly, HARDLY / hardly.sum(), 1 - SILENT)
    said = {}
    for number in range(questions):
        chosen = rng.choice(OPTIONS, size=units, p=rng.dirichlet([2.0] * len(OPTIONS)))
        valid = rng.random(units) < answers
        said["", f"q{number:03d}"] = pl.DataFrame(
            {
                "unit_id": names,
                "status": np.where(valid, "valid", OPEN),
                "given": np.where(valid, chosen, ""),
            }
        )
    options = {key: OPTIONS for key in said}
    return pl.concat(parts), Replies(options, lambda wave, name: said[wave, name])


def measured(questions: int, units: int) -> list[str]:
    """Choose, audit, certify and check; give a row of the table."""
    memberships, said = survey(questions, units)
    spent = [time.perf_counter()]
    found = suppress(divided(memberships, said, MINIMUM, [OPEN]), {}, minimum=MINIMUM)
    spent.append(time.perf_counter())
    release = as_release(released_counts(found), memberships, said, OPEN)
    proofs: list = []
    each = audit([release], minimum=MINIMUM, proofs=proofs)
    audited = sum(each.values(), Audit())
    spent.append(time.perf_counter())
    proof, file = certificate(proofs, minimum=MINIMUM), io.BytesIO()
    proof.write_parquet(file)
    begun = time.perf_counter()
    counts = released_counts(found)
    told = check(counts, memberships, proof)
    checking = time.perf_counter() - begun
    assert not told.problems, told.problems[:3]
    used = os.times()
    return [
        f"{questions:,}", f"{units:,}",
        *(f"{spent[n + 1] - spent[n]:.1f}" for n in range(2)),
        f"{used.user + used.system + used.children_user + used.children_system:.1f}",
        f"{audited.withheld_groups:,}", f"{audited.withheld_counts:,}", f"{told.numbers:,}",
        f"{told.excused.total():,}", f"{audited.pairs:,}", f"{audited.tables:,}",
        f"{len(file.getvalue()) / 1024:,.0f}", f"{checking:.1f}", f"{len(audited.determined)}",
    ]  # fmt: skip


def main() -> None:
    """Print a row of each size; a size in a process of its own, so that CPU is its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, nargs="+", default=[100, 500])
    parser.add_argument("--units", type=int, nargs="+", default=[193, 5000])
    parser.add_argument("--row", action="store_true", help="one size, in this process")
    given = parser.parse_args()
    if given.row:
        row = measured(*given.questions, *given.units)
        print("|" + "|".join(f" {value} " for value in row) + "|", flush=True)
        return
    print("load of this machine before:", *(f"{load:.1f}" for load in os.getloadavg()))
    print("|" + "|".join(f" {name} " for name in HEADINGS) + "|")
    print("|" + "---|" * len(HEADINGS), flush=True)
    for units, questions in product(given.units, given.questions):
        size = ["--questions", f"{questions}", "--units", f"{units}"]
        run = [sys.executable, __file__, *size, "--row"]
        subprocess.run(run, check=True)


if __name__ == "__main__":
    main()
