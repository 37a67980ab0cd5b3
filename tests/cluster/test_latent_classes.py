"""One clustering from answers to verdict, on invented units and on the simulation."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import adjusted_rand_score
from worlds import REPOSITORY
from worlds.evidence import LEAN

from cyberstudy.cluster import latent_classes
from cyberstudy.cluster.attributes import known_of
from cyberstudy.cluster.items import (
    CodedAnswers,
    coded_of,
    data_digest,
)
from cyberstudy.cluster.latent_classes import (
    associate_classes,
    bootstrap_latent_classes,
    fit_latent_classes,
    model_for_others,
)
from cyberstudy.cluster.multiverse import MultiverseTables, latest, run_multiverse
from cyberstudy.cluster.solution import comparisons_table, selection_table
from cyberstudy.declare.plan.clusterings import DIMENSIONS
from cyberstudy.declare.plan.verdict_rules import (
    GRADIENT,
    NO_STRUCTURE,
    TYPES,
)
from cyberstudy.statistics import taxometric
from cyberstudy.tables.typologies import (
    AssociationLevels,
    Associations,
    RivalTests,
    TypeChecks,
    TypeMembers,
    TypeProfiles,
    TypeSelection,
    TypeStability,
)
from cyberstudy.wording.verdict_text import text_of
from surveyanswers.instrument.counting import Design
from surveyanswers.simulation.simulated_survey import SimulatedSurvey
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import checked, read_text_table

REFERENCE = REPOSITORY / "data" / "raw" / "reference"
LOOK = {"resamples": 20, "confidence": 0.95}
RULES = replace(LEAN, smallest_class=5)
TABLES = {
    "selection": TypeSelection,
    "tests": RivalTests,
    "members": TypeMembers,
    "profiles": TypeProfiles,
    "stability": TypeStability,
    "checks": TypeChecks,
    "associations": Associations,
    "levels": AssociationLevels,
}


def coded_from(codes):
    units = tuple(f"u{number:02d}" for number in range(len(codes)))
    options = {f"q{item}": ("no", "yes") for item in range(codes.shape[1])}
    return CodedAnswers(units, options, codes)


def known(coded, seed=0):
    rng = np.random.default_rng(seed)
    places = rng.choice(["east", "west"], len(coded.units))
    return pl.DataFrame({"unit_id": coded.units, "place": places, "language": "en"})


@dataclass(frozen=True)
class Looked:
    """All that the rule of a clustering makes."""

    selection: pl.DataFrame
    tests: pl.DataFrame
    members: pl.DataFrame
    profiles: pl.DataFrame
    stability: pl.DataFrame
    checks: pl.DataFrame
    associations: pl.DataFrame
    levels: pl.DataFrame
    model: dict
    verdict: dict


def look(coded, known, *, rules, seed, leave_out="place", design=None):
    solution = fit_latent_classes(coded, name="invented", rules=rules, seed=seed)
    groups = pl.DataFrame({"unit_id": coded.units}).join(known, on="unit_id", how="left")
    groups = groups[leave_out].to_list()
    again = bootstrap_latent_classes(solution, groups, rules=rules, design=design, **LOOK)
    along = associate_classes(solution, known, alpha=0.05, confidence=0.95, permutations=199)
    return Looked(
        selection=selection_table(solution.evidence),
        tests=comparisons_table(solution.evidence),
        members=solution.members,
        profiles=again.profiles,
        stability=again.stability,
        checks=again.checks,
        associations=along.tests,
        levels=along.profiles,
        model=model_for_others(solution, ordered=coded.ordered),
        verdict=again.verdict,
    )


@pytest.fixture(scope="module", autouse=True)
def few_comparisons():
    """No claim here rests on how finely the taxometric index and orders of rows are looked at."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taxometric, "POPULATION", 500)
        patch.setattr(taxometric, "SAMPLES", 10)
        patch.setattr(latent_classes, "SHUFFLES", 5)
        yield


@pytest.fixture(scope="module")
def typed():
    """Three types of twenty units, and what is found."""
    rng = np.random.default_rng(3)
    truth = np.repeat(np.arange(3), 20)
    likely = np.where(rng.random((3, 14)) < 0.5, 0.95, 0.05)
    codes = (rng.random((60, 14)) < likely[truth]).astype(np.int64)
    codes[rng.random(codes.shape) < 0.1] = -1
    coded = coded_from(codes)
    return (
        truth,
        coded,
        look(coded, known(coded), rules=RULES, seed=1),
    )


