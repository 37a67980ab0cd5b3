"""Analyses of one's own: a Python file of a survey, and what it declares to read.

Reads   config/surveys/{survey}/analyses/, config/sources/analyses/
Writes  nothing
"""

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
    """Tables that it declares, of analyses too, and what may be seen of other surveys that run."""
    analyses = ANALYSES[wildcards.survey]
    made = analyses[wildcards.analysis][1]
    places = {name: each.contract.place.file for name, (_, each) in analyses.items()}
    own = [
        (
            f"results/{wildcards.survey}/{places[name]}"
            if name in places
            else table(name).format(survey=wildcards.survey)
        )
        for name in made.reads
        if "/" not in name
    ]
    seen = [f"results/{name}/protect/tables" for name in made.surveys if name in DECLARATIONS]
    return own + seen
