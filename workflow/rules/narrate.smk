"""Stage 8, narrate: notebooks run top to bottom and say nothing that the tables do not.

Laboratories are notebooks that compute from protected tables, in the open.

Reads   notebooks/, results/{survey}/protect/, results/{survey}/draw/
Writes  results/{survey}/narrate/{notebook}.ipynb   executed; no paths, no times
        results/{survey}/narrate/{notebook}.html    for reading
        results/{survey}/.kept/narrate/   the same with what each rests on, for the next time
"""


rule run_notebooks:
    """Execute what is new among a survey's notebooks, and write them for reading."""
    input:
        code=library("run_notebooks"),
        used=libraries_of_notebooks,
        notebooks=notebooks,
        declared=declared(*TOLD),
        reference=reference_files,
        tables="results/{survey}/protect/tables",
        report="results/{survey}/protect/report.json",
        drawn=drawn_in(NARRATED),
        clean=clean_table,
    output:
        narrated=report(
            directory("results/{survey}/narrate"),
            patterns=["{notebook,[A-Za-z0-9_]+}.html"],
            caption="../report/notebook.rst",
            category="{survey}",
            subcategory="Notebooks",
            labels={"exhibit": "{notebook}"},
        ),
    log:
        "results/logs/run_notebooks/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(340),
        runtime=minutes(20),
    params:
        plan=plan(),
        language=NARRATED,
        title=lambda wildcards: DECLARATIONS[wildcards.survey].settings.title,
        kept="results/{survey}/.kept/narrate",
        needs_fence=is_confidential,
    message:
        "{wildcards.survey}: execute notebooks"
    script:
        "../scripts/run_notebooks.py"
