"""The task of clean_million.py in pandas, written as well as we know how.

Every question is read as a category, so that labels are looked up once each and not once a row;
codes are then looked up in arrays. The file is read in chunks and written a row group each.
Reading with pandas' C engine is what most people's scripts do; ``pyarrow`` reads faster (and
holds the file in memory). Needs pandas and pyarrow, not the library.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

STATUSES = [
    "valid",
    "dont_know",
    "refused",
    "no_answer",
    "not_applicable",
    "not_asked",
    "not_fielded",
    "invalid",
    "not_submitted",
    "conflict",
    "withheld",
]
NUMBER = {status: number for number, status in enumerate(STATUSES)}
SPECIAL = {"dont_know", "refused", "not_applicable"}
CHUNK = 100_000


def read_form(folder: Path) -> dict[str, tuple[list[str], dict[str, tuple[int, int]]]]:
    """Return for each question its codes, and for each spelling code and status as numbers."""
    options: dict[str, list[tuple[str, str]]] = {}
    with (folder / "choices.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            options.setdefault(row["list_name"], []).append(
                (row["name"], row["label::English (en)"])
            )
    missing = json.loads((folder / "missing.json").read_text())
    form = {}
    with (folder / "survey.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            listed = options[row["type"].split()[1]]
            table = {"": (-1, NUMBER["no_answer"])}
            table |= {text: (-1, NUMBER[status]) for text, status in missing.items()}
            for position, (code, label) in enumerate(listed):
                table[code] = table[label] = (position, NUMBER["valid"])
            form[row["name"]] = ([code for code, _ in listed], table)
    return form


def chunks(export: Path, names: list[str], engine: str) -> Iterator[pd.DataFrame]:
    """Read the export, every question as a category."""
    if engine == "c":
        types = dict.fromkeys(names, "category") | {"id": "string"}
        yield from pd.read_csv(export, dtype=types, keep_default_na=False, chunksize=CHUNK)
    elif engine == "pyarrow":
        types = dict.fromkeys(names, "category") | {"id": "string"}
        yield pd.read_csv(export, dtype=types, keep_default_na=False, engine="pyarrow")
    else:  # arrow: not pandas' reader, but its result is handed to pandas without a copy
        label = pa.dictionary(pa.int32(), pa.string())
        types = dict.fromkeys(names, label) | {"id": pa.string()}
        batches = arrow_csv.open_csv(
            export,
            read_options=arrow_csv.ReadOptions(block_size=64 << 20),
            convert_options=arrow_csv.ConvertOptions(column_types=types, strings_can_be_null=False),
        )
        for batch in batches:
            yield batch.to_pandas()


def main(folder: Path, export: Path, target: Path, engine: str = "c") -> None:
    """Decode, route, write, count."""
    form = read_form(folder)
    rules = json.loads((folder / "rules.json").read_text())
    counts = {name: np.zeros(len(STATUSES), dtype=np.int64) for name in form}
    unanswered = [f".{status}" for status in STATUSES[1:]]
    writer, rows = None, 0
    for chunk in chunks(export, list(form), engine):
        codes, statuses = {}, {}
        for name, (_, table) in form.items():
            column = chunk[name].cat
            labels = column.categories.astype(str)
            strange = [label for label in labels if label not in table]
            if strange:
                sys.exit(f"{name}: {strange} are no options")
            lookup = np.array([table[label] for label in labels], dtype=np.int8).reshape(-1, 2)
            place = column.codes.to_numpy()
            codes[name] = lookup[place, 0]
            statuses[name] = lookup[place, 1]
        for name in form:  # in the form's order: an answer that falls away closes what it opened
            if name not in rules:
                continue
            source, opening = rules[name]
            opens = [form[source][0].index(code) for code in opening]
            closed = ~np.isin(codes[source], opens)
            given = closed & (statuses[name] == NUMBER["valid"])
            statuses[name][closed] = NUMBER["not_asked"]
            statuses[name][given] = NUMBER["invalid"]
            codes[name][closed] = -1
        out = {"id": chunk["id"]}
        for name, (options, _) in form.items():
            for said in SPECIAL.intersection(options):
                statuses[name][codes[name] == options.index(said)] = NUMBER[said]
            counts[name] += np.bincount(statuses[name], minlength=len(STATUSES))
            # One column: the option's place, or behind the options the place of the status.
            place = np.where(
                statuses[name] == NUMBER["valid"], codes[name], len(options) - 1 + statuses[name]
            )
            out[name] = pd.Categorical.from_codes(place, [*options, *unanswered])
        rows += len(chunk)
        table = pa.Table.from_pandas(pd.DataFrame(out, copy=False), preserve_index=False)
        writer = writer or pq.ParquetWriter(
            target, table.schema, compression="zstd", write_statistics=False
        )
        writer.write_table(table, row_group_size=CHUNK)
    writer.close()
    cells = {
        name: {s: int(n) for s, n in zip(STATUSES, found, strict=True) if n}
        for name, found in counts.items()
    }
    print(json.dumps({"rows": rows, "cells": cells}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), *sys.argv[4:])
