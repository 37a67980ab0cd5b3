"""Types, one gradient or nothing: a row a clustering, what speaks for each, and the verdict."""

from __future__ import annotations

from typing import Any

import polars as pl

from cyberstudy.declare.plan.exhibits import DeclaredVerdicts
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.matrices import annotated_matrix
from cyberstudy.draw.marks.texts import above_column, beside_rows, folded, narrowed
from cyberstudy.draw.style import new_figure
from cyberstudy.wording.alternative_text.verdicts import verdicts_and_evidence
from cyberstudy.wording.captions.clusterings import caption_of_verdicts
from cyberstudy.wording.clustering_view import Clustering, clusterings_of
from cyberstudy.wording.questions import first_capital
from cyberstudy.wording.typologies import (
    GRADIENT,
    NO_STRUCTURE,
    SPEAKS,
    TYPES,
    VERDICTS,
    model_briefly,
)
from cyberstudy.wording.view import View

ROW, NAME, HEAD, TOLD = 0.36, 24, 12, 30  # inches, letters in a line of names, heads, verdicts
#: Accounts of the answers, from the simplest, as verdicts name them.
ACCOUNTS = (NO_STRUCTURE, GRADIENT, TYPES)
#: How dark a cell is, from what is ruled out to what is supported.
SHADES = {"against": 0.0, "open": 0.3, "for": 0.75}
COLUMNS = {
    **dict.fromkeys(("clustering", "row", "verdict", "told", *ACCOUNTS), pl.String),
    "units": pl.Int64,
    **dict.fromkeys(("value", "low", "high", "chance", "asked"), pl.Float64),
}


def draw(view: View[DeclaredVerdicts]) -> Drawn:
    """Draw a row a clustering and a column an account of it, with the verdict at the right."""
    say, found = view.say, clusterings_of(view)
    data = pl.DataFrame([_row(one) for one in found], schema=COLUMNS, orient="row")
    figure, axes = new_figure(0.7 + ROW * data.height)
    spoken = data.select(ACCOUNTS)
    heads = {name: say(VERDICTS[name]) for name in ACCOUNTS}
    # Counts have another rival than a gradient.
    rivals = dict.fromkeys(model_briefly(say, one.verdict["rival"]) for one in found)
    heads[GRADIENT] = " / ".join(rivals)
    annotated_matrix(
        axes,
        spoken.select(pl.all().replace_strict(SHADES, return_dtype=pl.Float64)),
        columns=[folded(first_capital(head), HEAD) for head in heads.values()],
        rows=[folded(name, narrowed(NAME)) for name in data["row"]],
        told=[[say(SPEAKS[word]) for word in row] for row in spoken.iter_rows()],
        highest=1,
    )
    axes.set_xlim(0, 1.68 * spoken.width)
    axes.set_xticks([number + 0.5 for number in range(spoken.width)])
    beside_rows(
        axes,
        [place + 0.5 for place in range(data.height)],
        [folded(told, TOLD) for told in data["told"]],
        x=1.03 * spoken.width,
        muted=[False] * data.height,
    )
    above_column(axes, say("Verdict"), x=1.03 * spoken.width, place=-0.09)
    return Drawn(
        figure=figure,
        data=data,
        alt=verdicts_and_evidence(say, data, heads),
        **caption_of_verdicts(found),
    )


def _row(found: Clustering) -> dict[str, Any]:
    verdict = found.verdict
    evidence = {name: verdict["evidence"][name]["speaks"] for name in ACCOUNTS}
    row = {
        "clustering": found.name,
        "row": found.title,
        "verdict": verdict["verdict"],
        "told": found.judged,
        "units": verdict["units"],
        "asked": verdict["rules"]["minimum_stability"],
        **evidence,
    }
    if verdict["contender"] == 1:
        return row
    # What is withheld has no likeness, and is not the least.
    weakest = found.table("stability").sort("jaccard", nulls_last=True).row(0, named=True)
    likeness = {"value": weakest["jaccard"]}
    likeness |= {name: weakest[name] for name in ("low", "high", "chance")}
    if evidence[TYPES] != "for" or likeness["value"] is None:
        return row | likeness
    say = found.view.say
    told = say(
        "{verdict} (weakest class {value}, {mark} needed)",
        verdict=found.judged,
        value=say.decimal(likeness["value"], 2),
        mark=say.plain(row["asked"]),
    )
    return row | likeness | {"told": told}
