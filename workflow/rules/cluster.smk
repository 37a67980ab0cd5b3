"""Stage 5, cluster: are there groups, and would other experts have shown the same?

Reads   results/{survey}/clean/answers.parquet
Writes  results/{survey}/cluster/{clustering}/selection.parquet   numbers of clusters compared
        results/{survey}/cluster/{clustering}/members.parquet     who is in which cluster
        results/{survey}/cluster/{clustering}/profiles.parquet    what a cluster is like
        results/{survey}/cluster/{clustering}/stability.parquet   how often it comes back
        results/{survey}/cluster/{clustering}/model.json          to rebuild it from
        results/{survey}/cluster/{clustering}/verdict.json        types, unstable, or no structure
"""


rule cluster_countries:
    """Group countries by what they are named for, with one group among the choices."""
    input:
        code=library("cluster.countries", "describe.nominations"),
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
    conda:
        ENVIRONMENT
    params:
        index=plan("index"),
        clustering=plan("clusterings", "{clustering}"),
        seed=SEED,
    message:
        "{wildcards.survey}: cluster countries ({wildcards.clustering})"
    script:
        "../scripts/cluster_countries.py"
