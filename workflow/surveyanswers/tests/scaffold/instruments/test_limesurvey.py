"""LimeSurvey's structures, .txt and .lss, become forms that exports fit."""

import pytest
from invented import EXPORTS, types_of

from surveyanswers.instrument.questionnaire_sheets import load_questionnaire
from surveyanswers.instrument.routing import unfit_conditions
from surveyanswers.scaffold.instruments import read_instrument
from surveyanswers.scaffold.instruments.limesurvey import condition
from surveyanswers.tables.problems import SurveyError

TICKS = {"tools_git": ("tools", "git")}


@pytest.mark.parametrize(
    ("relevance", "expected"),
    [
        ('socio1.NAOK == "3"', '${socio1} = "3"'),
        ('((a.NAOK == "1") && !is_empty(b.NAOK))', "((${a} = \"1\")  and  (${b} != ''))"),
        ('tools_git.NAOK == "Y"', "selected(${tools}, 'git')"),
        ('tools_git.NAOK != "Y" OR a > 3', "not(selected(${tools}, 'git')) or ${a} > 3"),
        ('a ne "and"', '${a} != "and"'),
    ],
)
def test_relevance_becomes_a_condition(relevance, expected):
    assert condition(relevance, TICKS) == expected


def test_xml_with_entities_is_refused(tmp_path):
    path = tmp_path / "bomb.lss"
    path.write_text('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><document>&b;</document>')
    with pytest.raises(SurveyError, match="defines entities"):
        read_instrument(path)


def test_newer_structures_keep_texts_apart(tmp_path):
    path = tmp_path / "new.lss"
    path.write_text(
        """<?xml version="1.0" encoding="UTF-8"?><document>
<groups><rows><row><gid>1</gid><group_order>1</group_order><grelevance></grelevance></row></rows>
</groups>
<group_l10ns><rows><row><gid>1</gid><group_name>Tower</group_name><language>en</language></row>
</rows></group_l10ns>
<questions><rows><row><qid>7</qid><parent_qid>0</parent_qid><gid>1</gid><type>L</type>
<title>lamp</title><other>N</other><question_order>1</question_order><relevance>1</relevance></row>
</rows></questions>
<question_l10ns><rows><row><qid>7</qid><question>Which lamp?</question><language>en</language>
</row><row><qid>7</qid><question>Quelle lampe ?</question><language>fr</language></row></rows>
</question_l10ns>
<answers><rows><row><aid>1</aid><qid>7</qid><code>A1</code><sortorder>1</sortorder>
<scale_id>0</scale_id></row></rows></answers>
<answer_l10ns><rows><row><aid>1</aid><answer>Oil</answer><language>en</language></row></rows>
</answer_l10ns></document>"""
    )
    form = read_instrument(path)
    assert form.labels_of("lamp") == {"A1": "Oil"}
    assert form.rows[1]["label::French (fr)"] == "Quelle lampe ?"


def test_a_structure_has_each_question_in_all_its_languages_and_an_export_fits_it(tmp_path):
    form = read_instrument(EXPORTS / "limesurvey/structure.txt")
    assert types_of(form)["what"] == "select_multiple"
    assert {key[-3:-1] for row in form.rows for key in row if "::" in key} == {"en", "fr"}
    header = (EXPORTS / "limesurvey/answers.csv").read_text("utf-8-sig").partition("\n")[0]
    columns = [name.strip('"') for name in header.split(",")][7:]  # those before are the program's
    assert [name for name in columns if form.find(name) is None] == []
    form.write(tmp_path / "form", "trial")
    asked = load_questionnaire(tmp_path / "form").questions
    assert not unfit_conditions(asked)
    assert asked["what"].relevant == '${often} != "A3"'
