"""Copies of surveys' declarations into which mistakes are put."""

import shutil

import yaml

from cyberstudy.declare.opened import OpenSurvey
from worlds import REPOSITORY, edit


def copied(name, root):
    """Copy a survey's declarations; raw files and notebooks are the repository's."""
    folder = root / "config" / "surveys" / name
    shutil.copytree(REPOSITORY / "config" / "surveys" / name, folder)
    for shared in ("data", "notebooks"):
        (root / shared).symlink_to(REPOSITORY / shared)
    return OpenSurvey(folder, root=root)


def replan(survey, change):
    """Let `change` alter the plan as it is written."""
    path = survey.folder / "plan.yaml"
    plan = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    change(plan)
    path.write_text(yaml.dump(plan, Dumper=yaml.CSafeDumper, sort_keys=False), encoding="utf-8")


def _in_plan(*keys, becomes):
    def change(plan):
        *above, last = keys
        for key in above:
            plan = plan[key]
        plan[last] = becomes

    return lambda survey: replan(survey, change)


def _into(file, row):
    """Put a row at the end of a file of the survey's."""

    def change(survey):
        with (survey.folder / file).open("a", encoding="utf-8") as stream:
            stream.write(row + "\n")

    return change


def _in(file, before, after):
    return lambda survey: edit(survey.folder / file, before, after)


def _in_codebook(before, after):
    return lambda survey: edit(survey.folder / "codebook.csv", before, after)


