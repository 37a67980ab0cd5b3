"""One clustering from answers to verdict, on invented units and on the twin."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from cyberstudy.cluster.attributes import artefacts_of, external_of, known_of
from cyberstudy.cluster.items import Coded, answered, coded_of, counted, digest_of, named
from cyberstudy.cluster.mixture import design_effect, find_mixture
from cyberstudy.cluster.model_document import load
from cyberstudy.cluster.multiverse.analyses import Cleaned, analyses_of, latest
from cyberstudy.cluster.multiverse.findings import run_chunk
from cyberstudy.cluster.typology import TypologyPlan, find_types
from cyberstudy.declare.plan.multiverse import DIMENSIONS, declared_multiverse, main_of
from cyberstudy.declare.plan.verdict_rules import GRADIENT, NO_STRUCTURE, TYPES, Rules
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import checked, read_text_table
from cyberstudy.tables.typologies import (
    AssociationLevels,
    Associations,
    CoAssignment,
    MethodAgreement,
    RivalTests,
    TypeChecks,
    TypeMembers,
    TypeProfiles,
    TypeSelection,
    TypeStability,
)
from sklearn.metrics import adjusted_rand_score
from twin.twin import Twin
from worlds import REPOSITORY

REFERENCE = REPOSITORY / "data" / "raw" / "reference"
PLAN = TypologyPlan(resamples=20, permutations=199, alpha=0.05, confidence=0.95, leave_out="place")
RULES = Rules(replicates=100, max_classes=4, smallest_class=5)
TABLES = {
    "selection": TypeSelection,
    "tests": RivalTests,
    "members": TypeMembers,
    "profiles": TypeProfiles,
    "stability": TypeStability,
    "checks": TypeChecks,
    "co_assignment": CoAssignment,
    "agreement": MethodAgreement,
    "associations": Associations,
    "levels": AssociationLevels,
}


def coded_from(codes):
    units = tuple(f"u{number:02d}" for number in range(len(codes)))
    options = {f"q{item}": ("no", "yes") for item in range(codes.shape[1])}
    return Coded(units, options, codes)


def known(coded, seed=0):
    rng = np.random.default_rng(seed)
    places = rng.choice(["east", "west"], len(coded.units))
    return pl.DataFrame({"unit_id": coded.units, "place": places, "language": "en"})


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
        find_types(coded, known(coded), name="invented", plan=PLAN, rules=RULES, seed=1),
    )


def test_planted_types_are_found_and_every_table_keeps_its_contract(typed):
    truth, coded, found = typed
    assert (found.verdict["verdict"], found.verdict["classes"]) == (TYPES, 3)
    assert adjusted_rand_score(truth, found.members["type"]) > 0.9
    for name, contract in TABLES.items():
        assert checked(getattr(found, name), contract).height, name
    assert found.verdict["data"] == digest_of(coded)


def test_probabilities_of_a_class_add_up_and_lie_in_their_intervals_mostly(typed):
    profiles = typed[2].profiles
    sums = profiles.group_by("type", "item").agg(pl.col("probability").sum())
    assert sums["probability"].to_numpy() == pytest.approx(1)
    inside = (profiles["low"] - 0.05 <= profiles["probability"]) & (
        profiles["probability"] <= profiles["high"] + 0.05
    )
    assert inside.mean() > 0.95


def test_the_model_alone_classifies_new_answers_as_the_study_does(typed):
    _, coded, found = typed
    labels = load(found.model).predict(coded.codes)
    assert ["ABC"[label] for label in labels] == found.members["type"].to_list()
    assert not {"members", "units_named", "unit_id"} & set(found.model)


def test_the_same_seed_gives_the_same_tables(typed):
    _, coded, found = typed
    again = find_types(coded, known(coded), name="invented", plan=PLAN, rules=RULES, seed=1)
    for name in TABLES:
        assert getattr(again, name).equals(getattr(found, name)), name
    assert again.verdict == found.verdict


@pytest.mark.parametrize("kind", [NO_STRUCTURE, GRADIENT])
def test_where_there_are_no_types_the_tables_are_whole_and_say_so(kind):
    rng = np.random.default_rng(7)
    trait = rng.standard_normal((69, 1)) * (3.0 if kind == GRADIENT else 0.0)
    chance = 1 / (1 + np.exp(-(trait + rng.standard_normal(14))))
    coded = coded_from((rng.random((69, 14)) < chance).astype(np.int64))
    found = find_types(coded, known(coded), name="invented", plan=PLAN, rules=RULES, seed=2)
    assert found.verdict["verdict"] == kind
    assert found.verdict["text"].startswith("No stable typology")
    assert load(found.model).score_samples(coded.codes).shape == (69,)
    for name, contract in TABLES.items():
        checked(getattr(found, name), contract)


def test_what_is_no_valid_answer_is_missing_and_merged_options_are_one(states, twin):
    cleaned = twin[0]
    item = "q053_police_structure"
    merge = {
        "specialized": ["separate_agency", "specialized_unit", "specialized_staff"],
        "not": ["planned", "no_specialization"],
    }
    questionnaire, given = states.questionnaire, {"of": "state", "minimum_answered": 0.0}
    coded = answered(
        cleaned.answers, cleaned.units, questionnaire, items=[item], merge=merge, **given
    )
    assert coded.options == {item: ("specialized", "not")}
    own = cleaned.answers.filter(question=item).join(
        cleaned.units.filter(group="state"), on="unit_id", how="semi"
    )
    said = dict(own.select("unit_id", "value").iter_rows())
    for unit, (code,) in zip(coded.units, coded.codes, strict=True):
        expected = -1 if said.get(unit) is None else int(said[unit] in merge["not"])
        assert code == expected
    assert len(coded.units) == 69


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"items": ["q014_reporting_routes"]}, "q014_reporting_routes: no question with one"),
        ({"items": ["nothing"]}, "nothing: no question"),
        ({"merge": {"some": ["a_few"]}}, "no item has the options a_few"),
    ],
)
def test_items_that_cannot_be_coded_are_named(states, twin, changes, said):
    given = {"items": ["q053_police_structure"], "merge": {}} | changes
    with pytest.raises(StudyProblem, match=said):
        answered(
            twin[0].answers,
            twin[0].units,
            states.questionnaire,
            of="state",
            minimum_answered=0.5,
            **given,
        )


def test_whom_experts_name_is_coded_once_however_often_they_name_them():
    nominations = pl.DataFrame(
        [("e1", "a", "RUS"), ("e1", "b", "RUS"), ("e2", "a", "RUS"), ("e2", "a", "UKR")],
        schema=["unit_id", "part", "iso3"],
        orient="row",
    )
    coded = named(nominations, ["e3", "e2", "e1"], minimum=2)
    assert coded.units == ("e1", "e2", "e3")
    assert coded.options == {"RUS": ("no", "yes")}
    assert coded.codes.tolist() == [[1], [1], [0]]
    countries, counts = counted(nominations, parts=["b", "a"], minimum=2)
    assert countries == ("RUS",)
    assert counts.sum(axis=0).tolist() == [[1, 2]]


def test_a_digest_tells_other_data_apart(typed):
    coded = typed[1]
    other = coded.codes.copy()
    other[0, 0] = 1 - max(other[0, 0], 0)
    assert digest_of(replace(coded, codes=other)) != digest_of(coded)
    assert digest_of(coded.of_items(list(coded.options))) == digest_of(coded)


def test_how_a_unit_answered_is_told_from_its_current_submissions():
    units = pl.DataFrame(
        {"unit_id": ["a", "b"], "answered_share": [1.0, 0.5], "submissions": [2, 1]}
    )
    submissions = pl.DataFrame(
        [
            ("a", "en", "one", "2012-03-01T10:00", "current"),
            ("a", "fr", "one", "2012-04-01 10:00", "current"),
            ("b", "es", "two", None, "current"),
            ("b", "ru", "one", "2012-01-01", "superseded"),
        ],
        schema=["unit_id", "language", "channel", "submitted_on", "standing"],
        orient="row",
    )
    how = artefacts_of(units, submissions)
    assert how["language"].to_list() == ["several", "es"]
    assert how["channel"].to_list() == ["one", "two"]
    assert how["sent_on"].cast(pl.String).to_list() == ["2012-04-01", None]


def test_a_variable_that_nothing_is_known_of_is_refused(states, twin):
    given = {"frame": states.frame, "answers": twin[0].answers}
    given |= {
        "countries": read_text_table(REFERENCE / "countries.csv"),
        "treaties": read_text_table(REFERENCE / "treaties.csv"),
    }
    for entry, said in (
        ({"frame": "climate"}, "no column climate"),
        ({"treaty": "Peace of Nowhere"}, "no treaty Peace of Nowhere"),
    ):
        with pytest.raises(StudyProblem, match=said):
            external_of(["FRA"], {"x": entry}, **given)
    party = external_of(["FRA", "BRA"], {"x": {"treaty": "Budapest Convention 2001"}}, **given)
    assert party["x"].to_list() == ["party", "not party"]


def entry_of(states, name, **changes):
    return states.plan["clusterings"][name] | changes


@pytest.fixture(scope="module")
def judged(states, twin):
    """Both clusterings of States, by the plan's own rules."""
    cleaned, types = twin[0], states.plan["types"]
    found = {}
    for name, entry in states.plan["clusterings"].items():
        coded = coded_of(entry, cleaned.answers, cleaned.units, states.questionnaire, None)
        variables = known_of(
            entry["known"],
            units=cleaned.units,
            submissions=cleaned.submissions,
            frame=states.frame,
            answers=cleaned.answers,
            countries=read_text_table(REFERENCE / "countries.csv"),
            treaties=read_text_table(REFERENCE / "treaties.csv"),
        )
        plan = replace(TypologyPlan.of(types, entry), resamples=20, permutations=199)
        rules = Rules.of(types["rules"])
        found[name] = find_types(coded, variables, name=name, plan=plan, rules=rules, seed=20110519)
    return found


