"""A question divides units as any grouping does: what another program counts, crossing the two."""

import pandas as pd
import polars as pl
import pytest
from worlds.crossed import Crossed, answers_of

from cyberstudy.declare.plan.analyses import DeclaredContrasts
from cyberstudy.describe.contrasts import compare_groups, read_scores
from cyberstudy.describe.estimates import estimate_all, memberships_of
from surveyanswers.tables.answers_by_question import AnswerColumns


@pytest.fixture(scope="module")
def crossed(tmp_path_factory):
    """The survey, its answers, who is in which group, and shares."""
    study = Crossed(tmp_path_factory.mktemp("crossed"))
    cleaned, survey = study.cleaned(), study.survey()
    answers = AnswerColumns.of(cleaned.answers)
    members = memberships_of(cleaned.units, survey.frame, survey.groupings, answers)
    shares = estimate_all(answers, members, survey.questionnaire, minimum_base=5, confidence=0.95)
    return survey, answers, members, shares


@pytest.fixture(scope="module")
def exported():
    """The rows as pandas reads them: what the form has no option for, and blanks, are no answer."""
    head, *rows = answers_of()
    return pd.DataFrame(rows, columns=head)


def sizes(members, grouping):
    own = members.filter(grouping=grouping).group_by("group").len()
    return dict(own.iter_rows())


def test_groups_are_options_and_apart_from_them_who_did_not_know_or_say(crossed, exported):
    _, _, members, _ = crossed
    counted = exported["age"].replace("", "no_answer").value_counts()
    assert sizes(members, "age") == counted.to_dict()
    assert sizes(members, "old")["up_to_59"] == counted["1"] + counted["2"]


def test_who_was_not_asked_is_in_no_group(crossed, exported):
    _, _, members, _ = crossed
    asked = exported[exported["mood"] == "10"]
    assert sizes(members, "before") == asked["why"].value_counts().to_dict()


def test_of_several_answers_one_option_divides_into_chosen_and_not(crossed, exported):
    _, _, members, _ = crossed
    heard = exported["heard"]
    chosen = int(heard.str.contains("radio").sum())
    blank = int((heard == "").sum())
    expected = {"chosen": chosen, "not_chosen": len(heard) - chosen - blank, "no_answer": blank}
    assert sizes(members, "radio") == expected


def test_counts_bases_and_shares_are_those_of_pandas(crossed, exported):
    *_, shares = crossed
    theirs = pd.crosstab(exported["age"].replace("", "no_answer"), exported["mood"])[["9", "10"]]
    ours = shares.filter(grouping="age", question="mood")
    assert ours.height == theirs.size > 0
    for group, option, count, base, share in ours.select(
        "group", "option", "count", "base", "share"
    ).iter_rows():
        row = theirs.loc[group]
        assert (count, base) == (row[option], row.sum())
        assert share == pytest.approx(row[option] / row.sum())


def test_nobody_is_listed_in_such_a_group_and_nonrespondents_are_in_none(crossed):
    _, _, members, shares = crossed
    by_answers = members.filter(pl.col("grouping").is_in(["age", "radio", "before"]))
    assert by_answers["replied"].all() and not by_answers["in_frame"].any()
    assert (
        shares.filter(grouping="age")["listed"].null_count() == shares.filter(grouping="age").height
    )


def test_contrasts_call_groups_as_the_form_does_and_compare_opinions_alone(crossed):
    survey, answers, members, _ = crossed
    compared = {"title": "Well", "questions": ["mood"], "options": ["9"], "by": "age"}
    plan = DeclaredContrasts.model_validate(
        {
            "confidence": 0.95,
            "permutations": 20000,
            "families": {
                "moods": {"kind": "screen", "alpha": 0.05, "comparisons": {"well": compared}}
            },
        }
    )
    (row,) = compare_groups(
        answers,
        members,
        read_scores([]),
        {},
        codebook=survey.codebook,
        questionnaire=survey.questionnaire,
        plan=plan,
        minimum_base=5,
        seed=1,
        asked_groups=survey.asked_groups,
    ).to_dicts()
    assert row["groups"] == "Under 30; 30 to 59; 60 or more"
    assert (row["members"], row["highest"]) == ("1; 2; 10", "Under 30")


def test_waves_divide_units_by_what_they_said_in_each(crossed):
    _, answers, _, _ = crossed
    rows = answers.long(["age"]).head(3)
    again = pl.concat(
        [
            rows.with_columns(wave=pl.lit(wave), value=pl.lit(value), status=pl.lit("valid"))
            for wave, value in (("1", "1"), ("2", "10"))
        ]
    )
    units = again.select("wave", "unit_id", in_frame=False, submissions=1, group=pl.lit("person"))
    units = units.with_columns(
        unit_columns=pl.lit(None, pl.List(pl.Struct({"column": pl.String, "value": pl.String})))
    )
    survey = crossed[0]
    found = memberships_of(units, None, survey.groupings, AnswerColumns.of(again))
    told = found.filter(grouping="age").select("wave", "group").unique().sort("wave")
    assert told.rows() == [("1", "1"), ("2", "10")]