def _joining(*columns):
    """Join columns of the table of human development to the list of units."""
    named = ", ".join(columns)
    entry = f"{{path: data/raw/reference/development.csv, by: iso3, columns: [{named}]}}"
    return _in("settings.yaml", "  unit: iso3", f"  unit: iso3\n  joined: [{entry}]")


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
        _in_plan("exhibits", "sufficiency_by_group", "across", 0, "grouping", becomes="regions"),
        r"exhibits\.sufficiency_by_group\.across\.0\.grouping: .*'regions'.*merged_region",
    ),
    "an unknown item in a clustering": (
        _in_plan("clusterings", "capacity", "items", "main", 0, becomes="transaction"),
        r"clusterings\.capacity\.items\.main\.0: there is no question .* 'transaction'",
    ),
    "an unknown column of the list of units": (
        _in_plan("estimates", "groupings", "merged_region", "by", becomes="merged_regoin"),
        r"estimates\.groupings\.merged_region\.by: .*'merged_regoin'; did you mean 'merged_region'",
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
    "a misspelt exhibit in the story": (
        _in_plan("story", 0, becomes="replys"),
        r"story\.0: there is no exhibit 'replys'; did you mean 'replies'",
    ),
}
#: Others that used to end in a traceback, or in nothing.
MORE = {
    "a rule of the verdict that was removed": (
        _in_plan("types", "rules", "both_rejected", becomes="gradient"),
        r"types\.rules\.both_rejected: was removed: .* delete this line",
    ),
    "no sides for a comparison": (
        lambda survey: replan(survey, lambda plan: plan["exhibits"]["threats"].pop("table")),
        r"exhibits\.threats\.table: is missing",
    ),
    "a misspelt column in a headline": (
        _in_plan("exhibits", "replies", "says", "values", "listed", "column", becomes="listd"),
        r"exhibits\.replies\.says\.values\.listed\.column: .*'listd'; did you mean 'listed'",
    ),
    "a place that the plan does not have": (
        _in_plan(
            *("exhibits", "replies", "says", "values", "listed"),
            becomes={"plan": ["estimates", "sure"]},
        ),
        r"replies\.says\.values\.listed\.plan: there is no place in the plan 'estimates\.sure'",
    ),
    "an unknown group": (
        _in_plan("exhibits", "acts", "answered_by", 0, "group", becomes="totl"),
        r"exhibits\.acts\.answered_by\.0\.group: .*'totl'; did you mean 'total'",
    ),
    "an unknown table in a headline": (
        _in_plan("exhibits", "replies", "says", "table", becomes="respons"),
        r"exhibits\.replies\.says\.table: .*'respons'; did you mean 'response'",
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
    "a map of what each State answered": (
        _in_plan(
            *("exhibits", "map"),
            becomes={
                **{"kind": "world_map", "area": "Where", "title": "Who has a strategy"},
                **{"question": "q001_national_strategy", "who": "States"},
            },
        ),
        r"exhibits\.map: needs settings\.protection: public, which is not declared",
    ),
    "an unknown column of names": (
        _in("settings.yaml", "  unit: iso3", "  unit: iso3\n  name: name_eng"),
        r"frame\.name: there is no column .* 'name_eng'; did you mean 'name_en'",
    ),
    "no minimum base for estimates": (
        lambda survey: replan_settings(survey, protection="public", minimum_base=None),
        r"estimates: needs settings\.minimum_base, which is not declared",
    ),
    "a path that is no raw table": (
        _in_plan("findings", "published", becomes="/etc/passwd"),
        r"findings\.published: '/etc/passwd' is not of the form",
    ),
    "a correction of an unknown question": (
        _into("corrections.csv", "unodc-1,q999,0,a,b,typed wrong,tests,2026-11-25"),
        r"corrections\.csv:\n  - row 2: there is no question 'q999'",
    ),
    "a correction without a reason": (
        _into("corrections.csv", "unodc-1,unit_state,0,a,b,,tests,2026-11-25"),
        r"corrections\.csv:\n  - row 2: reason is empty",
    ),
    "a correction of no turn": (
        _into("corrections.csv", "unodc-1,unit_state,first,a,b,typed wrong,tests,2026-11-25"),
        r"corrections\.csv:\n  - row 2: instance 'first' is no number of a repeat instance",
    ),
    "two corrections of one cell": (
        _into("corrections.csv", "\n".join(["u,unit_state,0,a,b,r,tests,2026-11-25"] * 2)),
        r"corrections\.csv:\n  - u, unit_state, 0 stands in 2 rows; expected one",
    ),
    "corrections without their headings": (
        lambda survey: (survey.folder / "corrections.csv").write_text("submission,question\n"),
        r"corrections\.csv, row 1: columns \['instance', .*\] are missing",
    ),
    "a rule for an unknown question": (
        _into("reconciliation.csv", "q999,latest,"),
        r"reconciliation\.csv:\n  - row \d+: there is no question 'q999'",
    ),
    "an unknown rule": (
        _in("reconciliation.csv", "unit_state,unanimous,", "unit_state,unanimus,"),
        r"reconciliation\.csv:\n  - row \d+: .*'unanimus'; did you mean 'unanimous'",
    ),
    "an unknown channel": (
        _in("reconciliation.csv", "institution_type,lead,unodc itu", "institution_type,lead,icu"),
        r"there is no channel in layout\.yaml 'icu'; did you mean 'itu'",
    ),
    "a rule that lacks its channels": (
        _in("reconciliation.csv", "institution_type,lead,unodc itu", "institution_type,lead,"),
        r"row \d+: the rule 'lead' needs channels",
    ),
    "a union of one answer": (
        _in("reconciliation.csv", "unit_state,unanimous,", "unit_state,union,"),
        r"row \d+: the rule 'union' is for several answers, and unit_state takes one",
    ),
    "a union of all other questions": (
        lambda survey: (survey.folder / "reconciliation.csv").write_text(
            "question,rule,channels\n*,union,\n"
        ),
        r"the rule 'union' is for several answers, and \w+ takes one",
    ),
    "an index of a question whose scores are all the same": (
        _in_codebook("U53,yes=2 in_preparation=1 no=0", "U53,yes=1 in_preparation=1 no=1"),
        r"indices\.sets\.\w+\.items\.\d+: there is no question with scores",
    ),
    "an index of a question that the group was not asked": (
        lambda survey: replan(survey, lambda plan: plan["indices"].update(of="private")),
        r"indices\.sets\.\w+\.items\.0: there is no question with scores of private",
    ),
    "a decision on an unknown option": (
        _into("decisions.csv", "FRA,institution_type,0,ministery,unodc-1,r,tests,2026-11-25"),
        r"decisions\.csv:\n  - row 2: there is no option of institution_type 'ministery'",
    ),
    "a condition that names no question": (
        _in("questionnaire/survey.csv", "${q001_national_strategy}", "${q001_national_strategie}"),
        r"survey\.csv:\n  - \w+\.relevant: there is no question 'q001_national_strategie'; did",
    ),
    "a condition that can't be read": (
        _in(
            "questionnaire/survey.csv",
            "${q001_national_strategy} = ",
            "${q001_national_strategy} == ",
        ),
        r"survey\.csv:\n  - \w+\.relevant: can't read the condition",
    ),
    "a column of the options that there is not": (
        _in("settings.yaml", "    code: iso3", "    code: m49"),
        r"choice_files\.member_states\.csv\.aliases: there is no column of .*/aliases\.csv 'm49'",
    ),
    "a unit of the list that is no column": (
        _in("settings.yaml", "  unit: iso3", "  unit: iso4"),
        r"frame\.unit: there is no column .*'iso4'; did you mean 'iso3'",
    ),
    "a column of no joined table": (
        _joining("hdi_2022_group", "hdi_2021_group"),
        r"frame\.joined\.0\.columns\.1: there is no column .*did you mean 'hdi_2022_group'",
    ),
    "a column of two tables": (
        _joining("source"),
        r"frame\.joined\.0\.columns\.0: .*/member_states\.csv has a column 'source', too",
    ),
    "a list of a group that does not answer": (
        _in("settings.yaml", "unit: state\n", "unit: nation\n"),
        r"settings\.yaml:\n  - unit: there is no group of respondents 'nation'",
    ),
    "a unit that is a column and a question": (
        _in("layout.yaml", "metadata: [Comments, ", "metadata: [organization_name, "),
        r"unit: 'organization_name' is both a column of the file and a question",
    ),
    "a key twice in the plan": (
        _into("plan.yaml", "coverage: []"),
        r"plan\.yaml:\n  - line \d+: the key 'coverage' stands twice",
    ),
    "a codebook with semicolons": (
        lambda survey: _with_semicolons(survey.folder / "codebook.csv"),
        r"codebook\.csv:\n  - row 1: cells are separated by semicolons",
    ),
    "yes without quotes": (
        _in_plan("exhibits", "acts", "title", becomes=True),
        r"exhibits\.acts\.title: True is no text; in quotes, if a text is meant",
    ),
}


def replan_settings(survey, **changes):
    """Let settings.yaml say something else; None leaves a key out."""
    path = survey.folder / "settings.yaml"
    written = yaml.safe_load(path.read_text(encoding="utf-8")) | changes
    kept = {key: value for key, value in written.items() if value is not None}
    path.write_text(yaml.safe_dump(kept, sort_keys=False), encoding="utf-8")


def _with_semicolons(path):
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")


def _drop_row(path, beginning):
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith(beginning)]
    assert len(kept) == len(rows) - 1
    path.write_text("".join(kept), encoding="utf-8")
