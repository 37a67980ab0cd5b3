"""The whole road, with whatever questionnaire: filled in, exported, read, cleaned, as it was meant.

Forms pass through the simulation's collectors, which know each program's manners and nothing of
what reads them; what becomes of each answer is worked out from the form by a plain reading.
"""

import csv
import io
import re
from collections import Counter
from functools import partial

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from invented.cells import all_cells
from worlds import LIGHTHOUSE
from worlds.questionnaires import SAID_INSTEAD, invented

from cyberstudy.declare.known_names import names_of, with_plan
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.describe.coverage import coverage, nonresponse
from surveyanswers.clean.answers import clean_survey
from surveyanswers.instrument.parsing import parsed
from surveyanswers.read import read_exports
from surveyanswers.simulation.collectors import files, kobo, limesurvey, spss, workbook
from surveyanswers.simulation.submission import Sheet
from surveyanswers.tables.answers import Accounting, Answers, Intake, Log, Submitted
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import STATUSES
from surveyanswers.tables.storage import checked

BAD = ("unknown_option", "not_a_number", "not_a_date", "out_of_range", "not_asked")
SETTINGS = {
    "title": "Invented",
    "unit": "unit",
    "respondents": "units",
    "citation": "none",
    "protection": "public",
    "bad_cells": dict.fromkeys(BAD, "invalid"),
    "completeness": {"complete": 0.8, "partial": 0.5},
}
TABLES = {
    name: (LIGHTHOUSE / "config/surveys/lighthouse" / name).read_text().splitlines()[0] + "\n"
    for name in ("corrections.csv", "decisions.csv", "reconciliation.csv")
}
TABLES["reconciliation.csv"] += "*,latest,\n"
ENGLISH = {"language": "en"}
#: A plan has one at least.
CELLS = {"kind": "table", "table": "accounting", "area": "x", "title": "x"}
EXHIBITS = {"exhibits": {"cells": CELLS}}
COUNTRIES = pl.DataFrame(schema={"iso3": pl.String, "region": pl.String})  # none is named


