"""The rules of the house, read from the code."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
import yaml
from worlds import REPOSITORY

from cyberstudy.commands import reference
from cyberstudy.declare.plan.kinds import KINDS
from lineage import (
    PACKAGES,
    imports_of,
    library_files,
    modules_of_notebook,
    names_in,
)
from surveyanswers.instrument.parsing import load
from surveyanswers.instrument.raw_files import SOURCES, Sources, read_manifest
from surveyanswers.tables.storage import sha256_of

WORKFLOW = REPOSITORY / "workflow"
LIBRARY = sorted((WORKFLOW / "cyberstudy").rglob("*.py"))
TESTS = sorted([*(REPOSITORY / "tests").rglob("*.py"), *WORKFLOW.glob("*/tests/*.py")])
FILES = sorted({*TESTS, *(p for name in PACKAGES for p in (WORKFLOW / name).rglob("*.py"))})
SCRIPTS = sorted((WORKFLOW / "scripts").glob("*.py"))
RULES = "\n".join(p.read_text() for p in sorted((WORKFLOW / "rules").glob("*.smk")))
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
SCHEMAS = sorted((WORKFLOW / "schemas").glob("*.yaml"))


def short(path):
    return path.relative_to(REPOSITORY).as_posix()


def test_scripts_only_connect():
    logic = (ast.FunctionDef, ast.ClassDef, ast.If, ast.For, ast.While, ast.ListComp, ast.IfExp)
    for path in SCRIPTS:
        tree = ast.parse(path.read_text())
        assert not [node for node in ast.walk(tree) if isinstance(node, logic)], path
        assert ast.get_docstring(tree), path


def test_a_script_first_checks_its_inputs_and_last_seals_its_outputs():
    for path in SCRIPTS:
        _, *imports, done = ast.parse(path.read_text()).body
        assert all(isinstance(each, ast.Import | ast.ImportFrom) for each in imports), path
        assert re.match(
            r"with (made_again\(\) as again, )?this_job\((opens=\[.*\](, draws=True)?)?\) as job:",
            ast.unparse(done),
        ), path


def test_what_runs_code_of_analysts_does_so_behind_the_fence_and_nothing_else_imports_it():
    fenced = {path.stem for path in SCRIPTS if "opens=[" in path.read_text()}
    assert fenced == {"analyse", "draw_exhibits", "run_notebooks"}
    code = {
        short(path): path.read_text() for path in sorted((REPOSITORY / "workflow").rglob("*.py"))
    }
    found = {
        path
        for path, text in code.items()
        if any(
            isinstance(node, ast.ImportFrom)
            and node.module == "cyberstudy.analysis_files"
            and "opened" in {alias.name for alias in node.names}
            for node in ast.walk(ast.parse(text))
        )
    }
    assert found == {
        "workflow/cyberstudy/analysis_descriptions.py",  # its process enters first
        "workflow/cyberstudy/describe/analyse.py",
        "workflow/cyberstudy/draw/families/own/figure.py",
        "workflow/cyberstudy/draw/of_tables.py",
    }


def test_every_script_has_a_rule_of_its_name():
    for path in SCRIPTS:
        assert f"rule {path.stem}:" in RULES
        assert f'"../scripts/{path.name}"' in RULES


def test_every_rule_has_a_docstring_and_a_script():
    rules = re.findall(r"^rule (\w+):\n    \"\"\"[^\n]+\"\"\"", RULES, re.M)
    assert sorted(rules) == sorted(path.stem for path in SCRIPTS)


def test_the_profile_says_what_steps_ask_a_scheduler_for():
    assert "mem_mb" not in RULES and "runtime" not in RULES
    profile = yaml.safe_load((REPOSITORY / "profiles/slurm/profile.yaml").read_text())
    assert {"mem_mb", "runtime"} <= {*profile["default-resources"]}


def test_outputs_of_rules_and_the_code_that_they_rest_on_are_paths_where_they_stand():
    bodies = re.split(r"^(?:use )?rule ", RULES, flags=re.M)[1:]
    outputs = [
        re.search(r"^    output:\n(.*?)^    \w|^    output:\n(.*)", b, re.M | re.S) for b in bodies
    ]
    entries = [
        each for found in outputs for each in re.split(r"^        \b", found[0], flags=re.M)[1:]
    ]
    assert all('"results/' in entry for entry in entries)
    scripts = [body for body in bodies if "    script:" in body]
    assert all('        code="results/code/' in body for body in scripts)


def test_a_script_uses_names_that_its_rule_has():
    bodies = {body.partition(":")[0]: body for body in re.split(r"^rule ", RULES, flags=re.M)[1:]}
    for path in SCRIPTS:
        used = re.findall(r"job\.(input|output|params)\.(\w+)", path.read_text())
        for section, name in used:
            found = re.search(rf"^    {section}:\n(.*?)^    \w", bodies[path.stem], re.M | re.S)
            assert found, (path.name, section)
            assert re.search(rf"^        {name}=", found[1], re.M), (path.name, section, name)


def test_the_library_knows_neither_snakemake_nor_where_files_lie():
    found = []
    for path in LIBRARY:
        text = path.read_text()
        found += [(short(path), w) for w in ("import", "from") if f"{w} snakemake" in text]
        # Where no text begins so, none needs to be read as code.
        if re.search(r"['\"](results|config)/", text):
            strings = [n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant)]
            texts = [s for s in strings if isinstance(s, str)]
            found += [(short(path), s) for s in texts if re.match(r"^(results|config)/\S+$", s)]
    assert not found


def test_no_file_has_grown_into_two():
    assert not [short(path) for path in FILES if len(path.read_text().splitlines()) > 400]
    assert not [short(path) for path in FILES if re.search(r"utils|helpers|misc", path.stem)]


def test_what_tests_share_stands_in_worlds_and_not_in_a_test():
    shared = re.compile(r"(^|\.)(test_|conftest$)")
    # Where no text names a test after "from", none needs to be read as code.
    named = re.compile(r"from[\s\\]+[\w.]*(test_|conftest)")
    wrong = [
        (short(path), node.module)
        for path in TESTS
        if named.search(text := path.read_text())
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and shared.search(node.module or "")
    ]
    assert not wrong


def test_no_survey_is_named_in_the_workflow():
    names = [path.name for path in (REPOSITORY / "config" / "surveys").iterdir()]
    code = [REPOSITORY / "Snakefile", *WORKFLOW.rglob("*.smk"), *LIBRARY, *SCRIPTS]
    assert not [(short(p), name) for p in code for name in names if name in p.read_text()]


def test_an_edit_of_a_module_reaches_what_imports_it():
    names = {path.name for path in library_files("surveyanswers.clean.answers")}
    assert {"answers.py", "routing.py", "matching.py", "problems.py", "declared.py"} <= names
    assert names.isdisjoint({"nominations.py", "whole.py", "questionnaire_sheets.py"})
    assert "style.mplstyle" in {path.name for path in library_files("cyberstudy.draw.exhibit")}


def test_what_reads_plans_rests_on_entries_of_exhibits_and_on_nothing_that_draws_or_speaks():
    files = library_files("cyberstudy.declare.survey")
    assert "kinds.py" in {path.name for path in files}
    assert not {path.parent.name for path in files} & {"families", "marks", "wording"}


def test_what_draws_one_family_rests_on_no_figure_of_another():
    for kind in KINDS.values():
        own = library_files(kind.drawn_in())
        figures = {path for path in own if "families" in path.parts}
        figures -= {path for path in figures if path.name == "__init__.py"}
        assert {path.parent.name for path in figures} == {kind.DRAWN_IN.split(".")[0]}


def test_a_name_that_a_package_imports_when_it_is_first_used_is_followed():
    modules = modules_of_notebook(REPOSITORY / "notebooks/11_laboratory_gci.ipynb")
    assert "latentclass.estimators" in modules
    assert "latentclass.counts" not in modules


def test_every_import_is_found_however_it_is_written(tmp_path):
    ways = (
        "import json",
        "if True: import json",
        "text = 1; import json",
        "from json \\\n    import loads",
        "def read():\n    from json import (  # loads (text)\n        loads,\n    )",
        '"""\nimport order is told here\n"""\nimport json',
    )
    written = [tmp_path / f"{place}.py" for place in range(len(ways))]
    for path, way in zip(written, ways, strict=True):
        path.write_text(way)
        assert "json" in imports_of(path), way
    for path in FILES:
        assert {*imported(path)} <= {*imports_of(path)}, path


@pytest.mark.parametrize("path", SCHEMAS, ids=short)
def test_schemas_are_closed_and_describe_every_key(path):
    def walk(node, where):
        if not isinstance(node, dict):
            return
        if node.get("type") == "object":
            assert node.get("additionalProperties") is not None, f"{where} is open"
        for name, child in node.get("properties", {}).items():
            assert child.get("description") or "$ref" in child, f"{where}.{name} is not described"
            walk(child, f"{where}.{name}")
        for key in ("items", "additionalProperties"):
            walk(node.get(key), f"{where}.{key}")

    schema = yaml.safe_load(path.read_text())
    walk(schema, path.name)
    for name, part in schema.get("$defs", {}).items():
        assert part["description"], f"{name} is not described"
        walk(part, name)


def test_generated_files_are_those_that_the_code_gives_and_a_check_names_others(tmp_path, capsys):
    assert reference.main(["--check", "--root", str(REPOSITORY)]) == 0
    (tmp_path / "workflow/schemas").mkdir(parents=True)
    assert reference.main(["--check", "--root", str(tmp_path)]) == 1
    assert f"plan.schema.yaml is out of date: {reference.COMMAND}" in capsys.readouterr().err
    assert reference.main(["--root", str(tmp_path)]) == 0
    assert reference.main(["--check", "--root", str(tmp_path)]) == 0


def test_the_lists_name_the_raw_files_that_git_carries():
    raw = REPOSITORY / "data" / "raw"
    carried = subprocess.run(
        ["git", "ls-files", "data/raw"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout.split()
    lists = [path for path in carried if path.endswith("/MANIFEST.csv")]
    listed = [entry for path in lists for entry in read_manifest(REPOSITORY / path)]
    carried = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "data/raw/*/*"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    own = {s.path: s.sha256 for s in load(raw / SOURCES, Sources).sources if s.carried}
    assert {path.partition("/")[0] for path in own} == {"un_convention"}
    known = {entry.file: entry.sha256 for entry in listed} | own
    assert sorted(f"data/raw/{file}" for file in known) == sorted({*carried} - {*lists})
    for file, sha256 in known.items():
        assert sha256_of(raw / file) == sha256, file


def test_real_answers_are_never_carried():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    assert "wci_data.csv" not in tracked
    assert "data/confidential" not in tracked


@pytest.mark.parametrize("path", NOTEBOOKS, ids=short)
def test_notebooks_carry_no_outputs(path):
    for cell in json.loads(path.read_text())["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=short)
def test_no_number_is_typed_into_a_notebooks_prose(path):
    for cell in json.loads(path.read_text())["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            # Prose in say(f"...") with what stands in braces, which comes from tables, taken out.
            spoken = re.findall(r'say\(\s*f?"""(.*?)"""|say\("(.*?)"\)', source, re.S)
            source = " ".join(re.sub(r"\{.*?\}", "", "".join(text), flags=re.S) for text in spoken)
        assert not re.search(r"\d", source), source


PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
GROUPS = {"study": PROJECT["project"]["dependencies"], **PROJECT["dependency-groups"]}
LOCKS = {"study": "requirements.lock", "build": "requirements.lock"}


def named(lines):
    return [re.match(r"[\w-]+", line)[0].lower() for line in lines]


def test_dependencies_are_named_once_and_locks_hold_them_with_hashes_and_no_address():
    names = named(chain.from_iterable(GROUPS.values()))
    assert len(names) == len(set(names))
    ours = set()
    for group, wanted in GROUPS.items():
        lock = (REPOSITORY / LOCKS.get(group, f"requirements-{group}.lock")).read_text()
        assert "://" not in lock
        pinned = {*re.findall(r"^([\w.-]+)==(\S+)", lock, re.M)}
        assert set(named(wanted)) <= {name for name, _ in pinned}
        assert lock.count("--hash=sha256:") >= len(pinned)
        ours = ours or pinned
        shared = {name for name, _ in pinned} & {name for name, _ in ours}
        assert {each for each in pinned if each[0] in shared} <= ours  # beside, in one environment


@cache
def imported(path):
    """Names of the modules that a file imports: Python, rules, or a notebook."""
    if path.suffix == ".smk":
        return imports_of(path)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
    return names_in(text)


brought_by = cache(packages_distributions)


@pytest.mark.parametrize("group", ["study", "dev"])
def test_what_is_imported_is_declared(group):
    """Not only brought by another package: that may do without it tomorrow."""
    listed = subprocess.check_output(["git", "ls-files"], cwd=REPOSITORY, text=True).split("\n")
    code = [Path(file) for file in listed if file.endswith((".py", ".smk", ".ipynb"))]
    code = [file for file in code if (REPOSITORY / file).is_file()]
    ours = {part for file in code for part in (*file.parts, file.stem)}
    beside = [REPOSITORY / "tests/fuzz/requirements.lock", *REPOSITORY.glob("benchmarks/*.lock")]
    ours |= {name for lock in beside for name in re.findall(r"^(\w+)==", lock.read_text(), re.M)}
    tests = {file for file in code if {"tests", "benchmarks"} & {*file.parts}}
    read = [
        file for file in code if (file in tests) is (group == "dev") and "peer" not in file.stem
    ]
    brought = brought_by()
    allowed = {*named(GROUPS["study"] + GROUPS["build"]), *named(GROUPS[group])}
    strange = {}
    for file in read:
        for top in {name.partition(".")[0] for name in imported(REPOSITORY / file)}:
            by = {each.lower().replace("_", "-") for each in brought.get(top, ())}
            by |= {name for name in allowed if name.startswith(f"{top}-")}  # parts of one
            if top not in ours | {*sys.stdlib_module_names} and not by & allowed:
                strange.setdefault(top, file.as_posix())
    assert [f"{file}: {top}" for top, file in sorted(strange.items())] == []


def test_countries_agree_with_iso_3166(countries):
    import pycountry

    assert set(countries["iso3"]) == {country.alpha_3 for country in pycountry.countries}
    assert set(countries["region"]) == {"Africa", "Americas", "Asia", "Europe", "Oceania", "Other"}


def test_no_code_changes_where_python_looks_for_packages():
    """The environment holds them; to a step Snakemake hands on where it found them itself."""
    folders = ("workflow", "notebooks", "benchmarks", "tests")
    files = [path for folder in folders for path in (REPOSITORY / folder).rglob("*")]
    code = [p for p in files if p.suffix in (".py", ".smk", ".ipynb") or p.name == "Snakefile"]
    word = "sys" + ".path"
    assert not [short(path) for path in code if word in path.read_text()]


def test_whoever_sets_up_a_solver_holds_it_to_one_thread():
    """Of a process HiGHS takes one number of threads, and refuses to solve by any other."""
    files = [
        path for folder in ("workflow", "tests") for path in (REPOSITORY / folder).rglob("*.py")
    ]
    texts = {short(path): path.read_text() for path in files}
    solving = {name: text for name, text in texts.items() if "_Highs" + "()" in text}
    assert len(solving) > 2
    assert not [n for n, text in solving.items() if not re.search(r'"threads"(, |: )1\b', text)]
