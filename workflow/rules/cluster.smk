"""Stage 5, cluster: are there groups, and would other experts have shown the same?

Of each clustering, model.json is to rebuild it from; verdict.json says types, one gradient, no
structure, or none claimed.
"""


rule fit_latent_classes:
    """Compare classes with one gradient and with nothing; fit, resample, judge, associate them."""
    input:
        code="results/code/fit_latent_classes.sha256",
        declared=multiext(
            "results/{survey}/declared/", "questionnaire.json", "frame.csv", "counting.json"
        ),
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
        nominations=table_of_nominations,
        countries="data/raw/reference/countries.csv",
        treaties=branch(names_treaties, then=["data/raw/reference/treaties.csv"]),
        calibration=CALIBRATION,
        arena=ARENA,
    output:
        selection="results/{survey}/cluster/{clustering}/selection.csv",
        tests="results/{survey}/cluster/{clustering}/tests.csv",
        members="results/{survey}/cluster/{clustering}/members.parquet",
        model="results/{survey}/cluster/{clustering}/model.json",
        profiles="results/{survey}/cluster/{clustering}/profiles.csv",
        stability="results/{survey}/cluster/{clustering}/stability.csv",
        checks="results/{survey}/cluster/{clustering}/checks.csv",
        usual_methods="results/{survey}/cluster/{clustering}/usual_methods.csv",
        verdict="results/{survey}/cluster/{clustering}/verdict.json",
        associations="results/{survey}/cluster/{clustering}/associations.csv",
        levels="results/{survey}/cluster/{clustering}/levels.csv",
    params:
        made_of=made_of,
        types=plan("types"),
        known=plan("clusterings", "{clustering}", "known"),
        leave_out=plan("clusterings", "{clustering}", "leave_out"),
        seed=SEED,
    script:
        "../scripts/fit_latent_classes.py"


rule fit_mixture:
    """Compare classes of countries with one scatter; fit them, draw experts again, and judge."""
    input:
        code="results/code/fit_mixture.sha256",
        declared=["results/{survey}/declared/counting.json"],
        nominations=table_of_nominations,
        calibration=CALIBRATION,
    output:
        selection="results/{survey}/cluster/{mixture}/selection.csv",
        tests="results/{survey}/cluster/{mixture}/tests.csv",
        members="results/{survey}/cluster/{mixture}/members.parquet",
        model="results/{survey}/cluster/{mixture}/model.json",
        profiles="results/{survey}/cluster/{mixture}/profiles.csv",
        stability="results/{survey}/cluster/{mixture}/stability.csv",
        verdict="results/{survey}/cluster/{mixture}/verdict.json",
    params:
        parts=plan("clusterings", "{mixture}", "parts"),
        table=plan("clusterings", "{mixture}", "table"),
        minimum=plan("clusterings", "{mixture}", "minimum_nominations"),
        types=plan("types"),
        seed=SEED,
    script:
        "../scripts/fit_mixture.py"


rule run_multiverse:
    """Judge every defensible table of answers that a clustering could be made of."""
    input:
        code="results/code/run_multiverse.sha256",
        declared=multiext("results/{survey}/declared/", "questionnaire.json", "counting.json"),
        answers="results/{survey}/clean/answers.parquet",
        submitted="results/{survey}/clean/submitted.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
        conflicts="results/{survey}/clean/conflicts.parquet",
        units="results/{survey}/clean/units.parquet",
        nominations=table_of_nominations,
        verdict="results/{survey}/cluster/{clustering}/verdict.json",
    output:
        table="results/{survey}/cluster/{clustering}/multiverse.csv",
        record="results/{survey}/cluster/{clustering}/multiverse.json",
    params:
        types=plan("types"),
        clustering=clustering_of,
        seed=SEED,
    script:
        "../scripts/run_multiverse.py"
