"""Exhibits in other languages: what is said, how numbers are written, and whether it fits."""

import ast
import json
import logging
from decimal import Decimal
from itertools import pairwise

import matplotlib.pyplot as plt
import pytest
from babel.numbers import format_decimal, format_percent
from cyberstudy.commands.translate import (
    SPEAKING,
    catalogues,
    marked,
    phrases_of_the_code,
    problems_of,
    read_catalog,
    untranslated,
    updated,
    words_of_the_survey,
    written,
)
from cyberstudy.declare.survey import MADE_UP, Survey
from cyberstudy.draw import style, typeface
from cyberstudy.draw.exhibit import draw_exhibit
from cyberstudy.draw.exhibits import (
    answer_stacks,
    cumulative_times,
    group_shares,
    paired_shares,
    several_shares,
)
from cyberstudy.draw.marks import folded, height_of, legend_below
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.wording.speech import (
    LANGUAGES,
    PHRASES,
    REASONS,
    Speech,
    read_catalogue,
    speech_of,
)
from cyberstudy.wording.view import View
from cyberstudy.wording.words import translated
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.lines import Line2D
from test_exhibits_states import invented
from worlds import REPOSITORY

#: Languages that are translated whole; of others an entry may be said in English.
COMPLETE = ("fr", "es", "ru", "ar", "zh")
SURVEYS = [
    Survey(folder, root=REPOSITORY)
    for folder in sorted((REPOSITORY / "config" / "surveys").iterdir())
]
WANTED = catalogues(SURVEYS)
every_catalogue = pytest.mark.parametrize(
    ("path", "language"), WANTED, ids=lambda part: "/".join(str(part).split("/")[-3:])
)


# Catalogues


@every_catalogue
def test_a_catalogue_holds_what_the_code_and_the_plan_say_and_nothing_else(path, language):
    assert path.is_file(), "make translations"
    assert problems_of(read_catalog(path, language), WANTED[path, language]) == []


@every_catalogue
def test_making_translations_again_changes_nothing(path, language):
    again = updated(read_catalog(path, language), WANTED[path, language])
    assert written(again, language) == path.read_bytes()


@pytest.mark.parametrize("path", [p for p, language in WANTED if language in COMPLETE], ids=str)
def test_a_complete_language_lacks_no_translation(path):
    assert untranslated(read_catalog(path, path.stem)) == 0


def test_a_survey_has_catalogues_of_its_questionnaires_languages_alone():
    for survey in SURVEYS:
        own = {path.stem for path, _ in WANTED if path.parents[1] == survey.folder}
        asked = survey.questionnaire.questions.values()
        assert own == {
            language for language in LANGUAGES if all(language in q.labels for q in asked)
        }


