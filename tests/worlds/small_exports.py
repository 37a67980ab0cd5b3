"""Exports of small surveys of different kinds, each as a program or a person writes it.

Each kind is a function that writes its file, and perhaps its form, into a folder and names them.
"""

import csv
import json
import random

import polars as pl
import pyreadstat
import xlsxwriter

LEVELS = ["Never", "Rarely", "Sometimes", "Often", "Always"]
AGREE = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
AGES = ["18-24", "25-34", "35-54", "55+"]
LAMPS = ["Oil", "Gas", "LED", "Arc lamp"]
KINDS = {}


def kind(make):
    """Register a survey by the name of its function."""
    KINDS[make.__name__] = make
    return make


def drawn(name, rows):
    """Number rows, each with the same source of chance."""
    return [(n, chance) for chance in [random.Random(name)] for n in range(1, rows + 1)]


def delimited(path, rows, separator=",", encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def workbook(path, sheets, then=lambda book: None):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
        then(book)
    return path


@kind
def twelve(folder):
    """Twelve rows: hardly a number may leave."""
    rows = [
        [n, by.choice(LAMPS), by.choice(LEVELS), by.randint(4, 60), by.choice(["yes", "no"])]
        for n, by in drawn("twelve", 12)
    ]
    headings = ["id", "Lamp", "How often is it lit?", "Height", "Is there a horn?"]
    return delimited(folder / "twelve.csv", [headings, *rows])


@kind
def ages(folder):
    """Options and headings with digits, some of which are counts as well."""
    money = ["under 500", "500 to 1,000", "1.5k < 800", "US$ 2,000 or more"]
    rows = [
        [
            *(n, by.choice(AGES), by.choice(money), by.choice(["1-2 times", "3 times", "17"])),
            by.choice(["ISO 27001", "NIST 800-53", "100 %", "0.5"]),
        ]
        for n, by in drawn("ages", 83)
    ]
    headings = ["id", "Age", "Q17. Income in 2020", "How often in the last 12 months?", "Top 10"]
    return delimited(folder / "ages.csv", [headings, *rows])


@kind
def google(folder):
    """Google's CSV, with its 12-hour stamps, lists and a grid."""
    grid = [f"How much do you agree? [{each}]" for each in ("It is bright", "It is near")]
    rows = []
    for n, by in drawn("google", 64):
        stamp = f"2026/01/{n % 28 + 1:02} {n % 12 + 1}:04:05 {('AM', 'PM')[n % 2]} GMT+3"
        picked = ";".join(by.sample(LAMPS, by.randint(1, 3)))
        rows.append([stamp, by.choice(AGES), picked, *by.choices(AGREE, k=2), f"Text {n}"])
    headings = ["Timestamp", "How old are you?", "Which lamps?", *grid, "Anything else?"]
    return delimited(folder / "google.csv", [headings, *rows])


@kind
def arabic(folder):
    """Google's CSV in Arabic: right to left, and hours before and after noon in its words."""
    rows = []
    for n, by in drawn("arabic", 40):
        stamp = f"2026/01/{n % 28 + 1:02} {n % 12 + 1:02}:30:00 {'صم'[n % 2]} غرينتش+3"
        rows.append([stamp, by.choice(["نعم", "لا"]), by.choice(["زيت", "غاز", "كهرباء"])])
    headings = ["طابع زمني", "هل المصباح مضاء؟", "أي مصباح؟"]
    return delimited(folder / "arabic.csv", [headings, *rows])


@kind
def japanese(folder):
    """A table in Japanese, with its hours before and after noon."""
    rows = []
    for n, by in drawn("japanese", 44):
        stamp = f"2026/01/{n % 28 + 1:02} {('午前', '午後')[n % 2]} {n % 12}:30:00"
        much = by.choice(["全くない", "少し", "とても"])
        rows.append([stamp, by.choice(["はい", "いいえ"]), much, by.choice(["10代", "20代"])])
    headings = ["タイムスタンプ", "灯りはありますか", "どのくらい明るいですか", "年齢"]
    return delimited(folder / "japanese.csv", [headings, *rows])


@kind
def microsoft(folder):
    """A workbook of Microsoft Forms, with lists in one cell."""
    rows = []
    for n, by in drawn("microsoft", 57):
        picked = "".join(f"{each};" for each in by.sample(LAMPS, by.randint(1, 3)))
        moment = f"2026-01-{n % 28 + 1:02} 10:00:00"
        rows.append([n, moment, moment, "x", "y", picked, by.choice(LEVELS), by.choice(LEVELS)])
    headings = ["ID", "Start time", "Completion time", "Email", "Name", "Which lamps?"]
    headings += ["How often do you trim the wick?", "How often do you wind the clock?"]
    return workbook(folder / "forms.xlsx", {"Sheet1": [headings, *rows]})


@kind
def qualtrics(folder):
    """Three rows of headings; a matrix, a list and a text."""
    names = ["StartDate", "EndDate", "Status", "Progress", "ResponseId", "Q1_1", "Q1_2", "Q2", "Q3"]
    texts = ["Start Date", "End Date", "Response Type", "Progress", "Response ID"]
    texts += ["The lamp is - bright", "The lamp is - near", "Which lamps?", "Why?"]
    ids = [json.dumps({"ImportId": name}) for name in names]
    moment = "2026-01-02 10:00:00"
    rows = [
        [
            *(moment, moment, "IP Address", 100, f"R_{n:04}", by.choice(AGREE), by.choice(AGREE)),
            ",".join(by.sample(["Oil", "Gas", "LED"], by.randint(1, 3))),
            f"Because of {n} things",
        ]
        for n, by in drawn("qualtrics", 72)
    ]
    return delimited(folder / "qualtrics.csv", [names, texts, ids, *rows])


@kind
def limesurvey(folder):
    """A German LimeSurvey with its structure: a list, a scale, a text, answers in full."""
    form = folder / "structure.txt"
    form.write_text(
        "class\ttype/scale\tname\trelevance\ttext\tlanguage\tother\n"
        "S\t\tlanguage\t\tde\t\t\n"
        "G\t\tLichter\t1\t\tde\t\n"
        "Q\tM\tQ2\t1\tWelche Lampen?\tde\tN\n"
        "SQ\t0\tSQ1\t\tÖl\tde\t\nSQ\t0\tSQ2\t\tGas\tde\t\nSQ\t0\tSQ3\t\tLED\tde\t\n"
        "Q\tL\tQ3\t1\tWie alt sind Sie?\tde\tN\n"
        "A\t0\tA1\t\tunter 55\tde\t\nA\t0\tA2\t\t55+\tde\t\n"
        "Q\tN\tQ4\t1\tWie hoch ist der Turm?\tde\tN\n",
        encoding="utf-8",
    )
    headings = ["id. Antwort ID", "submitdate. Datum Abgeschickt", "lastpage. Letzte Seite"]
    headings += ["Q2[SQ1]. Welche Lampen? [Öl]", "Q2[SQ2]. Welche Lampen? [Gas]"]
    headings += ["Q2[SQ3]. Welche Lampen? [LED]", "Q3. Wie alt sind Sie?"]
    headings += ["Q4. Wie hoch ist der Turm?"]
    rows = [
        [
            *(n, f"2026-01-{n % 28 + 1:02} 10:00:00", 3),
            *by.choices(["Ja", "Nein"], k=3),
            *(by.choice(["unter 55", "55+"]), by.randint(4, 90)),
        ]
        for n, by in drawn("lime", 61)
    ]
    return delimited(folder / "lime.csv", [headings, *rows]), form


@kind
def kobo(folder):
    """A workbook of KoboToolbox with its form: groups, a list, a condition."""
    survey = [
        ["type", "name", "label", "relevant"],
        ["select_one yn", "lit", "Is it lit?", ""],
        ["select_multiple lamps", "lamps", "Which lamps?", "${lit} = 'yes'"],
        ["integer", "height", "How high is it?", ""],
        ["text", "why", "Why?", ""],
    ]
    choices = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]
    choices += [["lamps", name, name.title()] for name in ("oil", "gas", "led")]
    sheets = {"survey": survey, "choices": choices, "settings": [["form_title"], ["Lamps"]]}
    form = workbook(folder / "kobo_form.xlsx", sheets)
    headings = ["start", "lit", "lamps", "lamps/oil", "lamps/gas", "lamps/led", "height", "why"]
    headings += ["_id", "_uuid", "_submission_time"]
    rows = []
    for n, by in drawn("kobo", 70):
        lit = by.choice(["yes", "yes", "no"])
        own = by.sample(["oil", "gas", "led"], by.randint(1, 3)) if lit == "yes" else []
        ticks = [int(each in own) for each in ("oil", "gas", "led")] if own else [""] * 3
        moment = f"2026-01-{n % 28 + 1:02}T10:00:00"
        rows.append([moment, lit, " ".join(own), *ticks, by.randint(3, 40), f"so {n}"])
        rows[-1] += [n, f"u{n}", moment]
    return workbook(folder / "kobo.xlsx", {"Lamps": [headings, *rows]}), form


