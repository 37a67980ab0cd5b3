"""Bring the catalogues up to date: ``python -m cyberstudy.commands.translate SURVEY_FOLDER ...``.

What the code, the chapters, the glossary and the plans say in English is taken from them;
translations that are there stay, and those whose English is gone are kept at the end of the file,
out of use. ``--check`` writes nothing: what has no translation is said in English, and counted.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import string
import sys
from collections.abc import Iterable, Sequence
from copy import deepcopy
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from lineage import HERE, PACKAGES
from surveyanswers.instrument.languages import LANGUAGES
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.problems import StudyProblem, listed

from cyberstudy.analyses import FOLDER as ANALYSES
from cyberstudy.analysis_descriptions import described, descriptions
from cyberstudy.claims import Claim
from cyberstudy.declare.chapters import FILE, load_story
from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.identity import identity
from cyberstudy.declare.opened import OpenSurvey, open_survey
from cyberstudy.declare.survey import MADE_UP, Survey
from cyberstudy.wording.glossary import GLOSSARY, read_glossary
from cyberstudy.wording.translator import FOLDER, PHRASES, TRANSLATED, languages_of
from cyberstudy.wording.words import said_in, words_of

#: What marks a phrase in the code: names of functions, with how many texts each takes.
MARKS = {"phrase": 1, "phrases": 2, "say": 1, "many": 2}
_MARK = re.compile(rf"\b({'|'.join(MARKS)})[\s\\]*\(")
COMMENT = "# Translators:"
WIDTH = 100


def speaking() -> list[tuple[Path, Path]]:
    """List all modules of our packages, each with the package's folder."""
    files = ((path, HERE / name) for name in PACKAGES for path in (HERE / name).rglob("*.py"))
    return sorted(each for each in files if each[0].parent.name != "tests")


def phrases_of_the_code() -> Catalog:
    """Collect what exhibits say and claims declare, without translations."""
    found = _empty()
    files = speaking()
    # What the study's own analyses say stands with the library's phrases.
    study = HERE.parent
    for folder in (f"*/{ACROSS}", "*/surveys/*"):
        files += [(path, study) for path in sorted(study.glob(f"{folder}/{ANALYSES}/[!_]*.py"))]
    descriptions([path for path, _ in files if path.parent.name == ANALYSES])  # all at once
    for path, above in files:
        where = [_place(path.relative_to(above).as_posix())]
        for texts, comments in marked(path.read_text(encoding="utf-8")):
            text = texts if len(texts) > 1 else texts[0]
            found.add(text, locations=where, auto_comments=comments)
        if path.parent.name == ANALYSES:
            (file,) = described([path])
            claims = (each for each in file.tables.values() if isinstance(each, Claim))
            for text, about in (words for each in claims for words in each.words()):
                found.add(text, locations=where, auto_comments=[about])
    found.add(MADE_UP, locations=[_place("declare/survey.py")])
    for text in (text for entry in read_glossary(GLOSSARY) for text in entry):
        found.add(text, auto_comments=[GLOSSARY.name])
    return found


def _place(file: str) -> tuple[str, int]:
    """Name a file without a line, whose number would change with every edit."""
    return file, None  # type: ignore[return-value]  # babel's annotation forgets that it takes None


def marked(source: str) -> list[tuple[tuple[str, ...], list[str]]]:
    """List the marked texts of some code in their order, each with comments for translators.

    Assume: read from the syntax tree, since babel's own reader passes over what stands in an
    f-string and takes ``say(words["key"])`` for a text.
    """
    lines = source.splitlines()
    found = []
    for call in ast.walk(ast.parse(source)) if _MARK.search(source) else ():
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "attr", None) or getattr(call.func, "id", None)
        if name not in MARKS:
            continue
        given = [getattr(argument, "value", None) for argument in call.args[: MARKS[name]]]
        texts = [text for text in given if isinstance(text, str)]
        if len(texts) == MARKS[name]:
            above = lines[call.lineno - 2].strip() if call.lineno > 1 else ""
            comments = [above.removeprefix(COMMENT).strip()] if above.startswith(COMMENT) else []
            found.append(((call.lineno, call.col_offset), tuple(texts), comments))
    return [(texts, comments) for _, texts, comments in sorted(found)]


def words_of_the_survey(survey: Survey) -> Catalog:
    """Collect what a survey's plan, codebook and lists say, without translations."""
    found = _empty()
    for text, where in words_of(survey):
        found.add(text, auto_comments=[where])
    return found


