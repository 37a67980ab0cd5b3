"""A confidential survey of kingdoms with every table of a plan, from answers to what leaves.

Nothing is read from exports: answers are drawn, so that a test may exchange what units said.
"""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import yaml
from invented.whole import whole, write_answers

from cyberstudy.declare.opened import SECTIONS, OpenSurvey, section_file, write_section
from cyberstudy.declare.opened import TABLES as TABLES_DECLARED
from cyberstudy.declare.plan import analyses
from cyberstudy.declare.plan.estimates import DeclaredEstimates
from cyberstudy.declare.plan.nonresponse import DeclaredNonresponse
from cyberstudy.declare.survey import Survey
from cyberstudy.describe import response
from cyberstudy.describe.contrasts import cautions_of, compare_groups, read_scores
from cyberstudy.describe.counted_answers import CountedAnswers
from cyberstudy.describe.coverage import coverage, nonresponse
from cyberstudy.describe.estimates import estimate_all
from cyberstudy.describe.findings import compare_findings
from cyberstudy.describe.indices import describe_indices
from cyberstudy.describe.tipping import tipping_points
from cyberstudy.describe.weighting import weight_for_nonresponse
from cyberstudy.protect import protect_survey
from cyberstudy.tables.registry import TABLES
from surveyanswers.instrument.data_access import DataAccess
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.tables.answers import Conflicts, Log, Receipt, Submissions, Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import (
    read_text_table,
    schema_of,
    write_json,
    write_table,
)

REGIONS, LISTED = ("east", "north", "south", "west"), 20
YES_NO = {"yes": 1.0, "no": 0.0}
#: Question -> options with their scores, how sensitive it is, and what decides who is asked.
ASKED = {
    "kind": ({"bank": None, "shop": None, "school": None, "inn": None}, "identity", None),
    "law": ({"yes": None, "no": None, "draft": None}, "perception", None),
    "which": ({"old": None, "new": None}, "perception", "${law} = 'yes'"),
    "police": (YES_NO, "capacity", None),
    "courts": (YES_NO, "capacity", None),
    "judges": ({"often": 1.0, "rarely": 0.5, "never": 0.0}, "capacity", None),
    "labs": (YES_NO, "perception", None),
}
ITEMS = ("police", "courts", "judges", "labs")
QUESTIONNAIRE = Questionnaire(
    questions={
        name: Question(name, "select_one", name, "all", None, decides, None, None, {"en": name}, n)
        for n, (name, (_, _, decides)) in enumerate(ASKED.items())
    },
    choices={
        name: Options([*options], {"en": {code: code for code in options}})
        for name, (options, _, _) in ASKED.items()
    },
    repeats={},
    title="Kingdoms",
)
CODEBOOK = pl.DataFrame(
    {
        "question": [*ASKED],
        "topic": "topic",
        "area": "area",
        "short_label": [*ASKED],
        "groups": ["firm" if name == "kind" else "state" for name in ASKED],
        "sensitivity": [sensitivity for _, sensitivity, _ in ASKED.values()],
        "scores": [
            " ".join(f"{o}={s}" for o, s in options.items() if s is not None)
            for options, _, _ in ASKED.values()
        ],
    }
)
SETTINGS = {
    "title": "Kingdoms",
    "unit": "state",
    "respondents": "respondents",
    "citation": "Invented for a test.",
    "protection": "confidential",
    "frame": {"path": "data/raw/reference/kingdoms.csv", "unit": "name"},
    "groups": {"region": {"by": "coast"}},
    "bad_cells": dict.fromkeys(
        ("unknown_option", "not_a_number", "not_a_date", "out_of_range", "not_asked"), "invalid"
    ),
    "disclosure": {"unanimity": ["perception", "capacity"]},
    "minimum_base": 5,
    "completeness": {"complete": 0.8, "partial": 0.5},
}
BY_REGION = {"by": "region"}
RECEIVED = {
    **{"sha256": "0" * 64, "bytes": 1, "received_on": "2026-01-02", "source": "", "licence": ""},
    **{"sensitivity": "confidential", "simulated": True},
}


