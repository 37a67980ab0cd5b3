"""Draw experts again; and say what the classes of countries amount to."""

from cyberstudy.cluster.items import counted
from cyberstudy.cluster.mixture import resample_mixture
from cyberstudy.cluster.solution import Solution
from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.nominations import Nominations
from cyberstudy.tables.storage import read_json, read_table, write_json, write_table
from cyberstudy.tables.typologies import TypeProfiles, TypeStability
from cyberstudy.wording.verdict_text import with_texts
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
found = resample_mixture(
    Solution.of(read_json(snakemake.input.solution)),
    counted(
        read_table(snakemake.input.nominations, Nominations),
        parts=snakemake.params.parts,
        minimum=snakemake.params.minimum,
    ),
    resamples=snakemake.params.types["resamples"],
    confidence=snakemake.params.types["confidence"],
    rules=Rules.of(snakemake.params.types["rules"]),
    design=Declared.of(snakemake.input.declared).settings.design,
)
write_table(found.profiles, snakemake.output.profiles, TypeProfiles)
write_table(found.stability, snakemake.output.stability, TypeStability)
write_json(with_texts(found.verdict), snakemake.output.verdict)
finish(snakemake)
