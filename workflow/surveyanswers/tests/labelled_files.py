"""What holds of every labelled file, whatever the survey: checks that tests of several call."""

import time
from datetime import datetime

import polars as pl
import pyreadstat
from invented.answers import KEY, ROW, everything
from invented.labelled import read, write

from surveyanswers.tables.statuses import STATUSES


def comes_back(answers, survey, path):
    return holds(write(answers, survey, path), answers, survey, path)


def holds(laid_out, answers, survey, path):
    back = read(path, laid_out, survey.questionnaire).sort(KEY)
    assert back.equals(answers.select(ROW).sort(KEY), null_equal=True)
    return laid_out


def plain(path):
    """Read as pandas and R do who ask for nothing: values alone."""
    reader = {".sav": pyreadstat.read_sav, ".dta": pyreadstat.read_dta}[path.suffix]
    return reader(path, output_format="polars")


def reasons_are_no_values(path):
    """See that a reason is no value, wherever there is one: of units whose names begin with u-."""
    data, meta = plain(path)
    numeric = [n for n, kind in meta.readstat_variable_types.items() if kind == "double"]
    assert data.select(pl.min_horizontal(pl.col(numeric).min())).item() >= 0
    silent = data.filter(pl.col("unit_id").str.starts_with("u-"))
    assert silent.height == len(STATUSES) - 1
    assert silent.select(pl.sum_horizontal(pl.col(numeric).count())).to_series().sum() == 0


def same_bytes_in_any_order(survey, first, second):
    """Write the answers of a file once more, their rows in another order, and compare."""
    time.sleep({".sav": 1.1, ".dta": 0}[first.suffix])  # SPSS's header carries seconds
    write(everything(survey).sample(fraction=1, shuffle=True, seed=1), survey, second)
    assert first.read_bytes() == second.read_bytes()
    made = datetime({".sav": 2000, ".dta": 1960}[first.suffix], 1, 1)
    assert plain(first)[1].creation_time == made
