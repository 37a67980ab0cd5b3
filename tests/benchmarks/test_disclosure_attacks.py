"""What attackers recover of the simulated survey of States, as the study's run published it."""

import polars as pl
import pytest
from disclosure_attacks import RECORD, RESULTS, ROOT, measured, now, table_in_words
from readme_tables import table_of

from cyberstudy.declare.opened import OpenSurvey

#: So many questions, spread over the form: enough to notice, and done in under a minute.
SOME = 25


@pytest.fixture(scope="module")
def recovered(not_run):
    if not (RESULTS / "protect" / "tables").is_dir():
        not_run("the study has not run: make study", "states2012")
    return measured(now(OpenSurvey(ROOT / "config/surveys/states2012", root=ROOT), RESULTS), SOME)


def test_nothing_withheld_follows_from_tables_weighted_shares_and_comparisons(recovered):
    attacks = {
        attack: told for attack, told in recovered.items() if "kept" not in attack and told[1]
    }
    assert len(attacks) == 10
    # "All but one" is documented: the survey does not ask for it to be withheld.
    attacks = {attack: told for attack, (told, _) in attacks.items() if attack != "or all but one"}
    assert {attack for attack, told in attacks.items() if told} == set()


def test_the_table_that_people_read_is_the_record_s():
    assert table_of("disclosure_attacks.py") == table_in_words(pl.read_csv(RECORD))


def test_the_record_is_of_this_release(recovered):
    record = pl.read_csv(RECORD)
    kept = {row["attack"]: (row["recovered_now"], row["of_now"]) for row in record.to_dicts()}
    assert [*kept] == [*recovered], "disclosure_attacks.py --write"
    # Of all questions, however many are attacked one by one.
    of_all = [each for each in kept if "counts" in each.split() or "groups shown" in each]
    of_all = [each for each in of_all if not each.startswith(("programs", "comparisons"))]
    assert len(of_all) == 3
    assert {each: kept[each] for each in of_all} == {each: recovered[each] for each in of_all}, (
        "the release is another one since: disclosure_attacks.py --write"
    )
