"""What a column may be else stands in one sheet, doubtful rows first, and a person's cells stay."""

import csv
import re
import shutil
from pathlib import Path

import pytest
import xlsxwriter
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import edit
from worlds.begun import decide, said, sheet, table, unsure, written

from cyberstudy.commands.check_survey import main as check
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.resolve import check_survey
from cyberstudy.scaffold.plan_checks import check_folder
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.instrument.column_sheet import BY_HAND, DECIDED, KINDS, UNDECIDED, column_rows
from surveyanswers.tables.problems import SurveyError

SCALE = ["1", "2", "3", "4", "5"] * 6


@pytest.mark.parametrize("code", ["99", "98", "88", "9", "-9", "-1", "-99", "-999999999", "999"])
def test_a_code_beside_a_scale_is_doubtful_and_enters_no_mean(study, code):
    horns = [*SCALE, *SCALE[:6]]
    survey = written(table(study, {"How light is it?": [*SCALE, *[code] * 6], "horn": horns}))
    row = unsure(survey)["How light is it?"]
    assert (row.kind, row.missing) == ("steps", f"{code}=no_answer")
    assert row.evidence == f"{code} may stand for a missing answer, in 6 cells"
    values = said(survey, "how_light_is_it")
    assert [values[str(n)] for n in range(31, 37)] == ["no_answer"] * 6
    assert survey.codebook["scores"].to_list() == ["1=0 2=1 3=2 4=3 5=4", None]
    check_survey(survey)


def test_the_sheet_has_a_row_for_each_column_and_doubtful_ones_stand_first(study):
    cells = {"horn": ["yes", "no"] * 15, "light": SCALE, "How light?": SCALE, "when": ["x"] * 30}
    survey = written(table(study, cells))
    rows = column_rows(survey.folder)
    assert {row.column for row in rows} == {"id", *cells}
    assert [row.column for row in rows if row.sure != "yes"] == [rows[0].column] == ["light"]
    assert sheet(survey)["light"].codes == "1 (6) | 2 (6) | 3 (6) | 4 (6) | 5 (6)"
    assert sheet(survey)["How light?"].scores == "1=0 | 2=1 | 3=2 | 4=3 | 5=4"
    assert sheet(survey)["id"].kind == "id"


def test_a_sheet_of_confidential_answers_has_no_counts(study):
    cells = {"light": [*SCALE, "9", "9"], "age": [str(n) for n in range(20, 52)]}
    survey = written(table(study, cells), public=False)
    assert sheet(survey)["light"].codes == "1 | 2 | 3 | 4 | 5"
    assert sheet(survey)["age"].codes == ""


def test_what_a_person_changes_is_taken_up_by_the_same_command_and_stays(study):
    ages = [*map(str, range(20, 50)), "99", "31"]
    data = table(study, {"light": [*SCALE, "99", "99"], "age": ages, "horn": [*SCALE, "1", "2"]})
    survey = written(data)
    assert unsure(survey).keys() == {"light", "age", "horn"}
    decide(survey, {"light": {"kind": "steps", "missing": "99=refused"}, "age": {"missing": ""}})
    with pytest.raises(SurveyError, match="the change is not taken up yet: give the command"):
        check_survey(survey)
    survey = written(data)
    check_survey(survey)
    assert said(survey, "light")["31"] == "refused"
    assert said(survey, "age")["31"] == "99"
    assert survey.codebook["scores"].to_list() == ["1=0 2=1 3=2 4=3 5=4", None, None]
    assert {row.column: row.sure for row in column_rows(survey.folder)} == {
        **{"horn": "doubtful", "light": DECIDED, "age": DECIDED, "id": "yes"}
    }
    decide(survey, {"horn": {"kind": "steps", "scores": "1=5 | 5=1 | 2=4 | 3=3 | 4=2"}})
    survey = written(data)  # later, and in another order
    check_survey(survey)
    assert said(survey, "light")["31"] == "refused"
    scores = dict(survey.codebook.select("question", "scores").iter_rows())
    assert {*scores["horn"].split()} == {"1=5", "5=1", "2=4", "3=3", "4=2"}
    assert yaml.safe_load(Path("config/config.yaml").read_text())["surveys"] == ["other", "lamps"]


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_a_person_takes_a_column_for_is_carried_out(study, kind):
    data = table(study, {"light": SCALE, "horn": ["yes", "no"] * 15})
    survey = written(data)
    decide(survey, {"light": {"kind": kind, "sure": DECIDED}})
    survey = written(data)
    assert sheet(survey)["light"].kind == kind
    assert not check_folder(OpenSurvey(survey.folder), examples=True).problems or kind == "weight"


