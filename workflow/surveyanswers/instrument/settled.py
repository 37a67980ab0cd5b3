"""A survey of which all settings are known: what cleaning and counting need are parts of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from surveyanswers.instrument.collected import Collected

if TYPE_CHECKING:
    from surveyanswers.instrument.cleaning import Cleaning
    from surveyanswers.instrument.counting import Counting
    from surveyanswers.instrument.settings import Settings


@dataclass(frozen=True)
class Settled(Collected):
    """Sections of a survey's declarations, the settings as a whole among them."""

    @cached_property
    def settings(self) -> Settings:
        """Title, unit, protection, tables that options come from."""
        from surveyanswers.instrument.settings import Settings  # what only speaks does without

        return self.section("settings", Settings)

    @property
    def cleaning(self) -> Cleaning:
        """List of units, what bad cells do, and what is complete."""
        return self.settings.cleaning

    @property
    def counting(self) -> Counting:
        """Protection, least base and design of the sample."""
        return self.settings.counting
