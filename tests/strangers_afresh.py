"""Exports whose true readings stood in git before any code read them; some have no traps at all."""

from strangers import decimals, ids, some, steps, stranger, whole
from strangers_more import at, mails, moments, people

#: Files in which nothing is meant to mislead: what is doubtful in them is a needless question.
PLAIN = (
    *("lime_plain", "microsoft_plain", "google_plain", "monkey_plain", "kobo_plain"),
    *("qualtrics_plain", "redcap_plain", "french_plain", "spanish_plain", "russian_plain"),
)
AGREE = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]


@stranger(";")
def lime_plain(by):
    """LimeSurvey with codes before its wordings, and answers in words."""
    rows = 84
    return {
        "id. Response ID": ("id", ids(rows, 1)),
        "submitdate. Date submitted": ("aside", moments(rows)),
        "lastpage. Last page": ("aside", some(by, ["4"], rows)),
        "startlanguage. Start language": ("aside", some(by, ["en"], rows)),
        "Q1. Do you cycle to work?": ("steps", some(by, ["Yes", "No"], rows)),
        "Q2. The lanes are safe": ("steps", some(by, AGREE, rows)),
        "Q3. Which district do you live in?": ("names", some(by, ["Mitte", "Nord", "Hafen"], rows)),
        "Q4. How many bicycles do you own?": ("number", some(by, "01234", rows)),
    }


@stranger(None)
def microsoft_plain(by):
    """Microsoft Forms: its five columns, a choice, several choices and a rating."""
    rows = 72
    means = ["Bus", "Tram", "Train", "Ferry"]
    return {
        "ID": ("id", ids(rows, 1)),
        "Start time": ("aside", moments(rows)),
        "Completion time": ("aside", moments(rows)),
        "Email": ("personal", some(by, ["anonymous"], rows)),
        "Name": ("personal", [""] * rows),
        "Which ticket do you have?": ("names", some(by, ["Month", "Year", "Single"], rows)),
        "What do you travel with?": (
            "several",
            ["".join(f"{m};" for m in by.sample(means, by.randint(1, 3))) for _ in range(rows)],
        ),
        "How likely are you to recommend us?": ("steps", some(by, map(str, range(11)), rows)),
    }


@stranger()
def google_plain(by):
    """Google Forms in English: a stamp, choices, ticks by comma, a scale and a remark."""
    rows = 78
    food = ["Soup", "Salad", "Bread", "Cheese"]
    return {
        "Timestamp": ("aside", [f"3/{n % 28 + 1}/2026 9:15:00" for n in range(rows)]),
        "What did you eat?": (
            "several",
            [", ".join(by.sample(food, by.randint(1, 3))) for _ in range(rows)],
        ),
        "How satisfied were you with the service?": ("steps", steps(by, 5, rows)),
        "Which table?": ("names", some(by, ["Window", "Garden", "Bar"], rows)),
        "What is your age?": ("number", whole(by, 18, 77, rows)),
        "Any other comments?": (
            "text",
            [f"Remark {chr(97 + n % 26)}{n * 37} on the soup" for n in range(rows)],
        ),
    }


@stranger()
def monkey_plain(by):
    """SurveyMonkey, one row of headings, with its own columns left blank or full."""
    rows = 90
    return {
        "Respondent ID": ("id", [str(114_000_000_000 + n * 7) for n in range(rows)]),
        "Collector ID": ("aside", ["430011"] * rows),
        "Date Created": ("aside", moments(rows, "03/{:02}/2026 10:00:00 AM")),
        "Date Modified": ("aside", moments(rows, "03/{:02}/2026 10:09:00 AM")),
        "IP Address": ("personal", [f"10.1.{n}.9" for n in range(rows)]),
        "Do you rent or own?": ("names", some(by, ["Rent", "Own"], rows)),
        "How satisfied are you with your landlord?": (
            "steps",
            some(by, ["Very dissatisfied", "Dissatisfied", "Satisfied", "Very satisfied"], rows),
        ),
        "What is your monthly rent?": ("number", whole(by, 400, 2400, rows)),
    }


