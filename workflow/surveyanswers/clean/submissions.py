"""Who sent what, when, through which channel, and which of several forms counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import polars as pl

from surveyanswers.clean.dates_and_times import read_time
from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.tables.answers import (
    ANSWER,
    FINISHED,
    LANGUAGE,
    LAST_PAGE,
    SUBMISSION,
    SUBMITTED,
    TURN_OF,
    UNIT,
    WAVE,
)
from surveyanswers.tables.cell_columns import TextSheet, cells_of
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.waves import ONLY

RECORD = ["file", "sheet", "record"]
_ROLES = (SUBMISSION, UNIT, WAVE, LANGUAGE, SUBMITTED, LAST_PAGE)
_TELLING = (*_ROLES, FINISHED, TURN_OF)


def place_of(row: Mapping[str, object]) -> str:
    """Name a row's file, its sheet where the file has any, and its place there."""
    sheet = f", sheet {row['sheet']}" if row["sheet"] else ""
    return f"{row['file']}{sheet}, row {row.get('row') or row['record']}"


def find_submissions(sheets: Sequence[TextSheet], exports: Sequence[Export]) -> pl.DataFrame:
    """List the filled-in forms.

    Returns
    -------
    pl.DataFrame
        One row a record: submission_id, file, sheet, record, wave, channel, group, language,
        submitted_on (null: never sent), last_page (null: not told), and unit (the text of a
        column that names it; null where a question does). Where a unit's id is the submission's,
        the wave is a part of that.

    Raises
    ------
    SurveyError
        A form without an id, or with another's; one whose date or last page can't be read.
    """
    long = {export.file for export in exports if export.long}
    forms = [
        sheet
        for sheet in sheets
        if not sheet.named(role=TURN_OF)
        # What names the forms of a long table stands beside its values.
        and not (sheet.scattered and sheet.file in long)
    ]
    table = _identified(forms, exports).sort(RECORD)
    nameless = table.filter(
        pl.col(SUBMISSION).is_null() | (pl.col("same") & pl.col("unit").is_null())
    )
    table = _with_times(table, exports)
    no_time = pl.col(SUBMITTED).is_not_null() & pl.col("submitted_on").is_null()
    twice = table.filter(pl.col("submission_id").is_duplicated())
    no_page = pl.col(LAST_PAGE).is_not_null() & pl.col("last_page").is_null()
    wrong = {
        "no submission or unit id": nameless,
        f"sent on {{{SUBMITTED}!r}}, expected YYYY-MM-DD HH:MM:SS, or date_order in layout.yaml "
        "for days such as 1/2/2026": table.filter(no_time),
        f"last page {{{LAST_PAGE}!r}} is no number": table.filter(no_page),
        "the submission id {submission_id!r} stands twice": twice.drop_nulls("submission_id"),
    }
    problems = [
        f"{place_of(row)}: {message.format(**row)}"
        for message, rows in wrong.items()
        for row in rows.to_dicts()
    ]
    if problems:
        raise SurveyError(f"Submissions are not distinguishable:{listed(problems)}")
    table = table.join(_broken_off(sheets, exports), on=RECORD, how="left").with_columns(
        submitted_on=pl.when(pl.col("broken_off").is_null()).then("submitted_on")
    )
    return table.select(
        "submission_id",
        *RECORD,
        "wave",
        "channel",
        "group",
        "language",
        "submitted_on",
        "last_page",
        "unit",
    ).sort("submission_id")


def records_of_forms(
    sheets: Sequence[TextSheet], submissions: pl.DataFrame, exports: Sequence[Export]
) -> pl.DataFrame:
    """Return the form of each record: its own, or the one that it is a repeat instance of.

    Returns
    -------
    pl.DataFrame
        submission_id, file, sheet, record.

    Raises
    ------
    SurveyError
        A repeat instance of a form that is not there, or one that stands twice.
    """
    records = submissions.select("submission_id", *RECORD)
    turns = [sheet for sheet in sheets if sheet.named(role=TURN_OF)]
    if not turns:
        return records
    instances = _identified(turns, exports).select("submission_id", *RECORD)
    _refuse_lost(instances, records, turns)
    return pl.concat([records, instances])


