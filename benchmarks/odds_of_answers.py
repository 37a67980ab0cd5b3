"""By how much all that is published of the simulated survey changes the odds of a State's answer.

``PYTHONPATH=tests:workflow/surveyanswers/tests python benchmarks/odds_of_answers.py`` draws answers
that give every published count, weighted share and mean of an index, with the ends of its
intervals, again (`worlds.attacks_on_answers`), and looks at each State of which fewer than five
others, it included, that replied are in the same region and level of development. Questions of one
index, and of indices that share a question, are drawn together. ``--write`` keeps the numbers in
``odds_of_answers.csv`` and puts the table into README.md.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import polars as pl
from readme_tables import put_table
from worlds.attacks_on_answers import NOT_CONCERNED, OPEN, Exchanges, Mean, Score

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.describe.estimates import said_of
from cyberstudy.statistics.poststratified_means import LEAST
from cyberstudy.statistics.weighting import collapsed
from cyberstudy.tables.files import read_table
from surveyanswers.instrument.codebook import scores_of
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.statuses import NOT_CONCERNED as STATUSES_NOT_CONCERNED

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "results" / "states2012"
RECORD = Path(__file__).with_suffix(".csv")
FEW = 5
ENDS = {0.0: ("low", "high"), 0.25: ("low_quarter", "high_quarter"), 0.5: ("low_half", "high_half")}


class Evidence:
    """What is published, and what the attacker knows besides."""

    def __init__(self, survey: OpenSurvey, results: Path) -> None:
        self.survey = survey
        inside, left = results / "describe", results / "protect" / "tables"
        names = ("memberships.parquet", "nonresponse_weights.csv", "nonresponse_units.parquet")
        self.members, weights, cells = (read_table(str(inside / name)) for name in names)
        self.estimates = read_table(str(left / "estimates.parquet"))
        self.shares = read_table(str(left / "nonresponse_estimates.csv")).drop_nulls("share")
        self.means = read_table(str(left / "index_groups.csv")).drop_nulls("mean")
        self.states = {*self.members.filter("replied", grouping="states")["unit_id"]}
        self.replies = self._replies(results)
        order = {cell: n for n, cell in enumerate(weights["cell"].unique(maintain_order=True))}
        of_cell = weights.filter(method="poststratified").select("cell", "stratum")
        known = cells.join(of_cell, on="cell").rows_by_key("unit_id", named=True, unique=True)
        self.stratum = {unit: order[row["stratum"]] for unit, row in known.items()}
        self.cell = {unit: row["cell"] for unit, row in known.items()}

    def _replies(self, results: Path) -> dict[str, dict[str, object]]:
        questionnaire = self.survey.questionnaire
        answers = read_answers(results / "clean" / "answers.parquet", questionnaire.questions)
        asked = self.estimates.filter(grouping="states")["question"].unique().implode()
        said = said_of(answers, questionnaire).filter(
            pl.col("question").is_in(asked), pl.col("unit_id").is_in(list(self.states))
        )
        given = said.group_by("question", "unit_id").agg(
            pl.col("status").cast(pl.String).first(),
            pl.col("option").cast(pl.String).filter("chosen"),
        )
        replies: dict[str, dict] = defaultdict(lambda: dict.fromkeys(self.states, NOT_CONCERNED))
        for question, unit, status, options in given.rows():
            silent = NOT_CONCERNED if status in STATUSES_NOT_CONCERNED else OPEN
            several = questionnaire.questions[question].type == "select_multiple"
            chosen = frozenset(options) if several else (options or [""])[0]
            replies[question][unit] = chosen if status == "valid" else silent
        return dict(replies)

    def weight(self, strata: str) -> dict[str, float]:
        """Return what each State stands for, by the groups that a share names as its strata."""
        weights: dict[str, float] = {}
        for stratum in strata.split("; "):
            groups = pl.col("group").is_in(stratum.split(" + "))
            units = self.members.filter(groups, pl.col("grouping") != "respondents")
            units = units.unique("unit_id")
            each = units["in_frame"].sum() / units["replied"].sum()
            weights |= dict.fromkeys(units["unit_id"], each)
        return weights

    def few(self) -> set[str]:
        """Name the States of cells of which fewer than five replied."""
        size = Counter(self.cell[unit] for unit in self.states)
        return {unit for unit in self.states if size[self.cell[unit]] < FEW}

    def alike(self, question: str) -> dict[str, frozenset]:
        """Return of each State its groups of which this question's counts are published."""
        rows = self.estimates.filter(question=question).drop_nulls("count")
        shown = {*rows.select("grouping", "group").iter_rows()}
        groups: dict[str, set] = {unit: set() for unit in self.states}
        for unit, *group in self.members.select("unit_id", "grouping", "group").iter_rows():
            if unit in groups and tuple(group) in shown:
                groups[unit].add(tuple(group))
        return {unit: frozenset(of) for unit, of in groups.items()}

    def scores(self) -> dict[str, Score]:
        """Return what makes up each index."""
        points = {}
        for question, text in self.survey.codebook.select("question", "scores").drop_nulls().rows():
            of = scores_of(text)
            low, high = min(of.values()), max(of.values())
            points[question] = {code: (score - low) / (high - low) for code, score in of.items()}
        indices = self.survey.indices
        assert indices is not None
        return {
            name: Score({item: points[item] for item in entry.items}, indices.minimum_answered)
            for name, entry in indices.sets.items()
        }

    def published_means(self, scores: dict[str, Score]) -> list[Mean]:
        """Return means as they left, by the strata of their group."""
        indices = self.survey.indices
        assert indices is not None
        found = []
        for row in self.means.iter_rows(named=True):
            of = self.members.filter(grouping=row["grouping"], group=row["group"])["unit_id"]
            strata = {unit: self.stratum[unit] for unit in of if unit in self.stratum}
            score = scores[row["index"]]
            scored = Counter(strata[u] for u in strata if u in self.states and self._has(score, u))
            order = sorted({*strata.values()})
            joint = collapsed([(n,) for n in order], np.array([scored[n] for n in order]), LEAST)
            into = dict(zip(order, joint, strict=True))
            strata = {unit: into[stratum] for unit, stratum in strata.items()}
            ends = {shift: (row[low], row[high]) for shift, (low, high) in ENDS.items()}
            replied = {unit: stratum for unit, stratum in strata.items() if unit in self.states}
            found.append(
                Mean(
                    row["index"],
                    replied,
                    dict(Counter(strata.values())),
                    row["mean"],
                    ends,
                    frozenset(self.stratum),
                    indices.confidence,
                )
            )
        return found

    def _has(self, score: Score, unit: str) -> bool:
        said = [self.replies[question][unit] for question in score.counts]
        answered = sum(reply not in (OPEN, NOT_CONCERNED) for reply in said)
        concerned = sum(reply != NOT_CONCERNED for reply in said)
        return answered > 0 and answered >= score.enough * concerned - 1e-9

    def together(self, scores: dict[str, Score]) -> list[set[str]]:
        """Return questions by what is drawn at once."""
        parts: list[set[str]] = []  # those of fewest questions first
        for questions in [*({*score.counts} for score in scores.values())]:
            joined = [part for part in parts if part & questions]
            parts = [part for part in parts if part not in joined]
            parts.append(questions.union(*joined))
        alone = {*self.replies}.difference(*parts)
        return [*sorted(parts, key=len), *({question} for question in sorted(alone))]


