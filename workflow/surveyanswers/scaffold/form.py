"""A form whatever program it was made with: questions, options, and where columns belong."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from surveyanswers.instrument.exports import Place
from surveyanswers.instrument.languages import LANGUAGES
from surveyanswers.instrument.matching import normalised, visible
from surveyanswers.instrument.names import short
from surveyanswers.instrument.questionnaire import TYPES
from surveyanswers.instrument.routing import names_in, to_polars
from surveyanswers.tables.answer_columns import TAKEN
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.spreadsheets import defused

LONGEST_NAME = 40
#: Column of survey.csv with conditions of the form that can't be evaluated here.
LEFT_OUT = "left_out"
Row = dict[str, str]
Labels = Mapping[str, str]
_ASKED = (*TYPES, "select_one_from_file", "select_multiple_from_file")
_CODE = re.compile(r"[A-Za-z0-9_.-]+")


def name_of(text: str, taken: Collection[str] = (), *, otherwise: str = "q") -> str:
    """Make a name of small letters, digits and underscores that is not taken yet."""
    plain = unicodedata.normalize("NFKD", plain_text(text)).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain.lower())[:LONGEST_NAME].strip("_")
    if not name[:1].isalpha():
        name = f"{otherwise}_{name}" if name else otherwise
    number, free = 2, name
    while free in taken or free in TAKEN:
        free, number = f"{name}_{number}", number + 1
    return free


def plain_text(text: str) -> str:
    """Take markup out of a wording, and fold its blanks."""
    return visible(html.unescape(re.sub(r"<[^>]*>", " ", text)))


@dataclass
class Form:
    """What an instrument says, as the rows of an XLSForm's sheets.

    Attributes
    ----------
    title
        Of the form.
    program
        A format of exports: that of the program whose form it is, where its form tells.
    rows, choices
        Of ``survey.csv`` and ``choices.csv``.
    ranked
        Questions of `rows` that put their options in order.
    places
        A column's heading, as the collector may write it -> where its cells belong.
    personal, metadata
        Headings of fields that are no questions, or that name people.
    looks
        What a person may look at -> questions or headings; none of the whole form or file.
    separators
        Question with several answers in one cell -> what parts them.
    codes
        Question -> texts that stand for a missing answer to it, with the status they mean.
    renamed
        Question -> the collector's codes of its options that are called otherwise here, and how.
    """

    title: str = ""
    program: str = ""
    rows: list[Row] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)
    ranked: set[str] = field(default_factory=set)
    places: dict[str, Place | None] = field(default_factory=dict)
    personal: set[str] = field(default_factory=set)
    metadata: set[str] = field(default_factory=set)
    looks: dict[str, list[str]] = field(default_factory=dict)
    separators: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    renamed: dict[str, dict[str, str]] = field(default_factory=dict)
    _lists: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names: set[str] = {row["name"] for row in self.rows}

    def look_at(self, name: str, what: str) -> None:
        """Note what to look at in a question or a column, or ("") in the form or the file."""
        names = self.looks.setdefault(what, [])
        if name and name not in names:
            names.append(name)

    def place(self, headings: Iterable[str], place: Place) -> None:
        """Set where a column belongs, by each heading it may have; two meanings cancel out."""
        for heading in {visible(heading) for heading in headings} - {""}:
            if self.places.setdefault(heading, place) != place:
                self.places[heading] = None

    def question(
        self,
        name: str,
        kind: str,
        labels: Labels,
        *,
        options: Sequence[tuple[str, Labels]] = (),
        headings: Iterable[str] = (),
        relevant: str = "",
        constraint: str = "",
    ) -> str:
        """Add a question, with its list of options, which equal lists share; return its name.

        Only of a choice are the options taken.

        Assume: a wording in no language of the study's stands as English too, to be translated.
        """
        taken = {*self.names, *TAKEN}
        if name in taken or not _CODE.fullmatch(name) or not name[0].isalpha():
            name = name_of(name, self.names)
        self.names.add(name)
        wordings = self._labelled(labels, name) or {label_column("en"): name}
        row = {"name": name, **wordings, **_routed(relevant)}
        row |= {"constraint": constraint} if constraint else {}
        if options and kind.startswith("select"):
            kind += f" {self._list_of(name, options)}"
        self.rows.append({"type": kind, **row})
        self.place([name, *headings, *map(plain_text, labels.values())], Place(name))
        return name

    def tick(self, question: str, option: str, headings: Iterable[str]) -> None:
        """Set which headings the column of one option may have."""
        self.place(headings, Place(question, option=option))

    def section(self, name: str, labels: Labels, *, relevant: str = "") -> None:
        """Begin a group of questions."""
        name = name_of(name, self.names, otherwise="section")
        self.names.add(name)
        columns = self._labelled(labels, "") | _routed(relevant)
        self.rows.append({"type": "begin_group", "name": name, **columns})

    def end_section(self) -> None:
        """End the group that began last."""
        self.rows.append({"type": "end_group", "name": ""})

    def groups(self) -> dict[str, list[str]]:
        """Return the groups that each question stands in, the outermost first."""
        inside: list[str] = []
        groups: dict[str, list[str]] = {}
        for row in self.rows:
            if row["type"].startswith("begin_"):
                inside.append(row["name"])
            elif row["type"].startswith("end_"):
                inside.pop()
            else:
                groups[row["name"]] = [*inside]
        return groups

    def repeats(self) -> list[str]:
        """Name the groups that are asked several times."""
        return [row["name"] for row in self.rows if row["type"] == "begin_repeat"]

    def _labelled(self, labels: Labels, question: str) -> Row:
        texts = {code: plain_text(text) for code, text in labels.items() if plain_text(text)}
        if texts and not texts.keys() & LANGUAGES.keys():
            self.look_at(question, f"the wording is in {min(texts)}: translate it into English")
            texts["en"] = texts[min(texts)]
        elif texts and "en" not in texts:
            texts["en"] = next(iter(texts.values()))
        return {label_column(code): text for code, text in sorted(texts.items())}

    def _list_of(self, name: str, options: Sequence[tuple[str, Labels]]) -> str:
        """Name the list of these options; of two that read the same, the first stands for both."""
        rows: dict[str, Row] = {}
        texts: dict[str, str] = {}  # what is read -> code
        for option, labels in options:
            wordings = self._labelled(labels or {"en": option}, name)
            taken = next((texts[t] for t in map(normalised, wordings.values()) if t in texts), None)
            if taken is not None:
                first = next(iter(wordings.values()))
                self.look_at(name, f"two options have the text {first!r}; taken as one, {taken}")
                continue
            text = option or next(iter(labels.values()), "")
            code = option
            if not _CODE.fullmatch(option) or option in rows:
                code = name_of(text, rows, otherwise="o")
            rows[code] = {"name": code, **wordings}
            texts.update(dict.fromkeys(map(normalised, wordings.values()), code))
        if any(texts.get(normalised(code), code) != code for code in rows):
            self.look_at(name, "codes that are also the label of another option begin with c_ here")
            self.renamed[name] = {code: f"c_{code}" for code in rows}
            rows = {f"c_{code}": {**row, "name": f"c_{code}"} for code, row in rows.items()}
        key = tuple(tuple(sorted(row.items())) for row in rows.values())
        list_name = self._lists.setdefault(key, name)
        if list_name == name:
            self.choices += [{"list_name": name, **row} for row in rows.values()]
        return list_name

    def drop_unfit_conditions(self) -> None:
        """Leave out conditions that the study can't evaluate, with one message a reason."""
        questions = {row["name"] for row in self.rows if row["type"].split()[0] in _ASKED}
        aside: dict[str, list[str]] = {}
        for row in self.rows:
            for key in ("relevant", "constraint"):
                if not (condition := row.get(key)):
                    continue
                this = row["name"] if key == "constraint" else None
                try:
                    to_polars(condition, this=this)
                    strange = sorted(names_in(condition) - questions)
                    why = f"they name {strange[0]}, which is not a question" if strange else ""
                    if not why and this and names_in(condition) - {this}:
                        why = "they compare the answer with that of another question"
                except SurveyError as problem:
                    why = _why(str(problem), condition)
                if why:
                    del row[key]
                    # Form tools would look for what is quoted, in whatever column it stands.
                    entry = f"{key}: {condition}".replace("${", "{")
                    row[LEFT_OUT] = " | ".join(filter(None, [row.get(LEFT_OUT), entry]))
                    aside.setdefault(why, []).append(row["name"])
        for why, names in aside.items():
            some = ", ".join(names[:3]) + f" and {len(names) - 3} more" * (len(names) > 3)
            what = f"conditions of {some} are not used, and kept in column {LEFT_OUT} of survey.csv"
            self.look_at("", f"{what}: {why}")

    def asked(self) -> list[Row]:
        """Rows that are questions."""
        return [row for row in self.rows if not row["type"].startswith(("begin_", "end_"))]

    def repeat_of(self) -> dict[str, str]:
        """Return the outermost repeat of each question that stands in one."""
        repeats, groups = {*self.repeats()}, self.groups().items()
        inside = {name: [group for group in some if group in repeats] for name, some in groups}
        return {name: some[0] for name, some in inside.items() if some}

    def find(self, heading: str) -> Place | None:
        """Find where a column belongs, by its heading."""
        return self.places.get(visible(heading))

    def kind_of(self, question: str) -> str:
        """Return a question's type, with its list of options."""
        return next(row["type"] for row in self.rows if row["name"] == question)

    def labels_of(self, question: str) -> dict[str, str]:
        """Options of a question: code -> English label."""
        options = self.kind_of(question).partition(" ")[2]
        return {
            row["name"]: row.get(label_column("en"), row["name"])
            for row in self.choices
            if row["list_name"] == options
        }

    def write(self, folder: Path, name: str) -> None:
        """Write the sheets into `folder`."""
        folder.mkdir(parents=True)
        self.drop_unfit_conditions()
        label, title = label_column("en"), {"form_title": self.title, "form_id": name}
        title |= {"version": "1", "default_language": "English (en)"}
        write_sheet(folder / "survey.csv", self.rows, ["type", "name", label])
        write_sheet(folder / "choices.csv", self.choices, ["list_name", "name", label])
        write_sheet(folder / "settings.csv", [title], [])


def _why(problem: str, condition: str) -> str:
    """Return why a condition can't be read, without the condition."""
    if used := re.search(r"unknown function '([^']+)'|uses '([^']+)', which is not", problem):
        return f"they use {used[1] or used[2]}, which can't be evaluated here"
    return "they can't be read: " + problem.replace(short(condition), "one of them")


def _routed(relevant: str) -> Row:
    condition = relevant.strip()
    return {"relevant": condition} if condition not in {"", "1"} else {}


def label_column(language: str) -> str:
    """Name the column of labels in a language."""
    listed_language = LANGUAGES.get(language)
    return f"label::{listed_language.name if listed_language else language} ({language})"


def write_sheet(path: Path, rows: Sequence[Row], first: Sequence[str]) -> None:
    """Write rows as CSV for people, these columns first."""
    columns = list(dict.fromkeys([*first, *(key for row in rows for key in row)]))
    table = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))
    defused(table).with_columns(pl.all().replace("", None)).write_csv(path)
