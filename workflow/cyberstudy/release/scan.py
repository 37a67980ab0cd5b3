"""The last look at what leaves: whether anything of registered answers stands in it word for word.

Protection works by contracts, and this knows none: it looks in finished files for names of units,
their codes, forms, files, addresses and texts. What it finds it never repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path, PurePath
from urllib.parse import unquote

import polars as pl

from cyberstudy.declare.identity import CITATION
from cyberstudy.declare.survey import Survey
from cyberstudy.tables.files import read_table
from surveyanswers.codebook.entries import DDI, OPTIONS
from surveyanswers.codebook.entries import PAGE as CODEBOOK
from surveyanswers.data_package import FILE as PACKAGE
from surveyanswers.instrument.identifying import ListedUnits, QuestionNames, Registered, plain_text
from surveyanswers.tables.answers import Submissions
from surveyanswers.tables.contents import said_in
from surveyanswers.tables.problems import SurveyError, listed

#: Files of a release that are made of the environment, or name the others.
MADE = frozenset({"software.csv", "MANIFEST.csv", "SHA256SUMS"})
#: Those that show the form whole: with it the options that units are named by.
OF_FORM = frozenset({"data_dictionary.csv", "questionnaire.xml", CODEBOOK, DDI})
#: Where three capitals are no unit: a README names formats, and PNG is a country, too.
WITHOUT_CODES = frozenset({"README.md", PACKAGE, CITATION})
#: What is drawn twice: its words stand in the SVG file of the same figure.
PICTURES = frozenset({".png", ".pdf"})
SHORTEST = 3
#: Letters from which a name is one in small letters, too: of the list, and one of a unit's own.
#: Assume: what is shorter is a word of some language as well: chad, oman, police.
SMALL, SMALL_OWN = 5, 12
IN_NAME = ", in the name of the file"
NAME, CODE, FORM, FILE = "a unit's name", "a unit's code", "a form's id", "a registered file's name"
ANSWER, ADDRESS = "a text of an answer", "an e-mail address"
UNREAD = "a drawing, or a packed or damaged file, in which no text can be read"

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: Typefaces are called like countries, the page has a program; a picture's bytes are no words.
_UNSEEN = re.compile(
    r"<style\b.*?</style>|<script>.*?</script>|\b(?:style|font-family|class)=(?P<mark>[\"']).*?(?P=mark)"
    r"|(?:[A-Za-z0-9+/]{60,}\s?)+[A-Za-z0-9+/]*={0,2}",
    re.S,
)
_MARKUP, _WRITTEN = (
    re.compile(r"<style\b.*?</style>|<[^>]*>", re.S),
    re.compile(r"<text\b[^>]*>\s*[^<\s]"),
)
_UNSPACED = re.compile(r"[\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def stop_leaks(
    files: Mapping[str, bytes | Path], survey: Survey, submissions: Sequence[str]
) -> None:
    """Stop where `leaks` finds something.

    Raises
    ------
    SurveyError
        Naming the files, and what kind of thing was found.
    """
    if places := leaks(files, survey, submissions=submissions):
        advice = (
            " A text that many gave may be an answer that the form offers: then write it, word for "
            "word, into questionnaire/choices.csv; any other is to be reworded where it stands."
        )
        raise SurveyError(
            f"{survey.name}: what was told in confidence would leave with{listed(places)}\n"
            f"Nothing was released. Look at these files in the stages before (protect, draw, "
            f"narrate): a table's contract, a text of the plan or of a notebook lets it through."
            f"{advice if any(ANSWER in place for place in places) else ''}"
        )


def leaks(
    files: Mapping[str, bytes | Path], survey: Survey, *, submissions: Sequence[str] = ()
) -> list[str]:
    """Look for what is confidential of a survey in all that leaves.

    Parameters
    ----------
    files
        Of a release (`files_of`), or a page: name -> content, or where it is.
    survey
        Only of one whose answers are registered anything is confidential in this sense.
    submissions
        `tables.Submissions` of surveys, each as ``results/<survey>/clean/submissions.parquet``.

    Returns
    -------
    list of str
        File and kind of what was found in it, without the thing itself.
    """
    if survey.data_access.registered is None:
        return []
    survey_submissions = [path for path in submissions if survey.name in Path(path).parts]
    contents = [
        (name, content)
        for name, data in files.items()
        if name not in MADE and PurePath(name).suffix not in PICTURES
        for content in said_in(data if isinstance(data, bytes) else data.read_bytes())
    ]
    # Also without markup: a name in a drawing may be broken into lines, each a text of its own.
    drawn = [
        (name, _MARKUP.sub(" ", content.text)) for name, content in contents if _is_drawing(name)
    ]
    seen_texts = [(name, _seen(content.text)) for name, content in contents]
    seen_texts += [(name, _seen(text)) for name, text in drawn]
    sought = _Sought(survey, survey_submissions)
    kinds_by_file = {name: set[str]() for name in files}
    for name, content in contents:
        if not _without_codes(name) and sought.listed.spellings.listed_in(content):
            kinds_by_file[name].add(CODE)
    small = [(name, text.casefold()) for name, text in seen_texts]
    for name in _with(sought.small_names, small):
        if not _of_form(name):
            kinds_by_file[name].add(NAME)
    for kind, texts in sought.kinds.items():
        aside = {NAME: _of_form, CODE: _without_codes}.get(kind, lambda name: False)
        for name in _with(texts, [entry for entry in seen_texts if not aside(entry[0])]):
            kinds_by_file[name].add(kind)
        # In a file's name words are joined and small; a code that is small is a word: are, per.
        fold = _joined if kind == CODE else lambda text: _joined(text).casefold()
        stems = [(name, fold(PurePath(name).with_suffix("").as_posix())) for name in files]
        for name in _with(set(map(fold, texts)), stems):
            kinds_by_file[name].add(f"{kind}{IN_NAME}")
    for name, text in seen_texts:
        if _ADDRESS.search(text):
            kinds_by_file[name].add(ADDRESS)
    for name, content in contents:
        if content.sealed or (_is_drawing(name) and not _WRITTEN.search(content.text)):
            kinds_by_file[name].add(UNREAD)
    # A file is named by its place, unless its name is what must not be seen.
    return [
        f"{name if not any(leak.endswith(IN_NAME) for leak in kinds) else f'file {number}'}: {kind}"
        for number, (name, kinds) in enumerate(kinds_by_file.items(), start=1)
        for kind in sorted(kinds)
    ]


def files_of(folder: Path) -> dict[str, Path]:
    """List all files below a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in files}


