"""More exports with the traps of strangers' files: rows that are nobody's, odd cells, names."""

from strangers import decimals, ids, some, steps, stranger, whole

NAMES = ["Ana Lopez", "Bo Chen", "Carl Ek", "Dora Fall", "Emil Gross", "Fay Hill", "Gus Iru"]


def people(by, rows):
    """Names of people, hardly one of them twice."""
    firsts, lasts = (
        ["Ana", "Bo", "Carl", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "Jun"],
        ["Lopez", "Chen", "Ek"],
    )
    return [f"{by.choice(firsts)} {by.choice(lasts)}{chr(97 + n % 26)}" for n in range(rows)]


def at(cells, texts_by_row):
    """Put texts into some rows."""
    return [texts_by_row.get(row, cell) for row, cell in enumerate(cells)]


def moments(rows, pattern="2026-03-{:02} 10:00:00"):
    return [pattern.format(n % 28 + 1) for n in range(rows)]


def mails(rows):
    return [f"p{n}@example.org" for n in range(rows)]


def phones(rows):
    return [f"07{911_000_000 + n * 7919}" for n in range(rows)]


@stranger()
def alchemer_states(by):
    """Alchemer: test, partial and disqualified rows, and what it notes of a browser."""
    rows = 90
    return {
        "Response ID": ("id", ids(rows)),
        "Date Submitted": ("aside", moments(rows)),
        "Status": (
            "aside !Disqualified",
            some(by, ["Complete"], rows, ["Partial", "Disqualified"]),
        ),
        "Is Test Data": ("aside !1", some(by, ["0"], rows, ["1"], 40)),
        "IP Address": ("personal", [f"10.0.{n}.7" for n in range(rows)]),
        "Postal": ("personal", some(by, ["53111", "24103", "10115"], rows)),
        "City": ("personal", some(by, ["Bonn", "Kiel", "Berlin"], rows)),
        "Which lamp is best?": ("names", some(by, ["Oil", "Gas", "LED"], rows)),
    }


@stranger()
def surveycto(by):
    """SurveyCTO: a review status, an enumerator, and its own version of the form."""
    rows = 80
    return {
        "SubmissionDate": ("aside", moments(rows, "Mar {}, 2026 10:00:00 AM")),
        "review_status": ("aside !REJECTED", some(by, ["APPROVED", "NONE"], rows, ["REJECTED"])),
        "formdef_version": ("aside", some(by, ["2603011200", "2603021200"], rows)),
        "enumerator": ("names", some(by, ["101", "102", "103", "104"], rows)),
        "region": ("names", steps(by, 4, rows)),
        "members": ("number", some(by, "123456", rows)),
        "hh_head_name": ("personal", people(by, rows)),
        "KEY": ("id", [f"uuid:{n:04}" for n in range(rows)]),
    }


@stranger()
def odk_central(by):
    """ODK Central: rejected submissions among others."""
    rows = 70
    return {
        "SubmissionDate": ("aside", moments(rows, "2026-03-{:02}T10:00:00.000Z")),
        "lit": ("steps", some(by, ["yes", "no"], rows)),
        "resp-name": ("personal", people(by, rows)),
        "KEY": ("id", [f"uuid:{n}" for n in range(rows)]),
        "ReviewState": ("aside !rejected", some(by, ["approved", ""], rows, ["rejected"], 30)),
    }


@stranger()
def totals(by):
    """A sum and a mean below the answers."""
    rows = 62
    ages = whole(by, 18, 80, rows - 2)
    visits = some(by, "0123", rows - 2)
    return {
        "Respondent": ("id !TOTAL !Average", [*ids(rows - 2, 1), "TOTAL", "Average"]),
        "Age": ("number", [*ages, str(sum(map(int, ages))), "49.2"]),
        "How many visits": ("number", [*visits, "88", "1.5"]),
        "Horn": ("steps", [*some(by, ["yes", "no"], rows - 2), "", ""]),
    }


@stranger(None)
def typed_totals(by):
    """A workbook that somebody typed: a sum below, words and letters for the same option."""
    rows = 61
    sums = [*whole(by, 800, 9000, rows - 1), "250000"]
    return {
        "No": ("id !Gesamt", [*ids(rows - 1, 1), "Gesamt"]),
        "Sex": ("names", [*some(by, ["Male", "Female"], rows - 1, ["M", "F"], 9), ""]),
        "Answer": ("names", [*some(by, ["Yes", "No"], rows - 1, ["Y"], 11), ""]),
        "Income": ("number", sums),
    }


