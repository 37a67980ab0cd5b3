"""What a study may be called, and what it may not."""

import re

import pytest
from worlds import REPOSITORY

from cyberstudy.declare.study import RESERVED, DeclaredStudy
from surveyanswers.instrument.parsing import parsed
from surveyanswers.tables.problems import SurveyError

WORKFLOW = REPOSITORY / "workflow"
RULES = [REPOSITORY / "Snakefile", WORKFLOW / "Snakefile", *WORKFLOW.rglob("*.smk")]


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_survey_has_no_name_that_a_rule_or_a_folder_has(name):
    written = {"surveys": [name], "languages": ["en"], "seed": 1}
    with pytest.raises(SurveyError, match=r"surveys\.0: .*a rule or a folder .* has this name"):
        parsed(written, DeclaredStudy, where="config.yaml")


def test_every_name_that_a_rule_or_a_folder_has_is_reserved():
    text = "\n".join(path.read_text(encoding="utf-8") for path in RULES)
    rules = re.findall(r"^ *rule (\w+):", text, re.M)
    folders = re.findall(r"[\"'](?:results|data/raw)/([a-z]+)[/\"']", text)
    assert {"all", "multiverse"} <= {*rules}
    taken = {name for name in [*rules, *folders] if re.fullmatch("[a-z][a-z0-9]*", name)}
    assert taken <= RESERVED
