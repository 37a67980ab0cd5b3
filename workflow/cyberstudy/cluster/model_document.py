"""Fitted models as plain JSON: kept, passed on, and used to classify new answers.

A document holds parameters and how they were got; it holds no unit and no unit's membership, no
code that would run, no path and no date. Numbers are written so that they are read back to the
last bit: a loaded model gives exactly the posteriors of the one that was saved.
"""

from __future__ import annotations

import importlib.metadata
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from latentclass.counts import MultinomialMixtureModel
from latentclass.items import MISSING, Items
from latentclass.latent_class import LatentClassModel
from latentclass.latent_trait import LatentTraitModel

from cyberstudy.tables.problems import StudyProblem, listed

FORMAT = 1
SUM_TOLERANCE = 1e-9  # of probabilities that have to sum to 1
PACKAGES = ("numpy", "scipy", "scikit-learn")
SCHEMA = Path(__file__).parents[2] / "schemas" / "model.schema.yaml"


def save_model(
    model: LatentClassModel | LatentTraitModel,
    item_names: Sequence[str],
    item_codes: Sequence[Sequence[str]],
    *,
    units: int,
    path: Path | str | None = None,
) -> dict[str, Any]:
    """Describe a fitted model so that `load_model` can make it again.

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
    path
        Where to write the document as JSON, if anywhere.

    Returns
    -------
    dict
        As ``workflow/schemas/model.schema.yaml`` describes it.

    Raises
    ------
    StudyProblem
        Names and options do not fit the model.
    """
    sizes = model.n_categories_.tolist()
    if not len(sizes) == len(item_names) == len(item_codes):
        raise StudyProblem(
            f"{len(item_names)} names and {len(item_codes)} lists of options for {len(sizes)} items"
        )
    few = [
        f"{name}: {len(codes)} options, {size} categories"
        for name, codes, size in zip(item_names, item_codes, sizes, strict=True)
        if len(codes) < size
    ]
    if few:
        raise StudyProblem(f"items with fewer options than the model has categories:{listed(few)}")
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
    _check(document, "the model")
    if path is not None:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
        Path(path).write_text(text + "\n", encoding="utf-8")
    return document


#: Learned attributes that a document keeps, without their underscore.
FIT = ("log_likelihood", "n_parameters", "converged")
CLASS_FIT = (*FIT, "total_weight", "best_share", "n_boundary", "n_empty", "n_iter")


def load_model(source: Path | str | Mapping[str, Any]) -> LatentClassModel | LatentTraitModel:
    """Make a fitted estimator of a document, or of the JSON file that holds one.

    Units that had no part in the fit are better put into classes by ``load_model(...).smoothed()``;
    `codes_of` turns named answers into what it takes.

    Raises
    ------
    StudyProblem
        The document is none, or not as it was saved.
    """
    from latentclass import LatentClass, LatentTrait  # late: scikit-learn takes a second to import

    document = _document(source)
    if document["kind"] == "latent_class":
        return classes_of(document, LatentClass)
    return _trait_of(document, LatentTrait)


def codes_of(answers: pl.DataFrame, source: Path | str | Mapping[str, Any]) -> np.ndarray:
    """Turn answers by name into codes of a model, shape (units, items); -1 is missing.

    Parameters
    ----------
    answers
        A column of options an item, named like it, null where missing; others are ignored.
    source
        The model's document, or the file that holds it.

    Raises
    ------
    StudyProblem
        An item is not there, or an answer is none of the item's options.
    """
    items = {item["name"]: item["codes"] for item in _document(source)["items"]}
    if absent := [item for item in items if item not in answers.columns]:
        raise StudyProblem(f"answers have no column for items of the model:{listed(absent)}")
    codes = np.empty((answers.height, len(items)), dtype=np.int64)
    problems = []
    for place, (item, options) in enumerate(items.items()):
        given = answers[item].cast(pl.String)
        unknown = given.filter(~given.is_in(options)).unique().sort().to_list()
        problems += [f"{item}: {option!r} is none of its options" for option in unknown]
        codes[:, place] = given.replace_strict(
            options, range(len(options)), default=MISSING, return_dtype=pl.Int64
        ).fill_null(MISSING)
    if problems:
        raise StudyProblem(f"options that the model has not seen:{listed(problems)}")
    return codes


