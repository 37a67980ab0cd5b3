"""What real exports hold, counted by another reading of the same bytes, is what comes out of them.

Each reading below is by csv, openpyxl or pyreadstat alone. What it takes for a missing answer, or
for not asked, stands with its reason.
"""

import csv
import re
from collections import Counter, defaultdict
from functools import cache
from itertools import zip_longest
from pathlib import Path

import openpyxl
import pyreadstat
import pytest
from invented.cells import all_cells
from invented.xpath import holds
from worlds.samples import sample

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.scaffold.new_survey import scaffold
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.scaffold.folder import NewSurvey


def begun(data, form=None):
    """Begin a survey, and count answers: (question, option, what was said or :status) -> times."""
    folder = Path("config/surveys/trial")
    its = None if form is None else sample(form)
    scaffold(NewSurvey(folder, sample(data), form=its, public=True, received_on="2026-01-02"))
    survey = OpenSurvey(folder)
    cleaned, sheets = cleaned_anyway(survey)
    found = Counter()
    for row in cleaned.submitted.group_by("question", "option", "value", "status").len().to_dicts():
        said = row["value"] if row["status"] == "valid" else f":{row['status']}"
        found[row["question"], row["option"], plain(said)] += row["len"]
    return survey, found, sheets


@cache
def plain(text):
    """Write a text without what no program means: blanks, case, noughts behind a point."""
    try:
        return f"{float(text):g}"
    except ValueError:
        return " ".join(text.replace("\ufeff", "").split()).casefold()


def labelled(survey, found):
    """Put labels in place of the codes of options."""
    form, told = survey.questionnaire, Counter()
    for (name, option, said), times in found.items():
        asked = form.questions[name]
        labels = form.options_of(asked).labels["en"] if asked.choices else {}
        texts = {plain(code): plain(label) for code, label in labels.items()}
        said = said if option else texts.get(said, said)
        told[name, texts.get(plain(option), ""), said] += times
    return told


def rows_of(name, mark=",", encoding="utf-8-sig"):
    """Read headings, and rows as heading -> text."""
    with sample(name).open(encoding=encoding, newline="") as file:
        return [*csv.DictReader(file, delimiter=mark)]


def as_ticks(cells, silent):
    """Count ticks of one question: a nought says something beside a one alone."""
    if "1" in cells.values():
        return [(option, plain(text)) for option, text in cells.items()]
    return [(option, silent) for option in cells]


#: Branching logic of the dictionary, which names no more than these.
SHOWN = {
    "given_birth": lambda row: row["sex"] == "0",
    "num_children": lambda row: row["sex"] == "0" and row["given_birth"] == "1",
}
#: Whom a field names by its own name, though the dictionary does not say that it identifies.
KIN = {f"next_of_kin_contact_{part}" for part in ("name", "address", "phone")} | {"ec_phone"}


@pytest.mark.parametrize("study_of", ["redcap/checkboxes-1", "redcap/longitudinal"])
def test_redcap(study, study_of):
    records, truth = rows_of(f"{study_of}/data.csv"), Counter()
    first, *fields = rows_of(f"{study_of}/dictionary.csv")
    assert first["Variable / Field Name"] in records[0]
    for field in fields:
        name, kind = field["Variable / Field Name"], field["Field Type"]
        if kind in {"calc", "file"} or field["Identifier?"] or name in KIN:
            continue
        options = field["Choices, Calculations, OR Slider Labels"].split("|")
        for row in records:
            shown = SHOWN.get(name, lambda row: True)(row)
            silent = ":no_answer" if shown else ":not_asked"
            # A form's state is blank in rows of events that do not have it.
            silent = silent if row[f"{field['Form Name']}_complete"] else ":not_fielded"
            if kind == "checkbox":
                codes = [each.partition(",")[0].strip() for each in options]
                cells = {code: row[f"{name}___{code}"] for code in codes}
                truth.update((name, *each) for each in as_ticks(cells, silent))
            else:
                truth[name, "", plain(row[name]) if row[name] else silent] += 1
    _, found, sheets = begun(f"{study_of}/data.csv", f"{study_of}/dictionary.csv")
    assert found == truth
    held = {*all_cells(sheets)["text"]}
    who = {"first_name", "last_name", "email", "telephone_1"} & records[0].keys()
    assert not held & {row[name] for row in records for name in who | KIN & row.keys()} - {""}


