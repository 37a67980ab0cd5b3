"""Who sent what, when, through which channel, and which of several forms counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from cyberstudy.clean.dates_and_times import read_time
from cyberstudy.declare.exports import Export
from cyberstudy.declare.formats import FORMATS
from cyberstudy.declare.matching import normalised
from cyberstudy.tables.answers import (
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
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.waves import ONLY

RECORD = ["file", "sheet", "record"]
CURRENT, SUPERSEDED, DUPLICATE = "current", "superseded", "duplicate"
_ROLES = (SUBMISSION, UNIT, WAVE, LANGUAGE, SUBMITTED, LAST_PAGE)
_TELLING = (*_ROLES, FINISHED, TURN_OF)


def place_of(row: Mapping[str, object]) -> str:
    """Name a row's file, and its sheet where the file has any."""
    return f"{row['file']}, sheet {row['sheet']}" if row["sheet"] else str(row["file"])


def find_submissions(cells: pl.DataFrame, exports: Sequence[Export]) -> pl.DataFrame:
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
    StudyProblem
        A form without an id, or with another's; one whose date or last page can't be read.
    """
    told = cells.filter(pl.col("role").is_in(_TELLING))
    turns = told.filter(role=TURN_OF).select(RECORD).unique()
    forms = cells.join(turns, on=RECORD, how="anti") if turns.height else cells
    table = _identified(forms, exports)
    nameless = table.filter(
        pl.col(SUBMISSION).is_null() | (pl.col("same") & pl.col("unit").is_null())
    )
    table = _with_times(table, exports)
    no_time = pl.col(SUBMITTED).is_not_null() & pl.col("submitted_on").is_null()
    twice = table.filter(pl.col("submission_id").is_duplicated())
    problems = [
        f"{place_of(r)}, row {r['record']}: no submission or unit id" for r in nameless.to_dicts()
    ]
    problems += [
        f"{place_of(r)}, row {r['record']}: sent on {r[SUBMITTED]!r}, expected YYYY-MM-DD "
        f"HH:MM:SS, or date_order in layout.yaml"
        for r in table.filter(no_time).to_dicts()
    ]
    problems += [
        f"{place_of(r)}, row {r['record']}: last page {r[LAST_PAGE]!r} is no number"
        for r in table.filter(
            pl.col(LAST_PAGE).is_not_null() & pl.col("last_page").is_null()
        ).to_dicts()
    ]
    problems += [
        f"{place_of(r)}, row {r['record']}: the submission id {r['submission_id']!r} stands twice"
        for r in twice.drop_nulls("submission_id").to_dicts()
    ]
    if problems:
        raise StudyProblem(f"Submissions are not distinguishable:{listed(problems)}")
    table = table.join(_broken_off(told, exports), on=RECORD, how="left").with_columns(
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


def rows_of_forms(
    cells: pl.DataFrame, submissions: pl.DataFrame, exports: Sequence[Export]
) -> pl.DataFrame:
    """Say of every row of answers whose form it is part of: its own, or its repeat instance's.

    Parameters
    ----------
    cells
        `tables.Cells`.
    submissions
        From `find_submissions`.

    Returns
    -------
    pl.DataFrame
        submission_id, file, sheet, record.

    Raises
    ------
    StudyProblem
        A repeat instance of a form that is not there, or one that stands twice.
    """
    rows = submissions.select("submission_id", *RECORD)
    keys = cells.filter(role=TURN_OF).select(RECORD).unique()
    if keys.is_empty():
        return rows
    own = cells.join(keys, on=RECORD, how="semi")
    turns = _identified(own, exports).select("submission_id", *RECORD)
    lost = turns.join(rows, on="submission_id", how="anti")
    problems = [
        f"{place_of(r)}, row {r['record']}: a repeat instance of the form {r['submission_id']!r}, "
        f"which no file holds"
        for r in lost.sort(RECORD).to_dicts()
    ]
    held = own.filter(role=ANSWER).join(turns, on=RECORD)
    answer = pl.struct("submission_id", "question", "instance", "option")
    twice = held.filter(answer.is_duplicated()).unique(RECORD).sort(RECORD)
    problems += [
        f"{place_of(r)}, row {r['record']}: repeat instance {r['instance']} of the form "
        f"{r['submission_id']!r} stands twice"
        for r in twice.to_dicts()
    ]
    if problems:
        raise StudyProblem(f"Repeat instances don't belong to one form each:{listed(problems)}")
    return pl.concat([rows, turns.select(rows.columns)])


def _identified(cells: pl.DataFrame, exports: Sequence[Export]) -> pl.DataFrame:
    """Lay out what cells say of forms or repeat instances, a row a record, with the form's id."""
    told = cells.filter(pl.col("role").is_in(_TELLING)).with_columns(
        pl.col("text").str.strip_chars().replace("", None)
    )
    wide = cells.select(RECORD).unique(maintain_order=True)
    for role in _ROLES:
        names = [SUBMISSION, TURN_OF] if role == SUBMISSION else [role]
        own = told.filter(pl.col("role").is_in(names)).unique(
            [*RECORD, "header"], keep="first", maintain_order=True
        )
        texts = pl.col("text").drop_nulls()
        said = texts.str.join("-").replace("", None) if role == SUBMISSION else texts.first()
        wide = wide.join(
            own.group_by(RECORD).agg(said.alias(role)), on=RECORD, how="left", maintain_order="left"
        )
    known = pl.DataFrame(
        [
            (
                *(e.file, e.channel, e.group, e.language, e.prefix, e.wave),
                *(_is_own_unit(e), e.unit, e.numbered),
            )
            for e in exports
        ],
        schema=[
            *("file", "channel", "group", "label_language", "prefix", "file_wave"),
            *("same", "unit_header", "numbered"),
        ],
        orient="row",
    )
    # Of several columns that name the submission, the text of one may be the unit.
    units = told.join(known, on="file").filter(pl.col("header") == pl.col("unit_header"))
    table = (
        wide.join(known, on="file", how="left")
        .join(
            units.group_by(RECORD).agg(own_unit=pl.col("text").drop_nulls().first()),
            on=RECORD,
            how="left",
        )
        .with_columns(
            # Without a column of ids the row's number or the sheet's name is the submission's.
            # Assume: exports of forms without ids are appended to, so that numbers stay.
            pl.coalesce(
                SUBMISSION,
                pl.when("numbered").then(pl.col("record").cast(pl.String)),
                pl.when(pl.col("sheet") != "").then("sheet"),
            ).alias(SUBMISSION),
            wave=pl.coalesce(WAVE, "file_wave"),
        )
    )
    table = table.with_columns(
        unit=pl.when(unit_header="").then(SUBMISSION).otherwise(pl.coalesce("own_unit", UNIT))
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


def _broken_off(told: pl.DataFrame, exports: Sequence[Export]) -> pl.DataFrame:
    """List the records of which no column says that the form was finished.

    Raises
    ------
    StudyProblem
        No form of a file was finished, and what is said instead is in words, perhaps of another
        language than the layout knows.
    """
    column = told.filter(role=FINISHED).with_columns(
        pl.col("text").str.strip_chars().replace("", None)
    )
    says = pl.DataFrame(
        [
            (e.file, h, text.casefold())
            for e in exports
            for h, ts in e.finished_where.items()
            for text in ts
        ],
        schema={"file": pl.String, "header": pl.String, "text": pl.String},
        orient="row",
    )
    done = column.with_columns(pl.col("text").str.to_lowercase()).join(
        says, on=["file", "header", "text"], how="semi"
    )
    words = column.join(done, on="file", how="anti").filter(
        ~pl.col("text").str.to_lowercase().str.contains(r"^(\d+|false)$")
    )
    if words.height:
        row = words.row(0, named=True)
        raise StudyProblem(
            f"{place_of(row)}, row {row['record']}: no form is known to be finished; column "
            f"{row['header']!r} says {row['text']!r}. Name under finished in layout.yaml what it "
            f"says of a finished one"
        )
    return (
        column.join(done, on=RECORD, how="anti")
        .select(RECORD)
        .unique()
        .with_columns(broken_off=True)
    )


def name_units(
    submissions: pl.DataFrame, routed: pl.DataFrame, exports: Sequence[Export]
) -> pl.DataFrame:
    """Say for whom each form speaks: by a column, or by the answer to a question.

    Raises
    ------
    StudyProblem
        Nobody can tell for whom; the message names the cell.
    """
    asked = pl.DataFrame({"file": [e.file for e in exports], "question": [e.unit for e in exports]})
    answered = routed.join(asked, on=["file", "question"]).select(
        "submission_id", "row", "header", "text", said="value"
    )
    table = submissions.join(answered, on="submission_id", how="left").with_columns(
        unit_id=pl.coalesce("unit", "said")
    )
    nobody = table.filter(pl.col("unit_id").is_null())
    if nobody.height:
        lines = [
            f"{place_of(r)}, row "
            f"{r['row'] or r['record']}, column {r['header']}: {r['text']!r} names no unit"
            for r in nobody.sort("file", "record").to_dicts()
        ]
        raise StudyProblem(
            f"It can't be told for whom {nobody.height} submissions speak:{listed(lines)}\n"
            f"Add a row to corrections.csv or a reviewed alias."
        )
    return table.drop("unit", "said", "row", "header", "text").sort("submission_id")


def which_count(submissions: pl.DataFrame, routed: pl.DataFrame) -> pl.DataFrame:
    """Mark, among the forms of one unit and wave through one channel, the one that counts.

    A form that says word for word what an earlier one says is a `duplicate`. Of the others the
    latest that was sent is `current`; one that was never sent counts only where none was.

    Returns
    -------
    pl.DataFrame
        `submissions` with the column standing.
    """
    said = (
        routed.sort("question", "instance")
        .group_by("submission_id")
        .agg(content=pl.concat_str("question", "instance", "status", pl.col("value").fill_null("")))
        .with_columns(pl.col("content").list.join("\n").hash())
    )
    own = ["unit_id", "wave", "channel"]
    ordered = submissions.join(said, on="submission_id", how="left").sort(
        *own, "submitted_on", "submission_id", nulls_last=False
    )
    repeated = (
        pl.struct(*own, "content").is_first_distinct().not_() & pl.col("content").is_not_null()
    )
    standing = ordered.with_columns(repeated=repeated).with_columns(
        last=(~pl.col("repeated")).cum_sum().over(own), count=(~pl.col("repeated")).sum().over(own)
    )
    return (
        standing.with_columns(
            standing=pl.when("repeated")
            .then(pl.lit(DUPLICATE))
            .when(pl.col("last") < pl.col("count"))
            .then(pl.lit(SUPERSEDED))
            .otherwise(pl.lit(CURRENT))
        )
        .drop("content", "repeated", "last", "count")
        .sort("submission_id")
    )


def find_alike(submissions: pl.DataFrame) -> pl.DataFrame:
    """Report forms and units that are likely the same, though their ids are not.

    Assume: ids may differ in case alone and mean two (some collectors number so), so nothing is
    put together here: who knows better renames the id at its source, or corrects the answer that
    names the unit.

    Returns
    -------
    pl.DataFrame
        `tables.Log`: one row (kind ``alike``) a form whose unit's id, or else whose own, differs
        from another's only in case, width, blanks or marks that nobody sees.
    """
    places: dict[str, dict[str, str]] = {}  # of each id that is folded: id -> where it first stands
    rows = submissions.to_dicts()
    for row in rows:
        for kind in ("unit_id", "submission_id"):
            known = places.setdefault(f"{kind} {normalised(row[kind])}", {})
            known.setdefault(row[kind], f"{place_of(row)}, row {row['record']}")
    entries = []
    for row in rows:
        for kind in ("unit_id", "submission_id"):
            known = places[f"{kind} {normalised(row[kind])}"]
            others = [f"{name!r} ({place})" for name, place in known.items() if name != row[kind]]
            if others:
                reason = (
                    f"{kind} likely the same as {', '.join(others)}: only case, width, blanks or "
                    f"invisible marks differ; counted apart"
                )
                entries.append((*(row[n] for n in [*RECORD, "submission_id", kind]), reason))
                break
    names = [*RECORD, "submission_id", "was", "reason"]
    schema = dict.fromkeys(names, pl.String) | {"record": pl.UInt32}
    alike = pl.DataFrame(entries, schema=schema, orient="row")
    return of_whole_forms(alike, was="was", became="was", kind=pl.lit("alike"), reason="reason")


def of_whole_forms(forms: pl.DataFrame, **told: pl.Expr | str) -> pl.DataFrame:
    """Write entries of `tables.Log` about forms, and not about a cell: `told` is how they end."""
    return forms.select(
        "file",
        "sheet",
        row="record",
        header=pl.lit(""),
        submission_id="submission_id",
        question=pl.lit(""),
        instance=pl.lit(0, dtype=pl.UInt32),
        **told,
    )
