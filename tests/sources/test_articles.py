"""The articles of a convention beside what sources ask: each stands in both, or the run stops."""

import pytest
from worlds import REPOSITORY, raw_folder

from cyberstudy.declare.convention_coverage import Covering
from cyberstudy.sources.articles import articles_beside
from cyberstudy.tables.across import ConventionCoverage
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import checked

FILE = "un_convention/articles.csv"
LISTED = """article,title_en,chapter,standing
1,Purpose,I,text read (a translation)
16,Images,II,number and subject confirmed
59-68,Last,IX,chapter confirmed
64,Signature,IX,text quoted
"""


def covering(article, source="", covers="nobody"):
    named = {"article": article, "source": source, "covers": covers}
    return Covering(**named, questions="", reason="A reason.", row=2)


@pytest.fixture
def articles(tmp_path):
    (tmp_path / "articles.csv").write_text(LISTED, encoding="utf-8")
    return [str(tmp_path / "articles.csv")]


EVERY = [covering(article) for article in ("1", "16", "59-68", "64")]


def test_what_is_known_of_an_article_is_told_and_none_is_counted_twice(articles):
    found = checked(articles_beside(articles, EVERY), ConventionCoverage).sort("first")
    told = found.select("article", "standing", "articles").rows()
    assert told == [
        ("1", "read", 1),
        ("16", "in part", 1),
        ("59-68", "title", 9),
        ("64", "in part", 1),
    ]


def test_an_article_that_nobody_judged_and_one_that_there_is_not_are_told(articles):
    rows = [*EVERY[1:], covering("12")]
    with pytest.raises(SurveyError) as problem:
        articles_beside(articles, rows)
    assert "row 2: there is no article '12'" in str(problem.value)
    assert "article 1 has no row" in str(problem.value)


def test_without_the_list_there_is_an_empty_table():
    assert articles_beside([], EVERY).is_empty()


def test_the_real_list_has_sixty_eight_articles_each_judged():
    rows = Covering.read(REPOSITORY / "config/sources/convention_coverage.csv")
    found = articles_beside([str(raw_folder(FILE) / FILE)], rows)
    assert found.unique("article")["articles"].sum() == 68
