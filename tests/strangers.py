"""Exports with the traps that strangers' files have, each column with its true reading by hand.

A true reading is a kind, then the texts that stand for a missing answer, after exclamation marks.
"""

from dataclasses import dataclass
from random import Random

from worlds.small_exports import delimited, workbook

STRANGERS = {}


@dataclass
class Stranger:
    """A file, and what each of its columns is.

    Attributes
    ----------
    columns
        Heading -> true reading and cells.
    how
        What parts cells, and the encoding; a workbook has neither.
    """

    columns: dict
    how: tuple = (",", "utf-8")

    def write(self, folder, name):
        headings = list(self.columns)
        rows = zip(*(cells for _, cells in self.columns.values()), strict=True)
        if self.how[0]:
            return delimited(folder / f"{name}.csv", [headings, *rows], *self.how)
        return workbook(folder / f"{name}.xlsx", {"Data": [headings, *rows]})

    def truth(self):
        """Kind and missing texts of each column."""
        parted = {heading: reading.split(" !") for heading, (reading, _) in self.columns.items()}
        return {heading: (kind, {*missing}) for heading, (kind, *missing) in parted.items()}


def stranger(*how):
    """Register a file by the name of its function, with what parts cells, and the encoding."""

    def register(make):
        drawn = how or (",", "utf-8")
        STRANGERS[make.__name__] = lambda: Stranger(make(Random(make.__name__)), drawn)

    return register


def some(by, options, rows, rare=(), every=13):
    """Draw options; every so many-th cell is a rare text."""
    drawn = by.choices(list(options), k=rows)
    for turn, text in enumerate(rare):
        for at in range(turn + 3, rows, every):
            drawn[at] = text
    return drawn


def steps(by, last, rows, rare=(), every=13):
    return some(by, [str(n) for n in range(1, last + 1)], rows, rare, every)


def whole(by, low, high, rows):
    return [str(by.randint(low, high)) for _ in range(rows)]


def decimals(by, low, high, digits, rows, mark="."):
    return [f"{by.uniform(low, high):.{digits}f}".replace(".", mark) for _ in range(rows)]


def ids(rows, begin=1001):
    return [str(begin + n) for n in range(rows)]


@stranger()
def nominal_codes(by):
    """Region, religion and interviewer are codes without labels, as trust is."""
    return {
        "id": ("id", ids(200)),
        "region": ("names", steps(by, 5, 200)),
        "religion": ("names", steps(by, 5, 200)),
        "interviewer": ("names", steps(by, 5, 200)),
        "trust": ("steps !9", steps(by, 5, 200, ["9"], 40)),
        "sex": ("names", steps(by, 2, 200)),
        "age": ("number", whole(by, 18, 90, 200)),
    }


@stranger()
def lone_nines(by):
    """One code beyond a run of codes, of three respondents."""
    return {
        "id": ("id", ids(120)),
        "How satisfied are you with life?": ("steps !9", steps(by, 5, 120, ["9"], 40)),
        "How satisfied are you with work?": ("steps !8", steps(by, 5, 120, ["8"], 40)),
        "Agree: taxes are fair": ("steps !9", steps(by, 4, 120, ["9"], 40)),
        "Marital status": ("names !9", steps(by, 4, 120, ["9"], 40)),
        "Ever smoked": ("names !9", some(by, "12", 120, ["9"], 40)),
        "Has a car": ("names !9", some(by, "01", 120, ["9"], 40)),
        "Left or right": ("steps !77 !88", steps(by, 10, 120, ["77", "88"], 40)),
        "How often?": ("steps !6", steps(by, 4, 120, ["6"], 40)),
    }


@stranger()
def ess(by):
    """Names of variables, and weights, as the European Social Survey has them."""
    weights = [decimals(by, 0.2, 3, 4, 150) for _ in range(3)]
    return {
        "idno": ("id", ids(150)),
        "pspwght": ("weight", weights[0]),
        "dweight": ("aside", weights[1]),
        "anweight": ("aside", weights[2]),
        "ppltrst": ("steps !77 !88", some(by, map(str, range(11)), 150, ["77", "88"], 30)),
        "vote": ("names !7 !8", steps(by, 3, 150, ["7", "8"], 30)),
        "happy": ("steps !88", some(by, map(str, range(11)), 150, ["88"], 30)),
    }


