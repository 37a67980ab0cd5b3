"""What a questionnaire holds in each language, and checks that every language asks the same."""

import csv
import json
import re
from collections import Counter, defaultdict
from functools import cache
from xml.etree import ElementTree

import pytest
from pyxform.xls2xform import convert

from surveyanswers.instrument.matching import normalised
from surveyanswers.instrument.xlsform import to_xform
from worlds import LIGHTHOUSE, REPOSITORY

STATES = REPOSITORY / "config" / "surveys" / "states2012"


SEVERAL = [
    path
    for root in (REPOSITORY, LIGHTHOUSE)
    for path in sorted((root / "config" / "surveys").glob("*/questionnaire"))
    if (path / "survey.csv").read_text(encoding="utf-8").splitlines()[0].count("label::") > 1
]


every_form = pytest.mark.parametrize("folder", SEVERAL, ids=lambda folder: folder.parent.name)


X = "{http://www.w3.org/2002/xforms}"


H = "{http://www.w3.org/1999/xhtml}"


JR = "{http://openrosa.org/javarosa}"


TRANSLATED = re.compile(r"^(?P<what>.+?)::\s*(?P<language>.+)$")


WORDS_SHOWN = {"label", "hint", "constraint_message", "required_message", "guidance_hint"}


CONDITIONS = ("relevant", "constraint", "calculate", "required", "readonly", "type")


LETTERS = {
    "ru": r"[\u0400-\u04FF]",
    "ar": r"[\u0600-\u06FF\u0750-\u077F]",
    "zh": r"[\u3400-\u4DBF\u4E00-\u9FFF]",
}


# What stands in every language as it is: names, and what has no letters of its own.
SAME_EVERYWHERE = {"24/7"}


# Short words that one language has and the two others have not, enough to know a sentence by.
WORDS = {
    "en": "the of and to your is are does did in by for with which how what has have from were this"
    " any not who can",
    "fr": "le les des du et votre vos est sont dans par pour avec une au aux sur ou quel quelle"
    " quels quelles ne pas cette leur leurs qui",
    "es": "el los las y su sus es son por para con qué cuál cuáles del una al sobre o ha se otro"
    " otra otros otras sí como",
}


KNOWN = {language: {*words.split()} for language, words in WORDS.items()}


MARKS = {"en": "", "fr": r"\b[dlnqs]'|[êèçàùœûôîâëï]", "es": r"[ñ¿¡óáí]"}


# What a questionnaire holds


