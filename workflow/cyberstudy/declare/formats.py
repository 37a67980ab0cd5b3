"""What is known of each export format: its own columns, and how it writes several answers.

A format is one row of `FORMATS` here, and its reader in `cyberstudy.read`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cyberstudy.declare.languages import LANGUAGES
from cyberstudy.tables.answers import LANGUAGE, LAST_PAGE, SUBMISSION, SUBMITTED, UNIT


@dataclass(frozen=True, kw_only=True)
class Format:
    """The conventions of a collector's exports.

    Attributes
    ----------
    roles
        Headers that are no answers but tell something of the submission -> role.
    metadata
        Other headers that are no answers and may stay.
    remarks
        What headers of remarks begin with, where the form has room for them; they may stay.
    personal
        Headers that are dropped at the door, always.
    ticked, unticked, unseen
        What a column for one option may hold: chosen; shown and not chosen; not shown.
    separator
        What joins several answers in one cell, where the format does that.
    by_program
        Whether programs write all its numbers, with a point whatever country they run in. Into
        the cells of other formats people write: a clerk's 12.000 may be text.
    shape
        Which keys of layout.yaml it knows that say how its rows and sheets are laid out.
    """

    roles: Mapping[str, str] = field(default_factory=dict)
    metadata: frozenset[str] = frozenset()
    remarks: str | None = None
    personal: frozenset[str] = frozenset()
    ticked: frozenset[str] = frozenset({"1"})
    unticked: frozenset[str] = frozenset({"0"})
    unseen: frozenset[str] = frozenset()
    separator: str | None = None
    by_program: bool = False
    shape: frozenset[str] = frozenset()

    def is_metadata(self, header: str) -> bool:
        """Whether a column is no answer and may stay."""
        remark = self.remarks is not None and header.startswith(self.remarks)
        return remark or header in self.metadata


#: LimeSurvey's signs between code and text in headings that carry both; a setting of the export.
#: These, and its columns before the questions, follow its own export code (Writer.php,
#: FormattingOptions.php).
BETWEEN = (". ", "._.", ": ")


#: LimeSurvey's own columns: code, and what it calls them in full, in English and as public scripts
#: that read its exports have them in French, Spanish, German, Portuguese, Italian and Turkish.
# Assume: other languages, for which no export was at hand, are declared as submission and roles in
# layout.yaml; words are not guessed.
_OWN = {
    "id": (
        *("Response ID", "ID de la réponse", "ID de respuesta", "Antwort ID", "ID da resposta"),
        *("ID risposta", "Yanıt kodu"),
    ),
    "submitdate": (
        *("Date submitted", "Date de soumission", "Fecha de envío", "Datum Abgeschickt"),
        *("Data de envio", "Data invio", "Gönderildiği tarih"),
    ),
    "lastpage": (
        *("Last page", "Dernière page", "Última página", "Letzte Seite", "Ultima pagina"),
        "Son bakılan sayfa",
    ),
    "startlanguage": (
        *("Start language", "Langue de départ", "Lenguaje inicial", "Start-Sprache"),
        *("Idioma inicial", "Lingua iniziale", "Başlangıç dili"),
    ),
    "seed": (
        *("Seed", "Tête de série", "Semilla", "Zufallsstartwert", "Zufallsgeneratorstartwert"),
        *("Seme", "Tohum"),
    ),
    "startdate": (
        *("Date started", "Date de lancement", "Datum gestartet", "Data de início"),
        *("Data di inizio", "Başlangıç tarihi"),
    ),
    "datestamp": (
        *("Date last action", "Date de la dernière action", "Fecha de la última acción"),
        *("Datum letzte Aktivität", "Data da última ação", "Data dell'ultima azione"),
        "Son işlem tarihi",
    ),
    "interviewtime": ("Total time",),
    "token": ("Token", "Access code", "Code d'accès", "Código de acceso"),
    "ipaddr": ("IP address", "IP-Adresse", "Endereço IP"),
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


def _in_full(place: int) -> set[str]:
    """What LimeSurvey writes for an option in any language, where it writes answers in full."""
    return {language.limesurvey[place] for language in LANGUAGES.values()}


#: Keys of layout.yaml that say how rows and sheets are laid out, which not every format has.
ROWS, SHEETS = frozenset({"heading_rows"}), frozenset({"leave_out_sheets", "merged_cells"})

FORMATS = {
    "csv": Format(shape=ROWS),
    "limesurvey": Format(
        shape=ROWS,
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
        ),
        personal=frozenset(
            {"_submitted_by", "username", "deviceid", "phonenumber", "subscriberid", "simserial"}
            | {"email"}
        ),
        by_program=True,
    ),
    "spss": Format(
        roles={"respondent_id": SUBMISSION, "language": LANGUAGE, "submitted_on": SUBMITTED},
        by_program=True,
    ),
    # A workbook that a clerk keyed: one sheet a respondent, one row a question.
    "keyed": Format(
        shape=SHEETS,
        roles={"Organization": UNIT, "Language": LANGUAGE, "Received on": SUBMITTED},
        remarks="Remarks ",
        personal=frozenset({"Keyed by"}),
        separator="\n",
    ),
}
