"""The study as a module of another workflow, in an environment that does not hold its packages."""

import os
import shutil
import site
import subprocess
import sys
import venv

import pytest
from worlds import REPOSITORY
from worlds.runs import hashes, settle, snakemake

pytestmark = pytest.mark.workflow

#: Somebody's own workflow, which has a configuration and surveys of its own.
OUTER = """
configfile: "config/config.yaml"


module study:
    snakefile:
        "{snakefile}"
    config:
        config


use rule * from study{names}


rule ours:
    default_target: True
    input:
        "results/lighthouse/release",
        "results/index.html",
        "results/report/en.pdf",
    output:
        "ours.txt",
    shell:
        "ls {{input}} > {{output}}"
"""


def outer(folder, names):
    settle(folder)
    snakefile = REPOSITORY / "workflow" / "Snakefile"
    (folder / "Snakefile").write_text(OUTER.format(snakefile=snakefile, names=names))
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A Python that finds every package of this environment but those of the study."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    # What a .pth file names is searched; files .pth in there, as that of the study, are not read.
    (packages / "environment.pth").write_text("\n".join(site.getsitepackages()))
    share = folder / "share"
    shutil.rmtree(share, ignore_errors=True)
    share.symlink_to(f"{sys.prefix}/share")  # templates of Jupyter
    python = folder / "bin" / "python"
    found = subprocess.run(
        [python, "-c", "import cyberstudy"],
        env=os.environ | {"PYTHONPATH": ""},
        capture_output=True,
        check=False,
    )
    assert b"No module named 'cyberstudy'" in found.stderr
    return python


@pytest.mark.parametrize("names", ["", " as study_*"], ids=["names kept", "names with a prefix"])
def test_a_dry_run_of_the_outer_workflow_asks_for_every_stage(tmp_path, names):
    done = snakemake(outer(tmp_path / "outer", names), "-n", snakefile="Snakefile")
    assert done.returncode == 0, done.stdout[-3000:]
    prefix = "study_" if names else ""
    for rule in (
        "verify_files",
        "read_exports",
        "clean_answers",
        "protect_tables",
        "run_notebooks",
    ):
        assert f"{prefix}{rule} " in done.stdout


def test_the_outer_workflow_elsewhere_on_one_core_makes_the_same_bytes(tmp_path, bare, finished):
    """Of all that the study makes by itself, on two; in another place, time zone and locale."""
    folder = outer(tmp_path / "deeper" / "outer", " as study_*")
    elsewhere = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONPATH": ""}
    done = snakemake(folder, "--cores", "1", snakefile="Snakefile", python=bare, **elsewhere)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "MANIFEST.csv" in (folder / "ours.txt").read_text()
    mine, theirs = map(hashes, (folder, finished))
    assert len(mine) > 50
    other = {file for file in mine | theirs if mine.get(file) != theirs.get(file)}
    # Snakemake's mark of a folder is taken away at the end of the study's own run only.
    assert {file for file in other if not file.endswith("/.snakemake_timestamp")} == set()


def test_a_mistake_in_its_configuration_is_named(tmp_path):
    folder = outer(tmp_path / "outer", " as study_*")
    config = folder / "config/config.yaml"
    config.write_text(config.read_text() + "sede: 5\n")
    done = snakemake(folder, "-n", snakefile="Snakefile")
    assert done.returncode != 0
    assert "sede" in done.stdout
