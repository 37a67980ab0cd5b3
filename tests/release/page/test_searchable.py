"""What can be found on the pages, in each language, and what comes first."""

from urllib.parse import urlsplit

from worlds.page import STORY, data_of, put_study

from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.release.page.searchable import OF_AREAS, PLACES
from cyberstudy.wording.catalogues import PHRASES, read_catalogue

#: Kinds of what search finds.
KINDS = ("chapter", "exhibit", "question", "country", "glossary", "topic", "not_covered", "page")


def test_search_knows_chapters_exhibits_questions_countries_and_terms(pages):
    kinds = [each["kind"] for each in data_of(pages, "search")]
    counted = {key: kinds.count(INTERFACE[key]) for key in KINDS if INTERFACE[key] in kinds}
    wanted = {
        "chapter": 5,
        "exhibit": 4,
        "question": 2,
        "country": 2,
        "glossary": 2,
        "topic": 1,
        "not_covered": 1,
        "page": len(PLACES) - 2,  # no report, no literature
    }
    assert counted == wanted
    for each in data_of(pages, "search"):
        address = urlsplit(each["href"])
        text = (pages / address.path).read_text(encoding="utf-8")
        assert "=" in address.fragment or f'id="{address.fragment}"' in f'id="" {text}'


def test_search_leads_to_what_no_source_says_and_to_what_comes_nearest(pages):
    found = {each["title"]: each for each in data_of(pages, "search")}
    assert found["The air"]["text"] == f"What is dry. All of it. {OF_AREAS}"
    for topic, kind, href in (
        ("Rafts", "topic", "page/chapters/ships.html#harbour-ropes"),
        ("Zeppelins", "not_covered", "page/chapters/air.html#limits"),
    ):
        assert (found[topic]["kind"], found[topic]["href"]) == (INTERFACE[kind], href)
    assert '<h2 id="limits">' in (pages / "page/chapters/air.html").read_text(encoding="utf-8")
    # The page of countries lists what no source covers, with the same links.
    countries = (pages / "page/countries.html").read_text(encoding="utf-8")
    assert '<a href="../page/chapters/air.html#limits">Zeppelins</a>' in countries
    assert "Rafts" not in countries
    assert "Gliders" not in found  # of a chapter whose figures are not there
    # What the story tells comes first.
    first = {title for title, each in found.items() if each.get("first")}
    assert {"The air", "Rafts", "anchors were counted", "Ships"} <= first
    assert not first & {"berths were counted", "cows were counted"}


def test_search_knows_other_names_of_countries_in_the_language_and_in_english(tmp_path):
    aliases = tmp_path / "aliases.csv"
    rows = ("Melita,MLT,", "Turkey,TUR,en", "Turquie,TUR,fr", "Malte,MLT,fr")
    aliases.write_text("\n".join(["alias,iso3,language", *rows]), encoding="utf-8")
    pages = put_study(tmp_path, aliases=[str(aliases)])
    for code, names in (("en", ["Melita", "Turkey"]), ("fr", ["Malte Melita", "Turkey Turquie"])):
        texts = {e["title"]: e["text"] for e in data_of(pages, "search", code)}
        assert [texts["Malta"], texts["Türkiye"]] == [
            f"{iso3}  {name}" for iso3, name in zip(("MLT", "TUR"), names, strict=True)
        ]


def test_search_knows_the_same_in_every_language_by_the_words_of_that_language(pages):
    english, arabic = (data_of(pages, "search", code) for code in ("en", "ar"))
    own = read_catalogue(PHRASES, "ar").text
    for here, there in zip(english, arabic, strict=True):
        assert there["href"] == f"page/ar/{here['href'].removeprefix('page/')}"
        assert there["kind"] == own(here["kind"])
        assert (pages / urlsplit(there["href"]).path).is_file()
    said = dict(zip((e["title"] for e in english), arabic, strict=True))
    (depth,) = (e for e in arabic if e["href"].endswith("s=harbour&q=depth"))
    assert depth["title"] == "العمق"
    assert depth["of"] == "المرافئ"
    assert depth["text"] == "كم العمق؟ ماء عميق Flat water"
    assert said["Türkiye"]["of"] == "آسيا"
    assert said["berths were counted"]["text"].startswith("Berths ar")
    assert said["contrast"]["title"] == own("contrast") != "contrast"
    assert said["anchor"]["title"] == "anchor"  # what is not translated is found in English
    assert said["How to cite"]["text"] == own(PLACES["cite"][1])


def test_literature_is_found_by_an_author_and_listed_with_its_identifier(tmp_path):
    story = STORY.model_copy(update={"literature": {"10.1/x": "Keeper A (1999), lamps"}})
    pages = put_study(tmp_path, story=story, languages=["en"])
    (found,) = (e for e in data_of(pages, "search") if "Keeper" in e["text"])
    assert found["href"] == "page/methods.html#literature"
    text = (pages / "page/methods.html").read_text(encoding="utf-8")
    assert '<a href="https://doi.org/10.1/x" lang="en">Keeper A (1999), lamps</a>' in text
    assert 'href="page/methods.html#literature"' in (pages / "index.html").read_text(
        encoding="utf-8"
    )
