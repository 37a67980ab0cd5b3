"""A survey's folder is written whole, and passes what planning checks."""

import csv
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from invented.cells import all_cells
from worlds import REPOSITORY, edit, raw_folder
from worlds.samples import sample

from cyberstudy.commands.scaffold import main
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.resolve import check_survey
from cyberstudy.scaffold.new_survey import scaffold
from cyberstudy.scaffold.plan_checks import check_folder
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.instrument.data_access import surveys_run
from surveyanswers.instrument.xlsform import to_xform
from surveyanswers.scaffold.folder import NewSurvey
from surveyanswers.scaffold.form import Form
from surveyanswers.tables.problems import SurveyError

KEEPERS = """id;e-mail;Started;Lamp;Height;How good is the light?;How good is the horn?;Remarks
1;a@b.example;2026-01-02 10:00:00;Oil;12,5;Good;Poor;It leaks
2;c@d.example;2026-01-02 11:00:00;LED;30,25;Poor;Poor;No data
3;e@f.example;2026-01-03 10:00:00;Oil;8;Good;Good;Bright
4;g@h.example;2026-01-04 10:00:00;LED;14;Poor;Good;Tall
5;i@j.example;2026-01-05 10:00:00;Oil;9,5;Good;Poor;Old
6;k@l.example;2026-01-06 10:00:00;Oil;11;Good;Excellent;New
7;m@n.example;2026-01-07 10:00:00;LED;12;Good;Excellent;Far
8;o@p.example;2026-01-08 10:00:00;LED;13;Poor;Excellent;Near
9;q@r.example;2026-01-09 10:00:00;Oil;15;Good;Good;Wide
10;s@t.example;2026-01-10 10:00:00;LED;15;Good;Good;Low
"""


@pytest.fixture
def keepers(study):
    path = study / "keepers of 2026.csv"
    path.write_text(KEEPERS)
    return path


def written(name, data, **how):
    new = NewSurvey(Path("config/surveys", name), data, received_on="2026-01-02", **how)
    scaffold(new)
    return OpenSurvey(new.folder)


def test_a_plain_table_becomes_a_survey_that_can_be_planned_and_cleaned(study, keepers):
    survey = written("keepers", keepers)
    check_survey(survey)
    (export,) = survey.exports
    assert (export.separator, export.decimal_mark, export.submission) == (";", ",", "id")
    assert list(export.personal) == ["e-mail"]
    assert list(export.metadata) == ["Started"]
    assert export.missing == {"No data": "no_answer"}
    cleaned, _ = cleaned_anyway(survey)
    said = {
        (row["question"], row["submission_id"]): row["value"] or row["status"]
        for row in cleaned.answers.to_dicts()
    }
    assert said["height", "1"] == "12,5" or said["height", "1"] == "12.5"
    assert said["lamp", "2"] == "led"
    assert said["remarks", "2"] == "no_answer"
    assert said["how_good_is_the_horn", "6"] == "excellent"
    codebook = {row["question"]: row for row in survey.codebook.to_dicts()}
    assert codebook["how_good_is_the_horn"]["scores"] == "poor=0 good=1 excellent=2"
    assert codebook["how_good_is_the_light"]["scores"] == "poor=0 good=1 excellent=2"
    assert codebook["remarks"]["sensitivity"] == "free_text"
    assert survey.settings.bad_cells.unknown_option == "stop"


def test_a_new_survey_is_confidential_until_somebody_says_otherwise(study, keepers):
    survey = written("keepers", keepers)
    assert survey.settings.protection == "confidential"
    assert survey.data_access.raw == "data/confidential"
    assert (study / "data/confidential/keepers/keepers_of_2026.csv").read_text() == KEEPERS
    assert not (study / "data/raw/keepers").exists()
    assert (survey.folder / ".gitignore").read_text().splitlines()[-1] == "*"
    assert (study / "notebooks/confidential_keepers.ipynb").exists()
    ignored = (REPOSITORY / ".gitignore").read_text()
    assert "/notebooks/confidential_*.ipynb" in ignored
    assert "/data/confidential/" in ignored


def test_no_list_names_a_confidential_survey_and_it_is_run_all_the_same(study, keepers):
    def files():
        return {path for path in study.rglob("*") if path.is_file()}

    before, config = files(), (study / "config/config.yaml").read_bytes()
    written("keepers", keepers)
    assert (study / "config/config.yaml").read_bytes() == config
    assert surveys_run(["other"], study) == ["other", "keepers"]
    repository = ["git", "-C", study]
    subprocess.run([*repository, "init", "--quiet"], check=True)
    shutil.copy(REPOSITORY / ".gitignore", study)
    for path in files() - before - {study / ".gitignore"}:
        if ".git" not in path.relative_to(study).parts:
            ignored = subprocess.run([*repository, "check-ignore", "--quiet", path])
            assert ignored.returncode == 0, path


