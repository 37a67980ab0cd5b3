"""Release rules of stage 6: each table and record passes as far as its contract allows."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from cyberstudy.analyses import FOLDER, Analysis
from cyberstudy.declare.plan.estimates import RESPONDENTS, DeclaredEstimates
from cyberstudy.declare.plan.nonresponse import DeclaredNonresponse
from cyberstudy.declare.survey import Survey
from cyberstudy.protect.audited import Written
from cyberstudy.protect.joined_channels import FAMILY, of_sources
from cyberstudy.protect.release_filter import Passing
from cyberstudy.protect.suppressed import routed_by_several
from cyberstudy.protect.weighted_shares import weighted_shares
from cyberstudy.tables.estimates import Estimates
from cyberstudy.tables.files import read_table
from cyberstudy.tables.nonresponse import NonresponseEstimates
from cyberstudy.tables.registry import contract_of, of_groups, record_of
from disclosure.suppress import Suppression
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.data_access import MULTIVERSE
from surveyanswers.instrument.questionnaire_sheets import STAYS_IN
from surveyanswers.tables.contract import DESCRIBE
from surveyanswers.tables.description import seen_columns
from surveyanswers.tables.disclosure import INSIDE, Part, disclosure_of, part_of
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_json, write_json, write_table

VERDICT = "verdict.json"
CAUTIONS = "cautions"
#: Cautions that count probabilities of 0 or 1, among them those of tables that do not leave.
OF_CELLS = ("boundary",)
PERSONAL = "personal"
#: Units on either side of a count that may be known of a personal question.
#: Assume: ten, the largest of the thresholds that are usual for frequencies.
MANY = 10


class Door:
    """What passes of a survey, by its profile and by the contracts of its tables."""

    def __init__(self, survey: Survey, target: Path, suppression: Suppression | None) -> None:
        self.survey, self.target, self.suppression = survey, target, suppression
        self.confidential = survey.settings.protection == CONFIDENTIAL
        self.minimum = survey.settings.minimum_base or 0  # every confidential survey has one
        indices = survey.indices
        self.passing = Passing(
            self.minimum,
            suppression,
            whole=[RESPONDENTS, *(n for n, d in survey.groupings.items() if d.by is None)],
            everybody=indices.of if indices else "",
            items={n: s.items for n, s in indices.sets.items()} if indices else {},
            by_several=routed_by_several(survey.questionnaire),
            sampled=survey.settings.design is not None,
        )
        #: Of a confidential survey what files and channels are called: `joined_channels`.
        self.sources: Mapping[str, str] = {}
        self.passed: list[str] = []
        self.held_in: list[str] = []
        self.withheld: dict[str, int] = {}
        #: Of each table that passed column by column, their parts.
        self.parts: dict[str, Mapping[str, Part]] = {}
        #: Clusterings whose frozen multiverse is of other answers.
        self.outdated: list[str] = []

    def table(
        self, path: Path, name: str, *, clustering: bool = False, as_it_is: bool = False
    ) -> None:
        """Release a table as far as its contract allows; nothing of a confidential analysis."""
        of_analysis = is_own(path)
        if of_analysis and self.confidential:
            self.held_in.append(name)
            return
        contract = contract_of(Path(name).stem, clustering=clustering, made=self.survey.made)
        parts = disclosure_of(contract)
        table = read_table(str(path))
        if strangers := [column for column in table.columns if column not in parts]:
            raise SurveyError(
                f"table {name}: its contract {contract.__name__} does not know the columns "
                f"{', '.join(strangers)}"
            )
        if self.confidential and not INSIDE.isdisjoint(parts.values()):
            self.held_in.append(name)
            return
        if as_it_is or (clustering and not self.confidential):
            self._copy(path, name)
            return
        (self.target / name).parent.mkdir(exist_ok=True)
        if issubclass(contract, Analysis):
            table, held_back = of_known(table, self.survey, contract)
            self.withheld |= {Path(name).stem: held_back} if held_back else {}
        elif not self.confidential and (about := of_personal_answers(table, self.survey)).any():
            self.withheld[Path(name).stem] = int(about.sum())
            table = table.filter(~about)
        if self.confidential and contract in FAMILY and not table.is_empty():
            table = of_sources(table, contract, self.sources, self.minimum)
        hidden = self.survey.name if self.confidential else ""
        table = without_files(table, self.sources, survey=hidden)
        # Sums over sheets come first: a sum of what is withheld would be 0. Without rows a CSV
        # tells no types, and holds nothing to withhold.
        if self.confidential and not table.is_empty():
            role = {
                name: part_of(name, declared, contract.__name__)
                for name, declared in seen_columns(contract).items()
            }
            held = [n for n in table.columns if role[n] is Part.HOLDING and n in contract.columns()]
            table = table.drop(held)
            if contract is NonresponseEstimates:
                table = self._weighted(table)
            table, held_back = self.passing.of(table, role)
            self.parts[name] = role
            if held_back:
                self.withheld[name.removesuffix(path.suffix)] = held_back
        write_table(table, str(self.target / name))
        self.passed.append(name)

    def _weighted(self, shares: pl.DataFrame) -> pl.DataFrame:
        """Return weighted shares that published counts give, which were written before."""
        plan = self.survey.section("nonresponse", DeclaredNonresponse)
        confidence = self.survey.section("estimates", DeclaredEstimates).confidence
        counts = read_table(str(self.target / Path(Estimates.place.file).name))
        return weighted_shares(shares, counts, plan, minimum=self.minimum, confidence=confidence)

    def of_clustering(self, path: Path, name: str) -> None:
        """Release a table or a record of a clustering."""
        if path.suffix != ".json":
            self.table(path, name, clustering=True)
            return
        record = record_of(Path(name).stem)
        if strangers := set(read_json(path)) - set(record.keys):
            raise SurveyError(
                f"record {name}: its contract does not know the keys {', '.join(sorted(strangers))}"
            )
        if self.confidential and record.part in INSIDE:
            self.held_in.append(name)
        elif self.confidential and record.holding:
            (self.target / name).parent.mkdir(exist_ok=True)
            entries = {k: v for k, v in read_json(path).items() if k not in record.holding}
            if CAUTIONS in entries:
                cautions = [one for one in entries[CAUTIONS] if one["caution"] not in OF_CELLS]
                entries[CAUTIONS] = cautions
            write_json(entries, str(self.target / name))
            self.passed.append(name)
        else:
            self._copy(path, name)

    def frozen(self, path: Path, clustered: Sequence[Path]) -> None:
        """Release a record of a long run, of the multiverses only those of these very answers.

        Raises
        ------
        SurveyError
            Neither a table nor a record has a contract that lets it through.
        """
        if path.parent.name != MULTIVERSE:
            self.table(path, path.name, as_it_is=True)
            return
        verdicts = [p for p in clustered if p.parent.name == path.stem and p.name == VERDICT]
        if not self._of_these_answers(path.with_suffix(".json"), verdicts):
            self.outdated.append(path.stem)
        else:
            self.of_clustering(path, f"{path.stem}/{MULTIVERSE}{path.suffix}")

    def _of_these_answers(self, record: Path, verdicts: Sequence[Path]) -> bool:
        """Whether a multiverse's record tells the digest of answers that a verdict tells."""
        ran = read_json(record).get("data") if record.is_file() else None
        return ran is not None and any(read_json(v).get("data") == ran for v in verdicts)

    def written(self) -> list[Written]:
        """Read the tables that passed column by column, as they leave."""
        return [
            Written(name, read_table(str(self.target / name)), parts)
            for name, parts in self.parts.items()
        ]

    def _copy(self, path: Path, name: str) -> None:
        (self.target / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(path, self.target / name)
        self.passed.append(name)


def is_own(path: Path) -> bool:
    """Whether a table is of an analysis of one's own: its folder says so, which no code chooses."""
    return path.parts[-4:-2] == (DESCRIBE, FOLDER)


def stop_undeclared(tables: Iterable[Path], survey: Survey) -> None:
    """Stop at what an analysis wrote beside its tables: a name such as "estimates" is others'.

    Raises
    ------
    SurveyError
        There is such a file.
    """
    declared = {(entry.path.stem, name) for entry in survey.analyses for name in entry.tables}
    for path in filter(is_own, tables):
        if (path.parent.name, path.stem) not in declared:
            raise SurveyError(f"{path}: no analysis declares this table, so nothing is published")


def without_files(
    table: pl.DataFrame, sources: Mapping[str, str], *, survey: str = ""
) -> pl.DataFrame:
    """Replace ``file`` and ``sheet`` by a column ``source``, adding up rows that then agree.

    Reference tables keep their names. A file of the survey that is no export is named for what it
    is, and a table that names the file that it came from (``source``) keeps its column ``file``.

    Parameters
    ----------
    sources
        What files are called; others keep their names.
    survey
        Whose folder's other files are to be hidden; "" for none.
    """
    if "file" not in table.columns:
        return table
    file = pl.col("file").replace(sources)
    if survey:
        other = pl.col("file").str.starts_with(f"{survey}/") & (file == pl.col("file"))
        file = pl.when(other).then(pl.lit("another file of the survey")).otherwise(file)
    if "source" in table.columns:
        return table.with_columns(file=file)
    named = table.with_columns(source=file)
    numbers = [name for name, kind in named.schema.items() if kind.is_numeric()]
    keys = [name for name in named.columns if name not in ("file", "source", "sheet", *numbers)]
    return named.group_by("source", *keys, maintain_order=True).agg(pl.col(numbers).sum())


def of_known(
    table: pl.DataFrame, survey: Survey, contract: type[Analysis]
) -> tuple[pl.DataFrame, int]:
    """Return the rows of an own analysis that say whom and what they are about.

    Assume: of a public survey whatever is computed of open questions may be seen, coefficients of
    a regression as well, and of personal ones sums over many; of a confidential one nothing of an
    own analysis is, until its rows are audited together with all else (it stays inside, by its
    folder, before this is asked).

    Returns
    -------
    pl.DataFrame, int
        Rows that name units and questions, none of them personal but for `Analysis.SUMS` with
        `MANY` units on either side of each count and of what sets a row apart from one that leaves
        before it, and no single unit where a source does not let
        single values be cited; across surveys also rows about tables that tell of no unit, which
        name none. And how many others there are.
    """
    fewest = 1 if all(source.cite_values for source in survey.sources) else 2
    named = table["questions"].explode().drop_nulls().unique().to_list()
    groups = [name for name in named if of_groups(name)]
    counted = pl.col("questions").list.eval(pl.element().is_in(groups)).list.all()
    leaves = (
        ((pl.col("units").list.n_unique() >= fewest) | counted)
        & (pl.col("questions").list.len() > 0)
        & ~_is_about(survey, *(sensitivity for sensitivity in STAYS_IN if sensitivity != PERSONAL))
        & (~_is_about(survey, PERSONAL) | _of_many(contract))
    )
    left = table.filter(leaves)
    left = left.filter(~left.select(_is_about(survey, PERSONAL)).to_series() | _apart(left))
    return left.drop(Analysis.ABOUT), table.height - left.height


def _is_about(survey: Survey, *sensitivities: str) -> pl.Expr:
    """Whether rows are about a question of one of the classes."""
    names = survey.codebook.filter(pl.col("sensitivity").is_in(sensitivities))["question"].to_list()
    return pl.col("questions").list.eval(pl.element().is_in(names)).list.any()


def of_personal_answers(table: pl.DataFrame, survey: Survey) -> pl.Series:
    """Mark rows about questions whose answers stay in, by what units answered to another.

    Answers to the other one leave unit by unit: of a group of few they would tell whose is whose.
    """
    none = pl.repeat(False, table.height, eager=True)
    column = next((name for name in ("question", "questions") if name in table.columns), None)
    if column is None or "grouping" not in table.columns or not survey.asked_groups:
        return none
    personal = survey.codebook.filter(pl.col("sensitivity").is_in(STAYS_IN))["question"].to_list()
    named = table[column].cast(pl.String).str.split(" ").list
    about = named.eval(pl.element().is_in(personal)).list.any()
    return about & table["grouping"].is_in([*survey.asked_groups])


def _apart(rows: pl.DataFrame) -> pl.Series:
    """Mark rows whose units are those of an earlier one on the same questions, or `MANY` others.

    Two sums over units of which a few differ tell of these few.
    """
    kept: dict[tuple[str, ...], list[frozenset[str]]] = {}
    apart = []
    for units, questions in rows.select(Analysis.ABOUT).iter_rows():
        group, others = frozenset(units), kept.setdefault(tuple(questions), [])
        apart.append(all(len(group ^ other) == 0 or len(group ^ other) >= MANY for other in others))
        others += [group] * apart[-1]
    return pl.Series(apart, dtype=pl.Boolean)


def _of_many(contract: type[Analysis]) -> pl.Expr:
    """Whether rows are sums in which many were counted, and many were not."""
    parts = {n: p for n, p in disclosure_of(contract).items() if n not in contract.ABOUT}
    if not contract.SUMS or not {*INSIDE, Part.ORDER}.isdisjoint(parts.values()):
        return pl.lit(value=False)
    units = pl.col("units").list.n_unique().cast(pl.Int64)
    counts = [pl.col(name) for name, part in parts.items() if part is Part.COUNT]
    return pl.all_horizontal(units >= MANY, *(n.is_between(MANY, units - MANY) for n in counts))
