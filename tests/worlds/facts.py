"""What README, findings and types say in numbers, read from the tables that say it.

Each function is given `read`, which returns a table that protection let through, and gives patterns
(`pages.fact`): a few words and the numbers among them. Those about States are in `facts_of_states`.
"""

from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from cyberstudy.claims import counted
from cyberstudy.declare.opened import OpenSurvey
from surveyanswers.instrument.data_access import frozen_multiverse
from worlds import REPOSITORY
from worlds.facts_of_states import (
    of_law_and_means,
    of_laws,
    of_row,
    of_states_measures,
    of_the_convention,
    of_what_changed,
)
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


def of_the_index(read):
    experts = read("wci2021", "parts")["base"][0]
    index = pl.read_csv(PUBLISHED / "wci2021" / "values" / "tables" / "index.csv")
    at = {row["rank"]: row for row in index.iter_rows(named=True)}
    for place, name in {5: "fifth", 10: "tenth"}.items():
        ranked, ends = (
            rf"{at[place]['country']}, ranked {name}\b\D{{0,30}}",
            of_row(at[place], ENDS),
        )
        yield fact(rf"{ranked} %s to %s(?! of)", *ends)
        yield fact(rf"{ranked} %s to %s of %s", *ends, index.height)
    yield fact(
        rf"If {at[10]['country']} is considered on its own,[^.]* its range is %s to %s",
        *of_row(at[10], ("rank_set_low", "rank_set_high")),
    )
    yield fact(r"all %s countries at once", index.height)
    yield fact(r"%s types of crime", read("wci2021", "parts").height)
    published = pl.read_csv(PUBLISHED / "wci2021" / "values" / "tables" / "replication.csv")
    assert published["agrees"].all()
    yield fact(r"%s\s+published values", published.height)
    decimals = max(len(f"{value:g}".partition(".")[2]) for value in published["published"])
    yield fact(r"to %s decimals", decimals)
    drawn = pl.read_csv(REPOSITORY / "results/wci2021/draw/en/ranks.csv")
    yield fact(r"ranks of %s countries", drawn.height)
    yield fact(r"%s experts", experts)
    own = read("wci2021", "own_countries").filter(question="nationality").row(0, named=True)
    yield fact(
        r"Of the %s experts whose nationality is known, %s named their own country\. "
        r"Had they named it only as often as experts from elsewhere did, %s would have",
        *(own["experts"], own["named_own"], round(own["expected"])),
    )


ENDS = ("rank_all_low", "rank_all_high")


def of_sources(read):
    ranks = read("sources", "agreement_as_rank").filter(first="gci 2024")
    compared = ranks.filter(construct="cybercrime_law")["base"][0]
    members = read("gci", "change").filter(grouping="all", question="overall_score")["base"][0]
    yield fact(r"covers %s countries", compared)
    yield fact(r"%s Member States and Palestine", members)
    counted = read("sources", "crosswalk").filter(construct="national_strategy", year=2024)
    ours = counted.filter(source="gci 2024")["count"].item()
    yield fact(r"any ITU score above zero counts, %s countries had one", ours)


def of_experts_and_states(read):
    named = read("sources", "named_and_not").filter(fact="gci_overall").row(0, named=True)
    yield fact(r"%s (?:countries )?that (?:were named|experts named)", named["named"])
    yield fact(r"%s others", named["not_named"])
    yield fact(r"median (?:overall )?score of %s", f"{named['median_named']:.1f}")
    yield fact(r"others had a median of %s", f"{named['median_not_named']:.1f}")
    ranks = read("sources", "rank_correlations").filter(part="index", countries="all")
    size = ranks.filter(fact="population").row(0, named=True)
    yield fact(r"population and the experts' index is %s", f"{size['rho']:.2f}")
    rich, all_ = "internet income development", "internet income development population"
    itu = ranks.filter(fact="gci_overall")
    beside = {given: itu.filter(adjusted_for=given).row(0, named=True) for given in (rich, all_)}
    yield fact(r"overall score is %s\. After", f"{beside[rich]['rho']:.2f}")
    low, *others = (beside[all_][end] for end in ("low", "rho", "high"))
    assert low < 0 < min(others)
    rho, low, high = (f"{abs(value):.2f}" for value in (others[0], low, others[1]))
    yield fact(
        r"population as well, the correlation is %s \(95%% interval -%s to %s\)", rho, low, high
    )
    tested = ranks.filter(family="hypotheses")
    assert tested["rejected"].sum() == 0
    yield fact(r"of %s hypotheses", tested.height)
    held, tried = counted(read("sources", "larger_named_more"))
    assert held == tried
    yield fact(r"positive in all %s specifications tried", tried)


