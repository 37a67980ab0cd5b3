"""Beside the stages: the study page, all surveys' releases as one file that needs nothing else.

Reads   results/{survey}/release/ of every survey that can run
Writes  results/index.html   headline findings, every exhibit with its numbers, words and origin
On request (`snakemake <survey>`), of that survey alone:
        results/{survey}/index.html
"""


rule make_page:
    """Put every survey's findings and exhibits on one page, without a server."""
    input:
        code=library("make_page"),
        settings=of_every_survey("settings.yaml"),
        plans=of_every_survey("plan.yaml"),
        releases=every_survey,
        submissions=registered_forms,
    output:
        page="results/index.html",
    log:
        "results/logs/make_page/study.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(155),
        runtime=minutes(3),
    params:
        languages=LANGUAGES,
        left_out=titles_left_out(),
    message:
        "put all findings and exhibits on one page"
    script:
        "../scripts/make_page.py"


rule make_survey_page:
    """Put one survey's findings and exhibits on a page of its own."""
    input:
        code=library("make_survey_page"),
        survey=declared("plan.yaml"),
        release="results/{survey}/release",
        submissions=registered_forms,
    output:
        page="results/{survey}/index.html",
    log:
        "results/logs/make_survey_page/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(155),
        runtime=minutes(3),
    params:
        languages=LANGUAGES,
    message:
        "{wildcards.survey}: put its findings and exhibits on a page"
    script:
        "../scripts/make_survey_page.py"
