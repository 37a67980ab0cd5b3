"""Exports that something is wrong with: each gets a message that says where, or is judged.

A case breaks one thing in a copy of states2012. It is `refused` with a message that names the
place and what was expected, or the cell is `judged` invalid and logged, or it is `accepted`:
cleaned as if nothing had happened. No other exception than `SurveyError` may come out, and where
none does, every filled cell of the file is among the cells that were read and accounted for.
"""

import csv
import io
import re
import shutil
import zipfile
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import openpyxl
import pyreadstat
import pytest
import yaml
from invented.cells import all_cells

from cyberstudy.declare.opened import OpenSurvey
from surveyanswers.clean.answers import clean_survey
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.read import read_exports
from surveyanswers.tables.answers import Accounting, Intake, Log, Submitted
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import checked
from worlds import REPOSITORY
from worlds.small_exports import workbook

SURVEY = Path("config/surveys/states2012")


RAW = Path("data/raw")


#: A short name of each export -> its file.
CODES = "states2012/simulated-unodc-limesurvey.csv"


ENGLISH = "states2012/simulated-private-limesurvey-en.csv"


SPANISH = "states2012/simulated-private-limesurvey-es.txt"  # utf-16, tabs


RUSSIAN = "states2012/simulated-private-limesurvey-ru.csv"  # cp1251, semicolons


KOBO_EN = "states2012/simulated-itu-kobo-en.xlsx"


KOBO = "states2012/simulated-itu-kobo-fr.xlsx"


SPSS = "states2012/simulated-academia.sav"


KEYED = "states2012/simulated-intergovernmental-workbook.xlsx"


SHEET_XML = "xl/worksheets/sheet1.xml"


@dataclass
class Study:
    """A copy of the survey whose layout declares one export, to be broken."""

    root: Path
    entry: dict
    others: list = field(default_factory=list)  # further entries of the layout
    layout: str = ""  # in place of one made of the entries
    new_form: bool = False  # the questionnaire itself is read again

    @property
    def path(self):
        return self.root / RAW / self.entry["file"]

    def survey(self, form):
        content = {"missing": declared()["missing"], "exports": [self.entry, *self.others]}
        text = self.layout or yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True)
        (self.root / SURVEY / "layout.yaml").write_text(text)
        survey = OpenSurvey(self.root / SURVEY, root=self.root)
        if not self.new_form:
            survey.__dict__["questionnaire"] = form
        return survey

    def add(self, file):
        """Declare one more export of the survey."""
        shutil.copy(REPOSITORY / RAW / file, self.root / RAW / file)
        self.others.append(entry_of(file))

    # Delimited text

    @property
    def text(self):
        return self.path.read_bytes().decode(self.entry.get("encoding", "utf-8-sig"))

    def write(self, text, encoding=None):
        encoding = encoding or self.entry.get("encoding", "utf-8-sig")
        self.path.write_bytes(text.encode(encoding))

    @property
    def rows(self):
        mark = self.entry.get("separator", ",")
        return list(csv.reader(io.StringIO(self.text, newline=""), delimiter=mark))

    def write_rows(self, rows):
        out = io.StringIO(newline="")
        mark = self.entry.get("separator", ",")
        csv.writer(out, delimiter=mark, quoting=csv.QUOTE_ALL).writerows(rows)
        self.write(out.getvalue())

    def put(self, **cells):
        """Write into the first record, by code of the column (``q002_SQ001`` for brackets)."""
        rows = self.rows
        for name, text in cells.items():
            rows[1][rows[0].index(re.sub(r"_(\w+)$", r"[\1]", name))] = text
        self.write_rows(rows)

    # Workbooks

    @property
    def sheets(self):
        book = openpyxl.load_workbook(self.path)
        return {s.title: [list(row) for row in s.iter_rows(values_only=True)] for s in book}

    def write_sheets(self, sheets, then=lambda book: None):
        workbook(self.path, sheets, then)

    def change_sheet(self, change):
        """Let `change` rewrite the rows of the first sheet."""
        sheets = self.sheets
        change(next(iter(sheets.values())))
        self.write_sheets(sheets)

    def members(self, **parts):
        """Put other bytes into the workbook's archive, or further members."""
        with zipfile.ZipFile(self.path) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**held, **parts}.items():
                archive.writestr(name, content)

    def member(self, name):
        with zipfile.ZipFile(self.path) as archive:
            return archive.read(name)

    # SPSS

    def change_table(self, change):
        table, about = pyreadstat.read_sav(self.path, user_missing=True, output_format="polars")
        labels = about.variable_value_labels
        pyreadstat.write_sav(change(table), self.path, variable_value_labels=labels)


