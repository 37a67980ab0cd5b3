"""Nothing that was told in confidence leaves word for word, and what is found is not repeated."""

import gzip
import json

import polars as pl
import pytest
from worlds import decide, edit

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.release.scan import UNREAD, files_of, leaks, stop_leaks
from surveyanswers.instrument.cleaning import Frame
from surveyanswers.instrument.data_access import register
from surveyanswers.tables.answers import Submissions
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import write_table

STATIONS = "code,name_en,name_fr\nARK,Arkle,Arcle\nBEE,Bee Head,Cap Bee\nARE,Chile,Chili\n"
SAID = "the lamp went out in the gale"
ORGANIZATION = "Board of Northern Lights"


@pytest.fixture
def sent(tmp_path):
    """The forms that came."""
    path = tmp_path / "results/lighthouse/clean/submissions.parquet"
    path.parent.mkdir(parents=True)
    rows = {
        "submission_id": ["post-k01", "7"],
        "unit_id": ["ARK", ORGANIZATION],
        "wave": "",
        "file": "lighthouse/keepers.csv",
        "sheet": ["", "Northern lights"],
        "record": [0, 1],
        "channel": "post",
        "group": "keeper",
        "language": "en",
        "submitted_on": None,
        "last_page": None,
        "standing": "current",
    }
    write_table(pl.DataFrame(rows), str(path), Submissions)
    return [str(path)]


@pytest.fixture
def real(world, lighthouse):
    """The invented survey with registered answers and a list of stations."""
    (world / "data/raw/reference/stations.csv").write_text(STATIONS)
    held = world / "data/confidential/lighthouse"
    held.mkdir(parents=True)
    export = world / "data/raw/lighthouse/keepers.csv"
    edit(export, "n/a;a torch;", f"n/a;a torch;{SAID}")
    export.rename(held / "northern.csv")
    layout = (lighthouse.folder / "layout.yaml").read_text()
    (held / "layout.yaml").write_text(layout.replace("/keepers.csv", "/northern.csv"))
    files = ["lighthouse/northern.csv"]
    register("lighthouse", files, world, received_on="2026-01-02", source="a ministry")
    survey = OpenSurvey(lighthouse.folder, root=world)
    frame = Frame(path="data/raw/reference/stations.csv", unit="code", name="name_en")
    decide(survey, frame=frame)
    return survey


def figure(text, about=""):
    return f"<svg>{about}<style>Arkle</style><g><text x='1'>{text}</text></g></svg>".encode()


