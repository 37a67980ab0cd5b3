"""Who there is, who replies, and what is true of them: the known truth.

Nothing but a State's region and development group enters what it is given, so within such a
stratum identities are drawn at random and no answer models a State.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from surveyanswers.simulation.assumptions import Assumptions, stream

STATE = "state"


def populate(
    frame: pl.DataFrame, organizations: Sequence[str], assumptions: Assumptions, *, seed: int
) -> pl.DataFrame:
    """Draw the population: every State of the frame and the organizations that replied.

    Parameters
    ----------
    frame
        Member States: iso3, region, hdi_2012.
    organizations
        Groups of respondents that have no frame.

    Returns
    -------
    pl.DataFrame
        One row a unit: unit, group, region, development, law (the true type of criminalization
        law), capacity (the true gradient), responded, channel, language.
        Organizations have no region, law or capacity, and all of them responded.
    """
    parts = [_states(frame, assumptions, seed), *_organizations(organizations, assumptions, seed)]
    return pl.concat(parts, how="diagonal")


def _states(frame: pl.DataFrame, assumptions: Assumptions, seed: int) -> pl.DataFrame:
    frame = frame.sort("iso3")
    development = frame["hdi_2012"].to_numpy()
    region = frame["region"].to_numpy()
    mean = np.array([assumptions.number("capacity", "mean", [d]) for d in development])
    spread = assumptions.number("capacity", "spread")
    law = _drawn(assumptions.of("law_type", "share"), frame.height, stream(seed, "law_type"))
    responded = _responded(region, development, assumptions, seed)
    # By quota, so that as many States as assumed reply through both.
    channel = np.empty(frame.height, dtype=object)
    for these in (responded, ~responded):
        shares = assumptions.of("channel", "share")
        limits = np.cumsum(list(shares.values()))[:-1] * these.sum()
        rank = stream(seed, "channel").permutation(these.sum())
        channel[these] = np.array(list(shares))[np.searchsorted(limits, rank, side="right")]
    return pl.DataFrame(
        {
            "unit": frame["iso3"],
            "group": STATE,
            "region": region,
            "development": development,
            "law": law,
            "capacity": mean + spread * stream(seed, "capacity").normal(size=frame.height),
            "responded": responded,
            "channel": pl.Series(channel, dtype=pl.String),
            "language": _languages(region, assumptions, stream(seed, "language")),
        }
    )


def _responded(
    region: np.ndarray, development: np.ndarray, assumptions: Assumptions, seed: int
) -> np.ndarray:
    """Draw so many States of each region, the more developed ones rather."""
    chosen = np.zeros(len(region), dtype=bool)
    for name in sorted(set(region)):
        inside = np.flatnonzero(region == name)
        weight = np.array(
            [assumptions.number("response", "weight", [development[i]]) for i in inside]
        )
        count = int(assumptions.number("response", "count", [name]))
        rng = stream(seed, "response", name)
        chosen[rng.choice(inside, count, replace=False, p=weight / weight.sum())] = True
    return chosen


def _organizations(
    groups: Sequence[str], assumptions: Assumptions, seed: int
) -> list[pl.DataFrame]:
    parts = []
    for group in groups:
        count = int(assumptions.number("response", "count", [group]))
        rng = stream(seed, "language", group)
        parts.append(
            pl.DataFrame(
                {
                    "unit": [f"{group}-{number:02d}" for number in range(1, count + 1)],
                    "group": group,
                    "responded": True,
                    "channel": group,
                    "language": _languages([group] * count, assumptions, rng),
                }
            )
        )
    return parts


def _languages(
    groups: Iterable[str], assumptions: Assumptions, rng: np.random.Generator
) -> list[str]:
    return [_drawn(assumptions.of("language", "share", [group]), 1, rng)[0] for group in groups]


def _drawn(shares: dict[str, float], size: int, rng: np.random.Generator) -> list[str]:
    options = list(shares)
    weight = np.array(list(shares.values()))
    return [options[i] for i in rng.choice(len(options), size, p=weight / weight.sum())]
