"""What the tests share: what some need, the invented survey, the real answers where at hand."""

import fcntl
import gc
import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import polars as pl
import pytest
import skipped
import spent
from hypothesis import HealthCheck, settings
from worlds import LIGHTHOUSE, REAL_FILE, REPOSITORY, SURVEYS, raw_folder
from worlds.disks import small_disk
from worlds.runs import settle, snakemake
from worlds.slurm import DAEMONS, SYSTEM_PATH, TOOLS

from cyberstudy import fence
from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.estimates import Division
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.tables.files import read_table
from cyberstudy.verify.sources import find_surveys
from surveyanswers.clean.answers import clean_survey
from surveyanswers.read import read_exports
from surveyanswers.tables.problems import SurveyError

CONFIG = REPOSITORY / "config"
# As each job of the study has; workers, which start after this, share the processors as jobs do.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
# Tests leave some of their claims to what several share; where one fails, pytest says how.
for name in ("malformed", "languages"):
    pytest.register_assert_rewrite(f"worlds.{name}")

# Machines are noisy: an example may take long without being wrong.
settings.register_profile(
    "study",
    deadline=None,
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# For a night: other examples each time, and many (pytest --hypothesis-profile=long).
LONG = {"max_examples": 3000, "derandomize": False}
settings.register_profile("long", settings.get_profile("study"), **LONG)
settings.load_profile("study")


class Need(NamedTuple):
    """What a test needs of the machine beside git, make and Python: `@pytest.mark.needs(name)`."""

    what: str
    found: Callable[[], object]
    package: str | None  # of Debian, that brings it


def programs(*names, path=None):
    return lambda: all(shutil.which(name, path=path) for name in names)


def answers(*command):
    """Whether the program is there, and a command ends well."""
    return lambda: (
        shutil.which(command[0])
        and not subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    )


#: How tests start a browser.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


def browser():
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def browser_starts():
    program = browser()
    return program and answers(program, *FLAGS, "--headless", "--dump-dom", "about:blank")()


def chinese():
    from cyberstudy.draw import typeface

    try:
        return typeface.families("zh")
    except SurveyError:
        return None


def slurm():
    plugin = find_spec("snakemake_executor_plugin_slurm")
    return plugin and programs(*DAEMONS, *TOOLS, path=SYSTEM_PATH)()


def may_mount():
    with TemporaryDirectory() as folder:
        try:
            with small_disk(folder, 16):
                return True
        except (FileNotFoundError, subprocess.CalledProcessError):
            return False


NEEDS = {
    "chinese_typeface": Need("a Chinese typeface", chinese, "fonts-noto-cjk"),
    "chromium": Need("a browser that starts", browser_starts, "chromium"),
    "poppler": Need("another reader of PDF", programs("pdftotext", "pdftoppm"), "poppler-utils"),
    "r": Need("R", programs("Rscript"), "r-base-core"),
    **{
        f"r_{name}": Need(
            f"R with {name}", answers("Rscript", "-e", f"library({name})"), f"r-cran-{name}"
        )
        for name in ("haven", "lme4", "psych", "survey")
    },
    "landlock": Need("Linux with Landlock", fence.version, None),
    "slurm": Need("SLURM, and make .venv/with-slurm", slurm, "slurm-wlm slurm-client munge"),
    "npm": Need("npm, and a registry", answers("npm", "view", "d3-scale", "version"), "npm"),
    "openssl": Need("openssl", programs("openssl"), "openssl"),
    "small_disk": Need("root, who may mount a small disk", may_mount, None),
}


@cache
def lacks(name):
    return not NEEDS[name].found()


def pytest_addoption(parser):
    parser.addoption(
        "--after-study",
        action="store_true",
        help="the study has run (make test): what it left out is a failure, no reason to skip",
    )
    parser.addoption(
        "--without-study",
        action="store_true",
        help="leave out what runs the workflow or looks at a finished study (tests/changed.py)",
    )
    parser.addoption(
        "--nothing-missing",
        action="store_true",
        help="run what the last run skipped for want of a package; to skip any is a failure",
    )
    parser.addoption("--spent", type=int, default=10, help="show so many tests by processor time")


def pytest_configure(config):
    for module in (skipped, spent):  # of tests that lie beside packages, too
        config.pluginmanager.register(module)
    # Garbage is looked for rarely, as in jobs (`jobs.this_job`): a sixth of all time went there.
    gc.set_threshold(50_000)


def pytest_collection_finish(session):
    gc.freeze()  # what is imported by now, and the tests themselves, stay to the end


def pytest_unconfigure(config):
    gc.freeze()  # garbage is looked for no more, by whoever is called at the exit


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    names = {name for mark in item.iter_markers("needs") for name in mark.args}
    if missing := [NEEDS[name] for name in sorted(names) if lacks(name)]:
        told = " and ".join(need.what for need in missing)
        if all(need.package for need in missing):
            packages = " ".join(need.package for need in missing)
            item.user_properties.append(("lacks", packages))
            told += f" (Debian: apt install {packages})"
        pytest.skip(f"not on this machine: {told}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.skipped and item.config.getoption("--nothing-missing"):
        report.outcome, report.longrepr = "failed", str(report.longrepr[-1])
    return report


#: Tests that were skipped for want of packages, and which: kept for `--nothing-missing`.
LACKING = {}
KEPT = "needs/lacking"
#: Where the last run made the study of the invented survey.
FINISHED = "needs/finished"


def pytest_runtest_logreport(report):
    packages = dict(report.user_properties).get("lacks")
    if packages and report.when == "setup":
        LACKING[report.nodeid] = packages


#: Fixtures of this file that run the workflow, or look at what it made.
RUNS = {"finished", "not_run"}


def runs_workflow(item):
    """Whether a test runs the workflow or looks at what it made: other files use names of ours."""
    found = {name: item._fixtureinfo.name2fixturedefs.get(name) for name in RUNS}
    ours = (each[-1].func.__code__.co_filename == __file__ for each in found.values() if each)
    return item.get_closest_marker("workflow") or any(ours)


#: Files that take longest (`--spent`), which begin first, so that all workers end together.
#: `test_slurm` waits much; of those after `test_kernels` one makes `finished`.
LONGEST = (
    *("test_real_answers", "test_slurm", "test_kernels", "test_interrupted"),
    *("test_tutorial", "test_workflow", "test_damage"),
    *("test_small_surveys", "test_batch", "test_edits", "test_two_traits", "test_contest"),
    *("test_road", "test_browser", "test_latent_classes", "test_true_counts"),
    *("test_environment", "test_labelled", "test_samples_independently", "test_groupings"),
    *("test_wheel", "test_resume"),
)


def pytest_ignore_collect(collection_path, config):
    """Import no test file that is not wanted."""
    if config.getoption("--nothing-missing") and collection_path.is_file():
        files = {config.rootpath / test.partition("::")[0] for test in config.cache.get(KEPT, {})}
        return collection_path not in files or None
    return None


def pytest_collection_modifyitems(config, items):
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))
    if config.getoption("--without-study"):
        runs = {*filter(runs_workflow, items)}
        config.hook.pytest_deselected(items=[*runs])
        items[:] = [item for item in items if item not in runs]
    if config.getoption("--nothing-missing"):
        wanted = config.cache.get(KEPT, {})
        config.hook.pytest_deselected(items=[each for each in items if each.nodeid not in wanted])
        items[:] = [each for each in items if each.nodeid in wanted]


