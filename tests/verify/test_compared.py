"""What sources.yaml says of comparisons with the makers' own is what a comparison finds."""

from itertools import chain

import polars as pl
import pytest
from worlds import REPOSITORY, absent

from surveyanswers.instrument.parsing import load
from surveyanswers.instrument.raw_files import (
    MAKERS_OWN,
    NOT_COMPARED,
    OWN_COMPILATION,
    SOURCES,
    Sources,
)

RAW = REPOSITORY / "data/raw"
GCI, SECOND = "gci/ITU_GCI.csv", "reference/external_indices_long.csv"
DECLARED = {source.path: source for source in load(RAW / SOURCES, Sources).sources}
#: Least overall scores of the tiers of 2024, from the first.
TIERS = (95, 85, 55, 20, 0)


@pytest.fixture(scope="module")
def overall():
    if not (RAW / GCI).is_file() or not (RAW / SECOND).is_file():
        absent("scores of ITU and a second copy", RAW / "gci")
    scores = pl.read_csv(RAW / GCI, infer_schema=False)
    scores = scores.filter(INDICATOR="ITU_GCI_GCI_OVRL_SCRE").select(
        iso3="REF_AREA", year="TIME_PERIOD", ours=pl.col("OBS_VALUE").cast(float)
    )
    second = pl.read_csv(RAW / SECOND, infer_schema=False).filter(source="GCI")
    theirs = second.select("iso3", year="vintage_year", theirs=pl.col("score_raw").cast(float))
    return scores.join(theirs.unique(), on=["iso3", "year"])


def test_tiers_are_those_that_itu_announced_and_those_of_the_second_copy(overall):
    tiers = overall.filter(year="2024").with_columns(
        tier=pl.sum_horizontal(pl.col("ours") < least for least in TIERS) + 1
    )
    assert (tiers["tier"] == tiers["theirs"]).all()
    first, middle = (tiers["tier"] == 1).sum(), tiers["tier"].is_in([3, 4]).sum()
    said = DECLARED[GCI].comparison
    assert f"{first} countries in the first tier of 2024 and {middle} in the third and" in said
    assert f"tiers of all {tiers.height} countries" in said


def test_scores_are_those_of_the_second_copy_but_for_pairs_that_it_exchanges(overall):
    scores = overall.filter(year="2020")
    other = scores.filter((pl.col("ours") - pl.col("theirs")).abs() > 0.0051).sort("ours")
    exchanged = [pair[::-1] for pair in other["theirs"].reshape((-1, 2)).to_list()]
    assert other["ours"].round(2).to_list() == pytest.approx([*chain(*exchanged)], abs=1e-9)
    said = DECLARED[GCI].comparison
    same = scores.height - other.height
    assert f"but for rounding, {same} of {scores.height} overall scores of 2020" in said
    assert f"The other {other.height} are four pairs" in said and other.height == 8


def test_nothing_is_said_to_be_compared_that_nothing_compares():
    """Whoever declares a further comparison adds a test of it above."""
    compared = {path for path, source in DECLARED.items() if source.comparison}
    assert compared == {GCI, "wci2021/wci_data.csv"}  # the latter in its table `replication`
    for source in DECLARED.values():
        own = MAKERS_OWN if source.url else OWN_COMPILATION
        assert source.compared in (source.comparison, NOT_COMPARED if source.copy_by else own)
    assert DECLARED["cyberlaw2026/data.csv"].compared == MAKERS_OWN
    assert DECLARED["reference/HDR_HDI.xlsx"].compared == NOT_COMPARED


def test_where_published_values_were_read_is_said_with_the_comparison():
    read = pl.read_csv(RAW / "reference/wci2021_published.csv", infer_schema=False)["note"]
    assert read.str.contains("community post of 18 April 2024").all()
    assert f"{read.len()} index values" in DECLARED["wci2021/wci_data.csv"].comparison
    assert "community post of 18 April 2024, not in the article" in (
        DECLARED["wci2021/wci_data.csv"].comparison
    )
