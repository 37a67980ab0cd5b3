"""The accounting holds values: each way in which a value could change unsaid stops the run."""

import shutil

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented.cells import all_cells, with_texts
from worlds import LIGHTHOUSE, REPOSITORY

from cyberstudy.declare.opened import OpenSurvey
from surveyanswers.clean import answers, judged
from surveyanswers.clean.answers import clean_survey
from surveyanswers.clean.blocks import decode_block
from surveyanswers.clean.decode import decode
from surveyanswers.clean.reconcile import Reconciled, reconcile
from surveyanswers.clean.submitted import submitted_answers
from surveyanswers.read import read_exports
from surveyanswers.tables.cell_columns import scattered
from surveyanswers.tables.problems import SurveyError

FAULT = "the log doesn't say why. This is a fault of the program"


def read_and_cleaned(survey, root):
    """Read a survey's cells, which stop nothing as they are."""
    sheets, intake = read_exports(survey.exports, root / "data" / "raw", survey.questionnaire)
    clean_survey(sheets, intake, survey)
    return survey, sheets, intake


@pytest.fixture(scope="module")
def keepers():
    """The invented survey, and its cells."""
    folder = LIGHTHOUSE / "config" / "surveys" / "lighthouse"
    return read_and_cleaned(OpenSurvey(folder, root=LIGHTHOUSE), LIGHTHOUSE)


def of_states(*files):
    """Take some of the files of the survey of States, and their cells."""
    survey = OpenSurvey(REPOSITORY / "config" / "surveys" / "states2012", root=REPOSITORY)
    survey.__dict__["exports"] = [e for e in survey.exports if e.file.endswith(files)]
    assert len(survey.exports) == len(files)
    return read_and_cleaned(survey, REPOSITORY)


@pytest.fixture(scope="module")
def two_programs():
    """What two programs wrote: some States answered in both."""
    return of_states("unodc-limesurvey.csv", "itu-kobo-fr.xlsx")


def fault_of(study, monkeypatch, step, wrong):
    """The message that stops a run in which one step of cleaning is wrong."""
    survey, sheets, intake = study
    monkeypatch.setattr(answers, step, wrong)
    with pytest.raises(SurveyError, match=FAULT) as problem:
        clean_survey(sheets, intake, survey)
    return str(problem.value)


def spoilt(change, question=None):
    """Decoding that changes what it found, of one question or of all."""

    def decode_wrongly(texts, asked, form, **given):
        outcomes = decode(texts, asked, form, **given)
        return change(outcomes) if question in (None, asked.name) else outcomes

    return decode_wrongly


def once(**other):
    """Change the first valid answer."""

    def change(outcomes):
        first = next((n for n, each in enumerate(outcomes) if each.status == "valid"), None)
        return [e._replace(**other) if n == first else e for n, e in enumerate(outcomes)]

    return change


def each(change):
    return lambda outcomes: [change(outcome) for outcome in outcomes]


def shifted(outcomes):
    values = ["NOR", *(outcome.value for outcome in outcomes)]
    return [o._replace(value=value) for o, value in zip(outcomes, values, strict=False)]


@pytest.mark.parametrize(
    ("question", "change"),
    [
        ("home", once(value="NOR")),
        ("home", once(number=7.0)),
        ("fog_force", once(number=4.5)),
        ("fog_force", once(value="3", number=3.0)),
        ("lamps", once(value="oil arc other")),
        ("lamps", once(value="other")),
        ("lamps_other", each(lambda o: o._replace(value=o.value and o.value.upper()))),
        ("fog_land", each(lambda o: o._replace(how=""))),  # recognised by an alias, and not said to
        ("ice_land", each(lambda o: o._replace(how=""))),  # but for a blank, and not said to
        ("home", shifted),
    ],
)
def test_a_value_that_is_not_its_cells_stops_the_run(keepers, monkeypatch, question, change):
    survey, sheets, intake = keepers
    monkeypatch.setattr(judged, "decode", spoilt(change, question))
    with pytest.raises(SurveyError, match=FAULT) as problem:
        clean_survey(sheets, intake, survey)
    assert f"question {question}" in str(problem.value)
    assert "keepers.csv, record" in str(problem.value)


@pytest.mark.parametrize("lost", [True, False])
def test_a_tick_that_is_lost_or_added_stops_the_run(two_programs, monkeypatch, lost):
    states, sheets, intake = two_programs
    form, parts = states.questionnaire, "q002_strategy_parts"
    first, second = form.options_of(form.questions[parts]).codes[:2]

    def decode_wrongly(cells, asked, form, **given):
        block = decode_block(cells, asked, form, **given)
        if block.status != "valid" or asked.name != parts:
            return block
        ticked = {*block.value.split(" ")}
        wrong = ticked - {first} if lost else ticked | {first, second}
        return block._replace(value=" ".join(sorted(wrong)) or second)

    monkeypatch.setattr(judged, "decode_block", decode_wrongly)
    with pytest.raises(SurveyError, match=FAULT) as problem:
        clean_survey(sheets, intake, states)
    assert f"question {parts}" in str(problem.value)


def test_a_text_that_was_corrected_counts_as_it_was_corrected(keepers):
    survey, sheets, intake = keepers
    answer = clean_survey(sheets, intake, survey).answers.filter(
        unit_id="k03", question="storm_force", instance=1
    )
    assert answer["value"].item() == "4"
    assert "44" in all_cells(sheets).filter(question="storm_force")["text"].to_list()


