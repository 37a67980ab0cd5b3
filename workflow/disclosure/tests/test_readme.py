"""The example of the package's README says what it shows."""

import doctest
from pathlib import Path

import disclosure


def test_the_example_of_the_readme_runs_and_prints_what_it_shows():
    readme = Path(disclosure.__file__).parent / "README.md"
    found = doctest.testfile(str(readme), module_relative=False)
    assert found.attempted > 8
    assert found.failed == 0
