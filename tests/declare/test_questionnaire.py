import polars as pl
import pytest
from worlds import REPOSITORY, edit

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.resolve import check_survey
from surveyanswers.instrument.layout_keys import Layout
from surveyanswers.instrument.matching import index_of
from surveyanswers.instrument.names import Names
from surveyanswers.instrument.parsing import load
from surveyanswers.instrument.questionnaire import Options
from surveyanswers.instrument.questionnaire_sheets import load_codebook, load_questionnaire
from surveyanswers.instrument.settings import Settings
from surveyanswers.instrument.xlsform import to_xform
from surveyanswers.tables.answer_columns import NUMBER, RULE, SIGNS, SOURCE, STATUS, TAKEN, keys_of
from surveyanswers.tables.answers import Answers, Submitted
from surveyanswers.tables.problems import SurveyError

FORMS = sorted(path.parent for path in (REPOSITORY / "config" / "surveys").glob("*/questionnaire"))
SURVEYS = [folder for folder in FORMS if (folder / "plan.yaml").exists()]


@pytest.mark.parametrize("folder", FORMS, ids=lambda folder: folder.name)
def test_every_questionnaire_is_a_valid_xlsform(folder):
    form = to_xform(folder / "questionnaire")
    sheet = pl.read_csv(folder / "questionnaire" / "survey.csv", infer_schema=False)
    for name in sheet.filter(pl.col("type").str.contains("^(select|integer|text)"))["name"]:
        assert f"/{name}" in form


@pytest.mark.parametrize("folder", SURVEYS, ids=lambda folder: folder.name)
def test_every_survey_says_all_that_the_stages_need(folder):
    survey = OpenSurvey(folder, root=REPOSITORY)
    assert survey.exports
    assert survey.codebook.height == len(survey.questionnaire.questions)
    assert survey.plan.exhibits
    assert survey.settings.title


@pytest.mark.parametrize("folder", FORMS, ids=lambda folder: folder.name)
def test_every_language_of_a_questionnaire_is_complete(folder):
    for sheet in ("survey", "choices"):
        table = pl.read_csv(folder / "questionnaire" / f"{sheet}.csv", infer_schema=False)
        labels = [column for column in table.columns if column.startswith("label::")]
        assert labels
        if "type" in table.columns:
            table = table.filter(~pl.col("type").str.starts_with("end_"))
        assert table.select(labels).null_count().sum_horizontal().item() == 0


def test_languages_stand_side_by_side(lighthouse):
    labels = lighthouse.questionnaire.questions["home"].labels
    assert labels == {"en": "Where is your lighthouse?", "fr": "Où est votre phare ?"}


def test_options_come_from_the_table_that_the_form_names(wci):
    options = wci.questionnaire.choices["countries.csv"]
    assert len(options.codes) == 249
    assert index_of(options).find("Korea North").code == "PRK"


def test_an_invalid_form_is_refused_in_the_words_of_the_form_tool(lighthouse):
    folder = lighthouse.folder / "questionnaire"
    edit(folder / "survey.csv", "end_repeat,fog_turns", "note,fog_turns")
    with pytest.raises(SurveyError, match="is not a valid XLSForm"):
        to_xform(folder)


def test_an_unknown_type_is_named_with_its_row(lighthouse):
    folder = lighthouse.folder / "questionnaire"
    edit(folder / "survey.csv", "text,remarks", "essay,remarks")
    with pytest.raises(SurveyError, match=r"row 17: type 'essay' is none of"):
        load_questionnaire(folder, files=lighthouse.settings.choice_files, root=lighthouse.root)


@pytest.mark.parametrize(
    "name", ["wave", "unit_id", "instance", "submission_id", "law:status", "means/police"]
)
def test_a_name_that_columns_beside_answers_have_is_refused_before_anything_runs(lighthouse, name):
    edit(lighthouse.folder / "questionnaire" / "survey.csv", "text,remarks", f"text,{name}")
    with pytest.raises(SurveyError, match=rf"row 17: {name} can't be a question's name"):
        check_survey(lighthouse)


def test_names_that_are_refused_are_those_of_columns_beside_answers():
    assert {*keys_of(Submitted), *keys_of(Answers)} == {*TAKEN}
    assert all(kind[0] in SIGNS for kind in (NUMBER, STATUS, SOURCE, RULE))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("remarks,Remarks,keeper,free_text\n", "", "remarks is missing"),
        ("remarks,Remarks", "musings,Remarks", "musings is not in the questionnaire"),
        ("free_text", "secret", "sensitivity 'secret'"),
    ],
)
def test_a_codebook_that_does_not_fit_the_form_is_refused(lighthouse, before, after, said):
    edit(lighthouse.folder / "codebook.csv", before, after)
    with pytest.raises(SurveyError, match=said):
        load_codebook(lighthouse.folder / "codebook.csv", lighthouse.questionnaire)


def test_an_unknown_key_in_a_settings_file_is_named(lighthouse):
    path = lighthouse.folder / "settings.yaml"
    edit(path, "unit:", "unitt:")
    with pytest.raises(SurveyError, match=r"settings\.yaml.*(\n.*)*unitt"):
        load(path, Settings)


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/passwd", "a/../../b.csv"])
def test_an_export_cannot_lie_outside_the_raw_folder(lighthouse, path):
    edit(lighthouse.folder / "layout.yaml", "lighthouse/keepers.csv", path)
    with pytest.raises(SurveyError, match=r"layout\.yaml.*(\n.*)*exports\.0\.file"):
        load(lighthouse.folder / "layout.yaml", Layout)


def test_codes_of_several_answers_hold_no_blank_because_blanks_part_them(lighthouse):
    choices = lighthouse.folder / "questionnaire" / "choices.csv"
    choices.write_text(choices.read_text().replace("lamps,oil,", "lamps,oil lamp,"))
    with pytest.raises(SurveyError, match=r"lamps may have several answers.*got 'oil lamp'"):
        _ = lighthouse.questionnaire


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("often", "; did you mean '3'? (there are: 1 'Never', 3 'Often', daily)"),
        ("offten", "; did you mean '3'? (there are: 1 'Never', 3 'Often', daily)"),
        ("daly", "; did you mean 'daily'? (there are: 1 'Never', 3 'Often', daily)"),
    ],
)
def test_an_option_that_is_named_by_its_label_is_told_with_its_code(named, told):
    labels = {"1": "Never", "3": "Often", "daily": "Daily", "dont_know": "Don't know"}
    options = Options([*labels], {"en": labels})
    names = Names(lists={"option": {"light": options.labelled}})
    assert names.foreign("option", "light", named) == f"there is no option of light {named!r}{told}"
