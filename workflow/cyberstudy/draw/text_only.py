"""What an exhibit shows where there is nothing to draw: sentences that say why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.texts import figure_of_sentences
from cyberstudy.wording.view import View


def sentences(view: View[Any], texts: Sequence[str], **parts: Any) -> Drawn:
    """Return an exhibit that says in its figure why there is nothing to draw.

    Parameters
    ----------
    view
        What the exhibit may look at.
    texts
        Sentences, each on lines of its own.
    parts
        The other parts of `Drawn`; `data` are the numbers in the sentences.
    """
    empty = {"question": "", "base": "", "method": "", "alt": view.say.text(texts)}
    return Drawn(figure=figure_of_sentences(texts), **(empty | parts))
