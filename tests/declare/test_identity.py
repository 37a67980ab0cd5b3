"""Title, makers, version and date are in one file, and all other places agree with it."""

import re

import pytest
import yaml
from worlds import REPOSITORY
from worlds.page import Elements

from cyberstudy.declare.identity import CITATION, identity
from cyberstudy.declare.version import version
from cyberstudy.release.citation import bibtex, cited
from surveyanswers.tables.storage import read_json


@pytest.fixture
def said(tmp_path):
    def said(**given):
        (tmp_path / CITATION).write_text(yaml.safe_dump(given))
        return identity(tmp_path)

    return said


def test_a_study_without_a_citation_has_the_version_of_the_programs_and_nothing_else(tmp_path):
    assert {key: told for key, told in identity(tmp_path).items() if told} == {"version": version()}


def test_persons_are_named_family_first_and_organizations_as_they_are(said):
    persons = [{"family-names": "Keeper", "given-names": "Ada"}, {"family-names": "Buoy"}]
    authors = [*persons, {"name": "Office of Lights"}]
    told = said(title="Lights", authors=authors, contact=[{"name": "Ada", "email": "a@b.org"}])
    assert (told["makers"], told["contact"]) == ("Keeper, Ada; Buoy; Office of Lights", "a@b.org")
    assert "author = {Keeper, Ada and {Buoy} and {Office of Lights}}," in bibtex(told)


def test_an_address_is_the_doi_or_else_what_is_given_and_is_cited_only_then(said):
    places = {"repository-code": "https://c.org", "url": "https://u.org", "doi": "10.1/x"}
    assert said(**places)["address"] == "https://doi.org/10.1/x"
    assert said(**{"repository-code": "https://c.org"})["address"] == "https://c.org"
    assert cited(said(title="Lights")) == f"Lights. Version {version()}."


# The study's own


OURS = identity(REPOSITORY)


def test_the_studys_makers_are_named_and_no_address_that_nobody_gave():
    assert OURS["makers"] == "Contributors to this repository"
    assert all(OURS[key] for key in ("title", "version", "date"))


def test_programs_and_the_newest_heading_of_the_changelog_have_its_version_and_date():
    assert OURS["version"] == version()
    changes = (REPOSITORY / "CHANGELOG.md").read_text()
    headings = re.findall(r"^## \[(\d.*)\] - (.*)$", changes, re.M)
    assert headings[0] == (OURS["version"], OURS["date"])


def test_what_is_published_in_git_is_of_its_version_and_date():
    published = read_json(REPOSITORY / "results/published/version.json")
    tables = published.pop("tables")
    assert published == {key: OURS[key] for key in ("version", "date")}
    surveys = {path.parent.name for path in (REPOSITORY / "results/published").glob("*/values")}
    assert {*tables} == surveys and all(re.fullmatch("[0-9a-f]{64}", tables[n]) for n in surveys)


def test_page_report_and_releases_say_the_same_and_leave_no_blank(not_run):
    results = REPOSITORY / "results"
    if not (results / "index.html").is_file():
        not_run("no page is there: make study")
    home, data = (Elements(results / name).said for name in ("index.html", "page/data.html"))
    assert home.startswith(OURS["title"]) and f"{OURS['makers']}. Version" in home
    assert f"Version {OURS['version']}, {OURS['date']}" in home
    assert cited(OURS) in data and " ".join(bibtex(OURS).split()) in data
    assert "Not filled in" not in home + data
    for release in results.glob("*/release"):
        told = yaml.safe_load((release / CITATION).read_text())
        package = read_json(release / "datapackage.json")
        readme = (release / "README.md").read_text().replace("\\", "")
        assert told["title"] == package["title"] and told["title"].startswith(OURS["title"])
        assert f"# {told['title']}\n" in readme
        assert [each["name"] for each in told["authors"]] == [OURS["makers"]]
        assert [each["title"] for each in package["contributors"]] == [OURS["makers"]]
        assert told["version"] == package["version"] == OURS["version"]
        assert str(told["date-released"]) == package["created"][:10] == OURS["date"]
        for key in ("makers", "version", "date"):
            assert f"| Release, {key} | {OURS[key]} |" in readme
