"""Attack what leaves of the simulated survey of States, before there was suppression and now.

``PYTHONPATH=tests python benchmarks/disclosure_attacks.py`` prints a table: what each attack is
after, and how much of it is recovered. Every recovered number is held against the answers. The
attackers are those of ``tests/worlds/attacks.py``. It reads ``results/states2012/clean``, so the
study has to have run.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import polars as pl
from cyberstudy.declare.plan.analyses import Division
from cyberstudy.declare.survey import Survey
from cyberstudy.describe.estimates import estimate_all, memberships_of, said_of
from cyberstudy.protect import suppressed_in
from cyberstudy.protect.passing import Passing
from cyberstudy.tables.disclosure import disclosure_of
from cyberstudy.tables.estimates import Estimates
from cyberstudy.tables.waves import in_each_wave
from worlds import attacks
from worlds.confidential import as_before

ROOT = Path(__file__).parents[1]

WHOLE = ["states", "respondents"]
STATUSES = ("dont_know", "refused", "no_answer", "not_applicable", "not_asked")
#: How the plan divided States before.
BEFORE = {
    "states": Division(of="state"),
    "region": Division(of="state", by="region"),
    "merged_region": Division(
        of="state", by="region", merge={"Asia and Oceania": ["Asia", "Oceania"]}
    ),
    "development": Division(of="state", by="hdi_2012"),
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--results", default=ROOT / "results" / "states2012", type=Path)
    parser.add_argument("--questions", type=int, help="the first so many alone")
    asked = parser.parse_args()
    survey = Survey(ROOT / "config" / "surveys" / "states2012", root=ROOT)
    worlds = {"before": before(survey, asked.results), "now": now(survey, asked.results)}
    found = {name: measured(world, asked.questions) for name, world in worlds.items()}
    print("| attack | before: recovered of | now: recovered of |\n|---|---:|---:|")
    for attack in found["now"]:
        cells = (f"{found[w][attack][0]:,} of {found[w][attack][1]:,}" for w in worlds)
        print(f"| {attack} | {' | '.join(cells)} |")


def _tables(survey: Survey, results: Path, groupings: object, minimum: int) -> SimpleNamespace:
    units, answers = (
        pl.read_parquet(results / "clean" / f"{name}.parquet") for name in ("units", "answers")
    )
    memberships = memberships_of(units, survey.frame, groupings)
    estimates = estimate_all(
        answers,
        memberships,
        survey.questionnaire,
        minimum_base=minimum,
        confidence=0.95,
        strata={"states": "merged_region"},
    )
    said = in_each_wave(lambda own: said_of(own, survey.questionnaire), answers)
    return SimpleNamespace(
        memberships=memberships,
        said=said,
        all=estimates,
        minimum=minimum,
        questionnaire=survey.questionnaire,
        secret=survey.codebook.filter(pl.col("sensitivity").is_in(["perception", "capacity"]))[
            "question"
        ].implode(),
    )


def before(survey: Survey, results: Path) -> SimpleNamespace:
    """What left when rows of too few units alone were emptied."""
    world = _tables(survey, results, BEFORE, 5)
    world.seen = as_before(world.all, 5)
    return world


def now(survey: Survey, results: Path) -> SimpleNamespace:
    """What leaves."""
    minimum = survey.settings.minimum_base or 0
    world = _tables(survey, results, survey.groupings, minimum)
    with tempfile.TemporaryDirectory() as folder:
        paths = [f"{folder}/{name}.parquet" for name in ("memberships", "said")]
        world.memberships.write_parquet(paths[0])
        world.said.write_parquet(paths[1])
        world.suppression = suppressed_in(paths, survey)
    passing = Passing(minimum, world.suppression, whole=WHOLE, everybody="state")
    world.seen = passing.of(world.all, disclosure_of(Estimates))[0]
    return world


def measured(world: SimpleNamespace, first: int | None) -> dict[str, tuple[int, int]]:
    """Run every attack: what -> recovered, of how many."""
    found: Counter[str] = Counter()
    of: Counter[str] = Counter()
    keys = ["grouping", "group", "question", "option"]
    own = world.all.filter(pl.col("grouping") != "respondents")
    seen = own.select(keys).join(world.seen, on=keys, how="left", maintain_order="left")
    parts = ~own["grouping"].is_in(WHOLE)
    true = {tuple(row[k] for k in keys): row for row in own.iter_rows(named=True)}
    for what, columns in (("counts", ("count",)), ("statuses", STATUSES)):
        told = attacks.subtraction(seen, world.memberships, "states", columns)
        found[f"subtraction: {what}"] = sum(
            true[tuple(key)][column] == number for (column, *key), number in told.items()
        )
        of[f"subtraction: {what}"] = sum(
            int((seen[column].is_null() & (own["base"] > 0)).sum()) for column in columns
        )
    names = own["question"].unique(maintain_order=True).to_list()[:first]
    for name in names:
        for attack, learnt, tried in _of_question(world, own, seen, name):
            found[attack] += learnt
            of[attack] += tried
    told = own["question"].is_in(world.secret)
    shown = own.filter(seen["count"].is_not_null() & (own["base"] > 0) & parts & told)
    for attack, but in (
        ("groups shown that all say the same, of perceptions and capacity", 0),
        ("or all but one", 1),
    ):
        alike = shown.filter(pl.col("count") + but >= pl.col("base"))
        found[attack] = alike.select("grouping", "group", "question").n_unique()
        of[attack] = shown.select("grouping", "group", "question").n_unique()
    found["counts of groups kept"] = int((seen["count"].is_not_null() & parts).sum())
    of["counts of groups kept"] = int(parts.sum())
    if hasattr(world, "suppression"):
        primary = world.suppression.primary
        groups = own.filter(parts).select(pl.lit(""), "grouping", "group", "question").iter_rows()
        found["counts kept with primary groups alone withheld"] = sum(
            group not in primary for group in groups
        )
        of["counts kept with primary groups alone withheld"] = int(parts.sum())
    else:
        found["counts kept with primary groups alone withheld"] = 0
    return {attack: (found[attack], of[attack]) for attack in found}


def _of_question(
    world: SimpleNamespace, own: pl.DataFrame, seen: pl.DataFrame, name: str
) -> Iterator[tuple[str, int, int]]:
    """Attack one question by whoever knows who replied."""
    rows = own.filter(question=name)
    options = tuple(rows["option"].unique(maintain_order=True))
    several = world.questionnaire.questions[name].type == "select_multiple"
    form = (attacks.Question(name, options, several=several),)
    said = world.said.filter(question=name)
    held = seen.filter(question=name)
    groups = rows["grouping"].unique().implode()
    members = world.memberships.filter(pl.col("grouping").is_in(groups))
    here = SimpleNamespace(memberships=members, said=said, minimum=world.minimum)
    tables = {"estimates": held}
    bases = rows if not hasattr(world, "suppression") else None
    units = attacks.Units(tables, members, form, bases=bases)
    alone = attacks.Units(tables, members, form, only=["states"])
    hidden = attacks.withheld_targets(here, form, held)
    few = attacks.few_of_two_groups(here, form)
    told = units.determined(hidden | few)
    for target, number in told.items():
        if number != attacks.true_sum(here, (hidden | few)[target]):
            raise ArithmeticError(f"{target}: recovered {number}, which is wrong")
    told_alone = alone.determined({t: (hidden | few)[t] for t, n in told.items() if n})
    unanimous = {*_said_by_all(members, held, few)}
    for attack, targets in (("withheld counts", hidden), ("few units in two groups", few)):
        chosen = {t for t in targets if attacks.true_sum(here, targets[t])}
        learnt = [t for t in chosen if t in told and t not in told_alone and t not in unanimous]
        yield f"programs: {attack}, of those over 0", len(learnt), len(chosen)
    yield from _respondents(here, form[0], units, hidden, told)
    yield from _strata(rows, held, name, options)


def _said_by_all(members: pl.DataFrame, held: pl.DataFrame, targets: dict) -> Iterator[tuple]:
    same = held.filter(pl.col("count") == pl.col("base"), pl.col("base") > 0)
    replied = members.filter("replied")
    for grouping, group, option in same.select("grouping", "group", "option").iter_rows():
        inside = {*replied.filter(grouping=grouping, group=group)["unit_id"]}
        yield from (
            t for t, k in targets.items() if t[-1] == option and {u for u, *_ in k} <= inside
        )


def _respondents(
    here: SimpleNamespace, form: attacks.Question, units: attacks.Units, hidden: dict, told: dict
) -> Iterator[tuple[str, int, int]]:
    """Let one respondent, and each two, of every withheld group learn of the others."""
    true = attacks.chosen(here.said)
    groups = {}
    for target, keys in hidden.items():
        groups.setdefault(target[:2], {})[target] = keys
    for size, who in ((1, "one respondent"), (2, "two respondents together")):
        learnt = tried = 0
        for targets in groups.values():
            inside = sorted({u for k in targets.values() for u, *_ in k if (u, form.name) in true})
            if len(inside) <= size or len(inside) > 12:  # of many, each is one of many
                continue
            alike = {
                tuple(sorted(tuple(true[u, form.name]) for u in own)): own
                for own in combinations(inside, size)
            }
            tried += 1
            learnt += any(
                _learns(here, form, units, targets, told, true, own) for own in alike.values()
            )
        yield f"{who}: withheld groups of which more is learnt", learnt, tried


def _learns(here, form, units, targets, told, true, own) -> bool:
    known = {(u, form.name, "(base)"): 1 for u in own} | {
        (u, form.name, option): int(option in true[u, form.name])
        for u in own
        for option in form.options
    }
    more = {
        t: k
        for t, k in targets.items()
        if t not in told and attacks.true_sum(here, k) > sum(known.get(key, 0) for key in k)
    }
    return bool(units.determined(more, known))


def _strata(
    rows: pl.DataFrame, held: pl.DataFrame, name: str, options: tuple[str, ...]
) -> Iterator[tuple[str, int, int]]:
    strata = held.filter(grouping="merged_region")
    lost = strata.filter(pl.col("count").is_null(), (pl.col("base") != 0).fill_null(True))
    attack = "post-stratified shares: counts of withheld strata"
    if 0 < lost["group"].n_unique() <= 2 and strata["base"].null_count() == 0:
        found = sum(
            len(attacks.strata_counts(held, "states", "merged_region", name, option)) == 1
            for option in options
        )
        yield attack, found * lost["group"].n_unique(), lost.height
    else:
        yield attack, 0, lost.height


if __name__ == "__main__":
    main()
