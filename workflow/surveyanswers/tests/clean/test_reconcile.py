"""Of several submissions one answer is accepted, by the rule of its question."""

import polars as pl
import pytest
from invented.submissions import OPTIONS, SENT, decided, outcome, rows_of, ruled, sent, table

from surveyanswers.clean.reconcile import reconcile
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import NONE

LEAD = ("lead", "unodc itu")


ALONE = [
    ("one that speaks", {"s1": "x", "s2": "no_answer"}, ("x", "valid", "s1", "only")),
    ("one that was asked", {"s1": "not_asked", "s2": "x"}, ("x", "valid", "s2", "only")),
    ("a slip beside an answer", {"s1": "invalid", "s2": "x"}, ("x", "valid", "s2", "only")),
    (
        "a slip beside nonresponse",
        {"s1": "no_answer", "s2": "invalid"},
        (None, "invalid", "s2", "none"),
    ),
    ("silence", {"s1": "not_asked", "s2": "no_answer"}, (None, "no_answer", "s2", "none")),
    (
        "one section that came",
        {"s1": "not_submitted", "s2": "not_asked"},
        (None, "not_asked", "s2", "none"),
    ),
]


CASES = [
    ("unanimous", None, {"s1": "x", "s2": "x"}, ("x", "valid", "s1")),
    ("unanimous", None, {"s1": "x", "s2": "y"}, (None, "conflict", "s1")),
    ("unanimous", None, {"s1": "x", "s2": "dont_know"}, (None, "conflict", "s1")),
    ("unanimous", None, {"s1": "refused", "s2": "refused"}, (None, "refused", "s1")),
    ("unanimous", None, {"s1": "x", "s2": "x", "s3": "invalid"}, ("x", "valid", "s1")),
    (*LEAD, {"s1": "x", "s2": "y", "s3": "z"}, ("x", "valid", "s1")),
    (*LEAD, {"s1": "dont_know", "s2": "y"}, (None, "dont_know", "s1")),
    (*LEAD, {"s1": "no_answer", "s2": "y", "s3": "z"}, ("y", "valid", "s2")),
    (*LEAD, {"s2": "x", "s4": "y"}, ("x", "valid", "s2")),
    ("lead", "fax", {"s1": "x", "s2": "y", "s3": "z"}, ("z", "valid", "s3")),
    ("latest", None, {"s1": "x", "s2": "y", "s3": "z"}, ("y", "valid", "s2")),
    ("latest", None, {"s1": "x", "s2": "not_asked", "s3": "z"}, ("x", "valid", "s1")),
    ("latest", None, {"s1": "x", "s2": "refused"}, (None, "refused", "s2")),
    ("latest", None, {"s3": "x", "s4": "y"}, ("x", "valid", "s3")),
    ("manual", None, {"s1": "x", "s2": "x"}, ("x", "valid", "s1")),
    ("manual", None, {"s1": "x", "s2": "y"}, (None, "conflict", "s1")),
]


@pytest.mark.parametrize(("rule", "channels"), [("unanimous", None), LEAD, ("latest", None)])
@pytest.mark.parametrize(("said", "expected"), [a[1:] for a in ALONE], ids=[a[0] for a in ALONE])
def test_no_rule_has_to_decide_where_fewer_than_two_speak(said, expected, rule, channels):
    found = outcome(said, rule, channels)
    assert found.answers.select("value", "status", "submission_id", "rule").row(0) == expected
    assert found.conflicts.is_empty()


@pytest.mark.parametrize(("rule", "channels", "said", "expected"), CASES)
def test_each_rule_accepts_what_it_promises(rule, channels, said, expected):
    found = outcome(said, rule, channels)
    accepted = found.answers.select("value", "status", "submission_id", "rule").row(0)
    assert accepted == (*expected, rule)


