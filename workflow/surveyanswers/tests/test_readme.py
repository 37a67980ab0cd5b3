"""The examples of the package's README say what they show, and its command prints it."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import surveyanswers

README = Path(surveyanswers.__file__).parent / "README.md"


def test_the_examples_of_the_readme_run_and_print_what_they_show(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where they write files
    found = doctest.testfile(str(README), module_relative=False)
    assert found.attempted > 6
    assert found.failed == 0
    ((command, told),) = re.findall(r"```console\n\$ (.*)\n(.*\n)```", README.read_text("utf-8"))
    run = [sys.executable, *command.split()[1:]]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == (told, "", 0)
