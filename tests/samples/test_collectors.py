"""Real exports of collectors, from the file to the answers."""

from collections import Counter

import pyreadstat
import pytest
from invented.collected import Collected
from worlds.samples import rows_of, sample

from surveyanswers.instrument.exports import Export
from surveyanswers.read.stata import PROGRAM
from surveyanswers.tables.problems import SurveyError


def read_stata(path):
    (grid,) = PROGRAM.read_grids(path, Export("answers.dta", "stata", "post", "en", "id", []))
    return grid.body.to_dict(as_series=False)


@pytest.mark.parametrize(("name", "headings"), [("sample", 3), ("sample_legacy", 2)])
def test_the_samples_of_qualtrics_are_read_with_all_their_rows_of_headings(
    tmp_path, name, headings
):
    rows = rows_of(f"qualtrics/{name}.csv")
    form = [("text", "Q1", "One"), ("text", "Q2", "Two")]
    given = {"format": "qualtrics", "metadata": ["Q2 - Topics"] if headings == 3 else []}
    unit = "ResponseId" if headings == 3 else "ResponseID"
    study = Collected(tmp_path, form, {}, sample(f"qualtrics/{name}.csv"), unit=unit, **given)
    assert study.answers() == {"R_2YPOQ602ER1jkf1": {"Q1": "2", "Q2": "Hello World!"}}
    kept = {h: t for h, t in study.cells.select("header", "text").iter_rows() if t}
    names = (
        rows[0]
        if headings == 3
        else [a if a[:1] == "Q" else b for a, b in zip(*rows[:2], strict=True)]
    )
    as_read = {h: t for h, t in zip(names, rows[-1], strict=True) if h and t}
    dropped = as_read.keys() - kept.keys()
    assert {h: t for h, t in as_read.items() if h not in dropped} == kept
    assert dropped >= {"IPAddress", "LocationLatitude", "LocationLongitude"}
    assert study.cleaned().submissions["submitted_on"].item() == "2017-07-18 08:28:48"


CHECKBOXES = [
    ("begin_group", "form_2"),
    ("select_multiple one", "check_one", "check one"),
    ("select_multiple two", "check_two", "check two"),
    ("text", "desired_result", "What should happen?"),
    ("end_group",),
]


LISTS = {
    "one": [("1", "one"), ("2", "two"), ("3", "three"), ("4", "four")],
    "two": [(letter, letter.upper()) for letter in "abcde"],
}


def test_a_nought_of_redcap_is_a_choice_only_where_something_was_ticked(tmp_path):
    path = sample("redcap/checkboxes-1/data.csv")
    given = {"format": "redcap", "submission": "record_id", "unit": "record_id"}
    study = Collected(tmp_path, CHECKBOXES, LISTS, path, **given)
    ticked = {
        form: (said["check_one"], said["check_two"]) for form, said in study.answers().items()
    }
    assert ticked == {
        "1": (["1"], ["a", "c"]),
        "2": ("[no_answer]", ["b", "d"]),
        "3": (["1", "2", "3", "4"], "[no_answer]"),
        "4": ("[no_answer]", "[no_answer]"),
    }
    study.entry["finished"] = {"form_2_complete": ["2"]}
    sent = study.cleaned().submissions
    assert sent["submission_id"].to_list() == ["1", "2", "3", "4"]


LONGITUDINAL = [
    ("begin_group", "demographics"),
    ("select_multiple days", "gym", "Gym"),
    ("select_multiple days", "aerobics", "Aerobics"),
    ("text", "height", "Height"),
    ("end_group",),
    ("begin_group", "morale"),
    *(("select_one score", f"pmq{n}", f"Morale {n}") for n in range(1, 5)),
    ("end_group",),
]


