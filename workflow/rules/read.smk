"""Stage 2, read: verbatim, a sheet stays a table; cells in = cells out.

Reads   results/{survey}/verify/receipt.csv and the files it lists
Writes  results/{survey}/read/   cells, and how many each sheet has (docs/tables.md)
"""


rule read_exports:
    """Read every export that the layout declares, as text."""
    input:
        code=library("read_exports"),
        declared=declared("questionnaire", "exports"),
        receipt="results/{survey}/verify/receipt.csv",
    output:
        cells=directory("results/{survey}/read/cells"),
        intake=table("intake"),
    log:
        "results/logs/read_exports/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(280, per_mb=110, per_text_mb=0.5),
        runtime=minutes(10),
    params:
        raw=raw_folder,
    message:
        "{wildcards.survey}: read the exports, verbatim"
    script:
        "../scripts/read_exports.py"
