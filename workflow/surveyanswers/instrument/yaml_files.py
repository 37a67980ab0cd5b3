"""Read YAML as people mean it: each key once, and numbers that can be read in one way.

YAML 1.1 takes ``010`` for 8, ``1:30`` for 90 and the last of two equal keys for the only one.
What a declaration may hold is less: mappings with keys that are text, lists, texts, plain numbers,
yes or no.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from surveyanswers.instrument.names import short
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.sheets import text_of

#: The safe loader in C where there is one: ten times faster, and every job reads the plan.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 50  # keys below keys
MOST = 100_000  # values, those counted again that an alias repeats
LARGEST = 2**53  # beyond it numbers are no longer exact
_TAG = "tag:yaml.org,2002:"
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,15})")


def read_yaml(path: Path) -> Any:
    """Read a YAML file, a mapping, as it stands.

    Raises
    ------
    SurveyError
        It is missing, no YAML, or holds what can't be read in one way; each with its line.
    """
    text = text_of(path)
    if strange := yaml.reader.Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        raise SurveyError(f"{path}, line {line}: there is a control character {strange[0]!r}")
    try:
        node = _composed(text)
    except yaml.MarkedYAMLError as problem:
        raise SurveyError(f"{path}, {_told(problem, text)}") from None
    except RecursionError:  # only where there is no libyaml, which sets a bound itself
        raise SurveyError(f"{path}: nested too deep; at most {DEEPEST} are read") from None
    if not isinstance(node, yaml.MappingNode):
        kind = "nothing" if node is None else "a list or a single value"
        raise SurveyError(f"{path}: the file holds {kind}; expected keys, each with its value")
    reading = _Reading()
    content = reading.content(node, 1)
    if reading.values > MOST:
        raise SurveyError(
            f"{path}: there are more than {MOST:,} values; do aliases (*) repeat one another?"
        )
    if reading.problems:
        raise SurveyError(f"{path}:{listed(reading.problems)}")
    return content


@lru_cache(maxsize=8)  # who checks a survey reads each of its files several times
def _composed(text: str) -> yaml.Node | None:
    return yaml.compose(text, Loader=LOADER)


def _told(problem: yaml.MarkedYAMLError, text: str) -> str:
    mark = problem.problem_mark or problem.context_mark
    if mark is None:
        return f"is not YAML: {problem.problem}"
    line = text.split("\n")[mark.line : mark.line + 1]
    tab = "; blanks indent, tabs don't" if any(re.match(r"\s*\t", row) for row in line) else ""
    return f"line {mark.line + 1}, column {mark.column + 1}: not YAML: {problem.problem}{tab}"


class _Reading:
    """Turns nodes of YAML into plain values and collects what is wrong."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.values = 0

    def content(self, node: yaml.Node, depth: int) -> Any:
        self.values += 1
        if self.values > MOST:
            return None
        if depth > DEEPEST:
            return self._wrong(node, f"nested more than {DEEPEST} deep")
        read = _SCALARS.get(node.tag.removeprefix(_TAG))
        if read is None and node.tag not in {f"{_TAG}map", f"{_TAG}seq"}:
            return self._wrong(node, f"the value is marked {node.tag}; leave the mark out")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.content(member, depth + 1) for member in node.value]
        try:
            return read(node.value) if read else None
        except ValueError as problem:
            return self._wrong(node, str(problem))

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is None or key.tag != f"{_TAG}str":
                what = "this key" if name is None else f"the key {short(name)}"
                self._wrong(key, f"{what} is no text; put it in quotes if a text is meant")
            elif name in mapping:
                first = f"the first is in line {lines[name]}"
                self._wrong(key, f"the key {short(name)} stands twice; {first}")
            else:
                lines[name] = key.start_mark.line + 1
                mapping[name] = self.content(value, depth + 1)
        return mapping

    def _wrong(self, node: yaml.Node, what: str) -> None:
        self.problems.append(f"line {node.start_mark.line + 1}: {what}")


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text) or abs(int(text)) > LARGEST:
        raise ValueError(
            f"{short(text)} is no plain whole number up to {LARGEST:,}; in quotes, if a text is "
            f"meant"
        )
    return int(text)


def _decimal(text: str) -> float:
    try:
        number = float(text)
    except ValueError:  # 1:30.5, in sixties
        number = math.nan
    if not math.isfinite(number) or "_" in text:
        raise ValueError(f"{short(text)} is no plain number; in quotes, if a text is meant")
    return number


def _yes_or_no(text: str) -> bool:
    if (word := text.lower()) not in {"yes", "true", "on", "no", "false", "off"}:
        raise ValueError(f"{short(text)} is neither yes nor no")
    return word in {"yes", "true", "on"}


#: A date stays the text that it is written as.
_SCALARS: Mapping[str, Callable[[str], Any]] = {
    "str": str,
    "timestamp": str,
    "null": lambda text: None,
    "bool": _yes_or_no,
    "int": _whole,
    "float": _decimal,
}
