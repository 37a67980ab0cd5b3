"""One answer that changes is seen by whoever reads README or changelog of the release."""

import hashlib
import re
import shutil

import pytest
from worlds import edit
from worlds.runs import snakemake

from cyberstudy.commands.compare import main

pytestmark = pytest.mark.workflow


def test_one_changed_answer_is_in_the_readme_and_in_the_part_on_data_of_the_changelog(
    study, tmp_path
):
    release = study / "results/lighthouse/release"
    earlier = shutil.copytree(release, tmp_path / "earlier/lighthouse/release")
    file, manifest = (study / "data/raw" / n for n in ("lighthouse/keepers.csv", "MANIFEST.csv"))
    was = hashlib.sha256(file.read_bytes()).hexdigest()
    edit(file, "Nippon;5", "Norway;5")  # of as many bytes
    edit(manifest, was, hashlib.sha256(file.read_bytes()).hexdigest())
    run = snakemake(study, "--cores", "1", "lighthouse")
    assert run.returncode == 0, run.stdout[-2000:]
    line = re.compile(r"\| Release, sha256 of its tables \| [0-9a-f]{64} \|")
    lines = [line.search((folder / "README.md").read_text())[0] for folder in (earlier, release)]
    assert lines[0] != lines[1]
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("### Changed data\n\n")
    folders = [str(tmp_path / "earlier"), str(study / "results")]
    assert main([*folders, "--changelog", str(changelog)]) == 1
    assert "- `lighthouse/changes.csv`: 1 rows removed (alias)\n" in changelog.read_text()
