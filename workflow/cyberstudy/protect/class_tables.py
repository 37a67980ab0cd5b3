"""Class by item: tables of counts under the rules of every other crossing of a confidential survey.

Assume: whoever attacks knows who is in which class, though no table names anybody. Where the law is
public, or somebody knows most answers of a State, its class follows from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from cyberstudy.declare.plan.clusterings import MAIN, MadeOf
from cyberstudy.declare.plan.estimates import RESPONDENTS
from cyberstudy.declare.survey import Survey
from cyberstudy.protect.release_filter import WITHHELD_HERE
from cyberstudy.tables.files import read_table
from cyberstudy.tables.typologies import TypeMembers
from disclosure.cells import Replies, divided
from disclosure.published import Release, changed_units
from disclosure.suppress import QuestionRules, suppress
from disclosure.suppression_audit import Audit
from surveyanswers.tables.statuses import OPEN

MEMBERS = Path(TypeMembers.place.file).name
_GROUP = ("wave", "question", "grouping", "group")
_COUNTS = pl.Schema(
    {
        **dict.fromkeys((*_GROUP, "option", "category"), pl.String),
        **dict.fromkeys(("base", "count"), pl.UInt32),
    }
)


@dataclass(frozen=True)
class ClassTables:
    """Tables of counts that may leave, class by item.

    Attributes
    ----------
    members
        Classes as `tables.Memberships`; the clustering is the grouping.
    counts
        wave, question, grouping, group, option, category, base, count. A category is the options
        that the plan merges; an audit of each option covers it.
    """

    members: pl.DataFrame = field(default_factory=pl.DataFrame)
    counts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_COUNTS))

    @property
    def items(self) -> list[str]:
        """Questions that some table is about."""
        return self.counts["question"].unique().sort().to_list()

    def without(self, questions: Iterable[str]) -> ClassTables:
        """Return these tables without those of some questions."""
        return replace(self, counts=self.counts.filter(~pl.col("question").is_in([*questions])))

    def within(self, release: Release) -> Release:
        """Return a release of the same items with their classes as one more way of dividing."""
        items = release.estimates.filter(pl.col("question").is_in(self.items))
        estimates = pl.concat([items, self.counts.drop("category")], how="diagonal_relaxed")
        memberships = pl.concat([release.memberships, self.members], how="diagonal_relaxed")
        return replace(release, estimates=estimates, memberships=memberships)

    def profiles(self, profiles: pl.DataFrame, clustering: str) -> pl.DataFrame:
        """Replace a model's probabilities by shares of counts, and withhold all others."""
        keys = ("type", "item", "option")
        counts = self.counts.filter(grouping=clustering).drop("option")
        counts = counts.rename({"group": "type", "question": "item", "category": "option"})
        shown = counts.group_by(keys).agg(pl.col("base").first(), probability=pl.col("count").sum())
        replaced = profiles.drop("base", "probability").join(
            shown, on=keys, how="left", maintain_order="left"
        )
        withheld = pl.col("base").is_null()
        return replaced.with_columns(
            probability=pl.col("probability") / pl.col("base"),
            reason=pl.when(withheld).then(pl.lit(WITHHELD_HERE)).otherwise("reason"),
        ).select(profiles.columns)


def class_tables(
    clustered: Sequence[Path], release: Release, survey: Survey, rules: Mapping[str, QuestionRules]
) -> ClassTables:
    """Return the tables, class by item, that the rules for single crossings let leave.

    Parameters
    ----------
    clustered
        Tables of clusterings, `tables.TypeMembers` among them.
    release
        What is published of the same answers.
    rules
        Of each question, for suppression.
    """
    members, counts = list[pl.DataFrame](), list[pl.DataFrame]()
    for path in clustered:
        if path.name != MEMBERS:
            continue
        entry = survey.clusterings.get(path.parent.name)
        if isinstance(entry, MadeOf) and entry.items:
            classes = read_table(str(path)).select("unit_id", group="type")
            members.append(
                classes.with_columns(
                    wave=pl.lit(entry.wave or ""),
                    grouping=pl.lit(path.parent.name),
                    replied=pl.lit(value=True),
                )
            )
            counts += _counts(members[-1], entry, release, survey, rules)
    if not counts:
        return ClassTables()
    return ClassTables(pl.concat(members), pl.concat(counts).select(*_COUNTS).cast(_COUNTS))


