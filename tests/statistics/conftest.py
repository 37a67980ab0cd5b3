"""The published index of ITU and the examples of R's survey, where this machine has them."""

import subprocess

import numpy as np
import polars as pl
import pytest
from worlds.published import published_index

from cyberstudy.statistics.designs import SampleDesign

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


@pytest.fixture(scope="session")
def schools(tmp_path_factory):
    """Samples of California's schools that come with R's package survey: a table and its design."""
    folder = tmp_path_factory.mktemp("api")
    code = f"""library(survey); data(api);
    kept <- c("stype", "dnum", "pw", "fpc", "api00", "enroll", "comp.imp", "sch.wide")
    write.csv(apistrat[kept], "{folder}/strat.csv", row.names=FALSE)
    write.csv(apiclus1[kept], "{folder}/clus1.csv", row.names=FALSE)"""
    subprocess.run(["Rscript", "-e", code], capture_output=True, check=True)
    strat, clus1 = (
        pl.read_csv(folder / f"{name}.csv").with_columns(wide=(pl.col("sch.wide") == "Yes") * 1.0)
        for name in ("strat", "clus1")
    )
    stratum = strat["stype"].rank("dense").to_numpy().astype(int) - 1
    sizes = strat.group_by("stype").agg(pl.col("fpc").first()).sort("stype")["fpc"]
    district = clus1["dnum"].rank("dense").to_numpy().astype(int) - 1
    one = np.zeros(clus1["dnum"].n_unique(), dtype=int), clus1["fpc"][:1].to_numpy().astype(float)
    weight = [table["pw"].to_numpy() for table in (strat, clus1)]
    places = np.arange(strat.height)
    return {
        "strat": (
            strat,
            SampleDesign(weight[0], places, stratum, sizes.to_numpy().astype(float)),
        ),
        "clus1": (clus1, SampleDesign(weight[1], district, *one)),
    }


@pytest.fixture(scope="session")
def ask_r(tmp_path_factory):
    """Return what R computes from a matrix `x`, as numbers."""

    def asked(package, matrix, code):
        file = tmp_path_factory.mktemp("r") / "x.csv"
        np.savetxt(file, matrix, delimiter=",", fmt="%.17g")
        load = f"suppressMessages(library({package}));" if package else ""
        code = f'{load} x <- as.matrix(read.csv("{file}", header=FALSE)); ' + (
            f'cat("\\n", format(local({{{code}}}), digits=15))'
        )
        made = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr
        return [float(number) for number in made.stdout.splitlines()[-1].split()]

    return asked
