"""Rows that are nobody's, odd cells and options spelt in several ways: proposed, then decided."""

import pytest
from worlds.begun import decide, said, sheet, table, unsure, written
from worlds.small_exports import delimited

from cyberstudy.declare.resolve import check_survey
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.instrument.column_sheet import DECIDED, UNDECIDED
from surveyanswers.tables.problems import SurveyError

ROWS = 40


def answers(count=ROWS):
    return ["on", "off"] * (count // 2)


def units(survey):
    return {*cleaned_anyway(survey)[0].units["unit_id"]}


def test_a_sum_below_the_answers_is_no_respondent_until_somebody_says_so(study):
    rows = [[n, n % 60 + 18, "on"] for n in range(1, ROWS + 1)]
    path = delimited(study / "sums.csv", [["id", "Age", "light"], *rows, ["Total", 1234, ""]])
    survey = written(path)
    row = unsure(survey)["id"]
    assert (row.kind, row.missing, row.sure) == ("id", "Total=left_out", UNDECIDED)
    assert row.evidence == f"left out as nobody's: row {ROWS + 2}"
    assert sheet(survey)["Age"].codes == "19 to 58"
    assert len(units(survey)) == ROWS
    with pytest.raises(SurveyError, match="row 2, id"):
        check_survey(survey)
    decide(survey, {"id": {"missing": "", "sure": DECIDED}})
    survey = written(path)
    check_survey(survey)
    assert "Total" in units(survey)


def test_a_sum_may_stand_in_a_column_of_answers(study):
    regions = ["North", "South"] * (ROWS // 2)
    survey = written(table(study, {"Region": [*regions, "TOTAL"], "horn": [*answers(), "40"]}))
    assert sheet(survey)["Region"].missing == "TOTAL=left_out"
    assert len(units(survey)) == ROWS
    assert {*said(survey, "region").values()} == {"north", "south"}


def test_total_that_others_chose_as_well_is_an_option(study):
    texts = ["Total", "Part"] * (ROWS // 2)
    survey = written(table(study, {"Damage": texts}))
    assert len(units(survey)) == ROWS
    assert "Damage" not in unsure(survey)


def test_tests_go_and_partial_forms_stay_until_somebody_leaves_them_out(study):
    states = ["Complete"] * (ROWS - 6) + ["Partial"] * 4 + ["Survey Test Data"] * 2
    path = table(study, {"Status": states, "light": answers()})
    survey = written(path)
    row = unsure(survey)["Status"]
    assert (row.kind, row.sure, row.missing) == ("aside", UNDECIDED, "Survey Test Data=left_out")
    assert cleaned_anyway(survey)[0].submissions.height == ROWS - 2
    decide(survey, {"Status": {"missing": "Partial=left_out"}})
    survey = written(path)
    check_survey(survey)
    assert cleaned_anyway(survey)[0].submissions.height == ROWS - 4


def test_partial_forms_alone_are_doubtful_and_stop_nothing(study):
    survey = written(table(study, {"Status": ["Complete", "Partial"] * 20, "light": answers()}))
    assert unsure(survey)["Status"].kind == "aside"
    check_survey(survey)
    assert cleaned_anyway(survey)[0].submissions.height == ROWS


def test_a_question_on_tests_is_no_mark_of_one(study):
    heading = "How are your projects tested? [No formal testing]"
    survey = written(table(study, {heading: ["Yes", "No"] * 20, "Test or exam?": answers()}))
    assert len(units(survey)) == ROWS
    assert not unsure(survey)


def test_an_odd_cell_is_listed_and_the_column_keeps_its_kind(study):
    ages = [str(20 + n * 7 % ROWS) for n in range(ROWS)]
    survey = written(
        table(study, {"Age": ["35+", *ages[1:]], "children": ["4+", *"0123" * 9, *"012"]})
    )
    rows = unsure(survey)
    for name in ("Age", "children"):
        assert rows[name].kind == "number"
        assert rows[name].evidence == "1 cell beside the others, which the answers can't have"
    numbers = said(survey, "age")
    assert numbers["1"] == "invalid"
    assert [numbers[str(n)] for n in range(2, ROWS + 1)] == ages[1:]


def test_a_write_in_that_differs_in_case_is_the_option_it_names(study):
    lists = ["Oil; Gas", "Oil; LED", "Gas; LED", "Gas"] * 10
    lists[5] = "oil; led"
    survey = written(table(study, {"lamps": lists, "fuel": ["Oil", "Gas"] * 19 + ["oil", "GAS"]}))
    assert sheet(survey)["lamps"].kind == "several"
    fuel = list(said(survey, "fuel").values())
    assert (fuel.count("oil"), fuel.count("gas"), len(fuel)) == (20, 20, ROWS)
    cleaned, _ = cleaned_anyway(survey)
    ticks = cleaned.answers.filter(question="lamps", option="oil", value="1")
    assert ticks.height == sum("oil" in cell.lower() for cell in lists)


@pytest.mark.parametrize(
    ("options", "doubtful"),
    [
        (["North", "South", "Nort"], True),
        (["Male", "Female", "M"], True),
        (["Yes", "No", "Oui"], True),
        (["5-Jan", "25-Jun", "26-100"], True),
        (["North", "South", "West"], False),
        (["Type 1", "Type 2", "Type 3"], False),
        (["protected well", "unprotected well", "spring"], False),
    ],
)
def test_options_that_may_be_one_are_doubtful(study, options, doubtful):
    first, second, third = options
    survey = written(table(study, {"Sort": [first, second] * 45 + [third] * 4}))
    assert ("Sort" in unsure(survey)) is doubtful


def test_texts_that_look_like_names_or_numbers_of_people_stop_a_run(study):
    firsts, lasts = ["Ana", "Bo", "Carl", "Dora"], ["Lopez", "Chen", "Ek", "Fall", "Gross", "Hill"]
    names = [f"{first} {last}{end}" for first in firsts for last in lasts for end in ("", "s")]
    phones = [f"0791{n * 7919:07}" for n in range(len(names))]
    words = [f"a sentence on fog {n}" for n in range(len(names))]
    columns = {"Who": names, "Q17": phones, "Why": words, "light": answers(len(names))}
    survey = written(table(study, columns))
    assert {name for name, row in unsure(survey).items() if row.sure == UNDECIDED} == {"Who", "Q17"}
    decide(survey, {"Who": {"kind": "personal"}, "Q17": {"kind": "personal"}})
    survey = written(table(study, columns))
    check_survey(survey)
    assert {*survey.exports[0].personal} == {"Who", "Q17"}


def test_a_remark_that_repeats_is_no_option(study):
    call = "Call me on +44 7700 900123, Jane"
    columns = {"Anything else?": ["ok", "thanks"] * 20, "Contact us": [call, "no", "no", "no"] * 10}
    survey = written(table(study, columns))
    assert sheet(survey)["Anything else?"].kind == "text"
    row = sheet(survey)["Contact us"]
    assert (row.kind, row.sure) == ("text", UNDECIDED)
    assert call not in "".join(path.read_text() for path in survey.folder.rglob("*.csv"))
