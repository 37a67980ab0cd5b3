"""Items that are answered otherwise in one language are told, and few answers tell nothing."""

import numpy as np
import polars as pl
import pytest

from cyberstudy.declare.plan.analyses import IndexOfItems
from cyberstudy.describe.internal_consistency import (
    functioning_in_words,
    index_functioning,
    internal_consistency,
    judged,
)
from cyberstudy.statistics.reliability import Reliability


def form(unit, language, channel="post", standing="current"):
    return {"unit_id": unit, "language": language, "channel": channel, "standing": standing}


def test_an_item_that_one_language_answers_otherwise_is_told_and_says_so():
    rng = np.random.default_rng(6)
    french = np.arange(120) % 2
    raw = rng.normal(size=(120, 1)) + rng.normal(size=(120, 4))
    raw[:, 0] += 2.5 * french
    scores = {name: (raw[:, i] > 0).astype(float) for i, name in enumerate("abcd")}
    wide = pl.DataFrame({"unit_id": [f"u{i}" for i in range(120)], **scores})
    forms = [form(unit, ["en", "fr"][f]) for unit, f in zip(wide["unit_id"], french, strict=True)]
    # Who wrote in both languages is of neither; a form that does not count tells nothing.
    forms += [form("u0", "fr"), form("u2", "fr", standing="duplicate")]
    sets = {"all": IndexOfItems(title="All", items=list("abcd"))}
    sets["two"] = IndexOfItems(title="Two", items=list("ab"))
    found = index_functioning(
        wide, pl.DataFrame(forms), sets, dict(zip("abcd", "ABCD", strict=True)), minimum_base=5
    )
    rows = found.rows_by_key("question", named=True, unique=True)
    assert set(found["index"]) == {"all"}  # of two items one is half of the score
    assert set(found["by"]) == {"language"}  # one channel has nothing to be compared with
    assert rows["a"]["base"] == 119
    assert rows["a"]["decision"] == "differs"
    assert rows["a"]["p_adjusted"] == pytest.approx(4 * rows["a"]["p"])
    assert rows["a"]["difference"] > 0.2
    odd = found.filter(decision="differs").height
    assert functioning_in_words(found, "all").startswith(f"{odd} of its items")
    assert functioning_in_words(found, "two") == ""


def test_a_language_of_few_takes_no_part():
    wide = pl.DataFrame({"unit_id": list("uvwxyz"), **{n: [0.0, 1.0] * 3 for n in "abc"}})
    forms = [form(unit, "en") for unit in "uvwxy"] + [form("z", "fr")]
    sets = {"all": IndexOfItems(title="All", items=list("abc"))}
    found = index_functioning(
        wide, pl.DataFrame(forms), sets, {n: n for n in "abc"}, minimum_base=2
    )
    assert set(found["groups"]) == {1}
    assert set(found["decision"]) == {"no test"}


def test_who_of_the_units_gave_which_answers_changes_nothing():
    """Resamples and dealt answers go by an order of units, which everybody who has a list knows."""
    rng = np.random.default_rng(3)
    matrix = rng.integers(0, 3, size=(40, 5)).astype(float)
    matrix[rng.random(matrix.shape) < 0.2] = np.nan

    def consistency(rows):
        drawn = np.random.default_rng(7)
        return internal_consistency(rows, confidence=0.95, resamples=200, rng=drawn)

    held = consistency(matrix)
    assert held["alpha_low"] < held["alpha"] < held["alpha_high"]
    for _ in range(5):
        assert consistency(rng.permutation(matrix)) == held


def test_a_warning_does_not_repeat_numbers_that_its_columns_may_lose():
    low = Reliability(2, 35, alpha=0.48, alpha_low=0.1, alpha_high=0.7, correlation=0.12)
    warning = str(judged(low)["warning"])
    assert "alpha does not reach 0.6" in warning
    assert "0.48" not in warning and "0.12" not in warning
