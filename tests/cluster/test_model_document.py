"""Models for reuse: what is saved is read back to the last bit, and what was altered is refused."""

import copy
import json

import numpy as np
import polars as pl
import pytest
from cyberstudy.cluster import model_document
from cyberstudy.cluster.model_document import codes_of, save_model
from cyberstudy.tables.problems import StudyProblem
from hypothesis import given, settings
from hypothesis import strategies as st
from latentclass import LatentClass, LatentTrait
from sklearn.utils.validation import check_is_fitted

pytestmark = pytest.mark.filterwarnings("ignore::latentclass.base.NotIdentified")

NAMES = ("law", "unit", "treaty", "budget")
OPTIONS = (("yes", "no"), ("none", "one", "many"), ("signed", "party", "neither"), ("low", "high"))


def drawn(*, units=80, seed=0):
    """Codes of all options of the items above, with missing ones."""
    rng = np.random.default_rng(seed)
    sizes = np.array([len(options) for options in OPTIONS])
    codes = rng.integers(0, sizes, (units, len(sizes)))
    codes[rng.random(codes.shape) < 0.2] = -1
    codes[0] = sizes - 1
    return codes


def by_name(codes, names=NAMES, options=OPTIONS):
    return pl.DataFrame(
        {
            name: [options[i][code] if code >= 0 else None for code in codes[:, i]]
            for i, name in enumerate(names)
        },
        schema=dict.fromkeys(names, pl.String),
    )


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
    again = model_document.load_model(document)
    named = codes_of(by_name(codes, names, options), document)
    for answers in (codes, np.where(codes < 0, np.nan, codes), named):
        assert np.array_equal(again.predict_proba(answers), model.predict_proba(codes))
        assert np.array_equal(again.predict(answers), model.predict(codes))
        assert np.array_equal(again.score_samples(answers), model.score_samples(codes))
        assert again.bic(answers) == model.bic(codes)
        new = again.smoothed().predict_proba(answers)
        assert np.array_equal(new, model.smoothed().predict_proba(codes))
    assert save_model(again, names, options, units=len(codes)) == document


def test_a_trait_that_went_through_json_says_the_same_to_the_last_bit(trait, kept_trait):
    again = model_document.load_model(json.loads(json.dumps(kept_trait)))
    codes = drawn(seed=1)
    for answers in (codes, codes_of(by_name(codes), kept_trait)):
        assert np.array_equal(again.transform(answers), trait.transform(codes))
        assert np.array_equal(again.score_samples(answers), trait.score_samples(codes))
    assert again.log_likelihood_ == trait.log_likelihood_
    assert again.bic(codes) == trait.bic(codes)


def test_the_file_is_the_document_and_loads_as_a_fitted_estimator(classes, trait, tmp_path):
    path = tmp_path / "model.json"
    for model, kind in ((classes, LatentClass), (trait, LatentTrait)):
        document = save_model(model, NAMES, OPTIONS, units=80, path=path)
        assert json.loads(path.read_text(encoding="utf-8")) == document
        again = model_document.load_model(path)
        assert isinstance(again, kind)
        check_is_fitted(again)
        assert again.get_params() == model.get_params()
    assert model_document.load_model(str(path)).transform(drawn()) == pytest.approx(
        trait.transform(drawn())
    )


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


def test_columns_are_found_by_name_and_others_are_left_alone(kept):
    codes = drawn()
    frame = by_name(codes)
    shuffled = frame.select(pl.lit("someone").alias("unit id"), *reversed(NAMES))
    assert np.array_equal(codes_of(shuffled, kept), codes)
    as_enum = frame.with_columns(pl.col("law").cast(pl.Enum(["no", "yes"])))
    assert np.array_equal(codes_of(as_enum, kept), codes)


def test_a_unit_without_any_answer_gets_the_shares_of_the_classes(classes, kept):
    nothing = codes_of(pl.DataFrame(schema=dict.fromkeys(NAMES, pl.String)).clear(1), kept)
    assert model_document.load_model(kept).predict_proba(nothing)[0] == pytest.approx(
        classes.class_weights_
    )


@pytest.mark.parametrize("kind", ["kept", "kept_trait"])
def test_unknown_options_and_missing_items_are_named(kind, request, tmp_path):
    path = tmp_path / "model.json"
    path.write_text(json.dumps(request.getfixturevalue(kind)), encoding="utf-8")
    frame = by_name(drawn())
    strange = frame.with_columns(
        law=pl.lit("perhaps"), budget=pl.when(pl.int_range(80) == 7).then(pl.lit("huge"))
    )
    with pytest.raises(StudyProblem) as found:
        codes_of(strange, path)
    assert "law: 'perhaps'" in str(found.value)
    assert "budget: 'huge'" in str(found.value)
    with pytest.raises(StudyProblem, match=r"no column.*\n  - unit\n  - budget$"):
        codes_of(frame.drop("unit", "budget"), path)


