"""Beside the stages: the study as a report to print, from the same parts as the page.

Reads   results/{survey}/release/ of every survey that can run, config/chapters.yaml
Writes  results/report/{language}.pdf   cover, findings, chapters, how it was made, annex; of real answers
        results/report/{language}-simulated.pdf   the same of simulated answers, where there are both
"""


rule print_report:
    """Set every survey's findings and exhibits in type."""
    input:
        code=library("print_report"),
        template=os.path.relpath(HERE / "cyberstudy/release/printed/report.typ"),
        declared=declared_of_every(*WHOLE),
        plans=of_every_survey("plan.yaml"),
        story=declared_story,
        published=published_of_left_out(),
        releases=every_survey,
        submissions=registered_forms,
    output:
        report="results/report/{language}.pdf",
    log:
        "results/logs/print_report/{language}.log",
    wildcard_constraints:
        language="[a-z]+",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(250),
        runtime=minutes(3),
    params:
        config=lambda wildcards: CONFIG.as_posix(),
        left_out=shown_as_published(),
        publication=publication,
        translations=lambda wildcards: translations([wildcards.language]),
        simulated=False,
    message:
        "print the report ({wildcards.language})"
    script:
        "../scripts/print_report.py"


use rule print_report as print_technical_paper with:
    output:
        report="results/report/{language}-simulated.pdf",
    log:
        "results/logs/print_report/{language}-simulated.log",
    params:
        config=lambda wildcards: CONFIG.as_posix(),
        left_out=[],
        publication=publication,
        translations=lambda wildcards: translations([wildcards.language]),
        simulated=True,
