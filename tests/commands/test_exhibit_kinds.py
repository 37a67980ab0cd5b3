"""The page of exhibit kinds shows every kind as it is."""

import re
from typing import get_args, get_type_hints

import pytest
from cyberstudy.commands.exhibit_kinds import PAGE, PICTURES, examples_on, main
from cyberstudy.declare.opened import open_survey
from cyberstudy.declare.plan.exhibits import DeclaredExhibit
from cyberstudy.draw.exhibit import drawing_of
from cyberstudy.draw.families import KINDS
from cyberstudy.tables.problems import StudyProblem
from worlds import REPOSITORY

LARGEST = 50_000  # bytes of a picture
TEXT = (REPOSITORY / PAGE).read_text(encoding="utf-8")


def test_the_page_is_up_to_date_and_says_so_if_it_is_not(tmp_path, capsys):
    assert main(["--root", str(REPOSITORY), "--check"]) == 0
    (tmp_path / PAGE).parent.mkdir()
    for kind in ("answer_stacks", "type_profiles"):
        (tmp_path / PAGE).write_text(TEXT.replace(f"## {kind}\n", "## another\n"))
        assert main(["--root", str(tmp_path), "--check"]) == 1
        assert "make reference" in capsys.readouterr().err


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_kind_stands_on_the_page_with_its_meaning(kind):
    common = TEXT.partition("\n## ")[0].splitlines()
    section = TEXT.partition(f"## {kind}\n")[2].partition("\n## ")[0].splitlines()
    for name, key in KINDS[kind].model_fields.items():
        rows = common if name in DeclaredExhibit.model_fields else section
        (line,) = [line for line in rows if line.startswith(f"| `{name}` |")]
        assert line.endswith(f"| {key.description or ''} |")
    keys = KINDS[kind].model_fields.keys()
    assert {*re.findall(r"^\| `(\w+)` \|", "\n".join(common + section), re.M)} == keys


def test_every_kind_has_a_small_picture_and_there_are_no_others():
    pictures = {path.stem: path.stat().st_size for path in (REPOSITORY / PICTURES).iterdir()}
    assert pictures.keys() == KINDS.keys()
    assert max(pictures.values()) < LARGEST


def test_pictures_are_of_exhibits_that_the_plans_declare():
    for kind, example in examples_on(TEXT).items():
        survey = open_survey(example.survey, REPOSITORY / "config", REPOSITORY)
        assert survey.plan.exhibits[example.name].kind == kind
        assert example.tables


@pytest.mark.parametrize("kind", KINDS)
def test_what_draws_a_kind_takes_the_entry_of_that_kind(kind):
    assert get_args(get_type_hints(drawing_of(kind))["view"]) == (KINDS[kind],)


def test_a_kind_that_is_not_there_is_told_with_those_there_are():
    with pytest.raises(StudyProblem, match=r"(?s)'lamp_bars' is no kind of exhibit.*answer_stacks"):
        drawing_of("lamp_bars")
