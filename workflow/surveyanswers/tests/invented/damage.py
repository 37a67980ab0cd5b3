"""What happens to files behind everybody's back: their time of change stays."""

import os


def flip(path, chance):
    """Turn one bit of a file, whose time of change stays."""
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    unnoticed(path, bytes(content))


def cut(path):
    """Take away the second half of a table's rows."""
    heading, *rows = path.read_bytes().splitlines(keepends=True)
    unnoticed(path, b"".join([heading, *rows[: len(rows) // 2]]))


def unnoticed(path, content):
    """Give a file another content and leave its time of change."""
    times = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
