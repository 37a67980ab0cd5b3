"""What explorer, countries page and search are told is what was released, in every language."""

import json
from dataclasses import replace
from types import SimpleNamespace

import polars as pl
from invented.whole import put_answers
from worlds.page import (
    ANSWERS,
    ESTIMATES,
    FLEETS,
    FRAME,
    PLAN,
    SEEN,
    STORY,
    Elements,
    data_of,
    put_pages,
    put_release,
    put_study,
    survey,
)

from cyberstudy.release.page.countries import countries_of, facts_of_one
from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.release.page.numbers import HEADS
from cyberstudy.wording.catalogues import PHRASES, read_catalogue
from cyberstudy.wording.translator import ENGLISH, Translator
from cyberstudy.wording.verdict_text import text_of

#: What a release says of a source that may be cited and not passed on.
TERMS = {
    "path": "harbour/berths.csv",
    "source": "berths, as they were counted",
    "makers": "Harbour master",
    "url": "https://example.org/berths.csv",
    "copy_by": "a sailor",
    "compared": "not compared",
    "citation": "Harbour master, Book of berths.",
    "licence": "none that is stated",
    "cite_values": "facts, with the source",
    "pass_on": None,
}


def test_the_explorer_holds_released_shares_and_why_there_is_none(pages):
    survey = data_of(pages, "explorer-harbour")
    (question,) = survey["questions"]
    rows = [dict(zip(survey["columns"], row, strict=True)) for row in question["rows"]]
    assert [(r["group"], r["option"], r["value"], r["low"], r["high"]) for r in rows] == [
        ("north", "deep", 0.4, 0.25, 0.6),
        ("north", "flat", 0.6, 0.4, 0.75),
        ("south", "deep", None, None, None),
    ]
    assert rows[2]["reason"] == "withheld: base under 5"
    assert rows[0]["dont_know"] == 2
    assert question["options"] == {"deep": "Deep water", "flat": "Flat water"}
    assert survey["groups"] == {"region": {"north": "Region: North", "south": "Region: South"}}


def test_groups_in_the_explorer_go_by_the_plan_s_labels_in_its_order(tmp_path):
    """ "No" is an answer, too."""
    put_release(tmp_path / "harbour", PLAN, simulated=False, languages=["en"])
    asked = survey(tmp_path / "harbour", "Harbours", PLAN)
    labels = {"south": "Southern ports", "north": "Ports that are not southern"}
    rows = SimpleNamespace(grouping="region", labels=labels)
    asked.plan.exhibits["ropes"].__dict__["across"] = [rows]
    told = data_of(put_pages(tmp_path, [asked], languages=["en"]), "explorer-harbour")
    assert [*told["groups"]["region"].items()] == [*labels.items()]


def test_the_explorer_speaks_the_languages_of_the_questionnaire(pages):
    english, arabic, french = (
        data_of(pages, "explorer-harbour", code) for code in ("en", "ar", "fr")
    )
    (asked,) = arabic["questions"]
    assert (asked["label"], asked["wording"]) == ("العمق", "كم العمق؟")
    # What is not translated stays English.
    assert asked["options"] == {"deep": "ماء عميق", "flat": "Flat water"}
    assert asked["topic"] == "Water"
    assert arabic["groups"]["region"]["north"].endswith("الشمال")
    numbers = [[row[:11] for row in each["questions"][0]["rows"]] for each in (english, arabic)]
    assert numbers[0] == numbers[1]
    for told in (arabic, french):
        reason = told["questions"][0]["rows"][2][english["columns"].index("reason")]
        assert "5" in reason
        assert "withheld" not in reason
    assert french["questions"][0]["wording"] == english["questions"][0]["wording"]
    said = Elements(pages / "page/ar/methods.html").said
    assert "المرافئ" in said
    assert "دولة" in said  # how many of them replied


def test_verdicts_are_said_in_the_languages_of_the_code_and_their_titles_in_those_of_the_survey(
    pages,
):
    for code, title in (("ar", "أنواع الأساطيل"), ("fr", "Kinds of fleets")):
        said = Elements(pages / f"page/{code}/methods.html").said
        speech = Translator(code, own=read_catalogue(PHRASES, code))
        texts = [text_of(told["said"], speech) for told in (FLEETS, SEEN)]
        assert " ".join([title, *" ".join(texts).split()]) in said
        assert texts[0] != FLEETS["text"]


