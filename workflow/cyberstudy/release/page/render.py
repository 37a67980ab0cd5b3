"""The page itself: templates beside this file, filled and put into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2
from markupsafe import Markup

from cyberstudy.declare.languages import LANGUAGES, RIGHT_TO_LEFT
from cyberstudy.declare.survey import MADE_UP
from cyberstudy.release.page.gather import SurveyOnPage
from cyberstudy.release.page.numbers import DIGITS
from cyberstudy.wording.markup import content_policy


def render_page(
    parts: Sequence[SurveyOnPage], *, languages: Sequence[str], left_out: Mapping[str, str]
) -> str:
    """Fill the template. What comes from tables and plans is escaped, whatever it holds."""
    beside = Path(__file__)
    style = beside.with_suffix(".css").read_text(encoding="utf-8")
    program = beside.with_suffix(".js").read_text(encoding="utf-8")
    versions = [v for part in parts for e in part.exhibits for v in e.versions]
    drawn = {version.spoken for version in versions}
    linked = {version.spoken for version in versions if version.figure is None}
    shown = [language for language in languages if language in drawn]
    template = _environment(beside.parent).get_template(beside.with_suffix(".html").name)
    return template.render(
        parts=parts,
        count=sum(len(part.exhibits) for part in parts),
        areas={e.area: e.spoken for part in parts for e in part.exhibits},
        linked=[LANGUAGES[language].own_name for language in shown if language in linked],
        languages={language: LANGUAGES[language].own_name for language in shown},
        right_to_left=RIGHT_TO_LEFT,
        left_out=left_out,
        made_up=MADE_UP,
        digits=DIGITS,
        style=Markup(style),
        program=Markup(program),
        policy=Markup(content_policy(style=style, program=program)),
    )


def _environment(folder: Path) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,  # a misspelt name stops the run
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
