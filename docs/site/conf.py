"""The documentation as a site: `.venv/bin/sphinx-build -W -c docs/site . results/site`.

Its pages are the Markdown files where they lie, so that their links hold in a checkout, too, and a
page for each public module of a package, made of its docstrings.
"""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
STUDY = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
PACKAGES = sorted(path.parent.name for path in ROOT.glob("workflow/*/pyproject.toml"))

project, release = STUDY["title"], f"{STUDY['version']}"
author = ", ".join(each["name"] for each in STUDY["authors"])
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
root_doc = "docs/site/index"
include_patterns = [
    *("*.md", "docs/**.md", "config/**.md", "data/**.md", "benchmarks/README.md"),
    *("workflow/README.md", "workflow/*/README.md", "workflow/*/CHANGELOG.md"),
    "results/published/calibration/judge.md",
]
# Folders that are not searched.
exclude_patterns = [".*", "results/[!p]*", "data/confidential", "workflow/page"]
# Pages of GitHub have anchors for headings of every level.
myst_heading_anchors = 6
# Not each page is listed, a name in a docstring may be that of several fields, a generated page has
# no title, and patterns of names (`[a-z0-9_]`) in types are no references. Links to folders lead to
# no page; that what links name is there, tests/house/test_citizen.py checks.
suppress_warnings = [
    *("toc.not_included", "ref.python", "myst.header", "docutils", "myst.xref_missing"),
]

autodoc_default_options = {
    "members": True,
    "member-order": "bysource",
    # Made by scikit-learn, whose pages they refer to.
    "exclude-members": "set_fit_request, set_score_request, set_transform_request",
}
napoleon_google_docstring = False
napoleon_use_ivar = True  # an attribute with a docstring of its own stands there once

html_theme = "furo"
html_title = f"{project}, {release}"
html_copy_source = False


def public_modules(package: str) -> list[str]:
    """Return the modules in the table of a package's README, which are those that stay."""
    readme = (ROOT / "workflow" / package / "README.md").read_text(encoding="utf-8")
    table = readme.partition("\n## Public modules\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", table, re.M)
    return [f"{package}.{name}" for cell in cells for name in re.findall(r"`([\w.]+)`", cell)]


def write_reference() -> None:
    """Write a page for each public module, and one that lists them, beside this file."""
    folder = Path(__file__).with_name("reference")
    folder.mkdir(exist_ok=True)
    names = [name for package in PACKAGES for name in public_modules(package)]
    for name in names:
        page = f"# {name}\n\n```{{eval-rst}}\n.. automodule:: {name}\n```\n"
        (folder / f"{name}.md").write_text(page, encoding="utf-8")
    listed = "\n".join(names)
    contents = f"# Public modules\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
    (folder / "index.md").write_text(contents, encoding="utf-8")


write_reference()
