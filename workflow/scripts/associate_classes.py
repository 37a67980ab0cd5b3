"""Test what classes are associated with: how units answered, and what else is known about them."""

from cyberstudy.cluster.attributes import known_of, read_treaties
from cyberstudy.cluster.latent_classes import associate_classes
from cyberstudy.cluster.solution import Solution
from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.clusterings import known_variables, questions_of
from cyberstudy.jobs import this_job
from cyberstudy.tables.files import read_table
from cyberstudy.tables.typologies import AssociationLevels, Associations
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.answers import Submissions, Units
from surveyanswers.tables.storage import read_json, write_table

with this_job() as job:
    known = known_variables(job.params.known)
    found = associate_classes(
        Solution.of(read_json(job.input.solution)),
        known_of(
            known,
            units=read_table(job.input.units, Units),
            submissions=read_table(job.input.submissions, Submissions),
            frame=DeclaredSurvey.of(job.input.declared).frame,
            answers=read_answers(job.input.answers, questions_of(known)),
            countries=read_table(job.input.countries),
            treaties=read_treaties(job.input.treaties),
            wave=job.params.wave,
        ),
        alpha=job.params.alpha,
        confidence=job.params.confidence,
        permutations=job.params.permutations,
    )
    write_table(found.tests, job.output.associations, Associations)
    write_table(found.profiles, job.output.levels, AssociationLevels)
