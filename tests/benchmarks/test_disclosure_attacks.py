"""What attackers recover of the simulated survey of States, as the study's run published it."""

import pytest
from cyberstudy.declare.opened import OpenSurvey
from disclosure_attacks import RESULTS, ROOT, measured, now

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
