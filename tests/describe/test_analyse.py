"""A table of an analysis is run on what it declares: of a survey, or protected ones of several."""

import re
import shutil

import polars as pl
import pytest
from invented.whole import write_answers
from polars.testing import assert_frame_equal
from worlds import REPOSITORY

from cyberstudy.analyses import Analysis
from cyberstudy.declare.opened import OpenSurvey, open_survey
from cyberstudy.describe.analyse import analyse
from cyberstudy.protect.release_rules import of_known
from cyberstudy.tables.files import read_table
from surveyanswers.clean.answers import clean_survey
from surveyanswers.tables.answers import Units
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import tables_in, write_json, write_table

ACROSS = '''"""Countries by two sources."""

import dataframely as dy
import polars as pl
from cyberstudy.analyses import Analysis, table
from surveyanswers.tables.disclosure import Part, column, key


class Both(Analysis):
    """Shares in both."""

    source = key("Survey.")
    share = column(dy.Float64, Part.STATISTIC, "Share.")


@table(Both, tables=["gci/shares", "laws/shares"])
def both(survey):
    available = [name for name in ("gci/shares", "laws/shares") if survey.has(name)]
    rows = [survey.table(name).with_columns(source=pl.lit(name)) for name in available]
    return pl.concat(rows).with_columns(units=pl.lit(["FRA", "PER"]))
'''


