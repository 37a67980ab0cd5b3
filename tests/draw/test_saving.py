"""Saving a figure: laid out once, with fonts in PDFs that hold what a PDF uses."""

import io
import re
import subprocess
import zlib
from contextlib import nullcontext

import matplotlib.pyplot as plt
import pytest
from cyberstudy.draw import style
from cyberstudy.draw.subsets import LAYOUT_TABLES, without_layout_tables
from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib.layout_engine import ConstrainedLayoutEngine
from worlds.translations import drawn_in

#: Ligatures (ff, fi, fl, ffi), accents that combine, and letters that join.
TEXTS = {
    "en": "conflict of offences, first officer",
    "fr": "conflit, délit d\u2019initié, efficacité",
    "ru": "преступления в киберпространстве",
    "ar": "الجريمة السيبرانية",
    "zh": "网络犯罪",
}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def figure(language="en"):
    """Draw something with the language's letters in it."""
    style.use_house_style(language)
    made, axes = style.new_figure(1.5)
    axes.set_title(TEXTS[language])
    axes.set_xlabel(TEXTS["en"])
    return made


def fonts(pdf):
    """The TrueType fonts in a PDF."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            content = zlib.decompress(stream)
        except zlib.error:
            continue
        if content[:4] in (b"\0\1\0\0", b"true"):
            found.append(TTFont(io.BytesIO(content)))
    return found


def test_a_figure_is_laid_out_once_for_all_formats(tmp_path, monkeypatch):
    laid_out = []
    execute = ConstrainedLayoutEngine.execute
    monkeypatch.setattr(
        ConstrainedLayoutEngine,
        "execute",
        lambda engine, drawn: [laid_out.append(drawn), execute(engine, drawn)][1],
    )
    paths = [str(tmp_path / f"one.{ending}") for ending in ("svg", "pdf", "png")]
    style.save_figure(figure(), paths, name="One", alt="One.")
    assert len(laid_out) == 1


def test_fonts_in_a_pdf_hold_no_table_that_a_pdf_does_not_use(tmp_path):
    style.save_figure(figure(), [str(tmp_path / "one.pdf")], name="One", alt="One.")
    held = fonts((tmp_path / "one.pdf").read_bytes())
    assert held
    assert not {table for font in held for table in font.reader.tables} & set(LAYOUT_TABLES)


def test_without_the_hook_matplotlib_would_keep_some(tmp_path, monkeypatch):
    monkeypatch.setattr(style, "without_layout_tables", nullcontext)
    style.save_figure(figure(), [str(tmp_path / "one.pdf")], name="One", alt="One.")
    held = fonts((tmp_path / "one.pdf").read_bytes())
    assert {table for font in held for table in font.reader.tables} & set(LAYOUT_TABLES), (
        "matplotlib drops these tables by itself: cyberstudy.draw.subsets can go"
    )


def test_others_that_subset_fonts_find_the_options_as_they_were():
    before = subset.Options
    with pytest.raises(ZeroDivisionError), without_layout_tables():
        assert subset.Options is not before
        raise ZeroDivisionError
    assert subset.Options is before


@pytest.mark.needs("poppler")
@pytest.mark.parametrize("language", drawn_in(TEXTS))
def test_pages_look_and_read_as_with_whole_fonts(language, tmp_path, monkeypatch):
    def seen(name):
        path = tmp_path / f"{name}.pdf"
        style.save_figure(figure(language), [str(path)], name="One", alt="One.")
        commands = (["pdftoppm", "-r", "150", path], ["pdftotext", path, "-"])
        return [subprocess.run(c, capture_output=True, check=True).stdout for c in commands]

    raster, text = seen("reduced")
    monkeypatch.setattr(style, "without_layout_tables", nullcontext)
    whole_raster, whole_text = seen("whole")
    assert raster == whole_raster
    assert text == whole_text
    # What is written from the right is shapes: typeface.AS_SHAPES.
    assert language == "ar" or TEXTS["en"] in text.decode()