def test_countries_are_named_in_other_languages_as_far_as_that_is_known(pages):
    told = data_of(pages, "countries", "ar")
    assert [each["region"] for each in told["countries"]] == ["أوروبا", "آسيا"]
    assert [fact["title"] for fact in told["sources"][0]["facts"]] == ["العمق", "Boats"]
    assert data_of(pages, "country-MLT", "ar")["values"] == [["ماء عميق", 7.0]]


def test_countries_are_told_of_by_public_and_real_surveys_alone(pages):
    told = data_of(pages, "countries")
    assert [each["name"] for each in told["countries"]] == ["Malta", "Türkiye"]
    (source,) = told["sources"]
    assert source["title"] == "Harbours & piers"
    assert source["cited"].startswith("Keeper (1999)")
    assert [fact["title"] for fact in source["facts"]] == ["Depth", "Boats"]
    malta, turkey = (data_of(pages, f"country-{code}")["values"] for code in ("MLT", "TUR"))
    assert malta == [["Deep water", 7.0]]
    assert turkey == [[None, 1234.0]]  # who declined says nothing


def test_of_all_countries_together_only_what_is_computed_is_told(pages):
    told = data_of(pages, "countries")
    (boats,) = (fact for fact in told["sources"][0]["facts"] if fact["title"] == "Boats")
    assert (boats["least"], boats["middle"], boats["most"]) == (7.0, 620.5, 1234.0)
    assert boats["regions"] == {"Europe": 7.0, "Asia": 1234.0}
    assert not any("values" in fact for fact in told["sources"][0]["facts"])


def test_of_a_source_that_does_not_let_values_be_cited_no_country_is_told(tmp_path):
    put_release(tmp_path / "harbour", PLAN, simulated=False, languages=["en"])
    put_answers(ANSWERS, tmp_path / "harbour/tables")
    told = {"simulated": False, "sources": [TERMS | {"cite_values": None}]}
    (tmp_path / "harbour/report.json").write_text(json.dumps(told))
    asked = survey(tmp_path / "harbour", "Harbours", PLAN, frame=FRAME)
    pages = put_pages(tmp_path, [asked], languages=["en"])
    assert not (pages / "page/countries.html").exists()
    assert not list((pages / "page/data").glob("countr*"))


def test_the_page_says_what_may_be_done_with_sources_what_is_left_out_and_how_to_make_it(tmp_path):
    put_release(tmp_path / "harbour", PLAN, simulated=False, languages=["en"])
    for path in (tmp_path / "harbour/figures/en").glob("anchors.csv"):
        path.unlink()
    left = {
        "file": "figures/en/anchors.csv",
        "what": "all of it",
        "made_as": "results/harbour/draw",
    }
    told = {
        "simulated": False,
        "sources": [TERMS],
        "not_passed_on": {"because": ["x.csv"], "command": "make study", "left_out": [left]},
    }
    (tmp_path / "harbour/report.json").write_text(json.dumps(told))
    harbour = survey(tmp_path / "harbour", "Harbours", PLAN)
    pages = put_pages(tmp_path, [harbour], languages=["en"])
    said = Elements(pages / "page/data.html").said
    told = (TERMS[key] for key in ("citation", "licence", "cite_values", "makers"))
    for part in (*told, *left.values(), "make study", INTERFACE["no"]):
        assert part in said
    assert f"Harbour master {TERMS['copy_by']} not compared" in said
    shown = Elements(pages / "page/chapters/ships.html")
    assert INTERFACE["no_numbers"] in shown.said
    files = [a["download"] for a in shown.all("a") if "download" in a]
    assert files[:2] == ["harbour-anchors.svg", "harbour-anchors.png"]
    assert "harbour-anchors.csv" not in files
    assert "harbour-ropes.csv" in files
    assert not list(pages.rglob("anchors.csv"))


