"""Countries as the reference knows them, to tell columns that name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copyfile

from surveyanswers.instrument.column_sheet import ColumnRow
from surveyanswers.instrument.matching import normalised
from surveyanswers.scaffold.placement import Placement
from surveyanswers.tables.storage import read_text_table

#: Where tables of reference lie in a study's folder, and those that come with the package.
REFERENCE, CARRIED = Path("data/raw/reference"), Path(__file__).with_name("reference")
#: Names by which the reference knows a country, the shown one first.
NAMES = ("label_en", "name_en", "iso3", "m49", "iso2")
#: Of a column's texts, so many must be countries.
MOSTLY = 0.85
NEARLY_ALL = 0.95


def lay_down_tables(root: Path) -> None:
    """Copy the package's tables of countries to where settings name them, unless there are some."""
    target = root / REFERENCE
    if not (target / "countries.csv").exists():
        target.mkdir(parents=True, exist_ok=True)
        for table in CARRIED.glob("*.csv"):
            copyfile(table, target / table.name)


class Countries:
    """Countries as the reference in a study's folder has them, or else those of the package."""

    def __init__(self, root: Path) -> None:
        folder = root / REFERENCE
        folder = folder if (folder / "countries.csv").is_file() else CARRIED

        def codes_by_text(file: str, *names: str) -> list[dict[str, str]]:
            path = folder / file
            rows = read_text_table(path).to_dicts() if path.is_file() else []
            return [
                {normalised(row[name]): row["iso3"] for row in rows if row.get(name)}
                for name in names
            ]

        self.by_name = dict(zip(NAMES, codes_by_text("countries.csv", *NAMES), strict=True))
        (self.aliases,) = codes_by_text("aliases.csv", "alias")
        self.states = {*codes_by_text("member_states.csv", "iso3")[0].values()}

    def match(self, values: Sequence[str]) -> tuple[float, dict[str, str], list[str]]:
        """Return the share of texts that are countries, each text's code, and names to know."""
        texts = {normalised(value) for value in {*values}}
        codes: dict[str, str] = {}
        used = list(NAMES[:2])
        for name in NAMES:
            new = {
                text: self.by_name[name][text]
                for text in texts - codes.keys()
                if text in self.by_name[name]
            }
            if name in used or len(new) * 2 > len(texts):
                codes |= new
                used += [name] * (name not in used and bool(new))
        codes |= {text: self.aliases[text] for text in texts - codes.keys() if text in self.aliases}
        return (len(codes) / len(texts) if len(texts) > 4 else 0.0), codes, used

    def see_list(
        self, header: str, codes: Sequence[str], placed: Placement, decided: Mapping[str, ColumnRow]
    ) -> None:
        """Decide whether Member States were to answer: most have a row; unsure if many have none.

        Assume: all were, where one in twenty or fewer has no row.
        """
        listed, members = len(self.states.intersection(codes)), len(self.states)
        placed.listed_states = listed * 2 > members > 0
        if placed.listed_states and listed < NEARLY_ALL * members:
            placed.listed_states = header not in decided or decided[header].kind != "names"
            placed.undecided.add(header)
            placed.doubts.setdefault(header, []).append(
                f"{listed} of {members} Member States have a row: the others are taken for "
                f"nonrespondents. If they were not to answer, kind is names"
            )
        placed.silent = placed.listed_states and (listed < members or placed.wave is not None)
