"""Beside the stages: what lies across surveys, in the place of their stages 2 to 5.

Reads   config/sources/, results/{survey}/protect/ of the surveys that it names
        data/raw/strategies/, data/raw/un_convention/ and tables in data/raw/reference/, where they
        could be had
Writes  results/sources/describe/   tables, each where the plan asks for it (docs/tables.md)
"""


rule gather_statements:
    """Put together what each source says of each country, construct by construct."""
    input:
        code=library("gather_statements"),
        declared=declared("settings"),
        written=written("crosswalk.csv", "convention_coverage.csv"),
        surveys=named_in_crosswalk("settings", "codebook", "questionnaire"),
        choices=choice_files,
        receipt="results/{survey}/verify/receipt.csv",
        protected=public_tables,
        strategies=fetched("statements", "strategies"),
        articles=fetched("statements", "articles"),
    output:
        crosswalk=table("crosswalk"),
        statements=table("statements"),
        coverage=table("convention_coverage"),
        strategies=table("first_strategies"),
    log:
        "results/logs/gather_statements/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: put together what each source says"
    script:
        "../scripts/gather_statements.py"


rule gather_facts:
    """Put together what each source says of each country."""
    input:
        code=library("gather_facts"),
        declared=declared("country_facts"),
        protected=laid_beside,
        facts=facts_fetched,
        reference=expand(
            "data/raw/reference/{table}.csv", table=("countries", "member_states", "aliases")
        ),
        receipt="results/{survey}/verify/receipt.csv",
    output:
        facts=table("country_facts"),
        rows=table("fact_rows"),
    log:
        "results/logs/gather_facts/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210),
        runtime=minutes(5),
    message:
        "{wildcards.survey}: put together what sources say of countries"
    script:
        "../scripts/gather_facts.py"