PO = """msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
FRENCH = PO.format(language="fr", plural="nplurals=2; plural=(n > 1);")
RUSSIAN = PO.format(
    language="ru",
    plural="nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);",
)


def entry(identity, string, *, fuzzy=False):
    mark = "#, fuzzy\n" if fuzzy else ""
    return f'{mark}msgid "{identity}"\nmsgstr "{string}"\n\n'


def put(path, *parts):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(parts), encoding="utf-8")
    return path


ONES = 'msgid "{count} boat"\nmsgid_plural "{count} boats"\n'


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (entry("Lamp", "Lampe"), "missing"),
        (entry("Lamp of {place}", "Lampe") + entry("Gone", "Parti"), "not in use: 'Gone'"),
        (entry("Lamp of {place}", "Lampe de {lieu}"), "other places in braces"),
        (entry("Lamp of {place}", "Lampe de {place"), "other places in braces"),
        (ONES + 'msgstr[0] "{count} bateau"\nmsgstr[1] ""\n', "not all 2 plural forms"),
    ],
)
def test_a_planted_mistake_is_named(tmp_path, content, problem):
    wanted = read_catalog(
        put(tmp_path / "wanted.po", FRENCH, entry("Lamp of {place}", ""), ONES + 'msgstr[0] ""\n'),
        "fr",
    )
    catalog = read_catalog(put(tmp_path / "fr.po", FRENCH, content), "fr")
    assert any(problem in found for found in problems_of(catalog, wanted))


def test_updating_loses_no_translation_and_no_mark(tmp_path):
    path = put(
        tmp_path / "fr.po",
        FRENCH,
        entry("Lamp", "Lampe", fuzzy=True),
        entry("Horn", "Corne"),
        entry("Gone", "Parti"),
    )
    wanted = read_catalog(
        put(tmp_path / "w.po", FRENCH, entry("Horn", ""), entry("Lamp", ""), entry("Horns", "")),
        "fr",
    )
    text = written(updated(read_catalog(path, "fr"), wanted), "fr").decode()
    path.write_text(text, encoding="utf-8")
    again = read_catalog(path, "fr")
    assert [e.id for e in again if e.id] == ["Horn", "Lamp", "Horns"]
    assert (again["Horn"].string, again["Lamp"].string) == ("Corne", "Lampe")
    assert (again["Horn"].fuzzy, again["Lamp"].fuzzy) == (False, True)
    # What only looks like an entry that is there gets nothing of it.
    assert not again["Horns"].string
    assert '#~ msgstr "Parti"' in text


# What the code says


CODE = sorted(p for part in SPEAKING for p in (PHRASES.parents[1] / part).rglob("*.py"))


def name_of(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_marked_texts_are_found_wherever_they_stand():
    code = """
AMOUNT = phrases("{n} lamp", "{n} lamps")
view.say(
    "It is " "calm", x=say.many("one", "many", 3))
above = f"{name} {say('in a string')}"
say(WORDS["key"]), say(text), say.word("of the survey"), phrases("alone")
"""
    assert marked(code) == [
        (("{n} lamp", "{n} lamps"), []),
        (("It is calm",), []),
        (("one", "many"), []),
        (("in a string",), []),
    ]


def test_a_comment_above_a_marked_text_reaches_translators():
    code = "# Translators: of the sea\nsay('calm')\n# not for them\nsay('rough')\n"
    assert marked(code) == [(("calm",), ["of the sea"]), (("rough",), [])]


def test_phrases_of_the_code_are_those_of_every_module_and_what_reports_say_of_simulation():
    said = {texts[0] for path in CODE for texts, _ in marked(path.read_text())} | {MADE_UP}
    ids = [message.id for message in phrases_of_the_code() if message.id]
    assert {i if isinstance(i, str) else i[0] for i in ids} == said
    assert {"share of those who answered", "{count} of {base}", "SIMULATED ANSWERS"} <= said


def shown_but_not_said(tree):
    """Texts with letters that are given to a figure's words without being said."""
    words = {"set_xlabel", "set_ylabel", "set_title", "supxlabel", "text", "annotate", "Drawn"}
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        given = [*call.args] if name_of(call) in words - {"Drawn"} else []
        if name_of(call) == "Drawn":
            given += [
                k.value for k in call.keywords if k.arg in ("question", "base", "method", "alt")
            ]
        for value in given:
            literal = value.values if isinstance(value, ast.JoinedStr) else [value]
            for part in literal:
                text = part.value if isinstance(part, ast.Constant) else None
                if isinstance(text, str) and any(letter.isalpha() for letter in text):
                    yield text


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.stem)
def test_no_word_reaches_a_figure_or_a_caption_unsaid(path):
    assert list(shown_but_not_said(ast.parse(path.read_text()))) == []


def test_a_word_that_is_not_said_would_be_found():
    tree = ast.parse("axes.set_xlabel('Share'); axes.text(0, 0, f'{n} of {m}'); axes.set_title(t)")
    assert list(shown_but_not_said(tree)) == ["Share", " of "]


# Speech


