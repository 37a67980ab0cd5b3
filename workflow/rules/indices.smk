"""Stage 4, describe, too: indices of scored items and of nominations, and scores of others.

Reads   results/{survey}/clean/
Writes, where plan.yaml declares indices of scored items,
        results/{survey}/describe/indices.parquet        every unit's; stays inside
        results/{survey}/describe/index_items.csv        what they are made of
        results/{survey}/describe/index_groups.csv       means by group, with intervals
        results/{survey}/describe/index_reliability.csv  whether they hold together
        results/{survey}/describe/index_functioning.csv  and say the same in all languages
   and, where it declares published scores,
        results/{survey}/describe/composite_weights.csv    how they were added up
        results/{survey}/describe/composite_residuals.csv  which units break that formula
        results/{survey}/describe/composite_missing.csv    bounds of an indicator the data lack
        results/{survey}/describe/composite_ranks.csv      ranks, and those in a range of weights
   and, where plan.yaml declares an index of nominations,
        results/{survey}/describe/nominations.parquet  whom experts name
        results/{survey}/describe/index.csv          countries, index, ranks, intervals
        results/{survey}/describe/index_strict.csv   without an expert's duplicate nominations
        results/{survey}/describe/neighbours.csv     neighbouring ranks, told apart or not
        results/{survey}/describe/parts.csv          nominations by part (crime type)
        results/{survey}/describe/own_country.csv    experts who name their own country
        results/{survey}/describe/index_looks.csv    the index beside other ways of adding up
        results/{survey}/describe/rating_variances.csv  whose part differences of ratings are
   and, where it declares published values,
        results/{survey}/describe/replication.csv    published beside ours
"""


rule recompute_scores:
    """Find the weights of published scores, and the units whose scores break the formula."""
    input:
        code=library("recompute_scores"),
        declared=declared("codebook", "composite"),
        answers="results/{survey}/clean/answers.parquet",
    output:
        weights="results/{survey}/describe/composite_weights.csv",
        residuals="results/{survey}/describe/composite_residuals.csv",
        missing="results/{survey}/describe/composite_missing.csv",
        ranks="results/{survey}/describe/composite_ranks.csv",
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
        nominations="results/{survey}/describe/nominations.parquet",
        index="results/{survey}/describe/index.csv",
        strict="results/{survey}/describe/index_strict.csv",
        neighbours="results/{survey}/describe/neighbours.csv",
        parts="results/{survey}/describe/parts.csv",
        own_country="results/{survey}/describe/own_country.csv",
        looks="results/{survey}/describe/index_looks.csv",
        variances="results/{survey}/describe/rating_variances.csv",
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
        replication="results/{survey}/describe/replication.csv",
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
        scores="results/{survey}/describe/indices.parquet",
        made_of="results/{survey}/describe/index_items.csv",
        groups="results/{survey}/describe/index_groups.csv",
        reliability="results/{survey}/describe/index_reliability.csv",
        functioning="results/{survey}/describe/index_functioning.csv",
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
