"""Types, one gradient or nothing: each survey judges its own clusterings, here they meet."""

from dataclasses import replace

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.draw.of_tables import in_rows
from cyberstudy.wording.typologies import SPEAKS, judged
from cyberstudy.wording.verdict_rows import BEHIND, verdict_row
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic, tally
from surveyanswers.tables.phrases import phrase

#: Survey, clustering, and what tables for readers call it.
CLUSTERINGS = (
    ("gci", "areas_2020", phrase("States' measures, ITU 2020")),
    ("gci", "areas_2024", phrase("States' measures, ITU 2024")),
    ("cyberlaw2026", "laws", phrase("Five kinds of law, UNCTAD 2026")),
    ("wci2021", "experts", phrase("Experts by whom they name, 2021")),
    ("wci2021", "counts", phrase("Countries by what they are named for, 2021")),
    ("states2012", "criminalization", phrase("States' criminal law, simulated")),
    ("states2012", "capacity", phrase("States' capacity, simulated")),
)
READ = [f"{survey}/{name}/{file}" for survey, name, _ in CLUSTERINGS for file in BEHIND]


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
    for name, clustering, title in CLUSTERINGS:
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


METHOD = phrase(
    "A description is ruled out if a test rejects it in favour of a rival, and supported if its "
    "rival is rejected and it is not. The verdict also rests on tests against further rivals."
)
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
    """List the clusterings of real answers."""
    real = surveys.filter(~pl.col("simulated"))
    spoken = {word: view.say(meaning) for word, meaning in SPEAKS.items()}
    in_words = [judged(view.say, row) for row in real.iter_rows(named=True)]
    rows = real.select(
        *("survey", "clustering", "title", "base"),
        pl.col("no_structure", "gradient", "types").cast(pl.String).replace(spoken),
        verdict=pl.Series(in_words, dtype=pl.String),
    )
    if rows.is_empty():
        from cyberstudy.draw.text_only import sentences

        return sentences(view, [view.say("This run has no verdict on real data.")], data=rows)
    called = {"title": {title: title for *_, title in CLUSTERINGS}}
    shown = in_rows(rows, view, who=phrase("countries or experts"), method=METHOD, called=called)
    return replace(shown, real=True)
