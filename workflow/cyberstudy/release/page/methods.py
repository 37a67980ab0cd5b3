"""Tables in the methods of page and report: clusterings and claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.claims import CROSSED, MAIN, NUMBERS, Claim, counted, stands
from cyberstudy.declare.plan.messages import Message
from cyberstudy.declare.plan.verdict_rules import name_of
from cyberstudy.release.gather import ShownExhibit, ShownSurvey
from cyberstudy.release.page.explorer import DIGITS
from cyberstudy.release.page.numbers import ReadersTable
from cyberstudy.tables.files import read_table
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.translator import ENGLISH, Translator
from cyberstudy.wording.typologies import SPEAKS, STRUCTURES, judged, model, p_value
from cyberstudy.wording.verdict_rows import verdict_row
from surveyanswers.instrument.settings import QUESTIONNAIRE
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.storage import read_json

#: Headings of the table of clusterings, and whether a column holds numbers.
CLUSTERINGS = (
    (phrase("What was analysed"), False),
    (phrase("Units"), True),
    (phrase("No structure"), False),
    (phrase("One gradient, or one profile"), False),
    (phrase("Classes (as many as the tests support)"), False),
    (phrase("Stability of the least stable class (threshold)"), False),
    (phrase("Verdict"), False),
    (phrase("Three types found in similar simulated surveys: clear, middling, weak"), False),
    (phrase("Two types found in similar simulated surveys"), False),
    (
        phrase("Usual methods that find types (how often they do where there are none)"),
        False,
    ),
    (phrase("Same verdict in other specifications"), False),
    (phrase("Strongest association of classes (variance explained)"), False),
)
#: Those of the short table of clusterings that is printed.
SHORT = (CLUSTERINGS[1], CLUSTERINGS[0], CLUSTERINGS[6], CLUSTERINGS[7])
#: Those of the table of claims.
CLAIMS = (
    (phrase("Finding"), False),
    (phrase("Main estimate (95% interval); by chance; at most"), False),
    (phrase("Holds in"), True),
    (phrase("What would refute it"), False),
    (phrase("Range written"), False),
    (phrase("Tried and dropped"), False),
)
#: What a claim's estimate is compared with.
BESIDES = {"permuted": phrase("by chance {permuted}"), "most": phrase("at most {most}")}
#: Figures that are listed as the least firm.
WEAK = 5
NONE = "\u2013"  # of what was not looked at


def clusterings_in_words(parts: Sequence[ShownSurvey], say: Translator = ENGLISH) -> ReadersTable:
    """Return the findings of every clustering of the surveys shown, simulated answers last."""
    rows = [
        _clustering(say, row, say.word(part.survey.settings.title), simulated=part.simulated)
        for part in sorted(parts, key=lambda part: part.simulated)
        for row in _judged(part)
    ]
    return _readers(say, CLUSTERINGS, rows)


def verdicts_in_short(parts: Sequence[ShownSurvey], say: Translator = ENGLISH) -> ReadersTable:
    """Return of every clustering its units and survey, by what, the verdict and the power."""
    rows = [
        [
            labelled(say, say.word(part.survey.settings.title), say.count(row["units"])),
            say.word(row["title"]),
            judged(say, row),
            _found(say, row["could_have_found"], "three"),
        ]
        for part in parts
        for row in _judged(part)
    ]
    return _readers(say, SHORT, rows)


def _judged(part: ShownSurvey) -> Iterator[dict[str, Any]]:
    """What the release tells of each clustering that was tested, in the plan's order."""
    for name, entry in part.survey.plan.clusterings.items():
        folder = part.release / "tables" / name
        if not (folder / "tests.csv").is_file():
            continue

        def read(file: str, folder: Path = folder) -> Any:
            if file.endswith(".json"):
                return read_json(folder / file) if (folder / file).is_file() else None
            path = folder / f"{file}.csv"
            return read_table(str(path)) if path.is_file() else None

        yield verdict_row(read) | {"title": entry.title}


