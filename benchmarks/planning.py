"""What it costs to plan one survey, four and twenty: processor seconds of ``snakemake -n``.

The simulated survey of States stands there so many times, each under a name of its own; nothing of
it is made yet. Planned twice: what a plan remembers, the next one need not find out.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
MODEL = "states2012"


def laid_out(folder: Path, surveys: int) -> Path:
    """Lay out a study of so many surveys."""
    names = [f"copy{number}" for number in range(surveys)]
    shutil.copytree(REPOSITORY / "notebooks", folder / "notebooks")
    shutil.copytree(REPOSITORY / "data/raw/reference", folder / "data/raw/reference")
    (folder / "config").mkdir()
    for file in ("requirements.lock", "data/raw/MANIFEST.csv"):
        shutil.copy(REPOSITORY / file, folder / file)
    (folder / "data/raw/sources.yaml").write_text("sources: []\n")
    (folder / "config/config.yaml").write_text(f"surveys: {names}\nlanguages: [en]\nseed: 7\n")
    for below in ("config/surveys", "data/raw"):
        for name in names:
            copied = shutil.copytree(REPOSITORY / below / MODEL, folder / below / name)
            for path in (p for p in copied.rglob("*") if p.suffix in (".yaml", ".csv")):
                path.write_bytes(path.read_bytes().replace(MODEL.encode(), name.encode()))
    for notebook in (folder / "notebooks").glob(f"*{MODEL}*"):
        for name in names:
            shutil.copy(notebook, notebook.with_name(notebook.name.replace(MODEL, name)))
    return folder


def planned(folder: Path) -> tuple[int, float]:
    """Plan, and give back how many jobs there are, and processor seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "snakemake", "--snakefile", REPOSITORY / "Snakefile"),
            *("--directory", folder, "--workflow-profile", "none", "--dry-run", "--quiet", "rules"),
        ],
        cwd=folder,
        env={key: value for key, value in os.environ.items() if key != "STUDY_MIRROR"},
        capture_output=True,
        text=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    totals = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("total ")]
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return int(totals[0]), spent


def main() -> None:
    """Print a row for each number of surveys."""
    print("| surveys | jobs | first plan, CPU s | second, CPU s |\n|---|---|---|---|")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("surveys", nargs="*", type=int, default=(1, 4, 20), help="how many")
    for surveys in parser.parse_args().surveys:
        with tempfile.TemporaryDirectory() as place:
            folder = laid_out(Path(place) / "study", surveys)
            (jobs, first), (_, second) = planned(folder), planned(folder)
        print(f"| {surveys} | {jobs} | {first:.1f} | {second:.1f} |", flush=True)


if __name__ == "__main__":
    main()
