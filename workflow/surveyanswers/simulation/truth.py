"""What every unit would answer if it answered everything: the form, filled in from the truth.

Each question is drawn for all units at once, in the form's order, so that routing can be
evaluated on what was drawn before. A latent normal liability stands behind an answer; its
correlation with national capacity is the question's loading. Liabilities are cut where, among
the units that respond and are asked, the assumed shares come out as nearly as their number allows.
Where the cuts of another draw are given, they stay: then shares are those of a superpopulation, and
this draw's come out as chance has it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import norm

from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.instrument.routing import to_polars
from surveyanswers.simulation.assumptions import Assumptions, stream
from surveyanswers.tables.statuses import NONE, SAID_INSTEAD

Fitted = dict[tuple[str, int], Any]
ROUNDS, STEP = 60, 0.7  # of moving cuts against what they miss


@dataclass(frozen=True)
class Truth:
    """What answers are drawn from.

    Attributes
    ----------
    people
        From `population.populate`.
    form
        The questionnaire.
    assumptions
        Shares, loadings and the like.
    scores
        question -> option -> score, for the order of options.
    texts
        (question, language) -> texts to choose from.
    seed
        Of all random streams.
    fitted
        Question and identity of its rows of shares -> cuts, of another draw from the same object
        `assumptions`; what is not in it is fitted to this draw, and kept in it.
    """

    people: pl.DataFrame
    form: Questionnaire
    assumptions: Assumptions
    scores: Mapping[str, Mapping[str, float]]
    texts: Mapping[tuple[str, str], list[str]]
    seed: int
    fitted: Fitted = field(default_factory=dict)

    @cached_property
    def capacity(self) -> np.ndarray:
        """Capacity with mean 0 and variance 1 among responding units; 0 where there is none."""
        raw = self.people["capacity"].to_numpy()
        those = self.people["responded"].to_numpy() & np.isfinite(raw)
        mean, spread = self._fit("capacity", {}, lambda: (raw[those].mean(), raw[those].std()))
        return np.nan_to_num((raw - mean) / spread)

    def draw(self, identification: Mapping[str, pl.Series]) -> pl.DataFrame:
        """Draw all answers.

        Parameters
        ----------
        identification
            Answers that are not drawn: who replies.

        Returns
        -------
        pl.DataFrame
            A row a unit in the order of `people`, a column a question: text as the form keeps
            it (several codes joined by blanks), null where routing does not ask.
        """
        wide = self.people.select("unit")
        for question in self.form.questions.values():
            if question.name in identification:
                drawn = identification[question.name].rename(question.name)
            else:
                drawn = pl.Series(question.name, self._column(question, wide), dtype=pl.String)
            wide = wide.with_columns(drawn)
            if question.relevant:
                relevance = to_polars(question.relevant)
                wide = wide.with_columns(
                    pl.when(relevance).then(question.name).alias(question.name)
                )
        return wide

    def _column(self, question: Question, wide: pl.DataFrame) -> list[str | None]:
        is_relevant = (
            wide.select(to_polars(question.relevant)).to_series().to_numpy()
            if question.relevant
            else np.ones(wide.height, dtype=bool)
        )
        if not is_relevant.any():
            return [None] * wide.height
        if question.type == "text":
            return self._texts(question)
        if question.type == "integer":
            return self._numbers(question, is_relevant)
        if question.type == "select_multiple":
            return self._several(question, is_relevant)
        return self._one(question, is_relevant)

    def _groups(self) -> list[tuple[str, ...]]:
        """For each unit the groups whose assumptions hold, the narrowest first."""
        columns = self.people.select("law", "channel", "region", "group").fill_null("")
        return columns.rows()

    def _liability(self, question: Question, part: str = "") -> np.ndarray:
        loading = self.assumptions.number(question.name, "loading", default=0.0)
        noise = stream(self.seed, question.name, part).normal(size=self.people.height)
        return loading * self.capacity + np.sqrt(1 - loading**2) * noise

    def _alike(self, question: Question) -> list[tuple[np.ndarray, Mapping[str, float]]]:
        """Units that share the same assumed shares, as masks, with those shares."""
        shares = [self.assumptions.of(question.name, "share", g) for g in self._groups()]
        distinct = {id(rows): rows for rows in shares if rows}.values()
        return [(np.array([rows is s for s in shares]), rows) for rows in distinct]

    def _one(self, question: Question, is_relevant: np.ndarray) -> list[str | None]:
        liability = self._liability(question)
        values = np.full(self.people.height, None, dtype=object)
        for inside, rows in self._alike(question):
            options = self._ordered(question, rows)
            limits = np.cumsum([rows[o] for o in options])[:-1]
            counted = self._counted(inside & is_relevant)
            cuts = self._fit(question.name, rows, partial(_cuts, liability, limits, counted))
            chosen = np.searchsorted(cuts, liability[inside])
            values[inside] = np.array(options, dtype=object)[chosen]
        return self._with_special(question, values)

    def _several(self, question: Question, is_relevant: np.ndarray) -> list[str | None]:
        # Codes in the order of the form's list, whatever order the assumptions stand in.
        codes = [c for c in self.form.options_of(question).codes if c not in (NONE, *SAID_INSTEAD)]
        liability = np.column_stack([self._liability(question, code) for code in codes])
        nothing = stream(self.seed, question.name, NONE).random(self.people.height)
        at_most = int(self.assumptions.number(question.name, "at_most", default=len(codes)))
        values = np.full(self.people.height, None, dtype=object)
        for inside, rows in self._alike(question):
            none = nothing < rows.get(NONE, 0.0)
            shares = np.array([rows.get(code, 0.0) for code in codes])
            counted = self._counted(inside & is_relevant)
            fit = partial(_cuts_of_several, liability, shares, counted, none=none, at_most=at_most)
            cuts = self._fit(question.name, rows, fit)
            ticked = _ticked(liability, cuts, none=none, at_most=at_most)
            for unit in np.flatnonzero(inside):
                chosen = [code for code, t in zip(codes, ticked[unit], strict=True) if t]
                values[unit] = " ".join(chosen) or NONE
        return self._with_special(question, values)

    def _numbers(self, question: Question, is_relevant: np.ndarray) -> list[str | None]:
        group = self._groups()[int(is_relevant.argmax())]
        median = self.assumptions.number(question.name, "median", group)
        spread = self.assumptions.number(question.name, "spread", group)
        linear = self.assumptions.number(question.name, "linear", group, default=0.0)
        liability = self._liability(question)
        drawn = median + spread * liability if linear else median * np.exp(spread * liability)
        table = pl.DataFrame({question.name: [f"{number:.0f}" for number in drawn]})
        if question.constraint:  # what the form would have refused becomes the median
            holds = to_polars(question.constraint, this=question.name)
            table = table.with_columns(
                pl.when(holds).then(question.name).otherwise(pl.lit(f"{median:.0f}"))
            )
        return table.to_series().to_list()

    def _texts(self, question: Question) -> list[str | None]:
        rng = stream(self.seed, question.name)
        has_text = rng.random(self.people.height) < self.assumptions.number(question.name, "text")
        return [
            str(rng.choice(self.texts[question.name, language])) if says else None
            for says, language in zip(has_text, self.people["language"], strict=True)
        ]

    def _with_special(self, question: Question, values: np.ndarray) -> list[str | None]:
        """Return answers, some replaced by don't know, refused or not applicable."""
        level = stream(self.seed, question.name, "special").random(len(values))
        reached = 0.0
        groups = self._groups()
        for status in SAID_INSTEAD:
            if status in self.form.options_of(question).codes:
                share = self.assumptions.number(question.name, status, groups[0], default=0.0)
                values[(level >= reached) & (level < reached + share)] = status
                reached += share
        return values.tolist()

    def _ordered(self, question: Question, shares: Mapping[str, float]) -> list[str]:
        """Options from the lowest score to the highest; those without one in the form's order."""
        scores = self.scores.get(question.name, {})
        order = self.form.options_of(question).codes
        return sorted(shares, key=lambda o: (scores.get(o, 0.0), order.index(o)))

    def _fit(self, name: str, rows: Mapping[str, float], fit: Callable[[], Any]) -> Any:
        """Return what was fitted for a question and its rows of shares, or fit it now."""
        key = (name, id(rows) if rows else 0)
        if key not in self.fitted:
            self.fitted[key] = fit()
        return self.fitted[key]

    def _counted(self, these: np.ndarray) -> np.ndarray:
        """Units whose shares are to come out: those that respond, else (nobody does) all."""
        those = these & self.people["responded"].to_numpy()
        return those if those.any() else these


