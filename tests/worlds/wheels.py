"""Packages that hold next to nothing; a copy of this file builds one of a folder for pip."""

import hashlib
import zipfile
from pathlib import Path


def wheel(folder, name):
    """Write version 1 of a package into a folder; give back the file's name."""
    info = f"{name}-1.dist-info"
    content = {
        f"{name}/__init__.py": "lit = 1\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: a test\n"
        "Root-Is-Purelib: true\nTag: py3-none-any\n",
    }
    sizes = {path: f"{len(text)}" for path, text in content.items()} | {f"{info}/RECORD": ""}
    content[f"{info}/RECORD"] = "".join(f"{path},,{size}\n" for path, size in sizes.items())
    path = Path(folder) / f"{name}-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in content.items():
            archive.writestr(file, text)
    return path.name


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    return wheel(wheel_directory, "study")


def locked(folder, name, condition=""):
    """Write it, and give back its line of a lock."""
    digest = hashlib.sha256((Path(folder) / wheel(folder, name)).read_bytes()).hexdigest()
    return f"{name}==1{condition} \\\n    --hash=sha256:{digest}\n"
