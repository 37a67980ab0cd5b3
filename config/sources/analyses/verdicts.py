"""Types, one gradient or nothing: each survey judges its own clusterings, here they meet."""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.wording.typologies import (
    EXPLAINED,
    GRADIENT,
    NO_TYPOLOGY,
    NOT_DISTINGUISHABLE,
    SPEAKS,
    TYPES,
    judged,
)
from cyberstudy.wording.verdict_rows import BEHIND, verdict_row
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic, tally
from surveyanswers.tables.phrases import phrase

STATES, SIMULATED = phrase("Member States"), phrase("simulated States")
#: From above: survey, clustering, what the figure calls it, and what captions call its units.
CLUSTERINGS = (
    ("gci", "areas_2020", phrase("States' measures, ITU 2020"), STATES),
    ("gci", "areas_2024", phrase("States' measures, ITU 2024"), STATES),
    ("cyberlaw2026", "laws", phrase("Five kinds of law, UNCTAD 2026"), STATES),
    ("wci2021", "experts", phrase("Experts by whom they name, 2021"), phrase("experts")),
    (
        "wci2021",
        "counts",
        phrase("Countries by what they are named for, 2021"),
        phrase("countries"),
    ),
    ("states2012", "criminalization", phrase("States' criminal law, simulated"), SIMULATED),
    ("states2012", "capacity", phrase("States' capacity, simulated"), SIMULATED),
)
READ = [f"{survey}/{name}/{file}" for survey, name, *_ in CLUSTERINGS for file in BEHIND]


def spoken(of, label=""):
    meaning = f'"against", "open" or "for": what the tests say of {of}.'
    return column(dy.Enum, Part.STATISTIC, meaning, label, categories=["against", "open", "for"])


class Verdicts(Analysis):
    """Types, one gradient or nothing: the verdicts of all surveys, side by side."""

    survey = key("Survey.", phrase("Survey"))
    clustering = key("Clustering of its plan.", phrase("Clustering"))
    title = column(dy.String, Part.LABEL, "What the figure calls it.")
    base = column(dy.UInt32, Part.BASE, "Units that were clustered.")
    verdict = column(
        dy.String,
        Part.STATISTIC,
        "Verdict, as the clustering's record names it.",
        phrase("Verdict"),
    )
    account = column(
        dy.String, Part.STATISTIC, "The model not rejected; null if none.", nullable=True
    )
    classes = tally(
        Part.STATISTIC, "Number of types; null where there are none.", phrase("Classes")
    )
    rival = column(dy.String, Part.LABEL, "The model without classes, as tables name it.")
    no_structure = spoken("no structure at all", phrase("No structure"))
    gradient = spoken("that model", phrase("Gradient"))
    types = spoken("types", phrase("Types"))
    contender = column(dy.UInt32, Part.STATISTIC, "Number of classes that the tests stop at.")
    p_no_structure = proportion(Part.STATISTIC, "p-value of one class against two.")
    p_gradient = proportion(
        Part.STATISTIC, "The same of the model without classes against the classes of `contender`."
    )
    p_types = proportion(Part.STATISTIC, "The same of these classes against that model.")
    found_three_clear = proportion(
        Part.STATISTIC,
        "Share of the nearest simulated surveys with three clear types in which the rules found "
        "them; of counts, of those with the same totals.",
    )
    found_three_middling = proportion(Part.STATISTIC, "The same of three middling types.")
    found_three_weak = proportion(Part.STATISTIC, "The same of three weak types.")
    found_two_clear = proportion(Part.STATISTIC, "The same of two clear types.")
    found_two_middling = proportion(Part.STATISTIC, "The same of two middling types.")
    found_two_weak = proportion(Part.STATISTIC, "The same of two weak types.")
    usual_types = tally(Part.STATISTIC, "Usual methods that say types; null of counts.")
    usual_methods = tally(Part.STATISTIC, "Of how many.")
    usual_wrong = proportion(
        Part.STATISTIC, "Mean share of simulated surveys without types in which they say types."
    )
    usual_verdict_wrong = proportion(Part.STATISTIC, "The same of the rules of the verdict.")
    value = proportion(Part.STATISTIC, "Mean Jaccard of the least stable class.")
    low = proportion(Part.STATISTIC, "Its lower quantile over resamples.")
    high = proportion(Part.STATISTIC, "Its upper quantile.")
    chance = proportion(Part.STATISTIC, "The same of unrelated classes.", phrase("By chance"))
    required = proportion(
        Part.LABEL, "What a type must reach.", phrase("Required of a type"), nullable=False
    )
    simulated = column(dy.Bool, Part.LABEL, "Whether the answers are simulated.")
    choices = tally(
        Part.STATISTIC,
        "Tables of answers that other choices make, and this one, as far as they were judged; "
        "null: not run of these answers.",
    )
    same = tally(Part.STATISTIC, "Of them with this verdict.")
    associated_with = column(
        dy.String,
        Part.STATISTIC,
        'What classes differ in most, of what was compared; "": in nothing; null: not compared.',
        nullable=True,
    )
    explained = statistic("Share of its variance, adjusted R-squared.")
    reason = column(dy.String, Part.REASON, 'Why there is no likeness; "" where there is one.')


