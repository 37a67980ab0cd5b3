"""How many experts name the country that they come from or live in."""

import polars as pl
from cyberstudy.analyses import figure
from cyberstudy.wording.alternative_text import in_sentences
from cyberstudy.wording.questions import WITHHELD, labelled
from cyberstudy.wording.typologies import p_value

#: What is drawn of each row as a share of the experts, by the mark.
COUNTS = {
    "value": "named_own",
    "low": "shuffled_low",
    "high": "shuffled_high",
    "chance": "expected",
}
SAYS = {
    "headline": "Experts name their own country more often than others do",
    "number": "{named} of {experts}",
    "finding": "{named} of {experts} experts name the country of their nationality, where "
    "{expected} would if they named it as experts from elsewhere do.",
    "subtitle": "Share of experts who name the country of their nationality, or of residence, 2021",
    "table": "own_country",
    "row": {"question": "nationality"},
    "values": {
        "named": {"column": "named_own"},
        "experts": {"column": "experts"},
        "expected": {"column": "expected", "decimals": 0},
        "p": {"column": "p_value"},
    },
    "holds": {"p": {"at_most": 0.01}},
}


@figure(
    "own_country",
    area="Where cybercrime comes from",
    title="Experts name their own country more than others do",
    rank="main",
    says=SAYS,
)
def own_country(data, view):
    """Draw a row a question: who names the own country, what others suggest, what shuffles give."""
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.axes import percentages
    from cyberstudy.draw.marks.intervals import BAND, CHANCE, VALUE, dots_beside_chance
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.style import new_figure
    from matplotlib.lines import Line2D

    say, declared = view.say, view.nominations
    rows = data.select(
        row=pl.Series([view.label(question) for question in data["question"]], dtype=pl.String),
        # Where all is withheld, nothing says that these are numbers.
        **{
            name: pl.col(count).cast(pl.Float64) / pl.col("experts").cast(pl.Float64)
            for name, count in COUNTS.items()
        },
        missed=pl.lit(value=False),
    )
    words = [_in_words(say, row) for row in data.iter_rows(named=True)]
    drawn, axes = new_figure(0.9 + 0.3 * rows.height)
    dots_beside_chance(axes, rows, words)
    axes.set_xlim(-0.02, 1.7)
    axes.xaxis.set_major_formatter(percentages(say))
    confidence = {"confidence": say.percent(declared.confidence)}
    handles = [
        Line2D([], [], ls="", label=say("named"), **VALUE),
        Line2D([], [], ls="", label=say("as experts from elsewhere name it"), **CHANCE),
        Line2D([], [], label=say("middle {confidence} by chance", **confidence), **BAND),
    ]
    legend_below(drawn, handles, 3, fontsize=6.5)
    method = [
        say(
            "Dot: share of experts who name their own country for any type of crime. Mark: what it "
            "would be if they named it as experts from elsewhere do. Line: middle {confidence} "
            "when countries are shuffled among experts {shuffles} times.",
            shuffles=declared.own_country.permutations,
            **confidence,
        )
    ]
    looks = view.table("index_looks")
    without = looks.row(by_predicate=pl.col("look") == "without_own_country", named=True)
    if without["first_rank_correlation"] is not None:
        method.append(
            say(
                "Without these nominations {moved} of the first {first} countries have another "
                "rank, by up to {furthest}; their ranks correlate {rho}.",
                moved=without["moved"],
                first=without["first"],
                furthest=without["furthest"],
                rho=say.decimal(without["first_rank_correlation"], 2),
            )
        )
    told = [labelled(say, *pair) for pair in zip(rows["row"], words, strict=True)]
    head = say("Dot plot of experts who name their own country.")
    return Drawn(
        figure=drawn,
        data=data,
        question=view.naming(),
        base=view.namers(),
        method=say.text(method),
        alt=say.text([head, *in_sentences(say, told)]),
    )


def _in_words(say, row):
    """Tell how many name their own country, and how many would like experts from elsewhere."""
    if row["named_own"] is None:
        return say.reason(WITHHELD)
    return say(
        "{named} of {experts}; {expected} expected; {p}",
        named=row["named_own"],
        experts=row["experts"],
        expected=say.decimal(row["expected"], 0),
        p=p_value(say, row["p_value"]),
    )
