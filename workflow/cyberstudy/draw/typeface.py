"""Which typeface a language is written in, from files that come with the environment."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matplotlib import font_manager

from cyberstudy.declare.languages import LANGUAGES
from cyberstudy.tables.problems import StudyProblem

#: matplotlib's own; the layouts were made in it, with English words.
OWN, SERIF = "DejaVu Sans", "DejaVu Serif"
#: Narrower, since what is translated from English is mostly longer.
LATIN, ARABIC = "Noto Sans", "Noto Sans Arabic"
#: What has a bold face of its own; elsewhere bold would be a warning and no difference.
BOLD = (OWN, SERIF)
#: From line to line, of the size of the letters: as the font asks for it, or a little more than
#: its accents and descenders need, which would touch else.
LINE = {OWN: 1.0, SERIF: 1.0, LATIN: 1.25}
#: Chinese is too large to come along: files that systems install, and the family in each.
CHINESE = {
    "NotoSansCJK-Regular.ttc": "Noto Sans CJK SC",
    "NotoSansCJKsc-Regular.otf": "Noto Sans CJK SC",
    "NotoSansSC-Regular.otf": "Noto Sans SC",
}
#: Letters that reach further up and down than Latin ones, and how much.
TALL = {ARABIC: 1.25} | dict.fromkeys(CHINESE.values(), 1.15)
#: Points below which a script's letters are not read any more: strokes of Chinese characters run
#: together at sizes at which Latin letters are clear.
SMALLEST = {"Han": 7.0}
#: Families whose letters a PDF holds as shapes: where letters of several fonts stand in one line,
#: matplotlib 3.11 puts those that are read from the right, and the spaces between, a little askew.
AS_SHAPES = (ARABIC,)


def families(language: str, wanted: str | None = None) -> list[str]:
    """Name the families to look for letters in, the first first, and make them known.

    A typeface that is wanted is taken where it has the language's letters.

    Raises
    ------
    StudyProblem
        The language is written in Chinese characters, and the system has no typeface for them.
    """
    script = LANGUAGES[language].script
    if wanted and script not in ("Arabic", "Han"):
        return [_packaged(LATIN) if wanted == LATIN else wanted]
    if language == "en":
        return [OWN]
    latin = _packaged(LATIN)
    if script == "Arabic":
        return [latin, _packaged(ARABIC)]
    return [latin, _chinese()] if script == "Han" else [latin]


@cache
def _packaged(family: str) -> str:
    """Let a family mean the file that comes with the environment, whatever the machine has."""
    import fontpkg

    styles = {file.style for file in fontpkg.family(family).files}
    return _only(family, *(fontpkg.path(family, style=style) for style in sorted(styles)))


def _only(family: str, *paths: Path) -> str:
    fonts = font_manager.fontManager
    fonts.ttflist = [font for font in fonts.ttflist if font.name != family]
    for path in paths:
        fonts.addfont(path)
    return family


@cache
def _chinese() -> str:
    for path in sorted(map(Path, map(str, font_manager.findSystemFonts()))):
        if path.name in CHINESE:
            return _only(CHINESE[path.name], path)
    raise StudyProblem(
        "Exhibits in Chinese need the typeface Noto Sans CJK, which this system does not have. On "
        "Debian and Ubuntu: apt install fonts-noto-cjk. Or take zh out of `languages` in "
        "the study's settings."
    )
