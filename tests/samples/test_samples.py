"""Real exports that others wrote. They lie beside the repository and are never part of it."""

import random
import re
from collections import Counter
from datetime import datetime, timedelta

import polars as pl
import pyreadstat
import pytest
from invented.cells import cells_read
from lxml import etree
from worlds.samples import SAMPLES, rows_of, sample

from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.matching import index_of
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.instrument.questionnaire_sheets import load_questionnaire
from surveyanswers.instrument.routing import to_polars
from surveyanswers.read import limesurvey
from surveyanswers.tables.problems import SurveyError

RESPONSES = "limesurvey_ssi_2018/2018_all_public_data.csv"
NUMBERS = ["0", "1", "7", "18", "30", "49", "50", "999", "9999", "2.5"]
LANGUAGES = {"en": "en", "de-informal": "de", "fr": "fr"}
OF_THE_DEVICE = ["start", "end", "today", "audit", "deviceid", "geopoint"]
START, STYLE = "startdate._.Date started", "codes._.texts"


def read(name, headers, known="csv", form=None, **changes):
    """Read a sample whose every named column is an answer, unless `changes` say otherwise."""
    columns = {header: Place("q") for header in headers}
    given = {"channel": "post", "language": "en", "unit": headers[0], "submission": headers[0]}
    export = Export(name, known, **given | {"questions": [], "columns": columns} | changes)
    return cells_read([export], SAMPLES, form or Questionnaire({}, {}, {}, ""))


def grid_of(cells, width):
    texts = cells["text"].fill_null("").to_list()  # in order of rows and columns
    return [texts[start : start + width] for start in range(0, len(texts), width)]


@pytest.fixture(scope="module")
def responses():
    return rows_of(RESPONSES)


@pytest.fixture(scope="module")
def structure(responses):
    """Question code -> type, wordings, subquestions and answers; of questions in the export."""
    header, *rows = rows_of("limesurvey_ssi_2018/2018_structure_LS-TSV.txt", delimiter="\t")
    found = {}
    for line in [dict(zip(header, row, strict=True)) for row in rows]:
        language = LANGUAGES.get(line["language"])
        if line["class"] == "Q":
            new = {"type": line["type/scale"], "other": line["other"], "Q": {}, "SQ": {}, "A": {}}
            question = found.setdefault(line["name"], new)
            question["Q"][language] = line["text"]
        elif line["class"] in {"SQ", "A"}:
            question[line["class"]].setdefault(line["name"], {})[language] = line["text"]
    fielded = {re.split(r"\[|\._\.", heading)[0] for heading in responses[0]}
    return {code: question for code, question in found.items() if code in fielded}


def form_of(structure, blanks=False):
    """Make a form and its crosswalk; rows of arrays are questions; ranks have no place in it."""
    questions, choices, codes = {}, {}, {}
    shown = str if blanks else lambda text: " ".join(text.split())

    def add(name, kind, labels, options):
        rest = [None] * 5
        questions[name] = Question(name, kind, name, *rest, labels, len(questions))
        spelled = {c: [c, *filter(str.strip, texts.values())] for c, texts in options.items()}
        by_language = {la: {c: shown(t[la]) for c, t in options.items()} for la in labels}
        choices[name] = Options(
            list(options), by_language, spelled if kind == "select_one" else {}, where=name
        )

    for code, question in structure.items():
        labels = {language: shown(text) for language, text in question["Q"].items()}
        if question["type"] == "F":
            for inner, texts in question["SQ"].items():
                codes[f"{code}_{inner}", ""] = f"{code}[{inner}]"
                wordings = {la: f"{labels[la]} [{shown(texts[la])}]" for la in labels}
                add(f"{code}_{inner}", "text", wordings, {})
        elif question["type"] != "R":
            kind = {"M": "select_multiple", "!": "select_one"}.get(question["type"], "text")
            add(code, kind, labels, question["SQ"] or question["A"])
    return Questionnaire(questions, choices, {}, "sample"), codes


