"""Place every column of a file: an answer, something that a program notes, or somebody's name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from surveyanswers.instrument.column_sheet import ColumnRow, pairs_in
from surveyanswers.instrument.exports import Place
from surveyanswers.instrument.formats import BETWEEN, FORMATS, fits
from surveyanswers.instrument.matching import normalised
from surveyanswers.instrument.questionnaire import NUMBERS
from surveyanswers.scaffold import personal_words, respondents
from surveyanswers.scaffold.countries import MOSTLY, Countries
from surveyanswers.scaffold.doubts import see_tick, settle
from surveyanswers.scaffold.form import Form, label_column, name_of
from surveyanswers.scaffold.guesses import means, status_of
from surveyanswers.scaffold.inference import Guess, guess, option_columns, put_together
from surveyanswers.scaffold.missing_codes import known_codes
from surveyanswers.scaffold.number_marks import measures
from surveyanswers.scaffold.personal_words import names_people
from surveyanswers.scaffold.placement import Placement
from surveyanswers.scaffold.placing_form import (
    check_wordings,
    parts_of,
    repeat_sections,
    take_for_text,
    take_out_unfielded,
)
from surveyanswers.scaffold.placing_items import place_items
from surveyanswers.scaffold.placing_rankings import place_ranked, place_rankings
from surveyanswers.scaffold.recognise import NUMBERED, Recognised
from surveyanswers.scaffold.sample_design import see_design
from surveyanswers.scaffold.shared_options import share_scales, take_out_short
from surveyanswers.tables.answers import SUBMISSION
from surveyanswers.tables.problems import SurveyError

#: Where a column goes that a person takes for no question, by its kind.
_NO_QUESTION = {"personal": "personal", "aside": "metadata"}


def place(
    recognised: Recognised,
    form: Form,
    root: Path,
    *,
    inferred: bool,
    least: int = 0,
    decided: Mapping[str, ColumnRow],
) -> Placement:
    """Return what every column is; without an instrument questions are added to the form.

    Of `least` units an option that is found in values needs to be one. `decided` are the rows of
    the sheet that a person changed or confirmed, by heading.

    Raises
    ------
    SurveyError
        No column identifies the rows.
    """
    placing = _Placing(recognised, form, Countries(root), inferred, least, decided)
    respondents.leave_out_rows(recognised, placing.placed, decided)
    placing.run()
    return placing.placed


@dataclass
class _Placing:
    found: Recognised
    form: Form
    countries: Countries
    inferred: bool
    least: int
    decided: Mapping[str, ColumnRow]
    placed: Placement = field(default_factory=Placement)

    def run(self) -> None:
        file_format = FORMATS[self.found.export.format]
        self.values = self.found.columns
        self.height = self.found.grid.body.height
        patterns = {*file_format.metadata, *file_format.personal}
        exact = {*patterns, *file_format.roles, *file_format.finished, *file_format.leave_out_rows}
        self.own = {h for h in self.values if h in exact or fits(h, patterns)}
        self.placed.date_order = self.found.date_order
        self.own |= {*self.placed.metadata}
        self.known = known_codes(self.values)
        if self.found.export.long:
            file = (self.found, self.form, self.countries, self.placed, self.decided)
            self._settle(*place_items(*file, least=self.least))
            return
        for header, row in self.decided.items():
            if header in self.values and header not in self.own and row.kind in _NO_QUESTION:
                getattr(self.placed, _NO_QUESTION[row.kind]).append(header)
                self.own.add(header)
        self._name_units()
        sections = {group for some in self.form.groups().values() for group in some}
        if self.found.export.format == "redcap":
            groups = {header: header.removesuffix("_complete") for header in self.values}
            self.placed.fielded_where = {h: g for h, g in groups.items() if g in sections}
        self.own |= {self.placed.wave or ""} - {""}
        others = [h for h in self.values if h not in self.own and not self._told_by_form(h)]
        values = {h: texts for h, texts in self.values.items() if h not in self.own}
        drawn = see_design(values, self.height, self.placed, self.decided)
        open_headers = [header for header in others if header not in drawn]
        self.words = file_format.ticked | file_format.unticked | file_format.unseen
        if not self.inferred and not self.placed.columns:
            raise SurveyError(
                f"{self.found.export.file}: no column belongs to a question of the form, such as "
                f"{', '.join(repr(row['name']) for row in self.form.rows[:4] if row['name'])}"
            )
        place_ranked(self.found, self.form, self.placed)
        ranked = place_rankings(self.found, self.placed, open_headers) if self.inferred else {}
        self.values = self.found.columns
        self.wordings, columns = self.found.wordings, open_headers if self.inferred else []
        blocks = option_columns(columns, self.values, self.words, self.wordings)
        stems = {stem for stem, _ in blocks.values()}
        guesses: dict[str, Guess] = {}
        for header in (h for h in open_headers if h not in blocks):
            if header in stems:
                self._aside(header)  # says again what the columns of options say
            elif column := ranked.get(header) or self._guess(header):
                guesses[header] = column
        free = {header: guesses[header] for header in guesses if header not in self.decided}
        take_out_short(free, self.wordings)
        confidential, least = guesses if self.least else (), self.least
        few = {h: put_together(guesses[h], self._given(h), least) for h in confidential}
        share_scales({h: column for h, column in guesses.items() if not few.get(h)}, self.wordings)
        for header in open_headers:
            if header in blocks:
                self._tick(header, *blocks[header])
            elif header in guesses:
                self._ask(header, guesses[header])
                if put := few.get(header):
                    self.placed.put_together[self.placed.columns[header].question] = put
        self.placed.set_joined_aside()
        take_for_text(self.form, self.placed, self.values)
        check_wordings(self.found, self.form, self.placed)
        take_out_unfielded(self.form, self.placed)
        numbers = {
            header: self._seen_in(header, where.question)
            for header, where in self.placed.columns.items()
            if header not in guesses
            and not where.option
            and self.form.kind_of(where.question) in NUMBERS
        }
        self._settle(guesses | numbers, self.values)

    # What a person is asked.

    def _seen_in(self, header: str, question: str = "") -> Guess:
        statuses = self.form.codes.get(question, {})
        values = [text for text in self.values[header] if text.strip() not in statuses]
        return guess(values, self.known, self.found.wordings[header], self.decided.get(header))

    def _settle(self, guesses: Mapping[str, Guess], values: Mapping[str, list[str]]) -> None:
        placed = self.placed
        codes = self.known.missing
        for header, where in placed.columns.items():
            texts = {text.strip() for text in values.get(header, ())}
            placed.missing |= {text: codes[text] for text in texts & codes.keys()}
            if code_of := self.form.codes.get(where.question):
                placed.codes[header] = {text: code_of[text] for text in sorted({*code_of} & texts)}
        settle(guesses, placed, self.decided, program=self.found.export.format)

    # Who answered, and in which form.

    def _name_units(self) -> None:
        placed, file_format = self.placed, FORMATS[self.found.export.format]
        full = {h: values for h, values in self.values.items() if len(values) == self.height}
        waves = respondents.waves_in(full, self.decided)
        country = self._country_column()
        if country and country in full:
            codes = self._codes(country)
            once = len({*codes}) == self.height
            placed.wave = None if once else respondents.wave_of(codes, waves, full)
            placed.states = once or placed.wave is not None
        usable = [
            header
            for header, values in full.items()
            if len({value.strip() for value in values}) == self.height
            and header not in {"", country, *file_format.personal}
            and not (names_people(header) or header.rstrip().endswith("?"))
            and (header not in self.decided or self.decided[header].kind == "id")
            and (means(header, "identifier") or not measures(values))
        ]
        usable.sort(key=lambda h: (h in self.own, not means(h, "identifier")))
        named = any(file_format.roles.get(header) == SUBMISSION for header in self.values)
        if not named and self.found.export.format != NUMBERED:
            self._name_rows(usable)
        if not (placed.unit or placed.states):
            columns = {h: texts for h, texts in full.items() if h not in self.own}
            respondents.see_respondents(columns, waves, self.found.rows, placed, self.decided)
            self.own |= {placed.unit} - {""}
        if placed.wave:
            placed.waves = sorted({*self.values[placed.wave]})
        if country:
            self._country_question(country)
            if placed.states:
                placed.unit = placed.country or ""
                self.countries.see_list(country, self._codes(country), placed, self.decided)

    def _name_rows(self, unique: Sequence[str]) -> None:
        """Choose the column, or the columns, that name each row."""
        placed, first = self.placed, self.found.headers[0]
        event = "redcap_event_name" if "redcap_event_name" in self.values else None
        repeats = "redcap_repeat_instrument" in self.values
        if event or repeats:
            placed.unit = placed.submission = first
            placed.wave = placed.wave or event
            if repeats:
                repeat_sections(self.found, self.form)
        elif unique:
            placed.submission = unique[0]
        else:
            placed.numbered = True
        if placed.submission:
            self.own.add(placed.submission)
            if question := self.form.find(placed.submission):  # names the row, and asks nothing
                self._forget(question.question)

    def _country_column(self) -> str:
        best = (0.0, 0, "")
        for at, (header, values) in enumerate(self.values.items()):
            if (
                header.strip()
                and header not in self.own
                and not any(map(self.form.find, _stems(header)))
            ):
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
        missing_codes = {text: status for text in texts if (status := status_of(text))}
        self.placed.missing |= missing_codes
        if strange := [text for text in texts if text not in missing_codes]:
            self.form.look_at(header, f"no country of the reference: {', '.join(strange[:10])}")

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
        if not chosen and personal_words.is_personal(
            self.values[header], header, stem, place.question
        ):
            self.placed.personal.append(header)
            self._forget(place.question)
            self.form.look_at(place.question, "names people, so it was taken out of the form")
        elif same := [other for other, where in self.placed.columns.items() if where == place]:
            self._aside(header)
            filled = f"{len(self.values[header])} cells; {same[0]}: {len(self.values[same[0]])}"
            why = f"may answer {place.question} as well ({filled}): set the other one aside"
            self.placed.doubts.setdefault(header, []).append(why)
        else:
            self.placed.columns[header] = place
            separator = self.form.separators.get(place.question)
            if separator and not place.option:
                self.placed.separators[header] = separator

    def _aside(self, header: str, why: str = "") -> None:
        """Keep a column beside the answers."""
        self.placed.metadata.append(header)
        if why:
            self.form.look_at(header, why)

    def _forget(self, question: str) -> None:
        """Take a question out of the form."""
        self.form.rows = [row for row in self.form.rows if row["name"] != question]
        self.placed.columns = {
            h: p for h, p in self.placed.columns.items() if p.question != question
        }

    # What is guessed from headings and values.

    def _tick(self, header: str, stem: str, option: str) -> None:
        asked_at, (question, label) = self.form.find(stem), parts_of(header, self.wordings[header])
        if asked_at is None:
            name, labels = name_of(stem, self.form.names), {"en": question or stem}
            self.form.question(name, "select_multiple", labels, headings=[stem])
            self.form.rows[-1]["type"] += f" {name}"
            self.form.place([stem], Place(name))
            asked_at = Place(name)
            self.form.look_at(name, "a column an option, guessed from headings")
        texts = {text.strip() for text in self.values[header]}
        labelled = len(texts) == 1 and not texts & self.words
        option = texts.pop() if labelled else label or option
        rows = (r for r in self.form.choices if r["list_name"] == asked_at.question)
        codes, code = {r["name"].casefold() for r in rows}, option  # C# is no c beside a C
        if option.casefold() in codes or not re.fullmatch(r"[A-Za-z0-9_.-]+", option):
            code = name_of(option, codes, otherwise="o")
        row = {"list_name": asked_at.question, "name": code, label_column("en"): option}
        self.form.choices.append(row)
        self.placed.columns[header] = Place(asked_at.question, option=code)

    def _guess(self, header: str) -> Guess | None:
        """Place a column that no form describes; return what it asks, where it is a question."""
        values, states = self.values[header], self.placed.states
        constant = len({*values}) <= 1
        unique = len({*values}) == len(values) == self.height
        names_rows = unique and len(header.split()) < personal_words.SHORT
        names_rows &= means(header, "identifier") or not header.strip()  # as R writes row names
        names_country = self.countries.match(values)[0] >= MOSTLY
        if personal_words.is_personal(values, header):
            self.placed.personal.append(header)
        elif means(header, "metadata") or not values or names_rows:
            self._aside(header)
        elif not self.inferred:
            why = "not a question of the form; kept as a column beside the answers"
            self._aside(header, "" if constant else why)
        elif states and means(header, "attribute"):
            self._aside(header, "a property of countries that the reference list also has")
        elif states and names_country:
            self._aside(header, "names the country once more")
        elif names_country:
            self._country_question(header, name_of(header, self.form.names))
        else:
            return self._seen_in(header)
        return None

    def _given(self, header: str) -> list[tuple[str, str]]:
        """Return the unit and the text of each cell of a column that is not empty."""
        body, headers, unit = self.found.grid.body, self.found.headers, self.placed.unit
        named = {place.question: heading for heading, place in self.placed.columns.items()}
        who = named.get(unit, unit)
        rows = map(str, range(body.height))
        units = body.to_series(headers.index(who)).to_list() if who in headers else rows
        texts = body.to_series(headers.index(header))
        return [(unit or "", text) for unit, text in zip(units, texts, strict=True) if text]

    def _ask(self, header: str, column: Guess) -> None:
        values = self.values[header]
        if column.kind == "moment":
            self._aside(header)
            return
        program = self.found.export.format
        decision = self.decided.get(header)
        if blank := see_tick(column, header, values, self.height, program, decision):
            self.placed.blanks[header] = blank
        if not decision and personal_words.may_be_personal(header, column, self.values):
            column.doubts.append("does it name people or lead to them? Then it is personal")
            self.placed.undecided.add(header)
        wording = self.wordings[header]
        plain = [text.removesuffix(".0") for text in column.options]
        codes = (t if t.lstrip("-").isdecimal() else name_of(t, otherwise="o") for t in plain)
        name = self.form.question(
            name_of(header, self.form.names),
            column.kind,
            {"en": wording},
            options=[*zip(codes, ({"en": text} for text in column.options), strict=True)],
            headings=[header],
        )
        self.placed.columns[header] = Place(name)
        if column.separator:
            self.placed.separators[header] = column.separator
        if column.ordered:
            self.placed.ordered.add(name)
            if decision and (scores := pairs_in(decision.scores)):
                self.placed.scores[name] = scores
        self.placed.missing |= column.missing


def _stems(header: str) -> list[str]:
    """What a heading may name a question by: itself, or the code before its wording."""
    return [header, *(header.split(mark)[0] for mark in BETWEEN if mark in header)]
