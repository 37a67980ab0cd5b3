"""The page on analyses of one's own: its files run, and their figures tell what they show."""

import re
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from worlds.analyses import shown, surveyed
from worlds.shares import legend

from cyberstudy.analyses import Analysis, Given
from cyberstudy.analysis_files import opened
from cyberstudy.draw.families.own.figure import own
from cyberstudy.draw.narrow import SMALLEST, drawn_for_phone
from cyberstudy.draw.of_tables import heading
from cyberstudy.draw.style import contrast, seen_texts, use_house_style
from cyberstudy.draw.titles import head
from cyberstudy.protect.release_rules import of_known
from cyberstudy.wording.translator import ENGLISH, translator_of
from cyberstudy.wording.view import View
from surveyanswers.tables.disclosure import key
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import write_table

LAWS = ["transactions_law", "consumer_law", "privacy_law", "cybercrime_law", "taxation_law"]


@pytest.fixture
def survey(tmp_path):
    return surveyed(tmp_path, shown())


@pytest.fixture
def given(survey):
    """Invented laws: every third State has none on transactions, every fourth none on consumers."""
    units = survey.frame["unit_id"].to_list()
    few = {"transactions_law": 3, "consumer_law": 4}
    rows = [
        (law, "none" if number % few.get(law, 5) == 0 else "legislation", unit)
        for number, unit in enumerate(units)
        for law in LAWS
        if not (unit == "AFG" and law == "consumer_law")
    ]
    accepted = pl.DataFrame(rows, schema=["question", "value", "unit_id"], orient="row")
    accepted = accepted.with_columns(
        wave=pl.lit(""),
        instance=pl.lit(0, pl.UInt32),
        option=pl.lit(""),
        number=pl.lit(None, pl.Float64),
    )
    known = pl.DataFrame({"unit_id": units, "wave": "", "in_frame": True})
    return Given.of(accepted, known, survey.frame, codebook=survey.codebook, numbers=[])


@pytest.fixture
def drawn(survey, given, tmp_path):
    """Draw a figure from the table as it passes protection."""

    def draw(name, language="en"):
        entry = survey.plan.exhibits[name]
        made = opened(Path(entry.file)).tables[entry.table]
        seen, withheld = of_known(made(given), survey, made.contract)
        assert not withheld
        assert not {"units", "questions"} & {*seen.columns}
        (tmp_path / "tables").mkdir(exist_ok=True)
        write_table(seen, str(tmp_path / "tables" / f"{entry.table}.parquet"))
        return own(View(tmp_path / "tables", survey, entry, translator_of(survey, language)))

    return draw


def test_a_cross_table_shows_every_pair_of_answers_in_the_order_of_the_form(drawn):
    made = drawn("laws_crossed")
    axes = made.figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "Legislation",
        "No Legislation",
    ]
    assert [text.get_text() for text in axes.texts] == ["96", "32", "48", "16"]
    assert made.data["states"].sum() == 192
    assert made.base == "Counted: 192 economies."
    assert "No Legislation, Legislation: states 48; No Legislation, No Legislation: states 16" in (
        made.alt
    )
    assert "legislation on consumer protection online" in made.question


def test_a_map_counts_each_class_and_names_what_has_no_data(drawn):
    made = drawn("transactions_map")
    assert legend(made.figure) == [
        "Legislation (128)",
        "Draft (0)",
        "No legislation (65)",
        "no data",
    ]
    assert "Boundaries, names and colours imply no opinion" in made.method
    assert "Legislation: 128" in made.alt
    assert made.data.height == 193


def test_coefficients_stand_on_their_intervals_beside_a_line_at_zero(drawn):
    made = drawn("laws_by_development")
    low, estimate, high = made.data.select("low", "estimate", "high").row(0)
    assert low < estimate < high
    (axes,) = made.figure.axes
    drawn_at = [tuple(map(float, line.get_xdata())) for line in axes.lines]
    assert [estimate, *made.data["estimate"][1:]] == pytest.approx(drawn_at[0])
    assert (pytest.approx(low), pytest.approx(high)) in drawn_at
    assert drawn_at[-1] == (0, 0)
    assert axes.get_xlabel() == "laws more than others"
    assert f"Estimate {estimate:.2f}, Interval, from {low:.2f}, Interval, to " in made.alt
    assert made.base == "Counted: 192 economies."


