"""Questionnaires that nobody thought of, and forms filled in to them: strategies of hypothesis.

A questionnaire is what people would write, the CSV sheets of an XLSForm; what becomes of each
answer is worked out here from the form alone, by a plain reading of its conditions.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from hypothesis import strategies as st
from invented import xpath

from surveyanswers.instrument.matching import normalised
from surveyanswers.simulation.submission import Submission

LANGUAGES = {"en": "English", "fr": "French", "ar": "Arabic"}
SAID_INSTEAD = {"dont_know": "Don't know", "refused": "Prefer not to say"}
#: What labels and texts like to hold, and what they mean somewhere else.
HOSTILE = """US$ 1,000 to US$ 10,000|a/b|[x]|it's|say "no"|50 %|=1+1|{instance}|#N/A
\u0646\u0639\u0645|\u0414\u0430|\u4e2d\u6587|e\u0301t\u00e9|-1|007|1e5|NULL|nan|<b>&amp;</b>|a; b
A_1|(optional)|\\n|${q1}|*|line 1  line 2|_x0041_|\U0001f600"""
HOSTILE = HOSTILE.replace("\n", "|").split("|")
TYPES = ("select_one", "select_multiple", "integer", "decimal", "text", "date")
SURVEY = ["type", "name", "relevant", "constraint", "repeat_count"]


@dataclass(frozen=True)
class Asked:
    """One question as it was invented."""

    name: str
    type: str
    options: tuple[str, ...] = ()  # codes
    relevant: str | None = None
    constraint: str | None = None
    page: int = 1
    turns: int = 0  # of the repeat that it stands in alone


@dataclass(frozen=True)
class Invented:
    """A questionnaire, and forms of it."""

    asked: list[Asked]
    labels: dict[str, dict[str, str]]  # question, or question/option -> language -> wording
    forms: list[Submission]

    def sheets(self):
        """Write the sheets of the form and its codebook: file -> rows, headings first."""
        columns = [f"label::{name} ({code})" for code, name in LANGUAGES.items()]
        survey, page = [[*SURVEY, *columns]], 0
        choices = [["list_name", "name", *columns]]
        blank = [None] * len(columns)
        for each in self.asked:
            if each.page != page:
                survey += [["end_group", f"page_{page}", None, None, None, *blank]] if page else []
                page = each.page
                survey.append(["begin_group", f"page_{page}", None, None, None, *blank])
            kind = f"{each.type} {each.name}" if each.options else each.type
            row = [kind, each.name, each.relevant, each.constraint, None, *self.wording(each.name)]
            if each.turns:
                around = [None, f"turns_of_{each.name}", None, None, str(each.turns), *blank]
                survey += [["begin_repeat", *around[1:]], row, ["end_repeat", *around[1:]]]
            else:
                survey.append(row)
            for option in each.options:
                wording = self.wording(f"{each.name}/{option}")
                choices.append([each.name, option, *wording])
        survey.append(["end_group", f"page_{page}", None, None, None, *blank])
        codebook = [["question", "short_label", "theme", "sensitivity", "groups"]]
        codebook += [[each.name, each.name, "x", "public", "all"] for each in self.asked]
        return {
            "questionnaire/survey.csv": survey,
            "questionnaire/choices.csv": choices,
            "questionnaire/settings.csv": [["form_title", "form_id"], ["Invented", "invented"]],
            "codebook.csv": codebook,
        }

    def wording(self, key):
        return [self.labels[key][code] for code in LANGUAGES]

    def outcome(self, form, *, page=None):
        """Work out what becomes of each answer: (question, turn, option) -> value and status.

        Parameters
        ----------
        page
            The last page that was opened, where the collector tells.
        """
        said, outcomes = {}, {}
        for each in self.asked:
            for turn in range(1, each.turns + 1) if each.turns else [0]:
                text = form.values.get(f"{each.name}@{turn}" if turn else each.name)
                asked = not each.relevant or xpath.holds(each.relevant, said)
                value, status = text, "valid" if text else "no_answer"
                if text and each.constraint:
                    allowed = xpath.holds(each.constraint, {each.name: text}, this=each.name)
                    value, status = (text, "valid") if allowed else (None, "invalid")
                if not asked:
                    value, status = None, "invalid" if text else "not_asked"
                if value and not turn:
                    said[each.name] = value  # what is said instead leads on, too
                if status in {"no_answer", "not_asked"} and page is not None and each.page > page:
                    status = "not_submitted"
                if value in SAID_INSTEAD:
                    value, status = None, value
                for option in self.rows_of(each):
                    chosen = str(int(option in (value or "").split())) if option else value
                    outcomes[each.name, turn, option] = (chosen if value else None, status)
        return outcomes

    def displayed(self, form):
        """Say which questions the form showed."""
        met = self.outcome(form).items()
        unseen = {name for (name, _, _), (_, status) in met if status == "not_asked"}
        return frozenset(each.name for each in self.asked) - unseen

    @staticmethod
    def rows_of(each):
        several = each.type == "select_multiple"
        return [o for o in each.options if o not in SAID_INSTEAD] if several else [""]


WORDING = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=2).map(" ".join)
TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="\ufeff"), max_size=20),
    st.sampled_from(["two\nlines, and  blanks", " a blank before"]),
).filter(lambda text: any(sign.isalnum() for sign in text) and normalised(text) not in TAKEN)
TAKEN = {normalised(label) for label in SAID_INSTEAD.values()} | {"no answer", "-"}


def conditions(asked):
    """Conditions on the questions before."""
    atoms = []
    for each in asked:
        name = "${" + each.name + "}"
        if each.type == "select_one":
            atoms += [f"{name} = '{option}'" for option in each.options[:2]]
            atoms += [f"{name} != {each.options[1]}"] if each.options[1].isdigit() else []
        elif each.type == "select_multiple":
            atoms += [f"selected({name}, '{each.options[0]}')", f"count-selected({name}) >= 2"]
        elif each.type in {"integer", "decimal"}:
            atoms += [f"{name} > 3", f"{name}-1 <= 4 or {name} = ''"]
        else:
            atoms += [f"{name} != ''", f"string-length({name}) < 9"]
    whole = st.sampled_from(atoms)
    return st.one_of(
        whole,
        whole.map(lambda atom: f"not({atom})"),
        st.tuples(whole, st.sampled_from([" and ", " or "]), whole).map("".join),
    )


@st.composite
def questions(draw, *, repeats):
    asked, page = [], 1
    for number in range(draw(st.integers(2, 6))):
        name, kind = f"q{number}", draw(st.sampled_from(TYPES))
        page += draw(st.integers(0, 1)) if asked else 0
        options = ()
        if kind.startswith("select"):
            count, start = draw(st.integers(2, 4)), draw(st.sampled_from([f"{name}o", ""]))
            options = tuple(f"{start}{n}" for n in range(1, count + 1))
            options += ("other",) if draw(st.booleans()) and not repeats else ()
            options += tuple(draw(st.lists(st.sampled_from(list(SAID_INSTEAD)), max_size=1)))
        before = [each for each in asked if not each.turns]
        relevant = draw(st.none() | conditions(before)) if before else None
        constraint = (
            draw(st.sampled_from([None, ". >= 0 and . <= 50"])) if kind == "integer" else None
        )
        turns = draw(st.sampled_from([0, 0, 2])) if repeats else 0
        asked.append(Asked(name, kind, options, relevant, constraint, page, turns))
        if "other" in options:  # with a text of its own
            chosen = f"selected(${{{name}}}, 'other')"
            asked.append(Asked(f"{name}_other", "text", (), chosen, None, page))
    return asked


def answers(each):
    """What may be said to a question; None where it is left blank."""
    own = [option for option in each.options if option not in SAID_INSTEAD]
    told = {
        "select_one": st.sampled_from(each.options or ("",)),
        "select_multiple": st.lists(st.sampled_from(own or [""]), min_size=1, unique=True).map(
            lambda chosen: " ".join(option for option in own if option in chosen)
        ),
        "integer": st.integers(0, 10**6).map(str),
        "decimal": st.integers(0, 4000).map(lambda quarters: str(quarters / 4)),
        "text": TEXT,
        "date": st.dates(date(1900, 3, 1), date(2099, 12, 31)).map(str),
    }[each.type]
    if each.type == "select_multiple" and len(own) < len(each.options):
        told |= st.just(each.options[-1])
    return st.none() | told | told


@st.composite
def invented(draw, *, repeats=False, alike=False):
    """Questionnaires with forms; `repeats` where the format can hold repeat instances.

    Where `alike`, questions may be worded alike; options never are.
    """
    asked = draw(questions(repeats=repeats))
    labels = {}
    for each in asked:
        for key in (each.name, *(f"{each.name}/{option}" for option in each.options)):
            option = key.partition("/")[2]
            # A number behind it tells apart what folds into one.
            distinguishable = "" if alike and not option else f" {len(labels)}"
            text = SAID_INSTEAD.get(option) or f"{draw(WORDING)}{distinguishable}"
            labels[key] = dict.fromkeys(LANGUAGES, text)
    forms = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        values = {}
        for each in asked:
            for place in [f"{each.name}@{n + 1}" for n in range(each.turns)] or [each.name]:
                said = draw(answers(each))
                if each.name.endswith("_other"):
                    # LimeSurvey tells by the text alone that "other" was chosen.
                    chosen = "other" in values.get(each.name.removesuffix("_other"), "").split()
                    said = (said or "else") if chosen else None
                if said is not None:
                    values[place] = said
        forms.append(
            Submission(
                id=str(number),
                unit=f"u{number}",
                group="all",
                channel="web",
                language="en",
                started=datetime(2012, 3, number),
                submitted=datetime(2012, 4, number),
                last_page=draw(st.integers(1, asked[-1].page)),
                values=values,
                displayed=frozenset(),
            )
        )
    whole = Invented(asked, labels, forms)
    return replace(whole, forms=[replace(form, displayed=whole.displayed(form)) for form in forms])
