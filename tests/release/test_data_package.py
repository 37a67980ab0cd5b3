"""A release says of every CSV file what its columns hold, and they hold it."""

import json
import re
from datetime import date

import polars as pl
import pytest
from worlds import REPOSITORY, SURVEYS

from surveyanswers.data_package import FILE, read_fields, resource
from surveyanswers.tables.storage import sha256_of

READ = {
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
    "string": str,
}
LIMITS = {
    "enum": lambda value, enum: value in enum,
    "minimum": lambda value, least: value >= least,
    "maximum": lambda value, most: value <= most,
    "pattern": lambda value, regex: re.search(regex, value) is not None,
}


def faults(folder):
    """Read every file of a package as its schema says; tell what is not so, by file and column."""
    package = json.loads((folder / FILE).read_text())
    for each in package["resources"]:
        path, schema = folder / each["path"], each["schema"]
        if (path.stat().st_size, f"sha256:{sha256_of(path)}") != (each["bytes"], each["hash"]):
            yield each["path"], "other bytes"
        held = pl.read_csv(path, infer_schema=False)
        if held.columns != [field["name"] for field in schema["fields"]]:
            yield each["path"], "other columns"
        for field in schema["fields"]:
            limits = dict(field.get("constraints", {}))
            cells = held[field["name"]].fill_null("")
            if limits.pop("required", False) and (cells == "").any():
                yield each["path"], field["name"], "blank"
            for text in cells.unique().to_list():
                if text in field.get("missingValues", schema["missingValues"]):
                    continue
                try:
                    value = READ[field["type"]](text)
                except (ValueError, KeyError):
                    yield each["path"], field["name"], text, field["type"]
                    continue
                for limit, told in limits.items():
                    if not LIMITS[limit](value, told):
                        yield each["path"], field["name"], text, limit
        if (key := schema.get("primaryKey")) and held.select(key).is_duplicated().any():
            yield each["path"], "two rows of one key"


@pytest.mark.parametrize(
    "folder", [*(f"{survey}/release" for survey in (*SURVEYS, "sources")), "gci/labelled"]
)
def test_every_file_of_this_study_is_what_its_package_says(folder, not_run):
    place = REPOSITORY / "results" / folder
    if not (place / FILE).is_file():
        not_run(f"{place} is not there: make study", folder.partition("/")[0])
    packages = [path.parent for path in sorted(place.rglob(FILE))]
    described = {each for package in packages for each in files_in(package)}
    assert [fault for package in packages for fault in faults(package)] == []
    assert {*place.rglob("*.csv")} - described == {place / "MANIFEST.csv"} & {*place.iterdir()}


@pytest.mark.parametrize("survey", [*SURVEYS, "sources"])
def test_every_field_of_a_release_is_described_and_rows_have_keys(survey, not_run):
    package = REPOSITORY / "results" / survey / "release" / FILE
    if not package.is_file():
        not_run(f"{package} is not there: make study", survey)
    listed = json.loads(package.read_text())["resources"]
    fields = [(each["path"], field) for each in listed for field in each["schema"]["fields"]]
    assert [(p, field["name"]) for p, field in fields if not field.get("description")] == []
    keyless = {each["path"] for each in listed if "primaryKey" not in each["schema"]}
    # Of a confidential survey several exports are one row each, without their names.
    assert keyless <= {"tables/receipt.csv"}


def files_in(package):
    listed = json.loads((package / FILE).read_text())["resources"]
    return [package / each["path"] for each in listed]


def test_columns_that_nobody_declares_are_what_all_their_cells_are(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('n,share,yes,code,none,"1"\n1,0.5,true,007,,x\n-2,3,,1,,\n')
    kinds = {field["name"]: field["type"] for field in read_fields(path, {"n": "How many."})}
    assert kinds == {
        **{"n": "integer", "share": "number", "yes": "boolean"},
        **{"code": "string", "none": "string", "1": "string"},
    }
    assert read_fields(path, {"n": "How many."})[0]["description"] == "How many."


def test_a_key_is_named_only_where_it_tells_rows_apart(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("k,m,n\na,,1\na,x,\nb,y,3\n")
    fields = [{"name": name, "type": kind} for name, kind in (("m", "string"), ("n", "integer"))]
    for key, tells in ((["k"], False), (["k", "m"], True), (["n"], False), (["k", "n"], False)):
        schema = resource(path, tmp_path, fields, key=key)["schema"]
        assert ("primaryKey" in schema) is tells, key
    # A blank text that tells rows apart is a value.
    schema = resource(path, tmp_path, fields, key=["k", "m"])["schema"]
    assert [field.get("missingValues") for field in schema["fields"]] == [[], None]


@pytest.mark.parametrize(
    ("was", "now", "what"),
    [("0.5", "half", "number"), ("A", "", "blank"), ("0.5", "1.5", "maximum")],
)
def test_a_cell_that_is_not_what_its_column_is_said_to_hold_is_found(was, now, what, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("type,probability\nA,0.5\n")
    fields = [
        {"name": "type", "type": "string", "constraints": {"required": True}},
        {"name": "probability", "type": "number", "constraints": {"maximum": 1}},
    ]
    package = {"resources": [resource(path, tmp_path, fields)]}
    (tmp_path / FILE).write_text(json.dumps(package))
    assert [*faults(tmp_path)] == []
    path.write_text(path.read_text().replace(was, now))
    assert what in [fault[-1] for fault in faults(tmp_path)]