def test_a_kind_that_there_is_not_is_told(study):
    data = table(study, {"light": SCALE})
    survey = written(data)
    decide(survey, {"light": {"kind": "step"}})
    with pytest.raises(SurveyError, match="row 2, light: 'step' is no kind of column; expected"):
        check_survey(survey)


def test_what_somebody_changed_elsewhere_stays_and_is_never_written_over(study):
    data = table(study, {"light": [*SCALE, "99", "99"]})
    survey = written(data)
    settings, layout = survey.folder / "settings.yaml", survey.folder / "layout.yaml"
    edit(settings, "title: lamps", "title: Lamps")
    decide(survey, {"light": {"missing": "99=refused"}})
    survey = written(data)
    assert "title: Lamps" in settings.read_text()
    assert said(survey, "light")["31"] == "refused"
    edit(layout, "refused", "dont_know")
    decide(survey, {"light": {"missing": ""}})
    with pytest.raises(SurveyError, match=r"layout.yaml: was changed since make survey"):
        written(data)
    assert "dont_know" in layout.read_text()
    assert "title: Lamps" in settings.read_text()
    decide(survey, {"light": {"sure": BY_HAND}})
    check_survey(OpenSurvey(survey.folder))


@pytest.mark.parametrize(
    ("program", "codes"),
    [
        (["CASE", "QUESTNNR"], {"-9": "no_answer"}),
        (["lfdn"], {"-77": "not_asked", "-66": "not_asked", "-99": "no_answer"}),
        (["interview__key"], {"-999999999": "no_answer", "##N/A##": "no_answer"}),
    ],
)
def test_codes_of_known_programs_are_known(study, program, codes):
    cells = [*SCALE, *(code for code in codes for _ in range(4))]
    own = {header: [f"{header}{n}" for n in range(len(cells))] for header in program}
    survey = written(table(study, own | {"How light?": cells}))
    assert not unsure(survey)
    assert dict(survey.exports[0].missing) == codes
    values = list(said(survey, "how_light").values())
    for code, status in codes.items():
        assert values.count(status) == 4 * list(codes.values()).count(status), code
    check_survey(survey)


@pytest.mark.parametrize(
    "cells",
    [
        ["-2", "-1", "0", "1", "2"] * 6,
        [str(n) for n in range(101)],
        [str(n) for n in range(18, 100)],
        ["1999", "2003", "2010"] * 9,
        [str(n) for n in range(1, 11)] * 4,
        [str(n) for n in range(11)] * 4,
        ["-12.5", "-1.5", "3.2", "-99.1", "-250"] * 4,
    ],
)
def test_numbers_among_their_like_are_no_doubts(study, cells):
    doubts = unsure(written(table(study, {"How high?": cells})))
    assert not any("missing" in row.evidence for row in doubts.values())


@pytest.mark.parametrize(("cell", "mark", "other"), [("18.582", ".", ","), ("1,646", ",", ".")])
def test_what_three_digits_always_follow_is_text_until_a_person_decides(study, cell, mark, other):
    cells = [cell.replace("8", str(n)).replace("6", str(n)) for n in range(1, 10)] * 2
    data = table(study, {"cases": cells})
    survey = written(data)
    row = unsure(survey)["cases"]
    assert row.kind == "text"
    assert row.evidence.startswith(f"{mark!r} may separate thousands or decimals")
    check_survey(survey)
    for decimal, kind in ((other, "integer"), (mark, "decimal")):
        decide(survey, {"cases": {"kind": "number", "decimal_mark": decimal}})
        survey = written(data)
        check_survey(survey)
        assert survey.questionnaire.questions["cases"].type == kind
        read = {text.replace(mark, "" if decimal == other else ".") for text in cells}
        assert {*map(float, said(survey, "cases").values())} == {*map(float, read)}


def test_two_marks_in_one_file_are_read_each_in_its_columns_once_a_person_decided(study):
    columns = {"cases": ["1,646", "2,300", "999"] * 5, "share": ["0.5", "12.25", "3.75"] * 5}
    data = table(study, columns)
    survey = written(data)
    assert unsure(survey).keys() == {"cases"}
    assert said(survey, "share")["2"] == "12.25"
    for mark, value in ((".", "1646"), (",", "1.646")):
        decide(survey, {"cases": {"kind": "number", "decimal_mark": mark}})
        survey = written(data)
        check_survey(survey)
        assert said(survey, "cases")["1"] == value
        assert said(survey, "share")["1"] == "0.5"