#: Who answered the samples of Qualtrics, and where.
WHO = {"130.92.34.66", "47.115097045898", "7.2315979003906"}


@pytest.mark.parametrize("name", ["qualtrics/sample.csv", "qualtrics/sample_legacy.csv"])
def test_qualtrics_in_three_rows_of_headings_and_in_two(study, name):
    rows = rows_of(name)
    answers = rows[2:] if "ImportId" in str(rows) else rows[1:]
    truth = Counter((q.casefold(), "", plain(row[q])) for row in answers for q in ("Q1", "Q2"))
    _, found, sheets = begun(name)
    assert found == truth == {("q1", "", "2"): 1, ("q2", "", "hello world!"): 1}
    assert {text for row in answers for text in row.values()} >= WHO
    assert not WHO & {*all_cells(sheets)["text"]}


def test_surveymonkey(study):
    rows = rows_of("surveymonkey/all_responses.csv")
    survey, found, _ = begun("surveymonkey/all_responses.csv")
    named = {header: place.question for header, place in survey.exports[0].columns.items()}
    truth, listed = Counter(), defaultdict(dict)
    for header in [header for header in rows[0] if header != "Respondent ID"]:
        _, _, wording = header.partition(". ")
        texts = {plain(row[header]) for row in rows} - {""}
        if texts == {plain(wording)} or texts == {f"{plain(wording)}."}:
            listed[named[header]][min(texts)] = header
            continue
        for row in rows:
            # One of the scale's own steps says that the question does not concern who answers.
            said = {"does not apply.": ":not_applicable", "": ":no_answer"}
            text = plain(row[header])
            truth[named[header], "", said.get(text, text)] += 1
    for name, headers in listed.items():
        assert len({header.split(".")[0] for header in headers.values()}) == 1
        for row in rows:  # who ticked nothing of a question said nothing
            cells = {option: "01"[bool(row[header])] for option, header in headers.items()}
            truth.update((name, *each) for each in as_ticks(cells, ":no_answer"))
    assert (len(listed), sum(map(len, listed.values()))) == (10, 143)
    assert labelled(survey, found) == truth


def test_microsoft_forms(study):
    rows = rows_of("microsoft_forms/rse_survey.csv")
    survey, found, _ = begun("microsoft_forms/rse_survey.csv")
    (export,), truth, rankings = survey.exports, Counter(), []
    for header in [*rows[0]][3:]:  # behind id and times
        names = [place.question for own, place in export.columns.items() if header in own]
        cells = [row[header].strip() for row in rows]
        # The program ends lists with its mark, and writes a ranking as a list of all options.
        chosen = [[plain(part) for part in cell.split(";") if part.strip()] for cell in cells]
        options = {part for parts in chosen for part in parts}
        several = all(cell.endswith(";") for cell in cells if cell)
        ranking = several and {len(parts) for parts in chosen if parts} == {len(options)}
        rankings += [(header[:20], len(names))] * ranking
        for cell, parts in zip(cells, chosen, strict=True):
            if ranking:
                ranks = zip_longest(names, parts, fillvalue=":no_answer")
                truth.update((name, "", part) for name, part in ranks)
            elif several:
                ticks = {option: "01"[option in parts] for option in options}
                truth.update((names[0], *e) for e in as_ticks(ticks, ":no_answer"))
            else:
                # What some wrote in place of an answer.
                said = {"": ":no_answer", "n/a": ":not_applicable", "not sure": ":dont_know"}
                text = plain(cell)
                truth[names[0], "", said.get(text, text)] += 1
    assert rankings == [("What are the barrier", 6), ("What would you hope ", 3)]
    assert labelled(survey, found) == truth


