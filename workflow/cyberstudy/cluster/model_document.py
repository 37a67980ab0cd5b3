"""Fitted models as plain JSON: kept for later steps, and released for others.

A document holds parameters and how they were got; it holds no unit and no unit's membership, no
code that would run, no path and no date. Numbers are written so that they are read back to the
last bit: the model of a document gives exactly the posteriors of the one that was saved.
"""

from __future__ import annotations

import importlib.metadata
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from latentclass.counts import MultinomialMixtureModel
from latentclass.items import Items
from latentclass.latent_class import LatentClassModel
from latentclass.latent_trait import LatentTraitModel
from surveyanswers.tables.problems import SurveyError, listed

FORMAT = 1
PACKAGES = ("numpy", "scipy", "scikit-learn")
SCHEMA = Path(__file__).parents[2] / "schemas" / "model.schema.yaml"


def save_model(
    model: LatentClassModel | LatentTraitModel,
    item_names: Sequence[str],
    item_codes: Sequence[Sequence[str]],
    *,
    units: int,
) -> dict[str, Any]:
    """Describe a fitted model so that it can be made again; classes by `classes_of`.

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

    Raises
    ------
    SurveyError
        Names and options do not fit the model.
    """
    sizes = model.n_categories_.tolist()
    if not len(sizes) == len(item_names) == len(item_codes):
        raise SurveyError(
            f"{len(item_names)} names and {len(item_codes)} lists of options for {len(sizes)} items"
        )
    few = [
        f"{name}: {len(codes)} options, {size} categories"
        for name, codes, size in zip(item_names, item_codes, sizes, strict=True)
        if len(codes) < size
    ]
    if few:
        raise SurveyError(f"items with fewer options than the model has categories:{listed(few)}")
    classes = isinstance(model, LatentClassModel)
    settings = {name: value for name, value in vars(model).items() if not name.endswith("_")}
    seed = settings.pop("random_state")
    document: dict[str, Any] = {
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
    problems = [*_of_form(document), *_of_items(document["items"]), *_infinite(document, "")]
    if problems:
        raise SurveyError(f"the model:{listed(problems)}")
    return document


#: Learned attributes that a document keeps, without their underscore.
FIT = ("log_likelihood", "n_parameters", "converged")
CLASS_FIT = (*FIT, "total_weight", "best_share", "n_boundary", "n_empty")


def classes_of(document: Mapping[str, Any]) -> LatentClassModel:
    """Return the fitted latent classes that a document describes."""
    model = LatentClassModel(**document["settings"], random_state=document["seed"])
    model.n_features_in_ = len(document["items"])
    model.n_categories_ = np.array([len(item["codes"]) for item in document["items"]])
    for name, value in document["fit"].items():
        setattr(model, f"{name}_", value)
    model.class_weights_ = np.array(document["classes"]["weights"], dtype=np.float64)
    tables = document["classes"]["probabilities"]
    model.probabilities_ = [np.array(table, dtype=np.float64) for table in tables]
    return model


def mixture_document(model: MultinomialMixtureModel) -> dict[str, object]:
    """Describe a mixture of multinomials so that `mixture_of` can make it again."""
    return {
        "kind": "multinomial_mixture",
        "weights": model.class_weights_.tolist(),
        "probabilities": model.probabilities_.tolist(),
    }


def mixture_of(document: Mapping[str, Any]) -> MultinomialMixtureModel:
    """Make a fitted mixture of its shares (`weights`) and profiles (`probabilities`)."""
    model = MultinomialMixtureModel(len(document["weights"]))
    model.class_weights_ = np.array(document["weights"], dtype=np.float64)
    model.probabilities_ = np.array(document["probabilities"], dtype=np.float64)
    model.n_features_in_ = model.probabilities_.shape[1]
    return model


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


def _of_form(document: object) -> Iterator[str]:
    """Yield what the schema does not allow."""
    import jsonschema  # late: a tenth of a second, which jobs that save no model need not wait
    import yaml

    rules = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    for e in jsonschema.Draft202012Validator(rules).iter_errors(document):
        yield f"{'.'.join(map(str, e.absolute_path)) or 'top level'}: {e.message}"


def _of_items(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    names = [item["name"] for item in items]
    yield from (
        f"{name}: two items of this name" for name in {n for n in names if names.count(n) > 1}
    )
    for item in items:
        if len(set(item["codes"])) < len(item["codes"]):
            yield f"{item['name']}: an option stands there twice"


def _infinite(node: object, where: str) -> Iterator[str]:
    if isinstance(node, Mapping):
        for name, child in node.items():
            yield from _infinite(child, f"{where}.{name}" if where else name)
    elif isinstance(node, list | tuple):
        for place, child in enumerate(node):
            yield from _infinite(child, f"{where}.{place}")
    elif isinstance(node, float) and not math.isfinite(node):
        yield f"{where}: {node} is no number"
