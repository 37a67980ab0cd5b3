"""Banner tables show what is protected, as it is, and test it."""

import json

import openpyxl
import polars as pl
import pytest
from scipy.stats import hypergeom
from worlds import REPOSITORY
from worlds.made_up import received
from worlds.plans import copied, replan

from cyberstudy.declare.opened import open_survey
from cyberstudy.declare.plan.banners import DeclaredBanner
from cyberstudy.declare.resolve import check_survey
from cyberstudy.declare.survey import MADE_UP
from cyberstudy.release import release_survey
from cyberstudy.release.banners import banner_of, write_banner
from cyberstudy.wording.translator import ENGLISH, translator_of
from surveyanswers.instrument.counting import Design
from surveyanswers.instrument.parsing import parsed
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import sha256_of

LAW = "cybercrime_law"
ACROSS = [
    {"grouping": "landlocked", "labels": {"yes": "Without a coast"}},
    {"grouping": "region", "order": ["Asia", "Africa"]},
]
BANNER = DeclaredBanner(title="Laws", questions=[LAW], across=ACROSS)
#: grouping, group, option, count, base, share
CELLS = [
    ("landlocked", "no", "legislation", 9, 10, 0.9),
    ("landlocked", "no", "none", 1, 10, 0.1),
    ("landlocked", "yes", "legislation", 4, 12, 1 / 3),
    ("landlocked", "yes", "none", 8, 12, 2 / 3),
    ("region", "Africa", "legislation", None, 3, None),
    ("region", "Africa", "none", None, 3, None),
    ("region", "Asia", "legislation", 13, 19, 13 / 19),
    ("region", "Asia", "none", 6, 19, 6 / 19),
]


@pytest.fixture(scope="module")
def survey():
    return open_survey("cyberlaw2026", REPOSITORY / "config", REPOSITORY)


@pytest.fixture
def estimates():
    """Return protected estimates of two groupings, one of whose groups is withheld."""
    names = ("grouping", "group", "option", "count", "base", "share")
    cells = pl.DataFrame(CELLS, orient="row", schema=names)
    why = pl.when(pl.col("count").is_null()).then(pl.lit("withheld: base under 5"))
    return cells.with_columns(
        why.otherwise(pl.lit("")).alias("reason"), wave=pl.lit(""), question=pl.lit(LAW)
    )


@pytest.fixture
def table(survey, estimates):
    return banner_of(BANNER, estimates, survey)


@pytest.fixture
def workbook(survey, table, tmp_path):
    """Write the table, and read it back."""
    return written(BANNER, table, survey, tmp_path)


def written(banner, table, survey, folder, say=ENGLISH):
    write_banner(banner, table, survey, say, folder / "laws.xlsx", ["Cited."])
    return openpyxl.load_workbook(folder / "laws.xlsx")


def rows_of(workbook):
    """Return the cells of the first question's sheet, row by row."""
    return [list(row) for row in workbook.worksheets[1].iter_rows(values_only=True)]


def estimates_of_one_option(cells, grouping="landlocked"):
    """Return estimates from groups with how many chose and of how many."""
    table = pl.DataFrame(cells, orient="row", schema=("group", "count", "base"))
    return table.with_columns(
        share=pl.col("count") / pl.col("base"),
        reason=pl.lit(""),
        wave=pl.lit(""),
        grouping=pl.lit(grouping),
        question=pl.lit(LAW),
        option=pl.lit("legislation"),
    )


def mid_p(x, n, y, m):
    """Fisher's two-sided mid-p-value of two groups, by SciPy's hypergeometric distribution."""
    law = hypergeom(n + m, x + y, n)
    chances = [law.pmf(k) for k in range(max(0, x + y - m), min(n, x + y) + 1)]
    own = law.pmf(x)
    less = sum(p for p in chances if p < own * (1 - 1e-9))
    return less + sum(p for p in chances if abs(p - own) <= own * 1e-9) / 2


def test_a_cell_is_what_the_protected_estimates_say(table):
    keys = ["grouping", "group", "option", "count", "base", "share"]
    assert sorted(table.select(keys).rows(), key=str) == sorted(CELLS, key=str)


def test_columns_are_compared_exactly_and_adjusted_for_all_comparisons_of_the_table(table):
    coasts = table.filter(grouping="landlocked")
    p = mid_p(9, 10, 4, 12)
    assert p < 0.02
    # Two options by two groupings; those that could not be tested are looks all the same.
    assert coasts["p_adjusted"].to_list() == pytest.approx([4 * p] * 4)


