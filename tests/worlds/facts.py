"""Numbers of README, findings and types that are computed of several cells, and what they claim.

`docs/numbers.csv` names the rows of these numbers, and calls them computed. Each function is given
`read`, which returns a table that protection let through, and gives patterns (`pages.fact`): a few
words and the numbers among them.
"""

import polars as pl

from cyberstudy.claims import counted
from cyberstudy.declare.opened import OpenSurvey, open_survey
from surveyanswers.instrument.data_access import frozen_multiverse
from worlds import REPOSITORY
from worlds.pages import fact

PUBLISHED = REPOSITORY / "results" / "published"
#: Numbers that are no results, and why no table holds them.
NAMED = {
    r"\b((?:19|20)\d\d)\b": "a year is a name",
    r"Python (3\.11), (3\.12) or (3\.13)": "held by pyproject.toml and by the lock",
    r"(\d\.\d+) GB|(\d+) MB|(\w+) minutes|(\w+) cores": "of one machine, on the day that it says",
    r"(\d+) [A-Z][a-z]+ (?:19|20)\d\d": "a day is a name",
    r"CC BY (4\.0)": "a licence",
    r"[Mm]iddling \((0\.8) or (0\.2)\)|weak \((0\.7) or (0\.3)\)": "what was simulated",
    r"probability (0\.9) or (0\.1)|two types, clear \((0\.9) or (0\.1)\)": "what was simulated",
    r"multiplied by (20)": "ITU's scale",
    r"adjusted Rand index over (0\.8)": "a bound; held by tests of clusterings",
    r"simulated surveys of (30) to (300) units and of items of two to (four)": "the design",
    r"(95)% (?:confidence|intervals?)": "the confidence everywhere",
    r"points \(of (100)\)|scale of ranks from (0) \(last\) to (100) \(first\)": "a scale",
    r"of (20) points": "ITU's scale",
    r"units at (seven) points": "how the model is made",
    r"usual criteria \(such as BIC\) choose two or (three) groups": "what the notebook shows",
    r"pass (three) tests": "those that follow",
    r"in (six) languages|languages, and (six)": "held by tests of languages",
}
CLAIMED = {
    "less_developed_lack_means": "finding holds",
    "many_users_named_more": "correlation holds",
}
ROSE_MOST = {"bilateral_agreements", "multilateral_agreements", "national_strategy"}
PILLARS = ("legal", "technical", "organizational", "capacity", "cooperation")
#: Countries that findings name among the largest changes, as it writes them.
NAMED_AMONG = {
    "rise": {"SWZ": "Eswatini", "TGO": "Togo", "VUT": "Vanuatu"},
    "fall": {"IRN": "Iran", "KWT": "Kuwait"},
}


def of_states_measures(read):
    change = read("gci", "change").filter(grouping="all")
    indicators = change.filter(~pl.col("question").str.ends_with("_score"))
    assert indicators["difference"].min() > 0
    assert {*indicators.sort("difference")["question"][-3:]} == ROSE_MOST
    marks = read("gci", "full_marks").filter("indicator")
    assert indicators.height == marks.height
    rarer = marks.filter(pl.col("full_after") < pl.col("full_before"))
    assert {each.split()[-1] for each in rarer["label"]} == {"standards", "incentives", "campaigns"}
    yield fact(r"On %s of the %s \(standards", rarer.height, marks.height)
    pillars = read("gci", "composite_weights").filter(pl.col("score") != "overall_score")
    found = pillars.group_by("wave", "score").agg(pl.col("unique").all())
    yield fact(r"%s of %s pillar scores", found["unique"].sum(), found.height)
    yield fact(r"the other %s pillar scores", found["unique"].sum())
    residuals = read("gci", "composite_residuals")
    assert (~residuals["follows"]).sum() == 1
    most = read("gci", "moved_beside_alike")
    for name, countries in NAMED_AMONG.items():
        kept = {*most.filter(largest=name, largest_beyond=name)["unit_id"]}
        assert kept >= countries.keys()
        *others, last = countries.values()
        yield fact(rf"{', '.join(others)} and {last}(?: are)? among the %s\b", len(kept))


def of_law_and_means(read):
    table = read("sources", "law_without_means").filter(edition="2024", grouping="low_or_medium")
    law = read("cyberlaw2026", "estimates").filter(option="legislation", grouping="all")
    law = law.filter(question="cybercrime_law")["count"][0]
    names, (unscored, unranked) = country_names(), not_compared(read)
    unscored, unranked = (
        " and ".join(names[each] for each in sorted(group)) for group in (unscored, unranked)
    )
    others = law - table["with_law"].sum()
    yield fact(rf"the other %s: {unscored}, {unranked}\.", others)
    yield fact(
        r"the other %s States with a law cannot be compared: ITU does not score "
        rf"{unscored}, and UNDP publishes no index for {unranked}\.",
        others,
    )
    levels = read("gci", "levels").filter(wave="2024", grouping="development")
    ends = (levels.filter(group=group) for group in ("low", "very_high"))
    low, high = (dict(each.select("question", "mean").iter_rows()) for each in ends)
    gaps = {each: high[f"{each}_score"] - low[f"{each}_score"] for each in PILLARS}
    capacity, technical = gaps.pop("capacity"), gaps.pop("technical")
    assert capacity > technical > max(gaps.values())
    yield fact(r"differ by %s of 20 points on capacity", f"{capacity:.1f}")
    yield fact(r"and by %s on technical measures", f"{technical:.1f}")
    yield fact(r"other %s pillars", len(gaps))
    yield fact(
        r"pillars they differ by %s to %s", *(f"{end(gaps.values()):.1f}" for end in (min, max))
    )


