"""Stage 1, verify: the bytes are those received, and the questionnaire is a valid form.

The raw files are open (data/raw/<survey>/) or registered (data/confidential/<survey>/); what
MANIFEST.csv and sources.yaml declare of them is compared with what is there.
"""


rule verify_files:
    """Compare every raw file with what was declared of it."""
    input:
        code="results/code/verify_files.sha256",
        files=raw_files,
    output:
        receipt="results/{survey}/verify/receipt.csv",
    params:
        manifests=manifests,
        sources=RAW_SOURCES,
        declared=lambda wildcards: rows_of(wildcards.survey, manifests(wildcards), RAW_SOURCES),
    script:
        "../scripts/verify_files.py"


SHEETS = multiext(
    "config/surveys/{survey}/questionnaire/", "survey.csv", "choices.csv", "settings.csv"
)


rule check_questionnaire:
    """Translate the questionnaire into an XForm, which fails unless it is a valid XLSForm."""
    input:
        code="results/code/check_questionnaire.sha256",
        sheets=SHEETS,
    output:
        form="results/{survey}/verify/questionnaire.xml",
    script:
        "../scripts/check_questionnaire.py"


rule export_xlsform:
    """Write the questionnaire as the workbook that form tools take, with the tables it names."""
    input:
        code="results/code/export_xlsform.sha256",
        sheets=SHEETS,
        tables=tables_of_options,
    output:
        form=directory("results/{survey}/verify/form"),
    wildcard_constraints:
        survey="|".join(FORMS),
    script:
        "../scripts/export_xlsform.py"


# On request, for every survey that has a questionnaire, whether it can run or not.
for name in FORMS:

    rule:
        name:
            f"{name}_xlsform"
        input:
            f"results/{name}/verify/form",
