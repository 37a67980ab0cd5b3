"""Compare the rivals, and fit the classes that the tests stop at."""

from cyberstudy.cluster.items import coded_of, read_nominations
from cyberstudy.cluster.latent_classes import fit_latent_classes, model_for_others
from cyberstudy.cluster.solution import comparisons_table, selection_table
from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.clusterings import MadeOf
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.jobs import this_job
from cyberstudy.tables.files import read_table
from cyberstudy.tables.typologies import RivalTests, TypeMembers, TypeSelection
from surveyanswers.tables.answers import Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import write_json, write_table

with this_job() as job:
    made_of = MadeOf.model_validate(job.params.made_of)
    coded = coded_of(
        made_of,
        AnswerColumns.read(job.input.answers),
        read_table(job.input.units, Units),
        DeclaredSurvey.of(job.input.declared).questionnaire,
        read_nominations(job.input.nominations, made_of.table),
    )
    rules = Rules.of(job.params.rules)
    solution = fit_latent_classes(
        coded, name=job.wildcards.clustering, rules=rules, seed=job.params.seed
    )
    write_table(selection_table(solution.evidence), job.output.selection, TypeSelection)
    write_table(comparisons_table(solution.evidence), job.output.tests, RivalTests)
    write_table(solution.members, job.output.members, TypeMembers)
    write_json(model_for_others(solution, ordered=coded.ordered), job.output.model)
    write_json(solution.document(), job.output.solution)
