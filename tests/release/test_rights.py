"""A release holds what its sources let be passed on, and says what it leaves out and why."""

import json
from xml.etree import ElementTree

import polars as pl
import pytest
import yaml
from worlds import REPOSITORY, SURVEYS, decide
from worlds.made_up import INPUT, received

from cyberstudy.analysis_files import opened
from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.opened import open_survey
from cyberstudy.release import release_survey
from cyberstudy.release.citation import for_search_engines
from cyberstudy.release.rights import NO_COPY, NOT_PUBLISHED, inputs_of
from cyberstudy.tables.registry import OF_CLUSTERING, OF_SURVEY, repeats_source
from surveyanswers.instrument.parsing import load
from surveyanswers.instrument.raw_files import SOURCES, Sources, read_manifest, rows_of
from surveyanswers.tables.problems import SurveyError

CITED = "a law says that facts are free"
GRANTED = "its README says: CC BY 4.0"
NOMINATIONS = pl.DataFrame(
    {"unit_id": ["k1"], "part": ["fog"], "instance": [1], "iso3": ["NOR"], "score": [3.0]}
)
SAYS = pl.DataFrame({"iso3": ["NOR"], "first_present": [True], "may_be_change": [False]})
MEMBERS = pl.DataFrame({"unit_id": ["k1"], "type": ["A"], "probability": [0.9]})


def declare(world, **changes):
    """Let the keepers' answers be fetched from somebody, on terms that change."""
    entry = {
        "path": "lighthouse/fetched.csv",
        "url": "https://example.org/fetched.csv",
        "sha256": "0" * 64,
        "bytes": 1,
        "received_on": "2026-11-25",
        "source": "tests",
        "licence": "CC BY 4.0",
        "citation": "Keeper A (1999) Lamps.",
        "sensitivity": "public",
        "simulated": False,
    } | changes
    path = world / "data/raw" / SOURCES
    path.write_text(yaml.safe_dump({"sources": [entry]}))
    return path


@pytest.fixture
def release(lighthouse, tmp_path):
    """Release a few tables, a figure of single units, another one, a notebook and the answers."""
    places = ("sources/analyses/contradictions", "surveys/wci2021/analyses/index_of_experts")
    lighthouse.__dict__["made"] = {
        name: each.contract
        for place in places
        for name, each in opened(REPOSITORY / "config" / f"{place}.py").tables.items()
    }
    tables, drawn, labelled = (tmp_path / name for name in ("tables", "en", "labelled"))
    for folder in (tables / "coasts", drawn, labelled):
        folder.mkdir(parents=True)
    NOMINATIONS.write_parquet(tables / "nominations.parquet")
    SAYS.write_csv(tables / "contradictions.csv")
    MEMBERS.write_parquet(tables / "coasts/members.parquet")
    for name, of_units in (("map", True), ("means", False)):
        (drawn / f"{name}.json").write_text(json.dumps({"values_of_units": of_units}))
        (drawn / f"{name}.csv").write_text("unit_id,value\nk1,88.5\n")
        (drawn / f"{name}.svg").write_text("<svg/>")
    (labelled / "answers.csv").write_text("unit_id\nk1\n")
    (tmp_path / "narrate").mkdir()
    (tmp_path / "narrate/look.ipynb").write_text("{}")
    (tmp_path / "report.json").write_text(json.dumps({"simulated": False}))

    receipt = str(received(tmp_path))

    def put_together(**publication):
        release_survey(
            lighthouse,
            tables=str(tables),
            others=[str(tmp_path / "report.json")],
            drawn=[str(drawn)],
            narrated=[str(tmp_path / "narrate")],
            again="",
            labelled=[str(labelled)],
            config={"publication": publication},
            made_with={"version": "2.0", "commit": ""},
            lock=str(REPOSITORY / "requirements.lock"),
            receipt=receipt,
            folder=str(tmp_path / "release"),
        )
        return tmp_path / "release"

    return put_together


