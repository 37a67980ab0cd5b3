"""A release says with which software it was made, so that others can check it and get it."""

import copy
import hashlib
import importlib.metadata
import json
import re
from functools import cache
from importlib.resources import files

import jsonschema
import pytest
from referencing import Registry, Resource
from worlds import REPOSITORY

from cyberstudy.release.software import (
    Package,
    bill_of_materials,
    installed_packages,
    needed_by,
    versions_and_licences,
)

LOCK = REPOSITORY / "requirements.lock"
OURS = {"version": "2.0", "commit": "c0de" * 10}


@cache
def packages():
    return installed_packages(LOCK)


def schema():
    """CycloneDX's own schema, and those that it rests on, as its library brings them."""
    found = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in files("cyclonedx.schema._res").iterdir()
        if path.name.endswith(".schema.json")
    ]
    registry = Registry().with_resources(
        (one["$id"], Resource.from_contents(one)) for one in found if "$id" in one
    )
    (own,) = (one for one in found if one.get("$id", "").endswith("bom-1.6.schema.json"))
    return jsonschema.validators.validator_for(own)(own, registry=registry)


def test_the_bill_of_materials_is_valid_by_the_standards_own_schema():
    check, bill = schema(), bill_of_materials(packages(), OURS)
    assert list(check.iter_errors(bill)) == []
    spoiled = copy.deepcopy(bill)
    spoiled["components"][1]["hashes"][0]["content"] = "no hash"
    assert list(check.iter_errors(spoiled))


def test_every_locked_package_that_is_installed_is_on_the_bill_with_its_hashes():
    lock = LOCK.read_text(encoding="utf-8")
    listed = {one["name"]: one for one in bill_of_materials(packages(), OURS)["components"]}
    for name in set(re.findall(r"^([a-z0-9-]+)==", lock, re.M)):
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            assert name not in listed
            continue
        assert listed[name]["version"] == version
        assert listed[name]["purl"] == f"pkg:pypi/{name}@{version}"
        assert listed[name]["licenses"], name
    hashes = {h["content"] for one in listed.values() for h in one.get("hashes", ())}
    assert hashes <= set(re.findall(r"sha256:([0-9a-f]{64})", lock))
    assert listed["polars"]["hashes"] and listed["fontpkg-noto-sans-arabic"]["hashes"]


def test_the_same_packages_make_the_same_bill_without_time_or_serial_number():
    first, second = (
        json.dumps(bill_of_materials(installed_packages(LOCK), OURS)) for _ in range(2)
    )
    assert first == second
    assert "serialNumber" not in first and "timestamp" not in first
    assert str(REPOSITORY) not in first


def test_the_bill_says_who_needs_whom():
    needs = {
        one["ref"]: one["dependsOn"] for one in bill_of_materials(packages(), OURS)["dependencies"]
    }
    addresses = {package.name: package.purl for package in packages()}
    assert addresses["nbconvert"] in needs["cybercrime-study"]
    assert addresses["mistune"] in needs[addresses["nbconvert"]]
    assert {address for each in needs.values() for address in each} <= set(needs)


def test_a_version_that_is_not_the_locked_one_has_none_of_its_hashes(tmp_path):
    lock = tmp_path / "lock"
    lock.write_text(f"polars==0.1 \\\n    --hash=sha256:{'a' * 64}\nnumpy==0.2\nno-such-thing==1\n")
    found = installed_packages(lock)
    assert [package.name for package in found] == ["numpy", "polars"]
    assert [package.sha256 for package in found] == [(), ()]
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
        digest = hashlib.sha256(b"").hexdigest()
        (tmp_path / "lock").write_text(f"lamp_oil==1.0.0 --hash=sha256:{digest}\n")
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
    assert package.sha256
    (component,) = (
        one for one in bill_of_materials([package], OURS)["components"] if one["name"] == "lamp-oil"
    )
    assert ("licenses" in component) == bool(licence)


def test_the_table_for_people_has_a_licence_for_each_package():
    table = versions_and_licences(packages(), OURS)
    assert table.columns == ["package", "version", "licence"]
    assert table.filter(licence="").is_empty()
    row = table.filter(package="polars").row(0, named=True)
    assert row["version"] == importlib.metadata.version("polars")
    assert "MIT" in row["licence"]
    assert versions_and_licences([Package("a", "1", "MIT", True, (), ())], OURS).height == 3
