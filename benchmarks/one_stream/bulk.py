"""The bulk road: one very large export, one row a respondent, from text to statuses in one stream.

The cell-by-cell road keeps a row a cell and its text: of a million respondents, a hundred million
rows. Here a question stays a column and the file passes through in pieces; what becomes of a cell
is the same. Single cells are not logged: `BulkReport` counts them and lists every bad label.

The Parquet file has a row a respondent, in the export's order and without blank rows: ``row`` (the
header is row 1), the columns to keep, verbatim, and each question:

- with options, one Enum column ``<question>``: the options' codes in the form's order, then every
  status but ``valid`` behind a full stop, such as ``.no_answer``. An answer has a code or a status
  and never both, so that one column holds them without loss, as the user-missing values of the
  labelled file do (SAS and Stata write extended missing values with a full stop, too);
- a number or a text, two: ``<question>`` (Float64 or String; null unless valid) and
  ``<question>.status`` (an Enum).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Literal

import polars as pl
from cyberstudy.clean.decode import MissingTokens, decode
from cyberstudy.declare.matching import INVISIBLE
from cyberstudy.declare.questionnaire import Question, Questionnaire
from cyberstudy.declare.routing import names_in, to_polars
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.statuses import SAID_INSTEAD, STATUSES
from one_stream.wide_export import READ_ALL, WideExport

STATUS = pl.Enum(STATUSES)
UNANSWERED = {status: f".{status}" for status in STATUSES if status != "valid"}
BAD = {"question": pl.String, "header": pl.String, "text": pl.String}
BAD |= {"cells": pl.UInt32, "rows": pl.List(pl.UInt32)}
MANY = 10_000  # combinations of options: more are not worth listing
SHOWN_ROWS = 5  # of each bad label
_INSTEAD = {said: UNANSWERED[said] for said in SAID_INSTEAD}
_VALID, _INVALID, _NOT_ASKED = (pl.lit(s, STATUS) for s in ("valid", "invalid", "not_asked"))


@dataclass(frozen=True)
class BulkReport:
    """Accounting of the cells.

    Attributes
    ----------
    rows, blank_rows
        Respondents; rows without any text, which are left out.
    cells
        ``question``, ``status``, ``cells``: for each question they add up to `rows`.
    bad
        ``question``, ``header``, ``text``, ``cells``, ``rows`` (the first few): every label that
        is no option, whether its question was asked or not.
    left
        Headers of columns that were not written.
    """

    rows: int
    blank_rows: int
    cells: pl.DataFrame
    bad: pl.DataFrame
    left: list[str]


def clean_bulk(
    path: Path,
    target: Path,
    *,
    questionnaire: Questionnaire,
    columns: Mapping[str, str],
    missing: Mapping[str, str],
    keep: Sequence[str] = (),
    separator: str = ",",
    unknown: Literal["stop", "invalid"] = "stop",
    row_group_size: int = 100_000,
) -> BulkReport:
    """Decode, route and write an export without ever holding all of it.

    Parameters
    ----------
    path, target
        The export, UTF-8 with one header row; the Parquet file to write.
    questionnaire
        What was asked: select_one, integer, decimal, text and date, outside of repeats.
    columns
        Header -> question.
    missing
        Texts that stand for a missing answer, each with its status.
    keep
        Headers of columns to write as they stand, such as the submission's id.
    unknown
        ``"stop"``, or ``"invalid"`` to count labels that are no option as such.
    separator, row_group_size
        What stands between cells; rows in a group of the Parquet file.

    Raises
    ------
    StudyProblem
        Columns that are not as declared; a row longer or shorter than the header; bytes that
        are not UTF-8; and, if they are to stop the run, labels that are no option, with rows.
    """
    export = WideExport(Path(path), separator, keep)
    asked = _placed(export, columns, questionnaire, missing)
    bad = pl.DataFrame(schema=BAD)
    part = Path(f"{target}.part")
    try:
        try:
            read = _write(export, part, asked, row_group_size)
        except pl.exceptions.ComputeError:
            # The reader stops at the first text that it does not know.
            # Assume: only labels may stop the run; a number that can't be read is invalid.
            bad = _respelled(export, asked) if any(each.options for each in asked) else bad
            if bad.height and unknown == "stop":
                raise StudyProblem(_told(export, bad)) from None
            read = _write(export, part, asked, row_group_size)
        rows, cells = _counted(part, asked)
        part.replace(target)
    except pl.exceptions.ComputeError as problem:
        export.check_widths()
        raise StudyProblem(f"{path}: can't be read: {str(problem).splitlines()[0]}") from None
    finally:
        part.unlink(missing_ok=True)
    left = [header for header in export.headers if header not in {*columns, *keep}]
    return BulkReport(rows, read - rows, cells, bad, left)


@dataclass(eq=False)
class _Asked:
    """A question, its column, and what texts stand for there."""

    question: Question
    column: str
    header: str
    form: Questionnaire
    missing: Mapping[str, str]
    routed: bool  # it hangs on another, or another on it

    def __post_init__(self) -> None:
        self.name, self.number = self.question.name, self.question.type in ("integer", "decimal")
        self.value, self.status = f"value:{self.name}", f"status:{self.name}"
        self.tokens = MissingTokens.of(self.missing)
        self.options = self.form.options_of(self.question) if self.question.choices else None
        self.codes = self.options.codes if self.options else SAID_INSTEAD * (not self.number)
        self.kind = pl.Float64 if self.number else pl.String
        if self.options:
            self.kind = pl.Enum([*self.codes, *UNANSWERED.values()])
            labels = [text for each in self.options.labels.values() for text in each.values()]
            texts = dict.fromkeys([*labels, *self.codes, *self.missing])
            texts.pop("", None)
            # The empty cell comes first, as 0. Texts that are refused are left to be listed.
            known = self.table(pl.Series([None, *texts], dtype=pl.String))
            self.known = known.filter(pl.col("how").ne_missing("unknown_option"))

    @property
    def spellings(self) -> list[str]:
        return ["", *self.known["text"][1:]]

    def table(self, texts: pl.Series) -> pl.DataFrame:
        """Judge distinct texts: text, value, number, status, how."""
        table = decode(texts, self.question, self.form, missing=self.tokens)
        return table.with_columns(texts.alias("text"), pl.col("status").cast(STATUS))

    @property
    def codes_by_place(self) -> pl.Series:
        """What conditions see of each place: the option's code, nothing where there is none."""
        return pl.Series([*self.codes, *[None] * len(UNANSWERED)], dtype=pl.String)

    def said(self) -> pl.Expr:
        """What conditions see, as text."""
        place = pl.col(self.value).to_physical()
        return pl.lit(self.codes_by_place).gather(place).alias(self.name)

    def becomes(self, table: Mapping[str, str]) -> pl.Series:
        """For each place of a question with options, what `table` makes of it; else itself."""
        places = self.kind.categories
        return pl.Series([table.get(place, place) for place in places], dtype=self.kind)

    def judged(self, texts: pl.Series) -> pl.Series:
        """Judge a piece of a column of numbers or texts by its distinct texts."""
        texts = looked_at = texts.set(texts == "", None)
        if self.question.type == "text" and self.question.constraint is None:
            # Normalising joins at most four characters, but for blanks and marks that nobody sees:
            # what is longer is no missing token.
            most = 4 * max(map(len, [*self.tokens.statuses, *SAID_INSTEAD])) + 2
            seen = texts.str.replace_all(INVISIBLE, "")
            length = seen.str.replace_all(r"[\s\x1c-\x1f]+", " ").str.len_chars()
            looked_at = texts.filter((length <= most).fill_null(True))
        how = {"how": "left", "nulls_equal": True, "maintain_order": "left"}
        joined = texts.to_frame("text").join(self.table(looked_at.unique()), on="text", **how)
        passed = pl.col("status").is_null()
        said = pl.when(passed).then("text").otherwise("value")
        value = pl.col("number") if self.number else said
        status = pl.col("status").fill_null(_VALID)
        return joined.select(status, value=value, said=said).to_struct(texts.name)


