"""SPSS files that are damaged or of another form."""

import re

import pytest
from worlds.malformed import SPSS, Cases, verify

CASES = Cases()


@CASES.refused(SPSS, "the file is empty; expected a .sav file")
def an_spss_file_of_no_bytes(study):
    study.path.write_bytes(b"")


@CASES.refused(SPSS, "can't be read as SPSS data: .*; expected a whole .sav file")
def an_spss_file_cut_off(study):
    study.path.write_bytes(study.path.read_bytes()[:-3000])


@CASES.refused(SPSS, "row 2: no answers below the headings")
def an_spss_file_without_cases(study):
    study.change_table(lambda table: table.head(0))


@CASES.refused(SPSS, "can't be read as SPSS data")
def an_spss_file_that_is_text(study):
    study.path.write_bytes(b"id,q001\n1,2\n" * 50)


@CASES.refused(
    SPSS, "column 'q103_guidance_published' is missing", r"\('V13'\) is not in the layout"
)
def an_spss_variable_renamed(study):
    study.change_table(lambda t: t.rename({"q103_guidance_published": "V13"}))


@CASES.refused(SPSS, "can't be read as SPSS data|the reader of SPSS files breaks down on it")
def an_spss_file_whose_labels_point_nowhere(study):
    content = study.path.read_bytes()
    for found in re.finditer(rb"\x04\0\0\0\x01\0\0\0(.\0\0\0)", content, re.S):
        content = content[: found.start(1)] + b"\xff\xff\xff\x7e" + content[found.end(1) :]
    study.path.write_bytes(content)


@pytest.mark.parametrize("case", CASES, ids=CASES.names)
def test_what_is_malformed_is_named_or_judged(case, make, form):
    verify(case, make(case.file), form)
