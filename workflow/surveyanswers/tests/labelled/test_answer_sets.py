"""SPSS is told which variables are the options of one question."""

import pyreadstat
from invented.answers import KEEPERS, everything
from invented.labelled import write

from surveyanswers.labelled.answer_sets import with_sets


def test_the_options_of_a_question_are_a_set_and_the_file_reads_as_before(tmp_path):
    laid_out = write(everything(KEEPERS), KEEPERS, tmp_path / "a.sav")
    _, meta = pyreadstat.read_sav(tmp_path / "a.sav", output_format="dict")
    several = [v for v in laid_out.variables if v.type == "select_multiple"]
    asked = {variable.column.rpartition("__")[0] for variable in several}
    assert asked and {name.removeprefix("$") for name in meta.mr_sets} == asked
    for name, found in meta.mr_sets.items():
        question = name.removeprefix("$")
        own = [v.name for v in several if v.column.startswith(f"{question}__")]
        assert found["variable_list"] == own
        assert found["counted_value"] == 1 and found["is_dichotomy"]
        assert found["label"] == several[0].question.labels["en"] or len(asked) > 1


def test_a_set_of_one_is_none_and_without_sets_nothing_changes(tmp_path):
    write(everything(KEEPERS), KEEPERS, tmp_path / "a.sav")
    content = (tmp_path / "a.sav").read_bytes()
    assert with_sets(content, {"lamps": ("Which lamps?", ["one"])}) == content
    assert with_sets(content, {}) == content
