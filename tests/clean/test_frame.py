"""Who was to answer and who did meet, or the run stops and says who does not."""

import polars as pl
import pytest
from worlds import decide, edit

from cyberstudy.declare.plan.estimates import Division
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.response import response_rates
from surveyanswers.clean.answers import clean_survey
from surveyanswers.instrument.cleaning import Frame, Joined
from surveyanswers.tables.problems import SurveyError

LIST = "data/raw/reference/keepers.csv"
LIGHTS = "data/raw/reference/lights.csv"
KEEPERS = [f"k{number:02d}" for number in range(1, 15)]  # twelve of them answered


@pytest.fixture
def framed(world, lighthouse, lighthouse_cells):
    """Clean the survey, with a list of those who were to answer."""

    def clean(keepers=KEEPERS, column="keeper", **changes):
        named = pl.DataFrame({column: keepers, "group": ["north", "south"] * (len(keepers) // 2)})
        named.write_csv(world / LIST)
        decide(lighthouse, frame=Frame(path=LIST, unit=column), **changes)
        return clean_survey(*lighthouse_cells, lighthouse)

    return clean


def test_the_silent_are_units_too(framed):
    units = framed().units
    assert units["unit_id"].to_list() == KEEPERS
    assert units["in_frame"].all()
    assert units.filter(submissions=0)["unit_id"].to_list() == KEEPERS[-2:]


def test_a_list_that_no_form_meets_stops_the_run(framed):
    with pytest.raises(SurveyError) as problem:
        framed(keepers=[keeper.upper() + "!" for keeper in KEEPERS])
    said = str(problem.value)
    assert "lighthouse/keepers.csv, row 2: 'k01' is not in the list" in said
    assert f"{LIST}, column keeper" in said
    assert "None of 12 forms meets the list, which has 'K01!', 'K02!', 'K03!'" in said
    assert "`unit` in layout.yaml" in said


def test_a_unit_outside_the_list_stops_the_run_and_is_named_with_its_row(framed):
    with pytest.raises(SurveyError) as problem:
        framed(keepers=KEEPERS[:3] + KEEPERS[4:5] + KEEPERS[6:])
    said = str(problem.value)
    assert said.count("is not in the list") == 2
    assert "lighthouse/keepers.csv, row 5: 'k04' is not in the list" in said
    assert "lighthouse/keepers.csv, row 7: 'k06' is not in the list" in said
    assert "a group of their own" in said


def test_a_unit_that_only_looks_different_in_the_list_is_said_to_be_likely_that_one(framed):
    with pytest.raises(SurveyError) as problem:
        framed(keepers=["K01", "k02\u200b", "\uff4b03", *KEEPERS[3:]])
    said = str(problem.value)
    for keeper, like in {"k01": "K01", "k02": "k02\u200b", "k03": "\uff4b03"}.items():
        assert f"{keeper!r} is not in the list (likely {like!r})" in said


def test_a_group_that_no_list_names_may_answer(framed, states, simulated_survey):
    """States have a list, companies and universities do not."""
    units = simulated_survey[0].units
    assert set(units.filter(~pl.col("in_frame"))["group"]) == {
        *("private", "academic", "intergovernmental")
    }
    assert units.filter("in_frame")["unit_id"].to_list() == sorted(states.frame["unit_id"])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("k02,", r"row 2: 'k02', expected a name[\s\S]*row 3: 'k02'"),
        (",", r"row 2: None, expected a name"),
    ],
)
def test_a_list_names_each_unit_once(world, lighthouse, framed, changed, said):
    framed()
    edit(world / LIST, "k01,", changed)
    del lighthouse.__dict__["frame"]
    with pytest.raises(SurveyError, match=rf"keepers\.csv, column keeper:\n  - {said}"):
        _ = lighthouse.frame


def test_a_column_of_the_list_may_be_called_like_one_of_ours(framed, lighthouse):
    units = framed().units
    replies = response_rates(units, lighthouse.frame, ["group"]).filter(by="group")
    assert replies.select("group", "listed", "replied").rows() == [("north", 7, 6), ("south", 7, 6)]
    coasts = {"coast": Division(of="keeper", by="group")}
    members = memberships_of(units, lighthouse.frame, coasts).filter(grouping="coast")
    assert members.group_by("group").len().sort("group").rows() == [("north", 7), ("south", 7)]


def joined(world, lighthouse, text, **entry):
    """Join a table of lights to the list of keepers."""
    (world / LIGHTS).write_text(text, encoding="utf-8")
    more = Joined(**{"path": LIGHTS, "by": "who", "columns": ["light"], **entry})
    decide(lighthouse, frame=Frame(path=LIST, unit="keeper", joined=[more]))
    lighthouse.__dict__.pop("frame", None)
    return lighthouse.frame


def test_units_are_grouped_by_columns_of_further_tables(framed, world, lighthouse):
    units = framed().units
    frame = joined(world, lighthouse, "who,light\nk14,gas\nk01,oil\nk02,\nk99,oil\n")
    assert frame["unit_id"].to_list() == KEEPERS
    lights = memberships_of(units, frame, {"light": Division(of="keeper", by="light")})
    counts = lights.filter(grouping="light").group_by("group").len().sort("group")
    assert counts.rows() == [("gas", 1), ("none", 12), ("oil", 1)]  # k02 is blank, k99 not listed
    assert response_rates(units, frame, ["light"]).filter(by="light", group="oil")["listed"][0] == 1
    assert LIGHTS in lighthouse.settings.references


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("who,light\nk01,oil\nk01,gas\n", r"row 2: 'k01', expected a name[\s\S]*row 3: 'k01'"),
        ("who,light\n,oil\n", r"column who:\n  - row 2: None, expected a name"),
        ("who,light\nK01,oil\n", r"column who: names none of the units \('k01', .*`by`"),
        ("who,lamp\nk01,oil\n", r"columns \['light'\] are missing; found \['who', 'lamp'\]"),
    ],
)
def test_a_further_table_names_units_of_the_list_once(framed, world, lighthouse, text, said):
    framed()
    with pytest.raises(SurveyError, match=rf"lights\.csv[\s\S]*{said}"):
        joined(world, lighthouse, text)


def test_what_nobody_decided_need_not_be_said(framed, lighthouse, lighthouse_cells):
    before = framed()
    (lighthouse.folder / "decisions.csv").unlink()
    (lighthouse.folder / "reconciliation.csv").unlink()
    assert lighthouse.analyst_decision_files == [lighthouse.folder / "corrections.csv"]
    after = clean_survey(*lighthouse_cells, lighthouse)
    assert after.answers.equals(before.answers)
    (lighthouse.folder / "corrections.csv").unlink()
    assert not clean_survey(*lighthouse_cells, lighthouse).log["kind"].is_in(["correction"]).any()
