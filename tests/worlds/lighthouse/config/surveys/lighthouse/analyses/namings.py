"""Coasts that keepers name, each rated; and an index of coasts made of that table."""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, table
from surveyanswers.tables.disclosure import Part, column, key

WEATHERS = ("fog", "storm", "ice")
BEST = 5
QUESTIONS = [f"{weather}_{asked}" for weather in WEATHERS for asked in ("land", "force")]
LANDS = "data/raw/reference/countries.csv"


class Namings(Analysis):
    """One row a coast that a keeper names."""

    unit_id = column(dy.String, Part.UNIT, "The keeper.", primary_key=True)
    part = key("Weather.")
    instance = column(dy.UInt32, Part.UNIT, "Instance of the question.", primary_key=True)
    iso3 = column(dy.String, Part.VALUE, "The coast.")
    score = column(dy.Float64, Part.VALUE, "How strong.", nullable=True)


@table(Namings, answers=QUESTIONS)
def nominations(survey):
    keys = ["unit_id", "part", "instance"]
    told = pl.col("question").str.split_exact("_", 1).struct.rename_fields(["part", "asked"])
    said = survey.accepted.filter(status="valid").with_columns(told.alias("told")).unnest("told")
    rated = said.filter(asked="force").select(*keys, score="number")
    named = said.filter(asked="land").select(*keys, iso3="value", units=pl.concat_list("unit_id"))
    return named.join(rated, on=keys, how="left")


class CoastIndex(Analysis):
    """Coasts by how often they are named, times how strong."""

    iso3 = key("Its code.")
    country = column(dy.String, Part.LABEL, "Coast.")
    region = column(dy.String, Part.LABEL, "Its region.")
    nominations = column(dy.UInt32, Part.COUNT, "How often it is named.")
    index = column(dy.Float64, Part.STATISTIC, "From 0 to 100.", min=0)


@table(CoastIndex, tables=["nominations", LANDS])
def index(survey):
    scale = 100 / BEST / survey.units.height / len(WEATHERS)
    named = survey.table("nominations").group_by("iso3")
    made = named.agg(nominations=pl.len(), index=pl.col("score").sum() * scale)
    lands = survey.table(LANDS).select("iso3", "region", country="label_en")
    return made.join(lands, on="iso3").with_columns(
        units=pl.lit(survey.units["unit_id"].to_list()), questions=pl.lit(QUESTIONS)
    )
