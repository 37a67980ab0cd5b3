"""Analyses of one's own: a Python file of a survey, and what it declares to read.

Reads   config/surveys/{survey}/analyses/, config/sources/analyses/
Writes  nothing
"""

from cyberstudy.analyses import REFERENCE

# Name of a file -> what it marks, survey by survey; a job on another machine needs no other.
ANALYSES = {
    survey: {file.path.stem: file for file in entry.analyses}
    for survey, entry in DECLARATIONS.items()
}


def analysis_file(wildcards):
    """The file that makes the tables."""
    return ANALYSES[wildcards.survey][wildcards.analysis].path.as_posix()


def analysis_code(wildcards):
    """The file and the library that it imports."""
    if workflow.is_main_process:
        make_damaged_again()
    name = f"analyse-{wildcards.survey}-{wildcards.analysis}"
    return listed_code(name, "scripts.analyse", analysis_file(wildcards))


def read_by_analysis(wildcards):
    """What its tables read of reference and of the stage, made by others."""
    file = ANALYSES[wildcards.survey][wildcards.analysis]
    read = chain.from_iterable(made.beside for made in file.tables.values())
    others = dict.fromkeys(name for name in read if name not in file.tables)
    return [*dict.fromkeys(described_in(wildcards.survey, name) for name in others)]


def seen_by_analysis(wildcards):
    """What may be seen of other surveys that its tables read, as far as they run."""
    file = ANALYSES[wildcards.survey][wildcards.analysis]
    read = dict.fromkeys(chain.from_iterable(made.surveys for made in file.tables.values()))
    return [f"results/{name}/protect/tables" for name in read if name in DECLARATIONS]


def described_in(survey, name):
    """Where a table is found: a file of reference or of the stage, or an analysis's folder."""
    if name.startswith(REFERENCE):
        return name
    for file in ANALYSES[survey].values():
        if name in file.tables:
            return f"results/{survey}/{file.place}"
    return f"results/{survey}/{TABLES[name].place.file}"


def named_in(wildcards):
    """The folder with the table of whom units name, where a clustering is made of one."""
    entry = plan("clusterings", "{clustering}")(wildcards)
    return [described_in(wildcards.survey, entry["table"])] if entry.get("table") else []
