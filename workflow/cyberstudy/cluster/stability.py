"""Bootstrap stability of a latent class solution. Units drawn again, left out, or in another order.

Every refit starts from scratch (see `refits`) and has random numbers of its own, so tables are the
same for every way of cutting them into chunks. Units are known by their row in `codes`, classes by
their number in the main solution.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from cyberstudy.cluster.recovery import DISSOLVED, RECOVERED, best_matches, whole_agreement
from cyberstudy.cluster.refits import STARTS, Refit, refits

if TYPE_CHECKING:
    from latentclass.latent_class import LatentClassModel

STABLE = 0.6  # Jaccard under which a class is not to be interpreted
#: Streams of random numbers, one a kind of resampling.
BOOTSTRAP, GROUPS, UNITS, SHUFFLES = range(4)
Row = dict[str, object]
_FIT = {"log_likelihood": pl.Float64, "missed": pl.Boolean, "converged": pl.Boolean}
_REPLICATES = {
    "replicate": pl.UInt32,
    "class": pl.UInt32,
    "drawn": pl.UInt32,
    "jaccard": pl.Float64,
    "chance": pl.Float64,
    "not_drawn": pl.UInt32,
    "out_of_bag": pl.Float64,
    **_FIT,
}
_GROUPS = {
    "group": pl.String,
    "left_out": pl.UInt32,
    "agreement": pl.Float64,
    **_FIT,
}
_UNITS = {"unit": pl.UInt32, "agreement": pl.Float64, **_FIT}
_SHUFFLES = {"replicate": pl.UInt32, "agreement": pl.Float64, **_FIT}


@dataclass(frozen=True)
class Resampled:
    """Replicates of a bootstrap.

    Attributes
    ----------
    classes
        One row a replicate and class of the main solution: `replicate`, `class`, `drawn` (how
        many different units of the class), `jaccard` (null where none was drawn), `chance` (the
        same after the replicate's classes are shuffled among units); and, equal for all classes
        of a replicate, `not_drawn` (units), `out_of_bag` (adjusted Rand over them; null where they
        are of one class), `log_likelihood`, `missed` (see `refits.Refit`), `converged`.
    units
        One row a replicate and unit: `replicate`, `unit`, `times` drawn, `class` in the replicate.
    """

    classes: pl.DataFrame
    units: pl.DataFrame


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
        Numbers of the replicates to make, from 0.
    seed
        Of a seed sequence that spawns one child a replicate.
    n_starts
        Independent starts in every replicate.
    """
    labels, bound = main.predict(codes), main.score_samples(codes)
    k, n = main.n_classes, len(codes)
    classes: list[Row] = []
    units = [_memberships(0, labels[:0], labels[:0])]
    if not len(replicates):
        return Resampled(_table(classes, _REPLICATES), pl.concat(units))
    children = [_child(seed, BOOTSTRAP, replicate).spawn(3) for replicate in replicates]
    for_draws, for_starts, for_chances = zip(*children, strict=True)
    draws = [np.random.default_rng(own).integers(n, size=n) for own in for_draws]
    counts = np.stack([np.bincount(draw, minlength=n) for draw in draws])
    # Assume: a unit that is drawn twice counts twice, as in Efron's bootstrap. In R's
    # fpc::clusterboot it counts once by default, which is another statistic: the units drawn, some
    # 63%, are then a subsample without replacement.
    again = refits(codes, k, weights=counts, bound=bound, seeds=for_starts, n_starts=n_starts)
    for replicate, times, found, for_chance in zip(
        replicates, counts, again, for_chances, strict=True
    ):
        drawn = times > 0
        own, new = labels[drawn], found.labels[drawn]
        shuffled = np.random.default_rng(for_chance).permutation(new)
        jaccard, _ = best_matches(own, new, clusters=k)
        chance, _ = best_matches(own, shuffled, clusters=k)
        whole = {
            "replicate": replicate,
            "not_drawn": n - len(own),
            "out_of_bag": whole_agreement(labels[~drawn], found.labels[~drawn]),
            **_how(found),
        }
        size = np.bincount(own, minlength=k)
        classes += [
            {"class": i, "drawn": size[i], "jaccard": jaccard[i], "chance": chance[i], **whole}
            for i in range(k)
        ]
        units.append(_memberships(replicate, times, found.labels))
    return Resampled(_table(classes, _REPLICATES), pl.concat(units))


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
    jaccard, tail = pl.col("jaccard"), (1 - confidence) / 2
    return (
        _joined(chunks, ["replicate", "class"])
        .group_by("class", maintain_order=True)
        .agg(
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
    )


def leave_groups_out(
    codes: np.ndarray,
    main: LatentClassModel,
    groups: Sequence[str | None],
    *,
    seed: int,
    n_starts: int = STARTS,
) -> pl.DataFrame:
    """Leave one group of units out of the fit at a time, and see what becomes of the others.

    Parameters
    ----------
    groups
        One a unit, such as its region. Assume: a unit without a group is never left out.

    Returns
    -------
    pl.DataFrame
        One row a group: `group`, `left_out` (units), `agreement` (adjusted Rand of those kept with
        the main solution), `log_likelihood`, `missed`, `converged`.
    """
    names = sorted({group for group in groups if group is not None})
    every = [[other != group for other in groups] for group in names]
    found = _without(
        codes, main, every, seeds=_children(seed, GROUPS, range(len(names))), n_starts=n_starts
    )
    left = (len(codes) - sum(kept) for kept in every)
    return _table(
        [{"group": g, "left_out": n, **row} for g, n, row in zip(names, left, found, strict=True)],
        _GROUPS,
    )


def leave_units_out(
    codes: np.ndarray, main: LatentClassModel, *, units: range, seed: int, n_starts: int = STARTS
) -> pl.DataFrame:
    """Leave one unit out of the fit at a time, and see how much the others' classes depend on it.

    Returns
    -------
    pl.DataFrame
        One row a unit: `unit`, `agreement` (adjusted Rand of the others' classes with the main
        solution's: read it against `shuffle_rows`, since less than there is noise is no
        influence), `log_likelihood`, `missed`, `converged`.
    """
    every = np.arange(len(codes)) != np.array(units)[:, None]
    found = _without(codes, main, every, seeds=_children(seed, UNITS, units), n_starts=n_starts)
    return _table([{"unit": unit, **row} for unit, row in zip(units, found, strict=True)], _UNITS)


def _without(
    codes: np.ndarray,
    main: LatentClassModel,
    every: Sequence[Sequence[bool]] | np.ndarray,
    *,
    seeds: Sequence[np.random.SeedSequence],
    n_starts: int,
) -> list[Row]:
    """Fit anew to those units that are kept, time after time, and compare their classes."""
    if not len(every):
        return []
    labels, bound = main.predict(codes), main.score_samples(codes)
    kept = np.array(every)
    again = refits(
        codes, main.n_classes, weights=kept * 1, bound=bound, seeds=seeds, n_starts=n_starts
    )
    return [
        {"agreement": whole_agreement(labels[own], found.labels[own]), **_how(found)}
        for own, found in zip(kept, again, strict=True)
    ]


def shuffle_rows(
    codes: np.ndarray,
    main: LatentClassModel,
    *,
    replicates: range,
    seed: int,
    n_starts: int = STARTS,
) -> pl.DataFrame:
    """Fit the same units in another order, with other starts: the noise of the search alone.

    Returns
    -------
    pl.DataFrame
        One row a replicate: `replicate`, `agreement` (adjusted Rand with the main solution),
        `log_likelihood`, `missed`, `converged`. An agreement under 1 where nothing is missed means
        that other classes fit as well, or better: then the main solution had too few starts.
    """
    labels, bound = main.predict(codes), main.score_samples(codes)
    once, rows = np.ones((1, len(codes))), []
    for replicate in replicates:
        for_order, child = _child(seed, SHUFFLES, replicate).spawn(2)
        order = np.random.default_rng(for_order).permutation(len(codes))
        (found,) = refits(
            codes[order],
            main.n_classes,
            weights=once,
            bound=bound[order],
            seeds=[child],
            n_starts=n_starts,
        )
        same = whole_agreement(labels[order], found.labels)
        rows.append({"replicate": replicate, "agreement": same, **_how(found)})
    return _table(rows, _SHUFFLES)


def _children(seed: int, kind: int, numbers: range) -> list[np.random.SeedSequence]:
    return [_child(seed, kind, number) for number in numbers]


def _child(seed: int, kind: int, number: int) -> np.random.SeedSequence:
    """Return child `number` of child `kind`, as spawning gives, without making those before it."""
    return np.random.SeedSequence(seed, spawn_key=(kind, number))


def _memberships(replicate: int, times: np.ndarray, labels: np.ndarray) -> pl.DataFrame:
    columns = {
        "replicate": np.full(len(labels), replicate),
        "unit": np.arange(len(labels)),
        "times": times,
        "class": labels,
    }
    return pl.DataFrame({name: values.astype(np.uint32) for name, values in columns.items()})


def _how(found: Refit) -> dict[str, object]:
    return {
        "log_likelihood": found.model.log_likelihood_,
        "missed": found.missed,
        "converged": found.model.converged_,
    }


def _table(rows: Sequence[Row], schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    columns = {name: pl.Series([row[name] for row in rows], dtype=t) for name, t in schema.items()}
    return pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))


def _joined(chunks: Iterable[pl.DataFrame], key: Sequence[str]) -> pl.DataFrame:
    table = pl.concat(chunks).sort(key)
    if table.select(key).is_duplicated().any():
        raise ValueError(f"chunks overlap: the same {' and '.join(key)} comes twice")
    return table
