"""The audit of means draws worlds as it says, and benchmarks/README.md says what it froze."""

import re

import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.describe.index_means import stratified_scores
from cyberstudy.statistics import weighting
from cyberstudy.tables.files import read_table
from cyberstudy.tables.truth_audit import MeansAudit

FROZEN = REPOSITORY / "results" / "published" / "means_audit.csv"
BENCHMARKS = REPOSITORY / "benchmarks" / "README.md"


@pytest.fixture(scope="module")
def audit():
    """The module of the audit, which is in no package."""
    patch = pytest.MonkeyPatch()
    patch.syspath_prepend(REPOSITORY / "benchmarks")
    import means_audit

    yield means_audit
    patch.undo()


@pytest.fixture(scope="module")
def frozen():
    return read_table(str(FROZEN), MeansAudit).cast({"nonresponse": pl.String, "method": pl.String})


def lists_of(audit, kind, strength, index="both", *, lists=300):
    return audit.drawn(kind, strength, index, lists=lists, rng=np.random.default_rng(5))


def rates(audit, lists, group="states"):
    return {row["method"]: row for row in audit.audited(lists, group)}


def test_cells_and_replies_are_those_of_the_states_and_strata_as_benchmarks_say(audit):
    survey = OpenSurvey(REPOSITORY / "config" / "surveys" / "states2012", root=REPOSITORY)
    plan = survey.plan.nonresponse
    assert plan.minimum_replied == audit.MINIMUM
    assert list(plan.strata) == ["development", "merged_region"]
    units = pl.read_csv(REPOSITORY / "data/raw/states2012/simulated-truth-units.csv")
    states = units.filter(group="state").select(unit_id="unit", responded="responded")
    own = survey.frame.join(states, on="unit_id")
    orders = list(plan.strata.items())
    place = [pl.col(name).replace_strict({v: n for n, v in enumerate(o)}) for name, o in orders]
    cell = own.select(place[0] * 4 + place[1])["development"].to_numpy().astype(int)
    replied = np.bincount(cell[own["responded"].to_numpy()], minlength=12)
    assert (np.bincount(cell, minlength=12).tolist(), replied.tolist()) == (
        audit.LISTED.tolist(),
        audit.ANSWERED.tolist(),
    )
    text, turned = BENCHMARKS.read_text(encoding="utf-8"), [(b, a) for a, b in audit.PLACES]
    for places, minimum in ((turned, 4), (turned, 3), (audit.PLACES, 4)):
        strata = audit.collapsed(places, replied, minimum)
        weight = weighting.poststratified(audit.LISTED.astype(float), replied.astype(float), strata)
        effect = weighting.design_effect(weight, replied)
        line = rf"\| {np.unique(strata).size} \| .* \| {weight.max():.1f} \| {effect:.2f} \|"
        assert re.search(line, text)

    def deviance(*columns):
        terms = np.column_stack([np.ones(12), *columns]).astype(float)
        chance = weighting.propensities(audit.LISTED.astype(float), replied.astype(float), terms)
        silent = audit.LISTED - replied
        return -2 * (replied * np.log(chance) + silent * np.log(1 - chance)).sum()

    level = [n == audit.LEVEL for n in (1, 2)]
    region = [n == audit.REGION for n in (1, 2, 3)]
    both, alone = deviance() - deviance(*level, *region), deviance() - deviance(*level)
    assert f"of the {both:.1f} by which both lower" in text
    assert f"development alone lowers it by {alone:.1f} on" in text
    assert f"region adds {both - alone:.1f} on 3" in text


@pytest.mark.parametrize(("kind", "strength"), [("strata", "both"), ("odds", "3")])
def test_as_many_of_each_cell_reply_as_of_states_whatever_replies_hang_on(audit, kind, strength):
    lists = lists_of(audit, kind, strength, lists=1000)
    found = [lists.replied[:, cell == audit.CELL].mean() for cell in audit.CELLS]
    assert found == pytest.approx(audit.chances(), abs=0.05)


def test_odds_of_a_reply_rise_with_the_index_by_the_ratio_that_is_asked_for(audit):
    lists = lists_of(audit, "odds", "2", lists=3000)
    largest = audit.CELL == 8
    index, replied = lists.index[:, largest].ravel(), lists.replied[:, largest].ravel()
    low, high = np.quantile(index, [0.4, 0.6])
    ends = [replied[index < low], replied[index > high]]
    apart = (index[index > high].mean() - index[index < low].mean()) / audit.SPREAD
    odds = [own.mean() / (1 - own.mean()) for own in ends]
    assert odds[1] / odds[0] == pytest.approx(2**apart, rel=0.15)


