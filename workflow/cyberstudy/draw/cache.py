"""What an exhibit rests on: it is drawn again when that changed (`tables.kept`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from cyberstudy.tables.kept import digest_of, digest_of_files, digest_of_software
from surveyanswers.tables.storage import protected_file, sha256_of

PLAN = "plan.json"
#: Parts of a plan that every exhibit rests on only so far as they concern it: entries of others,
#: clusterings that it does not show, and what is not drawn at all.
OF_SOME = ("exhibits", "clusterings", "notebooks", "story")
#: Parts that tables are made by and nothing that draws reads.
OF_TABLES = ("indices", "contrasts", "findings", "frame_comparison", "statements")


def found_in(tables: Path) -> Callable[[str], str | None]:
    """Digest protected tables, by the patterns that exhibits look for them with."""

    def digest(pattern: str) -> str | None:
        path = protected_file(tables, pattern)
        return None if path is None else f"{path.name} {sha256_of(path)}"

    return digest


def basis_of_all(
    plan: Mapping[str, Any], declarations: Iterable[str], *, language: str, simulated: bool
) -> dict[str, str]:
    """Digest what every exhibit of a survey in one language rests on.

    Parameters
    ----------
    plan
        The survey's.
    declarations
        Files that words and options come from: settings, codebook, questionnaire.
    language
        Its code.
    simulated
        All that an exhibit takes from protect's report.
    """
    shared = {part: entry for part, entry in plan.items() if part not in OF_SOME + OF_TABLES}
    return {
        "plan": digest_of(shared),
        # The section of the whole plan is told by what above and each exhibit's own entry say.
        "declarations": digest_of_files(p for p in declarations if Path(p).name != PLAN),
        "language": language,
        "simulated": str(simulated),
        # Assume: typefaces that the system brings, for Chinese alone, stay what they are.
        "software": digest_of_software(),
    }


def basis_of(
    entry: Mapping[str, Any], plan: Mapping[str, Any], code: Iterable[str]
) -> dict[str, str]:
    """Digest what one exhibit rests on besides: its entry, clusterings named there, its code."""
    clusterings = plan.get("clusterings", {})
    named = {name: clusterings[name] for name in sorted(set(texts_in(entry)) & set(clusterings))}
    return {
        "entry": digest_of(entry),
        "clusterings": digest_of(named),
        "code": digest_of_files(code),
    }


def texts_in(entry: object) -> list[str]:
    """List all texts in a plan's entry."""
    if isinstance(entry, Mapping):
        return [text for value in entry.values() for text in texts_in(value)]
    if isinstance(entry, list | tuple):
        return [text for value in entry for text in texts_in(value)]
    return [entry] if isinstance(entry, str) else []
