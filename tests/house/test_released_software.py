"""A release of the software: record for archives, script, image and site of documentation."""

import json
import re
import subprocess
from datetime import date
from shutil import copytree

import pytest
import yaml
from worlds import REPOSITORY

CITED = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text())
WORKFLOW = yaml.safe_load((REPOSITORY / ".github/workflows/release.yml").read_text())


def test_zenodo_is_told_what_citation_says():
    record = json.loads((REPOSITORY / ".zenodo.json").read_text())
    assert record["upload_type"] == CITED["type"]
    assert [record[key] for key in ("title", "version", "license", "keywords")] == [
        CITED[key] for key in ("title", "version", "license", "keywords")
    ]
    assert date.fromisoformat(record["publication_date"]) == CITED["date-released"]
    assert [maker["name"] for maker in record["creators"]] == [
        author["name"] for author in CITED["authors"]
    ]
    related = {entry["identifier"] for entry in record["related_identifiers"]}
    assert related == {work["doi"] for work in CITED["references"]}


def test_only_a_tag_makes_a_release_and_it_is_a_draft():
    assert WORKFLOW[True] == {
        "push": {"tags": ["v*"]}
    }  # YAML takes a bare `on` for the truth value
    (job,) = WORKFLOW["jobs"].values()
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands[:2] == ["make study", '.ci/release "$GITHUB_REF_NAME"']
    uploads = [command for command in commands if "gh release" in command]
    assert len(uploads) == 1 and " --draft " in uploads[0] and " --verify-tag " in uploads[0]
    assert not re.search(r"twine|upload|pypi", " ".join(commands))


def released(folder, *arguments):
    command = ["bash", folder / ".ci/release", *arguments]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture
def checkout(tmp_path):
    """A folder with what the script reads before it builds anything."""
    copytree(REPOSITORY / ".ci", tmp_path / ".ci")
    (tmp_path / "CITATION.cff").write_text("version: 7.8.9\n")
    (tmp_path / "Makefile").write_text(".venv/with-docs:\n")
    return tmp_path


def test_a_tag_of_another_version_is_refused(checkout):
    done = released(checkout, "v7.8.8")
    assert done.returncode == 1
    assert done.stderr == "The tag is v7.8.8; CITATION.cff says 7.8.9.\n"


def test_a_release_without_a_study_or_without_notes_is_refused(checkout):
    assert released(checkout).stderr == "There is no finished study: run make study.\n"
    (checkout / "results/report").mkdir(parents=True)
    (checkout / "CHANGELOG.md").write_text("## [7.8.9]\n\n## [7.8.8]\n\n- Old.\n")
    done = released(checkout)
    assert done.returncode == 1
    assert done.stderr == "CHANGELOG.md has no part on 7.8.9.\n"


def test_notes_are_the_part_of_the_version_alone(checkout):
    (checkout / "results/report").mkdir(parents=True)
    parts = (
        "## [Unreleased]\n\n- Next.\n\n## [7.8.9] - 2026-12-03\n\n- New.\n\n## [7.8.8]\n\n- Old.\n"
    )
    (checkout / "CHANGELOG.md").write_text(parts)
    released(checkout)  # ends where packages are built
    assert (checkout / "dist/notes.md").read_text().split() == ["-", "New."]


def test_an_image_holds_nothing_that_git_may_not_hold():
    """`.dockerignore` has patterns of its own, so each confidential place stands in both."""
    in_git, in_image = (
        {line.strip("/") for line in (REPOSITORY / name).read_text().splitlines()}
        for name in (".gitignore", ".dockerignore")
    )
    confidential = {"data/confidential", "data/refused", "notebooks/confidential_*.ipynb"}
    assert confidential <= in_git & in_image


def test_every_page_of_documentation_is_in_the_contents_of_the_site():
    contents = (REPOSITORY / "docs/site/index.md").read_text()
    listed = {
        (REPOSITORY / "docs/site" / f"{name}.md").resolve()
        for name in re.findall(r"^(\.\./\S+)$", contents, re.M)
    }
    assert all(path.is_file() for path in listed)
    patterns = ("*.md", "docs/*.md", "config/*.md", "benchmarks/*.md", "workflow/*/README.md")
    pages = {path for pattern in patterns for path in REPOSITORY.glob(pattern)}
    # Lists of contents for readers on GitHub, and a generated count.
    assert {page.relative_to(REPOSITORY).as_posix() for page in pages - listed} == {
        "docs/README.md",
        "docs/paths.md",
    }
