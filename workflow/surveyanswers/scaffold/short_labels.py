"""Short names of questions, no two of which are alike, and of questions without a wording."""

from __future__ import annotations

from textwrap import shorten

from surveyanswers.instrument.shared_beginnings import parted
from surveyanswers.read.columns import unique_headers
from surveyanswers.scaffold.form import Form, Row, label_column

#: Options that stand for a wording that the file does not hold.
_NAMED = 3


def short_labels(form: Form, longest: int) -> dict[str, str]:
    """Name each question in as many letters: its wording, where need be without its middle.

    Questions that begin alike, as items of a matrix do, are cut where they begin, for they differ
    at their ends. What has no letters, as a number before options, is named by some of these.
    """
    wordings = wordings_of(form)
    labels = {name: shorten(text, longest, placeholder="...") for name, text in wordings.items()}
    matrices: list[list[str]] = []
    for name, text in wordings.items():
        if matrices and parted([wordings[matrices[-1][-1]], text])[0]:
            matrices[-1].append(name)
        else:
            matrices.append([name])
    for names in matrices:
        beginning, endings = parted([wordings[name] for name in names])
        if beginning and any(len(wordings[name]) > longest for name in names):
            ends = [shorten(end, longest * 2 // 3, placeholder="...") for end in endings]
            room = longest - max(map(len, ends)) - 4
            head = shorten(beginning, room, placeholder="").strip() or beginning.split()[0]
            labels |= {name: f"{head}... {end}" for name, end in zip(names, ends, strict=True)}
    return dict(zip(labels, unique_headers([*labels.values()]), strict=True))


def wordings_of(form: Form) -> dict[str, str]:
    """Return what each question asks; behind what has no word stand some of its options."""
    return {row["name"]: _wording(form, row) for row in form.asked()}


def _wording(form: Form, row: Row) -> str:
    wording = " ".join((row.get(label_column("en")) or row["name"]).split())
    if any(letter.isalpha() for letter in wording) or not row["type"].startswith("select"):
        return wording
    options = [label.rstrip(".") for label in form.labels_of(row["name"]).values()]
    more = f" and {len(options) - _NAMED} more" * (len(options) > _NAMED)
    return f"{wording.rstrip('.')}: {', '.join(options[:_NAMED])}{more}"
