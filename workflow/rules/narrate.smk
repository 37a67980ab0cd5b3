"""Stage 8, narrate: notebooks run top to bottom and say nothing that the tables do not.

Laboratories compute from protected tables, in the open. Executed notebooks carry no paths and no
times; narrate.json beside them has what cells print, and the cells of tables that numbers are.
"""


rule run_notebooks:
    """Execute a survey's notebooks, and write them for reading."""
    input:
        code="results/code/run_notebooks.sha256",
        used=lambda wildcards: [
            f"results/code/{Path(path).stem}.sha256" for path in notebooks(wildcards)
        ],
        notebooks=notebooks,
        declared=[*SHOWN, PLAN],
        reference=sorted(path.as_posix() for path in Path(REFERENCE).glob("*.csv")),
        tables="results/{survey}/protect/tables",
        report="results/{survey}/protect/report.json",
        drawn=f"results/{{survey}}/draw/{NARRATED}",
        clean=branch(reads_answers, then=labelled),
    output:
        narrated=report(
            directory("results/{survey}/narrate"),
            patterns=["{notebook,[A-Za-z0-9_]+}.html"],
            caption="../report/notebook.rst",
            category="{survey}",
            subcategory="Notebooks",
            labels={"exhibit": "{notebook}"},
        ),
        records="results/{survey}/narrate.json",
    params:
        language=NARRATED,
        title=lambda wildcards: DECLARATIONS[wildcards.survey].settings.title,
        opens=OPENED_BY_NOTEBOOKS,
        needs_fence=is_confidential,
    script:
        "../scripts/run_notebooks.py"