@pytest.mark.parametrize("kind", ["kept", "kept_trait"])
def test_codes_that_the_model_does_not_know_are_refused(kind, request):
    again, codes = model_document.load_model(request.getfixturevalue(kind)), drawn()
    codes[3, 2] = 3
    with pytest.raises(ValueError, match="a code that was not there"):
        again.score_samples(codes)
    for code in (-2, 0.5):
        with pytest.raises(ValueError, match="codes from 0"):
            again.score_samples(np.where(np.arange(4) == 0, code, drawn()))
    with pytest.raises(ValueError, match="3 features"):
        again.score_samples(drawn()[:, :3])


def test_an_option_that_nobody_chose_is_unknown_when_it_is_the_last():
    codes = drawn()
    codes[:, 1] = np.minimum(codes[:, 1], 1)
    model = LatentClass(2, n_starts=2, random_state=0).fit(codes)
    document = save_model(model, NAMES, OPTIONS, units=80)
    assert document["items"][1]["codes"] == ["none", "one"]
    with pytest.raises(StudyProblem, match="unit: 'many'"):
        codes_of(by_name(drawn()), document)


def test_names_and_options_that_do_not_fit_the_model_are_refused(classes):
    with pytest.raises(StudyProblem, match="3 names and 4 lists of options for 4 items"):
        save_model(classes, NAMES[:3], OPTIONS, units=80)
    with pytest.raises(StudyProblem, match="unit: 2 options, 3 categories"):
        save_model(classes, NAMES, (OPTIONS[0], ("a", "b"), *OPTIONS[2:]), units=80)
    with pytest.raises(StudyProblem, match="law: two items"):
        save_model(classes, ("law", "law", "treaty", "budget"), OPTIONS, units=80)
    with pytest.raises(StudyProblem, match="law: an option stands there twice"):
        save_model(classes, NAMES, (("yes", "yes"), *OPTIONS[1:]), units=80)


ALTERED = {
    "another format": (("format",), 2, "format 2"),
    "no kind of ours": (("kind",), "pickle", "kind"),
    "a trait without its lines": (("kind",), "latent_trait", "trait"),
    "a membership": (("memberships",), [0, 1], "memberships"),
    "probabilities above 1": (("classes", "probabilities", 0, 1), [0.75, 0.5], "law.*sum to 1.25"),
    "a negative probability": (("classes", "probabilities", 0, 1), [-0.5, 1.5], "-0.5"),
    "weights below 1": (("classes", "weights"), [0.5, 0.25], "weights sum to 0.75"),
    "a weight too many": (("classes", "weights"), [0.5, 0.25, 0.25], "3 of them for 2 classes"),
    "a class too few": (("classes", "probabilities", 0), [[0.5, 0.5]], "law: its table"),
    "an option too many": (("items", 3, "codes"), ["low", "mid", "high"], "budget: its table"),
    "a table too few": (("classes", "probabilities"), [], "0 tables for 4 items"),
    "no number": (("classes", "weights", 0), float("nan"), "classes.weights.0: nan"),
    "an infinite likelihood": (("fit", "log_likelihood"), float("-inf"), "-inf is no number"),
    "text for a number": (("fit", "log_likelihood"), "high", "log_likelihood"),
    "two items of a name": (("items", 0, "name"), "unit", "unit: two items"),
    "no units": (("units",), 0, "units"),
}


@pytest.mark.parametrize("case", ALTERED)
def test_altered_documents_are_refused_with_the_place(kept, case):
    (*road, last), value, message = ALTERED[case]
    document = copy.deepcopy(kept)
    node = document
    for step in road:
        node = node[step]
    node[last] = value
    with pytest.raises(StudyProblem, match=message):
        model_document.load_model(document)


@pytest.mark.parametrize(
    ("name", "place", "value", "message"),
    [
        ("slopes", 1, [0.0, 1.0], "unit: 2 slopes for 3 options"),
        ("intercepts", 0, [0.5, 1.0], "law: the first of its intercepts is 0.5"),
        ("slopes", 0, [0.0, float("inf")], "trait.slopes.0.1: inf"),
    ],
)
def test_altered_lines_are_refused_with_the_place(kept_trait, name, place, value, message):
    document = copy.deepcopy(kept_trait)
    document["trait"][name][place] = value
    with pytest.raises(StudyProblem, match=message):
        model_document.load_model(document)


@pytest.mark.parametrize("key", ["format", "kind", "units", "items", "classes", "fit", "versions"])
def test_a_document_without_one_of_its_parts_is_refused(kept, key):
    with pytest.raises(StudyProblem, match=key):
        model_document.load_model({name: part for name, part in kept.items() if name != key})


def test_files_that_are_no_model_are_refused(kept, tmp_path):
    path = tmp_path / "model.json"
    with pytest.raises(StudyProblem, match="is missing"):
        model_document.load_model(path)
    for text, message in (
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[]", "has format None"),
        (json.dumps(kept).replace('"units": 80', '"units": NaN').encode(), "NaN, which is no"),
    ):
        path.write_bytes(text)
        with pytest.raises(StudyProblem, match=message):
            model_document.load_model(path)