def test_of_two_waves_countries_are_told_of_by_the_later_one_under_its_name(tmp_path):
    def put(folder):
        waves = [
            (wave, unit, "boats", 0, "valid", str(boats), float(boats))
            for wave, boats in (("2020", 7), ("2024", 9), ("2016", 5))
            for unit in ("MLT", "TUR")
        ]
        columns = ("wave", "unit_id", "question", "instance", "status", "value", "number")
        table = pl.DataFrame(waves, schema=columns, orient="row")
        put_answers(table, folder / "harbour" / "tables")

    pages = put_study(tmp_path, before=put, languages=["en"])
    (source,) = data_of(pages, "countries")["sources"]
    (boats,) = source["facts"]
    assert (boats["wave"], boats["before"], source["waves"]) == ("2024", "2020", ["2024", "2020"])
    malta = data_of(pages, "country-MLT")
    assert (malta["values"], malta["before"]) == ([[9.0]], [[7.0]])
    assert INTERFACE["whole_said"] not in Elements(pages / "page/data.html").said, "2016 is lacking"


def test_the_first_page_says_of_how_many_countries_and_which_years_values_are(tmp_path):
    def put(folder):
        rows = [(wave, "MLT", "boats", 0, "valid", "7", 7.0) for wave in ("2020", "2024")]
        columns = ("wave", "unit_id", "question", "instance", "status", "value", "number")
        put_answers(pl.DataFrame(rows, schema=columns, orient="row"), folder / "harbour/tables")

    purpose = "Asked of {members} by the sea: {first} to {last}."
    story = STORY.model_copy(update={"purpose": purpose})
    pages = put_study(tmp_path, before=put, story=story, languages=["en"])
    assert "Asked of 2 by the sea: 2020 to 2024." in Elements(pages / "index.html").said


def test_what_follows_from_a_figure_of_the_annex_is_told_beside_a_link_to_it(tmp_path):
    def put(folder):
        path = folder / "harbour/figures/en/berths.json"
        words = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(words | {"recommends": "Dig berths."}), encoding="utf-8")

    page = Elements(put_study(tmp_path, before=put, languages=["en"]) / "index.html")
    assert "Dig berths. berths were counted" in page.said
    assert any(
        a.get("href", "").endswith("annex-harbour.html#harbour-berths") for a in page.all("a")
    )


def test_of_a_fact_with_several_years_a_country_is_told_of_by_its_latest(tmp_path):
    rows = [
        ("MLT", "gdp", "GDP", year, value, None, "harbour")
        for year, value in ((2021, 3.0), (2019, 2.0))
    ]
    told = told_of_malta(tmp_path, rows)
    assert (told["values"], told["years"]) == ([[3.0]], [[2021]])


def test_a_fact_that_stands_for_words_is_told_in_words_with_its_source(tmp_path):
    rows = [
        ("MLT", "signed", "Convention", 2025, 1.0, "signed 2025-10-25 (a gazette)", "harbour"),
        ("TUR", "signed", "Convention", 2025, 0.0, "not on this list", "harbour"),
    ]
    assert told_of_malta(tmp_path, rows)["values"] == [["signed 2025-10-25"]]


def told_of_malta(tmp_path, rows):
    columns = ("iso3", "fact", "title", "year", "value", "told", "source")
    pl.DataFrame(rows, columns, orient="row").write_csv(tmp_path / "country_facts.csv")
    across = survey(tmp_path, "Ports", PLAN, frame=FRAME)
    across.asks, across.name, across.plan.country_facts = False, "harbour", None
    part = SimpleNamespace(
        survey=across, tables=tmp_path, simulated=False, may_cite=True, report={}, say=ENGLISH
    )
    return facts_of_one(countries_of([part]), "MLT")


def test_a_total_stands_before_what_it_is_made_of(tmp_path):
    put_release(tmp_path / "harbour", PLAN, simulated=False, languages=["en"])
    whole = ANSWERS.with_columns(question=pl.lit("depth"), status=pl.lit("valid"))
    both = pl.concat([ANSWERS.filter(question="boats"), whole.with_columns(number=pl.lit(9999.0))])
    put_answers(
        both.unique(["unit_id", "question"], maintain_order=True), tmp_path / "harbour/tables"
    )
    asked = survey(tmp_path / "harbour", "Harbours", PLAN, frame=FRAME)
    asked.questionnaire.questions["depth"] = replace(
        asked.questionnaire.questions["depth"], choices=None
    )
    asked.codebook = asked.codebook[::-1]
    (source,) = data_of(put_pages(tmp_path, [asked], languages=["en"]), "countries")["sources"]
    assert [fact["title"] for fact in source["facts"]] == ["Depth", "Boats"]


