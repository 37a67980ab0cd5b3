import csv
import re
import unicodedata

import polars as pl
import pytest
from cyberstudy.declare.questionnaire_sheets import load_questionnaire
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.statuses import STATUSES
from hypothesis import given
from hypothesis import strategies as st
from one_stream.bulk import clean_bulk

SURVEY = """type,name,label,relevant,constraint
select_one unit,unit,Have you a unit?,,
select_one size,size,"How large, about?",${unit} = 'yes',
select_one size,trend,Since when?,${size} = 's' or ${size} = 'm',. != 'l'
integer,staff,How many?,${size} != '',. >= 0 and . <= 500
decimal,share,Which share?,${staff} > 2 and not(${trend} = 's'),
text,remark,What else?,${unit} != 'no',
select_multiple unit,several,Which?,,
"""
CHOICES = """list_name,name,label::English (en),label::French (fr)
unit,yes,"Yes, one",Oui
unit,no,No,Non
unit,dont_know,Do not know,Ne sait pas
size,s,Small,Petite
size,m,Medium,Moyenne
size,l,Large,Grande
size,refused,I’d rather not say,
"""
COLUMNS = {"unit": "size", "a": "unit", "c": "trend", "n": "staff", "d": "share", "t": "remark"}
MISSING = {"-": "no_answer", "N/A": "not_applicable", "won’t say": "refused"}


@pytest.fixture(scope="module")
def form(tmp_path_factory):
    folder = tmp_path_factory.mktemp("form")
    (folder / "survey.csv").write_text(SURVEY)
    (folder / "choices.csv").write_text(CHOICES)
    (folder / "settings.csv").write_text("form_title\nUnits\n")
    return load_questionnaire(folder)


def bulk(form, folder, content, **changes):
    path = folder / "export.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    given = {"columns": COLUMNS, "missing": MISSING, "keep": ["id"], "unknown": "invalid"}
    report = clean_bulk(path, folder / "out.parquet", questionnaire=form, **given | changes)
    return pl.read_parquet(folder / "out.parquet"), report


# What must come out, written a second time: row by row, in plain Python, conditions by hand.


def fold(text):
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("\ufeff", " ")
    return " ".join(text.split()).casefold()


TEXTS = {
    "unit": {"yes, one": "yes", "oui": "yes", "no": "no", "non": "no", "do not know": "dont_know"}
    | {"ne sait pas": "dont_know"},
    "size": {"small": "s", "petite": "s", "medium": "m", "moyenne": "m", "large": "l"}
    | {"grande": "l", "i'd rather not say": "refused"},
}
TEXTS = {name: texts | {c: c for c in texts.values()} for name, texts in TEXTS.items()}
TEXTS["trend"] = {text: code for text, code in TEXTS["size"].items()}
ASKED = {
    "unit": lambda v: True,
    "size": lambda v: v["unit"] == "yes",
    "trend": lambda v: v["size"] in ("s", "m"),
    "staff": lambda v: v["size"] is not None,
    "share": lambda v: v["staff"] is not None and v["staff"] > 2 and v["trend"] != "s",
    "remark": lambda v: v["unit"] != "no",
}


def judge(name, text):
    folded = fold(text)
    token = {fold(t): s for t, s in MISSING.items()}.get(folded)
    if token or not folded:
        return None, token or "no_answer"
    if name == "remark":
        return text, "valid"
    if name in TEXTS:
        code = TEXTS[name].get(folded)
        good = code is not None and (name, code) != ("trend", "l")
        return (code, "valid") if good else (None, "invalid")
    thousands = re.search(r"^-?\d{1,3}(,\d\d\d)+$", folded)
    written = re.search(r"^[+-]?(\d+)([.,]\d+)?$", folded)
    if thousands or not written:
        return None, "invalid"
    number = float(folded.replace(",", "."))
    if name == "staff" and (number % 1 or not 0 <= number <= 500):
        return None, "invalid"
    return number, "valid"


def expected(row):
    values, statuses = {}, {}
    for name, asked in ASKED.items():
        value, status = judge(name, row[name])
        if not asked(values):
            value = None
            status = "invalid" if status in ("valid", "invalid") else "not_asked"
        values[name], statuses[f"{name}.status"] = value, status
    for name, value in values.items():  # conditions have seen what was said instead
        if value in ("dont_know", "refused", "not_applicable"):
            values[name], statuses[f"{name}.status"] = None, value
    out = {}
    for name, value in values.items():
        status = statuses[f"{name}.status"]
        if name in TEXTS:  # one column: a code, or a status behind a full stop
            out[name] = value if status == "valid" else f".{status}"
        else:
            out |= {name: value, f"{name}.status": status}
    return out