@kind
def odk(folder):
    """The submissions of ODK Central's archive."""
    headings = ["SubmissionDate", "lit", "lamp", "towers", "meta-instanceID", "KEY"]
    headings += ["SubmitterID", "SubmitterName", "AttachmentsPresent", "Status", "ReviewState"]
    rows = []
    for n, by in drawn("odk", 52):
        moment = f"2026-01-{n % 28 + 1:02}T10:00:00.123Z"
        own = [by.choice(["yes", "no"]), by.choice(LAMPS[:3]), by.randint(1, 3)]
        rows.append([moment, *own, f"uuid:{n}", f"uuid:{n}", 7, "Someone", 0, "", "approved"])
    return delimited(folder / "Lamps.csv", [headings, *rows])


@kind
def redcap(folder):
    """REDCap with its dictionary and a checkbox; no question has a number."""
    dictionary = [
        [
            *("Variable / Field Name", "Form Name", "Field Type", "Field Label"),
            "Choices, Calculations, OR Slider Labels",
        ],
        ["record_id", "tower", "text", "Record", ""],
        ["oils", "tower", "checkbox", "Which oils?", "1, Whale | 2, Coal | 3, Rape"],
        ["lit", "tower", "radio", "Is it lit?", "1, Yes | 0, No"],
        ["often", "tower", "dropdown", "How often?", "1, Never | 2, Rarely | 3, Often"],
        ["why", "tower", "notes", "Why?", ""],
    ]
    headings = ["record_id", "oils___1", "oils___2", "oils___3", "lit", "often", "why"]
    rows = [
        [n, *by.choices([0, 1], k=3), by.randint(0, 1), by.randint(1, 3), f"so {n}", 2]
        for n, by in drawn("redcap", 66)
    ]
    data = delimited(folder / "redcap.csv", [[*headings, "tower_complete"], *rows])
    return data, delimited(folder / "dictionary.csv", dictionary)