def _placed(
    export: WideExport, columns: Mapping[str, str], form: Questionnaire, missing: Mapping[str, str]
) -> list[_Asked]:
    """Place every question, in the questionnaire's order, or say all that is in the way."""
    headers, names, keep = export.headers, list(columns.values()), export.keep
    written = ["row", *keep, *names, *(f"{name}.status" for name in names)]
    wanted = dict.fromkeys([*columns, *keep])
    problems = [f"column {h!r} is missing" for h in wanted if h not in headers]
    problems += [f"column {h!r} stands twice" for h in wanted if headers.count(h) > 1]
    problems += [f"two columns are {n!r}" for n in sorted(set(written)) if written.count(n) > 1]
    asked = []
    known = [form.questions[name] for name in names if name in form.questions]
    conditions = {question.name: names_in(question.relevant or "") for question in known}
    routed = {name for one, others in conditions.items() if others for name in (one, *others)}
    for header, name in columns.items():
        question = form.questions.get(name)
        if question is None:
            problems.append(f"{header}: the questionnaire has no question {name!r}")
            continue
        if question.type == "select_multiple" or question.repeat:
            problems.append(f"{name}: several answers and repeats take the cell-by-cell road")
        codes = form.options_of(question).codes if question.choices else ()
        dotted = sorted({*codes} & {*UNANSWERED.values()})
        problems += [f"{name}: the option {code!r} is written as a status is" for code in dotted]
        unheld = sorted(conditions[name] - set(names))
        problems += [f"{name}: its condition names {n}, which no column holds" for n in unheld]
        if not problems:
            place = str(headers.index(header)), header
            asked.append(_Asked(question, *place, form, missing, name in routed))
    if problems:
        raise StudyProblem(f"{export.path}:{listed(problems)}")
    return sorted(asked, key=lambda each: each.question.order)


