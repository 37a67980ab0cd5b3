"""What a job imports before it works: a process pays for it, and a study has some 170 of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

WORKFLOW = Path(__file__).parents[2] / "workflow"
#: What takes a tenth of a second or more, and computes nothing for most jobs.
HEAVY = {"ipykernel", "matplotlib", "nbconvert", "pandas", "seaborn", "sklearn", "sqlalchemy"} | {
    "scipy.optimize",
    "scipy.stats",
}
LIST = "; import json, sys; print(json.dumps([*sys.modules]))"


@pytest.mark.parametrize(
    "script",
    [
        *("analyse", "clean_answers", "compare_groups", "draw_exhibits", "protect_tables"),
        *("fit_latent_classes", "bootstrap_latent_classes", "associate_classes"),
        *("fit_mixture", "bootstrap_mixture"),
        *("run_notebooks", "label_answers", "release_survey", "make_page", "print_report"),
    ],
)
def test_a_job_imports_nothing_heavy_that_it_does_not_compute_with(script):
    head = (WORKFLOW / f"scripts/{script}.py").read_text(encoding="utf-8").partition("\nwith ")[0]
    run = [sys.executable, "-c", f"exec({head!r}){LIST}"]
    out = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert not HEAVY & set(json.loads(out))


def test_ranks_and_tests_of_ranks_do_without_scipys_statistics():
    used = [*(WORKFLOW / "cyberstudy").rglob("*.py"), *(WORKFLOW / "latentclass").glob("*.py")]
    found = [p.stem for p in used if "scipy.stats import" in p.read_text(encoding="utf-8")]
    assert found == ["differences"]  # where tables of several options are drawn, imported late
