"""What is known of each export format: its own columns, and how it writes several answers.

A format is one row of `FORMATS` here, and its reader in `surveyanswers.read`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from surveyanswers.instrument.languages import LANGUAGES
from surveyanswers.tables.answers import (
    INSTANCE,
    LANGUAGE,
    LAST_PAGE,
    REPEAT,
    SUBMISSION,
    SUBMITTED,
    UNIT,
)

#: A workbook's sheet has at most so many cells from A1 to the last one; they are held at once.
MOST_SHEET_CELLS = 10_000_000


@dataclass(frozen=True, kw_only=True)
class Format:
    """The conventions of a collector's exports.

    Attributes
    ----------
    roles
        Headers that are no answers but tell something of the submission -> role.
    metadata
        Other headers that are no answers and may stay, or patterns of them.
    personal
        Headers that are dropped when the file is read, always, or patterns of them.
    ticked, unticked, unseen
        What a column for one option may hold: chosen; shown and not chosen; not shown.
    separators
        What joins several answers in one cell, where the format does that.
    by_program
        Whether programs write all its numbers, with a point whatever country they run in. Into
        the cells of other formats people write: a clerk's 12.000 may be text.
    parent
        Column that names the form in sheets or files that hold the instances of a repeat.
    shape
        Which keys of layout.yaml it knows that say how its rows and sheets are laid out.
    from_form
        Whether its reader makes headings of the form, so that columns need not be declared.
    numbered
        Whether a row's number names the submission, because nothing else does.
    leave_out_rows
        Column -> texts of rows that are no answers of respondents.
    finished
        Column -> texts, in lower case, that say of a form that it was finished.
    date_order
        What dates that do not begin with the year begin with: ``day`` or ``month``.
    """

    roles: Mapping[str, str] = field(default_factory=dict)
    metadata: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    ticked: frozenset[str] = frozenset({"1"})
    unticked: frozenset[str] = frozenset({"0"})
    unseen: frozenset[str] = frozenset()
    separators: Sequence[str] = ()
    by_program: bool = False
    parent: str | None = None
    shape: frozenset[str] = frozenset()
    from_form: bool = True
    numbered: bool = False
    leave_out_rows: Mapping[str, Collection[str]] = field(default_factory=dict)
    finished: Mapping[str, Collection[str]] = field(default_factory=dict)
    date_order: str | None = None


def fits(header: str, patterns: Iterable[str]) -> bool:
    """Whether a header fits one of several patterns, in which ``*`` stands for any text."""
    return any(
        re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), header, re.DOTALL)
        for pattern in patterns
        if "*" in pattern
    )


#: LimeSurvey's signs between code and text in headings that carry both; a setting of the export.
#: These, and its columns before the questions, follow its own export code (Writer.php,
#: FormattingOptions.php).
BETWEEN = (". ", "._.", ": ")


#: LimeSurvey's own columns: code, and what it calls them in full, in English and as public scripts
#: that read its exports have them in other languages.
# Assume: what is lacking here, for which no export was at hand, is declared as submission and roles
# in layout.yaml; words are not guessed.
_OWN = {
    "id": (
        *("Response ID", "ID de la réponse", "ID de respuesta", "Antwort ID", "ID da resposta"),
        *("ID risposta", "Yanıt kodu", "ID ответа", "Antwoord ID", "Antwoord-ID"),
    ),
    "submitdate": (
        *("Date submitted", "Date de soumission", "Fecha de envío", "Datum Abgeschickt"),
        *("Data de envio", "Data invio", "Gönderildiği tarih", "Дата отправки"),
        *("Datum ingezonden", "Datum ingediend"),
    ),
    "lastpage": (
        *("Last page", "Dernière page", "Última página", "Letzte Seite", "Ultima pagina"),
        *("Son bakılan sayfa", "Последняя страница", "Laatste pagina"),
    ),
    "startlanguage": (
        *("Start language", "Langue de départ", "Lenguaje inicial", "Start-Sprache"),
        *("Idioma inicial", "Lingua iniziale", "Başlangıç dili", "Начальный язык", "Starttaal"),
    ),
    "seed": (
        *("Seed", "Tête de série", "Semilla", "Zufallsstartwert", "Zufallsgeneratorstartwert"),
        *("Seme", "Tohum"),
    ),
    "startdate": (
        *("Date started", "Date de lancement", "Datum gestartet", "Data de início"),
        *("Data di inizio", "Başlangıç tarihi", "Дата начала", "Datum gestart", "Startdatum"),
    ),
    "datestamp": (
        *("Date last action", "Date de la dernière action", "Fecha de la última acción"),
        *("Datum letzte Aktivität", "Data da última ação", "Data dell'ultima azione"),
        *("Son işlem tarihi", "Дата последнего действия", "Datum laatste actie"),
    ),
    "interviewtime": ("Total time",),
    "token": ("Token", "Access code", "Code d'accès", "Código de acceso"),
    "ipaddr": ("IP address", "IP-Adresse", "Endereço IP", "IP-адрес", "IP-adres"),
    "refurl": ("Referrer URL", "Weiterleitungs-URL", "Gelinen adres"),
    "email": ("Email address",),
}


def _own(*codes: str) -> list[str]:
    """Headings of columns of LimeSurvey's own: code, text, or both."""
    return [
        heading
        for code in codes
        for text in _OWN[code]
        for heading in (code, text, *(f"{code}{between}{text}" for between in BETWEEN))
    ]


