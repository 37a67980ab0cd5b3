"""Which articles of the Convention against Cybercrime the sources here ask about, and which not.

Assume: what a question is about is a person's judgement, with its reason row by row in
`convention_coverage.csv`. The questionnaire of 2012 is worded anew here, for no text of it is
public, and its answers are confidential. Articles of which no text was read are judged by title.
"""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.wording.questions import labelled
from surveyanswers.tables.disclosure import Part, column, key
from surveyanswers.tables.phrases import phrase

ALONE, NOBODY, NOTHING = "alone", "nobody", "nothing"
READ, IN_PART = "read", "in part"
QUESTIONNAIRE, LIST = "states2012", "signatures"
PUBLIC = ("gci", "cyberlaw2026")
#: Sources as columns of the figure.
SOURCES = {
    QUESTIONNAIRE: phrase("Questionnaire of 2012, our reconstruction"),
    "gci": phrase("ITU, 2020 and 2024"),
    "cyberlaw2026": phrase("UNCTAD, 2026"),
}
#: Articles that make acts offences: those of chapter II before what all of them share.
LAST_OFFENCE, CRIMES = 17, "II"
TABLES = ["convention_coverage", "signatories"]


class ArticlesLookedAt(Analysis):
    """What sources ask about each article that asks something of States."""

    article = key("Article, or several with one title.", phrase("Article"))
    source = key("Source; the questionnaire, ITU, or UNCTAD.", phrase("Source"))
    number = column(dy.UInt8, Part.LABEL, "Number of the first of them.")
    articles = column(dy.UInt8, Part.LABEL, "How many they are.")
    title = column(dy.String, Part.LABEL, "Its title.", phrase("Title"))
    chapter = column(dy.String, Part.LABEL, "Chapter.", phrase("Chapter"))
    standing = column(dy.String, Part.LABEL, "What is known of it: read, in part, or title.")
    item = column(dy.String, Part.LABEL, 'Questions that are about it; "" of none.')
    covers = column(
        dy.String,
        Part.LABEL,
        'alone, part, wider; "" where the source does not ask about it.',
        phrase("Coverage"),
    )
    basis = column(dy.String, Part.LABEL, "Why it was judged so.", phrase("Basis of the judgement"))


@table(ArticlesLookedAt, tables=TABLES)
def articles_looked_at(survey):
    """Return a row an article and source: how the source asks about the article."""
    judged = survey.table("convention_coverage").fill_null("")
    judged = judged.rename({"first": "number", "asked": "item"})
    about = ["article", "number", "articles", "title", "chapter", "standing"]
    coverage = judged.filter(pl.col("covers") != NOTHING, pl.col("source") != LIST)
    every = coverage.select(about).unique().join(pl.DataFrame({"source": [*SOURCES]}), how="cross")
    rows = every.join(
        coverage.select("article", "source", "item", "covers", "reason"),
        on=["article", "source"],
        how="left",
    )
    alone = coverage.filter(covers=NOBODY).select("article", nobody="reason")
    rows = rows.join(alone, on="article", how="left")
    nothing = pl.lit("The source has no question about it.")
    return rows.select(
        *(*about, "source"),
        *(pl.col(name).fill_null("") for name in ("item", "covers")),
        basis=pl.coalesce("reason", "nobody", nothing).str.replace("Assume:", "Assumption:"),
        units=pl.lit(survey.table("signatories")["iso3"].to_list(), pl.List(pl.String)),
    )


class WhereNobodyLooks(Analysis):
    """How many articles sources ask about, by part of the Convention."""

    part = key("all; offences (articles 7 to 17), of all, or of those known by text or subject.")
    base = column(dy.UInt32, Part.BASE, "Articles that require something of States.")
    public_alone = column(
        dy.UInt32, Part.STATISTIC, "Articles on which ITU or UNCTAD has a separate question."
    )
    public_any = column(dy.UInt32, Part.STATISTIC, "Articles that ITU or UNCTAD covers in any way.")
    questionnaire_alone = column(
        dy.UInt32, Part.STATISTIC, "Articles on which the questionnaire has a separate question."
    )
    questionnaire_only = column(
        dy.UInt32, Part.STATISTIC, "Articles that only the questionnaire covers."
    )
    nobody = column(
        dy.UInt32, Part.STATISTIC, "Articles that no source covers.", phrase("No source covers")
    )


