"""A survey of simulated answers, as far as it must be made to be kept or released."""

import polars as pl

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.verify.receipt import write_receipt
from worlds import edit

INPUT = {
    **{"file": "reference/countries.csv", "sha256": "a" * 64, "bytes": 7},
    **{"received_on": "2026-11-25", "source": "tests", "licence": "CC0 1.0"},
    **{"sensitivity": "public", "simulated": False},
}


def received(folder, *more, passed=None):
    """Write a receipt of a file of the reference and of `more`, and what of it was let through."""
    receipt = pl.DataFrame([INPUT, *(INPUT | row for row in more)])
    (receipt if passed is None else pl.DataFrame(passed)).write_csv(folder / "tables/receipt.csv")
    (folder / "verify").mkdir()
    receipt.write_csv(folder / "verify/receipt.csv")
    return folder / "verify/receipt.csv"


def made(world, *, protection="confidential"):
    """Let the survey have a multiverse, and a receipt of what it is made of."""
    folder = world / "config/surveys/lighthouse"
    edit(
        folder / "settings.yaml", "protection: public", f"protection: {protection}\nminimum_base: 5"
    )
    results = world / "results/lighthouse"
    for name in ("cluster/keepers", "verify"):
        (results / name).mkdir(parents=True)
    for ending in ("csv", "json"):
        (results / f"cluster/keepers/multiverse.{ending}").write_text("{}")
    survey = OpenSurvey(folder, root=world)
    raw = world / "data/raw"
    files = ["data/raw/lighthouse/simulated-keepers.csv"]
    receipt = write_receipt(files, manifests=[raw / "MANIFEST.csv"], sources=raw / "sources.yaml")
    receipt.write_csv(results / "verify/receipt.csv")
    return survey
