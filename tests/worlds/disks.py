"""A disk that is soon full."""

import shutil
import subprocess
from contextlib import contextmanager


@contextmanager
def small_disk(folder, kilobytes):
    """Make an empty folder a disk of its own, of some kilobytes."""
    _mount(folder, kilobytes)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def give_room(disk, kilobytes):
    """Let so much more be written on a small disk, and no more than that."""
    _mount(disk, shutil.disk_usage(disk).used // 1024 + kilobytes, "remount")


def _mount(folder, kilobytes, *options):
    options = ",".join([*options, f"size={kilobytes}k"])
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
    subprocess.run(mount, check=True, capture_output=True)
