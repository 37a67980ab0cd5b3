"""A survey whose questions divide its units: one answer, several, and one that some are asked."""

import numpy as np
import yaml
from invented.collected import table

from worlds.collected import Collected

FORM = [
    ("select_one ages", "age", "How old are you?"),
    ("select_one moods", "mood", "How are you?"),
    ("select_multiple media", "heard", "Where did you hear of it?"),
    ("select_one moods", "why", "How were you before?", "${mood} = '10'"),
    ("integer", "children", "How many children?"),
    ("select_one moods", "secret", "How is your health?"),
    ("text", "remark", "Anything else?"),
]
#: Codes whose order as text is not theirs.
OPTIONS = {
    "ages": [
        ("1", "Under 30"),
        ("2", "30 to 59"),
        ("10", "60 or more"),
        ("dont_know", "I don't know"),
    ],
    "moods": [("9", "Well"), ("10", "Badly"), ("dont_know", "I don't know")],
    "media": [("radio", "Radio"), ("paper", "Newspaper")],
}
COARSE = {"coarse_age": {"by": "age", "merge": {"up_to_59": ["1", "2"]}}}
PLAN = {
    "estimates": {
        "confidence": 0.95,
        "groupings": {
            "all": {"of": "person"},
            "age": {"of": "person", "by": "age"},
            "old": {"of": "person", "by": "coarse_age"},
            "radio": {"of": "person", "by": "heard/radio"},
            "before": {"of": "person", "by": "why"},
        },
    },
    "exhibits": {"cells": {"kind": "table", "table": "accounting", "area": "x", "title": "x"}},
}


def answers_of(size=240, seed=3):
    """Rows as a form's export has them: some blank, some who do not know."""
    rng = np.random.default_rng(seed)
    rows = [["id", *(name for _, name, *_ in FORM)]]
    for number in range(size):
        age = rng.choice(["1", "2", "10", "dont_know", ""], p=[0.3, 0.3, 0.25, 0.1, 0.05])
        well = 0.7 if age == "1" else 0.4
        mood = rng.choice(["9", "10", "dont_know", ""], p=[well, 0.9 - well, 0.06, 0.04])
        heard = rng.choice(["radio", "paper", "radio paper", ""])
        why = rng.choice(["9", "10", "dont_know"]) if mood == "10" else ""
        health = rng.choice(["9", "10"])
        rows.append([str(number), age, mood, heard, why, str(rng.integers(4)), health, "x"])
    return rows


class Crossed(Collected):
    """The survey with its plan, health personal."""

    def __init__(self, root, rows=None, plan=PLAN, **settings):
        content = table(rows or answers_of())
        columns = {name: name for _, name, *_ in FORM}
        given = {"format": "csv", "submission": "id", "unit": "id", "columns": columns}
        super().__init__(root, FORM, OPTIONS, content, **given)
        self.settings |= {"minimum_base": 5, "groups": COARSE} | settings
        (self.folder / "plan.yaml").write_text(yaml.safe_dump(plan), encoding="utf-8")
        book = (self.folder / "codebook.csv").read_text()
        book = book.replace("secret,public", "secret,personal")
        (self.folder / "codebook.csv").write_text(book.replace("remark,public", "remark,free_text"))
