"""All exhibits of a survey: the same bytes in any order, and each named where it fails."""

import hashlib
import json
import logging
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
from worlds import decide

from cyberstudy.declare.plan.whole import Plan
from cyberstudy.draw import batch
from surveyanswers.instrument.study_facts import StudyFacts
from surveyanswers.tables.problems import SurveyError

COVERAGE = """question,group,label,count,base
lamps,oil,"Oil, with a wick",{oil},1204
lamps,dont_know,dont know,4,1204
"""
RESPONSE = """by,group,listed,replied,complete,partial,rr1,rr2
coast,north,20,9,6,2,0.3,0.4
coast,west,12,12,12,0,1.0,1.0
"""
EXHIBITS = {
    "keepers": {"kind": "expert_coverage", "area": "Keepers", "title": "Who keeps the lights"},
    "coasts": {
        "kind": "response_bars",
        "area": "Keepers",
        "title": "Where they keep them",
        "minimum_base": 1,
        "panels": [{"by": "coast", "title": "Coasts"}],
    },
}
#: Its table was never written.
NO_TABLE = {"kind": "table", "table": "disagreements", "area": "Keepers", "title": "Gone"}


def hashes(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


class Studio:
    """A survey's tables and its plan."""

    def __init__(self, survey, folder):
        self.folder, self.printed, self.publication = folder, ["keepers"], {"version": "1.0"}
        self.survey, self.target = survey, folder / "draw" / "en"
        self.declare(EXHIBITS)
        (folder / "tables").mkdir()
        (folder / "tables" / "coverage.csv").write_text(COVERAGE.format(oil=1200))
        (folder / "tables" / "response.csv").write_text(RESPONSE)
        (folder / "report.json").write_text(json.dumps({"simulated": True}))

    def declare(self, exhibits):
        declared = self.survey.plan.plain() | {"exhibits": exhibits}
        vars(self.survey)["plan"] = Plan.model_validate(declared)

    def draw(self, language="en"):
        batch.draw_exhibits(
            str(self.folder / "tables"),
            self.survey,
            printed=self.printed,
            language=language,
            report=str(self.folder / "report.json"),
            folder=str(self.target),
            publication=self.publication,
        )
        return hashes(self.target)


@pytest.fixture
def studio(lighthouse, tmp_path):
    folder = tmp_path / "studio"
    folder.mkdir()
    return Studio(lighthouse, folder)


def test_every_exhibit_has_all_its_files_and_those_for_print_a_pdf_as_well(studio):
    endings = ("svg", "png", "csv", "json", "rst", "phone.svg")
    files = {f"{name}.{ending}" for name in EXHIBITS for ending in endings}
    assert studio.draw().keys() == files | {"keepers.pdf"}


def test_the_cell_of_each_number_in_their_words_is_recorded_beside_them(studio):
    says = {"headline": "{oil} of {base} burn oil", "table": "coverage", "row": {"group": "oil"}}
    says["values"] = {"oil": {"column": "count"}, "base": {"column": "base"}}
    studio.declare({"keepers": EXHIBITS["keepers"] | {"says": says}})
    studio.draw()
    recorded = pl.read_csv(f"{studio.target}.csv", infer_schema=False)
    headline = recorded.filter(part="headline")
    assert headline.select("exhibit", "table", "row", "column").rows() == [
        ("keepers", "coverage", '{"group": "oil"}', column) for column in ("count", "base")
    ]
    text = json.loads((studio.target / "keepers.json").read_text())["headline"]
    spans = headline.select(pl.col("start", "end").cast(int)).rows()
    assert [text[start:end] for start, end in spans] == ["1,200", "1,204"]


def test_exhibits_have_the_same_bytes_in_whatever_order_they_are_drawn(studio):
    before = studio.draw()
    studio.declare(dict(reversed(EXHIBITS.items())))
    studio.target = studio.folder / "other"
    assert studio.draw() == before


def test_makers_and_version_of_the_study_stand_in_its_pictures(studio):
    studio.publication = {"version": "1.1", "makers": "Contributors to these lamps"}
    studio.draw()
    # Nobody has said what survey it is, so nobody is named.
    assert "Contributors to these lamps" not in (studio.target / "keepers.svg").read_text()
    decide(studio.survey, study=StudyFacts(makers="Wardens"))
    studio.draw()
    for name in ("keepers.svg", "keepers.phone.svg"):
        root = ElementTree.parse(studio.target / name).iter("{http://www.w3.org/2000/svg}text")
        said = " ".join(text.text for text in root)
        assert "Contributors to these lamps \u00b7 Version 1.1" in said
        assert "Source: Invented" in said


def test_one_that_fails_is_named_and_the_others_are_drawn(studio, caplog):
    caplog.set_level(logging.INFO)
    studio.declare({"broken": NO_TABLE} | EXHIBITS)
    with pytest.raises(
        SurveyError, match=r"1 of 3 exhibits could not be drawn(.|\n)*broken: protect wrote no"
    ):
        studio.draw()
    assert {name.partition(".")[0] for name in hashes(studio.target)} == {*EXHIBITS}
    assert "keepers: drawn" in caplog.text
    assert "broken: failed" in caplog.text
    assert "Traceback" not in caplog.text  # a problem of the study is told, not traced


def test_warnings_of_every_exhibit_reach_the_log_with_its_name(studio, caplog):
    studio.draw(language="fr")
    for name in EXHIBITS:
        assert any(name in text and "fr" in text.lower() for text in caplog.messages), name


def test_only_the_view_reads_tables_so_that_what_an_exhibit_rests_on_is_known():
    library = Path(batch.__file__).parents[1]
    for path in [*library.glob("draw/**/*.py"), library / "wording" / "typologies.py"]:
        if path.name in ("batch.py", "exhibit.py", "style.py", "sheet.py"):
            continue
        text = path.read_text()
        for way in (".folder", "read_table", "read_csv", "read_parquet", "open(", "read_text("):
            assert way not in text, f"{path} uses {way}"
