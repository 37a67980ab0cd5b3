"""Every command that a page names exists, and has the options that the page gives it."""

import json
import re
import subprocess
import sys

import pytest
from worlds import REPOSITORY

PAGES = sorted(
    path
    for pattern in ("*.md", "*/*.md", "data/raw/*.md", "workflow/*/README.md")
    for path in REPOSITORY.glob(pattern)
    if path.name != "CHANGELOG.md"
)
#: Those of other people's packages.
FOLDERS = "tests:benchmarks:workflow/surveyanswers/tests:workflow/latentclass/tests"
OTHERS = ("pip", "pip_audit", "http.server", "compileall")
NAMED = re.compile(r"python (?:-m ([a-z_.]+)|((?:benchmarks|tests)/[a-z_/]+\.py))([^`\n#&|(]*)")
#: Runs each command with --help in one process, since most of the time is that of imports.
PROGRAM = """
import contextlib, io, json, runpy, sys
texts = {}
for name in json.loads(sys.argv[1]):
    said, sys.argv = io.StringIO(), [name, "--help"]
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            (runpy.run_path if "/" in name else runpy.run_module)(name, run_name="__main__")
        except SystemExit as end:
            said.write(f" exit {end.code or 0}")
        except Exception as problem:
            said.write(repr(problem))
    texts[name] = said.getvalue()
print(json.dumps(texts))
"""


def text_of(page):
    """A page as one line a paragraph, so that a command that goes on in the next line is whole."""
    text = page.read_text()
    return re.sub(r"`[^`]*`", lambda span: " ".join(span[0].split()), text)


def commands():
    """Command -> the options that pages and the Makefile give it."""
    named = {}
    makefile = (REPOSITORY / "Makefile").read_text().replace("\\\n", " ")
    for text in (makefile, *map(text_of, PAGES)):
        for module, script, arguments in NAMED.findall(text):
            if module not in OTHERS:
                options = {*re.findall(r"(?<![\w-])(--[a-z][a-z-]*)", arguments)}
                named.setdefault(module or script, set()).update(options)
    return named


@pytest.fixture(scope="module")
def helps():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, json.dumps(sorted(commands()))],
        cwd=REPOSITORY,
        env={"PYTHONPATH": FOLDERS, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", sorted(commands()))
def test_a_command_of_python_says_what_it_does_and_knows_the_options_that_pages_give_it(
    name, helps
):
    assert helps[name].startswith("usage: ")
    assert helps[name].endswith(" exit 0")
    known = {*re.findall(r"--[a-z-]+", helps[name])}
    assert commands()[name] <= known


def test_every_command_of_the_study_has_a_page_or_a_make_target_that_names_it():
    folder = REPOSITORY / "workflow/cyberstudy/commands"
    runnable = {
        f"cyberstudy.commands.{path.stem}"
        for path in folder.glob("*.py")
        if '__name__ == "__main__"' in path.read_text()
    }
    assert runnable == {name for name in commands() if name.startswith("cyberstudy.commands.")}


def test_pages_and_messages_name_no_make_target_that_is_gone():
    (phony,) = re.findall(r"^\.PHONY: (.*)$", (REPOSITORY / "Makefile").read_text(), re.M)
    assert len(phony.split()) == 15
    lists = subprocess.check_output(["git", "ls-files"], cwd=REPOSITORY, text=True).splitlines()
    wanted = (".md", ".py", ".smk", ".yaml", ".toml", "run", "pre-commit")
    files = [name for name in lists if name.endswith(wanted) and name != "CHANGELOG.md"]
    gone = []
    for name in files:
        path = REPOSITORY / name
        if not name.startswith("results/") and path.is_file():
            named = re.findall(
                r"(?:`|step |: )make ([a-z-]+)(?=[` ,;.)])|^make ([a-z-]+)(?= {2}|$)",
                path.read_text(),
                re.M,
            )
            targets = {target for pair in named for target in pair if target}
            gone += [(name, target) for target in targets if target not in phony.split()]
    assert gone == []


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "workflow/README.md"])
def test_each_place_that_a_table_sends_to_is_there(page):
    rows = [row for row in (REPOSITORY / page).read_text().splitlines() if row.startswith("|")]
    places = re.findall(r"`([\w./-]+/(?:[\w.-]+\.\w+)?)`", "\n".join(rows))
    assert len(places) > 3
    folders = ("", "workflow", "workflow/cyberstudy")
    lost = [
        place for place in places if not any((REPOSITORY / f / place).exists() for f in folders)
    ]
    assert lost == []
