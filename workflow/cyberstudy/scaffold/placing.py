"""Place every column of a file: an answer, something that a program notes, or somebody's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cyberstudy.declare.exports import Place
from cyberstudy.declare.formats import BETWEEN, FORMATS, fits
from cyberstudy.declare.matching import normalised
from cyberstudy.declare.questionnaire import NUMBERS
from cyberstudy.scaffold.countries import MOSTLY, Countries
from cyberstudy.scaffold.form import Form, label_column, name_of
from cyberstudy.scaffold.guesses import holds_personal, means, status_of
from cyberstudy.scaffold.inference import (
    NUMBER,
    Guess,
    guess,
    option_columns,
    put_together,
    share_scales,
)
from cyberstudy.scaffold.placement import Placement
from cyberstudy.scaffold.placing_items import place_items
from cyberstudy.scaffold.recognise import NUMBERED, Recognised
from cyberstudy.tables.answers import SUBMISSION
from cyberstudy.tables.problems import StudyProblem

#: A heading of more words is a wording, whose words say nothing of what is in the column.
_SHORT = 5


def place(
    found: Recognised, form: Form, root: Path, *, inferred: bool, least: int = 0
) -> Placement:
    """Say of every column what it is; without an instrument questions are added to the form.

    Of `least` units an option that is found in values needs to be one.

    Raises
    ------
    StudyProblem
        No column identifies the rows.
    """
    placing = _Placing(found, form, Countries(root), inferred, least)
    placing.run()
    return placing.placed


@dataclass
class _Placing:
    found: Recognised
    form: Form
    countries: Countries
    inferred: bool
    least: int
    placed: Placement = field(default_factory=Placement)

    def run(self) -> None:
        known = FORMATS[self.found.export.format]
        self.values = self.found.columns
        self.height = self.found.grid.body.height
        patterns = {*known.metadata, *known.personal}
        exact = {*patterns, *known.roles, *known.finished, *known.leave_out_rows}
        self.own = {h for h in self.values if h in exact or fits(h, patterns)}
        self.placed.missing |= self.form.missing
        self.placed.date_order = self.found.date_order
        if self.found.export.long:
            place_items(self.found, self.form, self.countries, self.placed, least=self.least)
            return
        self._name_units()
        sections = self.form.sections()
        self.placed.fielded_where = {
            header: header.removesuffix("_complete")
            for header in self.values
            if self.found.export.format == "redcap" and header.removesuffix("_complete") in sections
        }
        self.own |= {self.placed.wave or ""} - {""}
        open_headers = [h for h in self.values if h not in self.own and not self._told_by_form(h)]
        self.words = known.ticked | known.unticked | known.unseen
        if not self.inferred and not self.placed.columns:
            raise StudyProblem(
                f"{self.found.export.file}: no column is one of the form's questions, such as "
                f"{', '.join(repr(row['name']) for row in self.form.rows[:4] if row['name'])}"
            )
        blocks = option_columns(open_headers, self.values, self.words) if self.inferred else {}
        stems = {stem for stem, _ in blocks.values()}
        asked: dict[str, Guess] = {}
        few: dict[str, list[str]] = {}
        for header in (header for header in open_headers if header not in blocks):
            if header in stems:
                self._aside(header)  # says again what the columns of options say
            elif seen := self._guess(header):
                asked[header] = seen
                if self.least:
                    few[header] = put_together(seen, self._given(header), self.least)
        share_scales(asked.values())
        for header in open_headers:
            if header in blocks:
                self._tick(header, *blocks[header])
            elif header in asked:
                self._ask(header, asked[header])
                if put := few.get(header):
                    self.placed.put_together[self.placed.columns[header].question] = put
        self._joined_beside_ticks()
        self._take_for_text()

    # Who answered, and in which form.

    def _name_units(self) -> None:
        placed, known = self.placed, FORMATS[self.found.export.format]
        full = {h: values for h, values in self.values.items() if len(values) == self.height}
        waves = [h for h in full if means(h, "wave") and 1 < len({*full[h]}) <= 12]
        country = self._country_column()
        if country and country in full:
            codes = self._codes(country)
            once = len({*codes}) == self.height
            placed.wave = next(
                (
                    wave
                    for wave in waves
                    if not once and len({*zip(codes, full[wave], strict=True)}) == self.height
                ),
                None,
            )
            placed.states = once or placed.wave is not None
        usable = [
            header
            for header, values in full.items()
            if len({value.strip() for value in values}) == self.height
            and header not in {"", country, *known.personal}
            and not means(header, "personal")
        ]
        usable.sort(key=lambda h: (h in self.own, not means(h, "identifier")))
        named = any(known.roles.get(header) == SUBMISSION for header in self.values)
        if not named and self.found.export.format != NUMBERED:
            self._name_rows(usable)
        if placed.wave:
            placed.waves = sorted({*self.values[placed.wave]})
        if country:
            self._country_question(country)
        if country and placed.states:
            placed.unit = placed.country or ""
            placed.listed_states = self.countries.are_listed(self._codes(country))

    def _name_rows(self, unique: Sequence[str]) -> None:
        """Choose the column, or the columns, that name each row."""
        placed, first = self.placed, self.found.headers[0]
        event = "redcap_event_name" if "redcap_event_name" in self.values else None
        repeats = "redcap_repeat_instrument" in self.values
        if event or repeats:
            placed.unit = placed.submission = first
            placed.wave = placed.wave or event
            if repeats:
                self._repeat_sections()
        elif unique:
            placed.submission = unique[0]
        else:
            placed.numbered = True
        if placed.submission:
            self.own.add(placed.submission)
            if question := self.form.find(placed.submission):  # names the row, and asks nothing
                self._forget(question.question)

    def _repeat_sections(self) -> None:
        """Make repeats of REDCap's instruments whose instances have rows of their own."""
        body, headers = self.found.grid.body, self.found.headers
        names, numbers = (
            body.to_series(headers.index(f"redcap_repeat_{what}")).fill_null("").to_list()
            for what in ("instrument", "instance")
        )
        turns: dict[str, int] = {}
        for name, number in zip(names, numbers, strict=True):
            if name and number.isdecimal():
                turns[name] = max(turns.get(name, 1), int(number))
        inside: list[bool] = []
        for row in self.form.rows:
            if row["type"] == "begin_group":
                inside.append(row["name"] in turns)
                if inside[-1]:
                    row |= {"type": "begin_repeat", "repeat_count": str(turns[row["name"]])}
            elif row["type"] == "end_group" and inside.pop():
                row["type"] = "end_repeat"

    def _country_column(self) -> str:
        best = (0.0, 0, "")
        for at, (header, values) in enumerate(self.values.items()):
            if header not in self.own and not any(map(self.form.find, _stems(header))):
                share, codes, _ = self.countries.match(values)
                if share >= MOSTLY and len({*codes.values()}) > 4:
                    best = max(best, (share + (len(values) == self.height), -at, header))
        return best[2]

    def _codes(self, header: str) -> list[str]:
        _, codes, _ = self.countries.match(self.values[header])
        return [codes.get(normalised(value), value) for value in self.values[header]]

    def _country_question(self, header: str, name: str = "") -> None:
        _, codes, names = self.countries.match(self.values[header])
        taken = self.form.names | {*self.values}
        name = name or next(
            n for n in ("country", "state", name_of("the_country", taken)) if n not in taken
        )
        self.form.names.add(name)
        row = {"type": "select_one_from_file countries.csv", "name": name}
        row[label_column("en")] = "Country" if self.placed.states else header
        self.form.rows.insert(0, row | {"parameters": "value=iso3 label=label_en"})
        self.placed.columns[header] = Place(name)
        self.placed.country = self.placed.country or name
        self.placed.country_names += [n for n in names if n not in self.placed.country_names]
        self.own.add(header)
        texts = sorted({v for v in self.values[header] if normalised(v) not in codes})
        missing_codes = {text: said for text in texts if (said := status_of(text))}
        self.placed.missing |= missing_codes
        if strange := [text for text in texts if text not in missing_codes]:
            self.placed.review[header] = f"no country of the reference: {', '.join(strange[:10])}"

    # What the form says of a column.

    def _told_by_form(self, header: str) -> bool:
        for stem in _stems(header):
            if place := self.form.find(stem):
                self._place(header, stem, place)
                return True
            if stem in self.form.personal:
                self.placed.personal.append(header)
                return True
            if stem in self.form.metadata:
                self._aside(header)
                return True
        return False

    def _place(self, header: str, stem: str, place: Place) -> None:
        chosen = self.form.kind_of(place.question).startswith("select")
        if not chosen and self._is_personal(header, [stem, place.question]):
            self.placed.personal.append(header)
            self._forget(place.question)
            self.placed.review[header] = f"{place.question} was taken out of the form"
        elif place in self.placed.columns.values():
            self._aside(header, f"is a second column of {place.question}")
        else:
            self.placed.columns[header] = place
            separator = self.form.separators.get(place.question)
            if separator and not place.option:
                self.placed.separators[header] = separator

    def _aside(self, header: str, why: str = "") -> None:
        """Keep a column beside the answers."""
        self.placed.metadata.append(header)
        if why:
            self.placed.review[header] = why

    def _forget(self, question: str) -> None:
        """Take a question out of the form."""
        self.form.rows = [row for row in self.form.rows if row["name"] != question]
        self.placed.columns = {
            h: p for h, p in self.placed.columns.items() if p.question != question
        }

    def _is_personal(self, header: str, names: Sequence[str]) -> bool:
        short = [each for each in (header, *names) if len(each.split()) <= _SHORT]
        return any(means(each, "personal") for each in short) or holds_personal(self.values[header])

    def _joined_beside_ticks(self) -> None:
        """Of a question with a column an option, the column that says it all again is left out."""
        ticked = {place.question for place in self.placed.columns.values() if place.option}
        for header, where in [*self.placed.columns.items()]:
            if where.question in ticked and not where.option:
                del self.placed.columns[header]
                self.placed.separators.pop(header, None)
                self._aside(header)

    def _take_for_text(self) -> None:
        """Take for text what a form calls a number or a day and the file has neither for.

        Assume: so with clocks and quarters of SPSS and Stata, which count what they are formats of.
        """
        told = {place.question: header for header, place in self.placed.columns.items()}
        for row in self.form.rows:
            asked, values = row["type"], self.values.get(told.get(row["name"], ""))
            if not values or asked not in {"date", *NUMBERS}:
                continue
            kind = guess(values).kind
            unlike = kind in {"text", "moment"}
            if asked in NUMBERS:
                unlike = not any(map(NUMBER.fullmatch, values))
            if unlike:
                self.form.look_at(row["name"], f"{kind} in the file, {asked} in the form")
                row["type"] = "text"
                row.pop("constraint", None)

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
        if len(texts := {text.strip() for text in self.values[header]}) == 1:
            option = option if texts & self.words else texts.pop()
        codes = [r["name"] for r in self.form.choices if r["list_name"] == known.question]
        code = option
        if option in codes or not re.fullmatch(r"[A-Za-z0-9_.-]+", option):
            code = name_of(option, codes, otherwise="o")
        row = {"list_name": known.question, "name": code, label_column("en"): option}
        self.form.choices.append(row)
        self.placed.columns[header] = Place(known.question, option=code)

    def _guess(self, header: str) -> Guess | None:
        """Place a column that no form describes; return what it asks, where it is a question."""
        values, states = self.values[header], self.placed.states
        constant = len({*values}) <= 1
        unique = len({*values}) == len(values) == self.height
        names_rows = unique and means(header, "identifier") and len(header.split()) < _SHORT
        names_country = self.countries.match(values)[0] >= MOSTLY
        if self._is_personal(header, ()):
            self.placed.personal.append(header)
        elif means(header, "metadata") or not values or names_rows:
            self._aside(header)
        elif not self.inferred:
            why = "no question of the form: kept beside the answers"
            self._aside(header, "" if constant else why)
        elif states and means(header, "attribute"):
            self._aside(header, "a property of countries, which the reference has, too")
        elif states and names_country:
            self._aside(header, "names the country once more")
        elif names_country:
            self._country_question(header, name_of(header, self.form.names))
        else:
            return guess(values)
        return None

    def _given(self, header: str) -> list[tuple[str, str]]:
        """Give of each cell of a column whose it is and what it says."""
        body, headers, unit = self.found.grid.body, self.found.headers, self.placed.unit
        named = {place.question: own for own, place in self.placed.columns.items()}
        who = named.get(unit, unit)
        rows = map(str, range(body.height))
        units = body.to_series(headers.index(who)).to_list() if who in headers else rows
        texts = body.to_series(headers.index(header))
        return [(unit or "", text) for unit, text in zip(units, texts, strict=True) if text]

    def _ask(self, header: str, seen: Guess) -> None:
        if seen.kind == "moment":
            self._aside(header)
            return
        further = self.found.grid.further
        wording = (further[0][self.found.headers.index(header)] if further else "") or header
        codes = (
            text if text.lstrip("-").isdecimal() else name_of(text, otherwise="o")
            for text in seen.options
        )
        name = self.form.question(
            name_of(header, self.form.names),
            seen.kind,
            {"en": wording},
            options=[(code, {"en": text}) for code, text in zip(codes, seen.options, strict=True)],
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


def _stems(header: str) -> list[str]:
    """What a heading may name a question by: itself, or the code before its wording."""
    return [header, *(header.split(mark)[0] for mark in BETWEEN if mark in header)]
