"""Formats: their conventions stand in one list, their readers here."""

import pytest

from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.layout_keys import Layout
from surveyanswers.read import READERS


def test_every_format_has_a_reader_and_every_reader_a_format():
    assert list(READERS) == list(FORMATS)


def test_a_layout_may_name_these_formats_and_no_others():
    declared = Layout.model_json_schema()["$defs"]["DeclaredExport"]["properties"]["format"]
    assert declared["enum"] == list(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_no_column_and_no_mark_means_two_things(name):
    known = FORMATS[name]
    assert not known.roles.keys() & known.metadata
    assert not known.personal & {*known.roles, *known.metadata}
    assert not known.ticked & known.unticked
    assert not (known.ticked | known.unticked) & known.unseen
