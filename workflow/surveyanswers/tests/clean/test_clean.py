"""The invented survey, cleaned: each known blunder of its file gets its status and is logged."""

import pytest
from invented import decide

from surveyanswers.clean import answers
from surveyanswers.clean.answers import clean_survey
from surveyanswers.read import read_exports
from surveyanswers.tables.answers import Accounting, Answers, Log, Submitted, Units
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import STATUSES
from surveyanswers.tables.storage import checked

CORRECTIONS = "submission,question,instance,was,becomes,reason,by,on\n"


@pytest.fixture
def cleaned(lighthouse_cells, lighthouse):
    return clean_survey(*lighthouse_cells, lighthouse)


def answer(cleaned, unit, question, instance=0, option=""):
    rows = cleaned.answers.filter(unit_id=unit, question=question, instance=instance, option=option)
    return rows.select("value", "number", "status").row(0)


def test_forms_that_are_cleaned_some_at_a_time_say_what_all_at_once_say(
    cleaned, lighthouse_cells, lighthouse, monkeypatch
):
    """With corrections, whose forms are in other parts."""
    width = max(sheet.columns.height for sheet in lighthouse_cells[0])
    monkeypatch.setattr(answers, "AT_ONCE", 2 * width)
    in_parts = clean_survey(*lighthouse_cells, lighthouse)
    assert all(table.equals(getattr(in_parts, name)) for name, table in vars(cleaned).items())


#: Each known blunder of invented/lighthouse, and what must become of it.
BLUNDERS = [
    ("declined", "k01", "home", 0, (None, None, "refused")),
    ("alias", "k02", "fog_land", 1, ("JPN", None, "valid")),
    ("corrected", "k03", "storm_force", 1, ("4", 4.0, "valid")),
    ("left blank", "k04", "ice_land", 2, (None, None, "no_answer")),
    ("rated without a name", "k04", "ice_force", 2, (None, None, "invalid")),
    ("out of range", "k05", "fog_force", 2, (None, None, "invalid")),
    ("unknown option", "k06", "storm_land", 2, (None, None, "invalid")),
    ("rating of an unknown option", "k06", "storm_force", 2, (None, None, "invalid")),
    ("no-break blank and case", "k08", "ice_land", 1, ("ISL", None, "valid")),
    ("not a number", "k09", "fog_force", 1, (None, None, "invalid")),
    ("several lines in a cell", "k10", "lamps_other", 0, ("candles; many\nof them", None, "valid")),
    ("does not apply", "k11", "lamps_other", 0, (None, None, "invalid")),
    ("no name given", "k12", "storm_land", 2, (None, None, "no_answer")),
    ("not asked", "k12", "storm_force", 2, (None, None, "not_asked")),
    ("does not know", "k12", "remarks", 0, (None, None, "dont_know")),
]


@pytest.mark.parametrize(
    ("unit", "question", "instance", "expected"),
    [b[1:] for b in BLUNDERS],
    ids=[b[0] for b in BLUNDERS],
)
def test_every_true_blunder_gets_its_status(cleaned, unit, question, instance, expected):
    assert answer(cleaned, unit, question, instance) == expected


def test_several_answers_become_one_row_an_option(cleaned):
    assert answer(cleaned, "k10", "lamps", option="oil") == ("1", 1.0, "valid")
    assert answer(cleaned, "k10", "lamps", option="arc") == ("0", 0.0, "valid")
    assert answer(cleaned, "k11", "lamps", option="arc") == (None, None, "not_applicable")


def test_the_tables_keep_their_contracts(cleaned):
    for table, contract in (
        (cleaned.answers, Answers),
        (cleaned.submitted, Submitted),
        (cleaned.units, Units),
        (cleaned.log, Log),
        (cleaned.accounting, Accounting),
    ):
        assert checked(table, contract).height == table.height > 0


def test_every_cell_of_the_file_is_accounted_for(cleaned, lighthouse_cells):
    _, intake = lighthouse_cells
    count = dict(cleaned.accounting.select("became", "cells").iter_rows())
    assert sum(count.values()) == intake["cells"].sum() == 14 * 19
    assert (count["header"], count["blank row"], count["personal, dropped"]) == (19, 19, 12)
    assert (count["identifying"], count["metadata"]) == (12, 12)
    assert set(count) - set(STATUSES) == {
        "header",
        "blank row",
        "personal, dropped",
        "identifying",
        "metadata",
    }


