import re

import polars as pl
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from invented import xpath
from lxml import etree

from surveyanswers.instrument.questionnaire import Question
from surveyanswers.instrument.routing import decidable, names_in, to_polars, unfit_conditions
from surveyanswers.tables.problems import SurveyError


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
    "expression",
    [
        "${a} =",
        "pulldata('x')",
        "${a} = current()/b",
        "once(1)",
        "regex(${a}, '(?=a)')",
        "$a = 1",
        "string-length() = 1",
    ],
)
def test_what_cannot_be_translated_is_refused_with_the_condition(expression):
    with pytest.raises(SurveyError, match="condition"):
        to_polars(expression)


MANY = 3000
#: Conditions that nobody writes by hand, and what must be said of them.
HOSTILE = {
    "brackets in brackets": ("(" * MANY + "${a} = 1" + ")" * MANY, "nested too deep"),
    "functions in functions": ("not(" * MANY + "true()" + ")" * MANY, "nested too deep"),
    "signs before signs": ("-" * MANY + "1 = 1", "nested too deep"),
    "lengths of lengths": ("string-length(" * 30 + "${a}" + ")" * 30 + " = 1", "nested too deep"),
    "comparisons in comparisons": ("(" * 30 + "1" + " < 1)" * 30, "nested too deep"),
    "remainders of remainders": ("${a}" + " mod 7" * 30 + " = 1", "nested too deep"),
    "a sum of thousands": (" + ".join(["${a}"] * MANY) + " = 1", "adds more than 500 terms"),
    "400 digits": ("${a} > " + "9" * 400, "has a number that is too large"),
    "5,000 digits": ("${a} > " + "9" * 5000, "can't read the condition"),
    "beyond all numbers": ("${a} > 1e400", "has a number that is too large"),
    "a function of other tools": ("once(${a})", "unknown function 'once'"),
    "ifs in ifs": ("if(1, " * 30 + "${a}" + ", 0)" * 30, "nested too deep"),
    "nothing": ("", "can't read the condition"),
    "a text without an end": ("${a} = 'x", "can't read the condition"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_condition_is_refused_in_a_few_words(what):
    expression, said = HOSTILE[what]
    with pytest.raises(SurveyError, match=said) as problem:
        to_polars(expression)
    assert len(str(problem.value)) < 600


@pytest.mark.parametrize("word", ["and", "or"])
def test_a_long_condition_means_what_it_says(word):
    expression = f" {word} ".join(f"${{a}} != '{n}'" for n in range(MANY))
    assert holds(expression, a="x") is True
    assert holds(expression, a="7") is (word == "or")
    assert holds(f"{expression} {word} ${{a}} = ''", a="x") is (word == "or")


def test_a_long_sum_means_what_it_says():
    assert holds(" + ".join(["${a}"] * 300) + " - 2 * ${a} = 894", a="3")


def test_what_divides_by_nothing_is_infinite_or_no_number_as_xpath_says():
    assert holds("1 div 0 > 1000")
    assert not holds("0 div 0 = 0 div 0")
    assert not holds("5 mod 0 >= 0")


@given(st.text("()'\"${}a1.,-+*/=<>! ", max_size=40) | st.text(max_size=15))
def test_whatever_a_condition_holds_it_is_translated_or_refused(expression):
    try:
        condition = to_polars(expression, this="a")
    except SurveyError as problem:
        assert "condition" in str(problem)
    else:
        frame = pl.DataFrame({name: ["1"] for name in {"a", *names_in(expression)}})
        assert frame.with_columns(x=condition)["x"].dtype == pl.Boolean


PART = st.sampled_from(["${a} = 1", "${b} = 1", "${x} = 1", "(${a} = 1 or ${b} = 1)"])
JOINED = st.recursive(
    PART, lambda parts: st.lists(parts, min_size=1, max_size=3).map(" and ".join).map("({})".format)
)


@given(JOINED, st.lists(st.sampled_from("01"), min_size=2, max_size=2))
def test_of_what_is_joined_the_parts_that_name_what_nobody_published_count_as_met(condition, said):
    answers = dict(zip("ab", said, strict=True))
    known = decidable(condition, {"a", "b"})
    assert names_in(known) <= {"a", "b"}
    assert (holds(known, **answers) if known else True) == holds(condition, x="1", **answers)


@pytest.mark.parametrize("condition", ["${x} = 1 or ${a} = 1", "not(${a} = 1 and ${x} = 1)"])
def test_of_anything_else_that_names_what_nobody_published_nothing_is_decided(condition):
    assert decidable(condition, {"a"}) == ""
    assert decidable(f"({condition}) and ${{a}} = 2", {"a"}).strip("() ") == "${a} = 2"


@pytest.mark.parametrize(
    ("condition", "true", "false"),
    [
        ("regex(${a}, '[0-9]{3}')", "123", "1234"),
        ("min(${a}, 7) = 5", "5", "8"),
        ("max(${a}, 7) = 7", "5", "8"),
        ("max(${a}, 7) > 0", "5", ""),
        ("if(${a} >= 18, 1, 0) = 1", "18", "17"),
        ("coalesce(${a}, 'none') = 'none'", "", "x"),
        ("int(${a}) = -2", "-2.7", "-3.1"),
        ("contains(${a}, 'lamp')", "a lamp", "horn"),
    ],
)
def test_functions_of_form_tools_mean_what_they_mean_there(condition, true, false):
    assert holds(condition, a=true or None)
    assert not holds(condition, a=false or None)


def test_a_constraint_that_names_another_question_is_told():
    def asked(name, constraint=None):
        kept = {"choices": None, "section": None, "repeat": None, "relevant": None}
        kept |= {"constraint": constraint, "constraint_message": None, "labels": {}, "order": 0}
        return Question(name=name, type="integer", **kept)

    (told,) = unfit_conditions({"a": asked("a"), "b": asked("b", ". > ${a}")})
    assert told.startswith("b.constraint: names a; a constraint is of its own question alone")


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
    except SurveyError as problem:
        # XPath 1.0 lets a comparison follow another, and means (a = b) = c; this is refused here.
        assert re.search(r"unexpected '[<>=!]+' operator|nested too deep", str(problem))
        reject()
    asked = frame.with_columns(asked=condition)["asked"]
    assert asked.to_list() == [xpath.holds(expression, form, this="q") for form in forms]