def test_true_types_are_found_and_every_table_keeps_its_contract(typed):
    truth, coded, found = typed
    assert (found.verdict["verdict"], found.verdict["classes"]) == (TYPES, 3)
    assert adjusted_rand_score(truth, found.members["type"]) > 0.9
    for name, contract in TABLES.items():
        assert checked(getattr(found, name), contract).height, name
    assert found.verdict["data"] == data_digest(coded.units, coded.options, coded.codes)


def test_probabilities_of_a_class_add_up_and_lie_in_their_intervals_mostly(typed):
    profiles = typed[2].profiles
    sums = profiles.group_by("type", "item").agg(pl.col("probability").sum())
    assert sums["probability"].to_numpy() == pytest.approx(1)
    inside = (profiles["low"] - 0.05 <= profiles["probability"]) & (
        profiles["probability"] <= profiles["high"] + 0.05
    )
    assert inside.mean() > 0.95


def test_the_same_seed_gives_the_same_tables(typed):
    _, coded, found = typed
    again = look(coded, known(coded), rules=RULES, seed=1)
    for name in TABLES:
        assert getattr(again, name).equals(getattr(found, name)), name
    assert again.verdict == found.verdict
    assert "not weighted" not in [hit["caution"] for hit in found.verdict["cautions"]]


@pytest.mark.parametrize("kind", [NO_STRUCTURE, GRADIENT])
def test_where_there_are_no_types_the_tables_are_whole_and_say_so(kind):
    rng = np.random.default_rng(7)
    trait = rng.standard_normal((69, 1)) * (3.0 if kind == GRADIENT else 0.0)
    chance = 1 / (1 + np.exp(-(trait + rng.standard_normal(14))))
    coded = coded_from((rng.random((69, 14)) < chance).astype(np.int64))
    found = look(coded, known(coded), rules=RULES, seed=2, design=Design(weight="worth"))
    assert "not weighted" in [hit["caution"] for hit in found.verdict["cautions"]]
    assert found.verdict["verdict"] == kind
    assert text_of(found.verdict["said"]).startswith("No stable typology")
    assert found.model["kind"] == ("latent_trait" if kind == GRADIENT else "latent_class")
    for name, contract in TABLES.items():
        checked(getattr(found, name), contract)


@pytest.fixture(scope="module")
def lean(states):
    """The plan's own rules, with levels that few replicates can reject at."""
    names = ("replicates", "alpha_classes", "alpha_continuum")
    return replace(states.plan.types.rules, **{name: getattr(LEAN, name) for name in names})


@pytest.fixture(scope="module")
def judged(states, simulated_survey, lean):
    """Both clusterings of States."""
    cleaned, found = simulated_survey[0], {}
    answers = AnswerColumns.of(cleaned.answers)
    for name, entry in states.plan.clusterings.items():
        coded = coded_of(entry, answers, cleaned.units, states.questionnaire, None)
        variables = known_of(
            entry.known,
            units=cleaned.units,
            submissions=cleaned.submissions,
            frame=states.frame,
            answers=cleaned.answers,
            countries=read_text_table(REFERENCE / "countries.csv"),
            treaties=read_text_table(REFERENCE / "treaties.csv"),
        )
        found[name] = look(coded, variables, rules=lean, seed=20110519, leave_out=entry.leave_out)
    return found


def test_the_true_types_of_criminalization_law_are_found(states, judged):
    simulated_survey = SimulatedSurvey(
        states,
        frame=read_text_table(REFERENCE / "member_states.csv"),
        aliases=read_text_table(REFERENCE / "aliases.csv"),
        seed=20110519,
    )
    found = judged["criminalization"]
    both = found.members.join(
        simulated_survey.people.select(unit_id="unit", law="law"), on="unit_id"
    )
    assert (found.verdict["verdict"], found.verdict["classes"]) == (TYPES, 3)
    assert both.height == 69
    assert adjusted_rand_score(both["law"], both["type"]) >= 0.8


