"""R reads the labelled files as the questionnaire's answers, through haven."""

import io
import subprocess

import polars as pl
import pytest
from invented.answers import KEEPERS, everything
from invented.labelled import write

READ = """
library(haven)
path <- commandArgs(TRUE)[1]
data <- if (endsWith(path, ".sav")) read_sav(path) else read_dta(path)
told <- if (endsWith(path, ".sav")) read_sav(path, user_na = TRUE) else data
labels <- attr(data$home, "labels")
reason <- if (endsWith(path, ".sav")) {
  marks <- attr(told$home, "labels"); names(marks)[match(unclass(told$home), marks)]
} else {
  marks <- attr(data$home, "labels"); tags <- na_tag(data$home)
  ifelse(is.na(tags), NA, names(marks)[match(tags, na_tag(marks))])
}
write.csv(data.frame(
  unit = data$unit_id, home = as.numeric(zap_labels(data$home)),
  label = names(labels)[match(zap_labels(data$home), labels)], reason = reason
), row.names = FALSE, na = "")
"""


@pytest.mark.needs("r_haven")
@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_r_sees_options_with_labels_and_reasons_as_missing(ending, tmp_path):
    answers, path = everything(KEEPERS), tmp_path / f"a.{ending}"
    write(answers, KEEPERS, path)
    script = tmp_path / "read.R"
    script.write_text(READ)
    said = subprocess.run(["Rscript", script, path], capture_output=True, text=True, check=True)
    found = pl.read_csv(io.StringIO(said.stdout), infer_schema_length=None)
    options = KEEPERS.questionnaire.options_of(KEEPERS.questionnaire.questions["home"])
    own = {row["unit_id"]: row for row in answers.filter(question="home").to_dicts()}
    assert set(own) <= set(found["unit"])
    for unit, number, label, reason in found.iter_rows():
        if unit not in own:
            assert number is None and reason is None
        elif own[unit]["status"] == "valid":
            code = options.codes[int(number) - 1]
            assert code == own[unit]["value"]
            assert label == options.labels["en"][code]
        else:
            assert number is None
            assert reason == f"[{own[unit]['status']}]"