#: The same in languages that the study does not have: ticked, not ticked, not shown.
_TICKS = (
    *(("Ja", "Nein", "N/A"), ("Ja", "Nee", "N.v.t."), ("Sim", "Não", "N/D")),
    *(("Sì", "No", "N/D"), ("Evet", "Hayır", "Yok")),
)


def _in_full(place: int) -> set[str]:
    """What LimeSurvey writes for an option in any language, where it writes answers in full."""
    words = [*(language.limesurvey for language in LANGUAGES.values()), *_TICKS]
    return {translations[place] for translations in words}


#: What Microsoft Forms heads the column with in which it says when a form was begun.
STARTED = frozenset(
    {"Start time", "Heure de début", "Hora de inicio", "Время начала", "وقت البدء"}
    | {"开始时间", "Startzeit"}
)
#: Keys of layout.yaml that say how rows and sheets are laid out, which not every format has.
ROWS, SHEETS = frozenset({"heading_rows"}), frozenset({"leave_out_sheets", "merged_cells"})

#: What data files call what they say of a form, unless layout.yaml names other variables.
OF_RESPONDENTS = {"respondent_id": SUBMISSION, "language": LANGUAGE, "submitted_on": SUBMITTED}
#: What headings of remarks begin with in a workbook that a clerk keyed.
REMARKS = "Remarks "