FOUND = {
    "tables/a.csv": (b"source,n\nArkle,3\n", "a unit's name"),
    "figures/fr/a.json": (json.dumps({"alt": "de Cap Bee"}).encode(), "a unit's name"),
    "figures/en/a.svg": (figure("Bee Head"), "a unit's name"),
    "figures/en/d.svg": (figure("Bee</text><text x='1'>Head"), "a unit's name"),
    "figures/en/e.svg": (
        figure("a", "<metadata><source>Lamps of Arkle</source></metadata>"),
        "a unit's name",
    ),
    "figures/en/f.svg": (b"<svg><path d='M0 0'/></svg>", UNREAD),
    "figures/en/g.svg": (figure(""), UNREAD),
    "notebooks/a.html": (b"<td>ARK</td>", "a unit's code"),
    "notebooks/a.ipynb": (
        json.dumps({"cells": [{"outputs": [{"data": {"text/plain": [ORGANIZATION]}}]}]}).encode(),
        "a unit's name",
    ),
    "tables/b.csv": (b"form\npost-k01\n", "a form's id"),
    "tables/c.csv": (b"file\nlighthouse/northern.csv\n", "a registered file's name"),
    "figures/en/b.rst": (f"One said:\n{SAID}\n".encode(), "a text of an answer"),
    "report.json": (b'{"asked": "warden@lights.example"}', "an e-mail address"),
    "notebooks/d.html": (b"<p>they live at bee head</p>", "a unit's name"),
    "notebooks/e.html": (b"<p>the board of northern lights</p>", "a unit's name"),
    "data_dictionary.csv": (f"question,options\nhome,1 = {SAID}\n".encode(), "a text of an answer"),
    "codebook.html": (f"<p>{SAID}</p>".encode(), "a text of an answer"),
    "codebook.xml": (f"<labl>{SAID}</labl>".encode(), "a text of an answer"),
    "options/lights.csv": (f"code\n{SAID}\n".encode(), "a text of an answer"),
    "questionnaire.xml": (f"<value>{SAID}</value>".encode(), "a text of an answer"),
    "settings.yaml": (b"plan: {title: Lamps of Arkle}\n", "a unit's name"),
    "README.md": (b"# Lamps of Arkle\n", "a unit's name"),
    "columns.csv": (b"column,meaning\nn,lamps of Arkle\n", "a unit's name"),
    "figures/en/c.json": (json.dumps({"caption": "Lamps of Arkle"}).encode(), "a unit's name"),
    "index.html": (
        b'<img src="data:image/svg+xml,%3Csvg%3EBee%20Head%3C/svg%3E">',
        "a unit's name",
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_it_is_found_in_every_kind_of_file_that_is_released(real, sent, name):
    data, kind = FOUND[name]
    assert leaks({name: data}, real, submissions=sent) == [f"{name}: {kind}"]


def test_a_file_that_nobody_can_look_into_leaves_no_release(real, sent):
    with_name = gzip.compress(b"source\nArkle\n")
    plain = {"tables/a.csv": b"source\nBees\n", "b/c.csv": gzip.compress(b"source\nBees\n")}
    assert leaks({"a.gz": with_name}, real, submissions=sent) == [f"a.gz: {UNREAD}"]
    assert leaks(plain, real, submissions=sent) == [f"b/c.csv: {UNREAD}"]


def test_it_is_found_in_a_workbook_and_in_parquet(real, sent, tmp_path):
    folder = tmp_path / "release/tables"
    folder.mkdir(parents=True)
    table = pl.DataFrame({"who": [ORGANIZATION]})
    table.write_excel(folder / "a.xlsx")
    table.write_parquet(folder / "b.parquet")
    found = leaks(files_of(folder.parent), real, submissions=sent)
    assert found == ["tables/a.xlsx: a unit's name", "tables/b.parquet: a unit's name"]


@pytest.mark.parametrize("name", ["figures/en/bee_head.csv", "tables/ARK-2.csv"])
def test_a_name_in_a_files_name_is_found_and_not_repeated(real, sent, name):
    (told,) = leaks({"a.csv": b"", name: b"n\n1\n"}, real, submissions=sent)
    assert told.startswith("file 2: a unit's ")
    assert told.endswith("in the name of the file")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tables/a.csv", b"land,n\nChile,3\n"),  # an option of questions that are no secret
        ("notebooks/02_who_are_they.html", b"<p>they are called Arkles, Beehead or ark</p>"),
        ("notebooks/b.html", b"<style>p {font: Arkle}</style><p style='font-family: Arkle'>n</p>"),
        ("software.csv", b"licence\nMIT ARE BSD\n"),
        ("figures/en/a.png", b"\x89PNG ARK"),
        ("tables/b.csv", b"n\n7\n"),
    ],
)
def test_words_of_the_survey_and_of_others_are_no_leaks(real, sent, name, data):
    assert leaks({name: data}, real, submissions=sent) == []


@pytest.mark.parametrize(
    ("cell", "leaks_out"),
    [
        ("À huile, avec mèche|", False),
        ("À huile, avec mèche|Autre", False),
        # As programs write several answers one below another, and figures list options.
        ("À huile, avec mèche Lampe à arc", False),
        ("À huile, avec mèche Lampe au gaz", True),
        ("À huile|Au gaz, tiens", True),
    ],
)
def test_a_list_of_what_the_form_offers_is_no_text_of_an_answer(real, sent, cell, leaks_out):
    edit(real.root / "data/confidential/lighthouse/northern.csv", SAID, cell)
    dictionary = f"question,options\nlamps,1 = {cell} 2 = none\n".encode()
    found = leaks({"data_dictionary.csv": dictionary}, real, submissions=sent)
    assert found == ["data_dictionary.csv: a text of an answer"] * leaks_out


