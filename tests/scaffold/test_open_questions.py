"""What can be read in two ways and changes numbers is asked, in one list; nothing is guessed."""

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
from worlds.begun import answer, asked, said, table, written

from cyberstudy.commands.check_survey import main as check
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.resolve import check_survey
from cyberstudy.scaffold.plan_checks import check_folder
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.instrument.open_questions import BY_HAND, open_questions
from surveyanswers.tables.problems import SurveyError

SCALE = ["1", "2", "3", "4", "5"] * 6


@pytest.mark.parametrize("code", ["99", "98", "88", "9", "-9", "-1", "-99", "-999999999", "999"])
def test_a_code_beside_a_scale_is_asked_about_and_enters_no_mean(study, code):
    horns = [*SCALE, *SCALE[:6]]
    survey = written(table(study, {"How light is it?": [*SCALE, *[code] * 6], "horn": horns}))
    (question,) = asked(survey).values()
    assert (question.columns, question.taken) == (["How light is it?"], "no_answer")
    assert "6 cells in 1 column, next to 1 to 5" in question.evidence
    values = said(survey, "how_light_is_it")
    assert [values[str(n)] for n in range(31, 37)] == ["no_answer"] * 6
    assert survey.codebook["scores"].to_list() == ["1=0 2=1 3=2 4=3 5=4", None]


def test_a_run_with_open_questions_stops_and_names_them_unless_guesses_are_accepted(study, capsys):
    survey = written(table(study, {"light": [*SCALE, "99", "99"]}))
    told = r"questions.csv: .*\n  - row 2: Does 99 stand for a missing answer\? \(light: 2 cells"
    with pytest.raises(SurveyError, match=told):
        check_survey(survey)
    assert check([str(survey.folder)]) == 1
    assert "Does 99 stand for a missing answer?" in capsys.readouterr().out
    edit(
        survey.folder / "settings.yaml",
        "protection: public",
        "protection: public\nguesses: accepted",
    )
    check_survey(OpenSurvey(survey.folder))
    found = check_folder(OpenSurvey(survey.folder), examples=True)
    assert not found.problems
    assert any("Does 99 stand for a missing answer? (2 cells" in each for each in found.doubts)


def test_an_answer_that_is_what_was_taken_needs_nothing_else(study):
    survey = written(table(study, {"light": [*SCALE, "99", "99"]}))
    answer(survey, code_99_beside_steps="no_answer")
    check_survey(survey)


def test_another_answer_is_taken_up_by_the_same_command(study):
    ages = [*map(str, range(20, 50)), "99", "31"]
    data = table(study, {"light": [*SCALE, "99", "99"], "age": ages})
    survey = written(data)
    assert set(asked(survey)) == {"code 99 beside steps", "code 99 beside numbers"}
    answer(survey, code_99_beside_steps="refused", code_99_beside_numbers="answer")
    with pytest.raises(SurveyError, match="is not taken up yet: give the command"):
        check_survey(survey)
    survey = written(data)
    check_survey(survey)
    assert said(survey, "light")["31"] == "refused"
    assert said(survey, "age")["31"] == "99"
    config = yaml.safe_load(Path("config/config.yaml").read_text())
    assert config["surveys"] == ["other", "lamps"]


def test_what_somebody_changed_is_not_written_over(study):
    data = table(study, {"light": [*SCALE, "99", "99"]})
    survey = written(data)
    edit(survey.folder / "settings.yaml", "title: lamps", "title: Lamps")
    answer(survey, code_99_beside_steps="refused")
    with pytest.raises(SurveyError, match=r"settings.yaml: was changed since make survey"):
        written(data)
    assert "title: Lamps" in (survey.folder / "settings.yaml").read_text()
    answer(survey, code_99_beside_steps=BY_HAND)
    check_survey(OpenSurvey(survey.folder))
    answer(survey, code_99_beside_steps="nonsense")
    with pytest.raises(SurveyError, match="'nonsense' is no answer to that"):
        check_survey(OpenSurvey(survey.folder))


