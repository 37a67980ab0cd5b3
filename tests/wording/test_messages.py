"""Headlines take their numbers from tables, and are not said where they are not true."""

import polars as pl
import pytest

from cyberstudy.declare.plan.messages import Message
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.wording.messages import SaidMessage, say_message
from cyberstudy.wording.references import CellReference, places_in
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.view import View
from surveyanswers.instrument.parsing import parsed
from surveyanswers.tables.problems import SurveyError

SHARES = pl.DataFrame(
    {
        "group": ["all", "few"],
        "base": [1500, 3],
        "share": [0.5582, None],
        "low": [0.463, None],
        "high": [0.6503, None],
        "index": [58.3913, None],
        "apart": [True, False],
        "reason": ["", "withheld: base under 5"],
    }
)
PLAN = {
    "levels": {"confidence": 0.95},
    "exhibits": {},
}
PERCENT = {"column": "share", "percent": True}


class Boats(View):
    """Shares of boats, without a survey about them."""

    names_of_units = {}  # noqa: RUF012


@pytest.fixture
def said(tmp_path):
    SHARES.write_csv(tmp_path / "shares.csv")

    def saying(language="en", **message):
        entry = parsed({"table": "shares", **message}, Message, where="plan.yaml")
        view = Boats(tmp_path, None, None, Translator(language))
        return say_message(entry, view, parsed(PLAN, Plan, where="plan.yaml"))

    return saying


def test_a_headline_takes_its_numbers_from_the_table_and_the_plan(said):
    found = said(
        headline="{share} of {base} boats float",
        subtitle="At {confidence}",
        row={"group": "all"},
        values={
            "share": PERCENT,
            "base": {"column": "base"},
            "confidence": {"plan": ["levels", "confidence"], "percent": True},
        },
    )
    assert found == SaidMessage(headline="56% of 1,500 boats float", subtitle="At 95%")
    cells = [(found.headline[a:b], cell) for a, b, cell in places_in(found.headline)]
    assert cells == [
        ("56%", CellReference("shares", {"group": "all"}, "share")),
        ("1,500", CellReference("shares", {"group": "all"}, "base")),
    ]
    ((_, _, decided),) = places_in(found.subtitle)
    assert decided == CellReference("", {}, "levels.confidence")


def test_numbers_are_written_as_the_language_does(said):
    found = said(
        "fr", headline="{index}", row={"group": "all"}, values={"index": {"column": "index"}}
    )
    assert found.headline == "58,4"


def test_a_large_number_can_be_told_in_millions(said, tmp_path):
    pl.DataFrame({"people": [19_603_607.0], "all": [8_000_000_000]}).write_csv(
        tmp_path / "world.csv"
    )
    values = {
        "people": {"column": "people", "millions": True},
        "all": {"column": "all", "millions": True, "decimals": 0},
    }
    found = said(table="world", headline="{people} of {all} million", values=values)
    assert found.headline == "19.6 of 8,000 million"


def test_a_headline_can_count_rows(said):
    counts = {"some": {"count": {"apart": True}}, "all": {"count": {}}}
    assert said(headline="{some} of {all}", values=counts).headline == "1 of 2"


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ({"at_least": 0.5}, ""),
        ({"at_most": 0.5}, "share is 0.5582, not at_most 0.5"),
        ({"at_least": 0.6, "at_most": 0.7}, "share is 0.5582, not at_least 0.6 and at_most 0.7"),
    ],
)
def test_a_headline_whose_condition_fails_is_not_said_and_the_subtitle_is(said, condition, reason):
    found = said(
        headline="Most boats float",
        finding="{share} float.",
        subtitle="Boats",
        row={"group": "all"},
        values={"share": PERCENT},
        holds={"share": condition},
    )
    assert found.reason == reason
    assert (found.headline, found.finding) == (
        ("", "") if reason else ("Most boats float", "56% float.")
    )
    assert found.subtitle == "Boats"


def test_a_value_that_was_withheld_is_not_given_and_the_headline_is_not_said(said):
    found = said(headline="{share} float", row={"group": "few"}, values={"share": PERCENT})
    assert found == SaidMessage(reason="share is not given")


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"values": {"a": {"column": "colour"}}, "row": {"base": 3}}, "no column colour"),
        ({"values": {"a": {"column": "base"}}}, "2 rows of 'shares' fit"),
        ({"values": {"a": {"column": "base"}}, "row": {"hue": 1}}, "no column hue"),
        ({"values": {"a": {"plan": ["levels", "none"]}}}, "no levels.none"),
    ],
)
def test_a_headline_that_does_not_fit_its_table_is_named(said, entry, complaint):
    with pytest.raises(SurveyError, match=f"says.values.a: .*{complaint}"):
        said(headline="{a}", **entry)


@pytest.fixture
def examined(said, tmp_path):
    """Say a strong and a weak sentence, each by a claim; `holds` of its three choices."""

    def saying(strong, weak=None):
        for name, holds in (("floats", strong), ("swims", weak)):
            if holds is not None:
                table = {"kind": ["Cut", "Cut", "Left out"], "choice": ["deep", "low", "bows"]}
                values = [float(place) for place in range(len(holds))]
                made = pl.DataFrame(
                    table | {"value": values, "holds": pl.Series(holds, dtype=bool)}
                )
                made.write_parquet(tmp_path / f"{name}.parquet")
        return said(
            headline="All float",
            claim="floats",
            weaker=[
                {"headline": "{share} swim", "claim": "swims"},
                {"headline": "{base} boats were looked at"},
            ],
            row={"group": "all"},
            values={"share": PERCENT, "base": {"column": "base"}},
        )

    return saying


HELD = "The finding holds in all 3 specifications tried (see “How robust the findings are”)."


def test_what_holds_under_every_choice_that_applies_is_said_with_its_range(examined):
    found = examined([True, None, True])
    assert (found.headline, found.reason) == ("All float", "")
    assert found.range == HELD.replace("3", "2")


def test_else_the_weaker_sentence_is_said_and_where_the_stronger_broke(examined):
    found = examined([True, False, True], [True, True, True])
    assert found.headline == "56% swim"
    assert found.reason == "floats does not hold under Cut: low"
    assert found.range == (
        f"We do not claim “All float”: it fails in 1 of 3 specifications (Cut: low). {HELD}"
    )


def test_the_weakest_needs_no_claim_and_a_claim_that_nobody_examined_is_not_made(examined):
    found = examined([False, False, False])
    assert found.headline == "1,500 boats were looked at"
    assert found.reason.endswith("the claim swims was not examined here")
    assert examined([None, None, None]).reason.startswith("no choice of the claim floats applies")


def test_of_many_choices_that_break_a_claim_notes_name_a_few(said, tmp_path):
    many = {"kind": "Left out", "choice": [*"abcdef"], "value": 0.0, "holds": [False] * 6}
    pl.DataFrame(many).write_parquet(tmp_path / "floats.parquet")
    found = said(headline="All float", claim="floats")
    assert found.range.startswith("We do not claim “All float”: it fails in 6 of 6")
    assert found.range.endswith("Left out: c; Left out: d; 2 more).")
    assert found.headline == ""
