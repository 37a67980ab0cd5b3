"""Fitted models as plain JSON, released so that others can classify new answers.

A document holds parameters and how they were got; it holds no unit and no unit's membership, no
code that would run, no path and no date. Numbers are written so that they are read back to the
last bit: the model of a document gives exactly the posteriors of the one that was saved.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from typing import Any

import numpy as np

from latentclass.items import Items
from latentclass.latent_class import LatentClassModel
from latentclass.latent_trait import LatentTraitModel

FORMAT = 1
PACKAGES = ("numpy", "scipy", "scikit-learn")
#: Learned attributes that a document keeps, without their underscore.
FIT = ("log_likelihood", "n_parameters", "converged")
CLASS_FIT = (*FIT, "total_weight", "best_share", "n_boundary", "n_empty")


def save_model(
    model: LatentClassModel | LatentTraitModel,
    item_names: Sequence[str],
    item_codes: Sequence[Sequence[str]],
    *,
    units: int,
) -> dict[str, Any]:
    """Describe a fitted model so that it can be made again.

    Parameters
    ----------
    model
        Fitted.
    item_names
        In the order of the columns it was fitted to.
    item_codes
        Of each item its options in the order of their codes. Assume: options after the last one
        that anybody chose are left out, since the model has no probability for them.
    units
        How many units it was fitted to.

    Returns
    -------
    dict
        As ``workflow/schemas/model.schema.yaml`` describes it.
    """
    sizes = model.n_categories_.tolist()
    classes = isinstance(model, LatentClassModel)
    settings = {name: value for name, value in vars(model).items() if not name.endswith("_")}
    seed = settings.pop("random_state")
    return {
        "format": FORMAT,
        "kind": "latent_class" if classes else "latent_trait",
        "seed": int(seed) if isinstance(seed, int | np.integer) else None,
        "units": int(units),
        "settings": {name: _plain(value) for name, value in settings.items()},
        "fit": {
            name: _plain(getattr(model, f"{name}_")) for name in (CLASS_FIT if classes else FIT)
        },
        "items": [
            {"name": name, "codes": list(codes[:size])}
            for name, codes, size in zip(item_names, item_codes, sizes, strict=True)
        ],
        **({"classes": _classes(model)} if classes else {"trait": _trait(model)}),
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
    }


def _plain(value: object) -> object:
    """A scalar of NumPy as one of Python, which JSON can hold."""
    return value.item() if isinstance(value, np.generic) else value


def _classes(model: Any) -> dict[str, object]:
    return {
        "weights": model.class_weights_.tolist(),
        "probabilities": [table.tolist() for table in model.probabilities_],
    }


def _trait(model: Any) -> dict[str, object]:
    ends = Items.of(model.n_categories_).ends[:-1]
    kept = {"slopes": model.slopes_[0], "intercepts": model.intercepts_}
    return {
        name: [part.tolist() for part in np.split(values, ends)] for name, values in kept.items()
    }
