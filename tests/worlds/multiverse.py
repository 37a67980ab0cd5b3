"""A small multiverse: three planted classes, analysed in every combination of some choices."""

import warnings

import numpy as np
from cyberstudy.cluster.items import CodedAnswers
from cyberstudy.cluster.multiverse.findings import Analyses, Judged, Partition
from cyberstudy.cluster.refits import STARTS
from latentclass.base import NotIdentified
from latentclass.latent_class import LatentClass
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.exceptions import ConvergenceWarning

CHOICES = {
    "items": ["core", "wide"],
    "coding": ["as_answered"],
    "conflicts": ["in", "out"],
    "reconciliation": ["latest"],
    "missing": ["as_is", "complete_cases"],
    "method": ["latent_classes", "mca_ward"],
    "k_rule": ["bic", "three"],
}


IMPOSSIBLE = [{"because": "no likelihood", "method": ["mca_ward"], "k_rule": ["bic"]}]


UNITS = [f"U{unit:02d}" for unit in range(60)]


RUN = {"seed": 5, "minimum_units": 20}


def coded(items, coding, conflicts, reconciliation):
    """Three planted types; the core items are the first eight, conflict units the last ten."""
    rng = np.random.default_rng(0)
    truth = np.arange(60) % 3
    chance = np.where(rng.random((3, 16)) < 0.5, 0.95, 0.05)[truth]
    codes = (rng.random(chance.shape) < chance).astype(int)
    codes[rng.random(codes.shape) < 0.03] = -1
    kept = slice(0, 60 if conflicts == "in" else 50)
    width = 8 if items == "core" else 16
    names = {f"q{item}": ("no", "yes") for item in range(width)}
    return CodedAnswers(tuple(UNITS[kept]), names, codes[kept, :width])


def fit_classes(codes, n_classes, *, seed, n_starts=STARTS):
    """Fit latent classes as one of many fits: without the warnings, which the main fit gives."""
    rng = np.random.RandomState(np.random.MT19937(seed))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", NotIdentified)
        return LatentClass(n_classes, n_starts=n_starts, random_state=rng).fit(codes)


def latent(codes, k, seed):
    model = fit_classes(codes, k, seed=seed, n_starts=5)
    return Partition(model.predict(codes), model.n_parameters_, model.log_likelihood_)


def ward(codes, k, seed):
    return Partition(fcluster(linkage(np.where(codes < 0, 0.5, codes), "ward"), k, "maxclust") - 1)


def lowest_bic(codes, cluster, seed):
    fits = [cluster(codes, k, seed) for k in (1, 2, 3, 4)]
    bic = [fit.n_parameters * np.log(len(codes)) - 2 * fit.log_likelihood for fit in fits]
    return 1 + int(np.argmin(bic))


def analyses(**other):
    return Analyses(
        **{
            "coded": coded,
            "clusters": {"latent_classes": latent, "mca_ward": ward},
            "k_rules": {"bic": lowest_bic, "three": lambda codes, cluster, seed: 3},
            "judged": lambda codes: Judged(None, "types"),
            **other,
        }
    )
