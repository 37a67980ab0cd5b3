"""From the truth to filled-in forms: two channels, blanks, break-offs, second thoughts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.instrument.routing import to_polars
from surveyanswers.simulation.assumptions import Assumptions, stream
from surveyanswers.simulation.submission import Submission

OPENED, CLOSED = datetime(2012, 2, 15), datetime(2012, 7, 20)
INSTITUTION, COMPLETED = "institution_type", "completed_on"
LESS_DEVELOPED = ("medium", "low", "none")
SENT, BROKEN_OFF, SUPERSEDED, DUPLICATE = "sent", "broken_off", "superseded", "duplicate"


@dataclass(frozen=True)
class Filling:
    """What forms are filled in from: the population, its true answers, and who is asked what.

    Attributes
    ----------
    people, truth
        From `population.populate` and `truth.Truth.draw`, in the same order of units.
    channels
        Names of the channels that a State may reply through, for those that use both.
    identification
        Questions that are never left blank.
    keeping
        Channels whose collector keeps forms that were broken off; elsewhere nothing is sent.
    """

    people: pl.DataFrame
    truth: pl.DataFrame
    form: Questionnaire
    assumptions: Assumptions
    channels: Sequence[str]
    identification: Sequence[str]
    keeping: Collection[str]
    seed: int

    def fill(self) -> pl.DataFrame:
        """Fill in every form that is sent.

        Returns
        -------
        pl.DataFrame
            A row a form: unit, group, channel, language, kind (sent, broken_off, superseded or
            duplicate), started, submitted, last_page; a column a question, null where blank or
            not displayed; and a column ``shown:<question>``.
        """
        plan = self._planned()
        answers = plan.select("unit").join(self.truth, on="unit", how="left", maintain_order="left")
        answers = self._contradicted(plan, self._identified(plan, answers))
        return self._answered(plan, answers)

    def _planned(self) -> pl.DataFrame:
        """Return the forms to fill in: by whom, through which channel, when, up to which page."""
        rng = stream(self.seed, "forms")
        share = {
            kind: self.assumptions.number(kind, "share")
            for kind in ("break_off", "superseded", "duplicate")
        }
        pages = len(self._sections)
        rows = []
        for person in self.people.filter("responded").to_dicts():
            both = person["channel"] not in {*self.channels, person["group"]}
            for channel in self.channels if both else [person["channel"]]:
                started = OPENED + (CLOSED - OPENED) * rng.random()
                late = int(rng.integers(pages // 2, pages))
                broken = rng.random() < share["break_off"] and channel in self.keeping
                form = {**person, "channel": channel, "started": started.replace(microsecond=0)}
                if rng.random() < share["superseded"]:
                    earlier = form["started"] - timedelta(days=int(rng.integers(2, 12)))
                    rows.append(form | {"kind": SUPERSEDED, "started": earlier, "last_page": late})
                rows.append(
                    form
                    | {
                        "kind": BROKEN_OFF if broken else SENT,
                        "last_page": late if broken else pages,
                    }
                )
                if not broken and rng.random() < share["duplicate"]:
                    again = form["started"] + timedelta(hours=3)
                    rows.append(form | {"kind": DUPLICATE, "started": again, "last_page": pages})
        minutes = stream(self.seed, "minutes").integers(20, 150, len(rows))
        ends = [
            r["started"] + timedelta(minutes=int(m)) for r, m in zip(rows, minutes, strict=True)
        ]
        # Assume: an earlier form that was later sent anew had been sent, half filled in.
        return pl.DataFrame(rows, infer_schema_length=None).with_columns(
            submitted=pl.when(pl.col("kind") != BROKEN_OFF).then(pl.Series(ends))
        )

    @property
    def _sections(self) -> list[str]:
        return list(dict.fromkeys(q.section for q in self.form.questions.values() if q.section))

    def _identified(self, plan: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
        """Return answers with the institution that replies, drawn by channel, and the date."""
        rng = stream(self.seed, INSTITUTION)
        shares = [
            self.assumptions.of(INSTITUTION, "share", groups)
            for groups in plan.select("channel", "group").iter_rows()
        ]
        day = pl.coalesce("submitted", "started").dt.strftime("%Y-%m-%d")
        return answers.with_columns(
            pl.Series(INSTITUTION, [rng.choice(list(s), p=list(s.values())) for s in shares]),
            plan.select(day.alias(COMPLETED)).to_series(),
        )

    def _contradicted(self, plan: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
        """Return answers with some drawn anew in second channels and in superseded forms."""
        first, *_, last = self.channels
        through_first = plan.filter(channel=first)["unit"].unique().to_list()
        second = plan.select(
            ((pl.col("channel") == last) & pl.col("unit").is_in(through_first))
            | (pl.col("kind") == SUPERSEDED)
        ).to_series()
        rate = self.assumptions.number("contradiction", "share")
        changed = []
        for name in self.form.questions:
            answers_of_question = answers[name].drop_nulls()
            rng = stream(self.seed, "contradiction", name)
            differs = second.to_numpy() & (rng.random(plan.height) < rate)
            if name in self.identification or answers_of_question.is_empty():
                continue
            others = pl.Series(
                name, rng.choice(answers_of_question.to_numpy(), plan.height), dtype=pl.String
            )
            changed.append(
                pl.when(pl.Series(differs) & pl.col(name).is_not_null())
                .then(others)
                .otherwise(name)
                .alias(name)
            )
        return answers.with_columns(changed)

    def _answered(self, plan: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
        """Leave questions blank, the later the more, and follow the routing that results."""
        first = self.assumptions.number("item_nonresponse", "first")
        last = self.assumptions.number("item_nonresponse", "last")
        ratio = self.assumptions.number("item_nonresponse", "low_development")
        weaker = plan["development"].is_in(LESS_DEVELOPED).fill_null(False).to_numpy()
        page = {section: number for number, section in enumerate(self._sections, start=1)}
        form = plan
        count = len(self.form.questions)
        for question in self.form.questions.values():
            name = question.name
            level = first + (last - first) * question.order / (count - 1)
            odds = level / (1 - level) * np.where(weaker, ratio, 1.0)
            blank = stream(self.seed, "blank", name).random(plan.height) < odds / (1 + odds)
            if name in self.identification:
                blank[:] = False
            reached = pl.col("last_page") >= page.get(question.section or "", 1)
            relevance = to_polars(question.relevant) if question.relevant else pl.lit(True)
            form = form.with_columns((reached & relevance).alias(f"shown:{name}"))
            form = form.with_columns(
                pl.when(pl.col(f"shown:{name}") & ~pl.Series(blank)).then(answers[name]).alias(name)
            )
        return self._copied(form)

    def _copied(self, form: pl.DataFrame) -> pl.DataFrame:
        """Make each duplicate say what the form just before it says, blanks included."""
        repeated = pl.col("kind") == DUPLICATE
        columns = [c for c in form.columns if c in self.form.questions or c.startswith("shown:")]
        return form.with_columns(
            pl.when(repeated).then(pl.col(c).shift(1)).otherwise(c).alias(c) for c in columns
        )


def submissions_of(forms: pl.DataFrame, form: Questionnaire, *, first_id: int) -> list[Submission]:
    """Turn rows of `Filling.fill` into submissions, numbered as they were begun."""
    submissions = []
    ordered = forms.sort("started", "unit", "kind")
    for number, row in enumerate(ordered.iter_rows(named=True), start=first_id):
        submissions.append(
            Submission(
                id=str(number),
                unit=row["organization_name"] or row["unit"],
                group=row["group"],
                channel=row["channel"],
                language=row["language"],
                started=row["started"],
                submitted=row["submitted"],
                last_page=row["last_page"],
                values={name: row[name] for name in form.questions if row[name] is not None},
                displayed=frozenset(name for name in form.questions if row[f"shown:{name}"]),
            )
        )
    return submissions
