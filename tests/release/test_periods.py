"""When data were collected, as search engines read it."""

import pytest
from worlds import decide

from cyberstudy.release.citation import for_search_engines


@pytest.mark.parametrize(
    ("collected", "period"),
    [
        ("Editions of 2020 and 2024", "2020/2024"),
        ("2021-03 to 2021-10", "2021-03/2021-10"),
        ("Record of 2026", "2026"),
        ("before the flood", None),
    ],
)
def test_search_engines_are_given_periods_as_iso_8601_writes_them(collected, period, lighthouse):
    study = lighthouse.settings.study.model_copy(update={"collected": collected})
    decide(lighthouse, study=study)
    found = for_search_engines(lighthouse, {}, {"simulated": False})
    assert found.get("temporalCoverage") == period