def _with(sought: set[str], texts: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Name the files in whose texts something of what is sought stands."""
    for (name, _), hits in zip(texts, _hits(sought, [text for _, text in texts]), strict=True):
        if any(hits):
            yield name


def _hits(sought: set[str], texts: Sequence[str]) -> Iterator[Iterator[str]]:
    """Yield which of the sought terms stand in each text, all of them looked for at once."""
    patterns = pl.Series(sorted(filter(None, sought)), dtype=pl.String)
    series = pl.Series(texts, dtype=pl.String)
    hits_by_text = series.str.extract_many(patterns.implode(), overlapping=True).list.unique()
    for text, hits in zip(texts, hits_by_text, strict=True):
        yield (term for term in hits if _stands_in(term, text))


def _seen(text: str) -> str:
    if "<" in text:
        text = unescape(unquote(text))
    return plain_text(_UNSEEN.sub(" ", text))


@dataclass(frozen=True)
class _Sought:
    """What is looked for, by kind."""

    survey: Survey
    submissions: Sequence[str]

    @cached_property
    def kinds(self) -> dict[str, set[str]]:
        """Kind -> texts that must not be seen."""
        registered = Registered(
            self.survey.name, self.survey.root, QuestionNames.of(self.survey.folder)
        )
        files = self.survey.data_access.registered or frozenset()
        texts_by_kind: dict[str, set[str]] = {
            NAME: set(),
            CODE: set(),
            FORM: set(),
            FILE: {*files, *(Path(file).name for file in files)},
            ANSWER: {*registered.texts},
        }
        if self.survey.frame is not None:
            short = {name for name in self.listed.names if len(name) < SMALL and name.isupper()}
            texts_by_kind[CODE] |= {*self.survey.frame["unit_id"]} | short
            texts_by_kind[NAME] |= self.listed.names - short
        for path in self.submissions:
            submissions = read_table(path, Submissions)
            texts_by_kind[NAME] |= {*submissions["unit_id"]} - texts_by_kind[CODE]
            # A unit on the list, or an option that names one, may be its form's id: then it is
            # looked for as a unit.
            ids = {*submissions["submission_id"]}
            named = _worded(ids, self._naming)
            texts_by_kind[NAME] |= named
            texts_by_kind[FORM] |= ids - named - self.listed.names - texts_by_kind[CODE]
            # The name of a file's one sheet is a program's, or a word such as Data.
            sheets = submissions.filter(pl.col("sheet").n_unique().over("file") > 1)["sheet"]
            texts_by_kind[FILE] |= {*sheets}
            texts_by_kind[ANSWER] -= {*submissions["wave"]}
        return {
            kind: {text for text in texts if _is_telling(text)} - _worded(texts, self._words)
            for kind, texts in texts_by_kind.items()
        }

    @cached_property
    def small_names(self) -> set[str]:
        """Names of units in small letters, as far as these are hardly words."""
        names = {
            name.casefold()
            for name in self.kinds[NAME]
            if len(name) >= (SMALL if name in self.listed.names else SMALL_OWN)
        }
        return names - _worded(names, self._words.casefold())

    @cached_property
    def listed(self) -> ListedUnits:
        """Those that were to answer."""
        return ListedUnits.of(self.survey.settings.model_dump(), self.survey.root)

    @cached_property
    def _naming(self) -> str:
        """What questions offer that name units."""
        return plain_text("\n".join(self._offered(pl.col("sensitivity") == "identity")))

    @cached_property
    def _words(self) -> str:
        """What the form asks and offers, but the names that units go by, and what it is called.

        What a plan says is no word of the survey: a remark or a title there may name a unit.
        """
        form, settings = self.survey.questionnaire, self.survey.settings
        texts = [settings.title, settings.citation, settings.unit, settings.respondents or ""]
        texts += [text for question in form.questions.values() for text in question.labels.values()]
        naming = pl.col("sensitivity").is_in(["identity", "personal"]).fill_null(value=False)
        return plain_text("\n".join([*texts, *self._offered(~naming)]))

    def _offered(self, rows: pl.Expr) -> Iterator[str]:
        """Yield the options of some questions, by rows of the codebook."""
        form = self.survey.questionnaire
        for name in self.survey.codebook.filter(rows)["question"]:
            if form.questions[name].choices:
                for wordings in form.options_of(form.questions[name]).labels.values():
                    yield from wordings.values()


def _worded(texts: set[str], words: str) -> set[str]:
    """Find those that are words of the survey itself, such as an option that is a country."""
    return {text for hits in _hits(texts, [words]) for text in hits}


def _of_form(name: str) -> bool:
    return name in OF_FORM or name.startswith(f"{OPTIONS}/")


def _is_drawing(name: str) -> bool:
    return PurePath(name).suffix == ".svg"


def _without_codes(name: str) -> bool:
    return name in WITHOUT_CODES or _of_form(name)


def _joined(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip()


def _is_telling(text: str) -> bool:
    """Whether a text is long enough to be unambiguous, and is no mere number."""
    return bool(_UNSPACED.search(text)) or (len(text) >= SHORTEST and not text.isdecimal())


def _stands_in(name: str, text: str) -> bool:
    """Whether a name stands in a text as words of its own, where its script has such."""
    if _UNSPACED.search(name):
        return name in text
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