SPELLED = [t for texts in TEXTS.values() for t in texts] + list(MISSING)
WRITTEN = st.sampled_from(SPELLED).flatmap(
    lambda t: st.sampled_from([t, t, t.upper(), f" {t}\u00a0", t.replace(" ", "\n"), "ﬁ" + t])
)
ANYTHING = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=6)
NUMBER = st.sampled_from(
    ["0", "7", "3.0", "12.5", "1e2", "１２", "-1", "501", "1_0", "nan", "1,5", "1,000"]
)
ROW = st.fixed_dictionaries(
    {
        name: st.one_of(st.just(""), st.sampled_from(like), WRITTEN, ANYTHING | NUMBER)
        for name, like in {
            "unit": ["Yes, one", "yes"],
            "size": ["Small", "Petite", "m", "Large"],
            "trend": ["Medium", "l", "Petite"],
            "staff": ["7", "3", "12"],
            "share": ["12.5", "3"],
            "remark": ["7", "long words " * 9, "refused"],
        }.items()
    }
)


@given(st.lists(ROW, max_size=8), st.booleans())
def test_each_cell_becomes_what_row_by_row_reading_makes_of_it(
    tmp_path_factory, form, rows, quoted
):
    folder = tmp_path_factory.mktemp("wild")
    headers = {question: header for header, question in COLUMNS.items()}
    table = pl.DataFrame(
        {"id": [str(n) for n in range(len(rows))]}
        | {headers[name]: [row[name] for row in rows] for name in ASKED},
        schema=["id", *(headers[name] for name in ASKED)],
        schema_overrides={name: pl.String for name in ["id", *COLUMNS]},
    )
    style = "always" if quoted else "necessary"
    content = table.write_csv(quote_style=style, include_bom=quoted)
    out, report = bulk(form, folder, content, row_group_size=3)
    names = list(expected(dict.fromkeys(ASKED, "")))
    assert out.select(names).to_dicts() == [expected(row) for row in rows]
    assert out["row"].to_list() == list(range(2, len(rows) + 2))
    counts = {(q, s): n for q, s, n in report.cells.iter_rows()}
    judged = [expected(row) for row in rows]
    for name in ASKED:
        found = [row.get(f"{name}.status", row[name]) for row in judged]
        statuses = [s.removeprefix(".") if s in DOTTED or s in STATUSES else "valid" for s in found]
        for status in STATUSES:
            assert counts.get((name, status), 0) == statuses.count(status)
    unknown = [(n, row[n]) for row in rows for n in TEXTS if judge(n, row[n])[1] == "invalid"]
    unknown = [(n, text) for n, text in unknown if fold(text) not in TEXTS[n]]
    assert report.bad["cells"].sum() == len(unknown)
    assert set(zip(report.bad["question"], report.bad["text"], strict=True)) == set(unknown)


DOTTED = [f".{status}" for status in STATUSES if status != "valid"]
HEADER = "id,a,unit,c,n,d,t\n"


def test_an_options_place_is_what_its_code_is_stored_as(tmp_path, form):
    out, _ = bulk(form, tmp_path, HEADER + '1,"Yes, one",Large,,7,,\n')
    assert out["size"].dtype == pl.Enum(["s", "m", "l", "refused", *DOTTED])
    assert out["size"].to_physical().item() == 2
    assert "size.status" not in out.columns
    assert out["staff.status"].dtype == pl.Enum(STATUSES)


def test_an_option_that_is_written_as_a_status_is_refused(tmp_path, tmp_path_factory):
    folder = tmp_path_factory.mktemp("dotted")
    (folder / "survey.csv").write_text("type,name,label\nselect_one o,q,Which?\n")
    (folder / "choices.csv").write_text("list_name,name,label\no,.conflict,In conflict\n")
    (folder / "settings.csv").write_text("form_title\nDotted\n")
    dotted = load_questionnaire(folder)
    with pytest.raises(StudyProblem, match=r"q: the option '\.conflict' is written as a status"):
        bulk(dotted, tmp_path, "q,id\nIn conflict,1\n", columns={"q": "q"})


