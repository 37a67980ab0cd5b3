"""A small file that unpacks or expands to a large one is judged soon and in little memory."""

import gzip
import io
import json
import subprocess
import sys
import zipfile

import pytest
from registering import confidential  # noqa: F401 - a fixture

SECONDS, MEGABYTES = 2, 200
#: Looks at a file as a commit would, and writes the message, seconds of processor time and memory.
#: What getrusage gives as memory would count the process that began this one.
LOOK = """
import re, sys, time
from pathlib import Path
from surveyanswers.guard import refused

root, path = map(Path, sys.argv[1:])
said = refused({"docs/a": path.read_bytes()}, root)
(kilobytes,) = re.findall(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(time.process_time(), int(kilobytes) / 1024, *said)
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


def zipped(members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return made.getvalue()


def aliases():
    """Write YAML of 256 bytes, in which each list has ten times the one before."""
    parts = [
        f"{chr(97 + n)}: &{chr(97 + n)} [{','.join([f'*{chr(96 + n)}'] * 10)}]" for n in range(1, 6)
    ]
    return "\n".join(["a: &a [x,x,x]", *parts])[:256].encode()


ZEROS = bytes(10**9 // 4)
NESTED = zipped((f"{n}.zip", zipped([("a", bytes(10**7))])) for n in range(40))
UNEVEN = json.dumps([{f"k{n}": n} for n in range(20_000)]).encode()
DEEP = b'{"a":' * 20_000 + b"1" + b"}" * 20_000
HOSTILE = {
    "yaml with aliases": (aliases, False),
    "yaml with aliases in lists": (lambda: aliases().replace(b": &", b": [&") + b"]", False),
    "zip": (lambda: zipped([(str(n), ZEROS) for n in range(4)]), True),
    "zip of zips": (lambda: NESTED, True),
    "zip of many files": (lambda: zipped((str(n), b"") for n in range(9_000)), True),
    "workbook": (lambda: zipped([("xl/worksheets/sheet1.xml", ZEROS)]), True),
    "gzip": (lambda: gzip.compress(ZEROS), True),
    "json of objects that share no key": (lambda: UNEVEN, False),
    "json in json": (lambda: DEEP, True),
    "a long line and many short ones": (lambda: b"," * 200_000 + b"\n" + b"a,b\n" * 50_000, False),
    "one word a thousand times": (lambda: b"Chile " * 50_000, False),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_takes_two_seconds_and_200_megabytes_at_most(confidential, tmp_path, kind):  # noqa: F811
    made, is_refused = HOSTILE[kind]
    path = tmp_path / "hostile"
    path.write_bytes(made())
    assert path.stat().st_size < 2_000_000
    done = subprocess.run(
        [sys.executable, "-c", LOOK, confidential, path], capture_output=True, text=True, check=True
    )
    seconds, megabytes, *said = done.stdout.split(" ", 2)
    assert float(seconds) < SECONDS
    assert float(megabytes) < MEGABYTES
    assert ("nobody sees what is in it" in " ".join(said)) == is_refused
