"""Which groups of which questions a confidential survey withholds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from cyberstudy.declare.questionnaire import Questionnaire
from cyberstudy.declare.routing import names_in
from cyberstudy.declare.settings import Settings
from cyberstudy.protect.cells import Divided, Group
from cyberstudy.statistics.suppression import Demands, Pattern, choose, primary_blocks

#: What one group of one question is found by: wave, grouping, group, question.
Key = tuple[str, str, str, str]
SEVERAL = "select_multiple"


@dataclass(frozen=True)
class Suppression:
    """What is withheld, and why.

    Attributes
    ----------
    primary
        Groups of questions that are withheld for their own sake.
    withheld
        These, and those that are withheld with them.
    inherited
        Groups of questions, not only of those with counts, of which a question is withheld that
        decides who is asked: their base would tell who chose what there.
    """

    primary: frozenset[Key]
    withheld: frozenset[Key]
    inherited: frozenset[Key]
    questions: Mapping[tuple[str, str], tuple[Divided, Pattern]]

    @property
    def waves(self) -> list[str]:
        """Waves that there are questions of."""
        return sorted({wave for wave, _ in self.questions})

    def hides(self, wave: str, grouping: str, groups: Iterable[str], question: str) -> bool:
        """Whether any of these groups of a question is withheld."""
        return any((wave, grouping, group, question) in self.withheld for group in groups)


def suppress(
    divided: Iterable[Divided],
    questionnaire: Questionnaire,
    codebook: pl.DataFrame,
    settings: Settings,
) -> Suppression:
    """Choose what to withhold of every question.

    A question that only some are asked has as many answers as there were reasons to ask it, so
    where a group of the deciding question is withheld, that group is withheld of this one, base
    and all.

    Parameters
    ----------
    divided
        From `cells.divided`, in the form's order.
    questionnaire
        For who is asked what.
    codebook
        For the sensitivity of each question.
    settings
        Minimum base and demands.
    """
    sensitivity = dict(codebook.select("question", "sensitivity").iter_rows())
    minimum, rules = settings.minimum_base or 0, settings.disclosure
    found: dict[tuple[str, str], tuple[Divided, Pattern]] = {}
    primary: set[Key] = set()
    withheld: set[Key] = set()
    inherited: set[Key] = set()
    for one in divided:
        kind = sensitivity.get(one.name)
        alike = 1 if kind in rules.all_but_one else 0 if kind in rules.unanimity else None
        deciding = _deciding(one.name, questionnaire)
        above = frozenset(
            block
            for block, groups in enumerate(one.groups)
            if any((one.wave, *group, name) in withheld for group in groups for name in deciding)
        )
        several = getattr(questionnaire.questions.get(one.name), "type", "") == SEVERAL
        # Of groups that the deciding question withholds nobody knows how many were asked.
        known = {tuple(cells) for b, cells in enumerate(one.question.blocks) if b not in above}
        asked = replace(
            one.question,
            known_base=one.question.known_base - above,
            asked=[told for told in one.question.asked if not above or tuple(told[0]) in known],
            several=several,
        )
        first = primary_blocks(asked, minimum=minimum, alike=alike)
        demands = Demands(
            minimum=minimum,
            width=rules.width,
            partitions=one.partitions,
            coalition=rules.coalition,
        )
        pattern = choose(asked, first, demands, above)
        found[one.wave, one.name] = (replace(one, question=asked), pattern)
        for into, blocks in (
            (primary, pattern.primary),
            (withheld, pattern.withheld),
            (inherited, above),
        ):
            into |= {_key(one, group) for block in blocks for group in one.groups[block]}
    # Numbers and texts have no table of counts, but are told of in others: how many gave one.
    for name in {*questionnaire.questions} - {name for _, name in found}:
        deciding = _deciding(name, questionnaire)
        inherited |= {(w, by, group, name) for w, by, group, q in withheld if q in deciding}
    return Suppression(frozenset(primary), frozenset(withheld), frozenset(inherited), found)


def _key(one: Divided, group: Group) -> Key:
    return (one.wave, *group, one.name)


def _deciding(name: str, questionnaire: Questionnaire) -> Collection[str]:
    """Questions whose answers decide who is asked this one, by way of others, too."""
    found: set[str] = set()
    left = [name]
    while left:
        question = questionnaire.questions.get(left.pop())
        named = names_in(question.relevant) if question and question.relevant else frozenset()
        left += named - found
        found |= named
    return found
