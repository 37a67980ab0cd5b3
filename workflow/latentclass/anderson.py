"""Anderson's acceleration of slow monotone steps, such as those of EM, for many runs at once.

The next place is put together from the last few steps so that their combination would be shortest
(Walker and Ni 2011, SIAM Journal on Numerical Analysis 49, 1715-1735). Where the objective would
fall, the plain step is taken and the memory is emptied (Henderson and Varadhan 2019, Journal of
Computational and Graphical Statistics 28, 834-846).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

MEMORY = 5  # steps that are looked back on
CALM = 2  # leaps in a row that gain nothing: converged


@dataclass
class Past:
    """What is remembered of every run: B tables x S starts, each of P parameters."""

    steps: np.ndarray  # memory x B x S x P: differences of steps
    places: np.ndarray  # and of where they led
    known: np.ndarray  # memory x B x S: which of these there are
    step: np.ndarray  # B x S x P: the last step, and where it led
    ahead: np.ndarray
    value: np.ndarray  # B x S: the last objective
    calm: np.ndarray  # how often in a row it hardly rose
    begun: np.ndarray  # there is a last step to compare with

    @classmethod
    def of(cls, starts: np.ndarray) -> Past:
        """Remember nothing yet (starts: B x S x ...)."""
        runs = starts.shape[:2]
        size = int(np.prod(starts.shape[2:]))
        return cls(
            np.zeros((MEMORY, *runs, size)),
            np.zeros((MEMORY, *runs, size)),
            np.zeros((MEMORY, *runs), dtype=bool),
            np.zeros((*runs, size)),
            np.zeros((*runs, size)),
            np.full(runs, -np.inf),
            np.zeros(runs, dtype=np.int64),
            np.zeros(runs, dtype=bool),
        )

    def only(self, tables: np.ndarray) -> Past:
        """Keep the runs of some tables."""
        remembered = {"steps", "places", "known"}
        return Past(
            *(
                getattr(self, field.name)[
                    (slice(None), tables) if field.name in remembered else tables
                ]
                for field in fields(self)
            )
        )

    def judged(self, value: np.ndarray, tol: float) -> tuple[np.ndarray, np.ndarray]:
        """Take the objective at the present places.

        Returns
        -------
        Where the last leap failed, and which runs have converged (both B x S).
        """
        allowed = tol * np.abs(value)
        fell = value < self.value - allowed  # by more than rounding
        calm = ~fell & (value - self.value <= allowed)
        self.calm = np.where(calm, self.calm + 1, 0)
        self.value = np.where(fell, self.value, value)
        return fell, self.calm >= CALM

    def leap(self, now: np.ndarray, ahead: np.ndarray, fell: np.ndarray) -> np.ndarray:
        """Return the next places: `ahead` is where plain steps from `now` lead."""
        step = (ahead - now).reshape(self.step.shape)
        ahead = ahead.reshape(self.step.shape)
        self.steps = np.concatenate([self.steps[1:], (step - self.step)[None]])
        self.places = np.concatenate([self.places[1:], (ahead - self.ahead)[None]])
        self.known = np.concatenate([self.known[1:], self.begun[None]]) & ~fell
        back = np.moveaxis(self.steps * self.known[..., None], 0, 2)  # B x S x memory x P
        gram = back @ back.swapaxes(-1, -2)
        ridge = 1e-10 * np.einsum("bsmm->bs", gram)[..., None, None] + 1e-30
        share = np.linalg.solve(gram + ridge * np.eye(MEMORY), back @ step[..., None])
        share *= np.moveaxis(self.known, 0, 2)[..., None]
        leapt = ahead - (np.moveaxis(self.places, 0, 2).swapaxes(-1, -2) @ share)[..., 0]
        self.begun = ~fell
        fell = fell[..., None]
        after = np.where(fell, self.ahead, leapt)
        # Should the plain step fall, too, half of it comes next.
        self.step = np.where(fell, self.step / 2, step)
        self.ahead = np.where(fell, self.ahead - self.step, ahead)
        return after.reshape(now.shape)
