"""Stage 8, narrate: notebooks read results and compute nothing new.

A notebook opens a `Study`, which shows protected tables and drawn exhibits, and whose `say`
writes prose with numbers taken from tables. Saved notebooks carry no paths and no times.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import polars as pl

from cyberstudy.problems import StudyProblem
from cyberstudy.storage import read_table

TIMEOUT_SECONDS = 600


class Study:
    """One survey's results, as a notebook reads them.

    Parameters
    ----------
    survey
        The survey's name.
    root
        The study's folder; by default the first above the notebook that holds a Snakefile.
    language
        Of the exhibits.

    Raises
    ------
    StudyProblem
        The results are not there yet; the message says what to do.
    """

    def __init__(self, survey: str, *, root: Path | None = None, language: str = "en") -> None:
        self.root = root or _study_folder()
        self.results = self.root / "results" / survey
        self.language = language
        if not (self.results / "protect" / "report.json").exists():
            raise StudyProblem(
                f"There are no results of {survey} to read yet. Run `make study` (or `snakemake "
                f"{survey}`) in the study's folder, then run this notebook again."
            )

    def table(self, name: str) -> pl.DataFrame:
        """Read a protected table, such as ``index`` or ``specialisation/members``."""
        found = sorted((self.results / "protect" / "tables").glob(f"{name}.*"))
        if not found:
            raise StudyProblem(f"protect wrote no table {name!r}")
        return read_table(str(found[0]))

    def record(self, name: str) -> dict:
        """Read a protected JSON record, such as ``specialisation/verdict``."""
        path = self.results / "protect" / "tables" / f"{name}.json"
        return json.loads(path.read_text(encoding="utf-8"))

    def protection(self) -> dict:
        """Read what protect let through and withheld."""
        return json.loads((self.results / "protect" / "report.json").read_text(encoding="utf-8"))

    def exhibit(self, name: str) -> None:
        """Show an exhibit with its caption; its numbers are in the CSV of the same name."""
        from IPython.display import HTML, Image, display

        base = self.results / "draw" / self.language / name
        words = json.loads(base.with_suffix(".json").read_text(encoding="utf-8"))
        display(Image(filename=base.with_suffix(".png"), alt=words["alt"], width=660))
        where = base.relative_to(self.root).with_suffix(".csv").as_posix()
        display(
            HTML(f"<p><small>{words['caption']} Numbers: <code>{where}</code></small></p>"),
        )


def say(text: str) -> None:
    """Show prose whose numbers were put in from tables."""
    from IPython.display import Markdown, display

    display(Markdown(text))


def show(table: pl.DataFrame, *, decimals: int = 2) -> None:
    """Show a whole table, plainly, with numbers rounded for reading."""
    import pandas as pd  # for its HTML: polars' own puts quotation marks around text
    from IPython.display import HTML, display

    rounded = table.with_columns(pl.col(pl.Float64, pl.Float32).round(decimals))
    plain = pd.DataFrame(rounded.to_dict(as_series=False)).convert_dtypes()
    display(HTML(plain.to_html(index=False, border=0, na_rep="\u2013")))


def run_notebook(source: str, *, notebook: str, page: str) -> None:
    """Execute `source` from the top and write the executed notebook and a page for reading.

    Parameters
    ----------
    source
        The notebook in git, without outputs.
    notebook, page
        Where the executed notebook and its HTML go.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        A cell failed; the message shows which and why.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    document = nbformat.read(source, as_version=4)
    # No times in cells, and the kernel of this environment, whatever the source was saved with;
    # it is spoken to through files of this user, not through ports that others can listen at.
    client = NotebookClient(
        document,
        timeout=TIMEOUT_SECONDS,
        kernel_name="python3",
        config=Config(KernelManager={"transport": "ipc"}),
        record_timing=False,
        resources={"metadata": {"path": os.getcwd()}},
    )
    # Notebooks import the library as this process does.
    library = str(Path(__file__).parents[1])
    client.execute(env=os.environ | {"PYTHONPATH": library})
    clean = _without_traces(document)
    nbformat.write(clean, notebook)
    # Of nbconvert's templates only the classic one passes the images' text alternatives on.
    body, _ = HTMLExporter(
        template_name="classic", exclude_input_prompt=True, exclude_output_prompt=True
    ).from_notebook_node(clean, resources={"metadata": {"name": Path(source).stem}})
    Path(page).write_text(body, encoding="utf-8")


def _without_traces(document):  # noqa: ANN001, ANN202 - nbformat's node
    """Take away what differs between machines: paths, versions, ids."""
    document.metadata = {
        "kernelspec": {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        },
        "language_info": {"name": "python"},
    }
    here = re.compile(re.escape(os.getcwd()) + r"/?")
    for number, cell in enumerate(document.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata = {}
        for output in cell.get("outputs", []):
            output.get("metadata", {}).pop("filename", None)
            if "text" in output:
                output.text = here.sub("", output.text)
    return document


def _study_folder() -> Path:
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "Snakefile").exists() or (folder / "results").exists():
            return folder
    raise StudyProblem(f"{here} lies in no study: no folder above holds a Snakefile or results")
