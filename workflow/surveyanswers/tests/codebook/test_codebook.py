"""A cleaned export comes with its codebook, as a page and for archives; counts are by hand."""

from pathlib import Path

import polars as pl
import pyreadstat
import pytest
import xlsxwriter
from invented.codebooks import counted_in, counted_on

import surveyanswers
from surveyanswers import clean_table

#: The schemas of the standard, beside a checkout.
SCHEMAS = Path(surveyanswers.__file__).parents[3] / "shared/ddi"
FORM = {
    "survey": [
        ("type", "name", "label", "relevant"),
        ("select_one trust", "police", "Do you trust the police?", ""),
        ("select_multiple crime", "crimes", "Which <crimes> do you fear?", ""),
        ("integer", "age", "How old are you?", "${police} = 'yes'"),
    ],
    "choices": [
        ("list_name", "name", "label"),
        ("trust", "yes", "Yes"),
        ("trust", "no", "No"),
        ("trust", "never", "Never"),
        ("trust", "dont_know", "Don't know"),
        ("crime", "fraud", "Fraud"),
        ("crime", "theft", "Theft"),
    ],
}
ROWS = """id,police,crimes/fraud,crimes/theft,age
a,yes,1,0,30
b,no,1,1,
c,yes,0,1,41
d,dont_know,0,1,
e,,,,
f,no,1,0,
"""


def write_form(path, form):
    with xlsxwriter.Workbook(path) as book:
        for name, rows in form.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


@pytest.fixture
def export(tmp_path):
    """Write a form and its answers, as ODK and Kobo export them."""
    write_form(tmp_path / "form.xlsx", FORM)
    (tmp_path / "answers.csv").write_text(ROWS)
    return {"data": tmp_path / "answers.csv", "form": tmp_path / "form.xlsx", "into": tmp_path}


def on_page(folder):
    counts = {}
    for _, group, question, answer, count in counted_on(folder / "codebook.html"):
        assert group == "total"
        counts.setdefault(question, {})[answer] = count
    return counts


def test_the_page_counts_who_answered_each_option_and_why_answers_are_missing(export):
    counts = on_page(clean_table(**export, public=True).folder)
    asked = {"[base]": 4, "yes": 2, "no": 2, "never": 0, "[dont_know]": 1, "[no_answer]": 1}
    assert counts["police"] == asked
    assert counts["crimes"] == {"[base]": 5, "fraud": 3, "theft": 3, "[no_answer]": 1}
    # Those who did not say yes were not asked their age.
    assert counts["age"] == {"[base]": 2, "[not_asked]": 4}


def test_archives_are_given_the_file_for_spss_with_its_codes_and_their_counts(export):
    folder = clean_table(**export, public=True).folder
    counts = {(column, code): n for column, code, n in counted_in(folder / "codebook.xml")}
    assert counts["police", "1"] == 2 and counts["police", "-1"] == 1
    assert counts["crimes__fraud", "1"] == 3 and counts["crimes__fraud", "0"] == 2
    assert counts["age", "-5"] == 4  # those who did not say yes were not asked
    text = (folder / "codebook.xml").read_text()
    assert "<fileName>answers.sav</fileName>" in text
    _, metadata = pyreadstat.read_sav(str(folder / "answers.sav"), metadataonly=True)
    assert [n for n in metadata.column_names if f'name="{n}" files="F1"' not in text] == []


def test_texts_of_a_form_do_nothing_to_the_page(export):
    page = (clean_table(**export, public=True).folder / "codebook.html").read_text()
    assert "Which &lt;crimes&gt; do you fear?" in page and "<crimes>" not in page
    assert '<a href="#q-police">police</a>' in page


def test_a_codebook_of_confidential_answers_counts_nothing(export):
    folder = clean_table(**export).folder
    assert on_page(folder) == {} and [*counted_in(folder / "codebook.xml")] == []
    assert "Do you trust the police?" in (folder / "codebook.html").read_text()


def test_long_lists_of_options_lie_in_files_that_the_page_names(export, tmp_path):
    more = [("trust", f"kind{n}", f"Kind {n}") for n in range(40)]
    form = write_form(tmp_path / "long.xlsx", FORM | {"choices": [*FORM["choices"], *more]})
    folder = clean_table(**export | {"form": form}, public=True).folder
    assert "43 options: <code>options/trust.csv</code>" in (folder / "codebook.html").read_text()
    assert pl.read_csv(folder / "options/trust.csv").rows()[0] == ("yes", "Yes")


@pytest.mark.parametrize("public", [True, False])
def test_the_file_for_archives_is_valid(public, export):
    etree = pytest.importorskip("lxml.etree")
    if not (path := SCHEMAS / "2.5/codebook.xsd").is_file():
        pytest.skip("not in git: the schemas of DDI-Codebook 2.5")
    schema = etree.XMLSchema(etree.parse(str(path), etree.XMLParser(no_network=True)))
    written = clean_table(**export, public=public).folder / "codebook.xml"
    schema.assertValid(etree.parse(str(written)))


def test_no_spreadsheet_runs_an_option_of_a_long_list(export, tmp_path):
    many = [("trust", f"t{number}", f"Trust {number}") for number in range(30)]
    choices = [*FORM["choices"], *many, ("trust", "harm", "@SUM(A1)")]
    write_form(tmp_path / "form.xlsx", FORM | {"choices": choices})
    folder = clean_table(**export, public=True).folder
    (table,) = (folder / "options").iterdir()
    labels = pl.read_csv(table)["label_en"].to_list()
    assert labels[-1] == "'@SUM(A1)"
    assert labels[:2] == ["Yes", "No"]
