"""Draw a population, let it answer, and write the collectors' exports, mess and all."""

from pathlib import Path

from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import this_job
from surveyanswers.simulation.simulated_survey import SimulatedSurvey
from surveyanswers.tables.storage import read_text_table

with this_job() as job:
    simulated_survey = SimulatedSurvey(
        Survey.of(job.input.declared),
        frame=read_text_table(job.input.frame),
        aliases=read_text_table(job.input.aliases),
        seed=job.params.seed,
    )
    simulated_survey.write(Path(job.output.exports))
