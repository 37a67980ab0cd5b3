"""Stage 3, clean: every answer is value + status + source, every change has a reason.

Reads   results/{survey}/read/
Writes  results/{survey}/clean/   units, forms, answers, log, accounting (docs/tables.md)
"""


rule clean_answers:
    """Correct, decode, route, reconcile, and account for every cell."""
    input:
        code=library("clean_answers"),
        declared=declared("cleaning", "questionnaire", "frame", "exports", "analyst_decisions"),
        analyst_decisions=analyst_decisions,
        cells="results/{survey}/read/cells",
        intake="results/{survey}/read/intake.csv",
    output:
        units=table("units"),
        submissions=table("submissions"),
        submitted=table("submitted"),
        answers=table("answers"),
        conflicts=table("conflicts"),
        log=table("log"),
        accounting=table("accounting"),
    log:
        "results/logs/clean_answers/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(245, per_mb=20, per_text_mb=1.2),
        runtime=minutes(10),
    message:
        "{wildcards.survey}: correct, decode, route, reconcile"
    script:
        "../scripts/clean_answers.py"
