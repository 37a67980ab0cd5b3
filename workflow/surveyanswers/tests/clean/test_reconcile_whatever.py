"""What holds of reconciliation, whatever is said."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from invented.submissions import KEYS, OPTIONS, SAYS, SENT, decided, rows_of, ruled, sent, table

from surveyanswers.clean.reconcile import HEARD, reconcile
from surveyanswers.instrument.reconciliation import RULES
from surveyanswers.tables.statuses import NONE

# What holds whatever is said. Two units, each heard through up to four submissions.
single = st.sampled_from(["x", "y", *(s for s in HEARD if s != "valid")])


several = st.one_of(
    st.lists(st.sampled_from(OPTIONS), unique=True),
    st.sampled_from([s for s in HEARD if s != "valid"]),
)


said_by_units = st.dictionaries(
    st.tuples(st.sampled_from("uv"), st.sampled_from(sorted(SENT))),
    st.tuples(single, several),
    min_size=1,
)


rule_pairs = st.tuples(
    st.sampled_from([r for r in RULES if r != "union"]), st.sampled_from(list(RULES))
)


def tables_of(said):
    unit_of = {unit + s: unit for unit, s in said}
    rows = [
        row
        for (unit, s), answers in said.items()
        for question, text in zip("qm", answers, strict=True)
        for row in rows_of(unit, unit + s, question, text)
    ]
    return table(rows), sent(unit_of)


def rules_of(pair):
    channels = ["unodc itu" if rule == "lead" else None for rule in pair]
    return ruled(("*", pair[0], channels[0]), ("m", pair[1], channels[1]))


def voices(submitted, unit, question):
    """What each submission says to a question, by those who say something."""
    rows = submitted.filter(pl.col("status").is_in(SAYS), unit_id=unit, question=question)
    heard = {}
    for row in rows.sort("option").iter_rows(named=True):
        heard.setdefault(row["submission_id"], []).append((row["value"], row["status"]))
    return heard


@given(said_by_units, rule_pairs)
def test_what_is_unanimous_was_said_by_all_who_speak(said, pair):
    submitted, submissions = tables_of(said)
    found = reconcile(submitted, submissions, rules_of(("unanimous", "unanimous")), decided())
    for (unit, question), rows in found.answers.group_by("unit_id", "question"):
        heard = list(voices(submitted, unit, question).values())
        if heard:
            agreed = all(voice == heard[0] for voice in heard)
            accepted = rows.sort("option").select("value", "status").rows()
            assert accepted == (heard[0] if agreed else [(None, "conflict")] * len(heard[0]))


@given(said_by_units)
def test_lead_never_takes_a_lower_channel_while_a_higher_one_speaks(said):
    submitted, submissions = tables_of(said)
    channel = dict(submissions.select("submission_id", "channel").iter_rows())
    answers = reconcile(submitted, submissions, rules_of(("lead", "lead")), decided()).answers
    queue = ["unodc", "itu", "post"]
    for (unit, question), rows in answers.group_by("unit_id", "question"):
        heard = voices(submitted, unit, question)
        if heard:
            best = min(queue.index(channel[s]) for s in heard)
            assert {channel[s] for s in rows["submission_id"]} == {queue[best]}
            assert rows["submission_id"].n_unique() == 1


@given(said_by_units)
def test_a_union_ticks_what_anybody_ticks_and_denies_only_where_nobody_does(said):
    submitted, submissions = tables_of(said)
    rules = ruled(("*", "latest", None), ("m", "union", None))
    answers = reconcile(submitted, submissions, rules, decided()).answers.filter(question="m")
    ticks = submitted.filter(question="m", value="1").select("unit_id", "option").unique()
    some = ticks.filter(pl.col("option") != NONE)["unit_id"]
    several = submissions.filter(pl.col("unit_id").is_duplicated())["unit_id"]
    yields = pl.col("unit_id").is_in(some.implode()) & pl.col("unit_id").is_in(several.implode())
    accepted = set(answers.filter(value="1").select("unit_id", "option").rows())
    certain = ticks.filter((pl.col("option") != NONE) | ~yields)
    assert set(certain.rows()) <= accepted <= set(ticks.rows())


# Whatever the rules


@given(said_by_units, rule_pairs, st.randoms(use_true_random=False))
def test_each_key_has_one_answer_that_was_given_or_a_conflict_in_whatever_order(said, pair, random):
    """Each is reconciled once for all that must hold of it, and once more in another order."""
    submitted, submissions = tables_of(said)
    found = reconcile(submitted, submissions, rules_of(pair), decided())
    there_is_one_answer_a_key_and_somebody_gave_it(submitted, found.answers)
    a_submission_alone_is_accepted_unchanged(submitted, submissions, found.answers)
    conflicts_are_the_questions_to_which_different_things_were_said(submitted, found)
    seed = random.randrange(1000)
    shuffled = [t.sample(fraction=1, shuffle=True, seed=seed) for t in (submitted, submissions)]
    second = reconcile(*shuffled, rules_of(pair).reverse(), decided())
    assert found.answers.equals(second.answers)
    assert found.conflicts.equals(second.conflicts)


def there_is_one_answer_a_key_and_somebody_gave_it(submitted, answers):
    assert answers.select(KEYS).rows() == sorted(set(submitted.select(KEYS).rows()))
    given_ones = set(submitted.select(*KEYS, "submission_id", "value", "number", "status").rows())
    accepted = answers.filter(pl.col("status") != "conflict").select(
        *KEYS, "submission_id", "value", "number", "status"
    )
    assert set(accepted.rows()) <= given_ones


def a_submission_alone_is_accepted_unchanged(submitted, submissions, answers):
    alone = submissions.filter(~pl.col("unit_id").is_duplicated())["unit_id"]
    own = answers.filter(pl.col("unit_id").is_in(alone.implode()))
    assert set(own["rule"]) <= {"only"}
    theirs = submitted.filter(pl.col("unit_id").is_in(alone.implode())).sort(KEYS)
    assert own.drop("rule").equals(theirs)


def conflicts_are_the_questions_to_which_different_things_were_said(submitted, found):
    differing = set()
    for unit, question in submitted.select("unit_id", "question").unique().rows():
        heard = voices(submitted, unit, question)
        if len({tuple(v) for v in heard.values()}) > 1:
            differing.add((unit, question, len(heard)))
    assert set(found.conflicts.select("unit_id", "question", "submissions").rows()) == differing
    undecided = found.conflicts.filter(~pl.col("decided")).select("unit_id", "question")
    in_conflict = found.answers.filter(status="conflict").select("unit_id", "question").unique()
    assert set(undecided.rows()) == set(in_conflict.rows())
