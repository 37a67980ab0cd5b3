"""Stage 9, release: complete, checksummed, described by the questionnaire it was made with."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast
from urllib.parse import quote, unquote

import polars as pl
import yaml

from cyberstudy.declare.survey import Survey
from cyberstudy.release.citation import TABLES_DIGEST, titled, write_citation
from cyberstudy.release.codebook import edition_of, entries_of
from cyberstudy.release.dictionaries import (
    COLUMNS,
    WIDE,
    column_dictionary,
    contract_in,
    data_dictionary,
    marked,
    write_package_of,
)
from cyberstudy.release.readme import READERS, readme_of
from cyberstudy.release.records_audit import mistakes_in_records
from cyberstudy.release.rights import ANSWERS, INPUTS, inputs_of, leave_out, rights_of, stop_uncited
from cyberstudy.release.scan import files_of, stop_leaks
from cyberstudy.release.software import installed_packages, versions_and_licences
from cyberstudy.release.unaltered import altered_exhibits, altered_tables
from cyberstudy.release.written_quantities import stop_at, written_quantities
from cyberstudy.tables.across import CountryYears
from cyberstudy.tables.digits import as_csv, document_to_digits, to_digits
from cyberstudy.tables.files import read_table
from cyberstudy.wording.translator import translator_of
from surveyanswers.codebook.codebook_files import write_codebook
from surveyanswers.data_package import SUMS
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.data_access import LABELLED
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.answers import Answers, Receipt
from surveyanswers.tables.checksums import checksums_of
from surveyanswers.tables.disclosure import SIMULATED
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.spreadsheets import restored
from surveyanswers.tables.storage import read_json, sha256_of, write_json, write_table

#: Lies in a release of registered answers until `make release` has recorded it.
NOT_RECORDED = "NOT-YET-RECORDED.txt"
NOT_YET = """This release is not recorded yet. Do not pass it on as it is.

