"""How many experts name the country that they come from or live in."""

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import claim
from cyberstudy.wording.alternative_text import in_sentences
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.typologies import p_value
from surveyanswers.tables.disclosure import Part, column, key, statistic
from surveyanswers.tables.phrases import phrase

HOMES = ["nationality", "residence"]
PARTS = ["technical", "attacks", "data", "scams", "cashing"]
SHUFFLES, CONFIDENCE, UNLIKELY = 2000, 0.95, 0.05


class OwnCountry(Analysis):
    """How far experts name the country that they come from or live in."""

    SUMS = True

    question = key("What tells an expert's own country.")
    experts = column(dy.UInt32, Part.BASE, "Experts with a valid answer.", phrase("Experts"))
    named_own = column(
        dy.UInt32, Part.COUNT, "Of them named their own country.", phrase("Named their own country")
    )
    expected = column(
        dy.Float64,
        Part.STATISTIC,
        "Sum, over them, of the share of experts from elsewhere who name the same country.",
        phrase("Expected"),
    )
    ratio = statistic("named_own / expected.", phrase("Times what is expected"))
    shuffled_low = column(
        dy.Float64,
        Part.STATISTIC,
        "Lower end of the middle 95 % of such counts when countries are shuffled among experts.",
        phrase("Shuffled, from"),
    )
    shuffled_high = column(dy.Float64, Part.STATISTIC, "Its upper end.", phrase("Shuffled, to"))
    p_value = column(
        dy.Float64,
        Part.STATISTIC,
        "Share of shuffles with as many own-country nominations; never 0.",
        phrase("p"),
    )


@table(OwnCountry, answers=HOMES, tables=["nominations"])
def own_countries(survey):
    rng = np.random.default_rng(survey.seed)
    named = {*survey.table("nominations").select("unit_id", "iso3").iter_rows()}
    return pl.DataFrame([_beside_chance(survey, question, named, rng) for question in HOMES])


def _beside_chance(survey, question, named, rng):
    """Count who names the own country, and how many would of those whose country it is not."""
    answers = survey.answers.drop_nulls(question).sort("unit_id")
    experts, home = answers["unit_id"].to_list(), answers[question].to_numpy()
    about = {"question": question, "units": experts, "questions": [question, *_naming(survey)]}
    return about | _compared(experts, home, named, rng)


def _naming(survey):
    """List the questions that nominations were made of."""
    return survey.table("nominations")["questions"].explode().unique().to_list()