@kind
def surveymonkey(folder):
    """Two rows of headings; a column an option, with the option's text."""
    headings = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"]
    headings += ["Which lamps?", "", "", "How bright are they?", "How near?"]
    second = ["", "", "", "", "", "Oil", "Gas", "LED", "Response", "Response"]
    rows = []
    for n, by in drawn("monkey", 58):
        own = [each if by.random() < 0.5 else "" for each in ("Oil", "Gas", "LED")]
        moment = f"01/{n % 28 + 1:02}/2026 10:00:00 AM"
        rows.append([10**9 + n, 7, moment, moment, "1.2.3.4", *own, *by.choices(AGREE, k=2)])
    return delimited(folder / "monkey.csv", [headings, second, *rows])


@kind
def alchemer(folder):
    """Alchemer: a column an option, partial responses, personal columns of its own."""
    headings = ["Response ID", "Time Started", "Date Submitted", "Status", "Language", "IP Address"]
    headings += ["City", "Oil:Which lamps?", "Gas:Which lamps?", "LED:Which lamps?"]
    headings += ["How satisfied are you, from 0 to 10?", "Comments"]
    rows = []
    for n, by in drawn("alchemer", 75):
        own = [each if by.random() < 0.4 else "" for each in ("Oil", "Gas", "LED")]
        moment = f"2026-01-{n % 28 + 1:02} 10:00:00"
        state = "Partial" if n % 9 == 0 else "Complete"
        rows.append([n, moment, moment, state, "English", "1.2.3.4", by.choice(["Bonn", "Kiel"])])
        rows[-1] += [*own, by.randint(0, 10), f"Remark {n}" if n % 3 == 0 else ""]
    return delimited(folder / "alchemer.csv", [headings, *rows])