def _refuse_lost(
    instances: pl.DataFrame, records: pl.DataFrame, turns: Sequence[TextSheet]
) -> None:
    """Refuse repeat instances of a form that is not there, and those that stand twice."""
    lost = instances.join(records, on="submission_id", how="anti").sort(RECORD)
    problems = [
        f"{place_of(r)}: a repeat instance of the form {r['submission_id']!r}, which no file holds"
        for r in lost.to_dicts()
    ]
    answer = pl.struct("submission_id", "question", "instance", "option")
    twice = cells_of(turns, pl.col("role") == ANSWER).join(instances, on=RECORD)
    twice = twice.filter(answer.is_duplicated()).unique(RECORD).drop("row")
    problems += [
        f"{place_of(r)}: repeat instance {r['instance']} of the form "
        f"{r['submission_id']!r} stands twice"
        for r in twice.sort(RECORD).to_dicts()
    ]
    if problems:
        raise SurveyError(f"Repeat instances don't belong to one form each:{listed(problems)}")


def _identified(sheets: Iterable[TextSheet], exports: Sequence[Export]) -> pl.DataFrame:
    """Lay out what columns tell of forms or turns, a row a record, with the form's id."""
    by_file = {export.file: export for export in exports}
    tables = []
    for sheet in sheets:
        export = by_file[sheet.file]
        roles = {r: [SUBMISSION, TURN_OF] if r == SUBMISSION else [r] for r in _ROLES}
        texts_by_role = {role: _texts(sheet, names) for role, names in roles.items()}
        # Of several columns that name the submission, the text of one may be the unit.
        unit = _texts(sheet, _TELLING, [export.unit])
        ids = pl.concat_str(texts_by_role.pop(SUBMISSION), separator="-", ignore_nulls=True)
        export_columns = {
            "channel": export.channel,
            "group": export.group,
            "label_language": export.language,
            "prefix": export.prefix,
            "file_wave": export.wave,
        }
        table = sheet.texts.unique(["sheet", "record"], keep="first", maintain_order=True).select(
            "sheet",
            "record",
            # Without a column of ids the row's number or the sheet's name is the submission's.
            # Assume: exports of forms without ids are appended to, so that numbers stay.
            pl.coalesce(
                ids.replace("", None),
                pl.col("record").cast(pl.String) if export.numbered else None,
                pl.when(pl.col("sheet") != "").then("sheet"),
            ).alias(SUBMISSION),
            *(pl.coalesce(texts).alias(role) for role, texts in texts_by_role.items()),
            own_unit=pl.coalesce(unit),
            file=pl.lit(sheet.file),
            same=pl.lit(_is_own_unit(export)),
            is_itself=pl.lit(export.unit == ""),
            **{name: pl.lit(text) for name, text in export_columns.items()},
        )
        tables.append(table)
    table = pl.concat(tables).with_columns(
        wave=pl.coalesce(WAVE, "file_wave"),
        unit=pl.when("is_itself").then(SUBMISSION).otherwise(pl.coalesce("own_unit", UNIT)),
    )
    return table.with_columns(
        submission_id=pl.concat_str(
            "prefix",
            SUBMISSION,
            pl.when(pl.col("same") & (pl.col("wave") != ONLY))
            .then(pl.concat_str(pl.lit("-"), "wave"))
            .otherwise(pl.lit("")),
        ),
        language=pl.coalesce(pl.col(LANGUAGE).str.slice(0, 2).str.to_lowercase(), "label_language"),
        last_page=pl.col(LAST_PAGE).cast(pl.UInt32, strict=False),
    )


