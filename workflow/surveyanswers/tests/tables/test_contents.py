"""What a file says is found whatever it is called, and nothing unpacks for ever."""

import gzip
import io
import tarfile
import zipfile

import polars as pl
import pytest

from surveyanswers.tables.contents import said_in


def test_a_file_that_is_packed_is_sealed():
    (said,) = said_in(gzip.compress(b"text"))
    assert (said.sealed, said.text) == ("is packed as gzip", "")


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_is_sealed(kind):
    packed = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.csv", "a,b")
    else:
        with tarfile.open(fileobj=packed, mode="w") as archive:
            archive.addfile(tarfile.TarInfo("a.csv"))
    (said,) = said_in(packed.getvalue())
    assert said.sealed.startswith("is an archive") and not said.text


def test_a_workbook_is_read_unless_it_unpacks_to_too_much():
    written = io.BytesIO()
    pl.DataFrame({"a": ["b"]}).write_excel(written)
    (said,) = said_in(written.getvalue())
    assert not said.sealed and "b" in said.text
    (said,) = said_in(written.getvalue(), largest=1_000)
    assert said.sealed.startswith("is an archive") and not said.text


@pytest.mark.parametrize(
    ("data", "tables"),
    [
        (b"a;b\n1;2, or 3\n", [[("a", "b"), ("1", "2, or 3")]]),
        (b'{"a": [1, 2.0], "b": ["x", null]}', [[("a", "b"), ("1", "x"), ("2", "")]]),
        (
            b'{"a": 1}\n{"b": {"c": 2}}',
            [[("a", "b"), ("1", ""), ("", "")], [("c",), ("2",)]],
        ),
        (b"[[1, 2], [3, 4]]", [[("1", "2"), ("3", "4")]]),
    ],
)
def test_a_table_is_found_in_texts_of_several_kinds(data, tables):
    (said,) = said_in(data)
    assert [table for table in said.tables if len(table) > 1] == tables


def test_a_text_that_is_not_unicode_is_read_as_each_thing_it_may_be():
    said = {each.text for each in said_in("ответ".encode("cp1251"))}
    assert "ответ" in said
