"""Attackers who draw single answers at random, as often as what is published lets them.

They know the list and its groups, who replied, and the code, thus what each respondent counts for;
and how many of a stratum have a score. What they do not know is who of a published group answered
what, or nothing: each way to hand the group's answers out is as likely before. Walks exchange
answers of two respondents and keep what gives every published number again; how often an answer is
then some respondent's is what the attacker believes. Walks begin at the truth: one that stays near
it finds more than there is to find, never less.
"""

from dataclasses import dataclass, field
from itertools import product

import numpy as np
from scipy.stats import t as student

WALKS, BURNED, BETWEEN, DRAWN = 200, 5, 2, 10
#: In each turn, exchanges of all answers for each respondent.
WHOLE = 4
#: What a number in hundredths may be off by.
OFF = 0.005 + 1e-9
#: Of who did not answer: the question concerned them, or did not.
OPEN, NOT_CONCERNED = "(open)", "(not concerned)"


@dataclass
class Score:
    """A score: the mean of what answers to its questions count, of who answered enough of them."""

    counts: dict  # question -> answer -> what it counts
    enough: float  # part of the questions that concern a respondent


@dataclass
class Mean:
    """A published mean of a score by strata, and its ends.

    `ends` are {shift: (low, high)}, where nonrespondents of each stratum differ by so many standard
    deviations of the scores of `all_listed`.
    """

    score: str
    strata: dict  # respondent -> its stratum
    listed: dict  # stratum -> how many are listed
    value: float
    ends: dict = field(default_factory=dict)
    all_listed: frozenset = frozenset()
    confidence: float = 0.95


