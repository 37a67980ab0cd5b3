"""Laws without means follow from the raw files, counted with pandas and fitted by least squares."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from worlds import REPOSITORY, raw_folder

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened

GCI, LAWS = "gci/ITU_GCI.csv", "cyberlaw2026/data.csv"
REFERENCE = REPOSITORY / "data/raw/reference"
#: ITU's name of the pillar, of which 20 points can be had.
CAPACITY = next(
    line.split(":")[0].strip()
    for line in (REPOSITORY / "config/surveys/gci/layout.yaml").read_text().splitlines()
    if line.endswith(": capacity_score")
)


@pytest.fixture
def made(protected):
    return partial(protected, "sources")


@pytest.fixture(scope="module")
def states():
    """Member States with ITU's scores, UNCTAD's record and groups, a frame an edition."""
    scores = pd.read_csv(raw_folder(GCI) / GCI)
    scores = scores.pivot(
        index="REF_AREA", columns=["TIME_PERIOD", "INDICATOR"], values="OBS_VALUE"
    )
    text = {"keep_default_na": False, "dtype": str}
    law = pd.read_csv(raw_folder(LAWS) / LAWS, **text)
    codes = pd.read_csv(REFERENCE / "countries.csv", **text).set_index("m49")["iso3"]
    law = law.set_index(law["code"].str.zfill(3).map(codes))["Cybercrime"]
    members = pd.read_csv(REFERENCE / "member_states.csv", **text).set_index("iso3")
    groups = pd.read_csv(REFERENCE / "development.csv", **text).set_index("iso3")
    members = members.join(law, how="inner").join(groups["hdi_2022_group"])
    members = members[members["Cybercrime"] != "No Data"]
    members["law"] = members["Cybercrime"] == "Legislation"
    members["less"] = members["hdi_2022_group"].isin(["low", "medium"])
    return {str(year): members.join(scores[year], how="inner") for year in (2020, 2024)}


@pytest.mark.parametrize("edition", ["2020", "2024"])
def test_states_with_a_law_and_without_means_are_counted_as_in_the_files(made, states, edition):
    rows = states[edition]
    rows = rows.assign(share=rows[CAPACITY] / 20)
    table = made("law_without_means").filter(edition=edition)
    groups = {
        ("least_developed", "yes"): rows["ldc_2025"] == "yes",
        ("low_or_medium", "yes"): rows["less"],
        ("development", "very_high"): rows["hdi_2022_group"] == "very_high",
        ("all", "total"): rows["law"] | ~rows["law"],
    }
    for (grouping, group), inside in groups.items():
        own, with_law = rows[inside], rows[inside & rows["law"]]
        found = table.filter(grouping=grouping, group=group).row(0, named=True)
        assert found["base"] == len(own)
        assert found["with_law"] == len(with_law)
        assert found["under_half"] == (with_law["share"] < 1 / 2).sum()
        assert found["without_law"] == (~own["law"]).sum()


def test_the_difference_beside_region_is_that_of_least_squares(made, states):
    rows = states["2024"]
    rows = rows.assign(lacks=rows[CAPACITY] / 20 < 0.5)[rows["law"]]
    rows = rows[rows["hdi_2022_group"].fillna("") != ""]
    dummies = pd.get_dummies(rows["region"]).to_numpy(dtype=float)
    columns = np.column_stack([rows["less"].to_numpy(dtype=float), dummies])
    slope = np.linalg.lstsq(columns, rows["lacks"].to_numpy(dtype=float), rcond=None)[0][0]
    found = made("less_developed_lack_means").filter(kind="Adjusted for", choice="region")
    assert found["value"].item() == pytest.approx(slope)


def test_where_a_source_is_not_at_hand_nothing_is_counted_and_no_choice_applies():
    file = opened(REPOSITORY / "config/sources/analyses/law_without_means.py")
    empty = Given()
    assert file.tables["law_without_means"](empty).is_empty()
    tried = file.tables["less_developed_lack_means"](empty)
    assert tried["holds"].is_null().all()
    assert tried["reason"].unique().to_list() == ["not available in this run"]
