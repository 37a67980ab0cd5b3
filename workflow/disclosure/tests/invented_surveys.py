"""Surveys of which a group hardly answers, as two CSVs."""

import numpy as np
import polars as pl

#: Question -> its options, and whether a unit may choose several.
ASKED = {
    "law": (("yes", "no", "draft"), False),
    "means": (("police", "courts", "others"), True),
    "trend": (("up", "same", "down"), False),
    "which": (("old", "new"), False),
    "never": (("often", "never"), False),
}
WAYS = {"region": (0.35, 0.3, 0.3, 0.05), "income": (0.6, 0.3, 0.1)}


def survey(seed, *, listed=70, silent=0.1, agree=0.6):
    """Give who is in which group, and what units said, as the command reads them."""
    rng = np.random.default_rng(seed)
    units = [f"u{number:03d}" for number in range(listed)]
    replied = [number < 20 or bool(rng.random() < 0.85) for number in range(listed)]
    groups = {"all": ["total"] * listed} | {
        way: [f"{way[0]}{n}" for n in rng.choice(len(shares), size=listed, p=shares)]
        for way, shares in WAYS.items()
    }
    memberships = pl.DataFrame(
        [
            (unit, way, own[number], "yes" if replied[number] else "no")
            for number, unit in enumerate(units)
            for way, own in groups.items()
        ],
        schema=["unit_id", "grouping", "group", "replied"],
        orient="row",
    )
    rows = []
    for unit, answers in zip(units, replied, strict=True):
        if answers:
            rows += _said_by(unit, rng, silent, agree)
    columns = ["unit_id", "question", "options", "status"]
    return memberships, pl.DataFrame(rows, schema=columns, orient="row")


def _said_by(unit, rng, silent, agree):
    law = ""
    for question, (options, several) in ASKED.items():
        usual = options[0] if rng.random() < agree else str(rng.choice(options[1:]))
        more = [option for option in options if several and rng.random() < 0.3]
        given = ";".join(dict.fromkeys([usual, *more]))
        if question == "never":  # all but a few say the same
            given = "often" if rng.random() < 0.04 else "never"
        if question == "which" and law != "yes":
            yield unit, question, "", "not_asked"
            continue
        if rng.random() < silent:
            yield unit, question, "", str(rng.choice(["refused", "no_answer"]))
            continue
        law = given if question == "law" else law
        yield unit, question, given, "valid"


def as_files(folder, seed, **more):
    """Write both, and give their paths."""
    units, answers = survey(seed, **more)
    units.write_csv(folder / "units.csv")
    answers.write_csv(folder / "answers.csv")
    return str(folder / "units.csv"), str(folder / "answers.csv")