def test_a_value_stands_under_the_wave_that_it_is_of(tmp_path):
    put_release(tmp_path / "harbour", PLAN, simulated=False, languages=["en"])
    both = pl.concat([ANSWERS.with_columns(wave=pl.lit(wave)) for wave in ("2020", "2024")])
    only_once = (pl.col("question") == "boats") | (pl.col("wave") == "2020")
    put_answers(both.filter(only_once), tmp_path / "harbour/tables")
    asked = survey(tmp_path / "harbour", "Harbours", PLAN, frame=FRAME)
    (source,) = data_of(put_pages(tmp_path, [asked], languages=["en"]), "countries")["sources"]
    facts = {fact["title"]: fact for fact in source["facts"]}
    assert source["waves"] == ["2024", "2020"]
    assert (facts["Depth"]["wave"], facts["Depth"]["before"]) == ("2020", None)
    assert (facts["Boats"]["wave"], facts["Boats"]["before"]) == ("2024", "2020")


def test_a_group_of_development_has_the_year_of_the_latest_list(tmp_path):
    """Whatever list comes last in the study, and whatever the older one says."""
    surveys = []
    for name, heading, groups in (
        ("harbour", "hdi_2022_group", ["high", "none"]),
        ("meadow", "hdi_2012", ["low", "low"]),
    ):
        put_release(tmp_path / name, PLAN, simulated=False, languages=["en"])
        put_answers(ANSWERS, tmp_path / name / "tables")
        frame = FRAME.with_columns(pl.Series(heading, groups))
        surveys.append(survey(tmp_path / name, name.title(), PLAN, frame=frame))
    told = data_of(put_pages(tmp_path, surveys, languages=["en"]), "countries")
    assert told["development"] == "2022"
    assert [each["development"] for each in told["countries"]] == ["High", "Not in the index"]


def test_numbers_beside_a_figure_and_the_glossary_are_in_the_language_of_the_page(pages):
    for code in ("ar", "fr"):
        say = Translator(code, own=read_catalogue(PHRASES, code))
        heads = [say(HEADS[key]) for key in ("label", "share", "base")]
        said = Elements(pages / f"page/{code}/chapters/annex-harbour.html").said
        # Names that no catalogue has stay.
        assert " ".join([*heads, "Türkiye", *say.percent(0.12).split(), "1234"]) in said
        assert f"anchor a hook {say('contrast')}" in Elements(
            pages / f"page/{code}/methods.html"
        ).said.replace(" .", ".")


def test_a_record_of_all_that_there_are_has_no_interval(tmp_path):
    put_release(tmp_path / "harbour", PLAN, simulated=False, languages=["en"])
    kept = survey(tmp_path / "harbour", "Harbours", PLAN)
    kept.settings.mode = "record"
    told = data_of(put_pages(tmp_path, [kept], languages=["en"]), "explorer-harbour")
    rows = [dict(zip(told["columns"], row, strict=True)) for row in told["questions"][0]["rows"]]
    assert rows[0]["value"] == 0.4
    assert {row[end] for row in rows for end in ("low", "high")} == {None}


def test_the_explorer_opens_on_what_was_asked_and_not_on_who_replied(tmp_path):
    put_release(tmp_path / "harbour", PLAN, simulated=False, languages=["en"])
    both = [ESTIMATES.with_columns(question=pl.lit(name)) for name in ("depth", "boats")]
    pl.concat(both).write_csv(tmp_path / "harbour/tables/estimates.csv")
    asked = survey(tmp_path / "harbour", "Harbours", PLAN)
    asked.codebook = asked.codebook.with_columns(sensitivity=pl.Series(["identity", "public"]))
    told = data_of(put_pages(tmp_path, [asked], languages=["en"]), "explorer-harbour")
    assert [each["name"] for each in told["questions"]] == ["boats", "depth"]
