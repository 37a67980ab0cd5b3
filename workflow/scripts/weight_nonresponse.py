"""Weight respondents for nonresponse, and say what nonrespondents could reverse."""

from cyberstudy.declare.plan.estimates import DeclaredEstimates
from cyberstudy.declare.plan.nonresponse import DeclaredNonresponse
from cyberstudy.describe.counted_answers import CountedAnswers
from cyberstudy.describe.tipping import tipping_points
from cyberstudy.describe.weighting import weight_for_nonresponse
from cyberstudy.jobs import this_job
from cyberstudy.tables import nonresponse
from cyberstudy.tables.estimates import Estimates
from cyberstudy.tables.files import read_table
from surveyanswers.tables.storage import write_table

with this_job() as job:
    replies = CountedAnswers.read(job.input.declared, job.input.answers, job.input.units)
    survey = replies.survey
    declared = survey.section("nonresponse", DeclaredNonresponse)
    weights, units, estimates, even = weight_for_nonresponse(
        replies.answers,
        replies.members,
        survey.questionnaire,
        declared,
        survey.frame,
        minimum_base=survey.counting.minimum_base,
        confidence=survey.section("estimates", DeclaredEstimates).confidence,
        secret=survey.counting.confidential,
    )
    turned = tipping_points(
        read_table(job.input.estimates, Estimates),
        declared,
        minimum_base=survey.counting.minimum_base,
    )
    write_table(weights, job.output.weights, nonresponse.NonresponseWeights)
    write_table(units, job.output.units, nonresponse.NonresponseUnits)
    write_table(estimates, job.output.estimates, nonresponse.NonresponseEstimates)
    write_table(even, job.output.representativity, nonresponse.Representativity)
    write_table(turned, job.output.tipping_points, nonresponse.TippingPoints)
