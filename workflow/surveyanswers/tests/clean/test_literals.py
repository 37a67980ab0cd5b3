"""Hostile numbers and dates: the right value, or a reason, and never another value."""

import time
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from surveyanswers.clean.literals import Unreadable, read_date, read_number

PARTS = "could part thousands or decimals"
GROUPS = "digits in groups"


def cases(texts):
    return texts.split("|")


def whole(text, **how):
    return read_number(text, whole=True, **how).value


def decimal(text, **how):
    return read_number(text, whole=False, **how).number


def read_anyway(reads, texts, reason=""):
    """Those that are read, or refused for another reason."""

    def refused(read, text):
        try:
            read(text)
        except Unreadable as problem:
            return reason in str(problem)

    return [(read, text) for read, text in product(reads, texts) if not refused(read, text)]


def test_three_digits_behind_a_mark_may_be_thousands_in_any_script():
    texts = cases("12.000|12,000|1.000|-3.500|+12.000|999,999|１２．０００|١٢٫٠٠٠|१२.०००")
    assert not read_anyway([whole, decimal], texts, PARTS)


def test_what_is_grouped_is_not_a_number_that_can_be_relied_on():
    texts = cases(
        "1.234.567|1,234,567|1 234 567|1\u202f234|1\u2009234|1\xa0234|1'234|1’234|1\uff07234|"
        "١٬٢٣٤|1,00,000|1,234.5|1.234,5|1 2|1.2.3|12 000,0"
    )
    assert not read_anyway([whole, decimal], texts, GROUPS)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("12.0", "12"),
        ("12,0", "12"),
        ("1287.0000000000", "1287"),
        ("007", "7"),
        ("12.00", "12"),
        ("12.0000", "12"),
        ("1234.000", "1234"),
        ("0.000", "0"),
        ("-0", "0"),
        ("+5", "5"),
        ("\u22125", "-5"),
        ("－５", "-5"),
        ("٣٤", "34"),
        ("۳۴", "34"),
        ("३४", "34"),
        ("\u200f١٢\u200e", "12"),
        ("\u202b12\u202c", "12"),
        ("\ufeff12", "12"),
        ("1\u00ad2", "12"),
        ("\u00a012 ", "12"),
        (str(2**53), str(2**53)),
        ("1" + "0" * 20, "1" + "0" * 20),
    ],
)
def test_a_whole_number_is_read_in_any_digits(text, value):
    found = read_number(text, whole=True)
    assert (found.value, found.number) == (value, float(value))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.125", 0.125),
        ("0,125", 0.125),
        ("-0,125", -0.125),
        (".125", 0.125),
        (",5", 0.5),
        ("1.2345", 1.2345),
        ("1,5", 1.5),
        ("1234,567", 1234.567),
        ("012.345", 12.345),
        ("٠٫١٢٥", 0.125),
        ("٣٫٥", 3.5),
        ("３．１４", 3.14),
        ("12", 12.0),
        ("-0.0", 0.0),
    ],
)
def test_a_fraction_that_can_be_read_in_one_way_is_read(text, number):
    assert decimal(text) == number
    assert str(decimal(text)) == str(number)


def test_what_only_looks_like_a_number_is_none():
    texts = cases(
        "|-|.|,|12.|5²|10³|①|½|1½|Ⅻ|十二|50%|٪50|$5|5 \u20ac|1e5|1E5|1.5e3|0x10|1_000|nan|inf|"
        "Infinity|--5|5-|- 5|(5)|\u20135|5\u201310|5/2|~5|>5|5+|ca. 5|5 or 6|1;5|1،5|1:30|"
        "1\u200b.\n5"
    )
    assert not read_anyway([whole, decimal], texts)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.5", "not a whole number"),
        ("1,25", "not a whole number"),
        ("0.125", "not a whole"),
        ("9007199254740993", "more digits"),
        ("12345678901234567890", "more digits"),
        ("-9007199254740993", "more digits"),
        ("9" * 400, "too large"),
        ("9" * 5000, "too large"),
        ("0." + "0" * 400 + "1", "too small"),
    ],
)
def test_a_whole_number_is_exact_or_none(text, reason):
    with pytest.raises(Unreadable, match=reason):
        whole(text)


@pytest.mark.parametrize("text", cases("0.333333333333333333333|1.00000000000000000001"))
def test_a_fraction_with_more_digits_than_are_held_becomes_the_nearest_and_says_so(text):
    found = read_number(text, whole=False)
    assert found.number == float(text)
    assert "more digits" in found.remark


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("12.000", ".", 12),
        ("12.000", ",", 12000),
        ("12,000", ".", 12000),
        ("12,000", ",", 12),
        ("1.234.567", ",", 1234567),
        ("1 234,5", ",", 1234.5),
        ("1'234.50", ".", 1234.5),
        ("١٢٬٠٠٠٫٥", ",", 12000.5),
        ("1\u202f234", ".", 1234),
        ("3.125", ".", 3.125),
    ],
)
def test_where_the_mark_is_declared_nothing_is_ambiguous(text, mark, number):
    assert decimal(text, decimal_mark=mark) == number


@pytest.mark.parametrize("text", cases("1,00,000|12,00|1,5|0,125|1,2345|1 234,567 890"))
def test_a_declared_mark_does_not_make_a_number_of_other_marks(text):
    with pytest.raises(Unreadable):
        decimal(text, decimal_mark=".")


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(3.125)
@example(1e-10)
@example(0.432900432900433)
@example(12345678901234567168.0)
def test_what_a_program_writes_comes_back_as_the_same_number(number):
    found = read_number(repr(number), whole=False, by_program=True)
    assert (found.number, found.remark) == (number, "")


