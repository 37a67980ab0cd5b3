"""Bring translations up to date: ``python -m cyberstudy.commands.translate SURVEY_FOLDER ...``.

English phrases come from the code, the chapters, the glossary and the plans. Their translations
stay, new phrases get empty cells, and rows whose English is gone are deleted. ``--check`` writes
nothing.
"""

from __future__ import annotations

import argparse
import ast
import re
import string
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from cyberstudy.analyses import FOLDER as ANALYSES
from cyberstudy.analysis_descriptions import described, descriptions
from cyberstudy.claims import Claim
from cyberstudy.declare.chapters import FILE, load_story
from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.identity import identity
from cyberstudy.declare.opened import OpenSurvey, open_survey
from cyberstudy.declare.survey import MADE_UP, Survey
from cyberstudy.tables.digits import as_csv
from cyberstudy.wording.catalogues import (
    DRAFT,
    PHRASES,
    TABLE,
    TRANSLATED,
    forms_of,
    plural_rule,
    rows_of,
)
from cyberstudy.wording.glossary import GLOSSARY, read_glossary
from cyberstudy.wording.words import said_in, words_of
from lineage import HERE, PACKAGES
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.problems import SurveyError, listed

#: What marks a phrase in the code: names of functions, with how many texts each takes.
MARKS = {"phrase": 1, "phrases": 2, "say": 1, "many": 2}
_MARK = re.compile(rf"\b({'|'.join(MARKS)})[\s\\]*\(")
COMMENT = "# Translators:"
#: Columns of a table of translations.
COLUMNS = ("english", "plural", *TRANSLATED, "note")


def speaking() -> list[tuple[Path, Path]]:
    """List all modules of our packages, each with the package's folder."""
    files = ((path, HERE / name) for name in PACKAGES for path in (HERE / name).rglob("*.py"))
    return sorted(pair for pair in files if "tests" not in pair[0].relative_to(HERE).parts)


class Phrases(dict[str, tuple[str, ...]]):
    """English phrases by their first text, each with its plural, if any, and notes on them."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: dict[str, dict[str, None]] = {}

    def add(self, *texts: str, notes: Iterable[str]) -> None:
        """Add a phrase; if it is there with a plural, that one stays."""
        self[texts[0]] = max(self.get(texts[0], ()), texts, key=len)
        self.notes.setdefault(texts[0], {}).update(dict.fromkeys(notes))


def phrases_of_the_code() -> Phrases:
    """Collect what exhibits say and claims declare, with the files that say it."""
    phrases = Phrases()
    files = speaking()
    # What the study's own analyses say stands with the library's phrases.
    study = HERE.parent
    for folder in (f"*/{ACROSS}", "*/surveys/*"):
        files += [(path, study) for path in sorted(study.glob(f"{folder}/{ANALYSES}/[!_]*.py"))]
    descriptions([path for path, _ in files if path.parent.name == ANALYSES])  # all at once
    for path, above in files:
        where = path.relative_to(above).as_posix()
        for texts, comments in marked(path.read_text(encoding="utf-8")):
            phrases.add(*texts, notes=[*comments, where])
        if path.parent.name == ANALYSES:
            (file,) = described([path])
            claims = (claim for claim in file.tables.values() if isinstance(claim, Claim))
            for text, about in (words for claim in claims for words in claim.words()):
                phrases.add(text, notes=[about, where])
    phrases.add(MADE_UP, notes=["declare/survey.py"])
    for text in (text for entry in read_glossary(GLOSSARY) for text in entry):
        phrases.add(text, notes=[GLOSSARY.name])
    return phrases


def marked(source: str) -> list[tuple[tuple[str, ...], list[str]]]:
    """List the marked texts of some code in their order, each with comments for translators.

    Assume: read from the syntax tree, since babel's own reader passes over what stands in an
    f-string and takes ``say(words["key"])`` for a text.
    """
    lines = source.splitlines()
    marked_calls = []
    for call in ast.walk(ast.parse(source)) if _MARK.search(source) else ():
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "attr", None) or getattr(call.func, "id", None)
        if name not in MARKS:
            continue
        constants = [getattr(argument, "value", None) for argument in call.args[: MARKS[name]]]
        texts = [text for text in constants if isinstance(text, str)]
        if len(texts) == MARKS[name]:
            above = lines[call.lineno - 2].strip() if call.lineno > 1 else ""
            comments = [above.removeprefix(COMMENT).strip()] if above.startswith(COMMENT) else []
            marked_calls.append(((call.lineno, call.col_offset), tuple(texts), comments))
    return [(texts, comments) for _, texts, comments in sorted(marked_calls)]


def words_of_the_survey(survey: Survey) -> Phrases:
    """Collect what a survey's plan, codebook and lists say."""
    phrases = Phrases()
    for text, where in words_of(survey):
        phrases.add(text, notes=[where])
    return phrases