def of_agreement(read):
    ranks, by_cut = read("sources", "agreement_as_rank"), read("sources", "agreement_by_cut")
    least, most = (round(100 * each) for each in (ranks["area"].min(), ranks["area"].max()))
    yield fact(r"in %s to %s of %s such pairs", least, most, 100)
    claim = read("sources", "scores_order_countries").filter(pl.col("kind").str.contains("Left"))
    yield fact(r"in %s or more with any one region", round(100 * claim["value"].min()))
    own = by_cut.filter(construct="cybercrime_law", first="gci 2024")
    lowest = own.sort("cut")["kappa"][0]
    best = f"{own['kappa'].max():.2f}"
    yield fact(
        r"of %s if any ITU score above zero counts as a law, and %s at the best",
        f"{lowest:.2f}",
        best,
    )
    counted = ranks.filter(construct="national_strategy").sort("first_year")["counted"]
    before, latest = counted
    yield fact(r"itself counted %s, and %s in the edition before", latest, before)
    rise = read("sources", "strategy_rise").filter(pl.col("status") != "between")
    yield fact(
        r"between the editions, but %s%% of the rise comes", round(100 * rise["share"].sum())
    )


def of_the_simulated_survey(read):
    replied = read("states2012", "response").filter(by="respondents")
    states = replied.row(by_predicate=pl.col("group") == "state", named=True)
    others = replied.filter(pl.col("group") != "state")["replied"].sum()
    yield fact(r"%s (?:Member )?States", states["replied"])
    yield fact(r"%s of %s Member States", states["replied"], states["listed"])
    yield fact(r"%s organizations", others)
    survey = survey_of("states2012")
    kinds = {(export.format, export.file.rpartition(".")[2]) for export in survey.exports}
    agencies = {export.channel for export in survey.exports} & {"unodc", "itu"}
    yield fact(r"%s agencies", len(agencies))
    yield fact(r"in %s file formats", len(kinds))


def of_the_audit(read):
    del read
    audit = pl.read_csv(PUBLISHED / "truth_audit.csv")
    held = audit.filter(measure="coverage", grouping="states", part="all")
    share = held.filter(family="share").row(0, named=True)
    yield fact(r"on %s simulated surveys", share["simulations"])
    yield fact(r"shares of all States contain the truth in %s%%", f"{100 * share['rate']:.1f}")
    means = pl.read_csv(PUBLISHED / "means_audit.csv").filter(method="post-stratified")
    least = means.filter(nonresponse="strata")["rate"].min()
    yield fact(
        r"intervals of these means contain the truth in at least %s%% of simulations",
        f"{100 * least:.1f}",
    )
    double = means.filter(nonresponse="odds", world="2", grouping="states")["rate"].item()
    yield fact(
        r"index is higher, the intervals contain the truth in only %s%%", f"{100 * double:.1f}"
    )


# --- types ----------------------------------------------------------------------------------


def of_clusterings(read):
    verdicts = read("sources", "verdicts_of_surveys")
    of = {(row["survey"], row["clustering"]): row for row in verdicts.iter_rows(named=True)}
    units = {key: row["base"] for key, row in of.items()}
    yield fact(r"%s States", units["states2012", "criminalization"])
    yield fact(r"%s experts", units["wci2021", "experts"])
    yield fact(r"%s countries", units["wci2021", "counts"])
    laws = read("cyberlaw2026", "laws/profiles")["item"].n_unique()
    yield fact(r"%s States \| which of %s laws", units["cyberlaw2026", "laws"], laws)
    items = read("gci", "areas_2020/profiles")["item"].n_unique()
    yield fact(r"%s States \| %s indicators", units["gci", "areas_2020"], items)
    yield fact(r"%s States \| the same", units["gci", "areas_2024"])
    yield fact(r"%s acts", read("states2012", "criminalization/profiles")["item"].n_unique())
    types = of["states2012", "criminalization"]["classes"]
    yield fact(r"\| %s types,", types)
    tests = read("gci", "areas_2020/tests").filter(null="gradient of any shape")
    classes = tests["alternative"][0].split()[0]
    yield fact(r"%s classes fit no better than it", classes)
    fits = read("wci2021", "experts/tests").filter(null="one gradient")
    yield fact(
        r"nor %s classes \(groups; p = 0\.\d+\) is rejected", fits["alternative"][0].split()[0]
    )
    tests = read("wci2021", "counts/tests").filter(null="two gradients")
    tried = tests["alternative"][0].split()[0]
    yield fact(r"%s classes fit no better than these", tried)
    stable = survey_of("states2012").plan.types.rules.minimum_stability
    yield fact(r"mean Jaccard coefficient \(overlap\) of %s or more", f"{stable:g}")


