"""Two coders, code by code: counts, and kappa as a textbook has it."""

import polars as pl
import pytest
from cyberstudy.declare.coding import SCHEMA
from cyberstudy.describe.coders import coder_agreement
from cyberstudy.protect.passing import withhold
from cyberstudy.tables.coding import CoderAgreement
from cyberstudy.tables.disclosure import disclosure_of

LETTERS = {"ben": "A", "ann": "B"}
#: Texts by what the first and the second coder gave them.
GIVEN = {("fog", "fog"): 20, ("fog", "pay"): 5, ("pay", "fog"): 10, ("pay", "pay"): 15}


def codings(given, *, alone=0):
    texts = [pair for pair, count in given.items() for _ in range(count)]
    rows = [
        {"question": "remarks", "submission": f"k{n}", "instance": 0, "by": by, "codes": codes}
        for n, pair in enumerate(texts)
        for by, codes in zip(("ann", "ben"), pair, strict=True)
    ]
    rows += [rows[0] | {"submission": f"x{n}"} for n in range(alone)]
    return pl.DataFrame(rows, schema=SCHEMA)


def test_kappa_of_each_code_is_the_textbooks():
    # 50 proposals, 20 and 15 of which both readers judge alike: agreed 0.7, by chance 0.5.
    found = coder_agreement(codings(GIVEN, alone=7), {"remarks": ["fog", "pay", "gulls"]}, LETTERS)
    fog, pay, gulls = found.to_dicts()
    assert [fog[key] for key in ("first", "second", "base", "both")] == ["A", "B", 50, 20]
    assert (fog["only_first"], fog["only_second"], fog["neither"]) == (10, 5, 15)
    assert (fog["agreed"], fog["kappa"]) == (pytest.approx(0.7), pytest.approx(0.4))
    assert fog["low"] < 0.4 < fog["high"]
    assert pay["kappa"] == pytest.approx(fog["kappa"])  # one code or the other: mirrored
    assert (gulls["kappa"], gulls["agreed"]) == (None, 1)
    assert gulls["reason"]


def test_several_codes_of_a_text_are_compared_one_by_one():
    found = coder_agreement(codings({("fog pay", "pay"): 3}), {"remarks": ["fog", "pay"]}, LETTERS)
    assert found["only_second"].to_list() == [3, 0]
    assert found["both"].to_list() == [0, 3]


def test_what_one_person_coded_has_no_agreement():
    one = codings(GIVEN).filter(by="ann")
    assert coder_agreement(one, {"remarks": ["fog", "pay"]}, LETTERS).is_empty()


def test_no_name_of_a_coder_is_in_the_table():
    found = coder_agreement(codings(GIVEN), {"remarks": ["fog", "pay"]}, LETTERS)
    assert not {"ann", "ben"} & {str(cell) for row in found.rows() for cell in row}


def test_of_few_texts_the_counts_are_withheld():
    few = codings({("fog", "fog"): 2, ("pay", "fog"): 2})
    found = coder_agreement(few, {"remarks": ["fog"]}, LETTERS)
    seen, emptied = withhold(found, disclosure_of(CoderAgreement), 5)
    assert emptied == 1
    row = seen.row(0, named=True)
    assert row["base"] == 4
    assert {row[key] for key in ("both", "only_first", "agreed", "ac1", "kappa", "low")} == {None}
