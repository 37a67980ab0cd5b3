"""An index of the same make as ITU's, whose weights are known, as an analysis of it is given it."""

from inspect import unwrap

import numpy as np
import pandas as pd
import polars as pl

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened
from cyberstudy.declare.opened import OpenSurvey
from worlds import REPOSITORY, raw_folder

GCI = OpenSurvey(REPOSITORY / "config/surveys/gci", root=REPOSITORY)


def published_scores():
    """Read ITU's scores of Member States without the workflow: by State, edition and question."""
    raw = "gci/ITU_GCI.csv"
    lines = (GCI.folder / "layout.yaml").read_text(encoding="utf-8").splitlines()
    called = dict(line.strip().split(": ") for line in lines if line.strip().startswith("ITU_GCI_"))
    long = pd.read_csv(raw_folder(raw) / raw)
    wide = long.assign(question=long["INDICATOR"].map(called)).pivot(
        index="REF_AREA", columns=["TIME_PERIOD", "question"], values="OBS_VALUE"
    )
    members = pd.read_csv(REPOSITORY / "data/raw/reference/member_states.csv")["iso3"]
    return wide.loc[wide.index.isin(members)].sort_index()


def analysis(name):
    """Open an analysis of the index; and give what stands in the file."""
    found = opened(GCI.folder / "analyses" / f"{name}.py")
    return found, unwrap(next(iter(found.tables.values())).function).__globals__


def given(rows):
    """Give an analysis rows of wave, unit_id, question, number; null is no answer."""
    accepted = rows.with_columns(
        instance=pl.lit(0, pl.UInt32), option=pl.lit(""), value=pl.lit(None, pl.String)
    )
    units = accepted.select("wave", "unit_id").unique()
    asked = GCI.questionnaire.questions
    return Given.of(accepted, units, None, codebook=GCI.codebook, numbers=asked)


def answered(**waves):
    """Rows of waves, each with its questions and a number a unit; what is not a number is null."""
    return pl.concat(
        pl.DataFrame({"number": numbers}, schema={"number": pl.Float64}).select(
            pl.lit(wave).alias("wave"),
            pl.format("u{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(3)).alias("unit_id"),
            pl.lit(question).alias("question"),
            pl.col("number").fill_nan(None),
        )
        for wave, asked in waves.items()
        for question, numbers in asked.items()
    )


def shone(units, items, seed=1):
    """Indicators as an index has them, many at an end of their scale."""
    rng = np.random.default_rng(seed)
    some = rng.uniform(size=(units, items))
    return np.where(rng.uniform(size=some.shape) < 0.6, some.round(), some)
