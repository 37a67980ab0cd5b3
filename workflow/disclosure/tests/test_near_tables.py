"""Tables near the true one spare programs, and change nothing that these would have found."""

import numpy as np
import pytest
from invented_surveys import ASKED, OPEN, frames

from disclosure.agreeing_tables import AgreeingTables
from disclosure.cells import divided
from disclosure.near_tables import NearTables
from disclosure.published import of_question
from disclosure.released_counts import as_release, released_counts
from disclosure.suppress import QuestionRules, suppress
from disclosure.suppression import Pattern
from disclosure.suppression_audit import audit

SEEDS = range(6)
RULES = {name: QuestionRules(several, alike=0) for name, (_, several) in ASKED.items()}


def given_away(seed, monkeypatch):
    """A release that withholds what must be for its own sake, and nothing beside it."""
    memberships, said = frames(seed, listed=40)
    with monkeypatch.context() as patch:
        patch.setattr("disclosure.suppress.choose", lambda _, first, *__: Pattern(first, first))
        found = suppress(divided(memberships, said, 5, [OPEN]), RULES, minimum=5)
    return as_release(released_counts(found), memberships, said, OPEN)


def none_of(chosen, base, *_, **__):
    nothing = np.zeros((0, *chosen.shape), dtype=np.int8)
    return NearTables(chosen, base, chosen.sum(axis=1) >= base, nothing)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_audit_finds_the_same_without_them(seed, monkeypatch):
    release = given_away(seed, monkeypatch)
    found = [audit([release], minimum=5, coalition=2)]
    monkeypatch.setattr(NearTables, "found", none_of)
    found.append(audit([release], minimum=5, coalition=2))
    for each in found:
        for one in each.values():
            one.tables = 0
    assert found[0] == found[1]
    told = {who for one in found[0].values() for _, who in one.determined}
    assert told >= {"an outsider", "two respondents"}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_choice_is_the_same_without_them(seed, monkeypatch):
    memberships, said = frames(seed, listed=40)

    def chosen():
        return suppress(divided(memberships, said, 5, [OPEN]), RULES, minimum=5).withheld

    first = chosen()
    monkeypatch.setattr(NearTables, "found", none_of)
    assert first == chosen()
    assert first


def test_there_are_some_and_no_published_number_is_another_in_them(monkeypatch):
    release = given_away(1, monkeypatch)
    tables = AgreeingTables(of_question([release], "", "law"))
    near = tables.near
    assert len(near.changes) > 0
    for group, sort, count in tables.now.facts:
        if sort in tables.now.options:
            option = tables.now.options.index(sort)
            table = near.chosen[:, option] + near.changes[:, :, option]
            assert (table[:, tables.of(group)].sum(axis=1) == count).all()
