"""Ways in which code of analysts may come by answers, or leave them where others find them.

A program: ``python ways_to_answers.py ANSWERS OUT PID FD``, in a study's folder. Each way returns
what it read; a line for each says whether the answer was in it. `tests/analyses/test_fence.py` runs
it outside the fence, where each must succeed or it proves nothing, and inside.
"""

import ctypes
import glob
import json
import mmap
import os
import pathlib
import pickle
import shutil
import socket
import sqlite3
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

SECRET = b"keeper k07 said: gas"


def slurp(path):
    with open(path, "rb") as file:
        return file.read()


def child(*command, **more):
    done = subprocess.run(command, capture_output=True, **more)
    return done.stdout + done.stderr


def python(code, *flags):
    return child(sys.executable, *flags, "-c", code)


def of_descriptor(number):
    data = os.read(number, 4096)
    os.close(number)
    return data


def polars(how, path):
    import polars as pl

    table = getattr(pl, how)(path)
    table = table.collect() if how.startswith("scan") else table
    return str(table.rows()).encode()


def ways(answers, out, helper, passed):
    """All ways, by name; `answers` is a CSV with the answer, `.parquet` beside it a table."""
    whole, parquet = f"{os.getcwd()}/{answers}", answers.replace(".csv", ".parquet")
    folder, libc = os.path.dirname(answers), ctypes.CDLL(None, use_errno=True)

    def mapped():
        with open(answers, "rb") as file:
            return mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)[:]

    def threaded():
        found = []
        thread = threading.Thread(target=lambda: found.append(slurp(answers)))
        thread.start()
        thread.join()
        return found[0]

    def forked():
        here, there = os.pipe()
        if not os.fork():
            try:
                os.write(there, slurp(answers))
            finally:
                os._exit(0)
        os.close(there)
        return os.read(here, 4096)

    def pooled():
        from multiprocessing import get_context

        with get_context("spawn").Pool(1) as pool:
            return pool.apply(slurp, (answers,))

    def joblib():
        from joblib import Parallel, delayed

        return Parallel(n_jobs=2)(delayed(pathlib.Path(answers).read_bytes)() for _ in range(2))[0]

    def outliving():
        left = f"{out}/outlived"
        subprocess.Popen(["setsid", "sh", "-c", f"sleep 0.2; cat {whole} > {left}"], stderr=-3)
        time.sleep(0.6)
        return slurp(left)

    def linked(link):
        link(whole, f"{out}/{link.__name__}")
        return slurp(f"{out}/{link.__name__}")

    def left_for_the_release():
        os.symlink(whole, f"{out}/figure.csv")
        return SECRET

    def moved():
        os.rename(answers, f"{out}/moved")
        os.rename(f"{out}/moved", answers)
        return SECRET

    def copied():
        shutil.copytree(folder, f"{out}/copied")
        return slurp(f"{out}/copied/{os.path.basename(answers)}")

    def in_folder(flags):
        inside = os.open(folder, flags | os.O_DIRECTORY)
        return of_descriptor(os.open(os.path.basename(answers), os.O_RDONLY, dir_fd=inside))

    def by_number():
        how = struct.pack("=QQQ", 0, 0, 0)
        return of_descriptor(libc.syscall(437, -100, answers.encode(), how, len(how)))

    def path_alone():
        return slurp(f"/proc/self/fd/{os.open(answers, os.O_PATH)}")

    def memory():
        with open(f"/proc/{helper}/maps") as maps:
            begin = next(line for line in maps if "[heap]" in line).partition("-")[0]
        with open(f"/proc/{helper}/mem", "rb") as heap:
            heap.seek(int(begin, 16))
            return heap.read(64) and SECRET

    def written(path):
        Path(path).write_bytes(SECRET)
        os.unlink(path)
        return SECRET

    def connected(family, *address):
        with socket.socket(family) as client:
            for each in address:
                client.connect(each)
            return SECRET

    def signalled():
        os.kill(int(helper), 0)
        return SECRET

    def pickled():
        class Reads:
            def __reduce__(self):
                return slurp, (answers,)

        return pickle.loads(pickle.dumps(Reads()))

    def attached():
        base = sqlite3.connect(":memory:")
        base.execute("attach database ? as stolen", (f"{folder}/answers.db",))
        return base.execute("select text from stolen.answers").fetchone()[0].encode()

    return {
        "wrong path": lambda: slurp(answers),
        "whole path": lambda: slurp(whole),
        "path that goes up": lambda: slurp(f"results/keep/protect/../{answers[13:]}"),
        "pathlib": lambda: pathlib.Path(answers).read_bytes(),
        "polars, a table": lambda: polars("read_parquet", parquet),
        "polars, lazily": lambda: polars("scan_parquet", parquet),
        "polars, a pattern": lambda: polars("scan_parquet", f"{folder[:-2]}*/*.parquet"),
        "polars, an address": lambda: polars("scan_parquet", f"file://{os.getcwd()}/{parquet}"),
        "polars, a CSV": lambda: polars("read_csv", answers),
        "a reader of the library": lambda: python(
            f"from surveyanswers.tables.storage import *; print(read_table({parquet!r}).rows())"
        ),
        "numpy": lambda: bytes(__import__("numpy").memmap(answers, mode="r")),
        "a database": attached,
        "pickle": pickled,
        "os.open": lambda: of_descriptor(os.open(answers, os.O_RDONLY)),
        "os.open, to write": lambda: of_descriptor(os.open(answers, os.O_RDWR)),
        "mmap": mapped,
        "ctypes": lambda: of_descriptor(libc.open(answers.encode(), 0)),
        "a system call by number": by_number,
        "in its folder": lambda: in_folder(os.O_RDONLY),
        "in its folder, by a path alone": lambda: in_folder(os.O_PATH),
        "a path alone": path_alone,
        "glob": lambda: slurp(glob.glob(f"{folder}/*.csv")[0]),
        "list of the folder": lambda: os.listdir(folder) and SECRET,
        "walk from the root": lambda: os.listdir("/") and SECRET,
        "symbolic link": lambda: linked(os.symlink),
        "hard link": lambda: linked(os.link),
        "link from before": lambda: slurp(f"{out}/before"),
        "link left for the release": left_for_the_release,
        "moved": moved,
        "copied": copied,
        "/proc/self/root": lambda: slurp(f"/proc/self/root{whole}"),
        "/proc/self/cwd": lambda: slurp(f"/proc/self/cwd/{answers}"),
        "subprocess": lambda: child("cat", answers),
        "shell": lambda: child("sh", "-c", f"cd {folder} && cat < answers.csv", env={}),
        "python": lambda: python(f"print(open({whole!r}).read())", "-I"),
        "process that outlives": outliving,
        "fork": forked,
        "thread": threaded,
        "multiprocessing": pooled,
        "joblib": joblib,
        "bind mount": lambda: child(
            *("unshare", "-rm", "sh", "-c"), f"mount --bind {folder} {out} && cat {out}/answers.csv"
        ),
        "chroot": lambda: python(
            f"import os; os.chroot({folder!r}); print(open('answers.csv').read())"
        ),
        "open descriptor": lambda: os.pread(int(passed), 4096, 0),
        "standard input": lambda: os.pread(0, 4096, 0),
        "another process, its files": lambda: slurp(f"/proc/{helper}/fd/{passed}"),
        "another process, its root": lambda: slurp(f"/proc/{helper}/root{whole}"),
        "another process, its memory": memory,
        "another process, a signal": signalled,
        "exports": lambda: slurp("data/confidential/keep/export.csv"),
        "simulated exports": lambda: slurp("data/raw/keep/export.csv"),
        "another survey": lambda: slurp("results/other/clean/answers.csv"),
        "who is withheld": lambda: slurp("results/keep/protect/withheld.csv"),
        "a log": lambda: slurp("results/logs/clean.log"),
        "the home folder": lambda: slurp(os.path.expanduser("~/export.csv")),
        "the temporary folder": lambda: slurp(f"{os.environ['SHARED']}/export.csv"),
        "list of shared memory": lambda: (os.listdir("/dev/shm"), SECRET)[1],
        "network": lambda: connected(socket.AF_INET),
        "socket in a file": lambda: connected(socket.AF_UNIX),
        "writes into config": lambda: written("config/left.csv"),
        "writes into another result": lambda: written("results/keep/protect/tables/left.csv"),
        "writes into data": lambda: written("data/raw/left.csv"),
        "writes into a published folder": lambda: written("results/published/left.csv"),
        "writes into the library": lambda: written(f"{os.environ['LIBRARY']}/cyberstudy/left.csv"),
        "writes into .git": lambda: written(".git/left"),
    }


def main():
    answers, out, helper, passed = sys.argv[1:]
    only = os.environ.get("ONLY")
    for name, way in ways(answers, out, helper, passed).items():
        if only in (None, name):
            try:
                found, said = SECRET in way(), ""
            except BaseException as problem:
                found, said = False, f"{type(problem).__name__}: {problem}"
            print(json.dumps([name, found, said]), flush=True)


if __name__ == "__main__":
    main()
