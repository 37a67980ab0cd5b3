"""Check a certificate by adding up: whether what a release withholds stays open.

    python -m disclosure.check_certificate release.csv units.csv certificate.parquet

It solves nothing and knows nothing of how the release was made: of each withheld number it adds up
two whole tables of counts, compares every sum with what is published, and looks whether the number
differs between them. What it reads: of the release wave (if there are any), question, grouping,
group, option, count, base, and open or bound_low and bound_high, empty where it is withheld; of
units wave, unit_id, grouping, group and replied; the certificate as `disclosure.certificate` says.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

Group = tuple[str, str]
Number = tuple[str, str, str]  # grouping, group, option
Cells = Mapping[tuple[Group, ...], int]  # groups that units have in common -> how many replied
ANSWERED, OPEN = -2, -1  # where a table lists these, behind the options
NEAR = 1e-6  # released shares have six digits
REPLIED = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
SHOWN = 20  # problems that are printed


@dataclass
class AddedUp:
    """What was added up, and what was wrong.

    Attributes
    ----------
    questions, numbers, tables
        How many: withheld numbers that two tables show to be open, and tables.
    excused
        Withheld numbers that need not be open, by reason: a published nought of enough units, a
        total alone, nobody of the group answered.
    several, unnamed
        Questions of which the certificate says that a unit may choose several options, and that
        some that answered chose none: to be compared with the form.
    problems
        In words; none where the certificate holds.
    """

    questions: int = 0
    numbers: int = 0
    tables: int = 0
    excused: Counter[str] = field(default_factory=Counter)
    several: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def check(
    release: pl.DataFrame,
    units: pl.DataFrame,
    certificate: pl.DataFrame,
    *,
    width: int | None = None,
    minimum: int | None = None,
) -> AddedUp:
    """Check a certificate.

    Parameters
    ----------
    release, units, certificate
        As above; replied is true or false.
    width, minimum
        What is demanded; what the certificate says of itself, if nothing is.
    """
    tally = AddedUp()
    proofs: dict[tuple[str, str], dict[str, Any]] = {}
    for row in certificate.iter_rows(named=True):
        if (row["wave"], row["question"]) in proofs:
            tally.problems.append(f"{row['question']}: the certificate has it twice")
        proofs[row["wave"], row["question"]] = row
    cells_of = _Cells(units)
    for (wave, question), rows in release.group_by("wave", "question", maintain_order=True):
        name = f"{wave} {question}".strip()
        proof = proofs.pop((str(wave), str(question)), None)
        if proof is None:
            tally.problems.append(f"{name}: the certificate does not have this question")
            continue
        demanded = width or proof["width"], minimum or proof["minimum"]
        shown = frozenset((by, group) for by, group in rows.select("grouping", "group").iter_rows())
        tally.questions += 1
        tally.several += [name] * proof["several"]
        tally.unnamed += [name] * (not proof["named"])
        counts = _Question(rows, cells_of.of(str(wave), shown), proof)
        tally.problems += [f"{name}: {problem}" for problem in counts.problems(*demanded, tally)]
    tally.problems += [f"{name}: the release does not have this question" for _, name in proofs]
    return tally


class _Cells:
    """How many units that replied are in the same groups."""

    def __init__(self, units: pl.DataFrame) -> None:
        self.groups: dict[str, dict[str, list[Group]]] = {}
        for row in units.filter("replied").select("wave", "unit_id", "grouping", "group").rows():
            wave, unit, *group = row
            self.groups.setdefault(wave, {}).setdefault(unit, []).append((group[0], group[1]))
        self._known: dict[tuple[str, frozenset[Group]], Cells] = {}

    def of(self, wave: str, shown: frozenset[Group]) -> Cells:
        """Return the cells formed by the groups that a release shows."""
        if (wave, shown) not in self._known:
            every = self.groups.get(wave, {}).values()
            cells = Counter(tuple(sorted(shown.intersection(groups))) for groups in every)
            cells.pop((), None)
            self._known[wave, shown] = cells
        return self._known[wave, shown]


class _Question:
    """One question: rows of the release, cells, and what the certificate says."""

    def __init__(self, rows: pl.DataFrame, cells: Cells, proof: Mapping[str, Any]) -> None:
        self.rows, self.sizes, self.proof = rows, cells, proof
        self.cells = [
            tuple(sorted((g["grouping"], g["group"]) for g in cell)) for cell in proof["cells"]
        ]
        self.options = list(proof["options"])
        published = rows.select("grouping", "group", "option", "count", "base").rows()
        self.numbers: list[Number] = [row[:3] for row in published]
        self.groups = list(dict.fromkeys((by, group) for by, group, _ in self.numbers))
        # A row a group, a column a cell.
        inside = [[group in cell for cell in self.cells] for group in self.groups]
        self.inside = np.array(inside, dtype=bool).reshape(len(self.groups), len(self.cells))
        # Of each group the options whose count is withheld; None stands for the base.
        self.withheld: dict[Group, set[str | None]] = {group: set() for group in self.groups}
        for by, group, option, count, base in published:
            gone = {option: count, None: base}
            self.withheld[by, group] |= {name for name, number in gone.items() if number is None}

    def problems(self, width: int, minimum: int, tally: AddedUp) -> Iterator[str]:
        """Return what is wrong, in words."""
        if wrong := [*self._shape()]:  # nothing can be added up
            yield from wrong
            return
        tables = np.array(self.proof["tables"], dtype=np.int64)
        self.tables = tables.reshape(len(tables), len(self.cells), -1)
        tally.tables += len(tables)
        yield from self._possible()
        yield from self._published()
        numbers = {key for key in self.numbers if key[2] in self.withheld[key[:2]]}
        proved = [(n["grouping"], n["group"], n["option"]) for n in self.proof["numbers"]]
        for number, times in Counter(proved).items():
            if number not in numbers:
                yield f"{_said(number)} is not withheld, and the certificate speaks of it"
            elif times > 1:
                yield f"the certificate speaks of {_said(number)} twice"
        for number in sorted(numbers - {*proved}):
            yield f"{_said(number)} is withheld, and the certificate does not speak of it"
        for number, entry in zip(proved, self.proof["numbers"], strict=True):
            if number in numbers:
                yield from self._open(number, entry, width, minimum, tally)

    def _shape(self) -> Iterator[str]:
        """Compare the cells and options with those of the release and the units."""
        if len({*self.cells}) < len(self.cells) or {*self.cells} != {*self.sizes}:
            yield "groups of units are others than the certificate's"
        listed = Counter(self.numbers)
        every = {(*group, option) for group in self.groups for option in self.options}
        if {*listed} != every or len(every) < len(self.groups) * len(self.options):
            yield "options are others than the certificate's, or not of every group"
        if any(times > 1 for times in listed.values()):
            yield "the release has a row twice"
        held = len(self.cells) * (len(self.options) + 2)
        if not self.proof["tables"] or any(len(table) != held for table in self.proof["tables"]):
            yield "the certificate has no table, or one of another shape"

    def _possible(self) -> Iterator[str]:
        """Look whether so many units can have said so."""
        options, answered = self.tables[:, :, :ANSWERED], self.tables[:, :, ANSWERED]
        replied = np.array([self.sizes[cell] for cell in self.cells])
        if (self.tables < 0).any():
            yield "a number of a table is below 0"
        if (answered + self.tables[:, :, OPEN] > replied).any():
            yield "in a table more answer, or leave it open, than replied"
        if (options > answered[:, :, None]).any():
            yield "in a table more choose an option than answer"
        chosen = options.sum(axis=2)
        if not self.proof["several"] and (chosen > answered).any():
            yield "in a table more options are chosen than answers given, of which each is one"
        if self.proof["named"] and (chosen < answered).any():
            yield "in a table fewer options are chosen than answers given"

    def _published(self) -> Iterator[str]:
        """Compare every published number with what tables add up to."""
        of_groups = np.einsum("tcs,gc->tgs", self.tables, self.inside)
        place = {group: number for number, group in enumerate(self.groups)}
        option = {name: number for number, name in enumerate(self.options)}
        at = [place[by, group] for by, group, _ in self.numbers]
        counts = of_groups[:, at, [option[name] for *_, name in self.numbers]]
        base, left_open = of_groups[:, at, ANSWERED], of_groups[:, at, OPEN]
        replied = self.inside @ np.array([self.sizes[cell] for cell in self.cells])
        listed = self._column("listed", np.nan) - self._column("replied", np.nan)
        # Of those who are listed and never replied it is open, too.
        unknown = left_open + np.nan_to_num(listed)
        with np.errstate(divide="ignore", invalid="ignore"):
            sums: dict[str, Any] = {
                "replied": replied[at],
                "count": counts,
                "base": base,
                "open": left_open,
                "share": counts / base,
                "bound_low": counts / (base + unknown),
                "bound_high": (counts + unknown) / (base + unknown),
            }
        for name, value in sums.items():
            column = self._column(name, np.nan)
            wrong = ~np.isnan(column) & ~(np.abs(value - column) <= NEAR)
            for row in np.flatnonzero(wrong.reshape(-1, len(at)).any(axis=0))[:1]:
                yield f"{name} of {_said(self.numbers[row])} is not what a table adds up to"

    def _column(self, name: str, default: float) -> np.ndarray:
        """Return a column of the release as numbers, or one filled with a default."""
        if name not in self.rows.columns:
            return np.full(self.rows.height, default)
        return self.rows[name].cast(pl.Float64).to_numpy()

    def _open(
        self, number: Number, entry: Mapping[str, Any], width: int, minimum: int, tally: AddedUp
    ) -> Iterator[str]:
        """Look whether the two tables of a withheld number differ in it, or what excuses them."""
        *group, option = number
        cells = self.inside[self.groups.index((group[0], group[1]))]
        places = [entry["least_table"], entry["most_table"]]
        if any(place is None or not 0 <= place < len(self.tables) for place in places):
            yield f"{_said(number)} lacks a table"
            return
        ends = self.tables[places][:, cells, self.options.index(option)].sum(axis=1)
        if [*ends] != [entry["least"], entry["most"]] or ends[0] > ends[1]:
            yield f"{_said(number)} is not in its tables what the certificate says"
            return
        if ends[1] - ends[0] >= width:
            if entry["excuse"]:
                yield f"{_said(number)} is open, and is excused"
            tally.numbers += 1
            return
        excuses: Mapping[str, Callable[[], bool]] = {
            "nought": lambda: self._nought(number, cells, minimum),
            "total": lambda: self._by_total(cells, self.options.index(option), width),
            "nobody": lambda: bool((cells <= self._noughts(ANSWERED)).all()),
        }
        if entry["excuse"] not in excuses:
            yield f"{_said(number)} is known to less than {width}"
        elif not excuses[entry["excuse"]]():
            yield f"{_said(number)} is known to less than {width}, and its excuse does not hold"
        else:
            tally.excused[entry["excuse"]] += 1

    def _shown(self, sort: int) -> Iterator[tuple[np.ndarray, int]]:
        """Return cells whose sum is published, and the sum, which every table agrees with.

        What is left of a published group when others of one grouping are taken away is one, too.
        """
        shown = [g for g, group in enumerate(self.groups) if self._told(group, sort)]
        sums = np.einsum("c,gc->g", self.tables[0, :, sort], self.inside)
        parts: dict[str, list[int]] = {}
        for g in shown:
            yield self.inside[g], int(sums[g])
            parts.setdefault(self.groups[g][0], []).append(g)
        for whole in shown:
            for together in parts.values():
                within = [g for g in together if (self.inside[g] <= self.inside[whole]).all()]
                union = self.inside[within].sum(axis=0)
                if (union <= 1).all() and whole not in within:
                    yield self.inside[whole] & (union == 0), int(sums[whole] - sums[within].sum())

    def _told(self, group: Group, sort: int) -> bool:
        return (self.options[sort] if sort >= 0 else None) not in self.withheld[group]

    def _noughts(self, sort: int) -> np.ndarray:
        """Cells in which nobody said this, as published sums tell."""
        empty = [cells for cells, count in self._shown(sort) if count == 0]
        return np.any([np.zeros(len(self.cells), dtype=bool), *empty], axis=0)

    def _nought(self, number: Number, cells: np.ndarray, minimum: int) -> bool:
        """Whether a published nought tells it, of enough units beside it that answered."""
        grouping, _, option = number
        beside = [group[0] == grouping and option in self.withheld[group] for group in self.groups]
        union = self.inside[beside].any(axis=0)
        answered = self.tables[:, union, ANSWERED].sum(axis=1)
        nobody_chose = (cells <= self._noughts(self.options.index(option))).all()
        return bool(nobody_chose and answered.min() >= minimum)

    def _by_total(self, cells: np.ndarray, option: int, width: int) -> bool:
        """Whether groups of which other published ones are parts tell it by themselves."""
        sizes = np.array([self.sizes[cell] for cell in self.cells])
        wholes = [
            (g, row)
            for g, row in enumerate(self.inside)
            if self._told(self.groups[g], option)
            and any((part <= row).all() and (part != row).any() for part in self.inside)
        ]
        sums = [(row, int(self.tables[0, row, option].sum())) for _, row in wholes]
        sums += [
            (row & ~part, most - least)
            for row, most in sums
            for part, least in sums
            if (part <= row).all() and (part != row).any()
        ]
        least = [0, *(count - int(sizes[row & ~cells].sum()) for row, count in sums)]
        most = [int(sizes[cells].sum()), *(n + int(sizes[cells & ~row].sum()) for row, n in sums)]
        return min(most) - max(least) < width


def _said(number: Sequence[str]) -> str:
    """Name a number."""
    by, group, option = number
    return f"{by} {group}, {option}"


def _read(path: Path, numbers: Sequence[str] = ()) -> pl.DataFrame:
    """Read a CSV or Parquet file."""
    if path.suffix == ".parquet":
        table = pl.read_parquet(path)
    else:
        table = pl.read_csv(path, infer_schema=False)
    if "wave" not in table.columns:
        table = table.with_columns(wave=pl.lit(""))
    table = table.with_columns(pl.col("wave").fill_null(""))
    columns = [name for name in numbers if name in table.columns]
    return table.with_columns(pl.col(columns).cast(pl.Float64))


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the command line names; 0 if the certificate holds, 1 if not."""
    parser = argparse.ArgumentParser(
        prog="python -m disclosure.check_certificate",
        description="Check that what a release withholds stays open, by adding up its certificate.",
    )
    parser.add_argument(
        "release", type=Path, help="CSV of counts as they left, withheld ones empty"
    )
    parser.add_argument("units", type=Path, help="CSV of who is in which group, and who replied")
    parser.add_argument("certificate", type=Path, help="Parquet file of tables of counts")
    parser.add_argument("--width", type=int, help="least range of a withheld number")
    parser.add_argument("--minimum", type=int, help="fewest units whose nought may be known")
    settings = parser.parse_args(arguments)
    numbers = ["listed", "replied", "count", "base", "open", "share", "bound_low", "bound_high"]
    try:
        release, units = _read(settings.release, numbers), _read(settings.units)
        if units["replied"].dtype == pl.String:
            replied = pl.col("replied").str.to_lowercase().replace_strict(REPLIED)
            units = units.with_columns(replied=replied)
        tally = check(
            release, units, pl.read_parquet(settings.certificate),
            width=settings.width, minimum=settings.minimum,
        )  # fmt: skip
    except (OSError, pl.exceptions.PolarsError, KeyError) as unread:
        tally = AddedUp(problems=[f"it cannot be read: {unread}"])
    for problem in tally.problems[:SHOWN]:
        print(problem)
    if tally.problems:
        more = len(tally.problems) - SHOWN
        print(f"refused: {len(tally.problems)} problems" + (" (others not shown)" * (more > 0)))
        return 1
    excused = ", ".join(f"{count} by {why}" for why, count in sorted(tally.excused.items()))
    print(
        f"accepted: {tally.numbers} withheld numbers of {tally.questions} questions are open, "
        f"as {tally.tables} tables show; excused: {excused or 'none'}"
    )
    for why, names in (("several options", tally.several), ("no option", tally.unnamed)):
        if names:
            print(f"that a unit may answer with {why} is taken as said of: {', '.join(names)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