@stranger()
def unipark(by):
    """EFS: testers, and codes of how an interview ended."""
    rows = 96
    return {
        "lfdn": ("id", ids(rows, 1)),
        "tester": ("aside !1", some(by, ["0"], rows, ["1"], 30)),
        "dispcode": ("aside !22", some(by, ["31", "32"], rows, ["22"], 10)),
        "v_1": ("names !-77", some(by, "123", rows, ["-77"])),
        "v_2": ("names !-99 !0", some(by, "12345", rows, ["-99", "0"], 25)),
        "duration": ("aside", whole(by, 100, 900, rows)),
    }


@stranger()
def sent_twice(by):
    """Three respondents pressed the button twice."""
    rows = 103
    twice = ids(100)
    return {
        "Respondent ID": ("id", [*twice, *twice[3:6]]),
        "Lamp": ("names", some(by, ["Oil", "Gas", "LED"], rows)),
        "Age": ("number", whole(by, 18, 80, rows)),
    }


@stranger()
def two_rounds(by):
    """Waves by words, and the household's number beside the person's."""
    people_ids = [str(7001 + n) for n in range(50)]
    return {
        "respondent_id": ("id", people_ids * 2),
        "round": ("wave", ["baseline"] * 50 + ["endline"] * 50),
        "household": ("aside", [str(n // 3 + 1) for n in range(50)] * 2),
        "Owns a phone": ("steps", some(by, ["yes", "no"], 100)),
    }


@stranger(";")
def euro(by):
    """Units beside numbers, and two languages of one form in one column."""
    rows = 90
    share = [f"{by.randint(1, 99)} %" for _ in range(rows)]
    money = [f"{by.randint(1, 9)}.{by.randint(100, 999)} €" for _ in range(rows)]
    return {
        "Num": ("id", ids(rows)),
        "Part": ("number", share),
        "Loyer": ("number", money),
        "Taille": ("number", at(whole(by, 150, 199, rows), {5: "172 cm"})),
        "Satisfait": ("names", some(by, ["Oui", "Non"], rows, ["Yes", "No"], 9)),
        "Poids final": ("weight", decimals(by, 0.3, 2.5, 3, rows, ",")),
    }


@stranger()
def odd_cells(by):
    """One odd cell in columns of small counts, of steps, of dates and of codes."""
    rows = 100
    days = [f"2025-{n % 12 + 1:02}-15" for n in range(rows)]
    return {
        "id": ("id", ids(rows)),
        "How many children do you have?": ("number", at(some(by, "01234", rows), {9: "4+"})),
        "Number of rooms": ("number", at(some(by, "123456", rows), {44: "3 or 4"})),
        "How satisfied are you?": ("steps", at(steps(by, 5, rows), {12: "3-4"})),
        "Ward": ("names", at(steps(by, 8, rows), {70: "5?"})),
        "Moved in on": ("date", at(days, {50: "spring 2024"})),
    }


@stranger()
def ticks_with_write_ins(by):
    """A list of ticks in which one write-in is an option in small letters."""
    rows = 110
    options = ["Python", "R", "MATLAB", "Excel", "Stata"]
    lists = [";".join(by.sample(options, by.randint(1, 4))) for _ in range(rows)]
    comma = [", ".join(by.sample(options, by.randint(1, 3))) for _ in range(rows)]
    return {
        "id": ("id", ids(rows)),
        "Which languages?": ("several", at(lists, {7: "Python;excel", 31: "r"})),
        "Which tools?": ("several", at(comma, {60: "python, Stata"})),
    }


@stranger()
def bilingual(by):
    """Options in two languages, in cases, and with a slip of the pen."""
    rows = 120
    return {
        "id": ("id", ids(rows)),
        "Is it lit?": ("names", some(by, ["Yes", "No", "Oui", "Non"], rows)),
        "Gender": ("names", some(by, ["Male", "Female", "M", "F"], rows)),
        "Region": ("names", some(by, ["North", "South", "West"], rows, ["north", "Nort"], 30)),
        "Sort": ("names", some(by, ["Oil", "Gas", "Other"], rows, ["other", "OTHER"], 30)),
    }


@stranger()
def excel_dates(by):
    """Sizes that a spreadsheet took for days."""
    rows = 80
    sizes = ["5-Jan", "25-Jun", "26-100", "101-500", "over 500"]
    return {
        "id": ("id", ids(rows)),
        "How many work there?": ("steps", some(by, sizes, rows)),
        "Sector": ("names", some(by, ["Public", "Private"], rows)),
    }


@stranger()
def harmless_headings(by):
    """Headings that say nothing of the names, addresses and numbers below them."""
    rows = 64
    streets = ["High Street", "Mill Lane", "Church Road", "Park Avenue"]
    return {
        "id": ("id", ids(rows)),
        "Who": ("personal", people(by, rows)),
        "Where": ("personal", [f"{n + 1} {by.choice(streets)}" for n in range(rows)]),
        "Q17": ("personal", phones(rows)),
        "Best way": ("personal", mails(rows)),
        "Kind": ("names", some(by, ["a", "b", "c"], rows)),
    }


@stranger()
def personal_headings(by):
    """Headings over names in scripts and tools of many kinds."""
    rows = 60
    headings = ["Enum_Name", "Nom du répondant", "Name des Befragten", "お名前", "اسم", "Cognome"]
    headings += ["Naam", "Facebook", "Who filled in this form?", "Imię i nazwisko", "Adı Soyadı"]
    names = {heading: ("personal", people(by, rows)) for heading in headings}
    numbers = {h: ("personal", phones(rows)) for h in ("هاتف", "Aadhaar", "CPF", "Nr telefonu")}
    plain = {"Name of the party": ("names", some(by, ["Reds", "Blues"], rows))}
    return {"id": ("id", ids(rows)), **names, **numbers, **plain}


@stranger()
def repeating_remarks(by):
    """A comment box whose answers repeat, one with a number to call."""
    rows = 130
    call = "Call me on +44 7700 900123 please, Jane"
    remarks = some(by, ["", "ok", "none so far", "thanks"], rows, [call], 5)
    return {
        "id": ("id", ids(rows)),
        "Comments": ("text", remarks),
        "Lamp": ("names", some(by, ["Oil", "Gas"], rows)),
    }


@stranger()
def polish_turkish_dutch(by):
    """Words for no answer in languages that the study does not have."""
    rows = 90
    words = {
        "Czy ufa Pan sądom?": (["Tak", "Nie"], ["Nie wiem", "Trudno powiedzieć"]),
        "Hükümete güveniyor musunuz?": (["Evet", "Hayır"], ["Bilmiyorum", "Fikrim yok"]),
        "Vertrouwt u de rechter?": (["Ja", "Nee"], ["Weet niet", "Geen mening"]),
        "Litar du på domstolen?": (["Ja", "Nej"], ["Vet ej", "Vill inte svara"]),
        "क्या आप खुश हैं?": (["हाँ", "नहीं"], ["पता नहीं"]),
        "신뢰하십니까?": (["예", "아니오"], ["모름", "무응답"]),
    }
    kinds = ["names", "steps", "steps", "names", "names", "names"]  # LimeSurvey's yes and no
    columns = {
        heading: (" !".join([kind, *missing]), some(by, options, rows, missing))
        for kind, (heading, (options, missing)) in zip(kinds, words.items(), strict=True)
    }
    return {"id": ("id", ids(rows)), **columns, "waga": ("weight", decimals(by, 0.3, 2, 3, rows))}


@stranger()
def wjx(by):
    """A Chinese collector: numbers of rows, times, IP addresses, skipped questions."""
    rows = 72
    return {
        "序号": ("id", ids(rows, 1)),
        "提交答卷时间": ("aside", moments(rows, "2026/3/{} 10:00:00")),
        "所用时间": ("aside", [f"{by.randint(60, 400)}秒" for _ in range(rows)]),
        "来自IP": ("personal", [f"1.2.3.{n}(上海-上海)" for n in range(rows)]),
        "1、您的性别": ("names", some(by, ["男", "女"], rows)),
        "2、您满意吗?": ("names !(跳过)", some(by, ["满意", "不满意"], rows, ["(跳过)"])),
        "3、您的姓名": ("personal", [f"王{chr(0x4E00 + n)}" for n in range(rows)]),
    }


@stranger()
def typeform(by):
    """Typeform: a token, moments, and a question of which only one text is left."""
    rows = 66
    return {
        "#": ("id", [f"t{n * 7919:08x}" for n in range(rows)]),
        "How do you *commute*?": ("names", some(by, ["Car", "Bus", "Bike"], rows)),
        "How likely are you to recommend us?": ("steps", some(by, map(str, range(11)), rows)),
        "Your email": ("personal", mails(rows)),
        "Start Date (UTC)": ("aside", moments(rows)),
        "Submit Date (UTC)": ("aside", moments(rows)),
        "Network ID": ("aside", [f"{n % 40:x}a7" for n in range(rows)]),
    }


@stranger()
def jotform(by):
    """JotForm: names in parts, a rating, and answers a line each."""
    rows = 75
    lists = ["\n".join(by.sample(["Oil", "Gas", "LED"], by.randint(1, 3))) for _ in range(rows)]
    return {
        "Submission Date": ("aside", moments(rows)),
        "First Name": ("personal", [by.choice(NAMES).split()[0] for _ in range(rows)]),
        "Last Name": ("personal", [by.choice(NAMES).split()[1] for _ in range(rows)]),
        "Which lamps?": ("several", lists),
        "Rating": ("steps", steps(by, 5, rows)),
        "Submission ID": ("id", [str(5_500_000_000 + n * 31) for n in range(rows)]),
    }


@stranger()
def afrobarometer(by):
    """A barometer in codes: refusals by 8, 9, 98, 998, 999 and -1, under its own names."""
    rows = 160
    return {
        "RESPNO": ("id", [f"KEN{n:04}" for n in range(rows)]),
        "withinwt": ("weight", decimals(by, 0.3, 2.4, 6, rows)),
        "URBRUR": ("names", some(by, "12", rows)),
        "Q1": ("number !998 !999", some(by, map(str, range(18, 90)), rows, ["998", "999"], 50)),
        "Q4A": ("names !8 !9 !-1", some(by, "12345", rows, ["8", "9", "-1"], 40)),
        "Q79": ("names !998", some(by, "1234567", rows, ["998"], 40)),
    }


@stranger()
def labour_force(by):
    """Persons of households: the household's number repeats, and its members have theirs."""
    rows = 120
    return {
        "HHID": ("aside", [str(9001 + n // 3) for n in range(rows)]),
        "PERSON": ("aside", [str(n % 3 + 1) for n in range(rows)]),
        "FINALWT": ("weight", decimals(by, 200, 1900, 2, rows)),
        "SEX": ("names", some(by, "12", rows)),
        "HOURS": ("number !999", some(by, map(str, range(5, 60)), rows, ["999"], 30)),
        "OCC": ("names", some(by, ["1110", "2310", "5223", "7115"], rows)),
    }


@stranger()
def words_of_scales(by):
    """Scales in Spanish and German words, whose order no list has, and one in English."""
    rows = 90
    spanish = ["Muy en desacuerdo", "En desacuerdo", "De acuerdo", "Muy de acuerdo"]
    german = ["trifft nicht zu", "trifft eher zu", "trifft zu"]
    return {
        "id": ("id", ids(rows)),
        "¿Qué tan de acuerdo está?": ("steps", some(by, spanish, rows)),
        "Wie sehr trifft das zu?": ("steps", some(by, german, rows)),
        "How good is it?": ("steps", some(by, ["Poor", "Fair", "Good", "Excellent"], rows)),
        "Favourite colour": ("names", some(by, ["Red", "Blue", "Green"], rows)),
    }


@stranger()
def born_and_timed(by):
    """Years, times of day and truth values, none of which is a scale."""
    rows = 84
    return {
        "id": ("id", ids(rows)),
        "In which year were you born?": ("number", whole(by, 1940, 2006, rows)),
        "When do you wake up?": (
            "text",
            [f"0{by.randint(5, 9)}:{by.randint(10, 59)}" for _ in range(rows)],
        ),
        "Employed": ("steps", some(by, ["TRUE", "FALSE"], rows)),
        "Score": ("number", decimals(by, 0, 20, 1, rows)),
        "PLZ": ("personal", some(by, ["53111", "24103"], rows)),
    }
