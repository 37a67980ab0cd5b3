"""What the verdict on types says where the truth is known, on data as small as the study's.

``python benchmarks/verdict_calibration.py judge --out DIR`` simulates data sets of 69 units, judges
each by the rules of `cyberstudy.cluster.verdict`, and prints the table of
benchmarks/README.md. Where the tests speak for types, units are drawn again as the study does, to
see whether the types are claimed. The levels in those rules come from ``choose``, which draws other
data sets, tests each without regard to any level, and says which levels would have done best. Both
may be stopped and started again: what is done is kept in DIR, and is the same for any number of
cores. On a cluster the pieces may be an array of jobs (config/README.md).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # processes share the cores

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
from cyberstudy.cluster.latent_classes import main_fit  # noqa: E402
from cyberstudy.cluster.rivals import Contest, Evidence, compare  # noqa: E402
from cyberstudy.cluster.solution import sizes_of  # noqa: E402
from cyberstudy.cluster.stability import bootstrap  # noqa: E402
from cyberstudy.cluster.stability import summary as summed  # noqa: E402
from cyberstudy.cluster.verdict import by_tests, undermining, verdict  # noqa: E402
from cyberstudy.declare.plan.verdict_rules import (  # noqa: E402
    CONTINUUM,
    GRADIENT,
    NO_STRUCTURE,
    NO_TYPOLOGY,
    NONE_FITS,
    TYPES,
    Rules,
)
from latentclass.families import CategoricalFamily  # noqa: E402
from twin.worlds import CLASSES, STRANGE, WORLDS, DrawnWorld, draw_world  # noqa: E402

UNITS = 69
SEED = 20260000
PHASES = {"choose": 0, "judge": 1}  # no data set of one is in the other
CHUNK = 20  # data sets of one world in one piece of work
EVERY = {**WORLDS, **STRANGE}
CONFIDENCE = 0.95
STABILITY = "stability"  # records of whether classes come back
RESAMPLES = 200  # as in the plans of both surveys
#: Assume: after so many resamples a class's mean similarity is told from the mark asked for if it
#: is so many standard errors away; then the others are not drawn.
FIRST, CLEAR = 50, 3
#: Rules that have no part in the tests, and are applied to what the records hold.
AFTER_TESTS = (
    "units_per_parameter",
    "smallest_class",
    "fewest_units",
    "minimum_stability",
    "minimum_best_share",
)

#: What is chosen among. The level of finding any structure is conventional and not chosen.
LEVELS = {
    "alpha_classes": (0.01, 0.02, 0.05),
    "alpha_continuum": (0.01, 0.02, 0.05, 0.10),
    "alpha_types": (0.01, 0.02, 0.05, 0.10, 0.15, 0.20, 0.30),
}
CONVENTIONAL = 0.05
PLAIN = 0.8  # probability of a likely answer from which types are to be found ...
FOUND_AT_LEAST = 0.9  # ... so often, in every such world of the choosing set


def data_set(phase: str, world: str, number: int) -> tuple[DrawnWorld, int]:
    """Draw a data set; return a seed for its analysis, too."""
    key = (PHASES[phase], list(EVERY).index(world), number)
    sequence = np.random.SeedSequence(SEED, spawn_key=key)
    drawn = draw_world(EVERY[world], UNITS, np.random.default_rng(sequence))
    return drawn, int(sequence.generate_state(2)[1])


def judged(world: str, number: int, rules: Rules) -> dict[str, object]:
    """Test a data set as the study would, and by what does not decide."""
    drawn, seed = data_set("judge", world, number)
    began = time.process_time()
    evidence = compare(CategoricalFamily(drawn.codes), rules=rules, seed=seed)
    told = verdict(evidence, rules)
    spent = time.process_time() - began
    classes = [entry for entry in evidence.criteria if entry.model != CONTINUUM]
    return {
        "strength": drawn.strength,
        "verdict": by_tests(evidence),
        "classes": told["contender"] if by_tests(evidence) == TYPES else None,
        "contender": told["contender"],
        "tests": [
            [t.null, t.alternative, t.result.p, t.result.exceedances, t.result.replicates]
            for t in evidence.tests
        ],
        "aic": min(classes, key=lambda entry: entry.aic).model,
        "bic": min(classes, key=lambda entry: entry.bic).model,
        "icl": min(classes, key=lambda entry: entry.icl).model,
        "bic_with_continuum": min(evidence.criteria, key=lambda entry: entry.bic).model,
        "silhouette": silhouette(drawn.codes, rules.max_classes),
        "cpu": spent,
    }


def come_back(world: str, row: Mapping[str, object], rules: Rules) -> dict[str, object]:
    """Fit the classes that the tests speak for as the study would, and draw units again."""
    drawn, seed = data_set("judge", world, row["number"])
    began, k = time.process_time(), row["contender"]
    model = main_fit(drawn.codes, k, seed=seed)

    def similar(which: range) -> list:
        return [bootstrap(drawn.codes, model, replicates=which, seed=seed).classes]

    chunks = similar(range(FIRST))
    if not _clear(summed(chunks), rules.minimum_stability):
        chunks += similar(range(FIRST, RESAMPLES))
    found = summed(chunks)
    return {
        "sizes": sizes_of(model.predict(drawn.codes), k),
        "jaccard": found["jaccard"].fill_null(0.0).to_list(),
        "resamples": found["replicates"].max(),
        "cpu": time.process_time() - began,
    }


def _clear(found: pl.DataFrame, mark: float) -> bool:
    """Whether more resamples could hardly say anything else of the least stable class."""
    far = CLEAR * found["standard_error"].fill_null(1.0)
    return bool((found["jaccard"] + far < mark).any() or (found["jaccard"] - far > mark).all())


def claimed(row: Mapping[str, object], rules: Rules) -> str:
    """Return the verdict on a data set: that of the tests, unless types are not claimed."""
    if row["verdict"] != TYPES:
        return row["verdict"]
    shown = Evidence(UNITS, "", (), (), row["contender"], row["sizes"], 0)
    return NO_TYPOLOGY if undermining(shown, rules, row["jaccard"]) else TYPES


def silhouette(codes: np.ndarray, most: int) -> int:
    """Number of clusters with the best silhouette: average linkage on Gower's distance."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform
    from sklearn.metrics import silhouette_score

    both = (codes[:, None] >= 0) & (codes[None] >= 0)
    differ = (both & (codes[:, None] != codes[None])).sum(axis=2)
    distance = differ / np.maximum(both.sum(axis=2), 1)
    tree = linkage(squareform(distance, checks=False), "average")
    scores = {
        k: silhouette_score(distance, labels, metric="precomputed")
        for k in range(2, most + 1)
        if len(set(labels := fcluster(tree, k, "maxclust"))) > 1
    }
    return max(scores, key=scores.get)