ALL, OFFENCES, KNOWN = "all", "offences", "offences known by text or subject"


@table(WhereNobodyLooks, tables=["articles_looked_at"])
def where_nobody_looks(survey):
    """Count articles by who asks about them."""
    rows = survey.table("articles_looked_at")
    offence = (pl.col("chapter") == CRIMES) & (pl.col("number") <= LAST_OFFENCE)
    by_text = pl.col("standing").is_in([READ, IN_PART])
    parts = {ALL: pl.lit(True), OFFENCES: offence, KNOWN: offence & by_text}
    public, any_ = pl.col("source").is_in(PUBLIC), pl.col("covers") != ""
    tables = []
    for part, kept in parts.items():
        articles = (
            rows.filter(kept)
            .group_by("article", "articles")
            .agg(
                public_alone=(public & (pl.col("covers") == ALONE)).any(),
                public_any=(public & any_).any(),
                questionnaire_alone=(~public & (pl.col("covers") == ALONE)).any(),
                asked=(~public & any_).any(),
            )
        )
        by_form, any_public = pl.col("asked"), pl.col("public_any")
        articles = articles.with_columns(
            base=pl.lit(True),
            questionnaire_only=by_form & ~any_public,
            nobody=~by_form & ~any_public,
        )
        count = pl.exclude("article", "articles", "asked") * pl.col("articles").cast(pl.UInt32)
        tables.append(articles.select(count.sum(), part=pl.lit(part)))
    units = rows["units"].explode().unique().drop_nulls().sort().to_list()
    return pl.concat(tables).with_columns(units=pl.lit(units, pl.List(pl.String)))


AREA = "Sources compared"
HOW = {"alone": phrase("separately"), "part": phrase("in part"), "wider": phrase("jointly")}
SHADES = {"alone": 0.85, "part": 0.4, "wider": 0.2}
MARKS = {READ: "", IN_PART: "*", "title": "**"}
LETTERS, HEAD, NOTE = 58, 20, 52  # in a line of an article's name, a source's, and of the note
#: What the figure calls articles: those with long titles by shorter ones.
SHORT = {
    "4": phrase("Offences of other conventions"),
    "5": phrase("Protection of sovereignty"),
    "6": phrase("Respect for human rights"),
    "7": phrase("Illegal access"),
    "8": phrase("Illegal interception"),
    "9": phrase("Interference with electronic data"),
    "10": phrase("Interference with a system"),
    "11": phrase("Misuse of devices"),
    "12": phrase("Forgery"),
    "13": phrase("Theft or fraud"),
    "14": phrase("Child sexual abuse material"),
    "15": phrase("Solicitation or grooming of children"),
    "16": phrase("Intimate images without consent"),
    "17": phrase("Laundering of proceeds of crime"),
    "18-21": phrase("Liability, attempt, limitation, sanctions"),
    "22": phrase("Jurisdiction"),
    "23": phrase("Scope of procedural measures"),
    "24": phrase("Conditions and safeguards"),
    "25-30": phrase("Powers to secure evidence"),
    "31-34": phrase("Confiscation, witnesses, victims"),
    "35": phrase("Principles of cooperation"),
    "36": phrase("Protection of personal data"),
    "37-40": phrase("Extradition, legal assistance"),
    "41-46": phrase("24/7 network, urgent assistance"),
    "47-52": phrase("Police cooperation, return of property"),
    "53": phrase("Preventive measures"),
    "54-56": phrase("Technical assistance, exchange"),
}


def _of(part, name):
    return {"table": "where_nobody_looks", "column": name, "row": {"part": part}, "decimals": 0}