def plan_of(regions):
    """Return a plan with every section that divides answers by region."""
    law = {"title": "Law", "question": "law", "options": ["yes"]}
    compared = {"title": "Law", "questions": ["law"], "options": ["yes"], **BY_REGION}
    first, *others = regions
    comparisons = {
        "capacity": {"title": "Capacity", "index": "capacity", **BY_REGION},
        "first": compared | {"groups": {"first": [first], "elsewhere": others}},
    }
    every = {"of": "state", "sensitivity": ["perception", "capacity"], **BY_REGION}
    groupings = {"states": {"of": "state"}, "region": {"of": "state", **BY_REGION}}
    return {
        "exhibits": {"x": {"kind": "table", "table": "response", "area": "x", "title": "x"}},
        "coverage": [{"question": "kind"}],
        "response": {"by": ["region"]},
        "estimates": {"confidence": 0.95, "groupings": groupings},
        "nonresponse": {
            **{"of": "states", "strata": {"region": regions}},
            **{"minimum_replied": 4, "weight_limit": 3},
            "tipping_points": {
                "all": law | {"threshold": 0.5},
                "two": law | BY_REGION | {"groups": regions[:2]},
            },
        },
        "indices": {
            **{"of": "state", "minimum_answered": 0.6, "confidence": 0.95, "resamples": 100},
            "sets": {"capacity": {"title": "Capacity", "items": [*ITEMS]}},
        },
        "contrasts": {
            **{"confidence": 0.95, "permutations": 20000},
            "families": {
                "planned": {"kind": "confirmatory", "alpha": 0.05, "comparisons": comparisons},
                "regions": {"kind": "screen", "alpha": 0.1, "every": every},
            },
        },
        "findings": {
            **{"published": "data/raw/reference/published.csv", "confidence": 0.95},
            "mapping": [
                {"id": f"{name} {region}", "part": "1", "question": name, "options": [option]}
                | {**BY_REGION, "groups": [region]}
                for name, option in (("law", "yes"), ("police", "no"), ("labs", "no"))
                for region in regions
            ],
        },
    }


@dataclass(frozen=True)
class Kingdoms:
    """Who replied, by which forms, and what was accepted of their answers.

    Attributes
    ----------
    regions
        Those on the list.
    answers
        A row an answer: unit_id, question, status, value.
    conflicts
        Pairs of unit and question that its two forms answer otherwise.
    """

    regions: list[str]
    units: pl.DataFrame
    submissions: pl.DataFrame
    answers: pl.DataFrame
    conflicts: frozenset[tuple[str, str]]

    def said(self):
        """Of each unit that replied, its status and value by question."""
        found = {}
        for unit, question, status, value in self.answers.iter_rows():
            found.setdefault(unit, {})[question] = (status, value)
        return found

    def conflict_table(self):
        """As `tables.Conflicts`."""
        rows = [
            ("", unit, question, 0, 2, "", "later", True, f"{unit}-0")
            for unit, question in sorted(self.conflicts)
        ]
        return pl.DataFrame(rows, schema=schema_of(Conflicts), orient="row")

    def saying(self, said):
        """Return the same survey in which units said something else."""
        rows = [(u, q, *said[u][q]) for u, q in self.answers.select("unit_id", "question").rows()]
        return replace(self, answers=pl.DataFrame(rows, schema=self.answers.schema, orient="row"))


def listed(regions):
    return [(f"{region}{number:02d}", region) for region in regions for number in range(LISTED)]


