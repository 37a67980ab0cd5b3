"""Countries as the reference knows them, to tell columns that name them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cyberstudy.declare.matching import normalised
from cyberstudy.tables.storage import read_text_table

REFERENCE = Path("data/raw/reference")
#: Names by which the reference knows a country, the shown one first.
NAMES = ("label_en", "name_en", "iso3", "m49", "iso2")
#: Of a column's texts, so many must be countries.
MOSTLY = 0.85


class Countries:
    """What the reference knows of countries; nothing where there is no reference."""

    def __init__(self, root: Path) -> None:
        def known(file: str, name: str) -> dict[str, str]:
            path = root / REFERENCE / file
            rows = read_text_table(path).to_dicts() if path.is_file() else []
            return {normalised(row[name]): row["iso3"] for row in rows if row.get(name)}

        self.by_name = {name: known("countries.csv", name) for name in NAMES}
        self.aliases = known("aliases.csv", "alias")
        self.states = {*known("member_states.csv", "iso3").values()}

    def match(self, values: Sequence[str]) -> tuple[float, dict[str, str], list[str]]:
        """Return the share of texts that are countries, each text's code, and names to know."""
        texts = {normalised(value) for value in values}
        found: dict[str, str] = {}
        used = list(NAMES[:2])
        for name in NAMES:
            new = {
                text: self.by_name[name][text]
                for text in texts - found.keys()
                if text in self.by_name[name]
            }
            if name in used or len(new) * 2 > len(texts):
                found |= new
                used += [name] * (name not in used and bool(new))
        found |= {text: self.aliases[text] for text in texts - found.keys() if text in self.aliases}
        return (len(found) / len(texts) if len(texts) > 4 else 0.0), found, used

    def are_listed(self, codes: Sequence[str]) -> bool:
        """Whether most Member States of the United Nations are among some countries, by code."""
        return len(self.states.intersection(codes)) * 2 > len(self.states) > 0
