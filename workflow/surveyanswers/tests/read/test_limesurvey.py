"""LimeSurvey names its own columns in the export's language; they are known, or declared."""

import csv

import pytest
from invented.cells import cells_read

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.tables.answers import LANGUAGE, LAST_PAGE, METADATA, SUBMISSION, SUBMITTED
from surveyanswers.tables.problems import SurveyError

ROLES = [SUBMISSION, SUBMITTED, LAST_PAGE, LANGUAGE]
#: As scripts have them that read such exports and were published by others.
HEADINGS = {
    "en": "Response ID|Date submitted|Last page|Start language|Seed|Date started|Date last action",
    "fr": "ID de la réponse|Date de soumission|Dernière page|Langue de départ|Tête de série|"
    "Date de lancement|Date de la dernière action",
    "es": "ID de respuesta|Fecha de envío|Última página|Lenguaje inicial|Semilla|"
    "Fecha de la última acción",
    "de": "Antwort ID|Datum Abgeschickt|Letzte Seite|Start-Sprache|Zufallsstartwert|"
    "Datum gestartet|Datum letzte Aktivität",
    "pt": "ID da resposta|Data de envio|Última página|Idioma inicial|Data de início|"
    "Data da última ação",
    "it": "ID risposta|Data invio|Ultima pagina|Lingua iniziale|Seme|Data di inizio|"
    "Data dell'ultima azione",
    "tr": "Yanıt kodu|Gönderildiği tarih|Son bakılan sayfa|Başlangıç dili|Tohum|"
    "Başlangıç tarihi|Son işlem tarihi",
}
#: A language that the reader does not know, here an invented one.
UNKNOWN = ["Numero", "Sendita", "Paĝo", "Lingvo"]


def read(folder, headings, wording="Is there a law?", **changes):
    question = Question("q1", "text", *[None] * 6, {"en": wording}, 0)
    form = Questionnaire({"q1": question}, {}, {}, "")
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as file:
        row = ["7", "2026-01-02 03:04:05", "3", "en", *["x"] * (len(headings) - 4), "Yes"]
        csv.writer(file).writerows([[*headings, wording], row])
    export = Export("a.csv", "limesurvey", "web", "en", "q1", ["q1"], **changes)
    return cells_read([export], folder, form)


@pytest.mark.parametrize("language", HEADINGS)
def test_headings_in_full_are_known_in_the_language_of_the_export(tmp_path, language):
    headings = HEADINGS[language].split("|")
    cells, intake = read(tmp_path, headings)
    roles = dict(cells.select("header", "role").iter_rows())
    assert [roles[heading] for heading in headings[:4]] == ROLES
    assert {roles[heading] for heading in headings[4:]} == {METADATA}
    assert intake["headings"].item() == "full texts"


@pytest.mark.parametrize(
    "heading",
    ["IP-Adresse", "Endereço IP", "Código de acceso", "Code d'accès", "ipaddr. IP-Adresse"],
)
def test_addresses_and_tokens_are_dropped_in_any_of_them(tmp_path, heading):
    cells, intake = read(tmp_path, [*HEADINGS["en"].split("|")[:4], heading])
    assert heading not in cells["header"].to_list()
    assert intake["personal_cells"].item() == 1


@pytest.mark.parametrize("between", ["", ". ", "._.", ": "])
@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ipaddr", "IP address"),
        ("token", "Token"),
        ("token", "Access code"),
        ("refurl", "Referrer URL"),
        ("email", "Email address"),
    ],
)
def test_what_leads_to_a_person_is_dropped_by_code_by_text_and_by_both(
    tmp_path, code, text, between
):
    ways = [f"{code}{between}{text}"] if between else [code, text]
    for heading in ways:
        cells, intake = read(tmp_path, [*HEADINGS["en"].split("|")[:4], heading])
        assert heading not in cells["header"].to_list()
        assert "x" not in cells["text"].to_list()
        assert intake["personal_cells"].item() == 1


def test_another_language_is_refused_until_the_layout_names_its_columns(tmp_path):
    said = r"no column names the submission: expected 'id' or 'Response ID', or, in another"
    with pytest.raises(SurveyError, match=said):
        read(tmp_path, UNKNOWN)
    roles = dict(zip(UNKNOWN[1:], ROLES[1:], strict=True))
    cells, _ = read(tmp_path, UNKNOWN, submission=UNKNOWN[0], roles=roles)
    found = dict(cells.select("header", "role").iter_rows())
    assert [found[heading] for heading in UNKNOWN] == ROLES
    with pytest.raises(SurveyError, match="column 'Dato' is missing"):
        read(tmp_path, UNKNOWN, submission=UNKNOWN[0], roles={**roles, "Dato": SUBMITTED})


@pytest.mark.parametrize("wording", ["Email address", "Last page", "Start language"])
def test_a_question_worded_as_a_column_of_the_programs_own_is_not_guessed_at(tmp_path, wording):
    with pytest.raises(SurveyError, match=rf"'{wording}' is the heading of q1 and of a column"):
        read(tmp_path, [*HEADINGS["en"].split("|")[:2], "lastpage", "startlanguage"], wording)