def measured(survey: OpenSurvey, results: Path, *, known: bool = False) -> pl.DataFrame:
    """Draw, and return a row a question: draws, States looked at, and the largest change."""
    evidence = Evidence(survey, results)
    scores = evidence.scores()
    means, few, rows = evidence.published_means(scores), evidence.few(), []
    for questions in evidence.together(scores):
        own = {name: score for name, score in scores.items() if {*score.counts} <= questions}
        shares = evidence.shares.filter(
            pl.col("question").is_in(list(questions)), method="poststratified"
        )
        walks = Exchanges(
            {question: evidence.replies[question] for question in questions},
            {question: evidence.alike(question) for question in questions},
            shares=[
                (question, option, evidence.weight(strata), share)
                for question, option, strata, share in shares.select(
                    "question", "option", "strata", "share"
                ).rows()
            ],
            scores=own,
            means=[mean for mean in means if mean.score in own],
            known=known,
        )
        found = pl.DataFrame(
            [*walks.odds(few)],
            schema=["question", "state", "answer", "factor", "draws"],
            schema_overrides={"answer": pl.Object},
            orient="row",
        ).drop("answer")
        change = pl.max_horizontal("factor", 1 / pl.col("factor"))
        rows.append(
            found.group_by("question").agg(
                pl.col("draws").min(), states=pl.col("state").n_unique(), change=change.max()
            )
        )
        print(rows[-1].sort("change", descending=True).head(2).rows(), flush=True)
    # Without their names: questions with numbers beside them are what the guard looks for.
    record = pl.concat(rows).sort("change", "question", descending=[True, False])
    return record.select("draws", "states", pl.col("change").round(2))


def table_in_words(record: pl.DataFrame) -> list[str]:
    """Write what was recorded as a table of Markdown."""
    largest = record.head(5).with_row_index("place", offset=1)
    return [
        "| questions | draws a question, at least | States looked at | largest change of odds |",
        "|---|---:|---:|---:|",
        f"| all {record.height} | {record['draws'].min():,} | {record['states'].max()} | "
        f"{record['change'].max()} |",
        *(f"| {n}. of these | {d:,} | {s} | {c} |" for n, d, s, c in largest.rows()),
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--results", default=RESULTS, type=Path)
    parser.add_argument("--known", action="store_true", help="who left what open is known, too")
    parser.add_argument("--write", action="store_true", help="keep the numbers, for README.md too")
    asked = parser.parse_args()
    survey = OpenSurvey(ROOT / "config" / "surveys" / "states2012", root=ROOT)
    record = measured(survey, asked.results, known=asked.known)
    print("\n".join(table_in_words(record)))
    if asked.write:
        record.write_csv(RECORD)
        put_table(RECORD.with_suffix(".py").name, table_in_words(record))


if __name__ == "__main__":
    main()
