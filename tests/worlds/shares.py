"""An invented form, estimates of its answers, and a way to read figures of them back."""

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from matplotlib.collections import LineCollection
from matplotlib.text import Text

from cyberstudy.statistics.intervals import share_interval
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.tables.statuses import SAID_INSTEAD, STATUSES

SILENT = [s for s in STATUSES if s not in ("valid", "withheld", "not_fielded")]


LISTS = {
    "state": {"good": "Good", "fair": "Fair", "poor": "Poor", "dont_know": "Don't know"},
    "birds": {"gull": "Gulls", "tern": "Terns", "auk": "Auks", "none": "None of these"},
    "waits": {
        "one_day": "Within a day",
        "ten_days": "2 to 10 days",
        "longer": "Longer",
        "not_applicable": "Not applicable",
    },
}


ASKED = {
    "respondent": ("select_one", "state", "Who are you?", None),
    "q01_lamp": ("select_one", "state", "The lamp: is it in order?", None),
    "q02_horn": ("select_one", "state", "The horn: is it in order?", None),
    "q03_door": ("select_one", "state", "The door: is it in order?", None),
    "q04_birds": ("select_multiple", "birds", "Which birds come?", "${q01_lamp} = 'good'"),
    "q05_guests": ("select_multiple", "birds", "Which birds stay?", "${respondent} = 'x'"),
    "q06_oil": ("select_one", "waits", "How long until oil comes?", None),
    "q07_glass": ("select_one", "waits", "How long until glass comes?", None),
}


SURVEY = SimpleNamespace(
    questionnaire=Questionnaire(
        questions={
            name: Question(
                name, kind, choices, "all", None, relevant, None, None, {"en": wording}, order
            )
            for order, (name, (kind, choices, wording, relevant)) in enumerate(ASKED.items())
        },
        choices={name: Options(list(of), {"en": of}) for name, of in LISTS.items()},
        repeats={},
        title="",
    ),
    codebook=pl.DataFrame(
        {
            "question": list(ASKED),
            "short_label": [name.partition("_")[2].capitalize() or name for name in ASKED],
            "sensitivity": ["identity"] + ["public"] * (len(ASKED) - 1),
        }
    ),
    plan=SimpleNamespace(estimates=SimpleNamespace(confidence=0.95), groupings={}),
    settings=SimpleNamespace(design=None, protection="public"),
)


def answered(place, question, counts, *, base=None, listed=40, withheld=False, minimum=5, **silent):
    """Rows of estimates for one group and question."""
    grouping, group = place
    base = sum(counts.values()) if base is None else base
    silent = dict.fromkeys(SILENT, 0) | silent
    replied = base + sum(silent.values())
    outside = silent["not_asked"] + silent["not_applicable"]
    unknown = replied - base - outside + (0 if listed is None else listed - replied)
    size, many = 0 if listed is None else listed - outside, len(counts)
    lows, highs = share_interval(
        np.array([*counts.values()]),
        np.repeat(base, many),
        confidence=0.95,
        population=np.repeat(size, many),
    )
    rows = []
    for (option, count), low, high in zip(counts.items(), lows, highs, strict=True):
        row = {
            "grouping": grouping,
            "group": group,
            "question": question,
            "option": option,
            "listed": listed,
            "replied": replied,
            "base": base,
            "reason": "",
        }
        inside = {
            "r": sum(counts.values()),
            "count": count,
            "share": count / base if base >= minimum else None,
            "low": float(low) if base >= minimum else None,
            "high": float(high) if base >= minimum else None,
            "bound_low": count / (base + unknown),
            "bound_high": (count + unknown) / (base + unknown),
            **silent,
        }
        if withheld:
            inside, row["reason"] = dict.fromkeys(inside), "withheld: base under 5"
        rows.append(row | inside)
    return rows


KEEPERS, GUESTS = ("all", "keepers"), ("all", "guests")


WHO = [{"grouping": "all", "group": "keepers", "who": "keepers"}]


