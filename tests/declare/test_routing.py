import re

import polars as pl
import pytest
from cyberstudy.declare.routing import names_in, to_polars
from cyberstudy.tables.problems import StudyProblem
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from lxml import etree
from worlds import xpath


def holds(expression, this=None, **answers):
    frame = pl.DataFrame(
        {name: [value] for name, value in answers.items()},
        schema_overrides={name: pl.String for name in answers},
    )
    return frame.select(to_polars(expression, this=this).alias("asked"))["asked"].item()


@pytest.mark.parametrize(
    ("expression", "answers", "expected"),
    [
        ("${a} = 'yes'", {"a": "yes"}, True),
        ("${a} = 'yes'", {"a": None}, False),
        ("${a} != ''", {"a": None}, False),
        ("${a} > 3 and ${b} = 'x'", {"a": "4", "b": "x"}, True),
        ("${a} > 3", {"a": None}, False),
        ("${a} != 3", {"a": None}, True),  # not a number differs from every number
        ("not(${a} = 'x')", {"a": None}, True),
        ("selected(${a}, 'oil')", {"a": "arc oil"}, True),
        ("selected(${a}, 'oil')", {"a": "oilskin"}, False),
        ("selected(${a}, 'oil')", {"a": None}, False),
        ("count-selected(${a}) >= 2", {"a": "arc oil"}, True),
        ("count-selected(${a}) = 0", {"a": None}, True),
        ("string-length(${a}) > 2", {"a": "abc"}, True),
        ("(${a} + 1) * 2 = 8", {"a": "3"}, True),
        ("${a} div 2 = 1.5 or false()", {"a": "3"}, True),
        ("${a}-1 = 2", {"a": "3"}, True),  # though names may hold hyphens
        ("selected(${a}, 3)", {"a": "1 3"}, True),  # a number is written without a point
        ("string-length(12) = 2 and string-length(1 div 0) = 8", {}, True),
        ("'x' < 3 or not(0 div 0 < 3)", {}, True),  # constants mean the same as answers
    ],
)
def test_conditions_mean_what_xlsform_says(expression, answers, expected):
    assert holds(expression, **answers) is expected


def test_a_constant_before_answers_that_are_all_blank_is_compared_with_each():
    blank = pl.DataFrame({"a": [None, None]}, schema={"a": pl.String})
    for condition in ("'3' < ${a}", "1 + 2 >= ${a}", "'x' = 0 div ${a}"):
        assert blank.with_columns(x=to_polars(condition))["x"].to_list() == [False, False]


def test_a_constraint_speaks_of_the_answer_at_hand():
    assert holds(". >= 1 and . <= 10", this="q", q="10")
    assert not holds(". >= 1 and . <= 10", this="q", q="11")


@pytest.mark.parametrize(
    "expression", ["${a} =", "pulldata('x')", "${a} = current()/b", "if(1,2,3)", "$a = 1"]
)
def test_what_cannot_be_translated_is_refused_with_the_condition(expression):
    with pytest.raises(StudyProblem, match="condition"):
        to_polars(expression)


def test_the_names_in_a_condition_are_found():
    assert names_in("${a} = 1 and selected(${b_2}, 'c')") == {"a", "b_2"}


ATOM = st.sampled_from(
    ["$a = 'x'", "$a != 'x'", "$b > 2", "$b <= 2", "$b = 3", "$b != 3", "$a = $b"]
)
CONDITION = st.recursive(
    ATOM,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda t: f"({' '.join(t)})"),
        inner.map(lambda condition: f"not({condition})"),
    ),
    max_leaves=6,
)


@given(CONDITION, st.sampled_from(["", "x", "y", "3"]), st.sampled_from(["", "1", "3", "z"]))
def test_translated_conditions_agree_with_an_xpath_engine(condition, a, b):
    # In a form an answer is a node; libxml2 compares nodes as XPath 1.0 says.
    form = etree.fromstring(f"<data><a>{a}</a><b>{b}</b></data>")
    nodes = condition.replace("$", "/data/")
    expected = form.xpath(f"boolean({nodes})")
    ours = condition.replace("$a", "${a}").replace("$b", "${b}")
    assert holds(ours, a=a or None, b=b or None) is expected
    assert xpath.holds(ours, {"a": a, "b": b}) is expected


ANSWER = st.sampled_from(
    [
        *(
            None,
            "",
            "x",
            "y",
            "arc",
            "arc oil",
            "oilskin",
            "oil  arc",
            "true",
            "NaN",
            "Infinity",
            " ",
        ),
        *(
            "3",
            " 3 ",
            "3.",
            ".5",
            "-2",
            "-0",
            "007",
            "+3",
            "1e5",
            "\u0663",
            "3,5",
            "\u00a03",
            "1.5.2",
        ),
    ]
)
LITERAL = st.sampled_from(["'x'", "''", '"arc"', "'3'", "' 3'", "'oil'", "'a b'", '"it\'s"', "'-'"])
NUMBER = st.sampled_from(["0", "1", "3", "2.5", ".5", "3.", "1000000", "10000000000000000", "0.1"])
NAME = st.sampled_from(["${a}", "${b}", "${ c }", "."])
#: An operator of words needs blanks around it; others may touch their neighbours.
OPERATOR = st.sampled_from(
    [" and ", " or ", " div ", "=", "!=", " < ", "<=", ">", " >= ", "+", "-", " - ", "*"]
)


def joined(*parts):
    return st.tuples(*(st.just(p) if isinstance(p, str) else p for p in parts)).map("".join)


#: Remainders of what people count; of fractions and beyond 2^53 they are noise in any program.
REMAINDER = joined(
    st.sampled_from(["${a}", "${b}", "7", "-7"]), " mod ", st.sampled_from(["${c}", "2", "0"])
)


def larger(inner):
    return st.one_of(
        joined(inner, OPERATOR, inner),
        joined("(", inner, OPERATOR, inner, ")"),
        joined("-", inner),
        joined(
            st.sampled_from(["not", "number", "string-length", "count-selected"]), "(", inner, ")"
        ),
        joined("selected(", inner, ", ", st.one_of(LITERAL, NAME, NUMBER), ")"),
    )


EXPRESSION = st.recursive(
    st.one_of(
        NAME, LITERAL, NUMBER, REMAINDER, st.sampled_from(["true()", "false()", "string-length()"])
    ),
    larger,
    max_leaves=8,
)
FORM = st.fixed_dictionaries(dict.fromkeys("abcq", ANSWER))


@given(EXPRESSION, st.lists(FORM, min_size=1, max_size=5))
@settings(max_examples=400)
def test_whole_columns_mean_what_a_plain_reading_of_each_form_means(expression, forms):
    frame = pl.DataFrame(forms, schema=dict.fromkeys("abcq", pl.String))
    try:
        condition = to_polars(expression, this="q")
    except StudyProblem as problem:
        # XPath 1.0 lets a comparison follow another, and means (a = b) = c; this is refused here.
        assert re.search(r"unexpected '[<>=!]+' operator", str(problem))
        reject()
    asked = frame.with_columns(asked=condition)["asked"]
    assert asked.to_list() == [xpath.holds(expression, form, this="q") for form in forms]