class Exchanges:
    """Walks over the ways in which respondents may have answered questions.

    Parameters
    ----------
    replies
        question -> respondent -> what it answered, or `OPEN`, or `NOT_CONCERNED`.
    alike
        question -> respondent -> its published groups: answers are exchanged within these.
    shares
        (question, option, respondent -> weight, share): weighted shares, in whole per cent.
    scores, means
        Scores by name, and published means of them.
    known
        Whether who left a question open is known, too.
    """

    def __init__(self, replies, alike, *, shares=(), scores=None, means=(), known=False, seed=0):
        self.rng, self.questions = np.random.default_rng(seed), sorted(replies)
        self.units = sorted({unit for of in replies.values() for unit in of})
        self.at = {unit: place for place, unit in enumerate(self.units)}
        self.answers, self.groups, self.first = {}, {}, {}
        for name in self.questions:
            given = self.answers[name] = sorted({*replies[name].values()}, key=str)
            self.first[name] = np.array([given.index(replies[name][unit]) for unit in self.units])
            parts = {}
            for unit in self.units:
                status = replies[name][unit] if known else ""
                silent = status if status in (OPEN, NOT_CONCERNED) else ""
                parts.setdefault((alike[name][unit], silent), []).append(self.at[unit])
            self.groups[name] = [np.array(part) for part in parts.values()]
        self.part = {name: np.empty(len(self.units), dtype=int) for name in self.questions}
        for name, parts in self.groups.items():
            for number, part in enumerate(parts):
                self.part[name][part] = number
        self.shares = {name: [] for name in self.questions}
        for name, option, weight, share in shares:
            heavy = np.array([weight.get(unit, 0.0) for unit in self.units])
            self.shares[name].append(
                (self._of(name, lambda a, o=option: o in _options(a)), heavy, share)
            )
        self.scores, self.means = scores or {}, [(mean, self._strata(mean)) for mean in means]
        self.now = {n: np.tile(code, (WALKS, 1)) for n, code in self.first.items()}
        self.sums = {name: self._sums(score, self.now) for name, score in self.scores.items()}
        self.counted = {
            id(mean): self._scored(mean.score, self.sums[mean.score][:, :1])[1][0] @ of
            for mean, of in self.means
        }
        for name, of in self.shares.items():
            for share in of:
                if not self._share_fits(name, share)[0]:
                    raise ArithmeticError(f"answers do not give a share of {name}, {share[-1]}")
        for mean, of in self.means:
            if not self._fits(mean, of, self.sums[mean.score][:, :1])[0]:
                raise ArithmeticError(f"answers do not give a mean of {mean.score}, {mean.value}")

    def _of(self, name, what):
        """What each answer to a question counts."""
        return np.array([float(what(answer)) for answer in self.answers[name]])

    def _strata(self, mean):
        names = sorted(mean.listed)
        return np.array([[mean.strata.get(u) == name for name in names] for u in self.units], float)

    def _adds(self, score, name):
        """What answers to a question add to a score: points, how many are answered, and concern."""
        counts = score.counts[name]
        return (
            self._of(name, lambda answer: counts.get(answer, 0.0)),
            self._of(name, lambda answer: answer not in (OPEN, NOT_CONCERNED)),
            self._of(name, lambda answer: answer != NOT_CONCERNED),
        )

    def _sums(self, score, replies):
        return sum(
            np.array([add[replies[name]] for add in self._adds(score, name)])
            for name in score.counts
        )

    def _scored(self, name, sums):
        """Scores, a row a walk, 0 where there is none; and who has one."""
        points, answered, concerned = sums
        has = (answered > 0) & (answered >= self.scores[name].enough * concerned - 1e-9)
        return np.where(has, points / np.maximum(answered, 1), 0.0), has.astype(float)

    def _share_fits(self, name, share):
        chose, weight, number = share
        answered = self._of(name, lambda answer: answer not in (OPEN, NOT_CONCERNED))
        now = self.now[name]
        return np.abs((chose[now] @ weight) / (answered[now] @ weight) - number) <= OFF

    def _fits(self, mean, of, sums):
        """Whether scores, a row a walk, give a mean and its ends, by as many scores in strata."""
        scores, has = self._scored(mean.score, sums)
        size, listed = (
            self.counted[id(mean)],
            np.array([mean.listed[n] for n in sorted(mean.listed)]),
        )
        part, middle = listed / listed.sum(), scores @ of / size
        fits = (has @ of == size).all(axis=1) & (np.abs(middle @ part - mean.value) <= OFF)
        if not mean.ends or not fits.any():
            return fits
        scores, has, middle = scores[fits], has[fits], middle[fits]
        spread = (scores**2 @ of - size * middle**2).clip(0) / np.maximum(size - 1, 1)
        absent = 1 - size / listed
        error = part**2 * absent * spread / size
        with np.errstate(divide="ignore", invalid="ignore"):
            freedom = error.sum(axis=1) ** 2 / (error**2 / np.maximum(size - 1, 1)).sum(axis=1)
        half = student.ppf((1 + mean.confidence) / 2, freedom) * np.sqrt(error.sum(axis=1))
        inside = has * np.isin(self.units, [*mean.all_listed])
        number = inside.sum(axis=1)
        centre = (scores * inside).sum(axis=1) / number
        apart = (inside * (scores - centre[:, None]) ** 2).sum(axis=1)
        deviation = np.sqrt(apart / (number - 1))

        def moved(shift):
            other = np.clip(middle + shift, 0, 1)
            return ((1 - absent) * middle + absent * other) @ part

        good = np.ones(len(scores), dtype=bool)
        for shift, (low, high) in mean.ends.items():
            by = (shift * deviation)[:, None]
            good &= np.abs(np.maximum(moved(-by) - half, moved(-1.0)) - low) <= OFF
            good &= np.abs(np.minimum(moved(by) + half, moved(1.0)) - high) <= OFF
        fits[fits] = good
        return fits

    @property
    def tied(self):
        """Questions that a number other than a count is about."""
        scored = {q for mean, _ in self.means for q in self.scores[mean.score].counts}
        return [name for name in self.questions if self.shares[name] or name in scored]

    def _move(self, name):
        """Let every walk exchange answers to one question, once or twice; keep what fits."""
        walks, now = np.arange(WALKS), self.now[name]
        before = now.copy()
        parts = [part for part in self.groups[name] if len(part) > 1]
        if not parts:
            return 0
        size = np.array([len(part) for part in parts], dtype=float)
        for _ in range(self.rng.integers(1, 3)):
            part = parts[self.rng.choice(len(parts), p=size / size.sum())]
            one, other = part[self.rng.integers(len(part), size=(2, WALKS))]
            now[walks, one], now[walks, other] = now[walks, other], now[walks, one]
        fits = np.ones(WALKS, dtype=bool)
        for share in self.shares[name]:
            fits &= self._share_fits(name, share)
        new = {
            of: self.sums[of]
            + np.array([add[now] - add[before] for add in self._adds(score, name)])
            for of, score in self.scores.items()
            if name in score.counts
        }
        for mean, of in self.means:
            if mean.score in new and fits.any():
                fits[fits] = self._fits(mean, of, new[mean.score][:, fits])
        now[~fits] = before[~fits]
        for of, sums in new.items():
            self.sums[of][:, fits] = sums[:, fits]
        return int((fits & (now != before).any(axis=1)).sum())

    def _exchange_all(self):
        """Let every walk exchange all answers of two respondents of the same groups, if that fits.

        Steps of one question cross slowly what numbers of many questions rule out; this does not.
        """
        walks = np.arange(WALKS)
        one, other = self.rng.integers(len(self.units), size=(2, WALKS))
        fits = np.all(
            [self.part[name][one] == self.part[name][other] for name in self.questions], axis=0
        )
        before = {name: now.copy() for name, now in self.now.items()}
        for now in self.now.values():
            now[walks, one], now[walks, other] = now[walks, other], now[walks, one]
        for name in self.questions:
            for share in self.shares[name]:
                fits &= self._share_fits(name, share)
        new = {of: sums.copy() for of, sums in self.sums.items()}
        for sums in new.values():
            sums[:, walks, one], sums[:, walks, other] = (
                sums[:, walks, other],
                sums[:, walks, one],
            )
        for mean, of in self.means:
            if fits.any():
                fits[fits] = self._fits(mean, of, new[mean.score][:, fits])
        for name, now in self.now.items():
            now[~fits] = before[name][~fits]
        for of, sums in new.items():
            self.sums[of][:, fits] = sums[:, fits]
        return int(fits.sum())

    def draw(self):
        """Walk; return how often each respondent gave each answer to a question, in all draws."""
        seen = {n: np.zeros((len(self.units), len(self.answers[n]))) for n in self.tied}
        turns = [name for name in seen for _ in self.units]
        self.accepted = 0
        for turn in range(BURNED + BETWEEN * DRAWN):
            for name in self.rng.permutation(turns):
                self.accepted += self._move(str(name))
            for _ in range(WHOLE * len(self.units) if self.means else 0):
                self.accepted += self._exchange_all()
            if turn >= BURNED and (turn - BURNED) % BETWEEN == BETWEEN - 1:
                for name, counts in seen.items():
                    for code in range(counts.shape[1]):
                        counts[:, code] += (self.now[name] == code).sum(axis=0)
        return seen

    def odds(self, units):
        """By how much the odds that these respondents chose an option change, if they answered.

        Yields (question, respondent, option, factor, draws), for options that some of those of its
        group that answered chose, but not all.
        """
        for name, counts in self.draw().items():
            given = [
                code for code, a in enumerate(self.answers[name]) if a not in (OPEN, NOT_CONCERNED)
            ]
            said = {o for code in given for o in _options(self.answers[name][code])}
            for option, part in product(sorted(said), self.groups[name]):
                codes = [code for code in given if option in _options(self.answers[name][code])]
                chose = np.isin(self.first[name][part], codes).sum()
                answered = np.isin(self.first[name][part], given).sum()
                for place in (place for place in part if self.units[place] in units):
                    drawn, often = counts[place, given].sum(), counts[place, codes].sum()
                    if 0 < chose < answered and drawn:
                        # Half a draw is added: what no draw has is not called impossible.
                        after = (often + 0.5) / (drawn - often + 0.5)
                        factor = after / (chose / (answered - chose))
                        yield name, self.units[place], option, float(factor), WALKS * DRAWN


def _options(answer):
    return answer if isinstance(answer, (frozenset, tuple)) else (answer,)