def test_alike_codes_of_many_columns_are_one_question(study):
    columns = {f"item {n}": [*SCALE, *["-9"] * 4] for n in range(40)}
    survey = written(table(study, columns))
    (question,) = asked(survey).values()
    assert len(question.columns) == 40
    assert "160 cells in 40 columns" in question.evidence


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
    survey = written(table(study, own | {"light": cells}))
    assert not asked(survey)
    assert dict(survey.exports[0].missing) == codes
    values = list(said(survey, "light").values())
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
    assert not asked(written(table(study, {"height": cells})))


@pytest.mark.parametrize(("cell", "mark", "other"), [("18.582", ".", ","), ("1,646", ",", ".")])
def test_three_digits_behind_every_mark_are_asked_about(study, cell, mark, other):
    cells = [cell.replace("8", str(n)).replace("6", str(n)) for n in range(1, 10)] * 2
    data = table(study, {"cases": cells})
    survey = written(data)
    (question,) = asked(survey).values()
    assert (question.readings, question.taken) == (["thousands", "decimals", "unread"], "unread")
    assert {*said(survey, "cases").values()} == {"invalid"}
    answer(survey, **{f"mark_{mark}": "thousands"})
    survey = written(data)
    check_survey(survey)
    whole = {str(n + 1): text.replace(mark, "") for n, text in enumerate(cells)}
    assert said(survey, "cases") == whole
    assert survey.questionnaire.questions["cases"].type == "integer"


def test_two_marks_in_one_file_are_read_each_in_its_columns_once_a_person_said_so(study):
    columns = {"cases": ["1,646", "2,300", "999"] * 5, "share": ["0.5", "12.25", "3.75"] * 5}
    data = table(study, columns)
    survey = written(data)
    (question,) = asked(survey).values()
    assert question.columns == ["cases"]
    assert "decimal mark elsewhere in the file: '.'" in question.evidence
    assert said(survey, "share")["2"] == "12.25"
    for answered, value in (("thousands", "1646"), ("decimals", "1.646")):
        answer(survey, **{"mark_,": answered})
        survey = written(data)
        check_survey(survey)
        assert said(survey, "cases")["1"] == value
        assert said(survey, "share")["1"] == "0.5"


@pytest.mark.parametrize("cells", [["12,5", "1,250"], ["0,125", "1,250"], ["1.234,50", "1.234"]])
def test_a_number_that_can_be_read_in_one_way_tells_for_its_column(study, cells):
    survey = written(table(study, {"height": cells * 6}))
    assert not asked(survey)
    assert survey.exports[0].decimal_mark == ","
    assert "invalid" not in said(survey, "height").values()


@pytest.mark.parametrize("heading", ["newsletter", "I want it"])
def test_a_tick_is_chosen_or_not_and_never_of_all_who_ticked(study, heading):
    survey = written(table(study, {heading: ["I want it", "", "", ""] * 5}))
    assert [*asked(survey)] == ["blank beside one text"] * (heading == "newsletter")
    answer(survey, blank_beside_one_text="Not ticked")
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


WEIGHTS = [f"{n / 10:.1f}" for n in range(5, 16)] * 3


@pytest.mark.parametrize("heading", ["weight", "wt", "pond", "Gewicht", "poids", "peso", "w_wt"])
def test_weights_strata_and_clusters_are_proposed_as_the_design(study, heading):
    sampled = {heading: WEIGHTS, "stratum": ["a", "b", "c"] * 11, "psu": list("defghijklmn") * 3}
    data = table(study, {**sampled, "light": ["1", "2", "3"] * 11})
    survey = written(data)
    (question,) = asked(survey).values()
    assert (question.readings, question.taken) == ([heading, "none"], heading)
    assert "33 of 33 rows above 0, 1 on average" in question.evidence
    design = survey.settings.design
    assert (design.weight, design.strata, design.clusters) == (heading, "stratum", "psu")
    answer(survey, design_of_the_sample=heading)
    check_survey(survey)
    answer(survey, design_of_the_sample="none")
    survey = written(data)
    check_survey(survey)
    assert survey.settings.design is None


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
    (told,) = [e for e in open_questions(survey.folder) if e.question.startswith("does it name")]
    assert told.columns == ["what_are_the_names_of_the_instructors_of"]


