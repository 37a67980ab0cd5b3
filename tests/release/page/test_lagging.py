"""Which States lack a measure is what the sources' own files say, read in another way."""

import csv
import re
from pathlib import Path
from types import SimpleNamespace
from unicodedata import normalize

import polars as pl
import pytest
from invented.whole import put_answers
from worlds import REPOSITORY, raw_folder
from worlds.page import ANSWERS, FRAME, PLAN, survey

from cyberstudy.declare.chapters import load_story
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.release.gather import ShownSurvey
from cyberstudy.release.page.lagging import asked_about, lagging_in, on_all_lists
from cyberstudy.wording.translator import speaking_of
from surveyanswers.clean.answers import clean_survey
from surveyanswers.read import read_exports

STORY = load_story(REPOSITORY / "config")
FILES = {"gci": "gci/ITU_GCI.csv", "cyberlaw2026": "cyberlaw2026/data.csv"}
LAWS = {"cybercrime_law": "Cybercrime", "privacy_law": "Privacy and Data Protection"}
CITED = {"simulated": False, "sources": [{"cite_values": "facts"}]}


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    found = {}
    for name, file in FILES.items():
        own = OpenSurvey(REPOSITORY / "config/surveys" / name, root=REPOSITORY)
        cells, intake = read_exports(own.exports, raw_folder(file), own.questionnaire)
        folder = tmp_path_factory.mktemp(name)
        put_answers(clean_survey(cells, intake, own).answers, folder)
        found[name] = ShownSurvey(own, folder, CITED, {}, folder, say=speaking_of(own, "en"))
    return found


def lagging(area, parts):
    return lagging_in(STORY.areas[area], parts)


@pytest.fixture(scope="module")
def members():
    return {
        row["iso3"]: row for row in rows_of(REPOSITORY / "data/raw/reference/member_states.csv")
    }


def raw(measure, members):
    """Read from the raw file who has data in the latest edition, and who of them lacks it."""
    name, _, question = measure.partition("/")
    rows = rows_of(raw_folder(FILES[name]) / FILES[name])
    if name == "cyberlaw2026":
        codes = {row["m49"]: iso3 for iso3, row in members.items()}
        told = {codes[row["code"]]: row[LAWS[question]] for row in rows if row["code"] in codes}
        known = {iso3: law for iso3, law in told.items() if law.endswith("egislation")}
        return {*known}, {iso3 for iso3, law in known.items() if law != "Legislation"}
    book = rows_of(REPOSITORY / "config/surveys/gci/codebook.csv")
    (code,) = (row["indicator"] for row in book if row["question"] == question)
    own = [row for row in rows if re.search(rf"[ -]{code} \(ITU GCI\)$", row["INDICATOR_LABEL"])]
    latest = max(row["TIME_PERIOD"] for row in own)
    scores = {r["REF_AREA"]: float(r["OBS_VALUE"]) for r in own if r["TIME_PERIOD"] == latest}
    scores = {iso3: score for iso3, score in scores.items() if iso3 in members}
    return {*scores}, {iso3 for iso3, score in scores.items() if score == 0}


@pytest.mark.parametrize("area", STORY.areas)
def test_each_area_names_exactly_the_states_without_its_measures_in_the_raw_file(
    area, parts, members
):
    found = lagging(area, parts.values())
    assert len(found) == len(STORY.areas[area].measures) > 0
    lacked = []
    for each, measure in zip(found, STORY.areas[area].measures, strict=True):
        known, lacking = raw(measure, members)
        lacked.append(lacking)
        assert {*each.states} == lacking, measure
        assert each.said.startswith(f"{len(lacking)} of {len(known)} Member States")
        assert each.counts["All Member States"] == f"{len(lacking)} of {len(known)}"
        least = {iso3 for iso3 in known if members[iso3]["ldc_2025"] == "yes"}
        assert each.counts["Least developed"] == f"{len(least & lacking)} of {len(least)}"
        for group, column, value in (
            ("Africa", "region", "Africa"),
            ("Oceania", "region", "Oceania"),
            ("Least developed", "ldc_2025", "yes"),
        ):
            wanted = {members[i]["name_en"] for i in lacking if members[i][column] == value}
            named = each.by_name.get(group, [])
            assert {name.partition(" (Draft")[0] for name in named} == wanted
            assert named == sorted(named, key=lambda name: normalize("NFD", name))
    everywhere = {members[iso3]["name_en"] for iso3 in set.intersection(*lacked)}
    named = {name.partition(" (Draft")[0] for name in on_all_lists(found)}
    assert named == (everywhere if len(lacked) > 1 else set())