ROWS = [
    *answered(KEEPERS, "q01_lamp", {"good": 12, "fair": 5, "poor": 3}, dont_know=4, no_answer=2),
    *answered(KEEPERS, "q02_horn", {"good": 15, "fair": 0, "poor": 1}, refused=1, conflict=3),
    *answered(KEEPERS, "q03_door", {"good": 4, "fair": 3, "poor": 1}, invalid=1),
    *answered(GUESTS, "q01_lamp", {"good": 2, "fair": 1, "poor": 0}, listed=None, withheld=True),
    *answered(("coast", "north"), "q01_lamp", {"good": 9, "fair": 1, "poor": 2}, listed=20),
    *answered(("coast", "south"), "q01_lamp", {"good": 3, "fair": 4, "poor": 0}, listed=15),
    *answered(("coast", "west"), "q01_lamp", {"good": 1, "fair": 0, "poor": 0}, withheld=True),
    *answered(
        KEEPERS,
        "q04_birds",
        {"gull": 9, "tern": 14, "auk": 0, "none": 16},
        base=20,
        not_asked=6,
        no_answer=1,
    ),
    *answered(
        GUESTS, "q04_birds", {"gull": 5, "tern": 1, "auk": 0, "none": 3}, base=8, listed=None
    ),
    *answered(KEEPERS, "q05_guests", {"gull": 4, "tern": 2, "auk": 6, "none": 0}, base=10),
    *answered(KEEPERS, "q06_oil", {"one_day": 3, "ten_days": 9, "longer": 8}, dont_know=2),
    *answered(KEEPERS, "q07_glass", {"one_day": 0, "ten_days": 2, "longer": 4}, not_applicable=3),
]


ESTIMATES = pl.DataFrame(ROWS, infer_schema_length=None)


def texts(axes):
    return [text.get_text() for text in axes.texts]


def named(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def legend(owner):
    found = owner.legends[0] if hasattr(owner, "legends") else owner.get_legend()
    return [text.get_text() for text in found.get_texts()]


def is_of(mark, name):
    """Whether a mark is what a legend calls by this name, or by more that begins with it."""
    label = mark.get_label().removeprefix("class ")
    return label == name or label.startswith(f"{name} (")


def line(axes, label):
    (found,) = [line for line in axes.lines if is_of(line, label)]
    return [float(x) for x in found.get_xdata()], [float(y) for y in found.get_ydata()]


def spans(axes, label):
    """Ends of the horizontal or upright lines of one kind."""
    (found,) = [c for c in axes.collections if isinstance(c, LineCollection) and is_of(c, label)]
    ends = [segment.T for segment in found.get_segments()]
    return [tuple(x) if len(set(y)) == 1 else tuple(y) for x, y in ends]


def pairs(rows, *columns):
    return [pytest.approx(pair) for pair in rows.select(columns).iter_rows()]


def beyond_the_edge(figure):
    """Texts that reach out of the figure."""
    renderer = figure.canvas.get_renderer()
    width, height = figure.bbox.width, figure.bbox.height
    found = []
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent(renderer)
            if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1:
                found.append(text.get_text())
    return found


BIRDS = {"answered_by": WHO, "question": "q04_birds", "last": ["none"]}


def invented(survey, groups):
    """Estimates of every select question in every group: 3, 6, 9 ... chose an option."""
    form = survey.questionnaire
    rows = []
    for name, question in form.questions.items():
        if not question.type.startswith("select") or "." in question.choices:
            continue
        codes = [c for c in form.options_of(question).codes if c not in SAID_INSTEAD]
        counts = {code: 3 * (place % 7) for place, code in enumerate(codes)}
        for number, place in enumerate(groups):
            base = max(sum(counts.values()), 3)
            silent = {"dont_know": 1, "no_answer": 4, "not_asked": number}
            withheld = number % 5 == 4
            rows += answered(
                place, name, counts, base=base, listed=193, withheld=withheld, **silent
            )
    return pl.DataFrame(rows, infer_schema_length=None)
