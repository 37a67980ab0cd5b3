"""Latent classes of StepMix, as many as BIC chooses."""

import numpy as np

MOST, STARTS = 6, 3


def number_of_types(codes: np.ndarray, *, ordered: bool, seed: int) -> int:
    """Return the number of latent classes of the least BIC."""
    from stepmix.stepmix import StepMix

    del ordered  # categories are unordered to it
    answers = np.where(codes < 0, np.nan, codes)
    criteria = {
        k: StepMix(
            k,
            measurement="categorical_nan",
            n_init=STARTS,
            max_iter=500,
            random_state=seed,
            verbose=0,
            progress_bar=0,
        )
        .fit(answers)
        .bic(answers)
        for k in range(1, MOST + 1)
    }
    return min(criteria, key=criteria.__getitem__)