def tested(world: str, number: int, rules: Rules) -> dict[str, object]:
    """Test a data set at every level that is chosen among; no test stops for a rejection."""
    drawn, seed = data_set("choose", world, number)
    began = time.process_time()
    contest = Contest(CategoricalFamily(drawn.codes), replace(rules, risk=0.0), seed)
    models = (CONTINUUM, *range(1, rules.max_classes + 1))
    fits = {model: contest.observed(model) for model in models}

    def p(null: int, alternative: int, level: float) -> float:
        return contest.test(fits, null, alternative, level).result.p

    steps = [p(1, 2, rules.alpha_structure / 2)]
    pairs = {}
    if steps[0] <= rules.alpha_structure / 2:
        while len(steps) + 1 < rules.max_classes and (
            len(steps) == 1 or steps[-1] <= max(LEVELS["alpha_classes"])
        ):
            steps.append(p(len(steps) + 1, len(steps) + 2, max(LEVELS["alpha_classes"])))
        for k in {contender(steps, level, rules) for level in LEVELS["alpha_classes"]}:
            there = p(CONTINUUM, k, max(LEVELS["alpha_continuum"]))
            pairs[k] = [there, p(k, CONTINUUM, max(LEVELS["alpha_types"]))]
    spent = time.process_time() - began
    return {"strength": drawn.strength, "steps": steps, "pairs": pairs, "cpu": spent}


