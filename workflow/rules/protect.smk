"""Stage 6, protect: what may be seen. Draw, narrate and release read nothing else.

Reads   results/{survey}/describe/, results/{survey}/cluster/, results/{survey}/clean/
        results/published/: calibration.csv, truth_audit.csv, means_audit.csv, {survey}/multiverse/
Writes  results/{survey}/protect/tables/       the tables that may be seen
        results/{survey}/protect/report.json   what was let through, and how much was withheld
        results/{survey}/protect/withheld.csv  which groups of a confidential survey, and by which
                                               rule: for those who may see all answers
        results/{survey}/protect/certificate.parquet   what proves that withheld numbers stay open:
                                               for whoever signs (disclosure/README.md)
"""


rule protect_tables:
    """Withhold what must not be seen, by the survey's protection profile."""
    input:
        code=library("protect_tables"),
        declared=declared(*UNDRAWN, "indices"),
        answers=of_answers("clean/answers.parquet"),
        accounting=of_answers("clean/accounting.csv"),
        receipt="results/{survey}/verify/receipt.csv",
        described=described,
        divided=divided,
        clustered=clustered,
        frozen=frozen,
    output:
        tables=directory("results/{survey}/protect/tables"),
        report="results/{survey}/protect/report.json",
        withheld=table("withheld"),
        certificate="results/{survey}/protect/certificate.parquet",
    log:
        "results/logs/protect_tables/{survey}.log",
    conda:
        ENVIRONMENT
    # Processes that choose and audit what a confidential survey withholds.
    threads: lambda wildcards: 8 if divided(wildcards) else 1
    resources:
        mem_mb=memory(160, per_mb=110, per_thread=200),
        runtime=minutes(6),
    params:
        earlier=ledger,
        recorded=releases_recorded,
    message:
        "{wildcards.survey}: withhold what must not be seen"
    script:
        "../scripts/protect_tables.py"