def draw_kingdoms(rng, *, regions, agree, silent):
    """Draw a survey: as many are listed and reply in each region, so that none weighs more."""
    replied, regions = int(rng.integers(9, 12)), [*REGIONS[:regions]]
    states = [name for name, _ in listed(regions) if int(name[-2:]) < replied]
    firms = [f"firm{number:02d}" for number in range(14)]
    twice = {str(name) for name in rng.choice(states, 6, replace=False)}
    units, forms, answers = [], [], []
    for name in [*(name for name, _ in listed(regions)), *firms]:
        group = "firm" if name in firms else "state"
        channels = [*rng.permutation(["paper", "web"])[: 1 + (name in twice)]]
        sent = channels if name in {*states, *firms} else []
        outcome = "complete" if sent else "none"
        units.append(("", name, group, group == "state", outcome, float(bool(sent)), len(sent), []))
        for number, channel in enumerate(map(str, sent)):
            language, file = str(rng.choice(["en", "fr"])), f"kingdoms/{channel}.csv"
            form = (f"{name}-{number}", name, "", file, "", len(forms), channel, group, language)
            forms.append((*form, None, None, "current"))
        if sent:
            asked = [q for q in ASKED if (q == "kind") == (group == "firm")]
            answers += [(name, q, *said) for q, said in _said(asked, rng, agree, silent).items()]
    differ = {(name, q) for name in sorted(twice) for q in ITEMS if rng.random() < 0.2}
    text = dict.fromkeys(("unit_id", "question", "status", "value"), pl.String)
    return Kingdoms(
        regions,
        pl.DataFrame(units, schema=schema_of(Units), orient="row"),
        pl.DataFrame(forms, schema=schema_of(Submissions), orient="row"),
        pl.DataFrame(answers, schema=text, orient="row"),
        frozenset(differ),
    )


def _said(asked, rng, agree, silent):
    said = {}
    for question in asked:
        options, _, decides = ASKED[question]
        if decides and said["law"] != ("valid", "yes"):
            said[question] = ("not_asked", None)
        elif rng.random() < silent and question != "kind":
            said[question] = (str(rng.choice(["dont_know", "no_answer"])), None)
        else:
            usual, *others = options
            said[question] = ("valid", usual if rng.random() < agree else str(rng.choice(others)))
    return said


def declare(root, regions):
    """Write what a survey of these regions declares; return the files of its sections."""
    folder, raw = root / "config/surveys/kingdoms", root / "data/raw/reference"
    folder.mkdir(parents=True)
    raw.mkdir(parents=True)
    rows = [{"name": name, "coast": region} for name, region in listed(regions)]
    pl.DataFrame(rows).write_csv(raw / "kingdoms.csv")
    plan = plan_of(regions)
    blank = dict.fromkeys(("denominator", "group", "source", "evidence_url", "note"), "")
    published = [
        {"id": entry["id"], "part": "1", "finding": "So many.", "measure": "share"}
        | {"low": low, "high": low + 0.2, "checked": "no", **blank}
        for entry, low in zip(plan["findings"]["mapping"], [0.1, 0.5, 0.8] * 4, strict=False)
    ]
    pl.DataFrame(published).write_csv(raw / "published.csv")
    (folder / "settings.yaml").write_text(yaml.safe_dump(SETTINGS))
    (folder / "plan.yaml").write_text(yaml.safe_dump(plan))
    survey = OpenSurvey(folder, root=root)
    survey.__dict__.update(questionnaire=QUESTIONNAIRE, codebook=CODEBOOK, exports=[])
    survey.__dict__.update(data_access=DataAccess("data/raw"), sources=[], references={})
    written = survey.plan.plain()
    names = {*SECTIONS, *TABLES_DECLARED, "plan", *plan} - {"cleaning", "analyst_decisions"}
    for name in sorted(names):
        write_section(survey, name, written)
    return [str(root / section_file("kingdoms", name)) for name in sorted(names)]