@dataclass
class Case:
    name: str
    file: str
    breaks: object
    says: tuple = ()  # patterns of the message; none: no message
    question: str = ""  # whose cell becomes invalid
    was: str = ""  # what stands in the log
    same: bool = False  # cleaned as if nothing were wrong


class Cases(list):
    """The cases of one module, which a decorator each puts there, with what is expected."""

    def _add(self, file, **expected):
        def keep(breaks):
            assert breaks.__name__ not in self.names, f"{breaks.__name__} stands twice"
            self.append(Case(breaks.__name__, file, breaks, **expected))
            return breaks

        return keep

    @property
    def names(self):
        return [case.name for case in self]

    def refused(self, file, *says):
        """Expect a message that holds every pattern, and the file's name."""
        return self._add(file, says=(re.escape(file.rpartition("/")[2]), *says))

    def refused_layout(self, *says):
        return self._add(CODES, says=says)

    def judged(self, file, question, was):
        """Expect the first record's answer to be invalid and logged."""
        return self._add(file, question=question, was=was)

    def accepted(self, file, same=True):
        return self._add(file, same=same)


@cache
def declared():
    """The layout as it is."""
    return yaml.load((REPOSITORY / SURVEY / "layout.yaml").read_text(), yaml.CSafeLoader)


def entry_of(file):
    """Take a copy of an export's entry, to be changed."""
    return deepcopy(next(entry for entry in declared()["exports"] if entry["file"] == file))


def change_settings(study, old, new):
    path = study.root / SURVEY / "settings.yaml"
    text = path.read_text()
    assert old in text
    path.unlink()
    path.write_text(text.replace(old, new))


def process(study, form):
    survey = study.survey(form)
    sheets, intake = read_exports(survey.exports, study.root / RAW, form)
    checked(intake, Intake)
    return all_cells(sheets), intake, clean_survey(sheets, intake, survey)


def as_sent(study, form, known={}):  # noqa: B006 - remembers
    """Answers of the unbroken export."""
    if study.entry["file"] not in known:
        known[study.entry["file"]] = process(study, form)[2].submitted
    return known[study.entry["file"]]


def filled_in(study):
    """Count the filled cells below the headings that are nobody's personal data, by other means."""
    known = FORMATS[study.entry["format"]]
    if study.entry["format"] == "spss":
        table, _ = pyreadstat.read_sav(study.path, user_missing=True, output_format="polars")
        sheets = [[table.columns, *table.rows()]]
    elif study.entry["format"] == "kobo":
        left_out = study.entry.get("leave_out_sheets", [])
        sheets = [rows for name, rows in study.sheets.items() if name not in left_out]
    else:
        mark = study.entry.get("separator", ",")
        text = study.text.lstrip("\ufeff")
        sheets = [list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))]
    return sum(
        text not in (None, "") and header not in known.personal
        for headers, *rows in sheets
        for row in rows
        for header, text in zip(headers, row, strict=False)
    )


def verify(case, study, form):
    """Break the study as the case does, and see that what is expected comes of it."""
    before = as_sent(study, form) if case.same else None
    case.breaks(study)
    if case.says:
        with pytest.raises(SurveyError) as caught:
            process(study, form)
        for said in case.says:
            assert re.search(said, str(caught.value)), f"{said!r} is not in: {caught.value}"
        return
    cells, intake, cleaned = process(study, form)
    assert cells["text"].is_not_null().sum() == filled_in(study)
    assert checked(cleaned.accounting, Accounting)["cells"].sum() == intake["cells"].sum()
    checked(cleaned.log, Log)
    submitted = checked(cleaned.submitted, Submitted)
    if case.same:
        assert submitted.equals(before)
        return
    first = cells["record"].min()
    submission = cleaned.submissions.filter(record=first)["submission_id"].item()
    own = {"submission_id": submission, "question": case.question}
    assert set(submitted.filter(**own)["status"]) == {"invalid"}
    logged = cleaned.log.filter(kind="invalid", **own).to_dicts()
    assert [(entry["file"], entry["was"], entry["became"]) for entry in logged] == [
        (case.file, case.was, None)
    ]
    assert logged[0]["row"] >= 2
    assert logged[0]["header"]
    assert logged[0]["reason"]
