"""Stage 2, read: verbatim, a sheet stays a table; cells in = cells out."""


rule read_exports:
    """Read every export that the layout declares, as text."""
    input:
        code="results/code/read_exports.sha256",
        declared=multiext("results/{survey}/declared/", "questionnaire.json", "exports.json"),
        receipt="results/{survey}/verify/receipt.csv",
    output:
        cells=directory("results/{survey}/read/cells"),
        intake="results/{survey}/read/intake.csv",
    params:
        raw=raw_folder,
    script:
        "../scripts/read_exports.py"
