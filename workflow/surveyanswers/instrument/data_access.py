"""Where a survey's answers lie: in the open raw folder, or with those that were registered.

Confidential exports lie in ``data/confidential/<survey>/``, which git ignores. Once they are
registered (`register`), a manifest lists them there and they take the place of the survey's other
answers: the export that layout.yaml declares as ``simulated-x.csv`` is then read from ``x.csv``.
What people write of these answers case by case, and long results of them that are kept, lie
there, too (`BESIDE`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_text_table, sha256_of

RAW = "data/raw"
CONFIDENTIAL = "data/confidential"
MANIFEST = "MANIFEST.csv"
LAYOUT = "layout.yaml"
MULTIVERSE, RELEASES = "multiverse", "releases"
#: Beside the folder of releases: how many there are, and the checksum that all of them hang on.
LAST_RELEASE = "releases.json"
#: Beside registered answers: how sensitive each question was when they were registered.
SENSITIVITIES = "sensitivities.csv"
#: Where answers for other programs lie among a survey's results: of a public survey, and of a
#: confidential one real answers, which stay inside, and simulated ones, which are released.
LABELLED = {
    "public": "labelled",
    "confidential": "confidential_microdata",
    "simulated": "simulated_microdata",
}
#: The folder of results that git has.
PUBLISHED = "published"
#: Says there of which version figures and notebooks are.
AS_OF = "version.json"
#: What lies across surveys: it is made like a survey, from what leaves of several.
ACROSS = "sources"
#: The folder of folders of surveys.
SURVEYS = ("config", "surveys")
CORRECTIONS, DECISIONS = "corrections.csv", "decisions.csv"
#: What people decide of single submissions and units.
OF_CASES = (CORRECTIONS, DECISIONS)
#: Files and folders beside registered exports that are none.
BESIDE = frozenset({MANIFEST, LAYOUT, MULTIVERSE, RELEASES, LAST_RELEASE, SENSITIVITIES, *OF_CASES})
SIMULATED = "simulated-"


@dataclass(frozen=True)
class DataAccess:
    """A survey's files.

    Attributes
    ----------
    raw
        The folder that files are named from.
    registered
        Names of registered files, such as ``states/a.csv``; None where none are.
    """

    raw: str
    registered: frozenset[str] | None = None

    def named(self, file: str) -> str:
        """Return the name under which the export `file` of layout.yaml is held."""
        return file if self.registered is None else real_name(file)

    def plain(self) -> dict[str, Any]:
        """Return it as plain data, which `of` reads back."""
        return {
            "raw": self.raw,
            "registered": None if self.registered is None else sorted(self.registered),
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> DataAccess:
        """Make it of what `plain` returned, perhaps from JSON."""
        registered = plain["registered"]
        return cls(plain["raw"], None if registered is None else frozenset(registered))

    def holds(self, file: str) -> bool:
        """Whether the export `file` of layout.yaml is part of the study."""
        return self.registered is None or self.named(file) in self.registered


def surveys_run(listed: Sequence[str], root: Path) -> list[str]:
    """List the surveys that are run: those of config.yaml, and those that git ignores.

    A list that git has names no confidential survey; such a one is found by its folder.
    """
    ignored = sorted(path.parent.name for path in root.joinpath(*SURVEYS).glob("*/.gitignore"))
    return [*listed, *(name for name in ignored if name not in listed)]


def labelled_in(protection: str, *, made_up: bool) -> str:
    """Name the folder of a survey's answers for other programs.

    Parameters
    ----------
    protection
        As `settings.yaml` says.
    made_up
        Whether a generator made all of its answers.
    """
    return LABELLED["simulated" if made_up and protection == "confidential" else protection]


def real_name(file: str) -> str:
    """Name the real file that takes the place of a simulated one."""
    folder, slash, name = file.rpartition("/")
    return f"{folder}{slash}{name.removeprefix(SIMULATED)}"


def data_access_of(survey: str, root: Path) -> DataAccess:
    """Find out whether confidential answers of `survey` are registered below `root`."""
    manifest = root / CONFIDENTIAL / survey / MANIFEST
    if not manifest.is_file():
        return DataAccess(RAW)
    return DataAccess(CONFIDENTIAL, frozenset(read_text_table(manifest, ("file",))["file"]))


def manifests_of(survey: str, raw: str, root: Path) -> list[Path]:
    """List the manifests that declare a survey's files: the common one, and its own if any."""
    manifest = root / raw / survey / MANIFEST
    return [root / RAW / MANIFEST, *([manifest] if manifest.is_file() else [])]


