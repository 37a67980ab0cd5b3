"""What README and the findings say of real States is what a fresh run's tables say."""

import polars as pl
import pytest
from worlds import REPOSITORY

README, FINDINGS = (
    " ".join((REPOSITORY / name).read_text(encoding="utf-8").split())
    for name in ("README.md", "docs/findings.md")
)


@pytest.fixture
def released(not_run):
    def read(survey, name):
        path = REPOSITORY / "results" / survey / "release" / "tables" / f"{name}.csv"
        if not path.exists():
            not_run(f"no fresh run of {survey}: make study", survey)
        return pl.read_csv(path, infer_schema_length=None)

    return read


def test_how_many_scores_rose_and_which_indicators_most_and_least(released):
    change = released("gci", "change").filter(grouping="all")
    overall = change.filter(question="overall_score").row(0, named=True)
    said = f"the overall score rose for {overall['risen']} of {overall['base']} Member States"
    assert said in FINDINGS
    assert said in README
    agreements = released("gci", "change").filter(group="Oceania")
    agreements = agreements.filter(question="multilateral_agreements").row(0, named=True)
    assert f"fell for {agreements['fallen']} of {agreements['base']} States" in FINDINGS
    indicators = change.filter(~pl.col("question").str.ends_with("_score")).sort("difference")
    assert set(indicators["question"].tail(3)) == {
        "bilateral_agreements",
        "multilateral_agreements",
        "national_strategy",
    }
    assert set(indicators["question"].head(2)) == {"awareness", "sectoral_cirt"}
    assert indicators["difference"].min() > 0  # "all rose", says the figure's text


def test_how_the_index_is_added_up_and_what_does_not_follow(released):
    weights = released("gci", "composite_weights")
    pillars = weights.filter(pl.col("score") != "overall_score")
    found = pillars.group_by("wave", "score").agg(pl.col("unique").all())
    assert (found["unique"].sum(), found.height) == (9, 10)
    assert "in nine of ten pillars" in FINDINGS
    broken = released("gci", "composite_residuals").filter(~pl.col("follows"))
    assert broken.select("wave", "score", "unit_id").rows() == [(2020, "legal_score", "AFG")]
    followed = weights.filter("unique").unique(["wave", "score"])
    assert f"one published value of {followed['base'].sum():,} does not follow" in FINDINGS


def test_what_the_law_says(released):
    estimates = released("cyberlaw2026", "estimates").filter(option="legislation")
    law = estimates.filter(question="cybercrime_law")
    everybody = law.filter(group="total").row(0, named=True)
    assert f"{everybody['count']} of {everybody['base']} Member States have" in FINDINGS
    least = law.filter(grouping="least_developed", group="yes").row(0, named=True)
    assert f"{least['count']} of the {least['base']} least developed" in FINDINGS
    told = f"it is {everybody['count']} of {everybody['base']}, and {least['count']} of the "
    assert f"{told}{least['base']} least developed." in README


def test_at_which_cut_strategies_are_counted(released):
    counted = released("sources", "crosswalk").filter(construct="national_strategy", year=2024)
    ours = counted.filter(source="gci 2024")["count"].item()
    assert f"by that cut {ours} countries have a national strategy in 2024" in FINDINGS


def test_how_experts_name_their_own_country(released):
    own = released("wci2021", "own_country").filter(question="nationality").row(0, named=True)
    said = f"in {own['named_own']} of {own['experts']} cases, where {own['expected']:.0f} would"
    assert said in FINDINGS
    experts = released("wci2021", "parts")["base"].first()
    assert f"by what {experts} experts say" in FINDINGS
    assert f"by what {experts} experts say" in README


def test_how_often_simulated_intervals_hold_the_truth():
    audit = pl.read_csv(REPOSITORY / "results" / "published" / "truth_audit.csv")
    held = audit.filter(measure="coverage", grouping="states", part="all")
    share, mean = (held.filter(family=f).row(0, named=True) for f in ("share", "index mean"))
    assert f"measured on {share['twins']} simulated ones" in FINDINGS
    assert f"hold the truth in {share['rate']:.1%}".replace("%", " %") in FINDINGS
    assert f"means of indices in {mean['rate']:.1%} only".replace("%", " %") in FINDINGS


def test_how_many_answer_in_the_twin(released):
    replied = dict(
        released("states2012", "response")
        .filter(by="respondents")
        .select("group", "replied")
        .iter_rows()
    )
    states = replied.pop("state")
    said = f"twin of {states} States and {sum(replied.values())} organizations"
    assert said in README


def test_what_countries_have_that_experts_name(released):
    named = released("sources", "named_and_not").row(0, named=True)
    assert named["fact"] == "gci_overall"
    assert f"The {named['named']} countries that experts named had a median score of" in FINDINGS
    assert (
        f"{named['median_named']:.1f} in ITU's edition of 2020, the {named['not_named']}"
        in FINDINGS
    )
    assert f"others {named['median_not_named']:.1f}." in FINDINGS
