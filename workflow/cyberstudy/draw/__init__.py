"""Stage 7, draw: an exhibit is figure + data + caption + alt text as one object."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cyberstudy.draw import style
from cyberstudy.draw.view import Drawn, View
from cyberstudy.storage import write_json, write_table
from cyberstudy.survey import MADE_UP, Survey


@dataclass(frozen=True)
class Exhibit:
    """What a reader gets: the figure, the numbers in it, and the words to both."""

    name: str
    drawn: Drawn
    words: Mapping[str, object]


def draw_exhibit(
    tables: str,
    survey: Survey,
    *,
    name: str,
    entry: Mapping[str, object],
    index: Mapping[str, object] | None,
    report: str,
) -> Exhibit:
    """Draw the exhibit `name` as plan.yaml declares it in `entry`.

    Parameters
    ----------
    tables
        The folder that `protect` wrote.
    survey
        For wordings and labels.
    entry
        The plan's entry: kind, category, title and what the kind needs.
    index
        The plan's index, for the parts' labels.
    report
        What `protect` says of the survey, whether its answers are simulated among it.
    """
    style.use_house_style()
    view = View(Path(tables), survey, entry, index or {})
    drawn = importlib.import_module(f"cyberstudy.draw.exhibits.{entry['kind']}").draw(view)
    simulated = json.loads(Path(report).read_text(encoding="utf-8"))["simulated"]
    style.title(drawn.figure, entry["title"], simulated=simulated)
    source = f"Source: {survey.settings['citation']}"
    made_up = MADE_UP if simulated else ""
    sentences = [drawn.question, drawn.base, drawn.method, made_up, source]
    words = {
        "exhibit": name,
        "kind": entry["kind"],
        "title": entry["title"],
        "category": entry["category"],
        "question": drawn.question,
        "base": drawn.base,
        "method": drawn.method,
        "simulated": simulated,
        "source": survey.settings["citation"],
        "caption": " ".join(" ".join(sentences).split()),
        "alt": " ".join(drawn.alt.split()),
    }
    return Exhibit(name, drawn, words)


def save_exhibit(
    exhibit: Exhibit, *, figures: Sequence[str], data: str, words: str, caption: str
) -> None:
    """Write the figure in every format, its numbers, its words, and the caption by itself."""
    title, alt = exhibit.words["title"], exhibit.words["alt"]
    style.save_figure(exhibit.drawn.figure, figures, name=title, alt=alt)
    write_table(exhibit.drawn.data, data)
    write_json(exhibit.words, words)
    Path(caption).write_text(f"{exhibit.words['caption']}\n", encoding="utf-8")
