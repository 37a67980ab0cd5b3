"""Stage 8, narrate: notebooks read results; laboratories compute from them in the open.

A notebook opens a `Study`, which shows protected tables and drawn exhibits and puts their numbers
into words; `say` writes prose with them. Saved notebooks carry no paths and no times. Their code is
folded up, but for notebooks whose metadata say `{"study": {"code": "shown"}}`: laboratories.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote
from warnings import warn

import polars as pl

from cyberstudy.declare.declared import ACROSS, DeclaredSurvey, folder_of
from cyberstudy.narrate.clean_table import clean_table, in_pandas
from cyberstudy.narrate.parameters import stop_unknown
from cyberstudy.narrate.recorded import kept, rows_of
from cyberstudy.narrate.tables_in_html import show
from cyberstudy.tables.estimates import DIFFERS
from cyberstudy.tables.files import read_table
from cyberstudy.wording.markup import in_markdown, only_emphasis
from cyberstudy.wording.references import as_table
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.data_access import labelled_in
from surveyanswers.instrument.names import wrong_name
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.checksums import check
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.spreadsheets import restored
from surveyanswers.tables.storage import read_json

#: No percentage is printed of fewer; exhibits ask for the same.
FEWEST = 10
#: Of a row, what is said on one line.
_CHOSEN = ("label", "count", "base", "share", "reason")
#: The folder that links start from, where it is not the one that the notebook runs in.
PAGE = "STUDY_PAGE"
#: The language of exhibits in notebooks, where it is not English.
LANGUAGE = "STUDY_LANGUAGE"
#: What draws every exhibit.
RULE, RULE_FILE = "draw_exhibits", Path("workflow", "rules", "draw.smk")


class Study:
    """One survey's clean answers and results, as notebooks and whoever computes read them.

    Parameters
    ----------
    survey
        The survey's name.
    root
        The study's folder; by default the first above the notebook that holds a Snakefile.
    language
        Of the exhibits; by default the one that the workflow draws for notebooks, English if it is
        among the study's languages.

    Raises
    ------
    SurveyError
        The results are not there yet, or not what the run wrote; the message says what to do.
    """

    def __init__(
        self, survey: str, *, root: Path | None = None, language: str | None = None
    ) -> None:
        self.root = (root or _study_folder()).resolve()
        self.survey = survey
        self.page = Path(os.environ.get(PAGE, ".")).resolve()
        self.results = self.root / "results" / survey
        self.language = language or os.environ.get(LANGUAGE) or self._language_drawn()
        self._shown: list[str] = []
        if not (self.results / "protect" / "report.json").exists():
            survey_names = (path.name for path in (self.root / "config" / "surveys").glob("*/"))
            stop_unknown("survey", (*survey_names, ACROSS), survey)
            raise SurveyError(
                f"There are no results of {survey} to read yet. Run `make study` (or `snakemake "
                f"{survey}`) in the study's folder, then run this notebook again."
            )
        self._check("protect/tables", "protect/report.json")

    def answers(
        self,
        *questions: str,
        pandas: bool = False,
        labels: bool = True,
        statuses: bool = True,
    ) -> Any:
        """Read the clean answers: a row a unit (and wave), a column an answer.

        Columns are called as questions are, ``question__option`` of several answers (1: chosen) and
        ``question__2`` in a repeat; ``variables.csv`` beside the file says what each is. An answer
        is null where there is none, and ``question_st`` beside it says why.

        Parameters
        ----------
        questions
            Those to read; by default all.
        pandas
            Return a `pandas.DataFrame`; by default it is a `polars.DataFrame`.
        labels
            Call options as the form does, in its order; else by their codes.
        statuses
            Put beside each answer its status: ``valid``, ``dont_know``, ``not_asked`` ...

        Raises
        ------
        SurveyError
            The answers are not there: of a confidential survey they are where it was run, alone.
        """
        report = self.protection()
        inside = report["profile"] == CONFIDENTIAL
        folder = self.results / labelled_in(report["profile"], made_up=report["simulated"])
        if inside and PAGE in os.environ:
            raise SurveyError("A notebook of the study reads no single confidential answers")
        if not (folder / "answers.parquet").is_file():
            name = folder.relative_to(self.root).as_posix()
            more = "; they are confidential, and lie nowhere else" * inside
            raise SurveyError(
                f"The answers of {self.survey} are not here{more}. "
                f"`.venv/bin/snakemake {name}` in the study's folder makes them."
            )
        self._check(folder.name)
        if inside:
            are = "simulated" if report["simulated"] else "CONFIDENTIAL; pass none on"
            warn(f"{self.survey}: these answers are {are}", stacklevel=2)
        form = DeclaredSurvey.of(
            [str(self.results / "declared" / "questionnaire.json")]
        ).questionnaire
        stop_unknown("question", form.questions, *questions)
        table = clean_table(
            folder / "answers.parquet",
            form,
            questions=questions,
            labels=labels,
            statuses=statuses,
            language=self.language,
        )
        return in_pandas(table) if pandas else table

    def tables(self) -> list[str]:
        """List the protected tables, as `table` takes their names."""
        return self._named(self._protected, ".csv", ".parquet")

    def exhibits(self) -> list[str]:
        """List the exhibits, as `exhibit` and `numbers` take their names."""
        return self._named(self._exhibits, ".json")

    def areas(self) -> dict[str, list[str]]:
        """List the exhibits of each area, in the plan's order."""
        plan = read_json(self.results / "declared" / "plan.json")
        exhibits_by_area: dict[str, list[str]] = {}
        for name in (name for name in plan["exhibits"] if name in self.exhibits()):
            exhibits_by_area.setdefault(plan["exhibits"][name]["area"], []).append(name)
        return exhibits_by_area

    def table(self, name: str) -> pl.DataFrame:
        """Read a protected table, such as ``index`` or ``counts/members``, as it is stored."""
        if message := wrong_name("table", name, self.tables()):
            raise SurveyError(f"{self.survey}: {message}")
        return kept(
            f"{self.survey}/{name}", read_table(str(next(self._protected.glob(f"{name}.[cp]*"))))
        )

    def accepted(self, *questions: str) -> pl.DataFrame:
        """Read the answers to some questions that may be seen, as `tables.Answers`."""
        answers = read_answers(self._protected / "answers.parquet", questions)
        return kept(f"{self.survey}/answers", answers)

    def record(self, name: str) -> dict:
        """Read a protected JSON record, such as ``counts/verdict``."""
        record = read_json(self._protected / f"{name}.json")
        kept(f"{self.survey}/{name}.json", as_table(record))
        return record

    def protection(self) -> dict:
        """Read what protect let through and withheld."""
        return read_json(self.results / "protect" / "report.json")

    def numbers(self, name: str) -> pl.DataFrame:
        """Read the numbers in an exhibit."""
        path = self._drawn(name).with_suffix(".csv")
        return kept(path.relative_to(self.root).as_posix(), restored(read_table(str(path))))

    def exhibit(self, name: str) -> None:
        """Show an exhibit with its number and caption, and say what it comes from."""
        from IPython.display import HTML, Image, display

        base = self._drawn(name)
        if name not in self._shown:  # a cell that is run again keeps its number
            self._shown.append(name)
        number = self._shown.index(name) + 1
        words = read_json(base.with_suffix(".json"))
        if (picture := base.with_suffix(".png")).is_file():
            display(Image(filename=picture, alt=words["alt"], width=660))
        else:
            show(self.numbers(name))
        code = Path(words["code"])
        plan = folder_of(self.survey, Path("config")) / "plan.yaml"
        declared = code if words["kind"] == "own" else plan
        where = " \u00b7 ".join(
            [
                f"Numbers: {self._link(base.with_suffix('.csv').relative_to(self.root))}",
                f"drawn by rule {self._link(RULE_FILE, RULE)}",
                f"code: {self._link(code)}",
                f"declared as <code>{escape(name)}</code> in {self._link(declared)}",
            ]
        )
        display(
            HTML(
                f'<p id="figure-{number}"><small><b>Figure {number}.</b> '
                f"{escape(words['caption'])}</small></p>"
                f"<details><summary><small>Notes</small></summary>"
                f"<p><small>{escape(words['notes'])}</small></p></details>"
                f'<p class="where"><small>{where}</small></p>'
            )
        )

    def share_of(self, question: str, option: str, *, grouping: str, group: str) -> str:
        """Return how many of a group chose an option, in words to put into a sentence.

        Raises
        ------
        SurveyError
            The group was asked, but there is no such question or option.
        """
        key = {"grouping": grouping, "group": group, "question": question, "option": option}
        if self.table("estimates").filter(grouping=grouping, group=group).is_empty():
            return "nobody replied"
        return in_words(self._row("estimates", key))

    def compared(self, contrast: str, *, family: str) -> str:
        """Return in words how a comparison came out that was declared before looking."""
        row = _in_prose(self._row("contrasts", {"family": family, "contrast": contrast}))
        text = f"**{row['title']}**, compared between {row['groups']}"
        if row["base"] is not None:
            text += f" (n = {row['base']})"
        if row["left_out"]:
            text += f", too few to compare in {row['left_out']}"
        if row["p_adjusted"] is None:
            return f"{text}: no test, {row['reason']}."
        if row["effect"] is None:  # of several groups of a sample
            apart = f"difference {row['difference']:.2f}"
        else:
            ends = f"{row['low']:.2f} to {row['high']:.2f}"
            apart = f"{row['measure']} {row['effect']:.2f}, interval {ends}"
        if row["turning"] is not None and row["decision"] == DIFFERS:
            apart += (
                f"; reversed if nonrespondents lie {row['turning']:.1f} standard deviations below "
                "those of their stratum that replied in the highest group, and above in the lowest"
            )
        caution = f" **Caution: {row['caution']}.**" if row["caution"] else ""
        decided = f"{chance(row['p_adjusted'])}: **{row['decision']}**.{caution}"
        return (
            f"{text}: highest in {row['highest']}, lowest in {row['lowest']}; {apart}; adjusted "
            f"for {row['tests']} tests, {decided}"
        )

    def held(self, index: str) -> str:
        """Return in words whether an index is internally consistent, and what follows if not."""
        row = _in_prose(self._row("index_reliability", {"index": index}))
        title = f"The index **{row['title']}** is the mean of {row['items']} items"
        if row["alpha"] is None:
            return f"{title}. Their internal consistency cannot be assessed: {row['reason']}."
        sentence = (
            f"{title}; Cronbach's alpha is {row['alpha']:.2f} (interval {row['alpha_low']:.2f} to "
            f"{row['alpha_high']:.2f}), the items' mean correlation {row['correlation']:.2f}."
        )
        if row["dimensions"] is not None:
            sentence += f" Dimensions beyond chance, by parallel analysis: {row['dimensions']}."
        sentence += f" **Caution: {row['functioning']}.**" if row["functioning"] else ""
        if row["holds"]:
            return f"{sentence} Its internal consistency suffices."
        return f"{sentence} **Warning: {row['warning']}.** Read the single answers, not the index."

    def _row(self, table: str, key: Mapping[str, str]) -> dict:
        rows = self.table(table).filter(**key)
        if rows.height != 1:
            raise SurveyError(f"{table} has {rows.height} rows of {dict(key)}")
        return rows_of(rows)[0]

    def _language_drawn(self) -> str:
        """English, or whichever language exhibits were drawn in if not in English."""
        drawn = sorted(path.name for path in (self.results / "draw").glob("??"))
        return "en" if "en" in drawn or not drawn else drawn[0]

    def _drawn(self, name: str) -> Path:
        if message := wrong_name("exhibit", name, self._named(self._exhibits, ".json")):
            raise SurveyError(f"{self.survey}: {message}")
        return self._exhibits / name

    @property
    def _protected(self) -> Path:
        return self.results / "protect" / "tables"

    def _named(self, folder: Path, *endings: str) -> list[str]:
        """Name the files of a folder that have one of some endings."""
        paths = (path for path in folder.rglob("*") if path.suffix in endings)
        return sorted(path.relative_to(folder).with_suffix("").as_posix() for path in paths)

    @cached_property
    def _exhibits(self) -> Path:
        self._check(f"draw/{self.language}")
        return self.results / "draw" / self.language

    def _check(self, *written: str) -> None:
        check((f"results/{self.survey}/{name}" for name in written), self.root)

    def _link(self, path: Path, text: str | None = None) -> str:
        """Link to a file of the study from the folder that the page lies in."""
        target = Path(os.path.relpath(self.root, self.page), path).as_posix()
        return f'<a href="{quote(target)}"><code>{escape(text or path.as_posix())}</code></a>'


