"""Stage 1, verify: the bytes are those received, and the questionnaire is a valid form.

Reads   data/raw/<survey>/ (or data/confidential/<survey>/, where files are registered) and
        data/raw/reference/, MANIFEST.csv, sources.yaml
Writes  results/{survey}/verify/receipt.csv          one row a raw file
        results/{survey}/verify/questionnaire.xml    the form, translated for ODK and KoboToolbox
On request (`snakemake <survey>_xlsform`), for every survey that has a questionnaire:
        results/{survey}/verify/questionnaire.xlsx   the form as a workbook, to be uploaded there
        results/{survey}/verify/{table}.csv          a table that the form's options come from
"""


rule verify_files:
    """Compare every raw file with what was declared of it."""
    input:
        code=library("verify_files"),
        files=raw_files,
    output:
        receipt=table("receipt"),
    log:
        "results/logs/verify_files/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(120),
        runtime=minutes(3),
    params:
        manifests=manifests,
        sources=RAW_SOURCES,
        declared=declared_files,
    message:
        "{wildcards.survey}: compare raw files with their checksums"
    script:
        "../scripts/verify_files.py"


rule check_questionnaire:
    """Translate the questionnaire into an XForm, which fails unless it is a valid XLSForm."""
    input:
        code=library("check_questionnaire"),
        sheets=sheets_of("{survey}"),
    output:
        form="results/{survey}/verify/questionnaire.xml",
    log:
        "results/logs/check_questionnaire/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(120),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: check the questionnaire as an XLSForm"
    script:
        "../scripts/check_questionnaire.py"


rule export_xlsform:
    """Write the questionnaire's sheets as the one workbook that form tools take."""
    input:
        code=library("export_xlsform"),
        sheets=sheets_of("{survey}"),
    output:
        form="results/{survey}/verify/questionnaire.xlsx",
    log:
        "results/logs/export_xlsform/{survey}.log",
    wildcard_constraints:
        survey="|".join(FORMS),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(120),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: write the questionnaire as a workbook"
    script:
        "../scripts/export_xlsform.py"


rule attach_table:
    """Copy a table of options next to the form, under the name that the form gives it."""
    input:
        code=library("attach_table"),
        sheets=sheets_of("{survey}"),
        table=table_of_options,
    output:
        table="results/{survey}/verify/{table}.csv",
    log:
        "results/logs/attach_table/{survey}-{table}.log",
    wildcard_constraints:
        survey="|".join(FORMS),
        table=r"(?!receipt\.csv)[\w.-]+",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(70),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: copy {wildcards.table}.csv next to the form"
    script:
        "../scripts/attach_table.py"


for name in FORMS:

    rule:
        name:
            f"{name}_xlsform"
        input:
            whole_form(name),
