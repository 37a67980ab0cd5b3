"""Whether groups of a sample differ, by its design: as R's package survey has it.

Weighted means of groups with their covariances, since the same clusters may answer in several; and
tests with the degrees of freedom that the clusters of those compared leave.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from cyberstudy.statistics.designs import SampleDesign, student

_NOTHING = 1e-12  # below it a variance is one of rounding


@dataclass(frozen=True)
class GroupsOfSample:
    """Groups that are compared by a share or a mean.

    Attributes
    ----------
    design
        Of the whole sample.
    group, unit, value
        One an answer: its group, numbered from 0 without a gap; whose it is, and what it is.
    """

    design: SampleDesign
    group: np.ndarray
    unit: np.ndarray
    value: np.ndarray

    @property
    def degrees(self) -> int:
        """Clusters less strata, of those compared."""
        return self.design.degrees_of(self.unit)

    @property
    def clusters(self) -> np.ndarray:
        """Clusters that each group's members stand in."""
        pairs = np.unique(np.stack([self.group, self.design.cluster[self.unit]]), axis=1)
        return np.bincount(pairs[0])

    @property
    def means(self) -> np.ndarray:
        """Weighted mean of each group."""
        weight = self.design.weight[self.unit]
        return np.bincount(self.group, weight * self.value) / np.bincount(self.group, weight)

    @property
    def covariance(self) -> np.ndarray:
        """Of the groups' means."""
        weight, of = self.design.weight[self.unit], self.group
        linear = weight * (self.value - self.means[of]) / np.bincount(of, weight)[of]
        member = of[:, None] == np.arange(of.max() + 1)
        return self.design.covariance(self.unit, linear[:, None] * member)

    def difference(self, *, confidence: float) -> tuple[float, float, float]:
        """Mean of the first group less that of the second, with its interval (``svyttest``)."""
        first, second = self.means
        v = self.covariance
        error = np.sqrt(max(v[0, 0] + v[1, 1] - 2 * v[0, 1], 0))
        half = float(student(self.degrees - 1, confidence) * error)
        estimate = float(first - second)
        return estimate, estimate - half, estimate + half

    def wald(self) -> float:
        """Test whether all means are alike (``regTermTest``; of two ``svyttest``).

        Returns
        -------
        float
            The p-value; nan where means have no variance, or leave no degrees of freedom.
        """
        mean, v = self.means, self.covariance
        apart = mean[1:] - mean[0]
        spread = v[1:, 1:] - v[1:, :1] - v[:1, 1:] + v[0, 0]
        rank, degrees = len(apart), self.degrees - len(apart)
        scale = np.sqrt(np.maximum(np.diag(spread), 0))
        if degrees < 1 or (scale <= _NOTHING).any():
            return float("nan")
        alike = spread / np.outer(scale, scale)
        if np.linalg.matrix_rank(alike, tol=_NOTHING, hermitian=True) < rank:
            return float("nan")
        ratio = (apart / scale) @ np.linalg.solve(alike, apart / scale) / rank
        return float(fdtrc(rank, degrees, ratio))

    def rao_scott(self) -> float:
        """Test whether shares are alike: Pearson's chi-squared with Rao and Scott's correction.

        Of the second order (1984, Annals of Statistics 12, 46-60), compared with F; as
        ``svychisq``.

        Returns
        -------
        float
            The p-value; nan where shares have no variance, or leave no degrees of freedom.
        """
        weight, groups, n = self.design.weight[self.unit], self.group.max() + 1, len(self.unit)
        cell = self.group * 2 + self.value.astype(int)
        share = np.bincount(cell, weight, 2 * groups) / weight.sum()
        inverse = np.divide(1, share, out=np.zeros_like(share), where=share > 0)
        member = cell[:, None] == np.arange(2 * groups)
        linear = weight[:, None] * (member - share) / weight.sum()
        # Contrasts of cells that neither rows nor columns explain.
        contrast = np.kron(np.eye(groups)[:, 1:] - np.eye(groups)[:, :1], [[1], [-1]])
        weighed = contrast * inverse[:, None]
        simple = contrast.T @ weighed / n
        drawn = weighed.T @ self.design.covariance(self.unit, linear) @ weighed
        effects = np.linalg.solve(simple, drawn)
        trace = np.trace(effects)
        if self.degrees < 1 or trace <= _NOTHING:
            return float("nan")
        table = share.reshape(groups, 2)
        expected = np.outer(table.sum(axis=1), table.sum(axis=0))
        pearson = n * ((table - expected) ** 2 / expected).sum()
        numerator_degrees = trace**2 / np.trace(effects @ effects)
        return float(fdtrc(numerator_degrees, numerator_degrees * self.degrees, pearson / trace))
