"""One exhibit, drawn and saved: figure + data + caption + alt text as one object."""

from __future__ import annotations

import importlib
import json
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from matplotlib.figure import Figure

from cyberstudy.analysis_files import files_in
from cyberstudy.declare.plan.exhibits import DeclaredExhibit as ExhibitEntry
from cyberstudy.declare.plan.kinds import KINDS
from cyberstudy.declare.survey import MADE_UP, Survey
from cyberstudy.draw import style
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.narrow import drawn_for_phone
from cyberstudy.draw.titles import credit, head, mark_simulated
from cyberstudy.tables.made_by import rule_of
from cyberstudy.tables.registry import repeats_source
from cyberstudy.wording.markup import in_restructured_text
from cyberstudy.wording.messages import say_message
from cyberstudy.wording.references import uncapitalized
from cyberstudy.wording.translator import Translator, on_translation, translator_of
from cyberstudy.wording.view import View
from cyberstudy.wording.words import shown_title, translated
from surveyanswers.instrument.data_access import RAW
from surveyanswers.instrument.languages import LANGUAGES
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.spreadsheets import defused
from surveyanswers.tables.storage import protected_file, write_json, write_table

UNWEIGHTED = phrase(
    "Answers are not weighted: this describes those who answered, not the population that they "
    "come from."
)
#: Said where simulated answers are shown with real ones.
PARTLY_MADE_UP = phrase("The simulated part describes no real State or person.")
#: Headlines and titles of simulated answers; the plan's own words are those of real ones, too.
OF_SIMULATED = phrase("Simulated: {headline}")
OF_SOME_SIMULATED = phrase("Partly simulated: {headline}")
VERSION = phrase("Version")

#: Columns that name units: numbers without them are of groups.
NAMING = {"unit_id", "iso3", "country", "name"}
#: Words of a caption; a base for which there is no room in it stands in the notes.
LONGEST = 60


@dataclass(frozen=True)
class Exhibit:
    """What a reader gets: the figure, if any, the numbers in it, and the words to both."""

    name: str
    drawn: Drawn
    words: Mapping[str, Any]
    phone: Drawn | None = None  # the same for a narrow screen, where it has room
    #: What pictures say of themselves: lines below them, and metadata as `style.save_figure` asks.
    lines: Sequence[str] = ()
    credits: Mapping[str, str] = field(default_factory=dict)


def drawing_of(kind: str) -> Callable[[View[Any]], Drawn]:
    """Return what draws a kind of exhibit; its module is imported now and not before."""
    module = importlib.import_module(KINDS[kind].drawn_in())
    drawing: Callable[[View[Any]], Drawn] = getattr(module, kind)
    return drawing


