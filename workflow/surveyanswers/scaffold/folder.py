"""Write everything that a new survey needs: its folder and its data's place."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.instrument.analyst_decisions import COLUMNS
from surveyanswers.instrument.codebook import keep_sensitivities
from surveyanswers.instrument.column_sheet import BY_HAND, ColumnRow, column_rows, sheet_rows
from surveyanswers.instrument.column_sheet import FILE as SHEET
from surveyanswers.instrument.data_access import (
    CONFIDENTIAL,
    CORRECTIONS,
    MANIFEST,
    RAW,
    real_name,
    write_manifest,
)
from surveyanswers.instrument.languages import LANGUAGES
from surveyanswers.instrument.settings import FLOOR
from surveyanswers.instrument.survey_folder import SurveyFolder
from surveyanswers.scaffold.columns_described import described_columns
from surveyanswers.scaffold.countries import lay_down_tables
from surveyanswers.scaffold.form import Form, Row, write_sheet
from surveyanswers.scaffold.guesses import order_of, status_of
from surveyanswers.scaffold.inference import OTHER
from surveyanswers.scaffold.instruments import labelled, read_instrument
from surveyanswers.scaffold.missing_codes import doubtful
from surveyanswers.scaffold.placement import Placement
from surveyanswers.scaffold.placing import place
from surveyanswers.scaffold.placing_rosters import place_rosters
from surveyanswers.scaffold.recognise import Recognised, recognise
from surveyanswers.scaffold.said_instead import CODES, collectors_codes
from surveyanswers.scaffold.short_labels import short_labels
from surveyanswers.scaffold.survey_yaml import layout_of, settings_of
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import SAID_INSTEAD
from surveyanswers.tables.storage import sha256_of

_NAME = re.compile(r"[a-z][a-z0-9]*")
LONGEST_LABEL = 60
#: Checksums of what was written, by which a change of somebody's is known.
WRITTEN = "written.sha256"
_FEW = f"what fewer than {FLOOR} units gave is other: {{}}"


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
    reserved
        Names that a survey may not have.
    """

    folder: Path
    data: Path
    form: Path | None = None
    public: bool = False
    received_on: str = ""
    source: str = "unknown"
    language: str = "en"
    reserved: Collection[str] = ()

    @property
    def name(self) -> str:
        """The survey's name, which is its folder's."""
        return self.folder.name

    @property
    def held(self) -> Path:
        """The folder that its export will lie in."""
        return Path(RAW if self.public else CONFIDENTIAL, self.name)


@dataclass(frozen=True)
class Begun:
    """What was made out of a new survey's files.

    Attributes
    ----------
    form, placed
        What is asked, and where each column of the export belongs.
    units
        How many units there are.
    asked
        Questions that the export holds.
    """

    form: Form
    placed: Placement
    units: int
    asked: Sequence[str]


#: What else is written of a new survey; it returns files that lie outside the survey's folder.
Also = Callable[[NewSurvey, Begun], Sequence[Path]]


def scaffold(new: NewSurvey, also: Also = lambda new, begun: ()) -> list[str]:
    """Write a survey's folder and its manifest; return what was written.

    Paths are those of the study's folder, which the command runs in. Where the survey was written
    before, and a person has decided on columns since, it is written once more; what somebody
    changed in other files stays.

    Raises
    ------
    SurveyError
        Something of that name is there already, or the file or the form can't be read.
    """
    decided = {row.column: row for row in column_rows(new.folder) if row.by_person}
    if not decided:
        _refuse_what_is_there(new)
        return _write(new, decided, also)
    again = as_received(new)
    digests = _digests(new.folder)
    changed = {
        name: path.read_bytes()
        for name, digest in digests.items()
        if (path := Path(name)).is_file() and sha256_of(path) != digest
    }
    before = new.folder.with_name(f".{new.name}.before")
    new.folder.rename(before)
    try:
        written = _write(again, decided, also)
        for name in changed:
            if _digests(new.folder).get(name) != digests[name]:
                raise SurveyError(
                    f"{name}: was changed since make survey wrote it, and {SHEET} changes it as "
                    f"well, so nothing was written. Change the declarations yourself, and write "
                    f"{BY_HAND} in the column sure of {new.folder / SHEET}"
                )
    except BaseException:
        shutil.rmtree(new.folder, ignore_errors=True)
        before.rename(new.folder)
        raise
    finally:
        for name, content in changed.items():
            Path(name).write_bytes(content)
    shutil.rmtree(before)
    return written


