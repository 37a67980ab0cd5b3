"""Stage 4, describe, too: indices of scored items and of nominations, and scores of others.

Reads   results/{survey}/clean/
Writes  results/{survey}/describe/   tables, each where the plan asks for it (docs/tables.md)
"""


rule recompute_scores:
    """Find the weights of published scores, and the units whose scores break the formula."""
    input:
        code=library("recompute_scores"),
        declared=declared("codebook", "composite"),
        answers="results/{survey}/clean/answers.parquet",
    output:
        weights=table("composite_weights"),
        residuals=table("composite_residuals"),
        missing=table("composite_missing"),
        ranks=table("composite_ranks"),
    log:
        "results/logs/recompute_scores/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=120),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: recompute published scores"
    script:
        "../scripts/recompute_scores.py"


rule rank_countries:
    """Compute the index of nominations, how sure its ranks are, and what duplicates do to it."""
    input:
        code=library("rank_countries"),
        countries="data/raw/reference/countries.csv",
        answers="results/{survey}/clean/answers.parquet",
    output:
        nominations=table("nominations"),
        index=table("index"),
        strict=table("index_strict"),
        neighbours=table("neighbours"),
        parts=table("parts"),
    log:
        "results/logs/rank_countries/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(225, per_mb=140),
        runtime=minutes(10),
    params:
        index=plan("index"),
        seed=SEED,
    message:
        "{wildcards.survey}: rank countries, with bootstrap intervals"
    script:
        "../scripts/rank_countries.py"


rule compare_published:
    """Lay published values beside ours."""
    input:
        code=library("compare_published"),
        published=plan("replication", "published"),
        index="results/{survey}/describe/index.csv",
    output:
        replication=table("replication"),
    log:
        "results/logs/compare_published/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(120),
        runtime=minutes(3),
    params:
        value=plan("replication", "value"),
        decimals=plan("replication", "decimals"),
    message:
        "{wildcards.survey}: lay published values beside ours"
    script:
        "../scripts/compare_published.py"


rule build_indices:
    """Put scored items together into indices, and say whether they hold together."""
    input:
        code=library("build_indices"),
        declared=declared("counting", "frame", "groupings", "questionnaire", "codebook", "indices"),
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
    output:
        scores=table("indices"),
        made_of=table("index_items"),
        groups=table("index_groups"),
        reliability=table("index_reliability"),
        functioning=table("index_functioning"),
    log:
        "results/logs/build_indices/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(255, per_mb=80),
        runtime=minutes(3),
    params:
        seed=SEED,
    message:
        "{wildcards.survey}: put scored items together into indices"
    script:
        "../scripts/build_indices.py"
