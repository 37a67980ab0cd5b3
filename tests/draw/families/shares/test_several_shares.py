"""What the figure of one question's options says, and which options it draws."""

from copy import copy
from dataclasses import replace

import polars as pl
from worlds.shares import KEEPERS, SURVEY, WHO, answered, named

from cyberstudy.draw.families.shares.figure import several_shares
from surveyanswers.instrument.questionnaire import Options

BOATS = {f"boat_{n:02d}": f"Boat {n}" for n in range(15)}


def of_boats(counts, *, scores=None):
    """The invented survey with a question of fifteen boats, and how often each was named."""
    survey = copy(SURVEY)
    form, question = SURVEY.questionnaire, "q01_lamp"
    asked = replace(form.questions[question], choices="boats")
    survey.questionnaire = replace(
        form,
        questions=form.questions | {question: asked},
        choices=form.choices | {"boats": Options([*BOATS], {"en": BOATS})},
    )
    if scores:
        told = pl.when(pl.col("question") == question).then(pl.lit(scores))
        survey.codebook = SURVEY.codebook.with_columns(scores=told)
    rows = answered(KEEPERS, question, dict(zip(BOATS, counts, strict=True)), listed=None)
    return survey, pl.DataFrame(rows)


ENTRY = {"question": "q01_lamp", "answered_by": WHO}


def test_that_several_answers_could_be_given_is_said_of_such_questions_alone(drawn):
    one, several = (
        drawn(several_shares, ENTRY | {"question": question})
        for question in ("q01_lamp", "q04_birds")
    )
    assert "share of the 20 that answered." in one.method
    assert "several answers" not in one.method
    assert "several answers could be given" in several.method


def test_of_many_options_those_that_hardly_anybody_chose_are_counted_and_not_drawn(drawn):
    survey, table = of_boats([*range(300, 180, -10), 9, 1, 0])
    made = drawn(several_shares, ENTRY, survey=survey, estimates=table)
    assert len(named(made.figure.axes[0])) == 12
    assert "Not drawn: 3 more options, each under 2%; the table has them." in made.base
    assert made.data.height == 15
    survey, table = of_boats([*range(300, 180, -10), 200, 190, 0])
    made = drawn(several_shares, ENTRY, survey=survey, estimates=table)
    assert len(named(made.figure.axes[0])) == 14
    assert "Not drawn: 1 more option, under 2%; the table has it." in made.base


def test_options_of_a_scale_keep_the_forms_order_and_others_go_by_how_often(drawn):
    counts = [*range(10, 25)]
    scores = " ".join(f"{code}={n}" for n, code in enumerate(BOATS))
    scale, table = of_boats(counts, scores=scores)
    plain, _ = of_boats(counts)
    in_order, by_count = (
        drawn(several_shares, ENTRY, survey=survey, estimates=table).data["option"].to_list()
        for survey in (scale, plain)
    )
    assert in_order == [*BOATS]
    assert by_count == [*BOATS][::-1]