def test_every_cell_of_a_limesurvey_export_comes_in_verbatim(responses):
    header, *body = responses
    with pytest.raises(SurveyError, match="row 2, column 1: '1' stands in a column without"):
        read(RESPONSES, header[1:], "limesurvey")
    cells, intake = read(RESPONSES, header[1:], "limesurvey", metadata=[""])
    assert grid_of(cells, 707) == body
    assert cells.filter(record=2)["header"].to_list() == header
    assert intake.select("cells", "kept_cells").row(0) == (705_586, 704_879)
    assert cells.filter(pl.col("text").str.contains("\ufeff")).height == 2721


# LimeSurvey folds and trims the blanks of wordings in headings.
@pytest.mark.parametrize(
    ("language", "as_is", "folded"), [("en", 697, 699), ("de", 4, 4), ("fr", 48, 49)]
)
def test_headings_of_codes_and_texts_are_recognised(responses, structure, language, as_is, folded):
    for blanks, count in ((True, as_is), (False, folded)):
        form, codes = form_of(structure, blanks)
        export = Export("", "limesurvey", "", language, "", list(form.questions), codes=codes)
        headings = limesurvey.headings(export, form)
        found = {style: len(headings[style].keys() & responses[0]) for style in headings}
        assert {style: n for style, n in found.items() if n} == {STYLE: count}
    left = {h.partition("]")[0] for h in responses[0] if h not in headings[STYLE]}
    ranks = {f"prevEmp2[{rank}" for rank in range(1, 6)}
    assert left == {"", START, "likert1[timeLike9zaf"} | ranks or language != "en"


def test_columns_that_drifted_from_the_structure_are_named(responses, structure):
    form, codes = form_of(structure)
    ranks = [header for header in responses[0] if header.startswith("prevEmp2[")]
    given = {"columns": {}, "submission": START, "unit": START, "metadata": ["", *ranks]}
    given |= {"form": form, "questions": list(form.questions), "codes": codes}
    with pytest.raises(SurveyError) as refused:
        read(RESPONSES, responses[0], "limesurvey", **given)
    named = re.findall(r"column (.*?)\]", str(refused.value))
    assert named == ["'likert1[timeLie9zaf", "'tool5canqcan[SQ008", "36 ('likert1[timeLike9zaf"]
    codes["likert1_timeLie9zaf", ""] = "likert1[timeLike9zaf]"
    form.choices["tool5canqcan"].codes.remove("SQ008")
    cells, intake = read(RESPONSES, responses[0], "limesurvey", **given)
    assert intake.select("headings", "kept_cells").row(0) == (STYLE, 704_879)
    assert Counter(cells["role"]) == {"answer": 997 * 700, "metadata": 997 * 6, "submission": 997}


def test_every_answer_to_a_list_or_a_tick_is_an_option_or_the_programs_word(responses, structure):
    form, _ = form_of(structure, blanks=True)
    lists, ticks = Counter(), Counter()
    for heading, *texts in zip(*responses, strict=True):
        code = re.split(r"\[|\._\.", heading)[0]
        question = structure.get(code, {"type": ""})
        ticks.update(texts if question["type"] == "M" else [])
        for text in filter(None, texts if question["type"] in {"!", "L"} else []):
            options = form.choices[code]
            match = index_of(options).find(text)
            lists[match.how if match else text] += 1
            lists.update(la for la, labels in options.labels.items() if text in labels.values())
            assert match or (text, question["other"]) == ("Other", "Y")
    assert lists == {"exact": 10_209, "Other": 143, "en": 10_209, "fr": 7_696, "de": 1_563}
    assert ticks == {"": 487_924, "No": 105_558, "Yes": 10_700}
    assert "Yes" in FORMATS["limesurvey"].ticked and "No" in FORMATS["limesurvey"].unticked