@pytest.mark.parametrize("cells", [["12,5", "1,250"], ["0,125", "1,250"], ["1.234,50", "1.234"]])
def test_a_number_that_can_be_read_in_one_way_tells_for_its_column(study, cells):
    survey = written(table(study, {"height": cells * 6}))
    assert not unsure(survey)
    assert survey.exports[0].decimal_mark == ","
    assert "invalid" not in said(survey, "height").values()


@pytest.mark.parametrize("heading", ["newsletter", "I want it"])
def test_a_tick_is_chosen_or_not_and_never_of_all_who_ticked(study, heading):
    survey = written(table(study, {heading: ["I want it", "", "", ""] * 5}))
    assert [*unsure(survey)] == [heading] * (heading == "newsletter")
    assert sheet(survey)[heading].kind == "tick"
    check_survey(survey)
    heading = heading.lower().replace(" ", "_")
    values = list(said(survey, heading).values())
    assert (values.count("i_want_it"), values.count("not_ticked")) == (5, 15)


def test_columns_that_hold_their_own_headings_are_the_options_of_one_question(study):
    oil, gas = ["Oil", "", "Oil", ""] * 5, ["", "Gas", "Gas", ""] * 5
    survey = written(table(study, {"Oil": oil, "Gas": gas}))
    check_survey(survey)
    (question,) = survey.questionnaire.questions.values()
    assert question.type == "select_multiple"
    cleaned, _ = cleaned_anyway(survey)
    ticks = cleaned.answers.filter(option="Oil", status="valid")
    assert sorted(ticks["value"].to_list()) == ["0"] * 5 + ["1"] * 10


@pytest.mark.parametrize("words", [("Yes", "No"), ("Ja", "Nein"), ("Never", "Often"), ("1", "0")])
def test_a_column_of_yes_and_no_names_nobody_whatever_its_heading(study, words):
    survey = written(table(study, {"Email fraud reported": [*words, words[0]] * 5}))
    assert not survey.exports[0].personal
    assert [*survey.questionnaire.questions] == ["email_fraud_reported"]


def test_texts_that_may_name_people_are_told_where_a_sentence_asks_for_them(study):
    asked_for = "What are the names of the instructors of your course?"
    texts = [f"Keeper {chr(65 + n % 26)}{n}" for n in range(20)]
    survey = written(table(study, {asked_for: texts, "How do you address fog at sea?": texts}))
    assert not survey.exports[0].personal
    rows = unsure(survey)
    assert [(name, row.sure) for name, row in rows.items()] == [(asked_for, UNDECIDED)]


def test_a_scale_that_a_program_holds_as_decimals_is_one(study):
    survey = written(table(study, {"How light?": ["1.0", "2.0", "3.0"] * 5}))
    assert {*said(survey, "how_light").values()} == {"1", "2", "3"}
    assert survey.codebook["scores"].item() == "1=0 2=1 3=2"


