"""The kinds of exhibits: a module a kind, which draws it with ``draw(view) -> Drawn``.

A kind takes its entry of the plan (`declare.plan.exhibits`), prepares its tables, and puts marks
(`draw.marks`) and words (`wording`) together.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, get_args

from cyberstudy.declare.plan.exhibits import AnyExhibit
from cyberstudy.declare.plan.exhibits_of_answers import DeclaredExhibit
from cyberstudy.tables.problems import StudyProblem

if TYPE_CHECKING:
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.wording.view import View

#: Every kind of exhibit, by the name that plans and modules give it, with the class of its entry.
KINDS: Mapping[str, type[DeclaredExhibit]] = {
    get_args(entry.model_fields["kind"].annotation)[0]: entry
    for entry in get_args(get_args(AnyExhibit)[0])
}


def drawing_of(kind: str) -> Callable[[View[Any]], Drawn]:
    """Return what draws a kind of exhibit; its module is imported now and not before.

    Raises
    ------
    StudyProblem
        There is no such kind.
    """
    _known(kind)
    drawing: Callable[[View[Any]], Drawn] = importlib.import_module(f"{__name__}.{kind}").draw
    return drawing


def _known(kind: str) -> type[DeclaredExhibit]:
    if kind not in KINDS:
        raise StudyProblem(f"{kind!r} is no kind of exhibit; there are {', '.join(sorted(KINDS))}")
    return KINDS[kind]