def in_words(value, labels, form):
    """Say what a raw value of SPSS is; it counts seconds from 1582."""
    if value is None or value != value:
        return ""
    if isinstance(value, str) or value in labels:
        return labels.get(value, value)
    moment = str(datetime(1582, 10, 14) + timedelta(seconds=value))
    forms = {"DATETIME": slice(19), "TIME": slice(11, 19), "(.?DATE|MOYR|QYR|WKYR)": slice(10)}
    for kind, part in forms.items():
        if re.match(rf"{kind}\d", form):
            return moment[part]
    return repr(value).removesuffix(".0")


@pytest.mark.parametrize(
    ("name", "count", "sets", "user_missing"),
    [
        ("hebrews", 99, [], []),
        ("sample_missing", 49, [], ["-1", "-3", "2500", "missing", "undetermined"]),
        ("simple_alltypes", 72, ["categorical_array", "mymrset"], ["-9", "8", "skipped"]),
    ],
)
def test_spss_values_come_in_as_labels_or_codes_and_none_is_lost(name, count, sets, user_missing):
    path, plain = sample(f"spss/{name}.sav"), {"disable_datetime_conversion": True}
    raw, meta = pyreadstat.read_sav(path, user_missing=True, output_format="dict", **plain)
    valid, _ = pyreadstat.read_sav(path, output_format="dict", **plain)
    labels, forms = meta.variable_value_labels, meta.original_variable_types
    expected, usual = (
        [in_words(v, labels.get(h, {}), forms[h]) for h in meta.column_names for v in table[h]]
        for table in (raw, valid)
    )
    cells = read(f"spss/{name}.sav", meta.column_names, "spss")[0].sort("position", "record")
    ours = cells["text"].fill_null("").to_list()
    assert ours == expected
    assert (len(ours), sorted(meta.mr_sets)) == (count, sets)
    missing = [text for text, known in zip(ours, usual, strict=True) if text and not known]
    assert sorted(missing) == user_missing


@pytest.fixture
def kobo(tmp_path):
    """The form without blank rows, and without types that only a device fills in."""
    for name in ("choices", "survey"):
        sheet = pl.read_csv(sample(f"kobo_form/xlsform_{name}.csv"), infer_schema=False)
        sheet = sheet.filter(pl.any_horizontal(pl.all().is_not_null()))
        sheet.write_csv(tmp_path / f"{name}.csv")
    (tmp_path / "settings.csv").write_text("form_title\nsample\n")
    with pytest.raises(SurveyError) as refused:
        load_questionnaire(tmp_path)
    assert re.findall(r"type '(\w+)'", str(refused.value)) == OF_THE_DEVICE
    sheet.filter(~pl.col("type").is_in(OF_THE_DEVICE)).write_csv(tmp_path / "survey.csv")
    return load_questionnaire(tmp_path)


def rules_of(column):
    """The rules of a column with their questions, and what is said of those that are refused."""
    sheet = pl.read_csv(sample("kobo_form/xlsform_survey.csv"), infer_schema=False)
    rules, refused = sheet.select(column, "name").drop_nulls().rows(), {}
    for rule, name in rules:
        try:
            to_polars(rule, this=name)
        except SurveyError as problem:
            refused[rule, name] = str(problem)
    return rules, refused


def test_every_relevant_of_a_kobo_form_is_translated_and_so_is_every_constraint(kobo):
    kinds = Counter(question.type for question in kobo.questions.values())
    assert (kinds["select_one"], kinds["select_multiple"], kinds.total()) == (89, 24, 213)
    assert all(question.labels.keys() == {"en", "ar"} for question in kobo.questions.values())
    rules, refused = rules_of("relevant")
    assert (len(rules), len({rule for rule, _ in rules}), refused) == (174, 115, {})
    rules, refused = rules_of("constraint")
    assert (len(rules), refused) == (81, {})


def drawn(question, form, chance):
    """Answer a question at random, blank one time in ten."""
    codes = form.options_of(question).codes if question.choices else NUMBERS
    several = chance.randint(1, 4) if question.type == "select_multiple" else 1
    answer = " ".join(chance.sample(codes, min(several, len(codes))))
    return answer if chance.random() > 0.1 else None


