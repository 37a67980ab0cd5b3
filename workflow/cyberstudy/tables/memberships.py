"""The contracts of who is in which group and said what, of which suppression is made (describe)."""

from __future__ import annotations

import dataframely as dy

from cyberstudy.tables.contract import Contract
from cyberstudy.tables.disclosure import Part, column, key, wave_column


class Memberships(Contract, file="describe/memberships.parquet", asked_by="estimates", inside=True):
    """Which groups each unit belongs to."""

    wave = wave_column()
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    grouping = key("Way of dividing units.")
    group = key("Group.")
    in_frame = column(dy.Bool, Part.UNIT, "Stands in the list of those who were to answer.")
    replied = column(dy.Bool, Part.UNIT, "Whether it replied.")


class SelectedByUnit(Contract, file="describe/selected.parquet", asked_by="estimates", inside=True):
    """Each unit's answers to select questions, option by option."""

    wave = wave_column()
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    question = key("Question.")
    option = key("Option.")
    status = column(dy.String, Part.UNIT, "Status of its answer to the question.")
    chosen = column(dy.Bool, Part.UNIT, "Whether it chose the option.")
