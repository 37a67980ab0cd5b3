"""Draw units again, leave some out, shuffle rows; and say what the classes amount to."""

from cyberstudy.cluster.attributes import external_of, read_treaties
from cyberstudy.cluster.latent_classes import resample_types
from cyberstudy.cluster.solution import Solution
from cyberstudy.cluster.verdict import read_calibration
from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.clusterings import known_variables, questions_of
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.storage import (
    read_answers,
    read_json,
    read_table,
    write_json,
    write_table,
)
from cyberstudy.tables.typologies import TypeChecks, TypeProfiles, TypeStability
from cyberstudy.wording.verdict_text import with_texts
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = Declared.of(snakemake.input.declared)
solution = Solution.of(read_json(snakemake.input.solution))
known = known_variables({"group": snakemake.params.leave_out})
groups = external_of(
    solution.units,
    known,
    frame=survey.frame,
    answers=read_answers(snakemake.input.answers, questions_of(known)),
    countries=read_table(snakemake.input.countries),
    treaties=read_treaties(snakemake.input.treaties),
    wave=snakemake.params.wave,
)
found = resample_types(
    solution,
    groups["group"].to_list(),
    resamples=snakemake.params.types["resamples"],
    confidence=snakemake.params.types["confidence"],
    rules=Rules.of(snakemake.params.types["rules"]),
    ordered=bool(snakemake.params.codings),
    calibration=read_calibration(snakemake.input.calibration),
    design=survey.counting.design,
)
write_table(found.profiles, snakemake.output.profiles, TypeProfiles)
write_table(found.stability, snakemake.output.stability, TypeStability)
write_table(found.checks, snakemake.output.checks, TypeChecks)
write_json(with_texts(found.verdict), snakemake.output.verdict)
finish(snakemake)
