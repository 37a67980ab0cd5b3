"""An exhibit without a figure is a table: the rows that the plan names, in the form's words."""

import json
from types import SimpleNamespace

import polars as pl
import pytest
from worlds.entries import entry_of

from cyberstudy.declare.plan.kinds import KINDS
from cyberstudy.draw.exhibit import Exhibit, save_exhibit
from cyberstudy.draw.families.tables.figure import table
from cyberstudy.wording.view import View
from surveyanswers.instrument.names import Names
from surveyanswers.instrument.parsing import parsed
from surveyanswers.tables.problems import SurveyError

ENTRY = {"table": "estimates", "rows": {"group": ["total"]}, "columns": ["count", "base"]}
ESTIMATES = """wave,grouping,group,question,option,count,base
,all,total,horn,yes,3,4
,all,total,horn,no,1,4
,coast,north,horn,yes,2,2
"""
FORM = SimpleNamespace(
    questions={"horn": SimpleNamespace(labels={"en": "Is there a horn?"})},
    options_of=lambda asked: SimpleNamespace(
        labels={"en": {"yes": "Yes, a horn", "no": "None"}}, codes=["yes", "no"]
    ),
)


@pytest.fixture
def table_of(tmp_path):
    (tmp_path / "estimates.csv").write_text(ESTIMATES)
    codebook = pl.DataFrame({"question": ["horn"], "short_label": ["Horn"]})
    settings = SimpleNamespace(respondents="keepers")
    labels = [SimpleNamespace(grouping="all", labels={"total": "Everybody"})]
    plan = SimpleNamespace(exhibits={"lamps": SimpleNamespace(across=labels)})
    survey = SimpleNamespace(
        questionnaire=FORM, codebook=codebook, root=tmp_path, settings=settings, plan=plan
    )
    return lambda **entry: table(View(tmp_path, survey, entry_of(table, ENTRY | entry)))


@pytest.fixture
def shown(table_of):
    return table_of()


def test_rows_stand_in_the_order_of_the_plan_and_groups_are_named_behind_their_grouping(table_of):
    rows = {"group": ["north", "total"], "option": ["no", "yes"]}
    data = table_of(rows=rows, columns=["grouping", "group", "count"]).data
    assert data.select("row", "answer", "count").rows() == [
        ("Coast: North", "Yes, a horn", 2),
        ("Everybody", "None", 1),
        ("Everybody", "Yes, a horn", 3),
    ]


def test_only_the_rows_and_columns_that_are_named_are_shown_under_the_labels_of_the_form(shown):
    assert shown.figure is None
    assert shown.data.to_dicts() == [
        {"count": 3, "base": 4, "label": "Horn", "answer": "Yes, a horn"},
        {"count": 1, "base": 4, "label": "Horn", "answer": "None"},
    ]
    assert shown.question == "Question to keepers: “Is there a horn?”."


def test_a_table_is_saved_with_its_words_and_without_a_picture(shown, tmp_path):
    words = dict.fromkeys(("headline", "title", "subtitle", "caption", "notes", "alt"), "Horns")
    base = tmp_path / "saved" / "horns"
    base.parent.mkdir()
    save_exhibit(
        Exhibit("horns", shown, words),
        figures=[f"{base}.svg", f"{base}.png"],
        phone=f"{base}.phone.svg",
        data=f"{base}.csv",
        words=f"{base}.json",
        caption=f"{base}.rst",
    )
    assert {path.suffix for path in base.parent.iterdir()} == {".csv", ".json", ".rst"}
    assert json.loads((base.parent / "horns.json").read_text())["title"] == "Horns"


def test_columns_that_the_table_does_not_have_are_refused_with_their_place():
    names = Names(
        {"table of the release": ["estimates"]},
        {"column": {"estimates": ["group", "count", "base"]}},
    )
    entry = {"kind": "table", "area": "A", "title": "T", **ENTRY}
    assert parsed(entry, KINDS["table"], where="plan.yaml", names=names)
    for wrong, told in (
        ({"rows": {"grup": ["x"]}}, "rows.grup"),
        ({"columns": ["n"]}, "columns.n"),
    ):
        with pytest.raises(SurveyError, match=told):
            parsed(entry | wrong, KINDS["table"], where="plan.yaml", names=names)
