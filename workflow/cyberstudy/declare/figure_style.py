"""How figures look: `style` in config.yaml, and in a plan where a survey's differ."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from surveyanswers.instrument.entry import Distinct, Entry, Number

#: Inches of the widths that have a name: a text column, a page between its margins, and what a
#: phone shows at once, which no plan asks for.
WIDTHS = {"column": 5.2, "full": 7.1, "phone": 320 / 96}
Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]


class DeclaredStyle(Entry):
    """How figures look. What is not given is as in the study's own style."""

    width: Literal["column", "full"] | Annotated[Number, Field(ge=120, le=250)] | None = Field(
        default=None, description="`column` (132 mm, the default), `full` (180 mm), or millimetres."
    )
    font: Literal["Fira Sans", "DejaVu Sans", "DejaVu Serif"] | None = Field(
        default=None,
        description="Typeface of Latin and Cyrillic letters, one of those that come with the "
        "environment; `Fira Sans` by default. Arabic and Chinese keep theirs.",
    )
    palette: Annotated[Distinct[Colour], Field(min_length=6, max_length=6)] | None = Field(
        default=None,
        description="Six colours, such as `'#0072B2'`, for what is distinguished by hue. Those of "
        "stacked bars stay, since they are measured for every kind of colour vision.",
    )
    amounts: Literal["Blues", "Greens", "Greys", "Oranges", "Purples", "cividis_r"] | None = Field(
        default=None, description="matplotlib's colours from light to dark, for amounts."
    )
    dpi: Annotated[int, Field(ge=72, le=600)] | None = Field(
        default=None, description="Dots per inch of PNG files; by default 220."
    )

    @property
    def inches(self) -> float:
        """Width of a figure."""
        if isinstance(self.width, int | float):
            return self.width / 25.4
        return WIDTHS[self.width or "column"]

    def over(self, other: DeclaredStyle) -> DeclaredStyle:
        """Return this style; what it leaves open is as in the other."""
        return DeclaredStyle(**(other.plain() | self.plain()))
