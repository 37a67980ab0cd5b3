"""The audit of records: a number stands under a declared key, a sentence is filled from numbers.

Of a confidential survey. What a clustering's record says in sentences are phrases of the code with
numbers in their places, so they are filled again here and must be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from string import Formatter
from typing import Any

from cyberstudy.declare.survey import Survey
from cyberstudy.release.spoken_numbers import leaves_of, longest_first, without
from cyberstudy.tables.files import read_table
from cyberstudy.tables.registry import record_of
from cyberstudy.wording.catalogues import PHRASES, rows_of
from cyberstudy.wording.typologies import RIVALS
from cyberstudy.wording.verdict_text import text_of
from disclosure.suppression_audit import Audit
from surveyanswers.tables.disclosure import SIMULATED
from surveyanswers.tables.storage import read_json

#: Numbers of a release's report, by their keys; ``*`` is a table that left, or a range. None of
#: them counts units that said something.
REPORT = (
    *("rows_withheld.*", "judged.*", "answers_passed", "answers_withheld"),
    *("suppression.groups_of_questions", "suppression.withheld", "release.earlier"),
    *(f"{of}.widths.*" for of in ("audit", "release.audit_with_earlier")),
    *(f"{of}.{n}" for of in ("audit", "release.audit_with_earlier") for n in Audit().report()),
    *(f"classes.{what}" for what in ("items", "released", "tables")),
)
SAID = "said.values."
_MODEL = re.compile(r"one class|\d+ classes")


def mistakes_in_record(path: Path, survey: Survey) -> Iterator[str]:
    """Yield what a clustering's record has that neither its contract nor a table beside it has."""
    record, contract = read_json(path), record_of(path.stem)
    if strangers := sorted({*record} - {*contract.keys, SIMULATED}):
        yield f"nobody has declared {', '.join(strangers)}"
    for keys, leaf in leaves_of(record):
        place = ".".join(keys)
        if not isinstance(leaf, str):
            declared = not contract.numbers.isdisjoint({place, ".".join([*keys[:-1], "*"])})
            declared |= SAID in place
        elif keys[-1] in ("text", "phrase"):
            continue
        else:
            worded = SAID not in place and not re.search(r"\d", leaf)
            declared = worded or leaf in RIVALS or _MODEL.fullmatch(leaf) is not None
        if not declared:
            yield f"nobody has declared what {leaf!r} of {place} is"
    pairs = [value for place, value in _whole(record) if place in contract.pairs]
    for part in (record, *record.get("undermined", ()), *record.get("cautions", ())):
        yield from _of_sentences(part, record, pairs)
    if path.stem == "verdict":
        yield from _of_sizes(record, path, survey)


def mistakes_in_report(report: Mapping[str, Any], survey: Survey, tables: Path) -> Iterator[str]:
    """Yield what protection's report has that is not declared.

    Assume: how many rows were withheld no table tells. Some tables keep these rows without their
    numbers, others leave them out; the seal of the report holds the count.
    """
    paths = {
        path.relative_to(tables).with_suffix("").as_posix(): path
        for path in sorted(tables.rglob("*"))
        if path.suffix in (".csv", ".parquet")
    }
    names = {
        survey.name,
        *survey.codebook["question"],
        *survey.plan.clusterings,
        *survey.made,
        *paths,
    }
    for path in paths.values():
        names |= {*read_table(str(path)).columns}
    # In the reason why the numbers of an earlier release stay.
    names.add(f"release {report.get('release', {}).get('earlier')}")
    names.add(f"fewer than {survey.settings.minimum_base}")
    for keys, leaf in leaves_of(report):
        one_of = keys[-1] in paths or keys[-1].isdigit()
        place = ".".join([*keys[:-1], "*"] if one_of else keys)
        if isinstance(leaf, str):
            if re.search(r"\d", without(leaf, longest_first(names))):
                yield f"nobody has declared what {leaf!r} of {place} is"
        elif place not in REPORT:
            yield f"nobody has declared what the number of {'.'.join(keys)} is"


def _whole(content: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield all entries with the keys that lead to them."""
    for key, value in content.items():
        yield f"{above}{key}", value
        if isinstance(value, Mapping):
            yield from _whole(value, f"{above}{key}.")


def _of_sentences(
    part: Mapping[str, Any], record: Mapping[str, Any], pairs: list[Any]
) -> Iterator[str]:
    """Compare a text with the phrases that it is made of, filled again."""
    sentences = part.get("said", ())
    for sentence in sentences:
        texts = sentence["phrase"]
        texts = (texts,) if isinstance(texts, str) else (*texts,)
        places = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
        if texts not in rows_of(PHRASES) or places != {*sentence["values"]}:
            yield f"{texts[-1]!r} is no sentence of the code"
        for name, value in _whole(sentence["values"]):
            if name.endswith(".found") and value not in pairs:
                yield f"{name}: {value} are no numbers of a declared pair"
            if name.endswith(".sizes") and value != record["sizes"]:
                yield f"{name}: {value} are no sizes of classes"
    try:
        text = text_of(sentences)
    except (KeyError, TypeError, ValueError):
        text = ""  # of what is no sentence
    if part.get("text", "") != text:
        yield f"its text is not what its sentences say: {part.get('text')!r}"


def _of_sizes(record: Mapping[str, Any], path: Path, survey: Survey) -> Iterator[str]:
    """Compare a verdict's sums with the tables beside it, and its rules with the plan's."""
    sizes, units, types = record.get("sizes", []), record.get("units"), survey.plan.types
    if sum(sizes) != units:
        yield f"sizes: {sizes} are not those of {units} units"
    for name, column, expected in (("selection", "units", [units]), ("stability", "base", sizes)):
        table = path.with_name(f"{name}.csv")
        if table.is_file() and {*read_table(str(table))[column].drop_nulls()} - {*expected}:
            yield f"{expected} are not the {column} of {name}.csv"
    if types is None or record.get("rules") != asdict(types.rules):
        yield "rules: the plan has others"