FORMATS = {
    "csv": Format(shape=ROWS, from_form=False),
    "limesurvey": Format(
        shape=ROWS | SHEETS,
        roles={
            heading: role
            for code, role in (
                ("id", SUBMISSION),
                ("submitdate", SUBMITTED),
                ("lastpage", LAST_PAGE),
                ("startlanguage", LANGUAGE),
            )
            for heading in _own(code)
        },
        metadata=frozenset(_own("seed", "startdate", "datestamp", "interviewtime")),
        personal=frozenset({*_own("token", "ipaddr", "refurl", "email"), "firstname", "lastname"}),
        ticked=frozenset({"Y", *_in_full(0)}),
        unticked=frozenset({"N", *_in_full(1)}),
        unseen=frozenset(_in_full(2)),
    ),
    # How headings and cells are written follows KoboToolbox's export code (formpack).
    "kobo": Format(
        shape=ROWS | SHEETS,
        roles={"_id": SUBMISSION, "_submission_time": SUBMITTED},
        metadata=frozenset(
            {"start", "end", "today", "_uuid", "_validation_status", "_notes", "_status"}
            | {"__version__", "_tags", "_index", "_parent_index", "_parent_table_name"}
            | {"_submission__*"}
        ),
        personal=frozenset(
            {"_submitted_by", "username", "deviceid", "phonenumber", "subscriberid", "simserial"}
            | {"email", "_submission__submitted_by"}
        ),
        by_program=True,
        parent="_submission__id",
    ),
    # ODK Central's documentation of exports ("CSV"), and its code (odk-central).
    "odk": Format(
        shape=ROWS | SHEETS,
        roles={"KEY": SUBMISSION, "SubmissionDate": SUBMITTED},
        metadata=frozenset(
            {"meta-instanceID", "meta-instanceName", "instanceID", "instanceName", "SubmitterID"}
            | {"AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState", "Edits"}
            | {"FormVersion", "start", "end", "today", "audit", "meta-audit"}
        ),
        personal=frozenset(
            {"SubmitterName", "DeviceID", "username", "deviceid", "phonenumber", "email"}
        ),
        by_program=True,
        parent="PARENT_KEY",
    ),
    # Names of columns as Qualtrics documents them ("Understanding Your Dataset"), and of older
    # exports. What else it adds begins with Q_, or ends as timers and orders of display do.
    "qualtrics": Format(
        shape=ROWS | SHEETS,
        roles={
            "ResponseId": SUBMISSION,
            "ResponseID": SUBMISSION,
            "EndDate": SUBMITTED,
            "UserLanguage": LANGUAGE,
        },
        metadata=frozenset(
            {"StartDate", "RecordedDate", "Duration (in seconds)", "DistributionChannel"}
            | {"ResponseSet", "Q_*", "*_DO", "*_DO_*"}
            | {"*_First Click", "*_Last Click", "*_Page Submit", "*_Click Count"}
        ),
        personal=frozenset(
            {"IPAddress", "RecipientLastName", "RecipientFirstName", "RecipientEmail", "Name"}
            | {"EmailAddress", "ExternalReference", "ExternalDataReference"}
            | {"LocationLatitude", "LocationLongitude", "LocationAccuracy"}
        ),
        separators=(",",),
        # Codes are sums: 1 a preview, 2 a test, 8 taken for spam, 16 without a connection.
        # Assume: texts are those of an English account; others are named under leave_out_rows.
        leave_out_rows={
            "Status": (
                *("1", "2", "9", "10", "17", "18"),
                *("Survey Preview", "Survey Test", "Spam Survey Preview", "Survey Preview Spam"),
                *("Spam Survey Test", "Survey Test Spam", "Offline Survey Preview"),
            )
        },
        finished={"Progress": ("100",), "Finished": ("1", "true")},
    ),
    # REDCap names columns of its own as its export page says; a form's state ends in _complete.
    "redcap": Format(
        shape=ROWS | SHEETS,
        roles={"redcap_repeat_instrument": REPEAT, "redcap_repeat_instance": INSTANCE},
        metadata=frozenset(
            {"redcap_event_name", "redcap_data_access_group", "*_complete", "*_timestamp"}
            | {"Event Name", "Repeat Instrument", "Repeat Instance", "Data Access Group"}
            | {"Complete?*", "Survey Timestamp*"}
        ),
        personal=frozenset({"redcap_survey_identifier", "Survey Identifier"}),
        ticked=frozenset({"1", "Checked"}),
        unticked=frozenset({"0", "Unchecked"}),
        by_program=True,
    ),
    "surveymonkey": Format(
        shape=SHEETS,
        roles={
            "Respondent ID": SUBMISSION,
            "RespondentID": SUBMISSION,
            "End Date": SUBMITTED,
            "EndDate": SUBMITTED,
        },
        metadata=frozenset(
            {"Collector ID", "CollectorID", "Start Date", "StartDate", "Date Created"}
            | {"Date Modified", "Collector Title"}
        ),
        personal=frozenset(
            {"IP Address", "Email Address", "First Name", "Last Name", "Custom Data*"}
            | {"EmailAddress", "FirstName", "LastName", "CustomData*", "Custom Value*"}
        ),
        date_order="month",
    ),
    # Google Forms and Microsoft Forms head their own columns in the language of the form.
    # Assume: in English, French, Spanish, Russian, Arabic, Chinese and German as they stand here.
    "google_forms": Format(
        shape=SHEETS,
        roles=dict.fromkeys(
            (
                *("Timestamp", "Horodateur", "Marca temporal", "Отметка времени", "طابع زمني"),
                *("时间戳记", "時間戳記", "Zeitstempel", "タイムスタンプ"),
            ),
            SUBMITTED,
        ),
        metadata=frozenset({"Score", "Puntuación", "Баллы", "النتيجة", "分数", "Punkte"}),
        personal=frozenset(
            {"Username", "Email Address", "Email address", "Adresse e-mail", "Nom d'utilisateur"}
            | {"Dirección de correo electrónico", "Nombre de usuario", "Адрес электронной почты"}
            | {"عنوان البريد الإلكتروني", "电子邮件地址", "用户名", "E-Mail-Adresse", "Nutzername"}
        ),
        separators=(", ", ";"),
        numbered=True,
    ),
    "microsoft_forms": Format(
        shape=SHEETS,
        roles=dict.fromkeys(("ID", "Id", "Id.", "ИД", "المعرف"), SUBMISSION)
        | dict.fromkeys(
            (
                *("Completion time", "Heure de fin", "Hora de finalización", "Время выполнения"),
                *("وقت الإكمال", "完成时间", "Fertigstellungszeit"),
            ),
            SUBMITTED,
        ),
        metadata=frozenset(
            {*STARTED, "Last modified time", "Language", "Total points", "Quiz feedback"}
            | {"Grade posted time", "Points - *", "Feedback - *"}
            | {"Heure de la dernière modification", "Hora de la última modificación"}
            | {"Время последнего изменения", "وقت آخر تعديل", "上次修改时间"}
            | {"Zeitpunkt der letzten Änderung"}
        ),
        personal=frozenset(
            {"Email", "Name", "Adresse de messagerie", "Nom", "Correo electrónico", "Nombre"}
            | {"Адрес электронной почты", "Имя", "البريد الإلكتروني", "الاسم"}
            | {"电子邮件", "名称", "姓名", "E-Mail"}
        ),
        separators=(";",),
    ),
    # Variables of its own as SoSci Survey documents them ("Additional Variables in the Data Set").
    "soscisurvey": Format(
        shape=ROWS | SHEETS,
        from_form=False,
        roles={"CASE": SUBMISSION, "LASTDATA": SUBMITTED},
        metadata=frozenset(
            {"REF", "QUESTNNR", "LANGUAGE", "STARTED", "TIME0*", "TIME_SUM", "TIME_RSI", "MAILSENT"}
            | {"Q_VIEWER", "LASTPAGE", "MAXPAGE", "MISSING", "MISSREL"}
            | {"DEG_TIME", "DEG_MISS", "DEGRADE"}
        ),
        personal=frozenset({"SERIAL"}),  # code of who was invited
        leave_out_rows={"MODE": ("debug", "pretest", "admin", "test")},
        finished={"FINISHED": ("1", "t", "true")},
    ),
    "spss": Format(roles=OF_RESPONDENTS, by_program=True),
    "stata": Format(roles=OF_RESPONDENTS, by_program=True),
    # A workbook that a clerk keyed: one sheet a respondent, one row a question.
    "keyed": Format(
        shape=SHEETS,
        roles={"Organization": UNIT, "Language": LANGUAGE, "Received on": SUBMITTED},
        metadata=frozenset({f"{REMARKS}*"}),
        personal=frozenset({"Keyed by"}),
        separators=("\n",),
    ),
}
