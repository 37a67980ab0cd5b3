"""Stage 3, clean: every answer is value + status + source, every change has a reason."""


rule clean_answers:
    """Correct, decode, route, reconcile, and account for every cell."""
    input:
        code="results/code/clean_answers.sha256",
        declared=multiext(
            "results/{survey}/declared/",
            *("cleaning.json", "questionnaire.json", "frame.csv", "exports.json"),
            "analyst_decisions.json",
        ),
        analyst_decisions=lambda wildcards: [
            path.as_posix() for path in DECLARATIONS[wildcards.survey].analyst_decision_files
        ],
        cells="results/{survey}/read/cells",
        intake="results/{survey}/read/intake.csv",
    output:
        units="results/{survey}/clean/units.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
        submitted="results/{survey}/clean/submitted.parquet",
        answers="results/{survey}/clean/answers.parquet",
        conflicts="results/{survey}/clean/conflicts.parquet",
        log="results/{survey}/clean/log.parquet",
        accounting="results/{survey}/clean/accounting.csv",
    script:
        "../scripts/clean_answers.py"
