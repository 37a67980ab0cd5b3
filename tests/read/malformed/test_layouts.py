"""A layout that leads astray."""

import pytest
from worlds.malformed import CODES, ENGLISH, Cases, change_settings, verify

CASES = Cases()


@CASES.refused(CODES, "there is no such file in .*put it there, or take it out of layout.yaml")
def a_file_that_is_not_there(study):
    study.path.unlink()


@CASES.refused(CODES, "there is no such file")
def a_folder_in_place_of_a_file(study):
    study.path.unlink()
    study.path.mkdir()


@CASES.refused(CODES, "layout.yaml: .* is declared twice; expected once")
def a_file_declared_twice(study):
    study.others.append({**study.entry, "channel": "another"})


@CASES.refused_layout(r"layout\.yaml:.*\n.*exports\.0\.file: .*'\.\./\.\./etc/passwd'")
def a_path_out_of_the_raw_folder(study):
    study.entry["file"] = "../../etc/passwd"


@CASES.refused_layout(r"layout\.yaml:(.*\n)+.*exports\.0\.file: .*states2012/\.\./\.\./x\.csv")
def a_path_that_climbs_out_on_the_way(study):
    study.entry["file"] = "states2012/../../x.csv"


@CASES.refused_layout(r"layout\.yaml:.*\n.*exports\.0\.file: '/etc/passwd'")
def an_absolute_path(study):
    study.entry["file"] = "/etc/passwd"


@CASES.refused(CODES, "leads out of .*states2012, to .*elsewhere.csv; put the file itself there")
def a_link_out_of_the_raw_folder(study):
    elsewhere = study.root / "elsewhere.csv"
    study.path.rename(elsewhere)
    study.path.symlink_to(elsewhere)


@CASES.refused_layout(r"exports\.0\.format: there is no choice 'papyrus' \(there are: csv, lime")
def an_unknown_format(study):
    study.entry["format"] = "papyrus"


@CASES.refused(
    CODES, "no question to the group 'gods'; expected one of academic, intergovernmental"
)
def a_group_without_questions(study):
    study.entry["group"] = "gods"


@CASES.refused(CODES, "q1: the questionnaire has no question 'q999_unheard_of'")
def a_column_for_an_unknown_question(study):
    study.entry["columns"] = {"q1": "q999_unheard_of"}


@CASES.refused(CODES, "unit: this form does not have the question 'organization_name'")
def a_unit_that_the_form_does_not_ask_for(study):
    study.entry["unit"] = "organization_name"


@CASES.refused(CODES, "needs columns: csv has no headings of its own")
def a_format_that_needs_columns(study):
    study.entry |= {"format": "csv", "submission": "id"}


@CASES.refused(
    ENGLISH, "organization_name: stands under unit, submission or roles and under personal"
)
def a_column_needed_and_dropped(study):
    study.entry["personal"] = ["organization_name"]


@CASES.refused_layout("layout.yaml, line 2", "not YAML")
def a_layout_that_is_no_yaml(study):
    study.layout = "exports:\n\t- file: a.csv\n"


@CASES.refused_layout("nowhere.csv")
def a_table_of_codes_that_is_not_there(study):
    study.entry["codes"] = "nowhere.csv"


@CASES.refused_layout(r"layout\.yaml:(.*\n)+.*exports\.0\.codes")
def a_table_of_codes_outside_the_survey(study):
    study.entry["codes"] = "../../../../outside.csv"
    (study.root.parent / "outside.csv").write_text("question,option,code\n")


@CASES.refused_layout("corrections.csv: columns .*option.*code.* are missing")
def a_table_of_codes_that_is_none(study):
    study.entry["codes"] = "corrections.csv"


@CASES.refused_layout(r"settings\.yaml:(.*\n)+.*choice_files\.member_states\.csv\.path")
def options_from_outside_the_raw_folder(study):
    change_settings(study, "path: data/raw/reference/member_states.csv", "path: /etc/passwd")
    study.new_form = True


@pytest.mark.parametrize("case", CASES, ids=CASES.names)
def test_what_is_malformed_is_named_or_judged(case, make, form):
    verify(case, make(case.file), form)