FIGURES = {
    "laws_crossed": "Electronic transactions",
    "laws_by_development": "Term",
    "strips_of_regions": "Region",
    "histogram_of_laws": "Count",
    "bars_of_regions": "Region",
}


@pytest.mark.parametrize(("name", "label"), FIGURES.items())
def test_every_figure_in_seaborn_is_named_dressed_and_has_a_version_for_phones(drawn, name, label):
    use_house_style()
    made = drawn(name)
    (axes,) = made.figure.axes
    assert axes.get_ylabel() == label
    assert axes.get_legend() is None  # legends stand below the axes
    assert made.alt
    phone = drawn_for_phone(
        lambda: drawn(name), lambda figure: head(figure, "A headline"), language="en"
    )
    assert phone is not None
    assert min(text.get_fontsize() for text in seen_texts(phone.figure)) >= SMALLEST


def test_each_figure_on_the_page_takes_at_most_ten_lines():
    drawings = re.findall(r"@in_seaborn.*?(?=\n\n\n|\Z)", "\n\n\n".join(shown().values()), re.S)
    assert len(drawings) == len(FIGURES)
    assert all(len(drawing.splitlines()) <= 10 for drawing in drawings)


def test_dots_of_units_are_all_of_them_and_of_many_rows_the_text_tells_medians(drawn):
    made = drawn("strips_of_regions")
    (axes,) = made.figure.axes
    strips = [found for found in axes.collections if isinstance(found, PathCollection)]
    assert sum(len(found.get_offsets()) for found in strips) == made.data.height == 192
    assert made.base == "Counted: 192 Member States. Without data: AFG."
    rows = made.data.group_by("region").agg(pl.median("laws")).rows()
    assert all(f"{region}: Laws, of five {laws:g}" in made.alt for region, laws in rows)
    again = drawn("strips_of_regions").figure.axes[0]
    for one, other in zip(axes.collections, again.collections, strict=True):
        if isinstance(one, PathCollection):
            assert one.get_offsets().tolist() == other.get_offsets().tolist()


def test_numbers_in_cells_are_read_on_the_colours_of_their_cells(drawn):
    (axes,) = drawn("laws_crossed").figure.axes
    cells = axes.collections[0].get_facecolors()
    for text, colour in zip(axes.texts, cells, strict=True):
        assert contrast(to_hex(text.get_color()), to_hex(colour)) > 3.5


def test_what_was_not_translated_is_said_in_english(drawn):
    assert "No legislation" in drawn("transactions_map", "fr").alt


def test_what_goes_wrong_in_a_figure_is_told_with_file_and_line(survey, given, tmp_path):
    path = survey.folder / "analyses" / "laws_together.py"
    path.write_text(path.read_text().replace('values="states"', 'values="many"'))
    (tmp_path / "tables").mkdir()
    write_table(
        pl.DataFrame({"transactions_law": ["none"], "consumer_law": ["none"]}),
        str(tmp_path / "tables/laws_together.parquet"),
    )
    view = View(tmp_path / "tables", survey, survey.plan.exhibits["laws_crossed"])
    with pytest.raises(SurveyError, match=r"laws_together\.py, line 30, laws_crossed: KeyError"):
        own(view)


def test_of_a_table_without_rows_it_is_said_that_there_is_nothing_to_draw_and_where_to_look(
    drawn, given
):
    unknown = pl.when(pl.col("question") != "transactions_law").then("value")
    given.__dict__["accepted"] = given.accepted.with_columns(value=unknown)
    with pytest.raises(SurveyError, match=r"line \d+, .*has no rows.*survey\.accepted"):
        drawn("laws_crossed")


class Steps(Analysis):
    """A score in steps."""

    score = key("Score in steps.", phrase("ITU's score"))


def test_axes_call_a_column_as_its_contract_does():
    survey = SimpleNamespace(questionnaire=SimpleNamespace(questions={}), made={"steps": Steps})
    view = SimpleNamespace(survey=survey, entry=SimpleNamespace(table="steps"), say=ENGLISH)
    assert heading(view, "score") == "ITU's score"
    assert heading(view, "other_name") == "other name"
