"""Kinds of exhibits as plans declare them: a module a family, a class a kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, get_args

from pydantic import Field

from cyberstudy.declare.plan.exhibits import DeclaredExhibit
from cyberstudy.declare.plan.kinds import (
    countries,
    own,
    replies,
    shares,
    tables,
    waves,
)

AnyExhibit = Annotated[
    shares.Kinds | replies.Kinds | waves.Kinds | countries.Kinds | tables.Kinds | own.Kinds,
    Field(discriminator="kind"),
]

#: Every kind of exhibit, by the name that plans give it, with the class of its entry.
KINDS: Mapping[str, type[DeclaredExhibit]] = {
    get_args(entry.model_fields["kind"].annotation)[0]: entry
    for entry in get_args(get_args(AnyExhibit)[0])
}
