"""What is fuzzed: each target takes any bytes, and may refuse them with a SurveyError alone.

`tests/fuzz/run.py` leads a coverage-guided fuzzer through them; tests send the seeds. As a program
this does one file, `python -m fuzz.targets TARGET FILE`, which is how a finding is repeated.
"""

import math
import re
import resource
import sys
import tempfile
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
from invented import xpath
from invented.cells import all_cells
from worlds import LIGHTHOUSE

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.whole import Plan
from surveyanswers.clean.answers import clean_survey
from surveyanswers.clean.decode import decode, folded
from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.layout_keys import Layout
from surveyanswers.instrument.matching import TextIndex
from surveyanswers.instrument.parsing import load
from surveyanswers.instrument.questionnaire_sheets import load_codebook, load_questionnaire
from surveyanswers.instrument.routing import names_in, to_polars
from surveyanswers.instrument.settings import Settings
from surveyanswers.instrument.xlsform import to_xform
from surveyanswers.read import read_exports
from surveyanswers.tables.answers import Accounting, Answers, Intake, Log
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import STATUSES
from surveyanswers.tables.storage import checked

#: Processor time that one input may take, a child's too. A fuzzer's input has some kilobytes.
CPU_SECONDS = 5.0
_HELD = tempfile.TemporaryDirectory(prefix="fuzz-")
FOLDER = Path(_HELD.name)
#: Begins a part of an input that stands for several files; the rest of the line names the part.
PART = re.compile(rb"^=== ([^\r\n]*)\r?\n", re.M)
COLLECTORS = {"qualtrics", "redcap", "surveymonkey", "google_forms", "odk"}
LISTS = ["a", "b", "a, b", "b, c", "c; d", "Yes", "No, never", "e\nf", " ", "12", "\u0627\u0644"]


@cache
def lighthouse():
    return OpenSurvey(LIGHTHOUSE / "config/surveys/lighthouse", root=LIGHTHOUSE)


def parts_of(data):
    """Cut an input into parts, each with its name."""
    _, *pieces = PART.split(data)
    return dict(zip(pieces[::2], pieces[1::2], strict=True))


def analyst_decisions(name):
    """Return a table of decisions, without corrections: they are of lighthouse's own file."""
    table = lighthouse().analyst_decisions(name)
    return table.clear() if name == "corrections.csv" else table


def taken_in(data, export):
    """Read bytes as a file of an export, clean them, and hold the tables to their contracts."""
    survey = OpenSurvey(lighthouse().folder, root=LIGHTHOUSE)
    survey.__dict__["exports"] = [export]
    survey.__dict__["analyst_decisions"] = analyst_decisions
    (FOLDER / export.file).write_bytes(data)
    sheets, intake = read_exports([export], FOLDER, survey.questionnaire)
    all_cells(sheets)
    checked(intake, Intake)
    cleaned = clean_survey(sheets, intake, survey)
    checked(cleaned.answers, Answers)
    checked(cleaned.log, Log)
    counts = checked(cleaned.accounting, Accounting)["cells"]
    assert counts.sum() == intake["cells"].sum()


def csv(data):
    """Columns as lighthouse's layout declares them, below any folder."""
    declared = lighthouse().exports[0]
    taken_in(data, Export(**vars(declared) | {"file": "keepers.csv"}))


def exported(**known):
    form = lighthouse().questionnaire
    numbered = FORMATS[known["format"]].numbered
    asked = {"questions": list(form.questions), "numbered": numbered}
    return Export(channel="web", language="en", unit="home", **asked, **known)


def limesurvey(data):
    """Headings that LimeSurvey makes of the form."""
    taken_in(data, exported(file="a.csv", format="limesurvey"))


def collector(data):
    """The first line names the format, the rest is its file; REDCap has no id of its own."""
    name, _, content = data.partition(b"\n")
    known = name.decode("ascii", "replace")
    if known in COLLECTORS:
        own = {"submission": "id"} if known == "redcap" else {}
        export = exported(file="a.csv", format=known, **own)
        if known in {"surveymonkey", "google_forms"}:  # of which some wordings are alike
            export = replace(export, questions=["home", "lamps", "lamps_other", "remarks"])
        taken_in(content, export)


def workbook(data):
    """A workbook of KoboToolbox: whole, or members of its archive, each a part."""
    if not data.startswith(b"PK"):
        with zipfile.ZipFile(FOLDER / "packed.xlsx", "w") as archive:
            for name, content in (SKELETON | parts_of(data)).items():
                archive.writestr(name.decode("ascii", "replace").strip("\0") or "x", content)
        data = (FOLDER / "packed.xlsx").read_bytes()
    taken_in(data, exported(file="a.xlsx", format="kobo"))


