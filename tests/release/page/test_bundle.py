"""The programs of the pages are what their sources and their lock make."""

import json
import shutil
import subprocess

import pytest
from worlds import REPOSITORY

from cyberstudy.release.page.render import ASSETS

SOURCES = REPOSITORY / "workflow" / "page"
LOCK = json.loads((SOURCES / "package-lock.json").read_text(encoding="utf-8"))["packages"]


def test_every_package_is_pinned_by_its_content_and_no_host_is_named():
    own, *packages = LOCK.values()
    declared = json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))
    assert own["dependencies"] == declared["dependencies"]
    assert all(each["integrity"].startswith("sha512-") for each in packages)
    assert not any("resolved" in each for each in packages)


def test_the_licence_of_what_is_bundled_lies_beside_it():
    text = (ASSETS / "LICENCES.txt").read_text(encoding="utf-8")
    for name in ("@observablehq/plot", "minisearch", "d3-scale"):
        version = LOCK[f"node_modules/{name}"]["version"]
        assert f"{name} {version} (" in text


@pytest.mark.needs("npm")
def test_the_bundles_are_made_again_byte_by_byte(tmp_path):
    made = tmp_path / "page"
    shutil.copytree(SOURCES, made, ignore=shutil.ignore_patterns("node_modules"))
    command = ["npm", "ci", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=made, check=True)
    out = tmp_path / "assets"
    out.mkdir()
    subprocess.run(["node", "build.js", str(out)], cwd=made, check=True)
    for path in out.iterdir():
        assert path.read_bytes() == (ASSETS / path.name).read_bytes(), path.name
