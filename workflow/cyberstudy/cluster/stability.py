"""Bootstrap stability of a latent class solution. Units drawn again, left out, or in another order.

Every refit starts from scratch (see `refits`) and has random numbers of its own. Units are known by
their row in `codes`, classes by their number in the main solution.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cyberstudy.cluster.recovery import DISSOLVED, RECOVERED, best_matches, whole_agreement
from cyberstudy.cluster.refits import STARTS, refits

if TYPE_CHECKING:
    from latentclass.latent_class import LatentClassModel

STABLE = 0.6  # Jaccard under which a class is not to be interpreted
#: Streams of random numbers, one a kind of resampling.
BOOTSTRAP, GROUPS, UNITS, SHUFFLES = range(4)
_AGREEMENT = {"agreement": pl.Float64, "missed": pl.Boolean}
_REPLICATES = {
    "replicate": pl.UInt32,
    "class": pl.UInt32,
    **dict.fromkeys(("jaccard", "chance", "out_of_bag"), pl.Float64),
    "missed": pl.Boolean,
}


@dataclass(frozen=True)
class Resampled:
    """Replicates of a bootstrap.

    Attributes
    ----------
    classes
        One row a replicate and class of the main solution: `replicate`, `class`, `jaccard` (null
        where no unit of it was drawn), `chance` (the same after the replicate's classes are
        shuffled among units); and, equal for all classes of a replicate, `out_of_bag` (adjusted
        Rand over units that were not drawn; null where they are of one class) and `missed` (see
        `refits.Refit`).
    times, labels
        How often each unit was drawn, and its class in the replicate: replicates x units.
    """

    classes: pl.DataFrame
    times: np.ndarray
    labels: np.ndarray


def bootstrap(
    codes: np.ndarray,
    main: LatentClassModel,
    *,
    replicates: range,
    seed: int,
    n_starts: int = STARTS,
) -> Resampled:
    """Draw units with replacement and look for every class's best match among the new ones.

    Cluster-wise assessment by the Jaccard coefficient (Hennig 2007, Computational Statistics &
    Data Analysis 52, 258-271), over the different units that were drawn. Those not drawn are
    classified by the replicate's model and compared with the main solution.

    Parameters
    ----------
    codes : ndarray of shape (units, items)
        Codes from 0; missing is -1.
    main
        The solution, fitted to `codes`.
    replicates
        Numbers of the replicates to make, from 0; at least one.
    seed
        Of a seed sequence that spawns one child a replicate.
    n_starts
        Independent starts in every replicate.
    """
    labels, bound = main.predict(codes), main.score_samples(codes)
    k, n = main.n_classes, len(codes)
    children = [_child(seed, BOOTSTRAP, replicate).spawn(3) for replicate in replicates]
    for_draws, for_starts, for_chances = zip(*children, strict=True)
    draws = [np.random.default_rng(own).integers(n, size=n) for own in for_draws]
    counts = np.stack([np.bincount(draw, minlength=n) for draw in draws])
    # Assume: a unit that is drawn twice counts twice, as in Efron's bootstrap. In R's
    # fpc::clusterboot it counts once by default, which is another statistic: the units drawn, some
    # 63%, are then a subsample without replacement.
    again = refits(codes, k, weights=counts, bound=bound, seeds=for_starts, n_starts=n_starts)
    rows = []
    for replicate, times, refit, for_chance in zip(
        replicates, counts, again, for_chances, strict=True
    ):
        drawn = times > 0
        own, new = labels[drawn], refit.labels[drawn]
        shuffled = np.random.default_rng(for_chance).permutation(new)
        whole = whole_agreement(labels[~drawn], refit.labels[~drawn])
        matches = (best_matches(own, classes, clusters=k) for classes in (new, shuffled))
        rows += [
            (replicate, number, *similar, whole, refit.missed)
            for number, similar in enumerate(zip(*matches, strict=True))
        ]
    classes = pl.DataFrame(rows, schema=_REPLICATES, orient="row").with_columns(
        pl.col(pl.Float64).fill_nan(None)
    )
    return Resampled(classes, counts, np.stack([refit.labels for refit in again]))


def summary(chunks: Iterable[pl.DataFrame], *, confidence: float = 0.95) -> pl.DataFrame:
    """Sum up a bootstrap, one row a class of the main solution.

    Parameters
    ----------
    chunks
        `Resampled.classes`, in any order.
    confidence
        Of `low` and `high`: percentiles over replicates, which show how matches scatter.

    Returns
    -------
    pl.DataFrame
        `class`, `replicates`, `jaccard` (mean) with `low`, `high` and `standard_error` (of the
        mean, as there are so many replicates), `chance` (mean Jaccard of classes of these sizes
        that have nothing to do with one another), shares of replicates `stable` (0.6 or more),
        `recovered` (over 0.75) and `dissolved` (0.5 or less), `out_of_bag` (mean adjusted Rand),
        `missed` (share of replicates whose starts did not reach a known optimum).

    Raises
    ------
    ValueError
        Where a replicate comes twice.
    """
    table = pl.concat(chunks).sort("replicate", "class")
    if table.select("replicate", "class").is_duplicated().any():
        raise ValueError("chunks overlap: the same replicate comes twice")
    jaccard, tail = pl.col("jaccard"), (1 - confidence) / 2
    return table.group_by("class", maintain_order=True).agg(
        replicates=pl.len(),
        jaccard=jaccard.mean(),
        low=jaccard.quantile(tail, "linear"),
        high=jaccard.quantile(1 - tail, "linear"),
        standard_error=jaccard.std() / jaccard.count().sqrt(),
        chance=pl.col("chance").mean(),
        stable=(jaccard >= STABLE).mean(),
        recovered=(jaccard > RECOVERED).mean(),
        dissolved=(jaccard <= DISSOLVED).mean(),
        out_of_bag=pl.col("out_of_bag").mean(),
        missed=pl.col("missed").mean(),
    )


def leave_out(
    codes: np.ndarray, main: LatentClassModel, kept: np.ndarray, *, stream: int, seed: int
) -> pl.DataFrame:
    """Leave some units out of the fit, time after time, and see what becomes of the others.

    Parameters
    ----------
    kept
        Whether each unit stays, times x units.
    stream
        `GROUPS` or `UNITS`.

    Returns
    -------
    pl.DataFrame
        One row a time: `agreement` (adjusted Rand of the classes of those kept with the main
        solution's: read it against `shuffle_rows`, since less than there is noise is no influence)
        and `missed` (see `refits.Refit`).
    """
    if not len(kept):
        return pl.DataFrame(schema=_AGREEMENT)
    labels, bound = main.predict(codes), main.score_samples(codes)
    seeds = [_child(seed, stream, number) for number in range(len(kept))]
    again = refits(codes, main.n_classes, weights=kept * 1, bound=bound, seeds=seeds)
    rows = [
        (whole_agreement(labels[own], refit.labels[own]), refit.missed)
        for own, refit in zip(kept, again, strict=True)
    ]
    return pl.DataFrame(rows, schema=_AGREEMENT, orient="row")


def shuffle_rows(
    codes: np.ndarray, main: LatentClassModel, *, replicates: int, seed: int
) -> pl.DataFrame:
    """Fit the same units in another order, with other starts: the noise of the search alone.

    Returns
    -------
    pl.DataFrame
        One row a replicate: `agreement` (adjusted Rand with the main solution) and `missed`. An
        agreement under 1 where nothing is missed means that other classes fit as well, or better:
        then the main solution had too few starts.
    """
    labels, bound = main.predict(codes), main.score_samples(codes)
    once, rows = np.ones((1, len(codes))), []
    for replicate in range(replicates):
        for_order, child = _child(seed, SHUFFLES, replicate).spawn(2)
        order = np.random.default_rng(for_order).permutation(len(codes))
        (refit,) = refits(
            codes[order], main.n_classes, weights=once, bound=bound[order], seeds=[child]
        )
        rows.append((whole_agreement(labels[order], refit.labels), refit.missed))
    return pl.DataFrame(rows, schema=_AGREEMENT, orient="row")


def _child(seed: int, kind: int, number: int) -> np.random.SeedSequence:
    """Return child `number` of child `kind`, as spawning gives, without making those before it."""
    return np.random.SeedSequence(seed, spawn_key=(kind, number))