@stranger()
def kobo_plain(by):
    """Kobo with labels of options, a number, and what it adds itself."""
    rows = 66
    return {
        "start": ("aside", moments(rows, "2026-03-{:02}T09:00:00.000+03:00")),
        "end": ("aside", moments(rows, "2026-03-{:02}T09:20:00.000+03:00")),
        "Main crop": ("names", some(by, ["Maize", "Beans", "Cassava"], rows)),
        "Size of plot in hectares": ("number", decimals(by, 0.2, 9, 1, rows)),
        "Uses fertiliser": ("steps", some(by, ["Yes", "No"], rows)),
        "_id": ("aside", ids(rows, 220_001)),
        "_uuid": ("id", [f"{n * 48611:08x}-77aa" for n in range(rows)]),
        "_submission_time": ("aside", moments(rows, "2026-03-{:02}T09:25:00")),
    }


@stranger()
def qualtrics_plain(by):
    """Qualtrics with choices as text."""
    rows = 88
    return {
        "StartDate": ("aside", moments(rows)),
        "RecordedDate": ("aside", moments(rows)),
        "ResponseId": ("id", [f"R_{n * 90001:x}" for n in range(rows)]),
        "IPAddress": ("personal", [f"10.9.{n}.1" for n in range(rows)]),
        "Finished": ("aside", ["True"] * rows),
        "Q1": ("steps", some(by, AGREE, rows)),
        "Q2": ("names", some(by, ["Paper", "Radio", "Screen"], rows)),
        "Q3": ("number", whole(by, 18, 85, rows)),
    }


@stranger()
def redcap_plain(by):
    """REDCap with labels, no repeats, and whether a form is complete."""
    rows = 64
    return {
        "Record ID": ("id", ids(rows, 1)),
        "Sex": ("names", some(by, ["Female", "Male"], rows)),
        "Date of visit": ("date", [f"2026-0{n % 9 + 1}-11" for n in range(rows)]),
        "Weight in kg": ("number", decimals(by, 45, 110, 1, rows)),
        "General health": ("steps", some(by, ["Poor", "Fair", "Good", "Excellent"], rows)),
        "Complete?": ("aside", some(by, ["Complete"], rows)),
    }


@stranger(";")
def french_plain(by):
    """A small panel in French without anything odd."""
    rows = 70
    return {
        "Identifiant": ("id", ids(rows)),
        "Quel est votre âge ?": ("number", whole(by, 18, 84, rows)),
        "Lisez-vous un journal ?": ("steps", some(by, ["Oui", "Non"], rows)),
        "Quel journal lisez-vous ?": ("names", some(by, ["Le Phare", "La Voix", "Midi"], rows)),
        "Combien d'enfants avez-vous ?": ("number", some(by, "01234", rows)),
    }


@stranger()
def spanish_plain(by):
    """Google Forms in Spanish without anything odd."""
    rows = 81
    return {
        "Marca temporal": ("aside", moments(rows, "{}/03/2026 10:00:00")),
        "¿En qué barrio vive?": ("names", some(by, ["Centro", "Norte", "Puerto"], rows)),
        "¿Tiene coche?": ("steps", some(by, ["Sí", "No"], rows)),
        "¿Qué edad tiene?": ("number", whole(by, 18, 80, rows)),
    }


@stranger()
def russian_plain(by):
    """A survey in Russian without anything odd."""
    rows = 75
    return {
        "Номер анкеты": ("id", ids(rows)),
        "Пол": ("names", some(by, ["Мужской", "Женский"], rows)),
        "Возраст": ("number", whole(by, 18, 82, rows)),
        "Есть ли у вас собака?": ("steps", some(by, ["Да", "Нет"], rows)),
    }


@stranger()
def google_arabic(by):
    """Google Forms in Arabic: its stamp has half-days in letters."""
    rows = 62
    stamps = [f"2026/03/{n % 28 + 1:02} {n % 11 + 1}:05:{n % 60:02} ص" for n in range(rows)]
    return {
        "طابع زمني": ("aside", stamps),
        "هل تثق في المحكمة؟": (
            "names !لا أعرف",
            some(by, ["نعم", "لا", "أحيانا"], rows, ["لا أعرف"]),
        ),
        "كم عدد أطفالك؟": ("number", some(by, "01234", rows)),
        "الاسم الكامل": ("personal", people(by, rows)),
    }


@stranger()
def google_japanese(by):
    """Google Forms in Japanese: the stamp differs in each row, and no column is an id."""
    rows = 64
    stamps = [
        f"2026/03/{n % 28 + 1:02} {n % 12 + 1}:{n % 60:02}:11 午前 GMT+9" for n in range(rows)
    ]
    return {
        "タイムスタンプ": ("aside", stamps),
        "性別": ("names", some(by, ["男性", "女性"], rows)),
        "どのくらい満足していますか": ("steps !9", steps(by, 5, rows, ["9"], 25)),
        "メールアドレス": ("personal", mails(rows)),
    }