def classes_of(
    document: Mapping[str, Any], kind: type[LatentClassModel] = LatentClassModel
) -> LatentClassModel:
    """Make fitted latent classes of their document."""
    _check(document, "the model")
    model = kind(**document["settings"], random_state=document["seed"])
    _learn(model, document)
    model.class_weights_ = np.array(document["classes"]["weights"], dtype=np.float64)
    tables = document["classes"]["probabilities"]
    model.probabilities_ = [np.array(table, dtype=np.float64) for table in tables]
    return model


def _trait_of(document: Mapping[str, Any], kind: type[LatentTraitModel]) -> LatentTraitModel:
    model = kind(**document["settings"], random_state=document["seed"])
    _learn(model, document)
    read = {name: np.concatenate(lists) for name, lists in document["trait"].items()}
    model.slopes_ = read["slopes"].astype(np.float64)[None]
    model.intercepts_ = read["intercepts"].astype(np.float64)
    return model


def _learn(model: LatentClassModel | LatentTraitModel, document: Mapping[str, Any]) -> None:
    """Give a model what its fit had found."""
    model.n_features_in_ = len(document["items"])
    model.n_categories_ = np.array([len(item["codes"]) for item in document["items"]])
    for name, value in document["fit"].items():
        setattr(model, f"{name}_", value)


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


def _document(source: Path | str | Mapping[str, Any]) -> Mapping[str, Any]:
    """Read a document and check it."""
    document = source if isinstance(source, Mapping) else _read(Path(source))
    _check(document, "the model" if isinstance(source, Mapping) else str(source))
    return document


def _read(path: Path) -> Any:
    def refuse(constant: str) -> None:
        raise StudyProblem(f"{path} holds {constant}, which is no number")

    try:
        return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
    except FileNotFoundError:
        raise StudyProblem(f"{path} is missing") from None
    except ValueError as problem:  # no JSON, or no UTF-8
        raise StudyProblem(f"{path} is not JSON: {problem}") from None


def _check(document: Any, where: str) -> None:
    """Refuse what is not a model: by the schema, then by what a schema cannot say."""
    version = document.get("format") if isinstance(document, Mapping) else None
    if version != FORMAT:
        raise StudyProblem(f"{where} has format {version!r}, and this library reads {FORMAT}")
    _check_form(document, where)
    problems = [*_of_items(document["items"]), *_infinite(document, "")]
    if not problems and document["kind"] == "latent_class":
        problems = [*_of_classes(document)]
    elif not problems:
        problems = [*_of_trait(document)]
    if problems:
        raise StudyProblem(f"{where}:{listed(problems)}")


def _check_form(document: object, where: str) -> None:
    import jsonschema  # late: a tenth of a second, which jobs that load no model need not wait
    import yaml

    rules = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    found = jsonschema.Draft202012Validator(rules).iter_errors(document)
    problems = [f"{'.'.join(map(str, e.absolute_path)) or 'top level'}: {e.message}" for e in found]
    if problems:
        raise StudyProblem(f"{where}:{listed(problems)}")


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


def _of_classes(document: Mapping[str, Any]) -> Iterator[str]:
    classes, items = document["settings"]["n_classes"], document["items"]
    weights, tables = document["classes"]["weights"], document["classes"]["probabilities"]
    if len(weights) != classes:
        yield f"classes.weights: {len(weights)} of them for {classes} classes"
    if abs((total := math.fsum(weights)) - 1) > SUM_TOLERANCE:
        yield f"classes.weights sum to {total}, not 1"
    if len(tables) != len(items):
        yield f"classes.probabilities: {len(tables)} tables for {len(items)} items"
        return
    for item, table in zip(items, tables, strict=True):
        options = len(item["codes"])
        if len(table) != classes or any(len(row) != options for row in table):
            yield f"{item['name']}: its table is not {classes} classes by {options} options"
            continue
        for place, row in enumerate(table):
            if abs((total := math.fsum(row)) - 1) > SUM_TOLERANCE:
                yield f"{item['name']}: probabilities of class {place} sum to {total}, not 1"


def _of_trait(document: Mapping[str, Any]) -> Iterator[str]:
    items = document["items"]
    for name, lists in document["trait"].items():
        if len(lists) != len(items):
            yield f"trait.{name}: {len(lists)} lists for {len(items)} items"
            continue
        for item, values in zip(items, lists, strict=True):
            if len(values) != len(item["codes"]):
                yield f"{item['name']}: {len(values)} {name} for {len(item['codes'])} options"
            elif values[0] != 0:
                yield f"{item['name']}: the first of its {name} is {values[0]}, not 0"
