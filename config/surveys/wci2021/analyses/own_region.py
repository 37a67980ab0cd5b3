"""What the index owes to experts who name their own country, or countries of their own region."""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, table
from surveyanswers.tables.disclosure import Part, column, key, statistic, tally

HOMES = ["nationality", "residence"]
PARTS = ["technical", "attacks", "data", "scams", "cashing"]
ASKED = ["country", "impact", "professionalism", "skill"]
NOMINATING = [f"{part}_{asked}" for part in PARTS for asked in ASKED]


class OwnRegion(Analysis):
    """The index beside one without nominations that experts make of their own surroundings.

    Sums only. Assume: the index without them stays inside, country by country: what it lacks
    beside the index is what compatriots gave, and nominations, which are released expert by expert,
    would tell who these are.
    """

    SUMS = True

    left_out = key(
        "country: nominations of a country that the expert comes from or lives in. region: of any "
        "country in the region of one of these."
    )
    experts = column(dy.UInt32, Part.BASE, "Experts who answered.")
    nominations = tally(Part.STATISTIC, "Nominations that are left.")
    countries = tally(Part.STATISTIC, "Countries that an expert names.")
    still_named = tally(Part.STATISTIC, "Of them, those that one still names.")
    rank_correlation = statistic("Of the ranks of all these with those of the index.")


@table(OwnRegion, answers=HOMES, tables=["nominations", "index"])
def own_region(survey):
    """Leave out what experts say of their own country, and of their own region.

    Assume: a home in a country that no expert names has no region here, so that what its experts
    say all counts.
    """
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.statistics.rank_correlations import spearman

    index = survey.table("index").select("iso3", "region", "index")
    experts = survey.accepted["unit_id"].unique().sort()
    homes = survey.accepted.filter(status="valid").select("unit_id", iso3="value")
    places = index.select("iso3", "region")
    named = survey.table("nominations").join(places, on="iso3", how="left", maintain_order="left")
    regions = homes.join(places, on="iso3").select("unit_id", "region")
    left = {
        "country": named.join(homes, on=["unit_id", "iso3"], how="anti"),
        "region": named.join(regions, on=["unit_id", "region"], how="anti"),
    }
    rows = []
    for what, counted in left.items():
        given = counted.group_by("iso3").agg(given=pl.col("score").fill_null(0.0).sum())
        both = index.join(given, on="iso3", how="left", maintain_order="left")
        theirs = both["given"].fill_null(0.0).to_numpy()
        rho = float(spearman(both["index"].to_numpy(), theirs))
        told = {"left_out": what, "nominations": counted.height, "countries": index.height}
        told |= {"still_named": given.height, "rank_correlation": None if rho != rho else rho}
        rows.append(told)
    return pl.DataFrame(rows, schema_overrides={"rank_correlation": pl.Float64}).with_columns(
        experts=experts.len(),
        units=pl.lit(experts.to_list()),
        questions=pl.lit(NOMINATING + HOMES, pl.List(pl.String)),
    )