def test_a_letter_stands_where_the_share_is_higher_and_names_the_lower_column(survey):
    cells = [("no", 19, 20), ("yes", 1, 20)]
    found = banner_of(BANNER, estimates_of_one_option(cells), survey)
    assert found.select("letter", "group", "higher_than").rows() == [
        ("A", "no", "B"),
        ("B", "yes", ""),
    ]


def test_of_three_columns_a_letter_goes_with_each_that_is_lower(survey):
    regions = DeclaredBanner(title="Laws", questions=[LAW], across=ACROSS[1:])
    cells = [("Asia", 20, 20), ("Africa", 1, 20), ("Europe", 2, 20)]
    found = banner_of(regions, estimates_of_one_option(cells, "region"), survey)
    assert found["higher_than"].to_list() == ["B C", "", ""]
    p = [mid_p(20, 20, 1, 20), mid_p(20, 20, 2, 20), mid_p(1, 20, 2, 20)]
    # Of three comparisons that of Asia with Africa is the clearest, and then that with Europe.
    assert found["p_adjusted"].to_list() == pytest.approx([3 * p[0], 3 * p[0], 2 * p[1]])


def test_columns_that_are_all_alike_are_no_more_than_a_look(survey):
    found = banner_of(BANNER, estimates_of_one_option([("no", 9, 9), ("yes", 7, 7)]), survey)
    assert found.select("higher_than", "p_adjusted").rows() == [("", 1.0)] * 2


def test_a_withheld_cell_is_withheld_in_both_files_and_in_tests(table, workbook):
    africa = table.filter(group="Africa")
    assert africa["count"].null_count() == africa["share"].null_count() == africa.height == 2
    assert set(africa["reason"]) == {"withheld: base under 5"}
    # One group is left, which differs from nothing.
    assert table.filter(grouping="region")["p_adjusted"].null_count() == 4
    assert table.filter(grouping="region")["higher_than"].null_count() == 4
    rows = rows_of(workbook)
    place = rows[3].index("Africa")
    shown = [row[place] for row in rows[5:12]]
    assert shown == [3, "withheld: base under 5", None, None, "withheld: base under 5", None, None]


def test_a_sheet_has_wordings_and_labels_letters_bases_and_three_rows_an_option(workbook):
    title, question, divisions, groups, letters, bases, *options = rows_of(workbook)
    assert title[0] == "Laws"
    assert question[0] == "Is there legislation on cybercrime?"
    assert [name for name in divisions if name] == ["Landlocked", "Region"]
    assert groups[2:] == ["No", "Without a coast", "Asia", "Africa"]
    assert letters[2:] == ["A", "B", "C", "D"]
    assert (bases[0], *bases[2:]) == ("Base", 10, 12, 19, 3)
    assert options[0][:4] == ["Legislation", "%", 0.9, pytest.approx(1 / 3)]
    assert options[1][:4] == [None, "n", 9, 4]
    assert options[2][:2] == [None, "higher than"]
    assert workbook.worksheets[1].freeze_panes == "C7"


def test_a_workbook_begins_with_its_questions_and_every_sheet_says_how_it_was_tested(workbook):
    contents, sheet = workbook.worksheets
    (_, number, wording) = [contents.cell(*at) for at in ((1, 1), (2, 1), (2, 2))]
    assert number.hyperlink.location == f"'{sheet.title}'!A1"
    assert wording.value == "Is there legislation on cybercrime?"
    notes = [row[0] for row in rows_of(workbook)][-3:]
    assert "all 4 comparisons" in notes[1] and "Holm" in notes[1]
    assert notes[2] == "Cited."


def test_shares_of_a_sample_with_a_design_are_not_tested_and_called_weighted(
    survey, estimates, tmp_path, monkeypatch
):
    settings = survey.settings.model_copy(update={"design": Design(weight="weight")})
    monkeypatch.setitem(survey.__dict__, "settings", settings)
    table = banner_of(BANNER, estimates, survey)
    assert table["p_adjusted"].null_count() == table.height
    notes = [row[0] for row in rows_of(written(BANNER, table, survey, tmp_path))]
    assert "Shares are weighted by the design; n and the base are not." in notes


