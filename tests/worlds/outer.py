"""A workflow of somebody's, of which the study is a module."""

import os
import shutil
import site
import subprocess
import sys
import venv

from worlds import REPOSITORY
from worlds.runs import settle

#: Somebody's own workflow, which has a configuration and surveys of its own.
OUTER = """
configfile: "config/config.yaml"


module study:
    snakefile:
        "{snakefile}"
    config:
        config


use rule * from study{names}


rule ours:
    default_target: True
    input:
        "results/lighthouse/release",
        "results/index.html",
        "results/report/en.pdf",
    output:
        "ours.txt",
    shell:
        "ls {{input}} > {{output}}"
"""


def outer(folder, names=" as study_*"):
    """Settle it in a folder; rules of the study are called so."""
    settle(folder)
    snakefile = REPOSITORY / "workflow" / "Snakefile"
    (folder / "Snakefile").write_text(OUTER.format(snakefile=snakefile, names=names))
    return folder


def bare_python(folder):
    """Make a Python that finds every package of this environment but those of the study."""
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    # What a .pth file names is searched; files .pth in there, as that of the study, are not read.
    (packages / "environment.pth").write_text("\n".join(site.getsitepackages()))
    share = folder / "share"
    shutil.rmtree(share, ignore_errors=True)
    shutil.copytree(f"{sys.prefix}/share", share)  # templates of Jupyter, inside the fence
    python = folder / "bin" / "python"
    found = subprocess.run(
        [python, "-c", "import cyberstudy"],
        env=os.environ | {"PYTHONPATH": ""},
        capture_output=True,
        check=False,
    )
    assert b"No module named 'cyberstudy'" in found.stderr
    return python
