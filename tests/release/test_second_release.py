"""A second release of the survey of States, at its real size, after one State's late or new form.

Somebody has kept the first release, knows whose form came, and subtracts. From two releases that
were made one without the other he reads that State's answers; with the ledger he has the old
numbers once more. The attack shares no code with what protects.
"""

import json

import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.describe.estimates import estimate_all
from cyberstudy.protect import protect_survey
from cyberstudy.protect.ledger import record
from surveyanswers.instrument.data_access import ledger_of
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import write_table

STATES = REPOSITORY / "results/states2012"
KEYS = ["group", "question", "option"]
#: What came -> whose form it is, and the State whose answers stood there before, if any did.
CAME = {"a late reply": ("DZA", None), "a correction": ("ATG", "BRB")}


@pytest.fixture(scope="module", autouse=True)
def ran(not_run):
    if not (STATES / "protect/tables/estimates.parquet").is_file():
        not_run("no fresh run of states2012: make study", "states2012")


@pytest.fixture(scope="module")
def survey():
    return OpenSurvey(REPOSITORY / "config/surveys/states2012", root=REPOSITORY)


def protected(survey, root, name, answers, members):
    """Make tables of counts of these answers, beside the ledger in `root`."""
    folder = root / name
    for part in ("describe", "clean", "release"):
        (folder / part).mkdir(parents=True)
    columns = AnswerColumns.of(answers)
    columns.write(folder / "clean/answers.parquet")
    counted = {"minimum_base": survey.counting.minimum_base, "confidence": 0.95}
    estimates = estimate_all(columns, members, survey.questionnaire, **counted)
    write_table(estimates, str(folder / "describe/estimates.parquet"))
    write_table(members, str(folder / "describe/memberships.parquet"))
    report = protect_survey(
        [str(folder / "describe/estimates.parquet")],
        clustered=[],
        frozen=[],
        answers=[str(folder / "clean/answers.parquet")],
        receipt=str(STATES / "verify/receipt.csv"),
        survey=survey,
        folder=str(folder / "protect/tables"),
        divided=[str(folder / "describe/memberships.parquet")],
        earlier=str(ledger_of("states2012", root)),
    )
    (folder / "protect/report.json").write_text(json.dumps(report))
    (folder / "release/MANIFEST.csv").write_text(f"file,sha256,bytes\n{name}.csv,1,1\n")
    return folder, report


def read_off(before, now, groups):
    """Return {question: options that grew, options that shrank} in a group that both publish."""
    rows = before.join(now, on=KEYS, suffix="_now").drop_nulls(["count", "count_now"])
    rows = rows.filter(pl.col("group").is_in(groups))
    rows = rows.with_columns(by=pl.col("count_now").cast(int) - pl.col("count").cast(int))
    grew = {q: {*o} for q, o in rows.filter(by=1).group_by("question").agg("option").rows()}
    shrank = {q: {*o} for q, o in rows.filter(by=-1).group_by("question").agg("option").rows()}
    return {q: (grew.get(q, set()), shrank.get(q, set())) for q in {*grew, *shrank}}


@pytest.mark.parametrize("what", CAME)
def test_what_one_form_changes_follows_from_two_releases_only_without_the_ledger(
    survey, tmp_path, what
):
    unit, other = CAME[what]
    now = read_answers(STATES / "clean/answers.parquet", survey.questionnaire.questions)
    members = pl.read_parquet(STATES / "describe/memberships.parquet")
    before = now.filter(unit_id=other).with_columns(unit_id=pl.lit(unit)) if other else now.clear()
    before = pl.concat([now.filter(pl.col("unit_id") != unit), before])
    late = (pl.col("unit_id") == unit) & pl.lit(other is None)
    then = members.with_columns(replied=pl.col("replied") & ~late)

    first, _ = protected(survey, tmp_path, "first", before, then)
    record("states2012", survey.questionnaire, first, tmp_path)
    second, report = protected(survey, tmp_path, "second", now, members)
    assert report["release"]["stays"]
    tables = [
        {path.name: path.read_bytes() for path in (folder / "protect/tables").iterdir()}
        for folder in (first, second)
    ]
    assert tables[0] == tables[1]

    groups = members.filter(unit_id=unit)["group"].to_list()
    old, new = (
        pl.read_parquet(folder / "protect/tables/estimates.parquet") for folder in (first, STATES)
    )
    learnt = read_off(old, new, groups)
    chosen = pl.when(pl.col("option") == "").then("value").when(value="1").then("option")
    said = now.filter(unit_id=unit, status="valid").select("question", chosen=chosen).drop_nulls()
    true = {
        question: {*chose} for question, chose in said.group_by("question").agg("chosen").rows()
    }
    print(f"{what}: without the ledger, answers to {len(learnt)} questions")
    assert all(grew <= true.get(question, set()) for question, (grew, _) in learnt.items())
    assert len(learnt) >= 20
