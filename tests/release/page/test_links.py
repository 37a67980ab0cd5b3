"""Every link of a study's pages leads somewhere, from notebooks and search, too."""

import shutil

import pytest
from worlds import REPOSITORY
from worlds.links import crawled


def check(folder, *, pages, links):
    """Crawl a folder, in which there are at least so many pages and links."""
    found, within, dead = crawled(folder)
    assert dead == []
    assert len(found) >= pages
    assert within >= links


def test_every_link_of_the_pages_leads_to_a_file_and_to_a_place_in_it(pages):
    check(pages, pages=40, links=1000)
    assert [*pages.rglob("tour.html")]


def test_every_link_of_a_finished_study_leads_somewhere(finished):
    """Notebooks before their release lead into the study's folder, which has no workflow here."""
    found, within, dead = crawled(finished / "results")
    assert [each for each in dead if "/narrate/" not in each[0]] == []
    assert len(found) >= 10
    assert within >= 100


def test_every_link_of_the_studys_own_pages_leads_somewhere(not_run):
    if not (REPOSITORY / "results/page").is_dir():
        not_run("the study has not run here: there is no results/page")
    check(REPOSITORY / "results", pages=30, links=1000)


@pytest.mark.parametrize(
    ("page", "planted"),
    [
        ("index.html", '<a href="page/nothing.html">a file that is not there</a>'),
        ("page/methods.html", '<a href="#nowhere">a place that is not there</a>'),
        ("page/files/harbour/tour.html", '<a href="../figures/en/anchors.csv">as in a release</a>'),
        ("index.html", '<img src="https://example.org/x.png" alt="from elsewhere">'),
        ("index.html", '<img srcset="gone.svg 2x" alt="for some screens alone">'),
    ],
)
def test_a_dead_link_is_found(pages, tmp_path, page, planted):
    copy = shutil.copytree(pages, tmp_path / "pages")
    with (copy / page).open("a", encoding="utf-8") as stream:
        stream.write(planted)
    (dead,) = crawled(copy)[2]
    assert dead[0] == page
    assert dead[1].split(".")[0].split("#")[-1] in planted