@pytest.mark.parametrize("text", ["1e5", "1.234E+5", "-2e0"])
def test_a_whole_number_may_be_a_programs_power_of_ten(text):
    assert whole(text, by_program=True) == str(int(float(text)))


@pytest.mark.parametrize("text", ["12.000", "12.500"])
@pytest.mark.parametrize("read", [whole, decimal])
def test_no_program_writes_zeros_behind_the_last_digit(read, text):
    with pytest.raises(Unreadable, match=PARTS):
        read(text, by_program=True)


@pytest.mark.parametrize("text", cases("12,000|1.234.567|１２.000"))
def test_what_no_program_writes_is_judged_as_a_persons_even_among_programs(text):
    with pytest.raises(Unreadable):
        decimal(text, by_program=True)


MARKS = st.sampled_from([".", ",", " ", "'", "-", "+", "e", "\u066b", "\u066c", "\u2009", "\u200f"])
DIGITS = st.text(st.sampled_from("0123456789٠١٢٣۴५９"), min_size=1, max_size=7)
MESSY = st.lists(DIGITS | MARKS, max_size=6).map("".join) | st.text(max_size=8)


@given(MESSY, st.booleans(), st.sampled_from([None, ".", ","]), st.booleans())
@example("1" * 5000 + "e-5000", False, ".", False)
@example("0e99999999999999999999", False, ".", False)
@example("1e-99999999999999999999", False, ".", False)
def test_a_number_is_what_its_text_says_or_there_is_a_reason(text, is_whole, mark, by_program):
    try:
        found = read_number(text, whole=is_whole, decimal_mark=mark, by_program=by_program)
    except Unreadable as problem:
        assert str(problem)
        return
    said = _said(text, mark or ("." if by_program and "," not in text else ""))
    assert found.number == float(found.value) == float(said)
    assert not is_whole or Decimal(found.value) == said == Decimal(found.number)
    assert found.remark or Decimal(found.value) == Decimal(text.strip())


def _said(text, mark):
    """Read a number the slow way: digit by digit, the last declared or single mark in front."""
    sign, digits, places, power = 1, [], None, ""
    for place, letter in enumerate(text):
        if power or (letter in "eE" and digits):
            power += letter
        elif letter in "-\u2212":
            sign = -1
        elif letter == mark or letter == "\u066b" or (not mark and letter in ".,"):
            places = len(digits)
        elif letter.isdecimal():
            digits.append(int(letter))
        assert place < 6000
    if not any(digits):
        return Decimal(0)
    whole = int("".join(map(str, digits)) or 0) if len(digits) < 4000 else 10 ** len(digits) // 9
    shift = 0 if places is None else len(digits) - places
    return Decimal(sign * whole).scaleb(-shift) * Decimal("1" + (power or "e0"))


def test_no_text_takes_long_to_be_judged():
    began = time.thread_time()
    for text in [
        "1" * 130_000,
        "1," * 65_000,
        "1 " * 65_000,
        "0" * 130_000 + "1",
        "1e" + "9" * 999,
    ]:
        for mark in (None, ".", ","):
            with pytest.raises(Unreadable):
                read_number(text + "x", whole=True, decimal_mark=mark)
    assert time.thread_time() - began < 60


@pytest.mark.parametrize(
    "text",
    cases(
        "2012-01-02|2012-01-02 00:00:00|2012-01-02T00:00|2012-01-02 00:00:00.000|"
        "2012-01-02T00:00:00Z|2012-01-02T00:00:00.000+02:00| 2012-01-02 "
    ),
)
def test_a_date_may_have_midnight_behind_it(text):
    assert (read_date(text).value, read_date(text).remark) == ("2012-01-02", "")


@pytest.mark.parametrize(
    "text",
    cases(
        "2012-01-02 13:45:10|2012-01-02t13:45|2012-01-02T23:59:59.9Z|2012-01-02 09:00 +0530|"
        "٢٠١٢-٠١-٠٢|２０１２－０１－０２|\u200f2012-01-02|2012\u200e-01-02"
    ),
)
def test_a_time_of_day_is_left_out_of_a_date_and_other_digits_are_read_and_said_to(text):
    assert read_date(text).value == "2012-01-02"
    assert read_date(text).remark


def test_anything_else_is_no_date():
    texts = cases(
        "2012-01-02 nonsense|2012-01-02x|2012-01-02 25:00|2012-01-02 12|2012-01-02 12:60|"
        "2012-01-02 12:30 pm|2012-01-02T|2012-01-02 10:00 Paris|2012-01-02 to 2012-02-01|"
        "2012-01-02, 3|2012-02-30|2011-02-29|0000-01-01|2012-13-01|12-01-02|2012-1-2|"
        "31/12/2012|12/31/2012|2012/01/02|02.01.2012|20120102|2012-W01-1|2012-001|"
        "January 2, 2012|2012|2012-01|41000|+2012-01-02|-2012-01-02|"
    )
    assert not read_anyway([read_date], texts, "YYYY-MM-DD")


@given(st.text() | st.from_regex(r"\d{4}-\d{2}-\d{2}( .*)?", fullmatch=True))
def test_a_date_is_read_or_refused(text):
    try:
        assert len(read_date(text).value) == 10
    except Unreadable as problem:
        assert "YYYY-MM-DD" in str(problem)
