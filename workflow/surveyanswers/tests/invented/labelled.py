"""What is read back from labelled files, read by somebody who knows the questionnaire."""

import re
from functools import partial

import polars as pl
import pyreadstat

from invented.answers import ROW
from surveyanswers.labelled import spss_file as spss
from surveyanswers.labelled import stata_file as stata
from surveyanswers.labelled.laid_out import TEXTS, keys_of, lay_out
from surveyanswers.tables.answers import Answers
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import schema_of
from surveyanswers.tables.waves import ONLY

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