def test_the_planted_types_of_criminalization_law_are_found(states, judged):
    twin = Twin(
        states,
        frame=read_text_table(REFERENCE / "member_states.csv"),
        aliases=read_text_table(REFERENCE / "aliases.csv"),
        seed=20110519,
    )
    found = judged["criminalization"]
    both = found.members.join(twin.people.select(unit_id="unit", law="law"), on="unit_id")
    assert (found.verdict["verdict"], found.verdict["classes"]) == (TYPES, 3)
    assert both.height == 69
    assert adjusted_rand_score(both["law"], both["type"]) >= 0.8


def test_the_planted_gradient_of_capacity_is_a_gradient(judged):
    assert judged["capacity"].verdict["verdict"] == GRADIENT


def test_the_main_combination_of_the_multiverse_is_the_main_analysis(states, twin, judged):
    cleaned = twin[0]
    entry, rules = states.plan["clusterings"]["capacity"], Rules.of(states.plan["types"]["rules"])
    main = main_of(declared_multiverse(entry).combinations)
    assert main.choices == dict(
        zip(
            DIMENSIONS,
            ("main", "in", "declared", "as_is", "latent_classes", "tested"),
            strict=True,
        )
    )
    analyses = analyses_of(
        Cleaned(
            cleaned.answers,
            cleaned.submitted,
            cleaned.submissions,
            cleaned.conflicts,
            cleaned.units,
        ),
        states.questionnaire,
        entry=entry,
        index=None,
        rules=rules,
        seed=20110519,
    )
    row = run_chunk([main], analyses, main=main, seed=20110519, minimum_units=30).row(0, named=True)
    assert row["verdict"] == judged["capacity"].verdict["verdict"]
    assert row["k"] == judged["capacity"].verdict["contender"]
    assert row["agreement"] == pytest.approx(1)


