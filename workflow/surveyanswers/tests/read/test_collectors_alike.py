"""Whatever people answer, every collector's file of it says the same once it is read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented.collected import Collected, table

FRUIT = {"fruit": [("1", "Apple"), ("22", "Pear, ripe; or not"), ("p", "Plum"), ("other", "Other")]}
CODES = [code for code, _ in FRUIT["fruit"]]
LABELS = dict(FRUIT["fruit"])
FORM = [
    ("begin_group", "g"),
    ("select_one fruit", "one", "Which one?"),
    ("select_multiple fruit", "many", "Which ones?"),
    ("text", "many_other", "Which others?"),
    ("end_group",),
    ("text", "why", "Why?"),
]
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=6)
ANSWERS = st.fixed_dictionaries(
    {
        "one": st.sampled_from(["", *CODES]),
        "many": st.sets(st.sampled_from(CODES)).map(lambda said: sorted(said, key=CODES.index)),
        "many_other": st.just(""),
        "why": TEXT.map(lambda text: f'{text}, "{text}"\n{text}' if text else ""),
    }
)


def named(form):
    return LABELS.get(form["one"], "")


def ticks(form, sign="1", no="0"):
    return [sign if code in form["many"] else no for code in CODES]


def of_labels(form, by=", ", end=""):
    joined = by.join(LABELS[code] for code in form["many"])
    return joined + end if joined else ""


def qualtrics_listed(forms):
    head = ["ResponseId", "Progress", "one", "many", "many_other_TEXT", "why"]
    ids = [f'{{"ImportId":"QID{at}"}}' for at in range(len(head))]
    rows = [[f["id"], "100", named(f), of_labels(f, ","), f["many_other"], f["why"]] for f in forms]
    return [head, head, ids, *rows], {"format": "qualtrics"}


def qualtrics_split(forms):
    head = ["ResponseId", "Progress", "one", *(f"many_{code}" for code in CODES)]
    head += ["many_other_TEXT", "why"]
    ids = [f'{{"ImportId":"QID{at}"}}' for at in range(len(head))]
    rows = [[f["id"], "100", f["one"], *ticks(f, no=""), f["many_other"], f["why"]] for f in forms]
    return [head, ["Question"] * len(head), ids, *rows], {"format": "qualtrics"}


def redcap(forms):
    head = ["id", "one", *(f"many___{code}" for code in CODES), "many_other", "why", "g_complete"]
    rows = [[f["id"], f["one"], *ticks(f), f["many_other"], f["why"], "2"] for f in forms]
    return [head, *rows], {"format": "redcap", "submission": "id"}


def surveymonkey(forms):
    head = ["Respondent ID", "Which one?", "Which ones?", "", "", "", "Why?"]
    below = ["", "Response", *LABELS.values(), "Open-Ended Response"]
    rows = [
        [f["id"], named(f), *(LABELS[c] if c in f["many"] else "" for c in CODES), f["why"]]
        for f in forms
    ]
    return [head, below, *rows], {"format": "surveymonkey"}


def google_forms(forms):
    head = ["Timestamp", "Which one?", "Which ones?", "Which others?", "Why?"]
    rows = [
        ["2026/11/26 6:25:43 PM GMT", named(f), of_labels(f), f["many_other"], f["why"]]
        for f in forms
    ]
    return [head, *rows], {"format": "google_forms"}


def microsoft_forms(forms):
    head = ["ID", "Which one?", "Which ones?", "Which others?", "Why?"]
    rows = [[f["id"], named(f), of_labels(f, ";", ";"), f["many_other"], f["why"]] for f in forms]
    return [head, *rows], {"format": "microsoft_forms"}


def odk(forms):
    head = ["g-one", "g-many", "g-many_other", "why", "KEY"]
    rows = [[f["one"], " ".join(f["many"]), f["many_other"], f["why"], f["id"]] for f in forms]
    return [head, *rows], {"format": "odk"}


def a_table(forms):
    head = ["id", "one", *(f"m-{text}" for text in LABELS.values()), "many_other", "why"]
    rows = [[f["id"], f["one"], *ticks(f), f["many_other"], f["why"]] for f in forms]
    columns = {name: name for name in ("one", "many_other", "why")} | {"m-{label}": "many"}
    return [head, *rows], {"format": "csv", "submission": "id", "columns": columns}


@pytest.mark.parametrize(
    "written",
    [
        *(qualtrics_listed, qualtrics_split, redcap, surveymonkey, google_forms, microsoft_forms),
        *(odk, a_table),
    ],
)
@settings(max_examples=max(settings.default.max_examples // 10, 1))  # each is a whole study
@given(forms=st.lists(ANSWERS, min_size=1, max_size=8))
def test_what_was_answered_comes_out_of_each_format(tmp_path_factory, written, forms):
    first = 2  # the row that Google Forms would call it by
    forms = [form | {"id": str(number)} for number, form in enumerate(forms, start=first)]
    if written is surveymonkey:  # writing into "Other" is what ticks it
        for form in forms:
            form["many_other"] = "Other" if "other" in form["many"] else ""
    rows, entry = written(forms)
    root = tmp_path_factory.mktemp("collected")
    found = Collected(root, FORM, FRUIT, table(rows), **entry).answers()
    assert found == {
        form["id"]: {
            "one": form["one"] or "[no_answer]",
            "many": sorted(form["many"]) or "[no_answer]",
            "many_other": form["many_other"] or "[no_answer]",
            "why": form["why"] or "[no_answer]",
        }
        for form in forms
    }
