"""List what of the data changed since an earlier release: ``-m cyberstudy.commands.compare``.

The earlier release is a folder: ``results/published`` of this or of an earlier commit, a folder of
results, or a release that somebody kept. Rows are the same where the keys in ``datapackage.json``
agree. Two CSV files can be compared as well, with their key: what an owner changed in a source.
With ``--changelog`` the lines go into the part on data of ``CHANGELOG.md``.

Assume: no library serves. datacompy 1.1.0 says the same of a changed cell, but needs polars before
1.45 and pandas before 3.1, and calls empty tables different; daff 1.4.2 gives no sizes of changes.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from cyberstudy.commands.compared_tables import Cells, cells_of, differing_cells, largest
from cyberstudy.commands.published_list import VALUES
from surveyanswers.data_package import FILE
from surveyanswers.instrument.data_access import PUBLISHED
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.problems import listed
from surveyanswers.tables.storage import read_json

#: The part of the changelog that is written.
PART = re.compile(r"(?<=### Changed data\n\n)(?:.+\n)*", re.MULTILINE)
SHOWN = 3


def changes(earlier: Path, later: Path) -> Iterator[str]:
    """Yield a line for each table of a release that was added, removed or changed.

    Parameters
    ----------
    earlier, later
        Folders of a release, of results with releases, or for `earlier` of published values.
    """
    packages = sorted(later.glob(f"*/release/{FILE}")) or [later / FILE]
    for package in packages:
        survey = package.parents[1].name if package.parent.name == "release" else ""
        folders = (earlier / survey / VALUES, earlier / survey / "release", earlier)
        folder = next((path for path in folders if (path / "tables").is_dir()), None)
        if folder is None or not package.is_file():
            raise SystemExit(f"no release to compare: {package} with tables in {folders[-1]}")
        resources = {entry["path"]: entry["schema"] for entry in read_json(package)["resources"]}
        tables = {path for path in resources if path.startswith("tables/")}
        before = {p.relative_to(folder).as_posix() for p in folder.glob("tables/**/*.csv")}
        for name in sorted(tables | before):
            label = f"`{survey}/{name.removeprefix('tables/')}`".replace("`/", "`")
            if name not in before or name not in tables:
                yield f"{label}: the table is {'new' if name in tables else 'gone'}"
                continue
            key = resources[name].get("primaryKey", ())
            was, now = (cells_of(path / name, key) for path in (folder, package.parent))
            if what := change(was, now):
                yield f"{label}: {what}"


def change(was: Cells, now: Cells) -> str:
    """Return how a table differs from an earlier one; "" where it does not."""
    parts = []
    for n, what in ((1, "columns"), (0, "rows")):
        then, today = (dict.fromkeys(place[n] for place in cells) for cells in (was, now))
        for names, others, verb in ((today, then, "added"), (then, today, "removed")):
            if moved := [name for name in names if name not in others]:
                parts.append(f"{len(moved)} {what} {verb} ({_first(moved)})")
    both = [place for place in was if place in now]
    cells = differing_cells({p: was[p] for p in both}, {p: now[p] for p in both}, "")
    if cells:
        columns = Counter(cell.column for cell in cells).most_common()
        counts = _first([f"{column} in {n}" for column, n in columns])
        rows = len({cell.row for cell in cells})
        parts.append(f"cells of {rows} rows changed ({counts}); most: {largest(cells)[0]}")
    return "; ".join(parts)


def _first(names: Sequence[str]) -> str:
    rest = [f"and {len(names) - SHOWN} more"] if len(names) > SHOWN else []
    return "; ".join([*names[:SHOWN], *rest])


def main(arguments: list[str] | None = None) -> int:
    """Print what changed; 1 if anything did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("earlier", type=Path, nargs="?", default=Path(RESULTS, PUBLISHED))
    parser.add_argument("later", type=Path, nargs="?", default=Path(RESULTS))
    parser.add_argument("--key", nargs="+", default=[], help="columns that name rows of two files")
    parser.add_argument("--changelog", type=Path, help="the file whose part on data is written")
    choice = parser.parse_args(arguments)
    if choice.later.is_file():
        was, now = (cells_of(path, choice.key) for path in (choice.earlier, choice.later))
        lines = [f"{choice.later}: {what}"] if (what := change(was, now)) else []
    else:
        lines = [*changes(choice.earlier, choice.later)]
    if choice.changelog:
        text = choice.changelog.read_text(encoding="utf-8")
        part = "".join(f"- {line}\n" for line in lines)
        choice.changelog.write_text(PART.sub(lambda _: part, text, count=1), encoding="utf-8")
    print(f"Changed since {choice.earlier}:{listed(lines, shown=len(lines))}" if lines else "Same.")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
