"""YAML is read as it is meant, or what can't be is said with file and line, all of it at once."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.problems import SurveyError

LAUGHS = "a0: &a0 [l, l, l, l, l, l, l, l, l]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
#: What may stand in a file, and what must be said of it.
DAMAGED = {
    "a key twice": (
        "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n",
        r"line 5: the key 'c' stands twice; .* line 3",
    ),
    "a key twice in a list": ("a:\n- {x: 1, x: 2}\n", r"line 2: the key 'x' stands twice"),
    "nothing": ("", "the file holds nothing"),
    "a comment alone": ("# later\n", "the file holds nothing"),
    "a list": ("- a\n- b\n", "expected keys, each with its value"),
    "a single text": ("a\n", "expected keys, each with its value"),
    "a tab": ("a:\n\tb: 1\n", r"line 2, column 1: not YAML: .*; blanks indent, tabs don't"),
    "two colons": ("a: b: c\n", "line 1, column 5: not YAML"),
    "an open quotation mark": ("a: 1\nb: 'x\n", "line 3, column 1: not YAML"),
    "another encoding": ("a: 1\nb: été\n".encode("latin-1"), "line 2: the byte 0xe9 is not UTF-8"),
    "UTF-16": ("a: 1\n".encode("utf-16"), "line 1: the byte 0xff is not UTF-8"),
    "a control character": ("a: 1\nb: \x07\n", "line 2: there is a control character"),
    "a NUL": ("a: 1\nb: \0\n", "line 2: there is a NUL"),
    "yes for a key": ("yes: 1\n", "line 1: the key 'yes' is no text; put it in quotes"),
    "no, a country, for a key": ("no: 1\n", "line 1: the key 'no' is no text"),
    "a number for a key": ("1: x\n", "line 1: the key '1' is no text"),
    "null for a key": ("~: x\n", "line 1: the key '~' is no text"),
    "a list for a key": ("[a, b]: x\n", "line 1: this key is no text"),
    "a merge": ("a: &a {x: 1}\nb:\n  <<: *a\n", "line 3: the key '<<' is no text"),
    "not a number": ("a: .nan\n", r"line 1: '\.nan' is no plain number"),
    "infinity": ("a: -.inf\n", r"line 1: '-\.inf' is no plain number"),
    "beyond all numbers": ("a: 1.0e+400\n", r"line 1: '1\.0e\+400' is no plain number"),
    "beyond exact numbers": (f"a: {2**53 + 1}\n", "line 1: .* is no plain whole number"),
    "thousands of digits": (f"a: {'9' * 5000}\n", r"line 1: '9{59}\.\.\. is no plain whole number"),
    "eight in octal": ("a: 010\n", "line 1: '010' is no plain whole number"),
    "hexadecimal": ("a: 0x10\n", "line 1: '0x10' is no plain whole number"),
    "sixties": ("a: 1:30\n", "line 1: '1:30' is no plain whole number"),
    "parted digits": ("a: 1_000\n", "line 1: '1_000' is no plain whole number"),
    "an object of Python": (
        "a: !!python/object:os.system x\n",
        "line 1: the value is marked .*leave",
    ),
    "a set": ("a: !!set {x}\n", "line 1: the value is marked"),
    "bytes": ("a: !!binary aGk=\n", "line 1: the value is marked"),
    "two documents": (
        "a: 1\n---\nb: 2\n",
        "line 2, column 1: not YAML: but found another document",
    ),
    "lists in lists": ("a: " + "[" * 60 + "]" * 60, "line 1: nested more than 50 deep"),
    "lists in lists, endless": ("a: " + "[" * 90_000, "line 1, column [0-9]+: not YAML: exceeded"),
    "aliases of aliases": (LAUGHS, "more than 100,000 values; do aliases"),
    "an alias within itself": ("a: &a [*a, *a]\n", "more than 100,000 values; do aliases"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_told_with_its_line(tmp_path, damage):
    content, said = DAMAGED[damage]
    path = tmp_path / "plan.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SurveyError, match=said) as problem:
        read_yaml(path)
    assert str(problem.value).startswith(str(path))
    assert len(str(problem.value)) < 2000


def test_all_that_is_wrong_with_a_file_is_told_at_once(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text("a: 1\na: .nan\nb: {c: 010, yes: 1}\n")
    with pytest.raises(SurveyError) as problem:
        read_yaml(path)
    assert re.findall(r"line (\d): ", str(problem.value)) == ["2", "3", "3"]


def test_a_date_is_the_text_that_it_is_written_as(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text("a: 2012-01-02\nb: 2012-13-45\n")
    assert read_yaml(path) == {"a": "2012-01-02", "b": "2012-13-45"}


def test_a_byte_order_mark_and_an_honest_alias_change_nothing(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: &a [x, 1]\nb: *a\n")
    assert read_yaml(path) == {"a": ["x", 1], "b": ["x", 1]}


@given(
    content=st.binary(max_size=80)
    | st.text("ab:- \n\t[]{}&*!'\"#|>?,0.1", max_size=80).map(str.encode)
)
def test_whatever_bytes_a_file_holds_it_is_read_or_told(content, tmp_path_factory):
    path = tmp_path_factory.mktemp("written") / "plan.yaml"
    path.write_bytes(content)
    try:
        found = read_yaml(path)
    except SurveyError as problem:
        assert str(problem).startswith(str(path))
    else:
        assert isinstance(found, dict)
