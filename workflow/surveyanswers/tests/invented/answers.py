"""Answers to the questions of a survey: samples, all that is possible, and any."""

from dataclasses import dataclass
from functools import cache

import polars as pl
from hypothesis import strategies as st

from invented import LIGHTHOUSE
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.instrument.questionnaire_sheets import load_codebook, load_questionnaire
from surveyanswers.instrument.settings import ChoiceFile
from surveyanswers.tables.answers import Answers
from surveyanswers.tables.statuses import STATUSES
from surveyanswers.tables.storage import checked, schema_of

#: What a labelled file gives back of an answer.
ROW = ["unit_id", "wave", "question", "instance", "option", "value", "number", "status"]


@dataclass(eq=False)  # each is itself alone
class Asked:
    """A survey's questionnaire and codebook, and nothing else of it."""

    name: str
    questionnaire: Questionnaire
    codebook: pl.DataFrame


def opened(name, root, options, **where):
    folder = root / "config" / "surveys" / name
    where["path"] = f"data/raw/reference/{where['path']}"
    files = {options: ChoiceFile(**where)}
    form = load_questionnaire(folder / "questionnaire", files=files, root=root)
    book = load_codebook(folder / "codebook.csv", form)
    return Asked(name, form, book)


KEEPERS = opened(
    "lighthouse", LIGHTHOUSE, "lands.csv", path="countries.csv", code="iso3", labels=["label_en"]
)


KEY = ["unit_id", "question", "instance", "option"]


SAMPLES = [
    "",
    "plain",
    " a blank first",
    "the same in \"quotes\", 'these' and «those»",
    "two\nlines\r\nand\ta tab\n",
    "لا توجد إحصاءات رسمية",
    "没有官方统计数据",
    "данных нет",
    "👩🏽‍💻 📈\u202e\ufeff",
    "=1+1",
    "[not_asked]",
    "é" * 1000,
    "网络" * 333,
    "x" * 2000,
    "-10",
    "ends with blanks  ",
    " ",
    "␣",
    "ends with a mark ␣",
]


def table(rows):
    """Build answers from unit, question, instance, option, value, number and status."""
    told = [name for name in ROW if name != "wave"]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(told), orient="row", infer_schema_length=None)
    frame = frame.with_columns(
        wave=pl.lit(""), submission_id=pl.lit("s"), rule=pl.lit("unanimous")
    ).sort(KEY)
    return checked(frame.cast({n: t for n, t in schema_of(Answers).items()}), Answers)


def text(unit, value, question="remarks"):
    return table([(unit, question, 0, "", value, None, "valid")])


def places(questionnaire):
    """Every question, turn and option that the questionnaire has a place for."""
    for question in questionnaire.questions.values():
        several = question.type == "select_multiple"
        turns = questionnaire.repeats[question.repeat] if question.repeat else 0
        for turn in range(1, turns + 1) if turns else [0]:
            for option in questionnaire.options_of(question).codes if several else [""]:
                yield question, turn, option


def valid_answers(question, questionnaire):
    """Value and number of any valid answer, as clean gives them."""
    if question.type == "select_one":
        codes = questionnaire.options_of(question).codes
        return st.sampled_from(codes).map(lambda code: (code, None))
    if question.type == "select_multiple":
        return st.sampled_from([("0", 0.0), ("1", 1.0)])
    if question.type == "integer":
        return st.integers(0, 2**53).map(lambda n: (str(n), float(n)))
    if question.type == "decimal":
        numbers = st.floats(0, 1e300, allow_nan=False)
        return numbers.map(lambda n: (repr(n), n))
    anything = st.text(st.characters(exclude_characters="\0", codec="utf-8"))
    longer = st.builds(
        lambda a, n: (a * n).encode()[:2000].decode(errors="ignore"), anything, st.integers(1, 99)
    )
    return (st.sampled_from(SAMPLES) | longer).map(lambda a: (a, None))


@st.composite
def answer_tables(draw, questionnaire):
    units = draw(
        st.lists(
            st.sampled_from(["AFG", "k01", "Île 7", "组织", "=x", "z"]), min_size=1, unique=True
        )
    )
    some = draw(
        st.lists(
            st.sampled_from(list(places(questionnaire))),
            min_size=1,
            max_size=8,
            unique_by=lambda p: (p[0].name, *p[1:]),
        )
    )
    rows = []
    for unit in units:
        for question, turn, option in some:
            status = draw(st.sampled_from(["valid", *STATUSES]))
            value = (None, None)
            if status == "valid":
                value = draw(valid_answers(question, questionnaire))
            rows.append((unit, question.name, turn, option, *value, status))
    return table(rows)


@cache
def everything(survey):
    """Every place with every status, and with each option or each sample of text; made once."""
    rows = []
    for question, turn, option in places(survey.questionnaire):
        where = (question.name, turn, option)
        rows += [(f"u-{s}", *where, None, None, s) for s in STATUSES if s != "valid"]
        values = {
            "select_multiple": [("0", 0.0), ("1", 1.0)],
            "integer": [(str(n), float(n)) for n in (0, 1, 98, 2**53)],
            "decimal": [(repr(n), n) for n in (0.0, 0.1, 1e-300, 12.5, 1e22)],
        }.get(question.type)
        if values is None:
            codes = survey.questionnaire.options_of(question).codes if question.choices else SAMPLES
            values = [(code, None) for code in codes]
        rows += [(f"v-{n:03}", *where, *value, "valid") for n, value in enumerate(values)]
    return table(rows)