def _cuts_of_several(
    liability: np.ndarray,
    shares: np.ndarray,
    counted: np.ndarray,
    *,
    none: np.ndarray,
    at_most: int,
) -> np.ndarray:
    """Place cuts so that options' shares among the counted units come out.

    Who ticks at all ticks one option at least and `at_most` at most, which moves the shares; so
    the cuts are moved against it until the shares fit as well as they will.

    Parameters
    ----------
    liability
        Units x options.
    none
        Units that tick nothing.
    """
    cuts = np.where(shares > 0, norm.isf(np.clip(shares, 0.01, 0.99)), np.inf)
    best, least = cuts, np.inf
    for _ in range(ROUNDS):
        off = _ticked(liability, cuts, none=none, at_most=at_most)[counted].mean(axis=0) - shares
        if np.abs(off).sum() < least:
            best, least = cuts, np.abs(off).sum()
        cuts = cuts + STEP * off
    return best


def _ticked(
    liability: np.ndarray, cuts: np.ndarray, *, none: np.ndarray, at_most: int
) -> np.ndarray:
    """Tick options: units x options, bool."""
    excess = liability - cuts
    rank = np.argsort(np.argsort(-excess, axis=1, kind="stable"), axis=1, kind="stable")
    return ((excess > 0) & (rank < at_most) | (rank == 0)) & ~none[:, None]


def _cuts(liability: np.ndarray, limits: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Place cuts so that shares up to `limits` of the counted units lie below them."""
    if not counted.any():
        return np.quantile(liability, limits)
    return np.quantile(liability[counted], limits, method="hazen")
