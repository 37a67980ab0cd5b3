"""What the taxometric check says of each data set of the verdict's calibration."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from calibration_worlds import drawn_of

from cyberstudy.cluster.taxometric_check import comparison_curve_fit

if TYPE_CHECKING:
    from cyberstudy.declare.plan.verdict_rules import Rules


def checked(world: str, number: int, rules: Rules) -> dict[str, object]:
    """Check the data set that the verdict is judged on, too; no rule has a part in it."""
    del rules
    codes, ordered, seed, cell = drawn_of("judge", world, number)
    began = time.process_time()
    index = comparison_curve_fit(codes, ordered=ordered, seed=seed)
    cpu = time.process_time() - began
    return {"world": world, "number": number, **cell, "ccfi": index, "cpu": cpu}
