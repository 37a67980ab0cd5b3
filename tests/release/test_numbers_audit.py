"""What leaves of a confidential survey says what its audited tables have, and nothing else."""

import json

import polars as pl
import pytest
from worlds import decide, edit

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.release.numbers_audit import told, with_audited_numbers
from cyberstudy.release.spoken_numbers import SpokenNumbers, without
from cyberstudy.wording.translator import ENGLISH, Translator
from surveyanswers.tables.problems import SurveyError

KEYS = {"wave": "", "grouping": "region", "question": "law"}
TABLE = pl.DataFrame(
    [
        KEYS | {"group": "north", "option": "yes", "count": 9, "base": 14},
        KEYS | {"group": "north", "option": "no", "count": 5, "base": 14},
        KEYS | {"group": "south", "option": "yes", "count": None, "base": None},
        KEYS | {"group": "south", "option": "no", "count": None, "base": None},
    ]
)
DRAWN = TABLE.drop("wave").rename({"option": "answer"}).with_columns(label=pl.lit("Any"))


def test_numbers_of_the_tables_may_be_drawn():
    assert [*told(DRAWN, TABLE)] == []


@pytest.mark.parametrize("number", ["count", "base"])
def test_a_number_of_a_withheld_group_is_found_whatever_it_is_called(number):
    shown = pl.when(pl.col("group") == "south").then(4).otherwise(number)
    leak = DRAWN.with_columns(shown.alias(number), label=pl.lit("Other"))
    assert [*told(leak, TABLE)] == ["numbers of a withheld group in 2 rows"]
    # Of answers taken together, too.
    together = leak.drop("answer").unique(["group"])
    assert [*told(together, TABLE)] == ["numbers of a withheld group in 1 rows"]


def test_another_number_than_the_tables_is_found():
    other = DRAWN.with_columns(count=pl.col("count") + 1)
    assert [*told(other, TABLE)] == ["another count than the table's in 2 rows"]


def test_numbers_of_an_earlier_wave_are_compared_with_that_wave():
    waves = pl.concat(
        [TABLE.with_columns(wave=pl.lit(w), count=n) for w, n in (("1", 7), ("2", 8))]
    )
    drawn = DRAWN.filter(group="north").with_columns(count=7)
    assert [*told(drawn, waves, "1")] == []
    assert [*told(drawn, waves)] == ["another count than the table's in 2 rows"]


# --- texts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("North: 9 of 14 (64%), 64.3%; in all 14 of 14.", []),
        ("In 2012 nobody asked; see https://lights.example/17.", []),
        ("Replied within 31 to 90 days: 9.", []),
        ("North: 100 - 250 9 of 14.", []),
        ("South: 21 of 22.", ["21", "22", "21 of 22"]),
        # Each of the two is some number of the table; no row has both.
        ("South: 5 of 9.", ["5 of 9"]),
        ("South: 75%.", ["75%"]),
        ("South: 0.75.", ["0.75"]),
    ],
)
def test_a_text_may_say_what_the_rows_of_its_tables_have_and_what_is_declared(text, strange):
    table = TABLE.with_columns(share=pl.col("count") / pl.col("base"))
    spoken = SpokenNumbers([table], ENGLISH, declared=["31 to 90 days", "9", "100 - 250"])
    assert sorted({*spoken.strange(text)}) == sorted(strange)


def test_numbers_are_read_as_each_language_writes_them():
    table = pl.DataFrame({"count": [1234], "base": [2345], "share": [0.526]})
    for language in ("en", "fr", "es", "ru", "zh", "ar"):
        say = Translator(language)
        spoken = SpokenNumbers([table], say)
        shown = say("{count} of {base}", count=1234, base=2345)
        own = f"{shown} ({say.percent(0.526, 1)})"
        assert [*spoken.strange(own)] == []
        assert [*spoken.strange(own.replace(say.decimal(2.6, 1), say.decimal(2.7, 1)))]
        assert [*spoken.strange(own.replace("234", "235"))]


def test_a_known_text_is_taken_out_where_it_stands_by_itself_and_not_within_a_checksum():
    text = "a1: 7f27a1 a1b3; 55+ 30, 155+, 1,055+"
    assert without(text, ["55+", "a1"]) == " : 7f27a1 a1b3;   30, 155+, 1,055+"


