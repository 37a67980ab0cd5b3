"""The study as a module of another workflow: what is planned, and what is told.

That it makes the same bytes, in an environment without its packages, `test_interrupted` shows.
"""

import pytest
from worlds.outer import outer
from worlds.runs import snakemake

pytestmark = pytest.mark.workflow


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


def test_a_mistake_in_its_configuration_is_named(tmp_path):
    folder = outer(tmp_path / "outer", " as study_*")
    config = folder / "config/config.yaml"
    config.write_text(config.read_text() + "sede: 5\n")
    done = snakemake(folder, "-n", snakefile="Snakefile")
    assert done.returncode != 0
    assert "sede" in done.stdout