def held(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


WCI = "Bruce M; Lusthaus J; Kashyap R; Phair N; Varese F"
OF_UNITS = {
    *("tables/nominations.parquet", "tables/nominations.csv", "answers/answers.csv"),
    "figures/en/map.csv",
}


def test_every_file_that_went_in_is_listed_with_address_terms_and_checksum(world, release):
    declare(world, cite_values=CITED)
    told = pl.read_csv(release() / "inputs.csv").rows_by_key("file", named=True, unique=True)
    fetched, carried = told["lighthouse/fetched.csv"], told["reference/countries.csv"]
    assert (fetched["address"], fetched["sha256"]) == ("https://example.org/fetched.csv", "0" * 64)
    assert carried["address"] == "data/raw/reference/countries.csv in the study's folder"
    assert (carried["licence"], carried["sha256"]) == ("CC0 1.0", "a" * 64)
    assert not carried["citation"], "the project's own"


def test_of_a_file_without_a_public_copy_the_list_says_so(world, lighthouse):
    path = declare(world)
    entry = yaml.safe_load(path.read_text())["sources"][0]
    del entry["url"]
    path.write_text(yaml.safe_dump({"sources": [entry]}))
    receipt = pl.DataFrame([INPUT])
    told = inputs_of(lighthouse, receipt, receipt).row(0, named=True)
    assert (told["file"], told["address"]) == ("lighthouse/fetched.csv", NO_COPY)


@pytest.mark.parametrize("sensitivity", ["confidential", "public"])
def test_of_a_confidential_file_neither_checksum_nor_size_nor_name_nor_sender_leaves(
    lighthouse, sensitivity
):
    decide(lighthouse, protection="confidential")
    own = {"file": "lighthouse/keepers.csv", "sha256": "b" * 64, "bytes": 4711}
    own |= {"source": "the harbour", "sensitivity": sensitivity, "licence": "confidential"}
    receipt = pl.DataFrame([INPUT, INPUT | own])
    kept = ["received_on", "licence", "sensitivity", "simulated"]
    passed = receipt.with_columns(file=pl.Series(["reference/countries.csv", "keepers, csv"]))
    told = inputs_of(lighthouse, receipt, passed.select("file", *kept))
    assert told["file"].to_list() == ["reference/countries.csv", "keepers, csv"]
    assert told["sha256"].to_list() == ["a" * 64, NOT_PUBLISHED]
    text = told.write_csv()
    assert not any(secret in text for secret in ("b" * 64, "4711", "keepers.csv", "the harbour"))


def test_simulated_answers_of_a_confidential_survey_are_listed_as_any_file(lighthouse):
    decide(lighthouse, protection="confidential")
    own = {"file": "lighthouse/simulated-keepers.csv", "sha256": "b" * 64, "simulated": True}
    receipt = pl.DataFrame([INPUT | own])
    passed = receipt.with_columns(file=pl.lit("keepers, csv")).drop("sha256", "source", "bytes")
    told = inputs_of(lighthouse, receipt, passed)
    assert told["file"].to_list() == [own["file"]] and told["sha256"].to_list() == ["b" * 64]


def test_without_a_grant_what_repeats_the_source_stays_and_what_is_computed_leaves(world, release):
    declare(world, cite_values=CITED)
    folder = release()
    assert held(folder).isdisjoint(OF_UNITS)
    said = pl.read_csv(folder / "tables/contradictions.csv")
    assert said.columns == ["iso3", "may_be_change"]
    described = pl.read_csv(folder / "columns.csv").filter(table="contradictions")
    assert described["column"].to_list() == said.columns
    assert pl.read_parquet(folder / "tables/coasts/members.parquet").equals(MEMBERS)
    assert {"figures/en/map.svg", "figures/en/means.csv"} <= held(folder)


def test_with_a_grant_and_of_files_of_ones_own_all_of_it_leaves(world, release):
    assert {*OF_UNITS} <= held(release())
    assert "Left out" not in (world.parent / "release/README.md").read_text()


def test_a_grant_lets_all_of_it_leave_and_is_quoted(world, release):
    declare(world, cite_values=CITED, pass_on=GRANTED)
    folder = release()
    assert {*OF_UNITS} <= held(folder)
    assert pl.read_csv(folder / "tables/contradictions.csv")["first_present"].to_list() == [True]
    told = pl.read_csv(folder / "inputs.csv").rows_by_key("file", named=True, unique=True)
    assert told["lighthouse/fetched.csv"]["pass_on"] == GRANTED
    assert "Left out" not in (folder / "README.md").read_text()


def test_a_release_says_what_is_left_out_for_whom_how_to_make_it_and_whom_to_cite(world, release):
    declare(world, cite_values=CITED)
    folder = release()
    said = "".join((folder / name).read_text() for name in ("README.md", "inputs.csv"))
    told = json.loads((folder / "report.json").read_text())
    left = told["not_passed_on"]
    assert left["because"] == ["lighthouse/fetched.csv"]
    assert left["command"] == "make study"
    assert {row["file"]: (row["what"], row["made_as"]) for row in left["left_out"]} == {
        "tables/contradictions.csv": (
            "first_present",
            "results/lighthouse/protect/tables/contradictions.csv",
        ),
        "tables/nominations.parquet": (
            "all of it",
            "results/lighthouse/protect/tables/nominations.parquet",
        ),
        "figures/en/map.csv": ("all of it", "results/lighthouse/draw/en/map.csv"),
        "answers/": ("all of it", "results/lighthouse/labelled/"),
    }
    for row in left["left_out"]:
        assert row["file"] in said
        assert row["made_as"] in said
    for text in ("`make study`", "Keeper A (1999) Lamps.", CITED, "CC BY 4.0"):
        assert text in said
    assert "| answers/ |" not in said.partition("\n## The study")[0]
    (source,) = told["sources"]
    assert (source["cite_values"], source["pass_on"]) == (CITED, None)


def test_records_license_what_is_ours_and_state_the_terms_that_sources_state(
    world, lighthouse, release
):
    declare(world, cite_values=CITED, makers="Keeper A", licence="none stated")
    study = {"makers": "The harbour", "kind": "Lights"}
    decide(lighthouse, study=lighthouse.settings.study.model_copy(update=study))
    publication = {"title": "Coasts", "licence": "Tables and texts: CC BY 4.0"}
    publication |= {"makers": "Coast office"}
    folder, title = release(**publication), "Lighthouse keepers (The harbour)"
    report = json.loads((folder / "report.json").read_text())
    told = yaml.safe_load((folder / "CITATION.cff").read_text())
    assert told["title"] == f"Coasts. Tables and figures computed from: {title}"
    assert told["license"] == "CC-BY-4.0" and "Data of others keep" in told["abstract"]
    source = {"title": "Keeper A (1999) Lamps.", "authors": [{"name": "Keeper A"}]}
    source |= {"url": "https://example.org/fetched.csv", "notes": "Terms: none stated"}
    assert told["references"] == [{"type": "generic"} | source]
    files = ["files/levels.csv", "files/codebook.html"]
    found = for_search_engines(lighthouse, publication, report, folder, files)
    assert (found["@type"], found["name"]) == ("Dataset", told["title"])
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["creator"] == [{"@type": "Organization", "name": "Coast office"}]
    (variable, *_), table = found["variableMeasured"], folder / "data_dictionary.csv"
    row = pl.read_csv(table, infer_schema=False).row(0, named=True)
    assert (variable["name"], variable["description"]) == (row["question"], row["short_label"])
    assert [file["contentUrl"] for file in found["distribution"]] == ["files/levels.csv"]
    assert found["copyrightNotice"] == told["abstract"]
    (based,) = found["isBasedOn"]
    assert (based["name"], based["copyrightNotice"]) == (source["title"], "none stated")
    assert all(found.values()) and all(based.values()), "nothing is empty"
    described = ElementTree.parse(folder / "codebook.xml").getroot()
    said = {each.tag.partition("}")[2]: each.text for each in described.find("{*}stdyDscr").iter()}
    assert said["conditions"] == "Tables and texts: CC BY 4.0 Keeper A (1999) Lamps. none stated."
    assert said["dataSrc"] == source["title"]
    assert said["AuthEnty"] == said["producer"] == "Coast office", "who computed the tables"
    assert {"distrbtr", "contact", "fundAg"}.isdisjoint(said)
    assert told["title"] in (folder / "README.md").read_text().replace("\\", "")


def test_carried_tables_of_others_are_cited_with_makers_and_terms(world, lighthouse, release):
    manifest = world / "data/raw/MANIFEST.csv"
    table = pl.read_csv(manifest, infer_schema=False)
    theirs = pl.col("file") == "reference/countries.csv"
    of = {"makers": "Atlas & Co", "citation": "Atlas & Co, Countries."}
    table.with_columns(pl.when(theirs).then(pl.lit(v)).alias(k) for k, v in of.items()).write_csv(
        manifest
    )
    folder = release(title="Coasts")
    told = pl.read_csv(folder / "inputs.csv").rows_by_key("file", named=True, unique=True)
    assert told["reference/countries.csv"]["citation"] == of["citation"]
    assert of["citation"].replace("&", r"\&") in (folder / "README.md").read_text()
    assert all(
        entry.citation == of["citation"] * (entry.file == "reference/countries.csv")
        for entry in read_manifest(manifest)
    )


def test_what_shows_values_that_may_not_be_cited_is_not_released_and_is_named(world, release):
    declare(world, pass_on=GRANTED)
    with pytest.raises(SurveyError) as stopped:
        release()
    said = str(stopped.value)
    for part in (
        "sources.yaml: cite_values",
        "lighthouse/fetched.csv",
        "exhibit map",
        "notebook look",
    ):
        assert part in said
    assert "means" not in said
    assert not (world.parent / "release/MANIFEST.csv").exists()


# Declarations


@pytest.mark.parametrize("key", ["cite_values", "pass_on"])
def test_a_yes_without_a_ground_is_refused_and_no_is_what_stands_without_the_key(world, key):
    path = declare(world, **{key: True})
    with pytest.raises(SurveyError, match=rf"{SOURCES}:\s+- sources\.0\.{key}: .*without a ground"):
        load(path, Sources)
    for given in ({}, {key: False}):
        (source,) = load(declare(world, **given), Sources).sources
        assert getattr(source, key) is None


@pytest.mark.parametrize(
    "licence", ["none stated", "CC BY 4.0 as far as known", "contact UNCTAD", "free to look at"]
)
def test_files_are_passed_on_under_no_licence_that_is_not_named(world, licence):
    path = declare(world, pass_on=GRANTED, licence=licence)
    with pytest.raises(SurveyError, match=r"sources\.0\.pass_on: lighthouse/fetched.csv .*licence"):
        load(path, Sources)
    assert load(declare(world, licence=licence), Sources).sources


@pytest.mark.parametrize(
    "licence", ["CC0", "CC BY 3.0 IGO", "ODbL 1.0", "Own terms 2 (https://example.org/terms)"]
)
def test_a_licence_is_named_by_its_short_name_or_with_its_address(world, licence):
    (source,) = load(declare(world, pass_on=GRANTED, licence=licence), Sources).sources
    assert source.pass_on == GRANTED


def test_a_copy_of_a_fetched_file_has_its_terms_under_whatever_name(world, lighthouse):
    manifest = pl.read_csv(world / "data/raw/MANIFEST.csv").filter(file="lighthouse/keepers.csv")
    declare(world, path="elsewhere/their.csv")
    assert lighthouse.may_pass_on
    del lighthouse.__dict__["sources"]
    declare(world, path="elsewhere/their.csv", sha256=manifest["sha256"].item())
    assert not lighthouse.may_pass_on


def test_what_lies_across_surveys_rests_on_every_source(world):
    declare(world)
    assert not open_survey(ACROSS, world / "config", world).may_pass_on


def test_a_change_of_rights_verifies_no_file_again(world):
    lists = [str(world / "data/raw/MANIFEST.csv")]
    before = rows_of("lighthouse", lists, str(declare(world)))
    assert rows_of("lighthouse", lists, str(declare(world, cite_values=CITED))) == before
    assert rows_of("lighthouse", lists, str(declare(world, licence="other"))) != before


def test_the_studys_own_sources_may_be_cited_and_the_page_on_data_says_what_each_allows():
    said = (REPOSITORY / "docs/data.md").read_text(encoding="utf-8")
    for source in load(REPOSITORY / "data/raw" / SOURCES, Sources).sources:
        assert source.cite_values
        path, makers = f"`{source.path}`", source.makers.replace(";", ",") or "this project"
        for row in (
            (path, makers, source.copy_by or "no", source.compared),
            (path, source.licence, source.cite_values, source.pass_on or "no"),
        ):
            assert f"| {' | '.join(row)} |" in said


def test_only_the_simulated_survey_passes_files_of_units_on():
    config = REPOSITORY / "config"
    passing = [n for n in (*SURVEYS, ACROSS) if open_survey(n, config, REPOSITORY).may_pass_on]
    assert passing == ["states2012"]


def test_every_table_that_repeats_a_source_says_so_by_its_contract():
    tables = [*OF_SURVEY, *(f"any/{name}" for name in OF_CLUSTERING)]
    assert {name for name in tables if repeats_source(name)} == {
        *(
            "answers",
            "frame_comparison",
            "statements",
            "first_strategies",
            "country_facts",
            "country_years",
        ),
    }
    made = open_survey("wci2021", REPOSITORY / "config", REPOSITORY).made
    assert {name for name in made if repeats_source(name, made)} == {"nominations"}


@pytest.mark.parametrize(
    ("survey", "exhibit", "makers"),
    [
        ("gci", "overall_score_by_group", {"United Nations Development Programme", "World Bank"}),
        ("gci", "ranks_moved", {"United Nations Development Programme", "World Bank"}),
        ("cyberlaw2026", "laws_by_group", {"United Nations Development Programme", "World Bank"}),
        ("wci2021", "ranks", {WCI}),
        ("wci2021", "crime_types", set()),
        (
            *("states2012", "replies"),
            {"Contributors to this repository; United Nations Development Programme"},
        ),
    ],
)
def test_figures_cite_the_makers_of_tables_that_they_rest_on_and_whose_copies_they_are(
    survey, exhibit, makers, not_run
):
    release = REPOSITORY / "results" / survey / "release"
    if not (release / "inputs.csv").is_file():
        not_run(f"no release of {survey} is there: make study", survey)
    words = json.loads((release / f"figures/en/{exhibit}.json").read_text())
    opened = open_survey(survey, REPOSITORY / "config", REPOSITORY)
    references = opened.references.values()
    own = opened.settings.citation
    cited = {e["makers"] for e in references if e["citation"] in words["source"].replace(own, "")}
    assert cited == makers
    copies = {source.copy_by for source in opened.sources} - {""}
    assert all(copy in words["source"] for copy in copies)
    assert ("As copied by" in words["source"]) is bool(copies)
    assert words["source"] in words["caption"]
