"""The contract of who is in which group, of which suppression is made (describe)."""

from __future__ import annotations

from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import Part, column, key, wave_column
from surveyanswers.tables.frame_schemas import dy


class Memberships(Contract, file="describe/memberships.parquet", asked_by="estimates", inside=True):
    """Which groups each unit belongs to."""

    wave = wave_column()
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    grouping = key("Way of dividing units.")
    group = key("Group.")
    in_frame = column(dy.Bool, Part.UNIT, "Stands in the list of those who were to answer.")
    replied = column(dy.Bool, Part.UNIT, "Whether it replied.")
