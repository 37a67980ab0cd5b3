"""Analyses of one's own: as a page of the docs shows them, and what a run made of them."""

import re

import polars as pl

from worlds import REPOSITORY
from worlds.plans import copied

PAGE = REPOSITORY / "docs" / "own_analysis.md"
#: Whole files on the page; what begins otherwise is a cell of a notebook.
FILES = re.compile(r'^```python\n(""".*?)^```', re.S | re.M)


def shown():
    """The files on the page, each by the name of its table or claim."""
    files = FILES.findall(PAGE.read_text(encoding="utf-8"))
    return {re.search(r"@(?:table|claim).*?\ndef (\w+)", file, re.S)[1]: file for file in files}


def surveyed(root, files, name="cyberlaw2026"):
    """Copy a survey with these analyses, and no others, in its folder."""
    survey = copied(name, root)
    folder = survey.folder / "analyses"
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.py"):
        path.unlink()
    plan = survey.folder / "plan.yaml"  # whose sentences rest on claims of those
    text = plan.read_text(encoding="utf-8")
    plan.write_text(re.sub(r"\n +claim: \w+", "", text), encoding="utf-8")
    for each, text in files.items():
        (folder / f"{each}.py").write_text(text, encoding="utf-8")
    return survey


def made_across(name, not_run):
    """Read a table of an analysis of what lies across surveys, as the last run made it."""
    tables = REPOSITORY / "results/sources/describe/analyses"
    files = (REPOSITORY / "config/sources/analyses").glob("*.py")
    made = [p for file in files if (p := tables / file.stem / f"{name}.parquet").is_file()]
    if not made:
        not_run(f"no fresh run of what lies across surveys made {name}: make study", "sources")
    return pl.read_parquet(*made)