def test_every_bad_label_is_listed_with_its_rows_and_nothing_is_written(tmp_path, form):
    rows = "".join(f"{n},yse,XL,,,,\n" for n in range(2, 9)) + "9,YES,small,s,1,2,x\n10,nay,,,,,\n"
    said = (
        r"15 cells hold(.*\n)*.*column 'a': 'yse' is no option of unit: 7 cells, "
        r"rows 2, 3, 4, 5, 6, \.\.\.\n.*column 'a': 'nay' .* 1 cells, rows 10\n.*'unit': 'XL'"
    )
    with pytest.raises(StudyProblem, match=said):
        bulk(form, tmp_path, HEADER + rows, unknown="stop")
    assert [path.name for path in tmp_path.iterdir()] == ["export.csv"]


def test_another_spelling_of_an_option_is_not_bad(tmp_path, form):
    out, report = bulk(form, tmp_path, HEADER + "1,  yes,SMALL,,,,\n", unknown="stop")
    assert out.select("unit", "size").row(0) == ("yes", "s")
    assert report.bad.is_empty()


def test_blank_rows_and_columns_left_behind_are_counted(tmp_path, form):
    content = 'id,a,unit,c,n,d,t,ip\n1,no,,,,,,10.0.0.1\n,,,,,,,\n\n2,no,,,,,"x\ny",\n'
    out, report = bulk(form, tmp_path, content)
    assert (report.rows, report.blank_rows, report.left) == (2, 2, ["ip"])
    assert out["row"].to_list() == [2, 5]
    assert "ip" not in out.columns


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "column 'a' is missing"),
        (b"id,a,unit,c,n,d\n", "column 't' is missing"),
        (b"id,a,unit,c,n,d,t,t\n", "column 't' stands twice"),
        (HEADER.encode() + b"1,,,,,,x\n2,no,,,,\n", r"row 3 \(line 3\): 6 cells, the header has 7"),
        (HEADER.encode() + b"1,,,,,,x\n2,no,,,,,,\n", r"row 3 \(line 3\): 8 cells"),
        (HEADER.encode() + b"1,\xff,,,,,x\n", "invalid utf-8"),
        (HEADER.encode() + b'1,"no\nno,,,,,x\n', r"row 2 \(line 3\)"),
    ],
)
def test_a_file_that_is_not_as_declared_is_refused(tmp_path, form, content, said):
    with pytest.raises(StudyProblem, match=said):
        bulk(form, tmp_path, content)


def test_without_options_a_long_row_is_still_told(tmp_path, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    (folder / "survey.csv").write_text("type,name,label\ninteger,n,How many?\ndate,d,When?\n")
    (folder / "choices.csv").write_text("list_name,name,label\n")
    (folder / "settings.csv").write_text("form_title\nPlain\n")
    plain = load_questionnaire(folder)
    declared = {"columns": {"n": "n", "d": "d"}, "keep": []}
    out, report = bulk(
        plain, tmp_path, "x,n,d\n1, 2 ,2012-02-29 10:00\n2,two,2011-02-29\n", **declared
    )
    assert out.select("n", "d").rows() == [(2.0, "2012-02-29"), (None, None)]
    assert report.left == ["x"]
    with pytest.raises(StudyProblem, match=r"row 2 \(line 2\): 4 cells"):
        bulk(plain, tmp_path, "x,n,d\n1,2,,3\n", **declared)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"a": "nothing"}, "has no question 'nothing'"),
        ({"a": "several"}, "take the cell-by-cell road"),
        ({"a": "size"}, "size: its condition names unit, which no column holds"),
        ({"a": "unit", "unit": "unit"}, "two columns are 'unit'"),
    ],
)
def test_columns_that_can_not_be_placed_are_refused(tmp_path, form, columns, said):
    with pytest.raises(StudyProblem, match=said):
        bulk(form, tmp_path, HEADER + "1,,,,,,x\n", columns=columns)


def test_a_label_with_the_separator_in_quotes_makes_no_row_long(tmp_path, form):
    with (tmp_path / "wide.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["id", "a", "t"], ["1", "Yes, one", ""], ["2", "No", "a,b"]])
    content = (tmp_path / "wide.csv").read_bytes()
    out, _ = bulk(form, tmp_path, content, columns={"a": "unit", "t": "remark"})
    assert out["unit"].to_list() == ["yes", "no"]
