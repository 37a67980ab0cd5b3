"""Read the sheets of an XLSForm, kept as CSV, into questions; and the codebook beside them.

XLSForm (https://xlsform.org) names every question, its type, options, routing and labels.
`codebook.csv` beside it adds what analysts decide.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from surveyanswers.instrument.matching import index_of
from surveyanswers.instrument.questionnaire import TYPES, Options, Question, Questionnaire
from surveyanswers.instrument.settings import ChoiceFile
from surveyanswers.tables.answer_columns import SIGNS, TAKEN
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_text_table

#: Sheets of a form, each with the columns that it can't do without.
COLUMNS = {
    "survey": ("type", "name"),
    "choices": ("list_name", "name"),
    "settings": ("form_title",),
}
SHEETS = tuple(COLUMNS)
#: Columns of every codebook.
CODEBOOK = ("question", "short_label", "sensitivity")
SENSITIVITIES = ("public", "perception", "capacity", "identity", "personal", "free_text")
#: Questions of which no answer leaves, of whatever survey.
STAYS_IN = ("identity", "personal", "free_text")
LABEL = re.compile(r"^label::\s*.*\((?P<language>[a-z]{2})\)$")


def load_questionnaire(
    folder: Path,
    *,
    files: Mapping[str, ChoiceFile] | None = None,
    root: Path = Path(),
) -> Questionnaire:
    """Read the sheets `survey.csv`, `choices.csv` and `settings.csv` in `folder`.

    Parameters
    ----------
    folder
        Where the sheets are.
    files
        For each file that a ``select_one_from_file`` names, where its table is; of labels in the
        same language the first is shown.
    root
        What the paths in `files` start from.
    """
    sheets = {name: read_text_table(folder / f"{name}.csv", COLUMNS[name]) for name in SHEETS}
    questions, repeats, used = _questions(sheets["survey"], folder / "survey.csv")
    choices = _choices(sheets["choices"], folder / "choices.csv")
    for name, where in (files or {}).items():
        choices[name] = _choices_from_file(where, root)
    if unknown := sorted(used - choices.keys()):
        raise SurveyError(f"{folder / 'survey.csv'}: no options are given for {unknown}")
    for question in questions.values():
        several = question.type == "select_multiple" and choices.get(question.choices or "")
        if parted := [
            code for code in (several.codes if several else []) if len(code.split()) != 1
        ]:
            raise SurveyError(
                f"{folder / 'survey.csv'}: {question.name} may have several answers, which blanks "
                f"part; expected codes without a blank, got {', '.join(map(repr, parted))}"
            )
    titles = sheets["settings"]["form_title"].to_list()
    if not any(titles[:1]):
        raise SurveyError(f"{folder / 'settings.csv'}, row 2: the form has no form_title")
    translation_status = sheets["settings"].to_dicts()[0].get("translation_status")
    return Questionnaire(questions, choices, repeats, titles[0], translation_status or "")


def load_codebook(path: Path, questionnaire: Questionnaire) -> pl.DataFrame:
    """Read what analysts decided about each question: one row a question, in form order.

    Columns: ``question``, ``short_label``, ``sensitivity``, and what a survey adds.
    """
    book = read_text_table(path, CODEBOOK)
    rows = enumerate(book["question"], start=2)
    if nameless := [f"row {number}: names no question" for number, name in rows if name is None]:
        raise SurveyError(f"{path}:{listed(nameless)}")
    names = book["question"].to_list()
    problems = [f"{n} stands twice" for n in sorted({n for n in names if names.count(n) > 1})]
    problems += [
        f"{n} is not in the questionnaire" for n in names if n not in questionnaire.questions
    ]
    problems += [f"{n} is missing" for n in questionnaire.questions if n not in names]
    problems += [
        f"{row['question']}: sensitivity {row['sensitivity']!r}, expected one of {SENSITIVITIES}"
        for row in book.iter_rows(named=True)
        if row["sensitivity"] not in SENSITIVITIES
    ]
    if problems:
        raise SurveyError(f"{path}:{listed(problems)}")
    order = pl.DataFrame({"question": list(questionnaire.questions)}).with_row_index("order")
    return order.join(book, on="question", how="left", maintain_order="left").drop("order")


def labels_of(row: dict[str, str | None]) -> dict[str, str]:
    """Collect the labels of a row by language; a plain ``label`` column is English."""
    filled_cells = {key: text for key, text in row.items() if text and text.strip()}
    labels = {m["language"]: text for key, text in filled_cells.items() if (m := LABEL.match(key))}
    if label := row.get("label"):
        labels.setdefault("en", label)
    return labels


def _questions(
    sheet: pl.DataFrame, path: Path
) -> tuple[dict[str, Question], dict[str, int], set[str]]:
    questions: dict[str, Question] = {}
    repeats: dict[str, int] = {}
    used: set[str] = set()
    inside: list[tuple[str, str | None]] = []  # groups and repeats, each with its condition
    begun: list[str] = []
    problems: list[str] = []
    for number, row in enumerate(sheet.iter_rows(named=True), start=2):
        kind, _, argument = (row["type"] or "").strip().partition(" ")
        where = f"{path}, row {number}"
        if not any(row.values()):
            continue
        if not row["name"] and kind not in {"end_repeat", "end_group", "note"}:
            problems.append(f"{where}: {kind or 'a row without a type'} has no name")
            row["name"] = f"row {number}"  # so that the rows below can be told, too
        if kind in {"begin_repeat", "begin_group"}:
            inside.append((row["name"], row.get("relevant")))
            begun.append(f"{where}: {kind} {row['name']} has no end")
            if kind == "begin_repeat":
                turns = row.get("repeat_count") or "0"
                if not turns.isdecimal():
                    problems.append(f"{where}: repeat_count {turns!r} is not a number of instances")
                    turns = "0"
                repeats[row["name"]] = int(turns)
        elif kind in {"end_repeat", "end_group"}:
            if not inside:
                problems.append(f"{where}: {kind} without a beginning")
            else:
                inside.pop()
                begun.pop()
        elif kind.removesuffix("_from_file") in TYPES:
            if row["name"] in questions:
                problems.append(f"{where}: the name {row['name']} is taken")
            if row["name"] in TAKEN or any(sign in row["name"] for sign in SIGNS):
                problems.append(
                    f"{where}: {row['name']} can't be a question's name, since answers lie beside "
                    f"columns of such names; rename it here, in codebook.csv and in layout.yaml"
                )
            choices = argument.partition(" ")[0] or None
            if choices:
                used.add(choices)
            questions[row["name"]] = Question(
                name=row["name"],
                type=kind.removesuffix("_from_file"),
                choices=choices,
                section=inside[0][0] if inside else None,
                repeat=next((name for name, _ in inside if name in repeats), None),
                relevant=_all_of([*(condition for _, condition in inside), row.get("relevant")]),
                constraint=row.get("constraint"),
                constraint_message=row.get("constraint_message")
                or row.get("constraint_message::English (en)"),
                labels=labels_of(row),
                order=len(questions),
                groups=tuple(name for name, _ in inside),
            )
        elif kind != "note":
            problems.append(f"{where}: type {row['type']!r} is none of {', '.join(TYPES)}")
    if problems := [*problems, *begun]:
        raise SurveyError(f"The questionnaire can't be read:{listed(problems)}")
    return questions, repeats, used


def _all_of(conditions: Sequence[str | None]) -> str | None:
    """Join conditions so that all must hold; None where there are none."""
    parts = [condition for condition in conditions if condition]
    return parts[0] if len(parts) == 1 else " and ".join(f"({c})" for c in parts) or None


def _choices(sheet: pl.DataFrame, path: Path) -> dict[str, Options]:
    lists: dict[str, list[dict[str, str | None]]] = {}
    for number, row in enumerate(sheet.iter_rows(named=True), start=2):
        if not any(row.values()):
            continue
        if not row["list_name"] or not row["name"]:
            raise SurveyError(f"{path}, row {number}: an option needs a list_name and a name")
        lists.setdefault(row["list_name"], []).append(row)
    return {
        name: options_from(
            [row["name"] or "" for row in rows],
            [labels_of(row) for row in rows],
            where=f"{path}, list {name}",
        )
        for name, rows in lists.items()
    }


def _choices_from_file(where: ChoiceFile, root: Path) -> Options:
    code = where.code
    table = _filled(root / where.path, code, *where.labels)
    names: Sequence[str] = where.labels
    aliases = {}
    if where.aliases:
        rows = _filled(root / where.aliases, "alias", code)
        # Assume: one table of aliases serves several lists; the others' codes are passed over.
        codes = set(table[code])
        pairs = zip(rows["alias"], rows[code], strict=True)
        aliases = {alias: which for alias, which in pairs if which in codes}
    refused: Sequence[str] = ()
    if where.refused:
        refused = _filled(root / where.refused, "alias")["alias"].to_list()
    return options_from(
        table[code].to_list(),
        [
            {_language_of(n): row[n] for n in reversed(names) if row[n]}
            for row in table.iter_rows(named=True)
        ],
        spellings=[[row[n] for n in names if row[n]] for row in table.iter_rows(named=True)],
        aliases=aliases,
        refused=refused,
        where=str(where.path),
    )


def _filled(path: Path, first: str, *others: str) -> pl.DataFrame:
    """Read a table whose first column says what each row is of; blank rows are passed over."""
    table = read_text_table(path, (first, *others))
    blank = pl.all_horizontal(pl.all().is_null())
    rows = table.with_row_index("", offset=2).filter(~table.select(blank).to_series())
    if nameless := rows.filter(pl.col(first).is_null())[""].to_list():
        raise SurveyError(f"{path}, column {first}: nothing stands in the rows {nameless[:10]}")
    return rows.drop("")


def _language_of(column: str) -> str:
    """Return the language that a column of names ends with, as in ``name_fr``; else English."""
    ending = column.rpartition("_")[2]
    return ending if len(ending) == 2 else "en"


def options_from(
    codes: list[str],
    labels: list[dict[str, str]],
    *,
    where: str,
    spellings: list[list[str]] | None = None,
    aliases: dict[str, str] | None = None,
    refused: Sequence[str] = (),
) -> Options:
    """Make a list of options of their codes and labels (language -> text), which stand in `where`.

    Parameters
    ----------
    spellings, aliases, refused
        Texts by which they are recognised besides, and those that could be several; see
        `matching.TextIndex`. Without `spellings` these are the labels.
    """
    if len(set(codes)) != len(codes):
        raise SurveyError(f"{where}: an option's code stands twice")
    languages = {language for texts in labels for language in texts}
    by_language = {
        lang: {c: texts[lang] for c, texts in zip(codes, labels, strict=True) if lang in texts}
        for lang in sorted(languages)
    }
    spelled = spellings or [list(texts.values()) for texts in labels]
    options = Options(
        codes,
        by_language,
        {code: [code, *texts] for code, texts in zip(codes, spelled, strict=True)},
        aliases=aliases or {},
        refused=sorted(refused),
        where=where,
    )
    index_of(options)  # refuses texts that could be two options
    return options