Run `make release SURVEY={survey}`: that keeps what the next release has to be compared with, and
takes this file away. Without a record the next release may give single answers away, since whoever
has both can subtract them.
"""
#: A link out of the folder that a page lies in, as HTML or, in a notebook's JSON, with \\".
_LINK = re.compile(
    r"<a href=(?P<mark>\\?\")(?P<target>\.\./[^\"\\]*)(?P=mark)>(?P<text>.*?)</a>", re.S
)


def release_survey(
    survey: Survey,
    *,
    tables: str,
    others: Sequence[str],
    drawn: Sequence[str],
    narrated: Sequence[str],
    again: str,
    labelled: Sequence[str],
    config: Mapping[str, object],
    made_with: Mapping[str, str],
    lock: str,
    receipt: str,
    folder: str,
    submissions: Sequence[str] = (),
    proof: Sequence[str] = (),
) -> None:
    """Copy what may be passed on into `folder`, describe it, and list it with checksums.

    Parameters
    ----------
    survey
        For the data dictionary, the plan and the citation.
    tables
        The folder that `protect` wrote; nothing else of the answers gets in.
    others
        Further single files: protect's report first, then the questionnaire's form if there is one.
    drawn
        Folders of exhibits, each named by its language.
    narrated
        The folder of notebooks, if there are any.
    again
        Of a confidential survey: a folder where exhibits, notebooks and form were made once more.
    labelled
        The folder of answers for other programs, if there are answers; that of a confidential
        survey stays inside, unless all of them are simulated.
    config
        The study's settings as they were used.
    made_with
        ``version`` and ``commit`` of the study (`declare.version`). Only what lists software tells
        the commit: all else is the same bytes after one that changes nothing.
    lock
        ``requirements.lock``, whose packages are listed as they are installed.
    receipt
        Of the files that the survey rests on: `inputs_of` says what leaves of it.
    folder
        ``tables/``, ``figures/<language>/``, ``notebooks/`` and the descriptions; ``MANIFEST.csv``
        lists every other file with its bytes and sha256, but `NOT_RECORDED`, which says of
        registered answers that the release is not recorded yet.
    submissions
        Of a survey whose answers are registered: what is released is compared with them.
    proof
        Of a confidential survey with estimates: the certificate, and who is in which group.

    Raises
    ------
    SurveyError
        Tables are not those that `protect` wrote and proved; exhibits of a confidential survey are
        not what is made again of them; something of registered answers stands in a file word for
        word; or single values are shown that may not be cited.
    """
    declared = cast(Mapping[str, str], config.get("publication", {}))
    publication = survey.published_by({**declared, "version": made_with["version"]})
    config = {**config, "publication": survey.published_by(declared)}
    target = Path(folder)
    report = json.loads(Path(others[0]).read_text(encoding="utf-8"))
    simulated = report["simulated"]
    if altered := altered_tables(survey, tables, report, [others[0], *proof]):
        raise SurveyError(
            f"{survey.name}: not the tables that protection wrote and proved:{listed(altered)}\n"
            "Nothing was released. Make them again: "
            f".venv/bin/snakemake --forcerun protect_tables -- {survey.name}"
        )
    if survey.settings.protection == CONFIDENTIAL:
        _stop_untrue(survey, report, tables, [*drawn, *narrated, *others[1:]], again)
    left_out = _put_together(target, survey, tables, drawn, labelled, simulated=simulated)
    _write(column_dictionary(target / "tables", survey), target / COLUMNS)
    _write_wide(target, survey.folder / READERS)
    figures = {path.name for path in target.glob("figures/*/*")}
    for path in sorted(
        chain.from_iterable(Path(notebooks).glob("[!.]*") for notebooks in narrated)
    ):
        _copy(path, target / "notebooks")
        relink(target / "notebooks" / path.name, figures=figures)
    stop_uncited(target, survey)
    listed_tables = as_csv(manifest_of(target / "tables")).encode()
    report |= rights_of(survey, left_out) | {"version": made_with["version"]}
    report |= {TABLES_DIGEST: hashlib.sha256(listed_tables).hexdigest()}
    _mark_numbers(target / "figures")
    for path in map(Path, others[1:]):
        _copy(path, target)
    write_json(report, str(target / Path(others[0]).name))
    if survey.asks:
        _write_codebook(survey, report, publication, target)
    _write_settings(survey, config, target)
    released = read_table(str(Path(tables) / Path(receipt).name))
    _write(inputs_of(survey, read_table(receipt, Receipt), released), target / INPUTS)
    packages = installed_packages(Path(lock))
    _write(versions_and_licences(packages, made_with), target / "software.csv")
    title = titled(survey, report, publication)
    write_package_of(target, survey, title=title, simulated=simulated, publication=publication)
    write_citation(survey, publication, report, target)
    readme = readme_of(survey, report, publication, target, seed=config.get("seed"))
    (target / "README.md").write_text(readme, encoding="utf-8")
    stop_leaks(files_of(target), survey, submissions)
    _write(manifest_of(target), target / "MANIFEST.csv")
    (target / SUMS).write_text(checksums_of(target, target), encoding="utf-8")
    if survey.data_access.registered is not None:
        notice = NOT_YET.format(survey=survey.name)
        (target / NOT_RECORDED).write_text(notice, encoding="utf-8")


def _stop_untrue(
    survey: Survey, report: Mapping[str, Any], tables: str, shown: Sequence[str], again: str
) -> None:
    """Stop where exhibits, notebooks, records or texts say what protected tables do not."""
    if altered := altered_exhibits(shown, again):
        raise SurveyError(
            f"{survey.name}: not what protected tables make:{listed(altered)}\n"
            "Nothing was released. Make these again: .venv/bin/snakemake --forcerun draw_exhibits "
            f"run_notebooks -- {survey.name}"
        )
    notebooks = [path for folder in shown for path in sorted(Path(folder).glob("*.ipynb"))]
    mistakes = [*mistakes_in_records(report, survey, Path(tables))]
    stop_at(survey, [*mistakes, *written_quantities(survey, notebooks)])


def differing_tables(survey: Survey, tables: str, release: Path) -> list[str]:
    """Return which tables of a release are not what protected tables become when they leave."""
    simulated = read_json(release / "report.json")["simulated"]
    with TemporaryDirectory() as place:
        _put_together(Path(place), survey, tables, simulated=simulated)
        again = manifest_of(Path(place) / "tables").rows()
    differing = {*again}.symmetric_difference(manifest_of(release / "tables").rows())
    names = sorted({name for name, *_ in differing})
    return [f"{release}/tables/{name}: is not the protected table" for name in names]


def _put_together(
    target: Path,
    survey: Survey,
    tables: str,
    drawn: Sequence[str] = (),
    labelled: Sequence[str] = (),
    *,
    simulated: bool,
) -> list[dict[str, str]]:
    """Copy tables, exhibits and answers for other programs; return what is left out of them."""
    hidden = shutil.ignore_patterns(".*")  # Snakemake's marks on its folders
    # Answers go out labelled.
    inside = shutil.ignore_patterns(".*", Path(Answers.place.file).name)
    shutil.copytree(tables, target / "tables", ignore=inside)
    for path in map(Path, drawn):
        shutil.copytree(path, target / "figures" / path.name, ignore=hidden)
    for path in map(Path, labelled):
        if place := _released_as(path.name, survey, simulated=simulated):
            shutil.copytree(path, target / place, ignore=hidden)
    left_out = leave_out(target, survey, partial(contract_in, target / "tables", survey))
    _write_tables(target / "tables", simulated=simulated)
    return left_out


def _write_tables(folder: Path, *, simulated: bool) -> None:
    """Write every table as CSV, which people open, beside Parquet with types; round records."""
    mark = partial(marked, simulated=simulated)
    for table in sorted(folder.rglob("*.csv")):
        _write(mark(pl.read_csv(table, infer_schema=False)), table)
    for table in sorted(folder.rglob("*.parquet")):
        rounded = mark(to_digits(pl.read_parquet(table)))
        write_table(rounded, str(table))
        _write(rounded, table.with_suffix(".csv"))
    of_simulated = {SIMULATED: True} if simulated else {}
    for record in sorted(folder.rglob("*.json")):
        write_json(of_simulated | document_to_digits(read_json(record)), str(record))


def _write_wide(target: Path, readers: Path) -> None:
    """Write the table of countries and years wide, and copy what reads the long one."""
    long = target / "tables" / Path(CountryYears.place.file).name
    if long.is_file():
        text = pl.read_csv(long, infer_schema=False)
        countries = ["iso3", "iso2", "m49", "cow", "vdem", "country", "year"]
        wide = text.pivot("indicator", index=countries, values="value").sort("iso3", "year")
        _write(wide, target / WIDE)
        shutil.copytree(readers, target / READERS)


def _mark_numbers(figures: Path) -> None:
    """Mark figures' numbers of simulated answers."""
    for numbers in sorted(figures.rglob("*.csv")):
        words = read_json(numbers.with_name(f"{numbers.name.partition('.')[0]}.json"))
        table = restored(pl.read_csv(numbers, infer_schema=False))
        _write(marked(table, simulated=words.get(SIMULATED, False)), numbers)