def draw_exhibit(
    tables: str,
    survey: Survey,
    *,
    name: str,
    language: str,
    entry: ExhibitEntry,
    report: str,
    publication: Mapping[str, str] = MappingProxyType({}),
) -> Exhibit:
    """Draw the exhibit `name` as plan.yaml declares it in `entry`, in one language.

    Parameters
    ----------
    tables
        The folder that `protect` wrote.
    survey
        For wordings and labels.
    language
        Its code. A survey whose questionnaire lacks it is drawn in English, and says so.
    entry
        The plan's entry: kind, area, title, message and what the kind needs.
    report
        What `protect` says of the survey, whether its answers are simulated among it.
    publication
        Who publishes the study, and how: `instrument.settings.Publication`, with its version.
    """
    say = translator_of(survey, language)
    style.use_house_style(say.language)
    spoken = cast(ExhibitEntry, translated(entry, say.word))
    view = View(Path(tables), survey, spoken, say)
    drawn = drawing_of(entry.kind)(view)
    # A figure of means looks into answers, too, to say who has none.
    of_units = not NAMING.isdisjoint(drawn.data.columns) and any(
        repeats_source(looked_up.partition(".")[0], survey.made) for looked_up in view.looked_for
    )
    message = say_message(spoken.says, view, survey.plan)
    if message.reason:
        instead = "says less" if message.headline or message.finding else "goes by its title"
        logging.getLogger("cyberstudy").warning("%s: %s", instead, message.reason)
    protection = json.loads(Path(report).read_text(encoding="utf-8"))
    looked_at = {pattern.partition(".")[0] for pattern in view.looked_for}
    # What lies across surveys compares simulated answers with real ones, in some of its tables.
    partly = not drawn.real and not looked_at.isdisjoint(protection.get("simulated_tables", ()))
    simulated = protection["simulated"] or partly
    headline, title = message.headline, spoken.title
    if simulated:
        mark = OF_SIMULATED if protection["simulated"] else OF_SOME_SIMULATED
        headline = headline and say(mark, headline=uncapitalized(headline))
        title = say(mark, headline=title)
    titles = shown_title(headline, title), message.subtitle

    def dress(figure: Figure) -> None:
        head(figure, *titles, say=say, band=style.BAND if simulated else 0.0)
        if simulated:
            mark_simulated(figure, say)

    if drawn.figure is not None:
        dress(drawn.figure)
        style.keep_readable(drawn.figure, say.language)
    # Those that wrote an exhibit looked at it in English.
    if drawn.figure is not None and say.language != "en":
        for text in style.settle(drawn.figure):
            logging.getLogger("cyberstudy").warning("no room in the figure: %s", text)
    cited = spoken.source or " ".join([say.word(survey.settings.citation), *_joined(name, view)])
    named = (source for source in survey.sources if source.makers.split("; ")[0] in cited)
    copies = dict.fromkeys(source.copy_by for source in named if source.copy_by)
    copied = say("As copied by {names}.", names=say.every(copies)) if copies else ""
    citation = say.text([cited, copied])
    caption = [
        say(UNWEIGHTED) if entry.UNWEIGHTED and survey.settings.design else "",
        say(MADE_UP) if protection["simulated"] else say(PARTLY_MADE_UP) if partly else "",
        say("Source: {citation}", citation=citation),
    ]
    whole = [drawn.base, *caption]
    short = len(" ".join(whole).split()) < LONGEST
    defined = "" if spoken.source else say.word(survey.settings.defined)
    notes = [drawn.question, "" if short else drawn.base, drawn.method, message.range]
    # Asked last, when all has been said.
    notes.append(_on_the_language(say, language))
    words = {
        "exhibit": name,
        "kind": entry.kind,
        "code": entry.code,
        "language": say.language,
        "title": title,
        "headline": headline,
        "finding": message.finding,
        "subtitle": message.subtitle,
        "recommends": message.recommends,
        "area": spoken.area,
        "question": drawn.question,
        "base": drawn.base,
        "method": drawn.method,
        "simulated": simulated,
        "values_of_units": of_units,
        "tables": _made_of(view),
        "source": citation,
        "caption": _plain(say.text([defined, *(whole if short else caption)])),
        "notes": _plain(say.text(notes)),
        "alt": _plain(drawn.alt),
    }
    phone = drawn_for_phone(partial(drawing_of(entry.kind), view), dress, language=say.language)
    for text in say.missing:
        logging.getLogger("cyberstudy").warning("not translated into %s: %s", language, text)
    # Assume: the first sentence of an exhibit's own source cites, the others define.
    credits = {"source": citation.partition(". ")[0] if spoken.source else citation}
    publication = survey.published_by(publication)
    credits |= {key: say.word(publication.get(key, "")) for key in ("makers", "licence")}
    version = f"{say(VERSION)} {publication['version']}" if "version" in publication else ""
    titled = (say.word(publication.get("title", "")), version, publication.get("address"))
    lines = [
        say("Source: {citation}", citation=credits["source"]),
        " \u00b7 ".join(filter(None, (*(credits[k] for k in ("makers", "licence")), *titled[1:]))),
    ]
    credits |= {"version": ", ".join(filter(None, titled))}
    return Exhibit(name, drawn, words, phone, lines, credits)


