"""Licences of what the study stands on: found, or said not to be known."""

import tomllib

import pytest
from worlds import REPOSITORY

from cyberstudy.commands import licences
from cyberstudy.release.software import Package

PROJECT = {
    "project": {"dependencies": ["lamp>=1"]},
    "tool": {
        "licences": {"allowed": ["MIT", "ISC"], "in_tests": ["LGPL"], "stated": {"odd": "MIT"}}
    },
}


def package(name, licence, needs=()):
    return Package(name, "1", licence, needs)


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("GPL", False),
        ("MIT AND ISC", True),
        ("MIT AND GPL", False),
        ("MIT OR GPL", True),
        ("MIT; GPL", False),
        ("MIT WITH exception", False),
        ("(MIT OR ISC) AND GPL", False),
        ("GPL AND (MIT OR ISC)", False),
        ("mit", False),
    ],
)
def test_all_licences_of_a_package_must_be_allowed_or_one_of_those_to_choose_from(licence, allowed):
    assert licences.is_allowed(licence, {"MIT", "ISC"}) is allowed


def test_a_licence_with_brackets_is_allowed_as_a_whole():
    assert licences.is_allowed("(MIT OR X) AND Y", {"(MIT OR X) AND Y"})


def test_an_unknown_licence_is_refused_by_name_and_one_for_tests_only_in_tests():
    found = [
        package("lamp", "MIT", needs=("wick",)),
        package("wick", "LGPL"),
        package("doubt", "LGPL"),
        package("odd", "GPL"),
        package("bare", ""),
    ]
    assert licences.refused(found, PROJECT) == [
        "wick: LGPL",
        "bare: no licence is named in its metadata",
    ]


def test_the_licences_of_all_that_is_locked_are_allowed(capsys):
    assert licences.main(["--root", str(REPOSITORY)]) == 0
    assert "every licence allowed" in capsys.readouterr().out


def test_a_refused_licence_says_what_to_do(tmp_path, capsys):
    text = (REPOSITORY / "pyproject.toml").read_text().replace('"MPL-2.0", ', "")
    assert "MPL-2.0" not in tomllib.loads(text)["tool"]["licences"]["allowed"]
    (tmp_path / "pyproject.toml").write_text(text)
    (tmp_path / "requirements.lock").write_text("tqdm==1\n")
    assert licences.main(["--root", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "tqdm: MPL-2.0 AND MIT" in said
    assert "Add it to `allowed`" in said


# Vulnerabilities
