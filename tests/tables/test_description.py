"""Tables are described for readers: each release holds every column."""

import re

import dataframely as dy
import polars as pl
import pytest
from worlds import REPOSITORY, SURVEYS

from cyberstudy.release import column_dictionary
from cyberstudy.tables import registry
from cyberstudy.tables.calibration import Calibration
from cyberstudy.tables.files import read_table
from cyberstudy.tables.records import RECORDS
from cyberstudy.tables.truth_audit import MeansAudit, TruthAudit
from surveyanswers.tables import answers
from surveyanswers.tables.description import COLUMNS, described, seen_columns
from surveyanswers.tables.disclosure import Part, column
from surveyanswers.tables.problems import SurveyError


class Sizes(dy.Schema):
    """Sizes of groups."""

    group = column(dy.Enum, Part.KEY, "Group.", categories=["north", "south"])
    base = column(dy.UInt32, Part.BASE, "Units.", min=1)
    share = column(dy.Float64, Part.STATISTIC, "Of all.", min=0, max=1)
    note = column(dy.String, Part.LABEL, "Remark.", nullable=True, regex="^[a-z]+$")


def test_a_column_is_described_by_type_values_emptiness_part_and_meaning():
    assert described("sizes", Sizes).columns == list(COLUMNS)
    assert described("sizes", Sizes).rows() == [
        ("sizes", "group", "text", "one of: north, south", "never", "key", "Group."),
        ("sizes", "base", "whole number", "from 1", "never", "base", "Units."),
        ("sizes", "share", "number", "from 0 to 1", "where withheld", "statistic", "Of all."),
        ("sizes", "note", "text", "pattern ^[a-z]+$", "may be", "label", "Remark."),
    ]


def test_a_table_that_tells_of_files_is_described_as_it_leaves_protection():
    assert list(seen_columns(answers.Accounting)) == ["source", "became", "cells"]
    assert list(seen_columns(answers.Receipt)) == list(answers.Receipt.columns())


def test_every_table_that_a_survey_may_release_and_each_of_its_columns_have_a_meaning():
    for name, contract in (registry.OF_SURVEY | registry.OF_CLUSTERING).items():
        assert re.match(r"\S.*\.$", contract.__doc__.splitlines()[0]), name
        rows = described(name, contract)
        assert rows["column"].to_list() == [*seen_columns(contract)]
        assert rows["meaning"].str.contains(r"\w").all(), name


def test_every_key_of_a_record_has_a_meaning():
    for record in RECORDS.values():
        assert all(re.match(r"\w", meaning) for meaning in record.keys.values())


def test_the_frozen_calibration_keeps_its_contract():
    table = read_table(str(REPOSITORY / "results/published/calibration.csv"), Calibration)
    assert table.height


@pytest.mark.parametrize("contract", [MeansAudit, TruthAudit])
def test_the_frozen_audits_keep_their_contracts(contract):
    assert read_table(str(REPOSITORY / "results" / contract.place.file), contract).height


@pytest.fixture
def released(tmp_path):
    """Write tables as a release has them; return their folder."""
    made = {
        "accounting.csv": {"source": ["a"], "became": ["valid"], "cells": [3]},
        "coasts/profiles.csv": {"type": ["A"], "item": ["lamp"], "option": ["yes"]},
    }
    for name, content in made.items():
        (tmp_path / "seen" / name).parent.mkdir(exist_ok=True, parents=True)
        pl.DataFrame(content).write_csv(tmp_path / "seen" / name)
    return tmp_path / "seen"


def test_a_release_describes_the_columns_that_its_tables_have(released, lighthouse):
    found = column_dictionary(released, lighthouse)
    assert found["table"].unique(maintain_order=True).to_list() == ["accounting", "coasts/profiles"]
    assert found["column"].to_list() == ["source", "became", "cells", "type", "item", "option"]
    assert found["meaning"].str.len_chars().min() > 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("secrets.csv", "table secrets has no contract"),
        ("changes.csv", "table changes: nothing describes home"),
    ],
)
def test_what_nothing_describes_is_not_released(released, lighthouse, name, said):
    pl.DataFrame({"home": ["NOR"]}).write_csv(released / name)
    with pytest.raises(SurveyError, match=said):
        column_dictionary(released, lighthouse)


def test_a_column_with_an_empty_cell_is_not_said_to_be_never_empty(released, lighthouse):
    made = pl.DataFrame({"source": ["a", ""], "became": ["valid", "x"], "cells": [3, 4]})
    made.write_csv(released / "accounting.csv")
    found = column_dictionary(released, lighthouse).filter(table="accounting")
    assert dict(found.select("column", "empty").iter_rows()) == {
        "source": "may be",
        "became": "never",
        "cells": "never",
    }


@pytest.mark.parametrize("survey", [*SURVEYS, "sources"])
def test_what_is_said_to_be_never_empty_is_so_in_each_release_of_this_study(survey, not_run):
    release = REPOSITORY / "results" / survey / "release"
    if not (release / "columns.csv").is_file():
        not_run(f"{release} is not there: make study", survey)
    said = pl.read_csv(release / "columns.csv", infer_schema=False).filter(empty="never")
    for table, columns in said.group_by("table"):
        path = release / "tables" / f"{table[0]}.csv"
        held = pl.read_csv(path, infer_schema=False, columns=columns["column"].to_list())
        assert (
            held.select((pl.all().is_null() | (pl.all() == "")).any()).sum_horizontal().item() == 0
        )
