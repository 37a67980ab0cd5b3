"""Simulations of one superpopulation, what the study says of each, and what is true of all States.

Fixed: the list of States, how many of each region reply, and the superpopulation, which are the
assumptions with answers cut where they were in the study's own simulation. Drawn anew: who replies,
each State's capacity, type of law and answers, what is left blank, contradicted and mistyped.
In the world without differences no share hangs on region or capacity, so that each difference
between regions or groups of development that is claimed is an error.
"""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import polars as pl

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.analyses import DeclaredContrasts
from cyberstudy.describe.contrasts import compare_groups
from cyberstudy.describe.estimates import estimate_all, memberships_of
from cyberstudy.describe.indices import Indices, describe_indices
from cyberstudy.describe.weighting import strata_of, weight_for_nonresponse
from cyberstudy.tables.nonresponse import POSTSTRATIFIED, PROPENSITY, RAKED
from cyberstudy.tables.truth_audit import BOUND, SHARE
from surveyanswers.clean.answers import clean_survey
from surveyanswers.read import read_exports
from surveyanswers.simulation.assumptions import Assumptions
from surveyanswers.simulation.population import STATE
from surveyanswers.simulation.simulated_survey import SimulatedSurvey
from surveyanswers.tables.answers import Answers, Submissions
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.statuses import SAID_INSTEAD
from surveyanswers.tables.storage import read_text_table, schema_of

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "data" / "raw" / "reference"
OWN_SEED = 20110519  # of the study, and of the simulation that cuts are fitted to
ASSUMED, ALIKE = "as assumed", "no differences"
WHOLE = "states"  # a grouping of the plan
CELL = ["grouping", "group", "question", "option"]


class NoDifferences(SimulatedSurvey):
    """A simulation in which nothing depends on region, channel or capacity."""

    @cached_property
    def assumptions(self) -> Assumptions:
        """Without what sets States apart, but for types of law, which no region has more of."""
        if self.like:
            return self.like.assumptions
        table = super().assumptions.table
        apart = (pl.col("kind") == "share") & pl.col("group").is_in(
            [*self.frame["region"].unique(), *self.plan.channels]
        )
        # Which languages and institutions reply is no answer that anybody compares.
        apart &= pl.col("question").is_in(
            [n for n in self.survey.questionnaire.questions if n[0] == "q"]
        )
        level = pl.when(kind="loading").then(0.0).otherwise("value")
        return Assumptions(table.filter(~apart).with_columns(value=level))


WORLDS: Mapping[str, type[SimulatedSurvey]] = {ASSUMED: SimulatedSurvey, ALIKE: NoDifferences}


@cache
def superpopulation(world: str) -> SimulatedSurvey:
    """Return the simulation that the cuts of a world's answers are fitted to."""
    aliases = read_text_table(REFERENCE / "aliases.csv")
    refused = read_text_table(REFERENCE / "refused_aliases.csv")["alias"].implode()
    frame = read_text_table(REFERENCE / "member_states.csv")
    # Assume: a name that two States have would stop the study until somebody says who is meant;
    # such a State writes its official name.
    for column in [name for name in frame.columns if name.startswith("name_")]:
        language = pl.col("language").fill_null("en") == column.removeprefix("name_")
        names = aliases.filter(language & pl.col("kind").is_in(["official_long", "short_name"]))
        own = names.unique("iso3", keep="first", maintain_order=True).select("iso3", plain="alias")
        plain = frame.join(own, on="iso3", how="left", maintain_order="left")["plain"]
        frame = frame.with_columns(
            pl.when(pl.col(column).is_in(refused)).then(plain).otherwise(column).alias(column)
        )
    survey = OpenSurvey(ROOT / "config" / "surveys" / "states2012", root=ROOT)
    return WORLDS[world](survey, frame=frame, aliases=aliases, seed=OWN_SEED)


def simulated_of(world: str, seed: int) -> SimulatedSurvey:
    """Draw a simulation of a world's superpopulation."""
    like = superpopulation(world)
    return type(like)(like.survey, like.frame, like.aliases, seed, like)