def raw_files_of(survey: str, raw: str, root: Path) -> list[Path]:
    """List everything that lies in a survey's raw folder and in that of the reference."""
    folder = root / raw / survey
    beside = BESIDE if raw == CONFIDENTIAL else {MANIFEST}
    return sorted([*_files(folder, beside), *_files(root / RAW / "reference")])


def registered_files(survey: str, root: Path) -> list[Path]:
    """List a survey's confidential exports, whether they are registered yet or not."""
    return _files(root / CONFIDENTIAL / survey, BESIDE)


def frozen_multiverse(survey: str, root: Path) -> Path:
    """Return the folder that a survey's multiverses are kept in.

    Those of registered answers say what nobody has protected, and stay with the answers.
    """
    if data_access_of(survey, root).registered is None:
        return root / RESULTS / PUBLISHED / survey / MULTIVERSE
    return root / CONFIDENTIAL / survey / MULTIVERSE


def ledger_of(survey: str, root: Path) -> Path:
    """Return the folder that a survey's releases are recorded in, beside its answers."""
    return root / CONFIDENTIAL / survey / RELEASES


def releases_in(ledger: Path) -> list[int]:
    """List the numbers of the releases that a ledger holds, from the first on."""
    return sorted(int(path.name) for path in ledger.glob("*") if path.name.isdecimal())


def state_of(ledger: Path) -> list[str]:
    """List what a ledger and those of other surveys hold, with checksums.

    Where any is another, a run looks at it anew.
    """
    root = ledger.parents[1]
    heads = root.glob(f"*/{LAST_RELEASE}")
    files = [path for folder in root.glob(f"*/{RELEASES}") for path in _files(folder)]
    return [f"{p.relative_to(root).as_posix()} {sha256_of(p)}" for p in sorted([*heads, *files])]


def _files(folder: Path, aside: Collection[str] = ()) -> list[Path]:
    """List the files below a folder but those `aside` in it.

    Assume: hidden files are the file manager's, not the survey's.
    """
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not path.name.startswith(".")
        and path.relative_to(folder).parts[0] not in aside
    )


def register(
    survey: str, declared: list[str], root: Path, *, received_on: str, source: str
) -> list[str]:
    """List the confidential files of `survey` in a manifest beside them, and take them into use.

    Parameters
    ----------
    declared
        Files that the layout declares.
    root
        The study's folder.
    received_on, source
        For the manifest: a date (YYYY-MM-DD) and from whom.

    Returns
    -------
    list of str
        What was done, in sentences.

    Raises
    ------
    SurveyError
        There are no files, or one that no declared export stands for.
    """
    folder = root / CONFIDENTIAL / survey
    files = registered_files(survey, root)
    names = [f"{survey}/{path.relative_to(folder).as_posix()}" for path in files]
    wanted = {real_name(file) for file in declared}
    if not files:
        raise SurveyError(
            f"{CONFIDENTIAL}/{survey} holds no files. Put the exports there, named\n"
            + "\n".join(f"  {name.partition('/')[2]}" for name in sorted(wanted))
        )
    if strangers := [name for name in names if name not in wanted]:
        raise SurveyError(
            f"No export of the layout stands for:{listed(strangers)}\n"
            f"Expected names:{listed(sorted(wanted), shown=20)}\n"
            f"Rename the files, or put a {LAYOUT} of your own beside them."
        )
    write_manifest(folder, files, received_on=received_on, source=source)
    sentences = [f"{len(names)} confidential files of {survey} are registered and will be read."]
    if left := sorted(wanted - set(names)):
        sentences.append(f"Left out, since there is no file for them: {', '.join(left)}.")
    return sentences


def write_manifest(
    folder: Path,
    files: Sequence[Path],
    *,
    received_on: str,
    source: str,
    licence: str = "confidential",
    sensitivity: str = "confidential",
) -> None:
    """List files of a survey in the manifest of their folder."""
    pl.DataFrame(
        {
            "file": [f"{folder.name}/{path.relative_to(folder).as_posix()}" for path in files],
            "sha256": [sha256_of(path) for path in files],
            "bytes": [path.stat().st_size for path in files],
            "received_on": received_on,
            "source": source,
            "licence": licence,
            "sensitivity": sensitivity,
            "simulated": "no",
        }
    ).write_csv(folder / MANIFEST)