def claims_in_words(parts: Sequence[ShownSurvey], say: Translator = ENGLISH) -> ReadersTable:
    """Return every inferring sentence with its estimate, and in how many choices it holds."""
    rows = [
        [
            part.exhibits[name].title,
            _estimated(say, table),
            say("{count} of {base}", **dict(zip(("count", "base"), counted(table), strict=True))),
            say.word(claim.refuted_by),
            say.word(claim.range_written),
            say.text(map(say.word, claim.dropped)) or NONE,
        ]
        for part in parts
        for name, claim, table in _examined(part)
    ]
    return _readers(say, CLAIMS, rows)


def curves_of(parts: Sequence[ShownSurvey]) -> dict[str, Any]:
    """Return what the page draws of claims: a list of them, and of each its specifications.

    The estimate under each, in order: the curve of Simonsohn, Simmons and Nelson (2020, Nature
    Human Behaviour 4, 1208-1214), of which a reader may take those that make one choice.
    """
    curves = {}
    for part in parts:
        say = part.say
        for _, claim, table in _examined(part):
            rows = table.drop_nulls("holds").sort("value", "kind", "choice")
            curves[f"claim-{part.survey.name}-{claim.function.__name__}"] = {
                "title": say.word(claim.function.__doc__ or ""),
                "kinds": [[say.word(k), [*map(say.word, c)]] for k, c in claim.over.items()],
                "rows": [_specified(row, claim.over) for row in rows.iter_rows(named=True)],
            }
    listed = [{"code": code, "title": curve["title"]} for code, curve in curves.items()]
    return {"claims": listed, **curves} if curves else {}


