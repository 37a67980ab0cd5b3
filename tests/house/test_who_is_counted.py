"""What is published says whom it counts, of which year, and who replied: as the tables have it."""

import csv
import json
import re
import subprocess
from html import unescape

import polars as pl
import pytest
import yaml
from worlds import REPOSITORY

from cyberstudy.declare.survey import MADE_UP
from surveyanswers.tables.answer_columns import read_answers

RESULTS, REFERENCE = REPOSITORY / "results", REPOSITORY / "data" / "raw" / "reference"
MAP, BY_GROUP = "world_map", ("group_shares", "levels_by_group")
#: Words for what somebody did who was asked.
REPLIED = re.compile(
    r"\b(repl(y|ies|ied)|answered|were asked|(was|were) not asked|question wording|"
    r"left (it )?blank|declined|did not know|don.t know|nonrespon\w+)\b",
    re.I,
)


def settings_of(survey, file="settings"):
    folder = "sources" if survey == "sources" else f"surveys/{survey}"
    text = (REPOSITORY / "config" / folder / f"{file}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def joined_groups(survey):
    """Groups that the plan joins of others, whose units would be counted twice."""
    estimates = settings_of(survey, "plan").get("estimates") or {}
    groupings = (estimates.get("groupings") or {}).values()
    return {name for of in groupings for name in of.get("joined") or ()}


@pytest.fixture(scope="module")
def exhibits(not_run):
    """Words of every figure of the run, with its numbers and its survey."""
    found = [
        (path.parents[2].name, json.loads(path.read_text(encoding="utf-8")), path)
        for path in sorted(RESULTS.glob("*/draw/en/*.json"))
    ]
    return found or not_run("no fresh run: make study")


@pytest.fixture(scope="module")
def reports(not_run):
    """What `protect` says of every survey of the run."""
    found = {
        path.parents[1].name: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(RESULTS.glob("*/protect/report.json"))
    }
    return found or not_run("no fresh run: make study")


@pytest.fixture(scope="module")
def page(not_run):
    """Read a page, or what a script of data tells it."""

    def read(name):
        path = RESULTS / name
        if not path.exists():
            not_run(f"no {name} in this run: make study", "gci")
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            return " ".join(unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", text)).split())
        return json.loads(text[text.index(",") + 1 : text.rindex(")")])

    return read


def numbers(path):
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def span(counts):
    low, high = min(counts), max(counts)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


# Whom a caption counts


def test_the_base_of_a_caption_is_that_of_all_rows_that_are_drawn(all_surveys, exhibits):
    """Groups of a grouping add up to whom it divides; the same are divided by each grouping."""
    looked = 0
    for survey, words, path in exhibits:
        if words["kind"] not in BY_GROUP:
            continue
        has = "replied" if words["kind"] == "group_shares" else "base"
        whole, joined = {}, joined_groups(survey)
        for row in numbers(path):
            if row[has] and row["listed"] and row["group"] not in joined:
                key = (row["question"], row["grouping"], row.get("wave", ""))
                counts = whole.setdefault(key, [0, 0])
                counts[0] += int(row[has])
                counts[1] += int(row["listed"])
        for wave in {wave for *_, wave in whole}:
            counts = [each for (*_, of), each in whole.items() if of == wave]
            told = " of ".join(span(ends) for ends in zip(*counts, strict=True))
            assert told in words["base"], (survey, path.stem)
            looked += 1
    assert looked > 5


def test_what_a_map_counts_by_class_adds_up_to_the_base_that_it_says(exhibits):
    for survey, words, path in exhibits:
        if words["kind"] != MAP:
            continue
        rows = [row for row in numbers(path) if row["in_frame"] == "true"]
        others = [row["name"] for row in numbers(path) if row["in_frame"] == "false"]
        told = words["alt"].partition(" Lowest:")[0]
        counts = [int(each) for each in re.findall(r": (\d+)[;.]", told)]
        *classes, without = counts
        assert f"{sum(classes)} of {sum(counts)} " in words["base"], (survey, path.stem)
        assert sum(counts) == len(rows)
        assert without == sum(not row["class"] for row in rows)
        assert all(name in words["base"] for name in others), "coloured, and named nowhere"


def test_of_those_whom_a_list_lacks_or_a_source_the_few_are_named(exhibits, page):
    """193 Member States, 192 of them, 194 countries: who makes the difference is said."""
    named = [
        words["base"]
        for survey, words, _ in exhibits
        if settings_of(survey).get("mode") and re.search(r"\b19[0-9] (of|countries)", words["base"])
    ]
    told = [base for base in named if re.search(r"\b192 of 193|\b19[45] countries", base)]
    for base in told:
        assert "Palau" in base
        if "countries" in base:
            assert "Holy See" in base and "State of Palestine" in base
    data = page("page/data/countries.js")
    entries, outside = data["countries"], [c["name"] for c in data["countries"] if c["outside"]]
    shown = page("page/countries.html")
    assert f"{len(entries)} countries: {len(entries) - len(outside)} UN Member States" in shown
    members = pl.read_csv(REFERENCE / "member_states.csv", infer_schema=False)
    assert {c["code"] for c in entries if not c["outside"]} == {*members["iso3"]}
    assert outside and all(name in shown for name in outside)
    told = {each["code"]: page(f"page/data/country-{each['code']}.js") for each in entries}
    for place, source in enumerate(data["sources"]):
        lacking = [
            each["name"]
            for each in entries
            if not each["outside"] and set(told[each["code"]]["values"][place]) == {None}
        ]
        if source["waves"] and 0 < len(lacking) < 5:
            assert f"Not covered by {source['title']}: {lacking[0]}" in shown


# Of which year


def test_a_group_of_development_is_of_the_year_it_says(page):
    data = page("page/data/countries.js")
    year = data["development"]
    known = dict(
        pl.read_csv(REFERENCE / "development.csv", infer_schema=False)
        .select("iso3", f"hdi_{year}_group")
        .iter_rows()
    )
    for country in data["countries"]:
        if not country["outside"]:
            group = known.get(country["code"])
            told = group.replace("_", " ").capitalize() if group else "Not in the index"
            assert country["development"] == told, country["name"]
    assert "{year}" in page("page/data/words.js")["development"]


def test_no_value_stands_under_a_wave_that_did_not_field_it(page):
    data, looked = page("page/data/countries.js"), 0
    told = {
        each["code"]: page(f"page/data/country-{each['code']}.js") for each in data["countries"]
    }
    titles = {
        settings_of(path.parent.name)["title"]: path.parent.name
        for path in (REPOSITORY / "config" / "surveys").glob("*/settings.yaml")
    }
    for place, source in enumerate(data["sources"]):
        if not source["waves"]:
            continue
        survey = titles[source["title"]]
        book = pl.read_csv(REPOSITORY / f"config/surveys/{survey}/codebook.csv", infer_schema=False)
        names = dict(book.select("short_label", "question").iter_rows())
        file = RESULTS / survey / "protect" / "tables" / "answers.parquet"
        answers = read_answers(file, book["question"])
        valid = {
            key: number
            for *key, number in answers.filter(status="valid")
            .select("question", "wave", "unit_id", "number")
            .iter_rows()
            for key in [tuple(key)]
        }
        for number, fact in enumerate(source["facts"]):
            for wave, which in ((fact["wave"], "values"), (fact["before"], "before")):
                shown = {code: each[which][place][number] for code, each in told.items()}
                shown = {code: value for code, value in shown.items() if value is not None}
                assert wave in source["waves"] or not shown
                for code, value in shown.items():
                    # Of one edition alone answers have no wave, and pages name its year.
                    cells = [(names[fact["title"]], edition, code) for edition in (wave, "")]
                    which_cell = next((each for each in cells if each in valid), None)
                    assert which_cell, (fact["title"], wave, code)
                    if not isinstance(value, str):  # what an option is called
                        assert valid[which_cell] == pytest.approx(value, abs=1e-2), which_cell
                looked += len(shown)
    assert looked > 1000


def test_a_value_of_no_wave_stands_with_its_year(page):
    data = page("page/data/countries.js")
    for each in data["countries"]:
        told = page(f"page/data/country-{each['code']}.js")
        for source, values, years in zip(
            data["sources"], told["values"], told["years"], strict=True
        ):
            for fact, value, year in zip(source["facts"], values, years, strict=True):
                assert value is None or "wave" in fact or year, (each["name"], fact["title"])


# Who replied


def test_nobody_is_said_to_have_replied_to_a_record_or_to_scores(all_surveys, exhibits):
    """Nor to have been asked, to have left anything blank, or to have declined."""
    looked = 0
    for survey, words, path in exhibits:
        if settings_of(survey).get("mode", "questionnaire") == "questionnaire":
            continue
        # What a finding says of it is the plan's: that a score may stand for no answer to ITU.
        for key in ("headline", "subtitle", "question", "base", "method", "alt"):
            found = REPLIED.search(words[key])
            assert not found, (survey, path.stem, key, found and found[0])
        looked += 1
    assert looked > 5


def test_the_explorer_heads_no_column_of_a_record_with_who_replied(page):
    text = page("page/data/words.js")
    for entry in page("page/data/explorer.js"):
        survey = page(f"page/data/explorer-{entry['name']}.js")
        shown = {
            name: text[survey["heads"].get(name, name)]
            for place, name in enumerate(survey["columns"])
            if any(row[place] for asked in survey["questions"] for row in asked["rows"])
            and survey["heads"].get(name, name) in text
        }
        if settings_of(entry["name"]).get("mode", "questionnaire") != "questionnaire":
            assert not [head for head in shown.values() if REPLIED.search(head)], entry["name"]


# What is simulated


@pytest.mark.parametrize(
    "printed", [False, pytest.param(True, marks=pytest.mark.needs("poppler"))], ids=["pages", "pdf"]
)
def test_pages_and_report_call_all_of_it_simulated_only_where_all_is(
    all_surveys, reports, page, printed
):
    asked = {name: report["simulated"] for name, report in reports.items() if name != "sources"}
    titles = {name: settings_of(name)["title"] for name in asked}
    # What stands before all findings; behind them each caption speaks of its own figure.
    heads = () if printed else ("index.html",)
    texts = {name: page(name).partition("What was found")[0] for name in heads}
    for report in (RESULTS / "report").glob("*.pdf") if printed else ():
        cover = ["pdftotext", "-l", "1", report, "-"]
        told = subprocess.run(cover, capture_output=True, text=True, check=True).stdout
        texts[report.name] = " ".join(told.split())
    assert texts
    for name, text in texts.items():
        of_simulated = all(asked.values()) or name.endswith("-simulated.pdf")
        assert (MADE_UP in text) is of_simulated, name
        if any(asked.values()) and not (of_simulated or printed):
            said = text.partition("no real State or person: ")[2]
            simulated, _, real = said.partition(" Real data: ")
            for survey, title in titles.items():
                assert title in (simulated if asked[survey] else real), (name, survey)


def test_a_chapter_says_which_of_its_answers_are_simulated(page, exhibits):
    for path in sorted((RESULTS / "page" / "chapters").glob("*.html")):
        text = path.read_text(encoding="utf-8")
        shown = {*re.findall(r'data-exhibit="(\w+)/(\w+)"', text)}
        surveys = {words["simulated"] for s, words, p in exhibits if (s, p.stem) in shown}
        if surveys == {True, False}:
            assert "no real State or person: " in text or "What is simulated in it" in text, (
                path.stem
            )
        if surveys == {False}:
            assert MADE_UP not in text


# What a verdict could have been


def test_a_verdict_says_what_it_could_have_found_and_a_gradient_that_classes_are_rejected(not_run):
    found = sorted(RESULTS.glob("*/protect/tables/*/verdict.json"))
    if not found:
        not_run("no fresh run: make study")
    for path in found:
        verdict = json.loads(path.read_text(encoding="utf-8"))
        assert "What could have been found: " in verdict["text"], path
        if verdict["verdict"] == "gradient":
            assert verdict["evidence"]["types"]["speaks"] == "against", path
