"""What a job imports before it works: a process pays for it, and a study has some 170 of them."""

import json
import subprocess
import sys
from pathlib import Path

WORKFLOW = Path(__file__).parents[2] / "workflow"
#: What takes a tenth of a second or more, and computes nothing for most jobs.
HEAVY = {"ipykernel", "matplotlib", "nbconvert", "pandas", "seaborn", "sklearn", "sqlalchemy"} | {
    "scipy.optimize",
    "scipy.stats",
}
SCRIPTS = (
    *("analyse", "clean_answers", "compare_groups", "draw_exhibits", "protect_tables"),
    *("fit_latent_classes", "fit_mixture"),
    *("run_notebooks", "label_answers", "release_survey", "make_page", "print_report"),
)
#: All begin in one process: what none of them imports is not there after the last one either.
BEGIN = """
import json, sys
for script, head in json.load(sys.stdin).items():
    exec(head, {})
    print(json.dumps([script, [*sys.modules]]))
"""


def test_a_job_imports_nothing_heavy_that_it_does_not_compute_with():
    texts = {s: (WORKFLOW / f"scripts/{s}.py").read_text(encoding="utf-8") for s in SCRIPTS}
    heads = json.dumps({script: text.partition("\nwith ")[0] for script, text in texts.items()})
    run = [sys.executable, "-c", BEGIN]
    out = subprocess.run(run, input=heads, stdout=subprocess.PIPE, text=True, check=True).stdout
    imported = dict(map(json.loads, out.splitlines()))
    assert (*imported,) == SCRIPTS
    # The first that is named here imports it; those after it may not.
    assert {script: found for script in imported if (found := HEAVY & {*imported[script]})} == {}