def contender(steps: Sequence[float], alpha_classes: float, rules: Rules) -> int:
    """Return the first number of classes that is not rejected in favour of one more."""
    for k, p in enumerate(steps, 1):
        if p > (rules.alpha_structure / 2 if k == 1 else alpha_classes):
            return k
    return len(steps) + 1


def types_by(row: Mapping[str, object], levels: Mapping[str, float], rules: Rules) -> int:
    """Return how many types a tested data set has at given levels; 0 where it has none."""
    k = contender(row["steps"], levels["alpha_classes"], rules)
    if k == 1:
        return 0
    there, back = row["pairs"][str(k)]
    return k if there <= levels["alpha_continuum"] and back > levels["alpha_types"] else 0


def choices(rows: Sequence[Mapping], rules: Rules) -> list[dict[str, object]]:
    """Order the levels, best first.

    Only those are considered that find the planted number in `FOUND_AT_LEAST` of the data sets of
    each world of types, those on a line too, but for the weak ones. Of these, those go first that
    see types where there are none, in strange worlds too, no oftener than the best do, up to its
    standard error; among them those that find the planted number most often in all worlds of
    types; among these the nearest to the conventional level.
    """
    worlds = sorted({row["world"] for row in rows})
    none = [w for w in worlds if not EVERY[w].kind.startswith("types")]
    planted = [w for w in worlds if EVERY[w].kind == "types"]
    plain = [w for w in worlds if EVERY[w].likely >= PLAIN]
    found = []
    for values in product(*LEVELS.values()):
        levels = dict(zip(LEVELS, values, strict=True))
        k = {
            w: np.array([types_by(r, levels, rules) for r in rows if r["world"] == w])
            for w in worlds
        }
        found.append(
            {
                **levels,
                "plain": min(float((k[w] == CLASSES).mean()) for w in plain),
                "false": float(np.mean([(k[w] > 0).mean() for w in none])),
                "worst": max(float((k[w] > 0).mean()) for w in none),
                "found": float(np.mean([(k[w] == CLASSES).mean() for w in planted])),
            }
        )
    found = [entry for entry in found if entry["plain"] >= FOUND_AT_LEAST]
    least = min(entry["false"] for entry in found)
    slack = np.sqrt(least * (1 - least) / sum(row["world"] in none for row in rows))

    def order(entry: Mapping[str, float]) -> tuple:
        far = sum(abs(np.log(entry[name] / CONVENTIONAL)) for name in LEVELS)
        return entry["false"] > least + slack, -entry["found"], far

    return sorted(found, key=order)


def place(phase: str, world: str, begin: int, end: int, out: Path) -> Path:
    """Say where a piece of work is kept."""
    name = world.replace(" ", "_").replace("/", "-").replace(",", "")
    return out / f"{phase}-{name}-{begin:04d}-{end:04d}.jsonl"


def chunk(phase: str, world: str, begin: int, end: int, rules: Rules, out: Path) -> None:
    """Do a piece of work, and keep it once it is whole."""
    work = judged if phase == "judge" else tested
    path = place(phase, world, begin, end, out)
    if not path.exists():
        rows = [{"world": world, "number": i, **work(world, i, rules)} for i in range(begin, end)]
        keep(rows, path)
    path, tests = place(STABILITY, world, begin, end, out), path
    if phase == "judge" and not path.exists():
        types = [row for row in read(tests) if row["verdict"] == TYPES]
        keys = ("world", "number")
        keep(
            [{key: row[key] for key in keys} | come_back(world, row, rules) for row in types], path
        )


