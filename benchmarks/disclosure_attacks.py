"""Attack what leaves of the simulated survey of States, before there was suppression and now.

``PYTHONPATH=tests:workflow/surveyanswers/tests python benchmarks/disclosure_attacks.py`` prints a
table: what each attack is after, and how much of it is recovered. Every recovered number is
compared with the answers. The attackers are those of ``tests/worlds/attacks*.py``. What leaves now
is read from ``results/states2012``, so the study has to have run. ``--write`` keeps the numbers in
``disclosure_attacks.csv`` and puts the table into README.md.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import polars as pl
from readme_tables import put_table
from worlds import attacks
from worlds.attacks_on_derived_numbers import two_groups
from worlds.confidential import as_before

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.analyses import Comparison, DeclaredContrasts, DeclaredFamily
from cyberstudy.declare.plan.estimates import Division
from cyberstudy.describe.contrasts import compare_groups
from cyberstudy.describe.estimates import estimate_all, memberships_of, said_of
from cyberstudy.protect.release_filter import Passing
from cyberstudy.tables.estimates import Contrasts
from cyberstudy.tables.files import read_table
from disclosure.cells import Group, divided
from disclosure.suppress import Suppression
from disclosure.suppression import Pattern
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.disclosure import disclosure_of
from surveyanswers.tables.statuses import OPEN

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "results" / "states2012"
RECORD = Path(__file__).with_suffix(".csv")
#: Of an attack that was not tried.
NONE = (None, None)

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
DECLARED = "comparisons of the plan: shown with a withheld group in them"
OWN_NAMES = "comparisons that a plan may add, by names of its own: withheld counts over 0"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--results", default=RESULTS, type=Path)
    parser.add_argument("--questions", type=int, help="so many alone, spread over the form")
    parser.add_argument("--write", action="store_true", help="keep the numbers, for README.md too")
    asked = parser.parse_args()
    survey = OpenSurvey(ROOT / "config" / "surveys" / "states2012", root=ROOT)
    found = {
        name: measured(world(survey, asked.results), asked.questions)
        for name, world in (("before", before), ("now", now))
    }
    record = pl.DataFrame(
        {
            "attack": attack,
            **{
                f"{what}_{name}": number
                for name, own in found.items()
                for what, number in zip(("recovered", "of"), own.get(attack, NONE), strict=True)
            },
        }
        for attack in found["now"]
    )
    print("\n".join(table_in_words(record)))
    if asked.write:
        record.write_csv(RECORD)
        put_table(RECORD.with_suffix(".py").name, table_in_words(record))


def table_in_words(record: pl.DataFrame) -> list[str]:
    """Write what was recorded as a table of Markdown."""
    head = "| attack | before: recovered of | now: recovered of |\n|---|---:|---:|"
    return [
        *head.splitlines(),
        *(
            f"| {attack} | {_of(*before)} | {_of(recovered, of)} |"
            for attack, *before, recovered, of in record.iter_rows()
        ),
    ]


def _of(recovered: int | None, of: int | None) -> str:
    return "-" if of is None else f"{recovered:,} of {of:,}"


def answers_of(survey: OpenSurvey, results: Path) -> pl.DataFrame:
    """All accepted answers."""
    return read_answers(results / "clean" / "answers.parquet", survey.questionnaire.questions)


def before(survey: OpenSurvey, results: Path) -> SimpleNamespace:
    """What left when rows of too few units alone were emptied."""
    units, answers = (
        read_table(str(results / "clean" / "units.parquet")),
        answers_of(survey, results),
    )
    memberships = memberships_of(units, survey.frame, BEFORE)
    shares = {"minimum_base": 5, "confidence": 0.95}
    true = estimate_all(AnswerColumns.of(answers), memberships, survey.questionnaire, **shares)
    said = said_of(answers, survey.questionnaire)
    return _world(survey, 5, memberships, said, true, {"estimates": as_before(true, 5)}, bases=True)


def now(survey: OpenSurvey, results: Path) -> SimpleNamespace:
    """What leaves."""
    inside = results / "describe"
    names = ("memberships.parquet", "estimates.parquet")
    memberships, true = (read_table(str(inside / name)) for name in names)
    answers = answers_of(survey, results)
    said = said_of(answers, survey.questionnaire)
    left = results / "protect" / "tables"
    paths = [left / "estimates.parquet", left / "nonresponse_estimates.csv", left / "contrasts.csv"]
    seen = {path.stem: read_table(str(path)) for path in paths}
    # Groups that join others have a row where they are published in the place of these.
    keys = ["wave", "grouping", "group", "question"]
    true = true.join(seen["estimates"], on=keys, how="semi", maintain_order="left")
    world = _world(survey, survey.settings.minimum_base or 0, memberships, said, true, seen)
    world.survey, world.lists = survey, lists_of(survey, memberships)
    world.groupings = survey.plan.groupings
    world.answers = AnswerColumns.of(answers)
    return world


def lists_of(survey: OpenSurvey, memberships: pl.DataFrame) -> dict[Group, frozenset[str]]:
    """Read who is in which stratum of the weights: as the list of States says, which is public."""
    lists = {}
    for stratum in survey.plan.nonresponse.strata:
        groups = memberships.filter(grouping=stratum).select("unit_id", "group")
        groups = survey.frame.select("unit_id", group=stratum) if groups.is_empty() else groups
        lists |= {
            (stratum, group): frozenset(rows["unit_id"])
            for (group,), rows in groups.group_by("group")
        }
    return lists


def _world(
    survey: OpenSurvey,
    minimum: int,
    memberships: pl.DataFrame,
    said: pl.DataFrame,
    true: pl.DataFrame,
    tables: dict[str, pl.DataFrame],
    *,
    bases: bool = False,
) -> SimpleNamespace:
    secret = survey.codebook.filter(pl.col("sensitivity").is_in(["perception", "capacity"]))
    return SimpleNamespace(
        minimum=minimum,
        memberships=memberships,
        said=said,
        all=true,
        tables=tables,
        lists=None,
        groupings={},
        seen=tables["estimates"],
        bases=bases,
        questionnaire=survey.questionnaire,
        secret=secret["question"].implode(),
    )


def measured(world: SimpleNamespace, some: int | None) -> dict[str, tuple[int, int]]:
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
    names = own["question"].unique(maintain_order=True).to_list()
    some = min(some or len(names), len(names))
    names = [names[place * len(names) // some] for place in range(some)]
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
    joins = [group for entry in world.groupings.values() for group in entry.joined]
    of["counts of groups kept"] = int((parts & ~own["group"].is_in(joins)).sum())
    if "contrasts" in world.tables:
        for attack, learnt, tried in _of_comparisons(world, own, names):
            found[attack] += learnt
            of[attack] += tried
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
    tables = world.tables | {"estimates": held}
    bases = rows if world.bases else None
    units = attacks.Units(tables, members, form, bases=bases, lists=world.lists)
    alone = attacks.Units({"estimates": held}, members, form, only=["states"])
    hidden = attacks.withheld_targets(here, form, held)
    few = attacks.few_of_two_groups(here, form)
    told, true = units.determined(hidden | few), attacks.chosen(said)
    for target, number in told.items():
        if number != attacks.true_sum(true, (hidden | few)[target]):
            raise ArithmeticError(f"{target}: recovered {number}, which is wrong")
    told_alone = alone.determined({t: (hidden | few)[t] for t, n in told.items() if n})
    unanimous = {*_said_by_all(members, held, few)}
    for attack, targets in (("withheld counts", hidden), ("few units in two groups", few)):
        chosen = {t for t in targets if attacks.true_sum(true, targets[t])}
        learnt = [t for t in chosen if t in told and t not in told_alone and t not in unanimous]
        yield f"programs: {attack}, of those over 0", len(learnt), len(chosen)
    yield from _respondents(form[0], units, hidden, told, true)


def _said_by_all(members: pl.DataFrame, held: pl.DataFrame, targets: dict) -> Iterator[tuple]:
    same = held.filter(pl.col("count") == pl.col("base"), pl.col("base") > 0)
    replied = members.filter("replied")
    for grouping, group, option in same.select("grouping", "group", "option").iter_rows():
        inside = {*replied.filter(grouping=grouping, group=group)["unit_id"]}
        yield from (
            t for t, k in targets.items() if t[-1] == option and {u for u, *_ in k} <= inside
        )


def _respondents(
    form: attacks.Question, units: attacks.Units, hidden: dict, told: dict, true: dict
) -> Iterator[tuple[str, int, int]]:
    """Let one respondent, and each two, of every withheld group learn of the others."""
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
            learnt += any(_learns(form, units, targets, told, true, own) for own in alike.values())
        yield f"{who}: withheld groups of which more is learnt", learnt, tried


def _learns(form, units, targets, told, true, own) -> bool:
    known = {(u, form.name, "(base)"): 1 for u in own} | {
        (u, form.name, option): int(option in true[u, form.name])
        for u in own
        for option in form.options
    }
    more = {
        t: k
        for t, k in targets.items()
        if t not in told and attacks.true_sum(true, k) > sum(known.get(key, 0) for key in k)
    }
    return bool(units.determined(more, known))


def _of_comparisons(
    world: SimpleNamespace, own: pl.DataFrame, names: list[str]
) -> Iterator[tuple[str, int, int]]:
    """Attack comparisons: those that are declared, and one that any withheld group would allow."""
    lost = world.seen.filter(pl.col("count").is_null(), (pl.col("base") != 0).fill_null(True))
    withheld = {*lost.select("grouping", "group", "question").iter_rows()}
    shown = {*world.seen.drop_nulls("count").select("grouping", "group", "question").iter_rows()}
    declared = _declared(world)
    for row in world.tables["contrasts"].filter(pl.col("questions") != "").iter_rows(named=True):
        entry = declared[row["family"]][row["contrast"]]
        joined = _joined(world, entry.by)
        every = {*world.memberships.filter(grouping=entry.by)["group"]} - {*joined}
        sides = [[g] for g in every] if entry.groups is None else [*entry.groups.values()]
        hidden = {
            (entry.by, group, question)
            for question in entry.questions
            for side in sides
            for group in {*side}.difference(
                # All of a side may be told of where a published group joins them.
                *(
                    of
                    for join, of in joined.items()
                    if {*of} <= {*side} and (entry.by, join, question) in shown
                )
            )
        } & withheld
        yield DECLARED, int(row["base"] is not None and bool(hidden)), int(bool(hidden))
    for name in names:
        rows = own.filter(question=name)
        for by, group, _ in sorted(each for each in withheld if each[2] == name):
            if by in WHOLE:
                continue
            truth = dict(
                rows.filter(grouping=by, group=group).select("option", "count").iter_rows()
            )
            told = _against_others(world, by, group, name, list(truth))
            if any(truth[option] != number for option, number in told.items()):
                raise ArithmeticError(f"{by}, {group}, {name}: recovered {told}, not {truth}")
            chosen = {option for option, number in truth.items() if number}
            yield OWN_NAMES, len(chosen & told.keys()), len(chosen)


def _joined(world: SimpleNamespace, by: str) -> Mapping[str, Sequence[str]]:
    return world.groupings[by].joined if by in world.groupings else {}


def _declared(world: SimpleNamespace) -> dict[str, dict[str, Comparison]]:
    survey = world.survey
    return {
        name: dict(family.written_out(survey.codebook, survey.questionnaire))
        for name, family in survey.plan.contrasts.families.items()
    }


def _against_others(
    world: SimpleNamespace, by: str, group: str, name: str, options: list[str]
) -> dict[str, int]:
    """Declare a group against the others for each option, and solve what leaves of it."""
    groups = sorted(
        {*world.memberships.filter(grouping=by, replied=True)["group"]} - {*_joined(world, by)}
    )
    sides = {"these": [group], "the others": [each for each in groups if each != group]}
    family = DeclaredFamily(
        kind="screen",
        alpha=0.1,
        comparisons={
            f"c{place}": Comparison(
                title=option, questions=[name], options=[option], by=by, groups=sides
            )
            for place, option in enumerate(options)
        },
    )
    found = compare_groups(
        world.answers,
        world.memberships,
        pl.DataFrame(schema={"wave": pl.String, "index": pl.String}),
        {},
        codebook=world.survey.codebook,
        questionnaire=world.questionnaire,
        plan=DeclaredContrasts(confidence=0.95, permutations=20000, families={"added": family}),
        minimum_base=world.minimum,
        seed=0,
    )
    # What joins others and has no row is no published group.
    keys = ["wave", "grouping", "group"]
    shown = world.seen.filter(question=name).drop_nulls("count")
    lost = world.memberships.select(keys).unique().join(shown, on=keys, how="anti")
    lost = frozenset((*key, name) for key in lost.iter_rows())
    said, none = world.said.filter(question=name), frozenset[int]()
    counted = divided(world.memberships, said, world.minimum, OPEN)
    questions = {(each.wave, each.name): (each, Pattern(none, none)) for each in counted}
    suppression = Suppression(frozenset(), lost, frozenset(), questions)
    passing = Passing(world.minimum, suppression, whole=WHOLE, everybody="state")
    seen = passing.of_units(world.memberships, []).of(found, disclosure_of(Contrasts))[0]
    seen = seen.drop_nulls(["base", "effect"])
    total = world.seen.filter(grouping="states", question=name).drop_nulls("count")
    total = {row["option"]: (row["base"], row["count"]) for row in total.iter_rows(named=True)}
    size = world.memberships.filter(grouping=by, group=group, replied=True).height
    ways = {
        option: two_groups(base, effect, most=size, chosen=total[option][1])
        for option, base, effect in seen.select("options", "base", "effect").iter_rows()
        if total.get(option, (None,))[0] == base
    }
    # How many of the group answered is the same for every option.
    bases = set.intersection(*({n for n, _ in way} for way in ways.values())) if ways else set()
    told = {option: {c for n, c in way if n in bases} for option, way in ways.items()}
    return {option: counts.pop() for option, counts in told.items() if len(counts) == 1}


if __name__ == "__main__":
    main()
