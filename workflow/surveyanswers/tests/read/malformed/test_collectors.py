"""Files of collectors that something is wrong with: each gets a message that says where."""

import pytest
from invented.collected import Collected, table

from surveyanswers.tables.problems import SurveyError

FRUIT = {"fruit": [("1", "Apple"), ("2", "Pear")]}
FORM = [
    ("select_one fruit", "one", "Which one?"),
    ("select_multiple fruit", "many", "Which ones?"),
    ("text", "why", "Why?"),
]
IDS = [f'{{"ImportId":"QID{at}"}}' for at in range(5)]
NAMES = ["ResponseId", "Progress", "one", "many", "why"]
WORDS = ["Response ID", "Progress", "Which one?", "Which ones?", "Why?"]
ANSWERED = ["R_1", "100", "1", "Apple,Pear", "x"]
QUALTRICS = [NAMES, WORDS, IDS, ANSWERED]
REDCAP = [["id", "one", "many___1", "many___2", "why"], ["1", "1", "0", "1", ""]]
MONKEY = [
    ["Respondent ID", "Which one?", "Which ones?", "", "Why?"],
    ["", "Response", "Apple", "Pear", "Open-Ended Response"],
    ["1", "Apple", "", "Pear", ""],
]


def changed(rows, at, column, text):
    found = [list(row) for row in rows]
    found[at][column] = text
    return found


CASES = {
    "two exports put together": (
        "qualtrics",
        [*QUALTRICS, NAMES, WORDS, IDS],
        r"row 5: the headings once more",
    ),
    "a row of ids that came late": (
        "qualtrics",
        [NAMES, WORDS, ANSWERED, ANSWERED, IDS],
        r"row 5: a row of headings where an answer was expected \(it says \{\"ImportId",
    ),
    "an export without its row of ids": (
        "qualtrics",
        [NAMES, WORDS, ANSWERED],
        r"row 2: a row of headings .*Write heading_rows: 2",
    ),
    "an option that is not in the form": (
        "qualtrics",
        changed(QUALTRICS, 0, 3, "many_7"),
        r"column 4 \('many_7'\) is not in the layout",
    ),
    "a date of another order": (
        "qualtrics",
        [
            [first, *row]
            for first, row in zip(("EndDate", "End", IDS[0], "3/4/2026"), QUALTRICS, strict=True)
        ],
        r"row 4: sent on '3/4/2026', expected YYYY-MM-DD HH:MM:SS, or date_order in layout\.yaml",
    ),
    "an option without its column": (
        "redcap",
        [row[:2] + row[3:] for row in REDCAP],
        "column 'many___1' is missing",
    ),
    "a record without an id": ("redcap", changed(REDCAP, 1, 0, ""), "row 2: no submission or unit"),
    "a record that stands twice": (
        "redcap",
        [*REDCAP, REDCAP[1]],
        "the submission id '1' stands t",
    ),
    "an option that the form calls otherwise": (
        "surveymonkey",
        changed(MONKEY, 1, 3, "Quince"),
        r"'Which ones\? \[Quince\]'\) is not in the layout",
    ),
    "an option of another column": (
        "surveymonkey",
        changed(MONKEY, 2, 3, "Apple"),
        None,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_with_a_collectors_file_is_said_with_its_place(tmp_path, case):
    known, rows, said = CASES[case]
    own = {"submission": "id"} if known == "redcap" else {}
    study = Collected(tmp_path, FORM, FRUIT, table(rows), format=known, **own)
    if said is None:  # judged, not believed
        assert study.answers()["1"]["many"] == "[invalid]"
        return
    with pytest.raises(SurveyError, match=rf"answers\.csv(.*\n)*.*({said})"):
        study.cleaned()


def test_rows_of_headings_that_qualtrics_does_not_end_are_counted_by_the_layout(tmp_path):
    rows = [NAMES, WORDS, ANSWERED]
    study = Collected(tmp_path, FORM, FRUIT, table(rows), format="qualtrics", heading_rows=2)
    assert study.answers() == {"R_1": {"one": "1", "many": ["1", "2"], "why": "x"}}


def test_wordings_that_two_questions_share_are_no_headings(tmp_path):
    form = [*FORM[:2], ("text", "why", "Which one?")]
    rows = [["ID", "Which one?", "Which ones?", "Which one?"], ["1", "Apple", "Pear;", "x"]]
    study = Collected(tmp_path, form, FRUIT, table(rows), format="microsoft_forms")
    with pytest.raises(SurveyError, match="several questions or options have the same heading"):
        study.cleaned()
