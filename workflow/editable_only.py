"""How this checkout is installed: so that it can be edited, and in no other way.

A wheel would hold the library without the Snakefile, rules, scripts and schemas, so no survey could
be run with it. The packages that know no survey have one of their own.
"""

from __future__ import annotations

from typing import NoReturn

from setuptools.build_meta import (  # noqa: F401 - what pip asks for
    build_editable,
    get_requires_for_build_editable,
    prepare_metadata_for_build_editable,
)

TOLD = (
    "The study is offered as a repository, not as a package: clone it, and run `make study`; or "
    "use its Snakefile as a `module:` of another workflow (docs/running.md). `pip install "
    "workflow/<package>` installs a package that knows no survey: a folder with a pyproject.toml."
)


def build_wheel(*_: object, **__: object) -> NoReturn:
    """Refuse it, and say what there is instead."""
    raise RuntimeError(TOLD)


build_sdist = build_wheel
