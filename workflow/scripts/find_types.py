"""Compare the rivals, and fit the classes that the tests stop at."""

from cyberstudy.cluster.items import coded_of, read_nominations
from cyberstudy.cluster.latent_classes import find_types, model_for_others
from cyberstudy.cluster.solution import comparisons_table, selection_table
from cyberstudy.declare.plan.clusterings import MadeOf
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.declare.survey import load_survey
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Answers, Units
from cyberstudy.tables.storage import read_table, write_json, write_table
from cyberstudy.tables.typologies import RivalTests, TypeMembers, TypeSelection
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
coded = coded_of(
    MadeOf.model_validate(snakemake.params.made_of),
    read_table(snakemake.input.answers, Answers),
    read_table(snakemake.input.units, Units),
    load_survey(snakemake.input.survey[0]).questionnaire,
    read_nominations(snakemake.input.nominations),
)
rules = Rules.of(snakemake.params.rules)
solution = find_types(
    coded, name=snakemake.wildcards.clustering, rules=rules, seed=snakemake.params.seed
)
write_table(selection_table(solution.evidence), snakemake.output.selection, TypeSelection)
write_table(comparisons_table(solution.evidence), snakemake.output.tests, RivalTests)
write_table(solution.members, snakemake.output.members, TypeMembers)
write_json(model_for_others(solution, ordered=coded.ordered), snakemake.output.model)
write_json(solution.document(), snakemake.output.solution)
finish(snakemake)