@kind
def soscisurvey(folder):
    """SoSci Survey, separated by tabs: codes, -9 for no answer."""
    headings = ["CASE", "SERIAL", "QUESTNNR", "MODE", "STARTED", "LP01", "LP02_01", "LP02_02"]
    headings += ["LP03", "TIME001", "LASTDATA", "FINISHED"]
    moment = "2026-01-02 10:00:00"
    rows = [
        [
            *(n, f"Z{n}", "base", "interview", moment, by.choice([1, 2, -9])),
            *(by.randint(1, 5), by.choice([1, 2, 3, 4, 5, -9]), by.choice([1, 2, 3])),
            *(31, moment, 1),
        ]
        for n, by in drawn("sosci", 68)
    ]
    return delimited(folder / "sosci.csv", [headings, *rows], "\t", "utf-16")


def labelled():
    """Return a table of codes, and its wordings and labels, as SPSS and Stata have them."""
    rows = {"id": [], "lit": [], "much": [], "age": [], "height": []}
    for n, by in drawn("labelled", 63):
        own = [n, by.randint(0, 1), by.randint(1, 5), by.randint(1, 4), by.uniform(3, 40)]
        for values, value in zip(rows.values(), own, strict=True):
            values.append(round(float(value), 1))
    wordings = ["Number", "Is it lit?", "How often?", "How old are you?", "How high?"]
    labels = {"lit": {0.0: "No", 1.0: "Yes"}}
    labels["much"] = dict(zip(map(float, range(1, 6)), LEVELS, strict=True))
    labels["age"] = dict(zip(map(float, range(1, 5)), AGES, strict=True))
    return pl.DataFrame(rows), {"column_labels": wordings, "variable_value_labels": labels}


@kind
def spss(folder):
    """A file of SPSS with labels in Latin letters, and a code that it calls missing."""
    table, labels = labelled()
    table = table.with_columns(lit=pl.when(pl.col("id") % 10 == 0).then(9.0).otherwise("lit"))
    missing = {"lit": [9]}
    pyreadstat.write_sav(table, folder / "lamps.sav", missing_ranges=missing, **labels)
    return folder / "lamps.sav"


@kind
def stata(folder):
    """A file of Stata."""
    table, labels = labelled()
    table = table.with_columns(pl.col("id", *labels["variable_value_labels"]).cast(pl.Int32))
    whole = {
        name: {int(code): label for code, label in own.items()}
        for name, own in labels["variable_value_labels"].items()
    }
    labels |= {"variable_value_labels": whole}
    pyreadstat.write_dta(table, folder / "lamps.dta", **labels)
    return folder / "lamps.dta"


