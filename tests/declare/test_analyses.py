"""Analyses of one's own in a survey's declarations: found, shown as exhibits, and held to names."""

import re
import shutil

import pytest
from worlds import REPOSITORY, edit
from worlds.analyses import shown, surveyed
from worlds.plans import replan

from cyberstudy.declare.opened import OpenSurvey, open_survey
from cyberstudy.declare.resolve import check_survey
from cyberstudy.scaffold.plan_checks import check_folder
from surveyanswers.tables.problems import SurveyError

CROSSED = shown()["laws_together"]


def test_what_the_page_shows_fits_the_survey_and_its_figures_are_exhibits(tmp_path):
    survey = surveyed(tmp_path, shown())
    check_survey(survey)
    own = {n: e for n, e in survey.plan.exhibits.items() if e.kind == "own"}
    assert sorted(own) == [
        "bars_of_regions", "histogram_of_laws", "laws_by_development", "laws_crossed",
        "strips_of_regions", "transactions_map",
    ]  # fmt: skip
    assert own["laws_crossed"].code == str(survey.folder / "analyses" / "laws_together.py")
    assert own["laws_crossed"].table == "laws_together"


def test_a_survey_without_analyses_has_the_plan_that_is_written(states):
    assert states.analyses == []
    assert "own" not in {exhibit.kind for exhibit in states.plan.exhibits.values()}


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('"consumer_law"])\ndef', '"consumer_laws"])\ndef', "no question .*did you mean 'consumer"),
        ("def laws_together", "def estimates", "there is a table 'estimates' already"),
        ("def laws_crossed", "def laws", "there is an exhibit 'laws' already"),
        (
            '"consumer_law"])\ndef',
            '"consumer_law"], tables=["levels"])\ndef',
            "no table that the p",
        ),
        (
            '"consumer_law"])\ndef',
            '"consumer_law"], tables=["laws_together"])\ndef',
            "no table that the plan describes or an analysis makes 'laws_together'",
        ),
        (
            '"consumer_law"])\ndef',
            '"consumer_law"], tables=["data/raw/reference/country.csv"])\ndef',
            "no table of reference .*did you mean 'data/raw/reference/countries.csv'",
        ),
        ('area="Law"', 'colour="red", area="Law"', "colour"),
        (
            'area="Law"',
            'says={"headline": "{n}", "table": "laws_together", "values": {"n": {"column": "m"}}},'
            ' area="Law"',
            "no column of laws_together 'm'",
        ),
    ],
    ids=[
        "question",
        "table",
        "exhibit",
        "reads",
        "itself",
        "reference",
        "key",
        "says",
    ],
)
def test_a_mistake_is_told_with_file_and_line(tmp_path, was, becomes, told):
    assert was in CROSSED
    file = CROSSED.replace(was, becomes).replace(
        "@figure(laws_together", "@figure(estimates", "def estimates" in becomes
    )
    survey = surveyed(tmp_path, {"laws_together": file})
    with pytest.raises(SurveyError, match=rf"laws_together\.py, line \d+, \w+:[\s\S]*{told}"):
        check_survey(survey)


TABLE = """

@table(Together, answers=["consumer_law"], tables=[{reads!r}])
def {name}(survey):
    raise NotImplementedError
"""


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            {"laws": [("some", "more")], "others": [("more", "most"), ("most", "some")]},
            r"laws\.py, others\.py read each other's tables, .* make one file of them",
        ),
        (
            {"laws": [("some", "more"), ("more", "some")]},
            "more, some read each other's rows, and a table is made after those that it reads",
        ),
        ({"laws": [("some", "laws_together")], "others": [("more", "some")]}, None),
    ],
    ids=["files", "tables of a file", "none"],
)
def test_files_that_wait_for_each_other_are_told(tmp_path, files, told):
    head = CROSSED.partition("@table")[0]
    texts = {
        name: head + "".join(TABLE.format(name=made, reads=reads) for made, reads in tables)
        for name, tables in files.items()
    }
    survey = surveyed(tmp_path, {"laws_together": CROSSED} | texts)
    if told is None:
        check_survey(survey)
        return
    with pytest.raises(SurveyError, match=f"analyses: {told}"):
        check_survey(survey)


def test_a_story_may_begin_with_a_figure_of_an_analysis(tmp_path):
    survey = surveyed(tmp_path, {"laws_together": CROSSED})
    replan(survey, lambda plan: plan.update(story=["laws_crossed", "laws"]))
    check_survey(OpenSurvey(survey.folder, root=tmp_path))


