"""Frames and codings that cannot be followed are told with file and row."""

import pytest
from cyberstudy.commands.guard import refused
from cyberstudy.declare.coding import coders_as_letters
from cyberstudy.declare.holdings import register
from cyberstudy.declare.resolve import check_survey
from cyberstudy.declare.survey import Survey
from cyberstudy.tables.problems import StudyProblem
from worlds.coded import FRAME, coding, with_remarks, write


def test_the_question_of_codes_follows_from_the_frame(world):
    survey = with_remarks(world, [coding("k01", "fog")])
    check_survey(survey)
    names = list(survey.questionnaire.questions)
    assert names.index("remarks_coded") == names.index("remarks") + 1
    asked = survey.questionnaire.questions["remarks_coded"]
    assert (asked.type, asked.labels) == (
        "select_multiple",
        survey.form.questions["remarks"].labels,
    )
    options = survey.questionnaire.options_of(asked)
    assert options.codes == ["fog", "pay", "other"]
    assert options.labels["fr"]["pay"] == "Solde"
    assert "remarks_coded" not in survey.form.questions


def test_coders_are_letters_who_leads_first_and_not_by_the_alphabet(world):
    rows = [coding("k01", "fog", "cleo"), coding("k01", "fog", "ann"), coding("k01", "fog", "ben")]
    survey = with_remarks(world, rows, lead="ben")
    assert survey.coders == {"ben": "A", "cleo": "B", "ann": "C"}


def test_there_are_letters_for_any_number_of_coders():
    letters = coders_as_letters({}, map(str, range(703)))
    assert [letters[n] for n in ("25", "26", "701", "702")] == ["Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [coding("k01", "fogg")],
            r"row 2: there is no code in the frame 'fogg'; did you mean 'fog'",
        ),
        (
            [coding("k01", "fog"), coding("k01", "pay")],
            r"rows 2, 3: ann codes k01, instance 0, 2 t",
        ),
        ([coding("k01", "fog", "")], r"row 2: by is empty"),
        ([coding("", "fog")], r"row 2: submission is empty"),
        ([coding("k01", "fog", instance="x")], r"row 2: instance is no number of a turn"),
    ],
)
def test_mistakes_in_codings_are_told_with_their_row(world, rows, told):
    with pytest.raises(
        StudyProblem, match=rf"(?s)data/raw/lighthouse/coding/remarks\.csv:.*{told}"
    ):
        check_survey(with_remarks(world, rows))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [FRAME[0], ("two words", "x", "", "")],
            r"row 2: code 'two words', expected a code without",
        ),
        ([FRAME[0], ("fog", "", "", "")], r"row 2: label is empty"),
        ([FRAME[0], ("refused", "x", "", "")], r"row 2: code 'refused' is the name of a status"),
        ([FRAME[0], *FRAME[1:2], *FRAME[1:2]], r"an option's code stands twice"),
        ([FRAME[0]], r"there are no codes"),
        ([("submission", "text"), ("k01", "fog")], r"columns \['code', 'label'\] are missing"),
    ],
)
def test_mistakes_in_a_frame_are_told(world, rows, told):
    survey = with_remarks(world, None, frame=rows)
    with pytest.raises(StudyProblem, match=rf"(?s)lighthouse/coding/remarks\.csv.*{told}"):
        check_survey(survey)


def test_only_questions_with_a_text_are_coded(world):
    survey = with_remarks(world, None)
    survey.settings.coding["lamps"] = survey.settings.coding["remarks"]
    with pytest.raises(
        StudyProblem, match=r"coding\.lamps: there is no question with a text 'lamps'"
    ):
        check_survey(survey)


def test_a_leader_who_codes_nothing_is_told(world):
    with pytest.raises(
        StudyProblem, match=r"lets bem lead, but there is no coder 'bem'; did .*ben"
    ):
        check_survey(with_remarks(world, [coding("k01", "fog", "ben")], lead="bem"))


def test_two_ways_to_decide_are_one_too_many(world):
    with pytest.raises(StudyProblem, match=r"coding\.remarks\.both: leaves nothing to decide"):
        check_survey(with_remarks(world, None, lead="ann", both=True))


def test_codings_of_confidential_answers_are_registered_with_them_and_never_committed(world):
    survey = with_remarks(world, [coding("k01", "fog")])
    kept = world / "data/confidential/lighthouse"
    (kept / "coding").mkdir(parents=True)
    for name in ("keepers.csv", "coding/remarks.csv"):
        (world / "data/raw/lighthouse" / name).rename(kept / name)
    said = register("lighthouse", survey.declared_files, world, received_on="x", source="y")
    assert said == ["2 confidential files of lighthouse are registered and will be read."]
    after = Survey(survey.folder, root=world)
    assert after.codings["codes"].to_list() == ["fog"]
    inside = "data/confidential/lighthouse/coding/remarks.csv"
    open_folder = "data/raw/lighthouse/coding/remarks.csv"
    frame = "config/surveys/lighthouse/coding/remarks.csv"
    copied = {"docs/copy.csv": (kept / "coding/remarks.csv").read_bytes()}
    found = refused({inside: b"1", open_folder: b"2", frame: b"3", **copied}, world)
    assert [told.partition(":")[0] for told in found] == [inside, open_folder, "docs/copy.csv"]


def test_rows_without_codes_are_still_to_be_coded(world):
    survey = with_remarks(world, None)
    assert survey.codings.is_empty()
    write(survey.coding_files["remarks"], [("submission", "instance", "text", "codes", "by", "on")])
    check_survey(Survey(survey.folder, root=world))