@stranger()
def dhs(by):
    """Weights in millionths, clusters and strata by number, as health surveys have them."""
    return {
        "CASEID": ("id", ids(150)),
        "V005": ("weight", whole(by, 300_000, 2_900_000, 150)),
        "V021": ("cluster", [str(n // 6 + 1) for n in range(150)]),
        "V022": ("stratum", [str(n // 30 + 1) for n in range(150)]),
        "V012": ("number", whole(by, 15, 49, 150)),
        "V130": ("names !99", steps(by, 5, 150, ["96", "99"], 40)),
    }


@stranger()
def households(by):
    """Weights of households and persons under the names that census samples have."""
    return {
        "SERIAL": ("id", ids(150)),
        "HHWT": ("weight", decimals(by, 80, 120, 2, 150)),
        "EDUC": ("names !99", [f"{by.randint(0, 7):02}" for _ in range(150)]),
        "INCTOT": (
            "number !9999999",
            some(by, map(str, range(900, 9000, 37)), 150, ["9999999"], 20),
        ),
    }


@stranger()
def sas(by):
    """Full stops for missing values, as SAS and Stata write them into text."""
    return {
        "id": ("id", ids(90)),
        "age": ("number !.", some(by, map(str, range(18, 80)), 90, ["."], 15)),
        "health": ("steps !. !.a", steps(by, 5, 90, [".", ".a"], 20)),
        "income": ("number !. !.R", some(by, map(str, range(900, 9900, 50)), 90, [".", ".R"])),
        "job": ("names !.", some(by, ["farmer", "clerk", "nurse"], 90, ["."], 20)),
    }


@stranger(";", "utf-8")
def german(by):
    """LimeSurvey's full headings and its word for none, in German, with decimal commas."""
    rows = 80
    often = ["Nie", "Selten", "Manchmal", "Oft"]
    return {
        "id. Antwort ID": ("id", ids(rows, 1)),
        "submitdate. Datum Abgeschickt": (
            "aside",
            [f"2026-03-{n % 28 + 1:02} 10:00:00" for n in range(rows)],
        ),
        "G01Q01. Wie oft lesen Sie?": (
            "steps !Keine Antwort",
            some(by, often, rows, ["Keine Antwort"]),
        ),
        "G01Q02. Ist das gut?": (
            "steps !k. A. !weiß nicht",
            some(by, ["Ja", "Nein"], rows, ["k. A.", "weiß nicht"]),
        ),
        "G01Q03. Alter in Jahren": ("number", whole(by, 18, 80, rows)),
        "G01Q08. Gewichtung": ("weight", decimals(by, 0.4, 2.2, 3, rows, ",")),
    }


@stranger()
def spanish(by):
    """Google Forms in Spanish: NS/NC is no answer."""
    rows = 70
    moment = [f"{n % 28 + 1}/03/2026 10:00:00" for n in range(rows)]
    return {
        "Marca temporal": ("aside", moment),
        "¿Cómo se informa?": (
            "names !NS/NC",
            some(by, ["Radio", "Prensa", "Amigos"], rows, ["NS/NC"]),
        ),
        "¿Confía en el gobierno?": (
            "steps !No sabe / No contesta",
            some(by, ["Sí", "No"], rows, ["No sabe / No contesta"]),
        ),
        "¿Cuántos hijos tiene?": ("number !NS", some(by, "0123", rows, ["NS"])),
    }


@stranger(";", "cp1252")
def french(by):
    """A panel's export in French: NSP, a weight of its own wording, refusals."""
    rows = 90
    weights = decimals(by, 0.3, 2.5, 2, rows, ",")
    return {
        "identifiant": ("id", ids(rows)),
        "Pondération finale": ("weight", weights),
        "Êtes-vous d'accord ?": (
            "steps !NSP !(Ne se prononce pas)",
            some(by, ["Oui", "Non"], rows, ["NSP", "(Ne se prononce pas)"]),
        ),
        "Votre région": (
            "names !Ne veut pas répondre",
            some(by, ["Nord", "Sud", "Ouest"], rows, ["Ne veut pas répondre"]),
        ),
    }


@stranger()
def portuguese(by):
    """Portuguese and Italian words for no answer."""
    rows = 80
    return {
        "ID da resposta": ("id", ids(rows)),
        "Qual é o seu partido?": (
            "names !NS/NR !Não sabe",
            some(by, ["A", "B", "C"], rows, ["NS/NR", "Não sabe"]),
        ),
        "Concorda?": (
            "steps !Prefiro não responder",
            some(by, ["Sim", "Não"], rows, ["Prefiro não responder"]),
        ),
        "Quale giornale legge?": (
            "names !Non so !Non risponde",
            some(by, ["Stampa", "Foglio"], rows, ["Non so", "Non risponde"]),
        ),
    }


@stranger()
def japanese(by):
    """Google Forms in Japanese, names of respondents among its columns."""
    rows = 66
    return {
        "タイムスタンプ": ("aside", [f"2026/03/{n % 28 + 1:02} 10:00:00" for n in range(rows)]),
        "氏名": ("personal", [f"山田{chr(0x4E00 + n)}" for n in range(rows)]),
        "満足していますか": (
            "names !わからない !答えたくない",
            some(by, ["はい", "いいえ"], rows, ["わからない", "答えたくない"]),
        ),
        "年齢": ("number", whole(by, 18, 80, rows)),
    }


@stranger()
def russian(by):
    """A survey in Russian: it is hard to say, and a weight."""
    rows = 88
    return {
        "Номер анкеты": ("id", ids(rows)),
        "Вес": ("weight", decimals(by, 0.5, 1.9, 4, rows)),
        "Доверяете ли вы суду?": (
            "steps !Трудно сказать !Нет ответа",
            some(by, ["Да", "Нет"], rows, ["Трудно сказать", "Нет ответа"]),
        ),
        "Фамилия интервьюера": ("personal", some(by, ["Иванов", "Петров"], rows)),
    }


@stranger()
def short_options(by):
    """Columns with one short option in common that no list of words has."""
    rows, asked = 90, ["Roads", "Schools", "Water", "Police", "Parks", "Trains"]
    grades = ["poor", "fair", "good"]
    columns = {
        f"How good are the {what.lower()}?": ("steps !X9", some(by, grades, rows, ["X9"]))
        for what in asked
    }
    sorts = {"Paper": ["The Sun", "The Star", "Herald"], "Party": ["Reds", "Blues", "Greens"]}
    columns |= {
        f"{what} of choice": ("names !X9", some(by, texts, rows, ["X9"]))
        for what, texts in sorts.items()
    }
    return {"id": ("id", ids(rows)), **columns}


@stranger()
def words_of_tools(by):
    """Words for no answer that programs and agencies write in English."""
    rows = 110
    words = [
        "DK/REF",
        "Decline to answer",
        "No reply",
        "(Don't know)",
        "DK/NA",
        "Not ascertained",
        "Skipped",
        "Item nonresponse",
        "#NULL!",
        "Prefer not to disclose",
    ]
    columns = {
        f"Q{n}. Opinion on point {n}": (
            f"names !{word}",
            some(by, [f"Yes to {n}", f"No to {n}"], rows, [word]),
        )
        for n, word in enumerate(words, start=1)
    }
    return {"Respondent": ("id", ids(rows)), **columns}


@stranger(None)
def stray_texts(by):
    """One odd cell in a column of numbers, as people type them."""
    rows = 100
    numbers = whole(by, 18, 90, rows)
    hours = whole(by, 5, 60, rows)
    return {
        "id": ("id", ids(rows)),
        "age": ("number", [*numbers[:-1], "35+"]),
        "hours": ("number", ["50 h", *hours[1:]]),
        "spent": ("number", [*hours[:40], "about 200", *hours[41:]]),
    }


@stranger()
def waves(by):
    """A panel of two waves; the person's number stands twice."""
    people = [str(5000 + n * 3) for n in range(60)]
    trust = steps(by, 5, 120)
    return {
        "pid": ("id", people * 2),
        "wave": ("wave", ["1"] * 60 + ["2"] * 60),
        "How much do you trust the courts?": ("steps", trust),
        "employed": ("steps", some(by, ["yes", "no"], 120)),
    }


@stranger()
def traits(by):
    """Items of an inventory, some of them about the respondent, all coded 1 to 6."""
    rows = 150
    items = {f"{trait}{n}": ("steps", steps(by, 6, rows)) for trait in "AC" for n in range(1, 6)}
    return {
        "": ("id", ids(rows)),
        **items,
        "education": ("steps", steps(by, 5, rows)),
        "religion": ("names", steps(by, 6, rows)),
        "gender": ("names", steps(by, 2, rows)),
    }


@stranger()
def labelled_ends(by):
    """Steps of which only the ends have words, and steps written as sentences say."""
    rows = 90
    ends = ["1 - not at all", "2", "3", "4", "5 - very much"]
    return {
        "id": ("id", ids(rows)),
        "How much do you like fog?": ("steps", some(by, ends, rows)),
        "On a scale from 1 to 5, how bright is it?": ("steps", steps(by, 5, rows)),
        "How likely are you to recommend us?": ("steps", some(by, map(str, range(11)), rows)),
        "Plan": ("names", some(by, ["Plan 1", "Plan 2", "Plan 3"], rows)),
    }


@stranger()
def counts(by):
    """Small numbers that count something, and are neither steps nor names."""
    rows = 120
    return {
        "id": ("id", ids(rows)),
        "How many children live here?": ("number", some(by, "01234", rows)),
        "Number of rooms": ("number", some(by, "123456", rows)),
        "Zimmer": ("number", some(by, "12345", rows)),
        "Household size": ("number", some(by, "1234567", rows)),
    }


@stranger()
def dates_and_doubles(by):
    """Alchemer's status of a response, and a remark that repeats."""
    rows = 96
    return {
        "Response ID": ("id", ids(rows)),
        "Status": ("aside", some(by, ["Complete"], rows, ["Partial", "Disqualified"])),
        "User Agent": ("aside", some(by, ["Mozilla/5.0 (X11)", "Mozilla/5.0 (Mac)"], rows)),
        "Postal": ("personal", some(by, ["53111", "24103", "10115"], rows)),
        "Rating": ("steps !0", steps(by, 5, rows, ["0"], 30)),
        "Joined on": ("date", [f"2025-{n % 12 + 1:02}-15" for n in range(rows)]),
    }
