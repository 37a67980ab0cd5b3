"""The workbook holds the questionnaire, all of it, and form tools read the same form from it."""

import shutil
import zipfile
from functools import cache

import openpyxl
import polars as pl
import pytest
from pyxform.xls2xform import convert
from worlds import LIGHTHOUSE, REPOSITORY, edit
from worlds.runs import settle, snakemake

from surveyanswers.instrument.questionnaire_sheets import SHEETS
from surveyanswers.instrument.xlsform import attach_table, attached_tables, to_xform, to_xlsx
from surveyanswers.tables.problems import SurveyError

FORMS = sorted(
    path
    for root in (REPOSITORY, LIGHTHOUSE)
    for path in (root / "config" / "surveys").glob("*/questionnaire")
)
every_form = pytest.mark.parametrize("folder", FORMS, ids=lambda folder: folder.parent.name)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """Write the workbook of a form, once."""

    @cache
    def written(folder):
        path = tmp_path_factory.mktemp("form") / "questionnaire.xlsx"
        to_xlsx(folder, path)
        return path

    return written


@every_form
def test_the_workbook_and_the_sheets_are_the_same_form(folder, workbook):
    path = workbook(folder)
    assert convert(path, validate=False, form_name="data").xform == to_xform(folder)


@every_form
def test_every_cell_survives_as_text_and_no_empty_column_trails(folder, workbook):
    book = openpyxl.load_workbook(workbook(folder))
    assert tuple(book.sheetnames) == SHEETS
    for name in SHEETS:
        sheet = pl.read_csv(folder / f"{name}.csv", infer_schema=False)
        while sheet.width and sheet[:, -1].null_count() == sheet.height:
            sheet = sheet[:, :-1]
        kept = list(book[name].iter_rows(values_only=True))
        # Of a list that has no rows, such as the options of a form without any, nothing is left.
        assert kept == ([tuple(sheet.columns), *sheet.rows()] if sheet.width else [])
        cells = [cell for row in book[name].iter_rows() for cell in row if cell.value is not None]
        assert {(cell.data_type, cell.number_format) for cell in cells} <= {("s", "@")}


@every_form
def test_equal_forms_are_equal_bytes_whenever_they_are_written(folder, workbook, tmp_path):
    path, again = workbook(folder), tmp_path / "two.xlsx"
    to_xlsx(folder, again)
    assert path.read_bytes() == again.read_bytes()
    book = openpyxl.load_workbook(path, read_only=True).properties
    assert {book.created.year, book.modified.year} == {1980}
    assert {entry.date_time[0] for entry in zipfile.ZipFile(path).infolist()} == {1980}


def test_the_first_option_may_lack_a_translation_that_another_has(lighthouse):
    folder = lighthouse.folder / "questionnaire"
    before = to_xform(folder)
    edit(folder / "choices.csv", '"À huile, avec mèche"', "")
    assert "À huile" in before
    assert "À huile" not in to_xform(folder)


def test_a_misspelt_heading_on_which_pyxform_breaks_down_is_no_traceback(lighthouse):
    folder = lighthouse.folder / "questionnaire"
    edit(folder / "choices.csv", "label::French (fr)", "lable::French (fr)")
    with pytest.raises(SurveyError, match=r"questionnaire is not a valid XLSForm: .*misspelt"):
        to_xform(folder)


def test_text_that_looks_like_a_formula_an_address_or_a_number_stays_text(lighthouse, tmp_path):
    folder = lighthouse.folder / "questionnaire"
    odd = ["=1+1", "https://example.org", "007", "  two blanks  ", '"a", b']
    table = pl.DataFrame(
        {
            "list_name": ["odd"] * len(odd),
            "name": [f"odd_{i}" for i in range(len(odd))],
            "label::English (en)": odd,
            "label::French (fr)": odd,
        }
    )
    before = pl.read_csv(folder / "choices.csv", infer_schema=False)
    pl.concat([before, table]).write_csv(folder / "choices.csv")
    to_xlsx(folder, tmp_path / "questionnaire.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "questionnaire.xlsx")["choices"]
    assert [row[2] for row in sheet.iter_rows(values_only=True)][-len(odd) :] == odd


def test_a_cell_too_long_for_a_workbook_is_named_and_not_cut(lighthouse, tmp_path):
    folder = lighthouse.folder / "questionnaire"
    edit(folder / "survey.csv", "Where is your lighthouse?", "Where? " * 5000)
    with pytest.raises(SurveyError, match=r"survey\.csv, row 2: 35,000 characters"):
        to_xlsx(folder, tmp_path / "questionnaire.xlsx")


def test_an_invalid_form_makes_no_workbook(lighthouse, tmp_path):
    folder = lighthouse.folder / "questionnaire"
    edit(folder / "survey.csv", "end_repeat,fog_turns", "note,fog_turns")
    with pytest.raises(SurveyError, match="is not a valid XLSForm"):
        to_xlsx(folder, tmp_path / "questionnaire.xlsx")
    assert not (tmp_path / "questionnaire.xlsx").exists()


def test_a_table_that_the_form_names_is_laid_beside_it_unchanged(lighthouse, tmp_path):
    folder = lighthouse.folder / "questionnaire"
    assert attached_tables(folder) == ["lands.csv"]
    table = lighthouse.root / lighthouse.settings.choice_files["lands.csv"].path
    attach_table(folder, table, tmp_path / "lands.csv")
    assert (tmp_path / "lands.csv").read_bytes() == table.read_bytes()


def test_a_table_without_the_column_that_the_form_shows_is_refused(lighthouse, tmp_path):
    folder = lighthouse.folder / "questionnaire"
    table = lighthouse.root / lighthouse.settings.choice_files["lands.csv"].path
    edit(table, "label_en", "label_xx")
    with pytest.raises(SurveyError, match=r"asks for the columns \['label_en'\] of lands\.csv"):
        attach_table(folder, table, tmp_path / "lands.csv")
    assert not (tmp_path / "lands.csv").exists()


@pytest.mark.workflow
def test_a_form_can_be_asked_for_by_name_before_its_survey_can_run(tmp_path):
    folder = settle(tmp_path / "study")
    surveys, tables = folder / "config" / "surveys", folder / "data" / "raw" / "reference"
    new = surveys / "lightships" / "questionnaire"
    shutil.copytree(surveys / "lighthouse" / "questionnaire", new)  # neither settings nor plan
    shutil.copy(tables / "countries.csv", tables / "lands.csv")
    run = snakemake(folder, "--cores", "1", "lightships_xlsform", "lighthouse_xlsform")
    assert run.returncode == 0, run.stdout
    for survey in ("lighthouse", "lightships"):
        made = (folder / "results" / survey / "verify/form").glob("[a-z]*")
        assert sorted(p.name for p in made) == ["lands.csv", "questionnaire.xlsx"]
