"""A fence around code of analysts: its process opens what is named, and nothing else.

Analyses, figures and notebooks are Python, and could open any file: by a wrong path, a library or a
child process. So the process that is to run them first gives up the right to open others, by
Landlock, which the Linux kernel then holds it and its children to. A small filter of system calls
takes sockets away, since a service outside could read for them.

This module imports the standard library alone. polars starts threads when it is imported, and a
thread that runs already stays outside: a process enters before it imports anything else.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import platform
import re
import struct
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

#: Numbers of system calls that no library has a name for; they are the same on all processors.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF, IO_URING_SETUP = 444, 445, 446, 425
#: How a processor is called, and its number of the system call `socket`.
PROCESSORS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
#: On x86-64 every system call has a second number from here on.
X32 = 0x40000000
#: Operations of `prctl`.
SET_SECCOMP, DROP_CAPABILITY, NO_NEW_PRIVILEGES = 22, 24, 38
#: Root keeps what files' owners may do anyhow (chown, access, fowner), and no other privilege.
KEPT = sum(1 << capability for capability in (0, 1, 3))
EXECUTE, WRITE, READ, LIST, REMOVE_FOLDER, REMOVE, _, MAKE_FOLDER, MAKE = (1 << n for n in range(9))
TRUNCATE, DEVICE = 1 << 14, 1 << 15
OPEN = READ | LIST
#: Links are not among it: what stands outside would follow them.
CHANGE = OPEN | WRITE | TRUNCATE | MAKE_FOLDER | MAKE | REMOVE_FOLDER | REMOVE
OF_FILES = EXECUTE | WRITE | READ | TRUNCATE | DEVICE
#: Rights that each version of Landlock knows, the last of all later ones.
KNOWN = (0, 13, 14, 15, 15, 16)
#: The version from which on it also keeps signals and abstract sockets inside.
SCOPED = 6
#: Programs, libraries, fonts, what libraries ask the machine. No home, no /tmp, no /var, no /dev.
SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib64", "/proc", "/sys/fs/cgroup"),
    *("/sys/devices/system/cpu", "/sys/kernel/mm/transparent_hugepage", "/var/cache/fontconfig"),
    *("/etc/ld.so.cache", "/etc/fonts", "/etc/localtime", "/etc/locale.alias", "/etc/mime.types"),
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/dev/full")
#: Where processes that draw side by side find what they share. No folder that holds answers is.
MEMORY = "/dev/shm"
CACHE = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
FONTS = os.environ.get("MPLCONFIGDIR") or os.path.join(CACHE, "matplotlib")
LIBRARY = str(Path(__file__).resolve().parents[1])
LACKING = (
    "This system cannot keep a program from opening files (that takes Landlock: Linux 5.13 or "
    "later, on x86-64 or ARM)"
)
REFUSED = re.compile(r"permission denied|os error 13|Errno 18", re.IGNORECASE)


class NoFence(RuntimeError):
    """There is no fence here, or it could not be put around all of this process."""


def version() -> int:
    """Return Landlock's version: 0 where it is missing or off, or the processor is another."""
    if sys.platform != "linux" or platform.machine() not in PROCESSORS:
        return 0
    return max(0, ctypes.CDLL(None).syscall(CREATE_RULESET, None, 0, 1))


