"""Neither the plan of a confidential survey nor its groups can name units, by whatever way."""

import polars as pl
import pytest
from worlds import decide
from worlds.plans import copied, replan, replan_settings

from cyberstudy.declare.confidential import (
    small_groups,
    turned_public,
    unfit_groups,
)
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.resolve import check_survey
from surveyanswers.instrument.codebook import keep_sensitivities
from surveyanswers.instrument.data_access import DataAccess
from surveyanswers.instrument.settings import CoarseGroups, Settings
from surveyanswers.tables.problems import SurveyError


@pytest.fixture
def states(tmp_path):
    return copied("states2012", tmp_path)


def grouped(**divisions):
    return lambda plan: plan["estimates"]["groupings"].update(divisions)


CARELESS = {
    "by the name of the unit": (
        grouped(named={"of": "state", "by": "name_en"}),
        r"estimates\.groupings\.named\.by: 'name_en' is no group of a confidential survey; "
        r"settings\.yaml, groups, has merged_region, development",
    ),
    "by a column of the list that is no group": (
        grouped(finer={"of": "state", "by": "region"}),
        r"estimates\.groupings\.finer\.by: 'region' is no group",
    ),
    "replies by unit": (
        lambda plan: plan["response"].update(by=["merged_region", "development", "name_fr"]),
        r"response\.by: 'name_fr' is no group",
    ),
    "classes beside a column that is no group": (
        lambda plan: plan["clusterings"]["capacity"]["known"].update(lesser={"frame": "ldc"}),
        r"clusterings\.capacity\.known\.lesser: 'ldc' is no group",
    ),
    "a count of the question that holds the State": (
        lambda plan: plan["coverage"].append({"question": "unit_state"}),
        r"coverage: 'unit_state' names units",
    ),
}


@pytest.mark.parametrize("careless", CARELESS)
def test_a_careless_plan_is_refused_with_its_place(states, careless):
    change, said = CARELESS[careless]
    replan(states, change)
    with pytest.raises(SurveyError, match=said):
        check_survey(states)


def test_what_a_public_survey_groups_by_is_its_own_affair(tmp_path):
    check_survey(copied("gci", tmp_path))


FINE = {
    "a group that lists few": (
        {"region": {"by": "region"}},
        r"groups\.region: lists fewer than 20 units in 'Oceania' \(14\); put values together",
    ),
    "a group for each unit": (
        {"named": {"by": "name_en"}},
        r"groups\.named: lists fewer than 20 units in 'Afghanistan' \(1\)",
    ),
    "groups that divide others further": (
        {
            "fine": {"by": "region", "merge": {"both": ["Asia", "Oceania"]}},
            "coarse": {
                "by": "region",
                "merge": {"south": ["Africa", "Americas"], "east": ["Asia", "Oceania"]},
            },
        },
        r"groups\.fine: divides the groups of coarse further",
    ),
    "a value that the column does not have": (
        {"odd": {"by": "region", "merge": {"both": ["Asia", "Ocaenia"]}}},
        r"groups\.odd\.merge: there is no group of region 'Ocaenia'",
    ),
    "a column that is not there": (
        {"odd": {"by": "regoin"}},
        r"groups\.odd\.by: there is no column 'regoin' that divides units",
    ),
}


@pytest.mark.parametrize("fine", FINE)
def test_groups_that_are_too_fine_are_refused(states, fine):
    groups, said = FINE[fine]
    written = {name: group.plain() for name, group in states.settings.groups.items()}
    replan_settings(states, groups=written | groups)
    del states.__dict__["settings"]
    with pytest.raises(SurveyError, match=said):
        check_survey(states)


def test_a_group_that_is_another_but_for_a_few_units_is_refused(states):
    frame = pl.DataFrame(
        {
            "unit_id": [str(number) for number in range(60)],
            "region": ["north"] * 21 + ["south"] * 39,
            "income": ["high"] * 20 + ["low"] * 40,
        }
    )
    groups = {name: CoarseGroups(by=name) for name in ("region", "income")}
    decide(states, groups=groups, frame=None)
    states.__dict__["frame"] = frame
    assert [told for told in unfit_groups(states) if "differ" in told] == [
        "groups.region: 'north' and 'high' of income differ in 1 units, whom a difference of the "
        "two would tell; leave one of the ways of dividing out",
        "groups.region: 'south' and 'low' of income differ in 1 units, whom a difference of the "
        "two would tell; leave one of the ways of dividing out",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"protection": "public"}, r"protection: found 'public', but its answers are registered"),
        ({"minimum_base": 4}, r"minimum_base: found 4, but its answers .* write 5 or more"),
        ({"disclosure": {}}, r"disclosure\.unanimity: lacks perception, capacity, but its answers"),
        ({"disclosure": {"unanimity": []}}, r"unanimity: lacks perception, capacity.* Write \["),
        ({"disclosure": {"unanimity": ["perception"]}}, r"unanimity: lacks capacity, but"),
        (
            {"disclosure": {"unanimity": ["perception", "capacity"], "coalition": 0}},
            r"disclosure\.coalition: found 0, but its answers .* Write 1 or more",
        ),
    ],
)
def test_registered_answers_are_confidential_whatever_settings_say(states, changes, said):
    replan_settings(states, **changes)
    check_survey(states)
    states.__dict__["data_access"] = DataAccess(
        "data/confidential", frozenset({"states2012/a.csv"})
    )
    with pytest.raises(SurveyError, match=said):
        check_survey(states)


def test_a_question_that_turns_public_under_registered_answers_is_told(states, tmp_path):
    """By whatever way it was registered, and registered again."""
    desk = tmp_path / "desk"  # beside it lies the repository's own data
    held = desk / "data/confidential/states2012"
    held.mkdir(parents=True)
    book = states.codebook
    states = OpenSurvey(states.folder, root=desk)
    opened = book.filter(pl.col("sensitivity") == "perception")["question"].head(2).to_list()
    keep_sensitivities(book, held)
    public = pl.when(pl.col("question").is_in(opened)).then(pl.lit("public"))
    states.__dict__["codebook"] = book.with_columns(
        sensitivity=public.otherwise(pl.col("sensitivity").cast(pl.String))
    )
    assert list(turned_public(states)) == [], "nothing is registered"
    registered = DataAccess("data/confidential", frozenset({"states2012/a.csv"}))
    states.__dict__["data_access"] = registered
    for _ in range(2):
        (told,) = turned_public(states)
        assert "2 questions are public now and were not when their answers were registered" in told
        assert all(f"{name} (perception)" in told for name in opened)
        keep_sensitivities(states.codebook, held)
    states.__dict__["codebook"] = book
    assert list(turned_public(states)) == []


def test_groups_that_forms_alone_tell_are_judged_by_those_who_replied(states):
    members = pl.DataFrame(
        {
            "grouping": ["development"] * 31,
            "group": ["high"] * 20 + ["low"] * 11,
            "in_frame": [False] * 31,
            "replied": [True] * 31,
        }
    )
    settings: Settings = states.settings
    assert list(small_groups(members, settings)) == [
        "groups.development: the group 'low' has 11 units, expected 20 or more; put values "
        "together with `merge`"
    ]