SEVERAL = [
    ("unanimous", None, {"s1": ["a"], "s2": ["a"]}, "a", "valid"),
    ("unanimous", None, {"s1": ["a"], "s2": ["a", "b"]}, "", "conflict"),
    (*LEAD, {"s1": ["a"], "s2": ["b"]}, "a", "valid"),
    (*LEAD, {"s1": "dont_know", "s2": ["b"]}, "", "dont_know"),
    ("latest", None, {"s1": ["a", "b"], "s2": ["b"]}, "b", "valid"),
    ("union", None, {"s1": ["a"], "s2": ["b"]}, "a b", "valid"),
    ("union", None, {"s1": [], "s2": ["b"]}, "b", "valid"),
    ("union", None, {"s1": "dont_know", "s2": ["b"]}, "b", "valid"),
    ("union", None, {"s1": [NONE], "s2": ["b"]}, "b", "valid"),
    ("union", None, {"s1": [NONE], "s2": []}, NONE, "valid"),
    ("manual", None, {"s1": ["a"], "s2": ["b"]}, "", "conflict"),
]


@pytest.mark.parametrize(("rule", "channels", "said", "ticked", "status"), SEVERAL)
def test_several_answers_are_one_answer_that_only_a_union_mixes(
    rule, channels, said, ticked, status
):
    answers = outcome(said, rule, channels).answers
    assert " ".join(answers.filter(value="1")["option"]) == ticked
    assert answers["status"].unique().to_list() == [status]
    assert answers["option"].to_list() == sorted(OPTIONS)
    if rule in ("lead", "latest"):
        assert answers["submission_id"].n_unique() == 1


def test_a_union_of_statuses_alone_is_a_conflict():
    rows = rows_of("u", "s1", "m", "dont_know") + rows_of("u", "s2", "m", "refused")
    rules = ruled(("*", "union", None))
    found = reconcile(table(rows), sent(), rules, decided())
    assert set(found.answers["status"]) == {"conflict"}
    assert found.conflicts["values"].to_list() == ["dont_know | refused"]


def test_an_option_that_the_chosen_submission_never_had_is_not_taken_from_another():
    rows = [r for r in rows_of("u", "s1", "m", ["a"]) if r[5] != "b"]
    rows += rows_of("u", "s2", "m", ["b"])
    answers = reconcile(table(rows), sent(), ruled(("*", *LEAD)), decided()).answers
    assert answers.select("option", "value", "status", "submission_id").rows() == [
        ("a", "1", "valid", "s1"),
        ("b", None, "not_fielded", "s1"),
        (NONE, "0", "valid", "s1"),
    ]


def test_equal_times_are_ordered_by_submission_id():
    when = pl.lit("2012-05-01 10:00:00")
    rows = table(rows_of("u", "s2", "q", "y") + rows_of("u", "s1", "q", "x"))
    for rule, value in (("latest", "y"), ("unanimous", None)):
        found = reconcile(
            rows, sent().with_columns(submitted_on=when), ruled(("*", rule, None)), decided()
        )
        assert found.answers["value"].to_list() == [value]
    assert found.answers["submission_id"].to_list() == ["s1"]


CONFLICTS = [
    ("unanimous", None, {"s1": "y", "s2": "x", "s3": "y"}, (3, "x | y", False, None)),
    (*LEAD, {"s1": "y", "s2": "dont_know"}, (2, "dont_know | y", True, "s1")),
    ("latest", None, {"s1": "refused", "s2": "refusing"}, (2, "refused | refusing", True, "s2")),
    ("union", None, {"s1": [], "s2": ["b", "a"]}, (2, "(none ticked) | a b", True, "s1")),
    ("union", None, {"s1": "dont_know", "s2": ["b"]}, (2, "b | dont_know", True, "s2")),
    ("unanimous", None, {"s1": ["a"], "s2": ["a", "b"]}, (2, "a | a b", False, None)),
]


@pytest.mark.parametrize(("rule", "channels", "said", "expected"), CONFLICTS)
def test_every_disagreement_is_counted_even_where_a_rule_decides(rule, channels, said, expected):
    conflicts = outcome(said, rule, channels).conflicts
    columns = ["submissions", "values", "decided", "submission_id"]
    assert conflicts.select(columns).rows() == [expected]
    assert conflicts["rule"].to_list() == [rule]


def test_an_answer_that_reads_like_a_status_is_not_that_status():
    conflicts = outcome({"s1": "refused", "s2": "x"}, "unanimous").conflicts
    assert conflicts.height == 1
    rows = [*rows_of("u", "s1", "q", "refused")]
    rows.append(("", "u", "s2", "q", 0, "", "refused", None, "valid"))
    found = reconcile(table(rows), sent(), ruled(("*", "unanimous", None)), decided())
    assert found.answers["status"].to_list() == ["conflict"]


