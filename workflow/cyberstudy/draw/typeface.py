"""Which typeface a language is written in, from files that come with the environment."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matplotlib import font_manager

from surveyanswers.instrument.languages import LANGUAGES
from surveyanswers.tables.problems import SurveyError

#: Of Latin and Cyrillic letters, and of Arabic ones (both under the SIL Open Font License).
LATIN, ARABIC = "Fira Sans", "Noto Sans Arabic"
#: Faces of a family that figures use: style and weight.
FACES = (("normal", 400), ("normal", 700), ("italic", 400))
#: From line to line, of the size of the letters: as the font asks for it, or a little more than
#: its accents and descenders need, which would touch else.
LINE = {LATIN: 1.15}
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


def families(language: str) -> list[str]:
    """Name the families to look for letters in, the first first, and make them known.

    Raises
    ------
    SurveyError
        The language is written in Chinese characters, and the system has no typeface for them.
    """
    script = LANGUAGES[language].script
    latin = _packaged(LATIN)
    if script == "Arabic":
        return [latin, _packaged(ARABIC)]
    return [latin, _chinese()] if script == "Han" else [latin]


@cache
def _packaged(family: str) -> str:
    """Make a family use the files that come with the environment, whatever the machine has."""
    import fontpkg

    files = fontpkg.family(family).files
    faces = FACES if not any(file.variable for file in files) else [(files[0].style, 400)]
    return _only(family, *(fontpkg.path(family, weight=w, style=style) for style, w in faces))


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
    raise SurveyError(
        "Exhibits in Chinese need the typeface Noto Sans CJK, which this system does not have. On "
        "Debian and Ubuntu: apt install fonts-noto-cjk. Or take zh out of `languages` in "
        "the study's settings."
    )
