"""Beside the stages: the study as a report to print, from the same parts as the page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cyberstudy.declare.chapters import Chapter
from cyberstudy.declare.languages import RIGHT_TO_LEFT
from cyberstudy.declare.survey import Survey
from cyberstudy.release.gather import (
    MAIN,
    ShownChapter,
    ShownExhibit,
    ShownSurvey,
    chapters_of,
    gather,
    made_up,
)
from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.release.page.methods import clusterings_in_words
from cyberstudy.release.page.numbers import ReadersTable
from cyberstudy.release.scan import stop_leaks
from cyberstudy.wording.translator import PHRASES, Translator, read_catalogue

TEMPLATE = Path(__file__).with_name("report.typ")
#: Typefaces by language; typst brings the one for Latin and Cyrillic letters.
FACES = {"ar": "Noto Sans Arabic", "zh": "Noto Sans CJK SC"}
FACE = "Libertinus Serif"


def print_report(
    surveys: Sequence[Survey],
    releases: Sequence[str],
    *,
    chapters: Mapping[str, Chapter],
    language: str,
    left_out: Mapping[str, str],
    report: str,
    submissions: Sequence[str] = (),
) -> None:
    """Write the study as a PDF: cover, findings, chapters, how it was made, annex.

    Parameters
    ----------
    surveys, releases
        In the order of the report, with the folder that `release` wrote for each.
    chapters
        As declared; exhibits of other areas come behind them, by area.
    language
        That the report is in.
    left_out
        Surveys whose answers could not be had, with their titles.
    report
        Where the PDF goes.
    submissions
        Of surveys whose answers are registered: what the report says of each is compared with them.

    Raises
    ------
    StudyProblem
        Something of registered answers stands there word for word, or an exhibit is not there.
    """
    parts = [
        gather(survey, Path(release), [language, "en"])
        for survey, release in zip(surveys, releases, strict=True)
    ]
    phrases = read_catalogue(PHRASES / f"{language}.po", language)
    say = Translator(
        language, own=phrases, words=phrases
    )  # chapters are said in the code's catalogue
    for part in parts:
        if part.survey.data_access.registered is not None:
            # By itself, since other surveys may name what this one must not.
            alone = json.dumps(contents_of([part], chapters, {}, say), ensure_ascii=False)
            stop_leaks({Path(report).name: alone.encode()}, part.survey, submissions)
    Path(report).write_bytes(typeset(contents_of(parts, chapters, left_out, say)))


def contents_of(
    parts: Sequence[ShownSurvey],
    chapters: Mapping[str, Chapter],
    left_out: Mapping[str, str],
    say: Translator,
) -> dict[str, Any]:
    """Say everything that the report says, as plain data."""
    exhibits = [exhibit for part in parts for exhibit in part.exhibits.values()]
    told = [exhibit.said for part in parts for exhibit in part.told]
    return {
        "language": say.language,
        "direction": "rtl" if say.language in RIGHT_TO_LEFT else "ltr",
        "face": FACES.get(say.language, FACE),
        "surveys": [
            {
                "title": part.survey.settings.title,
                "citation": part.survey.settings.citation,
                "simulated": part.simulated,
            }
            for part in parts
        ],
        "left_out": list(left_out.values()),
        "made_up": made_up(parts, say),
        "story": [{"text": w["finding"], "simulated": w["simulated"]} for w in told],
        "chapters": [_chapter(chapter, say) for chapter in chapters_of(parts, chapters)],
        "clusterings": _plain_table(clusterings_in_words(parts, say)),
        "annex": [_entry(exhibit) for exhibit in exhibits if exhibit.said["rank"] != MAIN],
        "say": _phrases(say),
    }


def _chapter(chapter: ShownChapter, say: Translator) -> dict[str, Any]:
    return {
        "title": say.word(chapter.title),
        "introduction": say.text([say.word(chapter.introduction), chapter.made_up]),
        "limits": say.word(chapter.limits),
        "exhibits": [_entry(e) for e in chapter.exhibits if e.said["rank"] == MAIN],
    }


def _plain_table(table: ReadersTable) -> dict[str, Any]:
    return {"heads": table.heads, "rows": table.rows}


def _entry(exhibit: ShownExhibit) -> dict[str, Any]:
    words = {key: exhibit.said[key] for key in ("finding", "caption", "alt")}
    return {**words, "file": str(exhibit.file("pdf").resolve())}


def _phrases(say: Translator) -> dict[str, str]:
    return {
        "title": say("Cybercrime: what experts and States say, and how sure that is"),
        "simulated": say("SIMULATED ANSWERS"),
        "contents": say("Contents"),
        "findings": say("What was found"),
        "limits": say("What this cannot say"),
        "made": say("How this was made"),
        "clusterings": say("Types or gradients: what the tests say"),
        "clusterings_said": say(INTERFACE["clusterings_said"]),
        "annex": say("Annex: further figures"),
        "sources": say("Sources"),
        "left_out": say("Not in this report, since the answers could not be had:"),
        "method": say(
            "Every figure and number comes from tables that one workflow makes from the files as "
            "they were received. Counts come first; a share stands with its base. An interval says "
            "how far a number would move had others answered, as if they were drawn at random; "
            "what nonresponse could change is stated separately. Answers of respondents who are "
            "promised confidence are suppressed where they could be recovered, and an audit of "
            "all that is published looks for such places. Headlines and findings are sentences "
            "with numbers from tables, and are said only while their conditions hold."
        ),
        "names": say(
            "Names of countries and lines on maps are those of the sources. They express no "
            "opinion on the legal status of any country, territory, city or area, or of its "
            "authorities, or on its frontiers or boundaries."
        ),
    }


def typeset(contents: Mapping[str, Any]) -> bytes:
    """Set a report's contents in type.

    Texts reach the template as data, never as markup. The PDF holds no date, so it is the same
    bytes whenever it is made.
    """
    import fontpkg
    import typst

    compiled: bytes = typst.compile(
        str(TEMPLATE.resolve()),
        root="/",
        font_paths=[str(fontpkg.path(FACES["ar"]).parent)],
        ignore_system_fonts=contents["language"] != "zh",
        sys_inputs={"contents": json.dumps(contents, ensure_ascii=False)},
        timestamp=0,
    )
    return compiled
