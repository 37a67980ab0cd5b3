"""The verdicts of all surveys stand in one table, as each survey's own records have them."""

from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from cyberstudy.sources.verdicts_of_all import verdicts_of_all
from cyberstudy.tables.across import Verdicts
from cyberstudy.tables.storage import checked, write_json
from worlds.types import associations_of, rival_tests_of, stability_of, verdict_of


@pytest.fixture
def survey(tmp_path):
    """Make a survey with the tables that `protect` wrote, a clustering each."""

    def make(name, simulated=False, **sizes):
        tables = tmp_path / name / "protect" / "tables"
        for clustering, (found, of_classes) in sizes.items():
            folder = tables / clustering
            folder.mkdir(parents=True)
            verdict = verdict_of(found, len(of_classes), of_classes, account=None)
            write_json(verdict, str(folder / "verdict.json"))
            rival_tests_of(len(of_classes)).write_csv(folder / "tests.csv")
            if len(of_classes) > 1:
                stability_of(of_classes).write_csv(folder / "stability.csv")
        write_json({"simulated": simulated}, str(tables.parent / "report.json"))
        clusterings = {one: SimpleNamespace(title=one.title()) for one in sizes}
        plan = SimpleNamespace(types=SimpleNamespace(confidence=0.95), clusterings=clusterings)
        return SimpleNamespace(name=name, plan=plan), str(tables)

    return make


def test_every_clustering_has_a_row_with_its_verdict_and_its_weakest_class(survey):
    lights, where = survey("keepers", lights=("types", (30, 20, 10)), bells=("gradient", (30, 20)))
    table = checked(verdicts_of_all([lights], [where]), Verdicts)
    rows = {row["clustering"]: row for row in table.iter_rows(named=True)}
    assert (rows["lights"]["verdict"], rows["lights"]["classes"]) == ("types", 3)
    assert rows["lights"]["account"] is None
    assert rows["bells"]["account"] == "one gradient"
    assert rows["lights"]["units"] == 60
    least = min(stability_of((30, 20, 10))["jaccard"])
    assert rows["lights"]["value"] == pytest.approx(least)


def test_where_the_tests_stop_at_one_class_there_is_no_likeness_but_a_reason(survey):
    lights, where = survey("keepers", lights=("no structure", (60,)))
    (row,) = verdicts_of_all([lights], [where]).iter_rows(named=True)
    assert row["value"] is None
    assert row["reason"] == "the tests stop at one class"


def test_surveys_that_did_not_run_have_no_rows_and_simulated_ones_are_marked(survey):
    real, of_real = survey("real", lights=("gradient", (30, 20)))
    twin, of_twin = survey("twin", simulated=True, lights=("types", (30, 20)))
    both = verdicts_of_all([real, twin], [of_twin, of_real])
    assert both.select("survey", "simulated").rows() == [("real", False), ("twin", True)]
    assert verdicts_of_all([real, twin], [of_real])["survey"].to_list() == ["real"]
    assert verdicts_of_all([real, twin], []).is_empty()


def test_each_account_has_the_p_value_of_the_test_against_its_rival(survey):
    lights, where = survey("keepers", lights=("types", (30, 20)))
    (row,) = verdicts_of_all([lights], [where]).iter_rows(named=True)
    p = {
        tuple(pair[:2]): pair[2]
        for pair in rival_tests_of(2).select("null", "alternative", "p").rows()
    }
    assert row["p_no_structure"] == p["one class", "2 classes"]
    assert row["p_gradient"] == p["one gradient", "2 classes"]
    assert row["p_types"] == p["2 classes", "one gradient"]
    assert (row["title"], row["contender"]) == ("Lights", 2)


def put_multiverse(folder, verdicts, data="digest"):
    """A row a table of answers, with its verdict."""
    pl.DataFrame({"verdict": verdicts}).with_row_index("number").write_csv(
        folder / "multiverse.csv"
    )
    write_json({"data": data}, str(folder / "multiverse.json"))


def test_verdicts_under_other_choices_are_counted_by_tables_of_answers(survey):
    lights, where = survey("keepers", lights=("gradient", (30, 20)))
    put_multiverse(Path(where, "lights"), ["gradient", "gradient", "types", None])
    (row,) = verdicts_of_all([lights], [where]).iter_rows(named=True)
    assert (row["same"], row["choices"]) == (2, 3)  # a table that was not judged counts nowhere


def test_other_choices_of_earlier_answers_count_nowhere(survey):
    lights, where = survey("keepers", lights=("gradient", (30, 20)))
    put_multiverse(Path(where, "lights"), ["gradient"], data="of another year")
    (row,) = verdicts_of_all([lights], [where]).iter_rows(named=True)
    assert (row["same"], row["choices"]) == (None, None)


@pytest.mark.parametrize(
    ("compared", "told"),
    [
        ({"region": (0.1, 0.01), "coast": (0.4, 0.02), "age": (0.9, 0.2)}, ("coast", 0.4)),
        ({"region": (0.1, 0.5)}, ("", None)),
        ({"region": (None, None)}, (None, None)),
    ],
)
def test_what_classes_differ_in_most_is_named_where_anything_was_compared(survey, compared, told):
    lights, where = survey("keepers", lights=("types", (30, 20)))
    associations_of(compared).write_csv(Path(where, "lights", "associations.csv"))
    (row,) = verdicts_of_all([lights], [where]).iter_rows(named=True)
    assert (row["goes_with"], row["explained"]) == told
