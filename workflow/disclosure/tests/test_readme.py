"""The examples of the package's README say what they show, and its commands print it."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import disclosure

README = Path(disclosure.__file__).parent / "README.md"


def test_the_examples_of_the_readme_run_and_print_what_they_show(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where they write the files that the commands read
    found = doctest.testfile(str(README), module_relative=False)
    assert found.attempted > 8
    assert found.failed == 0
    (block,) = re.findall(r"```console\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    shown = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    assert len(shown) == block.count("$ ") == 2
    for command, told in shown:
        run = re.sub(r"^python ", f"{sys.executable} ", command)
        done = subprocess.run(run, shell=True, capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == (told, ""), command
