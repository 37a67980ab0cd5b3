"""What code rests on, by import-linter's graph: a second reading, to compare lineage with."""

from functools import cache

import grimp

from lineage import HERE, PACKAGES, imports_of, modules_of_notebook

#: Packages that can be installed without the study.
ALONE = sorted(path.parent.name for path in HERE.glob("*/pyproject.toml"))


@cache
def graph():
    return grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None)


def named_in(path):
    """Modules of ours that a script, an analysis or a notebook names in its imports."""
    named = modules_of_notebook(path) if path.suffix == ".ipynb" else imports_of(path)
    return {each for each in named if each.partition(".")[0] in PACKAGES}


def behind(path):
    """Files that it rests on: modules that it imports, directly or not, and their packages."""
    known = graph().modules
    found = [each if each in known else each.rpartition(".")[0] for each in named_in(path)]
    for module in found:  # grows
        own = {module.rpartition(".")[0], *graph().find_modules_directly_imported_by(module)}
        found += own - {"", *found}
    files = (HERE.joinpath(*module.split(".")) for module in found)
    return {file / "__init__.py" if file.is_dir() else file.with_suffix(".py") for file in files}
