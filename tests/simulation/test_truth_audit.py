"""The truth audit: what it takes for the truth is known, and what is too narrow is found out."""

import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.tables.files import read_table
from cyberstudy.tables.truth_audit import COVERAGE, SHARE, TruthAudit
from surveyanswers.tables.statuses import SAID_INSTEAD

SEED = 7
SINGLE, ROUTED, SEVERAL = (
    "q001_national_strategy",
    "q002_strategy_parts",
    "q007_challenges",
)


@pytest.fixture(scope="module")
def benchmarks():
    """The modules of the audit, which are no package."""
    patch = pytest.MonkeyPatch()
    patch.syspath_prepend(REPOSITORY / "benchmarks")
    import known_truth
    import truth_audit

    yield known_truth, truth_audit
    patch.undo()


@pytest.fixture(scope="module")
def simulated_survey(benchmarks):
    return benchmarks[0].simulated_of("as assumed", SEED)


@pytest.fixture(scope="module")
def shares(benchmarks, simulated_survey):
    """True shares by grouping, group, question and option."""
    known_truth = benchmarks[0]
    everything = known_truth.Described(
        simulated_survey.survey, *known_truth.census(simulated_survey), minimum=1, seed=SEED
    )
    return everything.estimates


@pytest.mark.parametrize("question", [SINGLE, ROUTED, SEVERAL])
def test_the_truth_of_a_share_is_what_a_count_of_the_true_answers_gives(
    simulated_survey, shares, question
):
    region = dict(simulated_survey.people.select("unit", "region").iter_rows())
    said = {
        unit: answer.split()
        for unit, answer in simulated_survey.truth.select("unit", question).iter_rows()
        if region[unit] is not None and answer is not None and answer not in SAID_INSTEAD
    }
    assert 0 < len(said) <= 193
    for group, members in (
        ("total", said),
        ("Europe", {unit: given for unit, given in said.items() if region[unit] == "Europe"}),
    ):
        grouping = "states" if group == "total" else "merged_region"
        rows = shares.filter(grouping=grouping, group=group, question=question)
        assert rows.height > 1
        for option, count, base, share in rows.select("option", "count", "base", "share").rows():
            chosen = sum(option in given for given in members.values())
            assert (count, base) == (chosen, len(members))
            assert share == pytest.approx(chosen / len(members))


def test_what_is_read_and_cleaned_is_what_the_respondents_would_answer_but_for_mess(
    benchmarks, simulated_survey
):
    _, answers, units = benchmarks[0].received(simulated_survey)
    assert set(units.filter(pl.col("submissions") > 0, group="state")["unit_id"]) == set(
        simulated_survey.people.filter("responded", group="state")["unit"]
    )
    got = answers.filter(question=SINGLE, status="valid").select("unit_id", "value")
    both = got.join(simulated_survey.truth.select(unit_id="unit", truth=SINGLE), on="unit_id")
    assert both.height > 40
    assert (both["value"] == both["truth"]).mean() > 0.9


def test_twins_of_one_superpopulation_differ_in_what_their_respondents_say(
    benchmarks, simulated_survey
):
    """A simulation that is fitted to its own respondents always has the assumed shares."""
    other = benchmarks[0].simulated_of("as assumed", SEED + 1)
    own = simulated_survey.like

    def share(one):
        replied = one.people["responded"] & (one.people["group"] == "state")
        said = one.truth[SINGLE].filter(replied).drop_nulls()
        return (said == "yes").mean()

    target = own.assumptions.of(SINGLE, "share")["yes"]
    assert share(own) == pytest.approx(target, abs=0.03)
    assert share(simulated_survey) != share(other)


def test_without_differences_no_group_of_states_answers_in_a_way_of_its_own(benchmarks):
    alike = benchmarks[0].superpopulation("no differences").assumptions.table
    assert (alike.filter(kind="loading")["value"] == 0).all()
    of_answers = alike.filter(pl.col("question").str.starts_with("q"), kind="share")
    assert not {"Africa", "Americas", "Asia", "Europe", "Oceania"} & set(of_answers["group"])


def test_an_interval_that_is_too_narrow_is_found_out(benchmarks):
    audit, rng = benchmarks[1], np.random.default_rng(1)

    def rows(factor):
        lines = []
        for simulated_survey in range(60):
            found = rng.normal(0.5, 0.05, size=20)
            half = factor * 1.96 * 0.05
            table = pl.DataFrame({"truth": 0.5, "estimate": found}).with_columns(
                low=pl.col("estimate") - half, high=pl.col("estimate") + half
            )
            lines.append({"simulation": simulated_survey, "rows": [audit.counted(table, SHARE)]})
        return audit.summary(lines).row(0, named=True)

    right, narrow = rows(1), rows(0.7)
    assert right["low"] <= 0.95 <= right["high"]
    assert narrow["high"] < narrow["nominal"] == 0.95
    assert narrow["rate"] + narrow["below"] + narrow["above"] == pytest.approx(1)
    # Of a normal estimate 1.96 * 0.7 standard errors hold 83 %.
    assert narrow["rate"] == pytest.approx(0.83, abs=0.04)
    assert narrow["error"] == pytest.approx(0.05, rel=0.1)


def test_twins_and_not_their_cells_are_drawn_again(benchmarks):
    """Cells of a simulation are dependent: all right or all wrong tells no more than one cell."""
    lines = [
        {"simulation": n, "rows": [benchmarks[1].decided(COVERAGE, SHARE, 100, 100 * (n % 2))]}
        for n in range(40)
    ]
    row = benchmarks[1].summary(lines).row(0, named=True)
    assert row["rate"] == 0.5
    assert row["high"] - row["low"] > 0.25  # 4,000 cells of their own would give 0.03


def test_what_was_stopped_and_started_again_is_what_was_never_disturbed(
    benchmarks, tmp_path, monkeypatch
):
    audit, made = benchmarks[1], []

    def audited(world, seed):
        if stops and len(made) == 25:
            raise KeyboardInterrupt
        made.append((world, seed))
        rng = np.random.default_rng([len(world), seed])
        return [audit.decided(COVERAGE, SHARE, 10, int(rng.integers(5, 11)))]

    monkeypatch.setattr(audit, "audited", audited)
    work = audit.pieces({"as assumed": 24, "no differences": 12})
    stops = False
    audit.run(work, tmp_path / "undisturbed")
    assert len(made) == len(set(made)) == 36
    made.clear()
    stops = True
    with pytest.raises(KeyboardInterrupt):
        audit.run(work, tmp_path / "stopped")
    done = len(list((tmp_path / "stopped").glob("*.jsonl")))
    assert 0 < done < len(work)
    made.clear()
    stops = False
    audit.run(work, tmp_path / "stopped")
    assert 0 < len(made) < 36
    tables = []
    for name in ("undisturbed", "stopped"):
        audit.freeze(tmp_path / name, tmp_path / f"{name}.csv")
        tables.append((tmp_path / f"{name}.csv").read_bytes())
    assert tables[0] == tables[1]
    read_table(str(tmp_path / "stopped.csv"), TruthAudit)
