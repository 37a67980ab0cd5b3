"""Which of several forms counts, and which are likely the same."""

from __future__ import annotations

import polars as pl

from surveyanswers.clean.submissions import RECORD, place_of
from surveyanswers.instrument.matching import normalised

CURRENT, SUPERSEDED, DUPLICATE = "current", "superseded", "duplicate"


def which_count(submissions: pl.DataFrame, submitted: pl.DataFrame) -> pl.DataFrame:
    """Mark, among the forms of one unit and wave through one channel, the one that counts.

    A form that says word for word what an earlier one says is a `duplicate`. Of the others the
    latest that was sent is `current`; one that was never sent counts only where none was.

    Returns
    -------
    pl.DataFrame
        `submissions` with the column standing.
    """
    channel_keys = ["unit_id", "wave", "channel"]
    if not submissions.select(pl.struct(channel_keys).is_duplicated().any()).item():
        return submissions.with_columns(standing=pl.lit(CURRENT))
    ordered = submissions.join(_content(submitted), on="submission_id", how="left").sort(
        *channel_keys, "submitted_on", "submission_id", nulls_last=False
    )
    repeated = (
        pl.struct(*channel_keys, "content").is_first_distinct().not_()
        & pl.col("content").is_not_null()
    )
    standing = ordered.with_columns(repeated=repeated).with_columns(
        last=(~pl.col("repeated")).cum_sum().over(channel_keys),
        count=(~pl.col("repeated")).sum().over(channel_keys),
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


def _content(submitted: pl.DataFrame) -> pl.DataFrame:
    """Return a number for what each form says, in all its answers together."""
    answers = submitted.select(pl.exclude("unit_id", "wave", "submission_id"))
    numbers = submitted.select("submission_id", content=answers.hash_rows())
    return numbers.group_by("submission_id").sum()


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
    entry = {"was": pl.lit(""), "reason": pl.lit("")}
    log_entries = [submissions.clear().select(*RECORD, "submission_id", **entry)]
    for kind in ("unit_id", "submission_id"):
        ids = submissions[kind].unique()
        # What is written in small letters and digits of ASCII is its own folded form.
        odd = ids.filter(~ids.str.contains(r"^[a-z0-9._-]+$"))
        folded = pl.Series("folded", [normalised(text) for text in odd], pl.String)
        plain = ids.filter(ids.is_in(folded.implode()) & ~ids.is_in(odd.implode()))
        both = pl.DataFrame([odd, folded]).extend(pl.DataFrame([plain, plain.alias("folded")]))
        several = both.filter(pl.col("folded").is_duplicated())
        if several.is_empty():
            continue
        rows = submissions.join(several, on=kind, maintain_order="left")
        those: dict[str, dict[str, str]] = {}
        for row in rows.unique(kind, keep="first", maintain_order=True).to_dicts():
            named = those.setdefault(row["folded"], {})
            named[row[kind]] = f"{row[kind]!r} ({place_of(row)})"
        reasons = [
            f"{kind} likely the same as "
            f"{', '.join(place for name, place in those[text].items() if name != key)}: only case, "
            f"width, blanks or invisible marks differ; counted apart"
            for key, text in rows.select(kind, "folded").iter_rows()
        ]
        entries = rows.select(*RECORD, "submission_id", was=kind)
        log_entries.append(entries.with_columns(reason=pl.Series(reasons, dtype=pl.String)))
    # Whose unit is likely another's is told of that alone.
    alike = pl.concat(log_entries).unique("submission_id", keep="first", maintain_order=True)
    return of_whole_forms(alike, was="was", became="was", kind=pl.lit("alike"), reason="reason")


def of_whole_forms(forms: pl.DataFrame, **columns: pl.Expr | str) -> pl.DataFrame:
    """Return entries of `tables.Log` about whole forms; `columns`: was, became, kind, reason."""
    return forms.select(
        "file",
        "sheet",
        row="record",
        header=pl.lit(""),
        submission_id="submission_id",
        question=pl.lit(""),
        instance=pl.lit(0, dtype=pl.UInt32),
        **columns,
    )