@pytest.fixture
def french(tmp_path):
    own = put(
        tmp_path / "own" / "fr.po",
        FRENCH,
        entry("{count} lamps of {place}", "À {place}, {count} lampes", fuzzy=True),
        entry("Lit", "Allumée"),
        entry("Wrong {count}", "Faux {compte}"),
        entry("withheld: base under {minimum}", "non publié : moins de {minimum}"),
        entry("{before}, {after}", "{before} / {after}"),
        entry("{before} and {last}", "{before} et {last}"),
    )
    words = put(tmp_path / "words" / "fr.po", FRENCH, entry("Very high", "Très élevé"))
    return Speech("fr", own=read_catalogue(own, "fr"), words=read_catalogue(words, "fr"))


def test_places_are_filled_in_the_order_of_the_language_and_counts_as_it_writes_them(french):
    said = french("{count} lamps of {place}", count=12345, place="Brest")
    assert said == "À Brest, 12\u202f345 lampes"
    assert Speech()("{count} lamps of {place}", count=12345, place="B") == "12,345 lamps of B"


def test_what_is_not_reviewed_is_said_and_noted_and_what_is_reviewed_leaves_no_note(french):
    french("Lit")
    assert not french.unreviewed
    french("{count} lamps of {place}", count=1, place="x")
    assert french.unreviewed


def test_what_is_not_translated_is_said_in_english_and_noted_once(french):
    assert [french("Dark"), french("Dark"), french.word("Dim")] == ["Dark", "Dark", "Dim"]
    assert french.missing == ["Dark", "Dim"]


def test_a_translation_with_other_places_stops_with_what_to_mend(french):
    with pytest.raises(StudyProblem, match=r"'Wrong \{count\}' into French"):
        french("Wrong {count}", count=1)


def test_groups_and_reasons_of_tables_are_said(french):
    assert french.group("very_high") == "Très élevé"
    assert french.reason("withheld: base under 5") == "non publié : moins de 5"
    assert french.missing == []
    assert french.reason("the tide was high") == "the tide was high"
    assert french.missing == ["the tide was high"]


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_that_is_foreseen_is_recognised(reason):
    text = reason.format(minimum=5)
    speech = Speech()
    assert speech.reason(text) == text


def test_lists_are_joined_as_the_language_joins_them(french):
    assert french.every("abc") == "a / b et c"
    assert french.every("a") == "a"
    assert Speech().every("abc") == "a, b and c"
    assert Speech().clauses([]) == ""


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 лодка"), (3, "3 лодки"), (11, "11 лодок"), (21, "21 лодка")]
)
def test_the_plural_is_the_languages_own(tmp_path, count, said):
    forms = "".join(
        f'msgstr[{n}] "{{count}} {w}"\n' for n, w in enumerate(["лодка", "лодки", "лодок"])
    )
    own = read_catalogue(put(tmp_path / "ru.po", RUSSIAN, ONES + forms), "ru")
    assert Speech("ru", own=own).many("{count} boat", "{count} boats", count, count=count) == said


@pytest.mark.parametrize(
    ("language", "decimal", "percent"),
    [
        ("en", "12,345.50", "56%"),
        ("fr", "12\u202f345,50", "56\u00a0%"),
        ("es", "12.345,50", "56\u00a0%"),
        ("ru", "12\u00a0345,50", "56\u00a0%"),
        ("ar", "12,345.50", "56%"),
        ("zh", "12,345.50", "56%"),
    ],
)
def test_numbers_are_written_in_the_languages_way_with_latin_digits(language, decimal, percent):
    speech = Speech(language)
    assert speech.decimal(12345.5, 2) == decimal
    assert speech.percent(0.556).strip("\u200e") == percent


@given(st.floats(0, 1e6), st.integers(0, 3))
def test_english_numbers_are_what_the_locale_data_say(value, places):
    rounded = round(value, places)
    pattern = "#,##0." + "0" * places if places else "#,##0"
    written = f"{rounded:.{places}f}"
    assert Speech().decimal(rounded, places) == format_decimal(
        Decimal(written), pattern, locale="en"
    )


