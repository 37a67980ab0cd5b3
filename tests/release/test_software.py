"""A release says with which software it was made, so that others can check it and get it."""

import importlib.metadata
import re
from functools import cache

import pytest
from worlds import REPOSITORY

from cyberstudy.release.software import (
    Package,
    installed_packages,
    needed_by,
    versions_and_licences,
)

LOCK = REPOSITORY / "requirements.lock"
OURS = {"version": "2.0", "commit": "c0de" * 10}


@cache
def packages():
    return installed_packages(LOCK)


def test_every_locked_package_that_is_installed_is_listed_in_its_version():
    listed = {package.name: package.version for package in packages()}
    for name in set(re.findall(r"^([a-z0-9-]+)==", LOCK.read_text(encoding="utf-8"), re.M)):
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            version = None
        assert listed.get(name) == version, name


def test_it_is_known_who_needs_whom():
    needs = {package.name: package.needs for package in packages()}
    assert "mistune" in needs["nbconvert"]
    assert "mistune" in needed_by({"nbconvert"}, packages())


def test_a_package_is_listed_in_the_version_that_is_installed(tmp_path):
    lock = tmp_path / "lock"
    lock.write_text(f"polars==0.1 \\\n    --hash=sha256:{'a' * 64}\nnumpy==0.2\nno-such-thing==1\n")
    found = installed_packages(lock)
    assert [package.name for package in found] == ["numpy", "polars"]
    assert found[1].version == importlib.metadata.version("polars")


def test_extras_that_are_asked_for_count_among_what_is_needed(tmp_path, monkeypatch):
    for name, wants in {"lamp": "wick[waxed]", "wick": "wax; extra == 'waxed'", "wax": ""}.items():
        folder = tmp_path / f"{name}-1.dist-info"
        folder.mkdir()
        needs = f"Requires-Dist: {wants}\n" if wants else ""
        (folder / "METADATA").write_text(
            f"Metadata-Version: 2.4\nName: {name}\nVersion: 1\n{needs}"
        )
    (tmp_path / "lock").write_text("lamp==1\nwick==1\n")
    (tmp_path / "beside").write_text("wax==1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = installed_packages(tmp_path / "lock", tmp_path / "beside")
    assert needed_by({"lamp"}, found) == {"lamp", "wick", "wax"}


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install an invented package by its metadata alone, and return what is found of it."""

    def found(*lines, text=""):
        folder = tmp_path / "lamp_oil-1.0.dist-info"
        folder.mkdir()
        head = ["Metadata-Version: 2.4", "Name: lamp-oil", "Version: 1.0"]
        (folder / "METADATA").write_text("\n".join([*head, *lines]) + "\n")
        (folder / "LICENSE").write_text(text)
        (folder / "RECORD").write_text("lamp_oil-1.0.dist-info/LICENSE,,\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        (tmp_path / "lock").write_text("lamp_oil==1.0.0\n")
        (package,) = installed_packages(tmp_path / "lock")
        return package

    return found


@pytest.mark.parametrize(
    ("lines", "text", "licence"),
    [
        (["License-Expression: MIT OR Apache-2.0", "License: x"], "", "MIT OR Apache-2.0"),
        (
            ["License: long " + "and longer " * 9, "Classifier: License :: OSI Approved :: MIT-0"],
            "",
            "MIT-0",
        ),
        (["Classifier: License :: A", "Classifier: License :: B"], "", "A; B"),
        (["Classifier: License :: OSI Approved", "License: Zlib"], "", "Zlib"),
        ([], "Permission is hereby\ngranted, free of charge, to any", "MIT"),
        (
            [],
            "Redistribution and use in source and binary forms\n... Neither the name",
            "BSD-3-Clause",
        ),
        ([], "All rights reserved.", ""),
    ],
)
def test_a_licence_is_what_a_package_says_most_exactly_of_itself(installed, lines, text, licence):
    package = installed(*lines, text=text)
    assert package.licence == licence


def test_the_table_for_people_has_a_licence_for_each_package():
    table = versions_and_licences(packages(), OURS)
    assert table.columns == ["package", "version", "licence"]
    assert table.filter(licence="").is_empty()
    row = table.filter(package="polars").row(0, named=True)
    assert row["version"] == importlib.metadata.version("polars")
    assert "MIT" in row["licence"]
    assert versions_and_licences([Package("a", "1", "MIT", ())], OURS).height == 3
