"""Stage 5, cluster: are there groups, and would other experts have shown the same?

Reads   results/{survey}/clean/
        results/{survey}/describe/analyses/, where a clustering is made of whom units name
Writes  results/{survey}/cluster/{clustering}/solution.json  what each look begins with; stays
inside
        results/{survey}/cluster/{clustering}/model.json     to rebuild it from
        results/{survey}/cluster/{clustering}/verdict.json   types, one gradient, no structure, or
        none
                                                             claimed; once all evidence is in
        and tables (docs/tables.md), by the method that plan.yaml names and, of multiverse.csv with
        its multiverse.json, when `snakemake multiverse` asks for them
"""


rule fit_latent_classes:
    """Compare classes with one gradient and with nothing, and fit those that the tests stop at."""
    input:
        code=library("fit_latent_classes"),
        declared=declared("questionnaire"),
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        nominations=named_in,
    output:
        selection=table("{clustering}/selection"),
        tests=table("{clustering}/tests"),
        members=table("{clustering}/members"),
        model="results/{survey}/cluster/{clustering}/model.json",
        solution="results/{survey}/cluster/{clustering}/solution.json",
    log:
        "results/logs/fit_latent_classes/{survey}-{clustering}.log",
    wildcard_constraints:
        clustering=clusterings("latent_classes"),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(285, per_mb=100),
        runtime=minutes(30),
    params:
        made_of=made_of,
        rules=plan("types", "rules"),
        seed=SEED,
    message:
        "{wildcards.survey}: types, gradient or nothing ({wildcards.clustering})"
    script:
        "../scripts/fit_latent_classes.py"


rule bootstrap_latent_classes:
    """Bootstrap stability of classes, also with units left out, and the verdict."""
    input:
        code=library("bootstrap_latent_classes"),
        solution="results/{survey}/cluster/{clustering}/solution.json",
        declared=declared("frame", "counting"),
        countries="data/raw/reference/countries.csv",
        treaties=treaties,
        calibration=CALIBRATION,
        answers="results/{survey}/clean/answers.parquet",
    output:
        profiles=table("{clustering}/profiles"),
        stability=table("{clustering}/stability"),
        checks=table("{clustering}/checks"),
        verdict="results/{survey}/cluster/{clustering}/verdict.json",
    log:
        "results/logs/bootstrap_latent_classes/{survey}-{clustering}.log",
    wildcard_constraints:
        clustering=clusterings("latent_classes"),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(285, per_mb=100),
        runtime=minutes(30),
    params:
        types=plan("types"),
        leave_out=group_left_out,
        codings=plan("clusterings", "{clustering}", "codings"),
        wave=plan("clusterings", "{clustering}", "wave"),
    message:
        "{wildcards.survey}: bootstrap stability of classes ({wildcards.clustering})"
    script:
        "../scripts/bootstrap_latent_classes.py"


rule associate_classes:
    """Say what classes are associated with: how units answered, and what else is known of them."""
    input:
        code=library("associate_classes"),
        solution="results/{survey}/cluster/{clustering}/solution.json",
        declared=declared("frame"),
        countries="data/raw/reference/countries.csv",
        treaties=treaties,
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
    output:
        associations=table("{clustering}/associations"),
        levels=table("{clustering}/levels"),
    log:
        "results/logs/associate_classes/{survey}-{clustering}.log",
    wildcard_constraints:
        clustering=clusterings("latent_classes"),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(285, per_mb=100),
        runtime=minutes(10),
    params:
        known=plan("clusterings", "{clustering}", "known"),
        wave=plan("clusterings", "{clustering}", "wave"),
        alpha=plan("types", "alpha"),
        confidence=plan("types", "confidence"),
        permutations=plan("types", "permutations"),
    message:
        "{wildcards.survey}: what classes are associated with ({wildcards.clustering})"
    script:
        "../scripts/associate_classes.py"