def tables(surveys: Iterable[Survey]) -> dict[Path, Phrases]:
    """List every table of translations with the phrases that it must have."""
    surveys, phrases = list(surveys), phrases_of_the_code()
    for config in sorted({survey.folder.parents[1] for survey in surveys}):
        if (file := config / "config.yaml").is_file():
            publication = read_yaml(file).get("publication") or {}
            for text in filter(
                None, (identity(config.parent)["title"], publication.get("sentence"))
            ):
                phrases.add(text, notes=["the study's title and sentence"])
        story = load_story(config)
        for name, entry in story.pages.items():
            for text in said_in({**entry.plain(), "figures": [], "measures": []}):
                phrases.add(text, notes=[f"{FILE}: {name}"])
        if (config / ACROSS).is_dir():
            surveys.append(open_survey(ACROSS, config, config.parent))
    survey_tables = {survey.folder / TABLE: words_of_the_survey(survey) for survey in surveys}
    return {PHRASES: phrases, **survey_tables}


def updated(path: Path, wanted: Phrases) -> str:
    """Return a table as CSV with the phrases that are wanted; it keeps its cells of these."""
    kept_rows, rows = rows_of(path), []
    for first, texts in sorted(wanted.items()):
        cells = dict(zip(COLUMNS, texts, strict=False)) | {"note": "; ".join(wanted.notes[first])}
        rows.append([(kept_rows.get(texts, {}) | cells).get(column) for column in COLUMNS])
    return as_csv(pl.DataFrame(rows, dict.fromkeys(COLUMNS, pl.String), orient="row"))


def problems_of(path: Path) -> list[str]:
    """List the cells whose places in braces or plural forms differ from their English."""
    return [
        f"{language}: {problem}"
        for texts, row in rows_of(path).items()
        for language in TRANSLATED
        if language in row
        for problem in _differences(row[language], texts, plural_rule(language)[0])
    ]


def missing(path: Path, wanted: Phrases, language: str) -> list[str]:
    """List the phrases that appear in English, by their first text."""
    rows = rows_of(path)
    return [first for first, texts in wanted.items() if language not in rows.get(texts, {})]


def _differences(cell: str, texts: tuple[str, ...], plurals: int) -> Iterator[str]:
    forms, places = forms_of(cell, texts), {frozenset(_places(text)) for text in texts}
    if len(texts) > 1 and not (len(forms) == plurals and all(forms)):
        yield f"not all {plurals} plural forms: {texts[0]!r}"
    for text in forms:
        if frozenset(_places(text)) not in places:
            yield f"other places in braces: {text!r} for {texts[0]!r}"


def _places(text: str) -> list[str]:
    try:
        return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return ["an unmatched brace"]


def main(arguments: list[str] | None = None) -> int:
    """Write the tables, or only check them, and print how complete the translations are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="of surveys")
    parser.add_argument("--check", action="store_true", help="write nothing, say what is wrong")
    options = parser.parse_args(arguments)
    wrong = []
    try:
        for path, wanted in tables(map(OpenSurvey, options.folders)).items():
            gone = len(rows_of(path).keys() - {*wanted.values()})
            if not options.check:
                path.write_text(updated(path, wanted), encoding="utf-8")
                rows_of.cache_clear()
            wrong += [f"{path}: {problem}" for problem in problems_of(path)]
            lacks = []
            for language in TRANSLATED:
                drafts = sum(
                    row.get(language, "").startswith(DRAFT) for row in rows_of(path).values()
                )
                lacks.append(
                    f"{language} {len(missing(path, wanted, language))} missing, {drafts} drafts"
                )
            print(f"{path}: {len(wanted)} phrases, {gone} rows of others; {'; '.join(lacks)}")
    except SurveyError as problem:
        print(problem, file=sys.stderr)
        return 1
    if wrong:
        print(f"Wrong:{listed(wrong, shown=30)}", file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