@pytest.mark.parametrize("sheets", [["Data", "Data"], ["Data", "North"]])
def test_the_name_of_a_files_one_sheet_is_no_secret(real, sent, sheets):
    forms = pl.read_parquet(sent[0]).with_columns(sheet=pl.Series(sheets))
    write_table(forms, sent[0], Submissions)
    found = leaks({"figures/en/a.svg": figure("Data accounting")}, real, submissions=sent)
    assert bool(found) is ("North" in sheets)


def test_waves_that_the_file_names_may_be_named(real, sent):
    held = real.root / "data/confidential/lighthouse/northern.csv"
    edit(held, SAID, "after_the_second_visit")
    table = b"wave,n\nafter_the_second_visit,7\n"
    assert leaks({"tables/a.csv": table}, real, submissions=sent)
    forms = pl.read_parquet(sent[0]).with_columns(wave=pl.lit("after_the_second_visit"))
    write_table(forms, sent[0], Submissions)
    assert leaks({"tables/a.csv": table}, real, submissions=sent) == []


@pytest.mark.parametrize("told", ["# ask Arkle about q12\n", "x: [Lamps of Arkle]\n", "x: Arkle\n"])
def test_nothing_that_stands_in_the_plan_makes_a_name_a_word_of_the_survey(real, sent, told):
    for name in ("plan.yaml", "settings.yaml", "layout.yaml"):
        path = real.folder / name
        path.write_text(path.read_text() + told)
    assert leaks({"tables/a.csv": b"source,n\nArkle,3\n"}, real, submissions=sent)


@pytest.mark.parametrize("told", [f"# one said: {SAID}\n", f"x: {SAID}\n"])
def test_nor_does_it_make_an_answer_one(real, sent, told):
    path = real.folder / "plan.yaml"
    path.write_text(path.read_text() + told)
    found = leaks({"tables/a.csv": f"said\n{SAID}\n".encode()}, real, submissions=sent)
    assert found == ["tables/a.csv: a text of an answer"]


def test_what_the_survey_is_called_may_name_a_unit(real, sent):
    decide(real, title="Keepers of Arkle")
    assert leaks({"README.md": b"# Keepers of Arkle\n"}, real, submissions=sent) == []


@pytest.mark.parametrize("codes", ["CL IS JP NO NZ", "chl isl jpn nor nzl", "Chl Isl Jpn Nor Nzl"])
def test_a_list_of_units_is_known_by_short_and_small_codes_too(real, sent, codes):
    table = real.root / "data/raw/reference/countries.csv"
    known = pl.read_csv(table).with_columns(iso2=pl.Series(["CL", "IS", "JP", "NO", "NZ", "ZA"]))
    known.write_csv(table)
    decide(real, frame=Frame(path="data/raw/reference/countries.csv", unit="iso3"))
    real.__dict__.pop("frame", None)
    data = "\n".join(["c,n", *(f"{code},{n}" for n, code in enumerate(codes.split()))])
    assert leaks({"tables/a.csv": data.encode()}, real, submissions=sent) == [
        "tables/a.csv: a unit's code"
    ]
    words = b"language,n\nno,1\nis,2\nar,3\nfr,4\nes,5\n"
    assert leaks({"tables/a.csv": words}, real, submissions=sent) == []


def test_names_that_units_go_by_are_sought_though_they_are_options(real, sent):
    book = real.codebook.with_columns(
        sensitivity=pl.when(pl.col("question").str.ends_with("_land"))
        .then(pl.lit("identity"))
        .otherwise("sensitivity")
    )
    real.__dict__["codebook"] = book
    (told,) = leaks({"tables/a.csv": b"land,n\nChile,3\n"}, real, submissions=sent)
    assert told == "tables/a.csv: a unit's name"


def test_of_a_survey_without_registered_answers_nothing_is_sought(lighthouse, sent):
    assert leaks({"a.csv": b"k01,Arkle"}, lighthouse, submissions=sent) == []


def test_a_leak_stops_the_release_and_the_message_names_file_and_kind_alone(real, sent):
    with pytest.raises(SurveyError) as stopped:
        stop_leaks({"tables/a.csv": f"who\n{ORGANIZATION}\n".encode()}, real, sent)
    assert "tables/a.csv: a unit's name" in str(stopped.value)
    assert ORGANIZATION not in str(stopped.value)
