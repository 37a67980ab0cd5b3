"""Means of a whole list of which some did not reply, by strata of the list.

With N units listed, N_h of them in stratum h, of which n_h have a score with mean y_h and variance
s_h^2, the post-stratified mean is sum N_h y_h / N, and its variance, strata as they are,
sum (N_h / N)^2 (1 - n_h / N_h) s_h^2 / n_h (Cochran 1977, Sampling Techniques, 5.4 and 5A.9).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cyberstudy.statistics.tipping import turning_difference

#: Assume: a stratum of a group needs three scores. Its variance is known of two, but with one
#: degree of freedom: intervals are then wider, and hold the truth no more often.
LEAST = 3


@dataclass(frozen=True)
class StratifiedScores:
    """What is known of each stratum of a list; strata lie along the last axis.

    Attributes
    ----------
    listed, scored
        Units of each stratum, and those of them that have a score; where one is listed, one has.
    means, variances
        Of their scores; a variance of one score is nan or of no weight, unless it is all listed.
    """

    listed: np.ndarray
    scored: np.ndarray
    means: np.ndarray
    variances: np.ndarray

    @classmethod
    def of(cls, score: np.ndarray, stratum: np.ndarray, listed: np.ndarray) -> StratifiedScores:
        """Sum up scores of units by their stratum's place in `listed`."""
        scored = np.bincount(stratum, minlength=len(listed)).astype(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            means = np.bincount(stratum, score, len(listed)) / scored
            apart = np.bincount(stratum, (score - means[stratum]) ** 2, len(listed))
            return cls(listed.astype(float), scored, means, apart / (scored - 1))

    @property
    def worth(self) -> np.ndarray:
        """The part of the list that each stratum is."""
        return self.listed / self.listed.sum(axis=-1, keepdims=True)

    @property
    def nonrespondents(self) -> np.ndarray:
        """The part of each stratum that has no score."""
        return 1 - self.scored / self.listed

    @property
    def effective_base(self) -> np.ndarray:
        """How many scores of equal weight tell as much (Kish 1965, Survey Sampling)."""
        return 1 / (self.worth**2 / self.scored).sum(axis=-1)

    def mean(self, shift: float | np.ndarray = 0.0) -> np.ndarray:
        """Post-stratified mean, if nonrespondents of each stratum differ by a shift from the rest.

        Scores lie within 0 to 1, and so do means of nonrespondents (a pattern-mixture model; Rubin
        1977, Journal of the American Statistical Association 72, 538-543).
        """
        moved = np.clip(self.means + np.asarray(shift)[..., None], 0, 1)
        quiet = self.nonrespondents
        return (self.worth * ((1 - quiet) * self.means + quiet * moved)).sum(axis=-1)

    def interval(
        self, shift: float | np.ndarray = 0.0, *, confidence: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Ends of the mean's interval, where nonrespondents may differ by a shift, down or up.

        Student's t with the degrees of freedom of Satterthwaite (1946), Biometrics Bulletin 2, 110,
        about the mean with nonrespondents lower, and with them higher; never beyond what the mean
        is if all of them have 0, or 1. It is nan where a stratum of several units has one score,
        and where nothing is left to estimate.
        """
        from scipy.special import stdtrit  # a sixth of a second to import

        with np.errstate(divide="ignore", invalid="ignore"):
            part = self.worth**2 * self.nonrespondents * self.variances / self.scored
            part = np.where(self.nonrespondents > 0, part, 0.0)
            loose = np.where(part > 0, part**2 / (self.scored - 1), 0.0)
            freedom = part.sum(axis=-1) ** 2 / loose.sum(axis=-1)
        half = stdtrit(freedom, (1 + confidence) / 2) * np.sqrt(part.sum(axis=-1))
        low, high = self.mean(-np.asarray(shift)) - half, self.mean(shift) + half
        return np.maximum(low, self.mean(-1.0)), np.minimum(high, self.mean(1.0))


def turning_deviation(high: StratifiedScores, low: StratifiedScores, spread: float) -> float:
    """Return by how many standard deviations nonrespondents must differ to make means equal.

    Those of the group with the higher mean lie so far below those of their stratum that have a
    score, those of the other as far above.

    Returns
    -------
    float
        Of one standard deviation `spread`; 0 or less where the means lie the other way round
        already, nan where nothing that nonrespondents have makes them alike.
    """
    return (
        turning_difference(
            np.concatenate([high.means, low.means]),
            np.concatenate([high.nonrespondents, low.nonrespondents]),
            np.concatenate([high.worth, -low.worth]),
            0.0,
        )
        / spread
    )
