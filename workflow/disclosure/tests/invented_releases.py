"""Releases of one question, which units of three regions answered."""

import polars as pl

from disclosure.published import Release
from disclosure.suppression_audit import Audit, audit

REGIONS = {"north": 12, "south": 9, "west": 11}


def release(answers, *, withheld=()):
    """One question to units of three regions: unit -> (region, answer or None)."""
    units = {unit: region for unit, (region, _) in answers.items()}
    rows = [(u, g, n) for u, r in units.items() for g, n in (("all", "total"), ("region", r))]
    memberships = pl.DataFrame(
        {
            "wave": "",
            "unit_id": [unit for unit, _, _ in rows],
            "grouping": [grouping for _, grouping, _ in rows],
            "group": [group for _, _, group in rows],
            "in_frame": True,
            "replied": True,
        }
    )
    said = pl.DataFrame(
        [
            ("", unit, "q", option, "valid" if given else "refused", given == option)
            for unit, (_, given) in answers.items()
            for option in ("yes", "no")
        ],
        schema=["wave", "unit_id", "question", "option", "status", "chosen"],
        orient="row",
    )
    found = []
    for grouping, group in sorted({(grouping, group) for _, grouping, group in rows}):
        own = [given for unit, (region, given) in answers.items() if group in ("total", region)]
        base = sum(given is not None for given in own)
        seen = group not in withheld
        found += [
            {
                "wave": "",
                "grouping": grouping,
                "group": group,
                "question": "q",
                "option": option,
                "listed": None,
                "replied": len(own),
                "base": base if seen else None,
                "count": own.count(option) if seen else None,
                "share": own.count(option) / base if seen and base else None,
                "bound_low": None,
                "bound_high": None,
                "refused": None,
            }
            for option in ("yes", "no")
        ]
    numbers = dict.fromkeys(("share", "bound_low", "bound_high"), pl.Float64)
    counts = dict.fromkeys(("listed", "base", "count", "refused"), pl.Int64)
    estimates = pl.DataFrame(found, schema_overrides=numbers | counts)
    return Release(estimates, memberships, said, open_statuses=["refused"])


def together(**releases):
    """Several questions by name, which the same units answered."""
    first, *_ = releases.values()
    estimates, said = (
        pl.concat(getattr(own, of).with_columns(question=pl.lit(n)) for n, own in releases.items())
        for of in ("estimates", "said")
    )
    return Release(estimates, first.memberships, said, open_statuses=["refused"])


def everybody(*, yes=6):
    """Some of each region say yes, and the others no."""
    return {
        f"{region}{number}": (region, "yes" if number < yes else "no")
        for region, size in REGIONS.items()
        for number in range(size)
    }


def audited(releases):
    """What the audit finds of all questions together, where five are the fewest that are shown."""
    return sum(audit(releases, minimum=5).values(), Audit())
