"""Small exports of each program, in git: what each clean table holds is written down by hand.

A few visitors of a library answered. Files lie in `invented/exports`, written as the programs write
them: their headings, separators, encodings, codes, signs of missing answers and rows of no answers.
"""

from datetime import date

import polars as pl
import pytest
from invented import EXPORTS, types_of
from invented.collected import Collected

from surveyanswers import clean_table
from surveyanswers.instrument.column_sheet import column_rows
from surveyanswers.scaffold.form import Form
from surveyanswers.scaffold.instruments import read_instrument
from surveyanswers.scaffold.recognise import recognise

OPEN, ASK, FIELD = "[no_answer]", "[not_asked]", "[not_fielded]"
OFTEN, MORE = "how_often_do_you_borrow_books", "anything_else"
DAY, OLD, LAST, NEW = date(2019, 3, 1), date(1999, 12, 31), date(2020, 6, 15), date(2026, 1, 2)


@pytest.fixture
def clean(tmp_path):
    """Clean an export of ours: the table, and its answers by unit, `[status]` where there is none.

    All cells of the file are accounted for, headings and blank ones too.
    """

    def cleaned(data, form=None, *, cells):
        form = form and EXPORTS / form
        survey = clean_table(EXPORTS / data, form, into=tmp_path / "out", public=True)
        columns = [name for name in survey.answers.columns if f"{name}_st" in survey.answers]
        given = [
            pl.when(pl.col(f"{name}_st") != "valid")
            .then(pl.format("[{}]", f"{name}_st"))
            .alias(f"{name}_st")
            for name in columns
        ]
        table = survey.answers.with_columns(given)
        answers = {
            row["unit_id"]: tuple(row[f"{name}_st"] or row[name] for name in columns)
            for row in table.to_dicts()
        }
        assert survey.accounting["cells"].sum() == cells
        return survey, columns, answers

    return cleaned


def places(survey):
    """Return what became of cells that are no answers: kind -> number of cells."""
    counts = dict(survey.accounting.select("became", "cells").iter_rows())
    return {name: n for name, n in counts.items() if name in ("row left out", "personal, dropped")}


def test_google_forms(clean):
    """Quotes within quotes, stamps of twelve hours, lists whose options hold commas, a grid."""
    survey, columns, answers = clean("google_forms/answers.csv", cells=9 * 6)
    what = "what_do_you_borrow_tick_all"
    of_what = ["films", "novels", "maps_old_or_new", "sheet_music_from_the_attic"]
    grid = ["how_good_are_they_opening_hours", "how_good_are_they_staff_in_person"]
    assert columns == [OFTEN, *(f"{what}__{option}" for option in of_what), *grid, MORE]
    assert survey.open == [] and answers == {
        "2": ("Every week", 0, 1, 1, 0, "Good", "Good", OPEN),
        "3": ("Every month", 0, 1, 0, 0, "Poor", "Good", 'Please open "late"\non Fridays'),
        "4": ("Never", OPEN, OPEN, OPEN, OPEN, OPEN, OPEN, OPEN),
        "5": ("Every week", 1, 1, 1, 0, "Fair", "Good", "=SUM(1)"),
        "6": ("Every month", 1, 0, 0, 0, "Good", "Poor", "No"),
        "7": ("Every week", 1, 0, 0, 1, "Fair", "Fair", "Ça va"),
        "8": ("Every month", 1, 0, 1, 0, "Good", "Fair", OPEN),
        "9": ("Every week", 1, 1, 0, 0, "Poor", "Good", OPEN),
    }


def test_microsoft_forms(clean):
    """Lists that end in what parts them, headings that end in blanks, days as numbers."""
    survey, columns, answers = clean("microsoft_forms/answers.xlsx", cells=7 * 10)
    of_what = [f"what_do_you_borrow__{each}" for each in ("novels", "maps_old_or_new", "films")]
    assert columns == [OFTEN, *of_what, "how_satisfied_are_you", "when_did_you_join", MORE]
    assert answers == {
        "1": ("Every week", 1, 1, 0, 5, DAY, "Two\nlines"),
        "2": ("Never", *[OPEN] * 6),
        "3": ("Every month", 0, 0, 1, 2, OLD, '"Quoted"'),
        "4": ("Every week", 1, 0, 1, 4, LAST, OPEN),
        "5": ("Every month", 0, 1, 1, 5, NEW, OPEN),
        "6": ("Every week", 1, 1, 0, 3, date(2024, 2, 29), "2"),
    }
    assert places(survey) == {"personal, dropped": 2 * 6}  # Email and Name


