"""Compare the rivals; fit classes, test how stable they are, and what they are associated with."""

import polars as pl

from cyberstudy.cluster.attributes import known_of, read_treaties
from cyberstudy.cluster.error_rates import read_arena, read_calibration
from cyberstudy.cluster.items import coded_of, read_nominations
from cyberstudy.cluster.latent_classes import (
    associate_classes,
    bootstrap_latent_classes,
    fit_latent_classes,
    model_for_others,
)
from cyberstudy.cluster.solution import comparisons_table, selection_table
from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.clusterings import MadeOf, known_variables, questions_of
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.jobs import this_job
from cyberstudy.tables import typologies
from cyberstudy.tables.files import read_table
from cyberstudy.wording.verdict_text import with_texts
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.answers import Submissions, Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import write_json, write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    made_of = MadeOf.model_validate(job.params.made_of)
    rules = Rules.of(job.params.types["rules"])
    units = read_table(job.input.units, Units)
    coded = coded_of(
        made_of,
        AnswerColumns.read(job.input.answers),
        units,
        survey.questionnaire,
        read_nominations(job.input.nominations, made_of.table),
    )
    known = known_variables(job.params.known)
    variables = known_of(
        known,
        units=units,
        submissions=read_table(job.input.submissions, Submissions),
        frame=survey.frame,
        answers=read_answers(job.input.answers, questions_of(known)),
        countries=read_table(job.input.countries),
        treaties=read_treaties(job.input.treaties),
        wave=made_of.wave,
    )
    coded = coded.without_names(variables, confidential=survey.counting.confidential)
    solution = fit_latent_classes(
        coded, name=job.wildcards.clustering, rules=rules, seed=job.params.seed
    )
    types = job.params.types
    found = associate_classes(
        solution,
        variables,
        alpha=types["alpha"],
        confidence=types["confidence"],
        permutations=types["permutations"],
    )
    groups = pl.DataFrame({"unit_id": solution.units}).join(variables, on="unit_id", how="left")
    resampling = bootstrap_latent_classes(
        solution,
        groups[job.params.leave_out].to_list(),
        resamples=types["resamples"],
        confidence=types["confidence"],
        rules=rules,
        ordered=coded.ordered,
        calibration=read_calibration(job.input.calibration),
        arena=read_arena(job.input.arena),
        design=survey.counting.design,
    )
    write_table(selection_table(solution.evidence), job.output.selection, typologies.TypeSelection)
    write_table(comparisons_table(solution.evidence), job.output.tests, typologies.RivalTests)
    write_table(solution.members, job.output.members, typologies.TypeMembers)
    write_json(model_for_others(solution, ordered=coded.ordered), job.output.model)
    write_table(resampling.profiles, job.output.profiles, typologies.TypeProfiles)
    write_table(resampling.stability, job.output.stability, typologies.TypeStability)
    write_table(resampling.checks, job.output.checks, typologies.TypeChecks)
    write_table(resampling.usual_methods, job.output.usual_methods, typologies.UsualMethods)
    write_json(with_texts(resampling.verdict), job.output.verdict)
    write_table(found.tests, job.output.associations, typologies.Associations)
    write_table(found.profiles, job.output.levels, typologies.AssociationLevels)
