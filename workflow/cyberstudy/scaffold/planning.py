"""Plan a survey as a run would, to the end, and make nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

#: What the planner says before and after what is wrong.
_BESIDE = ("Left out:", "Building DAG", "host:", "Using workflow", "Config file")


def unplanned(survey: str, root: Path = Path()) -> list[str]:
    """Return why a run of a survey can't be planned; nothing where it can, or where nothing runs.

    Assume: a folder without a Snakefile is no study that could be run.
    """
    if not (root / "Snakefile").is_file():
        return []
    # By itself, so that nothing of other surveys is fetched or checked.
    alone = ["--config", f"surveys=[{survey}]", "--cores", "1", "--quiet", "all"]
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", survey, "--dry-run", *alone],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = [line for line in done.stdout.strip().splitlines() if not line.startswith(_BESIDE)]
    return ["\n".join(["it can't be planned:", *lines])] if done.returncode else []
