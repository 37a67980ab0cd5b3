"""All exhibits of a survey: the same bytes in any order, and none drawn twice."""

import hashlib
import json
import logging
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from worlds import LIGHTHOUSE, decide

from cyberstudy import fence
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.draw import batch
from cyberstudy.tables.kept import RECORD
from cyberstudy.wording.catalogues import TABLE, read_catalogue, rows_of
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
DECLARED = ("settings.yaml", "codebook.csv", "questionnaire/survey.csv")


def hashes(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def names(folder):
    return {path.name.partition(".")[0] for path in folder.iterdir()}


class Studio:
    """A survey's tables, its plan and the code behind two kinds, any of which may change."""

    def __init__(self, survey, folder):
        self.survey, self.folder, self.printed = survey, folder, ["keepers"]
        self.publication = {"version": "1.0"}
        self.plan = survey.plan.plain() | {"exhibits": dict(EXHIBITS)}
        self.target, self.kept = folder / "draw" / "en", folder / "draw" / ".kept" / "en"
        for entry in EXHIBITS.values():
            (folder / f"{entry['kind']}.py").write_text("# the kind's code\n")
        (folder / "tables").mkdir()
        self.table("coverage", COVERAGE.format(oil=1200))
        self.table("response", RESPONSE)
        (folder / "report.json").write_text(json.dumps({"simulated": True}))

    def table(self, name, text):
        (self.folder / "tables" / f"{name}.csv").write_text(text)

    def draw(self, language="en"):
        """Draw, and say which exhibits were drawn anew."""
        before = {p: p.stat().st_mtime_ns for p in self.kept.glob(f"*/{RECORD}")}
        try:
            batch.draw_exhibits(
                str(self.folder / "tables"),
                self.survey,
                plan=self.plan,
                printed=self.printed,
                language=language,
                code={
                    entry["kind"]: [str(self.folder / f"{entry['kind']}.py")]
                    for entry in self.plan["exhibits"].values()
                    if entry["kind"] != "table"
                }
                | {"table": []},
                declarations=[str(self.survey.folder / name) for name in DECLARED],
                report=str(self.folder / "report.json"),
                kept=str(self.kept),
                folder=str(self.target),
                publication=self.publication,
            )
        finally:
            self.drawn = {
                p.parent.name
                for p in self.kept.glob(f"*/{RECORD}")
                if p.stat().st_mtime_ns != before.get(p)
            }
        return self.drawn


@pytest.fixture
def studio(lighthouse, tmp_path):
    folder = tmp_path / "studio"
    folder.mkdir()
    return Studio(lighthouse, folder)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """What is drawn of it, once for all."""
    folder = tmp_path_factory.mktemp("drawn")
    survey = OpenSurvey(LIGHTHOUSE / "config" / "surveys" / "lighthouse", root=LIGHTHOUSE)
    studio = Studio(survey, folder)
    assert studio.draw() == {"keepers", "coasts"}
    return folder / "draw"


@pytest.fixture
def finished(studio, drawn):
    shutil.copytree(drawn, studio.folder / "draw")
    return studio


def test_every_exhibit_is_there_with_all_its_files(finished):
    endings = ("svg", "png", "csv", "json", "rst", "phone.svg")
    files = {f"{name}.{ending}" for name in EXHIBITS for ending in endings}
    assert {path.name for path in finished.target.iterdir()} == files | {"keepers.pdf"}


def test_what_shall_be_printed_besides_is_drawn_as_pdf_and_nothing_else_is_drawn(finished):
    before = hashes(finished.target)
    finished.printed = [*EXHIBITS]
    assert finished.draw() == {"coasts"}
    assert hashes(finished.target).items() - before.items() == {
        (each, digest) for each, digest in hashes(finished.target).items() if each == "coasts.pdf"
    }


def test_exhibits_have_the_same_bytes_in_whatever_order_they_are_drawn(
    finished, lighthouse, tmp_path
):
    folder = tmp_path / "other"
    folder.mkdir()
    other = Studio(lighthouse, folder)
    other.plan["exhibits"] = dict(reversed(EXHIBITS.items()))
    other.draw()
    assert hashes(other.target) == hashes(finished.target)


def test_what_rests_on_nothing_that_changed_is_not_drawn_again(finished):
    before = hashes(finished.target)
    assert finished.draw() == set()
    assert hashes(finished.target) == before


def test_a_changed_table_redraws_what_reads_it(finished):
    finished.table("coverage", COVERAGE.format(oil=1100))
    assert finished.draw() == {"keepers"}
    assert "1100" in (finished.target / "keepers.csv").read_text()


def test_a_table_that_none_reads_redraws_nothing(finished):
    finished.table("index", "iso3\nNOR\n")
    assert finished.draw() == set()


def test_changed_code_of_one_kind_redraws_that_kind(finished):
    (finished.folder / "response_bars.py").write_text("# another comment\n")
    assert finished.draw() == {"coasts"}


def test_a_changed_entry_redraws_its_exhibit(finished):
    finished.plan["exhibits"]["coasts"] = EXHIBITS["coasts"] | {"title": "Elsewhere"}
    assert finished.draw() == {"coasts"}
    assert (
        json.loads((finished.target / "coasts.json").read_text())["title"] == "Simulated: Elsewhere"
    )


def test_changed_words_of_the_survey_redraw_all_with_the_new_words(finished):
    path = finished.survey.folder / "settings.yaml"
    settings = yaml.safe_load(path.read_text()) | {"citation": "Another keeper (2026)"}
    path.write_text(yaml.safe_dump(settings))
    finished.survey = type(finished.survey)(finished.survey.folder, root=finished.survey.root)
    assert finished.draw() == {"keepers", "coasts"}
    assert "Another keeper" in (finished.target / "keepers.json").read_text()


def test_answers_that_are_no_longer_simulated_redraw_all(finished):
    (finished.folder / "report.json").write_text(json.dumps({"simulated": False}))
    assert finished.draw() == {"keepers", "coasts"}


def test_a_new_version_of_the_study_draws_all_anew_and_stands_in_their_pictures(finished):
    finished.publication = {"version": "1.1", "makers": "Contributors to these lamps"}
    assert finished.draw() == {"keepers", "coasts"}
    # Nobody has said what survey it is, so nobody is named.
    assert "Contributors to these lamps" not in (finished.target / "keepers.svg").read_text()
    decide(finished.survey, study=StudyFacts(makers="Wardens"))
    finished.publication = finished.publication | {"version": "1.2"}
    finished.draw()
    for name in ("keepers.svg", "keepers.phone.svg"):
        root = ElementTree.parse(finished.target / name).iter("{http://www.w3.org/2000/svg}text")
        said = " ".join(text.text for text in root)
        assert "Contributors to these lamps \u00b7 Version 1.2" in said
        assert "Source: Invented" in said


def test_what_was_drawn_outside_the_fence_is_drawn_again_inside(finished, monkeypatch):
    monkeypatch.setattr(fence, "holds", lambda: True)
    assert finished.draw() == {*EXHIBITS}
    assert finished.draw() == set()


def test_what_else_protect_reports_redraws_nothing(finished):
    (finished.folder / "report.json").write_text(json.dumps({"simulated": True, "withheld": 3}))
    assert finished.draw() == set()


@pytest.mark.parametrize("ending", ["svg", "pdf", "png", "csv", "json", "rst", "phone.svg"])
def test_a_damaged_or_missing_file_is_redrawn(finished, ending):
    before, name = hashes(finished.target), "keepers" if ending == "pdf" else "coasts"
    path = finished.kept / name / f"{name}.{ending}"
    path.write_bytes(path.read_bytes() + b" ")
    assert finished.draw() == {name}
    path.unlink()
    assert finished.draw() == {name}
    assert hashes(finished.target) == before


def test_what_was_damaged_where_people_look_is_put_right_from_what_is_kept(finished):
    before = hashes(finished.target)
    (finished.target / "keepers.svg").write_text("edited")
    (finished.target / "coasts.png").unlink()
    assert finished.draw() == set()
    assert hashes(finished.target) == before


def test_an_exhibit_that_left_the_plan_leaves_no_files(finished):
    del finished.plan["exhibits"]["coasts"]
    assert finished.draw() == set()
    assert names(finished.target) == {"keepers"}
    assert {path.name for path in finished.kept.iterdir()} == {"keepers"}


def test_one_that_fails_is_named_and_the_others_are_done_and_kept(studio, caplog):
    caplog.set_level(logging.INFO)
    studio.plan["exhibits"]["broken"] = NO_TABLE
    with pytest.raises(
        SurveyError, match=r"1 of 3 exhibits could not be drawn(.|\n)*broken: protect wrote no"
    ):
        studio.draw()
    assert studio.drawn == {"keepers", "coasts"}
    assert not studio.target.exists()
    assert "keepers: drawn" in caplog.text
    assert "broken: failed" in caplog.text
    assert "Traceback" not in caplog.text  # a problem of the study is told, not traced
    del studio.plan["exhibits"]["broken"]
    assert studio.draw() == set()
    assert names(studio.target) == {"keepers", "coasts"}


def test_a_run_that_was_interrupted_is_taken_up_where_it_was(studio, monkeypatch):
    drawn = []
    draw_one = batch.draw_one

    def interrupted(kept, *what, name, **more):
        if drawn:
            # As if killed while the files of the second were being written.
            kept.empty()
            (kept.folder / f"{name}.svg").write_text("half")
            raise KeyboardInterrupt
        drawn.append(name)
        return draw_one(kept, *what, name=name, **more)

    monkeypatch.setattr(batch, "draw_one", interrupted)
    with pytest.raises(KeyboardInterrupt):
        studio.draw()
    monkeypatch.undo()
    assert studio.draw() == set(EXHIBITS) - set(drawn)


def test_warnings_of_every_exhibit_reach_the_log_with_its_name(studio, caplog):
    studio.draw(language="fr")
    for name in EXHIBITS:
        assert any(name in text and "fr" in text.lower() for text in caplog.messages), name


def test_what_rests_on_a_translation_is_drawn_again_and_what_is_in_another_language_is_not(studio):
    table = studio.survey.folder / TABLE
    for fr, ru, again in (("Phares", "А", True), ("Phares", "Б", False), ("Lampes", "Б", True)):
        table.write_text(f"english,plural,fr,ru\nKeepers,,{fr},{ru}\n", encoding="utf-8")
        for kept in (rows_of, read_catalogue):
            kept.cache_clear()
        assert studio.draw(language="fr") == ({*EXHIBITS} if again else set())


def test_only_the_view_reads_tables_so_that_what_an_exhibit_rests_on_is_known():
    library = Path(batch.__file__).parents[1]
    for path in [*library.glob("draw/**/*.py"), library / "wording" / "typologies.py"]:
        if path.name in ("batch.py", "cache.py", "exhibit.py", "style.py", "sheet.py"):
            continue
        text = path.read_text()
        for way in (".folder", "read_table", "read_csv", "read_parquet", "open(", "read_text("):
            assert way not in text, f"{path} uses {way}"
