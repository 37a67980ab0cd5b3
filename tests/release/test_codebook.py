"""A codebook says of each question what the form does, and counts what the tables do."""

from html.parser import HTMLParser

import polars as pl
import pyreadstat
import pytest
from invented.codebooks import counted_in, counted_on
from lxml import etree
from worlds import REPOSITORY, SURVEYS, absent
from worlds.samples import SAMPLES

from cyberstudy.release.codebook import edition_of, entries_of
from surveyanswers.codebook.codebook_files import write_codebook
from surveyanswers.codebook.entries import DDI, PAGE

#: The schemas of the standard, which lie beside the repository as samples do.
SCHEMAS = SAMPLES.parent / "ddi"
RELEASES = pytest.mark.parametrize("survey", SURVEYS)
KNOWN = {"wave": "", "grouping": "all", "group": "total"}


def tables_of(folder, survey, counts):
    """Write estimates that count options of the survey's questions."""
    folder.mkdir(exist_ok=True)
    rows = [
        KNOWN | {"question": question, "option": option, "base": base, "count": count}
        for (question, option), (count, base) in counts.items()
    ]
    pl.DataFrame(rows, schema_overrides={"base": pl.Int64, "count": pl.Int64}).with_columns(
        dont_know=pl.lit(2)
    ).write_csv(folder / "estimates.csv")
    return folder


def write(survey, tables, folder):
    folder.mkdir(exist_ok=True)
    entries = entries_of(survey, tables)
    edition = edition_of(survey, {"simulated": True}, {})
    asked, settings = survey.questionnaire, survey.settings
    write_codebook(entries, asked, settings, edition, folder, answers="")
    return entries


@pytest.fixture
def counted(lighthouse, tmp_path):
    form = lighthouse.questionnaire
    one, several = (
        next(q for q in form.questions.values() if q.type == kind)
        for kind in ("select_one", "select_multiple")
    )
    counts = {(one.name, code): (3, 9) for code in form.options_of(one).answers}
    counts |= {(several.name, code): (4, 9) for code in form.options_of(several).answers}
    return tables_of(tmp_path / "tables", lighthouse, counts), one, several


class Tags(HTMLParser):
    """Collects tags that are open, and complains of one that is closed wrongly."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links = [], set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.ids |= {known["id"]} if "id" in known else set()
        self.links |= {known["href"].removeprefix("#")} if "href" in known else set()
        if tag not in ("meta", "br", "!doctype"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_a_page_has_every_question_with_each_wording_and_its_conditions_lead_to_questions(
    lighthouse, counted, tmp_path
):
    tables, one, _ = counted
    entries = write(lighthouse, tables, tmp_path / "out")
    text = (tmp_path / "out" / PAGE).read_text()
    tags = Tags(text)
    assert tags.open == [] and "simulated" in text
    assert tags.ids == {f"q-{name}" for name in lighthouse.questionnaire.questions}
    assert tags.links <= tags.ids
    for entry in entries:
        for wording in entry.question.labels.values():
            assert wording.split("<")[0].split("&")[0].split("'")[0] in text
    told = {
        answer: n
        for _, _, question, answer, n in counted_on(tmp_path / "out" / PAGE)
        if question == one.name
    }
    assert told["[base]"] == 9 and told["[dont_know]"] == 2 and 3 in told.values()


def test_without_a_file_of_answers_archives_get_questions_and_codes_but_no_counts(
    lighthouse, counted, tmp_path
):
    tables, one, _ = counted
    write(lighthouse, tables, tmp_path / "out")
    document = etree.parse(str(tmp_path / "out" / DDI))
    assert document.find(".//{*}fileDscr") is None
    assert [*counted_in(tmp_path / "out" / DDI)] == []
    codes = document.xpath(f"//*[@name='{one.name}']/*[local-name()='catgry']/*[1]/text()")
    assert codes == [*lighthouse.questionnaire.options_of(one).answers]


def test_neither_counts_what_the_tables_withhold(lighthouse, counted, tmp_path):
    tables, one, _ = counted
    held = pl.read_csv(tables / "estimates.csv")
    withheld = pl.when(pl.col("question") != one.name)
    held.with_columns(withheld.then(n).alias(n) for n in ("count", "base")).write_csv(
        tables / "estimates.csv"
    )
    write(lighthouse, tables, tmp_path / "out")
    answers = {a for _, _, name, a, _ in counted_on(tmp_path / "out" / PAGE) if name == one.name}
    assert answers <= {"[dont_know]"}
    assert [*counted_in(tmp_path / "out" / DDI)] == []


@pytest.mark.parametrize("version", ["2.5", "2.6"])
def test_the_file_for_archives_is_valid(version, lighthouse, counted, tmp_path):
    write(lighthouse, counted[0], tmp_path / "out")
    assert_valid((tmp_path / "out" / DDI).read_text(), version)


@RELEASES
def test_the_file_for_archives_of_this_study_has_names_codes_and_counts_of_its_data(
    survey, not_run
):
    """An archive reads the file that the codebook names and counts it again, by pandas."""
    release = REPOSITORY / "results" / survey / "release"
    if not (release / DDI).is_file():
        not_run(f"{release} is not there: make study", survey)
    text = (release / DDI).read_text()
    assert_valid(text, "2.5")
    document = etree.fromstring(text.encode())
    if (data := document.findtext(".//{*}fileName")) is None:
        assert not list((release).glob("*/answers.sav"))
        return
    table, file = pyreadstat.read_sav(str(release / data), user_missing=True)
    variables = document.findall(".//{*}var")
    assert [each.get("name") for each in variables] == [*table.columns]
    compared = 0
    for variable in variables:
        name = variable.get("name")
        codes = {
            float(each.findtext("{*}catValu")): int(each.findtext("{*}catStat"))
            for each in variable.iterfind("{*}catgry")
        }
        labels = file.variable_value_labels.get(name, {})
        assert codes.keys() - labels.keys() in (set(), {0.0, 1.0}), name
        assert labels.keys() <= codes.keys() and sum(codes.values()) <= len(table), name
        for code, count in codes.items():
            assert count == int((table[name] == code).sum()), (name, code)
            compared += 1
    assert compared > 1000


def assert_valid(text, version):
    """Hold a document against the schema of the standard; a later version in its namespace."""
    if not (path := SCHEMAS / version / "codebook.xsd").is_file():
        absent(f"the schemas of DDI-Codebook {version}", SAMPLES.parent, SCHEMAS.name)
    schema = etree.XMLSchema(etree.parse(str(path), etree.XMLParser(no_network=True)))
    text = text.replace("ddi:codebook:2_5", f"ddi:codebook:{version.replace('.', '_')}")
    text = text.replace('version="2.5"', f'version="{version}"', 1)
    schema.assertValid(etree.fromstring(text.encode()))
