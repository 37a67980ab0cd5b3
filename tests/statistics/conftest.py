"""The published index of ITU, where this machine has it."""

import numpy as np
import polars as pl
import pytest
from worlds.published import published_index

SCORES = {
    "LEGL": "LEGL_SCRE",
    "TECH": "TECH_SCORE",
    "ORG": "ORG_SCORE",
    "CDS": "CDS_SCORE",
    "COOP": "COOP_SCORE",
}


class Edition:
    """One edition of the Global Cybersecurity Index, units in the order of their codes."""

    def __init__(self, rows):
        wide = rows.pivot("indicator", index="unit", values="value").sort("unit")
        self.units = wide["unit"].to_list()
        self.wide = wide

    def pillar(self, name):
        """Give the indicators' names and values, and the published score."""
        names = [c for c in self.wide.columns if c.startswith(name) and c != SCORES[name]]
        return names, self.wide.select(names).to_numpy(), self.wide[SCORES[name]].to_numpy()

    def pillars(self):
        return np.column_stack([self.wide[score] for score in SCORES.values()])

    def overall(self):
        return self.wide["GCI_OVRL_SCRE"].to_numpy()


@pytest.fixture(scope="session")
def gci():
    """Both editions, by year."""
    rows = published_index().with_columns(pl.col("indicator").str.strip_prefix("ITU_GCI_"))
    return {year: Edition(rows.filter(year=year)) for year in ("2020", "2024")}
