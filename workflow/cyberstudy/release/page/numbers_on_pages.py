"""The audit of numbers on pages: those of a confidential survey are those that were released."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from html import unescape
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from cyberstudy.release.gather import ShownSurvey
from cyberstudy.release.numbers_audit import NumbersAudit, stop_at
from cyberstudy.release.page.explorer import COLUMNS, TABLES, readable
from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.release.spoken_numbers import SpokenNumbers, leaves_of, longest_first, without
from cyberstudy.tables.files import read_table
from cyberstudy.wording.translator import speaking_of
from surveyanswers.tables.statuses import COUNTED
from surveyanswers.tables.storage import read_json

#: The place of a term in the glossary, which search leads to.
_TERM = re.compile(r"#term-\d+\b")
#: What is no text: programs, looks, drawings (which the release audits) and marks.
_MARKUP = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", re.S)
#: What the explorer shows of a row, but for the ends of intervals.
_SHOWN = ("question", *COLUMNS, "value", *COUNTED)


def stop_unaudited_pages(
    pages: Mapping[str, str],
    part: ShownSurvey,
    language: str,
    publication: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Stop where pages of a confidential survey, by itself, show what was not released of it.

    Parameters
    ----------
    pages
        Pages and scripts of data, by their place.
    publication
        Who publishes them, and how: addresses, a version, a date; and literature.

    Raises
    ------
    SurveyError
        Naming the pages, and what is wrong with them.
    """
    audit = _PagesAudit(part, language, [*publication.values()])
    mistakes = [f"{name}: {what}" for name, text in pages.items() for what in audit.of(name, text)]
    stop_at(part.survey, mistakes)


class _PagesAudit:
    def __init__(self, part: ShownSurvey, language: str, declared: Sequence[str]) -> None:
        self.part, self.language, self.declared = part, language, declared
        self.audit = NumbersAudit(part.survey, part.release / "tables")

    def of(self, name: str, text: str) -> Iterator[str]:
        """Yield what a page or a script of data shows that was not released."""
        if name.endswith(".js"):
            data = json.loads(text[text.index(",") + 1 : text.rindex(")")])
            if isinstance(data, dict) and "questions" in data:
                yield from self._of_explorer(data)
                return
            # What is known goes first: < 5 and > 10 of labels look like a mark together.
            text = without("\n".join(str(leaf) for _, leaf in leaves_of(data)), self._words)
        text = unescape(_MARKUP.sub("\n", _TERM.sub(" ", text.replace("<wbr>", ""))))
        text = without(text, self._words)
        strange = [*self._spoken.strange(text, shares=False)]
        # Assume: counts of a base are those of replies, and on methods of tests and choices alone;
        # all others stand in words of figures.
        if Path(name).stem != "methods":
            strange += self._of_replies.strange_shares(text)
        else:
            strange = [number for number in strange if number not in self._tables_counted]
        if strange:
            yield f"no table of the release has {', '.join(map(repr, strange))}"

    def _of_explorer(self, data: Mapping[str, Any]) -> Iterator[str]:
        """Compare each row of the explorer with the table that it is of."""
        kinds = {"estimates": "shares"}
        for name, column in TABLES.items():
            kind = kinds.get(name, name)
            questions = [question for question in data["questions"] if question["kind"] == kind]
            rows = [[question["name"], *row] for question in questions for row in question["rows"]]
            path = self.part.release / "tables" / f"{name}.csv"
            if not rows or not path.is_file():
                yield from [f"rows of {name}, which was not released"] * bool(rows)
                continue
            released = readable(read_table(str(path)), column).select(_SHOWN)
            shown = pl.DataFrame(
                rows, schema=["question", *data["columns"]], orient="row", infer_schema_length=None
            )
            shown = shown.select(pl.col(n).cast(t) for n, t in released.schema.items())
            other = shown.join(released, on=_SHOWN, how="anti", nulls_equal=True)
            if other.height:
                about = ", ".join(other.select("question", "grouping", "group", "option").row(0))
                yield f"{other.height} rows that {name} has not, the first of {about}"

    @cached_property
    def _words(self) -> list[str]:
        """Texts that were audited, or are the pages' own, the longest first."""
        figures = [read_json(path) for path in self.part.release.glob("figures/*/*.json")]
        verdicts = [verdict for several in self.part.verdicts.values() for verdict in several]
        say = speaking_of(self.part.survey, self.language)
        of_pages = [say(phrase) for phrase in INTERFACE.values() if "{" not in phrase]
        leaves = leaves_of([figures, verdicts, self.declared, of_pages])
        texts = {leaf for _, leaf in leaves if isinstance(leaf, str)}
        return longest_first(text for text in texts if re.search(r"\d", text))

    @cached_property
    def _spoken(self) -> SpokenNumbers:
        files = sorted(self.part.release.glob("tables/**/*.csv"))
        files += sorted(self.part.release.glob("figures/*/*.csv"))
        tables = [read_table(str(path)) for path in files]
        # Of simulated answers the strength is a key: a number in a column of names.
        numbers = pl.col(pl.String).cast(pl.Float64, strict=False)
        tables = [table.with_columns(numbers) for table in tables]
        return self.audit.spoken_of_methods(tables, self.language)

    @cached_property
    def _tables_counted(self) -> set[str]:
        """How many tables were released and withheld, which the page of methods says."""
        say, report = speaking_of(self.part.survey, self.language), self.part.report
        return {say.count(len(report.get(key, ()))) for key in ("passed", "held_in")}

    @cached_property
    def _of_replies(self) -> SpokenNumbers:
        return self.audit.spoken(self.audit.of_all, self.language)
