"""What is read back from labelled files, read by somebody who knows the questionnaire."""

import re
import time
from datetime import datetime
from functools import partial

import polars as pl
import pyreadstat

from invented.answers import KEY, ROW, everything
from surveyanswers.labelled import spss_file as spss
from surveyanswers.labelled import stata_file as stata
from surveyanswers.labelled.laid_out import TEXTS, keys_of, lay_out
from surveyanswers.tables.answers import Answers
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.statuses import STATUSES
from surveyanswers.tables.storage import schema_of
from surveyanswers.tables.waves import ONLY

STATUS_OF = {letter: status for status, letter in stata.LETTERS.items()}
KINDS = {"sav": spss, "dta": stata}
READERS = {
    "sav": partial(pyreadstat.read_sav, user_missing=True, output_format="dict"),
    "dta": partial(pyreadstat.read_dta, user_missing=True, output_format="dict"),
}


def write(answers, survey, *paths, **options):
    """Write answers as the kinds of file that the paths' endings name; return the last layout."""
    held = lay_out(
        AnswerColumns.of(answers), survey.questionnaire, survey.codebook, longest_name=99, **options
    )
    for path in paths:
        kind = KINDS[path.suffix[1:]]
        laid_out = held.named(longest_name=kind.NAME, taken=kind.RESERVED)
        writer = spss.write_sav if kind is spss else stata.write_dta
        writer(laid_out, path, beside={})
    return laid_out


def read(path, laid_out, questionnaire):
    """Read the file with other means, as rows of answers; names are those of the layout."""
    data, meta = READERS[path.suffix[1:]](path)
    units, waves = data["unit_id"], data.get("wave", [ONLY] * len(data["unit_id"]))
    rows = []
    for variable in laid_out.variables:
        ((question, instance, option),) = keys_of([variable.column], questionnaire)[variable.column]
        text = variable.type in TEXTS
        name = f"{variable.name}_st" if text else variable.name
        labels = meta.variable_value_labels[name]
        for place, code in enumerate(data[name]):
            if code is None:  # the unit has no row
                continue
            who = (units[place], waves[place], question, instance, option)
            label = labels.get(code, "")
            if re.fullmatch(r"\[\w+\]", label) and label != "[valid]":
                rows.append((*who, None, None, label[1:-1]))
            elif text:
                held = data[variable.name][place] or ""
                held = held.removesuffix(spss.END) if path.suffix == ".sav" else held
                rows.append((*who, held, None, "valid"))
            elif variable.type == "select_one":
                codes = questionnaire.options_of(variable.question).codes
                rows.append((*who, codes[int(code) - 1], None, "valid"))
            else:
                value = repr(float(code)) if variable.type == "decimal" else str(int(code))
                rows.append((*who, value, float(code), "valid"))
    schema = {name: schema_of(Answers)[name] for name in ROW}
    return pl.DataFrame(rows, schema=schema, orient="row")


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
