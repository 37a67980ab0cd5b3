"""The published index of ITU, where this machine has it."""

import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE = "gci/ITU_GCI.csv"
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
    places = [ROOT / "data" / "raw", Path(os.environ.get("STUDY_MIRROR", "nowhere"))]
    found = next((place / FILE for place in places if (place / FILE).is_file()), None)
    if found is None:
        pytest.skip(f"the index is neither in data/raw/{FILE} nor in STUDY_MIRROR")
    rows = pl.read_csv(found, infer_schema=False).select(
        unit="REF_AREA",
        year="TIME_PERIOD",
        indicator=pl.col("INDICATOR").str.strip_prefix("ITU_GCI_"),
        value=pl.col("OBS_VALUE").cast(pl.Float64),
    )
    return {year: Edition(rows.filter(year=year)) for year in ("2020", "2024")}
