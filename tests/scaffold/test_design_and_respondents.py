"""Who a row is of, and what it weighs, is proposed by the file and decided by a person."""

import pytest
from worlds import edit
from worlds.begun import decide, sheet, table, unsure, written

from cyberstudy.commands.check_survey import main as check
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.resolve import check_survey
from cyberstudy.scaffold.plan_checks import check_folder
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.instrument.column_sheet import DECIDED, UNDECIDED
from surveyanswers.tables.problems import SurveyError

SCALE = ["1", "2", "3", "4", "5"] * 6
WEIGHTS = [f"{n / 10:.1f}" for n in range(5, 16)] * 3


def test_who_stands_in_several_rows_is_decided_before_a_run(study):
    people, waves = [f"p{n}" for n in range(30)] * 2, ["1"] * 30 + ["2"] * 30
    data = table(study, {"pid": people, "wave": waves, "horn": ["yes", "no", "no"] * 20})
    survey = written(data)
    row = unsure(survey)["pid"]
    assert (row.kind, row.sure) == ("id", UNDECIDED)
    listed = "2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 50 more"
    assert f"30 of 30 stand in several rows (rows {listed}): one in each wave?" in row.evidence
    assert cleaned_anyway(survey)[0].units["unit_id"].n_unique() == 30
    with pytest.raises(SurveyError, match="row 2, pid"):
        check_survey(survey)
    decide(survey, {"pid": {"kind": "aside"}, "wave": {"kind": "aside"}})
    survey = written(data)
    check_survey(survey)
    assert cleaned_anyway(survey)[0].units["unit_id"].n_unique() == 60


def test_weights_stop_a_run_until_a_person_decides_unless_guesses_are_accepted(study, capsys):
    survey = written(table(study, {"light": [*SCALE, "1", "2", "3"], "weight": WEIGHTS}))
    assert next(iter(sheet(survey))) == "weight"
    with pytest.raises(SurveyError, match=r"columns.csv: .*\n  - row 2, weight: weight\? 33 of 33"):
        check_survey(survey)
    assert check([str(survey.folder)]) == 1
    assert "write decided into sure" in capsys.readouterr().out
    settings = survey.folder / "settings.yaml"
    edit(settings, "protection: public", "protection: public\nguesses: accepted")
    check_survey(OpenSurvey(survey.folder))
    found = check_folder(OpenSurvey(survey.folder), examples=True)
    assert not found.problems
    assert any("weight: weight? 33 of 33 rows" in each for each in found.doubts)
    decide(survey, {"weight": {"sure": DECIDED}})
    edit(settings, "\nguesses: accepted", "")
    check_survey(OpenSurvey(survey.folder))


@pytest.mark.parametrize("heading", ["weight", "wt", "pond", "Gewicht", "poids", "peso", "w_wt"])
def test_weights_strata_and_clusters_are_proposed_as_the_design(study, heading):
    sampled = {heading: WEIGHTS, "stratum": ["a", "b", "c"] * 11, "psu": list("defghijklmn") * 3}
    data = table(study, {**sampled, "light": ["1", "2", "3"] * 11})
    survey = written(data)
    rows = unsure(survey)
    assert (rows[heading].kind, rows[heading].sure) == ("weight", UNDECIDED)
    assert "33 of 33 rows are above 0: 0.5 to 1.5, 1 on average" in rows[heading].evidence
    assert (rows["stratum"].kind, rows["psu"].kind) == ("stratum", "cluster")
    design = survey.settings.design
    assert (design.weight, design.strata, design.clusters) == (heading, "stratum", "psu")
    decide(survey, {heading: {"kind": "number"}})
    survey = written(data)
    check_survey(survey)
    assert survey.settings.design is None


def test_three_digits_behind_the_mark_of_a_weight_are_decimals(study):
    weights = [f"1,{n}" for n in range(246, 276)]
    row = sheet(written(table(study, {"Gewicht": weights, "light": SCALE})))["Gewicht"]
    assert "1.246 to 1.275, 1.261 on average" in row.evidence


def test_a_body_is_no_sample(study):
    survey = written(table(study, {"weight": [str(n) for n in range(50, 80)]}))
    assert unsure(survey)["weight"].kind == "number"
    assert "weight" in survey.questionnaire.questions
