"""One name, one thing: files and classes of the packages, and the words of the glossary."""

import ast
import re
from collections import defaultdict

from worlds import REPOSITORY

from lineage import PACKAGES

WORKFLOW = REPOSITORY / "workflow"
FILES = sorted(
    path
    for name in PACKAGES
    for path in (WORKFLOW / name).rglob("*.py")
    if "tests" not in path.relative_to(WORKFLOW).parts
)

FAMILIES = sorted(
    path.parent.name for path in WORKFLOW.glob("cyberstudy/draw/families/*/figure.py")
)

#: Layers in which one subject may have a file each: what it is, what is declared of it, how it is
#: counted, said, drawn, and how the form it came with is read; their names say which it is.
FACETS = (
    *("tables", "declare", "statistics", "wording", "release/page"),
    *("surveyanswers/instrument", "surveyanswers/tables"),
    *("surveyanswers/scaffold/instruments", *(f"draw/families/{family}" for family in FAMILIES)),
)
#: Files that bear one name for another reason.
TWINS = {
    "kobo.py": "a reader, and an independent writer that tests compare it with",
    "limesurvey.py": "the same",
    "spss.py": "the same",
    "findings.py": "of one survey beside published ones; of a multiverse",
    "items.py": "coding answers of a survey; checking codes, which a package without surveys needs",
}


def below(path):
    return path.relative_to(WORKFLOW).as_posix()


def facet(path):
    name = below(path).removeprefix("cyberstudy/")
    return next((layer for layer in FACETS if name.startswith(f"{layer}/")), None)


def test_no_two_files_bear_one_name_but_facets_of_one_subject():
    named = defaultdict(list)
    for path in FILES:
        if path.name not in ("__init__.py", "__main__.py"):
            named[path.name].append(path)
    for name, paths in named.items():
        # Outside the layers there is one home at most.
        homes = [path for path in paths if facet(path) is None]
        layers = [facet(path) for path in paths if facet(path)]
        assert name in TWINS or (len(homes) <= 1 and len(layers) == len(set(layers))), [
            below(path) for path in paths
        ]


def test_no_two_classes_bear_one_name():
    named = defaultdict(set)
    for path in FILES:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                named[node.name].add(below(path))
    assert not {name: places for name, places in named.items() if len(places) > 1}


def test_the_names_that_are_allowed_twice_are_there():
    assert {path.name for path in FILES} >= set(TWINS)


TERMS = re.findall(r"^\| ([^|]+) \|", (REPOSITORY / "docs/glossary.md").read_text(), re.M)[2:]


def test_the_glossary_is_in_order_and_explains_each_term_once():
    assert len(TERMS) > 40
    assert sorted(TERMS, key=str.lower) == TERMS
    assert len(set(TERMS)) == len(TERMS)


def test_terms_of_the_glossary_are_words_that_the_code_uses():
    """Whoever looks for a term finds it: in code, in declarations or in what is said."""
    everywhere = _text()
    for term in TERMS:
        words = re.sub(r"\(.*?\)|,", " ", term).replace("-", " ").split()
        assert all(word.lower() in everywhere for word in words), term


def _text(held=[]):  # noqa: B006 - remembers
    if not held:
        schemas = [*(WORKFLOW / "schemas").glob("*.yaml"), *(WORKFLOW / "rules").glob("*.smk")]
        held.append("\n".join(path.read_text() for path in [*FILES, *schemas]).lower())
    return held[0]
