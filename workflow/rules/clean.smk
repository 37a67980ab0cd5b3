"""Stage 3, clean: every answer is value + status + source, every change has a reason.

Reads   results/{survey}/read/
Writes  results/{survey}/clean/units.parquet         whom the study counts
        results/{survey}/clean/submissions.parquet   one row an export row
        results/{survey}/clean/submitted.parquet     every submission's answers
        results/{survey}/clean/answers.parquet       one accepted answer per unit and question
        results/{survey}/clean/conflicts.parquet     where submissions of one unit differ
        results/{survey}/clean/log.parquet           every change and its reason
        results/{survey}/clean/accounting.csv        where the cells of each file went
"""


rule clean_answers:
    """Correct, decode, route, reconcile, and account for every cell."""
    input:
        code=library("clean_answers"),
        declared=declared("settings", "questionnaire", "frame", "exports", "judgements"),
        judgements=judgements,
        cells="results/{survey}/read/cells.parquet",
        intake="results/{survey}/read/intake.csv",
    output:
        units="results/{survey}/clean/units.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
        submitted="results/{survey}/clean/submitted.parquet",
        answers="results/{survey}/clean/answers.parquet",
        conflicts="results/{survey}/clean/conflicts.parquet",
        log="results/{survey}/clean/log.parquet",
        accounting="results/{survey}/clean/accounting.csv",
    log:
        "results/logs/clean_answers/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(245, per_mb=230),
        runtime=minutes(10),
    message:
        "{wildcards.survey}: correct, decode, route, reconcile"
    script:
        "../scripts/clean_answers.py"