def _write(export: WideExport, part: Path, asked: list[_Asked], row_group_size: int) -> int:
    """Send the file through in one stream; return how many rows there were."""
    types = {each.column: pl.Enum(each.spellings) for each in asked if each.options}
    last = export.columns[-1]
    passed: list[tuple[int, int]] = []

    def noted(texts: pl.Series) -> pl.Series:
        passed.append((len(texts), texts.null_count()))
        return texts

    noting = pl.col(last).map_batches(noted, types.get(last, pl.String), is_elementwise=True)
    frame = export.scan(types).with_columns(noting)
    filled = [pl.col(name).fill_null("") != "" for name in export.columns if name not in types]
    if types:
        # Looking up is four times as fast where there are no nulls.
        frame = frame.with_columns(pl.col(*types).to_physical().fill_null(0))
        filled.append(pl.max_horizontal(*types) > 0)
    frame = _decoded(frame.filter(pl.any_horizontal(filled)), asked)
    frame = _said_instead(_routed(frame, asked), asked)
    out = frame.select(
        pl.col("row").cast(pl.UInt32),
        *(pl.col(str(export.headers.index(header))).alias(header) for header in export.keep),
        *(pl.col(each.value).alias(each.name) for each in asked),
        *(pl.col(e.status).alias(f"{e.name}.status") for e in asked if not e.options),
    )
    how = {"row_group_size": row_group_size, "optimizations": READ_ALL}
    out.sink_parquet(part, statistics=False, **how)  # statistics would repeat extreme values
    # polars fills a short row with nulls. An empty cell in quotes is none: where everything is in
    # quotes, the last column tells; elsewhere separators are counted.
    if sum(nulls for _, nulls in passed) and export.may_have_short_rows():
        export.check_widths()
    return sum(height for height, _ in passed)


