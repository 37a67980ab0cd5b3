"""Figures of analyses of one's own, each drawn by the function that declares it."""

from __future__ import annotations

from pathlib import Path

from cyberstudy.analyses import opened
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.own.entry import OwnFigure
from cyberstudy.wording.view import View


def own(view: View[OwnFigure]) -> Drawn:
    """Draw what an analysis declares, from its table as it passed protection."""
    figure = opened(Path(view.entry.file)).figures[view.entry.figure]
    return figure(view.table(view.entry.table), view)
