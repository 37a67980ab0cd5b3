"""Compare the rivals of counts, fit the classes that the tests stop at, and draw experts again."""

from cyberstudy.cluster.error_rates import read_calibration
from cyberstudy.cluster.items import counted, read_nominations
from cyberstudy.cluster.mixture import bootstrap_mixture, fit_mixture, mixture_for_others
from cyberstudy.cluster.solution import comparisons_table, selection_table
from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.jobs import this_job
from cyberstudy.tables import typologies
from cyberstudy.wording.verdict_text import with_texts
from surveyanswers.tables.storage import write_json, write_table

with this_job() as job:
    rules = Rules.of(job.params.types["rules"])
    named = counted(
        read_nominations(job.input.nominations, job.params.table),
        parts=job.params.parts,
        minimum=job.params.minimum,
    )
    solution = fit_mixture(named, name=job.wildcards.mixture, rules=rules, seed=job.params.seed)
    resampling = bootstrap_mixture(
        solution,
        named,
        resamples=job.params.types["resamples"],
        confidence=job.params.types["confidence"],
        rules=rules,
        calibration=read_calibration(job.input.calibration),
        design=DeclaredSurvey.of(job.input.declared).counting.design,
    )
    write_table(selection_table(solution.evidence), job.output.selection, typologies.TypeSelection)
    write_table(comparisons_table(solution.evidence), job.output.tests, typologies.RivalTests)
    write_table(solution.members, job.output.members, typologies.TypeMembers)
    write_json(mixture_for_others(solution), job.output.model)
    write_table(resampling.profiles, job.output.profiles, typologies.TypeProfiles)
    write_table(resampling.stability, job.output.stability, typologies.TypeStability)
    write_json(with_texts(resampling.verdict), job.output.verdict)