def _decoded(frame: pl.LazyFrame, asked: list[_Asked]) -> pl.LazyFrame:
    """Add value and status of every question, and what was said to numbers and texts."""
    first, then = {}, {}
    for each in asked:
        if each.options:
            status = pl.col("status").cast(pl.String).replace_strict(UNANSWERED, default=None)
            valid = pl.col("status") == _VALID
            found = each.known.select(pl.when(valid).then("value").otherwise(status))
            places = found.to_series().cast(each.kind)
            if not each.routed:
                places = each.becomes(_INSTEAD).gather(places.to_physical())
            first[each.value] = pl.lit(places).gather(each.column)
        else:
            both = pl.Struct({"status": STATUS, "value": each.kind, "said": pl.String})
            column = pl.col(each.column)
            first[each.value] = column.map_batches(each.judged, both, is_elementwise=True)
            parts = {each.status: "status", each.value: "value", each.name: "said"}
            then |= {name: pl.col(each.value).struct.field(part) for name, part in parts.items()}
    return frame.with_columns(**first).with_columns(**then)


def _routed(frame: pl.LazyFrame, asked: list[_Asked]) -> pl.LazyFrame:
    """Compare who should have been asked with who answered, in the questionnaire's order.

    An answer to a question that was not asked is invalid, and no answer for those after it.
    Questions that do not hang on one another are routed at once.
    """
    by_name = {each.name: each for each in asked}
    routed = [each for each in asked if each.question.relevant]
    hangs_on = {e.name: [by_name[n] for n in sorted(names_in(e.question.relevant))] for e in routed}
    opens = {e.name: _opened(e.question.relevant, hangs_on[e.name]) for e in routed}
    read = {name for opened in opens.values() for name in opened.meta.root_names()}
    frame, layer = frame.with_columns(e.said() for e in asked if e.options and e.name in read), {}
    for each in routed:
        if any(other.value in layer for other in hangs_on[each.name]):
            frame, layer = frame.with_columns(**layer), {}
        opened = opens[each.name]
        if each.options:
            closed = dict.fromkeys(each.codes, ".invalid") | {".invalid": ".invalid"}
            closed = dict.fromkeys(UNANSWERED.values(), ".not_asked") | closed
            passed_over = pl.lit(each.becomes(closed)).gather(pl.col(each.value).to_physical())
            layer[each.value] = pl.when(opened).then(each.value).otherwise(passed_over)
        else:
            given = (pl.col(each.status) == _VALID) | (pl.col(each.status) == _INVALID)
            passed_over = pl.when(given).then(_INVALID).otherwise(_NOT_ASKED)
            layer[each.status] = pl.when(opened).then(pl.col(each.status)).otherwise(passed_over)
            layer[each.value] = pl.when(opened).then(pl.col(each.value))
        if each.name in read:
            layer[each.name] = pl.when(opened).then(pl.col(each.name))
    return frame.with_columns(**layer)


def _said_instead(frame: pl.LazyFrame, asked: list[_Asked]) -> pl.LazyFrame:
    """Turn options such as "don't know" into statuses, where routing had to see them first."""
    changes = {}
    for each in asked:
        if each.routed and each.options and not _INSTEAD.keys().isdisjoint(each.codes):
            place = pl.col(each.value).to_physical()
            changes[each.value] = pl.lit(each.becomes(_INSTEAD)).gather(place)
        for code in [code for code in SAID_INSTEAD if not each.options and code in each.codes]:
            said = pl.col(each.value) == code
            status = changes.get(each.status, pl.col(each.status))
            changes[each.status] = pl.when(said).then(pl.lit(code, STATUS)).otherwise(status)
            changes[each.value] = pl.when(~said).then(changes.get(each.value, pl.col(each.value)))
    return frame.with_columns(**changes)