def test_a_decision_says_whose_answer_counts():
    found = outcome({"s1": "x", "s2": "y"}, "manual", None, [("u", "q", "0", None, "s2")])
    assert found.answers.select("value", "submission_id", "rule").row(0) == ("y", "s2", "manual")
    assert found.conflicts.select("decided", "submission_id").row(0) == (True, "s2")


@pytest.mark.parametrize(
    ("options", "ticked", "decided"),
    [
        ([(None, "s2")], ["b"], True),
        ([("a", "s1"), ("b", "s2")], ["a", "b"], True),
        ([(None, "s1"), ("b", "s2")], ["a", "b"], True),
        ([("a", "s1")], [], False),
    ],
)
def test_a_decision_is_about_a_question_or_one_of_its_options(options, ticked, decided):
    rows = [("u", "m", "0", option, submission) for option, submission in options]
    found = outcome({"s1": ["a"], "s2": ["b"]}, "manual", None, rows)
    assert found.answers.filter(value="1")["option"].to_list() == ticked
    assert found.conflicts["decided"].to_list() == [decided]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("v", "q", "0", None, "s1"), r"row 2, v, q, 0, s1: no two submissions answer it"),
        (("u", "p", "0", None, "s1"), r"u, p, 0, s1: no two submissions answer it"),
        (("u", "q", "7", None, "s1"), r"u, q, 7, s1: no two submissions answer it"),
        (("u", "q", "0", "c", "s1"), r"u, q, 0, c, s1: no two submissions answer it"),
        (("u", "q", "0", None, "s9"), r"u, q, 0, s9: this submission says nothing about it"),
        (("u", "q", "0", None, "s3"), r"u, q, 0, s3: this submission says nothing about it"),
        (("u", "agreed", "0", None, "s1"), r"agreed, 0, s1: its submissions do not disagree"),
        (("u", "led", "0", None, "s1"), r"led, 0, s1: its rule takes no decisions"),
    ],
)
def test_a_decision_that_does_not_fit_the_answers_stops_the_run(row, problem):
    said = {"q": ("x", "y", "no_answer"), "agreed": ("x", "x", "x"), "led": ("x", "y", "z")}
    rows = [
        r
        for q, texts in said.items()
        for s, t in zip(SENT, texts, strict=False)
        for r in rows_of("u", s, q, t)
    ]
    rules = ruled(("*", "manual", None), ("led", *LEAD))
    with pytest.raises(SurveyError, match=problem):
        reconcile(table(rows), sent(), rules, decided(row))


def test_a_question_is_not_decided_twice():
    twice = [("u", "q", "0", None, "s1"), ("u", "q", "0", None, "s2")]
    with pytest.raises(SurveyError, match="row 3, u, q, 0, s2: it is decided more than once"):
        outcome({"s1": "x", "s2": "y"}, "manual", None, twice)


def test_no_submissions_give_no_answers():
    found = reconcile(table([]), sent().clear(), ruled(("*", "unanimous", None)), decided())
    assert found.answers.is_empty()
    assert found.conflicts.is_empty()


def test_two_waves_are_never_in_conflict_and_a_decision_is_about_its_forms_wave():
    rows = [row for s, text in {"s1": "x", "s2": "y"}.items() for row in rows_of("u", s, "q", text)]
    later = [("later", "u", f"t-{row[2]}", *row[3:]) for row in rows]
    forms = sent(dict.fromkeys(("s1", "s2", "t-s1", "t-s2"), "u"))
    wave = pl.when(pl.col("submission_id").str.starts_with("t")).then(pl.lit("later"))
    forms = forms.with_columns(wave=wave.otherwise("wave"))
    decision = decided(("u", "q", "0", None, "t-s2"))
    found = reconcile(table(rows + later), forms, ruled(("*", "manual", None)), decision)
    assert found.answers.select("wave", "value", "submission_id").rows() == [
        ("", None, "s1"),
        ("later", "y", "t-s2"),
    ]
    assert found.conflicts.select("wave", "decided").rows() == [("", False), ("later", True)]
