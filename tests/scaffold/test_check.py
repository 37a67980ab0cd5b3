"""A check says everything that is wrong or undecided, and writes nothing of the study."""

import polars as pl
import pytest
from worlds import edit

from cyberstudy.commands.check_survey import main
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.resolve import check_survey
from cyberstudy.declare.unfit_analyses import kept_inside
from cyberstudy.scaffold.plan_checks import check_folder
from cyberstudy.verify.receipt import write_receipt
from surveyanswers.clean.answers import clean_survey
from surveyanswers.instrument.data_access import manifests_of, raw_files_of
from surveyanswers.instrument.xlsform import to_xform
from surveyanswers.read import read_exports
from surveyanswers.read.verified_files import check_received
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import sha256_of

FOLDER = "config/surveys/lighthouse"


@pytest.fixture
def lighthouse(world, monkeypatch):
    monkeypatch.chdir(world)
    return world / FOLDER


def test_a_survey_that_is_in_order_has_no_problems(lighthouse, capsys):
    assert main([FOLDER]) == 0
    assert "lighthouse: 0 problems" in capsys.readouterr().out
    assert not (lighthouse.parents[2] / "results").exists()


def test_a_survey_that_there_is_not_is_told_with_the_one_that_may_be_meant(lighthouse, capsys):
    assert main(["config/surveys/lighthose"]) == 1
    assert "no survey 'lighthose'; did you mean 'lighthouse'?" in capsys.readouterr().out


def test_a_public_file_that_is_not_here_yet_is_said_to_be_fetched_by_a_run(lighthouse, capsys):
    (lighthouse.parents[2] / "data/raw/sources.yaml").write_text(
        "sources:\n  - {path: lighthouse/more.csv, url: 'https://example.org/more.csv', bytes: 9, "
        f"sha256: '{'0' * 64}', received_on: '2026-01-02', source: A friend, licence: none, "
        "sensitivity: public, simulated: no, citation: A friend.}\n"
    )
    assert main([FOLDER]) == 1
    said = capsys.readouterr().out
    assert "data/raw/lighthouse/more.csv is not here yet; a run fetches it" in said
    assert "1 problem," in said


def test_mistakes_in_several_files_are_told_at_once(lighthouse, capsys):
    edit(lighthouse / "plan.yaml", "title: Who keeps the lights", "titel: Who keeps the lights")
    edit(lighthouse / "layout.yaml", "home: home", "hom: home")
    keepers = lighthouse.parents[2] / "data/raw/lighthouse/keepers.csv"
    keepers.write_text(keepers.read_text() + "\n")
    assert main([FOLDER]) == 1
    said = capsys.readouterr().out
    for part in ("plan.yaml", "titel", "is not the file received", "'home'"):
        assert part in said


def test_cells_that_stop_a_run_are_a_problem_and_their_texts_shown_if_they_may_be(lighthouse):
    settings = lighthouse / "settings.yaml"
    text = settings.read_text()
    assert "unknown_option: invalid" in text or "unknown_option: stop" in text
    settings.write_text(text.replace("unknown_option: invalid", "unknown_option: stop"))
    raw = lighthouse.parents[2] / "data/raw/lighthouse/keepers.csv"
    lines = raw.read_text().splitlines()
    at = lines[0].split(";").index("home")
    cells = lines[1].split(";")
    cells[at] = "Atlantis"
    raw.write_text("\n".join([lines[0], ";".join(cells), *lines[2:]]) + "\n")
    shown = check_folder(OpenSurvey(lighthouse), examples=True)
    hidden = check_folder(OpenSurvey(lighthouse), examples=False)
    assert any("'Atlantis'" in each for each in shown.problems)
    assert any(each.startswith("home: 1 cell can't be accepted") for each in hidden.doubts)
    assert "Atlantis" not in "\n".join([*hidden.problems, *hidden.doubts])


def test_units_that_are_named_nearly_alike_are_told(lighthouse):
    raw = lighthouse.parents[2] / "data/raw/lighthouse/keepers.csv"
    text = raw.read_text(encoding="utf-8-sig")
    assert text.count("k01;") == text.count("k02;") == 1
    raw.write_text(text.replace("k01;", "Skerryvore;").replace("k02;", "Skerryvor;"))
    shown = check_folder(OpenSurvey(lighthouse), examples=True).doubts
    hidden = check_folder(OpenSurvey(lighthouse), examples=False).doubts
    assert "2 units have similar names and may be the same: Skerryvor, Skerryvore" in shown
    assert "2 units have similar names and may be the same" in hidden