def test_an_answer_that_no_form_gave_stops_the_run(two_programs, monkeypatch):
    def reconcile_wrongly(*given):
        found = reconcile(*given)
        valid = (pl.col("status") == "valid") & (pl.col("option") == "")
        first = valid & valid.cum_sum().eq(1)
        wrong = pl.when(first).then(pl.lit("ZWE")).otherwise("value").alias("value")
        return Reconciled(found.answers.with_columns(wrong), found.conflicts)

    assert fault_of(two_programs, monkeypatch, "reconcile", reconcile_wrongly)


def test_an_answer_taken_from_another_units_form_stops_the_run_though_it_says_the_same(
    two_programs, monkeypatch
):
    def reconcile_wrongly(*given):
        found = reconcile(*given)
        valid = found.answers.filter(status="valid", option="", instance=0)
        same = valid.join(valid, on=["question", "value"], suffix="_of_another")
        mine = same.filter(pl.col("unit_id") != pl.col("unit_id_of_another")).row(0, named=True)
        taken = pl.all_horizontal(
            pl.col(name) == mine[name] for name in ("unit_id", "question", "instance", "option")
        )
        other = pl.when(taken).then(pl.lit(mine["submission_id_of_another"]))
        wrong = other.otherwise("submission_id").alias("submission_id")
        return Reconciled(found.answers.with_columns(wrong), found.conflicts)

    assert fault_of(two_programs, monkeypatch, "reconcile", reconcile_wrongly)


def test_answers_that_change_places_stop_the_run(keepers, monkeypatch):
    became = ["value", "number", "status", "how"]

    def route_wrongly(table, *_):
        return table.with_columns(pl.col(became).reverse().over("question"))

    assert fault_of(keepers, monkeypatch, "route", route_wrongly)


def test_an_answer_without_a_cell_stops_the_run(keepers, monkeypatch):
    def judge_wrongly(*given):
        return [table.with_columns(pl.col("record") + 100) for table in judged.judge(*given)]

    assert fault_of(keepers, monkeypatch, "judge", judge_wrongly)


def test_an_answer_that_no_form_holds_any_more_stops_the_run(keepers, monkeypatch):
    def submit_wrongly(*given):
        return submitted_answers(*given).filter(pl.col("question") != "home")

    assert "question home" in fault_of(keepers, monkeypatch, "submitted_answers", submit_wrongly)


@pytest.fixture(scope="module")
def uncorrected(tmp_path_factory):
    """The invented survey without corrections, and its cells."""
    folder = tmp_path_factory.mktemp("values") / "world"
    shutil.copytree(LIGHTHOUSE, folder)
    survey = OpenSurvey(folder / "config" / "surveys" / "lighthouse", root=folder)
    table = survey.folder / "corrections.csv"
    table.write_text(table.read_text().splitlines()[0] + "\n")
    return read_and_cleaned(survey, folder)


SAID = ["Norway", "NOR", "Iceland", "Japan", "Korea North", "oil", "Oil, with a wick", "Arc lamp"]
SAID += ["arc", "other", "Lampe à arc", "À huile, avec mèche", "3", "3.0", "3,0", "٣", "1e0", "5"]
SAID += ["4.000", "-0", "2012-01-02", "n/a", "-", "don't know", "Anything\nelse", " ", ""]
FORMS = ["{}", " {}\u00a0", "\u200f{}\u200e", "{},arc", "oil , {} ", "{0},{0}", "{}\n", "\ufeff{}"]
PLAIN = st.sampled_from(SAID).flatmap(lambda said: st.sampled_from([said, said.upper()]))
WRITTEN = st.builds(str.format, st.sampled_from(FORMS), PLAIN)


@given(st.lists(WRITTEN | st.text(max_size=5), min_size=5, max_size=25))
def test_whatever_the_cells_say_the_accounting_agrees(uncorrected, texts):
    survey, sheets, intake = uncorrected
    cells = all_cells(sheets)
    said = (
        pl.Series(texts).replace("", None).gather([n * 7 % len(texts) for n in range(cells.height)])
    )
    changed = pl.when(role="answer").then(said).otherwise("text")
    cleaned = clean_survey(with_texts(sheets, changed), intake, survey)
    assert cleaned.accounting["cells"].sum() == intake["cells"].sum()


@pytest.fixture(scope="module", params=["unodc-limesurvey.csv", "of three programs"])
def ticked(request):
    """A survey, and its cells: ticks, and all others; ticks as each program writes them."""
    three = ("itu-kobo-fr.xlsx", "private-limesurvey-es.txt", "academia.sav")
    survey, sheets, intake = of_states(*([request.param] if "csv" in request.param else three))
    cells = all_cells(sheets)
    several = (pl.col("role") == "answer") & (pl.col("option") != "")
    return survey, intake, cells.filter(several), cells.filter(~several)


@settings(max_examples=4)
@given(st.permutations(range(40)))
def test_whatever_is_ticked_the_accounting_agrees(ticked, order):
    survey, intake, ticks, others = ticked
    block = pl.int_range(pl.len()) // 40 * 40
    place = block + pl.lit(pl.Series(order)).gather(pl.int_range(pl.len()) % 40)
    mixed = ticks.with_columns(pl.col("text").gather(pl.min_horizontal(place, pl.len() - 1)))
    changed = scattered(pl.concat([others, mixed]))
    cleaned = clean_survey(changed, intake, survey)
    assert cleaned.accounting["cells"].sum() == intake["cells"].sum()