def test_sums_by_stratum_are_those_that_the_study_makes_of_units(audit):
    lists = lists_of(audit, "strata", "both, few scores", audit.FEW, lists=20)
    strata = [
        audit.collapsed(audit.PLACES, np.bincount(audit.CELL[replied], minlength=12), audit.MINIMUM)
        for replied in lists.replied
    ]
    for group, cells in audit.GROUPS.items():
        known = audit.scores_of(lists, group)
        low, high = known.interval(0.1, confidence=0.95)
        for number, of in enumerate(strata):
            units = [f"u{unit:03d}" for unit in range(193)]
            frame = pl.DataFrame(
                {
                    "unit_id": units,
                    "cell": audit.CELL,
                    "stratum": of[audit.CELL],
                    "near": [audit.PLACES[cell] for cell in audit.CELL],
                    "score": lists.index[number],
                }
            )
            scores = frame.filter(pl.Series(lists.scored[number])).select("unit_id", "score")
            inside = frame.filter(pl.Series(cells[audit.CELL]))["unit_id"]
            theirs = stratified_scores(scores, inside, frame.drop("score"))
            assert known.mean()[number] == pytest.approx(float(theirs.mean()))
            ends = [float(end) for end in theirs.interval(0.1, confidence=0.95)]
            assert [low[number], high[number]] == pytest.approx(ends, nan_ok=True)


def test_an_interval_is_called_one_of_95_per_cent_where_90_hold_if_its_assumption_is_met(frozen):
    promised = frozen.drop_nulls("nominal")
    assert set(promised["nonresponse"]) == {"nothing", "strata", "difference"}
    assert promised["low"].min() > 0.9
    plain = frozen.filter(method="of those who replied", nonresponse="strata", grouping="states")
    assert plain["nominal"].null_count() == plain.height
    assert plain["rate"].max() < 0.9


def test_the_more_a_reply_hangs_on_the_index_the_less_an_interval_holds(frozen):
    for method in ("post-stratified", "nonrespondents within 0.5 SD"):
        own = frozen.filter(method=method, nonresponse="odds", grouping="states")
        assert own["rate"].to_list() == sorted(own["rate"], reverse=True)
        assert own["difference"].to_list() == sorted(own["difference"])


def test_a_range_holds_the_truth_of_every_list_in_which_nonrespondents_differ_by_no_more(audit):
    for kind, strength in (("odds", "1.5"), ("odds", "2"), ("difference", "0.5")):
        lists = lists_of(audit, kind, strength)
        known, truth = audit.scores_of(lists, "states"), lists.index.mean(axis=1)
        inside = 0
        for part in (0.25, 0.5):
            low, high = known.mean(-part * lists.spread), known.mean(part * lists.spread)
            quiet = (known.worth * known.nonrespondents).sum(axis=1)
            differ = np.abs(known.mean() - truth) / quiet / lists.spread <= part * 0.98
            assert ((low <= truth) & (truth <= high))[differ].all()
            inside += differ.sum()
        assert inside > 10


def test_the_audit_today_is_near_what_was_frozen(audit, frozen):
    lists = lists_of(audit, "odds", "1.5", lists=400)
    for method, row in rates(audit, lists).items():
        key = {"nonresponse": "odds", "world": "1.5", "grouping": "states", "method": method}
        (rate,) = frozen.filter(**key)["rate"]
        assert row["rate"] == pytest.approx(rate, abs=0.09)


def test_the_table_of_benchmarks_is_the_frozen_one(frozen):
    own = frozen.filter(grouping="states")
    rows = []
    for _, world in own.group_by("nonresponse", "world", maintain_order=True):
        lower = abs(world["difference"][0])
        rows.append((f"{lower:.2f} SD", *(f"{100 * rate:.1f}" for rate in world["rate"])))
    text = BENCHMARKS.read_text(encoding="utf-8")
    told = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))[1:]
        for line in text.splitlines()
        if line.startswith("|") and " SD |" in line and "hangs on" not in line
    ]
    assert told == rows
    held = frozen.filter(method="post-stratified", nonresponse="strata")["rate"]
    assert f"{100 * held.min():.1f} to {100 * held.max():.1f} % of lists" in text
