"""Files as they were received: those that are fetched, `sources.yaml`, and those that are here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
from pydantic import AfterValidator, BeforeValidator, Field

from surveyanswers.instrument.data_access import MANIFEST, RAW
from surveyanswers.instrument.entry import Entry, inside
from surveyanswers.instrument.names import Problem, short
from surveyanswers.instrument.parsing import load, parsed
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_text_table

SOURCES = "sources.yaml"
#: Licences that let files be handed on, by their short names; any other is named with its address.
LICENCES = ("CC0", "CC BY", "CC BY-SA", "ODC-BY", "ODbL", "PDDL", "OGL")
_NAMED = re.compile(
    rf"(?:{'|'.join(LICENCES)})(?:[ -]\d\.\d)?(?: IGO| [A-Z]{{2}})?|.+ \(?https://\S+"
)
#: What terms say that somebody has only heard of.
_UNSURE = re.compile(r"as far as|none|unknown|unchecked|unclear|contact", re.IGNORECASE)
#: What is known of a source besides its bytes.
KNOWN = ("cite_values", "pass_on", "copy_by", "comparison")
#: What is said of a file that was compared with nothing.
NOT_COMPARED = "not compared"
MAKERS_OWN, OWN_COMPILATION = "fetched from the owner's own address", "compiled by this project"
_PATH = r"^[a-z][a-z0-9_]*(/[A-Za-z0-9_][A-Za-z0-9_ .-]*)+$"


class Received(Entry):
    """What is known of a file that was received."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] = Field(description="Its checksum.")
    bytes: int = Field(ge=0, description="Its size.")
    received_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = Field(
        description="Day of receipt, YYYY-MM-DD."
    )
    source: Annotated[str, Field(min_length=1)] = Field(description="From where it came.")
    licence: Annotated[str, Field(min_length=1)] = Field(description="On what terms.")
    sensitivity: Annotated[str, Field(min_length=1)] = Field(
        description="public, personal or confidential."
    )
    simulated: bool = Field(description="Whether a generator made it.")
    makers: str = Field(default="", description="Who made and owns it; several with `; ` between.")


class Listed(Received):
    """A file that `MANIFEST.csv` lists, one row each."""

    file: Annotated[str, Field(min_length=1)] = Field(description="Path below the raw folder.")
    citation: str = Field(default="", description="How to cite it, where others made it.")
    cited_for: str = Field(
        default="",
        description="Columns of it, or tables that an analysis makes of it, that alone are cited "
        "so, with blanks between; empty: all of it.",
    )


def _ground(value: object) -> object:
    """Take `no` for the default, and refuse a bare `yes`.

    Raises
    ------
    ValueError
        It says yes without a ground.
    """
    if value is True:
        raise ValueError("says yes without a ground; expected a text that says where it is granted")
    return None if value is False else value


_Telling = Annotated[str, Field(min_length=10)]
Ground = Annotated[
    _Telling | None, BeforeValidator(_ground, json_schema_input_type=_Telling | Literal[False])
]


class Source(Received):
    """A public file that is fetched, or that the repository carries because it may be passed on."""

    bytes: int = Field(gt=0, description="Its size; no more than that is taken from anywhere.")
    path: Annotated[str, Field(pattern=_PATH), AfterValidator(inside)] = Field(
        description="Path below data/raw and below the mirror: in the folder of its survey, or of "
        "what lies across surveys in another, such as reference; it can't lead out of it."
    )
    url: Annotated[str, Field(pattern=r"^https://[^\s/@\\]+/\S*$")] | None = Field(
        default=None,
        description="Address from which it can be fetched; no other protocol is spoken. Left out: "
        "there is no public copy of it. Then the repository carries it in data/raw if `pass_on` "
        "grants that; else it is taken from data/raw or the mirror only.",
    )
    citation: Annotated[str, Field(min_length=1)] = Field(description="How to cite it.")
    copy_by: str = Field(
        default="",
        description="Whose copy is fetched, in the words of a caption. Left out: the address is "
        "the makers' own.",
    )
    comparison: str = Field(
        default="",
        description="With what of the makers' own the copy was compared, when, and what came of "
        "it. Left out: with nothing.",
    )
    cite_values: Ground = Field(
        default=None,
        description="On what ground single values may be shown as facts, with the source, on "
        "pages, in the report and in notebooks. Left out, or `no`: they may not.",
    )
    pass_on: Ground = Field(
        default=None,
        description="On what ground files of its units may be handed on, as releases and downloads "
        "do: where its own terms grant it. `licence` must then name a licence, by its short name "
        "or with its address. Left out, or `no`: they may not, and a release holds what is "
        "computed and says how to make the rest.",
    )

    def contradictions(self) -> Iterator[Problem]:
        """Yield the file if it may be passed on but no licence is named."""
        named = _NAMED.fullmatch(self.licence) and not _UNSURE.search(self.licence)
        if self.pass_on and not named:
            yield (
                "pass_on",
                f"{self.path} may be passed on only under a licence that is named; `licence` says "
                f"{short(self.licence)}, expected one of {', '.join(LICENCES)} with its version, "
                "or another's name and address (https://...)",
            )

    @property
    def carried(self) -> bool:
        """Whether git has it: no address holds a copy, and it may be passed on."""
        return not self.url and bool(self.pass_on)

    @property
    def compared(self) -> str:
        """How the file relates to what its makers publish."""
        origin = MAKERS_OWN if self.url else OWN_COMPILATION
        return self.comparison or (NOT_COMPARED if self.copy_by else origin)

    @property
    def survey(self) -> str:
        """The survey that the file belongs to: the first part of its path."""
        return self.path.partition("/")[0]