def test_a_grouping_of_one_group_is_no_look(survey, estimates):
    whole = estimates.filter(group="no").with_columns(grouping=pl.lit("all"), group=pl.lit("total"))
    more = DeclaredBanner(title="Laws", questions=[LAW], across=[ACROSS[0], {"grouping": "all"}])
    table = banner_of(more, pl.concat([estimates, whole]), survey)
    tested = table.filter(grouping="landlocked")
    assert tested["p_adjusted"].to_list() == pytest.approx([2 * mid_p(9, 10, 4, 12)] * 4)
    assert table.filter(grouping="all")["p_adjusted"].null_count() == 2


def test_a_workbook_speaks_a_language_that_the_form_has(tmp_path):
    survey = open_survey("states2012", REPOSITORY / "config", REPOSITORY)
    question = "q001_national_strategy"
    cells = estimates_of_one_option([("Africa", 3, 9), ("Europe", 5, 9)], "region")
    (option, *_) = survey.questionnaire.options_of(survey.questionnaire.questions[question]).codes
    cells = cells.with_columns(question=pl.lit(question), option=pl.lit(option))
    banner = DeclaredBanner(title="T", questions=[question], across=ACROSS[1:])
    say = translator_of(survey, "ar")
    workbook = written(banner, banner_of(banner, cells, survey, say), survey, tmp_path, say)
    rows = rows_of(workbook)
    assert rows[1][0] == survey.questionnaire.questions[question].labels["ar"]
    assert rows[3][2:] == [say.word("Africa"), say.word("Europe")] != ["Africa", "Europe"]
    assert workbook.worksheets[1].sheet_view.rightToLeft


def test_a_release_holds_both_files_described_and_the_same_every_time(
    survey, estimates, tmp_path, monkeypatch
):
    plan = survey.plan.model_copy(update={"banners": {"laws": BANNER}})
    monkeypatch.setitem(survey.__dict__, "plan", plan)
    (tmp_path / "tables").mkdir()
    estimates.write_parquet(tmp_path / "tables" / "estimates.parquet")
    (tmp_path / "report.json").write_text(json.dumps({"simulated": True}))
    receipt, sums = str(received(tmp_path)), []
    for run in ("one", "two"):
        release_survey(
            survey,
            tables=str(tmp_path / "tables"),
            others=[str(tmp_path / "report.json")],
            drawn=[],
            narrated=[],
            labelled=[],
            config={"languages": ["en"]},
            made_with={"version": "2.0", "commit": ""},
            lock=str(REPOSITORY / "requirements.lock"),
            receipt=receipt,
            folder=str(tmp_path / run),
        )
        made = tmp_path / run / "tables" / "banners"
        sums.append([sha256_of(made / name) for name in ("laws.csv", "laws-en.xlsx")])
        assert len([*made.iterdir()]) == 2
    assert sums[0] == sums[1]
    assert [MADE_UP] in [row[:1] for row in rows_of(openpyxl.load_workbook(made / "laws-en.xlsx"))]
    columns = pl.read_csv(tmp_path / "one" / "columns.csv").filter(table="banners/laws")
    assert columns["column"].to_list() == pl.read_csv(made / "laws.csv").columns
    listed = pl.read_csv(tmp_path / "one" / "MANIFEST.csv")["file"]
    assert {"tables/banners/laws.csv", "tables/banners/laws-en.xlsx"} <= set(listed)
    assert "tables/banners/" in (tmp_path / "one" / "README.md").read_text()


def test_a_grouping_or_a_question_that_is_not_there_is_told(tmp_path):
    survey = copied("cyberlaw2026", tmp_path)
    wrong = {"title": "T", "questions": ["cyber_law"], "across": [{"grouping": "regions"}]}
    replan(survey, lambda plan: plan.update(banners={"laws": wrong}))
    with pytest.raises(SurveyError) as told:
        check_survey(survey)
    assert "banners.laws.questions.0: there is no" in str(told.value)
    assert (
        "banners.laws.across.0.grouping: there is no grouping 'regions'; did you mean 'region'"
        in str(told.value)
    )


def test_a_grouping_that_stands_twice_is_told():
    twice = {"title": "T", "questions": [LAW], "across": [ACROSS[1], ACROSS[1]]}
    with pytest.raises(SurveyError, match=r"across\.1\.grouping: region stands twice"):
        parsed(twice, DeclaredBanner, where="plan.yaml")