@given(st.floats(0, 1), st.sampled_from(list(LANGUAGES)))
def test_every_language_shows_the_same_percentage(share, language):
    digits = "".join(letter for letter in Speech(language).percent(share) if letter.isdigit())
    assert digits == f"{share:.0%}"[:-1]
    assert format_percent(0.5, locale="en") == Speech().percent(0.5)


# A survey's words


def test_of_a_plans_entry_words_are_translated_and_codes_are_not():
    plan = {
        "kind": "stacks",
        "title": "Lamps",
        "labels": {"title": "Oil"},
        "stacks": [{"questions": ["who"], "together": {"label": "Lit", "options": ["label"]}}],
        "minimum_base": 10,
    }
    assert translated(plan, str.upper) == {
        "kind": "stacks",
        "title": "LAMPS",
        "labels": {"title": "OIL"},
        "stacks": [{"questions": ["who"], "together": {"label": "LIT", "options": ["label"]}}],
        "minimum_base": 10,
    }


def test_a_surveys_words_hold_what_its_plan_codebook_and_groups_say(lighthouse):
    ids = {message.id for message in words_of_the_survey(lighthouse) if message.id}
    assert {"Who keeps the lights", "Keepers", "Fog", "keepers"} <= ids
    assert set(lighthouse.codebook["short_label"]) <= ids
    assert "Europe" in ids  # a region, by which the plan counts homes


COVERAGE = """question,group,label,count,base
lamps,oil,"Oil, with a wick",1200,1204
lamps,dont_know,dont know,4,1204
"""


@pytest.fixture
def keepers(lighthouse, tmp_path):
    """Draw who keeps the lights, in a language, with what French the test gives."""
    tables = tmp_path / "tables"
    put(tables / "coverage.csv", COVERAGE)
    report = put(tmp_path / "report.json", json.dumps({"simulated": True}))

    def draw(language):
        made = draw_exhibit(
            str(tables),
            lighthouse,
            name="keepers",
            language=language,
            entry=lighthouse.plan["exhibits"]["keepers"],
            index=None,
            report=str(report),
        )
        plt.close(made.drawn.figure)
        return made

    return draw


def test_an_exhibit_speaks_with_the_questionnaires_and_the_plans_translations(keepers, lighthouse):
    put(
        lighthouse.folder / "translations" / "fr.po",
        FRENCH,
        entry("Who keeps the lights", "Qui garde les phares"),
    )
    made = keepers("fr")
    assert made.words["language"] == "fr"
    assert made.words["title"] == "Qui garde les phares"
    assert made.drawn.data["label"].to_list() == ["À huile, avec mèche", "ne sait pas"]
    assert "«\u00a0Quelles lampes utilisez-vous ?\u00a0»" in made.words["caption"]
    assert "1\u202f200" in made.words["alt"]
    (heading,) = [t.get_text() for t in made.drawn.figure.texts] or [""]
    assert heading.startswith("Qui garde les phares")
    assert "RÉPONSES SIMULÉES" in heading


def test_the_caption_says_what_is_not_reviewed_and_not_translated_and_the_log_names_it(
    keepers, caplog
):
    with caplog.at_level(logging.WARNING, logger="cyberstudy"):
        caption = keepers("fr").words["caption"]
    assert "Cette traduction n’a pas été relue" in caption
    assert "Ce qui n’est pas encore traduit est en anglais." in caption
    assert "not translated into fr: Who keeps the lights" in caplog.messages


def test_in_english_nothing_is_said_of_translations(keepers, caplog):
    with caplog.at_level(logging.WARNING, logger="cyberstudy"):
        made = keepers("en")
    assert "translat" not in made.words["caption"]
    assert made.words["language"] == "en"
    assert caplog.messages == []


