"""Analyses of one's own: a Python file of a survey, and what it declares to read.

Reads   config/surveys/{survey}/analyses/, config/sources/analyses/
Writes  nothing
"""

from cyberstudy.analyses import REFERENCE

# Table -> file and what it reads, survey by survey; a job on another machine needs no other.
ANALYSES = {
    survey: {name: (file, made) for file in entry.analyses for name, made in file.tables.items()}
    for survey, entry in DECLARATIONS.items()
}


def analysis_file(wildcards):
    """The file that makes the table."""
    return ANALYSES[wildcards.survey][wildcards.analysis][0].path.as_posix()


def analysis_code(wildcards):
    """The file and the library that it imports."""
    file = analysis_file(wildcards)
    name = f"analyse-{wildcards.survey}-{Path(file).stem}"
    if workflow.is_main_process:
        make_damaged_again()
    return listed_code(name, "scripts.analyse", file)


def read_by_analysis(wildcards):
    """What it declares of the stage and of reference, and what may be seen of other surveys."""
    made = ANALYSES[wildcards.survey][wildcards.analysis][1]
    own = [described_table(wildcards.survey, name) for name in made.beside]
    seen = [f"results/{name}/protect/tables" for name in made.surveys if name in DECLARATIONS]
    return own + seen


def described_table(survey, name):
    """Where a table lies: of reference, of an analysis, or another of the stage."""
    if name.startswith(REFERENCE):
        return name
    own = ANALYSES[survey].get(name)
    return f"results/{survey}/{own[1].contract.place.file if own else TABLES[name].place.file}"


def named_in(wildcards):
    """The analysis's table of whom units name, where a clustering is made of one."""
    entry = plan("clusterings", "{clustering}")(wildcards)
    return [described_table(wildcards.survey, entry["table"])] if entry.get("table") else []
