"""From the list and the answers to weighted shares, weights, indicators and tipping points."""

import polars as pl
import pytest
from worlds.confidential import QUESTIONNAIRE

from cyberstudy.declare.plan.nonresponse import DeclaredNonresponse
from cyberstudy.describe.estimates import TOTAL
from cyberstudy.describe.tipping import tipping_points
from cyberstudy.describe.weighting import strata_of, weight_for_nonresponse, weights_of
from cyberstudy.tables import nonresponse
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import checked

PLAN = DeclaredNonresponse(
    of="all", strata={"coast": ["north", "south"]}, minimum_replied=2, weight_limit=9
)


def members(listed, replied):
    """So many listed and, of them, so many that replied, of each coast."""
    rows = [
        {"unit_id": f"{coast}{number:02d}", "coast": coast, "replied": number < replied[coast]}
        for coast in listed
        for number in range(listed[coast])
    ]
    own = pl.DataFrame(rows).with_columns(wave=pl.lit(""), in_frame=True)
    parts = [
        own.with_columns(grouping=pl.lit("all"), group=pl.lit(TOTAL)),
        own.with_columns(grouping=pl.lit("coast"), group="coast"),
    ]
    names = ["wave", "unit_id", "grouping", "group", "in_frame", "replied"]
    return pl.concat(part.select(names) for part in parts)


def said(**answers):
    """An answer to the question on the law for each unit; None was not asked."""
    rows = [
        {"unit_id": unit, "value": value, "status": "valid" if value else "not_asked"}
        for unit, value in answers.items()
    ]
    fixed = {"wave": "", "question": "law", "instance": 1, "option": ""}
    return pl.DataFrame(rows).with_columns(
        number=pl.lit(None, dtype=pl.Float64), **{k: pl.lit(v) for k, v in fixed.items()}
    )


BELONGING = members({"north": 10, "south": 30}, {"north": 5, "south": 3})
ANSWERS = said(
    **dict.fromkeys(["north00", "north01"], "yes"),
    **dict.fromkeys(["north02", "north03", "north04"], "no"),
    **dict.fromkeys(["south00", "south01"], "yes"),
    south02=None,
)


def weighed(answers=ANSWERS, belonging=BELONGING, *, secret=False, plan=PLAN):
    settings = {"minimum_base": 2, "confidence": 0.95, "secret": secret}
    tables = weight_for_nonresponse(
        AnswerColumns.of(answers), belonging, QUESTIONNAIRE, plan, **settings
    )
    contracts = (
        *("NonresponseWeights", "NonresponseUnits", "NonresponseEstimates", "Representativity"),
    )
    tables = [checked(t, getattr(nonresponse, c)) for t, c in zip(tables, contracts, strict=True)]
    return [tables[0], *tables[2:]]


def of(table, method, option="yes"):
    return table.filter(method=method, option=option).row(0, named=True)


def test_who_was_not_asked_neither_counts_nor_stands_for_the_silent():
    _, shares, _ = weighed()
    # Two a unit of the north, ten of the south: (2 x 2 + 2 x 10) / (5 x 2 + 2 x 10).
    assert of(shares, "poststratified")["share"] == pytest.approx(24 / 30)
    assert of(shares, "as_answered")["share"] == pytest.approx(4 / 7)
    # One grouping: raking and propensities can but give the same.
    assert of(shares, "raked")["share"] == pytest.approx(24 / 30)
    assert of(shares, "propensity")["share"] == pytest.approx(24 / 30)


def test_the_interval_does_not_vanish_where_the_few_of_each_stratum_agree():
    answers = ANSWERS.with_columns(value=pl.when(pl.col("status") == "valid").then(pl.lit("yes")))
    row = of(weighed(answers)[1], "poststratified")
    assert row["share"] == 1
    assert row["low"] < 0.9


def test_an_interval_is_wider_by_the_spread_of_weights_and_closes_where_all_replied():
    shares = weighed()[1]
    widths = {m: of(shares, m)["high"] - of(shares, m)["low"] for m in ("as_answered", "raked")}
    assert of(shares, "raked")["design_effect"] > 1
    assert widths["raked"] > 0 < widths["as_answered"]
    everybody = members({"north": 5, "south": 3}, {"north": 5, "south": 3})
    row = of(weighed(belonging=everybody)[1], "poststratified", "no")
    assert row["low"] == row["share"] == row["high"] == pytest.approx(3 / 7)


def test_the_table_of_weights_tells_what_was_put_together_and_cut():
    belonging = members({"north": 10, "south": 30}, {"north": 5, "south": 1})
    apart = weighed(belonging=belonging, plan=PLAN.model_copy(update={"minimum_replied": 2}))[0]
    rows = apart.filter(method="poststratified")
    assert rows["stratum"].to_list() == ["north", "north"]
    assert rows["weight"].to_list() == pytest.approx([40 / 6, 40 / 6])
    cut = weighed(plan=PLAN.model_copy(update={"weight_limit": 1.5}))[0].filter(
        method="poststratified"
    )
    assert cut["trimmed"].to_list() == [False, True]
    assert cut["weight"].to_list() == pytest.approx([(40 - 3 * 7.5) / 5, 7.5])


