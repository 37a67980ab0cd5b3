"""The page of assumptions holds every one that the code makes."""

import re

import pytest
from cyberstudy.commands.assumptions import assumptions_in, code_in, main, page
from worlds import REPOSITORY


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("x = 1\n# Assume: a day\n# has 24 hours.\ny = 2\n", ["a day has 24 hours."]),
        ("#: Assume: one.\n#:\n#: Not this.\n", ["one."]),
        ("x = 1  # Assume: beside the line.\n", ["beside the line."]),
        (
            'def f():\n    """Say.\n\n    Assume: two\n    lines.\n\n    More.\n    """\n',
            ["two lines."],
        ),
        ('def f():\n    """Say.\n\n    Assume: the last.\n    """\n    return 1\n', ["the last."]),
        ('"""Say. Assume: one. Assume: two."""\nx = 1\n', ["one.", "two."]),
        ("    n : int\n        Assume: deeper.\n    m : int\n", ["deeper."]),
        ("# Nothing is assumed here.\n", []),
    ],
)
def test_an_assumption_is_read_to_its_end_and_no_further(code, found):
    assert assumptions_in(code) == found


def test_the_page_is_up_to_date_and_says_so_if_it_is_not(tmp_path, capsys):
    assert main(["--root", str(REPOSITORY), "--check"]) == 0
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/assumptions.md").write_text("old")
    assert main(["--root", str(tmp_path), "--check"]) == 1
    assert "make reference" in capsys.readouterr().err


def test_no_assumption_is_lost():
    texts = [path.read_text() for path in code_in(REPOSITORY) if path.name != "assumptions.py"]
    marks = sum(text.count("Assume:") for text in texts)
    listed = re.findall(r"^- \[.*?\]\(.*?\): \S", page(REPOSITORY), re.M)
    assert len(listed) == marks > 60


def test_those_of_the_study_s_own_analyses_are_among_them():
    assert "(../config/sources/analyses/named_and_not.py): a country is named where" in page(
        REPOSITORY
    )