def _opened(condition: str, named: list[_Asked]) -> pl.Expr:
    """Say where a condition holds; one about options is judged once for each combination."""
    sizes = [len(each.kind.categories) if each.options else MANY for each in named]
    if not named or prod(sizes) >= MANY:
        return to_polars(condition)
    grid, place = pl.DataFrame([{}]), pl.lit(0, pl.UInt32)
    for each, size in zip(named, sizes, strict=True):
        grid = grid.join(each.codes_by_place.to_frame(each.name), how="cross")
        place = place * size + pl.col(each.value).to_physical()
    return pl.lit(grid.select(to_polars(condition)).to_series()).gather(place)


def _respelled(export: WideExport, asked: list[_Asked]) -> pl.DataFrame:
    """Read as text what the spellings do not cover, learn it, and return what is no option."""
    selects = [each for each in asked if each.options]
    strange = [pl.when(~pl.col(e.column).is_in(e.spellings)).then(e.column) for e in selects]
    cells = export.scan({}).select("row", *strange).unpivot(index="row").drop_nulls("value")
    # Piece by piece, since a group's rows would be held: the labels may all be strange.
    key, rows = ["variable", "value"], pl.col("row").bottom_k(SHOWN_ROWS)
    pieces = cells.collect_batches(engine="streaming", optimizations=READ_ALL)
    parts = [piece.group_by(key).agg(rows, cells=pl.len()) for piece in pieces]
    rows = pl.col("row").explode().bottom_k(SHOWN_ROWS).sort()
    found = pl.concat(parts).group_by(key).agg(pl.col("cells").sum(), rows=rows)
    found = found.rename({"value": "text"}).sort(pl.col("rows").list.first())
    bad = []
    for each in selects:
        odd = found.filter(variable=each.column)
        table = each.table(odd["text"])
        each.known = pl.concat([each.known, table])
        named = odd.with_columns(question=pl.lit(each.name), header=pl.lit(each.header))
        bad.append(named.filter(table["how"] == "unknown_option"))
    return pl.concat(bad).select(list(BAD)).cast(BAD)


def _told(export: WideExport, bad: pl.DataFrame) -> str:
    lines = [
        f"column {header!r}: {text!r} is no option of {question}: {cells} cells, "
        f"rows {', '.join(map(str, rows))}{', ...' if cells > len(rows) else ''}"
        for question, header, text, cells, rows in bad.iter_rows()
    ]
    said = f"{export.path}: {bad['cells'].sum()} cells hold labels that are no options:"
    return f"{said}{listed(lines, shown=200)}\nAdd reviewed aliases, or count them as invalid."


def _counted(part: Path, asked: list[_Asked]) -> tuple[int, pl.DataFrame]:
    """Count what was written, read back from the file."""
    pairs, counts = [], []
    for each in asked:
        column = pl.col(each.name if each.options else f"{each.name}.status")
        places = {status: place for place, status in enumerate(STATUSES)}
        if each.options:
            first = len(each.codes)
            places = {status: first + number for number, status in enumerate(UNANSWERED)}
            counts.append((column.to_physical() < first).sum())
            pairs.append((each.name, "valid"))
        counts += [(column.to_physical() == place).sum() for place in places.values()]
        pairs += [(each.name, status) for status in places]
    sums = [each.alias(str(number)) for number, each in enumerate(counts)]
    read = pl.scan_parquet(part).select(pl.len().alias("rows"), *sums)
    rows, *numbers = read.collect(engine="streaming").row(0)
    cells = pl.DataFrame(pairs, schema={"question": pl.String, "status": STATUS}, orient="row")
    cells = cells.with_columns(cells=pl.Series(numbers, dtype=pl.UInt32)).filter(pl.col.cells > 0)
    if cells["cells"].sum() != rows * len(asked):
        raise AssertionError(f"{part}: cells in are not cells out")
    return rows, cells
