"""Say whether frozen results are of today's code: ``-m cyberstudy.commands.calibrated``.

What computes the records of the calibration (tests, classes, stability, simulated worlds) has a
digest, which each row of the published table carries; what only reads records, the rules of the
verdict, has another, for it can be applied anew in seconds. The model of experts, sampled once, and
what was asked of it carry theirs, and the digest of the file with the answers.
"""

from __future__ import annotations

import hashlib
import json
import sys
from functools import cache
from pathlib import Path

import polars as pl

from cyberstudy.analyses import REFERENCE
from lineage import HERE, files_behind, without_comments
from surveyanswers.instrument.data_access import PUBLISHED, RAW
from surveyanswers.instrument.parsing import load
from surveyanswers.instrument.raw_files import SOURCES, Sources
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.problems import listed

BENCHMARKS = HERE.parent / "benchmarks"
#: What computes a record; and what rules make of the records.
JUDGED, RULED = BENCHMARKS / "calibration_design.py", BENCHMARKS / "calibration_table.py"
#: What computes the taxometric check of a data set.
CHECKED = BENCHMARKS / "calibration_taxometric.py"
#: The model of experts, and what asks how far it can be trusted.
MODEL_OF = "expert_model"
MODEL, CHECKED_MODEL = BENCHMARKS / "expert_model.py", BENCHMARKS / "expert_model_checks.py"
#: What says a verdict in words has no part in which it is.
SAYS_ONLY = ("verdict_in_words.py", "phrases.py")
#: What the library shows to who imports it: it computes nothing, and imports late.
DOOR = "workflow/cyberstudy/__init__.py"
DIGITS = 12


@cache
def digest_of(path: Path) -> str:
    """Return the digest of the code behind a file, without comments and docstrings."""
    found = {*files_behind([str(path)], (HERE, BENCHMARKS))}
    if path == RULED:
        found -= {*files_behind([str(JUDGED)], (HERE, BENCHMARKS))}
    names = {file.resolve().relative_to(HERE.parent).as_posix(): file for file in found}
    code = [
        (name, "" if name == DOOR else without_comments(file.read_text(encoding="utf-8")))
        for name, file in sorted(names.items())
        if file.suffix == ".py" and file.name not in SAYS_ONLY
    ]
    return hashlib.sha256(json.dumps(code).encode()).hexdigest()[:DIGITS]


def stale(published: Path) -> list[str]:
    """Say which error rates are of other code than today's, and what to do."""
    texts = dict.fromkeys(("code", "taxometric code"), pl.String)
    table = pl.read_csv(published / "calibration.csv", schema_overrides=texts)
    run = json.loads((published / "calibration" / "judge-run.json").read_text(encoding="utf-8"))
    now, found = digest_of(JUDGED), []
    others = table.filter(pl.col("code") != now)["world"].unique(maintain_order=True).to_list()
    if others:
        found.append(
            f"surveys of {', '.join(others)} were tested by other code than today's ({now}). "
            "Where the change can matter: make calibration, which takes hours. Where it cannot: "
            "python benchmarks/verdict_calibration.py judge --reproduce 15 --out "
            "results/published/calibration makes some again and compares"
        )
    if set(table["taxometric code"].drop_nulls()) - {digest_of(CHECKED)}:
        found.append(
            "the taxometric check was made by other code. Make it again, in minutes: "
            "python benchmarks/verdict_calibration.py taxometric --datasets 15 --out "
            "results/published/calibration, then make calibration"
        )
    if run["rules"] != digest_of(RULED):
        found.append(
            f"the rules that read the tests were others ({run['rules']}, today's: "
            f"{digest_of(RULED)}). They are applied anew in seconds: make calibration DATASETS=0"
        )
    return found


def stale_model(reference: Path, sources: Path) -> list[str]:
    """Say what of the model of experts is of other code, or of other answers, and what to do."""
    digests = {
        f"{MODEL_OF}.csv": {
            "code": {digest_of(MODEL)},
            "data": {source.sha256 for source in load(sources, Sources).sources},
        },
        f"{MODEL_OF}_checks.csv": {"code": {digest_of(CHECKED_MODEL)}},
    }
    found = []
    for name, expected in digests.items():
        table = pl.read_csv(reference / name, schema_overrides=dict.fromkeys(expected, pl.String))
        others = [what for what, now in expected.items() if not {*table[what]} <= now]
        if others:
            found.append(
                f"{name} is of other {' and '.join(others)} than today's. Sample anew, which takes "
                "half an hour of processor time: benchmarks/README.md, expert_model_run.py"
            )
    return found


def main() -> int:
    """Check; the exit code is 1 if something is of other code."""
    rates, model = (
        stale(Path(RESULTS) / PUBLISHED),
        stale_model(Path(REFERENCE), Path(RAW, SOURCES)),
    )
    for path, problems in ((f"{RESULTS}/{PUBLISHED}/calibration.csv", rates), (REFERENCE, model)):
        if problems:
            print(f"{path} is stale:{listed(problems)}", file=sys.stderr)
    if not rates + model:
        print("The verdict's error rates and the model of experts are of today's code.")
    return int(bool(rates + model))


if __name__ == "__main__":
    sys.exit(main())
