"""Place the items of a table with a row a unit, item and wave."""

from __future__ import annotations

from collections.abc import Mapping

from surveyanswers.instrument.column_sheet import ColumnRow
from surveyanswers.instrument.exports import Place
from surveyanswers.scaffold.countries import MOSTLY, Countries
from surveyanswers.scaffold.form import Form, name_of
from surveyanswers.scaffold.inference import Guess, guess, put_together
from surveyanswers.scaffold.missing_codes import NOBODYS
from surveyanswers.scaffold.placement import Placement
from surveyanswers.scaffold.recognise import Recognised


def place_items(
    recognised: Recognised,
    form: Form,
    countries: Countries,
    placed: Placement,
    decided: Mapping[str, ColumnRow],
    *,
    least: int,
) -> tuple[dict[str, Guess], dict[str, list[str]]]:
    """Make a question of each item, and say which columns name the unit and the wave.

    Returns
    -------
    tuple
        What was guessed of each item, and its texts.
    """
    roles = recognised.roles
    named = {f"{roles['item']}_label".casefold(), "indicator name"}
    labels = next((h for h in recognised.headers if h.casefold() in named), roles["item"])
    at = {header: recognised.headers.index(header) for header in (*roles.values(), labels)}
    items: dict[str, list[tuple[str, str]]] = {}
    wordings: dict[str, str] = {}
    for row in recognised.grid.body.iter_rows():
        item = row[at[roles["item"]]] or ""
        items.setdefault(item, []).append(
            (row[at[roles["unit"]]] or "", row[at[roles["value"]]] or "")
        )
        wordings.setdefault(item, row[at[labels]] or item)
    guesses: dict[str, Guess] = {}
    for item, cells in items.items():
        values = [value for _, value in cells]
        texts = [value for value in values if value]
        guesses[item] = column_guess = guess(texts, NOBODYS, wordings[item], decided.get(item))
        few = put_together(column_guess, cells, least) if least else []
        name = form.question(
            name_of(wordings[item], form.names),
            column_guess.kind,
            {"en": wordings[item]},
            options=[(text, {"en": text}) for text in column_guess.options],
        )
        placed.columns[item] = Place(name)
        placed.put_together |= {name: few} if few else {}
        placed.missing |= column_guess.missing
        if column_guess.separator:
            placed.separators[item] = column_guess.separator
    columns = recognised.columns
    placed.submission = placed.unit = roles["unit"]
    placed.wave = roles.get("wave")
    placed.waves = sorted({*columns[placed.wave]}) if placed.wave else []
    placed.metadata = [header for header in recognised.headers if header not in {*roles.values()}]
    units = columns[roles["unit"]]
    placed.states = countries.match(units)[0] >= MOSTLY
    if placed.states:
        countries.see_list(roles["unit"], units, placed, decided)
    return guesses, {item: [text for _, text in cells if text] for item, cells in items.items()}
