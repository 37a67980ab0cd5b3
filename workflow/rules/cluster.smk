"""Stage 5, cluster: are there groups, and would other experts have shown the same?

Reads   results/{survey}/clean/
Writes  results/{survey}/cluster/{clustering}/model.json     to rebuild it from
        results/{survey}/cluster/{clustering}/verdict.json   types, one gradient, or no structure
        and tables, by the method that plan.yaml names; those of latent classes:
          selection.csv      every model by criteria that do not decide
          tests.csv          each model as the null of its rivals
          members.parquet    who is in which class; stays inside where answers are confidential
          profiles.csv       what classes answer, with intervals
          stability.csv      how often a class comes back when units are drawn again
          checks.csv         groups and units left out, rows shuffled
          together.parquet   how often two units fell into one class
          agreement.csv      with other methods
          associations.csv   what classes go with: artefacts, and external variables
          levels.csv         shares and means within classes
        and, when `snakemake multiverse` asks for it,
          multiverse.csv     every defensible way to make the clustering, and what it finds
          choices.csv        the same, summed up by each choice
          multiverse.json    of which data, with what seed
"""


rule find_types:
    """Ask whether units come in types, along one gradient, or neither."""
    input:
        code=library("find_types"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        countries="data/raw/reference/countries.csv",
        treaties="data/raw/reference/treaties.csv",
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
    output:
        selection="results/{survey}/cluster/{clustering}/selection.csv",
        tests="results/{survey}/cluster/{clustering}/tests.csv",
        members="results/{survey}/cluster/{clustering}/members.parquet",
        profiles="results/{survey}/cluster/{clustering}/profiles.csv",
        stability="results/{survey}/cluster/{clustering}/stability.csv",
        checks="results/{survey}/cluster/{clustering}/checks.csv",
        co_assignment="results/{survey}/cluster/{clustering}/together.parquet",
        agreement="results/{survey}/cluster/{clustering}/agreement.csv",
        associations="results/{survey}/cluster/{clustering}/associations.csv",
        levels="results/{survey}/cluster/{clustering}/levels.csv",
        model="results/{survey}/cluster/{clustering}/model.json",
        verdict="results/{survey}/cluster/{clustering}/verdict.json",
    log:
        "results/logs/find_types/{survey}-{clustering}.log",
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
        clustering=plan("clusterings", "{clustering}"),
        index=plan("index"),
        seed=SEED,
    message:
        "{wildcards.survey}: types, gradient or nothing ({wildcards.clustering})"
    script:
        "../scripts/find_types.py"


rule find_mixture:
    """Ask whether countries come in types by what they are named for."""
    input:
        code=library("find_mixture"),
        answers="results/{survey}/clean/answers.parquet",
    output:
        selection="results/{survey}/cluster/{clustering}/selection.csv",
        tests="results/{survey}/cluster/{clustering}/tests.csv",
        members="results/{survey}/cluster/{clustering}/members.parquet",
        profiles="results/{survey}/cluster/{clustering}/profiles.csv",
        stability="results/{survey}/cluster/{clustering}/stability.csv",
        model="results/{survey}/cluster/{clustering}/model.json",
        verdict="results/{survey}/cluster/{clustering}/verdict.json",
    log:
        "results/logs/find_mixture/{survey}-{clustering}.log",
    wildcard_constraints:
        clustering=clusterings("count_mixture"),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(250, per_mb=100),
        runtime=minutes(10),
    params:
        types=plan("types"),
        clustering=plan("clusterings", "{clustering}"),
        index=plan("index"),
        seed=SEED,
    message:
        "{wildcards.survey}: types or one scatter ({wildcards.clustering})"
    script:
        "../scripts/find_mixture.py"


rule cluster_countries:
    """Group countries by what they are named for, with one group among the choices."""
    input:
        code=library("cluster_countries"),
        countries="data/raw/reference/countries.csv",
        answers="results/{survey}/clean/answers.parquet",
    output:
        selection="results/{survey}/cluster/{clustering}/selection.parquet",
        members="results/{survey}/cluster/{clustering}/members.parquet",
        profiles="results/{survey}/cluster/{clustering}/profiles.parquet",
        stability="results/{survey}/cluster/{clustering}/stability.parquet",
        model="results/{survey}/cluster/{clustering}/model.json",
        verdict="results/{survey}/cluster/{clustering}/verdict.json",
    log:
        "results/logs/cluster_countries/{survey}-{clustering}.log",
    wildcard_constraints:
        clustering=clusterings("ward_hellinger"),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(255, per_mb=400),
        runtime=minutes(10),
    params:
        index=plan("index"),
        clustering=plan("clusterings", "{clustering}"),
        seed=SEED,
    message:
        "{wildcards.survey}: cluster countries ({wildcards.clustering})"
    script:
        "../scripts/cluster_countries.py"


# A chunk is of combinations that share their units and items, so that imputations and tests are
# made once: well over half a minute of work on average.
rule run_multiverse:
    """Run some of the defensible ways to make a clustering."""
    input:
        code=library("run_multiverse"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        answers="results/{survey}/clean/answers.parquet",
        submitted="results/{survey}/clean/submitted.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
        conflicts="results/{survey}/clean/conflicts.parquet",
        units="results/{survey}/clean/units.parquet",
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
        index=plan("index"),
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
        table="results/{survey}/cluster/{clustering}/multiverse.csv",
        choices="results/{survey}/cluster/{clustering}/choices.csv",
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