@table(Verdicts, tables=READ)
def verdicts_of_surveys(survey):
    """Return the verdicts of the surveys that run, a row a clustering."""
    rows = []
    for name, clustering, title, _ in CLUSTERINGS:
        folder = f"{name}/{clustering}"
        if not survey.has(f"{folder}/verdict.json"):
            continue

        def read(file, folder=folder):
            if not survey.has(f"{folder}/{file}"):
                return None
            loader = survey.record if file.endswith(".json") else survey.table
            return loader(f"{folder}/{file}")

        about = {"survey": name, "clustering": clustering, "title": title}
        row = about | verdict_row(read) | {"simulated": name in survey.simulated}
        rows.append(row | {"base": row["units"]})
    columns = [name for name in Verdicts.column_names() if name not in Verdicts.ABOUT]
    return pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in columns},
        schema_overrides={name: Verdicts.columns()[name].dtype for name in columns},
    )


#: What the tests say of each way to describe the data.
OUTCOMES = ("no_structure", "gradient", "types")
#: Accounts and verdicts that need plainer words for whoever sees the picture alone.
SCALES = {
    "one gradient": phrase("a scale from less to more"),
    "gradient of any shape": phrase("none of the three: a more flexible scale fits"),
}
PLAINLY = {
    NO_TYPOLOGY: phrase("types fit best, but are not claimed"),
    NOT_DISTINGUISHABLE: phrase("open: the answers fit both a scale and types"),
}
# No headline: weak types are missed more often than not.
SAYS = {
    "finding": "In {gradient} of {real} analyses the data fit a gradient: countries differ by "
    "degree, not in kind. In none of the analyses do countries or experts form types. The tests "
    "may have missed weak types; the table on the Methods page shows what they could have found.",
    "subtitle": "Three ways to describe the data: what the tests rule out or support, and the "
    "resulting verdict",
    "table": "verdicts_of_surveys",
    "values": {
        "real": {"count": {"simulated": "false"}},
        "gradient": {"count": {"simulated": "false", "verdict": "gradient"}},
        "types": {"count": {"simulated": "false", "verdict": "types"}},
    },
    "holds": {"types": {"at_most": 0}, "gradient": {"at_least": 1}},
}


@figure(
    verdicts_of_surveys,
    area="Types or gradients",
    source="International Telecommunication Union, Global Cybersecurity Index 2020 and 2024; "
    "UNCTAD, Global Cyberlaw Tracker 2026; Bruce M and others 2024, PLOS ONE 19(4) e0297312.",
    title="Do countries and experts form types?",
    says=SAYS,
)
def verdicts(surveys, view):
    """List the clusterings of real answers, in the order above."""
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.text_only import sentences

    say = view.say
    rows = [(*names, say(title), say(who)) for *names, title, who in CLUSTERINGS]
    shown = pl.DataFrame(rows, ["survey", "clustering", "row", "who"], orient="row")
    findings = surveys.filter(~pl.col("simulated"))
    data = shown.join(findings, on=("survey", "clustering"), how="inner", maintain_order="left")
    if data.is_empty():
        texts = [say("This run has no verdict on real data.")]
        return sentences(view, texts, data=findings.select(*OUTCOMES), real=True)
    units = [
        say("{title}: {told}", title=title, told=say("{units} {who}.", units=base, who=who))
        for title, base, who in data.select("row", "base", "who").iter_rows()
    ]
    outcomes = set(data["verdict"])
    method = [
        say(
            "A description is ruled out if a test rejects it in favour of a rival, and "
            "supported if its rival is rejected and it is not. The verdict also rests on tests "
            "against further rivals. Stability: how closely a class reappears when "
            "countries or experts are resampled (mean Jaccard similarity, 0 to 1)."
        ),
        *(say(meaning) for verdict, meaning in EXPLAINED.items() if verdict in outcomes),
    ]
    spoken = {word: say(meaning) for word, meaning in SPEAKS.items()}
    return Drawn(
        figure=None,
        data=data.select(
            *("survey", "clustering", "row", "base"),
            pl.col(*OUTCOMES).cast(pl.String).replace(spoken),
            told=pl.Series([_in_words(say, row) for row in data.iter_rows(named=True)]),
        ),
        question=say("Whether countries or experts form types, differ by degree, or neither."),
        base=say.text(units),
        method=say.text(method),
        alt="",
        real=True,
    )


def _in_words(say, row):
    """Return a verdict in words; for types, with the stability of the least stable one."""
    if row["verdict"] == GRADIENT and row["account"] in SCALES:
        return say(SCALES[row["account"]])
    verdict = say(PLAINLY[row["verdict"]]) if row["verdict"] in PLAINLY else judged(say, row)
    if row[TYPES] != "for" or row["value"] is None:
        return verdict
    stable = {"value": say.decimal(row["value"], 2), "mark": say.plain(row["required"])}
    if row["verdict"] == NO_TYPOLOGY and row["value"] < row["required"]:
        return say(
            "types fit best, but are too unstable to claim ({value}; {mark} needed)", **stable
        )
    return say("{verdict} (stable to {value}; {mark} needed)", verdict=verdict, **stable)