def spoken_beside(rows, **more):
    """What a text beside a figure of three rows may say: labels that are numbers or have some."""
    labelled = pl.DataFrame(rows, schema=["label", "count", "base"], orient="row")
    numbers = labelled.select("label", pl.col("count", "base").cast(pl.Int64, strict=False))
    constants = {"minimum": [10], "rows": range(4), "files": [1]}
    declared = ["55+", "17", "0.5", "How often in 12 months?", "11."]
    given = {"declared": declared, "constants": constants, "labelled": labelled} | more
    return SpokenNumbers([numbers], ENGLISH, **given)


BESIDE = [("55+", "30", "83"), ("17", "22", "83"), ("0.5", "31", "83")]


@pytest.mark.parametrize(
    "text",
    [
        "Age: 55+ 30 of 83 (36%); 17 22 of 83; 0.5 31 of 83.",
        "Asked \u201c11.\u201d; How often in 12 months: 83.",
        "Shares based on fewer than 10 are not shown.",
        "Not drawn: 3 more options, each under 2%; the table has them.",
        "Table of 83 cells by 3 outcomes and 1 files; most, 83, are of export, csv.",
    ],
)
def test_digits_of_labels_and_of_phrases_are_no_numbers(text):
    spoken = spoken_beside(BESIDE, constants={"minimum": [10], "rows": range(4), "files": [1]})
    shares = pl.DataFrame({"share": [30 / 83]})
    spoken.tables.append(shares)
    assert [*spoken.strange(text)] == []


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        # As many as a label says, and no label.
        ("Age: 55+ 30 of 83; the rocks 55.", ["55"]),
        ("The rocks 17; 17 22 of 83.", ["17"]),
        ("The rocks: 17.", ["17"]),
        ("On the rocks 17 of 83.", ["17", "17 of 83"]),
        ("0.5 31 of 83; the rocks 11.", ["11"]),
        # As many as a constant, and in another place.
        ("Shares based on fewer than 10 are not shown. Of the rocks 10.", ["10"]),
        ("Table of 83 cells by 3 outcomes and 1 files; the rocks 4.", ["4"]),
        (
            "Not drawn: 3 more options, each under 2%; the table has them. Of the rocks 2%.",
            ["2%"],
        ),
        # In its place, and none that was declared.
        ("Shares based on fewer than 14 are not shown.", ["14"]),
        ("Table of 83 cells by 14 outcomes and 1 files; most, 83, are of export.", ["14"]),
    ],
)
def test_a_count_that_equals_a_constant_or_a_label_is_still_found(text, strange):
    assert [*spoken_beside(BESIDE).strange(text)] == strange


def test_numbers_all_of_which_are_withheld_are_compared_as_numbers(tmp_path):
    path = tmp_path / "drawn.csv"
    nothing = pl.lit(None, pl.Int64)
    DRAWN.filter(group="south").with_columns(count=nothing, base=nothing).write_csv(path)
    assert [*told(pl.read_csv(path), TABLE)] == []


# --- leaks that somebody put there ----------------------------------------------------------

COVERED = {"wave": "", "question": "home", "label": "Home"}
WORDS = {
    **{"exhibit": "keepers", "kind": "expert_coverage", "code": "a.py", "language": "en"},
    **{"title": "Who keeps the lights", "headline": "", "subtitle": "", "recommends": ""},
    **{"finding": "17 of 30 keepers live at the coast.", "simulated": True, "area": "Keepers"},
    **{"question": "Asked.", "base": "30 keepers.", "method": "Of at least 5.", "source": "S 1999"},
    **{"caption": "30 keepers.", "notes": "Asked. Of at least 5.", "alt": "Coast 17, isles 13."},
}
#: What is found, lines that are drawn, and markup around them.
LEAKS_OF_DRAWINGS = [
    ("4 of 4", ["4 of 4"], ""),
    ("4 of 4", ["On the rocks 4 of", "4"], ""),
    ("4", ["The rocks 4"], ""),
    ("4", ["The rocks", "4"], ""),
    ("31%", ["31%"], ""),
    ("4 of 4", ["17 of 30"], "<metadata><source>Of the rocks 4 of 4</source></metadata>"),
    ("4", ["17 of 30"], "<desc>Coast 17, isles 13. Of the rocks 4.</desc>"),
    ("4", ["17 of 30"], "<title>Of the rocks 4</title>"),
    ("4 of 4", ["17 of 30"], "<!-- 4 of 4 -->"),
]
REPORT = {"survey": "lighthouse", "passed": ["coverage.csv"], "rows_withheld": {"coverage": 2}}


