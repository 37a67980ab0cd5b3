"""The repository as others meet it: Snakemake's catalogue, conda, CI, links between its pages."""

import re
import subprocess
import tomllib

import yaml
from worlds import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
WORKFLOW = REPOSITORY / "workflow"
PAGES = sorted(
    path
    for pattern in ("*.md", "config/**/*.md", "docs/**/*.md", "data/**/*.md", "benchmarks/*.md")
    for path in REPOSITORY.glob(pattern)
)


def short(path):
    return path.relative_to(REPOSITORY).as_posix()


def pythons():
    low, high = re.fullmatch(
        r">=3\.(\d+),<3\.(\d+)", PROJECT["project"]["requires-python"]
    ).groups()
    return [f"3.{minor}" for minor in range(int(low), int(high))]


# Snakemake's catalogue: its own conditions for a workflow that it tells others how to use.


def test_the_catalogue_finds_what_it_asks_for():
    for name in (
        "README.md",
        "LICENSE",
        "workflow/Snakefile",
        "config/README.md",
        "config/config.yaml",
    ):
        assert (REPOSITORY / name).is_file(), name
    usage = yaml.safe_load((REPOSITORY / ".snakemake-workflow-catalog.yml").read_text())["usage"]
    assert set(usage) <= {"mandatory-flags", "software-stack-deployment", "report"}
    assert set(usage["mandatory-flags"]) == {"desc", "flags"}
    deployment = usage["software-stack-deployment"]
    assert set(deployment) <= {"conda", "apptainer", "apptainer+conda"}
    assert all(isinstance(value, bool) for value in (*deployment.values(), usage["report"]))
    assert "configfile:" in (WORKFLOW / "Snakefile").read_text()
    assert "report:" in (WORKFLOW / "Snakefile").read_text()


def test_every_rule_with_a_script_has_the_conda_file():
    assert "        step.conda_env = ENVIRONMENT\n" in (WORKFLOW / "Snakefile").read_text()
    named = re.search(r'^ENVIRONMENT = "(.*)"$', (WORKFLOW / "rules/common.smk").read_text(), re.M)[
        1
    ]
    assert (WORKFLOW / "rules" / named).resolve() == REPOSITORY / "environment.yml"


def test_the_conda_file_stands_by_itself_and_lists_what_pyproject_lists():
    """Conda was not at hand: what it would install is read, not tried."""
    content = yaml.safe_load((REPOSITORY / "environment.yml").read_text())
    assert content["channels"][-1] == "nodefaults"
    *others, pip = content["dependencies"]
    assert others == [f"python {PROJECT['project']['requires-python']}", "pip"]
    expected = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["lab"]
    assert pip["pip"] == expected
    assert not [line for line in pip["pip"] if line.startswith(("-", ".", "/")) or "@" in line]


# CI


def test_ci_runs_its_steps_on_every_python_that_the_project_names():
    file = REPOSITORY / ".github" / "workflows" / "ci.yml"
    content = yaml.safe_load(file.read_text())
    job = content["jobs"]["run"]
    assert job["strategy"]["matrix"]["python"] == pythons()
    assert {"run": ".ci/run"} in job["steps"]
    assert (REPOSITORY / ".ci/run").stat().st_mode & 0o111
    subprocess.run(["bash", "-n", REPOSITORY / ".ci/run"], check=True)
    # YAML takes a bare `on` for the truth value.
    assert set(content[True]) == {"push", "pull_request"}


def test_what_ci_uses_of_others_is_pinned_by_commit():
    """A tag may be moved to another one."""
    files = [*(REPOSITORY / ".github" / "workflows").glob("*.yml")]
    used = [line for file in files for line in re.findall(r"uses: (.*)$", file.read_text(), re.M)]
    assert {file.name for file in files} >= {"ci.yml", "release.yml"} and used
    assert [
        each for each in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", each)
    ] == []


def test_what_ci_asks_make_for_is_there():
    makefile = (REPOSITORY / "Makefile").read_text()
    steps = (REPOSITORY / ".ci/run").read_text()
    wanted = re.findall(r"^(?:step |beside )?make (\w+)$", steps, re.M)
    assert wanted == ["check", "study", "test", "verify"]
    for target in wanted:
        assert re.search(rf"^{target}:", makefile, re.M)


def test_make_help_lists_every_target_in_columns():
    makefile = (REPOSITORY / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.M)
    *said, rest = subprocess.check_output(
        ["make", "--no-print-directory", "help"], cwd=REPOSITORY, text=True
    ).splitlines()
    groups = [line for line in said if line.endswith(":")]
    targets = [line for line in said if line not in groups]
    assert len(groups) == 4
    assert "## Other commands" in (REPOSITORY / rest.rpartition(" ")[2]).read_text()
    assert sorted(line.split()[1] for line in targets) == sorted(phony.split())
    assert len({re.match(r"  make [\w-]+ +", line).end() for line in targets}) == 1


# Pages


def anchors(path):
    """Names of a page's headings, as a forge makes them."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(), re.M)
    plain = (re.sub(r"[^\w\- ]", "", head.lower().replace("`", "")) for head in heads)
    return {head.strip().replace(" ", "-") for head in plain}


def in_pages(pattern):
    """What is found in each page, code aside, and in which."""
    for path in PAGES:
        text = re.sub(r"```.*?```", "", path.read_text(), flags=re.S)
        yield from ((path, found) for found in re.findall(pattern, text))


def test_every_link_to_a_place_in_the_repository_leads_somewhere():
    for path, link in in_pages(r"\]\(([^)\s]+)\)"):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), (path, link)
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), (path, link)


#: Folders below which a page names files from the root, or from the library.
NAMED = re.compile(
    r"(?:workflow|tests|config|benchmarks|docs|profiles|notebooks|tables|statistics|declare|wording"
    r"|verify|read|clean|describe|cluster|protect|draw|narrate|release)/[\w./-]+"
)


def test_every_file_that_a_page_names_is_there():
    for path, name in in_pages(r"`([^`<>]+)`"):
        if NAMED.fullmatch(name) and "/fr/" not in name:
            bases = (REPOSITORY, WORKFLOW / "cyberstudy")
            assert any((base / name).exists() for base in bases), (path, name)
