"""What leaves of a public survey's own analyses about personal questions."""

from pathlib import Path

import dataframely as dy
import polars as pl
import pytest
from worlds import edit

from cyberstudy.analyses import Analysis
from cyberstudy.claims import Choices
from cyberstudy.protect.release_rules import Door, of_known, stop_undeclared
from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import Part, column, key
from surveyanswers.tables.problems import SurveyError

CLOSED = "protection: confidential\nminimum_base: 5"
KEEPERS = [f"k{number:02}" for number in range(24)]


class Homes(Analysis):
    """Keepers who said something of their home."""

    row = key("Which.")
    said = column(dy.UInt32, Part.COUNT, "Of them said it.", nullable=True)


class Sums(Homes):
    """The same, said to be sums."""

    SUMS = True


class Single(Sums):
    """Sums, and a single value beside them."""

    value = column(dy.String, Part.VALUE, "What one said.")


@pytest.mark.parametrize("name", ["two_lamps", "estimates", "levels"])
def test_nothing_of_an_analysis_leaves_a_confidential_survey_whatever_its_contract_says(
    lighthouse, tmp_path, monkeypatch, name
):
    class Open(Contract):
        """A table of answers that says it were none."""

        keeper = key("Which.")
        said = column(dy.String, Part.FRAME, "What.")

    monkeypatch.chdir(tmp_path)
    path = Path(f"results/lighthouse/describe/analyses/lamps/{name}.parquet")
    path.parent.mkdir(parents=True)
    pl.DataFrame({"keeper": KEEPERS, "said": ["oil"] * len(KEEPERS)}).write_parquet(path)
    edit(lighthouse.folder / "settings.yaml", "protection: public", CLOSED)
    lighthouse.__dict__["made"] = {name: Open}
    door = Door(lighthouse, tmp_path / "seen", None)
    door.table(path, path.name)
    assert door.held_in == [path.name]
    assert door.passed == []
    assert not (tmp_path / "seen").exists()


def test_a_file_beside_the_tables_of_an_analysis_stops_all(lighthouse):
    folder = "results/lighthouse/describe"
    declared = [f"{folder}/analyses/lamps/two_lamps.parquet", f"{folder}/estimates.parquet"]
    stop_undeclared(map(Path, declared), lighthouse)
    for stray in ("lamps/estimates", "lamps/said_by_k07", "namings/two_lamps"):
        with pytest.raises(SurveyError, match=f"{stray}.parquet: no analysis declares this"):
            stop_undeclared([Path(f"{folder}/analyses/{stray}.parquet")], lighthouse)


@pytest.fixture
def left(lighthouse):
    """Tell which rows leave, each given as who said it of whom, about which question."""

    def leaves(contract, **rows):
        names = ("said", "units", "questions")
        table = pl.DataFrame(
            [{"row": row, **dict(zip(names, about, strict=True))} for row, about in rows.items()]
        )
        seen, withheld = of_known(table, lighthouse, contract)
        assert withheld == table.height - seen.height
        return seen["row"].to_list()

    return leaves


def test_of_personal_questions_sums_leave_where_many_are_on_either_side(left):
    rows = {
        "even": (12, KEEPERS, ["home"]),
        "fewest": (10, KEEPERS[:20], ["home", "lamps"]),
        "few": (9, KEEPERS, ["home"]),
        "few others": (15, KEEPERS, ["home"]),
        "everybody": (24, KEEPERS, ["home"]),
        "nobody": (0, KEEPERS, ["home"]),
        "few units": (5, KEEPERS[:9], ["home"]),
        "the same unit": (10, ["k00"] * 24, ["home"]),
        "uncounted": (None, KEEPERS, ["home"]),
        "open": (1, KEEPERS, ["lamps"]),
        "written": (12, KEEPERS, ["remarks"]),
        "written, too": (12, KEEPERS, ["home", "remarks"]),
    }
    assert left(Sums, **rows) == ["even", "fewest", "open"]


@pytest.mark.parametrize("contract", [Homes, Single])
def test_what_is_not_said_to_be_sums_or_has_single_values_does_not_leave(left, contract):
    rows = {"even": (12, KEEPERS, ["home"]), "open": (12, KEEPERS, ["lamps"])}
    assert left(contract, **rows) == ["open"]


def test_of_two_sums_over_personal_questions_that_differ_in_a_few_units_one_leaves(left):
    rows = {
        "all": (12, KEEPERS, ["home"]),
        "all, counted otherwise": (13, KEEPERS, ["home"]),
        "all but one": (12, KEEPERS[1:], ["home"]),
        "other question": (12, KEEPERS[1:], ["home", "lamps"]),
        "open": (12, KEEPERS[1:], ["lamps"]),
    }
    assert left(Sums, **rows) == ["all", "all, counted otherwise", "other question", "open"]


def test_a_claim_on_a_personal_question_leaves_where_it_leaves_out_ten_or_nobody(lighthouse):
    choices = {"nothing": KEEPERS, "nine": KEEPERS[9:], "ten": KEEPERS[10:], "most": KEEPERS[:9]}
    told = {"kind": "Left out", "value": 0.5, "holds": True, "reason": "", "questions": ["home"]}
    table = pl.DataFrame([told | {"choice": name, "units": own} for name, own in choices.items()])
    seen, withheld = of_known(table, lighthouse, Choices)
    assert seen["choice"].to_list() == ["nothing", "ten"]
    assert withheld == 2