def choose_classes(
    tables: ClassTables,
    releases: Sequence[Release],
    audited: Callable[[Sequence[Release]], Mapping[tuple[str, str], Audit]],
) -> tuple[ClassTables, dict[str, int]]:
    """Choose the tables that an audit finds to give no answer away.

    Assume: none leaves where an answer to any item is another than in an earlier release. A unit
    that changed its class since stands between the two tables.

    Parameters
    ----------
    tables
        From `class_tables`.
    releases
        The earlier ones and, last, the one of the same answers.
    audited
        Audits the questions of releases.

    Returns
    -------
    ClassTables, dict
        And in counts: items, those of which a table is released, whole tables that the audit added
        up.
    """
    *before, now = releases
    changed = [
        changed_units(release, now)["question"].is_in(tables.items).any() for release in before
    ]
    audits = audited([tables.within(now)])
    telling = {question for (_, question), one in audits.items() if one.determined}
    left = tables.without(tables.items if any(changed) else telling)
    added_up = sum(one.tables for one in audits.values())
    return left, {"items": len(tables.items), "released": len(left.items), "tables": added_up}


def _counts(
    members: pl.DataFrame,
    entry: MadeOf,
    release: Release,
    survey: Survey,
    rules: Mapping[str, QuestionRules],
) -> Iterator[pl.DataFrame]:
    """Count the answers of each class to each item that the rules let leave.

    Assume: nothing leaves of an item of which anything else is withheld, or which some were not
    asked: how many were asked says what they answered to another question.
    """
    wave, into = entry.wave or "", {o: name for name, old in entry.merge.items() for o in old}
    whole = release.estimates.filter(wave=wave).filter(
        pl.col("count").is_not_null().all().over("question")
    )
    items = [item for item in (entry.items or {})[MAIN] if item in whole["question"]]
    answers = {item: release.replies.said(wave, item) for item in items}
    merged = {
        item: rows.with_columns(pl.col("given").replace(into)) for item, rows in answers.items()
    }
    options = {(wave, item): release.replies.options[wave, item] for item in items}
    categories = {key: [*dict.fromkeys(into.get(o, o) for o in of)] for key, of in options.items()}
    total = release.memberships.filter(wave=wave, grouping=RESPONDENTS, group=entry.of)
    minimum, demanded = survey.settings.minimum_base or 0, survey.settings.disclosure
    suppression = suppress(
        divided(
            pl.concat([total, members], how="diagonal_relaxed"),
            Replies(categories, lambda _, item: merged[item]),
            minimum,
            OPEN,
        ),
        rules,
        minimum=minimum,
        width=demanded.width,
        coalition=demanded.coalition,
        whole=True,
    )
    grouping = members["grouping"][0]
    withheld = {item for _, by, _, item in suppression.withheld if by == grouping}
    for item in items:
        replies = answers[item].join(members, on="unit_id").with_columns(question=pl.lit(item))
        if item in withheld or "not_asked" in replies["status"]:
            continue
        replies = replies.filter(status="valid")
        chosen = replies.group_by(*_GROUP, option="given").agg(count=pl.len())
        bases = replies.group_by(_GROUP).agg(base=pl.len()).sort(_GROUP)
        every = pl.DataFrame({"option": options[wave, item]})
        yield (
            bases.join(every, how="cross", maintain_order="left_right")
            .join(chosen, on=[*_GROUP, "option"], how="left", maintain_order="left")
            .with_columns(pl.col("count").fill_null(0), category=pl.col("option").replace(into))
        )
