"""The real answers of experts, cleaned."""

import polars as pl

from surveyanswers.clean.answers import clean_survey
from surveyanswers.read import read_exports


def test_the_real_answers_are_accounted_for_to_the_last_cell(real_raw, wci):
    cells, intake = read_exports(wci.exports, real_raw, wci.questionnaire)
    cleaned = clean_survey(cells, intake, wci)
    count = dict(cleaned.accounting.select("became", "cells").iter_rows())
    assert sum(count.values()) == 93 * 108
    assert (count["header"], count["identifying"], count["invalid"]) == (108, 92, 3)
    invalid = cleaned.log.filter(kind="invalid")
    assert invalid["submission_id"].unique().to_list() == ["R27"]
    assert set(invalid["header"]) == {"Cash1_impact", "Cash1_professional", "Cash1_techskill"}
    odd = cleaned.log.filter(pl.col("was").is_in(["Iran ", "Korea North"]))
    assert set(odd["became"]) == {"IRN", "PRK"}
