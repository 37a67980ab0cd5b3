"""Of each total all groups of a question are withheld, or none."""

import polars as pl
import pytest
from invented_surveys import ASKED, survey

from disclosure.cells import Replies, divided
from disclosure.suppress import QuestionRules, suppress

LEAST = 5


@pytest.mark.parametrize("seed", range(4))
def test_a_question_is_withheld_of_all_groups_of_a_total_or_of_none(seed):
    units, answers = survey(seed)
    members = units.with_columns(wave=pl.lit(""), replied=pl.col("replied") == "yes")
    given = answers["options"].str.replace_all(";", "\x1f")
    answers = answers.with_columns(given=given)
    options = {("", name): list(known) for name, (known, _) in ASKED.items()}
    said = Replies(
        options,
        lambda _, q: answers.filter(question=q).select("unit_id", "status", "given"),
    )
    rules = {name: QuestionRules(several, ["law"] * (name == "which"), 0)
             for name, (_, several) in ASKED.items()}  # fmt: skip
    cells = [*divided(members, said, LEAST, ["refused", "no_answer"])]
    found = suppress(cells, rules, minimum=LEAST, whole=True)
    cheapest = suppress(cells, rules, minimum=LEAST)
    some = 0
    for one in cells:
        named = {group for names in one.groups for group in names}
        gone = {group for group in named if found.hides("", group, one.name)}
        parts = {group for group in named if group[0] != "all"}
        assert gone & parts in (set(), parts)
        some += bool(gone)
    assert some
    assert len(found.withheld) > len(cheapest.withheld)
