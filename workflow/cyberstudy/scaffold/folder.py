"""Write everything that a new survey needs: its folder, its data's place, a notebook."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import shorten

import polars as pl

from cyberstudy.declare.holdings import CONFIDENTIAL, MANIFEST, RAW, real_name, register
from cyberstudy.declare.received import Listed
from cyberstudy.declare.settings import RESERVED
from cyberstudy.declare.survey import Survey
from cyberstudy.scaffold.check import cleaned_anyway
from cyberstudy.scaffold.form import TO_REVIEW, Form, Row, label_column
from cyberstudy.scaffold.guesses import order_of
from cyberstudy.scaffold.instruments import labelled, read_instrument
from cyberstudy.scaffold.placement import Placement
from cyberstudy.scaffold.placing import place
from cyberstudy.scaffold.plans import Exhibits, exhibits_of, plan_of
from cyberstudy.scaffold.recognise import recognise
from cyberstudy.scaffold.written import layout_of, settings_of
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.spreadsheets import defused
from cyberstudy.tables.statuses import SAID_INSTEAD
from cyberstudy.tables.storage import sha256_of

_NAME = re.compile(r"[a-z][a-z0-9]*")
LONGEST_LABEL = 60


@dataclass(frozen=True)
class NewSurvey:
    """A survey that is to be written.

    Attributes
    ----------
    folder
        Where its declarations will stand.
    data, form
        Its export, and its instrument where there is one.
    public
        Whether its answers may be seen; otherwise they count as confidential.
    received_on
        YYYY-MM-DD.
    source
        From whom.
    language
        Of the labels in the file.
    """

    folder: Path
    data: Path
    form: Path | None = None
    public: bool = False
    received_on: str = ""
    source: str = "to review: from whom"
    language: str = "en"
    written: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The survey's name, which is its folder's."""
        return self.folder.name

    @property
    def notebook(self) -> str:
        """The notebook's name; git ignores those that begin with ``confidential_``."""
        return f"{'public' if self.public else CONFIDENTIAL.rpartition('/')[2]}_{self.name}"


def scaffold(new: NewSurvey) -> list[str]:
    """Write a survey's folder, its manifest and a notebook; return what was written.

    Paths are those of the study's folder, which the command runs in.

    Raises
    ------
    StudyProblem
        Something of that name is there already, or the file or the form can't be read.
    """
    _refuse_what_is_there(new)
    found = recognise(new.data, language=new.language)
    instrument = new.form
    if instrument is None and new.data.suffix.lower() in {".sav", ".zsav", ".dta"}:
        form = labelled.read(new.data)
    else:
        form = read_instrument(instrument) if instrument else Form()
    form.title = form.title or new.name
    inferred = not form.rows
    placed = place(found, form, Path(), inferred=inferred)
    _order_scales(form, placed)
    file = _lay_down(new)
    new.folder.mkdir(parents=True)
    if not new.public:
        (new.folder / ".gitignore").write_text("# Confidential until somebody says otherwise.\n*\n")
    form.write(new.folder / "questionnaire", new.name)
    asked = [place.question for place in placed.columns.values()]
    names = [row["name"] for row in form.rows if not row["type"].startswith(("begin_", "end_"))]
    remarks = [*found.review, *form.review.get("", [])]
    silent = [name for name in names if name not in asked]
    (new.folder / "layout.yaml").write_text(
        layout_of(found, placed, file, not_fielded=silent, remarks=remarks), encoding="utf-8"
    )
    _write_codebook(new, form, placed)
    header = next((h for h, where in placed.columns.items() if where.question == placed.unit), "")
    named = found.columns.get(header or placed.unit)
    units = len({*named}) if named else found.grid.body.height
    rows = [row for row in form.rows if row["name"] in asked]
    plan = plan_of(form, placed, units=units, notebook=new.notebook, asked=asked)
    (new.folder / "plan.yaml").write_text(plan, encoding="utf-8")
    _write_settings(new, form, placed, stop=False)
    _write_notebook(new, form.title, exhibits_of(form, placed, rows, units))
    _declare(new)
    with suppress(StudyProblem):  # the check says it, in full
        cleaned, _ = cleaned_anyway(Survey(new.folder))
        if cleaned.log.filter(kind="invalid").is_empty():
            _write_settings(new, form, placed, stop=True)
    return new.written


def _refuse_what_is_there(new: NewSurvey) -> None:
    if not _NAME.fullmatch(new.name) or new.name in RESERVED:
        raise StudyProblem(
            f"{new.name!r} can't be a survey's name; expected small letters and digits, such as "
            f"ministries2026"
        )
    places = [new.folder, *(Path(raw, new.name) for raw in (RAW, CONFIDENTIAL))]
    if there := [str(path) for path in places if path.exists()]:
        raise StudyProblem(
            f"There is something of that name: {', '.join(there)}. Nothing is written over; choose "
            f"another name, or take it away first"
        )


