"""Stage 4, describe, too: indices of scored items.

Reads   results/{survey}/clean/
Writes  results/{survey}/describe/   tables, each where the plan asks for it (docs/tables.md)
"""


rule build_indices:
    """Put scored items together into indices, and assess their internal consistency."""
    input:
        code=library("build_indices"),
        declared=declared(
            *("counting", "frame", "groupings", "questionnaire", "codebook"),
            *("nonresponse", "indices"),
        ),
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
