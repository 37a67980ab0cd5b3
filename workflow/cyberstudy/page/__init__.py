"""Beside the stages: the study page, every survey's release on one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cyberstudy.page.gather import gather_survey
from cyberstudy.page.render import render_page
from cyberstudy.survey import Survey


def make_page(
    surveys: Sequence[Survey],
    releases: Sequence[str],
    *,
    languages: Sequence[str],
    left_out: Mapping[str, str],
    page: str,
) -> None:
    """Write one HTML file on all `surveys`, with every figure, its numbers and its words inside.

    Parameters
    ----------
    surveys
        In the order of the page; their plans order the exhibits and declare the headlines.
    releases
        The folder that `release` wrote for each; nothing else of the results gets in.
    languages
        That exhibits are drawn in; the first is shown first.
    left_out
        Surveys whose answers could not be had, with their titles.
    page
        Where the page goes.
    """
    parts = [
        gather_survey(survey, Path(release), languages=languages)
        for survey, release in zip(surveys, releases, strict=True)
    ]
    text = render_page(parts, languages=languages, left_out=left_out)
    Path(page).write_text(text, encoding="utf-8")
