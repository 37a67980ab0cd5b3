"""No row of headings becomes a respondent, and no respondent a row of headings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented.cells import cells_read

from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.tables.answers import Cells, Intake
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import checked


def question(name, kind, wording, choices=None):
    return Question(name, kind, choices, *[None] * 5, {"en": wording, "de": f"{wording} (de)"}, 0)


LABELS = {"yes": "Yes", "no": "No"}
FORM = Questionnaire(
    {
        "q1": question("q1", "select_one", "Is there a law?", "law"),
        "q2": question("q2", "text", "Which one?"),
        "q3": question("q3", "integer", "How many cases?"),
    },
    {
        "law": Options(
            list(LABELS),
            {"en": LABELS},
            {code: [code, text] for code, text in LABELS.items()},
        )
    },
    {},
    "",
)
EXPORT = {
    "file": "answers.csv",
    "format": "csv",
    "channel": "web",
    "language": "en",
    "submission": "ResponseId",
    "unit": "ResponseId",
    "questions": ["q1", "q2", "q3"],
    "columns": {"Q1": Place("q1"), "Q2": Place("q2"), "Q3": Place("q3")},
}
HEADER = "ResponseId,Q1,Q2,Q3"
WORDINGS = "Response ID,Is there a law?,Which one?,How many cases?"
GERMAN = "Antwort-ID,Is there a law? (de),Which one? (de),Wie viele?"
IDS = ",".join(f'"{{""ImportId"":""{name}""}}"' for name in ("_recordId", "QID1", "QID2", "QID3"))
SURVEYMONKEY = ",Response,Open-Ended Response,Response"
ANSWERS = "R_1,Yes,The Act,12"


def read(folder, *rows, form=FORM, **changes):
    (folder / "answers.csv").write_text("\n".join(rows) + "\n")
    return cells_read([Export(**EXPORT | changes)], folder, form)


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([WORDINGS], 2),
        ([GERMAN], 2),
        ([IDS], 2),
        ([WORDINGS, IDS], 3),
        (["Antwort-ID,Was?,Wie?,Warum?", IDS], 3),
        ([SURVEYMONKEY], 2),
        (["Response,Response,Open-Ended Response,"], 2),
        (["#meta+id,#indicator +law,#indicator+text,#value+cases"], 2),
    ],
)
def test_a_further_row_of_headings_is_refused_until_the_layout_counts_it(tmp_path, rows, number):
    said = rf"answers\.csv, row {number}: a row of headings .*heading_rows: {number} for this"
    with pytest.raises(SurveyError, match=said):
        read(tmp_path, HEADER, *rows, ANSWERS)
    cells, intake = read(tmp_path, HEADER, *rows, ANSWERS, heading_rows=number)
    assert checked(cells, Cells).select("record", "text").rows() == [
        (number + 1, text) for text in ANSWERS.split(",")
    ]
    (counted,) = checked(intake, Intake).to_dicts()
    assert (counted["cells"], counted["template_cells"]) == (4 * (number + 1), 4 * (number - 1))


def test_a_survey_of_one_question_is_no_exception(tmp_path):
    changes = {"questions": ["q2"], "columns": {"Q2": Place("q2")}}
    with pytest.raises(SurveyError, match="heading_rows: 2"):
        read(tmp_path, "ResponseId,Q2", "Response ID,Which one?", "R_1,The Act", **changes)
    cells, _ = read(tmp_path, "ResponseId,Q2", "R_1,Which one?", "R_2,The Act", **changes)
    assert cells.height == 4


@pytest.mark.parametrize(
    "record",
    [
        "R_1,,Which one?,12",
        "R_1,Yes,Which one?,",
        'R_1,No,"{""ImportId"": 5}",1',
        "ID,No,,",
        "#1,,#metoo,",
        "R_1,,,",
    ],
)
def test_an_odd_answer_is_no_row_of_headings(tmp_path, record):
    cells, _ = read(tmp_path, HEADER, record, "R_9,Yes,An Act,3")
    assert cells["record"].unique().to_list() == [2, 3]


ANSWER = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), max_size=12)


@given(st.lists(st.tuples(st.sampled_from(["Yes", "No", ""]), ANSWER, st.integers(0))))
def test_honest_answers_are_never_taken_for_headings(tmp_path_factory, answers):
    rows = [
        f'R_{at},{law},"{text.replace(chr(34), "")}",{count}'
        for at, (law, text, count) in enumerate([*answers, ("Yes", "x", 1)])
    ]
    cells, _ = read(tmp_path_factory.mktemp("honest"), HEADER, *rows)
    assert cells["record"].n_unique() == len(rows)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("R_1,Yes,The Act,", "column 2: 'Yes' is an answer to q1"),
        ("R_1,,The Act,12", "column 4: '12' is an answer to q3"),
    ],
)
def test_a_respondent_is_not_counted_among_the_headings(tmp_path, row, said):
    with pytest.raises(SurveyError, match=rf"row 3, {said}.* heading_rows: 3; expected no more"):
        read(tmp_path, HEADER, WORDINGS, row, ANSWERS, heading_rows=3)


def test_a_column_without_a_heading_has_that_of_the_next_row(tmp_path):
    rows = ["Respondent ID,Which laws?,,", ",The Act,The Code,Other", "R_1,The Act,,A bill"]
    changes = {"submission": "Respondent ID", "unit": "Respondent ID", "questions": ["q2"]}
    columns = {"Which laws?": Place("q2"), "The Code": Place("q2"), "Other": Place("q2")}
    with pytest.raises(SurveyError, match="column 'The Code' is missing"):
        read(tmp_path, *rows, columns=columns, **changes)
    cells, intake = read(tmp_path, *rows, columns=columns, heading_rows=2, **changes)
    assert cells["header"].to_list() == ["Respondent ID", *columns]
    assert checked(intake, Intake)["template_cells"].item() == 4


def test_headings_and_nothing_below_them_is_said_with_the_row(tmp_path):
    with pytest.raises(SurveyError, match=r"row 3: no answers below the headings"):
        read(tmp_path, HEADER, WORDINGS, heading_rows=2)