def catalogues(surveys: Iterable[Survey]) -> dict[tuple[Path, str], Catalog]:
    """List every catalogue that there is to be: its file, its language, and what it must hold."""
    surveys, phrases = list(surveys), phrases_of_the_code()
    for config in sorted({survey.folder.parents[1] for survey in surveys}):
        if (file := config / "config.yaml").is_file():
            said = read_yaml(file).get("publication") or {}
            for text in filter(None, (identity(config.parent)["title"], said.get("sentence"))):
                phrases.add(text, auto_comments=["the study's title and sentence"])
        story = load_story(config)
        for name, entry in story.pages.items():
            for text in said_in({**entry.plain(), "figures": [], "measures": []}):
                phrases.add(text, auto_comments=[f"{FILE}: {name}"])
        if (config / ACROSS).is_dir():
            surveys.append(open_survey(ACROSS, config, config.parent))
    wanted = {(PHRASES / f"{language}.po", language): phrases for language in TRANSLATED}
    for survey in surveys:
        words = words_of_the_survey(survey)
        # What lies across surveys has no form to say which languages it is to be in.
        for language in languages_of(survey) if survey.asks else TRANSLATED:
            wanted[survey.folder / FOLDER / f"{language}.po", language] = words
    return wanted


def read_catalog(path: Path, language: str) -> Catalog:
    """Read a file of translations; one that is not there holds none."""
    content = path.read_bytes() if path.is_file() else b""
    return read_po(io.BytesIO(content), locale=language, charset="utf-8", abort_invalid=True)


def updated(catalog: Catalog, wanted: Catalog) -> Catalog:
    """Give a catalogue the entries of `wanted`; it keeps its translations and its marks."""
    # A copy, since new entries are taken over as they are and several languages want them.
    catalog.update(deepcopy(wanted), no_fuzzy_matching=True, update_creation_date=False)
    return catalog


def catalogue_bytes(catalog: Catalog, language: str) -> bytes:
    """Write a catalogue as a file, without dates."""
    plural, name = get_plural(language), LANGUAGES[language].name
    out = io.BytesIO()
    write_po(out, catalog, width=WIDTH, omit_header=True, include_lineno=False)
    head = (
        f"# {name}. An entry marked fuzzy was not reviewed by a native speaker. It\n"
        "# is used all the same, and captions say so; whoever reviews it takes the mark away.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        f'"Plural-Forms: nplurals={plural.num_plurals}; plural={plural.plural_expr};\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    return head.encode() + out.getvalue()


def problems_of(catalog: Catalog, wanted: Catalog) -> list[str]:
    """Say what is wrong with the entries that are said: places or plural forms that differ."""
    said = _ids(wanted)
    return sorted(
        each
        for entry in catalog
        if _texts(entry.id) in said
        for each in _different_places(entry, catalog.num_plurals)
    )


def missing(catalog: Catalog, wanted: Catalog) -> list[tuple[str, ...]]:
    """List what is said and has no translation, each with its plural: it is said in English."""
    given = {_texts(entry.id) for entry in catalog if _is_given(entry)}
    return sorted(_ids(wanted) - given)


def stale(catalog: Catalog, wanted: Catalog) -> list[tuple[str, ...]]:
    """List entries whose English is said no longer: nothing looks them up."""
    return sorted(_ids(catalog) - _ids(wanted))


def unreviewed(catalog: Catalog) -> int:
    """Count entries that no native speaker has reviewed."""
    return sum(bool(entry.id) and entry.fuzzy for entry in catalog)


def _ids(catalog: Catalog) -> set[tuple[str, ...]]:
    return {_texts(entry.id) for entry in catalog if entry.id}


def _is_given(entry: Message) -> bool:
    texts = _texts(entry.string)
    return bool(texts) and all(texts)


def _different_places(entry: Message, plurals: int) -> list[str]:
    source, given = _texts(entry.id), _texts(entry.string)
    if not any(given):
        return []
    if len(source) > 1 and not (len(given) == plurals and all(given)):
        return [f"not all {plurals} plural forms: {entry.id[0]!r}"]
    wanted = {frozenset(_places(text)) for text in source}
    return [
        f"other places in braces: {text!r} for {source[0]!r}"
        for text in given
        if frozenset(_places(text)) not in wanted
    ]


def _places(text: str) -> list[str]:
    try:
        return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return ["an unmatched brace"]


def _texts(texts: str | Sequence[str] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def _empty() -> Catalog:
    return Catalog(charset="utf-8", fuzzy=False)


def main(arguments: list[str] | None = None) -> int:
    """Write the catalogues, or only check them, and say how far the translations are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="of surveys")
    parser.add_argument("--check", action="store_true", help="write nothing, say what is wrong")
    given = parser.parse_args(arguments)
    wrong = []
    try:
        for (path, language), wanted in catalogues(map(OpenSurvey, given.folders)).items():
            catalog = read_catalog(path, language)
            if not given.check:
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(catalogue_bytes(updated(catalog, wanted), language))
            found = problems_of(catalog, wanted)
            wrong += [f"{path}: {problem}" for problem in found]
            print(
                f"{path}: {len(wanted)} texts, {len(missing(catalog, wanted))} of them said in "
                f"English; {len(stale(catalog, wanted))} entries no longer said, "
                f"{unreviewed(catalog)} not reviewed"
            )
    except StudyProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    if wrong:
        print(f"Wrong:{listed(wrong, shown=30)}", file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