@pytest.mark.parametrize("name", ["stata/missing_test.dta", "stata/sample.dta"])
def test_stata(study, name):
    table, about = pyreadstat.read_dta(sample(name), output_format="dict")  # days as days
    survey, found, _ = begun(name)
    truth = Counter()
    for header, values in table.items():
        if header == survey.exports[0].submission:
            continue
        labels = about.variable_value_labels.get(header, {})
        for value in values:  # without user_missing .a to .z come as None
            text = ":no_answer" if value is None else str(labels.get(value, value))
            truth[header, "", plain(text.partition(".000000")[0])] += 1
    assert labelled(survey, found) == truth


#: Options of LimeSurvey's lists that say why there is no answer.
INSTEAD = {"prefer not to say": ":refused", "don't know": ":dont_know"}


def conditions_of(questions, codes):
    """Make of LimeSurvey's relevance what Python asks of a row: is the question shown in it?"""

    def compiled(relevance):
        text = re.sub(r"(\w+)\.NAOK", r"said['\1']", relevance)
        text = re.sub(r"!is_empty\((\S+?)\)", r"\1 != ''", text).replace("AND", "and")
        return compile(re.sub(r"(!=|==) (\d+)", r"\1 '\2'", text) or "True", "relevance", "eval")

    asked = {name: compiled(question["relevance"]) for name, question in questions.items()}

    def shown(row):
        said, found = defaultdict(str), {}
        for name, question in questions.items():  # what was not shown says nothing
            found[name] = eval(asked[name], {"said": said})
            text = plain(row.get(name, ""))
            if found[name] and text:
                yes = question["type/scale"] == "Y"
                said[name] = text[0].upper() if yes else codes.get((name, text), text)
        return found

    return shown


def test_limesurvey_with_its_structure(study):
    folder, parent = "limesurvey_ssi_2018/2018_", ""
    data, form = f"{folder}all_public_data.csv", f"{folder}structure_LS-TSV.txt"
    questions, codes, parts = {}, {}, {}
    for row in (row for row in rows_of(form, mark="\t") if row["language"] == "en"):
        if row["class"] == "Q":
            questions[parent := row["name"]] = row
        elif row["class"] in {"A", "SQ"}:
            into, pair = (codes, "text") if row["class"] == "A" else (parts, "name")
            into[parent, plain(row[pair])] = row["name" if pair == "text" else "text"]
    rows, columns = rows_of(data), {}
    for header in rows[0]:
        name, part = re.fullmatch(r"(\w*)(?:\[(\w+)\])?(\._\..*)?", header, re.DOTALL).group(1, 2)
        if name in questions and (part in {None, "other"} or (name, plain(part)) in parts):
            columns[header] = name, part
    # Beside them the row's number, its time, and a row of an array that this structure lacks.
    assert len(rows[0]) - len(columns) == 3
    shown, truth = conditions_of(questions, codes), Counter()
    for row in rows:
        there, ticks = shown({own[0]: row[h] for h, own in columns.items()}), defaultdict(dict)
        for header, (name, part) in columns.items():
            text, several = plain(row[header]), questions[name]["type/scale"] == "M"
            if several:
                label = "other" if part == "other" else plain(parts[name, plain(part)])
                ticks[name][label] = "01"[text not in {"", "no"}]
            if not several or part == "other":
                silent = ":no_answer" if there[name] else ":not_asked"
                said = text and (INSTEAD.get(text, text) if there[name] else ":invalid")
                truth[f"{name}_{part}" if part else name, "", said or silent] += 1
        for name, cells in ticks.items():
            silent = ":no_answer" if there[name] else ":not_asked"
            truth.update((name, *each) for each in as_ticks(cells, silent))
    survey, found, _ = begun(data, form)
    told = labelled(survey, found)
    # Texts beside "other" of lists with one answer were not published.
    without = [key for key in told if key[2] == ":not_fielded"]
    assert {told.pop(key) for key in without} == {len(rows)}
    assert not {(name, "other") for name, _, _ in without} & {*columns.values()}
    assert told == truth


