"""The codebook's files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from surveyanswers.codebook.codebook_page import write_page
from surveyanswers.codebook.ddi import write_ddi
from surveyanswers.codebook.entries import OPTIONS, CodebookEntry, Edition, long_lists
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.instrument.settings import Settings
from surveyanswers.tables.spreadsheets import defused


def write_codebook(
    entries: Sequence[CodebookEntry],
    questionnaire: Questionnaire,
    settings: Settings,
    edition: Edition,
    folder: Path,
    *,
    answers: str,
    counted: bool = True,
    worded: Callable[[str], str] = str,
) -> None:
    """Write ``codebook.html``, ``codebook.xml`` (DDI-Codebook 2.5) and the lists that they name.

    Parameters
    ----------
    entries
        By `entries.entries_of`.
    questionnaire, settings, edition
        What was asked, what is known of the survey, and what its publisher adds.
    folder
        Gets both files, and long lists of options as CSV in a folder below it.
    answers
        The folder in it with the files that `labelled.write_labelled` writes; "" where the answers
        lie elsewhere.
    counted
        Whether units by answer may be counted in these files.
    worded
        Returns the name of a status in the words of this survey.
    """
    for name, options in long_lists(questionnaire).items():
        (folder / OPTIONS).mkdir(exist_ok=True)
        defused(options).write_csv(folder / OPTIONS / name)
    write_page(entries, settings, edition, folder, worded=worded)
    data = Path(answers or ".", "answers.sav")
    described = data.as_posix() if answers and (folder / data).is_file() else ""
    write_ddi(entries, settings, edition, folder, data=described, counted=counted)
