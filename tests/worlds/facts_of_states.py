"""What README and findings say in numbers about States, read from the tables that say it."""

import polars as pl

from cyberstudy.claims import counted
from cyberstudy.declare.opened import open_survey
from worlds import REPOSITORY
from worlds.pages import fact

OFFENCES = "offences known by text or subject"
#: Of articles, besides those that are known by title alone.
READ = ("in part", "read")
ROSE_MOST = {"bilateral_agreements", "multilateral_agreements", "national_strategy"}
PILLARS = ("legal", "technical", "organizational", "capacity", "cooperation")


def of_row(row, names):
    return [row[name] for name in names]


def of_states_measures(read):
    change = read("gci", "change").filter(grouping="all")
    overall = change.row(by_predicate=pl.col("question") == "overall_score", named=True)
    yield fact(r"%s of the %s (?:UN )?Member States", overall["risen"], overall["base"])
    fell = read("gci", "change").filter(group="Oceania", question="multilateral_agreements")
    yield fact(r"in Oceania %s of %s States lost points", fell["fallen"][0], fell["base"][0])
    indicators = change.filter(~pl.col("question").str.ends_with("_score"))
    assert indicators["difference"].min() > 0
    assert {*indicators.sort("difference")["question"][-3:]} == ROSE_MOST
    yield fact(r"%s (?:comparable )?indicators", indicators.height)
    weights = read("gci", "composite_weights")
    pillars = weights.filter(pl.col("score") != "overall_score")
    found = pillars.group_by("wave", "score").agg(pl.col("unique").all())
    yield fact(r"%s of %s pillar scores", found["unique"].sum(), found.height)
    yield fact(r"the other %s pillar scores", found["unique"].sum())
    yield fact(r"%s(?: of ITU's)? pillars", pillars["score"].n_unique())
    residuals = read("gci", "composite_residuals")
    followed = weights.filter("unique").unique(["wave", "score"])["base"].sum()
    yield fact(r"all but %s of the %s published scores", (~residuals["follows"]).sum(), followed)


def of_laws(read):
    table = read("cyberlaw2026", "estimates").filter(option="legislation")
    law = table.filter(question="cybercrime_law")
    every = law.row(by_predicate=pl.col("group") == "total", named=True)
    least = law.filter(grouping="least_developed", group="yes").row(0, named=True)
    yield fact(r"%s of (?:the )?%s Member", every["count"], every["base"])
    yield fact(r"the %s Member States of the United", every["base"])
    yield fact(r"%s of the %s least developed", least["count"], least["base"])
    yield fact(r"%s in %s", round(10 * every["share"]), 10)
    yield fact(r"%s (?:kinds of law|laws)", table["question"].n_unique())
    flags = read("cyberlaw2026", "frame_comparison").filter(header="Asia and Oceania")
    yield fact(r"for %s States", (~flags["agrees"]).sum())