def spss(data):
    """A data file of SPSS, which the reader tries in a process of its own."""
    taken_in(data, exported(file="a.sav", format="spss"))


def declarations(data):
    """What people write in YAML."""
    (FOLDER / "written.yaml").write_bytes(data)
    problems = []
    for kind in (Settings, Layout, Plan):
        try:
            load(FOLDER / "written.yaml", kind)
        except SurveyError as problem:
            problems.append(problem)
            assert str(problem).startswith(str(FOLDER / "written.yaml")), problem
            assert len(str(problem)) < 100_000
    assert problems  # no text is all three


def questionnaire(data):
    """Sheets of a questionnaire and its codebook, each a part."""
    folder = FOLDER / "questionnaire"
    folder.mkdir(exist_ok=True)
    parts = {b"survey": b"", b"choices": b"", b"settings": b"", b"codebook": b""} | parts_of(data)
    for name in ("survey", "choices", "settings", "codebook"):
        (folder / f"{name}.csv").write_bytes(parts[name.encode()])
    form = load_questionnaire(folder)
    to_xform(folder)
    load_codebook(folder / "codebook.csv", form)
    for question in form.questions.values():
        for condition in filter(None, (question.relevant, question.constraint)):
            to_polars(condition, this=question.name)


def condition(data):
    """A condition, which means what a plain reading of each form means."""
    text = data.decode("utf-8", "replace")
    names = sorted({*names_in(text), "q"})
    answers = [[None, "", "x", "3", "1 2"][shift:] + [None] * shift for shift in range(len(names))]
    forms = pl.DataFrame(answers, schema=dict.fromkeys(names, pl.String), strict=False)
    translated = to_polars(text, this="q")
    asked = forms.with_columns(asked=translated)["asked"]
    assert asked.dtype == pl.Boolean and not asked.null_count()
    if "mod" in text or "div" in text:
        return  # remainders of fractions, and tiny quotients as text, are noise in any program
    try:
        expected = [xpath.holds(text, form, this="q") for form in forms.to_dicts()]
    except (AssertionError, IndexError):
        return  # the plain reading knows no comments, and no names without braces
    assert asked.to_list() == expected, expected


def judged(data):
    """Texts judged by a question of any type: its number, a separator, then a text a line."""
    questions = list(lighthouse().questionnaire.questions.values())
    question = questions[data[0] % len(questions)] if data else questions[0]
    separator, *texts = data[1:].decode("utf-8", "replace").split("\n") or [""]
    outcomes = decode(
        texts,
        question,
        lighthouse().questionnaire,
        missing=folded({"-": "no_answer", "n/a": "not_applicable"}),
        separators=(separator[:3] or " ",),
    )
    assert len(outcomes) == len(texts)
    assert {each.status for each in outcomes} <= set(STATUSES)
    for each in outcomes:
        assert (each.value is not None) == (each.status == "valid")
        assert each.number is None or (
            math.isfinite(each.number) and float(each.value) == each.number
        )


def split(data):
    """Several answers in a cell: what joins them, then the cell."""
    separator, _, text = data.decode("utf-8", "replace").partition("\n")
    separator = separator or ","
    index = TextIndex({f"o{n}": [each] for n, each in enumerate(LISTS)}, aliases={}, where="list")
    found = index.split(text, separator)
    assert found is None or len(found) <= len(text.split(separator))


TARGETS = {
    each.__name__: each
    for each in (
        csv,
        limesurvey,
        collector,
        workbook,
        spss,
        declarations,
        questionnaire,
        condition,
        judged,
        split,
    )
}
#: Members of a workbook's archive that an input need not repeat.
SKELETON = {
    b"[Content_Types].xml": b"<Types/>",
    b"_rels/.rels": b'<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    b"xl/_rels/workbook.xml.rels": b'<Relationships><Relationship Id="rId1" Target="s.xml"/>'
    b"</Relationships>",
    b"xl/workbook.xml": b'<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
}


class TooSlow(Exception):
    """An input took more processor time than it may."""


def spent():
    """Return the processor time of this process and its children so far."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def attempt(name, data):
    """Send an input to a target.

    Raises
    ------
    BaseException
        Whatever is a finding; a SurveyError that says something is none.
    """
    began = spent()
    try:
        TARGETS[name](data)
    except SurveyError as problem:
        assert str(problem).strip()
    if spent() - began > CPU_SECONDS:
        raise TooSlow(f"{name}: {spent() - began:.1f} s of processor time")


if __name__ == "__main__":
    attempt(sys.argv[1], Path(sys.argv[2]).read_bytes())