def test_units_whose_submissions_contradict_one_another_can_be_left_out(states, twin):
    cleaned = twin[0]
    parts = (cleaned.answers, cleaned.submitted, cleaned.submissions)
    analyses = analyses_of(
        Cleaned(*parts, cleaned.conflicts, cleaned.units),
        states.questionnaire,
        entry=states.plan["clusterings"]["criminalization"],
        index=None,
        rules=RULES,
        seed=1,
    )
    everybody = analyses.coded("main", "in", "declared")
    fewer = analyses.coded("main", "out", "declared")
    gone = set(everybody.units) - set(fewer.units)
    items = list(everybody.options)
    against = cleaned.conflicts.filter(pl.col("question").is_in(items))["unit_id"]
    assert gone == set(against) & set(everybody.units)
    assert gone


def test_the_latest_submission_alone_answers_for_its_unit(twin):
    cleaned = twin[0]
    taken = latest(cleaned.submitted, cleaned.submissions)
    assert taken["unit_id"].n_unique() == taken["submission_id"].n_unique()
    current = cleaned.submissions.filter(standing="current")
    assert set(taken["unit_id"]) <= set(current["unit_id"])


def test_the_design_effect_tells_experts_who_repeat_themselves_from_those_who_take_turns():
    rng = np.random.default_rng(3)
    parts = rng.integers(0, 4, (300, 5))  # the part that an expert names each of five countries for
    once = np.eye(4)[parts]
    assert design_effect(once) == pytest.approx(1, abs=0.05)
    assert design_effect(2 * once) == pytest.approx(2, abs=0.1)
    turns = once + np.eye(4)[(parts + 1) % 4]
    # Of two of four parts: 2 (1/4 - 1/16) + 2 covariances of -1/16, over twice the first.
    assert design_effect(turns) == pytest.approx(2 / 3, abs=0.05)


def test_two_profiles_of_countries_are_told_apart_and_one_is_not():
    rng = np.random.default_rng(5)
    shares = np.array([[0.8, 0.1, 0.1], [0.1, 0.1, 0.8]])
    types = {"rules": {"replicates": 100, "max_classes": 3}, "resamples": 20, "confidence": 0.95}
    found = {}
    for name, own in (("two", shares[np.repeat([0, 1], 8)]), ("one", shares[np.zeros(16, int)])):
        counts = np.stack(
            [[rng.multinomial(rng.integers(0, 3), share) for share in own] for _ in range(40)]
        ).astype(float)
        countries = [f"c{number:02d}" for number in range(16)]
        found[name] = find_mixture(
            countries, counts, parts=["a", "b", "c"], name=name, types=types, seed=1
        )
    assert (found["two"].verdict["verdict"], found["two"].verdict["classes"]) == (TYPES, 2)
    assert adjusted_rand_score(np.repeat([0, 1], 8), found["two"].members["type"]) == 1
    assert found["one"].verdict["verdict"] == NO_STRUCTURE
    for each in found.values():
        assert "dependent counts" in [hit["caution"] for hit in each.verdict["cautions"]]
        for table in ("selection", "tests", "members", "profiles", "stability"):
            checked(getattr(each, table), TABLES[table])
