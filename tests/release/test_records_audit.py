"""A record that leaves has numbers under declared keys, and sentences that are filled from them."""

import json
from copy import deepcopy
from dataclasses import asdict

import polars as pl
import pytest
from worlds import decide

from cyberstudy.release.records_audit import mistakes_in_record, mistakes_in_report
from cyberstudy.wording.verdict_text import with_texts

FOUND = {"clear": [3, 3], "middling": [2, 3], "weak": [0, 3]}
POWER = (
    "What could have been found: in the most similar simulated surveys ({units}, items of "
    "{categories} categories), three types were found in {clear} surveys in which they were "
    "clear, {middling} in which they were middling and {weak} in which they were weak."
)
SAID = [
    {
        "phrase": "The {units} form {types}, of {sizes} units.",
        "values": {"units": {"units": 30}, "types": {"types": 2}, "sizes": {"sizes": [17, 13]}},
    },
    {
        "phrase": POWER,
        "values": {
            "units": {"units": 30},
            "categories": 4,
            **{how: {"found": pair} for how, pair in FOUND.items()},
        },
    },
]
SMALL = "The smallest of {contender} classes has {units}, fewer than {asked}."
DOUBT = {
    "caution": "small class",
    "said": [
        {"phrase": SMALL, "values": {"contender": 2, "units": {"units": 13}, "asked": 15}},
    ],
}


@pytest.fixture
def coasts(lighthouse, tmp_path):
    """The folder of a clustering's tables, its survey, and its verdict."""
    decide(lighthouse, protection="confidential", minimum_base=5)
    folder = tmp_path / "tables/coasts"
    folder.mkdir(parents=True)
    pl.DataFrame({"model": ["one gradient"], "units": [30]}).write_csv(folder / "selection.csv")
    pl.DataFrame({"type": ["A", "B"], "base": [17, 13]}).write_csv(folder / "stability.csv")
    verdict = {
        **{"clustering": "coasts", "verdict": "types", "classes": 2, "contender": 2, "units": 30},
        **{"items": 3, "account": None, "not_rejected": ["2 classes"], "rival": "one gradient"},
        **{"sizes": [17, 13], "evidence": {"types": {"speaks": "for"}}},
        **{"could_have_found": {"units": 30, "categories": 4, "three": FOUND}},
        **{"usual": {"types": 5, "methods": 6, "wrong": 0.8, "verdict_wrong": 0.01}},
        **{"rules": asdict(lighthouse.plan.types.rules), "undermined": [], "cautions": [DOUBT]},
        "said": SAID,
    }
    return folder, lighthouse, with_texts(verdict)


def found(coasts, change=lambda verdict: None, name="verdict"):
    folder, survey, verdict = coasts
    altered = deepcopy(verdict)
    change(altered)
    (folder / f"{name}.json").write_text(json.dumps(altered))
    return [*mistakes_in_record(folder / f"{name}.json", survey)]


def at(*place, value):
    """Set what stands at a place of a record; sentences are filled again if one of them changed."""

    def change(record):
        part = record
        for key in place[:-1]:
            part = part[key]
        part[place[-1]] = value
        if "said" in place:
            record |= with_texts(record)

    return change


