"""A certificate holds for estimates as the study writes them: with shares, bounds and statuses."""

import numpy as np
import polars as pl
import pytest
from worlds.confidential import invent

from disclosure.certificate import certificate
from disclosure.check_certificate import check
from disclosure.suppression_audit import audit


@pytest.fixture(scope="module", params=range(3))
def certified(request):
    """What leaves of an invented survey, and what proves it."""
    rng = np.random.default_rng(request.param)
    groups = {"listed": 60, "groups": [3, 4], "outside": 0.05}
    made = invent(rng, **groups, agree=0.7, silent=0.1, others=6)
    proofs = []
    audit([made.release], minimum=made.minimum, proofs=proofs)
    return made.seen["estimates"], made.memberships, certificate(proofs, minimum=made.minimum)


def test_it_is_accepted_as_it_is(certified):
    found = check(*certified)
    assert found.problems == []
    withheld = certified[0]["count"].null_count()
    assert found.numbers + found.excused.total() == withheld > 0


@pytest.mark.parametrize("column", ["count", "base", "replied", "share", "bound_high"])
def test_it_is_refused_where_any_number_of_the_release_is_another(certified, column):
    estimates, memberships, proof = certified
    first = estimates[column].is_not_null().arg_max()
    more = 0.01 if estimates[column].dtype.is_float() else 1
    changed = pl.when(pl.int_range(pl.len()) == first).then(pl.col(column) + more)
    other = estimates.with_columns(changed.otherwise(column).alias(column))
    assert check(other, memberships, proof).problems


def test_it_is_refused_beside_a_release_that_nothing_was_withheld_of(certified):
    estimates, memberships, proof = certified
    assert check(estimates.with_columns(pl.col("count").fill_null(1)), memberships, proof).problems
