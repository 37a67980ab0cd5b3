"""The correlations of the index with facts, as readers see them."""

from types import SimpleNamespace

import polars as pl
from worlds import REPOSITORY

from cyberstudy.analysis_files import opened
from cyberstudy.wording.translator import ENGLISH

PATH = REPOSITORY / "config/sources/analyses/experts_and_states.py"
FILE = opened(PATH)


def test_the_table_for_readers_has_the_whole_index_unadjusted_and_adjusted_size_first():
    given = " ".join(FILE.tables["rank_correlations"].function.__globals__["GIVEN"])
    rows = [
        ("index", "laws", "all", ""),
        ("index", "laws", "all", given),
        ("index", "population", "all", ""),
        ("index", "laws", "named", ""),
        ("scams", "laws", "all", ""),
        ("index", "laws", "all", "internet income development"),
    ]
    keys = pl.DataFrame(rows, ["part", "fact", "countries", "adjusted_for"], orient="row")
    numbers = dict.fromkeys(("base", "rho", "low", "high", "morans_i", "reliability"), pl.lit(0.5))
    reason = pl.lit(None, pl.String)
    correlations = keys.with_columns(title=pl.col("fact"), reason=reason, **numbers)
    file = str(PATH)
    entry = SimpleNamespace(file=file, table="rank_correlations")
    figure = FILE.figures["experts_and_states"]
    drawn = figure(correlations, SimpleNamespace(say=ENGLISH, entry=entry))
    assert drawn.figure is None
    assert drawn.data["title"].to_list() == ["population", "laws", "laws"]
    adjusted = "internet use, income, human development and population"
    assert drawn.data["adjusted_for"].to_list() == ["nothing", "nothing", adjusted]
    assert drawn.data["rho"].to_list() == [0.5] * 3
