"""A survey from its exports to clean answers, estimates, figures and pages.

In a study's folder, once it has run::

    from cyberstudy import Study

    study = Study("mine")
    study.answers()  # the clean table, with labels and statuses; pandas=True for pandas
    study.tables()  # names of what was counted and estimated: study.table("estimates")
    study.exhibits()  # names of the figures: study.exhibit("ages"), study.numbers("ages")

Inside, the library is in layers, each of which may import what stands above it here and never
below: `tables` (the ground), `statistics`, `declare`, `wording`, the nine stages, `commands`. No
stage imports another; the scripts in ``workflow/scripts`` connect them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cyberstudy.narrate import Study

__all__ = ["Study"]


def __getattr__(name: str) -> object:
    """Import `Study` when it is first used: steps of the workflow do without."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.narrate"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