NUMBER = st.integers(1, 999_999)
#: What columns may hold, a cell each.
CELLS = [
    st.sampled_from(["1", "2", "3", "4", "5", "99", ""]),
    st.sampled_from(["-9", "-1", "0", "1", "2"]),
    NUMBER.map("{:,}".format),
    NUMBER.map(lambda n: f"{n:,}".replace(",", ".")),
    st.floats(0, 9).map("{:.2f}".format),
    st.floats(0, 9).map(lambda n: f"{n:.1f}".replace(".", ",")),
    st.lists(st.sampled_from(["Oil", "Gas", "LED"]), unique=True).map("; ".join),
    st.lists(st.sampled_from(["Oil", "Gas", "Sun, or moon"]), unique=True).map(", ".join),
    st.sampled_from(["Yes", "No", "Yes, sometimes", "Don't know", "99"]),
    st.sampled_from(["Yes", ""]),
    st.sampled_from(["999", "998", ""]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n"), max_size=9),
]
HEADINGS = ["light", "Horn?", "Age", "weight", "stratum", "q_1", "x/a", "Oil", "%", "Nº", "Ventas"]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_a_file_holds_it_is_in_order_once_what_was_asked_is_answered(study, data):
    for folder in ("config/surveys/lamps", "data/raw/lamps"):
        shutil.rmtree(folder, ignore_errors=True)
    headings = data.draw(st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=5, unique=True))
    height = data.draw(st.sampled_from([6, 24]))
    cells = [
        data.draw(st.lists(data.draw(st.sampled_from(CELLS)), min_size=height, max_size=height))
        for _ in headings
    ]
    path = table(
        study, {"Remarks": ["One", "Two"] * (height // 2)} | dict(zip(headings, cells, strict=True))
    )
    survey = written(path)
    by = data.draw(st.randoms(use_true_random=False))
    for _ in range(2):  # a decision may lead to another doubt
        kinds = {
            name: by.choice([row.kind, "names", "text", "aside"])
            for name, row in unsure(survey).items()
            if row.kind
        }
        decide(survey, {name: {"kind": kind, "sure": DECIDED} for name, kind in kinds.items()})
        survey = written(path) if kinds else survey
    decide(survey, {name: {"sure": DECIDED} for name in unsure(survey)})
    found = check_folder(OpenSurvey(survey.folder), examples=True)
    assert not [p for p in found.problems if "scores: there is no option" not in p]


def test_what_was_left_out_of_a_file_stands_in_the_list_beside_the_questions(study, capsys):
    path = study / "lamps.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("answers")
        sheet.write_row(0, 0, ["id", "How light?"])
        for row, light in enumerate(SCALE, start=1):
            sheet.write_row(row, 0, [f"k{row}", light])
        book.add_worksheet("guide").write(0, 0, "read this")
    survey = written(path)
    assert [row.evidence for row in column_rows(survey.folder) if not row.kind] == [
        "only the sheet answers is read; left out: guide"
    ]
    assert check([str(survey.folder)]) == 0
    said = capsys.readouterr().out
    assert "columns.csv, (file): only the sheet answers is read; left out: guide" in said


def test_merged_cells_are_told(study):
    path = study / "lamps.xlsx"
    with xlsxwriter.Workbook(path) as book:
        cells = book.add_worksheet()
        cells.write_row(0, 0, ["id", "light"])
        for row in range(1, 21):
            cells.write_row(row, 0, [f"k{row}", f"good {row % 2}"][: 1 + (row != 6)])
        cells.merge_range("B6:B7", "good 1")
    survey = written(path)
    assert "alone has their text: B6:B7" in sheet(survey)["(file)"].evidence
    assert said(survey, "light")["7"] == "no_answer"
    edit(survey.folder / "layout.yaml", "merged_cells: first", "merged_cells: each")
    survey = OpenSurvey(survey.folder)
    check_survey(survey)
    assert said(survey, "light")["7"] == said(survey, "light")["6"] == "good_1"


def states(number, column="State"):
    with Path("data/raw/reference/member_states.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["iso3"] for row in csv.DictReader(file)][:number]
    return {column: codes, "light": ["on", "off"] * (number // 2) + ["on"] * (number % 2)}


def test_whether_states_without_a_row_were_to_answer_is_for_a_person(study):
    data = table(study, states(150))
    survey = written(data)
    row = unsure(survey)["State"]
    assert (row.kind, row.sure) == ("id", UNDECIDED)
    assert row.evidence.startswith("150 of 193 Member States have a row")
    assert cleaned_anyway(survey)[0].units.height == 193
    assert "replies" in survey.plan.exhibits
    decide(survey, {"State": {"kind": "names"}})
    survey = written(data)
    check_survey(survey)
    assert cleaned_anyway(survey)[0].units.height == 150


def test_where_each_state_has_a_row_nothing_is_asked_of_others(study):
    assert not unsure(written(table(study, states(193))))


def test_which_of_two_columns_answers_a_question_is_doubtful(study):
    form = study / "form"
    form.mkdir()
    (form / "survey.csv").write_text("type,name,label\ninteger,light,How bright?\n")
    (form / "choices.csv").write_text("list_name,name,label\n")
    data = table(study, {"light": ["1", "2"] * 9, "How bright?": ["3", ""] * 9})
    survey = written(data, form=form)
    row = unsure(survey)["How bright?"]
    assert row.kind == "aside"
    assert row.evidence.startswith("may answer light as well (9 cells; light: 18)")
    assert said(survey, "light")["1"] == "1"
    decide(survey, {"light": {"kind": "aside"}})
    survey = written(data, form=form)
    check_survey(survey)
    assert said(survey, "light")["1"] == "3"
    assert "light" in survey.exports[0].metadata


def test_nothing_to_be_decided_stands_anywhere_but_in_the_list(study):
    survey = written(table(study, {"light": [*SCALE, "99", "99"], "weight": ["1.5"] * 32}))
    for path in survey.folder.rglob("*.yaml"):
        assert not re.search(r"(?i)to review|\?$", path.read_text(), re.M), path
