"""Families of exhibits, a folder each; a family is all that there is of its kinds.

``entry`` has a class a kind, as plans declare it, and imports nothing that draws, for every step
reads plans. ``figure`` has a function a kind, of the same name: it takes the protected tables, and
makes numbers, marks, caption and alternative text of one frame. Families import marks and wording,
and never each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, get_args

from pydantic import Field

from cyberstudy.declare.plan.exhibits import DeclaredExhibit
from cyberstudy.draw.families.countries import entry as countries
from cyberstudy.draw.families.own import entry as own
from cyberstudy.draw.families.replies import entry as replies
from cyberstudy.draw.families.shares import entry as shares
from cyberstudy.draw.families.tables import entry as tables
from cyberstudy.draw.families.types import entry as types
from cyberstudy.draw.families.units import entry as units
from cyberstudy.draw.families.waves import entry as waves

AnyExhibit = Annotated[
    units.Kinds
    | shares.Kinds
    | replies.Kinds
    | waves.Kinds
    | countries.Kinds
    | tables.Kinds
    | types.Kinds
    | own.Kinds,
    Field(discriminator="kind"),
]

#: Every kind of exhibit, by the name that plans give it, with the class of its entry.
KINDS: Mapping[str, type[DeclaredExhibit]] = {
    get_args(entry.model_fields["kind"].annotation)[0]: entry
    for entry in get_args(get_args(AnyExhibit)[0])
}
