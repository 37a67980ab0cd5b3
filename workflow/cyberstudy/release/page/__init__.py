"""Beside the stages: the pages on the study, for readers; they need no server and no connection.

``index.html`` and the folder ``page/`` beside it go together.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cyberstudy.declare.chapters import Story
from cyberstudy.declare.survey import Survey
from cyberstudy.release import relink
from cyberstudy.release.dictionaries import WIDE
from cyberstudy.release.gather import PHONE, ShownSurvey, gather, published_parts
from cyberstudy.release.page.contents import PageContents, Site
from cyberstudy.release.page.countries import facts_of_all, facts_of_one
from cyberstudy.release.page.lagging import asked_about, on_all_lists
from cyberstudy.release.page.methods import (
    claims_counted,
    claims_in_words,
    clusterings_in_words,
    curves_of,
    how_sure,
)
from cyberstudy.release.page.render import (
    ASSETS,
    HOME,
    placed,
    placed_data,
    placed_page,
    placed_report,
    render,
    script_of,
)
from cyberstudy.release.page.searchable import Searchable
from cyberstudy.release.scan import stop_leaks
from cyberstudy.release.written_quantities import stop_at, written_quantities
from cyberstudy.tables.files import read_table
from cyberstudy.wording.glossary import read_glossary
from cyberstudy.wording.translator import languages_of, speaking_of
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.languages import LANGUAGES

FOLDER = "page"
#: A survey's files that most people ask for; those that there are. `INTERFACE` says what they are.
FILES = (
    *("README.md", "codebook.html", "columns.csv", "inputs.csv", "tables/estimates.csv"),
    *("tables/levels.csv", "tables/index.csv", "tables/indicators.csv", WIDE),
    *("tables/contradictions.csv", "report.json", "answers/answers.csv", "answers/answers.sav"),
    *("answers/answers.dta", "answers/statuses.csv", "answers/variables.csv"),
)


def make_pages(
    surveys: Sequence[Survey],
    releases: Sequence[str],
    *,
    tables: Sequence[str],
    languages: Sequence[str],
    left_out: Sequence[Survey],
    story: Story,
    publication: Mapping[str, str],
    glossary: str,
    folder: str,
    drawn: Sequence[str] = (),
    submissions: Sequence[str] = (),
    reports: Sequence[str] = (),
    aliases: Sequence[str] = (),
    numbers: Mapping[str, Any] | None = None,
) -> None:
    """Write the study's pages, with every figure and the released numbers behind them.

    Parameters
    ----------
    surveys
        In the order of the study; their plans order the exhibits and name the stories.
    releases
        The folder that `release` wrote for each; nothing else of the results gets in but
        what is cited.
    tables
        The folder that `protect` wrote for each: of public surveys whose sources allow it, single
        values are cited from it, one country at a time.
    languages
        That exhibits are drawn in, and that pages are written in beside English.
    left_out
        Surveys whose answers could not be had; of them, figures that git holds are shown.
    story
        As the study declares it; exhibits that it does not name come behind, by survey.
    publication
        Who publishes the study, or by `Survey.published_by` a survey by itself, and how.
    glossary
        The glossary, as a table of Markdown.
    folder
        Where the first page and `FOLDER` go.
    drawn
        The folder that `draw` wrote for each in the first language: what a figure's numbers say of
        single countries is cited in the same way.
    submissions
        Of surveys whose answers are registered: what the pages say of each is compared with them.
    reports
        The study as a report to print, one file a language, which names it.
    aliases
        Reference tables of other names of countries, by which search finds them, too.
    numbers
        Of findings, by survey, with their rows (`trace.findings.numbers_of_findings`).

    Raises
    ------
    SurveyError
        Something of registered answers stands there word for word, or a chapter with figures of a
        confidential survey has a quantity.
    """
    printed = {Path(report).stem: report for report in reports}
    # English is beneath every other, which may lack words; one survey's are whole, or not there.
    survey_languages = languages_of(surveys[0]) if len(surveys) == 1 and not left_out else languages
    site = Site(
        story=story,
        publication=publication,
        glossary=read_glossary(Path(glossary)),
        languages=[
            code for code in LANGUAGES if code in {"en", *({*languages} & {*survey_languages})}
        ],
        reports=[*printed],
        aliases=[read_table(path) for path in aliases],
        numbers=numbers or {},
    )
    texts: dict[str, str] = {}
    shown: list[ShownSurvey] = []
    for code in site.languages:
        drawn_in = [code, *languages]
        gathered = (
            gather(survey, Path(release), drawn_in, tables=cited, drawn=figures)
            for survey, release, cited, figures in zip(
                surveys, releases, tables, drawn or [""] * len(surveys), strict=True
            )
        )
        parts, frozen = (
            [replace(part, say=speaking_of(part.survey, code)) for part in some]
            for some in (gathered, published_parts(left_out, drawn_in))
        )
        for part in parts:
            if part.survey.settings.protection == CONFIDENTIAL:
                # By itself, since other surveys may show and name what this one must not.
                alone = texts_of(PageContents(site, code, [part]))
                files = {name: text.encode() for name, text in alone.items()}
                stop_leaks(files, part.survey, submissions)
                stop_at(part.survey, [*written_quantities(part.survey, story=story)])
        texts |= texts_of(PageContents(site, code, parts, frozen))
        shown += [*parts, *frozen]
    target = Path(folder)
    for name, text in texts.items():
        (path := target / name).parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for part in shown:
        for name in _files(part):
            _copy(part.release / name, placed_file := target / _placed_file(part, name))
            if name.startswith("notebooks/"):
                # A release has its figures beside its notebooks; here they lie with all others.
                figures = {path.name for path in part.release.glob("figures/*/*")}
                relink(placed_file, figures=figures, to=f"../../figures/{{}}/{part.survey.name}")
        for exhibit in part.exhibits.values():
            for ending in (*exhibit.endings, PHONE):
                if (source := exhibit.file(ending)).is_file():
                    _copy(source, target / placed(exhibit, ending))
    shutil.copytree(ASSETS, target / FOLDER / "assets", dirs_exist_ok=True)
    for language, report in printed.items():
        _copy(Path(report), target / placed_report(language))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _files(part: ShownSurvey) -> list[str]:
    notebooks = sorted((part.release / "notebooks").glob("*.html"))
    pages = [f"notebooks/{notebook.name}" for notebook in notebooks] if part.survey.asks else []
    return [name for name in (*FILES, *pages) if (part.release / name).is_file()]


def _placed_file(part: ShownSurvey, name: str) -> str:
    return f"{FOLDER}/files/{part.survey.name}/{Path(name).name}"


def texts_of(contents: PageContents) -> dict[str, str]:
    """Return each page and each script of data in one language, by its place."""
    language = contents.language
    entries = Searchable(contents).entries()
    pages = _pages(contents, entries)
    placed_pages = {placed_page(name, language): text for name, text in pages.items()}
    data = {"words": contents.speech.words(), "search": entries} | _data(contents)
    for part in contents.parts:
        numbers = contents.site.numbers.get(part.survey.name, {"places": ()})
        if any(of == language for of, _ in numbers["places"]):
            data[f"cells-{part.survey.name}"] = _opened(numbers, part, contents.parts)
    folder = placed_data(language)
    scripts = {f"{folder}/{name}.js": script_of(name, content) for name, content in data.items()}
    return placed_pages | scripts


def _opened(
    numbers: Mapping[str, Any], part: ShownSurvey, parts: Sequence[ShownSurvey]
) -> dict[str, Any]:
    """Return rows of numbers, of released tables or citable sources, and where raw cells stand.

    What stands in these is in it where files of the source may be passed on.
    """
    public = [p for p in parts if p.may_cite and p.survey.settings.protection != CONFIDENTIAL]
    rows = [
        row
        if part in public or (part.release / "tables" / f"{row['table']}.csv").is_file()
        else row | {"cells": row["cells"][:1]}  # which the text has
        for row in numbers["rows"].values()
    ]
    cells = {}
    for one in public:
        whole = all(source["pass_on"] for source in one.report.get("sources", ()))
        cells[one.survey.name] = {
            column: {row: cell[: 1 + whole] for row, cell in of_column.items()}
            for column, of_column in numbers["cells"][one.survey.name].items()
        }
    return {"rows": rows, "cells": cells}


def _pages(contents: PageContents, entries: Sequence[Mapping[str, str | bool]]) -> dict[str, str]:
    parts, say, shown = contents.parts, contents.speech.say, contents.shown
    pages = {HOME: render("home", HOME, lagging=contents.lagging, **how_sure(parts, say), **shown)}
    around = [None, *contents.chapters, None]
    for before, chapter, after in zip(around, contents.chapters, around[2:], strict=False):
        lagging = contents.lagging.get(chapter.id, [])
        surveys = [*parts, *contents.left_out] if chapter.area else []
        name = f"chapters/{chapter.id}"
        pages[name] = render(
            "chapter",
            name,
            chapter=chapter,
            before=before,
            after=after,
            lagging=lagging,
            on_all_lists=on_all_lists(lagging),
            asked=asked_about(chapter.id, surveys),
            **shown,
        )
    not_covered = contents.speech.interface["not_covered"]
    fetched = (source for part in parts for source in part.report.get("sources", ()))
    more: dict[str, dict[str, Any]] = {
        "methods": {
            "glossary": contents.site.glossary,
            "clusterings": clusterings_in_words(parts, say),
            "claims": claims_in_words(parts, say),
            "counted": claims_counted(parts, say),
        },
        "countries": {
            "counted": contents.countries["counted"],
            "uncovered": [entry for entry in entries if entry["kind"] == not_covered],
            "take_away": [_placed_file(p, WIDE) for p in parts if (p.release / WIDE).is_file()],
        },
        "data": {
            "files": {
                part.survey.name: [Path(name).name for name in _files(part)] for part in parts
            },
            "fetched": {source["path"]: source for source in fetched}.values(),
            "whole": [
                f"{entry['title']} ({entry['whole']:,})"
                for entry in contents.countries["sources"]
                if entry.get("whole")
            ],
        },
    }
    for name in shown["menu"]:
        pages[name] = render(name, name, **more.get(name, {}), **shown)
    return pages


def _data(contents: PageContents) -> dict[str, Any]:
    """Return what the programs of explorer, countries and claims ask for, by the name."""
    data: dict[str, Any] = {}
    if contents.explorers:
        titles = contents.titles
        data["explorer"] = [{"name": name, "title": titles[name]} for name in contents.explorers]
        data |= {f"explorer-{name}": explorer for name, explorer in contents.explorers.items()}
    data |= curves_of(contents.parts)
    countries = contents.countries
    if not countries["countries"]:
        return data
    data["countries"] = facts_of_all(countries)
    lagging = [lack for area in contents.lagging.values() for lack in area]
    for code in (entry["code"] for entry in countries["countries"]):
        data[f"country-{code}"] = facts_of_one(countries, code) | {
            "lacks": [lack.measure for lack in lagging if code in lack.states],
        }
    return data
