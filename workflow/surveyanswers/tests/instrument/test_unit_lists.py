"""A text is a list of units by its words and signs, wherever its lines end."""

import pytest

from surveyanswers.instrument.unit_lists import UnitSpellings
from surveyanswers.tables.contents import said_in

LANDS = ["Chile", "New Zealand", "Côte d'Ivoire", "Norway", "Mali", "Peru", "Fiji"]
LANDS += ["Cuba", "Chad", "Togo", "Oman", "Iraq", "NOR", "AND"]
SPELLINGS = UnitSpellings(LANDS, ["NO", "IS", "17"])
PROSE = "In {} it is said that the means are few,\nas in {}, and {} (like {}) has none at all. "


def is_list(text):
    (content,) = said_in(text.encode())
    return SPELLINGS.listed_in(content)


def told(form, units=LANDS, join=", "):
    return join.join(form.format(unit, n % 3) for n, unit in enumerate(units))


@pytest.mark.parametrize(
    "text",
    [
        told("{}: {}", LANDS[:5], "\n"),
        told("{}\n  {} of 3", LANDS[:5], "\n"),
        ", " + told("{}: {}", LANDS[:12]),
        told("{} ({})"),
        told("<td>{}</td><td>{}</td>", join=""),
        told("{1} {0}", join=" "),
        f"a = [{told('{}')}]\nb = [{told('{1}')}]",
        f"b = [{told('{1}')}]\na = [{told('{}')}]",
        told("{}: {}", LANDS[:5], "\n").lower(),
        told("{}: {}", ["NO", "IS", "17", *LANDS[:2]], "\n"),
        told("{}: {}", LANDS[:5], "\n").replace("ô", "o\N{COMBINING CIRCUMFLEX ACCENT}"),
    ],
)
def test_units_with_something_beside_each_are_a_list(text):
    assert is_list(text)


@pytest.mark.parametrize(
    "text",
    [
        told("{}: {}", LANDS[:4], "\n"),
        ", " + told("{}: {}", LANDS[:11]),
        " ".join(f"so {land} {'has few ' * (n % 3 + 1)}" for n, land in enumerate(LANDS)),
        told("{}"),
        told("<li>{}</li>", join=""),
        told("<li>{}</li>", join="\n"),
        f"a = [{told('{}')}]\nb = [{told('{1}', LANDS[:9])}]",
        PROSE.format(*LANDS[:4]) * 3 + PROSE.format(*LANDS[4:8]) + PROSE.format(*LANDS[8:12]),
        told("{} is {}", ["no", "is", "and", "nor"] * 9),
        told("country-{}.js,{}", LANDS[:6], "\n").replace(",", "," + "0f" * 16),
    ],
)
def test_units_in_sentences_or_with_nothing_beside_them_are_none(text):
    assert not is_list(text)
