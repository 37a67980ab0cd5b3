"""Exports as programs write them in other languages and versions: each becomes a survey."""

import csv
import json
import shutil
from pathlib import Path

import pytest
import xlsxwriter
from worlds.samples import sample

from cyberstudy.commands.scaffold import main
from cyberstudy.declare.opened import OpenSurvey, check_folders
from cyberstudy.scaffold.new_survey import scaffold
from cyberstudy.scaffold.plan_checks import check_folder
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.scaffold.folder import NewSurvey
from surveyanswers.scaffold.instruments import read_instrument
from surveyanswers.tables.problems import SurveyError

ROWS = 40


def table(path, headings, row, *more):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *more, *(row(n) for n in range(1, ROWS + 1))])
    return path


def workbook(path, sheets):
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def begun(data, form=None, **how):
    """Begin a survey, which must be in order but for what it asks a person."""
    new = NewSurvey(
        Path("config/surveys/odd"), data, form=form, public=True, received_on="2026-01-02", **how
    )
    scaffold(new)
    settings = new.folder / "settings.yaml"
    settings.write_text(f"{settings.read_text()}guesses: accepted\n")
    survey = OpenSurvey(new.folder)
    found = check_folder(survey, examples=True)
    assert not found.problems
    return survey, cleaned_anyway(survey)[0], found


def accepted(cleaned):
    return cleaned.log.filter(kind="invalid").is_empty()


HEADINGS = [
    "Is it\ngood?",
    "Which lamp\u00a0",
    "How: many # of [them] {are}, 'there'",
    "x" * 1100,
    "\u200fكم؟",
    "- all\u2028of it",
]


def test_whatever_a_heading_holds_its_column_is_found_again(study):
    data = table(study / "d.csv", ["Id", *HEADINGS], lambda n: [n, *[("Oil", "Gas")[n % 2]] * 6])
    survey, cleaned, _ = begun(data)
    (export,) = survey.exports
    assert [*export.columns] == HEADINGS
    assert cleaned.answers.filter(status="valid").height == ROWS * len(HEADINGS)


LIMESURVEY = {
    "codes and texts": ["id. Response ID", "submitdate. Date submitted"],
    "Russian": ["ID ответа", "Дата отправки"],
    "Dutch": ["Antwoord ID", "Datum ingezonden"],
    "a language that nobody knows": ["Vastuse ID", "Esitamise kuupäev"],
}


@pytest.mark.parametrize("which", LIMESURVEY)
def test_headings_of_limesurvey_are_known_by_its_form_in_any_language(study, which):
    (study / "form.txt").write_text(
        "class\ttype/scale\tname\trelevance\ttext\tlanguage\tother\n"
        "G\t\tLights\t1\t\ten\t\nQ\tM\tQ2\t1\tWhich?\ten\tN\n"
        "SQ\t0\tSQ1\t\tOil\ten\t\nSQ\t0\tSQ2\t\tGas\ten\t\n"
    )
    headings = [*LIMESURVEY[which], "Q2[SQ1]. Which? [Oil]", "Q2[SQ2]. Which? [Gas]"]
    data = table(
        study / "d.csv", headings, lambda n: [n, "2026-01-02 10:00:00", "Ja", ("Nee", "Ja")[n % 2]]
    )
    survey, cleaned, _ = begun(data, study / "form.txt")
    assert survey.exports[0].format == "limesurvey"
    assert accepted(cleaned)
    assert cleaned.answers.filter(option="SQ2", value="1").height == ROWS // 2


DICTIONARY = [
    [
        *("Variable / Field Name", "Form Name", "Field Type", "Field Label"),
        "Choices, Calculations, OR Slider Labels",
    ],
    ["record_id", "tower", "text", "Record", ""],
    ["oils", "tower", "checkbox", "Which oils?", "1, Whale | 2, Coal"],
    ["height", "tower", "text", "How high?", ""],
]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_exports_that_were_saved_anew_as_a_workbook_are_read_alike(study, ending):
    headings = ["record_id", "oils___1", "oils___2", "height", "tower_complete"]
    rows = [headings, *([n, n % 2, 1, n / 2, 2] for n in range(1, ROWS + 1))]
    with (study / "form.csv").open("w", newline="") as file:
        csv.writer(file).writerows(DICTIONARY)
    if ending == "xlsx":
        data = workbook(study / "d.xlsx", {"Sheet1": rows})
    else:
        data = table(study / "d.csv", headings, lambda n: rows[n])
    survey, cleaned, _ = begun(data, study / "form.csv")
    assert survey.exports[0].format == "redcap"
    assert accepted(cleaned)
    assert cleaned.answers.filter(option="1", value="1").height == ROWS // 2
    assert cleaned.answers.filter(question="height", value="1.5").height == 1