def of_law_and_means(read):
    table = read("sources", "law_without_means").filter(edition="2024")
    low = table.filter(grouping="low_or_medium")
    less, more = (low.filter(group=group).row(0, named=True) for group in ("yes", "no"))
    yield fact(
        r"%s States (?:of low or medium|with such a law and low or medium)", less["with_law"]
    )
    yield fact(r"(?:such a law|development), %s have less", less["under_half"])
    yield fact(
        r"of the %s more developed \w+ with a law, %s do", more["with_law"], more["under_half"]
    )
    law = read("cyberlaw2026", "estimates").filter(option="legislation", grouping="all")
    law = law.filter(question="cybercrime_law")["count"][0]
    names, (unscored, unranked) = country_names(), not_compared(read)
    unscored, unranked = (
        " and ".join(names[each] for each in sorted(group)) for group in (unscored, unranked)
    )
    others = law - less["with_law"] - more["with_law"]
    yield fact(rf"the other %s: {unscored}, {unranked}\.", others)
    yield fact(
        r"the other %s States with a law cannot be compared: ITU does not score "
        rf"{unscored}, and UNDP publishes no index for {unranked}\.",
        others,
    )
    held, tried = counted(read("sources", "less_developed_lack_means"))
    assert held == tried
    yield fact(r"the finding holds in all %s specifications tried", tried)
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
    scale = read("gci", "scale_of_measures").filter(edition="2024")
    yield fact(r"\*Mokken's H\*[^.]*\. In 2024 it was %s", f"{scale['h'][0]:.2f}")
    years = read("sources", "strategies_by_year").filter(grouping="population", year=2024)
    large, small = (years.filter(group=group).row(0, named=True) for group in ("3", "0"))
    yield fact(r"%s of the %s States with the largest", large["count"], large["base"])
    yield fact(r"%s of the %s with the smallest", small["count"], small["base"])


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
    groups = read("sources", "signatures_by_group")
    every, large, second, small = (
        groups.filter(grouping=grouping, group=group).row(0, named=True)
        for grouping, group in (
            ("all", "all"),
            ("population", "largest quarter"),
            ("population", "second quarter"),
            ("population", "smallest quarter"),
        )
    )
    least = groups.filter(grouping="population").sort("share")["group"][0]
    assert least == "smallest quarter"
    yield fact(r"At least %s of %s Member States had signed", every["signed"], every["base"])
    yield fact(r"%s of the %s largest", large["signed"], large["base"])
    yield fact(r"%s of the %s in the second-largest quarter", second["signed"], second["base"])
    yield fact(r"%s of the %s smallest by population", small["signed"], small["base"])
    facts = open_survey("sources", REPOSITORY / "config", REPOSITORY).plan.country_facts.facts
    yield fact(r"One of the %s signatories", facts["signed"].signatories)
    yield fact(r"%s States were misclassified", 4)
    seen = read("sources", "where_nobody_looks")
    own, whole = (seen.filter(part=name).row(0, named=True) for name in (OFFENCES, "all"))
    yield fact(r"the %s offences", own["base"])
    yield fact(r"Of the %s articles, %s are covered by none", whole["base"], whole["nobody"])
    yield fact(r"and %s only by the questionnaire", whole["questionnaire_only"])
    known = read("sources", "articles_looked_at").unique("number")
    known = dict(known.group_by("standing").agg(pl.col("articles").sum()).iter_rows())
    assert 2 * known["title"] > whole["base"] == sum(known.values())
    yield fact(r"For %s of the %s articles that ask", known["title"], whole["base"])
    yield fact(r"the title, for %s part of the text, and for %s the text", *of_row(known, READ))
    beside = read("sources", "measures_by_region").filter(pair="ITU 2024 and NCSI", where="all")
    beside = beside.row(0, named=True)
    yield fact(r"rank %s Member States similarly", beside["base"])
    yield fact(r"rank correlation %s", f"{beside['rho']:.2f}")


def of_what_changed(read):
    fixed = read("gci", "change_at_fixed_weights").filter(score="overall_score")
    rise = {kind: f"{change:.1f}" for kind, change in fixed.select("weights", "change").rows()}
    yield fact(r"rose by %s points \(of 100\)", rise["published"])
    yield fact(
        r"would have been %s points with the weights of 2020 in both editions, and %s with",
        rise["2020"],
        rise["2024"],
    )
    marks = read("gci", "full_marks").filter("indicator")
    rarer = marks.filter(pl.col("full_after") < pl.col("full_before"))["label"].to_list()
    yield fact(r"on all %s indicators that both", marks.height)
    assert {each.split()[-1] for each in rarer} == {"standards", "incentives", "campaigns"}
    yield fact(
        r"On %s of the %s \(standards, incentives and awareness campaigns\), however, fewer",
        *(len(rarer), marks.height),
    )
    ranks = read("gci", "rank_points").filter(score="overall_score", group="least_developed")
    moved = ranks.row(0, named=True)
    yield fact(r"rose by %s points on average", round(moved["change"]))
    yield fact(r"Only %s%% of groups drawn at random", round(100 * moved["p"]))
    most = read("gci", "moved_beside_alike")
    for name, said in (
        ("rise", r"Of the %s States that rose most, %s are also among the %s that rose most"),
        ("fall", r"Of the %s that fell most, only %s are also among the %s that fell most"),
    ):
        own = most.filter(largest=name)
        kept = {*own.filter(largest_beyond=name)["unit_id"]}
        numbers = (own.height, len(kept), own.height)
        yield fact(said, *numbers[: said.count("%s")])
        if kept >= NAMED_AMONG[name].keys():
            *others, last = NAMED_AMONG[name].values()
            listed = f"{', '.join(others)} and {last}"
            yield fact(rf"{listed}(?: are)? among the %s\b", len(kept))
    past = read("gci", "named_in_past").filter("known")
    yield fact(r"%s of %s known indicators", past["found"].sum(), past.height)


#: Countries that findings name among the largest changes, as it writes them.
NAMED_AMONG = {
    "rise": {"SWZ": "Eswatini", "TGO": "Togo", "VUT": "Vanuatu"},
    "fall": {"IRN": "Iran", "KWT": "Kuwait"},
}
