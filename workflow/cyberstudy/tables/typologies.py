"""Contracts of what a typology is made of: rivals, classes, and whether they can be believed.

Classes are named by letters, A the largest. A table with ``base`` and ``reason`` loses the rows of
small classes where a survey is confidential.
"""

from __future__ import annotations

import dataframely as dy


class TypeSelection(dy.Schema):
    """Criteria of every model; they are shown and do not decide (cluster)."""

    model = dy.String(primary_key=True)  # classes, or the name of the continuum
    classes = dy.UInt32(primary_key=True)  # 0 for the continuum
    units = dy.UInt32()
    parameters = dy.UInt32()
    log_likelihood = dy.Float64()
    aic = dy.Float64()
    bic = dy.Float64()
    icl = dy.Float64(nullable=True)  # the continuum has no classes to be uncertain of
    best_share = dy.Float64(min=0, max=1)  # of the starts, that reached the best optimum
    chosen = dy.Bool()  # the classes that the tests stop at


class RivalTests(dy.Schema):
    """Each model as the null of another, by parametric bootstrap (cluster)."""

    null = dy.UInt32(primary_key=True)  # number of classes; 0 for the continuum
    alternative = dy.UInt32(primary_key=True)
    statistic = dy.Float64()  # likelihood ratio
    level = dy.Float64(min=0, max=1)
    p = dy.Float64(min=0, max=1)
    low = dy.Float64(min=0, max=1)  # 95 % interval of the p-value of endless replicates
    high = dy.Float64(min=0, max=1)
    exceedances = dy.UInt32()
    replicates = dy.UInt32()
    stopped = dy.String()
    rejected = dy.Bool()


class TypeMembers(dy.Schema):
    """Which unit is in which class; names units, so it stays inside (cluster)."""

    unit_id = dy.String(primary_key=True)
    type = dy.String()
    probability = dy.Float64(min=0, max=1)


class TypeProfiles(dy.Schema):
    """What classes answer (cluster)."""

    type = dy.String(primary_key=True)
    item = dy.String(primary_key=True)
    option = dy.String(primary_key=True)
    probability = dy.Float64(nullable=True, min=0, max=1)
    low = dy.Float64(nullable=True, min=0, max=1)  # percentiles over resamples
    high = dy.Float64(nullable=True, min=0, max=1)
    base = dy.UInt32()  # units in the class
    reason = dy.String()


class TypeStability(dy.Schema):
    """How often a class comes back when units are drawn again (cluster)."""

    type = dy.String(primary_key=True)
    replicates = dy.UInt32()
    jaccard = dy.Float64(nullable=True, min=0, max=1)  # mean of the best match
    low = dy.Float64(nullable=True, min=0, max=1)
    high = dy.Float64(nullable=True, min=0, max=1)
    standard_error = dy.Float64(nullable=True)  # of the mean, for so many replicates
    chance = dy.Float64(nullable=True, min=0, max=1)  # of unrelated classes of these sizes
    stable = dy.Float64(nullable=True, min=0, max=1)  # share of replicates at 0.6 or more
    recovered = dy.Float64(nullable=True, min=0, max=1)  # over 0.75
    dissolved = dy.Float64(nullable=True, min=0, max=1)  # 0.5 or less
    out_of_bag = dy.Float64(nullable=True)  # mean adjusted Rand of units not drawn
    missed = dy.Float64(nullable=True, min=0, max=1)  # share whose starts missed a known optimum
    base = dy.UInt32()
    reason = dy.String()


class TypeChecks(dy.Schema):
    """Agreement with the main classes when some are left out, or rows shuffled (cluster)."""

    check = dy.String(primary_key=True)
    what = dy.String(primary_key=True)
    left_out = dy.UInt32()
    agreement = dy.Float64(nullable=True)  # adjusted Rand; null with one class
    missed = dy.Bool()


class CoAssignment(dy.Schema):
    """How often two units fell into one class; units by their place alone (cluster)."""

    row = dy.UInt32(primary_key=True)  # by class, then by how firmly a unit belongs to it
    column = dy.UInt32(primary_key=True)
    type = dy.String()
    other_type = dy.String()
    together = dy.Float64(nullable=True, min=0, max=1)


class MethodAgreement(dy.Schema):
    """How far methods agree on who belongs together (cluster)."""

    method = dy.String(primary_key=True)
    other = dy.String(primary_key=True)
    units = dy.Int64()
    adjusted_rand = dy.Float64()
    low = dy.Float64()
    high = dy.Float64()


class Associations(dy.Schema):
    """What classes go with, among variables that did not make them (cluster)."""

    variable = dy.String(primary_key=True)
    compared = dy.String()  # shares, or means
    base = dy.Int64()
    explained = dy.Float64(nullable=True)  # adjusted R-squared
    p = dy.Float64(nullable=True, min=0, max=1)
    p_adjusted = dy.Float64(nullable=True, min=0, max=1)
    decision = dy.String()
    reason = dy.String()
    kind = dy.String()  # artefact, or external


class AssociationLevels(dy.Schema):
    """Shares or means within classes, corrected for error of classification (cluster)."""

    variable = dy.String(primary_key=True)
    level = dy.String(primary_key=True)
    type = dy.String(primary_key=True)
    estimate = dy.Float64(nullable=True)
    standard_error = dy.Float64(nullable=True)
    low = dy.Float64(nullable=True)
    high = dy.Float64(nullable=True)
    naive = dy.Float64(nullable=True)  # by each unit's likeliest class
    base = dy.UInt32(nullable=True)  # units that the class is worth
    reason = dy.String()