def keepers(folder, change):
    """Change the rows of the keepers' answers, and receive the file so."""
    raw = folder.parents[2] / "data/raw"
    path = raw / "lighthouse/keepers.csv"
    path.write_text(change(path.read_text(encoding="utf-8-sig")))
    manifest = pl.read_csv(raw / "MANIFEST.csv", infer_schema=False)
    own = pl.col("file") == "lighthouse/keepers.csv"
    manifest.with_columns(
        sha256=pl.when(own).then(pl.lit(sha256_of(path))).otherwise("sha256"),
        bytes=pl.when(own).then(pl.lit(str(path.stat().st_size))).otherwise("bytes"),
    ).write_csv(raw / "MANIFEST.csv")


def of_answers(before, after):
    return lambda folder: keepers(folder, lambda text: text.replace(before, after, 1))


def of_declarations(file, before, after):
    return lambda folder: edit(folder / file, before, after)


def stopped(survey):
    """Do what a run does first, and return what it stops at."""
    try:
        check_survey(survey)
        raw = survey.root / "data/raw"
        files = raw_files_of("lighthouse", "data/raw", survey.root)
        receipt = write_receipt(
            [str(path) for path in files],
            manifests=manifests_of("lighthouse", "data/raw", survey.root),
            sources=raw / "sources.yaml",
        )
        to_xform(survey.folder / "questionnaire")
        check_received(survey.exports, raw, receipt)
        cells, intake = read_exports(survey.exports, raw, survey.questionnaire)
        clean_survey(cells, intake, survey)
    except SurveyError as problem:
        return str(problem)
    raise AssertionError("nothing stops this run")


WITH_A_LIST = of_declarations(
    "settings.yaml",
    "choice_files:",
    "frame: {path: data/raw/reference/countries.csv, unit: iso3}\nchoice_files:",
)
DAMAGES = {
    "a question is not in the codebook": of_declarations("codebook.csv", "remarks,Rem", "rem,Rem"),
    "a column is renamed": of_answers("storm1;", "storm 1;"),
    "a row is cut off": of_answers(";Arc lamp;;\n", "\n"),
    "a form has no id": of_answers("\nk02;", "\n;"),
    "a form stands twice": of_answers("\nk02;", "\nk01;"),
    "the file is empty": lambda folder: keepers(folder, lambda text: ""),
    "a file is altered": lambda folder: edit(
        folder.parents[2] / "data/raw/lighthouse/keepers.csv", "k02;", "k99;"
    ),
    "a file is missing": lambda folder: (
        folder.parents[2] / "data/raw/lighthouse/keepers.csv"
    ).unlink(),
    "a file is not listed": lambda folder: (
        folder.parents[2] / "data/raw/lighthouse/more.csv"
    ).write_text("a\n"),
    "a corrected text is gone": of_declarations("corrections.csv", ",44,4,", ",43,4,"),
    "a correction has no turn": of_declarations("corrections.csv", ",1,44", ",one,44"),
    "an option is unknown": lambda folder: (
        of_declarations("settings.yaml", "unknown_option: invalid", "unknown_option: stop")(folder),
        of_answers("Arc lamp", "Gas lamp")(folder),
    ),
    "a number is unreadable, and the list lacks its unit": lambda folder: (
        of_declarations("settings.yaml", "not_a_number: invalid", "not_a_number: stop")(folder),
        WITH_A_LIST(folder),
        of_answers("Chile;4;", "Chile;four;")(folder),
    ),
    "the list lacks a unit": WITH_A_LIST,
    "form tools refuse the form": of_declarations(
        "questionnaire/survey.csv", "end_repeat,fog_turns", "end_group,fog_turns"
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_stops_a_run_is_told_in_the_same_words(lighthouse, damage):
    DAMAGES[damage](lighthouse)
    said = stopped(OpenSurvey(lighthouse))
    assert said in "\n".join(check_folder(OpenSurvey(lighthouse), examples=True).problems)


def test_a_wave_that_no_form_is_of_is_told(lighthouse):
    edit(
        lighthouse / "plan.yaml", "    leave_out: home\n", '    leave_out: home\n    wave: "1890"\n'
    )
    assert (
        "plan.yaml, clusterings.namers.wave: no form belongs to wave '1890' (there are none)"
        in "\n".join(check_folder(OpenSurvey(lighthouse), examples=True).doubts)
    )


def test_what_stays_inside_is_said_once_it_is_known(lighthouse):
    closed = "protection: confidential\nminimum_base: 5"
    edit(lighthouse / "settings.yaml", "protection: public", closed)
    (said,) = (each for each in kept_inside(OpenSurvey(lighthouse)) if "lamps.py" in each)
    assert "two_lamps, homes will be made and will stay inside" in said
    oil = "    oil = key"
    edit(lighthouse / "analyses" / "lamps.py", oil, f'    units = key("Whom.")\n{oil}')
    found = check_folder(OpenSurvey(lighthouse), examples=False)
    assert not [each for each in found.doubts if "stay inside" in each]
    assert any("does not leave `units` and `questions`" in each for each in found.problems)
