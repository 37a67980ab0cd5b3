"""Compare the rivals of counts, and fit the classes that the tests stop at."""

from cyberstudy.cluster.items import counted, read_nominations
from cyberstudy.cluster.mixture import fit_mixture, mixture_for_others
from cyberstudy.cluster.solution import comparisons_table, selection_table
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.jobs import this_job
from cyberstudy.tables.typologies import RivalTests, TypeMembers, TypeSelection
from surveyanswers.tables.storage import write_json, write_table

with this_job() as job:
    named = counted(
        read_nominations(job.input.nominations, job.params.table),
        parts=job.params.parts,
        minimum=job.params.minimum,
    )
    solution = fit_mixture(
        named,
        name=job.wildcards.mixture,
        rules=Rules.of(job.params.rules),
        seed=job.params.seed,
    )
    write_table(selection_table(solution.evidence), job.output.selection, TypeSelection)
    write_table(comparisons_table(solution.evidence), job.output.tests, RivalTests)
    write_table(solution.members, job.output.members, TypeMembers)
    write_json(mixture_for_others(solution), job.output.model)
    write_json(solution.document(), job.output.solution)
