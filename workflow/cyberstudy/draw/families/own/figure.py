"""Figures of analyses of one's own, each drawn by the function that declares it."""

from __future__ import annotations

from pathlib import Path

from cyberstudy.analyses import TableOfOwn
from cyberstudy.analysis_files import opened
from cyberstudy.declare.plan.kinds import OwnFigure
from cyberstudy.draw.drawn import Drawn
from cyberstudy.wording.view import View


def own(view: View[OwnFigure]) -> Drawn:
    """Draw what an analysis declares, from its table as it passed protection.

    Its own is handed over with all waves, unless the figure names one; another as `View.table` has
    it.
    """
    figure, name = opened(Path(view.entry.file)).figures[view.entry.figure], view.entry.table
    whole = isinstance(figure.of, TableOfOwn) and view.entry.wave is None
    return figure(view.of_all_waves(name) if whole else view.table(name), view)
