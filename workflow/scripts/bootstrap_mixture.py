"""Draw experts again; and say what the classes of countries amount to."""

from cyberstudy.cluster.error_rates import read_calibration
from cyberstudy.cluster.items import counted, read_nominations
from cyberstudy.cluster.mixture import bootstrap_mixture
from cyberstudy.cluster.solution import Solution
from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.jobs import this_job
from cyberstudy.tables.typologies import TypeProfiles, TypeStability
from cyberstudy.wording.verdict_text import with_texts
from surveyanswers.tables.storage import read_json, write_json, write_table

with this_job() as job:
    found = bootstrap_mixture(
        Solution.of(read_json(job.input.solution)),
        counted(
            read_nominations(job.input.nominations, job.params.table),
            parts=job.params.parts,
            minimum=job.params.minimum,
        ),
        resamples=job.params.types["resamples"],
        confidence=job.params.types["confidence"],
        rules=Rules.of(job.params.types["rules"]),
        calibration=read_calibration(job.input.calibration),
        design=DeclaredSurvey.of(job.input.declared).counting.design,
    )
    write_table(found.profiles, job.output.profiles, TypeProfiles)
    write_table(found.stability, job.output.stability, TypeStability)
    write_json(with_texts(found.verdict), job.output.verdict)
