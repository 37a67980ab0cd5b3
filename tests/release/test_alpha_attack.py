"""Attack on the consistency of an index: alpha, its interval, and what else stands beside them.

Whoever has the code can compute these numbers of any answers, with the resamples' seed. Walks
exchange answers of States as in `worlds.attacks_on_answers` and keep what gives counts, weighted
shares, means and these numbers again. Where all items of an index are published for the same groups
two States of a group can exchange all their answers, and no number changes: alpha then tells
nothing of one of them. Of the index here one item is published for Europe and all others alone.
The formulas are the attack's own.
"""

from zlib import crc32

import numpy as np
import polars as pl
import pytest
from odds_of_answers import Evidence
from worlds import REPOSITORY, attacks_on_answers
from worlds.attacks_on_answers import Exchanges

from cyberstudy.declare.opened import OpenSurvey

STATES = REPOSITORY / "results/states2012"
INDEX, SEED, RESAMPLES, MOST = "training", 20110519, 2000, 3


@pytest.fixture(scope="module", autouse=True)
def ran(not_run):
    if not (STATES / "protect/tables/index_reliability.csv").is_file():
        not_run("no fresh run of states2012: make study", "states2012")


@pytest.fixture(scope="module")
def evidence():
    survey = OpenSurvey(REPOSITORY / "config/surveys/states2012", root=REPOSITORY)
    return Evidence(survey, STATES)


def printed(value, number):
    """Whether values, of three significant digits, are a printed number."""
    unit = 10.0 ** (np.floor(np.log10(abs(number))) - 2)
    return np.abs(value - number) <= unit / 2 + 1e-9


def consistency(scores):
    """Least base of a pair, alpha, mean correlation and the first's share; a row a walk."""
    has, x = (~np.isnan(scores)).astype(float), np.nan_to_num(scores)
    turned, items = has.transpose(0, 2, 1), scores.shape[2]
    both, sums, squares = turned @ has, x.transpose(0, 2, 1) @ has, (x * x).transpose(0, 2, 1) @ has
    products = x.transpose(0, 2, 1) @ x - sums * sums.transpose(0, 2, 1) / both
    varied = squares - sums * sums / both
    with np.errstate(divide="ignore", invalid="ignore"):
        together = products / np.sqrt(varied * varied.transpose(0, 2, 1))
    one, other = np.triu_indices(items, 1)
    shared = products / (both - 1)
    single = np.trace(shared, axis1=1, axis2=2) / shared.sum((1, 2))
    together[:, range(items), range(items)] = 1
    return {
        "base": both[:, one, other].min(1),
        "alpha": items / (items - 1) * (1 - single),
        "correlation": together[:, one, other].mean(1),
        "first_share": np.linalg.eigvalsh(np.nan_to_num(together))[:, -1] / items,
    }


def interval(scores, weights):
    """Ends of alpha's interval, by resamples of units in the order of their answers."""
    scores = scores[np.lexsort(np.nan_to_num(scores, nan=-1).T)]
    has, x = (~np.isnan(scores)).astype(float), np.nan_to_num(scores)
    items, all_of, single = scores.shape[1], 0.0, 0.0
    for i, j in np.ndindex(items, items):
        pair = has[:, i] * has[:, j]
        size, of_i, of_j = (weights @ (column * pair) for column in (pair, x[:, i], x[:, j]))
        shared = (weights @ (x[:, i] * x[:, j]) - of_i * of_j / size) / (size - 1)
        all_of, single = all_of + shared, single + shared * (i == j)
    return np.quantile(items / (items - 1) * (1 - single / all_of), [0.025, 0.975])


class WithAlpha(Exchanges):
    """Walks that keep the consistency of an index, too."""

    def __init__(self, *given, numbers, **named):
        super().__init__(*given, **named)
        ((index, score),) = self.scores.items()
        self.numbers = numbers
        self.points = {
            name: np.array([counts.get(answer, np.nan) for answer in self.answers[name]])
            for name, counts in score.counts.items()
        }
        size = len(self.units)
        rng = np.random.default_rng([SEED, crc32(index.encode())])
        self.drawn = rng.multinomial(size, np.full(size, 1 / size), size=RESAMPLES).astype(float)
        self.tried = {}
        for name in score.counts:
            self.shares[name].append(self)

    def now_scored(self):
        return np.stack([of[self.now[name]] for name, of in self.points.items()], axis=-1)

    def _share_fits(self, name, share):
        if share is not self:
            return super()._share_fits(name, share)
        if self.numbers is None:
            return np.ones(attacks_on_answers.WALKS, dtype=bool)
        scores = self.now_scored()
        fits = np.ones(len(scores), dtype=bool)
        for column, values in consistency(scores).items():
            fits &= printed(values, self.numbers[column])
        fits[fits] = [self._ends_fit(one) for one in scores[fits]]
        return fits

    def _ends_fit(self, scores):
        key = scores[np.lexsort(np.nan_to_num(scores, nan=-1).T)].tobytes()
        if key not in self.tried:
            low, high = interval(scores, self.drawn)
            fit = printed(low, self.numbers["alpha_low"])
            self.tried[key] = fit & printed(high, self.numbers["alpha_high"])
        return self.tried[key]


def walks_of(evidence, numbers):
    score = evidence.scores()[INDEX]
    shares = evidence.shares.filter(
        pl.col("question").is_in([*score.counts]), method="poststratified"
    )
    return WithAlpha(
        {question: evidence.replies[question] for question in score.counts},
        {question: evidence.alike(question) for question in score.counts},
        shares=[
            (question, option, evidence.weight(strata), share)
            for question, option, strata, share in shares.select(
                "question", "option", "strata", "share"
            ).rows()
        ],
        scores={INDEX: score},
        means=[m for m in evidence.published_means(evidence.scores()) if m.score == INDEX],
        numbers=numbers,
    )


def largest(walks, units):
    return max(max(factor, 1 / factor) for *_, factor, _ in walks.odds(units))


@pytest.fixture
def few_draws(monkeypatch):
    for name, number in {"BURNED": 4, "BETWEEN": 1, "DRAWN": 6}.items():
        monkeypatch.setattr(attacks_on_answers, name, number)


@pytest.fixture(scope="module")
def inside():
    return pl.read_csv(STATES / "describe/index_reliability.csv")


def test_consistency_leaves_only_of_indices_whose_items_have_the_same_groups(evidence, inside):
    left = pl.read_csv(STATES / "protect/tables/index_reliability.csv")
    told = {*left.drop_nulls("alpha")["index"]}
    groups = {
        name: {frozenset(evidence.alike(item).items()) for item in score.counts}
        for name, score in evidence.scores().items()
    }
    assert told == {name for name, ways in groups.items() if len(ways) == 1}
    assert 0 < len(told) < inside.height


def test_alpha_and_its_interval_would_tell_which_region_gave_a_rare_answer(
    evidence, inside, few_draws
):
    digits = pl.selectors.float().round_sig_figs(3)
    walks = walks_of(evidence, inside.with_columns(digits).filter(index=INDEX).row(0, named=True))
    assert walks._share_fits("", walks).all(), "the attack's formulas are not the study's"
    change = largest(walks, evidence.few())
    print(f"{change:.2f}; intervals tried {len(walks.tried)}, that fit {sum(walks.tried.values())}")
    assert change > MOST and walks.accepted > 10_000
    without = largest(walks_of(evidence, None), evidence.few())
    print(f"without {without:.2f}")
    assert without < MOST