FEW = ("the cabinet of the prime minister", "Country A refuses us")


@pytest.fixture
def told(study):
    """An export in which few said what nobody else did, of one answer and of several."""
    rows = [("Police", "Oil; Gas"), ("Courts", "Oil; Gas"), ("Police", "Oil")] * 9
    rows += [(FEW[0], f"Oil; {FEW[1]}"), (FEW[0], FEW[1]), ("Police", f"Gas; {FEW[1]}; Sun")]
    path = study / "told.csv"
    lines = (f"{n},{one},{several}" for n, (one, several) in enumerate(rows))
    path.write_text("\n".join(["id,Who decides,Lamps", *lines]) + "\n")
    return path


def test_what_few_units_gave_is_no_option_of_a_confidential_survey(study, told):
    survey = written("tales", told)
    check_survey(survey)
    labels = {name: o.labels["en"] for name, o in survey.questionnaire.choices.items()}
    assert [*labels["who_decides"].values()] == ["Courts", "Police", "Other"]
    assert [*labels["lamps"].values()] == ["Gas", "Oil", "Other"]
    cleaned, _ = cleaned_anyway(survey)
    assert cleaned.log.filter(kind="invalid").is_empty()
    assert cleaned.answers.filter(question="who_decides", value="other").height == 2
    several = cleaned.answers.filter(question="lamps", option="other", value="1")
    assert several["unit_id"].to_list() == ["27", "28", "29"]
    assert survey.settings.bad_cells.unknown_option == "stop"


def test_what_was_put_together_is_listed_beside_the_answers_and_nowhere_else(study, told):
    survey = written("tales", told)
    desk = study / "data/confidential/tales"
    listed = (desk / "corrections.csv").read_text()
    assert all(text in listed for text in FEW)
    files = (path for path in study.rglob("*") if path.is_file() and path != told)
    elsewhere = [path for path in files if desk not in path.parents]
    assert study / survey.folder / "questionnaire/choices.csv" in elsewhere
    for path in elsewhere:
        data = path.read_text(errors="ignore")
        assert not any(text in data for text in FEW), path


def test_where_hardly_any_two_units_gave_the_same_a_question_is_a_text(study):
    path = study / "told.csv"
    lines = (f"{n},{FEW[n % 2]} {n // 6}" for n in range(24))
    path.write_text("\n".join(["id,Who decides", *lines]) + "\n")
    survey = written("tales", path)
    assert survey.questionnaire.questions["who_decides"].type == "text"
    assert survey.codebook["sensitivity"].to_list() == ["free_text"]


def test_of_public_answers_every_option_stays(study, told):
    survey = written("tales", told, public=True)
    labels = survey.questionnaire.choices["who_decides"].labels["en"]
    assert FEW[0] in labels.values()


