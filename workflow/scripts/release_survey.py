"""Collect the files of a survey that may be released."""

from pathlib import Path
from typing import Any

from cyberstudy.jobs import this_job
from cyberstudy.made_again import made_again

#: What exhibits, notebooks and the form are made of.
SHOWN = ("declared", "tables", "report", "notebooks", "drawn")


def show_again(job: Any, folder: str) -> None:
    """Draw and narrate again, and translate the questionnaire."""
    from cyberstudy.declare.survey import Survey
    from cyberstudy.draw.batch import draw_exhibits
    from cyberstudy.narrate.execution import run_notebooks
    from surveyanswers.instrument.xlsform import to_xform

    survey = Survey.of(job.input.declared)
    for language in (Path(drawn).name for drawn in job.input.drawn):
        draw_exhibits(
            job.input.tables,
            survey,
            printed=job.params.printed,
            language=language,
            report=job.input.report,
            publication=job.params.config["publication"],
            folder=f"{folder}/{language}",
        )
    run_notebooks(
        job.input.notebooks,
        language=job.params.language,
        survey=survey.name,
        title=survey.settings.title,
        folder=f"{folder}/narrate",
    )
    for form in job.input.form:
        text = to_xform(survey.folder / "questionnaire")
        Path(folder, Path(form).name).write_text(text, encoding="utf-8")


with made_again(show_again, inputs=SHOWN) as again, this_job() as job:
    from cyberstudy.declare.survey import Survey
    from cyberstudy.declare.version import commit_of
    from cyberstudy.release import release_survey

    release_survey(
        Survey.of(job.input.declared),
        tables=job.input.tables,
        others=[job.input.report, *job.input.form],
        drawn=job.input.drawn,
        narrated=job.input.narrated,
        again=again,
        labelled=job.input.labelled,
        config=job.params.config,
        made_with=job.params.made_with | {"commit": commit_of(Path())},
        lock=job.input.lock,
        receipt=job.input.receipt,
        folder=job.output.release,
        submissions=job.input.submissions,
        proof=job.input.proof,
    )