def _specified(row: Mapping[str, Any], over: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the numbers of a specification, with the place of its choice in each kind."""
    kinds, choices = row["kind"].split(CROSSED), row["choice"].split(CROSSED)
    varied = dict(zip(kinds, choices, strict=True)) if row["kind"] != MAIN else {}
    places = [several.index(varied[k]) if k in varied else 0 for k, several in over.items()]
    numbers = {name: row[name] and round(row[name], DIGITS) for name in NUMBERS}
    return {"choices": places, "base": row["base"], "holds": row["holds"], **numbers}


def _estimated(say: Translator, table: pl.DataFrame) -> str:
    """Return the main estimate of a claim with its interval, what chance gives, and the most."""
    row = next(table.filter(pl.col("kind") == MAIN).iter_rows(named=True), {})
    numbers = {name: say.decimal(n, 2) for name in NUMBERS if (n := row.get(name)) is not None}
    texts = [numbers.get("value", NONE)]
    if "low" in numbers:
        texts = [say("{value} ({low} to {high})", **numbers)]
    for name, text in BESIDES.items():
        texts += [say(text, **numbers)] if name in numbers else []
    return say.clauses(texts)


def claims_counted(parts: Sequence[ShownSurvey], say: Translator = ENGLISH) -> str:
    """Return how many claims there are for how many figures; "" where none has a second one."""
    figures = [part.exhibits[name].id for part in parts for name, *_ in _examined(part)]
    if len({*figures}) == len(figures):
        return ""
    return say(
        "The table has {count} rows for {figures} figures: where a finding failed and a weaker one "
        "replaced it, each may have its own row.",
        count=len(figures),
        figures=len({*figures}),
    )


def how_sure(parts: Sequence[ShownSurvey], say: Translator = ENGLISH) -> dict[str, Any]:
    """Return how many claims are firm, the least firm ones, and the surveys, real and simulated.

    Of several claims of an exhibit the strongest counts.
    """
    claims: dict[str, tuple[ShownExhibit, int, int, str]] = {}
    firmly = set()
    for part in parts:
        for name, claim, table in _examined(part):
            exhibit = part.exhibits[name]
            failed = _stronger(part.survey.plan.exhibits[name].says, say) or say.word(
                claim.refuted_by
            )
            if exhibit.id not in claims and stands(table):
                firmly.add(exhibit.id)
            claims.setdefault(exhibit.id, (exhibit, *counted(table), failed))
    weak = [entry for name, entry in claims.items() if name not in firmly]
    firm = say(
        "Of {base} findings that go beyond counting, {count} hold whichever choice is changed.",
        base=len(claims),
        count=len(claims) - len(weak),
    )
    of_choices = phrase("We do not claim “{failed}”: it fails in {count} of {base} specifications.")
    questionnaire_parts = [part for part in parts if part.survey.settings.mode == QUESTIONNAIRE]
    return {
        "firm": firm if claims else "",
        "weak": [
            (exhibit, say(of_choices, count=tried - held, base=tried, failed=failed))
            for exhibit, held, tried, failed in sorted(weak, key=lambda entry: entry[1] / entry[2])[
                :WEAK
            ]
        ],
        "judged": [part for part in questionnaire_parts if part.survey.asks and not part.simulated],
        "simulated": [part for part in questionnaire_parts if part.simulated],
    }


def _stronger(says: Message | None, say: Translator) -> str:
    """Return the headline that is said where the first claim holds; "" where it has numbers."""
    sentences = says.sentences if says else ()
    headline = next((sentence.headline for sentence in sentences if sentence.claim), None) or ""
    return "" if "{" in headline else say.word(headline)


def _examined(part: ShownSurvey) -> Iterator[tuple[str, Claim, pl.DataFrame]]:
    """List exhibits with the claims that their sentences rest on, the strongest first."""
    named = [
        (name, sentence.claim)
        for name, entry in part.survey.plan.exhibits.items()
        if entry.says and name in part.exhibits
        for sentence in entry.says.sentences
        if sentence.claim
    ]
    tables = (
        {k: v for analysis in part.survey.analyses for k, v in analysis.tables.items()}
        if named
        else {}
    )
    for name, claim in dict.fromkeys(named):
        path = part.release / "tables" / f"{claim}.csv"
        if isinstance(declared := tables[claim], Claim) and path.is_file():
            yield name, declared, read_table(str(path))


def _clustering(
    say: Translator, row: Mapping[str, Any], survey: str, *, simulated: bool
) -> list[str]:
    evidence = [name.replace(" ", "_") for name in STRUCTURES]
    stable = associated_with = NONE
    if row.get("value") is not None:
        value, mark = say.decimal(row["value"], 2), say.plain(row["required"])
        reached = row["value"] >= row["required"]
        words = phrase("{value} (reaches {mark})"), phrase("{value} (below {mark})")
        stable = say(words[not reached], value=value, mark=mark)
    if row.get("associated_with"):
        label, share = say.group(row["associated_with"]), say.percent(row["explained"])
        associated_with = say("{label} ({share})", label=label, share=share)
    elif row.get("associated_with") == "":
        associated_with = say("nothing that was compared")
    title = labelled(say, survey, say.word(row["title"]))
    none, gradient, classes = (_spoken(say, row[name], row[f"p_{name}"]) for name in evidence)
    return [
        say("{title} (simulated answers)", title=title) if simulated else title,
        say.count(row["units"]),
        none,
        gradient,
        labelled(say, model(say, name_of(row["contender"])), classes),
        stable,
        judged(say, row),
        _found(say, row["could_have_found"], "three"),
        _found(say, row["could_have_found"], "two"),
        _usual(say, row),
        say("{count} of {base}", count=row["same"], base=row["choices"])
        if "choices" in row
        else NONE,
        associated_with,
    ]


def _found(say: Translator, counts: Mapping[str, Any] | None, number: str) -> str:
    """Return in how many simulated surveys so many types of each clearness were found."""
    pairs = (counts or {}).get(number, {}).values()
    texts = (say("{count} of {base}", count=count, base=base) for count, base in pairs)
    return "; ".join(texts) or NONE


def _usual(say: Translator, row: Mapping[str, Any]) -> str:
    """Return how many usual methods say types, and how often they do so wrongly."""
    if row.get("usual_wrong") is None:
        return NONE
    types, methods = (say.count(row[f"usual_{name}"]) for name in ("types", "methods"))
    wrong = say.percent(row["usual_wrong"])
    return say("{types} of {methods} ({wrong})", types=types, methods=methods, wrong=wrong)


def _spoken(say: Translator, speaks: str, p: float | None) -> str:
    """Return what tests say of a model of the answers, with the p-value of the test against it."""
    words = say(SPEAKS[speaks])
    if p is None:
        return words
    return say("{told} ({p})", told=words, p=p_value(say, p).replace(" ", "\u00a0"))


def _readers(
    say: Translator, columns: Sequence[tuple[str, bool]], rows: Sequence[Sequence[str]]
) -> ReadersTable:
    heads, numeric = zip(*((say(head), number) for head, number in columns), strict=True)
    return ReadersTable(heads=heads, numeric=numeric, rows=rows, more=0)