def test_a_survey_without_the_language_is_drawn_in_english_and_says_so(keepers, caplog):
    with caplog.at_level(logging.WARNING, logger="cyberstudy"):
        made = keepers("ru")
    assert made.words["language"] == "en"
    assert "not in Russian, so this is in English" in made.words["caption"]
    assert any("the questionnaire is not in Russian" in text for text in caplog.messages)
    assert made.words["alt"] == keepers("en").words["alt"]


# What fits


@pytest.fixture(autouse=True)
def english_again():
    yield
    plt.close("all")
    style.use_house_style()


KINDS = {
    kind.__name__.rpartition(".")[2]: kind
    for kind in (answer_stacks, cumulative_times, group_shares, paired_shares, several_shares)
}


def overlapping(figure):
    """Names of neighbouring rows that meet."""
    renderer = figure.canvas.get_renderer()
    found = []
    for axes in figure.axes:
        boxes = [
            (label.get_window_extent(renderer), label.get_text())
            for label in axes.get_yticklabels()
            if label.get_text().strip()
        ]
        boxes.sort(key=lambda pair: -pair[0].y1)
        # Lines hold room above and below their letters, which may share it.
        found += [(a[1], b[1]) for a, b in pairwise(boxes) if a[0].y0 - b[0].y1 < -6]
    return found


@pytest.mark.parametrize("language", COMPLETE)
def test_the_exhibit_with_most_words_of_every_kind_fits_into_its_figure(language, tmp_path):
    survey = next(
        s for s in SURVEYS if any(language in q.labels for q in s.questionnaire.questions.values())
    )
    groups = [
        ("states", "total"),
        *(("respondents", name) for name in ("private", "academic", "intergovernmental")),
        *(("development", name) for name in ("low", "high", "very_high", "medium", "none")),
        *(("merged_region", name) for name in ("Africa", "Americas", "Europe")),
    ]
    invented(survey, groups).write_csv(tmp_path / "estimates.csv")
    drawn = 0
    for kind, module in KINDS.items():
        entries = [e for e in survey.plan["exhibits"].values() if e["kind"] == kind]
        # The longest names are the hardest.
        for entry in sorted(entries, key=lambda e: -len(json.dumps(e)))[:1]:
            say = speech_of(survey, language)
            style.use_house_style(say.language)
            made = module.draw(View(tmp_path, survey, translated(entry, say.word), {}, say))
            style.title(made.figure, say.word(entry["title"]), simulated=True, say=say)
            assert style.settle(made.figure) == [], entry["title"]
            assert overlapping(made.figure) == [], entry["title"]
            assert say.missing == []
            plt.close(made.figure)
            drawn += 1
    assert drawn == len(KINDS)


def test_a_legend_takes_as_many_columns_as_there_is_room_for():
    style.use_house_style()
    figure, _ = style.new_figure(2)
    handles = [
        Line2D([], [], label=f"{number} a rather long name of the line in the figure")
        for number in range(4)
    ]
    legend_below(figure, handles)
    (legend,) = figure.legends
    assert legend._ncols == 2
    assert legend.get_window_extent().width <= figure.bbox.width
    assert figure.get_figheight() > 2


def test_one_name_too_long_for_a_legend_is_broken_into_lines():
    style.use_house_style()
    figure, _ = style.new_figure(2)
    legend_below(figure, [Line2D([], [], label="a name " * 40)])
    assert figure.legends[0].get_window_extent().width <= figure.bbox.width


def test_a_title_too_long_for_one_line_takes_several_and_the_figure_grows():
    style.use_house_style()
    figure, _ = style.new_figure(2)
    style.title(figure, "a long title " * 10, simulated=True)
    assert style.settle(figure) == []
    assert figure.get_figheight() > 2
    assert figure.get_suptitle().endswith("\nSIMULATED ANSWERS")


def test_text_that_does_not_fit_is_reported():
    style.use_house_style()
    figure, axes = style.new_figure(2)
    axes.set_xlabel("word " * 60)
    assert style.settle(figure) == [("word " * 60)]


