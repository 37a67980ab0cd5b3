"""Ask whether units come in types, along one gradient, or neither."""

from cyberstudy.cluster.attributes import known_of
from cyberstudy.cluster.items import coded_of
from cyberstudy.cluster.typology import TypologyPlan, find_types
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.declare.survey import load_survey
from cyberstudy.logs import log_to
from cyberstudy.tables.answers import Answers, Submissions, Units
from cyberstudy.tables.storage import read_table, read_text_table, write_json, write_table
from cyberstudy.tables.typologies import (
    AssociationLevels,
    Associations,
    CoAssignment,
    MethodAgreement,
    RivalTests,
    TypeChecks,
    TypeMembers,
    TypeProfiles,
    TypeSelection,
    TypeStability,
)
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
survey, entry = load_survey(snakemake.input.survey[0]), snakemake.params.clustering
answers = read_table(snakemake.input.answers, Answers)
units = read_table(snakemake.input.units, Units)
found = find_types(
    coded_of(entry, answers, units, survey.questionnaire, snakemake.params.index),
    known_of(
        entry["known"],
        units=units,
        submissions=read_table(snakemake.input.submissions, Submissions),
        frame=survey.frame,
        answers=answers,
        countries=read_table(snakemake.input.countries),
        treaties=read_text_table(snakemake.input.treaties),
    ),
    name=snakemake.wildcards.clustering,
    plan=TypologyPlan.of(snakemake.params.types, entry),
    rules=Rules.of(snakemake.params.types["rules"]),
    seed=snakemake.params.seed,
)
write_table(found.selection, snakemake.output.selection, TypeSelection)
write_table(found.tests, snakemake.output.tests, RivalTests)
write_table(found.members, snakemake.output.members, TypeMembers)
write_table(found.profiles, snakemake.output.profiles, TypeProfiles)
write_table(found.stability, snakemake.output.stability, TypeStability)
write_table(found.checks, snakemake.output.checks, TypeChecks)
write_table(found.co_assignment, snakemake.output.co_assignment, CoAssignment)
write_table(found.agreement, snakemake.output.agreement, MethodAgreement)
write_table(found.associations, snakemake.output.associations, Associations)
write_table(found.levels, snakemake.output.levels, AssociationLevels)
write_json(found.model, snakemake.output.model)
write_json(found.verdict, snakemake.output.verdict)