VALUES = ("said", 0, "values")
#: Ways to say "6 of 6" of a group in a verdict, and what is found.
SABOTAGES = {
    "a key of its own": (at("rocks", value=6), "nobody has declared rocks"),
    "a number among sizes": (at("sizes", value=[17, 13, 6]), "not those of 30 units"),
    "sizes that add up": (at("sizes", value=[18, 12]), "are not the base of stability.csv"),
    "other units": (at("units", value=29), "are not those of 29 units"),
    "a key within another": (
        at("could_have_found", "rocks", value=[6, 6]),
        "what 6 of could_have_found.rocks is",
    ),
    "a key beside those of usual methods": (
        at("usual", "rocks", value=1.0),
        "what 1.0 of usual.rocks is",
    ),
    "another rule": (at("rules", "smallest_class", value=6), "the plan has others"),
    "a rule more": (at("rules", "rocks", value=6), "the plan has others"),
    "a text": (at("text", value="On the rocks 6 of 6."), "is not what its sentences say"),
    "a text in words": (at("text", value="On the rocks all."), "is not what its sentences say"),
    "no text": (at("text", value=""), "is not what its sentences say"),
    "a text of a caution": (at("cautions", 0, "text", value="6 of 6"), "not what its sentences"),
    "a word of evidence": (
        at("evidence", "types", "speaks", value="6 of 6 for"),
        "what '6 of 6 for' of evidence.types.speaks is",
    ),
    "a name of a model": (at("rival", value="6 of 6 classes"), "what '6 of 6 classes' of rival is"),
    "a sentence of its own": (
        at("said", 0, value={"phrase": "On the rocks all say so.", "values": {}}),
        "is no sentence of the code",
    ),
    "a number that its sentence has no place for": (
        at(*VALUES, "rocks", value=6),
        "is no sentence of the code",
    ),
    "a pair of a sentence": (
        at("said", 1, "values", "clear", value={"found": [6, 6]}),
        r"clear.found: [6, 6] are no numbers of a declared pair",
    ),
    "two numbers that are no pair": (
        at("said", 1, "values", "clear", value={"found": [2, 2]}),
        "are no numbers of a declared pair",
    ),
    "sizes in a sentence": (
        at(*VALUES, "sizes", value={"sizes": [6, 6]}),
        "are no sizes of classes",
    ),
    "a word in place of a number": (
        at("said", 1, "values", "categories", value="6 of 6"),
        "what '6 of 6' of said.values.categories is",
    ),
    "a word as a model": (
        at("cautions", 0, "said", 0, "values", "asked", value="the rocks"),
        "what 'the rocks' of cautions.said.values.asked is",
    ),
}


def test_a_record_as_its_job_writes_it_leaves(coasts):
    assert found(coasts) == []
    folder, survey, _ = coasts
    (folder / "multiverse.json").write_text('{"seed": 7}')
    assert [*mistakes_in_record(folder / "multiverse.json", survey)] == []


@pytest.mark.parametrize("how", SABOTAGES)
def test_a_number_or_a_sentence_that_nobody_declared_is_found(coasts, how):
    change, what = SABOTAGES[how]
    assert what in "\n".join(found(coasts, change))


def test_a_model_of_a_confidential_survey_is_no_record_that_leaves(coasts):
    folder, survey, _ = coasts
    (folder / "model.json").write_text('{"settings": {"rocks": 6}}')
    assert [*mistakes_in_record(folder / "model.json", survey)] != []


#: As `disclosure.published.why_it_stays` says it.
FEW = "in a group that is published fewer than 5 units answered a question differently since"
REPORT = {
    **{"survey": "lighthouse", "profile": "confidential", "simulated": True},
    **{"passed": ["coasts/selection.csv", "coasts/stability.csv"], "answers_passed": 0},
    **{"rows_withheld": {"coasts/stability": 2}, "audit": {"determined": 0, "widths": {"3": 2}}},
    "release": {"earlier": 2, "stays": True, "why": f"{FEW}; the numbers are those of release 2"},
}


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"rocks": 4}, "nobody has declared what the number of rocks is"),
        ({"audit": {"rocks": 4}}, "of audit.rocks is"),
        ({"audit": {"respondents": 7}}, "of audit.respondents is"),
        ({"rows_withheld": {"rocks": 4}}, "of rows_withheld.rocks is"),
        ({"simulated_tables": ["of the rocks 4"]}, "what 'of the rocks 4' of simulated_tables is"),
        ({"release": {"earlier": 2, "why": "few; of the rocks 6"}}, "what 'few; of the rocks 6'"),
        ({"release": {"earlier": 2, "why": "fewer than 4 units"}}, "what 'fewer than 4 units'"),
    ],
)
def test_a_number_of_the_report_that_nobody_declared_is_found(coasts, more, what):
    folder, survey, _ = coasts
    assert [*mistakes_in_report(REPORT, survey, folder.parent)] == []
    assert what in "\n".join(mistakes_in_report(REPORT | more, survey, folder.parent))
