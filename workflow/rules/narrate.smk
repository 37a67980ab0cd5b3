"""Stage 8, narrate: notebooks run top to bottom and say nothing that the tables do not.

Laboratories are notebooks that compute from protected tables, in the open.

Reads   notebooks/{notebook}.ipynb, results/{survey}/protect/, results/{survey}/draw/
Writes  results/{survey}/narrate/{notebook}.ipynb   executed; no paths, no times
        results/{survey}/narrate/{notebook}.html    for reading
"""


rule run_notebook:
    """Execute a notebook and write it for reading."""
    input:
        code=library("run_notebook"),
        used=library_of_notebook,
        notebook="notebooks/{notebook}.ipynb",
        tables="results/{survey}/protect/tables",
        report="results/{survey}/protect/report.json",
        drawn=drawn_in(NARRATED),
        clean=clean_table,
    output:
        notebook="results/{survey}/narrate/{notebook}.ipynb",
        page=report(
            "results/{survey}/narrate/{notebook}.html",
            caption="../report/notebook.rst",
            category="{survey}",
            subcategory="Notebooks",
            labels={"exhibit": "{notebook}"},
        ),
    log:
        "results/logs/run_notebook/{survey}-{notebook}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(310),
        runtime=minutes(10),
    params:
        language=NARRATED,
        title=lambda wildcards: DECLARATIONS[wildcards.survey].settings.title,
    message:
        "{wildcards.survey}: execute notebook {wildcards.notebook}"
    script:
        "../scripts/run_notebook.py"