def pytest_sessionfinish(session, exitstatus):
    if session.config.getoption("--nothing-missing"):
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.OK
    elif not hasattr(session.config, "workerinput") and hasattr(session.config, "cache"):
        session.config.cache.set(KEPT, LACKING)


@pytest.fixture(scope="session")
def left_out():
    """Surveys that a run here leaves out, as their public files are not to be had: name -> why."""
    return find_surveys(SURVEYS, root=REPOSITORY, fetch=False, config=CONFIG).left_out


@pytest.fixture(scope="session")
def all_surveys(left_out):
    """Skip what looks at the whole study where a survey is left out of it."""
    if left_out:
        pytest.skip("; ".join(left_out.values()))


@pytest.fixture(scope="session")
def not_run(request, left_out):
    """Say that a run of the study lacks something: a failure where it has run, else a skip."""

    def because(reason, survey=None):
        # What lies across surveys may lack what is made of one that is left out.
        why = left_out.values() if survey in (None, ACROSS) else [left_out.get(survey, "")]
        if told := "; ".join(why):
            pytest.skip(told)
        (pytest.fail if request.config.getoption("--after-study") else pytest.skip)(reason)

    return because


@pytest.fixture
def world(tmp_path):
    """A study folder of its own, with the invented survey in it."""
    folder = tmp_path / "world"
    shutil.copytree(LIGHTHOUSE, folder)
    return folder


