"""What the declarations of a confidential survey must not do: name units, by whatever way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations, product

import polars as pl

from cyberstudy.declare.dividing import questions_that_divide
from cyberstudy.declare.survey import Survey
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.data_access import CONFIDENTIAL as CONFIDENTIAL_DATA
from surveyanswers.instrument.data_access import SENSITIVITIES
from surveyanswers.instrument.names import wrong_name
from surveyanswers.instrument.settings import FLOOR, UNANIMITY, Settings
from surveyanswers.tables.storage import read_text_table

PUBLIC = "public"
#: Respondents who may pool what they know, at least: one, who knows his own reply.
COALITION = 1
#: A group lists so many times the minimum base.
COARSE = 4


def unfit_protection(survey: Survey) -> Iterator[str]:
    """Return settings that protect less than registered answers need."""
    if survey.data_access.registered is None:
        return
    settings = survey.settings
    where = f"its answers are registered as confidential ({survey.data_access.raw}/{survey.name})"
    if settings.protection != CONFIDENTIAL:
        yield f"protection: found {settings.protection!r}, but {where}; write confidential"
    if (settings.minimum_base or 0) < FLOOR:
        yield f"minimum_base: found {settings.minimum_base}, but {where}; write {FLOOR} or more"
    demanded = settings.disclosure
    if lacking := [name for name in UNANIMITY if name not in demanded.unanimity]:
        yield (
            f"disclosure.unanimity: lacks {', '.join(lacking)}, but {where}; where all of a group "
            f"say the same, each of them is known to have said so. Write [{', '.join(UNANIMITY)}]"
        )
    if demanded.coalition < COALITION:
        yield (
            f"disclosure.coalition: found {demanded.coalition}, but {where}; a respondent would "
            f"learn of others by taking himself away. Write {COALITION} or more"
        )


def turned_public(survey: Survey) -> Iterator[str]:
    """Return questions that are public now and were not when their answers were registered."""
    path = survey.root / CONFIDENTIAL_DATA / survey.name / SENSITIVITIES
    if survey.data_access.registered is None or not path.is_file():
        return
    kept = dict(read_text_table(path).select("question", "sensitivity").iter_rows())
    open_now = survey.codebook.filter(pl.col("sensitivity") == PUBLIC)["question"]
    was = {name: kept[name] for name in open_now if kept.get(name, PUBLIC) != PUBLIC}
    if was:
        changes = ", ".join(f"{name} ({before})" for name, before in was.items())
        yield (
            f"{survey.folder / 'codebook.csv'}: {len(was)} questions are public now and were not "
            f"when their answers were registered, so that less of them is withheld: {changes}. If "
            f"that is meant, say so in {path}"
        )


def unfit_groups(survey: Survey) -> Iterator[str]:
    """Return groups in settings.yaml that are no groups, or too fine to be published.

    Assume: a group is coarse that lists four times as many units as a number needs to be given.
    """
    settings, frame = survey.settings, survey.frame
    columns = [*(() if frame is None else frame.columns), *settings.unit_columns]
    listed = {} if frame is None else {c.name: c.drop_nulls().unique().to_list() for c in frame}
    groups, refused = questions_that_divide(settings, survey.questionnaire, survey.codebook)
    for name, group in settings.groups.items():
        if group.by == "unit_id" or (group.by not in columns and name not in groups):
            why = f"there is no column {group.by!r} that divides units"
            yield f"groups.{name}.by: {refused.get(group.by, why)}"
        elif values := groups.get(group.by) or listed.get(group.by):
            for value in (old for merged in group.merge.values() for old in merged):
                if mistake := wrong_name(f"group of {group.by}", value, values):
                    yield f"groups.{name}.merge: {mistake}"
    if frame is None or settings.protection != CONFIDENTIAL:
        return
    divisions = {
        name: group for name, group in settings.groups.items() if group.by in frame.columns
    }
    least = COARSE * (settings.minimum_base or 0)
    for name in divisions:
        sizes = frame[name].value_counts().sort("count", name).rows()
        small = [f"{group!r} ({count})" for group, count in sizes if count < least]
        if small:
            yield (
                f"groups.{name}: lists fewer than {least} units in {', '.join(small[:3])}; put "
                "values together with `merge`, so that no group names its members"
            )
    for one, other in combinations(divisions, 2):
        for a, b in product(frame[one].unique().sort(), frame[other].unique().sort()):
            apart = (frame[one] == a) != (frame[other] == b)
            if 0 < apart.sum() < (settings.minimum_base or 0):
                yield (
                    f"groups.{one}: {a!r} and {b!r} of {other} differ in {apart.sum()} units, whom "
                    "a difference of the two would tell; leave one of the ways of dividing out"
                )
    for fine, coarse in permutations(divisions, 2):
        pairs = frame.select(fine, coarse).unique()
        if pairs.height == pairs[fine].n_unique() and pairs[coarse].n_unique() > 1:
            yield (
                f"groups.{fine}: divides the groups of {coarse} further, so that differences "
                "between the two are groups, too; leave one of them out"
            )


def unfit_plan(survey: Survey) -> Iterator[str]:
    """Return what the plan of a confidential survey names and settings.yaml does not allow."""
    plan, settings = survey.plan, survey.settings
    if settings.protection != CONFIDENTIAL:
        return
    allowed = f"settings.yaml, groups, has {', '.join(settings.groups) or 'none'}"
    for name, division in plan.groupings.items():
        where = f"estimates.groupings.{name}"
        if division.by is not None and division.by not in settings.groups:
            yield f"{where}.by: {division.by!r} is no group of a confidential survey; {allowed}"
    columns = [("response.by", column) for column in (plan.response.by if plan.response else ())]
    strata = plan.nonresponse.strata if plan.nonresponse else {}
    columns += [("nonresponse.strata", name) for name in strata if name not in plan.groupings]
    for where, column in columns:
        if column not in settings.groups:
            yield f"{where}: {column!r} is no group of a confidential survey; {allowed}"
    for name, clustering in plan.clusterings.items():
        for variable, entry in getattr(clustering, "known", {}).items():
            if entry.frame is not None and entry.frame not in settings.groups:
                yield (
                    f"clusterings.{name}.known.{variable}: {entry.frame!r} is no group of a "
                    f"confidential survey; {allowed}"
                )
    questions = survey.questionnaire.questions
    for counted in plan.coverage:
        if "." in (questions[counted.question].choices or ""):
            yield f"coverage: {counted.question!r} names units; count what does not"


def small_groups(memberships: pl.DataFrame, settings: Settings) -> Iterator[str]:
    """Return groups that are too small, by those who replied where there is no list."""
    least = COARSE * (settings.minimum_base or 0)
    divided = memberships.filter(pl.col("grouping").is_in(list(settings.groups)))
    sizes = divided.group_by("grouping", "group").agg(
        units=pl.max_horizontal(pl.col("in_frame").sum(), pl.col("replied").sum())
    )
    for grouping, group, units in sizes.sort("grouping", "group").iter_rows():
        if units < least:
            yield (
                f"groups.{grouping}: the group {group!r} has {units} units, expected {least} or "
                "more; put values together with `merge`"
            )
