"""What the index is made of: whose part ratings are, and the same order looked at in other ways."""

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.draw.of_tables import in_rows
from cyberstudy.statistics.crossed_effects import crossed_effects
from cyberstudy.statistics.rank_correlations import spearman, split_half
from cyberstudy.statistics.ranks import ranks_of
from cyberstudy.statistics.sparse_means import added_up
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic, tally
from surveyanswers.tables.phrases import phrase

HOMES = ["nationality", "residence"]
PARTS = ["technical", "attacks", "data", "scams", "cashing"]
ASKED = ["country", "impact", "professionalism", "skill"]
NOMINATING = [f"{part}_{asked}" for part in PARTS for asked in ASKED]
BEST = 10  # a rating goes up to it
COUNTRIES = "data/raw/reference/countries.csv"
#: Countries whose ranks readers look at. Assume: the first thirty, as many as the figure shows.
FIRST = 30
SPLITS = 1000
#: What has a part in a rating, and the column of nominations that tells it.
LEVELS = {"expert": "unit_id", "country": "iso3", "part": "part"}
#: Ways of adding nominations up, as the table names them.
LOOKS = {
    "nominations_alone": phrase("nominations only"),
    "alike_experts": phrase("experts adjusted for severity"),
    "without_own_country": phrase("without experts\u2019 own countries"),
    "other_regions": phrase("only experts from other regions"),
    "ratings_alone": phrase("ratings only"),
    "expected_ranks": phrase("expected ranks"),
    "other_experts": phrase("another panel of as many experts"),
}
SHARE = {"table": "rating_variances", "column": "share", "percent": True}
SAYS = {
    "headline": "Experts' ratings barely affect the ranking of countries",
    "finding": "Of the variance in ratings, {raters} comes from who rates and {countries} from "
    "which country is rated. Ratings barely affect the index: its correlation with an index that "
    "counts only nominations is {bare}.",
    "subtitle": "What explains experts' ratings, and how far the ranking changes when the index "
    "is computed in other ways",
    "values": {
        "raters": SHARE | {"row": {"source": "expert"}},
        "countries": SHARE | {"row": {"source": "country"}},
        "bare": {
            "column": "correlation",
            "row": {"specification": "nominations_alone"},
            "decimals": 3,
        },
        "ranks": {
            "column": "first_rank_correlation",
            "row": {"specification": "nominations_alone"},
        },
    },
    "holds": {"ranks": {"at_least": 0.95}},
    "table": "index_sensitivity",
}


class RatingVariances(Analysis):
    """Whose part the differences between ratings are: a model of crossed random intercepts."""

    source = key(
        "expert: who rates. country: what is rated. part: for which type of crime. residual: what "
        "these leave over."
    )
    levels = column(dy.UInt32, Part.COUNT, "Experts, countries, types or ratings.")
    ratings = column(dy.UInt32, Part.COUNT, "Nominations that were rated.")
    variance = column(dy.Float64, Part.STATISTIC, "Of its effects on a rating.", min=0)
    share = proportion(Part.STATISTIC, "Of the sum of all variances.", nullable=False)


@table(RatingVariances, tables=["nominations"])
def rating_variances(survey):
    rated = survey.table("nominations").drop_nulls("score")
    model = _model(rated)
    variances = {**model.variances, "residual": model.residual}
    levels = {source: rated[name].n_unique() for source, name in LEVELS.items()}
    whole = sum(variances.values())
    rows = [
        {"source": source, "variance": variance, "share": variance / whole}
        for source, variance in variances.items()
    ]
    return pl.DataFrame(rows).with_columns(
        levels=pl.col("source").replace_strict(levels, default=rated.height),
        ratings=rated.height,
        units=pl.lit(rated["unit_id"].unique().to_list()),
    )


class IndexSensitivity(Analysis):
    """The index beside what other ways of adding up the same nominations give.

    Sums only: of no country is told how much its own experts gave.
    """

    SUMS = True

    specification = key(
        "nominations_alone: each counts the same, whatever its ratings. ratings_alone: by the "
        "country's part in a rating, whoever gives it and however often (`rating_variances`; "
        "countries that few rate are pulled to the middle). alike_experts: an expert who rates "
        "higher or lower than others is brought to their level, by the same model. "
        "without_own_country: nominations of a country that the expert comes from or lives in are "
        "left out. other_regions: of each country, the mean over experts who neither come from "
        "its region nor live there. expected_ranks: by `expected_rank` of the index. "
        "other_experts: by as many other experts, as halves of the experts suggest (Spearman and "
        "Brown)."
    )
    experts = column(dy.UInt32, Part.BASE, "Experts who answered.")
    nominations = column(dy.UInt32, Part.STATISTIC, "Nominations that count.")
    correlation = statistic("Of its index with the index (Pearson).")
    rank_correlation = statistic("Of its ranks with those of the index.")
    first = column(dy.UInt32, Part.LABEL, "How many countries the columns below are about.")
    first_rank_correlation = statistic("Of ranks among the first of the index.")
    moved = tally(Part.STATISTIC, "Of the first, how many have another rank.")
    furthest = tally(Part.STATISTIC, "Ranks that one moves at most.")