@pytest.fixture
def lighthouse(world):
    return OpenSurvey(world / "config" / "surveys" / "lighthouse", root=world)


@pytest.fixture
def lighthouse_cells(world, lighthouse):
    return read_exports(lighthouse.exports, world / "data" / "raw", lighthouse.questionnaire)


@pytest.fixture(scope="session")
def finished(tmp_path_factory, request):
    """The study of the invented survey, made once for all workers: who writes takes a `study`.

    On one core, so that runs on two can be compared with it. A run that takes up what the last one
    skipped takes its study, too.
    """
    if request.config.getoption("--nothing-missing"):
        last = Path(request.config.cache.get(FINISHED, ""))
        if (last / "done").exists():
            return last / "study"
    folder = tmp_path_factory.getbasetemp() / "finished"
    if "PYTEST_XDIST_WORKER" in os.environ:
        # As deep as a worker's own folders: a plan names the library from where the study lies.
        folder = folder.parent.parent / "finished" / "of_all"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        study, done = folder / "study", folder / "done"
        if not done.exists():
            shutil.rmtree(study, ignore_errors=True)
            run = snakemake(settle(study), "--cores", "1")
            assert run.returncode == 0, run.stdout[-3000:]
            done.touch()
            if hasattr(request.config, "cache"):
                request.config.cache.set(FINISHED, str(folder))
    return study


@pytest.fixture
def study(finished, tmp_path):
    """A copy of it, with all times of change, so that nothing is to be done."""
    return shutil.copytree(finished, tmp_path / "study", symlinks=True)


@pytest.fixture(scope="session")
def real_raw():
    """The raw folder that holds the real answers: ours, or the mirror."""
    return raw_folder(REAL_FILE)


@pytest.fixture(scope="session")
def wci():
    return OpenSurvey(REPOSITORY / "config" / "surveys" / "wci2021", root=REPOSITORY)


@pytest.fixture(scope="session")
def countries():
    return pl.read_csv(REPOSITORY / "data" / "raw" / "reference" / "countries.csv")


@pytest.fixture(scope="session")
def states():
    """The simulated survey of States."""
    return OpenSurvey(REPOSITORY / "config" / "surveys" / "states2012", root=REPOSITORY)


@pytest.fixture(scope="session")
def taken_in(states):
    """Its exports as they are read: cells and intake."""
    return read_exports(states.exports, REPOSITORY / "data" / "raw", states.questionnaire)


@pytest.fixture(scope="session")
def simulated_survey(states, taken_in):
    """Its answers, cleaned, and who belongs to which group."""
    cleaned = clean_survey(*taken_in, states)
    finer = {"region": Division(of="state", by="region")}  # not to be published, but to be counted
    groupings = {**states.groupings, **finer}
    return cleaned, memberships_of(cleaned.units, states.frame, groupings)


@pytest.fixture(scope="module")
def chromium():
    """The Chromium of this machine; who uses it `needs("chromium")`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=browser(), args=[*FLAGS])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def protected(not_run):
    """Read a survey's table of a finished run, as protection let it through."""

    @cache
    def read(survey, name):
        found = sorted((REPOSITORY / "results" / survey / "protect/tables").glob(f"{name}.*"))
        if not found:
            not_run(f"no fresh run of {survey}: make study", survey)
        return read_table(str(found[0]))

    return read