rule fit_mixture:
    """Compare classes of countries with one scatter, and fit those that the tests stop at."""
    input:
        code=library("fit_mixture"),
        nominations=named_in,
    output:
        selection=table("{clustering}/selection"),
        tests=table("{clustering}/tests"),
        members=table("{clustering}/members"),
        model="results/{survey}/cluster/{clustering}/model.json",
        solution="results/{survey}/cluster/{clustering}/solution.json",
    log:
        "results/logs/fit_mixture/{survey}-{clustering}.log",
    wildcard_constraints:
        clustering=clusterings("count_mixture"),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(250, per_mb=100),
        runtime=minutes(10),
    params:
        parts=plan("clusterings", "{clustering}", "parts"),
        table=plan("clusterings", "{clustering}", "table"),
        minimum=plan("clusterings", "{clustering}", "minimum_nominations"),
        rules=plan("types", "rules"),
        seed=SEED,
    message:
        "{wildcards.survey}: types or one scatter ({wildcards.clustering})"
    script:
        "../scripts/fit_mixture.py"


rule bootstrap_mixture:
    """Stability of classes of countries when experts are drawn again, and the verdict."""
    input:
        code=library("bootstrap_mixture"),
        solution="results/{survey}/cluster/{clustering}/solution.json",
        declared=declared("counting"),
        calibration=CALIBRATION,
        nominations=named_in,
    output:
        profiles=table("{clustering}/profiles"),
        stability=table("{clustering}/stability"),
        verdict="results/{survey}/cluster/{clustering}/verdict.json",
    log:
        "results/logs/bootstrap_mixture/{survey}-{clustering}.log",
    wildcard_constraints:
        clustering=clusterings("count_mixture"),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(250, per_mb=100),
        runtime=minutes(10),
    params:
        parts=plan("clusterings", "{clustering}", "parts"),
        table=plan("clusterings", "{clustering}", "table"),
        minimum=plan("clusterings", "{clustering}", "minimum_nominations"),
        types=plan("types"),
    message:
        "{wildcards.survey}: bootstrap stability of classes ({wildcards.clustering})"
    script:
        "../scripts/bootstrap_mixture.py"


# A chunk is of combinations that share their units and items: well over half a minute of work on
# average.
rule run_multiverse:
    """Judge some of the defensible tables of answers of a clustering."""
    input:
        code=library("run_multiverse"),
        declared=declared("questionnaire"),
        answers="results/{survey}/clean/answers.parquet",
        submitted="results/{survey}/clean/submitted.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
        conflicts="results/{survey}/clean/conflicts.parquet",
        units="results/{survey}/clean/units.parquet",
        nominations=named_in,
    output:
        chunk="results/{survey}/cluster/{clustering}/multiverse/{chunk}.parquet",
    log:
        "results/logs/run_multiverse/{survey}-{clustering}-{chunk}.log",
    wildcard_constraints:
        clustering=clusterings("latent_classes"),
        chunk="[0-9]+",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(290, per_mb=100),
        runtime=minutes(30),
    params:
        types=plan("types"),
        clustering=plan("clusterings", "{clustering}"),
        seed=SEED,
        size=MULTIVERSE_CHUNK,
    message:
        "{wildcards.survey}: multiverse of {wildcards.clustering}, part {wildcards.chunk}"
    script:
        "../scripts/run_multiverse.py"


rule join_multiverse:
    """Put the parts of a multiverse together."""
    input:
        code=library("join_multiverse"),
        chunks=multiverse_chunks,
        verdict="results/{survey}/cluster/{clustering}/verdict.json",
    output:
        table=table("{clustering}/multiverse"),
        record="results/{survey}/cluster/{clustering}/multiverse.json",
    log:
        "results/logs/join_multiverse/{survey}-{clustering}.log",
    wildcard_constraints:
        clustering=clusterings("latent_classes"),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(125),
        runtime=minutes(3),
    params:
        clustering=plan("clusterings", "{clustering}"),
        seed=SEED,
    message:
        "{wildcards.survey}: join the multiverse of {wildcards.clustering}"
    script:
        "../scripts/join_multiverse.py"
