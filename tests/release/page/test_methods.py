"""Methods show what tests on clusterings found in readers' words."""

import json
from types import SimpleNamespace

import polars as pl
import pytest
from worlds.page import Elements, put_study
from worlds.types import associations_of, stability_of, verdict_of

from cyberstudy.claims import AFTER_LOOKING, MAIN, Choices, Claim
from cyberstudy.declare.plan.messages import Message
from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.release.page.methods import claims_counted, claims_in_words, curves_of, how_sure
from cyberstudy.wording.translator import ENGLISH

COWS = ("types", (30, 20, 10))
FLEETS = ("not distinguishable", (60,))
TESTS = {("one class", "2 classes"): 0.0004, ("one gradient", "3 classes"): 0.01}
TESTS |= {("3 classes", "one gradient"): 0.5}


@pytest.fixture
def said(tmp_path):
    """Read what the page of methods says where clusterings of these surveys have these verdicts."""

    def read(value=0.9, **found):
        def put(surveys):
            for survey, (verdict, sizes) in found.items():
                folder = surveys / survey / "tables" / "fleet"
                own = json.loads((folder / "verdict.json").read_text())
                told = verdict_of(verdict, len(sizes), sizes, account=None)
                (folder / "verdict.json").write_text(json.dumps(told | own))
                rows = [(*pair, p) for pair, p in TESTS.items()]
                pl.DataFrame(rows, ["null", "alternative", "p"], orient="row").write_csv(
                    folder / "tests.csv"
                )
                associated_with = {"region": (0.25, 0.5)}
                if len(sizes) > 1:
                    least = pl.lit(value)
                    stability_of(sizes).with_columns(jaccard=least).write_csv(
                        folder / "stability.csv"
                    )
                    associated_with = {"far_off": (0.25, 0.01)}
                    judged = pl.DataFrame({"verdict": [verdict] * 7 + ["gradient"] * 2})
                    judged.write_csv(folder / "multiverse.csv")
                    (folder / "multiverse.json").write_text(json.dumps({"data": told["data"]}))
                associations_of(associated_with).write_csv(folder / "associations.csv")

        return Elements(
            put_study(tmp_path, before=put, languages=["en"]) / "page/methods.html"
        ).said

    return read


def test_a_row_says_what_tests_found_how_stable_it_is_and_whether_other_choices_agree(said):
    assert (
        "Meadows: Kinds of fleets (simulated answers) 60 ruled out (p < 0.001) "
        "ruled out (p = 0.010) 3 classes: supported (p = 0.500) 0.90 (reaches 0.6) 3 types "
        "7 of 7; 6 of 7; 1 of 7 3 of 3 5 of 6 (80%) 7 of 9 Far off (25%)"
    ) in said(meadow=COWS)


def test_what_was_not_looked_at_has_a_dash_and_a_verdict_is_said_in_plain_words(said):
    assert (
        "Harbours & piers: Kinds of fleets 60 ruled out (p < 0.001) possible 1 class: possible "
        "\u2013 not distinguishable 7 of 7; 6 of 7; 1 of 7 3 of 3 5 of 6 (80%) \u2013 nothing "
        "that was compared"
    ) in said(harbour=FLEETS)


def test_simulated_answers_stand_last(said):
    told = said(meadow=COWS, harbour=FLEETS)
    assert told.index("Harbours & piers: Kinds of fleets") < told.index("Meadows: Kinds of fleets")


def test_without_tests_of_a_clustering_there_is_no_empty_table(pages):
    assert "What was analysed" not in Elements(pages / "page/methods.html").said


@pytest.mark.parametrize(
    ("value", "told"), [(0.6, "0.60 (reaches 0.6)"), (0.5998, "0.60 (below 0.6)")]
)
def test_a_class_that_rounds_to_the_mark_is_not_taken_for_one_that_reached_it(said, value, told):
    assert told in said(value, meadow=COWS)