def keep(rows: Sequence[Mapping[str, object]], path: Path) -> None:
    """Write records, which are there whole or not at all."""
    unfinished = path.with_suffix(".part")
    unfinished.write_text("".join(json.dumps(row) + "\n" for row in rows))
    unfinished.replace(path)


def pieces(counts: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """Cut the work: data sets of one world, all worlds in turn."""
    return [
        (world, begin, min(begin + CHUNK, count))
        for begin in range(0, max(counts.values()), CHUNK)
        for world, count in counts.items()
        if begin < count
    ]


def settle(phase: str, rules: Rules, out: Path) -> None:
    """Make the directory of what is done, by these rules and no others."""
    out.mkdir(parents=True, exist_ok=True)
    settled = out / f"{phase}-rules.json"
    # What is chosen has no part in the choosing.
    used = {
        k: v
        for k, v in asdict(rules).items()
        if k not in AFTER_TESTS and (phase == "judge" or k not in LEVELS)
    }
    if settled.exists():
        if json.loads(settled.read_text()) != used:
            raise SystemExit(f"{out} holds results by other rules; choose another directory")
        return
    unfinished = out / f"{phase}-rules.{os.getpid()}.part"  # pieces may begin at the same time
    unfinished.write_text(json.dumps(used))
    unfinished.replace(settled)


def run(phase: str, counts: Mapping[str, int], rules: Rules, out: Path, cores: int) -> list[dict]:
    """Do all pieces of work on so many cores; return the rows in order."""
    last = STABILITY if phase == "judge" else phase
    left = [piece for piece in pieces(counts) if not place(last, *piece, out).exists()]
    began = time.monotonic()
    with ProcessPoolExecutor(cores) as pool:
        jobs = {pool.submit(chunk, phase, *piece, rules, out): piece for piece in left}
        for done, job in enumerate(as_completed(jobs), 1):
            job.result()
            world, begin, end = jobs[job]
            minutes = (time.monotonic() - began) / 60
            print(
                f"{done} of {len(left)}: {world}, {begin} to {end}; {minutes:.1f} min",
                file=sys.stderr,
                flush=True,
            )
    kept = out / f"{phase}-run.json"
    if left or not kept.exists():  # else the record stays that of the run which did the last of it
        kept.write_text(json.dumps(record(cores), indent=1) + "\n")
    if phase == "choose":
        return [row for piece in pieces(counts) for row in read(place(phase, *piece, out))]
    rows = []
    for piece in pieces(counts):
        again = {row["number"]: row for row in read(place(STABILITY, *piece, out))}
        rows += [
            row | {k: v for k, v in again.get(row["number"], {}).items() if k != "cpu"}
            for row in read(place(phase, *piece, out))
        ]
    return rows


def record(cores: int) -> dict[str, object]:
    """Say when, from what seed, and on what it was run."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "seed": SEED,
        "cores": cores,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def read(path: Path) -> Iterator[dict]:
    """Read the rows of a piece of work."""
    return (json.loads(line) for line in path.read_text().splitlines())


def summary(rows: Sequence[Mapping], rules: Rules) -> list[dict[str, object]]:
    """Summarise each world: shares with exact binomial intervals, and costs."""
    table = []
    for world in EVERY:
        own = [row for row in rows if row["world"] == world]
        if not own:
            continue
        entry = {
            "world": world,
            "data sets": len(own),
            "units": UNITS,
            "items": EVERY[world].items,
            "categories": 2,
        }
        told = [claimed(row, rules) for row in own]
        counted = {
            **{
                name: [each == name for each in told]
                for name in (NO_STRUCTURE, NONE_FITS, GRADIENT, NO_TYPOLOGY, TYPES)
            },
            "types by tests": [row["verdict"] == TYPES for row in own],
            "planted number": [
                each == TYPES and row["contender"] == CLASSES
                for each, row in zip(told, own, strict=True)
            ],
            **{f"{name} 2 or more": [row[name] > 1 for row in own] for name in CRITERIA},
        }
        for name, hits in counted.items():
            low, high = interval(sum(hits), len(own))
            entry |= {name: sum(hits) / len(own), f"{name} low": low, f"{name} high": high}
        entry["CPU s"] = float(np.mean([row["cpu"] for row in own]))
        entry["replicates"] = float(np.mean([sum(t[4] for t in row["tests"]) for row in own]))
        table.append(entry)
    return table


CRITERIA = ("aic", "bic", "icl", "silhouette")


def interval(hits: int, of: int) -> tuple[float, float]:
    """Clopper and Pearson's interval for a share."""
    from scipy.stats import binomtest

    found = binomtest(hits, of).proportion_ci(CONFIDENCE, "exact")
    return float(found.low), float(found.high)


def markdown(table: Sequence[Mapping]) -> str:
    """Write the summary as a table for a README."""
    head = [
        "world",
        "n",
        NO_STRUCTURE,
        NONE_FITS,
        GRADIENT,
        NO_TYPOLOGY,
        TYPES,
        "three types",
        "by tests",
        "AIC",
        "BIC",
        "ICL",
        "silh.",
    ]
    lines = [head, ["---"] * len(head)]
    for entry in table:
        planted = EVERY[entry["world"]].kind.startswith("types")

        def share(name: str, entry: Mapping = entry) -> str:
            low, high = entry[f"{name} low"], entry[f"{name} high"]
            return f"{entry[name]:.1%} ({100 * low:.1f}–{100 * high:.1f})"

        lines.append(
            [
                entry["world"],
                str(entry["data sets"]),
                f"{entry[NO_STRUCTURE]:.1%}",
                f"{entry[NONE_FITS]:.1%}",
                f"{entry[GRADIENT]:.1%}",
                f"{entry[NO_TYPOLOGY]:.1%}",
                share(TYPES),
                share("planted number") if planted else "",
                f"{entry['types by tests']:.1%}",
                *(f"{entry[f'{name} 2 or more']:.0%}" for name in CRITERIA),
            ]
        )
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> None:
    """Choose levels, or judge data sets by those of the rules."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("phase", choices=PHASES)
    parser.add_argument("--out", type=Path, required=True, help="directory of what is done")
    parser.add_argument("--cores", type=int, default=os.cpu_count())
    parser.add_argument("--datasets", type=int, default=200, help="of each world")
    parser.add_argument(
        "--strange", type=int, help="of each strange world; half as many if not said"
    )
    parser.add_argument(
        "--replicates", type=int, default=Rules().replicates, help="of a test, most"
    )
    parser.add_argument(
        "--piece",
        type=int,
        metavar="N",
        help="do one piece of the work and no more, as a job of an array on a cluster",
    )
    given = parser.parse_args()
    rules = replace(Rules(), replicates=given.replicates)
    strange = given.datasets // 2 if given.strange is None else given.strange
    counts = dict.fromkeys(WORLDS, given.datasets) | dict.fromkeys(STRANGE, strange)
    counts = {world: count for world, count in counts.items() if count}
    settle(given.phase, rules, given.out)
    if given.piece is not None:
        work = pieces(counts)
        if not 0 <= given.piece < len(work):
            raise SystemExit(f"there are {len(work)} pieces, 0 to {len(work) - 1}")
        chunk(given.phase, *work[given.piece], rules, given.out)
        return
    rows = run(given.phase, counts, rules, given.out, given.cores)
    if given.phase == "choose":
        table = choices(rows, rules)
        print("\n".join(json.dumps(entry) for entry in table[:10]))
    else:
        table = summary(rows, rules)
        (given.out / "judge.md").write_text(markdown(table) + "\n")
        print(markdown(table))
    with (given.out / f"{given.phase}.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    main()
