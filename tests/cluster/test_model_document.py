"""Models for later steps and for others: what is saved is read back to the last bit."""

import json

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from worlds import REPOSITORY

from cyberstudy.cluster.model_document import save_model
from latentclass import LatentClass, LatentTrait

pytestmark = pytest.mark.filterwarnings("ignore::latentclass.base.NotIdentified")

NAMES = ("law", "unit", "treaty", "budget")
SCHEMAS = REPOSITORY / "workflow/schemas"
OPTIONS = (("yes", "no"), ("none", "one", "many"), ("signed", "party", "neither"), ("low", "high"))


def drawn(*, units=80, seed=0):
    """Codes of all options of the items above, with missing ones."""
    rng = np.random.default_rng(seed)
    sizes = np.array([len(options) for options in OPTIONS])
    codes = rng.integers(0, sizes, (units, len(sizes)))
    codes[rng.random(codes.shape) < 0.2] = -1
    codes[0] = sizes - 1
    return codes


@pytest.fixture(scope="module")
def classes():
    return LatentClass(2, n_starts=4, random_state=3).fit(drawn())


@pytest.fixture(scope="module")
def trait():
    return LatentTrait(n_nodes=9, n_starts=1, random_state=3).fit(drawn())


@pytest.fixture(scope="module")
def kept(classes):
    return save_model(classes, NAMES, OPTIONS, units=80)


@pytest.fixture(scope="module")
def kept_trait(trait):
    return save_model(trait, NAMES, OPTIONS, units=80)


def rebuilt(document):
    """What somebody else makes of a document: an estimator with what it has learned."""
    model = LatentClass(**document["settings"], random_state=document["seed"])
    fit = {f"{name}_": value for name, value in document["fit"].items()}
    sizes = np.array([len(item["codes"]) for item in document["items"]])
    weights, tables = (document["classes"][name] for name in ("weights", "probabilities"))
    learned = {"n_categories_": sizes, "class_weights_": np.array(weights)}
    learned |= {"n_features_in_": sizes.size, "probabilities_": [*map(np.array, tables)]}
    for name, value in (fit | learned).items():
        setattr(model, name, value)
    return model


@st.composite
def surveys(draw):
    """Wild answers with wild names of options, the last of them perhaps never chosen."""
    text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)
    items = draw(st.integers(1, 4))
    names = draw(st.lists(text, min_size=items, max_size=items, unique=True))
    options = [draw(st.lists(text, min_size=2, max_size=5, unique=True)) for _ in names]
    units = draw(st.integers(4, 30))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    codes = rng.integers(-1, [len(some) for some in options], (units, items))
    codes[0] = np.maximum(codes[0], 0)
    codes[(codes < 0).all(axis=1), 0] = 0  # who gave no answer is in no fit
    return names, options, codes


@settings(max_examples=15)
@given(surveys(), st.integers(1, 3), st.integers(0, 2**31 - 1))
def test_classes_that_went_through_json_say_the_same_to_the_last_bit(survey, count, seed):
    names, options, codes = survey
    model = LatentClass(count, n_starts=3, random_state=seed).fit(codes)
    document = json.loads(json.dumps(save_model(model, names, options, units=len(codes))))
    again = rebuilt(document)
    for answers in (codes, np.where(codes < 0, np.nan, codes)):
        assert np.array_equal(again.predict_proba(answers), model.predict_proba(codes))
        assert np.array_equal(again.predict(answers), model.predict(codes))
        assert np.array_equal(again.score_samples(answers), model.score_samples(codes))
        assert again.bic(answers) == model.bic(codes)
        new = again.smoothed().predict_proba(answers)
        assert np.array_equal(new, model.smoothed().predict_proba(codes))
    assert save_model(again, names, options, units=len(codes)) == document


def test_documents_are_as_their_schema_says(kept, kept_trait):
    schema = Draft202012Validator(yaml.safe_load((SCHEMAS / "model.schema.yaml").read_text()))
    for document in (kept, kept_trait):
        assert [error.message for error in schema.iter_errors(document)] == []
    assert not schema.is_valid(kept | {"units": 0})


def test_a_trait_is_described_by_a_line_for_every_option(trait, kept_trait):
    for name, learned in (("slopes", trait.slopes_[0]), ("intercepts", trait.intercepts_)):
        lines = kept_trait["trait"][name]
        assert [len(line) for line in lines] == [len(options) for options in OPTIONS]
        assert np.concatenate(lines).tolist() == learned.tolist()


def test_a_last_option_that_nobody_chose_is_left_out():
    codes = drawn()
    codes[:, 1] = np.minimum(codes[:, 1], 1)
    model = LatentClass(2, n_starts=2, random_state=0).fit(codes)
    document = save_model(model, NAMES, OPTIONS, units=80)
    assert document["items"][1]["codes"] == ["none", "one"]


def test_a_document_holds_nothing_as_long_as_the_list_of_units(classes):
    """No membership: what it holds does not grow with the units."""
    units = 977  # no count of anything else
    answered = drawn(units=units)
    answered = answered[(answered >= 0).any(axis=1)]
    model = LatentClass(2, n_starts=4, random_state=0).fit(answered)
    lengths = []

    def walk(node):
        if isinstance(node, list | dict):
            lengths.append(len(node))
            for child in node.values() if isinstance(node, dict) else node:
                walk(child)

    walk(save_model(model, NAMES, OPTIONS, units=units))
    assert max(lengths) < 20


def test_what_the_model_was_made_with_is_told(classes, kept):
    assert kept["seed"] == 3
    assert kept["units"] == 80
    assert kept["fit"]["log_likelihood"] == classes.log_likelihood_
    assert kept["versions"]["numpy"] == np.__version__
    assert [item["name"] for item in kept["items"]] == list(NAMES)
    unseeded = LatentClass(2, n_starts=2, random_state=np.random.RandomState(0)).fit(drawn())
    assert save_model(unseeded, NAMES, OPTIONS, units=80)["seed"] is None
