"""What tests share: the repository's places, and surveys that were invented for them."""

from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
#: A study folder of its own: keepers of lighthouses name countries and rate them.
LIGHTHOUSE = REPOSITORY / "tests" / "worlds" / "lighthouse"
#: Surveys of the study itself.
SURVEYS = sorted(path.name for path in (REPOSITORY / "config" / "surveys").iterdir())
#: Public answers that are fetched, below the raw folder and below the mirror.
REAL_FILE = "wci2021/wci_data.csv"


def edit(path, before, after):
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def decide(survey, **changes):
    """Let settings.yaml of a survey say something else."""
    survey.__dict__["settings"] = survey.settings.model_copy(update=changes)