SAYS = {
    "headline": "Neither ITU nor UNCTAD tracks the UN Convention's offences one by one",
    "finding": "We judged most articles by their titles. Neither ITU nor UNCTAD has a separate "
    "question on any of the {offences} offences in the UN Convention against Cybercrime; {wider} "
    "are covered only by a score or record on cybercrime law as a whole. The States' questionnaire "
    "of 2012, as we reconstructed it, asks about {own} of the offences one by one; States' answers "
    "to it are confidential. Of the {all} articles that require something of States, none of the "
    "three sources covers {nobody}, and only the questionnaire covers {only}, among them powers to "
    "secure evidence, round-the-clock contact points and assistance.",
    "holds": {"alone": {"at_most": 0}},
    "weaker": [
        {
            "headline": "Three sources leave out {nobody} of the UN Convention's {all} articles",
            "finding": "Of the {all} articles of the UN Convention against Cybercrime that "
            "require something of States, none of the three sources covers {nobody}, and only "
            "our reconstruction of the questionnaire of 2012 covers {only}.",
            "holds": {"nobody": {"at_least": 1}},
        }
    ],
    "subtitle": "How each source covers an article: separately, in part, jointly with "
    "other articles (such as in one question on all cybercrime laws), or not at all (–)",
    "values": {
        "offences": _of(KNOWN, "base"),
        "wider": _of(KNOWN, "public_any"),
        "alone": _of(KNOWN, "public_alone"),
        "own": _of(KNOWN, "questionnaire_alone"),
        "all": _of(ALL, "base"),
        "nobody": _of(ALL, "nobody"),
        "only": _of(ALL, "questionnaire_only"),
    },
}


def _named(say, wide):
    """Name articles by number and title, with a mark where their text was not read."""
    return [
        say(
            "{article} {title}{mark}",
            article=article.replace("-", "\u2013"),
            title=say.word(SHORT.get(article, title)),
            mark=MARKS[standing],
        )
        for article, title, standing in wide.select("article", "title", "standing").iter_rows()
    ]


def _told(say, wide):
    return [
        [say.word(HOW[how]) if how else "\u2013" for how in row]
        for row in wide.select(*SOURCES).iter_rows()
    ]


@figure(
    articles_looked_at,
    area=AREA,
    source="United Nations Convention against Cybercrime, General Assembly resolution 79/243; "
    "International Telecommunication Union, Global Cybersecurity Index 2020 and 2024; "
    "UNCTAD, Global Cyberlaw Tracker 2026.",
    title="Articles of the UN Convention against Cybercrime and the sources that cover them",
    says=SAYS,
)
def articles_and_sources(coverage, view):
    """Draw a row an article and a column a source, in the shade of how it asks."""
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.matrices import annotated_matrix
    from cyberstudy.draw.marks.texts import folded, height_of, narrowed
    from cyberstudy.draw.style import lacking, new_figure
    from cyberstudy.draw.text_only import sentences
    from cyberstudy.wording.alternative_text import by_panel

    say = view.say
    if coverage.is_empty():
        return sentences(view, [say("This run lacks the list of articles.")], data=coverage)
    wide = coverage.sort("number").pivot(
        "source", index=["article", "title", "standing"], values="covers"
    )
    names, answers = _named(say, wide), _told(say, wide)
    shade = pl.col(*SOURCES).replace_strict(SHADES, default=None, return_dtype=pl.Float64)
    lines = [folded(name, narrowed(LETTERS)) for name in names]
    heads = [folded(say.word(called), narrowed(HEAD)) for called in SOURCES.values()]
    drawn, axes = new_figure(0.8 + height_of(lines, 0.1, 0.11))
    annotated_matrix(axes, wide.select(shade), columns=heads, rows=lines, told=answers, highest=1)
    axes.tick_params(axis="x", rotation=90 if lacking() else 0)
    judged = say(
        "We judged unmarked articles by their text, those with * by part of it, and those with "
        "** by their titles only. The questionnaire of 2012 is our reconstruction; States' "
        "answers to it are confidential."
    )
    axes.set_xlabel(folded(judged, narrowed(NOTE)), loc="left", fontsize=6.5)
    rows = []
    for name, row in zip(names, answers, strict=True):
        by_source = zip(map(say.word, SOURCES.values()), row, strict=True)
        how = [labelled(say, n, how.replace("\u2013", say("not at all"))) for n, how in by_source]
        rows.append((name, how))
    articles = int(coverage.unique("article")["articles"].sum())
    return Drawn(
        figure=drawn,
        data=coverage.with_columns(pl.col("covers").replace(HOW)),
        question=say("How sources cover the UN Convention against Cybercrime."),
        base=say("{count} articles, grouped in {rows} rows.", count=articles, rows=wide.height),
        method=say(
            "Articles that require nothing of States are left out: purpose, terms, scope, "
            "mechanism and final provisions. The wording of the questionnaire of 2012 is not "
            "public, so we reconstructed it. We did not use UNODC's repository, which holds the "
            "laws of many countries."
        ),
        alt=by_panel(
            say, say("Table of articles by source, with each article's number and title."), rows
        ),
    )
