"""An executed notebook as a page that asks nobody for anything and runs nothing."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from cyberstudy.tables.files import read_table
from cyberstudy.wording.markup import content_policy

if TYPE_CHECKING:
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode


def page_of(document: NotebookNode, *, about: str = "") -> str:
    """Write an executed notebook as HTML with a style of its own, and no program.

    nbconvert's own templates load programs from elsewhere. The one beside this file rests on the
    classic one's cells, and folds up the code of cells whose metadata hide it. `about` heads the
    page.
    """
    from bs4 import BeautifulSoup
    from nbconvert import TemplateExporter
    from pygments.formatters import HtmlFormatter

    beside = Path(__file__)
    colours = HtmlFormatter(style="default").get_style_defs(".highlight")
    style = f"{beside.with_suffix('.css').read_text(encoding='utf-8')}{colours}\n"
    heading = re.search(r"^# (.+)", document.cells[0].source) if document.cells else None
    # Not its own, which looks three times for what the template has seen to, such as a text
    # instead of a picture.
    body, _ = TemplateExporter.from_notebook_node(
        _exporter(),
        document,
        resources={
            "title": heading[1] if heading else "Notebook",
            "about": about,
            "style": style,
            "policy": content_policy(style=style),
        },
    )
    return str(BeautifulSoup(body, features="html.parser"))


@cache
def _exporter() -> HTMLExporter:
    """Lay the template out once for all pages."""
    from nbconvert import HTMLExporter
    from nbconvert.filters import Highlight2HTML

    exporter = HTMLExporter(
        template_name="base",
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        default_preprocessors=[],  # there is nothing to take out
    )
    exporter.raw_template = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")
    exporter.register_filter("highlight_code", Highlight2HTML(pygments_lexer="python"))
    return exporter


def about_survey(name: str, title: str) -> str:
    """Return which survey a page is about, and when its data were received."""
    received = read_table(f"results/{name}/protect/tables/receipt.csv")
    survey_files = received.filter(~pl.col("file").str.starts_with("reference/"))
    last = (survey_files if survey_files.height else received)["received_on"].sort().to_list()[-1]
    data = "simulated answers" if survey_files["simulated"].any() else "data"
    return f"{title} \u00b7 {data} received by {last}"
