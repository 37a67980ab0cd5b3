"""Ward's tree over profiles: a view of units that a mixture of counts has judged, with no claim."""

from __future__ import annotations

import numpy as np
import polars as pl

from cyberstudy.cluster.recovery import method_agreement
from cyberstudy.cluster.solution import LETTERS, Solution
from cyberstudy.cluster.trees import cut, ward_tree

METHOD = "ward_hellinger"


def hellinger_coordinates(counts: np.ndarray) -> np.ndarray:
    """Map counts to points whose Euclidean distance is the Hellinger distance of their shares.

    The distance is 0 for equal shares and 1 where two units have no category in common. Unlike
    log-ratios it needs no amends for a category that a unit never has.

    Parameters
    ----------
    counts
        Units x categories, each unit's sum above 0.
    """
    return np.sqrt(counts / counts.sum(axis=-1, keepdims=True) / 2)


def tree_document(solution: Solution) -> dict[str, object]:
    """Describe the tree over a solution's units, with the class that each is in.

    Rounded, so that equal results are equal bytes; leaves of `linkage` are numbered in the order
    of `units`.
    """
    tree = ward_tree(hellinger_coordinates(solution.table))
    return {
        "method": METHOD,
        "units": list(solution.units),
        "classes": [LETTERS[label] for label in solution.labels],
        "linkage": tree.round(12).tolist(),
    }


def compare_with_tree(
    solution: Solution, *, method: str, resamples: int, confidence: float
) -> pl.DataFrame:
    """Compare the classes with the tree, cut into as many groups.

    Parameters
    ----------
    method
        That made the solution, as tables name it.

    Returns
    -------
    pl.DataFrame
        `typologies.MethodAgreement`; no row where there is one class.
    """
    tree = ward_tree(hellinger_coordinates(solution.table))
    again = {METHOD: cut(tree, solution.classes)} if solution.classes > 1 else {}
    return method_agreement(
        {method: solution.labels, **again},
        resamples=resamples,
        confidence=confidence,
        seed=solution.seed,
    )
