"""Invented confidential surveys: a list with nonrespondents, divided in ways, and answers."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from hypothesis import strategies as st

from cyberstudy.declare.plan.estimates import Division
from cyberstudy.describe.coverage import nonresponse
from cyberstudy.describe.estimates import estimate_all, memberships_of, said_of
from cyberstudy.protect.release_filter import Passing, withhold
from cyberstudy.protect.suppressed import question_rules
from cyberstudy.tables.estimates import Estimates, Nonresponse
from disclosure.cells import divided
from disclosure.published import Release
from disclosure.suppress import suppress
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.instrument.settings import Disclosure
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.disclosure import disclosure_of
from surveyanswers.tables.statuses import OPEN

#: Question -> its kind, options, and what decides who is asked it.
ASKED = {
    "law": ("select_one", ("yes", "no", "draft"), None),
    "means": ("select_multiple", ("police", "courts"), None),
    "which": ("select_one", ("old", "new"), "${law} = 'yes'"),
}
SILENT = ("dont_know", "refused", "no_answer", "not_applicable")
QUESTIONNAIRE = Questionnaire(
    questions={
        name: Question(name, kind, name, "all", None, decides, None, None, {"en": name}, order)
        for order, (name, (kind, _, decides)) in enumerate(ASKED.items())
    },
    choices={
        name: Options(list(options), {"en": {code: code for code in options}})
        for name, (_, options, _) in ASKED.items()
    },
    repeats={},
    title="",
)
CODEBOOK = pl.DataFrame(
    {"question": list(ASKED), "short_label": list(ASKED), "sensitivity": ["perception"] * 3}
)


@dataclass(frozen=True)
class Invented:
    """A survey: who is listed and in which groups, who replied, and what they said.

    Attributes
    ----------
    frame
        unit_id and a column a way of dividing units, null where a unit is in no group.
    units
        `tables.Units`: of the list, and others that no list names.
    answers
        `tables.Answers`.
    """

    frame: pl.DataFrame
    units: pl.DataFrame
    answers: pl.DataFrame
    minimum: int
    rules: Disclosure

    @property
    def ways(self):
        return [name for name in self.frame.columns if name != "unit_id"]

    @cached_property
    def memberships(self):
        groupings = {"all": Division(of="state")} | {
            way: Division(of="state", by=way) for way in self.ways
        }
        return memberships_of(self.units, self.frame, groupings)

    @cached_property
    def said(self):
        found = said_of(self.answers.drop("wave"), QUESTIONNAIRE)
        return found.select(pl.lit("").alias("wave"), pl.all())

    @cached_property
    def tables(self):
        """What was counted, before anything is withheld."""
        return {
            "estimates": estimate_all(
                AnswerColumns.of(self.answers),
                self.memberships,
                QUESTIONNAIRE,
                minimum_base=self.minimum,
                confidence=0.95,
            ),
            "nonresponse": nonresponse(AnswerColumns.of(self.answers), CODEBOOK, self.units),
        }

    @property
    def cells(self):
        return divided(self.memberships, self.said, self.minimum, OPEN)

    def suppressed(self, questionnaire):
        rules = question_rules(questionnaire, CODEBOOK, self.rules)
        more = {"width": self.rules.width, "coalition": self.rules.coalition}
        more["whole"] = self.rules.complementary == "all"
        return suppress(self.cells, rules, minimum=self.minimum, **more)

    @cached_property
    def suppression(self):
        return self.suppressed(QUESTIONNAIRE)

    @cached_property
    def passing(self):
        return Passing(self.minimum, self.suppression, whole=["respondents", "all"])

    @cached_property
    def seen(self):
        """What leaves."""
        contracts = {"estimates": Estimates, "nonresponse": Nonresponse}
        return {
            name: self.passing.of(table, disclosure_of(contracts[name]))[0]
            for name, table in self.tables.items()
        }

    @property
    def release(self):
        """What leaves of estimates, and whom it is about."""
        tables = self.seen["estimates"], self.memberships, self.said
        return Release(*tables, open_statuses=OPEN)

    @cached_property
    def seen_before(self):
        """What left before there was suppression: rows of too few units alone were emptied."""
        return self.tables | {"estimates": as_before(self.tables["estimates"], self.minimum)}


def as_before(estimates, minimum):
    """Empty rows of too few units, as if each count was judged by itself."""
    parts = disclosure_of(Estimates)
    counts = ("r", "count", "dont_know", "refused", "no_answer", "not_applicable", "not_asked")
    old = {name: "count" if name in counts else "statistic" for name in estimates.columns}
    known = ("wave", "grouping", "group", "question", "option", "listed", "replied")
    old |= {name: parts[name] for name in known} | {"base": "base", "reason": "reason"}
    return withhold(estimates, old, minimum)


@st.composite
def surveys(draw, least=20, most=60):
    """Invent a survey; many of its groups are small, many agree."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return invent(
        rng,
        listed=draw(st.integers(least, most)),
        groups=draw(st.lists(st.integers(2, 5), min_size=1, max_size=3)),
        outside=draw(st.sampled_from([0.0, 0.1])),
        agree=draw(st.sampled_from([0.5, 0.8, 0.95])),
        silent=draw(st.sampled_from([0.0, 0.1, 0.3])),
        minimum=draw(st.sampled_from([3, 5])),
        others=draw(st.sampled_from([0, 4, 12])),
        complementary=draw(st.sampled_from(["all", "cheapest"])),
    )


