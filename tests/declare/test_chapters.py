"""Chapters of page and report are declared, in order, and what is wrong with them is told."""

import pytest
import yaml
from cyberstudy.declare.chapters import FILE, load_chapters
from cyberstudy.tables.problems import StudyProblem

SEA = {"title": "At sea", "introduction": "Boats, by harbour.", "limits": "Whether they float."}


def written(folder, chapters):
    (folder / FILE).write_text(yaml.safe_dump({"chapters": chapters}, sort_keys=False))
    return load_chapters(folder)


def test_chapters_come_in_the_order_in_which_they_are_written(tmp_path):
    land = SEA | {"title": "Ashore"}
    assert [chapter.title for chapter in written(tmp_path, {"b": SEA, "a": land}).values()] == [
        "At sea",
        "Ashore",
    ]


def test_a_study_may_have_no_chapters(tmp_path):
    assert load_chapters(tmp_path) == {}


@pytest.mark.parametrize(
    ("chapters", "complaint"),
    [
        ({"sea": SEA | {"colour": "blue"}}, "chapters.sea.colour"),
        ({"sea": {"title": "At sea"}}, "chapters.sea.introduction"),
        ({"sea": SEA, "deep": SEA}, "chapters.deep.title.*'sea'"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, chapters, complaint):
    with pytest.raises(StudyProblem, match=complaint):
        written(tmp_path, chapters)
