"""Stage 1, verify: the bytes are those received, and the questionnaire is a valid form.

Reads   data/raw/<survey>/ and data/raw/reference/, MANIFEST.csv, sources.yaml
Writes  results/{survey}/verify/receipt.csv         one row a raw file
        results/{survey}/verify/questionnaire.xml   the form, for ODK and KoboToolbox
"""


rule verify_files:
    """Compare every raw file with what was declared of it."""
    input:
        code=library("verify.receipt"),
        files=raw_files,
        manifest="data/raw/MANIFEST.csv",
        sources="data/raw/sources.yaml",
    output:
        receipt="results/{survey}/verify/receipt.csv",
    log:
        "results/logs/verify_files/{survey}.log",
    conda:
        ENVIRONMENT
    message:
        "{wildcards.survey}: compare raw files with their checksums"
    script:
        "../scripts/verify_files.py"


rule check_questionnaire:
    """Translate the questionnaire into an XForm, which fails unless it is a valid XLSForm."""
    input:
        code=library("questionnaire"),
        survey=declared(*QUESTIONNAIRE),
    output:
        form="results/{survey}/verify/questionnaire.xml",
    log:
        "results/logs/check_questionnaire/{survey}.log",
    conda:
        ENVIRONMENT
    message:
        "{wildcards.survey}: check the questionnaire as an XLSForm"
    script:
        "../scripts/check_questionnaire.py"