def test_qualtrics(clean):
    """Three rows of headings, a preview that is no answer, a form that is not finished."""
    survey, columns, answers = clean("qualtrics/answers.csv", cells=11 * 18)
    of_what = [f"q2__{option}" for option in ("novels", "films", "maps", "other")]
    assert columns == ["q1", *of_what, "q2_4_text", "q3_1", "q3_2", "q4"]
    assert answers == {
        "R_1aBc": ("Every week", 1, 1, 0, 0, OPEN, "Good", "Fair", 'First line\nsecond "line"'),
        "R_2aBc": ("Never", *[OPEN] * 8),
        "R_3aBc": ("Every month", 0, 0, 1, 1, "Sheet music", "Poor", "Good", OPEN),
        "R_4aBc": ("Every week", 1, 0, 0, 0, OPEN, "Fair", "Good", OPEN),
        "R_5aBc": ("Every month", 0, 1, 1, 0, OPEN, "Good", OPEN, OPEN),
        "R_7aBc": ("Every week", 0, 1, 0, 0, OPEN, "Good", "Good", OPEN),
        "R_8aBc": ("Every month", 1, 1, 1, 0, OPEN, "Poor", "Poor", OPEN),
    }
    assert places(survey) == {"row left out": 18, "personal, dropped": 2 * 7}


def test_qualtrics_before_2017(clean):
    """Two rows of headings, ids as V1, a column an option, a last column without a name."""
    survey, columns, answers = clean("qualtrics/two_rows.csv", cells=5 * 11)
    assert columns == ["q1", *(f"q2__what_do_you_borrow_{o}" for o in ("novels", "films")), "q4"]
    assert answers == {
        "R_1aBc": ("Every week", 1, 0, "Two\nlines"),
        "R_2aBc": ("Never", OPEN, OPEN, OPEN),
        "R_3aBc": ("Every month", 1, 1, '"Quoted"'),
    }
    assert places(survey) == {"personal, dropped": 3}  # IPAddress


LIMESURVEY = [
    *("often", "what__SQ001", "what__SQ002", "what__SQ003", "what__other", "what_other"),
    *("books", "good_H", "good_S", "since", "else"),
]


def test_limesurvey_by_codes_with_its_structure(clean):
    """Y for a tick, numbers with ten decimals, days with a midnight, a form never sent."""
    structure = "limesurvey/structure.txt"
    _, columns, answers = clean("limesurvey/answers.csv", structure, cells=6 * 17)
    assert columns == LIMESURVEY
    assert answers == {
        "1": ("A1", 1, 1, 0, 0, OPEN, 52.0, "1", "2", DAY, 'He said "yes"\nand left'),
        "2": ("A3", *[ASK] * 5, 0.0, OPEN, OPEN, OPEN, OPEN),
        "3": ("A2", 0, 0, 1, 1, "Sheet music", 12.0, "3", "1", OLD, OPEN),
        "4": ("A1", *[OPEN] * 5, 104.0, "1", "1", OPEN, "N/A"),
        "5": ("A2", 1, 0, 0, 0, *[OPEN] * 6),
    }


def test_limesurvey_by_wordings_in_another_language_with_its_structure(clean):
    """Codes and wordings as headings, Oui and Non, a byte-order mark within a cell."""
    structure = "limesurvey/structure.txt"
    _, columns, answers = clean("limesurvey/in_full.csv", structure, cells=4 * 14)
    assert columns == LIMESURVEY
    assert answers == {
        "1": ("A1", 1, 0, 1, 0, OPEN, 52.0, "1", "2", DAY, "\ufeffDéjà dit"),
        "2": ("A3", *[ASK] * 5, 0.0, OPEN, OPEN, OPEN, OPEN),
        "3": ("A2", 0, 1, 0, 1, "Partitions", 12.0, "3", "1", OLD, "« Rien »"),
    }


XLSFORM = [
    *("often", "what__novels", "what__films", "what__other"),
    *("what_other", "books", "since", "else"),
]


def test_kobo_with_its_form(clean):
    """Groups in headings, a list and its options, conditions; a number that its form forbids."""
    survey, columns, answers = clean("kobo/answers.xlsx", "kobo/form.xlsx", cells=5 * 20)
    assert columns == XLSFORM
    assert answers == {
        "11": ("week", 1, 1, 0, ASK, 52, DAY, "Two\nlines"),
        "12": ("never", ASK, ASK, ASK, ASK, 0, OPEN, OPEN),
        "13": ("month", 0, 0, 1, 'Sheet "music"', 12, OLD, OPEN),
        "14": ("month", 0, 1, 0, ASK, OPEN, OPEN, OPEN),
    }
    assert survey.open == []
    rows = column_rows(survey.folder.with_name("config") / "surveys" / "survey")
    (doubt,) = (row for row in rows if row.sure == "doubtful")
    assert doubt.evidence == "-4 may stand for a missing answer, in 1 cell"
    assert doubt.missing == "-4=no_answer"


