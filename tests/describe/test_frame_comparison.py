"""What a file repeats of the list of units: contradictions are reported, nothing is corrected."""

import polars as pl
import pytest
from worlds import decide

from cyberstudy.declare.known_names import names_of, with_plan
from cyberstudy.declare.plan.analyses import DeclaredFrameComparison
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.describe.frame_comparison import frame_comparison
from surveyanswers.instrument.cleaning import Frame
from surveyanswers.instrument.parsing import parsed
from surveyanswers.tables import answers as contracts
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import checked

COAST = DeclaredFrameComparison(column="region", values={"1": ["north", "south"], "0": ["inland"]})
LIST = pl.DataFrame({"unit_id": ["a", "b", "c", "d"], "region": ["north", "inland", "south", None]})


def beside(*texts, units="abcde", listed=LIST, entry=COAST, header="On the coast"):
    """Compare one column with the list: a form a unit, a row a form, below one heading."""
    forms = range(len(texts))
    place = {"file": ["x.csv"] * len(texts), "sheet": [""] * len(texts), "record": list(forms)}
    cells = pl.DataFrame(place).with_columns(
        row=pl.Series([form + 2 for form in forms], dtype=pl.UInt32),
        header=pl.lit(header),
        role=pl.lit("metadata"),
        text=pl.Series(texts, dtype=pl.String),
    )
    submissions = pl.DataFrame(place).with_columns(
        submission_id=pl.Series([f"form {form}" for form in forms]),
        unit_id=pl.Series(list(units[: len(texts)])),
        wave=pl.lit(""),
    )
    return checked(
        frame_comparison(cells, submissions, listed, {header: entry}), contracts.FrameComparison
    )


def test_a_cell_contradicts_where_the_list_has_a_value_that_its_text_does_not_allow():
    table = beside("1", "1", "0")
    assert table["agrees"].to_list() == [True, False, False]
    assert table["text"].to_list() == ["1", "1", "0"]
    assert table["value"].to_list() == ["north", "inland", "south"]


def test_where_the_cell_is_empty_or_the_list_knows_nothing_there_is_no_contradiction():
    table = beside(None, "0", "1", "0", "0")
    assert table["agrees"].to_list() == [None, True, True, None, None]


def test_a_text_whose_meaning_nobody_declared_stops_the_run_with_its_place():
    with pytest.raises(SurveyError) as problem:
        beside("1", "yes", "0")
    said = str(problem.value)
    assert "x.csv, row 3, column On the coast: 'yes'" in said
    assert "frame_comparison.On the coast.values" in said
    assert "row 2" not in said


def test_a_column_of_the_list_may_be_called_as_a_column_of_cells_is():
    named = LIST.rename({"region": "text"})
    entry = DeclaredFrameComparison(column="text", values=COAST.values)
    assert beside("1", "1", listed=named, entry=entry)["agrees"].to_list() == [True, False]
    submitted = LIST.rename({"region": "wave"})
    entry = DeclaredFrameComparison(column="wave", values=COAST.values)
    assert beside("1", "1", listed=submitted, entry=entry)["agrees"].to_list() == [True, False]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"startd": {"column": "group", "values": {"1": ["north"]}}}, "did you mean 'started'"),
        ({"home": {"column": "group", "values": {"1": ["north"]}}}, "no metadata column 'home'"),
        ({"started": {"column": "grop", "values": {"1": ["north"]}}}, "did you mean 'group'"),
        ({"started": {"column": "group", "values": {"1": ["nort"]}}}, "did you mean 'north'"),
        ({"started": {"column": "group", "values": {}}}, "frame_comparison.started.values"),
    ],
)
def test_headings_columns_and_values_must_exist(world, lighthouse, written, said):
    path = "data/raw/reference/keepers.csv"
    pl.DataFrame({"keeper": ["k01", "k02"], "group": ["north", "south"]}).write_csv(world / path)
    decide(lighthouse, frame=Frame(path=path, unit="keeper"))
    plan = {"exhibits": {}, "frame_comparison": written}
    names = with_plan(names_of(lighthouse), plan, world)
    with pytest.raises(SurveyError, match=said):
        parsed(plan, Plan, where="plan.yaml", names=names)
