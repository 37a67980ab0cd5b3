"""What each collector exports, from the file to the answers; the real samples where they lie."""

import pytest
import xlsxwriter
from invented.collected import Collected, table

from surveyanswers.tables.problems import SurveyError

FRUIT = {"fruit": [("1", "Apple"), ("2", "Pear, ripe"), ("3", "Plum"), ("other", "Other")]}
QUESTIONS = [
    ("select_one fruit", "q1", "Which one?"),
    ("select_multiple fruit", "q2", "Which ones?"),
    ("text", "q2_other", "Which others?"),
    ("integer", "q3", "How many?"),
]
STANDARD = [
    *("StartDate", "EndDate", "Status", "IPAddress", "Progress", "Finished", "RecordedDate"),
    *("ResponseId", "RecipientEmail", "DistributionChannel", "UserLanguage"),
]


def qualtrics_row(number, *answers, status="0", progress="100"):
    moment = f"2026-11-0{number} 10:00:00"
    done = str(int(progress == "100"))
    mine = [moment, moment, status, "10.0.0.1", progress, done, moment, f"R_{number}", "a@b"]
    return [*mine, "anonymous", "FR", *answers]


def qualtrics(header, *rows, rows_of_headings=3):
    ids = [f'{{"ImportId":"QID{at}"}}' for at, _ in enumerate([*STANDARD, *header])]
    words = [f"Texte {at}" for at, _ in enumerate(ids)]
    top = [[*STANDARD, *header], words, ids][:rows_of_headings]
    return table([*top, *rows])


def test_previews_of_qualtrics_are_no_answers_and_unfinished_forms_are_broken_off(tmp_path):
    content = qualtrics(
        ["q1", "q2", "q2_other_TEXT", "q3"],
        qualtrics_row(1, "Apple", "Apple,Pear, ripe", "", "3"),
        qualtrics_row(2, "Plum", "", "", "", status="1"),
        qualtrics_row(3, "Plum", "Plum,Other", "a quince", "", progress="40"),
        qualtrics_row(4, "", "Plum", "", "7", status="Survey Test"),
    )
    study = Collected(tmp_path, QUESTIONS, FRUIT, content, format="qualtrics", unit="ResponseId")
    assert study.answers() == {
        "R_1": {"q1": "1", "q2": ["1", "2"], "q2_other": "[no_answer]", "q3": "3"},
        "R_3": {"q1": "3", "q2": ["3", "other"], "q2_other": "a quince", "q3": "[no_answer]"},
    }
    intake = study.intake.row(0, named=True)
    assert (intake["left_out_cells"], intake["personal_cells"]) == (2 * 15, 2 * 2)
    assert intake["template_cells"] == 2 * 15
    assert intake["notes"].endswith("2 rows left out")
    sent = study.cleaned().submissions.select("submission_id", "submitted_on", "language", "record")
    assert sent.rows() == [("R_1", "2026-11-01 10:00:00", "fr", 4), ("R_3", None, "fr", 6)]
    assert not study.cells["text"].is_in(["10.0.0.1", "a@b"]).any()
    study.entry["leave_out_rows"] = {}
    assert list(study.answers()) == ["R_1", "R_2", "R_3", "R_4"]
    study.entry["leave_out_rows"] = {"DistributionChannel": ["anonymous"]}
    with pytest.raises(SurveyError, match="every row is left out by what DistributionChannel"):
        study.answers()


def test_qualtrics_writes_codes_of_its_own_and_a_column_an_option(tmp_path):
    codes = [("q1", "1", "11"), ("q1", "3", "13"), ("q2", "1", "4"), ("q2", "other", "9")]
    content = qualtrics(
        ["q1", "q2_4", "q2_2", "q2_3", "q2_9", "q2_9_TEXT", "q3"],
        qualtrics_row(1, "11", "1", "", "1", "1", "a quince", "3"),
        qualtrics_row(2, "13", "Apple", "Pear, ripe", "", "", "", "0"),
    )
    given = {"format": "qualtrics", "unit": "ResponseId", "codes": codes}
    study = Collected(tmp_path, QUESTIONS, FRUIT, content, **given)
    assert study.answers() == {
        "R_1": {"q1": "1", "q2": ["1", "3", "other"], "q2_other": "a quince", "q3": "3"},
        "R_2": {"q1": "3", "q2": ["1", "2"], "q2_other": "[no_answer]", "q3": "0"},
    }


