"""XLSForm: what form tools fill in is no question, and the rest stays as it is."""

import xlsxwriter
from invented import EXPORTS, types_of

from surveyanswers.instrument.questionnaire_sheets import load_questionnaire
from surveyanswers.instrument.routing import unfit_conditions
from surveyanswers.instrument.xlsform import to_xform
from surveyanswers.scaffold.instruments import read_instrument


def test_a_workbook_is_read_like_its_sheets(tmp_path):
    path = tmp_path / "keepers.xlsx"
    sheets = {
        "survey": [
            ["type", "name", "label", "label::French (fr)", "relevant"],
            ["start", "start"],
            ["begin group", "tower", "Tower"],
            ["select one lamps", "lamp", "Which lamp?", "Quelle lampe ?"],
            ["rank lamps", "order", "Put them in order"],
            ["range", "height", "How high?", "", "${lamp} = 'led'"],
            ["geopoint", "place", "Where?"],
            ["calculate", "twice"],
            ["note", "thanks", "Thank you"],
            ["end group"],
            ["text", "story", "Tell", "", "${twice} > 3"],
        ],
        "choices": [
            ["list_name", "name", "label"],
            ["lamps", "led", "LED"],
            ["lamps", "oil", "Oil"],
        ],
        "settings": [["form_title"], ["Keepers"]],
        "cascades": [],
    }
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    form = read_instrument(path)
    assert form.title == "Keepers"
    assert types_of(form) == {
        "lamp": "select_one",
        "order": "select_multiple",
        "height": "decimal",
        "story": "text",
    }
    assert form.ranked == {"order"}
    assert form.personal == {"place", "tower/place"}
    for heading in ("lamp", "tower/lamp", "tower-lamp", "Quelle lampe ?"):
        assert form.find(heading).question == "lamp"
    assert form.find("tower/order/led").option == "led"
    form.write(tmp_path / "form", "keepers")
    asked = load_questionnaire(tmp_path / "form").questions
    assert asked["height"].relevant == "${lamp} = 'led'"
    assert asked["story"].relevant is None
    assert form.rows[-1]["left_out"] == "relevant: {twice} > 3"
    assert [*form.looks][-1] == (
        "conditions of story are not used, and kept in column left_out of survey.csv: they "
        "name twice, which is not a question"
    )


def test_options_that_say_why_there_is_no_answer_are_called_as_statuses(tmp_path):
    (tmp_path / "survey.csv").write_text(
        "type,name,label,relevant,constraint\n"
        "select_one yn,lamp,Is it lit?,,\n"
        "select_multiple kinds,kind,Which kinds?,\"${lamp} != 'dnk'\","
        "\"not(selected(., 'pnta') and count-selected(.) > 1)\"\n"
    )
    (tmp_path / "choices.csv").write_text(
        "list_name,name,label\nyn,yes,Yes\nyn,no,No\nyn,dnk,Don't know\nyn,refused,Refused\n"
        "yn,pnta,Prefer not to answer\nkinds,led,LED\nkinds,pnta,Prefer not to answer\n"
    )
    form = read_instrument(tmp_path)
    assert [*form.labels_of("lamp")] == ["yes", "no", "dont_know", "refused", "pnta"]
    assert form.renamed == {"lamp": {"dnk": "dont_know"}, "kind": {"pnta": "refused"}}
    assert form.find("kind/pnta").option == "refused"
    (kind,) = (row for row in form.rows if row["name"] == "kind")
    assert kind["relevant"] == "${lamp} != 'dont_know'"
    assert kind["constraint"] == "not(selected(., 'refused') and count-selected(.) > 1)"


def test_a_form_keeps_its_questions_its_languages_and_its_routing(tmp_path):
    form = read_instrument(EXPORTS / "kobo/form.xlsx")
    form.write(tmp_path / "form", "trial")
    asked = load_questionnaire(tmp_path / "form").questions
    assert [*asked] == ["often", "what", "what_other", "books", "since", "else"]
    assert asked["books"].labels == {"en": "How many in a year?", "fr": "Combien par an ?"}
    assert asked["what"].relevant == "${often} != 'never'"
    assert "start" in form.metadata
    assert not unfit_conditions(asked)
    assert "<bind" in to_xform(tmp_path / "form")