def test_odk_central_with_its_form(clean):
    """Groups behind a dash, lists of codes, who submitted and with what."""
    survey, columns, answers = clean("odk/answers.csv", "odk/form.xlsx", cells=5 * 19)
    assert columns == XLSFORM
    assert answers == {
        "uuid:1": ("week", 1, 1, 0, ASK, 52, DAY, 'Two\nlines, "quoted"'),
        "uuid:2": ("never", ASK, ASK, ASK, ASK, 0, OPEN, OPEN),
        "uuid:3": ("month", 0, 0, 1, "Sheet music", 12, OLD, OPEN),
        "uuid:4": ("month", 0, 1, 0, ASK, 4, OPEN, OPEN),
    }
    assert places(survey) == {"personal, dropped": 2 * 4}  # SubmitterName and DeviceID


def test_redcap_with_its_dictionary(clean):
    """A 0 is no choice where nothing was ticked, logic, a number out of range, a calculation."""
    dictionary = "redcap/dictionary.csv"
    survey, columns, answers = clean("redcap/answers.csv", dictionary, cells=6 * 12)
    of_what = [f"what__{code}" for code in ("1", "2", "99")]
    assert columns == ["often", *of_what, "books", "since", "member", "else"]
    assert answers == {
        "1": ("1", 1, 1, 0, 52, DAY, "1", "Two\nlines"),
        "2": ("3", ASK, ASK, ASK, 0, OPEN, "0", OPEN),
        "3": ("2", 0, 0, 1, 12, OLD, OPEN, '"Quoted"'),
        "4": (*[OPEN] * 8,),
        "5": ("2", 0, 1, 0, "[invalid]", OPEN, "1", OPEN),
    }
    assert survey.log.select("row", "header", "was").rows() == [(6, "books", "900")]
    assert places(survey) == {"personal, dropped": 5}  # email


def test_redcap_by_events(tmp_path):
    """An event is a wave; an instrument is fielded where its state is filled in."""
    form = [
        ("begin_group", "visits"),
        ("select_multiple days", "gym", "Which days?"),
        ("end_group",),
        ("begin_group", "moods"),
        ("select_one mood", "mood", "How are you?"),
        ("end_group",),
    ]
    options = {
        "days": [("1", "Monday"), ("2", "Friday")],
        "mood": [(n, f"Mood {n}") for n in "123"],
    }
    study = Collected(
        tmp_path,
        form,
        options,
        EXPORTS / "redcap/events.csv",
        format="redcap",
        submission="record_id",
        unit="record_id",
        roles={"redcap_event_name": "wave"},
        columns={"gym___{option}": "gym", "mood": "mood"},
        personal=["first_name"],
        metadata=["*"],
        fielded_where={"visits_complete": ["visits"], "mood_complete": ["moods"]},
    )
    assert study.answers() == {
        "1-first_visit_arm_1": {"gym": ["1"], "mood": FIELD},
        "1-second_visit_arm_1": {"gym": FIELD, "mood": "3"},
        "2-first_visit_arm_1": {"gym": OPEN, "mood": "1"},
        "2-second_visit_arm_1": {"gym": FIELD, "mood": OPEN},
    }


def test_spss(clean):
    """Labels, a code and a range that are missing, one of them with a label, a long text."""
    _, columns, answers = clean("spss/answers.sav", cells=6 * 7)
    assert columns == ["often", "novels", "films", "books", "since", "remark"]
    assert answers == {
        "1": ("1", "1", "0", 52.0, DAY, 'Zwei "Zeilen"'),
        "2": ("3", "0", "0", 0.0, OPEN, OPEN),
        "3": ("2", "0", "1", "[dont_know]", OLD, "Ça va"),
        "4": ("[refused]", "1", "1", OPEN, LAST, "x" * 300),
        "5": ("1", "1", "0", 12.5, NEW, OPEN),
    }


def test_stata(clean):
    """Extended missing values, two with a label; a text that looks like one is a text."""
    _, columns, answers = clean("stata/answers.dta", cells=6 * 5)
    assert columns == ["often", "books", "since", "remark"]
    assert answers == {
        "1": ("1", 52.0, DAY, 'Two "lines"'),
        "2": ("3", 0.0, OPEN, OPEN),
        "3": ("2", "[dont_know]", OLD, "Ça va"),
        "4": ("[refused]", OPEN, LAST, ".a"),
        "5": ("1", 12.5, NEW, "yes"),
    }


