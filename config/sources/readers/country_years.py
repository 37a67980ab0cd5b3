"""Read the table of countries and years: ``python country_years.py [FOLDER]``."""

import sys

import polars as pl

folder = sys.argv[1] if len(sys.argv) > 1 else "tables"
long = pl.read_csv(f"{folder}/country_years.csv", schema_overrides={"m49": pl.String})
wide = long.pivot("indicator", index=["iso3", "year"], values="value").sort("iso3", "year")
print(long.shape, wide.shape)