def test_blank_rows_are_nobody(study):
    lamps = ["Oil;", "Gas;", "Oil;Gas;"]  # as Microsoft Forms lists them, whose headings lack
    data = table(study / "d.csv", ["CASE", "Lamps", "Lit"], lambda n: [n, lamps[n % 3], "Always"])
    with data.open("a") as file:
        file.write(",,\n" * 5)
    survey, cleaned, found = begun(data)
    assert survey.exports[0].submission == "CASE"
    assert accepted(cleaned)
    assert cleaned.answers.filter(option="gas", value="1").height == 27
    assert not [each for each in found.doubts if "mean not ticked" in each]


def test_cases_of_sosci_in_which_the_form_was_tried_are_nobody(study):
    names = ["CASE", "SERIAL", "QUESTNNR", "MODE", "LP01", "TIME001", "LASTDATA", "FINISHED"]
    modes = ["interview", "interview", "debug", "pretest"]
    moment = "2026-01-02 10:00:00"
    data = table(
        study / "d.csv",
        names,
        lambda n: [n, f"Z{n}", "base", modes[n % 4], (1, 2, -9)[n % 3], 31, moment, "T"],
    )
    survey, cleaned, _ = begun(data)
    assert survey.exports[0].format == "soscisurvey"
    assert [*survey.questionnaire.questions] == ["lp01"]
    counts = dict(cleaned.answers["status"].cast(str).value_counts().iter_rows())
    assert counts == {"valid": 14, "no_answer": 6}


def test_a_line_for_spreadsheets_alone_is_told(study):
    (study / "d.csv").write_text("sep=;\nid;Lamp\n1;Oil\n")
    with pytest.raises(SurveyError, match="first line, 'sep=;', is meant for spreadsheet programs"):
        scaffold(NewSurvey(Path("config/surveys/odd"), study / "d.csv"))


OF_FORMS = {
    "de": ["ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name"],
    "fr": ["ID", "Heure de début", "Heure de fin", "Adresse de messagerie", "Nom"],
    "es": ["ID", "Hora de inicio", "Hora de finalización", "Correo electrónico", "Nombre"],
    "ru": ["ID", "Время начала", "Время выполнения", "Адрес электронной почты", "Имя"],
    "zh": ["ID", "开始时间", "完成时间", "电子邮件", "名称"],
}


@pytest.mark.parametrize("language", OF_FORMS)
def test_microsoft_forms_are_known_in_the_languages_of_those_who_fill_them_in(study, language):
    lists = ["Öl;Gas;", "Öl;LED;", "Gas;", "Öl;Gas;LED;"]
    rows = [[str(n), *["2026-01-02 10:00:00"] * 2, "x", "y", lists[n % 4]] for n in range(1, 41)]
    data = workbook(study / "d.xlsx", {"Sheet1": [[*OF_FORMS[language], "Lampen?"], *rows]})
    survey, cleaned, _ = begun(data, language=language)
    assert survey.exports[0].format == "microsoft_forms"
    assert accepted(cleaned)
    assert set(cleaned.answers["option"]) == {"ol", "gas", "led"}
    assert survey.exports[0].language == (language if language != "de" else "en")


def test_scores_of_negative_codes_are_read_back(study):
    data = table(study / "d.csv", ["id", "How much"], lambda n: [n, n % 5 - 2])
    survey, _, _ = begun(data)
    assert survey.codebook["scores"].item() == "-2=0 -1=1 0=2 1=3 2=4"


def test_instances_of_redcap_without_events_belong_to_their_record(study):
    form = table(
        study / "form.csv",
        [
            *("Variable / Field Name", "Form Name", "Field Type", "Field Label"),
            "Choices, Calculations, OR Slider Labels",
        ],
        lambda n: [f"v{n}", "visits" if n > 1 else "baseline", "text", f"What {n}?", ""],
    )
    data = study / "d.csv"
    rows = [[r, *own] for r in range(1, 20) for own in (["", "", "a", ""], ["visits", 1, "", "b"])]
    with data.open("w", newline="") as file:
        names = ["record_id", "redcap_repeat_instrument", "redcap_repeat_instance", "v1", "v2"]
        csv.writer(file).writerows([names, *rows])
    survey, cleaned, _ = begun(data, form)
    assert survey.exports[0].format == "redcap"
    assert cleaned.units.height == 19