def enter(read: Iterable[str], write: Iterable[str] = (), *, draws: bool = False) -> None:
    """Keep this process, and all that it starts, from every file that is not named.

    Parameters
    ----------
    read, write
        Files and folders. Those to write must be there: a rule belongs to a folder, not to a name.
    draws
        Whether it may use memory and caches that processes share. What has answers in its hands
        may not: it could leave them there for others.

    Raises
    ------
    NoFence
        This system has none, or threads run already.
    """
    if not (landlock_version := version()):
        raise NoFence(LACKING)
    if len(os.listdir("/proc/self/task")) > 1:
        raise NoFence("The fence comes too late: threads that run already would stay outside")
    libc = ctypes.CDLL(None, use_errno=True)

    def must(code: int) -> int:
        if code < 0:
            raise NoFence(f"{LACKING}: {os.strerror(ctypes.get_errno())}")
        return code

    handled = (1 << KNOWN[min(landlock_version, len(KNOWN) - 1)]) - 1
    ruleset = struct.pack("=QQQ", handled, 0, 3)
    rules = must(libc.syscall(CREATE_RULESET, ruleset, 24 if landlock_version >= SCOPED else 8, 0))
    if draws:
        with suppress(OSError):  # without it fonts are looked for each time
            os.makedirs(FONTS, exist_ok=True)
    # Without HOME a program looks for it in the list of users, which stays outside.
    os.environ.setdefault("HOME", os.path.expanduser("~"))
    # A virtual environment may be a link, and its packages may lie elsewhere (a file .pth).
    polars = find_spec("polars")
    packages = [str(Path(polars.origin).parents[1])] if polars and polars.origin else []
    folders = sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), *packages
    python = map(os.path.realpath, folders)
    shared = [(MEMORY, CHANGE & ~LIST), (FONTS, CHANGE)] if draws else [(FONTS, OPEN)]
    for path, rights in (
        *((path, OPEN | EXECUTE) for path in (*SYSTEM, *python)),
        *((path, READ | WRITE | DEVICE) for path in DEVICES),
        *shared,
        *((path, OPEN) for path in (LIBRARY, *read)),
        *((path, CHANGE) for path in write),
    ):
        if os.path.exists(path):
            place = os.open(path, os.O_PATH)
            allowed = handled & (rights if os.path.isdir(path) else rights & OF_FILES)
            must(libc.syscall(ADD_RULE, rules, 1, struct.pack("=Qi", allowed, place), 0))
            os.close(place)
    _drop_privileges(libc)
    must(libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    must(libc.syscall(RESTRICT_SELF, rules, 0))
    os.close(rules)
    steps = _without_sockets(*PROCESSORS[platform.machine()])
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    filtered = struct.pack("HP", len(steps), ctypes.addressof(program))
    must(libc.prctl(SET_SECCOMP, 2, filtered, 0, 0))


def _drop_privileges(libc: ctypes.CDLL) -> None:
    """Drop root's ways around files, such as raw memory and handles; others have none."""
    for capability in range(64):
        if not KEPT >> capability & 1:
            libc.prctl(DROP_CAPABILITY, capability, 0, 0, 0)
    header, buffer = struct.pack("=Ii", 0x20080522, 0), ctypes.create_string_buffer(24)
    libc.capget(header, buffer)
    effective, permitted, *_ = struct.unpack("=6I", buffer.raw)
    libc.capset(header, struct.pack("=6I", effective & KEPT, permitted & KEPT, 0, 0, 0, 0))


def _without_sockets(processor: int, socket: int) -> list[tuple[int, int, int, int]]:
    """Write the filter, in the kernel's own language: refuse two calls and foreign numbers."""
    load, equal, least, end = 0x20, 0x15, 0x35, 0x06
    return [
        (load, 0, 0, 4),  # the processor
        (equal, 0, 5, processor),
        (load, 0, 0, 0),  # the number of the call
        (least, 3, 0, X32),
        (equal, 2, 0, socket),
        (equal, 1, 0, IO_URING_SETUP),
        (end, 0, 0, 0x7FFF0000),  # allowed
        (end, 0, 0, 0x50000 | 13),  # "permission denied"
    ]


def holds() -> bool:
    """Ask the kernel, not a variable that anybody can set, whether this process is inside."""
    try:
        os.listdir("/")
    except PermissionError:
        return True
    return False


def hint(message: str) -> str:
    """Return what to add to an error that the fence caused; polars words it in its own way."""
    if not REFUSED.search(message) or not holds():
        return ""
    return (
        "\nAnalyses, figures and notebooks open the files that their job declares, and no others: "
        "an analysis what @table names, figures and notebooks protected tables "
        "(docs/own_analysis.md)."
    )


def around(command: Sequence[str], read: Iterable[str], write: Iterable[str] = ()) -> list[str]:
    """Return the command that enters and goes on as `command`; itself where there is no fence."""
    if not version():
        return [*command]
    named = [f"--read={path}" for path in read] + [f"--write={path}" for path in write]
    return [sys.executable, "-I", __file__, *named, "--", *command]


def main() -> None:
    """Enter, and go on as the command that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--read", action="append", default=[])
    parser.add_argument("--write", action="append", default=[])
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    try:
        enter(options.read, options.write)
    except NoFence as problem:
        sys.exit(str(problem))
    os.execvp(options.command[0], options.command)


if __name__ == "__main__":
    main()
