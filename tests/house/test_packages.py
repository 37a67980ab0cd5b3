"""Packages: lists name them all, others import public modules, edits reach what uses them."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
from import_graph import ALONE, behind, named_in
from worlds import REPOSITORY

from lineage import PACKAGES, files_behind, imports_of, modules_of_notebook

WORKFLOW = REPOSITORY / "workflow"
TOOLS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]
CONTRACTS = {contract["name"]: contract for contract in TOOLS["importlinter"]["contracts"]}
INITS = sorted(path for name in PACKAGES for path in (WORKFLOW / name).rglob("__init__.py"))


def contract(word):
    (found,) = (each for name, each in CONTRACTS.items() if word in name)
    return found


def modules_in(name):
    """Modules below a package, by their dotted names in it."""
    files = {path.relative_to(WORKFLOW / name) for path in (WORKFLOW / name).rglob("*.py")}
    modules = [file for file in files if "tests" not in file.parts and "__" not in file.name]
    return {".".join(file.with_suffix("").parts) for file in modules}


def below(module, names):
    return any(f"{module}.".startswith(f"{name}.") for name in names)


def public_modules(name):
    """Modules in the table of a package's README."""
    _, _, rest = (WORKFLOW / name / "README.md").read_text().partition("\n## Public modules\n")
    table = re.findall(r"^\| (`[^|]+) \|", rest.partition("\n## ")[0], re.M)
    return {module for cell in table for module in re.findall(r"`([\w.]+)`", cell)}


def test_lists_that_tools_can_not_compute_name_every_package():
    alone = TOOLS["importlinter"]["root_packages"]
    assert alone == contract("no circle")["ancestors"] == PACKAGES
    assert contract("no package knows")["layers"][-1].split(" | ") == ALONE
    assert contract("public modules")["allowed_importers"] == ALONE
    strict = TOOLS["mypy"]["overrides"][0]["module"]
    assert {f"{name}.*" for name in ALONE} <= {*strict}
    folders = [f"workflow/{name}/tests" for name in ALONE]
    assert TOOLS["pytest"]["ini_options"]["pythonpath"] == ["tests", "benchmarks", *folders]


def test_a_new_package_is_in_all_lists_that_are_computed(tmp_path):
    """The folder is enough: lineage follows it, and it is installed."""
    for name in ("lineage.py", "cyberstudy"):
        copy = shutil.copytree if (WORKFLOW / name).is_dir() else shutil.copyfile
        copy(WORKFLOW / name, tmp_path / name)
    for name in ("__init__.py", "pyproject.toml", "sums.py"):
        (tmp_path / "lamps").mkdir(exist_ok=True)
        (tmp_path / "lamps" / name).touch()
    ask = (
        "import lineage, setuptools; from cyberstudy.commands.translate import speaking;"
        f"print('lamps' in lineage.PACKAGES, "
        "[p.name for p in lineage.library_files('lamps.sums')],"
        "any(p.stem == 'sums' for p, _ in speaking()),"
        f"'lamps' in setuptools.find_packages({str(tmp_path)!r}))"
    )
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    told = subprocess.check_output([sys.executable, "-P", "-c", ask], env=env, text=True)
    assert told == "True ['__init__.py', 'sums.py'] True True\n"
    assert TOOLS["setuptools"]["packages"]["find"] == {"where": ["workflow"], "namespaces": False}


@pytest.mark.parametrize("name", ALONE)
def test_a_module_of_a_package_is_public_or_closed_to_others(name):
    closed = contract("public modules")["protected_modules"]
    closed = {each.partition(".")[2] for each in closed if each.startswith(f"{name}.")}
    public, modules = public_modules(name), modules_in(name)
    assert [each for each in modules if below(each, public) == below(each, closed)] == []
    assert [each for each in public | closed if not any(below(m, [each]) for m in modules)] == []


@pytest.mark.parametrize("name", ALONE)
def test_analyses_notebooks_rules_and_scripts_import_public_modules(name):
    """The contract sees packages only; tests and benchmarks may look inside."""
    code = [p for end in ("scripts/*.py", "rules/*.smk", "*.py") for p in WORKFLOW.glob(end)]
    code += (REPOSITORY / "config").rglob("*.py")
    used = {each for path in code for each in imports_of(path)}
    for path in (REPOSITORY / "notebooks").glob("*.ipynb"):
        used.update(modules_of_notebook(path))
    of_package = {each.partition(".")[2] for each in used if each.startswith(f"{name}.")}
    public, modules = public_modules(name), modules_in(name)
    assert [each for each in of_package & modules if not below(each, public)] == []


@pytest.mark.parametrize("name", ALONE)
def test_a_packages_changelog_begins_with_its_version(name):
    project = tomllib.loads((WORKFLOW / name / "pyproject.toml").read_text())["project"]
    changelog = (WORKFLOW / name / "CHANGELOG.md").read_text()
    assert re.findall(r"^## (\S+)$", changelog, re.M)[0] == project["version"]


# What an edit reaches


def test_relative_imports_are_forbidden_since_lineage_does_not_follow_them():
    ruff = [sys.executable, "-m", "ruff", "check", "--stdin-filename"]
    for name in PACKAGES:
        for code in ("from . import em\n", "from .em import step\n", "from ..em import step\n"):
            asked = [*ruff, f"workflow/{name}/invented.py", "-"]
            said = subprocess.run(asked, cwd=REPOSITORY, input=code, capture_output=True, text=True)
            assert "TID252" in said.stdout


def test_no_init_hands_on_what_it_imports_at_once():
    """Each importer would rest on it; names under TYPE_CHECKING are followed one by one."""
    for path in INITS:
        tree = ast.parse(path.read_text())
        imports = [each for each in tree.body if isinstance(each, ast.ImportFrom)]
        own = [each for each in imports if (each.module or "").partition(".")[0] in PACKAGES]
        names = {alias.asname or alias.name for each in own for alias in each.names}
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert names <= used, path


def test_lineage_follows_every_import_that_import_linter_sees():
    """Another program reads the same code: what an edit of any module reaches is the same."""
    starts = [*WORKFLOW.glob("scripts/*.py"), *REPOSITORY.glob("config/**/analyses/*.py")]
    for path in (*starts, *REPOSITORY.glob("notebooks/*.ipynb")):
        found = {file for file in files_behind(named_in(path)) if file.suffix == ".py"}
        assert found == behind(path), path
