"""Multiple-response sets of an SPSS data file, which its writer knows none of: put in afterwards.

A set says which variables are the options of one question, so that tables count them together. It
is a record of the file's dictionary, as the handbook for developers of PSPP describes it.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

#: Numbers of the records of sets, and of long names, among those that extend a dictionary.
_SETS, _LONG_NAMES = 7, 13
_EXTENSION, _OF_BYTES = 7, 1


def with_sets(content: bytes, sets: Mapping[str, tuple[str, Sequence[str]]]) -> bytes:
    """Return the file with its sets, of whose variables 1 is counted.

    Parameters
    ----------
    content
        Of a file without sets.
    sets
        Name -> what was asked, and the variables, of which a set has two or more.
    """
    head = struct.pack("<3i", _EXTENSION, _LONG_NAMES, _OF_BYTES)
    before, _, after = content.partition(head)
    larger = {name: answer_set for name, answer_set in sets.items() if len(answer_set[1]) > 1}
    if not larger or not after:
        return content
    (size,) = struct.unpack_from("<i", after)
    pairs = (pair.split("=") for pair in after[4 : 4 + size].decode().split("\t"))
    short = {long: name.lower() for name, long in pairs}
    lines = [
        f"${key}=D1 1 {len(label.encode())} {label} {' '.join(short[name] for name in variables)}\n"
        for key, (label, variables) in larger.items()
    ]
    text = "".join(lines).encode()
    record = struct.pack("<4i", _EXTENSION, _SETS, _OF_BYTES, len(text)) + text
    return before + record + head + after
