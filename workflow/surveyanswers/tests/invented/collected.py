"""A survey of a few questions, and files as collectors write them, read and cleaned."""

import csv
import io
from pathlib import Path

import yaml

from invented import LIGHTHOUSE
from invented.cells import all_cells
from surveyanswers.clean.answers import clean_survey
from surveyanswers.instrument.survey_folder import SurveyFolder
from surveyanswers.read import read_exports
from surveyanswers.tables.answers import Accounting, Answers, Intake, Log, Units
from surveyanswers.tables.storage import checked

SETTINGS = {
    "title": "Collected",
    "unit": "person",
    "respondents": "persons",
    "citation": "none",
    "protection": "public",
    "bad_cells": dict.fromkeys(
        ("unknown_option", "not_a_number", "not_a_date", "out_of_range", "not_asked"), "invalid"
    ),
    "completeness": {"complete": 0.8, "partial": 0.5},
}


def table(rows):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


class Collected:
    """A folder with a survey: rows of its form, options by list, and one export."""

    opened = SurveyFolder

    def __init__(self, root, questions, options, content, *, codes=(), **entry):
        self.root, folder = root, root / "config" / "surveys" / "collected"
        (folder / "questionnaire").mkdir(parents=True)
        columns = ("type", "name", "label", "relevant", "constraint", "repeat_count")
        rows = [(*row, *[""] * (len(columns) - len(row))) for row in questions]
        choices = [(name, *option) for name, listed in options.items() for option in listed]
        lighthouse = LIGHTHOUSE / "config/surveys/lighthouse"
        sheets = {
            "questionnaire/survey.csv": table([columns, *rows]),
            "questionnaire/choices.csv": table([("list_name", "name", "label"), *choices]),
            "questionnaire/settings.csv": "form_title\nCollected\n",
            "codebook.csv": table(
                [
                    ("question", "short_label", "sensitivity"),
                    *(
                        (row[1], row[1], "public")
                        for row in questions
                        if "begin" not in row[0] and "end" not in row[0]
                    ),
                ]
            ),
            "codes.csv": table([("question", "option", "code"), *codes]),
        }
        for name in ("corrections.csv", "decisions.csv", "reconciliation.csv"):
            sheets[name] = (lighthouse / name).read_text().splitlines()[0] + "\n"
        sheets["reconciliation.csv"] += "*,latest,\n"
        for name, text in sheets.items():
            (folder / name).write_text(text, encoding="utf-8")
        given = {"file": "answers.csv", "channel": "web", "language": "en"}
        given |= {"codes": "codes.csv"} if codes else {}
        self.entry = given | entry
        self.folder, self.settings = folder, dict(SETTINGS)
        path = root / "data" / "raw" / self.entry["file"]
        path.parent.mkdir(parents=True)
        if isinstance(content, Path):
            content = content.read_bytes()
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.raw, self.others = path.parent, []

    def add(self, name, content, **entry):
        """Declare one more file."""
        (self.raw / name).write_text(content, encoding="utf-8")
        self.others.append({"file": name, "channel": "web", "language": "en"} | entry)

    def survey(self):
        """Write the settings and the layout as they are by now, and open the survey."""
        layout = {"exports": [self.entry, *self.others]}
        for name, content in (("settings", self.settings), ("layout", layout)):
            (self.folder / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
        return self.opened(self.folder, root=self.root)

    def cleaned(self):
        """Read and clean, and hold what comes out to the contracts and to the file's cells."""
        survey = self.survey()
        sheets, self.intake = read_exports(survey.exports, self.raw, survey.questionnaire)
        self.cells = all_cells(sheets)
        checked(self.intake, Intake)
        cleaned = clean_survey(sheets, self.intake, survey)
        checked(cleaned.answers, Answers)
        checked(cleaned.log, Log)
        checked(cleaned.units, Units)
        counts = checked(cleaned.accounting, Accounting)["cells"]
        assert counts.sum() == self.intake["cells"].sum()
        return cleaned

    def answers(self):
        """Say what each form answers: form -> question -> value, options chosen, or status."""
        found = {}
        columns = ("submission_id", "question", "instance", "option", "value", "status")
        for form, question, turn, option, value, status in (
            self.cleaned().submitted.select(columns).iter_rows()
        ):
            key = f"{question}.{turn}" if turn else question
            said = found.setdefault(form, {})
            if status != "valid":
                said[key] = f"[{status}]"
            elif not option:
                said[key] = value
            else:
                said[key] = [*said.get(key, []), *([option] if value == "1" else [])]
        return found
