"""Beside the stages: the study page, every survey's release on one page that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from cyberstudy.declare.survey import Survey
from cyberstudy.release.page.gather import gather_survey
from cyberstudy.release.page.render import render_page
from cyberstudy.release.scan import stop_leaks

#: Bytes of figures that a page may hold in more than one language: with all else it then stays
#: under what can be sent by mail.
ROOM = 9_500_000


def make_page(
    surveys: Sequence[Survey],
    releases: Sequence[str],
    *,
    languages: Sequence[str],
    left_out: Mapping[str, str],
    page: str,
    submissions: Sequence[str] = (),
) -> None:
    """Write one HTML file on all `surveys`, with every figure, its numbers and its words inside.

    Parameters
    ----------
    surveys
        In the order of the page; their plans order the exhibits and declare the headlines.
    releases
        The folder that `release` wrote for each; nothing else of the results gets in.
    languages
        That exhibits are drawn in; the first is shown first, and its figures are inside. So are
        those of further languages, as far as the page can still be sent by mail; it links to the
        others.
    left_out
        Surveys whose answers could not be had, with their titles.
    page
        Where the page goes.
    submissions
        Of surveys whose answers are registered: what the page says of each is held against them.

    Raises
    ------
    StudyProblem
        Something of registered answers stands there word for word.
    """
    beside, inside = Path(page).parent, _inside(releases, languages)
    parts = [
        gather_survey(survey, Path(release), languages=languages, inside=inside, beside=beside)
        for survey, release in zip(surveys, releases, strict=True)
    ]
    for survey, part in zip(surveys, parts, strict=True):
        if survey.holdings.registered is not None:
            # By itself, since other surveys may name what this one must not.
            alone = render_page([part], languages=languages, left_out={})
            stop_leaks({Path(page).name: alone.encode()}, survey, submissions)
    text = render_page(parts, languages=languages, left_out=left_out)
    Path(page).write_text(text, encoding="utf-8")


def _inside(releases: Sequence[str], languages: Sequence[str]) -> list[str]:
    """Choose languages whose figures the page holds: the first, and more as long as they fit."""
    kept: list[str] = []
    size = 0
    for language in languages:
        for release in releases:
            for words in (Path(release) / "figures" / language).glob("*.json"):
                # An exhibit that is not in the language is on the page once, in English.
                spoken = json.loads(words.read_text(encoding="utf-8")).get("language", language)
                size += words.with_suffix(".svg").stat().st_size if spoken == language else 0
        if kept and size > ROOM:
            break
        kept.append(language)
    return kept
