"""The simulated survey: its known truth is there, and it models no State."""

import dataclasses

import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.declare.opened import OpenSurvey
from surveyanswers.instrument.raw_files import read_manifest
from surveyanswers.instrument.routing import to_polars
from surveyanswers.simulation.assumptions import Assumptions
from surveyanswers.simulation.simulated_survey import SimulatedSurvey
from surveyanswers.tables.statuses import SAID_INSTEAD
from surveyanswers.tables.storage import read_text_table

REFERENCE = REPOSITORY / "data" / "raw" / "reference"
COMMITTED = REPOSITORY / "data" / "raw" / "states2012"


@pytest.fixture(scope="module")
def simulated_survey():
    return SimulatedSurvey(
        OpenSurvey(REPOSITORY / "config" / "surveys" / "states2012", root=REPOSITORY),
        frame=read_text_table(REFERENCE / "member_states.csv"),
        aliases=read_text_table(REFERENCE / "aliases.csv"),
        seed=20110519,
    )


@pytest.fixture(scope="module")
def form(simulated_survey):
    return simulated_survey.survey.questionnaire


@pytest.fixture(scope="module")
def written(simulated_survey, tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated")
    simulated_survey.write(folder)
    return folder


def known_truth(written, name):
    return pl.read_csv(written / f"simulated-truth-{name}.csv", infer_schema_length=None)


@pytest.mark.parametrize("path", sorted(COMMITTED.glob("*")), ids=lambda path: path.name)
def test_the_committed_twin_is_what_the_generator_makes_byte_for_byte(written, path):
    assert path.name.startswith(("simulated-", "MANIFEST"))
    assert (written / path.name).read_bytes() == path.read_bytes()


def test_the_generator_makes_no_file_that_is_not_committed_and_declared_simulated(written):
    made = {path.name for path in written.glob("simulated-*")}
    assert {*made, "MANIFEST.csv"} == {path.name for path in COMMITTED.iterdir()}
    manifest = read_manifest(COMMITTED / "MANIFEST.csv")
    declared = {entry.file: entry.simulated for entry in manifest}
    assert all(declared[f"states2012/{name}"] for name in made)


def test_states_that_swap_names_within_a_stratum_swap_nothing_else(simulated_survey):
    """So an answer depends on a State's region and development group and on nothing else of it."""
    frame = simulated_survey.frame.sort("iso3")
    rng = np.random.default_rng(5)
    order = np.arange(frame.height)
    for _, rows in frame.with_row_index("row").group_by("region", "hdi_2012"):
        place = rows["row"].to_numpy()
        order[place] = rng.permutation(place)
    names = [c for c in frame.columns if c.startswith("name_")]
    swapped = frame.with_columns(frame[order].select(names))
    assert (swapped["name_en"] != frame["name_en"]).sum() > 150
    again = dataclasses.replace(simulated_survey, frame=swapped)
    assert again.people.equals(simulated_survey.people)
    assert again.truth.drop("unit_state").equals(simulated_survey.truth.drop("unit_state"))
    assert not again.truth["unit_state"].equals(simulated_survey.truth["unit_state"])


def test_sixty_nine_states_reply_by_region_as_assumed_and_the_developed_ones_rather(
    simulated_survey,
):
    states = simulated_survey.people.filter(group="state")
    replied = states.filter("responded")
    counts = dict(replied["region"].value_counts().iter_rows())
    assert counts == {"Africa": 11, "Americas": 13, "Asia": 19, "Europe": 24, "Oceania": 2}
    high = ["very_high", "high"]
    assert replied["development"].is_in(high).mean() > states["development"].is_in(high).mean()
    others = simulated_survey.people.filter(pl.col("group") != "state")["group"].value_counts()
    assert dict(others.iter_rows()) == {"private": 40, "academic": 16, "intergovernmental": 11}


def test_the_truth_follows_the_form_and_keeps_its_constraints(simulated_survey, form):
    for question in form.questions.values():
        given = simulated_survey.truth[question.name].is_not_null()
        if question.relevant:
            asked = simulated_survey.truth.select(to_polars(question.relevant)).to_series()
            assert not (given & ~asked).any(), question.name
        if question.constraint:
            holds = simulated_survey.truth.select(
                to_polars(question.constraint, this=question.name)
            )
            assert (holds.to_series() | ~given).all(), question.name
        if question.type.startswith("select") and question.section != "identification":
            codes = simulated_survey.truth[question.name].drop_nulls().str.split(" ").explode()
            assert set(codes) <= set(form.options_of(question).codes), question.name


def test_margins_come_out_as_assumed(written):
    """One unit more or less; of options that exclude each other a little more can be missed."""
    margins = known_truth(written, "margins").filter(pl.col("asked") >= 10)
    off = (margins["share"] - margins["target"]).abs()
    assert margins.height > 600
    assert off.mean() < 0.02
    assert (off * margins["asked"]).quantile(0.95) <= 1.5


def test_capacity_is_one_gradient_without_types(simulated_survey):
    """Given development it is normal: Shapiro and Wilk see nothing, and development shifts it."""
    from scipy.stats import shapiro

    states = simulated_survey.people.filter(group="state")
    groups = states.group_by("development").agg("capacity")
    means = {d: float(np.mean(c)) for d, c in groups.iter_rows()}
    assert means["very_high"] > means["high"] > means["medium"] > means["low"]
    residual = states["capacity"] - states["development"].replace_strict(means)
    assert shapiro(residual).pvalue > 0.05


def test_law_types_show_in_criminalization_and_capacity_does_not(simulated_survey):
    states = simulated_survey.people.hstack(simulated_survey.truth.drop("unit")).filter(
        group="state"
    )
    acts = [c for c in states.columns if c[:4] in {f"q0{n}" for n in range(25, 39)}]
    assert len(acts) == 14
    specific = states.select(
        "law", "capacity", specific=pl.sum_horizontal(pl.col(a) == "cyber_specific" for a in acts)
    )
    by_law = dict(specific.group_by("law").agg(pl.col("specific").mean()).iter_rows())
    assert by_law["law_a"] > by_law["law_b"] + 3
    assert by_law["law_a"] > by_law["law_c"]
    inside = [
        abs(rows.select(pl.corr("capacity", "specific")).item())
        for _, rows in specific.group_by("law")
    ]
    assert max(inside) < 0.35  # of no more than chance at these numbers


def test_capacity_shows_in_questions_that_load_on_it(simulated_survey):
    states = simulated_survey.people.hstack(simulated_survey.truth.drop("unit")).filter(
        group="state"
    )
    few = states.filter(q055_police_resources="insufficient")["capacity"].mean()
    many = states.filter(q055_police_resources="sufficient")["capacity"].mean()
    assert many > few + 0.3


def test_blanks_grow_along_the_questionnaire(simulated_survey, form):
    sent = simulated_survey.forms.filter(kind="sent", group="state")
    questions = [q for q in form.questions.values() if q.section != "identification"]
    shares, places = [], []
    for question in questions:
        shown = sent.filter(f"shown:{question.name}")
        if shown.height >= 30:
            shares.append(shown[question.name].null_count() / shown.height)
            places.append(question.order)
    assert np.corrcoef(places, shares)[0, 1] > 0.5
    assert np.mean(shares[:10]) < 0.08 < np.mean(shares[-10:])


def test_both_channels_of_a_state_contradict_each_other_at_times(simulated_survey, form):
    sent = simulated_survey.forms.filter(
        pl.col("kind").is_in(["sent", "broken_off"]), group="state"
    )
    first, second = (sent.filter(channel=c) for c in ("unodc", "itu"))
    both = first.join(second, on="unit", suffix=":itu")
    assert 5 <= both.height <= 12
    names = [q.name for q in form.questions.values() if q.section != "identification"]
    differ = sum(both.select((pl.col(n) != pl.col(f"{n}:itu")).sum()).item() for n in names)
    same = sum(both.select((pl.col(n) == pl.col(f"{n}:itu")).sum()).item() for n in names)
    assert 0.03 < differ / (differ + same) < 0.2


def test_every_kind_of_mess_that_is_planned_is_true_in_its_number(simulated_survey, written):
    plan = simulated_survey.survey.table("simulation/mess.csv")
    counted = dict(known_truth(written, "mess")["kind"].value_counts().iter_rows())
    for kind, count in plan.filter(level="cell").select("kind", "count").iter_rows():
        assert counted.pop(kind) == int(count), kind
    assert not counted
    kinds = set(known_truth(written, "forms")["kind"])
    assert kinds == {"sent", "broken_off", "superseded", "duplicate"}


def test_forms_come_in_all_six_languages(written):
    forms = known_truth(written, "forms")
    assert set(forms["language"]) == {"en", "fr", "es", "ru", "ar", "zh"}


def test_every_assumption_says_what_it_stands_on(simulated_survey, form):
    table = simulated_survey.assumptions.table
    assert set(table["standing"]) <= {"checked", "recalled", "invented"}
    assert (table.filter(pl.col("standing") != "invented")["source"] != "").all()
    assert table.select("question", "group", "option", "kind").is_unique().all()
    for question in form.questions.values():
        shares = table.filter(question=question.name, kind="share")
        if question.type == "select_one" and shares.height:
            sums = shares.group_by("group").agg(pl.col("value").sum())["value"]
            assert np.allclose(sums, 1), question.name
            assert not set(shares["option"]) & set(SAID_INSTEAD)


def test_a_groups_assumption_takes_the_place_of_the_general_one():
    table = pl.DataFrame(
        [
            ("q", "", "yes", "share", 0.4, "invented", "", ""),
            ("q", "Asia", "yes", "share", 0.9, "invented", "", ""),
        ],
        schema=["question", "group", "option", "kind", "value", "standing", "source", "note"],
        orient="row",
    )
    assumptions = Assumptions(table)
    assert assumptions.of("q", "share", ["", "Asia"]) == {"yes": 0.9}
    assert assumptions.of("q", "share", ["Europe"]) == {"yes": 0.4}
