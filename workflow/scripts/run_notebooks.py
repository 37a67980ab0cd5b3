"""Execute what is new among a survey's notebooks, and write them for reading."""

from cyberstudy.jobs import this_job

with this_job(
    opens=[
        "results/*/protect/tables",
        "results/*/protect/report.json",
        "results/*/draw/*",
        "results/*/labelled",
        "results/*/declared/plan.json",
        "results/*/declared/questionnaire.json",
    ]
) as job:
    from cyberstudy.narrate.kept_notebooks import run_notebooks

    run_notebooks(
        job.input.notebooks,
        code=job.input.used,
        rests_on=[
            job.input.code,
            *job.input.declared,
            *job.input.reference,
            job.input.tables,
            job.input.report,
            *job.input.clean,
        ],
        plan=job.params.plan,
        language=job.params.language,
        survey=job.wildcards.survey,
        title=job.params.title,
        kept=job.params.kept,
        folder=job.output.narrated,
    )