def of_contests(read):
    """p-values that rest on draws: on another machine they may be another by a fifth."""
    one, two = "one gradient", "two gradients"
    experts = read("wci2021", "experts/tests")
    classes = experts.filter(null=one)["alternative"][0]
    of_it = "gradient of any shape"
    for tests, null, words, places in (
        (read("gci", "areas_2020/tests"), of_it, "fit no better than it", 2),
        (experts, one, "neither one gradient", 2),
        (experts.filter(alternative=one), classes, f"nor {classes}", 2),
        (read("wci2021", "counts/tests"), two, "fit no better than these", 2),
    ):
        p = Decimal(repr(tests.filter(null=null)["p"][0]))
        step = Decimal(1).scaleb(-places)
        near = {p + step * n for n in range(-int(p / 3 / step) - 1, int(p / 3 / step) + 2)}
        near = {f"{each.quantize(step, ROUND_HALF_UP)}" for each in near}
        yield fact(rf"{words} \((?:groups; )?p = %s", sorted(near))


#: What is said of the tables of answers that each multiverse judged, and of which verdicts.
JUDGED = {
    ("states2012", "criminalization"): {
        r"criminal law \(simulated\) \| types in %s of %s tables": "types every",
        r"\(%s more tables have too few units\)": "few",
    },
    ("states2012", "capacity"): {
        r"capacity \(simulated\) \| one gradient in %s of %s tables; not": "gradient every",
        "not distinguishable in %s, most": "not_distinguishable",
    },
    ("wci2021", "experts"): {
        r"experts \| not distinguishable in %s of %s tables": "not_distinguishable every"
    },
    ("cyberlaw2026", "laws"): {
        r"laws \| one gradient in %s of %s tables": "gradient every",
        "distinguishable in the %s that leave out the law on taxation": "not_distinguishable",
    },
    ("gci", "areas_2020"): {
        r"one gradient in %s of %s tables; types along a gradient in %s, in which": (
            "gradient every types_along_a_gradient"
        ),
    },
    ("gci", "areas_2024"): {r"2024 \| one gradient in all %s tables": "gradient"},
}


def of_multiverses(read):
    del read
    for (survey, clustering), said in JUDGED.items():
        answers = multiverse_of(survey, clustering)
        judged = answers["verdict"].drop_nulls()
        counts = {name.replace(" ", "_"): count for name, count in judged.value_counts().rows()}
        counts |= {"every": len(judged), "few": answers.height - len(judged)}
        for words, keys in said.items():
            yield fact(words, *(counts[key] for key in keys.split()))
    ways = multiverse_of("states2012", "criminalization")
    yield fact("%s ways of treating missing", ways["missing"].n_unique())


#: Types in each world of the calibration that has any.
PLANTED = 3


def of_the_calibration(read):
    table = pl.read_csv(PUBLISHED / "calibration.csv")
    worlds = table.filter(margin="all")
    known_truth = pl.col("world").str.contains("^(counts: )?types")
    without = worlds.filter(~known_truth)
    often = without.sort("types", descending=True).row(0, named=True)
    ends = (f"{100 * often[name]:.1f}" for name in ("types", "types low", "types high"))
    yield fact(
        rf"{often['world'].removeprefix('counts: ')} [^%%]* report types in %s%% of such surveys "
        r"\(95%% interval %s%% to %s%%\)",
        *ends,
    )
    never = without.filter(types=0).height
    yield fact(r"In %s of these %s worlds the rules never", never, without.height)
    yield fact(r"The %s worlds include", never)
    smallest = worlds["data sets"].min()
    yield fact(
        r"At least %s surveys were simulated in each of %s \*worlds", smallest, worlds.height
    )
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
    verdicts = read("sources", "verdicts_of_surveys")
    counts = verdicts.filter(survey="wci2021", clustering="counts")
    yield fact(r"nominations of %s countries \|", counts["base"][0])
    ends = ("true number", "true number low", "true number high")
    for row in (
        worlds.filter(known_truth).select((pl.col(ends) * 100).round().cast(pl.Int64)).rows()
    ):
        yield fact(r"\| %s%% \(%s%% to %s%%\) \|", *row)


FACTS = (
    of_the_index,
    of_states_measures,
    of_laws,
    of_law_and_means,
    of_the_convention,
    of_what_changed,
    of_sources,
    of_agreement,
    of_experts_and_states,
    of_the_simulated_survey,
    of_the_audit,
    of_clusterings,
    of_contests,
    of_multiverses,
    of_the_calibration,
)


def survey_of(name):
    return OpenSurvey(REPOSITORY / "config" / "surveys" / name, root=REPOSITORY)


def multiverse_of(survey, clustering):
    return pl.read_csv(frozen_multiverse(survey, REPOSITORY) / f"{clustering}.csv")
