"""Commands of the Makefile ask for what they need."""

import os
import subprocess

import pytest
from worlds import REPOSITORY


def make(*arguments):
    kept = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "SURVEY")}
    command = ["make", "--dry-run", "WRONG=", *arguments]  # the environment is not looked over
    return subprocess.run(command, cwd=REPOSITORY, env=kept, capture_output=True, text=True)


@pytest.mark.parametrize("target", ["check-survey", "register", "release"])
def test_a_command_about_one_survey_asks_for_its_name_before_it_does_anything(target):
    for given in ((), ("SURVEY=",), ("SURVEY= ",)):
        asked = make(target, *given)
        assert asked.returncode != 0
        assert f"It needs a survey: make {target} SURVEY=" in asked.stderr
        assert "snakemake" not in asked.stdout and "cyberstudy" not in asked.stdout
    named = make(target, "SURVEY=lighthouse")
    assert named.returncode == 0
    assert "lighthouse" in named.stdout