def test_the_true_gradient_of_capacity_is_a_gradient(judged):
    assert judged["capacity"].verdict["verdict"] == GRADIENT


def test_the_main_combination_of_the_multiverse_is_the_main_analysis(
    states, simulated_survey, judged, lean
):
    cleaned = simulated_survey[0]
    entry = states.plan.clusterings["capacity"]
    main = entry.crossed()[0]
    assert main.choices == dict(
        zip(DIMENSIONS, ("main", "as_answered", "in", "declared", "as_is"), strict=True)
    )
    first = {name: [main.choices[name]] for name in ("conflicts", "reconciliation", "missing")}
    alone = {
        "items": {"main": entry.items["main"]},
        "multiverse": entry.multiverse.model_copy(update=first),
    }
    table = run_multiverse(
        MultiverseTables(
            cleaned.answers,
            cleaned.submitted,
            cleaned.submissions,
            cleaned.conflicts,
            cleaned.units,
        ),
        states.questionnaire,
        entry=entry.model_copy(update=alone),
        rules=lean,
        resamples=20,
        seed=20110519,
    )
    row = table.row(0, named=True)
    assert row["verdict"] == judged["capacity"].verdict["verdict"]
    assert row["k"] == judged["capacity"].verdict["contender"]


def test_units_whose_submissions_contradict_one_another_can_be_left_out(states, simulated_survey):
    cleaned = simulated_survey[0]
    parts = (cleaned.answers, cleaned.submitted, cleaned.submissions)
    tables = MultiverseTables(*parts, cleaned.conflicts, cleaned.units)
    entry, form = states.plan.clusterings["criminalization"], states.questionnaire
    everybody, fewer = (
        tables.coded(entry, form, "main", "as_answered", conflicts, "declared")
        for conflicts in ("in", "out")
    )
    gone = set(everybody.units) - set(fewer.units)
    items = list(everybody.options)
    against = cleaned.conflicts.filter(pl.col("question").is_in(items))["unit_id"]
    assert gone == set(against) & set(everybody.units)
    assert gone


def test_the_latest_submission_alone_answers_for_its_unit(simulated_survey):
    cleaned = simulated_survey[0]
    taken = latest(cleaned.submitted, cleaned.submissions)
    assert taken["unit_id"].n_unique() == taken["submission_id"].n_unique()
    current = cleaned.submissions.filter(standing="current")
    assert set(taken["unit_id"]) <= set(current["unit_id"])


def renamed(coded, variables, rng):
    """The same answers by units whose names stand in another order, as a survey would code them."""
    names = dict(zip(coded.units, rng.permutation(coded.units), strict=True))
    units = [names[unit] for unit in coded.units]
    variables = variables.with_columns(pl.col("unit_id").replace_strict(names))
    return replace(coded, units=tuple(units)).only(np.argsort(units)), variables.sort("unit_id")


def test_without_names_no_number_depends_on_which_unit_gave_which_answer():
    rng = np.random.default_rng(5)
    likely = np.where(rng.random((2, 5)) < 0.5, 0.9, 0.1)
    codes = (rng.random((40, 5)) < likely[np.repeat([0, 1], 20)]).astype(np.int64)
    coded = coded_from(codes)  # many units answer alike, and differ in variables alone
    variables = known(coded).with_columns(lists=pl.Series([["a"], ["b", "c"]] * 20))
    worlds = [(coded, variables), renamed(coded, variables, rng)]

    def looked(order):
        for one, about in worlds:
            yield vars(look(order(one, about), about.drop("lists"), rules=RULES, seed=1))

    first, other = looked(CodedAnswers.without_names)
    for name in {*TABLES} - {"members"}:
        assert first[name].equals(other[name]), name
    assert first["model"] == other["model"]
    assert first["verdict"].pop("data") != other["verdict"].pop("data")
    assert first["verdict"] == other["verdict"]
    # In the order of names some do.
    first, other = looked(lambda coded, _: coded)
    for name in ("stability", "associations"):
        assert not first[name].equals(other[name])
    turned = coded.without_names(variables)
    assert turned.units != coded.units
    of = [data_digest(one.units, one.options, one.codes) for one in (coded, turned)]
    assert of[0] == of[1]
    assert coded.without_names(variables, confidential=False) is coded
