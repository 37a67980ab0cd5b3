"""All YAML files of the study are read as another loader reads them."""

import pytest
import yaml
from worlds import LIGHTHOUSE, REPOSITORY

from surveyanswers.instrument.yaml_files import read_yaml

FILES = sorted(
    path
    for root in (REPOSITORY, LIGHTHOUSE)
    for folder in (root / "config", root / "data" / "raw")
    for path in folder.rglob("*.yaml")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-2:]))
def test_what_the_study_declares_is_read_as_the_safe_loader_reads_it(path):
    assert read_yaml(path) == yaml.safe_load(path.read_text(encoding="utf-8"))
