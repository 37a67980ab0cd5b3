"""Write the page on tables and their columns: ``python -m cyberstudy.commands.tables_page``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from cyberstudy.tables.records import RECORDS
from cyberstudy.tables.registry import FROZEN, HANDED_ON, OF_CLUSTERING, OF_SURVEY
from cyberstudy.wording.modes import WITHOUT_REPLIES
from surveyanswers.tables.contract import Contract
from surveyanswers.tables.description import COLUMNS, described
from surveyanswers.tables.disclosure import INSIDE, MEANINGS, disclosure_of
from surveyanswers.tables.statuses import BY_NAME

PAGE = Path("docs/tables.md")
HEAD = """# Tables: every column

Written by `make reference` from the contracts in `workflow/cyberstudy/tables/`; change those, not
this page. A table's file lies below `results/<survey>/`; some are made where a section of the
survey's plan asks for them. Tables that stage 6, protect, may let through are shown as they leave
it. A release lists its own columns in `columns.csv`, in the same words. Numbers of an exhibit,
beside its figure, are chosen from these tables and named by the figure.

In the CSV files of a release and of figures an apostrophe stands before a text that a spreadsheet
would take for a formula: one that begins with `=`, `+`, `-` or `@` (of full width too), a tab or an
end of line, or has one of these signs behind a tab, an end of line or a semicolon; blanks, quotes
and apostrophes before the sign do not count. Numbers have none. Taking one apostrophe away at such
a place gives the text as it was given; `surveyanswers.tables.spreadsheets.restored` does it for a
whole table, and the Parquet files hold the text as it is.

## Parts in disclosure

What a column's part says decides what passes of a confidential survey; a table or a column that
declares none stops the run.

| part | meaning |
|---|---|
"""
STAYS = "Of a confidential survey it stays inside."


def page() -> str:
    """Write the page, from the registry of contracts."""
    sections: tuple[tuple[str, Mapping[str, type[Contract]]], ...] = (
        ("Of a survey", OF_SURVEY),
        ("Of a clustering", OF_CLUSTERING),
        ("Handed on between stages; they stay inside", HANDED_ON),
        ("Frozen, of simulated truth", FROZEN),
    )
    lines = [HEAD + "\n".join(f"| {part} | {said} |" for part, said in MEANINGS.items()), ""]
    for title, contracts in sections:
        lines += [f"## {title}", ""]
        for name, contract in contracts.items():
            lines += _table(name, contract)
    lines += ["## Statuses of answers", "", *_statuses(), ""]
    lines += ["## Records of a clustering (JSON)", ""]
    for name, record in RECORDS.items():
        lines += [f"### {name}.json", ""]
        lines += [f"{record.meaning} Part in disclosure: {record.part}.", ""]
        lines += ["| key | meaning |", "|---|---|"]
        lines += [f"| `{key}` | {meaning} |" for key, meaning in record.keys.items()]
        lines += [""]
    return "\n".join(lines)


def _table(name: str, contract: type[Contract]) -> Iterator[str]:
    what = (contract.__doc__ or "").strip().partition("\n")[0]
    place = contract.place
    stays = not (place.inside or INSIDE.isdisjoint(disclosure_of(contract).values()))
    asked = f", asked for by `{place.asked_by}`" if place.asked_by else ""
    lies = f"`{place.file}`{asked}." if place.file else ""
    said = " ".join(filter(None, (what, STAYS if stays else "", lies)))
    yield from (f"### {name}", "", said, "")
    yield from ("| column | type | values | empty | part | meaning |", "|---|---|---|---|---|---|")
    for row in described(name, contract).iter_rows(named=True):
        cells = (f"`{row['column']}`", *(row[cell] for cell in COLUMNS[2:]))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""


def _statuses() -> Iterator[str]:
    yield from ("| status | readers are told | of a record | estimates have |", "|---|---|---|---|")
    for name, status in BY_NAME.items():
        of_record = WITHOUT_REPLIES.get(status.word, status.word)
        yield f"| `{name}` | {status.word} | {of_record} | {status.units} |"


def main(arguments: list[str] | None = None) -> int:
    """Write ``docs/tables.md``, or with ``--check`` only say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    target = given.root / PAGE
    text = page()
    if not given.check:
        target.write_text(text, encoding="utf-8")
    elif not target.is_file() or text != target.read_text(encoding="utf-8"):
        print(f"{PAGE} is out of date: make reference", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
