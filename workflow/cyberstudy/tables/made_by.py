"""Which rule of the workflow makes a table, read from the text of the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cyberstudy.tables.registry import TABLES

#: The folder of rules, beside the library.
RULES = Path(__file__).parents[2] / "rules"
#: The rule that makes every table of an analysis of one's own.
ANALYSE = "analyse"
_RULE = re.compile(r"^rule (\w+):\n(.*?)(?=^\S|\Z)", re.M | re.S)
_OUTPUT = re.compile(r"^    output:\n(.*?)^    \w", re.M | re.S)
_FILE = re.compile(r'"results/\{survey\}/([^"]+)"')


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
    folder, _, base_name = table.rpartition("/")
    name = f"{{clustering}}/{base_name}" if folder else base_name
    if name not in TABLES and not base_name.endswith(".json"):
        return ANALYSE
    file = TABLES[name].place.file if name in TABLES else f"cluster/{name}"
    of_mixture = file.replace("{clustering}", "{mixture}") if nominations else file
    return _rules_of_files().get(of_mixture) or _rules_of_files().get(file, "")


@cache
def place_of(rule: str) -> str:
    """Return the place of a rule: file and line, from the repository's root."""
    for path in sorted(RULES.glob("*.smk")):
        lines = path.read_text(encoding="utf-8").splitlines()
        if f"rule {rule}:" in lines:
            return f"workflow/rules/{path.name}, line {lines.index(f'rule {rule}:') + 1}"
    return ""


@cache
def _rules_of_files() -> Mapping[str, str]:
    """Return the rule that writes each file, named below the results of a survey."""
    return {
        file: rule
        for path in sorted(RULES.glob("*.smk"))
        for rule, body in _RULE.findall(path.read_text(encoding="utf-8"))
        for outputs in _OUTPUT.findall(body)
        for file in _FILE.findall(outputs)
    }
