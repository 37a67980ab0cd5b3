"""Who is counted for a row is counted once, also in a survey of several waves."""

import re

import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.analyses import PAGE, shown

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened
from surveyanswers.tables.problems import SurveyError

STATES = [f"s{number}" for number in range(40)]
LAWS = [f"{name}_law" for name in ("transactions", "consumer", "privacy", "cybercrime", "taxation")]
JOINED = 'survey.units.join(survey.answers, on=["wave", "unit_id"])'
LATEST = f'{JOINED}.filter(wave="2024")'


def survey(*waves):
    """Forty States with five laws in each wave; which have one, no two waves agree on."""
    rows = [
        (wave, state, law, "legislation" if (place * (each + 3) + turn) % 7 < 4 else "none")
        for turn, wave in enumerate(waves)
        for place, state in enumerate(STATES)
        for each, law in enumerate(LAWS)
    ]
    accepted = pl.DataFrame(rows, schema=["wave", "unit_id", "question", "value"], orient="row")
    accepted = accepted.with_columns(
        instance=pl.lit(0, pl.UInt32), option=pl.lit(""), number=pl.lit(None, pl.Float64)
    )
    codes = {"ldc_2025": 2, "lldc": 3, "sids": 5}
    yes = {name: ["yes" if n % by else "no" for n in range(40)] for name, by in codes.items()}
    frame = pl.DataFrame({"unit_id": STATES, **yes})
    codebook = pl.DataFrame({"question": LAWS, "short_label": LAWS})
    units = accepted.select("wave", "unit_id").unique(maintain_order=True)
    return Given.of(accepted, units, frame, codebook=codebook, numbers=[])


@pytest.fixture
def regression(tmp_path):
    """The regression that the docs show, with changes."""

    def made(given, **changes):
        text = shown()["laws_and_development"]
        for old, new in changes.values():
            assert old in text
            text = text.replace(old, new)
        file = tmp_path / "laws_and_development.py"
        file.write_text(text, encoding="utf-8")
        return opened(file).tables["laws_and_development"](given)

    return made


def bases(made):
    assert made.height
    return {(row["base"], len({*row["units"]})) for row in made.iter_rows(named=True)}


def test_the_example_of_the_docs_counts_each_state_once(regression):
    assert bases(regression(survey(""))) == {(40, 40)}


def test_of_a_survey_of_two_waves_one_wave_is_taken_and_each_state_counts_once(regression):
    assert bases(regression(survey("2020", "2024"), one=(JOINED, LATEST))) == {(40, 40)}


ALONE = 'survey.units.join(survey.answers.filter(wave="2024"), on="unit_id")'
POOLED = 'rows["unit_id"].to_list()'


@pytest.mark.parametrize(
    ("joined", "units", "told"),
    [
        (ALONE, POOLED, "a row names units twice: s0, s1"),
        (JOINED, POOLED, "a row names units twice: s0, s1"),
        (ALONE, POOLED.replace(".to", ".unique().to"), "a row has base 80, and names 40 units"),
        (LATEST, f"{POOLED}[1:]", "a row has base 40, and names 39 units"),
    ],
    ids=["on units alone", "waves pooled", "names made unique", "one not named"],
)
def test_states_that_are_counted_twice_are_refused_with_file_and_line(
    regression, joined, units, told
):
    changes = {"joined": (JOINED, joined), "units": (POOLED, units)}
    where = rf"laws_and_development\.py, line \d+, laws_and_development: {told}"
    with pytest.raises(SurveyError, match=rf"(?s){where}.*on both, unit_id and wave"):
        regression(survey("2020", "2024"), **changes)


def test_no_analysis_and_no_example_joins_units_with_answers_without_their_wave():
    files = sorted((REPOSITORY / "config").glob("**/analyses/*.py"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in [*files, PAGE]}
    joins = {name: re.findall(r"\bsurvey\.\w+[^\n]*\.join\([^\n]*", t) for name, t in texts.items()}
    assert sum(map(len, joins.values())) > 4
    alone = {name: [j for j in found if 'on="unit_id"' in j] for name, found in joins.items()}
    assert {name: found for name, found in alone.items() if found} == {}