def test_a_scale_that_a_program_holds_as_decimals_is_one(study):
    survey = written(table(study, {"How light?": ["1.0", "2.0", "3.0"] * 5}))
    assert {*said(survey, "how_light").values()} == {"1", "2", "3"}
    assert survey.codebook["scores"].item() == "1=0 2=1 3=2"


def test_a_body_is_no_sample(study):
    survey = written(table(study, {"weight": [str(n) for n in range(50, 80)]}))
    (question,) = asked(survey).values()
    assert question.taken == "none"
    assert "weight" in survey.questionnaire.questions


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
    for _ in range(2):  # an answer may lead to another question
        told = asked(survey)
        chosen = {about: data.draw(st.sampled_from(each.readings)) for about, each in told.items()}
        answer(survey, **{about.replace(" ", "_"): said for about, said in chosen.items()})
        survey = written(path) if told else survey
    answer(survey, **{about.replace(" ", "_"): each.taken for about, each in asked(survey).items()})
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
    assert [(each.question, each.columns) for each in open_questions(survey.folder)] == [
        ("only the sheet answers is read; left out: guide", [])
    ]
    assert check([str(survey.folder)]) == 0
    said = capsys.readouterr().out
    assert "questions.csv: only the sheet answers is read; left out: guide" in said


def test_whether_merged_cells_hold_for_each_of_them_is_asked(study):
    path = study / "lamps.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "light"])
        for row in range(1, 21):
            sheet.write_row(row, 0, [f"k{row}", f"good {row % 2}"][: 1 + (row != 6)])
        sheet.merge_range("B6:B7", "good 1")
    survey = written(path)
    (question,) = asked(survey).values()
    assert (question.columns, question.taken) == (["B6:B7"], "first")
    assert said(survey, "light")["7"] == "no_answer"
    answer(survey, merged_cells="each")
    survey = written(path)
    check_survey(survey)
    assert said(survey, "light")["7"] == said(survey, "light")["6"] == "good_1"


def states(number, column="State"):
    with Path("data/raw/reference/member_states.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["iso3"] for row in csv.DictReader(file)][:number]
    return {column: codes, "light": ["on", "off"] * (number // 2) + ["on"] * (number % 2)}


def test_whether_states_without_a_row_were_to_answer_is_asked(study):
    data = table(study, states(150))
    survey = written(data)
    (question,) = asked(survey).values()
    assert (question.taken, question.evidence) == ("silent", "150 of 193 have a row")
    assert cleaned_anyway(survey)[0].units.height == 193
    assert "replies" in survey.plan.exhibits
    answer(survey, States_without_a_row="not to answer")
    survey = written(data)
    check_survey(survey)
    assert cleaned_anyway(survey)[0].units.height == 150


def test_where_each_state_has_a_row_nothing_is_asked_of_others(study):
    assert not asked(written(table(study, states(193))))


def test_which_of_two_columns_answers_a_question_is_asked(study):
    form = study / "form"
    form.mkdir()
    (form / "survey.csv").write_text("type,name,label\ninteger,light,How bright?\n")
    (form / "choices.csv").write_text("list_name,name,label\n")
    data = table(study, {"light": ["1", "2"] * 9, "How bright?": ["3", ""] * 9})
    survey = written(data, form=form)
    (question,) = asked(survey).values()
    assert (question.columns, question.taken) == (["light", "How bright?"], "light")
    assert question.evidence == "light: 18 filled; How bright?: 9 filled"
    assert said(survey, "light")["1"] == "1"
    answer(survey, columns_of_light="How bright?")
    survey = written(data, form=form)
    check_survey(survey)
    assert said(survey, "light")["1"] == "3"
    assert "light" in survey.exports[0].metadata


def test_nothing_to_be_decided_stands_anywhere_but_in_the_list(study):
    survey = written(table(study, {"light": [*SCALE, "99", "99"], "weight": ["1.5"] * 32}))
    for path in survey.folder.rglob("*.yaml"):
        assert not re.search(r"(?i)to review|\?$", path.read_text(), re.M), path