@table(IndexSensitivity, answers=HOMES, tables=["nominations", "index", COUNTRIES])
def index_sensitivity(survey):
    nominations, index = survey.table("nominations"), survey.table("index")
    experts = survey.accepted["unit_id"].unique().sort()
    origins = survey.accepted.filter(status="valid").select("unit_id", iso3="value")
    rated = nominations.drop_nulls("score")
    model = _model(rated)
    of_expert, of_country = (
        dict(zip(rated[LEVELS[of]].unique().sort(), model.effects[of], strict=True))
        for of in ("expert", "country")
    )
    severity = nominations["unit_id"].replace_strict(of_expert, default=0.0)
    added = {
        "nominations_alone": nominations.with_columns(score=pl.lit(BEST)),
        "alike_experts": nominations.with_columns(score=pl.col("score") - severity),
        "without_own_country": nominations.join(origins, on=["unit_id", "iso3"], how="anti"),
    }
    regions = survey.table(COUNTRIES).select("iso3", "region")
    home = origins.join(regions, on="iso3").select("unit_id", "region").unique()
    placed = nominations.join(regions, on="iso3", maintain_order="left")
    added["other_regions"] = placed.join(home, on=["unit_id", "region"], how="anti")
    inside = index.select("iso3").join(regions, on="iso3", how="left", maintain_order="left")
    inside = inside.join(home.group_by("region").len(), on="region", how="left")["len"]
    outside = np.maximum(experts.len() - inside.fill_null(0).to_numpy().astype(int), 1)
    ordered = {
        "ratings_alone": index["iso3"].replace_strict(of_country, default=0.0).to_numpy(),
        "expected_ranks": -index["expected_rank"].to_numpy(),
    }
    values, rows = index["index"].to_numpy(), []
    for look, counted in added.items():
        theirs = _contributions(counted, experts, index["iso3"]).mean(axis=0)
        if look == "other_regions":
            theirs *= experts.len() / outside
        correlation = float(np.corrcoef(values, theirs)[0, 1]) if theirs.std() else None
        row = {"specification": look, "nominations": counted.height, "correlation": correlation}
        rows.append(row | _ranks_beside(values, theirs))
    rows += [{"specification": n} | _ranks_beside(values, of) for n, of in ordered.items()]
    contributions = _contributions(nominations, experts, index["iso3"])
    parts = {"rank_correlation": contributions, "first_rank_correlation": contributions[:, :FIRST]}
    again = {
        name: _known(split_half(part, splits=SPLITS, rng=np.random.default_rng(survey.seed)))
        for name, part in parts.items()
    }
    rows.append({"specification": "other_experts", **again})
    of_homes = pl.col("specification").is_in(["without_own_country", "other_regions"])
    homes = pl.when(of_homes).then(HOMES).otherwise([])
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        pl.col("nominations").fill_null(nominations.height),
        experts=experts.len(),
        first=min(FIRST, index.height),
        units=pl.lit(experts.to_list()),
        questions=pl.lit(NOMINATING, pl.List(pl.String)).list.concat(homes),
    )


def _model(rated):
    """Fit crossed effects of expert, country and part to the scores of rated nominations."""
    codes = rated.select(pl.col(*LEVELS.values()).rank("dense").cast(pl.Int64) - 1)
    factors = {of: codes[name].to_numpy() for of, name in LEVELS.items()}
    return crossed_effects(rated["score"].to_numpy(), factors)


def _contributions(nominations, experts, countries):
    """Return what each expert adds to each country's index: experts x countries."""
    scores = added_up(nominations, "score", {"unit_id": experts, "iso3": countries})
    return scores * (100 / BEST / len(PARTS))


def _ranks_beside(index, other):
    """Compare two orders, of all countries and of the first."""
    ours, theirs = ranks_of(np.array([index, other]))
    first = ours <= FIRST
    moved = np.abs(ours - theirs)[first]
    return {
        "rank_correlation": _known(spearman(index, other)),
        "first_rank_correlation": _known(spearman(index[first], other[first])),
        "moved": int((moved > 0).sum()),
        "furthest": int(moved.max()),
    }


def _known(value):
    return None if np.isnan(value) else float(value)


@figure(
    index_sensitivity,
    area="Where cybercrime comes from",
    title="What the World Cybercrime Index depends on",
    says=SAYS,
)
def made_of(looks, view):
    """List how far other ways of building the index agree with the published one."""
    called = {"specification": LOOKS}
    method = phrase("Each row compares the index with one computed in another way.")
    return in_rows(looks, view, who=phrase("experts"), method=method, called=called)
