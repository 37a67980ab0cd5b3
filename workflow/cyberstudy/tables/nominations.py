"""Contract of nominations: whom experts name, which stages after describe begin with."""

from __future__ import annotations

import dataframely as dy


class Nominations(dy.Schema):
    """One row a valid nomination; names experts, so it stays inside (describe)."""

    unit_id = dy.String(primary_key=True, description="The expert.")
    part = dy.String(primary_key=True, description="Type of crime that the country is named for.")
    instance = dy.UInt32(primary_key=True, description="Turn of the question, from 1.")
    iso3 = dy.String(description="The country that is named.")
    score = dy.Float64(nullable=True, description="Mean of the ratings; null where none was given.")