def test_surveymonkey(clean):
    """Two rows of headings, an option a column with its text, another answer beside the ticks."""
    survey, columns, answers = clean("surveymonkey/answers.csv", cells=7 * 17)
    what = "what_do_you_borrow_select_all_that_apply"
    of_what = [f"{what}__{option}" for option in ("Novels", "Films", "maps_old_or_new")]
    grid = ["how_good_are_they_opening_hours", "how_good_are_they_staff"]
    assert columns == [OFTEN, *of_what, f"{what}_2", *grid, MORE]
    assert answers == {
        "10000000001": ("Every week", 1, 0, 1, OPEN, "Good", "Fair", "Two\nlines"),
        "10000000002": ("Never", *[OPEN] * 7),
        "10000000003": ("Every month", *[OPEN] * 3, "Sheet music", "Poor", "Good", '"Quoted"'),
        "10000000004": ("Every week", 1, 1, 0, OPEN, "Good", "Good", OPEN),
        "10000000005": ("Every month", 0, 1, 0, OPEN, "Fair", "Poor", OPEN),
    }
    # IP address, e-mail, both names, and the custom data of whoever sent invitations.
    assert places(survey) == {"personal, dropped": 5 * 5}


def test_surveymonkey_condensed(clean):
    """One row of headings, in which a number and the option stand."""
    _, columns, answers = clean("surveymonkey/one_row.csv", cells=4 * 6)
    of_what = [f"q_2__{option}" for option in ("Novels.", "Films.", "maps_old_or_new")]
    assert columns == [f"q_1_{OFTEN}", *of_what, f"q_3_{MORE}"]
    assert answers == {
        "101": ("Every week", 1, 0, 1, "Two\nlines"),
        "102": ("Never", OPEN, OPEN, OPEN, OPEN),
        "103": ("Every month", 0, 1, 0, '"Quoted"'),
    }


def test_sosci_survey(clean):
    """Tabs in UTF-16, -9 for no answer, a row that the survey's maker tried."""
    survey, columns, answers = clean("soscisurvey/answers.csv", cells=6 * 19)
    assert columns == [
        *("lb01", "lb02_01", "lb02_02", "lb03_01", "lb03_02"),
        *("lb04_01", "lb05_01"),
    ]
    assert answers == {
        "11": (1, 2, 1, 5, OPEN, 52, 'Zwei "Zeilen"'),
        "12": (3, 1, 1, OPEN, OPEN, 0, OPEN),
        "14": (2, 1, 2, 3, 4, 12, "Müller, groß"),
        "15": (OPEN, 2, 2, 2, 1, 7, OPEN),
    }
    assert places(survey)["row left out"] == 19


def test_plain_csv(clean):
    """Semicolons in the encoding of Windows, decimal commas, reasons in words."""
    survey, columns, answers = clean("csv/answers.csv", cells=6 * 5)
    assert columns == ["wie_oft_leihen_sie_bucher", "ausgaben_in", "seit", "weiteres"]
    assert answers == {
        "1": ("jede Woche", 12.5, "01.03.2019", 'Zwei\r\nZeilen; mit "Zitat"'),
        "2": ("nie", 0.0, OPEN, OPEN),
        "3": ("jeden Monat", 1200.0, "31.12.1999", "=A1"),
        "4": ("jede Woche", 7.25, "15.06.2020", OPEN),
        "5": ("jeden Monat", "[dont_know]", "02.01.2026", "Größe – 5 €"),
    }
    changed = survey.log.select("row", "was", "became").rows()
    assert changed == [(2, "12,50", "12.5"), (4, "1.200,00", "1200.0"), (5, "7,25", "7.25")]


def test_a_typed_workbook(clean):
    """A blank row, days as numbers, postal codes (personal), a second sheet; rows are counted."""
    survey, columns, answers = clean("excel/answers.xlsx", cells=7 * 6 + 1)
    assert columns == [OFTEN, "since_when", "spent_on_fines", MORE]
    assert places(survey)["personal, dropped"] == 5
    assert answers == {
        "2": ("Every week", DAY, 12.5, "Two\nlines"),
        "3": ("Never", OPEN, 0.0, OPEN),
        "5": ("Every month", OLD, 1200.0, "#N/A is no error here"),
        "6": ("Every week", LAST, 7.25, OPEN),
        "7": ("Every month", NEW, 0.1, "yes"),
    }


@pytest.mark.parametrize(
    "file", sorted(EXPORTS.glob("*/*.*")), ids=lambda f: f"{f.parent.name}/{f.name}"
)
def test_the_program_is_recognised_and_its_form_read(file):
    """A plain table whose rows nothing names is read as Google Forms', which counts rows."""
    if file.stem in ("form", "structure", "dictionary"):
        assert {"often", "what"} <= types_of(read_instrument(file)).keys()
    else:
        program = file.parent.name.replace("excel", "google_forms")
        assert recognise(file, Form()).export.format == program
