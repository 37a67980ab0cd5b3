"""What tests of this package share: an invented survey, and what writes others."""

from pathlib import Path

#: A folder with one survey: keepers of lighthouses name countries and rate them.
LIGHTHOUSE = Path(__file__).parent / "lighthouse"
#: Exports as each program writes them, and their forms.
EXPORTS = Path(__file__).parent / "exports"


def edit(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def decide(survey, **changes):
    """Let settings.yaml of a survey say something else."""
    survey.__dict__["settings"] = survey.settings.model_copy(update=changes)


def types_of(form):
    rows = [row for row in form.rows if not row["type"].startswith(("begin_", "end_"))]
    return {row["name"]: row["type"].split(" ")[0] for row in rows}