def _lay_down(new: NewSurvey) -> str:
    """Copy the data to its place and list it there; return its name for layout.yaml."""
    folder = Path(RAW if new.public else CONFIDENTIAL, new.name)
    folder.mkdir(parents=True)
    name = real_name(re.sub(r"[^A-Za-z0-9_.-]+", "_", new.data.name).lstrip(".-"))
    target = folder / name
    shutil.copyfile(new.data, target)
    file = f"{new.name}/{name}"
    if not new.public:
        register(new.name, [file], Path(), received_on=new.received_on, source=new.source)
    else:
        row = {
            "file": file,
            "sha256": sha256_of(target),
            "bytes": str(target.stat().st_size),
            "received_on": new.received_on,
            "source": new.source,
            "licence": "to review: on what terms",
            "sensitivity": "public",
            "simulated": "no",
        }
        pl.DataFrame([row]).select([f for f in row if f in Listed.model_fields]).write_csv(
            folder / MANIFEST
        )
    new.written.append(f"{target}, listed in {folder / MANIFEST}")
    return file


def _order_scales(form: Form, placed: Placement) -> None:
    """Take questions of an instrument whose options are a known scale, or numbers, for ordered."""
    for row in form.rows:
        if row["type"].startswith("select_one ") and row["name"] not in placed.ordered:
            labels = _substance(form.labels_of(row["name"]))
            if 2 < len(labels) <= 11 and order_of(list(labels.values())):
                placed.ordered.add(row["name"])


def _substance(labels: dict[str, str]) -> dict[str, str]:
    return {code: label for code, label in labels.items() if code not in SAID_INSTEAD}


def _scores(form: Form, question: str) -> str:
    """Write scores of options from their order, which a person must look at."""
    labels = _substance(form.labels_of(question))
    order = order_of(list(labels.values())) or list(labels.values())
    return " ".join(f"{code}={order.index(label)}" for code, label in labels.items())


def _write_codebook(new: NewSurvey, form: Form, placed: Placement) -> None:
    sensitive = "public" if new.public else "perception"
    rows: list[Row] = []
    for row in form.rows:
        kind = row["type"].partition(" ")[0]
        if kind.startswith(("begin_", "end_")):
            continue
        name = row["name"]
        label = row.get(label_column("en"), name)
        short = shorten(label, LONGEST_LABEL, placeholder="...")
        review = ["short label, sensitivity"]
        entry = {
            "question": name,
            "short_label": short,
            "scores": "",
            "sensitivity": "free_text" if kind == "text" else sensitive,
        }
        if name in {placed.unit, placed.country}:
            entry["sensitivity"] = "identity"
        if name in placed.ordered:
            entry["scores"] = _scores(form, name)
            review.append("scores")
        entry[TO_REVIEW.replace(" ", "_")] = "; ".join([*review, *form.review.get(name, [])])
        rows.append(entry)
    columns = ["question", "short_label", "sensitivity", "scores", "to_review"]
    table = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))
    defused(table).with_columns(pl.all().replace("", None)).write_csv(new.folder / "codebook.csv")


def _write_settings(new: NewSurvey, form: Form, placed: Placement, *, stop: bool) -> None:
    text = settings_of(placed, form, public=new.public, received=new.received_on, stop=stop)
    (new.folder / "settings.yaml").write_text(text, encoding="utf-8")


def _write_notebook(new: NewSurvey, title: str, exhibits: Exhibits) -> None:
    title = re.sub(r"\d", "", title).strip() or "Answers"
    cells = [("markdown", f"# {title}")]
    cells += [("code", f'from cyberstudy.narrate import Study\n\nstudy = Study("{new.name}")')]
    cells += [("markdown", "It reads what the workflow made and computes nothing new.")]
    for category in dict.fromkeys(entry["category"] for entry in exhibits.values()):
        shown = [name for name, entry in exhibits.items() if entry["category"] == category]
        cells += [("markdown", f"## {category}")]
        cells += [("code", "\n".join(f'study.exhibit("{name}")' for name in shown))]
    content = {
        "cells": [
            {
                "cell_type": kind,
                "id": f"cell-{number:02}",
                "metadata": {},
                "source": text.splitlines(keepends=True),
                **({"execution_count": None, "outputs": []} if kind == "code" else {}),
            }
            for number, (kind, text) in enumerate(cells)
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path = Path("notebooks", f"{new.notebook}.ipynb")
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    new.written.append(str(path))


def _declare(new: NewSurvey) -> None:
    """Put the survey's name into the list of those that are run."""
    path = new.folder.parents[1] / "config.yaml"
    text = path.read_text(encoding="utf-8")
    added, count = re.subn(
        r"^(surveys: *\[[^\]]*)\]", rf"\1, {new.name}]", text, count=1, flags=re.MULTILINE
    )
    if not count:
        raise StudyProblem(f"{path}: no list of surveys was found; add {new.name} to it")
    path.write_text(added.replace("[, ", "["), encoding="utf-8")
    new.written.extend([f"{new.folder}", f"{path}: {new.name} is one of its surveys"])