def invent(
    rng, *, listed, groups, outside, agree, silent, minimum=5, others=0, complementary="cheapest"
):
    """Invent one, with ways of dividing units into so many groups each.

    `agree` and `silent` are how likely units give the usual answer, and none; `outside`, to be in
    no group.
    """
    names = [f"s{number:03d}" for number in range(listed)]
    columns = {"unit_id": names}
    for way, count in enumerate(groups):
        drawn = rng.choice(count, size=listed, p=rng.dirichlet(np.full(count, 2.0)))
        drawn[:count] = range(count)
        columns[f"way{way}"] = [
            None if rng.random() < outside else f"g{way}{chr(97 + group)}" for group in drawn
        ]
    frame = pl.DataFrame(columns)
    # Somebody replied; else there is no survey.
    replied = {name for name in names if rng.random() < 0.85} | {names[0]}
    firms = [f"p{number:03d}" for number in range(others)]
    units = pl.DataFrame(
        [
            {
                "wave": "",
                "unit_id": name,
                "group": "state" if name in names else "firm",
                "in_frame": name in names,
                "outcome": "complete",
                "answered_share": 1.0,
                "submissions": int(name in replied or name in firms),
                "told": [],
            }
            for name in [*names, *firms]
        ],
        schema_overrides={"told": pl.List(pl.Struct({"column": pl.String, "value": pl.String}))},
    )
    rows = []
    for name in [*sorted(replied), *firms]:
        rows += _answers_of(name, rng, agree, silent)
    answers = pl.DataFrame(rows, infer_schema_length=None)
    rules = Disclosure(unanimity=["perception"], complementary=complementary)
    return Invented(frame, units, answers, minimum, rules)


def _answers_of(name, rng, agree, silent):
    law = None
    for question, (kind, options, decides) in ASKED.items():
        if decides and law != "yes":
            status = "not_asked"
        else:
            status = "valid" if rng.random() >= silent else str(rng.choice(SILENT))
        said = [rng.random() < agree] + [rng.random() < 1 - agree for _ in options[1:]]
        usual = options[0] if said[0] else str(rng.choice(options[1:]))
        if question == "law" and status == "valid":
            law = usual
        if not any(said):
            said[-1] = True
        row = {"wave": "", "unit_id": name, "question": question, "instance": 1, "status": status}
        if kind == "select_one":
            value = usual if status == "valid" else None
            yield row | {"option": "", "value": value, "number": None}
            continue
        for option, chosen in zip(options, said, strict=True):
            number = float(chosen) if status == "valid" else None
            yield row | {"option": option, "value": None, "number": number}
