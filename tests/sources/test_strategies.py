"""The list of first strategies: every row is a State once, with a day or none."""

import csv
from datetime import date

import pytest
from worlds import REPOSITORY, raw_folder

from cyberstudy.sources.strategies import read_strategies
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table

FILE = "strategies/inaugural_cybstrategies_2000_2024.csv"
HEAD = "Countries,DATE,Year,cyb_strategy,total_strategies\n"


def test_days_and_those_without_one_are_read(tmp_path):
    (tmp_path / "list.csv").write_text(HEAD + "NOR,20030701,2003,1,3\nALB,NA,NA,0,0\n")
    found = read_strategies(tmp_path / "list.csv", ["ALB", "NOR"])
    assert found.rows() == [("ALB", None), ("NOR", date(2003, 7, 1))]


def test_every_row_that_is_no_such_row_is_told(tmp_path):
    rows = ["XXX,NA,NA,0,0", "NOR,2003,2003,1,1", "ALB,20150101,2015,0,2", "ALB,NA,NA,0,0"]
    (tmp_path / "list.csv").write_text(HEAD + "\n".join(rows) + "\n")
    with pytest.raises(SurveyError) as problem:
        read_strategies(tmp_path / "list.csv", ["ALB", "NOR"])
    told = str(problem.value)
    assert "row 2: 'XXX', expected a country's code, once" in told
    assert "row 3: '2003', expected a day as YYYYMMDD, or NA" in told
    assert "row 4: cyb_strategy is '0' beside the day 20150101" in told
    assert "row 5: 'ALB', expected a country's code, once" in told


def test_of_the_real_list_no_row_is_lost_and_its_years_agree():
    path = raw_folder(FILE) / FILE
    countries = read_text_table(REPOSITORY / "data/raw/reference/countries.csv")["iso3"].to_list()
    found = dict(read_strategies(path, countries).rows())
    with path.open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert len(found) == len(rows) == 193
    years = {row["Countries"]: row["Year"] for row in rows}
    assert {code: str(day.year) if day else "NA" for code, day in found.items()} == years