def test_a_public_survey_has_a_manifest_of_its_own(study, keepers):
    survey = written("keepers", keepers, public=True)
    assert survey.settings.protection == "public"
    with (study / "data/raw/keepers/MANIFEST.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["file"] == "keepers/keepers_of_2026.csv"
    assert row["bytes"] == str(len(KEEPERS))
    found = check_folder(survey, examples=True)
    assert not found.problems


def test_the_survey_is_put_beside_the_others_and_its_notebook_can_be_read(study, keepers):
    written("keepers", keepers, public=True)
    config = yaml.safe_load((study / "config/config.yaml").read_text())
    assert config["surveys"] == ["other", "keepers"]
    cells = json.loads((study / "notebooks/public_keepers.ipynb").read_text())["cells"]
    code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    compile(code, "notebook", "exec")
    assert "study.areas()" in code  # those of the plan, whatever becomes of it


def test_nothing_is_written_over(study, keepers):
    survey = written("keepers", keepers)
    before = (survey.folder / "layout.yaml").read_bytes()
    with pytest.raises(SurveyError, match="Nothing is overwritten"):
        written("keepers", keepers)
    assert (survey.folder / "layout.yaml").read_bytes() == before
    with pytest.raises(SurveyError, match="can't be a survey's name"):
        written("of-2026", keepers)


def test_what_cannot_be_read_leaves_nothing_behind(study):
    data = study / "empty.csv"
    data.write_text("")
    with pytest.raises(SurveyError):
        written("empty", data)
    assert not (study / "config/surveys/empty").exists()
    assert not (study / "data/confidential").exists()


def test_the_record_of_laws_is_a_survey_of_states(study):
    survey = written(
        "laws", raw_folder("cyberlaw2026/data.csv") / "cyberlaw2026/data.csv", public=True
    )
    check_survey(survey)
    assert survey.settings.frame.unit == "iso3"
    laws = [
        "electronic_transactions",
        "consumer_protection",
        "privacy_and_data_protection",
        "cybercrime",
        "indirect_taxation",
    ]
    assert survey.plan.indices.sets["electronic_transactions"].items == laws
    assert len(survey.exports[0].metadata) == 8
    cleaned, _ = cleaned_anyway(survey)
    own = cleaned.answers.filter(question="cybercrime", value="legislation")
    # Counted in the file's own columns, by other means than the survey's.
    path = raw_folder("cyberlaw2026/data.csv") / "cyberlaw2026/data.csv"
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert own.height == sum(row["Cybercrime"] == "Legislation" for row in rows) > 150
    assert cleaned.units.filter("in_frame").height == 193
    assert "replies" not in survey.plan.exhibits  # each has a row


def test_a_long_table_has_waves_levels_and_change(study):
    path = raw_folder("gci/ITU_GCI.csv") / "gci/ITU_GCI.csv"
    survey = written("index", path, public=True)
    check_survey(survey)
    (export,) = survey.exports
    assert export.long.item == "INDICATOR"
    assert export.roles == {"TIME_PERIOD": "wave"}
    assert (survey.plan.change.wave_from, survey.plan.change.wave_to) == ("2020", "2024")
    cleaned, _ = cleaned_anyway(survey)
    assert cleaned.units["wave"].unique().sort().to_list() == ["2020", "2024"]


@pytest.mark.parametrize(
    ("data", "form"),
    [
        ("qualtrics/sample.csv", None),
        ("qualtrics/sample_legacy.csv", None),
        ("redcap/longitudinal/data.csv", "redcap/longitudinal/dictionary.csv"),
        ("redcap/checkboxes-1/data.csv", "redcap/checkboxes-1/dictionary.csv"),
        ("surveymonkey/all_responses.csv", None),
        ("spss/sample_missing.sav", None),
        ("spss/simple_alltypes.sav", None),
        ("spss/hebrews.sav", None),
        ("stata/sample.dta", None),
        ("stata/missing_test.dta", None),
    ],
)
def test_real_exports_become_surveys_that_can_be_planned(study, data, form):
    survey = written("trial", sample(data), form=sample(form) if form else None)
    check_survey(survey)
    assert "<bind" in to_xform(survey.folder / "questionnaire")
    cleaned, sheets = cleaned_anyway(survey)
    assert cleaned.submissions.height > 0
    assert all_cells(sheets).height > 0


def test_a_column_without_a_heading_is_asked_by_its_name(study):
    data = study / "lamps.csv"
    data.write_text("id,,height\n" + "".join(f"{n},lamp {n % 2},{n}.5\n" for n in range(9)))
    survey = written("lamps", data)
    assert survey.questionnaire.questions["q"].labels == {"en": "q"}
    assert not check_folder(survey, examples=True).problems


def test_rows_that_no_column_tells_apart_are_named_by_their_numbers(study):
    data = study / "lamps.csv"
    data.write_text("lamp,height\n" + "Oil,12\nLED,30\n" * 5)
    survey = written("lamps", data)
    (export,) = survey.exports
    assert export.numbered
    assert not export.ids
    cleaned, _ = cleaned_anyway(survey)
    assert {*cleaned.submissions["submission_id"]} == {str(row) for row in range(2, 12)}
    edit(survey.folder / "layout.yaml", "numbered: true", "numbered: true\n    submission: lamp")
    with pytest.raises(SurveyError, match="submission and numbered: expected one of them"):
        check_survey(OpenSurvey(survey.folder))


def test_ticks_of_redcap_are_the_days_that_were_ticked(study):
    survey = written(
        "trial",
        sample("redcap/longitudinal/data.csv"),
        form=sample("redcap/longitudinal/dictionary.csv"),
    )
    cleaned, _ = cleaned_anyway(survey)
    own = cleaned.submitted.filter(unit_id="100", question="gym", status="valid")
    with sample("redcap/longitudinal/data.csv").open(newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["gym___0"])
    assert {r["option"]: r["value"] for r in own.to_dicts()} == {
        code: row[f"gym___{code}"] for code in "01234"
    }
    assert {"first_name", "email", "telephone_1"} <= set(survey.exports[0].personal)


def test_the_command_says_what_a_person_must_still_say(study, keepers, capsys):
    folder = "config/surveys/keepers"
    assert main([folder, "--data", str(keepers), "--received-on", "2026-01-02"]) == 0
    said = capsys.readouterr().out
    assert "To look at:" not in said  # nothing is open, of this file
    assert "Fill in yourself: title, respondents, citation and mode in settings.yaml" in said
    assert "source and terms in data/confidential/keepers/MANIFEST.csv" in said
    assert "This survey is treated as confidential" in said
    assert main([folder, "--data", str(keepers)]) == 1
    assert "Nothing is overwritten" in capsys.readouterr().err


def test_a_question_that_asks_for_a_person_is_dropped_at_the_door(study):
    data, form = study / "answers.csv", study / "form"
    form.mkdir()
    (form / "survey.csv").write_text("type,name,label\ntext,email,Your e-mail\ntext,story,Tell\n")
    (form / "choices.csv").write_text("list_name,name,label\n")
    data.write_text("id,email,story\n1,a@b.example,It was\n2,c@d.example,a night\n")
    survey = written("tales", data, form=form)
    assert list(survey.questionnaire.questions) == ["story"]
    assert list(survey.exports[0].personal) == ["email"]
    _, sheets = cleaned_anyway(survey)
    assert not all_cells(sheets).filter(text="a@b.example").height


def test_repeated_instruments_of_redcap_are_repeats_with_as_many_turns_as_there_are(study):
    dictionary, data = study / "dictionary.csv", study / "export.csv"
    dictionary.write_text(
        "Variable / Field Name,Form Name,Field Type,Field Label,"
        '"Choices, Calculations, OR Slider Labels",'
        "Text Validation Type OR Show Slider Number\n"
        "id,base,text,Id,,\nhome,base,text,Home,,\n"
        'hours,visit,text,Hours,,integer\nlamps,visit,checkbox,Lamps,"gas, Gas | oil, Oil",\n'
    )
    data.write_text(
        "id,redcap_repeat_instrument,redcap_repeat_instance,home,base_complete,hours,"
        "lamps___gas,lamps___oil,visit_complete\n"
        "a,,,north,2,,0,0,\na,visit,1,,,3,1,0,2\na,visit,2,,,0,0,0,2\nb,,,south,2,,0,0,\n"
    )
    survey = written("keepers", data, form=dictionary)
    assert survey.questionnaire.repeats == {"visit": 2}
    cleaned, _ = cleaned_anyway(survey)
    hours = cleaned.answers.filter(question="hours").select(
        "unit_id", "instance", "value", "status"
    )
    assert hours.rows() == [
        ("a", 1, "3", "valid"),
        ("a", 2, "0", "valid"),
        ("b", 1, None, "not_fielded"),
    ]


def test_a_form_of_another_file_is_refused_before_anything_is_written(study, keepers):
    dictionary = study / "dictionary.csv"
    dictionary.write_text(
        "Variable / Field Name,Form Name,Field Type,Field Label,"
        '"Choices, Calculations, OR Slider Labels"\nship,fleet,text,Which ship?,\n'
    )
    with pytest.raises(SurveyError, match="no column belongs to a question of the form"):
        written("keepers", keepers, form=dictionary)
    assert not (study / "config/surveys/keepers").exists()


@pytest.mark.parametrize(
    ("export", "language"), [("itu-kobo-en.xlsx", "en"), ("itu-kobo-ar.xlsx", "ar")]
)
def test_exports_of_the_twin_fit_its_form_in_any_language(study, export, language):
    data = REPOSITORY / "data/raw/states2012" / f"simulated-{export}"
    form = REPOSITORY / "config/surveys/states2012/questionnaire"
    survey = written("twin", data, form=form, language=language)
    check_survey(survey)
    assert len(survey.exports[0].columns) > 290  # of 332, others are the program's or repeated
    cleaned, _ = cleaned_anyway(survey)
    asked = cleaned.answers.filter(status="valid")
    bad = cleaned.log.filter(kind="invalid")
    assert asked.height > 5 * bad.height


def test_no_question_gets_the_name_of_a_column_beside_answers():
    form = Form("Keepers")
    assert form.question("wave", "text", {"en": "Which wave?"}) == "wave_2"
    assert form.question("wave_2", "text", {"en": "Which one?"}) == "wave_2_2"


def test_personal_columns_in_seven_languages_are_dropped_and_no_date_of_birth_is_public(study):
    headings = ["Name", "Anschrift", "Geburtsdatum", "Nombre completo", "Имя", "姓名", "الاسم"]
    data = study / "people.csv"
    days = {n: ",".join(f"1970-01-{n:02}" for _ in headings) for n in range(1, 20)}
    rows = (f"{n},{n % 3 + 1},{day}" for n, day in days.items())
    data.write_text("\n".join([",".join(["id", "light", *headings]), *rows]) + "\n")
    survey = written("people", data, public=True)
    check_survey(survey)
    assert list(survey.exports[0].personal) == headings
    assert list(survey.questionnaire.questions) == ["light"]
    _, sheets = cleaned_anyway(survey)
    assert all_cells(sheets).filter(text="1970-01-07").is_empty()
