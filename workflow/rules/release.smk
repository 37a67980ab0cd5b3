"""Stage 9, release: complete, checksummed, described.

Reads   results/{survey}/protect/, results/{survey}/draw/, results/{survey}/narrate/
        results/{survey}/clean/, results/{survey}/cluster/   for the labelled answers
Writes  results/{survey}/labelled/  the answers for SPSS, Stata, R and people, with list, scores and
                                    classes; part of the release where the survey is public, and of a
                                    confidential one, as simulated_microdata, where a generator made
                                    all of them; else the folder is called confidential_microdata
        results/{survey}/release/   tables, figures, notebooks, data dictionary, settings,
                                    software versions, MANIFEST.csv with sha256 of everything
"""


rule label_answers:
    """Write the answers with labels, list, scores and classes, for other programs."""
    input:
        code=library("label_answers"),
        declared=declared(*UNDRAWN, "clusterings"),
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        tables="results/{survey}/protect/tables",
        scores=scored("indices.parquet"),
        members=members_of_units,
        receipt=table("receipt"),
    output:
        labelled=directory(f"results/{{survey}}/{LABELLED['public']}"),
    log:
        "results/logs/label_answers/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(160, per_mb=110),
        runtime=minutes(3),
    params:
        clusterings=clusterings_of_units,
        version=lambda wildcards: version(),
    message:
        "{wildcards.survey}: answers for other programs"
    script:
        "../scripts/label_answers.py"


use rule label_answers as label_confidential_answers with:
    output:
        labelled=directory(f"results/{{survey}}/{LABELLED['confidential']}"),


use rule label_answers as label_simulated_answers with:
    output:
        labelled=directory(f"results/{{survey}}/{LABELLED['simulated']}"),


rule release_survey:
    """Put together what may be passed on."""
    input:
        code=library("release_survey"),
        declared=declared(*WHOLE),
        written=written("settings.yaml", "plan.yaml"),
        form=of_answers("verify/questionnaire.xml"),
        lock="requirements.lock",
        receipt=table("receipt"),
        tables="results/{survey}/protect/tables",
        report="results/{survey}/protect/report.json",
        drawn=drawn_in(*LANGUAGES),
        narrated=narrated,
        labelled=labelled,
        submissions=registered_forms,
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
        config=lambda wildcards: {
            **config,
            "surveys": [wildcards.survey],
            "publication": publication(wildcards),
        },
        translations=lambda wildcards: translations(LANGUAGES, wildcards.survey),
        made_with=made_with,
        rights=rights,
    message:
        "{wildcards.survey}: put the release together"
    script:
        "../scripts/release_survey.py"
