"""The pages themselves: templates beside this file, filled."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup, escape

from cyberstudy.release.citation import for_search_engines
from cyberstudy.release.gather import PHONE, ShownExhibit, ShownSurvey
from cyberstudy.wording.markup import content_policy

TEMPLATES = Path(__file__).with_name("templates")
ASSETS = Path(__file__).with_name("assets")
#: The first page.
HOME = "index"
#: What Observable Plot puts into each chart; a test in a browser sees whether it still does.
CHART_STYLE = """:where(.chart) {
  --plot-background: white;
  display: block;
  height: auto;
  height: intrinsic;
  max-width: 100%;
}
:where(.chart text),
:where(.chart tspan) {
  white-space: pre;
}"""


#: Long addresses in a text, not in an attribute; and strokes between their parts.
_SHOWN_ADDRESS = re.compile(r"(?<![\"\w])https?://[^\s<]{24,}")
_STROKE = re.compile(r"(?<!/)/(?=[^/])")


def render(
    template: str, page: str, language: str, languages: Mapping[str, str], **shown: Any
) -> str:
    """Fill the template of one page. What comes from tables and plans is escaped, whatever it is.

    Parameters
    ----------
    template
        Its name without ending.
    page
        What it is called: see `placed_page`.
    language
        That it is in.
    languages
        That there are pages in, by what each calls itself.
    shown
        What it shows.
    """
    root = "../" * placed_page(page, language).count("/")
    reports = shown["reports"]
    report = placed_report(language if language in reports else reports[0]) if reports else ""
    elsewhere = {code: f"{root}{placed_page(page, code)}" for code in languages}

    def file(exhibit: ShownExhibit, ending: str) -> str:
        return f"{root}{quote(placed(exhibit, ending))}"

    return (
        _environment()
        .get_template(f"{template}.html")
        .render(
            root=root,
            here=page,
            link=lambda exhibit: f"{root}{shown['home'][exhibit.id]}",
            to=lambda name: f"{root}{placed_page(name, language)}",
            data=placed_data(language),
            language=language,
            languages=languages,
            elsewhere=elsewhere if len(languages) > 1 else {},
            file=file,
            on_phones=PHONE,
            report=placed_report,
            printed=f"{root}{report}" if report else "",
            datasets=partial(_datasets, shown["parts"], shown["publication"], f"{root}page/files"),
            policy=Markup(content_policy(style=CHART_STYLE, beside=True)),
            **shown,
        )
    )


def placed_page(name: str, language: str) -> str:
    """Where a page lies, from the folder that all pages lie in: other languages beside English."""
    if language != "en":
        return f"page/{language}/{name}.html"
    return f"{name}.html" if name == HOME else f"page/{name}.html"


def placed_data(language: str) -> str:
    """Where scripts of data lie that pages in a language ask for."""
    return "page/data" if language == "en" else f"page/{language}/data"


def placed(exhibit: ShownExhibit, ending: str) -> str:
    """Where a figure's file lies, from the folder that all pages lie in."""
    return f"page/figures/{exhibit.language}/{exhibit.survey}/{exhibit.name}.{ending}"


def placed_report(language: str) -> str:
    """Where the report to print lies, from the folder that all pages lie in."""
    return f"page/files/report-{language}.pdf"


def script_of(name: str, data: Mapping[str, Any] | Sequence[Any]) -> str:
    """Write data as a script, which a browser reads from a folder too."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # Inside of a script these two would end lines in old browsers; "<" could not end this file,
    # but may be put into a page by whoever takes it.
    for mark in "<\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return f"study.add({json.dumps(name)},{text});\n"


def _datasets(
    parts: Sequence[ShownSurvey],
    publication: Mapping[str, str],
    folder: str,
    files: Mapping[str, Sequence[str]],
) -> list[Markup]:
    """Describe each survey's data for programs that read the page; no text of theirs ends it."""
    datasets = (
        for_search_engines(
            part.survey,
            publication,
            part.report,
            part.release,
            [f"{folder}/{part.survey.name}/{name}" for name in files[part.survey.name]],
        )
        for part in parts
    )
    return [
        Markup(json.dumps(dataset, ensure_ascii=False).replace("<", "\\u003c"))
        for dataset in datasets
    ]


def _breakable(text: str) -> Markup:
    """Return a text whose addresses may break behind a slash where readers see them."""
    return Markup(_SHOWN_ADDRESS.sub(lambda m: _STROKE.sub("/<wbr>", m[0]), escape(text)))


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,  # a misspelt name stops the run
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["breakable"] = _breakable
    return environment
