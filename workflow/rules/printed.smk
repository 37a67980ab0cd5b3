"""Beside the stages: the study as a report to print, from the same parts as the page.

Where some answers are real and others simulated, a technical paper has those that are simulated.
"""


rule print_report:
    """Set every survey's findings and exhibits in type."""
    input:
        code="results/code/print_report.sha256",
        template=os.path.relpath(HERE / "cyberstudy/release/printed/report.typ"),
        declared=of_every_survey(*WHOLE),
        plans=[(survey.folder / "plan.yaml").as_posix() for survey in DECLARATIONS.values()],
        story=STORY,
        published=PUBLISHED,
        releases=every_survey,
        submissions=registered_forms,
    output:
        report="results/report/{language}.pdf",
    wildcard_constraints:
        language="[a-z]+",
    params:
        config=lambda wildcards: CONFIG.as_posix(),
        left_out=SHOWN_AS_PUBLISHED,
        publication=publication,
        translations=lambda wildcards: translations([wildcards.language]),
        simulated=False,
    script:
        "../scripts/print_report.py"


use rule print_report as print_technical_paper with:
    output:
        report="results/report/{language}-simulated.pdf",
    params:
        config=lambda wildcards: CONFIG.as_posix(),
        left_out=[],
        publication=publication,
        translations=lambda wildcards: translations([wildcards.language]),
        simulated=True,