def test_groups_that_lack_the_measure_most_often_come_first(parts):
    (training,) = lagging("training", parts.values())
    counts = [map(int, text.split(" of ")) for text in training.counts.values()]
    shares = [lacking / base for lacking, base in counts][1:]
    assert shares == sorted(shares, reverse=True) != []
    assert len({*training.counts}) >= len(("regions",) * 5 + ("levels",) * 4 + ("lists",) * 3)


def test_an_area_says_of_an_edition_before_what_that_edition_has(parts):
    education, children = lagging("prevention_education", parts.values())
    rows = rows_of(raw_folder(FILES["gci"]) / FILES["gci"])
    before = [r for r in rows if "CDS3 (ITU GCI)" in r["INDICATOR_LABEL"]]
    zero = sum(
        float(r["OBS_VALUE"]) == 0 and r["TIME_PERIOD"] == "2020" and r["REF_AREA"] != "VAT"
        for r in before
        if r["REF_AREA"] != "PSE"
    )
    assert f"scored zero in 2024; {zero} in 2020." in education.said
    assert children.said.endswith("scored zero in 2020, the only edition.")


def test_without_a_survey_its_measures_are_left_out_and_nothing_is_said_of_them(parts):
    whole = lagging("legal_harmonization", parts.values())
    assert lagging("legal_harmonization", []) == []
    assert on_all_lists([]) == []
    itu = lagging("legal_harmonization", [parts["gci"]])
    assert [each.said for each in itu] == [whole[-1].said]
    assert lagging("training", [parts["cyberlaw2026"]]) == []


@pytest.mark.parametrize(
    ("report", "protection", "named"),
    [
        (CITED, "public", [{"MLT", "TUR"}]),
        ({"simulated": True}, "public", []),
        (CITED, "confidential", []),
        ({"simulated": False, "sources": [{"cite_values": None}]}, "public", []),
    ],
)
def test_nobody_is_named_of_simulated_confidential_or_closed_answers(
    report, protection, named, tmp_path
):
    own = survey(tmp_path, "Harbours", PLAN, protection=protection, frame=FRAME)
    boats = ANSWERS.filter(question="boats").with_columns(value=pl.lit("0"), number=pl.lit(0.0))
    put_answers(boats, tmp_path)
    area = SimpleNamespace(measures=[f"{own.name}/boats"])
    part = ShownSurvey(own, tmp_path, report, {}, tmp_path)
    assert [{*each.states} for each in lagging_in(area, [part])] == named


def test_options_without_scores_tell_nobody_apart(tmp_path):
    own = survey(tmp_path, "Harbours", PLAN, frame=FRAME)
    put_answers(ANSWERS, tmp_path)
    area = SimpleNamespace(measures=[f"{own.name}/depth"])
    part = ShownSurvey(own, tmp_path, CITED, {}, tmp_path)
    assert lagging_in(area, [part]) == []


@pytest.mark.parametrize("area", STORY.areas)
def test_each_area_lists_the_questions_that_the_form_asks_states_about_it(area, states, parts):
    asked_states = ShownSurvey(states, Path(), {}, {}, say=speaking_of(states, "en"))
    ((asking, asked),) = asked_about(area, [asked_states, *parts.values()])
    assert asking is states
    wanted = [
        row["short_label"]
        for row in rows_of(REPOSITORY / "config/surveys/states2012/codebook.csv")
        if row["area"] == area
        and "state" in row["groups"].split()
        and row["sensitivity"] not in {"identity", "free_text"}
    ]
    assert asked == wanted != []
