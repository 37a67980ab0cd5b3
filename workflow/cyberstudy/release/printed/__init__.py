"""Beside the stages: the study as a report to print, from the same parts as the page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cyberstudy.declare.chapters import Story
from cyberstudy.declare.survey import Survey
from cyberstudy.release.citation import cited
from cyberstudy.release.gather import (
    ShownChapter,
    ShownExhibit,
    ShownSurvey,
    chapters_of,
    front_of,
    gather,
    made_up,
    published_parts,
)
from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.release.page.methods import verdicts_in_short
from cyberstudy.release.scan import stop_leaks
from cyberstudy.wording.catalogues import PHRASES as TRANSLATIONS
from cyberstudy.wording.catalogues import read_catalogue
from cyberstudy.wording.translator import Translator
from surveyanswers.instrument.languages import RIGHT_TO_LEFT
from surveyanswers.tables.phrases import phrase

TEMPLATE = Path(__file__).with_name("report.typ")
#: Typefaces by language; typst brings the one for Latin and Cyrillic letters.
FACES = {"ar": "Noto Sans Arabic", "zh": "Noto Sans CJK SC"}
FACE = "Libertinus Serif"
#: What the report says itself besides what pages say, too.
PHRASES = {
    "mark": phrase("SIMULATED ANSWERS"),
    "contents": phrase("Contents"),
    "surveys": phrase("Surveys, records and scores"),
    "how_made": phrase("How this was made"),
    "clusterings": phrase("Types or gradients: what the tests say"),
    "three_descriptions": phrase(
        "Three descriptions of the answers are compared: no structure; one gradient, along "
        "which units differ by degree; and classes."
    ),
    "others": phrase("Figures that are only on the web pages"),
    "accessed": phrase("Received on"),
    "sources": phrase("Sources"),
    "copies": phrase("Copies that were used"),
    "method": phrase(
        "One workflow computes every figure and number from the files as received. Shares "
        "are given with their base. A confidence interval shows how far a number could move "
        "by chance, if those who answered were a random sample; what nonresponse could "
        "change is stated separately. Numbers from which a confidential answer could be "
        "recovered are withheld, and an audit searches everything published for such "
        "numbers. Headlines and findings take their numbers from tables and are shown only "
        "while their conditions hold."
    ),
}


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
    simulated: bool = False,
) -> None:
    """Write the study as a PDF: cover, summary by area, chapters, how it was made.

    Parameters
    ----------
    surveys, releases
        In the order of the report, with the folder that `release` wrote for each.
    story
        As declared; of exhibits that it does not name, titles are listed.
    publication
        Who publishes the study, and how: `instrument.settings.Publication`.
    language
        That the report is in.
    left_out
        Surveys whose answers could not be had; of them, figures that git holds are printed.
    report
        Where the PDF goes.
    submissions
        Of surveys whose answers are registered: what the report says of each is compared with them.
    simulated
        Whether it is the technical paper on simulated answers instead of the report on real ones.

    Raises
    ------
    SurveyError
        Something of registered answers stands there word for word, or an exhibit is not there.
    """
    parts = [
        gather(survey, Path(release), [language, "en"])
        for survey, release in zip(surveys, releases, strict=True)
    ]
    phrases = read_catalogue(TRANSLATIONS, language)
    # Chapters are in the table of the code's phrases.
    say = Translator(language, own=phrases, words=phrases)
    for part in parts:
        if part.survey.data_access.registered is not None:
            # By itself, since other surveys may name what this one must not.
            alone = json.dumps(contents_of([part], story, publication, [], say), ensure_ascii=False)
            stop_leaks({Path(report).name: alone.encode()}, part.survey, submissions)
    frozen = published_parts(left_out, [language, "en"])
    contents = contents_of(parts, story, publication, frozen, say, simulated=simulated)
    Path(report).write_bytes(typeset(contents))


def contents_of(
    parts: Sequence[ShownSurvey],
    story: Story,
    publication: Mapping[str, str],
    left_out: Sequence[ShownSurvey],
    say: Translator,
    *,
    simulated: bool = False,
) -> dict[str, Any]:
    """Return all that the report says, as plain data.

    Real and simulated answers are in reports apart; where all are simulated there is one report.
    """
    every = [*parts, *(part for part in left_out if part.exhibits)]
    shown = [part for part in every if part.simulated == simulated] or every
    paper = len(shown) < len(every) and simulated
    all_chapters = chapters_of(shown, story)
    chapters = [e for e in all_chapters if not e.annex and (e.exhibits or not paper)]
    in_order = [e for chapter in chapters for e in chapter.unfolded if e.drawn]
    rest = [e for chapter in all_chapters for e in chapter.exhibits if e not in in_order]
    number = {e.id: place for place, e in enumerate(in_order, start=1)}

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
            "introduction": say.text(
                [
                    say.word(chapter.introduction),
                    chapter.made_up if chapter.exhibits else say(INTERFACE["not_here"]),
                ]
            ),
            "limits": say.word(chapter.limits),
            "exhibits": [entry(exhibit) for exhibit in chapter.unfolded if exhibit.drawn],
        }

    def area_in(area: ShownChapter) -> list[str]:
        figures = [
            f"{e.title} ({say(INTERFACE['exhibit'])} {number[e.id]})"
            for e in area.unfolded
            if e.drawn
        ][:1]
        return [say.word(area.title), *(figures or [say(INTERFACE["not_here"])])]

    title = publication.get("title") or say("Findings and figures")
    title = say(INTERFACE["paper"]) if paper else title
    verdicts = verdicts_in_short(shown, say)
    phrases = {key: say.word(text) for key, text in (INTERFACE | PHRASES).items()}
    return {
        "language": say.language,
        "direction": "rtl" if say.language in RIGHT_TO_LEFT else "ltr",
        "face": FACES.get(say.language, FACE),
        "publication": dict(publication),
        "cited": cited({**publication, "title": title}),
        "sources": [[makers, *texts] for makers, texts in _sources(shown, say).items()],
        "copies": _copies(shown),
        "left_out": [part.survey.settings.title for part in left_out],
        "made_up": made_up(shown, say),
        "front": [
            {"title": e.title, "finding": e.said["finding"], "number": str(number[e.id])}
            for e in front_of(shown, story)
            if e.said["finding"] and e.id in number
        ],
        "areas": [area_in(chapter) for chapter in chapters if chapter.area],
        "recommended": [e.said["recommends"] for e in [*in_order, *rest] if e.said["recommends"]],
        "chapters": [chapter_in(chapter) for chapter in chapters],
        "surveys": [_facts(part, say) for part in shown if part.survey.asks],
        "verdicts": {"heads": verdicts.heads, "rows": verdicts.rows},
        "others": [exhibit.title for exhibit in rest],
        "say": {"title": say.word(title), **phrases},
    }


def _sources(parts: Sequence[ShownSurvey], say: Translator) -> dict[str, list[str]]:
    """Return what is cited, each once, by its makers; they are in the order of their names."""
    citations_by_makers: dict[str, dict[str, None]] = {}
    for part in parts:
        survey_citation = [{"citation": part.survey.settings.citation}]
        for source in part.report.get("sources") or survey_citation:
            makers = source.get("makers") or say("Compiled for this study")
            citations_by_makers.setdefault(makers, {})[source["citation"]] = None
    return {makers: [*citations_by_makers[makers]] for makers in sorted(citations_by_makers)}


def _copies(parts: Sequence[ShownSurvey]) -> list[list[str]]:
    """Return the files that were fetched: what each is, its address, and the day."""
    sources = [source for part in parts for source in part.report.get("sources", ())]
    rows = {copy["url"]: [copy["source"], copy["url"], copy["received_on"]] for copy in sources}
    return [row for url, row in rows.items() if url]


def _facts(part: ShownSurvey, say: Translator) -> dict[str, Any]:
    """What is said of a survey as a whole, as its release's README does."""
    settings = part.survey.settings
    facts = [[say.word(label), say.word(fact)] for label, fact in settings.study.told().items()]
    return {"title": say.word(settings.title), "simulated": part.simulated, "known": facts}


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
