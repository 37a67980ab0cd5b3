"""What `scale.py` counts, counted from the same file by polars and by DuckDB alone.

Each reads the export, empties answers that were not asked for by the 20 routing rules, and counts
every text of every question by region. ``python benchmarks/scale_peers.py duckdb FILE OUT`` does it
once, in a process that `scale.py` measures. DuckDB is no dependency: README.md says how it comes.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import polars as pl
from large_survey import LISTS, QUESTIONS, list_of, name_of, rules

THREADS = 2
NAMES = [name_of(number) for number in range(QUESTIONS)]
LABELS = {name_of(number): dict(LISTS[list_of(number)]) for number in range(QUESTIONS)}


def opened_by() -> dict[str, tuple[str, list[str]]]:
    """Return routed question -> the question it hangs on, and the texts that open it."""
    return {
        target: (source, [LABELS[source][code] for code in codes])
        for target, (source, codes) in rules().items()
    }


def by_polars(file: Path) -> pl.DataFrame:
    """Count by a stream of polars."""
    cells = pl.scan_csv(file, infer_schema=False)
    for target, (source, texts) in opened_by().items():
        asked = pl.col(source).is_in(texts)
        cells = cells.with_columns(pl.when(asked).then(target).alias(target))
    long = cells.unpivot(NAMES, index="region", variable_name="question", value_name="text")
    return long.group_by("region", "question", "text").len("n").collect(engine="streaming")


def by_duckdb(file: Path) -> pl.DataFrame:
    """Count by one statement of SQL; rules that hang on routed questions come after the others."""
    import duckdb

    routed = opened_by()
    deep = {target for target, (source, _) in routed.items() if source in routed}

    def emptied(table: str, targets: set[str]) -> str:
        cases = [
            f"CASE WHEN {source} IN ({', '.join(map(repr, texts))}) THEN {target} END AS {target}"
            for target, (source, texts) in routed.items()
            if target in targets
        ]
        return f"(SELECT * EXCLUDE id REPLACE ({', '.join(cases)}) FROM {table})"

    told = emptied(f"read_csv('{file}', all_varchar = true, header = true)", {*routed} - deep)
    told = emptied(told, deep).replace("* EXCLUDE id", "*", 1)
    counts = duckdb.connect(config={"threads": THREADS}).execute(
        f"SELECT region, question, text, count(*) AS n FROM (UNPIVOT {told} ON COLUMNS('^q') "
        f"INTO NAME question VALUE text) GROUP BY ALL"
    )
    names = [name for name, *_ in counts.description]
    return pl.DataFrame(counts.fetchall(), schema=names, orient="row")


PEERS = {"polars": by_polars, "duckdb": by_duckdb}


def lacking(peer: str) -> str:
    """Say why a peer can't be asked; "" where it can."""
    return "" if importlib.util.find_spec(peer) else "not installed, see above"


def compared(estimates: pl.DataFrame, counts: pl.DataFrame) -> int:
    """Compare a peer's counts with those of the study; return how many are equal.

    Raises
    ------
    SystemExit
        One differs.
    """
    codes = [(name, text, code) for name, texts in LABELS.items() for code, text in texts.items()]
    named = pl.DataFrame(codes, schema=["question", "text", "option"], orient="row")
    cells = counts.select("region", "question", "text", pl.col("n").cast(pl.Int64))
    one = cells.select("question", "text", "n", grouping=pl.lit("region"), group="region")
    whole = one.with_columns(grouping=pl.lit("all"), group=pl.lit("total"))
    keys = ["grouping", "group", "question", "option"]
    theirs = pl.concat([one, whole]).join(named, on=["question", "text"])
    theirs = theirs.group_by(keys).agg(pl.col("n").sum())
    ours = estimates.filter(pl.col("grouping").is_in(theirs["grouping"].implode()))
    ours = ours.select(*keys, pl.col("count").cast(pl.Int64))
    both = ours.join(theirs, on=keys, how="left").with_columns(pl.col("n").fill_null(0))
    wrong = both.filter(pl.col("n") != pl.col("count"))
    if wrong.height or both["count"].sum() == 0:
        sys.exit(f"{wrong.height} of {both.height} counts differ: {wrong.head(5).rows()}")
    return both.height


if __name__ == "__main__":
    os.environ["POLARS_MAX_THREADS"] = str(THREADS)
    PEERS[sys.argv[1]](Path(sys.argv[2])).write_parquet(sys.argv[3])