@pytest.fixture
def across(tmp_path, monkeypatch):
    """Protected tables of one survey of two, and an analysis that asks for both."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "results/gci/protect/tables"
    folder.mkdir(parents=True)
    pl.DataFrame({"share": [0.5]}).write_csv(folder / "shares.csv")
    write_json({"simulated": False}, str(folder.parent / "report.json"))
    file = tmp_path / "analyses" / "both.py"
    file.parent.mkdir()
    file.write_text(ACROSS, encoding="utf-8")

    def run(text=ACROSS, tables=()):
        file.write_text(text, encoding="utf-8")
        sources = open_survey("sources", REPOSITORY / "config", REPOSITORY)
        analyse(
            str(file), "own", sources, tables=tables, seen=[folder.relative_to(tmp_path)], seed=1
        )
        return read_table("own/both.parquet"), sources

    return run


def test_across_surveys_it_is_given_the_protected_tables_of_those_that_run(across):
    made, sources = across()
    assert made["source"].to_list() == ["gci/shares"]
    assert made["questions"].to_list() == [["gci/shares", "laws/shares"]]
    seen, withheld = of_known(made, sources, Analysis)
    assert (seen.columns, withheld) == (["source", "share"], 0)


def test_across_surveys_it_reads_records_and_described_tables_too(across, tmp_path):
    (tmp_path / "results/gci/protect/tables/areas").mkdir()
    for name in ("verdict.json", "multiverse.json"):
        record = tmp_path / "results/gci/protect/tables/areas" / name
        write_json({"share": 0.25}, str(record))
    pl.DataFrame({"share": [0.125]}).write_csv(record.with_suffix(".csv"))
    pl.DataFrame({"share": [0.75]}).write_csv(tmp_path / "says.csv")
    text = ACROSS.replace(
        '"laws/shares"]', '"says", "gci/areas/verdict.json", "gci/areas/multiverse"]'
    )
    record = 'pl.DataFrame({"share": [survey.record("gci/areas/verdict.json")["share"]]})'
    read = f'[survey.table("says"), survey.table("gci/areas/multiverse"), {record}]'
    text = text.replace("pl.concat(rows)", f'pl.concat({read}).with_columns(source=pl.lit("a"))')
    text = text.replace('source = key("Survey.")', 'source = column(dy.String, Part.LABEL, "S.")')
    made, _ = across(text, ["says.csv"])
    assert sorted(made["share"]) == [0.125, 0.25, 0.75]


def without_units(table):
    text = ACROSS.partition("    available")[0].replace(
        '["gci/shares", "laws/shares"]', f"[{table!r}]"
    )
    return text + '    return pl.DataFrame({"source": ["a"], "share": [0.5]})\n'


@pytest.mark.parametrize("table", ["gci/levels", "gci/areas/tests", "gci/areas/verdict.json"])
def test_units_may_be_left_out_where_what_is_read_tells_of_no_single_ones(across, table):
    made, sources = across(without_units(table))
    seen, withheld = of_known(made, sources, Analysis)
    assert (seen.rows(), withheld) == ([("a", 0.5)], 0)


@pytest.mark.parametrize(
    "table",
    ["gci/answers", "gci/areas/members", "gci/areas/model.json", "gci/unheard_of", "country_facts"],
)
def test_units_are_asked_for_where_what_is_read_may_tell_of_single_ones(across, table, tmp_path):
    pl.DataFrame({"iso3": ["FRA"]}).write_csv(tmp_path / "facts.csv")
    read = [] if "/" in table else ["facts.csv"]
    with pytest.raises(SurveyError, match="has no column `units`"):
        across(without_units(table), read)


def test_what_is_computed_of_simulated_answers_says_of_which_rows(across, tmp_path):
    write_json({"simulated": True}, str(tmp_path / "results/gci/protect/report.json"))
    with pytest.raises(SurveyError, match="answers of gci are simulated; a column `simulated`"):
        across()
    said = ACROSS.replace(
        "share = c", 'simulated = column(dy.Bool, Part.LABEL, "S.")\n    share = c'
    )
    said = said.replace("units=", 'simulated=pl.lit("gci" in survey.simulated), units=')
    shutil.rmtree("own")
    assert across(said)[0]["simulated"].to_list() == [True]


def test_across_surveys_rows_are_about_questions_of_surveys_that_are_read(across):
    told = ACROSS.replace('"PER"])', '"PER"]), questions=pl.lit(["wci2021/home"])')
    with pytest.raises(SurveyError, match="rows are about what there is not: wci2021/home"):
        across(told)


def test_a_table_of_a_survey_that_does_not_run_is_told_with_what_is_at_hand(across):
    told = ACROSS.replace("if survey.has(name)", "")
    with pytest.raises(
        SurveyError, match=r"line 19, both: no table 'laws/shares' at hand \(there are: gci/sh"
    ):
        across(told)


def test_of_a_survey_it_is_given_answers_units_and_described_tables(
    lighthouse_cells, lighthouse, tmp_path
):
    cleaned = clean_survey(*lighthouse_cells, lighthouse)
    answers, units = str(tmp_path / "answers.parquet"), str(tmp_path / "units.parquet")
    write_answers(cleaned.answers, answers)
    write_table(cleaned.units, units, Units)
    file, folder = str(lighthouse.folder / "analyses" / "lamps.py"), str(tmp_path / "own")
    survey = OpenSurvey(lighthouse.folder, root=lighthouse.root)
    analyse(file, folder, survey, answers=[answers, units], seed=1)
    assert read_table(f"{folder}/two_lamps.parquet")["keepers"].sum() == 11
    homes = read_table(f"{folder}/homes.parquet")
    seen, withheld = of_known(homes, survey, Analysis)
    assert seen.is_empty()
    assert withheld == homes.height == 6


def test_a_table_is_made_of_reference_and_of_others_of_its_own_file_and_of_another(
    lighthouse_cells, lighthouse, tmp_path, world, monkeypatch
):
    cleaned = clean_survey(*lighthouse_cells, lighthouse)
    beside = [str(tmp_path / "answers.parquet"), str(tmp_path / "units.parquet")]
    write_answers(cleaned.answers, beside[0])
    write_table(cleaned.units, beside[1], Units)
    survey = OpenSurvey(lighthouse.folder, root=lighthouse.root)
    namings = (lighthouse.folder / "analyses" / "namings.py").read_text(encoding="utf-8")
    head, first, second = re.split("(?=^class )", namings, flags=re.MULTILINE)
    monkeypatch.chdir(world)

    def made(name, text, tables):
        file = tmp_path / "analyses" / f"{name}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        analyse(str(file), name, survey, answers=beside, tables=tables, seed=1)
        return {path.rpartition("/")[2]: read_table(path) for path in tables_in([name])}

    lands = "data/raw/reference/countries.csv"
    # The one that reads the other stands before it.
    together = made("together", head + second + first, [lands])
    assert sorted(together) == ["index.parquet", "nominations.parquet"]
    assert sorted(made("alone", head + first, [])) == ["nominations.parquet"]
    index = made("rest", head + second, ["alone", lands])["index.parquet"]
    assert_frame_equal(index, together["index.parquet"])
    # lighthouse_published.csv was added up from the raw file without this library.
    published = pl.read_csv("data/raw/reference/lighthouse_published.csv")
    both = index.join(published, on="iso3", how="full")
    assert both.height == index.height == 6
    assert both["index"].round(1).to_list() == pytest.approx(both["value"].to_list())