class Sources(Entry):
    """Public files of others, and what may be done with them, `data/raw/sources.yaml`."""

    sources: Sequence[Source] = Field(
        default=(),
        description="A file is looked for in data/raw, then in the folder that STUDY_MIRROR "
        "names, then at its address; another sha256 is refused.",
    )

    def contradictions(self) -> Iterator[Problem]:
        """Yield files that are declared twice, also where only capital letters differ."""
        paths = [source.path.lower() for source in self.sources]
        for number, path in enumerate(paths):
            if path in paths[:number]:
                yield f"sources.{number}.path", f"{path} is declared twice; expected once"


def read_manifest(path: Path) -> list[Listed]:
    """Read ``MANIFEST.csv``, one row a file.

    Raises
    ------
    SurveyError
        All rows that do not say what is needed, each with its number.
    """
    needed = [name for name, field in Listed.model_fields.items() if field.is_required()]
    table = read_text_table(path, needed)
    rows = table.select(name for name in Listed.model_fields if name in table.columns)
    entries, problems = [], []
    for number, row in enumerate(rows.iter_rows(named=True), start=2):
        row = {key: value for key, value in row.items() if value or key in needed}
        size, simulated = row["bytes"] or "", row["simulated"]
        row["bytes"] = int(size) if size.isdecimal() and len(size) < 19 else size
        row["simulated"] = {"yes": True, "no": False}.get(simulated, simulated)
        try:
            entries.append(parsed(row, Listed, where=f"row {number}"))
        except SurveyError as problem:
            problems.append(str(problem).replace("\n  ", " "))
    names = table["file"]
    problems += [f"{name} stands twice" for name in names.filter(names.is_duplicated()).unique()]
    if problems:
        raise SurveyError(f"{path}:{listed(problems)}")
    return entries


def references_in(manifest: Path) -> dict[str, dict[str, str]]:
    """List carried files that others made: file -> makers, citation, its columns and licence."""
    table = read_text_table(manifest).fill_null("") if manifest.is_file() else pl.DataFrame()
    if "citation" not in table.columns:
        return {}
    rows = table.filter(pl.col("citation") != "").iter_rows(named=True)
    return {
        row["file"]: {
            key: row.get(key, "") for key in ("makers", "citation", "licence", "cited_for")
        }
        for row in rows
    }


def all_simulated(files: Collection[str], manifests: Sequence[str]) -> bool:
    """Whether a generator made all of these files, as the lists that declare them say.

    Of a list that can't be read nothing is known; it is refused where files are verified.
    """
    simulated_by_file: dict[str, str] = {}
    for path in manifests:
        with suppress(SurveyError):
            table = read_text_table(Path(path), ("file", "simulated"))
            simulated_by_file |= dict(table.select("file", "simulated").iter_rows())
    return bool(files) and all(simulated_by_file.get(file) == "yes" for file in files)


def sources_of(survey: str, root: Path) -> list[Source]:
    """List the public files of a survey that `sources.yaml` names.

    Whoever lists a copy of one in a manifest has it on the same terms, so it is told by its bytes.

    Parameters
    ----------
    survey
        Its name; "" for all surveys and what lies across them.
    root
        The study's folder.
    """
    raw = root / RAW
    if not (raw / SOURCES).is_file():
        return []
    lists = [raw / MANIFEST, raw / survey / MANIFEST]
    tables = [read_text_table(path, ("file", "sha256")) for path in lists if path.is_file()]
    rows = (row for table in tables for row in table.select("file", "sha256").iter_rows())
    copies = {sha256 for file, sha256 in rows if file.startswith(f"{survey}/")}
    declared = load(raw / SOURCES, Sources).sources
    return [s for s in declared if not survey or s.survey == survey or s.sha256 in copies]


def rows_of(survey: str, manifests: Sequence[str], sources: str) -> list[list[str]]:
    """List what is declared of a survey's files and of the reference, whatever it is worth.

    A list that can't be read says so instead, and is refused where the files are verified.
    """
    rows: list[list[str]] = []
    for path in manifests:
        try:
            table = read_text_table(Path(path)).fill_null("")
            rows += [list(row) for row in table.rows()]
        except SurveyError as problem:
            rows.append(["", str(problem)])
    declared = load(Path(sources), Sources).sources
    # What is known or allowed of a file makes no other file of it.
    rows += [
        [source.path, *(str(v) for key, v in source.plain().items() if key not in KNOWN)]
        for source in declared
    ]
    folders = (survey, "reference")
    return sorted(row for row in rows if "/" not in row[0] or row[0].split("/")[0] in folders)
