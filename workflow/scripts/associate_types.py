"""Say what classes go with: how units answered, and what is known of them from elsewhere."""

from cyberstudy.cluster.attributes import known_of, read_treaties
from cyberstudy.cluster.latent_classes import associate_types
from cyberstudy.cluster.solution import Solution
from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.clusterings import known_variables, questions_of
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Submissions, Units
from cyberstudy.tables.storage import read_answers, read_json, read_table, write_table
from cyberstudy.tables.typologies import AssociationLevels, Associations
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
known = known_variables(snakemake.params.known)
found = associate_types(
    Solution.of(read_json(snakemake.input.solution)),
    known_of(
        known,
        units=read_table(snakemake.input.units, Units),
        submissions=read_table(snakemake.input.submissions, Submissions),
        frame=Declared.of(snakemake.input.declared).frame,
        answers=read_answers(snakemake.input.answers, questions_of(known)),
        countries=read_table(snakemake.input.countries),
        treaties=read_treaties(snakemake.input.treaties),
        wave=snakemake.params.wave,
    ),
    alpha=snakemake.params.alpha,
    confidence=snakemake.params.confidence,
    permutations=snakemake.params.permutations,
)
write_table(found.tests, snakemake.output.associations, Associations)
write_table(found.profiles, snakemake.output.levels, AssociationLevels)
finish(snakemake)
