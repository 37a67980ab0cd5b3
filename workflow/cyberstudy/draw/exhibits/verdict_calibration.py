"""What the verdict says where the truth is known, and what criteria would have claimed."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cyberstudy.declare.plan.exhibits import VerdictCalibration
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import TICKS, bands, narrow_axis_of_shares
from cyberstudy.draw.marks.bars import stacked_bars
from cyberstudy.draw.marks.class_dots import dots_side_by_side
from cyberstudy.draw.marks.intervals import LINE_ON_BARS, mark_on_bars
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.style import HUES, INK, UNSAID, new_figure, shades
from cyberstudy.draw.text_only import sentences
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text.verdicts import verdicts_and_claims
from cyberstudy.wording.captions.calibration import (
    WORLDS,
    caption_of_calibration,
    not_calibrated,
)
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import (
    ANOTHER,
    GRADIENT,
    NO_STRUCTURE,
    NO_TYPOLOGY,
    NONE_FITS,
    TYPES,
    VERDICTS,
)
from cyberstudy.wording.view import View

TABLE = "calibration"
PLANTED = "^(counts: )?types"  # a world with such a name holds types
PLANTED_NUMBER = "planted number"
#: Parts of a bar from the left.
#: Two of them darker than elsewhere, so that five parts differ in lightness; a sixth would not.
_, _PALE, _WARM = shades(3, 1)
ANOTHER_OR_NONE = "another account or none"
PARTS = {
    TYPES: "#04639e",
    NO_TYPOLOGY: _WARM,
    GRADIENT: _PALE,
    ANOTHER_OR_NONE: "#767c86",
    NO_STRUCTURE: UNSAID,
}
#: Marks on bars: the share judged types, and that of the number that was planted.
JUDGED: dict[str, Any] = {"marker": "|", "ms": 6, "mew": 1.3, "color": LINE_ON_BARS}
FOUND: dict[str, Any] = {"marker": "D", "ms": 4, "mfc": "white", "mew": 0.9, "color": LINE_ON_BARS}
#: Criteria that do not decide, from above in a row.
CRITERIA: dict[str, tuple[str, dict[str, Any]]] = {
    "aic": (phrase("AIC"), {"marker": "^", "color": INK}),
    "bic": (phrase("BIC"), {"marker": "o", "color": HUES[0]}),
    "icl": (phrase("ICL"), {"marker": "s", "color": HUES[1]}),
    "silhouette": (phrase("silhouette"), {"marker": "D", "color": HUES[2]}),
}
NAMED = VERDICTS | {ANOTHER_OR_NONE: phrase("another account, or none fits")}
ROW, BAR = 0.3, 0.74  # inches of a row, and what of it a bar takes
ABOVE, BELOW = -0.18, 0.18  # of a row, where the two intervals lie


def draw(view: View[VerdictCalibration]) -> Drawn:
    """Draw a row a world: verdicts as parts of a bar, and beside it what criteria would claim."""
    say = view.say
    if not view.has(f"{TABLE}.csv"):
        return sentences(view, not_calibrated(say), data=pl.DataFrame({"data sets": [0]}))
    data = _with_labels(say, view.table(TABLE).filter(pl.col("margin") == "all"))
    figure, (left, right) = new_figure(
        1.1 + ROW * data.height, ncols=2, sharey=True, width_ratios=[1.25, 1]
    )
    parts = [(name, {"color": PARTS[name], "zorder": 1}, data[name].to_list()) for name in PARTS]
    stacked_bars(left, range(data.height), parts, height=BAR, edge=0)
    mark_on_bars(left, _share(data, TYPES, ABOVE), "types", JUDGED | {"zorder": 3})
    planted = _share(data, PLANTED_NUMBER, BELOW).drop_nulls("value")
    mark_on_bars(left, planted, "planted", FOUND | {"zorder": 4})
    narrow_axis_of_shares(left, say, TICKS)
    left.set_xlim(-0.03, 1.03)
    left.grid(visible=False)
    bands(right, data.height)
    claims = {name: _share(data, f"{name} 2 or more") for name in CRITERIA}
    looks = [look for _, look in CRITERIA.values()]
    dots_side_by_side(right, claims, looks, within=BAR, width=1, size=3)
    narrow_axis_of_shares(right, say)
    left.set_title(say("Verdict"), fontsize=7.5)
    right.set_title(say("Two classes or more, by"), fontsize=7.5)
    left.set_yticks(range(data.height), data["label"])
    left.set_ylim(data.height - 0.5, -0.5)
    legend_below(figure, _handles(say), 4, fontsize=6.5, handletextpad=0.4, columnspacing=1.2)
    names = {f"{key} 2 or more": say(name) for key, (name, _) in CRITERIA.items()}
    return Drawn(
        figure=figure,
        data=data,
        alt=verdicts_and_claims(say, data, names),
        **caption_of_calibration(say, data),
    )


def _with_labels(say: Speech, table: pl.DataFrame) -> pl.DataFrame:
    """Name worlds for readers; those that have types know how many were planted."""
    names = [say(WORLDS[world]) for world in table["world"]]
    planted = pl.col("world").str.contains(PLANTED)
    return table.with_columns(
        (pl.col(ANOTHER) + pl.col(NONE_FITS)).alias(ANOTHER_OR_NONE),
        pl.Series("label", names, dtype=pl.String),
        *(
            pl.when(planted).then(name).alias(name)
            for name in (PLANTED_NUMBER, f"{PLANTED_NUMBER} low", f"{PLANTED_NUMBER} high")
        ),
    ).select("world", "label", pl.exclude("world", "label"))


def _share(data: pl.DataFrame, name: str, shift: float = 0) -> pl.DataFrame:
    """Return a share with its interval, and where in each row it stands."""
    return data.select(
        place=pl.int_range(pl.len()) + shift, value=name, low=f"{name} low", high=f"{name} high"
    )


def _handles(say: Speech) -> list[Patch | Line2D]:
    bars = [Patch(color=colour, label=say(NAMED[name])) for name, colour in PARTS.items()]
    marks = [
        Line2D([], [], lw=1.1, label=say("types, interval"), **JUDGED),
        Line2D([], [], lw=1.1, label=say("planted number, interval"), **FOUND),
    ]
    claims = [
        Line2D([], [], ls="", ms=3.5, mew=0, label=say(name), **look)
        for name, look in CRITERIA.values()
    ]
    return [*bars, *marks, *claims]