def _in_prose(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row whose texts Markdown shows as they are; codes are read as words."""
    return {
        name: in_markdown(value if name == "title" else value.replace("_", " "))
        if isinstance(value, str)
        else value
        for name, value in row.items()
    }


def in_words(row: Mapping[str, Any]) -> str:
    """Return a count with its base, and where these are enough its share, interval and bounds.

    Parameters
    ----------
    row
        Of the estimates, or of an exhibit's numbers: `count`, `base` and what is known of `share`,
        `low`, `high`, `bound_low`, `bound_high` and `reason`.
    """
    if row["count"] is None:
        return in_markdown(str(row["reason"]).replace(": ", ", "))
    fraction = f"{row['count']} of {row['base']}"
    if row["share"] is None or row["base"] < FEWEST:
        return fraction
    parts = [f"{row['share']:.0%}"]
    if row.get("low") is not None:
        parts.append(f"interval {row['low']:.0%} to {row['high']:.0%}")
    sentence = f"{fraction} ({', '.join(parts)})"
    if row.get("bound_low") is None or row["bound_low"] == row["bound_high"]:
        return sentence
    least, most = row["bound_low"], row["bound_high"]
    return f"{sentence}; {least:.0%} if all others had said no, {most:.0%} if yes"


def each_in_words(table: pl.DataFrame, *, label: str = "label") -> str:
    """List every row of a table with what `in_words` says of it."""
    return "\n".join(f"- {in_markdown(row[label])}: {in_words(row)}" for row in rows_of(table))


def most_chosen(table: pl.DataFrame, *, places: int = 3) -> str:
    """Name the rows of the highest counts on one line, without intervals.

    Those that share the last place are all among them.
    """
    rows = table.filter(pl.col("count").is_not_null()).sort(
        "count", descending=True, maintain_order=True
    )
    least = rows["count"].head(places).min()
    shown = table.head(1) if rows.is_empty() else rows.filter(pl.col("count") >= least)
    chosen = [{name: row[name] for name in _CHOSEN} for row in rows_of(shown)]
    return "; ".join(f"{in_markdown(row['label'])}: {in_words(row)}" for row in chosen)


def chance(p: float) -> str:
    """Write a p-value; a very small one is not zero."""
    least = 0.001
    return f"p = {p:.3f}" if p >= least else f"p under {least}"


def say(text: str) -> None:
    """Show prose whose numbers were put in from tables: paragraphs, lists, emphasis and code.

    What comes from tables as text goes through `in_markdown`.
    """
    from IPython.display import Markdown, display

    display(Markdown(only_emphasis(text)))


def _study_folder() -> Path:
    working_folder = Path.cwd()
    for folder in (working_folder, *working_folder.parents):
        if (folder / "Snakefile").exists() or (folder / "results").exists():
            return folder
    raise SurveyError(
        f"{working_folder} lies in no study: no folder above holds a Snakefile or results"
    )