def received(simulated_survey: SimulatedSurvey) -> tuple[OpenSurvey, pl.DataFrame, pl.DataFrame]:
    """Write the simulation's exports, and read and clean them: survey, answers and units."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder)
        simulated_survey.export(raw / simulated_survey.survey.name)
        # As whoever has no file from a collector takes it out of layout.yaml.
        survey = copy.copy(simulated_survey.survey)
        there = [
            export for export in simulated_survey.survey.exports if (raw / export.file).exists()
        ]
        vars(survey)["exports"] = there
        cells, intake = read_exports(survey.exports, raw, survey.questionnaire)
    cleaned = clean_survey(cells, intake, survey)
    return survey, cleaned.answers, cleaned.units


def census(simulated_survey: SimulatedSurvey) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give what everybody would answer the form of cleaned answers and units: all of them reply."""
    schema = schema_of(Answers)
    common = {"instance": 0, "wave": "", "submission_id": "", "rule": ""}
    parts = []
    for question in simulated_survey.survey.questionnaire.questions.values():
        said = simulated_survey.truth.select(unit_id="unit", value=question.name)
        if (
            said["value"].null_count() == len(said)
            or question.name in simulated_survey.plan.identification
        ):
            continue
        options = [""]
        if question.type == "select_multiple":
            codes = simulated_survey.survey.questionnaire.options_of(question).codes
            options = [code for code in codes if code not in SAID_INSTEAD]
        instead = pl.col("value").is_in(SAID_INSTEAD)
        status = pl.when(instead).then("value").otherwise(pl.lit("valid")).fill_null("not_asked")
        rows = said.join(pl.DataFrame({"option": options}), how="cross").with_columns(
            status=pl.when(pl.col("value").is_null()).then(pl.lit("not_asked")).otherwise(status)
        )
        valid = pl.col("status") == "valid"
        ticked = pl.col("value").str.split(" ").list.contains(pl.col("option"))
        number = pl.when(valid, pl.col("option") != "").then(ticked.cast(pl.Float64))
        rows = rows.with_columns(
            number=number, value=pl.when(valid).then("value"), question=pl.lit(question.name)
        )
        parts.append(rows.with_columns(**{name: pl.lit(v) for name, v in common.items()}))
    answers = pl.concat(parts).select(pl.col(name).cast(kind) for name, kind in schema.items())
    is_state = pl.col("group") == STATE
    told = {"wave": pl.lit(""), "submissions": pl.lit(1), "in_frame": is_state}
    return answers, simulated_survey.people.select(unit_id="unit", group="group", **told)


@dataclass(frozen=True)
class Described:
    """What the study says of answers."""

    survey: OpenSurvey
    answers: pl.DataFrame
    units: pl.DataFrame
    minimum: int
    seed: int

    @cached_property
    def memberships(self) -> pl.DataFrame:
        """Who is in which group."""
        return memberships_of(self.units, self.survey.frame, self.survey.groupings)

    @cached_property
    def estimates(self) -> pl.DataFrame:
        """`tables.Estimates`."""
        return estimate_all(
            AnswerColumns.of(self.answers),
            self.memberships,
            self.survey.questionnaire,
            minimum_base=self.minimum,
            confidence=self.survey.plan.estimates.confidence,
        )

    @cached_property
    def weighted(self) -> pl.DataFrame:
        """`tables.NonresponseEstimates`: shares of the whole list, in every way of weighting."""
        return weight_for_nonresponse(
            AnswerColumns.of(self.answers),
            self.memberships,
            self.survey.questionnaire,
            self.survey.plan.nonresponse,
            minimum_base=self.minimum,
            confidence=self.survey.plan.estimates.confidence,
            secret=False,
        )[1]

    @cached_property
    def indices(self) -> Indices:
        """Means of indices, and their internal consistency."""
        return describe_indices(
            AnswerColumns.of(self.answers),
            self.units,
            self.memberships,
            # Who answered in which language is not audited.
            pl.DataFrame(schema=schema_of(Submissions)),
            codebook=self.survey.codebook,
            plan=self.survey.plan.indices,
            minimum_base=self.minimum,
            seed=self.seed,
            strata=strata_of(self.memberships, self.survey.plan.nonresponse.plain()),
        )

    def contrasts(self, plan: DeclaredContrasts) -> pl.DataFrame:
        """`tables.Contrasts`, of a plan's comparisons."""
        return compare_groups(
            AnswerColumns.of(self.answers),
            self.memberships,
            self.indices.scores,
            # Cautions stand beside a decision and change none.
            {},
            codebook=self.survey.codebook,
            questionnaire=self.survey.questionnaire,
            plan=plan,
            minimum_base=self.minimum,
            seed=self.seed,
        )


def methods_of(own: Described) -> Iterator[tuple[str, pl.DataFrame]]:
    """Give each method's intervals of shares: estimate, low, high beside the keys of a cell.

    Another method is another pair here.
    """
    table = own.estimates.drop_nulls("share")
    whole = table.filter(grouping=WHOLE).select(*CELL, "not_asked")
    for method in (POSTSTRATIFIED, RAKED, PROPENSITY):
        rows = own.weighted.filter(method=method).drop_nulls("share")
        shares = whole.join(rows, on=["question", "option"])
        yield f"{SHARE}, {method}", _ends(shares, *map(pl.col, ("share", "low", "high")))
    yield SHARE, _ends(table, pl.col("share"), pl.col("low"), pl.col("high"))
    yield BOUND, _ends(table, pl.col("share"), pl.col("bound_low"), pl.col("bound_high"))


def _ends(table: pl.DataFrame, estimate: pl.Expr, low: pl.Expr, high: pl.Expr) -> pl.DataFrame:
    ends = {"estimate": estimate, "low": low, "high": high}
    return table.select(*CELL, "not_asked", **ends).drop_nulls(list(ends))