def test_translated_rules_of_a_kobo_form_agree_with_an_xpath_engine(kobo):
    chance = random.Random(174)
    answers = [{n: drawn(q, kobo, chance) for n, q in kobo.questions.items()} for _ in range(150)]
    frame = pl.DataFrame(answers, schema=dict.fromkeys(kobo.questions, pl.String))
    trees = [etree.Element("data") for _ in answers]
    for tree, given in zip(trees, answers, strict=True):
        for name in given:
            etree.SubElement(tree, name).text = given[name] or ""
    functions = {
        (None, "selected"): lambda _, nodes, code: code in nodes[0].text.split(),
        (None, "regex"): lambda _, nodes, like: bool(re.fullmatch(like, nodes[0].text)),
        (None, "count-selected"): lambda _, nodes: float(len(nodes[0].text.split())),
    }
    constraints, refused = rules_of("constraint")
    rules = {(rule, None) for rule, _ in rules_of("relevant")[0]} | {*constraints} - {*refused}
    assert len(rules) == 196
    for rule, name in rules:
        ours = frame.select(to_polars(rule, this=name).alias("holds"))["holds"].to_list()
        nodes = re.sub(r"\$\{(\w+)\}", r"/data/\1", rule)
        holds = etree.XPath(f"boolean({nodes})", extensions=functions)
        assert ours == [holds(tree.find(name) if name else tree) for tree in trees], rule
        assert set(ours) == {True, False} or "regex" in rule, rule


@pytest.mark.parametrize(
    ("name", "unnamed", "key", "begins", "extra"),
    [
        ("qualtrics/sample", 0, "ResponseId", "R_", 2),
        ("qualtrics/sample_legacy", 1, "V1", "R_", 1),
        ("redcap/checkboxes-1/data", 0, "record_id", "", 0),
        ("redcap/longitudinal/data", 0, "study_id", "", 0),
    ],
)
def test_a_format_without_a_reader_keeps_every_cell_as_csv(name, unnamed, key, begins, extra):
    header, *body = rows_of(f"{name}.csv")
    width = len(header) - unnamed
    cells, intake = read(f"{name}.csv", header[:width], heading_rows=extra + 1)
    assert grid_of(cells, width) == [row[:width] for row in body[extra:]]
    assert not any(text for row in (header, *body) for text in row[width:])
    assert intake["cells"].item() == len(header) * (len(body) + 1)
    assert cells.filter(header=key)["text"].str.starts_with(begins).all()


def test_qualtrics_rows_of_headings_are_refused_where_the_layout_does_not_count_them():
    header = rows_of("qualtrics/sample.csv")[0]
    with pytest.raises(SurveyError, match=r"row 3: a row of headings .* heading_rows: 3"):
        read("qualtrics/sample.csv", header)


def test_a_nought_in_redcap_may_mean_never_shown_and_a_form_is_a_record_and_an_event():
    header = rows_of("redcap/checkboxes-1/data.csv")[0]
    places = {h: Place(h.partition("___")[0], option=h.partition("___")[2]) for h in header}
    cells, _ = read("redcap/checkboxes-1/data.csv", header, columns=places)
    ticks = cells.filter(pl.col("option") != "")
    assert Counter(ticks["text"]) == {"0": 27, "1": 9}
    noughts = ticks.group_by("record", "question").agg(pl.col("text").eq("0").all().alias("all"))
    # Of record 3 the file itself says that check_one should be NA; nobody ever opened record 5.
    found = noughts.filter("all").sort(pl.all()).select("record", "question").rows()
    assert found == [(3, "check_one"), (4, "check_two"), (5, "check_one"), (5, "check_two")]
    _, *body = rows_of("redcap/longitudinal/data.csv")
    assert len({row[0] for row in body}) < len({(row[0], row[1]) for row in body}) == len(body)