def not_compared(read):
    """Return the Member States with a law that ITU does not score, and those without an index."""
    reference = REPOSITORY / "data" / "raw" / "reference"
    members = pl.read_csv(reference / "member_states.csv")["iso3"]
    ranked = pl.read_csv(reference / "development.csv").drop_nulls("hdi_2022_group")["iso3"]
    law = read("cyberlaw2026", "answers").filter(cybercrime_law="legislation")["unit_id"]
    scored = read("gci", "answers").filter(wave="2024")["unit_id"]
    law = {*law} & {*members}
    return law - {*scored}, law - {*ranked}


def country_names():
    """Return names of countries by their codes."""
    countries = pl.read_csv(REPOSITORY / "data" / "raw" / "reference" / "countries.csv")
    return dict(countries.select("iso3", "label_en").iter_rows())


def of_the_convention(read):
    groups = read("sources", "signatures_by_group").filter(grouping="population")
    assert groups.sort("share")["group"][0] == "smallest quarter"
    facts = open_survey("sources", REPOSITORY / "config", REPOSITORY).plan.country_facts.facts
    yield fact(r"One of the %s signatories", facts["signed"].signatories)
    yield fact(r"%s States were misclassified", 4)


def of_claims(read):
    published = pl.read_csv(PUBLISHED / "wci2021" / "values" / "tables" / "replication.csv")
    assert published["agrees"].all()
    for claim, words in CLAIMED.items():
        held, tried = counted(read("sources", claim))
        yield fact(rf"{words} in %s of %s specifications tried", held, tried)
    ranks = read("sources", "rank_correlations").filter(part="index", countries="all")
    assert ranks.filter(family="hypotheses")["rejected"].sum() == 0
    replied = read("states2012", "response").filter(by="respondents")
    others = replied.filter(pl.col("group") != "state")["replied"].sum()
    yield fact(r"%s organizations", others)
    exports = survey_of("states2012").exports
    kinds = {(export.format, export.file.rpartition(".")[2]) for export in exports}
    assert len({export.channel for export in exports} & {"unodc", "itu"}) == 2
    yield fact(r"in %s file formats", len(kinds))


#: Types in each world of the calibration that has any.
PLANTED = 3


def of_the_calibration(read):
    del read
    table = pl.read_csv(PUBLISHED / "calibration.csv")
    worlds = table.filter(margin="all")
    without = worlds.filter(~pl.col("world").str.contains("^(counts: )?types"))
    often = without.sort("types", descending=True).row(0, named=True)
    assert often["world"] == "gradient with slips"
    never = without.filter(types=0).height
    yield fact(r"In %s of these %s worlds the rules never", never, without.height)
    yield fact(r"The %s worlds include", never)
    found = {
        row["margin"]: (round(row["true number"] * row["data sets"]), row["data sets"])
        for row in table.filter(world="types 0.8/0.2").iter_rows(named=True)
    }
    few = found["30 units"]
    more = (found["all"][0] - few[0], found["all"][1] - few[1])
    yield fact(r"in %s of %s surveys of %s units", *few, 30)
    yield fact(r"in %s of %s surveys of %s units or more", *more, 69)
    two = table.filter(pl.col("world").str.starts_with("types, two"))
    two = two.filter(pl.col("margin").str.contains(r"^\d categories$"))
    count = {
        name: (pl.col(name) * pl.col("data sets")).round().cast(pl.Int64).sum()
        for name in ("true number", "none fits")
    }
    by = [two.filter(of) for of in (pl.col("categories") == 2, pl.col("categories") > 2)]
    pairs, wider = (
        each.select(**count, tried=pl.col("data sets").sum()).row(0, named=True) for each in by
    )
    yield fact(
        r"Two types were found in %s of %s surveys whose items have two categories, but in only "
        r"%s of %s whose items have more; in %s of these %s the verdict was that no model fits",
        *(pairs["true number"], pairs["tried"], wider["true number"], wider["tried"]),
        *(wider["none fits"], wider["tried"]),
    )
    yield fact(r"\(%s types unless stated\)", PLANTED)


FACTS = (
    of_states_measures,
    of_law_and_means,
    of_the_convention,
    of_claims,
    of_the_calibration,
)


def survey_of(name):
    return OpenSurvey(REPOSITORY / "config" / "surveys" / name, root=REPOSITORY)


def multiverse_of(survey, clustering):
    return pl.read_csv(frozen_multiverse(survey, REPOSITORY) / f"{clustering}.csv")