def test_codes_of_several_answers_are_cut_by_the_table_of_codes(tmp_path):
    codes = [("q2", "1", "11"), ("q2", "3", "12")]
    content = qualtrics(["q2"], qualtrics_row(1, "12,11"), qualtrics_row(2, "11"))
    given = {"format": "qualtrics", "unit": "ResponseId", "codes": codes}
    study = Collected(tmp_path, QUESTIONS[1:2], FRUIT, content, **given)
    assert study.answers() == {"R_1": {"q2": ["1", "3"]}, "R_2": {"q2": ["1"]}}


@pytest.mark.parametrize(("said", "known"), [("VRAI", None), ("FAUX", ["vrai"])])
def test_a_word_for_finished_that_nobody_knows_is_asked_for(tmp_path, said, known):
    row = qualtrics_row(1, "3", progress="")
    row[5] = said
    content = qualtrics(["q3"], row)
    given = {"finished": {"Finished": known}} if known else {}
    study = Collected(
        tmp_path, QUESTIONS[3:], {}, content, format="qualtrics", unit="ResponseId", **given
    )
    with pytest.raises(SurveyError, match=f"column 'Finished' says '{said}'. Name under finished"):
        study.answers()


def test_labels_of_redcap_and_codes_that_no_column_can_be_called_by_are_read(tmp_path):
    options = {"fruit": [("-1", "None, really"), ("A.b", "Apple")]}
    form = [("select_multiple fruit", "q", "Fruit?")]
    given = {"format": "redcap", "submission": ["Record ID", "Event Name"], "unit": "Record ID"}
    heads = ["Record ID", "Event Name", "Fruit? (choice=None, really)", "Fruit? (choice=Apple)"]
    rows = [[*heads, "Complete?"], ["7", "Visit", "Unchecked", "Checked", "Complete"]]
    labels = Collected(tmp_path / "labels", form, options, table(rows), **given)
    assert labels.answers() == {"7-Visit": {"q": ["A.b"]}}
    assert labels.cleaned().submissions["unit_id"].item() == "7"
    given |= {"submission": "id", "unit": "id"}
    rows = [["id", "q____1", "q___a_b", "f_complete"], ["7", "1", "0", "2"]]
    names = Collected(tmp_path / "names", form, options, table(rows), **given)
    assert names.answers() == {"7": {"q": ["-1"]}}


MONKEY = [
    [
        *("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"),
        *("Which one?", "Which ones?", "", "", "", "How many?"),
    ],
    [*[""] * 5, "Response", "Apple", "Pear, ripe", "Plum", "Other", "Open-Ended Response"],
    [
        *("11", "5", "03/04/2020 9:05:00 AM", "03/04/2020 12:15:30 AM", "10.0.0.1"),
        *("Plum", "Apple", "", "Plum", "", "4"),
    ],
    ["12", "5", "03/04/2020", "12/31/2020 01:02:03 PM", "::1", *[""] * 4, "a quince", ""],
]


def test_two_rows_of_headings_of_surveymonkey_name_a_column_an_option(tmp_path):
    given = {"format": "surveymonkey", "unit": "Respondent ID"}
    study = Collected(tmp_path, QUESTIONS, FRUIT, table(MONKEY), **given)
    assert study.answers() == {
        "11": {"q1": "3", "q2": ["1", "3"], "q2_other": "[no_answer]", "q3": "4"},
        "12": {"q1": "[no_answer]", "q2": ["other"], "q2_other": "a quince", "q3": "[no_answer]"},
    }
    sent = study.cleaned().submissions["submitted_on"].to_list()
    assert sent == ["2020-03-04 00:15:30", "2020-12-31 13:02:03"]
    study.entry["date_order"] = "day"
    with pytest.raises(SurveyError, match="sent on '12/31/2020 01:02:03 PM', expected YYYY"):
        study.answers()