def _digests(folder: Path) -> dict[str, str]:
    lines = (folder / WRITTEN).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def as_received(new: NewSurvey) -> NewSurvey:
    """Return a survey that was begun before, with the day on which its export was received.

    Raises
    ------
    SurveyError
        The export is another one than that which the survey was begun from.
    """
    with (new.held / MANIFEST).open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    if first["sha256"] != sha256_of(new.data):
        raise SurveyError(f"{new.data}: is not the file that {new.name} was begun from")
    return replace(new, received_on=first["received_on"])


def _write(new: NewSurvey, decided: Mapping[str, ColumnRow], also: Also) -> list[str]:
    if new.form is None:
        form = labelled.read(new.data) if new.data.suffix.lower() in labelled.ENDINGS else Form()
    else:
        form = read_instrument(new.form)
    language = new.language if new.language in LANGUAGES else "en"
    if language != new.language:
        form.look_at("", f"labels in {new.language!r} were entered as English; translate them")
    recognised = recognise(new.data, form, language=language)
    form.title = form.title or new.name
    least = 0 if new.public else FLOOR
    inferred = not form.rows
    placed = place(recognised, form, Path(), inferred=inferred, least=least, decided=decided)
    place_rosters(recognised, form, placed)
    if not form.asked():
        raise SurveyError(
            f"{new.data}: no column is a question: each is empty, was filled in by a program, or "
            f"names people. Is this the file with the answers?"
        )
    if not inferred:
        _order_scales(form, placed, decided)
    data = _lay_down(new)
    new.folder.mkdir(parents=True)
    if not new.public:
        (new.folder / ".gitignore").write_text("# Confidential until somebody says otherwise.\n*\n")
    form.write(new.folder / "questionnaire", new.name)
    fielded = [place.question for place in placed.columns.values()]
    if placed.country or placed.listed_states:
        lay_down_tables(Path())
    codes = collectors_codes(form)
    layout = layout_of(
        recognised,
        placed,
        f"{new.name}/{data.name}",
        codes=CODES if codes else "",
        not_fielded=[row["name"] for row in form.asked() if row["name"] not in fielded],
    )
    settings = partial(settings_of, placed, form, public=new.public, received=new.received_on)
    texts = {"layout": layout, "settings": settings(stop=False)}
    for name, text in texts.items():
        (new.folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    _write_codebook(new, form, placed)
    if codes:
        write_sheet(new.folder / CODES, codes, ["question", "option", "code"])
    outside = also(new, Begun(form, placed, _count_units(recognised, placed), fielded))
    with suppress(SurveyError):  # the check says it, in full
        if not new.public:
            keep_sensitivities(SurveyFolder(new.folder).codebook, new.held)
        cleaned, _ = cleaned_anyway(SurveyFolder(new.folder))
        if placed.put_together:
            _correct(new, placed, cleaned.log.filter(kind="invalid"))
            cleaned, _ = cleaned_anyway(SurveyFolder(new.folder))
        if cleaned.log.filter(kind="invalid").is_empty():
            (new.folder / "settings.yaml").write_text(settings(stop=True), encoding="utf-8")
    files = [*(path for path in new.folder.rglob("*") if path.is_file()), *outside]
    digests = (f"{sha256_of(path)}  {path.as_posix()}\n" for path in sorted(files))
    (new.folder / WRITTEN).write_text("".join(digests), encoding="utf-8")
    for name in placed.put_together:
        form.look_at(name, _FEW.format(new.held / CORRECTIONS))
    rows = described_columns(recognised, form, placed, decided, public=new.public)
    write_sheet(new.folder / SHEET, sheet_rows(rows), [])
    beside = new.held / CORRECTIONS
    few = f"{beside}: answers that fewer than {FLOOR} units gave, now coded as other"
    return [
        f"{data}, listed in {new.held / MANIFEST}",
        *([few] if beside.is_file() else []),
        *map(str, outside),
        f"{new.folder}",
    ]


def _correct(new: NewSurvey, placed: Placement, invalid: pl.DataFrame) -> None:
    """Write beside the answers what was put together as other: nothing else names these texts."""
    separators = {place.question: placed.separators.get(h) for h, place in placed.columns.items()}
    columns = COLUMNS[CORRECTIONS]
    cells = invalid.filter(pl.col("question").is_in(placed.put_together.keys()))
    rows = []
    for row in cells.unique(["submission_id", *columns[1:3]], maintain_order=True).to_dicts():
        few, mark = placed.put_together[row["question"]], separators[row["question"]]
        parts = [part.strip() for part in row["was"].split(mark)] if mark else [row["was"].strip()]
        becomes = (mark or "").join(dict.fromkeys(OTHER if p in few else p for p in parts))
        correction = {"submission": row["submission_id"], "becomes": becomes, "by": "make survey"}
        correction |= {"reason": f"given by fewer than {FLOOR} units", "on": new.received_on}
        rows.append({name: str((row | correction)[name]) for name in columns})
    table = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))
    table.write_csv(new.held / CORRECTIONS)