def test_chinese_is_folded_by_its_width_and_no_line_begins_with_a_closing_mark():
    assert folded("欧洲委员会网络犯罪公约", 12) == "欧洲委员会网\n络犯罪公约"
    assert folded("《网络犯罪公约》", 14) == "《网络犯罪公\n约》"
    assert folded("犯罪的国家（Q008）", 12) == "犯罪的国家\n（Q008）"
    assert folded("one two three", 8) == "one two\nthree"


def test_rows_of_long_names_are_high_enough_for_two_neighbours():
    style.use_house_style()
    assert height_of(["a"] * 4, 0.11, 0.1) == pytest.approx(0.84)
    assert height_of(["a", "b\nb\nb\nb", "c\nc\nc\nc"], 0.01, 0.01) >= 3 * 4 * 0.095


# Typefaces


def test_russian_and_arabic_are_set_in_the_files_that_come_with_the_environment():
    import fontpkg
    from matplotlib.font_manager import FontProperties, findfont

    for language in ("fr", "es", "ru", "ar"):
        families = typeface.families(language)
        for family in families:
            assert str(findfont(FontProperties(family=family))) == str(fontpkg.path(family))
    assert typeface.families("en") == ["DejaVu Sans"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "Œuvre à l’été « 12\u202f345 »"), ("ru", "Съёмка"), ("ar", "النفاذ غير المشروع 97%")],
)
@pytest.mark.filterwarnings("error:Glyph")
def test_every_letter_is_there(language, text):
    style.use_house_style(language)
    figure, axes = style.new_figure(1)
    axes.set_title(text)
    figure.draw_without_rendering()


def test_arabic_letters_are_joined():
    style.use_house_style("ar")
    figure, axes = style.new_figure(1)
    together = axes.text(0, 0, "بيت").get_window_extent().width
    apart = sum(axes.text(0, 0, letter).get_window_extent().width for letter in "بيت")
    assert together < 0.9 * apart
    plt.close(figure)


def test_without_a_chinese_typeface_the_message_names_the_package(monkeypatch):
    typeface._chinese.cache_clear()
    monkeypatch.setattr(typeface.font_manager, "findSystemFonts", lambda: [])
    with pytest.raises(StudyProblem, match="fonts-noto-cjk"):
        style.use_house_style("zh")
    typeface._chinese.cache_clear()


@pytest.mark.filterwarnings("error:Glyph")
def test_chinese_is_set_in_the_systems_typeface():
    try:
        style.use_house_style("zh")
    except StudyProblem as problem:
        pytest.skip(str(problem))
    figure, axes = style.new_figure(1)
    axes.set_title("《网络犯罪公约》 97%")
    figure.draw_without_rendering()


def test_numbers_on_axes_have_the_languages_decimal_point():
    for language, expected in (("fr", "0,5"), ("en", "0.5")):
        figure, axes = style.new_figure(1)
        axes.set_xticks([0, 0.5, 1])
        style.write_numbers(figure, Speech(language))
        figure.draw_without_rendering()
        assert axes.get_xticklabels()[1].get_text() == expected


def test_a_sheet_holds_every_figure_whole(tmp_path):
    import numpy as np
    from cyberstudy.draw.sheet import join_figures
    from matplotlib import image

    sizes = [(30, 20), (40, 20), (25, 20)]
    for number, (height, width) in enumerate(sizes):
        image.imsave(tmp_path / f"{number}.png", np.full((height, width, 3), number / 4))
    join_figures([str(tmp_path / f"{n}.png") for n in range(3)], str(tmp_path / "sheet.png"))
    sheet = image.imread(tmp_path / "sheet.png")[..., :3]
    for number, (height, width) in enumerate(sizes):
        assert (np.abs(sheet - number / 4) < 0.01).all(axis=2).sum() == height * width