def test_a_matrix_of_qualtrics_with_several_answers_has_a_column_an_answer(study):
    question = {"QuestionID": "QID1", "DataExportTag": "Q1", "QuestionText": "Where?"}
    question |= {"QuestionType": "Matrix", "Selector": "Likert", "SubSelector": "MultipleAnswer"}
    question |= {"Choices": {"1": {"Display": "Lamp"}, "2": {"Display": "Horn"}}}
    question |= {"Answers": {"1": {"Display": "Home"}, "2": {"Display": "Work"}}}
    form = study / "form.qsf"
    about = {"SurveyName": "M", "SurveyLanguage": "EN"}
    elements = [{"Element": "SQ", "Payload": question}]
    form.write_text(json.dumps({"SurveyEntry": about, "SurveyElements": elements}))
    names = ["ResponseId", "Q1_1_1", "Q1_1_2", "Q1_2_1", "Q1_2_2"]
    ids = [json.dumps({"ImportId": name}) for name in names]
    data = table(
        *(study / "d.csv", names, lambda n: [f"R_{n}", "Home", "", "", "Work" if n % 2 else ""]),
        *(["Response ID", *["Where?"] * 4], ids),
    )
    _, cleaned, _ = begun(data, form)
    assert accepted(cleaned)
    ticked = cleaned.answers.filter(value="1").group_by("question", "option").len().sort("question")
    assert ticked.rows() == [("Q1_1", "1", ROWS), ("Q1_2", "2", ROWS // 2)]


def test_moments_of_odk_briefcase_are_read_and_its_files_of_repeats_sent_to_their_place(study):
    names = ["SubmissionDate", "age", "meta-instanceID", "KEY"]
    data = table(
        study / "d.csv",
        names,
        lambda n: [f"Apr {n % 28 + 1}, 2018 8:58:20 PM", n, f"u{n}", f"u{n}"],
    )
    _, cleaned, _ = begun(data)
    assert cleaned.submissions["submitted_on"].sort()[0] == "2018-04-01 20:58:20"
    repeat = table(study / "r.csv", ["age", "PARENT_KEY", "KEY"], lambda n: [n, "u1", f"u1/{n}"])
    with pytest.raises(SurveyError, match="holds repeated groups; begin with the file"):
        scaffold(NewSurvey(Path("config/surveys/other"), repeat))


def test_what_keeps_a_new_survey_from_running_is_said_first(study, monkeypatch, capsys):
    data = table(study / "d.csv", ["id", "Lamp"], lambda n: [n, ("Oil", "Gas")[n % 2]])
    told = ["it can't be planned:\nno place is left"]
    monkeypatch.setattr("cyberstudy.commands.scaffold.unplanned", lambda name: told)
    # What was written is all there, so `make` says nothing of an error.
    assert main(["config/surveys/odd", "--data", str(data), "--public"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "The survey can't run yet. Correct these first:\n  1. it can't be planned"
    )
    monkeypatch.setattr("cyberstudy.commands.scaffold.unplanned", lambda name: [])
    assert main(["config/surveys/other", "--data", str(data), "--public"]) == 0
    assert capsys.readouterr().out.startswith("Written:")


def test_a_key_that_stands_twice_among_the_chapters_is_told_by_the_check(study):
    data = table(study / "d.csv", ["id", "Lamp"], lambda n: [n, ("Oil", "Gas")[n % 2]])
    survey, _, _ = begun(data)
    (study / "config/chapters.yaml").write_text("front: []\nfront: []\n")
    (told,) = check_folder(survey, examples=True).problems
    assert "line 2: the key 'front' stands twice" in told


def test_a_survey_whose_folder_is_gone_is_told_with_what_to_do(study):
    data = table(study / "d.csv", ["id", "Lamp"], lambda n: [n, ("Oil", "Gas")[n % 2]])
    survey, _, _ = begun(data)
    shutil.rmtree(survey.folder)
    with pytest.raises(SurveyError, match=r"no survey 'odd'.*\nCorrect the name, take it"):
        check_folders(["odd"], study / "config")


def test_a_survey_that_is_listed_by_a_wrong_name_is_told_with_the_name_that_may_be_meant(study):
    begun(table(study / "d.csv", ["id", "Lamp"], lambda n: [n, ("Oil", "Gas")[n % 2]]))
    with pytest.raises(SurveyError, match="no survey 'od'; did you mean 'odd'"):
        check_folders(["od"], study / "config")


NO_SURVEY = {"a blank line": "\n", "no question": "id,Timestamp\n1,2026-01-02 10:00\n"}


@pytest.mark.parametrize("what", NO_SURVEY)
def test_what_is_no_survey_is_told_and_leaves_nothing_behind(study, what, capsys):
    (study / "d.csv").write_text(NO_SURVEY[what])
    before = sorted(study.rglob("*"))
    assert main(["config/surveys/odd", "--data", "d.csv"]) == 1
    assert "d.csv" in capsys.readouterr().err
    assert sorted(study.rglob("*")) == before


CHOICES = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]
ROSTER = {
    "survey": [
        ["type", "name", "label", "relevant", "calculation", "repeat_count", "constraint"],
        ["select_one yn", "consent", "Do you agree?"],
        ["integer", "size", "How many are you?", "${consent} = 'yes'"],
        ["calculate", "large", "", "", "if(${size} > 1, 1, 0)"],
        ["calculate", "label", "", "", "jr:choice-name(${consent}, '${consent}')"],
        ["begin_repeat", "person", "Person", "", "", "${size}"],
        ["integer", "age", "How old is ${label}?", "${large} = 1", "", "", "max(., 0) = ."],
        ["select_multiple yn", "both", "Which, ${label}?", "${label} = 'x'"],
        ["end_repeat"],
        ["integer", "group", "Which group?", "", "", "", ". <= ${size}"],
    ],
    "choices": CHOICES,
    "settings": [["form_title"], ["Homes"]],
}


def homes(linked="_submission__id"):
    main = [["_id", "_uuid", "size", "group"], *([n, f"u{n}", n % 3, 1] for n in range(1, 31))]
    rows = [[n + 20, "yes no", 1, 1, n] for n in range(1, 31) for _ in range(n % 3)]
    return {"homes": main, "person": [["age", "both", "both/yes", "both/no", linked], *rows]}


def test_rosters_in_other_sheets_are_read_where_a_column_says_whose_they_are(study):
    form = workbook(study / "form.xlsx", ROSTER)
    survey, cleaned, found = begun(workbook(study / "d.xlsx", homes()), form)
    ages = cleaned.answers.filter(question="age", status="valid")
    # Asked of large homes alone: the condition stands for what is calculated of their size.
    assert ages.height == 20
    assert ages["instance"].max() == survey.questionnaire.repeats["person"] == 2
    told = "\n".join(found.doubts)
    assert "no export has consent, which conditions of 1 questions name" in told
    assert "conditions of both are not used, and kept in column left_out" in told
    assert "conditions of group are not used, and kept in column left_out" in told


def test_rosters_that_are_lacking_or_nobodys_are_told_and_the_files_laid_out(study):
    form = workbook(study / "form.xlsx", ROSTER)
    _, cleaned, found = begun(workbook(study / "d.xlsx", homes(linked="whose")), form)
    assert "no column says to which form their rows belong: person" in "\n".join(found.doubts)
    assert set(cleaned.answers.filter(question="age")["status"]) == {"not_fielded"}


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_sheets_of_a_form_are_read_whatever_parts_their_cells(tmp_path, mark):
    for name in ("survey", "choices"):
        with (tmp_path / f"homes_{name}.csv").open("w", newline="") as file:
            csv.writer(file, delimiter=mark).writerows(ROSTER[name])
    names = [row["name"] for row in read_instrument(tmp_path / "homes_survey.csv").asked()]
    assert names == ["consent", "size", "age", "both", "group"]
    assert [row["name"] for row in read_instrument(tmp_path).asked()] == names


def test_an_older_workbook_is_read_with_its_languages_and_whole_numbers():
    form = read_instrument(Path(__file__).parent / "instruments/forms/keepers.xls")
    form.drop_unfit_conditions()
    rows = {row["name"]: row for row in form.rows}
    assert rows["age"]["label::French (fr)"] == "Quel âge ?"
    assert rows["age"]["constraint"] == "min(., 120) = . and regex(., '[0-9]+')"
    assert rows["lamp"]["relevant"] == "(if(${age} >= 18, 1, 0)) = 1"
    assert rows["lamp"]["label::English (en)"] == "Which lamp, at …?"
    assert [option["name"] for option in form.choices] == ["1", "2"]


@pytest.mark.parametrize(
    "name", ["microsoft_forms/rse_survey.csv", "google_forms/jupyter_education_2016.csv"]
)
def test_a_real_export_of_forms_becomes_a_survey(study, name):
    begun(sample(name))
