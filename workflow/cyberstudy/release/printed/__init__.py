"""Beside the stages: the study as a report to print, from the same parts as the page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cyberstudy.declare.chapters import AreaSummary, Story
from cyberstudy.declare.languages import RIGHT_TO_LEFT
from cyberstudy.declare.survey import Survey
from cyberstudy.release.citation import cited
from cyberstudy.release.gather import (
    ShownChapter,
    ShownExhibit,
    ShownSurvey,
    chapters_of,
    figures_of,
    front_of,
    gather,
    made_up,
    published_parts,
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
    story: Story,
    publication: Mapping[str, str],
    language: str,
    left_out: Sequence[Survey],
    report: str,
    submissions: Sequence[str] = (),
) -> None:
    """Write the study as a PDF: cover, summary by area, chapters, how it was made, annex.

    Parameters
    ----------
    surveys, releases
        In the order of the report, with the folder that `release` wrote for each.
    story
        As declared; exhibits that it does not name stand in the annex.
    publication
        Who publishes the study, and how: `declare.settings.Publication`.
    language
        That the report is in.
    left_out
        Surveys whose answers could not be had; of them, figures that git holds are printed.
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
    # Chapters are said in the code's catalogue.
    say = Translator(language, own=phrases, words=phrases)
    for part in parts:
        if part.survey.data_access.registered is not None:
            # By itself, since other surveys may name what this one must not.
            alone = json.dumps(contents_of([part], story, publication, [], say), ensure_ascii=False)
            stop_leaks({Path(report).name: alone.encode()}, part.survey, submissions)
    frozen = published_parts(left_out, [language, "en"])
    Path(report).write_bytes(typeset(contents_of(parts, story, publication, frozen, say)))


def contents_of(
    parts: Sequence[ShownSurvey],
    story: Story,
    publication: Mapping[str, str],
    left_out: Sequence[ShownSurvey],
    say: Translator,
) -> dict[str, Any]:
    """Say everything that the report says, as plain data."""
    shown = [*parts, *(part for part in left_out if part.exhibits)]
    all_chapters, figures = chapters_of(shown, story), figures_of(shown)
    chapters = [chapter for chapter in all_chapters if not chapter.annex]
    in_order = [exhibit for chapter in chapters for exhibit in chapter.unfolded]
    rest = [e for chapter in all_chapters for e in chapter.exhibits if e not in in_order]
    # Assume: the annex prints what the summary of areas points to, all else is for the pages.
    named = [figures[name] for name in story.named if name in figures]
    printed = [exhibit for exhibit in named if exhibit in rest]
    number = {e.id: place for place, e in enumerate([*in_order, *printed], start=1)}

    def entry(exhibit: ShownExhibit) -> dict[str, Any]:
        words = {key: exhibit.said[key] for key in ("finding", "caption", "alt", "simulated")}
        if exhibit.published:
            as_of = say(INTERFACE["as_published"])
            words["caption"] = say.text([words["caption"], f"{as_of} {exhibit.published}."])
        ending = "pdf" if exhibit.file("pdf").is_file() else "svg"
        title = {"title": exhibit.title, "number": str(number[exhibit.id])}
        return {**words, **title, "file": str(exhibit.file(ending).resolve())}

    def chapter_in(chapter: ShownChapter) -> dict[str, Any]:
        return {
            "title": say.word(chapter.title),
            "introduction": say.text([say.word(chapter.introduction), chapter.made_up]),
            "limits": say.word(chapter.limits),
            "exhibits": [entry(exhibit) for exhibit in chapter.unfolded],
        }

    def area_in(area: AreaSummary) -> list[str]:
        named = [figures[figure] for figure in area.figures if figure in figures]
        told = [
            f"{e.title} ({say(INTERFACE['exhibit'])} {number[e.id]})" if e.id in number else e.title
            for e in named
        ]
        found = say.clauses(told) or say(INTERFACE["nothing_read"])
        return [say.word(area.title), found, say.word(area.lacking)]

    title = publication.get("title") or say("Findings and figures")
    return {
        "language": say.language,
        "direction": "rtl" if say.language in RIGHT_TO_LEFT else "ltr",
        "face": FACES.get(say.language, FACE),
        "publication": dict(publication),
        "cited": cited({**publication, "title": title}),
        "sources": [*_sources(shown).values()],
        "left_out": [part.survey.settings.title for part in left_out],
        "made_up": made_up(shown, say),
        "front": [
            {"title": e.title, "finding": e.said["finding"], "number": str(number[e.id])}
            for e in front_of(shown, story)
            if e.said["finding"]
        ],
        "areas": [area_in(area) for area in story.areas.values()],
        "area_heads": [say(INTERFACE[key]) for key in ("area", "sources_say", "lacking")],
        "recommended": [e.said["recommends"] for e in [*in_order, *rest] if e.said["recommends"]],
        "chapters": [chapter_in(chapter) for chapter in chapters],
        "surveys": [_facts(part, say) for part in shown if part.survey.asks],
        "clusterings": _plain_table(clusterings_in_words(parts, say)),
        "annex": [entry(exhibit) for exhibit in printed],
        "others": [exhibit.title for exhibit in rest if exhibit not in printed],
        "say": {"title": say.word(title), **_phrases(say)},
    }


def _sources(parts: Sequence[ShownSurvey]) -> dict[str, dict[str, str]]:
    """What is cited, each once: files with address and day, and surveys that have none."""
    found = {
        source["citation"]: {key: source[key] or "" for key in ("citation", "url", "received_on")}
        for part in parts
        for source in part.report.get("sources", ())
    }
    own = [part.survey.settings.citation for part in parts if not part.report.get("sources")]
    return {text: {"citation": text, "url": "", "received_on": ""} for text in own} | found


def _facts(part: ShownSurvey, say: Translator) -> dict[str, Any]:
    """What is said of a survey as a whole, as its release's README does."""
    settings = part.survey.settings
    known = [[say.word(label), say.word(fact)] for label, fact in settings.study.told().items()]
    return {"title": say.word(settings.title), "simulated": part.simulated, "known": known}


def _plain_table(table: ReadersTable) -> dict[str, Any]:
    return {"heads": table.heads, "rows": table.rows}


def _phrases(say: Translator) -> dict[str, str]:
    return {
        "simulated": say("SIMULATED ANSWERS"),
        "contents": say("Contents"),
        "figure": say(INTERFACE["exhibit"]),
        "findings": say(INTERFACE["what_was_found"]),
        "areas": say(INTERFACE["areas"]),
        "areas_said": say(INTERFACE["areas_said"]),
        "recommended": say(INTERFACE["recommended"]),
        "recommended_said": say(INTERFACE["recommended_said"]),
        "version": say(INTERFACE["version"]),
        "surveys": say("Surveys"),
        "cite": say(INTERFACE["cite"]),
        "cite_said": say(INTERFACE["cite_said"]),
        "limits": say("What this cannot say"),
        "made": say("How this was made"),
        "clusterings": say("Types or gradients: what the tests say"),
        "clusterings_said": say(INTERFACE["clusterings_said"]),
        "annex": say("Annex: further figures"),
        "others": say("On the pages only"),
        "accessed": say("Received on"),
        "sources": say("Sources"),
        "left_out": say(INTERFACE["left_out"]),
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
        # A drawing has texts, in the typeface of figures.
        font_paths=[str(fontpkg.path(face).parent) for face in (FACES["ar"], "Fira Sans")],
        ignore_system_fonts=contents["language"] != "zh",
        sys_inputs={"contents": json.dumps(contents, ensure_ascii=False)},
        timestamp=0,
    )
    return compiled