@stranger()
def stata_codes(by):
    """Stata's codes as numbers: a regional code, steps without labels, refusals by -98."""
    rows = 140
    return {
        "hhid": ("id", ids(rows, 50_001)),
        "district": ("names", steps(by, 9, rows)),
        "q12_trust": ("names !-98", steps(by, 4, rows, ["-98"], 30)),
        "q13_income": (
            "number !-99",
            some(by, map(str, range(100, 5100, 25)), rows, ["-99"], 20),
        ),
        "pweight": ("weight", decimals(by, 0.4, 3.1, 4, rows)),
        "psu": ("cluster", [str(n // 7 + 1) for n in range(rows)]),
    }


@stranger()
def spss_german(by):
    """SPSS values as text in German: a blank phrase, a filter and a refusal."""
    rows = 100
    trust = ["gar nicht", "wenig", "stark", "sehr stark"]
    return {
        "Fragebogennummer": ("id", ids(rows)),
        "Wie stark vertrauen Sie der Polizei?": (
            "steps !weiß nicht !keine Angabe",
            some(by, trust, rows, ["weiß nicht", "keine Angabe"]),
        ),
        "Haben Sie Kinder?": ("steps !entfällt", some(by, ["ja", "nein"], rows, ["entfällt"], 9)),
        "Gewicht": ("weight", decimals(by, 0.5, 2, 3, rows)),
        "Bundesland": ("names", some(by, ["Bayern", "Hessen", "Berlin"], rows)),
    }


@stranger(";")
def units_of_measure(by):
    """Numbers that have their unit beside them in every cell, or in a few."""
    rows = 90
    return {
        "No": ("id", ids(rows)),
        "Hours a week": ("number", [f"{by.randint(5, 60)} h" for _ in range(rows)]),
        "Share of income": ("number", [f"{by.randint(1, 80)} %" for _ in range(rows)]),
        "Distance": ("number", [f"{by.randint(1, 90)},{by.randint(1, 9)} km" for _ in range(rows)]),
        "Rent": ("number", [f"€{by.randint(300, 999)}" for _ in range(rows)]),
        "Height": ("number", at(whole(by, 150, 199, rows), {3: "181 cm", 8: "177 cm"})),
    }


@stranger()
def doubles_by_accident(by):
    """Two respondents sent their form twice, and a third one thrice."""
    rows = 104
    sent = ids(100)
    return {
        "participant_id": ("id", [*sent, sent[8], sent[51], sent[77], sent[77]]),
        "Uses the library": ("steps", some(by, ["yes", "no"], rows)),
        "Branch": ("names", some(by, ["East", "West", "Hill"], rows)),
    }


@stranger()
def displayr(by):
    """Displayr's data: a weight of its own wording, a net, codes of places and 99."""
    rows = 130
    return {
        "Case number": ("id", ids(rows, 1)),
        "Rim weighting factor": ("weight", decimals(by, 0.4, 2.2, 4, rows)),
        "Store code": ("names", some(by, ["101", "102", "105", "109"], rows)),
        "Overall satisfaction (1-7)": ("steps !99", steps(by, 7, rows, ["99"], 40)),
        "Preferred brand": ("names", some(by, ["Ada", "Bex", "Cyl", "None of these"], rows)),
        "Interview length": ("aside", whole(by, 200, 1900, rows)),
    }


@stranger()
def survey_solutions(by):
    """Survey Solutions: its keys, codes of none, and an interviewer by name."""
    rows = 96
    return {
        "interview__key": (
            "id",
            [f"{n:02}-{n * 7 % 90:02}-11-{n * 3 % 80:02}" for n in range(rows)],
        ),
        "interview__id": ("aside", [f"{n * 7877:032x}" for n in range(rows)]),
        "has_errors": ("aside", some(by, ["0"], rows)),
        "responsible": ("personal", some(by, ["Mary_Achieng", "John_Otieno"], rows)),
        "age_head": ("number !-999999999", at(whole(by, 20, 80, rows), {7: "-999999999"})),
        "roof": ("names !##N/A##", some(by, ["Iron", "Grass"], rows, ["##N/A##"])),
    }
