"""What wrote a file is recognised from the file."""

import pytest
import xlsxwriter

from surveyanswers.scaffold.form import Form
from surveyanswers.scaffold.recognise import recognise
from surveyanswers.tables.problems import SurveyError


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("SubmissionDate,lamp,meta-instanceID,KEY", "odk"),
        ("Timestamp,Which lamp?", "google_forms"),
        ("Horodateur,Quelle lampe ?", "google_forms"),
        ("Response ID,Date submitted,Which lamp?", "limesurvey"),
        ("id,lamp,fuel", "csv"),
        ("Respondent ID,Collector ID,Which lamp?", "surveymonkey"),
    ],
)
def test_headings_tell_the_program(tmp_path, headings, expected):
    path = tmp_path / "keepers.csv"
    path.write_text(f"{headings}\n{','.join('1' for _ in headings.split(','))}\n")
    assert recognise(path, Form()).export.format == expected


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_outside_of_quotation_marks(tmp_path, mark):
    path = tmp_path / "keepers.csv"
    path.write_text(f'id{mark}"lamp, fuel; height"{mark}b\n1{mark}2{mark}3\n')
    found = recognise(path, Form())
    assert found.export.separator == mark
    assert found.headers == ["id", "lamp, fuel; height", "b"]


@pytest.mark.parametrize(
    ("encoding", "told"), [("utf-8-sig", False), ("utf-16", False), ("cp1252", True)]
)
def test_the_encoding_is_found_and_a_guess_is_told(tmp_path, encoding, told):
    path = tmp_path / "keepers.csv"
    path.write_text("id,name\n1,Île\n", encoding=encoding)
    form = Form()
    found = recognise(path, form)
    assert found.columns["name"] == ["Île"]
    assert any("UTF-8" in each for each in form.looks) is told


def test_a_long_table_is_seen_by_its_headings(tmp_path):
    path = tmp_path / "tides.csv"
    path.write_text("REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\nFRA,HIGH,2020,1.5\n")
    found = recognise(path, Form())
    assert found.roles == {
        "unit": "REF_AREA",
        "item": "INDICATOR",
        "value": "OBS_VALUE",
        "wave": "TIME_PERIOD",
    }
    assert (found.export.long.item, found.export.long.value) == ("INDICATOR", "OBS_VALUE")


def test_further_sheets_of_a_workbook_are_left_out_and_told(tmp_path):
    path = tmp_path / "keepers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (
            ("answers", [["_id", "_uuid", "lamp"], [1, "a", "oil"]]),
            ("guide", [["read this"]]),
        ):
            for number, row in enumerate(rows):
                (book.get_worksheet_by_name(name) or book.add_worksheet(name)).write_row(
                    number, 0, row
                )
    form = Form()
    found = recognise(path, form)
    assert found.export.format == "kobo"
    assert found.export.leave_out_sheets == ["guide"]
    assert [*form.looks] == ["only the sheet answers is read; left out: guide"]


def test_a_table_with_a_title_above_its_headings_is_refused(tmp_path):
    path = tmp_path / "keepers.csv"
    path.write_text("Keepers of 2026,,\nid,lamp,fuel\n1,a,b\n")
    with pytest.raises(SurveyError, match="columns 2, 3 hold values but have no heading"):
        recognise(path, Form())


def test_a_file_of_no_known_kind_is_refused(tmp_path):
    path = tmp_path / "keepers.pdf"
    path.write_text("x")
    with pytest.raises(SurveyError, match="files of this kind are not read"):
        recognise(path, Form())
    with pytest.raises(SurveyError, match="there is no such file"):
        recognise(tmp_path / "nothing.csv", Form())
