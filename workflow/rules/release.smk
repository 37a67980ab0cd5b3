"""Stage 9, release: complete, checksummed, described.

Reads   results/{survey}/protect/, results/{survey}/draw/, results/{survey}/narrate/
Writes  results/{survey}/release/   tables, figures, notebooks, data dictionary, settings,
                                    software versions, MANIFEST.csv with sha256 of everything
"""


rule release_survey:
    """Put together what may be passed on."""
    input:
        code=library("release_survey"),
        survey=declared("plan.yaml", "codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        form="results/{survey}/verify/questionnaire.xml",
        lock="requirements.lock",
        tables="results/{survey}/protect/tables",
        report="results/{survey}/protect/report.json",
        drawn=drawn_in(*LANGUAGES),
        narrated=narrated,
    output:
        release=directory("results/{survey}/release"),
    log:
        "results/logs/release_survey/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(120, per_mb=20),
        runtime=minutes(3),
    params:
        config=lambda wildcards: {**config, "surveys": [wildcards.survey]},
    message:
        "{wildcards.survey}: put the release together"
    script:
        "../scripts/release_survey.py"
