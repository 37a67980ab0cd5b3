"""Which rule of the workflow makes a table, read from the text of the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cyberstudy.tables.registry import FROZEN, TABLES

#: The folder of rules, beside the library.
RULES = Path(__file__).parents[2] / "rules"
#: The rule that makes every table of an analysis of one's own.
ANALYSE = "analyse"
_OF_EACH = "{clustering}/"
_RULE = re.compile(r"^rule (\w+):\n(.*?)(?=^\S|\Z)", re.M | re.S)
_OUTPUT = re.compile(r"^    output:\n(.*?)^    \w", re.M | re.S)
_MADE = re.compile(r'\btable\("([^"]+)"\)|/(\{clustering\}/\w+\.json)"')


def rule_of(table: str, *, nominations: bool = False) -> str:
    """Name the rule that makes a table.

    Parameters
    ----------
    table
        Its name as figures look for it: ``estimates``, ``areas/tests``, ``areas/verdict.json``.
    nominations
        Whether the clustering that it is of is one of nominations, which other rules fit.

    Returns
    -------
    str
        "" of a table that no rule makes, since it is frozen in results/published.
    """
    folder, _, own = table.rpartition("/")
    name = f"{_OF_EACH}{own}" if folder else own
    if name not in TABLES and not own.endswith(".json"):
        return ANALYSE
    found = _rules_of_tables().get(name, ())
    of_kind = [rule for rule in found if rule.endswith("_mixture") == nominations]
    return "" if name in FROZEN else next(iter(of_kind or found), "")


@cache
def place_of(rule: str) -> str:
    """Say where a rule stands: file and line, from the repository's root."""
    for path in sorted(RULES.glob("*.smk")):
        lines = path.read_text(encoding="utf-8").splitlines()
        if f"rule {rule}:" in lines:
            return f"workflow/rules/{path.name}, line {lines.index(f'rule {rule}:') + 1}"
    return ""


@cache
def _rules_of_tables() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(RULES.glob("*.smk")):
        for rule, body in _RULE.findall(path.read_text(encoding="utf-8")):
            for written in _OUTPUT.findall(body):
                for table, record in _MADE.findall(written):
                    found[table or record] = (*found.get(table or record, ()), rule)
    return found
