"""How often the study is right of a population whose every answer is known.

``python benchmarks/truth_audit.py --out DIR`` simulates the survey of 2012 with seeds 1, 2 and
so on, sends the exports of each through reading, cleaning and describing as any survey's, and
compares every interval and every decision with what all States, nonrespondents too, would have
answered. What is done is kept in DIR, a line a simulation, so that it may be stopped and started
again, and cut into pieces. The table is printed, and is ``results/published/truth_audit.csv``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ.setdefault(threads, "1")

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
from known_truth import (  # noqa: E402
    ALIKE,
    ASSUMED,
    CELL,
    OWN_SEED,
    WHOLE,
    Described,
    census,
    methods_of,
    received,
    simulated_of,
)
from scipy.stats import binomtest  # noqa: E402

from cyberstudy.declare.plan.analyses import Comparison  # noqa: E402
from cyberstudy.declare.survey import Survey  # noqa: E402
from cyberstudy.tables.estimates import DIFFERS  # noqa: E402
from cyberstudy.tables.truth_audit import (  # noqa: E402
    AGREEMENT,
    ALL,
    ALPHA,
    BOUND,
    CONFIRMATORY,
    COVERAGE,
    DIRECTION,
    EFFECT,
    ERROR,
    MEAN,
    NOMINATIONS,
    ONE,
    RANK,
    RANKS,
    SCREEN,
    VERDICT,
    TruthAudit,
)
from surveyanswers.simulation.simulated_survey import SimulatedSurvey  # noqa: E402
from surveyanswers.tables.storage import write_table  # noqa: E402

RESAMPLES = 2000
CHUNK = 10  # simulations in one piece of work
CLASSES, SURVEYS = "classes", "ranks"
KEYS = ("measure", "family", "grouping", "part")
#: Where the true types and the true gradient are looked for.
PLANTED = {"criminalization": "types", "capacity": "gradient"}


def counted(
    found: pl.DataFrame, family: str, grouping: str = "", part: str = ALL
) -> dict[str, object]:
    """Count the intervals (estimate, low, high) that hold the truth, and those that miss it."""
    under, over = found["truth"] < found["low"] - 1e-9, found["truth"] > found["high"] + 1e-9
    return {
        "measure": COVERAGE,
        "family": family,
        "grouping": grouping,
        "part": part,
        "cells": found.height,
        "right": int((~under & ~over).sum()),
        "below": int(under.sum()),
        "above": int(over.sum()),
        "squares": float(((found["estimate"] - found["truth"]) ** 2).sum()),
        "widths": float((found["high"] - found["low"]).sum()),
    }


def decided(
    measure: str, family: str, cells: int, right: float, grouping: str = "", part: str = ALL
) -> dict[str, object]:
    """Count decisions of a kind, or add up how far classes agree."""
    keys = {"measure": measure, "family": family, "grouping": grouping, "part": part}
    return keys | {"cells": cells, "right": right}


def audited(world: str, seed: int) -> list[dict[str, object]]:
    """Draw a simulation, and count where the study is right of it."""
    simulated_survey = simulated_of(ASSUMED if world == CLASSES else world, seed)
    survey, answers, units = received(simulated_survey)
    if world == CLASSES:
        return list(of_classes(simulated_survey, survey, answers, units))
    of_all = Described(survey, *census(simulated_survey), minimum=1, seed=seed)
    own = Described(survey, answers, units, minimum=survey.settings.minimum_base, seed=seed)
    if world == ALIKE:
        return list(of_false_claims(own))
    rows = [*of_shares(own, of_all), *of_indices(own, of_all), *of_contrasts(own, of_all)]
    return [row for row in rows if row["cells"]]


def of_shares(own: Described, of_all: Described) -> Iterator[dict[str, object]]:
    """Compare shares of States with the shares of all States."""
    groupings = list(own.survey.plan.estimates.groupings)
    truth = of_all.estimates.select(*CELL, truth="share").drop_nulls()
    sections = {q.name: q.section or "" for q in own.survey.questionnaire.questions.values()}
    for family, intervals in methods_of(own):
        beside = intervals.filter(pl.col("grouping").is_in(groupings)).join(truth, on=CELL)
        for (grouping,), found in beside.group_by("grouping", maintain_order=True):
            yield counted(found, family, grouping)
            routed = found["not_asked"] > 0
            yield counted(found.filter(routed), family, grouping, "routed")
            yield counted(found.filter(~routed), family, grouping, "not routed")
        parts = beside.filter(grouping=WHOLE).with_columns(
            section=pl.col("question").replace_strict(sections)
        )
        for (section,), found in parts.group_by("section", maintain_order=True):
            yield counted(found, family, WHOLE, section)


def of_indices(own: Described, of_all: Described) -> Iterator[dict[str, object]]:
    """Compare means of indices and alphas with those of all States."""
    keys = ["index", "grouping", "group"]
    truth = of_all.indices.groups.select(*keys, truth="mean")
    named = list(own.survey.plan.estimates.groupings)
    means = own.indices.groups.filter(pl.col("grouping").is_in(named)).join(truth, on=keys)
    means = means.with_columns(estimate="mean").drop_nulls(["estimate", "truth", "low", "high"])
    for (grouping,), found in means.group_by("grouping", maintain_order=True):
        yield counted(found, MEAN, grouping)
    ends = {"estimate": "alpha", "low": "alpha_low", "high": "alpha_high"}
    truth = of_all.indices.reliability.select("index", truth="alpha")
    alphas = own.indices.reliability.select("index", **ends).join(truth, on="index")
    yield counted(alphas.drop_nulls(), ALPHA)


def of_contrasts(own: Described, of_all: Described) -> Iterator[dict[str, object]]:
    """Compare effects with those among all States, and claims with who is higher there."""
    plan = own.survey.plan.contrasts
    found = own.contrasts(plan).filter(pl.col("grouping") != "respondents")
    truth = of_all.contrasts(plan.model_copy(update={"permutations": 1}))
    keys = ["family", "contrast", "groups", "measure"]
    effects = found.drop_nulls(["effect", "low", "high"]).join(
        truth.select(*keys, truth="effect").drop_nulls(), on=keys
    )
    for (measure,), own_effects in effects.group_by("measure", maintain_order=True):
        yield counted(own_effects.with_columns(estimate="effect"), EFFECT, part=measure)
    for family, declared in plan.families.items():
        claims = found.filter(family=family, decision=DIFFERS)
        entries = declared.written_out(own.survey.codebook, own.survey.questionnaire)
        pairs = {
            row["contrast"]: of_pair(entries[row["contrast"]], row) for row in claims.to_dicts()
        }
        wrong = 0
        if pairs:
            # Only the group said to be highest and the one said to be lowest, among all States.
            one = declared.model_copy(update={"comparisons": pairs, "every": None})
            two = plan.model_copy(update={"families": {family: one}, "permutations": 1})
            there = of_all.contrasts(two).select("contrast", top="highest", tie="difference")
            beside = claims.join(there, on="contrast", how="left")
            wrong = beside.filter(
                pl.col("tie").is_null()
                | (pl.col("tie") <= 0)
                | (pl.col("top") != pl.col("highest"))
            ).height
        yield decided(ERROR, DIRECTION, claims.height, wrong, declared.kind)


def of_pair(entry: Comparison, claim: Mapping[str, str]) -> Comparison:
    """Cut a comparison down to the two groups that a claim names."""
    together = entry.groups or {}
    names = claim["highest"], claim["lowest"]
    return entry.model_copy(update={"groups": {n: together.get(n, [n]) for n in names}})


def of_false_claims(own: Described) -> Iterator[dict[str, object]]:
    """Count families that claim a difference where there is none."""
    plan = own.survey.plan.contrasts
    found = own.contrasts(plan).filter(pl.col("grouping") != "respondents")
    for family, declared in plan.families.items():
        tests = found.filter(family=family).drop_nulls("p")
        claims = tests.filter(decision=DIFFERS).height
        yield decided(ERROR, declared.kind, 1, int(claims > 0))
        yield decided(
            ERROR, ONE, tests.height, tests.filter(pl.col("p") <= 0.05).height, declared.kind
        )


def of_classes(
    simulated_survey: SimulatedSurvey, survey: Survey, answers: pl.DataFrame, units: pl.DataFrame
) -> Iterator[dict[str, object]]:
    """Look for the true types and the true gradient, as the study does."""
    from cyberstudy.cluster.items import coded_of
    from cyberstudy.cluster.latent_classes import bootstrap_latent_classes, fit_latent_classes
    from cyberstudy.cluster.recovery import whole_agreement
    from cyberstudy.declare.plan.verdict_rules import TYPES, VERDICTS
    from surveyanswers.tables.answers_by_question import AnswerColumns

    declared = survey.plan.types
    for name, known_truth in PLANTED.items():
        entry = survey.plan.clusterings[name]
        coded = coded_of(entry, AnswerColumns.of(answers), units, survey.questionnaire, None)
        solution = fit_latent_classes(
            coded, name=name, rules=declared.rules, seed=simulated_survey.seed
        )
        region = pl.DataFrame({"unit_id": solution.units}).join(
            survey.frame.select("unit_id", "merged_region"), on="unit_id", maintain_order="left"
        )
        told = bootstrap_latent_classes(
            solution,
            region["merged_region"].to_list(),
            resamples=declared.resamples,
            confidence=declared.confidence,
            rules=declared.rules,
        ).verdict["verdict"]
        for each in VERDICTS:
            yield decided(VERDICT, name, 1, int(told == each), known_truth, each)
        if known_truth == "types" and told == TYPES:
            members = solution.members.join(
                simulated_survey.people.select(unit_id="unit", law="law"), on="unit_id"
            )
            labels = (
                members[c].cast(pl.Categorical).to_physical().to_numpy() for c in ("type", "law")
            )
            yield decided(AGREEMENT, name, 1, whole_agreement(*labels) or 0.0)


def of_ranks(number: int) -> Iterator[list[dict[str, object]]]:
    """Hold intervals of the index of nominations and sets of ranks, in each world of theirs."""
    from index_intervals import FIRST, contributions, study
    from index_intervals import WORLDS as OF_RANKS

    methods = {NOMINATIONS: "bootstrap-t of the root", RANK: "rank set"}
    each = contributions()
    by_survey: dict[int, list[dict[str, object]]] = {}
    for name, world in OF_RANKS.items():
        held = study(world, each, number, 600)[0]
        # The first country is in every survey, so ranks fall where another survey begins.
        begins = (pl.col("rank").diff().fill_null(0) < 0).cum_sum()
        for (survey,), found in held.with_columns(survey=begins).group_by("survey"):
            rows = by_survey.setdefault(int(survey), [])
            for family, method in methods.items():
                rows.append(decided(COVERAGE, family, found.height, int(found[method].sum()), name))
            first = found.filter(pl.col("rank") <= FIRST)["set of all at once"]
            rows.append(decided(COVERAGE, RANKS, 1, int(first.all()), name))
    yield from by_survey.values()


def piece(world: str, seeds: Sequence[int], out: Path) -> Path:
    """Audit some simulations of a world, or find that it is done: a line a simulation."""
    kept = out / f"{world.replace(' ', '_')}-{seeds[0]:03d}-{seeds[-1]:03d}.jsonl"
    if kept.exists():
        return kept
    lines = []
    if world == SURVEYS:
        lines = [{"simulation": n, "rows": rows} for n, rows in enumerate(of_ranks(len(seeds)), 1)]
    else:
        for seed in seeds:
            began = time.process_time()
            rows = audited(world, seed)
            lines.append({"simulation": seed, "seconds": time.process_time() - began, "rows": rows})
    out.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(f".{os.getpid()}.part")
    unfinished.write_text("".join(json.dumps(line) + "\n" for line in lines))
    unfinished.replace(kept)
    return kept


def pieces(counts: Mapping[str, int]) -> list[tuple[str, range]]:
    """Divide the work: worlds in turn, so that after a while there is something of each."""
    work = []
    for world, count in counts.items():
        size = {SURVEYS: count, CLASSES: 2}.get(world, CHUNK)
        work += [
            (first / count, world, range(first, min(first + size, count + 1)))
            for first in range(1, count + 1, size)
        ]
    return [(world, seeds) for _, world, seeds in sorted(work, key=lambda each: each[0])]


def summary(lines: Sequence[Mapping[str, Any]], confidence: float = 0.95) -> pl.DataFrame:
    """Add simulations up, as `tables.TruthAudit`; cells of one are dependent, so it is resampled.

    Assume: where every simulation has the same rate, resamples have it too; then the interval is
    Clopper and Pearson's, as if a simulation were one cell.
    """
    table = pl.DataFrame(
        [row | {"simulation": line["simulation"]} for line in lines for row in line["rows"]],
        infer_schema_length=None,
    )
    rng = np.random.default_rng(OWN_SEED)
    tail = (1 - confidence) / 2
    rows = []
    for keys, found in table.group_by(KEYS, maintain_order=True):
        if not (cells := found["cells"].sum()):
            continue
        right, own = (found[name].to_numpy().astype(float) for name in ("right", "cells"))
        drawn = rng.multinomial(len(own), np.full(len(own), 1 / len(own)), size=RESAMPLES)
        resampled = (drawn @ right) / np.maximum(drawn @ own, 1e-12)
        rate, (low, high) = right.sum() / cells, np.quantile(resampled, [tail, 1 - tail])
        if low == high and rate in (0, 1):
            exact = binomtest(round(rate * len(own)), len(own)).proportion_ci(confidence, "exact")
            low, high = exact.low, exact.high
        entry = dict(zip(KEYS, keys, strict=True))
        rows.append(
            entry
            | {"nominal": nominal(**entry), "simulations": len(own), "cells": cells}
            | {"rate": rate, "low": low, "high": high}
            | {name: told(found, each, cells) for name, each in TOLD.items()}
        )
    return pl.DataFrame(rows, infer_schema_length=None)


#: Columns of the table, and of which counts or sums of the records they are the mean.
TOLD = {"below": "below", "above": "above", "error": "squares", "width": "widths"}


def told(found: pl.DataFrame, name: str, cells: int) -> float | None:
    """Divide what was added up by the number of cells; of squares give the root."""
    if name not in found.columns or not found[name].count():
        return None
    mean = found[name].sum() / cells
    return float(np.sqrt(mean) if name == "squares" else mean)


def nominal(measure: str, family: str, **_: str) -> float | None:
    """Return the rate that is promised, if one is."""
    if measure == COVERAGE:
        return 1.0 if family == BOUND else 0.95
    return {CONFIRMATORY: 0.05, SCREEN: 0.1, ONE: 0.05}.get(family)


def run(work: Sequence[tuple[str, Sequence[int]]], out: Path) -> None:
    """Do what of the work is not done yet, and say how far it is."""
    began = time.monotonic()
    for done, (world, seeds) in enumerate(work, 1):
        piece(world, seeds, out)
        minutes = (time.monotonic() - began) / 60
        print(f"{done} of {len(work)}: {world}; {minutes:.1f} min", file=sys.stderr, flush=True)


def main() -> None:
    """Audit simulations, and sum up those that are done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="directory of what is done")
    parser.add_argument("--simulations", type=int, default=200)
    parser.add_argument(
        "--classes", type=int, default=20, help="simulations whose types are looked for"
    )
    parser.add_argument("--surveys", type=int, default=200, help="surveys of experts")
    parser.add_argument("--piece", type=int, help="do one piece of the work and no more")
    parser.add_argument("--sum", type=Path, help="write the table of what is done here")
    given = parser.parse_args()
    counts = {ASSUMED: given.simulations, ALIKE: given.simulations, CLASSES: given.classes}
    work = pieces({k: n for k, n in (counts | {SURVEYS: given.surveys}).items() if n})
    if given.piece is not None:
        if not 0 <= given.piece < len(work):
            raise SystemExit(f"there are {len(work)} pieces, 0 to {len(work) - 1}")
        work = [work[given.piece]]
    run(work, given.out)
    if given.sum:
        freeze(given.out, given.sum)


def freeze(out: Path, target: Path) -> None:
    """Write the table of all that is done, and beside it when and of how many surveys."""
    lines, surveys = [], {}
    for path in sorted(out.glob("*.jsonl")):
        own = [json.loads(line) for line in path.read_text().splitlines()]
        world = path.stem.split("-")[0].replace("_", " ")
        surveys[world] = surveys.get(world, 0) + len(own)
        lines += own
    table = summary(lines)
    write_table(table.sort(KEYS), str(target), TruthAudit)
    record = {
        "date": datetime.now(UTC).date().isoformat(),
        "surveys": surveys,
        "first seed": 1,
        "processor seconds": round(sum(line.get("seconds", 0) for line in lines)),
    }
    target.with_name(f"{target.stem}-run.json").write_text(json.dumps(record, indent=1) + "\n")
    print(table)


if __name__ == "__main__":
    main()