def _compared(experts, home, named, rng):
    """Compare how many name their own country with what others name, and with shuffles."""
    countries, lives = np.unique(home, return_inverse=True)
    names = np.array([[(expert, country) in named for country in countries] for expert in experts])
    rows = range(len(experts))
    count = int(names[rows, lives].sum())
    # Nobody from elsewhere: nobody who could tell.
    others = [names[lives != residence, residence] for residence in lives]
    expected = sum(other.mean() for other in others if other.size)
    shuffled = np.array([names[rows, rng.permutation(lives)].sum() for _ in range(SHUFFLES)])
    low, high = np.quantile(shuffled, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return {
        "experts": len(experts),
        "named_own": count,
        "expected": expected,
        "ratio": count / expected if expected else None,
        "shuffled_low": low,
        "shuffled_high": high,
        "p_value": (1 + (shuffled >= count).sum()) / (1 + SHUFFLES),
    }


OVER = {
    "Home": tuple(HOMES),
    "Type of crime": tuple(PARTS),
    "Left out": ("nobody", "experts of the United States", "experts of the United Kingdom"),
}
LEFT_OUT = dict(zip(OVER["Left out"][1:], ("USA", "GBR"), strict=True))


@claim(
    answers=HOMES,
    tables=["nominations"],
    over=OVER,
    refuted_by="A specification in which experts name their own country no more often than "
    "experts from elsewhere do, or in which more than 5% of random shuffles of "
    "countries among experts give as many own nominations.",
)
def own_country_named_more(survey, chosen):
    """How many experts name their own country, as a multiple of what others suggest."""
    question, nominations = chosen["Home"], survey.table("nominations")
    if chosen.kind == "Type of crime":
        nominations = nominations.filter(part=chosen["Type of crime"])
    answers = survey.answers.drop_nulls(question).sort("unit_id")
    answers = answers.filter(pl.col(question) != LEFT_OUT.get(chosen["Left out"], ""))
    named = {*nominations.select("unit_id", "iso3").iter_rows()}
    rng, experts = np.random.default_rng(survey.seed), answers["unit_id"].to_list()
    comparison = _compared(experts, answers[question].to_numpy(), named, rng)
    more = (comparison["ratio"] or 0) > 1 and comparison["p_value"] <= UNLIKELY
    questions = [question, *_naming(survey)]
    about = {"units": experts, "questions": questions}
    return about | {"value": comparison["ratio"], "holds": more}


#: What is drawn of each row as a share of the experts, by the mark.
COUNTS = {
    "value": "named_own",
    "low": "shuffled_low",
    "high": "shuffled_high",
    "chance": "expected",
}
FOUND = (
    "Of {experts} experts who gave their nationality, {named} named their own country as a source "
    "of cybercrime; {expected} would have, had they named it as often as experts from elsewhere "
    "did."
)
SAYS = {
    "headline": "Experts named their own country more for every type of crime",
    "claim": "own_country_named_more",
    "finding": FOUND,
    "subtitle": "Share of experts who named their own country as a source of any type of "
    "cybercrime, 2021; of {all} experts {experts} gave their nationality and {residents} where "
    "they live",
    "table": "own_countries",
    "row": {"question": "nationality"},
    "weaker": [
        {
            "headline": "Experts named their own country more often than others did",
            "finding": FOUND + " The difference is statistically significant for {held} of "
            "{types} types of crime.",
            "holds": {"homes_broken": {"at_most": 0}, "left_out_broken": {"at_most": 0}},
        }
    ],
    "values": {
        **{
            place: {"table": "own_country_named_more", "count": {"kind": kind} | more}
            for place, kind, more in (
                ("types", "Type of crime", {}),
                ("held", "Type of crime", {"holds": True}),
                ("homes_broken", "Home", {"holds": False}),
                ("left_out_broken", "Left out", {"holds": False}),
            )
        },
        "all": {"table": "response", "column": "replied", "row": {"by": "respondents"}},
        "residents": {"column": "experts", "row": {"question": "residence"}},
        "named": {"column": "named_own"},
        "experts": {"column": "experts"},
        "expected": {"column": "expected", "decimals": 0},
    },
}


@figure(
    own_countries,
    area="Where cybercrime comes from",
    title="How often experts name their own country",
    says=SAYS,
)
def own_country(data, view):
    """Draw a row a question: who names the own country, what others suggest, what shuffles give."""
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.axes import percentages
    from cyberstudy.draw.marks.intervals import CHANCE, dots_with_intervals
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.rows import finish_panel
    from cyberstudy.draw.style import new_figure

    say = view.say
    rows = data.select(
        row=pl.Series([view.label(question) for question in data["question"]]),
        **{name: pl.col(count) / pl.col("experts") for name, count in COUNTS.items()},
    )
    cited_rows = [*view.citing(data)]
    words = [_in_words(say, row) for row in cited_rows]
    drawn, axes = new_figure(1.15 + 0.3 * rows.height)
    confidence = {"confidence": say.percent(CONFIDENCE)}
    labels = (
        say("range expected by chance ({confidence})", **confidence),
        say("experts who named their own country"),
    )
    dots_with_intervals(axes, rows["value"], rows.select("low", "high"), labels)
    by_chance = say("share expected from experts from elsewhere")
    axes.plot(rows["chance"], range(rows.height), ls="", label=by_chance, **CHANCE)
    beside = [(1.04, words, [False] * rows.height)]
    finish_panel(axes, say, "", rows["row"].to_list(), beside, ends=(0, 1), room=0.6)
    axes.xaxis.set_major_formatter(percentages(say))
    axes.set_xlabel(say("share of experts"), loc="left")
    legend_below(drawn, columns=1)
    looks = view.table("index_sensitivity")
    looks = looks.filter(specification="without_own_country")
    without = next(view.citing(looks, "index_sensitivity"))
    method = [
        say(
            "Dot: share of experts who named their own country for any type of crime. Mark: the "
            "share expected if they named it as often as experts from elsewhere did. Line: the "
            "middle {confidence} of the shares found when countries are shuffled among experts "
            "{shuffles} times.",
            shuffles=SHUFFLES,
            **confidence,
        ),
        say(
            "If experts' nominations of their own country are left out, {moved} of the top "
            "{first} countries change rank, by up to {furthest} places; the rank "
            "correlation within the top {first} is {rho}.",
            moved=without["moved"],
            first=without["first"],
            furthest=without["furthest"],
            rho=say.decimal(without["first_rank_correlation"], 2),
        ),
    ]
    chances = [p_value(say, row["p_value"]) for row in cited_rows]
    descriptions = [
        labelled(say, name, say.clauses(texts))
        for name, *texts in zip(rows["row"], words, chances, strict=True)
    ]
    head = say("Dot plot of experts who named their own country.")
    return Drawn(
        figure=drawn,
        data=data,
        question=say(
            "Question (shown for the first of {parts} types of crime): {wording}.",
            parts=len(PARTS),
            wording=view.wording("technical_country"),
        ),
        base=say(
            "Based on all {units} {respondents}.",
            units=view.units,
            respondents=say.word(view.survey.settings.respondents),
        ),
        method=say.text(method),
        alt=say.text([head, *in_sentences(say, descriptions)]),
    )


def _in_words(say, row):
    """Return in words how many named their own country, and how many were expected to."""
    return say(
        "{named} of {experts}; expected {expected}",
        named=row["named_own"],
        experts=row["experts"],
        expected=say.decimal(row["expected"], 0),
    )
