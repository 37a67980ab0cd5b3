"""Invented tables of types for every verdict, and a way to read figures of them back."""

import json
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from matplotlib.collections import LineCollection
from matplotlib.text import Text

from cyberstudy.declare.plan.clusterings import LatentClasses
from cyberstudy.declare.plan.verdict_rules import Rules, name_of
from cyberstudy.tables import typologies
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from worlds.shares import is_of

FOUR = ("new", "old", "both", "none")


SURVEY = SimpleNamespace(
    root=Path("nowhere"),
    questionnaire=Questionnaire(
        questions={
            name: Question(
                name, "select_one", "four", "all", None, None, None, None, {"en": name}, order
            )
            for order, name in enumerate(("lamp", "horn", "door", "lens"))
        },
        choices={"four": Options(list(FOUR), {"en": {option: option.title() for option in FOUR}})},
        repeats={},
        title="",
    ),
    codebook=pl.DataFrame(
        {
            "question": ["lamp", "horn", "door", "lens"],
            "short_label": ["The lamp", "The horn", "The door", "The lens"],
            "sensitivity": ["public"] * 4,
        }
    ),
    settings=SimpleNamespace(respondents="keepers"),
    plan=SimpleNamespace(
        types=SimpleNamespace(confidence=0.95, alpha=0.05),
        clusterings={
            "lights": LatentClasses.model_construct(items={"main": ["lamp", "horn", "door"]}),
        },
    ),
)


LIGHTS = {"clustering": "lights", "title": "Lights", "who": "lighthouses"}


#: What tests say of each account of the answers where such a verdict is found.
SPOKEN = {
    found: dict(zip(("no structure", "gradient", "types"), speaks.split(), strict=True))
    for found, speaks in {
        "types": "against against for",
        "no typology": "against against for",
        "gradient": "against open open",
        "no structure": "for against against",
        "none fits": "against against against",
        "not distinguishable": "against open open",
    }.items()
}


def verdict_of(found, contender, sizes, *, rival="one gradient", **more):
    """What `types.verdict` would hold, as far as figures look at it."""
    return {
        "verdict": found,
        "evidence": {name: {"speaks": speaks} for name, speaks in SPOKEN[found].items()},
        "classes": contender if found == "types" else None,
        "contender": contender,
        "could_have_found": {
            "three": {"clear": [7, 7], "middling": [6, 7], "weak": [1, 7]},
            "two": {"clear": [3, 3]},
        },
        "usual": {"types": 5, "methods": 6, "wrong": 0.8, "verdict_wrong": 0.01},
        "units": sum(sizes),
        "sizes": list(sizes),
        "rival": rival,
        "items": 3,
        "data": "digest",
        "rules": {"minimum_stability": Rules().minimum_stability},
        "cautions": [],
        **more,
    }


def letters(k):
    return "ABCDEFGH"[:k]


def rival_tests_of(k):
    pairs = [(n, n + 1) for n in range(1, k + 1)]
    pairs += [("one gradient", k), (k, "one gradient"), ("two gradients", k)]
    rows = [
        {
            "null": name_of(null),
            "alternative": name_of(alternative),
            "statistic": 20.0,
            "level": 0.025 if (null, alternative) == (1, 2) else 0.05,
            "p": (0.0004, 0.02, 0.3)[place % 3],
            "low": (0.0, 0.01, 0.2)[place % 3],
            "high": (0.03, 0.06, 0.4)[place % 3],
            "exceedances": place,
            "replicates": 199 - place,
            "stopped": "clearly rare",
            "rejected": place % 3 != 2,
        }
        for place, (null, alternative) in enumerate(pairs)
    ]
    return typologies.RivalTests.validate(pl.DataFrame(rows), cast=True)


def profiles_of(options, sizes, hidden=()):
    """Each class has a likeliest option of its own; intervals lie around it."""
    rows = []
    for number, (name, size) in enumerate(zip(letters(len(sizes)), sizes, strict=True)):
        for item, (question, own) in enumerate(options.items()):
            likely = (number + item) % len(own)
            for place, option in enumerate(own):
                share = 0.7 if place == likely else 0.3 / (len(own) - 1)
                seen = name not in hidden
                rows.append(
                    {
                        "type": name,
                        "item": question,
                        "option": option,
                        "probability": share if seen else None,
                        "low": share - 0.1 * share if seen else None,
                        "high": share + 0.05 if seen else None,
                        "base": size,
                        "reason": "" if seen else "withheld: base under 5",
                    }
                )
    return typologies.TypeProfiles.validate(pl.DataFrame(rows, infer_schema_length=None), cast=True)


def stability_of(sizes, *, chance=True, hidden=()):
    rows = [
        {
            "type": name,
            "replicates": 200,
            "jaccard": None if name in hidden else 0.9 - 0.1 * place,
            "low": None if name in hidden else 0.6 - 0.1 * place,
            "high": None if name in hidden else 1.0 - 0.02 * place,
            "standard_error": 0.01,
            "chance": 0.3 + 0.01 * place if chance else None,
            "stable": 0.9,
            "recovered": 0.8,
            "dissolved": 0.1,
            "out_of_bag": 0.45 if chance else None,
            "missed": 0.25 if chance else None,
            "base": size,
            "reason": "withheld: base under 5" if name in hidden else "",
        }
        for place, (name, size) in enumerate(zip(letters(len(sizes)), sizes, strict=True))
    ]
    return typologies.TypeStability.validate(
        pl.DataFrame(rows, infer_schema_length=None), cast=True
    )


def associations_of(variables):
    rows = [
        {
            "variable": name,
            "compared": "shares",
            "base": 60,
            "explained": explained,
            "p": p,
            "p_adjusted": p,
            "decision": "no test"
            if p is None
            else "differs"
            if p < 0.05
            else "not distinguishable",
            "reason": "all values are alike" if p is None else "",
            "kind": "external",
        }
        for name, (explained, p) in variables.items()
    ]
    return typologies.Associations.validate(pl.DataFrame(rows, infer_schema_length=None), cast=True)


def write(folder, name, sizes, *, found="types", rival="one gradient", options=None, **other):
    """Write the tables of one clustering; `other` replaces some or, with None, leaves them out."""
    k = len(sizes)
    options = options or {"lamp": FOUR, "horn": FOUR[:3], "door": FOUR}
    tables = {
        "profiles": profiles_of(options, sizes),
        "stability": stability_of(sizes),
        **other,
    }
    target = folder / name
    target.mkdir(exist_ok=True)
    for table, rows in tables.items():
        if rows is not None:
            rows.write_csv(target / f"{table}.csv")
    (target / "verdict.json").write_text(json.dumps(verdict_of(found, k, sizes, rival=rival)))


# Reading figures back


def texts(axes):
    return [text.get_text() for text in axes.texts]


def everything(figure):
    return " ".join(text.get_text() for text in figure.findobj(Text))


def named(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def legend(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def points(axes, label):
    """Points of all lines of one kind, from above."""
    found = [line for line in axes.lines if is_of(line, label)]
    return sorted(
        (tuple(map(float, point)) for line in found for point in line.get_xydata()),
        key=lambda point: point[1],
    )


def line(axes, label):
    (found,) = [line for line in axes.lines if is_of(line, label)]
    return found


def spans(axes, label):
    """Ends of the horizontal lines of one kind, from above."""
    (found,) = [c for c in axes.collections if isinstance(c, LineCollection) and is_of(c, label)]
    ends = sorted((s.T for s in found.get_segments()), key=lambda s: s[1][0])
    return [tuple(map(float, x)) for x, _ in ends]


def near(pairs):
    return [pytest.approx(pair) for pair in pairs]