def _refuse_what_is_there(new: NewSurvey) -> None:
    if not _NAME.fullmatch(new.name) or new.name in new.reserved:
        raise SurveyError(
            f"{new.name!r} can't be a survey's name; expected lower-case letters and digits, "
            f"such as ministries2026"
        )
    places = [new.folder, *(Path(raw, new.name) for raw in (RAW, CONFIDENTIAL))]
    if paths := [str(path) for path in places if path.exists()]:
        raise SurveyError(
            f"This name is in use: {', '.join(paths)}. Nothing is overwritten; choose another "
            f"name, or remove what is there first"
        )


def _lay_down(new: NewSurvey) -> Path:
    """Copy the data to its place and list it there."""
    new.held.mkdir(parents=True, exist_ok=True)
    name = real_name(re.sub(r"[^A-Za-z0-9_.-]+", "_", new.data.name).lstrip(".-"))
    target = new.held / name
    if target.exists():  # the survey is written once more
        return target
    shutil.copyfile(new.data, target)
    open_to_all = {"licence": "unknown", "sensitivity": "public"}
    write_manifest(
        new.held,
        [target],
        received_on=new.received_on,
        source=new.source,
        **(open_to_all if new.public else {}),
    )
    return target


def _count_units(recognised: Recognised, placed: Placement) -> int:
    header = next((h for h, where in placed.columns.items() if where.question == placed.unit), "")
    named = recognised.columns.get(header or placed.unit)
    return len({*named}) if named else recognised.grid.body.height


def _order_scales(form: Form, placed: Placement, decided: Mapping[str, ColumnRow]) -> None:
    """Take questions of an instrument whose options are a known scale, or numbers, for ordered."""
    for row in form.rows:
        headers = [h for h, place in placed.columns.items() if place.question == row["name"]]
        kinds = {decided[header].kind for header in headers if header in decided}
        if row["type"].startswith("select_one ") and "steps" in kinds:
            placed.ordered.add(row["name"])
        elif row["type"].startswith("select_one ") and "names" not in kinds:
            labels = _substance(form.labels_of(row["name"]))
            counts = Counter(labels.values())
            silent = any(map(status_of, counts)) or doubtful(counts)  # 99 is no best answer
            if 2 < len(labels) <= 11 and order_of(list(labels.values())) and not silent:
                placed.ordered.add(row["name"])


def _substance(labels: dict[str, str]) -> dict[str, str]:
    return {code: label for code, label in labels.items() if code not in SAID_INSTEAD}


def _scores(form: Form, question: str, placed: Placement) -> str:
    """Write scores of options: a person's, or from their order."""
    labels = _substance(form.labels_of(question))
    order = order_of(list(labels.values())) or list(labels.values())
    ranks = {label: str(rank) for rank, label in enumerate(order)}
    scores = placed.scores.setdefault(question, ranks)
    return " ".join(f"{code}={scores[label]}" for code, label in labels.items() if label in scores)


def _write_codebook(new: NewSurvey, form: Form, placed: Placement) -> None:
    rows: list[Row] = []
    labels = short_labels(form, LONGEST_LABEL)
    for row in form.asked():
        name, sensitivity = row["name"], "public" if new.public else "perception"
        if row["type"] == "text":
            sensitivity = "free_text"
        if name in {placed.unit, placed.country}:
            sensitivity = "identity"
        ordered = name in placed.ordered
        rows.append(
            {
                "question": name,
                "short_label": labels[name],
                "sensitivity": sensitivity,
                "scores": _scores(form, name, placed) if ordered else "",
            }
        )
    columns = ["question", "short_label", "sensitivity", "scores"]
    write_sheet(new.folder / "codebook.csv", rows, columns)