def test_a_row_of_google_forms_is_named_by_its_number_and_lists_options(tmp_path):
    rows = [
        ["Horodateur", "Email Address", "Which one?", "Which ones?", "How many?"],
        ["2026/11/26 6:25:43 PM GMT+2", "a@b", "Plum", "Apple, Pear, ripe", "4"],
        ["2026/11/27 12:05:00 am GMT+2", "a@b", "", "Plum;Apple", ""],
    ]
    form = [row for row in QUESTIONS if row[1] != "q2_other"]
    study = Collected(tmp_path, form, FRUIT, table(rows), format="google_forms", prefix="g")
    assert study.answers() == {
        "g2": {"q1": "3", "q2": ["1", "2"], "q3": "4"},
        "g3": {"q1": "[no_answer]", "q2": ["1", "3"], "q3": "[no_answer]"},
    }
    assert study.cleaned().submissions["submitted_on"].to_list() == [
        "2026-11-26 18:25:43",
        "2026-11-27 00:05:00",
    ]
    assert study.cleaned().units["unit_id"].to_list() == ["2", "3"]


def test_a_workbook_of_microsoft_forms_ends_its_lists_with_a_semicolon(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "made.xlsx") as book:
        sheet, moment = (
            book.add_worksheet("Sheet1"),
            book.add_format({"num_format": "m/d/yy h:mm:ss"}),
        )
        heads = [
            "ID",
            "Start time",
            "Completion time",
            "Email",
            "Name",
            "Which one?",
            "Which ones?",
        ]
        sheet.write_row(0, 0, [*heads, "How many?"])
        for at, answers in enumerate(
            [["Plum", "Apple;Pear, ripe;", 4], ["", "Plum;", ""]], start=1
        ):
            sheet.write_row(at, 0, [at])
            sheet.write(at, 1, 46000.25, moment)
            sheet.write(at, 2, 46000.5, moment)
            sheet.write_row(at, 3, ["anonymous", "A. Name", *answers])
    form = [row for row in QUESTIONS if row[1] != "q2_other"]
    given = {"format": "microsoft_forms", "unit": "ID", "file": "answers.xlsx"}
    study = Collected(tmp_path / "study", form, FRUIT, tmp_path / "made.xlsx", **given)
    assert study.answers() == {
        "1": {"q1": "3", "q2": ["1", "2"], "q3": "4"},
        "2": {"q1": "[no_answer]", "q2": ["3"], "q3": "[no_answer]"},
    }
    assert study.cleaned().submissions["submitted_on"].to_list() == ["2025-12-09 12:00:00"] * 2
    assert study.intake["personal_cells"].item() == 4


GROUPED = [("begin_group", "outer"), ("begin_group", "inner"), *QUESTIONS[1:2], ("end_group",)]
GROUPED += [("end_group",), ("integer", "q3", "How many?")]


@pytest.mark.parametrize(
    ("known", "headers", "answers"),
    [
        ("odk", ["outer-inner-q2", "q3"], ["1 3", "4"]),
        ("odk", ["q2", "q3"], ["1 3", "4"]),
        (
            "odk",
            ["outer-inner-q2", *(f"outer-inner-q2/{o}" for o in ("1", "2", "3", "other")), "q3"],
            ["1 3", "1", "0", "1", "0", "4"],
        ),
        (
            "kobo",
            ["outer/inner/q2", *(f"outer/inner/q2/{o}" for o in ("1", "2", "3", "other")), "q3"],
            ["1 3", "1", "0", "1", "0", "4"],
        ),
        ("kobo", [*(f"q2/{o}" for o in ("1", "2", "3", "other")), "q3"], ["1", "0", "1", "0", "4"]),
        ("kobo", ["outer/inner/q2", "q3"], ["1 3", "4"]),
        ("kobo", ["Which ones?", "How many?"], ["Apple Plum", "4"]),
    ],
)
def test_names_of_groups_and_columns_of_options_are_found_as_they_are(
    tmp_path, known, headers, answers
):
    own = {"odk": ["KEY", "SubmissionDate"], "kobo": ["_id", "_submission_time"]}[known]
    rows = [[*own, *headers], ["uuid:1", "2026-11-26T10:00:00.123Z", *answers]]
    study = Collected(tmp_path, GROUPED, FRUIT, table(rows), format=known, unit=own[0])
    assert study.answers() == {"uuid:1": {"q2": ["1", "3"], "q3": "4"}}
    assert study.cleaned().submissions["submitted_on"].item() == "2026-11-26 10:00:00"
