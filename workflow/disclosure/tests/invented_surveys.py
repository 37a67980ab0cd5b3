"""Surveys of which a group hardly answers, and their releases."""

import numpy as np
import polars as pl

from disclosure.cells import BETWEEN, Replies, divided
from disclosure.certificate import certificate
from disclosure.released_counts import as_release, released_counts
from disclosure.suppress import QuestionRules, suppress
from disclosure.suppression_audit import Audit, audit

#: The status that leaves open what an answer would have been.
OPEN = "refused"

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


def frames(seed, **more):
    """Return who is in which group, and what units said, as the package takes them."""
    units, answers = survey(seed, **more)
    memberships = units.with_columns(pl.col("replied") == "yes", wave=pl.lit(""))
    said = answers.select(
        "unit_id",
        "question",
        status=pl.col("status").replace("no_answer", OPEN),
        given=pl.col("options").str.split(";").list.sort().list.join(BETWEEN),
    )
    parts = {name: rows for (name,), rows in said.sort("question").group_by("question")}
    codes = {
        ("", name): sorted(
            {code for given in parts[name]["given"] for code in given.split(BETWEEN)}
        )
        for name in sorted(parts)
    }
    options = {key: [code for code in names if code] for key, names in codes.items()}
    return memberships, Replies(options, lambda _, question: parts[question].drop("question"))


def rules_of(deciding=()):
    """Return how each question is put; what `deciding` names decides who is asked `which`."""
    return {
        name: QuestionRules(several, deciding if name == "which" else (), alike=0)
        for name, (_, several) in ASKED.items()
    }


def released(seed, *, deciding=(), minimum=5, width=1, **more):
    """Withhold, release and audit: memberships, what left, what was found, and the certificate."""
    memberships, said = frames(seed, **more)
    cells = divided(memberships, said, minimum, [OPEN])
    chosen = suppress(cells, rules_of(deciding), minimum=minimum, width=width)
    counts, proofs = released_counts(chosen), []
    release = as_release(counts, memberships, said, OPEN)
    found = audit([release], minimum=minimum, width=width, proofs=proofs)
    proof = certificate(proofs, minimum=minimum, width=width)
    return memberships, counts, sum(found.values(), Audit()), proof
