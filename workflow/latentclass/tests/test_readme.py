"""The example of the package's README says what it shows."""

import doctest
from pathlib import Path

import pytest

import latentclass

README = Path(latentclass.__file__).parent / "README.md"


@pytest.mark.filterwarnings("ignore::latentclass.base.NotIdentified")
def test_the_example_of_the_readme_runs_and_prints_what_it_shows():
    found = doctest.testfile(str(README), module_relative=False)
    assert found.attempted > 8
    assert found.failed == 0


def test_all_that_the_package_names_is_there():
    assert all(callable(getattr(latentclass, name)) for name in latentclass.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Guess'"):
        latentclass.Guess  # noqa: B018