def rows_of(folder, sheet):
    with (folder / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def languages_of(folder):
    """List the languages that any column of any sheet is in."""
    columns = [
        c for sheet in ("survey", "choices") for row in rows_of(folder, sheet)[:1] for c in row
    ]
    return list(dict.fromkeys(m["language"] for c in columns if (m := TRANSLATED.match(c))))


def code_of(language):
    return re.search(r"\((\w\w)\)$", language)[1]


def cells_of(folder):
    """Yield where each translated text stands, what it is, and its wording by language."""
    for sheet in ("survey", "choices"):
        for number, row in enumerate(rows_of(folder, sheet), start=2):
            texts = defaultdict(dict)
            for column, text in row.items():
                if (m := TRANSLATED.match(column)) and m["what"] in WORDS_SHOWN:
                    texts[m["what"]][m["language"]] = (text or "").strip()
            where = f"{sheet}.csv, row {number} ({row['name']})"
            for what, wording in texts.items():
                if any(wording.values()) or (what == "label" and not is_end(row)):
                    yield where, what, wording


def is_end(row):
    return row.get("type", "").startswith("end_")


def in_one_language(folder, language):
    """Translate the form as if `language` were its only one."""
    sheets = {}
    for sheet in ("survey", "choices", "settings"):
        sheets[sheet] = []
        for row in rows_of(folder, sheet):
            kept = {}
            for column, text in row.items():
                m = TRANSLATED.match(column)
                if text and column != "default_language" and (not m or m["language"] == language):
                    kept[m["what"] if m else column] = text
            sheets[sheet].append(kept)
    return _converted(json.dumps(sheets))


@cache
def _converted(sheets):
    """Translate it once: a mistake that is put into one language leaves the others as they are."""
    return convert(json.loads(sheets), validate=False, form_name="data").xform


def in_all_languages(folder):
    """Translate the form as it is, once for all checks that look at it."""
    return _whole(folder, *(path.read_bytes() for path in sorted(folder.glob("*.csv"))))


@cache
def _whole(folder, *sheets):
    return ElementTree.fromstring(to_xform(folder))


@cache
def skeleton(xform):
    """List a form's parts with all that steers them, and with no word that is shown."""
    parts = []

    def walk(element, path):
        tag = element.tag.rpartition("}")[2]
        if tag in {"itext", "title"} or (path.endswith("/item") and tag == "label"):
            return
        here = f"{path}/{tag}" + (f"[{element.get('ref')}]" if path and element.get("ref") else "")
        if tag in {"label", "hint"}:
            parts.append((f"{path}/{tag}",))
            return
        # A message is there or not; how it is worded is for each language.
        steers = {k: "" if k.startswith(JR) and "Msg" in k else v for k, v in element.items()}
        parts.append((here, *sorted(steers.items()), (element.text or "").strip()))
        for child in element:
            walk(child, here)

    walk(ElementTree.fromstring(xform), "")
    return parts


# The checks


def missing_texts(folder):
    """Texts that one language has and another has not, and labels that none has."""
    everyone = languages_of(folder)
    return [
        f"{where}: no {what} in {language}"
        for where, what, wording in cells_of(folder)
        for language in everyone
        if not wording.get(language)
    ]


def missing_translations(folder):
    """Texts of the translated form that a language lacks, and texts that nobody gave."""
    root = in_all_languages(folder)
    texts = {
        translation.get("lang"): {
            text.get("id"): "".join("".join(v.itertext()) or "${}" * len(v) for v in text)
            for text in translation
        }
        for translation in root.iter(f"{X}translation")
    }
    problems = [f"the form has no {name}" for name in set(languages_of(folder)) - texts.keys()]
    ids = {each for named in texts.values() for each in named}
    shown = {
        match
        for element in root.iter()
        for value in element.attrib.values()
        for match in re.findall(r"jr:itext\('([^']+)'\)", value)
    } | {element.text for element in root.iter(f"{X}itextId")}
    problems += [f"{each} is shown and has no text" for each in sorted(shown - ids)]
    problems += [f"{each} is never shown" for each in sorted(ids - shown)]
    for language, named in texts.items():
        problems += [f"{each} is missing in {language}" for each in sorted(ids - named.keys())]
        # pyxform writes a dash where a language has nothing.
        problems += [
            f"{each} is empty in {language}"
            for each, text in sorted(named.items())
            if text.strip() in {"", "-"}
        ]
    return problems


def different_forms(folder):
    """Where the form in one language asks, offers or routes otherwise than in the first."""
    first, *others = languages_of(folder)
    expected = skeleton(in_one_language(folder, first))
    problems = []
    for language in others:
        found = skeleton(in_one_language(folder, language))
        only_here, only_there = (
            Counter(found) - Counter(expected),
            Counter(expected) - Counter(found),
        )
        problems += [f"only {language} has {part}" for part in only_here]
        problems += [f"only {first} has {part}" for part in only_there]
        if found != expected and not only_here and not only_there:
            problems.append(f"{language} has another order than {first}")
    return problems


def different_values(folder):
    """Where a select offers other values in one language than in the first."""
    problems = []
    offered = {}
    for language in languages_of(folder):
        root = ElementTree.fromstring(in_one_language(folder, language))
        lists = {
            instance.get("id"): [item.findtext(f"{X}name") for item in instance.iter(f"{X}item")]
            for instance in root.iter(f"{X}instance")
            if instance.get("id")
        }
        offered[language] = {
            element.get("ref"): lists[re.search(r"instance\('([^']+)'\)", s.get("nodeset"))[1]]
            for element in root.find(f"{H}body").iter()
            if element.tag in {f"{X}select1", f"{X}select"}
            for s in element.iter(f"{X}itemset")
        }
    first, *others = offered
    for language in others:
        problems += [
            f"{select} offers {offered[language].get(select)} in {language}, not {values}"
            for select, values in offered[first].items()
            if offered[language].get(select) != values
        ]
    return problems


def conditions_in_a_language(folder):
    """Conditions that hold words of a language, or compare with what is no option's code."""
    problems = []
    for bind in in_all_languages(folder).iter(f"{X}bind"):
        for key in CONDITIONS:
            value = bind.get(key, "")
            if not value.isascii() or "jr:itext" in value:
                problems.append(f"{bind.get('nodeset')}: {key} {value!r} is not free of language")
    codes = defaultdict(set)
    for row in rows_of(folder, "choices"):
        codes[row["list_name"]].add(row["name"])
    survey = rows_of(folder, "survey")
    lists = {
        row["name"]: row["type"].split()[1]
        for row in survey
        if row["type"].split()[0] in {"select_one", "select_multiple"}
    }
    for number, row in enumerate(survey, start=2):
        for key in ("relevant", "constraint"):
            condition = row.get(key) or ""
            compared = re.findall(r"\$\{(\w+)\}\s*!?=\s*'([^']*)'", condition)
            compared += re.findall(r"selected\(\s*\$\{(\w+)\}\s*,\s*'([^']*)'\s*\)", condition)
            own = re.findall(r"selected\(\s*\.\s*,\s*'([^']*)'\s*\)", condition)
            compared += [(row["name"], code) for code in own]
            problems += [
                f"survey.csv, row {number} ({row['name']}): {key} compares {name} with {code!r}"
                for name, code in compared
                if name in lists and code not in {"", *codes[lists[name]]}
            ]
    return problems


def different_placeholders(folder):
    """Answers shown within a text that another language does not show."""
    problems = []
    for where, what, wording in cells_of(folder):
        shown = {
            language: sorted(re.findall(r"\$\{[^}]*\}", text))
            for language, text in wording.items()
            if text
        }
        (first, expected), *others = shown.items()
        problems += [
            f"{where}: the {what} shows {found} in {language}, {expected} in {first}"
            for language, found in others
            if found != expected
        ]
    return problems


def ambiguous_options(folder):
    """Labels that stand for two options of a list, in one language or across languages."""
    meant = defaultdict(lambda: defaultdict(list))
    for row in rows_of(folder, "choices"):
        for column, text in row.items():
            m = TRANSLATED.match(column)
            if text and m and m["what"] == "label":
                meant[row["list_name"]][normalised(text)].append((row["name"], m["language"]))
    return [
        f"list {name}: {text!r} stands for "
        + " and ".join(f"{code} ({language})" for code, language in options)
        for name, texts in meant.items()
        for text, options in texts.items()
        if len({code for code, _ in options}) > 1
    ]


def wrong_letters(text, language):
    """Whether `text` lacks the letters of `language`, or has those of another writing."""
    text = re.sub(r"\$\{[^}]*\}", "", text)
    if text in SAME_EVERYWHERE or not re.search(r"[^\W\d_]", text):
        return False
    lacks = language in LETTERS and not re.search(LETTERS[language], text)
    foreign = [other for other in LETTERS if other != language and re.search(LETTERS[other], text)]
    return lacks or bool(foreign)


def wrong_words(text, language):
    """Whether more words of another language written in Latin letters speak than of `language`."""
    if language not in WORDS:
        return False
    folded = text.casefold().replace("\u2019", "'")
    words = re.findall(r"[^\W\d_]+", folded)
    heard = {
        each: sum(w in KNOWN[each] for w in words)
        + (len(re.findall(MARKS[each], folded)) if MARKS[each] else 0)
        for each in WORDS
    }
    return max(heard.values()) > heard[language]


def texts_in_the_wrong_column(folder):
    """Texts that are not in the language of their column."""
    return [
        f"{where}: the {what} in {language} is {text!r}"
        for where, what, wording in cells_of(folder)
        for language, text in wording.items()
        if text and (wrong_letters(text, code_of(language)) or wrong_words(text, code_of(language)))
    ]


CHECKS = (
    missing_texts,
    missing_translations,
    different_forms,
    different_values,
    conditions_in_a_language,
    different_placeholders,
    ambiguous_options,
    texts_in_the_wrong_column,
)