#: Options of the Kobo tool that say why there is no answer; the first is not shown in some lists.
SAYS = {"dnk": ":dont_know", "dont_know": ":dont_know", "pnta": ":refused", "refused": ":refused"}
SAYS |= {"not_applicable": ":not_applicable"}
TYPES = {"select_one", "select_multiple", "integer", "decimal", "text", "date"}


def sheet_of(name, title):
    book = openpyxl.load_workbook(sample(f"kobo_data/{name}"), read_only=True, data_only=True)
    book[title].reset_dimensions()  # what is written of them is wrong
    given = book[title].iter_rows(values_only=True)
    rows = [["" if cell is None else str(cell).strip() for cell in row] for row in given]
    book.close()
    return [dict(zip_longest(rows[0], row, fillvalue="")) for row in rows[1:]]


def asked_in(form):
    """List questions outside of rosters: name -> type, list, conditions, constraint."""
    found, inside = {}, []
    for row in form:
        kind, _, options = row["type"].partition(" ")
        if kind in {"begin_group", "begin_repeat"}:
            inside.append((kind, row["relevant"]))
        elif kind in {"end_group", "end_repeat"}:
            inside.pop()
        elif kind in TYPES and "begin_repeat" not in dict(inside):
            conditions = [*filter(None, [*dict.fromkeys(c for _, c in inside), row["relevant"]])]
            # What compares an answer with another question's is left out, and said to be.
            constraint = "" if "${" in row["constraint"] else row["constraint"]
            found[row["name"]] = kind, options, conditions, constraint
    return found


def test_kobo_with_its_form(study):
    data, form = "dummy_raw_data.xlsx", "REACH_2024_MSNA-kobo-tool_draft_v11.xlsx"
    asked, lists, truth = asked_in(sheet_of(form, "survey")), defaultdict(list), Counter()
    for row in sheet_of(form, "choices"):
        lists[row["list_name"]].append(row["name"])
    rows = sheet_of(data, "main")
    for row in rows:
        said = {}
        for name, (kind, options, conditions, constraint) in asked.items():
            several = kind == "select_multiple"
            ticked = [code for code in lists[options] if row.get(f"{name}/{code}") == "1"]
            text = " ".join(ticked) if several else row[name]
            shown = all(holds(condition, said) for condition in conditions)
            fits = not constraint or holds(constraint, {**said, name: text}, name)
            said[name] = text if shown and fits else ""  # what can't be is asked no further
            silent = ":no_answer" if shown else ":not_asked"
            silent = (":invalid" if not said[name] else SAYS.get(text)) if text else silent
            if not several:
                truth[name, "", silent or plain(text)] += 1
            for code in lists[options] if several else ():
                if code not in SAYS:
                    truth[name, code, silent or "01"[code in ticked]] += 1
    survey, found, _ = begun(f"kobo_data/{data}", f"kobo_data/{form}")
    assert {key: times for key, times in found.items() if key[0] in asked} == truth
    assert (len(asked), truth.total()) == (169, 72541)
    # Rosters are sheets of their own: each filled cell is an answer, or is said to be none.
    assert {*survey.questionnaire.repeats} == {"roster", "edu_ind", "health_ind", "nut_ind"}
    ages = [plain(row["ind_age"]) for row in sheet_of(data, "roster")]
    told = {said: times for (name, _, said), times in found.items() if name == "ind_age"}
    assert sum(times for said, times in told.items() if said != ":not_asked") == len(ages)
    assert told.keys() - {":not_asked", ":invalid"} <= {*ages}
