"""Accepted answers one question at a time, so that nobody who counts holds all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress
from pathlib import Path

import polars as pl

from surveyanswers.tables.answer_columns import (
    NUMBER,
    ROW_GROUP,
    RULE,
    SOURCE,
    STATUS,
    in_columns,
    in_rows,
    items_of,
    keys_of,
)
from surveyanswers.tables.answers import Answers
from surveyanswers.tables.storage import schema_of
from surveyanswers.tables.waves import ONLY, WAVE, chosen_wave, waves_in

#: Cells that are held at once where one question is read after another.
AT_ONCE = 2**23
#: By what and how many are counted, beside columns that have the names of questions.
_BY, _N = ":by", ":n"


@dataclass(frozen=True)
class AnswerColumns:
    """Accepted answers in columns, of which whoever counts holds a few questions at a time.

    Nothing but this and `read_answers` opens a file of answers.

    Attributes
    ----------
    frame
        A row a wave, unit and instance, with the columns of questions.
    """

    frame: pl.LazyFrame

    @classmethod
    def read(cls, path: str | Path) -> AnswerColumns:
        """Take the answers of a file."""
        return cls(pl.scan_parquet(path))

    @classmethod
    def of(cls, answers: pl.DataFrame) -> AnswerColumns:
        """Take those of a long table, which may lack instance, option and form."""
        absent = {"instance": pl.lit(0, pl.UInt32)}
        absent |= {name: pl.lit("") for name in ("option", "submission_id")}
        status = schema_of(Answers)["status"]
        whole = answers.with_columns(
            pl.col("status").cast(status),
            **{name: default for name, default in absent.items() if name not in answers.columns},
        )
        return cls(in_columns(whole, keys_of(Answers)).lazy())

    @cached_property
    def rows(self) -> pl.DataFrame:
        """Whose each row is: wave, unit_id, instance."""
        return self.frame.select(keys_of(Answers)).collect()

    @cached_property
    def columns(self) -> dict[str, None]:
        """All columns, in their order."""
        return dict.fromkeys(self.frame.collect_schema().names())

    @cached_property
    def items(self) -> dict[str, list[str]]:
        """Of each question its columns: one, or one an option, named ``question/option``."""
        return items_of(self.columns)

    @property
    def waves(self) -> list[str]:
        """Waves from the first on; of no answers that of a survey that was held once."""
        return waves_in(self.rows) or [ONLY]

    def of_wave(self, wave: str | None = None) -> AnswerColumns:
        """Keep one wave, the latest by default.

        Raises
        ------
        SurveyError
            The answers are of other waves only.
        """
        chosen = chosen_wave(self.waves, wave) if self.rows.height else wave or self.waves[-1]
        return replace(self, frame=self.frame.filter(pl.col(WAVE) == chosen))

    def at_hand(self) -> AnswerColumns:
        """Read all, where it is no more than is read at once: for who asks again and again."""
        few = self.rows.height * len(self.items) <= AT_ONCE
        return replace(self, frame=self.frame.collect().lazy()) if few else self

    def only(self, questions: Iterable[str]) -> AnswerColumns:
        """Keep some questions, and the rows that say something of any of them."""
        items = [item for name in questions for item in self.items.get(name, ())]
        kept = {*keys_of(Answers), "submission_id", *self._beside(items, SOURCE, RULE)}
        columns = [name for name in self.columns if name in kept]
        answered = [pl.col(item + STATUS).is_not_null() for item in items]
        return replace(
            self, frame=self.frame.filter(pl.any_horizontal(False, *answered)).select(columns)
        )

    @cached_property
    def keys(self) -> list[tuple[str, int, str]]:
        """Question, instance and option of all that there is an answer to."""
        items = {item: name for name, items in self.items.items() for item in items}
        answered = (pl.col(item + STATUS).is_not_null().any().alias(item) for item in items)
        turns = self.frame.group_by("instance").agg(*answered).collect().to_dict(as_series=False)
        return [
            (name, turn, item.partition("/")[2])
            for item, name in items.items()
            for turn in compress(turns["instance"], turns[item])
        ]

    @cached_property
    def cells(self) -> int:
        """How many answers there are, with a value or without."""
        statuses = [item + STATUS for items in self.items.values() for item in items]
        return self.frame.select(pl.sum_horizontal(0, pl.col(statuses).count())).collect().item()

    def write(self, path: str | Path) -> None:
        """Write them as they are, some rows at a time."""
        self.frame.sink_parquet(path, statistics=False, row_group_size=ROW_GROUP)

    def each(self, questions: Iterable[str]) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield each question with its columns, which have a row for each of `rows`."""
        wanted = [name for name in questions if name in self.items]
        batch = max(AT_ONCE // max(self.rows.height, 1), 1)
        for start in range(0, len(wanted), batch):
            batched = {
                name: self._beside(self.items[name]) for name in wanted[start : start + batch]
            }
            held = self.frame.select(
                column for names in batched.values() for column in names
            ).collect()
            for name, columns in batched.items():
                yield name, held.select(columns)

    def counted(self, questions: Iterable[str], by: pl.Series) -> pl.DataFrame:
        """Count what was said, by what `by` says of each of `rows`; null is not counted.

        Returns
        -------
        pl.DataFrame
            As in a long table question, option, value and status, and number of options; `by`, and
            how many (``n``).
        """
        answer_fields = ("question", "option", "value", "number", "status")
        empty = pl.DataFrame(schema={name: schema_of(Answers)[name] for name in answer_fields})
        parts = [empty.select(by.clear(), pl.all(), n=pl.lit(0, pl.UInt32))]
        for name, held in self.each(questions):
            rows = held.with_columns(by.alias(_BY)).drop_nulls(_BY)
            for item in self.items[name]:
                counts = rows.group_by(_BY, item, item + STATUS).len(_N)
                parts.append(_counts(counts, by.name, item))
        return pl.concat(parts).drop_nulls("status").sort("question", "option", by.name, "value")

    def _beside(self, items: Iterable[str], *more: str) -> list[str]:
        """List the columns that there are of some items."""
        names = (item + kind for item in items for kind in ("", STATUS, NUMBER, *more))
        return [name for name in names if name in self.columns]

    def long(self, questions: Iterable[str]) -> pl.DataFrame:
        """Lay the answers to some questions below each other: `tables.Answers`."""
        items = [item for name in dict.fromkeys(questions) for item in self.items.get(name, ())]
        index = [*keys_of(Answers), "submission_id"] if items else []
        return in_rows(self.frame.select(*index, *self._beside(items, SOURCE, RULE)).collect())


def _counts(counts: pl.DataFrame, by: str, item: str) -> pl.DataFrame:
    """Return counts of a question or option with the columns of a long table."""
    question, several, option = item.partition("/")
    value = pl.col(item).cast(pl.Int8) if several else pl.col(item)
    number = pl.col(item) if several else pl.lit(None)
    return counts.select(
        pl.col(_BY).alias(by),
        question=pl.lit(question),
        option=pl.lit(option),
        value=value.cast(pl.String),
        number=number.cast(pl.Float64),
        status=pl.col(item + STATUS),
        n=_N,
    )
