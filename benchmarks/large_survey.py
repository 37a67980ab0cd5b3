"""One large survey, made up: its folder, and its export as LimeSurvey writes it.

162 labelled questions, some of which 20 rules route; seeded, so that a size is always the same.
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

QUESTIONS = 162
RULES = 20
BLANK = 0.15
STRAY = 0.005  # answers, among those who should not have been asked
SEED = 20120
CHUNK = 50_000
MISSING = {"N/A": "not_applicable", "no answer": "no_answer"}
BAD_CELLS = ("unknown_option", "not_a_number", "not_a_date", "out_of_range", "not_asked")

REGIONS = pl.Series(["east", "north", "south", "west"])
#: Lists of options as forms have them: code and label.
LISTS = {
    "yn": [("yes", "Yes"), ("no", "No")],
    "ynd": [("yes", "Yes"), ("no", "No"), ("dont_know", "Do not know")],
    "often": [("never", "Never"), ("some", "Sometimes"), ("often", "Often"), ("all", "Always")],
    "trend": [
        ("up", "Increased"),
        ("same", "Remained stable"),
        ("down", "Decreased"),
        ("refused", "Prefer not to say"),
    ],
    "agree": [
        ("a1", "Strongly disagree"),
        ("a2", "Disagree"),
        ("a3", "Neither agree, nor disagree"),
        ("a4", "Agree"),
        ("a5", "Strongly agree"),
    ],
    "scope": [
        ("full", "Yes, fully"),
        ("part", "Yes, in part"),
        ("not_applicable", "Not applicable"),
    ],
}


def name_of(number: int) -> str:
    """Return the name of a question, from 0."""
    return f"q{number + 1:03d}"


def list_of(number: int) -> str:
    """Return which list of options a question has."""
    return list(LISTS)[number % len(LISTS)]


def rules() -> dict[str, tuple[str, list[str]]]:
    """Return routed question -> the question it hangs on, and the codes that open it.

    Every fourth rule hangs on the question that the rule before it routes: two levels deep.
    """
    found = {}
    for rule in range(RULES):
        target = 7 * rule + 6
        source = 7 * (rule - 1) + 6 if rule % 4 == 3 else 7 * rule
        codes = [code for code, _ in LISTS[list_of(source)]]
        found[name_of(target)] = (name_of(source), codes[: max(1, len(codes) - 2)])
    return found


def write_survey(root: Path, rows: int) -> str:
    """Write the folder of a survey of so many persons, and its export; return its name."""
    name = f"large{rows}"
    folder, raw = root / "config" / "surveys" / name, root / "data" / "raw"
    (folder / "questionnaire").mkdir(parents=True)
    (raw / name).mkdir(parents=True)
    _write_form(folder / "questionnaire", name)
    questions = [name_of(number) for number in range(QUESTIONS)]
    pl.DataFrame(
        {
            "question": questions,
            "short_label": [f"Question {n}" for n in range(1, QUESTIONS + 1)],
            "theme": ["large"] * QUESTIONS,
            "sensitivity": ["public"] * QUESTIONS,
        }
    ).write_csv(folder / "codebook.csv")
    export = {
        **{"file": f"{name}/export.csv", "format": "csv", "channel": "online", "language": "en"},
        **{"submission": "id", "unit": "id", "missing": MISSING},
        "metadata": ["region"],
        "columns": {question: question for question in questions},
    }
    groupings = {"all": {"of": "person"}, "region": {"of": "person", "by": "region"}}
    left = {"kind": "table", "table": "nonresponse", "area": "Large"}
    told = {"title": "Who left what blank"}
    written = {
        "plan.yaml": json.dumps(
            {
                "estimates": {"confidence": 0.95, "groupings": groupings},
                "exhibits": {"blank": left | told},
            }
        ),
        "corrections.csv": "submission,question,instance,was,becomes,reason,by,on\n",
        "decisions.csv": "unit,question,instance,option,submission,reason,by,on\n",
        "reconciliation.csv": "question,rule,channels\n*,unanimous,\n",
        "layout.yaml": json.dumps({"exports": [export]}),
        "settings.yaml": json.dumps(
            {
                **{"title": "Large", "unit": "person", "respondents": "persons"},
                **{"citation": "Made up.", "protection": "public", "minimum_base": 10},
                "bad_cells": dict.fromkeys(BAD_CELLS, "invalid"),
                "completeness": {"complete": 0.8, "partial": 0.5},
                "unit_columns": ["region"],
            }
        ),
    }
    for file, text in written.items():
        (folder / file).write_text(text, encoding="utf-8")
    write_export(raw / name / "export.csv", rows)
    return name


def _write_form(folder: Path, name: str) -> None:
    routing = rules()
    relevant = [
        " or ".join(f"${{{routing[q][0]}}} = '{c}'" for c in routing[q][1]) if q in routing else ""
        for q in map(name_of, range(QUESTIONS))
    ]
    pl.DataFrame(
        {
            "type": [f"select_one {list_of(n)}" for n in range(QUESTIONS)],
            "name": [name_of(n) for n in range(QUESTIONS)],
            "label::English (en)": [f"Question {n + 1}" for n in range(QUESTIONS)],
            "relevant": relevant,
        }
    ).write_csv(folder / "survey.csv")
    options = [(name, *each) for name, listed in LISTS.items() for each in listed]
    pl.DataFrame(
        options, schema=["list_name", "name", "label::English (en)"], orient="row"
    ).write_csv(folder / "choices.csv")
    settings = {"form_title": "Large", "form_id": name, "version": "1"}
    settings["default_language"] = "English (en)"
    pl.DataFrame([settings]).write_csv(folder / "settings.csv")


def write_export(path: Path, rows: int) -> None:
    """Write answers as LimeSurvey does: a byte-order mark, and every cell in quotes."""
    import numpy as np  # here, so that stages need not wait for it

    random = np.random.default_rng(SEED)
    labels = {
        name: pl.Series([*(label for _, label in listed), None, *MISSING])
        for name, listed in LISTS.items()
    }
    routing = rules()
    with path.open("wb") as out:
        out.write(b"\xef\xbb\xbf")
        for start in range(0, rows, CHUNK):
            height = min(CHUNK, rows - start)
            codes: dict[str, np.ndarray] = {}
            for number in range(QUESTIONS):
                options = LISTS[list_of(number)]
                chance = random.random(height)
                drawn = random.integers(0, len(options), height)
                blank = len(options)
                drawn[chance < BLANK] = blank
                drawn[chance > 0.998] = blank + 1
                drawn[chance > 0.999] = blank + 2
                name = name_of(number)
                if name in routing:
                    source, opening = routing[name]
                    asked = codes[source] < len(opening)  # the codes that open come first
                    drawn[~asked & (random.random(height) > STRAY)] = blank
                codes[name] = drawn
            table = pl.DataFrame(
                {
                    "id": np.arange(start + 1, start + height + 1),
                    "region": REGIONS.gather(random.integers(0, len(REGIONS), height)),
                    **{
                        name_of(n): labels[list_of(n)].gather(codes[name_of(n)])
                        for n in range(QUESTIONS)
                    },
                }
            )
            table.write_csv(out, include_header=start == 0, quote_style="always")