def test_every_listed_unit_is_in_a_stratum_of_the_weights_whether_it_replied_or_not():
    belonging = members({"north": 10, "south": 30}, {"north": 5, "south": 1})
    apart, joint = (strata_of(m, PLAN.plain()) for m in (BELONGING, belonging))
    assert apart.height == joint.height == 40
    counted = apart.group_by("stratum").len().sort("stratum")["len"].to_list()
    assert (counted, joint["stratum"].n_unique()) == ([10, 30], 1)
    assert strata_of(belonging, None) is None


def test_no_continent_of_the_states_is_one_stratum(states, simulated_survey):
    strata = strata_of(simulated_survey[1], states.plan.nonresponse.plain(), states.frame)
    region = simulated_survey[1].filter(grouping="merged_region").select("unit_id", "group")
    counted = strata.join(region, on="unit_id").group_by("group").agg(pl.col("stratum").n_unique())
    assert counted["stratum"].min() >= 3


def test_units_are_weighed_by_a_column_of_the_list_by_which_nothing_is_told():
    """A grouping and a column of the same values make the same strata."""
    coast = BELONGING.filter(grouping="coast")
    told = BELONGING.filter(pl.col("grouping") != "coast")
    frame = coast.select("unit_id", coast="group").unique()
    assert strata_of(told, PLAN.plain(), frame).equals(strata_of(BELONGING, PLAN.plain()))


def test_a_listed_unit_without_a_stratum_is_named():
    lost = BELONGING.filter((pl.col("grouping") != "coast") | (pl.col("unit_id") != "north07"))
    with pytest.raises(SurveyError, match="north07"):
        weighed(belonging=lost)


def finding(**own):
    entry = {"title": "Law", "question": "law", "options": ["yes"], **own}
    return PLAN.model_validate(
        PLAN.model_dump(exclude_none=True) | {"tipping_points": {"law": entry}}
    )


def estimates(**counts):
    """Estimates of groups: count, base, listed, of which those without one are nonrespondents."""
    rows = [
        {"group": group, "count": count, "base": base, "replied": base, "listed": listed}
        for group, (count, base, listed) in counts.items()
    ]
    statuses = dict.fromkeys(
        ["dont_know", "refused", "no_answer", "not_submitted", "invalid", "conflict"],
        0,
    )
    grouping = "all" if TOTAL in counts else "coast"
    return pl.DataFrame(rows).with_columns(
        wave=pl.lit(""),
        question=pl.lit("law"),
        option=pl.lit("yes"),
        grouping=pl.lit(grouping),
        **{name: pl.lit(value) for name, value in statuses.items()},
    )


def turned(table, **own):
    found = tipping_points(table, finding(**own), minimum_base=5)
    return checked(found, nonresponse.TippingPoints).to_dicts()


def test_a_majority_turns_where_enough_of_the_silent_say_no():
    (row,) = turned(estimates(total=(12, 20, 50)), threshold=0.5)
    assert row["turning_share"] == pytest.approx(13 / 30)
    assert row["difference"] == pytest.approx(13 / 30 - 12 / 20)
    assert row["log_odds"] == pytest.approx(-0.6737289)  # qlogis(13/30) - qlogis(12/20)


def test_what_no_answer_of_the_silent_turns_says_so_and_few_are_not_judged():
    (row,) = turned(estimates(total=(19, 20, 25)), threshold=0.5)
    assert (row["turning_share"], row["reason"]) == (None, nonresponse.NEVER)
    (row,) = turned(estimates(total=(3, 4, 25)), threshold=0.5)
    assert (row["share"], row["reason"]) == (None, "base under 5")


def test_two_groups_have_a_row_each_and_differ_alike():
    table = estimates(north=(14, 20, 40), south=(8, 20, 40))
    rows = turned(table, by="coast", groups=["north", "south"])
    assert [row["of"] for row in rows] == ["north", "south"]
    assert [row["difference"] for row in rows] == pytest.approx([-0.3, 0.3])
    assert {row["groups"] for row in rows} == {"north; south"}


def test_of_a_confidential_survey_strata_are_published_groups_those_of_few_replies_together():
    ways = {"size": ("large", "small"), "region": ("north", "south")}
    cells = [(size, region) for size in ways["size"] for region in ways["region"]]
    replied = dict(zip(cells, (1, 9, 8, 9), strict=True))
    table = pl.DataFrame(
        {
            "size": pl.Series([c[0] for c in cells], dtype=pl.Enum(ways["size"])),
            "region": pl.Series([c[1] for c in cells], dtype=pl.Enum(ways["region"])),
            "listed": [20.0] * 4,
            "replied": [float(n) for n in replied.values()],
        }
    )
    plan = DeclaredNonresponse(
        of="all", strata={way: [] for way in ways}, minimum_replied=2, weight_limit=9
    )
    by = {"method": "poststratified", "cell": "large; north"}
    (alone,) = weights_of(table, plan).filter(**by)["weight"]
    (inside,) = weights_of(table, plan, published=["region"], fewest=6).filter(**by)["weight"]
    (joint,) = weights_of(table, plan, published=["region"], fewest=10).filter(**by)["weight"]
    (none,) = weights_of(table, plan, fewest=6).filter(**by)["weight"]
    assert (alone, inside) == (pytest.approx(40 / 10), pytest.approx(40 / 9))
    # Nothing is published by strata, or too few replied of one: all weigh the same.
    assert joint == none == pytest.approx(80 / 27)
