"""A clustering's verdict stands in one row, as its own records and tables have it."""

import polars as pl
import pytest
from worlds.types import associations_of, rival_tests_of, stability_of, verdict_of

from cyberstudy.wording.verdict_rows import verdict_row


def row_of(found, sizes, **more):
    """The row of a clustering with this verdict, and whatever else there is of it."""
    own = {
        "verdict.json": verdict_of(found, len(sizes), sizes, account=None),
        "tests": rival_tests_of(len(sizes)),
        "stability": stability_of(sizes) if len(sizes) > 1 else None,
    }
    return verdict_row((own | more).get)


def test_it_has_the_verdict_and_the_weakest_class():
    lights, bells = row_of("types", (30, 20, 10)), row_of("gradient", (30, 20))
    assert (lights["verdict"], lights["classes"], lights["account"]) == ("types", 3, None)
    assert lights["units"] == 60
    assert lights["value"] == pytest.approx(min(stability_of((30, 20, 10))["jaccard"]))
    assert bells["account"] == "one gradient"


def test_where_the_tests_stop_at_one_class_there_is_no_likeness_but_a_reason():
    row = row_of("no structure", (60,))
    assert "value" not in row
    assert row["reason"] == "the tests stop at one class"


def test_each_account_has_the_p_value_of_the_test_against_its_rival():
    row, tests = row_of("types", (30, 20)), rival_tests_of(2)
    p = {tuple(pair[:2]): pair[2] for pair in tests.select("null", "alternative", "p").rows()}
    assert row["p_no_structure"] == p["one class", "2 classes"]
    assert row["p_gradient"] == p["one gradient", "2 classes"]
    assert row["p_types"] == p["2 classes", "one gradient"]
    assert row["contender"] == 2


def multiverse(*verdicts, data="digest"):
    """A row a table of answers, with its verdict; and the record of it."""
    return {"multiverse": pl.DataFrame({"verdict": verdicts}), "multiverse.json": {"data": data}}


def test_verdicts_under_other_choices_are_counted_by_tables_of_answers():
    row = row_of("gradient", (30, 20), **multiverse("gradient", "gradient", "types", None))
    assert (row["same"], row["choices"]) == (2, 3)  # a table that was not judged counts nowhere


def test_other_choices_of_earlier_answers_count_nowhere():
    row = row_of("gradient", (30, 20), **multiverse("gradient", data="of another year"))
    assert not {"same", "choices"} & row.keys()


@pytest.mark.parametrize(
    ("compared", "told"),
    [
        ({"region": (0.1, 0.01), "coast": (0.4, 0.02), "age": (0.9, 0.2)}, ("coast", 0.4)),
        ({"region": (0.1, 0.5)}, ("", None)),
        ({"region": (None, None)}, (None, None)),
    ],
)
def test_what_classes_differ_in_most_is_named_where_anything_was_compared(compared, told):
    row = row_of("types", (30, 20), associations=associations_of(compared))
    assert (row.get("associated_with"), row.get("explained")) == told