def drawing(*lines, about="", along="", row=""):
    """Write an SVG with lines, what is about them, and a number along an axis."""
    lines = "".join(
        f"<g id='text_{n}'><text x='1'>{each}</text></g>" for n, each in enumerate(lines)
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg'>{about}<style>a{{left:4}}</style>"
        f"<g id='matplotlib.axis_1'><g id='xtick_1'><g><text>40%</text></g></g>"
        f"<g id='xtick_2'><g><text>{row}</text></g></g><g><text>{along}</text></g></g>{lines}</svg>"
    )


@pytest.fixture
def leaving(world, tmp_path):
    """A confidential survey, and the folder of its release with one figure in it."""
    folder = world / "config/surveys/lighthouse"
    edit(
        folder / "plan.yaml",
        "title: Who keeps the lights}",
        "title: Who keeps the lights, says: {finding: '{n} of {all} keepers live at the coast.', "
        "table: coverage, row: {group: coast}, values: {n: {column: count}, all: {column: base}}}}",
    )
    survey = OpenSurvey(folder, root=world)
    decide(survey, protection="confidential", minimum_base=5)
    release = tmp_path / "release"
    for name in ("tables/coasts", "figures/en"):
        (release / name).mkdir(parents=True)
    rows = [("coast", 17), ("isles", 13)]
    coverage = pl.DataFrame([COVERED | {"group": g, "count": n, "base": 30} for g, n in rows])
    coverage.write_csv(release / "tables/coverage.csv")
    coverage.write_csv(release / "figures/en/keepers.csv")
    (release / "figures/en/keepers.svg").write_text(drawing("17 of 30"))
    put(release)
    return survey, release


def audited(survey, release, **more):
    return with_audited_numbers(REPORT | more, release, survey, release / "tables")


def put(release, name="figures/en/keepers.json", **changed):
    path = release / name
    known = json.loads(path.read_text()) if path.is_file() else WORDS
    path.write_text(json.dumps(known | changed))


def test_what_the_tables_have_leaves_and_the_report_says_what_was_looked_at(leaving):
    survey, release = leaving
    found = audited(survey, release)
    looked_at = {"figures": 1, "sentences_filled_from_tables": 1, "numbers_in_texts": 6}
    assert found == REPORT | {"numbers": looked_at}


def test_a_withheld_count_is_refused_though_a_constant_of_the_phrase_equals_it(leaving):
    survey, release = leaving
    told = "Table of 30 cells by 2 outcomes and 1 files; most, 30, are of export, csv."
    put(release, alt=told)
    audited(survey, release)
    put(release, alt=f"{told} On the rocks 5.")  # as many as no share is shown of
    with pytest.raises(SurveyError, match=r"alt: no table that it is about has '5'"):
        audited(survey, release)
    put(release, alt="Shares based on fewer than 5 are not shown. On the rocks 5.")
    with pytest.raises(SurveyError, match=r"alt: no table that it is about has '5'\n"):
        audited(survey, release)


@pytest.mark.parametrize(
    ("field", "text", "what"),
    [
        ("caption", "30 keepers; of the rocks all 4 of 4.", "'4', '4', '4 of 4'"),
        ("alt", "Coast 17, isles 13; the rocks 4.", "'4'"),
        ("finding", "14 of 30 keepers live at the coast.", "'14', '14 of 30'"),
        ("headline", "All 4 on the rocks say so", "'4'"),
        ("subtitle", "Of 4 on the rocks", "'4'"),
        ("notes", "Asked. Of at least 5. Of the rocks 4.", "'4'"),
        ("method", "Of at least 5. Of the rocks 31.", "'31'"),
    ],
)
def test_a_leak_in_words_of_a_figure_stops_the_release(leaving, field, text, what):
    survey, release = leaving
    put(release, **{field: text})
    with pytest.raises(SurveyError) as problem:
        audited(survey, release)
    line = f"figures/en/keepers.json: {field}: no table that it is about has {what}"
    assert line in str(problem.value)