DAYS = {
    "days": [(str(n), day) for n, day in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri"))],
    "score": [(str(n), f"Score {n}") for n in range(6)],
}


def test_events_of_redcap_are_waves_and_a_form_is_fielded_where_its_state_is_filled(tmp_path):
    header, *rows = rows_of("redcap/longitudinal/data.csv")
    morale = "patient_morale_questionnaire_complete"
    given = {
        "format": "redcap",
        "submission": "study_id",
        "unit": "study_id",
        "roles": {"redcap_event_name": "wave"},
        "columns": {
            "gym___{option}": "gym",
            "aerobics___{option}": "aerobics",
            "height": "height",
            **{f"pmq{n}": f"pmq{n}" for n in range(1, 5)},
        },
        "personal": ["*name*", "telephone_1", "email", "ec_phone", "next_of_kin_contact_*", "dob"],
        "metadata": ["*"],
        "fielded_where": {"demographics_complete": ["demographics"], morale: ["morale"]},
    }
    path = sample("redcap/longitudinal/data.csv")
    study = Collected(tmp_path, LONGITUDINAL, DAYS, path, **given)
    answers = study.answers()
    assert len(answers) == len(rows) == 18
    for row in rows:
        at = dict(zip(header, row, strict=True))
        said = answers[f"{at['study_id']}-{at['redcap_event_name']}"]
        for name in ("gym", "aerobics"):
            ticked = [n for n in "01234" if at[f"{name}___{n}"] == "1"]
            blank = "[no_answer]" if at["demographics_complete"] else "[not_fielded]"
            assert said[name] == (ticked or blank)
        for name in ("pmq1", "pmq4"):
            blank = "[no_answer]" if at[morale] else "[not_fielded]"
            assert said[name] == (at[name] or blank)
    assert answers["100-enrollment_arm_1"]["gym"] == ["0"]  # Monday, the code 0
    assert Counter(study.cells["role"])["wave"] == 18
    dropped = study.intake["personal_cells"].item()
    assert dropped == 18 * sum("name" in h for h in header if h != "redcap_event_name") + 18 * 6
    study.entry["metadata"] = ["*", "*nowhere*"]
    with pytest.raises(SurveyError, match=r"no column fits the pattern '\*nowhere\*'"):
        study.answers()


def test_the_sample_of_surveymonkey_has_an_option_a_column_and_no_cell_is_lost(tmp_path):
    header, *rows = rows_of("surveymonkey/all_responses.csv")
    several = {}
    for heading in header[3:]:
        number, _, label = heading.partition(". ")
        if number in ("3", "4") and label:
            several.setdefault(number, []).append(label)
    options = {
        f"l{n}": [(f"o{at:02}", text) for at, text in enumerate(labels)]
        for n, labels in several.items()
    }
    form = [(f"select_multiple l{n}", f"s{n}", f"Question {n}") for n in several]
    singles = {h: f"t{at}" for at, h in enumerate(header[1:3])}
    form += [("text", name, heading) for heading, name in singles.items()]
    given = {
        "format": "surveymonkey",
        "unit": "Respondent ID",
        "columns": {**{f"{n}. {{label}}": f"s{n}" for n in several}, **singles},
        "metadata": ["*"],
    }
    study = Collected(tmp_path, form, options, sample("surveymonkey/all_responses.csv"), **given)
    answers = study.answers()
    assert study.intake["cells"].item() == len(header) * (len(rows) + 1)
    for row in rows:
        at = dict(zip(header, row, strict=True))
        for n, labels in several.items():
            ticked = [f"o{i:02}" for i, text in enumerate(labels) if at[f"{n}. {text}"]]
            assert answers[at["Respondent ID"]][f"s{n}"] == (ticked or "[no_answer]")
    chosen = Counter(
        option for said in answers.values() for option in said["s3"] if said["s3"] != "[no_answer]"
    )
    assert chosen["o00"] == sum(bool(row[3]) for row in rows) > 1000


def test_the_sample_says_what_another_reading_of_its_moments_says():
    path = sample("stata/sample.dta")
    usual, _ = pyreadstat.read_dta(path, output_format="dict")
    ours = read_stata(path)
    assert ours["mydate"] == [day and day.isoformat() for day in usual["mydate"]]
    assert ours["dtime"] == [when and when.isoformat(" ") for when in usual["dtime"]]
    assert ours["mytime"] == [value and f"{value:%H:%M:%S}" for value in usual["mytime"]]
    assert ours["mylabl"] == ["Male", "Female", "Male", "Female", "Male"]
    assert ours["mynum"] == ["1.1", "1.2", "-1000.3", "-1.4", "1000.3"]
    assert ours["mychar"] == list("abcde")


def test_extended_missing_values_come_as_labels_or_as_stata_writes_them():
    ours = read_stata(sample("stata/missing_test.dta"))
    assert [ours[f"var{n}"][0] for n in range(1, 10)] == [
        *("missing", ".b", ".c", ".x", ".y", ".z"),
        *(None, None, "1"),
    ]
