"""Copies of surveys' declarations in which mistakes are planted."""

import shutil

import yaml
from cyberstudy.declare.survey import Survey

from worlds import REPOSITORY, edit


def copied(name, root):
    """Copy a survey's declarations; raw files and notebooks are the repository's."""
    folder = root / "config" / "surveys" / name
    shutil.copytree(REPOSITORY / "config" / "surveys" / name, folder)
    for shared in ("data", "notebooks"):
        (root / shared).symlink_to(REPOSITORY / shared)
    return Survey(folder, root=root)


def replan(survey, change):
    """Let `change` alter the plan as it is written."""
    path = survey.folder / "plan.yaml"
    plan = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(plan)
    path.write_text(yaml.safe_dump(plan, sort_keys=False), encoding="utf-8")


def _in_plan(*keys, becomes):
    def change(plan):
        *above, last = keys
        for key in above:
            plan = plan[key]
        plan[last] = becomes

    return lambda survey: replan(survey, change)


def _in_codebook(before, after):
    return lambda survey: edit(survey.folder / "codebook.csv", before, after)


#: Ten mistakes that people made, or may make: what, where, and what must be said of it.
MISTAKES = {
    "an unknown exhibit kind": (
        _in_plan("exhibits", "acts", "kind", becomes="answer_stack"),
        r"exhibits\.acts\.kind: .*'answer_stack'; did you mean 'answer_stacks'",
    ),
    "an unknown question in an exhibit": (
        _in_plan("exhibits", "resources", "stacks", 0, "questions", 0, becomes="q055_police"),
        r"exhibits\.resources\.stacks\.0\.questions\.0: there is no question .* 'q055_police'",
    ),
    "an unknown grouping in an exhibit": (
        _in_plan("exhibits", "resources_by_group", "across", 0, "grouping", becomes="regions"),
        r"exhibits\.resources_by_group\.across\.0\.grouping: .*'regions'; did you mean 'region'",
    ),
    "an unknown item in a clustering": (
        _in_plan("clusterings", "capacity", "items", "main", 0, becomes="transaction"),
        r"clusterings\.capacity\.items\.main\.0: there is no question .* 'transaction'",
    ),
    "an unknown column of the list of units": (
        _in_plan("estimates", "groupings", "region", "by", becomes="regoin"),
        r"estimates\.groupings\.region\.by: .*'regoin'; did you mean 'region'",
    ),
    "an unknown option in a contrast": (
        _in_plan(
            *("contrasts", "families", "hypotheses", "comparisons", "police_resources"),
            "options",
            becomes=["insuficient"],
        ),
        r"comparisons\.police_resources\.options\.0: .*'insuficient'; did you mean 'insufficient'",
    ),
    "a score for an unknown option": (
        _in_codebook("cyber_specific=", "nothing=1 cyber_specific="),
        r"codebook\.csv:\n  - q0\d\d_\w+\.scores: .*'nothing'",
    ),
    "a question that the codebook lacks": (
        lambda survey: _drop_row(survey.folder / "codebook.csv", "q001_national_strategy,"),
        r"codebook\.csv:\n  - q001_national_strategy is missing",
    ),
    "a misspelt notebook": (
        _in_plan("notebooks", 0, becomes="02_who_answerd"),
        r"notebooks\.0: .*'02_who_answerd'; did you mean '02_who_answered'",
    ),
    "a misspelt exhibit in a headline": (
        _in_plan("headlines", 0, "exhibit", becomes="replys"),
        r"headlines\.0\.exhibit: there is no exhibit 'replys'; did you mean 'replies'",
    ),
}
#: Others that used to end in a traceback, or in nothing.
MORE = {
    "no group for blanks": (
        lambda survey: replan(survey, lambda plan: plan["exhibits"]["blanks"].pop("group")),
        r"exhibits\.blanks\.group: is missing",
    ),
    "a misspelt column in a headline": (
        _in_plan("headlines", 0, "values", "listed", "column", becomes="listd"),
        r"headlines\.0\.values\.listed\.column: .*'listd'; did you mean 'listed'",
    ),
    "a place that the plan does not have": (
        _in_plan("headlines", 1, "values", "confidence", "plan", becomes=["estimates", "sure"]),
        r"headlines\.1\.values\.confidence\.plan: there is no place in the plan 'estimates\.sure'",
    ),
    "an unknown group": (
        _in_plan("exhibits", "acts", "answered_by", 0, "group", becomes="totl"),
        r"exhibits\.acts\.answered_by\.0\.group: .*'totl'; did you mean 'total'",
    ),
    "an unknown table in a headline": (
        _in_plan("headlines", 0, "table", becomes="respons"),
        r"headlines\.0\.table: .*'respons'; did you mean 'response'",
    ),
    "an unknown published table": (
        _in_plan("findings", "published", becomes="data/raw/reference/published.csv"),
        r"findings\.published: there is no raw table",
    ),
    "an unknown finding": (
        _in_plan("findings", "mapping", 0, "id", becomes="U99"),
        r"findings\.mapping\.0: there is no published finding 'U99 part 1'",
    ),
    "an unknown treaty": (
        _in_plan(
            *("clusterings", "capacity", "known", "budapest_convention", "treaty"),
            becomes="Budapest",
        ),
        r"known\.budapest_convention\.treaty: there is no treaty 'Budapest'",
    ),
    "an unknown clustering": (
        _in_plan("exhibits", "capacity_profiles", "clustering", becomes="capacities"),
        r"exhibits\.capacity_profiles\.clustering: .*'capacities'; did you mean 'capacity'",
    ),
    "yes without quotes": (
        _in_plan("exhibits", "acts", "title", becomes=True),
        r"exhibits\.acts\.title: True is no text; in quotes, if a text is meant",
    ),
}


def _drop_row(path, beginning):
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith(beginning)]
    assert len(kept) == len(rows) - 1
    path.write_text("".join(kept), encoding="utf-8")