def a_part_of_the_examples(part):
    """Take fewer than the profile says, where each takes longer."""
    return settings(max_examples=settings.default.max_examples // part)


def table(rows):
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


class Study:
    """A folder with a survey that was just invented, and its one export."""

    def __init__(self, root, world, entry):
        self.root, folder = root, root / "config" / "surveys" / "invented"
        (folder / "questionnaire").mkdir(parents=True)
        written = TABLES | {name: table(rows) for name, rows in world.sheets().items()}
        for name, text in written.items():
            (folder / name).write_text(text, encoding="utf-8")
        self.entry = {"channel": "web", "missing": {"No answer": "no_answer"}} | ENGLISH | entry
        for name, content in (("settings", SETTINGS), ("layout", {"exports": [self.entry]})):
            (folder / f"{name}.yaml").write_text(
                yaml.dump(content, Dumper=yaml.CSafeDumper), encoding="utf-8"
            )
        self.survey = OpenSurvey(folder, root=root)
        self.form = self.survey.questionnaire
        self.names = list(self.form.questions)
        self.path = root / "data" / "raw" / entry["file"]
        self.path.parent.mkdir(parents=True)

    def cleaned(self):
        sheets, intake = read_exports(self.survey.exports, self.path.parent, self.form)
        checked(intake, Intake)
        return all_cells(sheets), clean_survey(sheets, intake, self.survey)


def came_out_as_meant(
    world, study, size, *, page=lambda form: None, name=lambda form: form.id, counted=False
):
    """Compare what was cleaned with what was filled in, and the accounting with the file.

    Where it is `counted`, so are the first counts: they rest on answers, whatever file held them.
    """
    cells, cleaned = study.cleaned()
    submitted = cleaned.submitted
    for found, contract in (
        (submitted, Submitted),
        (cleaned.answers, Answers),
        (cleaned.log, Log),
        (cleaned.accounting, Accounting),
    ):
        checked(found, contract)
    assert cleaned.accounting["cells"].sum() == size
    expected = {
        (name(form), *key): outcome
        for form in world.forms
        for key, outcome in world.outcome(form, page=page(form)).items()
    }
    columns = ("submission_id", "question", "instance", "option", "value", "status")
    rows = submitted.select(columns).iter_rows()
    assert {row[:4]: row[4:] for row in rows} == expected
    typed = {each.name for each in world.asked if each.type in {"integer", "decimal"}}
    numbers = submitted.filter(pl.col("question").is_in(typed), status="valid")
    assert numbers["number"].to_list() == [float(value) for value in numbers["value"]]
    bad = {key[:3] for key, (_, status) in expected.items() if status == "invalid"}
    logged = cleaned.log.filter(kind="invalid").select("submission_id", "question", "instance")
    assert set(logged.iter_rows()) == bad
    if counted:
        counted_as_meant(world, study, cleaned, expected)
    return cells


def counted_as_meant(world, study, cleaned, expected):
    """Compare the first counts that are described with what was filled in, by a plan for it."""
    selects = [each.name for each in world.asked if each.options and not each.turns]
    met = {
        (form, name): status for (form, name, turn, _), (_, status) in expected.items() if turn < 2
    }
    firsts = Counter((name, status) for (_, name), status in met.items())
    held = AnswerColumns(cleaned.answer_columns.lazy())
    silence = nonresponse(held, study.survey.codebook, cleaned.units)
    found = silence.select("question", "status", "count").iter_rows()
    assert {(name, status): count for name, status, count in found} == firsts
    if not selects:
        return
    written = {"coverage": [{"question": name} for name in selects]} | EXHIBITS
    names = with_plan(names_of(study.survey), written, study.root)
    plan = parsed(written, Plan, where="plan.yaml", names=names)
    table = coverage(held, plan.coverage, study.form, COUNTRIES)
    assert set(table["base"]) == {len(world.forms)}
    groups = Counter()
    for (_, name, _, option), (value, status) in expected.items():
        if name in selects and (value != "0" or not option):
            groups[name, (option or value) if value else status] += 1
    several = {each.name: len(world.rows_of(each)) for each in world.asked}
    for name, group, count in table.select("question", "group", "count").iter_rows():
        times = several[name] if group in STATUSES else 1  # a status stands at every option
        assert groups[name, group] == count * times


def came_in_verbatim(cells, sheet):
    """Compare the cells that were read with the text that was written."""
    for row, at, text in cells.select("row", "position", "text").iter_rows():
        written = str(sheet.rows[row - 1][at - 1] or "")
        assert (text or "") == written.replace("\r\n", "\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return lambda: tmp_path_factory.mktemp("road")


MARKS = st.sampled_from([",", ";", "\t"])
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-8-sig"])


def as_written(text):
    return text


def with_other_blanks(text):
    return f"\u00a0{text.replace(' ', '  ')} "


def wide(text):
    """Write what has forms as wide as Chinese signs in these."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


#: Digits, and the mark before decimals.
ARABIC = str.maketrans(
    "0123456789.", "\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u066b"
)
SPELLINGS = st.sampled_from([as_written, str.upper, with_other_blanks, wide])


@given(invented(repeats=True), MARKS, ENCODINGS, st.booleans(), st.none() | SPELLINGS)
def test_a_table_of_ones_own(folder, world, separator, encoding, quoted, spelled):
    """With codes, or with labels as people spell them."""
    headings = {"id": None}
    columns = {}
    for each in world.asked:
        heading = f"{world.labels[each.name]['en']} ({each.name})".replace("{instance}", "")
        turns = [f" turn {turn}" for turn in range(1, each.turns + 1)] or [""]
        for number, turn in enumerate(turns, start=1):
            headings[heading + turn] = (each, f"{each.name}@{number}" if each.turns else each.name)
        column = {"question": each.name}
        if each.type == "select_multiple":
            column["separator"] = "|"
        columns[heading + (" turn {instance}" if each.turns else "")] = column
    rows = [list(headings)]
    for form in world.forms:
        cells = [form.id]
        for each, place in filter(None, headings.values()):
            said = form.values.get(place, "")
            if each.options and (spelled or each.type == "select_multiple"):
                labels = (world.labels[f"{each.name}/{one}"]["en"] for one in said.split())
                said = "|".join(map(spelled or as_written, labels))
            elif each.type in {"integer", "decimal"} and spelled is wide:
                said = said.translate(ARABIC)
            cells.append(said)
        rows.append(cells)
    entry = {
        "file": "a.csv",
        "format": "csv",
        "encoding": encoding,
        "separator": separator,
        "submission": "id",
        "unit": "id",
        "columns": columns,
    }
    study, sheet = Study(folder(), world, entry), Sheet("", rows)
    mark = {"bom": False, "quote_all": quoted, "separator": separator, "encoding": encoding}
    study.path.write_bytes(files.to_csv(sheet, **mark))
    cells = came_out_as_meant(world, study, len(rows) * len(rows[0]), counted=True)
    came_in_verbatim(cells, sheet)


def by_limesurvey(folder, world, headings, answers):
    entry = {"file": "a.csv", "format": "limesurvey", "submission": None, "group": "all"}
    entry |= {"codes": "codes.csv"} | own_unit((headings == "full" and "Response ID") or "id")
    study = Study(folder(), world, entry)
    codes = [("question", "option", "code"), *limesurvey.crosswalk(study.form)]
    (study.survey.folder / "codes.csv").write_text(table(codes), encoding="utf-8")
    sheet = limesurvey.sheet(
        world.forms,
        study.form,
        headings=headings,
        answers=answers,
        questions=study.names,
        **ENGLISH,
    )
    study.path.write_bytes(files.to_csv(sheet))
    size, page = len(sheet.rows) * len(sheet.rows[0]), lambda form: form.last_page
    cells = came_out_as_meant(world, study, size, page=page, counted=True)
    came_in_verbatim(cells, sheet)


def own_unit(column):
    return {"submission": column, "unit": column}


@given(invented(), st.sampled_from(["code", "full"]), st.sampled_from(["short", "long"]))
def test_an_export_of_limesurvey(folder, world, headings, answers):
    by_limesurvey(folder, world, headings, answers)


def by_kobotoolbox(folder, world):
    entry = {"file": "a.xlsx", "format": "kobo", "group": "all"} | own_unit("_id")
    study = Study(folder(), world, entry)
    sheet = kobo.sheet(world.forms, study.form, questions=study.names, **ENGLISH)
    files.write_workbook([sheet], study.path)
    came_out_as_meant(world, study, len(sheet.rows) * len(sheet.rows[0]))


@given(invented())
@a_part_of_the_examples(2)
def test_a_workbook_of_kobotoolbox(folder, world):
    by_kobotoolbox(folder, world)


@given(invented(alike=True))
@a_part_of_the_examples(2)
def test_questions_worded_alike_are_told_apart_or_refused_with_their_column(folder, world):
    for export in (by_kobotoolbox, partial(by_limesurvey, headings="full", answers="long")):
        try:
            export(folder, world)
        except SurveyError as problem:
            assert re.search(r"a\.\w+(, sheet .*)?, row 1 .*(\n.*)*the same heading", str(problem))


@given(invented())
@a_part_of_the_examples(2)
def test_a_workbook_that_a_clerk_keyed(folder, world):
    entry = {"file": "a.xlsx", "format": "keyed", "group": "all", "unit": "Organization"}
    study = Study(folder(), world, entry)
    sheets = workbook.sheets(world.forms, study.form, questions=study.names, **ENGLISH)
    files.write_workbook(sheets, study.path)
    size = sum(len(sheet.rows) * len(workbook.HEADER) for sheet in sheets)
    came_out_as_meant(world, study, size, name=lambda form: form.unit)


@given(invented())
@a_part_of_the_examples(5)  # a process for each
def test_a_data_file_of_spss(folder, world):
    entry = {"file": "a.sav", "format": "spss", "group": "all"} | own_unit("respondent_id")
    study = Study(folder(), world, entry)
    spss.write(world.forms, study.form, study.path, questions=study.names, **ENGLISH)
    columns = 3
    for each in world.asked:
        several = each.type == "select_multiple"
        columns += len([o for o in each.options if o not in SAID_INSTEAD]) if several else 1
    came_out_as_meant(world, study, (len(world.forms) + 1) * columns)
