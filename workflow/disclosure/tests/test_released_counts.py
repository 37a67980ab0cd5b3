"""What leaves of a survey is what was counted, but for what is withheld."""

import io

import polars as pl
import pytest
from invented_surveys import released, survey

from disclosure.suppression import Pattern


def test_counts_of_few_leave_empty_and_all_others_as_they_are():
    units, answers = survey(3)
    _, counts, found, _ = released(3, deciding=("law",))
    valid = answers.filter(status="valid").with_columns(option=pl.col("options").str.split(";"))
    own = valid.explode("option").join(units, on="unit_id")
    keys = ["question", "grouping", "group", "option"]
    truth = counts.join(own.group_by(keys).len("truth"), on=keys, how="left")
    base = valid.join(units, on="unit_id").group_by(keys[:3]).len("answered")
    truth = truth.join(base, on=keys[:3], how="left").with_columns(
        pl.col("truth", "answered").fill_null(0)
    )
    shown = truth.drop_nulls("count")
    assert shown["count"].to_list() == shown["truth"].to_list()
    assert shown["base"].to_list() == shown["answered"].to_list()
    few = truth.filter(pl.col("answered").is_between(1, 4))
    assert few.height
    assert few["count"].null_count() == few["base"].null_count() == few.height
    assert found.determined == []
    assert found.withheld_counts >= few.height


@pytest.mark.parametrize("seed", [103, 105, 113])
def test_what_the_choice_leaves_wide_open_the_audit_finds_so(seed):
    """Of hidden crossings it is enough not to know; a total of one excuses none of these."""
    _, _, found, _ = released(seed, silent=0.0, agree=0.8, width=2, minimum=3)
    assert found.determined == []


def test_a_question_whose_decider_is_withheld_of_a_group_is_withheld_there_base_and_all():
    _, counts, _, _ = released(3, deciding=("law",))
    withheld = counts.filter(pl.col("count").is_null())
    gone = {q: {*withheld.filter(question=q)["group"]} for q in ("law", "which")}
    assert gone["law"]
    assert gone["law"] <= gone["which"]


def test_the_same_answers_give_the_same_bytes():
    written = []
    for _ in range(2):
        _, counts, _, proof = released(5)
        files = [io.BytesIO(), io.BytesIO()]
        counts.write_csv(files[0])
        proof.write_parquet(files[1])
        written.append([file.getvalue() for file in files])
    assert written[0] == written[1]


def test_the_audit_finds_what_a_choice_gives_away(monkeypatch):
    """Choice and audit are two programs: here the choice leaves the only other group open."""
    monkeypatch.setattr("disclosure.suppress.choose", _primary_alone)
    _, _, found, _ = released(3)
    assert found.determined


def _primary_alone(question, primary, demands, inherited):
    return Pattern(primary, primary | inherited)