def test_figures_of_a_confidential_survey_are_not_planned(tmp_path):
    survey = surveyed(tmp_path, {"laws_together": CROSSED})
    edit(survey.folder / "settings.yaml", "protection: public", "protection: confidential")
    assert "laws_crossed" not in OpenSurvey(survey.folder, root=tmp_path).plan.exhibits


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("gci/levels", None),
        ("states2012/capacity/verdict.json", None),
        ("crosswalk", None),
        ("data/raw/reference/development.csv", None),
        ("data/raw/reference/devil.csv", "there is no table of reference"),
        ("gcy/levels", "there is no survey 'gcy'"),
        ("gci/areas_2021/tests", "there is no clustering of gci 'areas_2021'"),
        (
            "data/raw/reference/contries.csv",
            "there is no table of reference 'data/raw/reference/contries.csv'",
        ),
        (
            "crosswalks",
            "there is no table that the plan describes or an analysis makes 'crosswalks'",
        ),
    ],
)
def test_what_lies_across_surveys_reads_its_own_tables_and_those_of_surveys_that_there_are(
    tmp_path, table, told
):
    shutil.copytree(REPOSITORY / "config", tmp_path / "config")
    for shared in ("data", "notebooks"):
        (tmp_path / shared).symlink_to(REPOSITORY / shared)
    across = tmp_path / "config" / "sources"
    (across / "analyses").mkdir(exist_ok=True)
    answers = 'answers=["transactions_law", "consumer_law"]'
    file = CROSSED.replace(answers, f"tables=[{table!r}]")
    (across / "analyses" / "own.py").write_text(file, encoding="utf-8")
    survey = open_survey("sources", tmp_path / "config", tmp_path)
    if told is None:
        check_survey(survey)
        return
    with pytest.raises(SurveyError, match=rf"own\.py, line \d+, laws_together: {told}"):
        check_survey(survey)


def test_the_check_of_a_survey_finds_nothing_wrong_and_says_what_stays_inside(
    tmp_path, monkeypatch, not_run
):
    survey = surveyed(tmp_path, {"laws_together": CROSSED})
    if not (tmp_path / "data/raw/cyberlaw2026").is_dir():
        not_run("the record of laws is not at hand", survey="cyberlaw2026")
    monkeypatch.chdir(tmp_path)
    here = OpenSurvey(survey.folder.relative_to(tmp_path))
    assert check_folder(here, examples=False).problems == []
    edit(survey.folder / "settings.yaml", "protection: public", "protection: confidential")
    told = check_folder(OpenSurvey(here.folder), examples=False).doubts
    inside = (
        "laws_together.py: the survey is confidential, so laws_together will be made and will "
        "stay inside"
    )
    assert any(inside in each for each in told)


SHARES = """from cyberstudy.analyses import figure


@figure("estimates", area="Law", title="Shares")
def shares(estimates, view):
    raise NotImplementedError
"""


def test_a_figure_may_be_of_a_table_that_there_is_and_of_a_confidential_survey_too(tmp_path):
    survey = surveyed(tmp_path, {"shares": SHARES})
    check_survey(survey)
    assert survey.plan.exhibits["shares"].table == "estimates"
    path = survey.folder / "settings.yaml"
    path.write_text(path.read_text().replace("protection: public", "protection: confidential"))
    assert "shares" in OpenSurvey(survey.folder, root=tmp_path).plan.exhibits


def test_a_figure_of_no_table_is_told_with_its_line(tmp_path):
    survey = surveyed(tmp_path, {"shares": SHARES.replace('"estimates"', '"estimate"')})
    told = r"shares\.py, line 4, shares: there is no table .*'estimate'; did you mean 'estimates'"
    with pytest.raises(SurveyError, match=told):
        check_survey(survey)


def test_no_plan_declares_a_figure_of_an_analysis(tmp_path):
    survey = surveyed(tmp_path, {"shares": SHARES})
    own = {"kind": "own", "area": "Law", "title": "T", "file": "x.py", "table": "estimates"}
    replan(survey, lambda plan: plan["exhibits"].update(mine=own | {"figure": "bars"}))
    with pytest.raises(SurveyError, match=r"exhibits\.mine\.figure: there is no figure of an"):
        check_survey(OpenSurvey(survey.folder, root=tmp_path))


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("laws", "there is no table of an analysis 'laws'"),
        ("laws_together", "there is no column of table of an analysis laws_together 'unit_id'"),
    ],
)
def test_a_clustering_is_made_of_a_table_that_says_whom_units_name(tmp_path, table, told):
    survey = surveyed(tmp_path, {"laws_together": CROSSED})
    entry = {"method": "count_mixture", "title": "T", "table": table, "parts": ["a", "b"]}
    entry["minimum_nominations"] = 3
    replan(survey, lambda plan: plan["clusterings"].update(named=entry))
    with pytest.raises(SurveyError, match=rf"clusterings\.named\.table: {told}"):
        check_survey(OpenSurvey(survey.folder, root=tmp_path))


def test_a_table_of_a_confidential_survey_is_not_clustered_since_nothing_of_it_leaves(lighthouse):
    check_survey(lighthouse)
    closed = "protection: confidential\nminimum_base: 5"
    edit(lighthouse.folder / "settings.yaml", "protection: public", closed)
    told = (
        "clusterings.coasts.table: nominations is a table of an analysis, of which nothing leaves"
    )
    with pytest.raises(SurveyError, match=re.escape(told)):
        check_survey(OpenSurvey(lighthouse.folder, root=lighthouse.root))