def test_every_change_is_logged_with_its_place_and_reason(cleaned):
    found = cleaned.log.select("row", "header", "was", "became", "kind").rows()
    assert set(found) == {
        (3, "fog1", "Nippon", "JPN", "alias"),
        (4, "storm1 force", "44", "4", "correction"),
        (5, "ice2 force", found_was(cleaned, 5, "ice2 force"), None, "invalid"),
        (6, "fog2 force", "9", None, "invalid"),
        (7, "storm2", "Atlantis", None, "invalid"),
        (7, "storm2 force", found_was(cleaned, 7, "storm2 force"), None, "invalid"),
        (9, "ice1", "\u00a0iceland ", "ISL", "normalised"),
        (10, "fog1 force", "strong", None, "invalid"),
        (12, "other lamp", "a torch", None, "invalid"),
    }
    assert cleaned.log["reason"].str.len_chars().min() > 10


def found_was(cleaned, row, header):
    """What a random draw of the fixture put there; that it is logged at all is the point."""
    return cleaned.log.filter(row=row, header=header)["was"].item()


def test_a_unit_that_answered_is_complete_and_counts_once(cleaned):
    assert cleaned.units["unit_id"].to_list() == [f"k{n:02d}" for n in range(1, 13)]
    assert set(cleaned.units["outcome"]) <= {"complete", "partial"}


def test_a_correction_whose_text_is_gone_stops_the_run(lighthouse, lighthouse_cells):
    row = "k03,storm_force,1,55,5,typing error,tests,2026-11-25\n"
    (lighthouse.folder / "corrections.csv").write_text(CORRECTIONS + row)
    with pytest.raises(
        SurveyError, match=r"expected '55', found '44' \(.*row 4, column storm1 force"
    ):
        clean_survey(*lighthouse_cells, lighthouse)


def test_a_correction_of_a_cell_that_does_not_exist_stops_the_run(lighthouse, lighthouse_cells):
    row = "k99,home,0,Norway,Iceland,moved,tests,2026-11-25\n"
    (lighthouse.folder / "corrections.csv").write_text(CORRECTIONS + row)
    with pytest.raises(SurveyError, match="k99, home, instance 0: there is no such cell"):
        clean_survey(*lighthouse_cells, lighthouse)


def test_a_bad_cell_stops_the_run_where_settings_say_so(lighthouse, lighthouse_cells):
    strict = lighthouse.settings.bad_cells.model_copy(update={"unknown_option": "stop"})
    decide(lighthouse, bad_cells=strict)
    with pytest.raises(
        SurveyError, match=r"row 7, column storm2: 'Atlantis': not an option of storm_land"
    ):
        clean_survey(*lighthouse_cells, lighthouse)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"\r\nk02;", b"\r\nk01;", "row 2: the submission id 'k01' stands twice"),
        (b"\r\nk02;", b"\r\n;", "row 3: no submission or unit id"),
    ],
)
def test_submissions_that_cannot_be_told_apart_stop_the_run(world, lighthouse, before, after, said):
    path = world / "data/raw/lighthouse/keepers.csv"
    path.write_bytes(path.read_bytes().replace(before, after))
    with pytest.raises(SurveyError, match=said):
        clean_survey(
            *read_exports(lighthouse.exports, world / "data/raw", lighthouse.questionnaire),
            lighthouse,
        )


@pytest.mark.parametrize("like", ["K01", "k01\u200b", "\uff4b01", "\u200fk01"])
def test_ids_that_only_look_different_are_reported_as_likely_the_same(world, lighthouse, like):
    path = world / "data/raw/lighthouse/keepers.csv"
    path.write_bytes(path.read_bytes().replace(b"\r\nk02;", f"\r\n{like};".encode()))
    cells = read_exports(lighthouse.exports, world / "data/raw", lighthouse.questionnaire)
    cleaned = clean_survey(*cells, lighthouse)
    alike = cleaned.log.filter(kind="alike").sort("row")
    assert alike.select("file", "row", "was").rows() == [
        ("lighthouse/keepers.csv", 2, "k01"),
        ("lighthouse/keepers.csv", 3, like),
    ]
    assert f"likely the same as {like!r} (lighthouse/keepers.csv, row 3)" in alike["reason"][0]
    assert "likely the same as 'k01' (lighthouse/keepers.csv, row 2)" in alike["reason"][1]
    assert cleaned.units.height == 12
