"""Beside the stages: the study page, all surveys' releases as one file that needs nothing else.

Reads   results/{survey}/release/ of every survey that can run
Writes  results/index.html   headline findings, every exhibit with its numbers, words and origin
"""


rule make_page:
    """Put every survey's findings and exhibits on one page, without a server."""
    input:
        code=library("make_page"),
        settings=of_every_survey("settings.yaml"),
        plans=of_every_survey("plan.yaml"),
        releases=every_survey,
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