@kind
def typed(folder):
    """A workbook that somebody typed: blank columns, numbers and texts, a second sheet."""
    headings = ["Name of the tower", "Keeper since", "Income", "Lamp", "Remarks", "Empty", "Visits"]
    rows = [
        [
            *(f"Tower {n}", by.randint(1950, 2020), by.choice([800, 950, 1500, 2000])),
            *(by.choice(LAMPS), "ok" if n % 20 else "", "", by.choice([0, 1, 2, 3])),
        ]
        for n, by in drawn("typed", 46)
    ]
    return workbook(folder / "typed.xlsx", {"Data": [headings, *rows], "Notes": [["Made in 1999"]]})


@kind
def weighted(folder):
    """A sample with weights that have a decimal comma, strata, clusters and items on a scale."""
    items = ["Lamps are safe", "Lamps are bright", "Lamps are cheap"]
    rows = [["id", "Gewicht", "Schicht", "Gemeinde", "Wie oft?", "Alter", "Einkommen", *items]]
    for n, by in drawn("weighted", 120):
        weight, income = by.uniform(0.3, 2.7), by.uniform(900, 4000)
        own = [f"{'ABC'[n % 3]}{n % 12}", by.choice(["nie", "selten", "oft"]), by.randint(18, 90)]
        row = [n, f"{weight:.3f}", "ABC"[n % 3], *own, f"{income:.2f}", *by.choices(AGREE, k=3)]
        rows.append([str(cell).replace(".", ",") for cell in row])
    return delimited(folder / "weighted.csv", rows, ";", "cp1252")


@kind
def waves(folder):
    """A long table of countries and years, as statistical offices write it."""
    rows = [
        [country, item, year, by.choice(["yes", "no", "draft"])]
        for country in ("FRA", "DEU", "ESP", "ITA", "POL", "PRT", "GRC", "BEL", "NLD", "AUT")
        for _, by in [*drawn(country, 1)]
        for item in ("law on lamps", "law on horns")
        for year in (2020, 2024)
    ]
    rows.insert(0, ["ref_area", "indicator", "time_period", "obs_value"])
    return delimited(folder / "waves.csv", rows)


@kind
def empty(folder):
    """Columns without an answer, with the same from all, and with one each."""
    headings = ["id", "Nothing", "Always the same", "Mostly blank", "All different", "Lamp", "Date"]
    rows = [
        [
            *(n, "", "yes", by.choice(LAMPS) if n % 15 == 0 else "", f"a{n * 7}b"),
            *(by.choice(LAMPS), f"2026-0{n % 9 + 1}-11"),
        ]
        for n, by in drawn("empty", 50)
    ]
    return delimited(folder / "empty.csv", [headings, *rows])


@kind
def scales(folder):
    """Twenty items from 1 to 6, as inventories of personality have them."""
    names = [f"{trait}{n}" for trait in "ACENO" for n in range(1, 5)]
    rows = []
    for n, by in drawn("scales", 220):
        level = by.gauss(3.5, 1)
        own = [min(6, max(1, round(by.gauss(level, 1)))) for _ in names]
        own = ["NA" if by.random() < 0.02 else each for each in own]
        rows.append([n, *own, by.randint(1, 2), by.randint(1, 5), by.randint(11, 70)])
    return delimited(folder / "scales.csv", [["", *names, "gender", "education", "age"], *rows])


@kind
def lists(folder):
    """Several answers in a cell, options that are alike, and others written in."""
    parts = ["Email, or post", "Phone (mobile)", "In person", "e-mail", "Web: a form"]
    rows = []
    for n, by in drawn("lists", 90):
        picked = by.sample(parts, by.randint(1, 4)) + (["something else"] if n % 30 == 0 else [])
        often = by.choice([*LEVELS, "Don't know", "Prefer not to say"])
        rows.append(
            [n, "; ".join(picked), often, by.choice(["A", "B", "A and B"]), f"Word {n % 5}"]
        )
    headings = ["Response", "How did you report it?", "How often?", "Which one?", "A word"]
    return delimited(folder / "lists.csv", [headings, *rows], "\t")
