"""Remarks of the lighthouse keepers, and what two people made of them."""

import csv

import yaml
from cyberstudy.declare.survey import Survey
from cyberstudy.read import read_exports

REMARKS = {
    "k01": "the fog, and no pay",
    "k02": "nothing but fog",
    "k03": "pay; better \nlamps",
    "k04": "gulls",
    "k05": "more fog",
}
FRAME = [
    ("code", "label", "label::French (fr)", "note"),
    ("fog", "Fog", "Brouillard", "any weather that blinds"),
    ("pay", "Pay", "Solde", ""),
    ("other", "Something else", "Autre chose", ""),
]
HEADINGS = ("submission", "instance", "text", "codes", "by", "on")


def coding(submission, codes, by="ann", *, text=None, instance="0", on="1890-01-01"):
    """One row of codings."""
    return (submission, instance, text or REMARKS.get(submission, ""), codes, by, on)


def write(path, rows):
    """Write a table for people."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def with_remarks(world, codings, *, frame=FRAME, **decides):
    """Let keepers remark something, and code it; `decides` is what settings.yaml says of it."""
    folder, raw = world / "config/surveys/lighthouse", world / "data/raw/lighthouse"
    settings = yaml.safe_load((folder / "settings.yaml").read_text())
    settings["coding"] = {"remarks": decides}
    (folder / "settings.yaml").write_text(yaml.safe_dump(settings))
    with (folder / "codebook.csv").open("a") as book:
        book.write("remarks_coded,Remarks (coded),keeper,public\n")
    with (raw / "keepers.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    said = [[*row[:-1], REMARKS.get(row[0], row[-1])] for row in rows]
    with (raw / "keepers.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";", lineterminator="\n").writerows(said)
    write(folder / "coding/remarks.csv", frame)
    if codings is not None:
        write(raw / "coding/remarks.csv", [HEADINGS, *codings])
    return Survey(folder, root=world)


def cells_of(survey):
    """Read what the keepers sent."""
    return read_exports(survey.exports, survey.root / "data/raw", survey.form)
