"""A ticked Monday never becomes a chosen Tuesday."""

import pytest
from invented.cells import cells_read

from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.tables.problems import SurveyError

DAYS = {"0": "Monday", "1": "Tuesday", "dont_know": "Don't know"}
SPELLINGS = {code: [code, text] for code, text in DAYS.items()}
FORM = Questionnaire(
    {"gym": Question("gym", "select_multiple", "days", *[None] * 5, {"en": "When?"}, 0)},
    {"days": Options(list(DAYS), {"en": DAYS}, SPELLINGS)},
    {},
    "",
)


def read(folder, texts, **place):
    rows = "".join(f"{at},{text}\n" for at, text in enumerate(texts))
    (folder / "answers.csv").write_text(f"id,When\n{rows}")
    columns = {"When": Place("gym", **place)}
    export = Export(
        "answers.csv", "csv", "web", "en", "id", ["gym"], submission="id", columns=columns
    )
    return cells_read([export], folder, FORM)[0].filter(header="When")["text"].to_list()


def test_noughts_and_ones_where_options_are_expected_are_refused(tmp_path):
    said = r"answers\.csv, row 3, column 2 \('When'\): '1' looks like a tick.*option: \.\.\."
    with pytest.raises(SurveyError, match=said):
        read(tmp_path, ["0", "1", "0"])


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        (["0", "1"], {"option": "0"}),
        (["0", "1"], {"separator": " "}),
        (["0 1", "1"], {}),
        (["Monday", "1"], {}),
        (["1", "Monday", "Don't know"], {"option": "0"}),
    ],
)
def test_what_the_layout_says_of_a_column_is_believed_where_its_cells_may_mean_it(
    tmp_path, texts, place
):
    assert read(tmp_path, texts, **place) == texts


def test_another_options_name_in_the_column_of_one_is_refused(tmp_path):
    with pytest.raises(SurveyError, match=r"row 2, column 2 .*: 'Tuesday' is the option '1' of"):
        read(tmp_path, ["Tuesday", "0"], option="0")
