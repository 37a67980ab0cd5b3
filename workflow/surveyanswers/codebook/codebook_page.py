"""The codebook as a page that people read: one file, without a program and without a server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from surveyanswers.codebook.entries import (
    BASE,
    LISTED,
    OPTIONS,
    PAGE,
    TOTAL,
    CodebookEntry,
    Edition,
    Frequencies,
    file_of,
)
from surveyanswers.instrument.languages import LANGUAGES, RIGHT_TO_LEFT
from surveyanswers.instrument.settings import Settings
from surveyanswers.tables.statuses import BY_NAME

_ASKED = re.compile(r"\$\{(\w+)\}")
#: What the codebook says of a question besides, as readers are told.
_KNOWN = {"topic": "Topic", "area": "Area", "sensitivity": "Sensitivity", "construct": "Construct"}
_AS_WRITTEN = {"groups": "Asked of", "provenance": "Provenance", "scores": "Scores"}
_STYLE = """
:root { color-scheme: light; }
body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1f24; max-width: 60rem;
  margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { line-height: 1.2; } h2 { margin-top: 2.5rem; border-bottom: 2px solid #1b1f24; }
article { border-top: 1px solid #c9ced6; padding: .5rem 0 1rem; }
h3 { margin: .5rem 0 .25rem; } h3 code { font-weight: 400; font-size: .85rem; color: #4a5360; }
.banner { border-inline-start: .4rem solid #9a5b00; background: #fff6e5; padding: .5rem 1rem; }
.said, dl, details { font-size: .9rem; } dl { display: grid;
  grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; }
dt { color: #4a5360; } dd { margin: 0; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; }
th, td { padding: .2rem .6rem; text-align: start; vertical-align: top;
  border-bottom: 1px solid #e3e6eb; overflow-wrap: normal; }
td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; }
tbody th { font-weight: 400; } tr.status { color: #4a5360; }
nav ul { columns: 16rem; padding-inline-start: 1.2rem; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .3rem; } }
"""


def write_page(
    entries: Sequence[CodebookEntry],
    settings: Settings,
    edition: Edition,
    folder: Path,
    *,
    worded: Callable[[str], str],
) -> None:
    """Write ``codebook.html``; parameters are those of `codebook_files.write_codebook`."""
    title, version = f"{settings.title}: codebook", edition.version
    sections = [(name, [*e]) for name, e in groupby(entries, key=lambda e: e.question.section)]
    headings = {name: _readable(name or "questions") for name, _ in sections}
    lines = [
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{escape(title)}</h1>",
        f"<p>Version {escape(version)}.</p>" if version else "",
        f'<p class="banner">{escape(edition.notice)}</p>' if edition.notice else "",
        f"<p>{len(entries)} questions. {escape(edition.counts, quote=False)} The same for "
        "programs: codebook.xml (DDI-Codebook 2.5).</p>",
        "<nav><ul>",
        *(
            f'<li><a href="#q-{part[0].question.name}">{headings[name]}</a> ({len(part)})</li>'
            for name, part in sections
        ),
        "</ul></nav>",
    ]
    for name, part in sections:
        lines += [f"<h2>{headings[name]}</h2>"] if len(sections) > 1 else []
        for entry in part:
            lines += _article(entry, worded)
    lines.append("</main></body></html>\n")
    (folder / PAGE).write_text("\n".join(filter(None, lines)), encoding="utf-8")


def _article(entry: CodebookEntry, worded: Callable[[str], str]) -> Iterator[str]:
    question = entry.question
    yield f'<article id="q-{question.name}">'
    yield f"<h3>{escape(entry.title)} <code>{question.name}</code></h3>"
    wordings = dict(question.labels)
    first = wordings.pop("en", "")
    yield f"<p>{escape(first)}</p>" if first else ""
    if wordings:
        yield f"<details><summary>In {len(wordings)} other languages</summary>"
        yield from (_worded(language, escape(text)) for language, text in wordings.items())
        yield "</details>"
    facts = {"Type": _readable(question.type)}
    facts |= {"Repeated": escape(question.repeat)} if question.repeat else {}
    facts |= {"Asked if": _linked(question.relevant)} if question.relevant else {}
    facts |= {"Valid if": _linked(question.constraint)} if question.constraint else {}
    facts |= {
        label: escape(_readable(entry.known[key]))
        for key, label in _KNOWN.items()
        if key in entry.known
    }
    facts |= {k: escape(entry.known[key]) for key, k in _AS_WRITTEN.items() if key in entry.known}
    if entry.drawn_in:
        facts["Drawn in"] = ", ".join(f"<code>{name}</code>" for name in entry.drawn_in)
    terms = (f"<dt>{label}</dt><dd>{fact}</dd>" for label, fact in facts.items())
    yield "<dl>" + "".join(terms) + "</dl>"
    yield from _answers(entry, worded)
    yield "</article>"


def _answers(entry: CodebookEntry, worded: Callable[[str], str]) -> Iterator[str]:
    """Write options and statuses, with a column of counts a group."""
    options, frequencies = entry.options, _different(entry.frequencies)
    labels = options.labels.get("en", {}) if options else {}
    codes = options.answers if options else []
    if options and len(options.codes) > LISTED:
        yield f"<p>{len(codes)} options: <code>{OPTIONS}/{file_of(entry.question)}</code></p>"
        codes = []
    statuses = [
        s for s in dict.fromkeys(s for group_counts in frequencies for s in group_counts.statuses)
    ]
    if not codes and not statuses:
        return
    heads = "".join(
        f'<th class="number" scope="col">{_head(entry, group_counts)}</th>'
        for group_counts in frequencies
    )
    yield '<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">Code</th>'
    yield f'<th scope="col">Answer</th>{heads}</tr></thead><tbody>'
    for code in codes:
        counts = "".join(
            _cell(entry, group_counts, code, group_counts.options.get(code))
            for group_counts in frequencies
        )
        label = escape(labels.get(code, code))
        yield f'<tr><td><code>{escape(code)}</code></td><th scope="row">{label}</th>{counts}</tr>'
    for status in statuses:
        counts = "".join(
            _cell(entry, group_counts, f"[{status}]", group_counts.statuses.get(status))
            for group_counts in frequencies
        )
        word = escape(worded(BY_NAME[status].word))
        yield f'<tr class="status"><td></td><th scope="row">{word}</th>{counts}</tr>'
    yield "</tbody></table></div>"
    if options and codes and len(options.labels) > 1:
        yield "<details><summary>Options in other languages</summary>"
        for language in options.labels:
            if language != "en":
                words = options.labels[language]
                listed = (c for c in codes if c in words)
                pairs = (f"{escape(c)} = <bdi>{escape(words[c])}</bdi>" for c in listed)
                yield _worded(language, "; ".join(pairs))
        yield "</details>"


def _different(frequencies: Sequence[Frequencies]) -> list[Frequencies]:
    """Leave out a column that repeats another: where one group alone is asked it is all units."""
    columns: dict[str, Frequencies] = {}
    for counts in sorted(frequencies, key=lambda counts: counts.group == TOTAL):
        columns.setdefault(repr((counts.base, counts.options, counts.statuses)), counts)
    return [*columns.values()]


def _head(entry: CodebookEntry, frequencies: Frequencies) -> str:
    place = escape("|".join((frequencies.grouping, frequencies.group, entry.question.name, BASE)))
    base = "–" if frequencies.base is None else f'<span data-of="{place}">{frequencies.base}</span>'
    return f"{escape(frequencies.label)}<br>base {base}"


def _cell(entry: CodebookEntry, frequencies: Frequencies, of: str, count: int | None) -> str:
    if count is None:
        return '<td class="number">–</td>'
    place = "|".join((frequencies.grouping, frequencies.group, entry.question.name, of))
    return f'<td class="number" data-of="{escape(place)}">{count}</td>'


def _worded(language: str, text: str) -> str:
    direction = ' dir="rtl"' if language in RIGHT_TO_LEFT else ""
    language_name = LANGUAGES[language].own_name if language in LANGUAGES else language
    return f'<p><b>{language_name}</b> <span lang="{language}"{direction}>{text}</span></p>'


def _linked(condition: str) -> str:
    """Return a condition as HTML, with links to the questions that it names."""
    linked = _ASKED.sub(r'<a href="#q-\1">\1</a>', escape(condition, quote=False))
    return f"<code>{linked}</code>"


def _readable(name: str) -> str:
    return name.replace("_", " ").capitalize()
