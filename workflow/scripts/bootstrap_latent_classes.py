"""Draw units again, leave some out, shuffle rows; and say what the classes amount to."""

from cyberstudy.cluster.attributes import external_of, read_treaties
from cyberstudy.cluster.error_rates import read_calibration
from cyberstudy.cluster.latent_classes import bootstrap_latent_classes
from cyberstudy.cluster.solution import Solution
from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.clusterings import known_variables, questions_of
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.jobs import this_job
from cyberstudy.tables.files import read_table
from cyberstudy.tables.typologies import TypeChecks, TypeProfiles, TypeStability
from cyberstudy.wording.verdict_text import with_texts
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.storage import read_json, write_json, write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    solution = Solution.of(read_json(job.input.solution))
    known = known_variables({"group": job.params.leave_out})
    groups = external_of(
        solution.units,
        known,
        frame=survey.frame,
        answers=read_answers(job.input.answers, questions_of(known)),
        countries=read_table(job.input.countries),
        treaties=read_treaties(job.input.treaties),
        wave=job.params.wave,
    )
    found = bootstrap_latent_classes(
        solution,
        groups["group"].to_list(),
        resamples=job.params.types["resamples"],
        confidence=job.params.types["confidence"],
        rules=Rules.of(job.params.types["rules"]),
        ordered=bool(job.params.codings),
        calibration=read_calibration(job.input.calibration),
        design=survey.counting.design,
    )
    write_table(found.profiles, job.output.profiles, TypeProfiles)
    write_table(found.stability, job.output.stability, TypeStability)
    write_table(found.checks, job.output.checks, TypeChecks)
    write_json(with_texts(found.verdict), job.output.verdict)
