"""What sources say by country: scores, options and days; and whose answers are never told so."""

from datetime import date

import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.sources import protected, row

from cyberstudy.declare.opened import open_survey
from cyberstudy.sources.statements import said_by_country
from cyberstudy.sources.strategies import years_of
from cyberstudy.tables.across import Crosswalk, FirstStrategies, Statements
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import checked

CONFIG = REPOSITORY / "config"
NAMES = {"ALB": "Albania", "NOR": "Norway", "PLW": "Palau"}
SURVEYS = {
    name: open_survey(name, CONFIG, REPOSITORY) for name in ("gci", "cyberlaw2026", "states2012")
}


def answer(unit, question, *, wave="", value=None, number=None, status="valid"):
    return {
        "unit_id": unit,
        "question": question,
        "wave": wave,
        "value": value,
        "number": number,
        "status": status,
    }


def scores(folder):
    given = {"ALB": 0.0, "NOR": 0.4}
    rows = [answer(u, "substantive_law", wave="2020", number=n) for u, n in given.items()]
    return protected(folder, [*rows, answer("PLW", "substantive_law", wave="2024", number=1.0)])


def asked(*rows, strategies=None, **tables):
    told, crosswalk = said_by_country(
        rows, surveys=SURVEYS, protected=tables, strategies=strategies, names=NAMES
    )
    checked(told, Statements), checked(crosswalk, Crosswalk)
    return told, crosswalk


def test_a_score_counts_from_its_limit_on_and_in_its_wave(tmp_path):
    tables = scores(tmp_path)
    told, crosswalk = asked(
        row(),
        row(construct="half", counts=">=0.4"),
        row(construct="more", counts=">0.4"),
        gci=tables,
    )
    yes = told.filter("present").select("construct", "iso3", "name", "degree").rows()
    assert yes == [("half", "NOR", "Norway", 0.4), ("law", "NOR", "Norway", 0.4)]
    assert crosswalk.select("base", "count").rows() == [(2, 1), (2, 1), (2, 0)]


def test_a_law_counts_by_its_option_and_one_that_nobody_knows_of_is_not_told(tmp_path):
    values = {
        "ALB": ("draft", "valid"),
        "NOR": ("legislation", "valid"),
        "PLW": (None, "no_answer"),
    }
    rows = [answer(u, "cybercrime_law", value=v, status=s) for u, (v, s) in values.items()]
    law = row(
        survey="cyberlaw2026", wave="", year=2026, question="cybercrime_law", counts="legislation"
    )
    told, _ = asked(law, cyberlaw2026=protected(tmp_path, rows))
    assert told.select("iso3", "present", "degree").rows() == [("ALB", False, 1), ("NOR", True, 2)]


def test_a_strategy_counts_up_to_its_day():
    days = pl.DataFrame({"iso3": ["ALB", "NOR"], "day": [None, date(2012, 12, 31)]})
    until = row(survey="strategies", wave="2012", question="", counts="<=2012-12-31")
    earlier = row(survey="strategies", wave="2011", question="", counts="<=2011-12-31")
    told, _ = asked(until, earlier, strategies=days)
    yes = told.filter("present").select("source", "iso3").rows()
    assert yes == [("strategies 2012", "NOR")]


def test_what_is_not_at_hand_keeps_its_row_and_says_so():
    told, crosswalk = asked(
        row(),
        row(survey="strategies", counts="<=2020-12-31"),
        row(survey="states2012", wave="", year=2012, question="q021_data_protection_law"),
    )
    assert told.is_empty()
    assert crosswalk["reason"].to_list() == [
        "not at hand",
        "not at hand",
        "told by groups of States alone",
    ]


@pytest.mark.parametrize("simulated", [True, False])
def test_answers_given_in_confidence_are_not_told_by_country_simulated_or_not(tmp_path, simulated):
    rows = [answer("ALB", "q021_data_protection_law", value="yes")]
    tables = protected(tmp_path, rows, profile="confidential", simulated=simulated)
    law = row(
        survey="states2012", wave="", year=2012, question="q021_data_protection_law", counts="yes"
    )
    with pytest.raises(SurveyError, match="states2012 is confidential"):
        asked(law, states2012=tables)


def test_a_wave_that_the_answers_do_not_have_is_told(tmp_path):
    with pytest.raises(SurveyError, match=r"no wave '2021' \(there are: 2020, 2024\)"):
        asked(row(wave="2021"), gci=scores(tmp_path))


def test_years_of_first_strategies_are_told_and_none_where_the_list_is_not_at_hand():
    days = pl.DataFrame({"iso3": ["ALB", "NOR"], "day": [None, date(2003, 7, 1)]})
    assert checked(years_of(days), FirstStrategies).rows() == [("ALB", None), ("NOR", 2003)]
    assert checked(years_of(None), FirstStrategies).is_empty()