def _texts(
    sheet: TextSheet, roles: Collection[str], headers: Collection[str] | None = None
) -> list[pl.Expr]:
    """Return the texts of a sheet's columns in the file's order, blank ones as null."""
    columns = zip(*(sheet.columns[field] for field in ("name", "role", "header")), strict=True)
    names = [
        n for n, role, header in columns if role in roles and (headers is None or header in headers)
    ]
    texts = [pl.col(name).cast(pl.String).str.strip_chars().replace("", None) for name in names]
    return texts or [pl.lit(None, pl.String)]


def _is_own_unit(export: Export) -> bool:
    """Whether what names a submission also names the unit, so that a wave must distinguish them."""
    ids = export.ids or [h for h, r in FORMATS[export.format].roles.items() if r == SUBMISSION]
    return bool(export.wave) if export.repeat else export.unit in ("", *ids)


def _with_times(table: pl.DataFrame, exports: Sequence[Export]) -> pl.DataFrame:
    """Add when each form was sent, written in one way."""
    orders = {e.file: e.date_order or FORMATS[e.format].date_order for e in exports}
    written = table.select("file", SUBMITTED).drop_nulls().unique()
    read = [read_time(text, orders[file]) for file, text in written.iter_rows()]
    written = written.with_columns(submitted_on=pl.Series(read, dtype=pl.String))
    return table.join(written, on=["file", SUBMITTED], how="left")


def _broken_off(sheets: Sequence[TextSheet], exports: Sequence[Export]) -> pl.DataFrame:
    """List the records of which no column says that the form was finished.

    Raises
    ------
    SurveyError
        No form of a file was finished, and what is said instead is in words, perhaps of another
        language than the layout knows.
    """
    column = cells_of(sheets, pl.col("role") == FINISHED).with_columns(
        pl.col("text").str.strip_chars().replace("", None)
    )
    lower = pl.col("text").str.to_lowercase()
    finished = [
        "\n".join((export.file, header, text.casefold()))
        for export in exports
        for header, texts in export.finished_where.items()
        for text in texts
    ]
    done = column.filter(pl.concat_str("file", "header", lower, separator="\n").is_in(finished))
    words = column.join(done, on="file", how="anti").filter(~lower.str.contains(r"^(\d+|false)$"))
    if words.height:
        row = words.row(0, named=True)
        raise SurveyError(
            f"{place_of(row)}: no form is known to be finished; column "
            f"{row['header']!r} says {row['text']!r}. Name under finished in layout.yaml what it "
            f"says of a finished one"
        )
    broken_off = column.join(done, on=RECORD, how="anti").select(RECORD).unique()
    return broken_off.with_columns(broken_off=True)


def name_units(
    submissions: pl.DataFrame, judged: pl.DataFrame, exports: Sequence[Export]
) -> pl.DataFrame:
    """Add for whom each form speaks: what a column says, or the answer to a question.

    Raises
    ------
    SurveyError
        Nobody can tell for whom; the message names the cell.
    """
    unit_questions = pl.DataFrame(
        [(e.file, e.unit) for e in exports], ["file", "question"], orient="row"
    )
    naming = judged.join(unit_questions.unique(), on=["file", "question"], how="semi")
    answered = naming.select("submission_id", "row", "header", "text", answer="value")
    table = submissions.join(answered, on="submission_id", how="left").with_columns(
        unit_id=pl.coalesce("unit", "answer")
    )
    nobody = table.filter(pl.col("unit_id").is_null())
    if nobody.height:
        lines = [
            f"{place_of(r)}, column {r['header']}: {r['text']!r} names no unit"
            for r in nobody.sort("file", "record").to_dicts()
        ]
        raise SurveyError(
            f"It can't be told for whom {nobody.height} submissions speak:{listed(lines)}\n"
            f"Add a row to corrections.csv or a reviewed alias."
        )
    return table.drop("unit", *answered.columns[1:]).sort("submission_id")