def test_a_leak_in_what_is_drawn_or_shown_by_other_programs_stops_the_release(leaving):
    survey, release = leaving
    drawn = release / "figures/en/keepers.svg"
    for text, lines, about in LEAKS_OF_DRAWINGS:
        drawn.write_text(drawing(*lines, about=about))
        with pytest.raises(SurveyError, match=rf"keepers\.svg: '{text}' is in no row"):
            audited(survey, release)
    drawn.unlink()
    drawn.with_suffix(".rst").write_text("Of the rocks 4\n")
    with pytest.raises(SurveyError, match=r"keepers\.rst: it says something else than"):
        audited(survey, release)


def test_numbers_along_axes_and_audited_words_of_a_figure_may_be_drawn(leaving):
    survey, release = leaving
    about = "<title>Who keeps the lights</title><desc>Coast 17, isles 13.</desc>"
    svg = drawing("Coast", "17 of", "30", about=about, along="From 0 to 40")
    (release / "figures/en/keepers.svg").write_text(svg)
    audited(survey, release)
    for leak, text in [({"row": "The rocks 4"}, "4"), ({"along": "The rocks 4 of 4"}, "4 of 4")]:
        (release / "figures/en/keepers.svg").write_text(drawing("Coast", **leak))
        with pytest.raises(SurveyError, match=rf"keepers\.svg: '{text}' is in no row"):
            audited(survey, release)


def test_a_legend_of_numbers_may_be_drawn_and_no_number_like_its_labels_elsewhere(leaving):
    survey, release = leaving
    labels = pl.DataFrame({"part": [*["option"] * 3, "none"], "label": ["6", "7", "9", "blank"]})
    rows = pl.read_csv(release / "figures/en/keepers.csv")
    both = pl.concat([rows.drop("label"), labels], how="diagonal")
    both.write_csv(release / "figures/en/keepers.csv")
    drawn = release / "figures/en/keepers.svg"
    drawn.write_text(drawing("17 of 30", "6", "7", "9"))
    audited(survey, release)
    drawn.write_text(drawing("17 of 30", "6", "7", "9", "7"))
    with pytest.raises(SurveyError, match=r"keepers\.svg: '7' is in no row"):
        audited(survey, release)


def test_who_publishes_a_figure_and_under_which_licence_may_stand_in_it(leaving):
    survey, release = leaving
    svg = drawing("Contributors, CC BY", "4.7", "Version 1.4")
    (release / "figures/en/keepers.svg").write_text(svg)
    tables = release / "tables"
    published = {"licence": "CC BY 4.7", "version": "1.4"}
    with_audited_numbers(REPORT, release, survey, tables, published)
    with pytest.raises(SurveyError, match=r"keepers\.svg: '4\.7' is in no row"):
        audited(survey, release)
    # As many as the version says, and no version.
    (release / "figures/en/keepers.svg").write_text(drawing("Of the rocks 1.4"))
    with pytest.raises(SurveyError, match=r"keepers\.svg: '1\.4' is in no row"):
        with_audited_numbers(REPORT, release, survey, tables, published)


def test_a_drawing_in_which_no_text_can_be_read_stops_the_release(leaving):
    survey, release = leaving
    shapes = "<svg xmlns='http://www.w3.org/2000/svg'><path d='M 0 0'/></svg>"
    (release / "figures/en/keepers.svg").write_text(shapes)
    with pytest.raises(SurveyError, match=r"keepers\.svg: no text could be read in it"):
        audited(survey, release)


def test_numbers_beside_figures_are_compared_and_only_of_a_confidential_survey(leaving):
    survey, release = leaving
    TABLE.write_parquet(release / "tables/estimates.parquet")
    DRAWN.with_columns(base=14).write_csv(release / "figures/en/laws.csv")
    with pytest.raises(SurveyError, match=r"figures/en/laws\.csv: numbers of a withheld group"):
        audited(survey, release)
    decide(survey, protection="public")
    assert audited(survey, release) == REPORT


def test_a_digest_that_reads_as_an_endless_number_bears_none():
    table = pl.DataFrame({"code": [float("6685286e0829")], "count": [7]})
    assert [*SpokenNumbers([table], ENGLISH).strange("Of 7 States 25 replied.")] != []
    assert [*SpokenNumbers([table], ENGLISH).strange("There are 7 States.")] == []
