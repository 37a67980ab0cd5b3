"""Estimates of a sample drawn by a design: with weights, strata and clusters.

Errors are by Taylor linearisation (Woodruff 1971, Journal of the American Statistical Association
66, 411-414): clusters count as drawn with replacement within their strata, or without it where
it is known how many there are to draw from. As `svymean` of R's package survey computes them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cyberstudy.statistics.intervals import clopper_pearson


@dataclass(frozen=True)
class SampleDesign:
    """How units were drawn.

    Attributes
    ----------
    weight
        Of each unit: how many of the population it stands for, or anything in proportion.
    cluster
        Of each unit, the place of its cluster in `stratum`.
    stratum
        Of each cluster, the place of its stratum in `population`.
    population
        Of each stratum, the clusters that there are; infinite where that is not known.
    """

    weight: np.ndarray
    cluster: np.ndarray
    stratum: np.ndarray
    population: np.ndarray

    @property
    def drawn(self) -> np.ndarray:
        """Clusters drawn of each stratum."""
        return np.bincount(self.stratum, minlength=len(self.population))

    @property
    def left(self) -> np.ndarray:
        """Share of each stratum's clusters not drawn, which its variance is multiplied by."""
        return 1 - self.drawn / self.population

    @property
    def degrees(self) -> int:
        """Degrees of freedom: clusters less strata."""
        return len(self.stratum) - len(self.population)

    def means(
        self, estimate: np.ndarray, unit: np.ndarray, value: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return weighted means of groups of units, with their errors, by the whole design.

        A cluster without any unit of a group counts as one with a total of nought. Assume: of a
        stratum with one cluster its total is compared with nought, the mean of all totals.

        Parameters
        ----------
        estimate, unit, value
            One an answer: which of the means it goes into, whose it is, and what it is.

        Returns
        -------
        mean, error
            One a mean; nan where nobody answered.
        """
        size = int(estimate.max(initial=-1)) + 1
        weight = self.weight[unit]
        whole = np.bincount(estimate, weight, size)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.bincount(estimate, weight * value, size) / whole
        linear = weight * (value - mean[estimate]) / whole[estimate]
        cells, place = np.unique(
            estimate * len(self.stratum) + self.cluster[unit], return_inverse=True
        )
        totals = np.bincount(place, linear)
        of, cluster = np.divmod(cells, len(self.stratum))
        strata = len(self.population)
        by = of * strata + self.stratum[cluster]
        drawn = np.tile(self.drawn, size)
        centre = np.where(drawn > 1, np.bincount(by, totals, size * strata) / drawn, 0.0)
        squares = np.bincount(by, (totals - centre[by]) ** 2, size * strata)
        squares += (drawn - np.bincount(by, minlength=size * strata)) * centre**2
        factor = self.left * self.drawn / np.maximum(self.drawn - 1, 1)
        variance = (squares.reshape(size, strata) * factor).sum(axis=1)
        return mean, np.where(whole > 0, np.sqrt(variance), np.nan)

    def half_width(self, error: np.ndarray, *, confidence: float) -> np.ndarray:
        """Half the width of Student's interval of a mean; nan without degrees of freedom."""
        return student(self.degrees, confidence) * error

    def share_interval(
        self, share: np.ndarray, error: np.ndarray, base: np.ndarray, *, confidence: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Interval of a share on the scale of the logit, which never leaves 0 to 1.

        As ``svyciprop(method="logit")`` of R's survey. Assume: a share of 0 or 1 has no error by
        which its interval could be made; it gets Clopper and Pearson's, of the units that answered,
        fewer by the degrees of freedom that the design lacks (Korn and Graubard 1998, Survey
        Methodology 24, 193-201). Where every cluster there is was drawn the interval is the share.

        Parameters
        ----------
        share, error
            From `means`.
        base
            Units behind each.
        """
        n, factor = base.astype(float), student(self.degrees, confidence)
        with np.errstate(divide="ignore", invalid="ignore"):
            logit, half = np.log(share / (1 - share)), factor * error / (share * (1 - share))
            low, high = 1 / (1 + np.exp(half - logit)), 1 / (1 + np.exp(-half - logit))
            ratio = student(np.maximum(n - 1, 1), confidence) / factor
            ends = clopper_pearson(np.round(share), n * np.minimum(ratio, 1) ** 2, confidence)
        extreme = np.minimum(share, 1 - share) < 1e-12
        whole = bool((self.left <= 0).all())
        low, high = np.where(extreme, ends[0], low), np.where(extreme, ends[1], high)
        return (share, share) if whole else (low, high)


def student(degrees: np.ndarray | int, confidence: float) -> np.ndarray:
    """Half the width of Student's interval, in errors; nan without degrees of freedom."""
    from scipy.special import stdtrit  # only where there is a design

    return np.where(np.asarray(degrees) > 0, stdtrit(degrees, (1 + confidence) / 2), np.nan)
