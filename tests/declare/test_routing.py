import polars as pl
import pytest
from cyberstudy.declare.routing import names_in, to_polars
from cyberstudy.tables.problems import StudyProblem
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree


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
    ],
)
def test_conditions_mean_what_xlsform_says(expression, answers, expected):
    assert holds(expression, **answers) is expected


def test_a_constraint_speaks_of_the_answer_at_hand():
    assert holds(". >= 1 and . <= 10", this="q", q="10")
    assert not holds(". >= 1 and . <= 10", this="q", q="11")


@pytest.mark.parametrize(
    "expression", ["${a} =", "pulldata('x')", "${a} = current()/b", "if(1,2,3)"]
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
