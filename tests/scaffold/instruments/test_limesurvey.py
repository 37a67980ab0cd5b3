"""LimeSurvey's structures, .txt and .lss, become forms that exports fit."""

import csv
from collections import Counter

import pytest
from worlds.instruments import sample, types_of

from surveyanswers.instrument.questionnaire_sheets import load_questionnaire
from surveyanswers.instrument.routing import unfit_conditions
from surveyanswers.scaffold.instruments import read_instrument
from surveyanswers.scaffold.instruments.limesurvey import condition
from surveyanswers.tables.problems import SurveyError

FOLDER = "limesurvey_ssi_2018"
TICKS = {"tools_git": ("tools", "git")}


@pytest.mark.parametrize("name", ["2018_structure_LS-TSV.txt", "uk_core_survey.lss"])
def test_a_real_structure_becomes_a_form_that_can_be_evaluated(tmp_path, name):
    form = read_instrument(sample(f"{FOLDER}/{name}"))
    form.write(tmp_path / "form", "trial")
    asked = load_questionnaire(tmp_path / "form").questions
    assert not unfit_conditions(asked)
    assert len(asked) > 100
    assert sum(question.relevant is not None for question in asked.values()) > 12


def test_every_question_of_the_structure_is_there_in_three_languages():
    path = sample(f"{FOLDER}/2018_structure_LS-TSV.txt")
    form = read_instrument(path)
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["language"] == "en"]
    kinds = Counter(row["type/scale"] for row in rows if row["class"] == "Q")
    own = types_of(form)
    several = [name for name, kind in own.items() if kind == "select_multiple"]
    assert len(several) == kinds["M"]
    assert {row["name"] for row in rows if row["class"] == "Q" and row["type/scale"] in "!YSD"} <= (
        own.keys()
    )
    labels = [key for row in form.rows for key in row if key.startswith("label::")]
    assert {key[-3:-1] for key in labels} >= {"en", "fr", "de"}


def test_headings_of_a_real_export_are_found_in_its_structure():
    form = read_instrument(sample(f"{FOLDER}/2018_structure_LS-TSV.txt"))
    with sample(f"{FOLDER}/2018_all_public_data.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        headers = next(csv.reader(file))
    codes = [header.split("._.")[0] for header in headers if "._." in header]
    strange = [code for code in codes if form.find(code) is None]
    assert len(codes) > 700
    # The program's own column; and one that the structure spells in another way.
    assert strange == ["startdate", "likert1[timeLike9zaf]"]


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
