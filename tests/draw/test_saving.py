"""Saving a figure: laid out once, with the letters that it uses, and with where it comes from."""

import io
import re
import subprocess
import zlib
from base64 import b64decode
from contextlib import nullcontext
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Patch
from PIL import Image
from worlds.translations import drawn_in

from cyberstudy.draw import style, subsets
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.subsets import LAYOUT_TABLES, without_layout_tables
from cyberstudy.draw.titles import credit, mark_simulated
from cyberstudy.wording.translator import ENGLISH

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
    assert TEXTS["en"] in text.decode()


# --- text in SVG ------------------------------------------------------------------------------

SVG = "{http://www.w3.org/2000/svg}"


def typefaces(svg):
    """Families and fonts inside an SVG."""
    rules = re.findall(r"font-family:'([^']+)'[^}]*?base64,([\w+/=]+)", svg)
    return {family: TTFont(io.BytesIO(b64decode(font))) for family, font in rules}


def test_a_font_is_taken_apart_once_for_drawings_of_the_same_letters(tmp_path, monkeypatch):
    """It takes longer than to draw."""
    loaded, load = [], subset.load_font
    monkeypatch.setattr(subset, "load_font", lambda *how: [loaded.append(how[0]), load(*how)][1])
    subsets._subset.cache_clear()
    for name in ("wide", "phone"):
        style.save_figure(figure(), [str(tmp_path / f"{name}.svg")], name="One", alt="One.")
    assert len(loaded) == len({*loaded}) > 0


@pytest.mark.parametrize("language", drawn_in(TEXTS))
def test_an_svg_holds_its_texts_and_the_letters_that_they_are_written_in(language, tmp_path):
    path = tmp_path / "one.svg"
    style.save_figure(figure(language), [str(path)], name="One", alt="One.")
    svg = path.read_text(encoding="utf-8")
    texts = [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert {TEXTS[language], TEXTS["en"]} <= {*texts}
    held = {chr(code) for font in typefaces(svg).values() for code in font.getBestCmap()}
    assert held == {*"".join(texts)}


def test_an_svg_is_the_same_bytes_whenever_it_is_saved(tmp_path):
    one, other = tmp_path / "one.svg", tmp_path / "other.svg"
    style.save_figure(figure(), [str(one)], name="One", alt="One.")
    style.save_figure(figure("ar"), [str(tmp_path / "between.pdf")], name="One", alt="One.")
    style.save_figure(figure(), [str(other)], name="One", alt="One.")
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("language", drawn_in(TEXTS))
def test_a_browser_shows_text_where_shapes_of_its_letters_would_be(language, tmp_path, chromium):
    def seen(fonttype):
        path = tmp_path / f"{fonttype}.svg"
        drawn = figure(language)
        with plt.rc_context({"svg.fonttype": fonttype}):
            style.save_figure(drawn, [str(path)], name="One", alt="One.")
        tab = chromium.new_page(viewport={"width": 998, "height": 288})
        (tmp_path / "page.html").write_text(f"<img style='width:998px' src='{path.name}'>")
        tab.goto((tmp_path / "page.html").as_uri())
        tab.evaluate("document.images[0].decode()")
        picture = Image.open(io.BytesIO(tab.screenshot())).convert("L")
        tab.close()
        return np.asarray(picture.reduce(8), dtype=float)

    as_text, as_shapes = seen("none"), seen("path")
    assert as_shapes.min() < 230
    # Letters fall between dots in another way; one that stood elsewhere would differ by far more.
    assert np.abs(as_text - as_shapes).max() < 25


# --- where a picture comes from ---------------------------------------------------------------

CREDITS = {
    "source": "Keepers, 2020 \u2013 2024",
    "makers": "Contributors to these lamps",
    "licence": "CC BY 4.7",
    "version": "Lamps, Version 9.8",
}


def credited(folder, lines=("A source",)):
    """Save a figure in every format with lines below it, and return the paths by their endings."""
    made = figure()
    paths = {ending: folder / f"one.{ending}" for ending in ("svg", "png", "pdf")}
    below = credit(made, lines, "en")
    named = {"name": "One", "alt": "One.", "below": below, "credits": CREDITS}
    style.save_figure(made, [*map(str, paths.values())], **named)
    return paths


def test_the_metadata_of_pictures_say_where_they_come_from_and_no_program_or_day(tmp_path):
    paths = credited(tmp_path)
    svg = ElementTree.parse(paths["svg"]).getroot().find(f"{SVG}metadata")
    told = {
        each.tag.rpartition("}")[2]: " ".join("".join(each.itertext()).split())
        for each in svg.iter()
    }
    assert [told[key] for key in ("source", "creator", "rights", "relation")] == [*CREDITS.values()]
    with Image.open(paths["png"]) as picture:
        told = picture.text
    assert [told[key] for key in ("Source", "Author", "Copyright", "Comment")] == [
        *CREDITS.values()
    ]
    pdf = paths["pdf"].read_bytes()
    assert (
        b"/Author (Contributors to these lamps)" in pdf and b"/Creator (Lamps, Version 9.8)" in pdf
    )
    for path in paths.values():
        assert not re.search(rb"matplotlib\.org|Matplotlib|dc:date|CreationDate", path.read_bytes())


def places(svg):
    """Points from above of the texts of an SVG that are no broken lines."""
    texts = ElementTree.parse(svg).getroot().iter(f"{SVG}text")
    return {text.text: float(text.get("y")) for text in texts if text.get("y")}


def test_lines_below_a_picture_fit_it_and_move_nothing_that_is_drawn(tmp_path):
    without = tmp_path / "without"
    without.mkdir()
    bare, whole = credited(without, []), credited(tmp_path, ["long " * 60, "short"])
    assert places(bare["svg"]).items() <= places(whole["svg"]).items()
    with Image.open(bare["png"]) as one, Image.open(whole["png"]) as other:
        assert other.width == one.width and other.height > one.height + 60
        below = np.asarray(other.crop((0, one.height, *other.size)).convert("L"))
    assert (below[:, :8] == 255).all() and (below[:, -8:] == 255).all()
    assert (below[-4:] == 255).all() and (below < 200).any()


def test_no_legend_or_band_reaches_into_the_lines_below(tmp_path):
    made = figure()
    legend_below(made, [Patch(label="a key")])
    mark_simulated(made, ENGLISH)
    path = tmp_path / "one.svg"
    named = {"name": "One", "alt": "One.", "below": credit(made, ["Source"], "en")}
    style.save_figure(made, [str(path)], **named)
    assert places(path)["a key"] + 6 < places(path)["Source"]
    (band,) = (
        g for g in ElementTree.parse(path).getroot().iter(f"{SVG}g") if g.get("id") == "simulated"
    )
    reaches = [float(y) for y in re.findall(r"[ML] [\d.]+ ([\d.]+)", next(iter(band)).get("d"))]
    assert max(reaches) < places(path)["Source"] - 5