@pytest.fixture
def claimed(tmp_path):
    """A survey of which one drawn exhibit rests on a claim, which breaks under a choice."""
    (tmp_path / "tables").mkdir()
    rows = {"kind": [MAIN, "Cut", "Left out"], "choice": ["all", "low", "bows"]}
    rows |= {"base": 9, "value": 1.0, "low": 0.5, "high": 1.5, "permuted": 0.25, "most": 2.0}
    table = pl.DataFrame(rows | {"holds": [True, False, None], "reason": ""})
    table.write_csv(tmp_path / "tables" / "floats.csv")
    over = {"Cut": ("deep", "low"), "Left out": ("bows",)}
    dropped = ["That all sail: rafts do not."]
    declared = Claim(len, Choices, (), (), over, "A boat that sinks.", AFTER_LOOKING, dropped)
    said, silent = (
        SimpleNamespace(says=Message.model_validate({"headline": "All float"} | more))
        for more in ({"claim": "floats"}, {})
    )
    survey = SimpleNamespace(
        plan=SimpleNamespace(exhibits={"boats": said, "piers": silent, "undrawn": said}),
        analyses=[SimpleNamespace(tables={"floats": declared})],
        name="harbours",
        settings=SimpleNamespace(mode="questionnaire"),
        asks=True,
    )
    drawn = dict.fromkeys(("boats", "piers"), SimpleNamespace(title="Most float", id="boats"))
    return SimpleNamespace(survey=survey, exhibits=drawn, release=tmp_path, simulated=False)


def test_a_claim_is_told_with_what_it_was_held_against_and_what_would_refute_it(claimed):
    assert claims_in_words([claimed]).rows == [
        [
            "Most float",
            "1.00 (0.50 to 1.50); by chance 0.25; at most 2.00",
            "1 of 2",
            "A boat that sinks.",
            "after a first look at the numbers",
            "That all sail: rafts do not.",
        ]
    ]


def test_the_curve_of_a_claim_has_each_specification_in_order_with_its_choices(claimed):
    """A choice that does not apply has no estimate to draw."""
    claimed.say = ENGLISH
    crossed = {"kind": "Cut × Left out", "choice": "low × bows", "value": 0.1}
    path = claimed.release / "tables" / "floats.csv"
    table = pl.read_csv(path)
    row = table.head(1).with_columns(**{k: pl.lit(v) for k, v in crossed.items()})
    over = claimed.survey.analyses[0].tables["floats"].over
    over |= {"Left out": ("none", "bows")}
    pl.concat([table, row]).write_csv(path)
    data = curves_of([claimed])
    (code,) = data.keys() - {"claims"}
    assert [entry["code"] for entry in data["claims"]] == [code]
    drawn = [(row["choices"], row["value"], row["holds"]) for row in data[code]["rows"]]
    assert drawn == [([1, 1], 0.1, True), ([1, 0], 1.0, False), ([0, 0], 1.0, True)]
    claimed.survey.plan.exhibits["piers"] = claimed.survey.plan.exhibits["boats"]
    assert len(curves_of([claimed])["claims"]) == 1  # a claim of two figures has one curve
    assert data[code]["kinds"] == [["Cut", ["deep", "low"]], ["Left out", ["none", "bows"]]]


def test_rows_of_claims_are_counted_against_figures_where_one_has_several(claimed):
    assert claims_counted([claimed]) == ""
    claimed.survey.plan.exhibits["piers"] = claimed.survey.plan.exhibits["boats"]
    assert claims_counted([claimed]).startswith("The table has 2 rows for 1 figures")


def test_figures_whose_claims_break_are_listed_as_the_least_firm(claimed):
    told = how_sure([claimed])
    assert told["firm"].startswith("Of 1 findings that go beyond counting, 0 hold whichever choice")
    exhibit = claimed.exhibits["boats"]
    assert told["weak"] == [
        (
            exhibit,
            "We do not claim “All float”: it fails in 1 of 2 specifications.",
        )
    ]
    assert told["judged"] == [claimed]
    path = claimed.release / "tables" / "floats.csv"
    pl.read_csv(path).with_columns(holds=pl.lit(True)).write_csv(path)
    assert how_sure([claimed])["weak"] == []


def test_what_was_judged_and_what_is_simulated_is_named_on_the_first_page(pages):
    said = Elements(pages / "index.html").said
    assert f"{INTERFACE['experts_name']} Harbours & piers." in said
    assert f"{INTERFACE['only_simulated']} Meadows." in said
