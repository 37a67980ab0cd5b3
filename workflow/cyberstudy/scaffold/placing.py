"""Place every column of a file: an answer, something that a program notes, or somebody's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cyberstudy.declare.formats import BETWEEN, FORMATS
from cyberstudy.declare.layout import Place
from cyberstudy.declare.matching import normalised
from cyberstudy.scaffold import guesses
from cyberstudy.scaffold.countries import Countries
from cyberstudy.scaffold.form import Form, name_of
from cyberstudy.scaffold.inference import Guess, guess, option_columns, share_scales
from cyberstudy.scaffold.recognise import Recognised
from cyberstudy.tables.answers import SUBMISSION
from cyberstudy.tables.problems import StudyProblem

#: Of a column's texts, how many must be countries.
MOSTLY = 0.85
#: A heading of more words is a wording, whose words say nothing of what is in the column.
_SHORT = 5


@dataclass
class Placement:
    """Where each column of a file belongs.

    Attributes
    ----------
    columns
        Heading -> place of its answers.
    separators
        Question with several answers in one cell -> what parts them.
    metadata, personal
        Headings that are kept beside the answers, and that are dropped at the door.
    submission, unit
        Columns (or the question) that name a form, and whom it speaks for; a `submission` of None
        is the format's own.
    country
        The question that names the unit's or the respondent's country, and by which names.
    states
        Whether the units are countries.
    wave
        Column of the wave.
    waves
        Waves in order.
    """

    columns: dict[str, Place] = field(default_factory=dict)
    separators: dict[str, str] = field(default_factory=dict)
    metadata: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    submission: str | None = None
    unit: str = ""
    country: str | None = None
    country_names: list[str] = field(default_factory=list)
    states: bool = False
    listed_states: bool = False
    wave: str | None = None
    waves: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    decimal_mark: str | None = None
    ordered: set[str] = field(default_factory=set)
    review: dict[str, str] = field(default_factory=dict)  # heading -> what to look at


def place(found: Recognised, form: Form, root: Path, *, inferred: bool) -> Placement:
    """Say of every column what it is; without an instrument questions are added to the form.

    Raises
    ------
    StudyProblem
        No column tells the rows apart.
    """
    placing = _Placing(found, form, Countries(root), inferred)
    placing.run()
    return placing.placed


@dataclass
class _Placing:
    found: Recognised
    form: Form
    countries: Countries
    inferred: bool
    placed: Placement = field(default_factory=Placement)

    def run(self) -> None:
        known = FORMATS[self.found.export.format]
        self.values = self.found.columns
        self.height = self.found.grid.body.height
        self.own = {*known.roles, *known.personal} | {
            header for header in self.values if known.is_metadata(header)
        }
        self.placed.missing |= self.form.missing
        if self.found.export.long:
            self._long()
            return
        self._name_units()
        self.own |= {self.placed.submission or "", self.placed.wave or ""} - {""}
        open_headers = [h for h in self.values if h not in self.own and not self._told_by_form(h)]
        words = known.ticked | known.unticked | known.unseen
        blocks = option_columns(open_headers, self.values, words) if self.inferred else {}
        stems = {stem for stem, _ in blocks.values()}
        asked: dict[str, Guess] = {}
        for header in open_headers:
            if header in blocks:
                continue
            if header in stems:
                self.placed.metadata.append(header)  # says again what the columns of options say
            elif (seen := self._guess(header)) is not None:
                asked[header] = seen
        share_scales(asked.values())
        for header in open_headers:
            if header in blocks:
                self._tick(header, *blocks[header])
            elif header in asked:
                self._ask(header, asked[header])
        self._joined_beside_ticks()

    # Who answered, and in which form.

    def _name_units(self) -> None:
        placed, known = self.placed, FORMATS[self.found.export.format]
        waves = [
            h
            for h, values in self.values.items()
            if guesses.is_wave(h) and 1 < len({*values}) <= 12 and len(values) == self.height
        ]
        unique = [
            header
            for header, values in self.values.items()
            if len(values) == self.height == len({value.strip() for value in values})
            and header not in known.personal
        ]
        own = next((h for h in self.values if known.roles.get(h) == SUBMISSION), None)
        country = self._country_column()
        if country:
            codes = self._codes(country)
            each = len(codes) == self.height
            placed.wave = next(
                (
                    w
                    for w in waves
                    if each
                    and len({*zip(codes, self.values[w], strict=True)})
                    == self.height
                    > len({*codes})
                ),
                None,
            )
            placed.states = each and (len({*codes}) == self.height or placed.wave is not None)
        usable = [h for h in unique if h and not guesses.is_personal(h) and h != country]
        usable.sort(key=lambda h: not guesses.is_identifier(h))
        if own is None:
            if not usable:
                raise StudyProblem(
                    f"{self.found.export.file}: no column tells the rows apart; expected one that "
                    f"holds another text in every row, such as a number of the response"
                )
            placed.submission = usable[0]
        if placed.wave:
            placed.waves = sorted({*self.values[placed.wave]})
        if placed.states and country:
            self._country_question(country)
            placed.unit = placed.country or ""
            placed.listed_states = self.countries.are_listed(self._codes(country))
        else:
            placed.unit = placed.submission or own or ""
            if question := self.form.find(placed.unit):  # names the row, so it asks nothing
                self._forget(question.question)
            if country:
                self._country_question(country)

    def _country_column(self) -> str | None:
        best = (0.0, 0, "")
        for at, (header, values) in enumerate(self.values.items()):
            if header in self.own or any(map(self.form.find, _stems(header))):
                continue
            share, codes, _ = self.countries.match(values)
            whole = len(values) == self.height
            if share >= MOSTLY and len({*codes.values()}) > 4:
                best = max(best, (share + whole, -at, header))
        return best[2] or None

    def _codes(self, header: str) -> list[str]:
        _, codes, _ = self.countries.match(self.values[header])
        return [codes.get(normalised(value), value) for value in self.values[header]]

    def _country_question(self, header: str, name: str = "") -> None:
        _, codes, names = self.countries.match(self.values[header])
        free = {"country", "state", "nation"} - self.form.names - {*self.values}
        name = name or min(free, default=name_of("country", self.form.names))
        self.form.names.add(name)
        self.form.rows.insert(
            0,
            {
                "type": "select_one_from_file countries.csv",
                "name": name,
                "label::English (en)": "Country" if self.placed.states else header,
                "parameters": "value=iso3 label=label_en",
            },
        )
        self.placed.columns[header] = Place(name)
        self.placed.country = self.placed.country or name
        self.placed.country_names += [n for n in names if n not in self.placed.country_names]
        self.own.add(header)
        strange = sorted({v for v in self.values[header] if normalised(v) not in codes})
        if strange:
            self.placed.review[header] = f"no country of the reference: {', '.join(strange[:10])}"

    # What the form says of a column.

    def _told_by_form(self, header: str) -> bool:
        for stem in _stems(header):
            if place := self.form.find(stem):
                if self._is_personal(header, [stem, place.question]):
                    self.placed.personal.append(header)
                    self._forget(place.question)
                    self.placed.review[header] = f"{place.question} was taken out of the form"
                elif place in self.placed.columns.values():
                    self.placed.metadata.append(header)
                    self.placed.review[header] = f"is a second column of {place.question}"
                else:
                    self.placed.columns[header] = place
                    separator = self.form.separators.get(place.question)
                    if separator and not place.option:
                        self.placed.separators[header] = separator
                return True
            for listed, told in (
                (self.form.personal, self.placed.personal),
                (self.form.metadata, self.placed.metadata),
            ):
                if stem in listed:
                    told.append(header)
                    return True
        return False

    def _forget(self, question: str) -> None:
        """Take a question out of the form."""
        self.form.rows = [row for row in self.form.rows if row["name"] != question]
        self.placed.columns = {
            h: p for h, p in self.placed.columns.items() if p.question != question
        }

    def _is_personal(self, header: str, names: Sequence[str]) -> bool:
        short = [each for each in (header, *names) if len(each.split()) <= _SHORT]
        return any(map(guesses.is_personal, short)) or guesses.holds_personal(self.values[header])

    def _joined_beside_ticks(self) -> None:
        """Of a question with a column an option, the column that says it all again is left out."""
        ticked = {place.question for place in self.placed.columns.values() if place.option}
        for header, where in [*self.placed.columns.items()]:
            if where.question in ticked and not where.option:
                del self.placed.columns[header]
                self.placed.separators.pop(header, None)
                self.placed.metadata.append(header)

    # What is guessed from headings and values.

    def _tick(self, header: str, stem: str, option: str) -> None:
        known = self.form.find(stem)
        if known is None:
            name = self.form.question(
                name_of(stem, self.form.names), "select_multiple", {"en": stem}, headings=[stem]
            )
            self.form.rows[-1]["type"] += f" {name}"
            self.form.place([stem], Place(name))
            known = Place(name)
            self.form.look_at(name, "a question with a column an option, guessed from headings")
        codes = [r["name"] for r in self.form.choices if r["list_name"] == known.question]
        code = (
            option
            if re.fullmatch(r"[A-Za-z0-9_.-]+", option) and option not in codes
            else (name_of(option, codes, otherwise="o"))
        )
        self.form.choices.append(
            {"list_name": known.question, "name": code, "label::English (en)": option}
        )
        self.placed.columns[header] = Place(known.question, option=code)

    def _guess(self, header: str) -> Guess | None:
        """Place a column that no form tells of; return what it asks, where it is a question."""
        values, placed = self.values[header], self.placed
        constant = len({*values}) <= 1
        unique = len({*values}) == len(values) == self.height
        if self._is_personal(header, ()):
            placed.personal.append(header)
        elif (
            guesses.is_metadata(header)
            or not values
            or (constant and not self.inferred)
            or (unique and guesses.is_identifier(header) and len(header.split()) < _SHORT)
        ):
            placed.metadata.append(header)
        elif not self.inferred:
            placed.metadata.append(header)
            placed.review[header] = "no question of the form: kept beside the answers"
        elif placed.states and guesses.is_attribute(header):
            placed.metadata.append(header)
            placed.review[header] = "a property of countries, which the reference has, too"
        elif self.countries.match(values)[0] >= MOSTLY:
            if placed.states:
                placed.metadata.append(header)
                placed.review[header] = "names the country once more"
            else:
                self._country_question(header, name_of(header, self.form.names))
        else:
            return guess(values)
        return None

    def _ask(self, header: str, seen: Guess) -> None:
        if seen.kind == "moment":
            self.placed.metadata.append(header)
            return
        wording = (
            next(
                (
                    row[self.found.headers.index(header)] or ""
                    for row in self.found.grid.further[:1]
                ),
                "",
            )
            or header
        )
        options = [
            (
                name_of(text, otherwise="o") if not text.lstrip("-").isdecimal() else text,
                {"en": text},
            )
            for text in seen.options
        ]
        name = self.form.question(
            name_of(header, self.form.names),
            seen.kind,
            {"en": wording},
            options=options,
            headings=[header],
        )
        self.placed.columns[header] = Place(name)
        if seen.separator:
            self.placed.separators[header] = seen.separator
        if seen.ordered:
            self.placed.ordered.add(name)
        self.placed.missing |= seen.missing
        self.placed.decimal_mark = self.placed.decimal_mark or seen.decimal_mark
        self.form.look_at(name, f"{seen.kind}, guessed from the values")

    # Tables with a row a unit, item and wave.

    def _long(self) -> None:
        roles, placed = self.found.roles, self.placed
        at = {h: self.found.headers.index(h) for h in roles.values()}
        rows = self.found.grid.body.rows()
        named = {f"{roles['item']}_label".casefold(), "indicator name"}
        labels = next((n for n, h in enumerate(self.found.headers) if h.casefold() in named), None)
        items: dict[str, list[str]] = {}
        told: dict[str, str] = {}
        for row in rows:
            item = row[at[roles["item"]]] or ""
            items.setdefault(item, []).append(row[at[roles["value"]]] or "")
            told.setdefault(item, (row[labels] if labels is not None else item) or item)
        for item, values in items.items():
            seen = guess([value for value in values if value])
            name = self.form.question(
                name_of(told[item], self.form.names),
                seen.kind,
                {"en": told[item]},
                options=[(t, {"en": t}) for t in seen.options],
            )
            placed.columns[item] = Place(name)
            placed.missing |= seen.missing
            placed.decimal_mark = placed.decimal_mark or seen.decimal_mark
            self.form.look_at(name, f"{seen.kind}, guessed from the values")
        placed.submission = placed.unit = roles["unit"]
        placed.wave = roles.get("wave")
        if placed.wave:
            placed.waves = sorted({*self.values[placed.wave]})
        placed.metadata = [h for h in self.found.headers if h not in {*roles.values()}]
        units = self.values[roles["unit"]]
        placed.states = self.countries.match(units)[0] >= MOSTLY
        placed.listed_states = placed.states and self.countries.are_listed(units)


def _stems(header: str) -> list[str]:
    """What a heading may name a question by: itself, or the code before its wording."""
    return [header, *(header.split(mark)[0] for mark in BETWEEN if mark in header)]