def described(kingdoms, declared, folder):
    """Write the tables that the plan asks for, as the workflow's scripts make them."""
    survey, tables = Survey.of(declared), {}
    answers = AnswerColumns.of(whole(kingdoms.answers))
    replies = CountedAnswers(survey, answers, kingdoms.units)
    counting, units, members = survey.counting, kingdoms.units, replies.members
    common = {"minimum_base": counting.minimum_base}
    confidence = survey.section("estimates", DeclaredEstimates).confidence
    counted = survey.section("coverage", list[analyses.Counted])
    none = pl.DataFrame(schema={"iso3": pl.String, "region": pl.String})
    tables["coverage"] = coverage(answers, counted, survey.questionnaire, none)
    tables["nonresponse"] = nonresponse(answers, survey.codebook, units)
    tables["response"] = response.response_rates(units, survey.frame, ["region"])
    tables["channels"] = response.channel_counts(kingdoms.submissions, by_language=False)
    tables["disagreements"] = response.disagreements(
        kingdoms.conflict_table(), kingdoms.submissions, survey.codebook
    )
    tables["changes"] = response.changes(pl.DataFrame(schema=schema_of(Log)))
    estimates = estimate_all(
        answers, members, survey.questionnaire, confidence=confidence, **common
    )
    tables["memberships"], tables["estimates"] = members, estimates
    declared_weights = survey.section("nonresponse", DeclaredNonresponse)
    weighted = ("weights", "units", "estimates")
    weights = weight_for_nonresponse(
        *(answers, members, survey.questionnaire, declared_weights, survey.frame),
        **{"confidence": confidence, "secret": True, **common},
    )
    tables |= {f"nonresponse_{name}": table for name, table in zip(weighted, weights, strict=False)}
    tables["representativity"] = weights[3]
    tables["tipping_points"] = tipping_points(estimates, declared_weights, **common)
    indices = describe_indices(
        *(answers, units, members, kingdoms.submissions),
        **{"codebook": survey.codebook, "seed": 1, "strata": replies.strata, **common},
        plan=survey.section("indices", analyses.DeclaredIndices),
    )
    tables |= {"indices": indices.scores, "index_items": indices.items}
    tables |= {"index_groups": indices.groups, "index_reliability": indices.reliability}
    tables["index_functioning"] = indices.functioning
    files = {name: str(folder / Path(TABLES[name].place.file).name) for name in tables}
    for name, table in tables.items():
        write_table(table, files[name], TABLES[name])
    files["contrasts"] = str(folder / "contrasts.csv")
    contrasts = compare_groups(
        *(answers, members, read_scores([files["indices"]])),
        cautions_of([files["index_reliability"]]),
        **{"codebook": survey.codebook, "questionnaire": survey.questionnaire, "seed": 1},
        **{"plan": survey.section("contrasts", analyses.DeclaredContrasts), **common},
        **{"strata": replies.strata, "asked_groups": survey.asked_groups},
    )
    replies.write(contrasts, files["contrasts"], TABLES["contrasts"])
    files["findings"] = str(folder / "findings.csv")
    published = survey.section("findings", analyses.PublishedFindings)
    findings = compare_findings(
        *(answers, members, tables["response"]),
        read_text_table(Path(declared[0]).parents[3] / published.published),
        **{"mapping": published.mapping, "assumed": None, "confidence": confidence, **common},
    )
    replies.write(findings, files["findings"], TABLES["findings"])
    return files


def leaves(kingdoms, declared, folder):
    """Protect a survey; return all files that leave, name -> bytes, the report among them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = described(kingdoms, declared, folder)
    inside = {name: files.pop(name) for name in ("memberships", "nonresponse_units", "indices")}
    answers = folder / "answers.parquet"
    write_answers(whole(kingdoms.answers), answers)
    receipt = pl.DataFrame([{"file": f"kingdoms/{name}.csv", **RECEIVED} for name in ("web",)])
    write_table(receipt, str(folder / "receipt.csv"), Receipt)
    report = protect_survey(
        [*files.values()],
        **{"clustered": [], "frozen": [], "answers": [str(answers)]},
        **{"receipt": str(folder / "receipt.csv"), "survey": Survey.of(declared)},
        **{"folder": str(folder / "protect/tables"), "divided": [inside["memberships"]]},
        **{"strata": [inside["nonresponse_units"]], "scores": [inside["indices"]]},
    )
    write_json(report, str(folder / "protect/report.json"))
    out = folder / "protect"
    made = [path for path in out.rglob("*") if path.is_file() and path.name != "withheld.csv"]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in made}
