"""Stage 9, release: complete, checksummed, described.

The answers with labels are part of the release where the survey is public, and of a confidential
one where a generator made all of them; else they stay in a folder whose name says so.
"""


rule label_answers:
    """Write the answers with labels, list, scores and classes, for other programs."""
    input:
        code="results/code/label_answers.sha256",
        declared=[*SHOWN, *ANSWERED, "results/{survey}/declared/clusterings.json"],
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        tables="results/{survey}/protect/tables",
        scores=branch(has_indices, then=["results/{survey}/describe/indices.parquet"]),
        members=lambda wildcards: [
            f"results/{{survey}}/cluster/{name}/members.parquet"
            for name in clusterings_of_units(wildcards)
        ],
        receipt="results/{survey}/verify/receipt.csv",
    output:
        labelled=directory("results/{survey}/labelled"),
    params:
        clusterings=clusterings_of_units,
        version=lambda wildcards: version(),
    script:
        "../scripts/label_answers.py"


use rule label_answers as label_confidential_answers with:
    output:
        labelled=directory("results/{survey}/confidential_microdata"),


use rule label_answers as label_simulated_answers with:
    output:
        labelled=directory("results/{survey}/simulated_microdata"),


rule release_survey:
    """Put together what may be passed on."""
    input:
        code="results/code/release_survey.sha256",
        declared=WHOLE,
        written=lambda wildcards: [
            (folder_of(wildcards.survey, CONFIG) / name).as_posix()
            for name in ("settings.yaml", "plan.yaml")
        ],
        form=branch(asks, then=["results/{survey}/verify/questionnaire.xml"]),
        lock="requirements.lock",
        receipt="results/{survey}/verify/receipt.csv",
        tables="results/{survey}/protect/tables",
        report="results/{survey}/protect/report.json",
        proof=branch(
            is_divided,
            then=[
                "results/{survey}/protect/certificate.parquet",
                "results/{survey}/describe/memberships.parquet",
            ],
        ),
        drawn=expand("results/{{survey}}/draw/{language}", language=LANGUAGES),
        narrated=branch(notebooks, then=["results/{survey}/narrate"]),
        notebooks=notebooks,
        labelled=labelled,
        submissions=registered_forms,
    output:
        release=directory("results/{survey}/release"),
    params:
        config=lambda wildcards: {
            **config,
            "surveys": [wildcards.survey],
            "publication": publication(wildcards),
        },
        translations=lambda wildcards: translations(LANGUAGES, wildcards.survey),
        made_with=made_with,
        confidential=is_confidential,
        printed=printed_exhibits,
        language=NARRATED,
        opens=[*OPENED_BY_NOTEBOOKS, REFERENCE],
        rights=lambda wildcards: [
            source.plain() for source in DECLARATIONS[wildcards.survey].sources
        ],
    script:
        "../scripts/release_survey.py"