def _joined(name: str, view: View[Any]) -> list[str]:
    """List how to cite the tables of reference that an exhibit divides units by, or rests on.

    Assume: an analysis whose file names a column of a joined table, or reads the table, uses it.
    """
    survey, frame = view.survey, view.survey.settings.frame
    texts = {name, *_texts_in(view.entry.plain())}
    used = {division.by for grouping, division in survey.groupings.items() if grouping in texts}
    used |= {group.by for code, group in survey.settings.groups.items() if code in texts}
    rests = used | {pattern.partition(".")[0] for pattern in view.looked_for}
    references = survey.references
    paths = [path for path, row in references.items() if rests & {*row["cited_for"].split()}]
    if frame is not None and frame.joined:
        for code in files_in(survey.folder):
            text = code.read_text(encoding="utf-8")
            if not texts.isdisjoint(re.findall(r"^def (\w+)", text, re.M)):
                used |= {*re.findall(r"\w+", text)}
        tables = {n: table for file in survey.analyses for n, table in file.tables.items()}
        read = {path for name in texts & tables.keys() for path in tables[name].reads}
        joined = (t.path for t in frame.joined if used & {*t.columns} or t.path in read)
        paths += [path.removeprefix(f"{RAW}/") for path in joined]
    return [references[path]["citation"] for path in paths if path in references]


def _texts_in(entry: object) -> list[str]:
    """List all texts in a plan's entry."""
    if isinstance(entry, Mapping):
        return [text for value in entry.values() for text in _texts_in(value)]
    if isinstance(entry, list | tuple):
        return [text for value in entry for text in _texts_in(value)]
    return [entry] if isinstance(entry, str) else []


def _made_of(view: View[Any]) -> dict[str, str]:
    """Name the protected tables that an exhibit looked into, each with the rule that made it."""
    rules = {}
    for pattern in sorted(view.looked_for):
        if path := protected_file(view.folder, pattern):
            name = path.relative_to(view.folder).as_posix()
            name = name if path.suffix == ".json" else name.removesuffix(path.suffix)
            of = view.survey.plan.clusterings.get(name.partition("/")[0])
            rules[name] = rule_of(name, nominations=of is not None and of.table is not None)
    return rules


def _on_the_language(say: Translator, wanted: str) -> str:
    """Return what a reader should know about the language: missing, not reviewed or incomplete."""
    if say.language != wanted:
        return say(
            "This survey's questionnaire is not available in {language}, so this is in English.",
            language=LANGUAGES[wanted].name,
        )
    return on_translation(say)


def _plain(text: str) -> str:
    """Return a text on one line; its non-breaking spaces stay."""
    plain = re.sub(r"[ \n\t]+", " ", text).strip()
    return text if plain == text else plain  # which keeps its references


def save_exhibit(
    exhibit: Exhibit,
    *,
    figures: Sequence[str],
    phone: str,
    data: str,
    words: str,
    caption: str,
) -> None:
    """Write the figure in every format, its numbers, its words, and title and caption to show.

    What there is for a phone goes to `phone`.
    """
    for drawn, paths in ((exhibit.drawn, figures), (exhibit.phone, [phone])):
        if drawn is not None and drawn.figure is not None:
            style.save_figure(
                drawn.figure,
                paths,
                name=exhibit.words["title"],
                alt=exhibit.words["alt"],
                below=credit(drawn.figure, exhibit.lines, exhibit.words["language"]),
                credits=exhibit.credits,
            )
    write_table(defused(exhibit.drawn.data), data)
    write_json(exhibit.words, words)
    parts = (exhibit.words[name] for name in ("headline", "title", "subtitle", "caption", "notes"))
    shown = [in_restructured_text(part) for part in parts if part]
    Path(caption).write_text("\n\n".join(shown) + "\n", encoding="utf-8")
