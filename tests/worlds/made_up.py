"""A survey of simulated answers, as far as it must be made to be kept."""

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.verify.receipt import write_receipt

from worlds import edit


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
