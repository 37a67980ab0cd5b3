"""Whether clusterings come out the same on other processors, and what they cost there.

Every clustering of a finished study is fitted and resampled again in child processes: one for each
kernel of OpenBLAS that this machine can run, and one with numpy's instructions reduced. Released
digits are compared. `stirred` needs no other kernel (tests/benchmarks/test_kernels.py): it changes
each sum of an EM step by about 1e-13 of itself.

    python benchmarks/kernels.py [--write] [survey/clustering ...]
"""

import argparse
import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from readme_tables import put_table
from threadpoolctl import threadpool_info

from cyberstudy.cluster.items import coded_of, counted, read_nominations
from cyberstudy.cluster.latent_classes import (
    bootstrap_latent_classes,
    fit_latent_classes,
    model_for_others,
)
from cyberstudy.cluster.mixture import bootstrap_mixture, fit_mixture, mixture_for_others
from cyberstudy.cluster.solution import comparisons_table, selection_table
from cyberstudy.declare.opened import open_survey
from cyberstudy.declare.plan.clusterings import LatentClasses
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.tables.digits import as_csv, document_to_digits
from cyberstudy.tables.files import read_table
from latentclass import em, nominal_response
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.answers_by_question import AnswerColumns

ROOT = Path(__file__).parents[1]
LIKE = "of this processor"
#: Variables that choose other instructions than the processor's best, for this measurement alone.
CHOICES: dict[str, dict[str, str]] = {
    LIKE: {},
    **{name: {"OPENBLAS_CORETYPE": name} for name in ("Haswell", "Zen", "SkylakeX", "Nehalem")},
    "Haswell, numpy without AVX-512": {
        "OPENBLAS_CORETYPE": "Haswell",
        "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
    },
}
RESAMPLES = 40  # of the bootstrap: enough to see whether one ends elsewhere


def clusterings(results: Path) -> list[str]:
    """Name the clusterings of a finished study."""
    found = sorted(results.glob("*/cluster/*/verdict.json"))
    return [f"{path.parents[2].name}/{path.parent.name}" for path in found]


def again(which: str, root: Path = ROOT, *, resamples: int | None = None) -> dict[str, str]:
    """Make a clustering again, and return what is released of it, as text.

    With so many resamples; without any, as many as the plan declares.
    """
    survey, name = which.split("/")
    declared, results = open_survey(survey, root / "config", root), root / "results" / survey
    entry, types = declared.plan.clusterings[name], declared.plan.plain()["types"]
    seed = read_yaml(root / "config/config.yaml")["seed"]
    rules = Rules.of(types["rules"])
    resamples = resamples or types["resamples"]
    how = {"resamples": resamples, "confidence": types["confidence"], "rules": rules}
    named = [path.parent.as_posix() for path in results.rglob("nominations.parquet")]
    nominations = read_nominations(named, entry.table)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a verdict's cautions say what is not identified
        if isinstance(entry, LatentClasses):
            answers = AnswerColumns.read((results / "clean/answers.parquet").as_posix())
            units = read_table((results / "clean/units.parquet").as_posix())
            coded = coded_of(entry, answers, units, declared.questionnaire, nominations)
            # Confidential units stand in an order of their answers.
            order = read_table(f"{results}/cluster/{name}/members.parquet")["unit_id"]
            coded = coded.only(np.array([coded.units.index(unit) for unit in order]))
            solution = fit_latent_classes(coded, name=name, rules=rules, seed=seed)
            model = model_for_others(solution, ordered=coded.ordered)
            regions = [f"{number % 5}" for number in range(len(coded.units))]
            found: Any = bootstrap_latent_classes(solution, regions, ordered=coded.ordered, **how)
        else:
            assert nominations is not None  # counts are of nothing else
            counts = counted(nominations, parts=entry.parts, minimum=entry.minimum_nominations)
            solution = fit_mixture(counts, name=name, rules=rules, seed=seed)
            model = mixture_for_others(solution)
            found = bootstrap_mixture(solution, counts, **how)
    tables = {
        "selection": selection_table(solution.evidence),
        "tests": comparisons_table(solution.evidence),
        "members": solution.members,
        "profiles": found.profiles,
        "stability": found.stability,
    }
    return {name: as_csv(table) for name, table in tables.items()} | {
        "model": json.dumps(document_to_digits(model), indent=1, sort_keys=True),
        "verdict": str(found.verdict["verdict"]),
    }


def stirred(seed: int, size: float = 1e-13) -> Mapping[tuple[Any, str], Any]:
    """Return steps of EM, of classes and of traits, whose sums are changed a little each time."""
    rng = np.random.default_rng(seed)

    def stir(values: np.ndarray) -> np.ndarray:
        changed = values * (1 + size * rng.standard_normal(values.shape))
        return changed.astype(values.dtype, copy=False)

    step, expected = em.em_step, nominal_response._expected

    def em_step(*given: Any, **named: Any) -> tuple[em.Parameters, np.ndarray]:
        after, reached = step(*given, **named)
        return em.Parameters(stir(after.answers), stir(after.shares)), stir(reached)

    return {
        (em, "em_step"): em_step,
        (nominal_response, "_expected"): lambda *given: tuple(map(stir, expected(*given))),
    }


def differences(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Name the lines that differ, with their file."""
    return [
        f"{name}: {mine} | {theirs}"
        for name in one
        for mine, theirs in zip_longest(one[name].splitlines(), other[name].splitlines())
        if mine != theirs
    ]


def in_child(which: str, choice: Mapping[str, str]) -> tuple[dict[str, str], float, str]:
    """Make a clustering again in a process of its own: texts, processor seconds, the kernel."""
    chosen = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "NPY_DISABLE_CPU_FEATURES")
    clean = {name: value for name, value in os.environ.items() if name not in chosen}
    one = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, __file__, "--child", which]
    done = subprocess.run(
        command, env=clean | one | choice, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def child(which: str) -> None:
    """Write what a child found to its output."""
    begun = time.process_time()
    texts = again(which, resamples=RESAMPLES)
    kernel = ", ".join(sorted({str(each.get("architecture")) for each in threadpool_info()}))
    json.dump((texts, time.process_time() - begun, kernel), sys.stdout)


def main() -> int:
    """Compare; the exit code is 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clusterings", nargs="*", help="survey/clustering; all, if none is named")
    parser.add_argument("--write", action="store_true", help="put the table into README.md here")
    parser.add_argument("--child", metavar="CLUSTERING", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child)
        return 0
    rows, wrong = [], 0
    for which in given.clusterings or clusterings(ROOT / "results"):
        first: dict[str, str] = {}
        for name, choice in CHOICES.items():
            texts, seconds, kernel = in_child(which, choice)
            first = first or texts
            found = differences(first, texts)
            wrong += len(found)
            lines = sum(len(text.splitlines()) for text in texts.values())
            p = sum(line.startswith("tests: ") for line in found)
            cells = (which, name, kernel, f"{len(found)} of {lines}", p, texts["verdict"])
            rows.append(f"| {' | '.join(map(str, cells))} | {seconds:.1f} |")
            print(rows[-1], *found[:5], sep="\n  ", flush=True)
    head = ("clustering", "instructions", "OpenBLAS takes", "lines that differ", "of tests")
    head = (*head, "verdict", "CPU s")
    if given.write:
        put_table("kernels.py", [f"| {' | '.join(head)} |", "|---" * len(head) + "|", *rows])
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