def _write_settings(survey: Survey, config: Mapping[str, object], target: Path) -> None:
    """Write the settings of study and survey with the plan, as they were used."""
    settings = {
        "config": dict(config),
        "settings": read_yaml(survey.folder / "settings.yaml"),
        "plan": read_yaml(survey.folder / "plan.yaml"),
    }
    written = yaml.safe_dump(settings, sort_keys=True)
    (target / "settings.yaml").write_text(written, encoding="utf-8")


def _released_as(folder: str, survey: Survey, *, simulated: bool) -> str:
    """Name the part of a release that a folder of answers becomes; "" where it stays inside."""
    if survey.settings.protection != CONFIDENTIAL:
        return ANSWERS
    made_up = simulated and survey.data_access.registered is None
    return folder if made_up and folder == LABELLED["simulated"] else ""


def _write_codebook(
    survey: Survey,
    report: Mapping[str, Any],
    publication: Mapping[str, str],
    target: Path,
) -> None:
    """Write the codebook as tables, for people and for archives."""
    _write(data_dictionary(survey.questionnaire, survey.codebook), target / "data_dictionary.csv")
    folders = (ANSWERS, LABELLED["simulated"])
    write_codebook(
        entries_of(survey, target / "tables"),
        survey.questionnaire,
        survey.settings,
        edition_of(survey, report, publication),
        target,
        answers=next((n for n in folders if (target / n / "variables.csv").is_file()), ""),
        worded=translator_of(survey, "en"),
    )


def manifest_of(folder: Path) -> pl.DataFrame:
    """List every file below `folder` with its bytes and sha256, sorted."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return pl.DataFrame(
        {
            "file": [path.relative_to(folder).as_posix() for path in files],
            "bytes": [path.stat().st_size for path in files],
            "sha256": [sha256_of(path) for path in files],
        }
    )


def _write(table: pl.DataFrame, path: Path) -> None:
    path.write_text(as_csv(table), encoding="utf-8")


def _copy(path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, folder / path.name)


def relink(page: Path, *, figures: Collection[str], to: str = "../figures/{}") -> None:
    """Turn a notebook's links into the study's folders into links within the release.

    A release is passed on by itself. What it holds is an exhibit's files; the code behind them and
    the plan are named as before, without a link that leads nowhere.
    """

    def within(link: re.Match[str]) -> str:
        path = Path(unquote(link["target"]))
        if path.name in figures:
            target = f"{to.format(path.parent.name)}/{path.name}"
            return f"<a href={link['mark']}{quote(target)}{link['mark']}>{link['text']}</a>"
        return link["text"]

    text = page.read_text(encoding="utf-8")
    page.write_text(_LINK.sub(within, text), encoding="utf-8")
