"""Which surveys run: their declarations are resolved, and missing public files are fetched."""

from functools import cache
from itertools import chain

from snakemake.exceptions import WorkflowError

from cyberstudy.declare.chapters import check_story, load_story
from cyberstudy.declare.confidential import turned_public
from cyberstudy.declare.opened import check_folders, describe_analyses, files_read, open_survey
from cyberstudy.declare.resolve import mistakes_in
from cyberstudy.declare.study import DeclaredStudy
from cyberstudy.declare.unfit_analyses import kept_inside
from cyberstudy.verify.sources import find_surveys
from cyberstudy.wording.catalogues import PHRASES, TABLE, check_reviewed
from resume import lift_stale_locks, unmark
from screen import say_briefly
from surveyanswers.instrument.data_access import surveys_run
from surveyanswers.instrument.parsing import parsed
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_json, write_json

CONFIG = Path("config")
if workflow.is_main_process:
    say_briefly(
        lambda: [
            *config["surveys"],
            *(rule.name for rule in workflow.rules if not rule.has_wildcards()),
        ]
    )
    lift_stale_locks()
try:
    STUDY = parsed(dict(config), DeclaredStudy, where="config/config.yaml")
    # Whoever names surveys on the command line runs only these.
    if "surveys" not in workflow.config_settings.overwrite_config:
        config["surveys"] = surveys_run(config["surveys"], Path())
    check_folders(config["surveys"], CONFIG)
    OPENED = {survey: open_survey(survey, CONFIG) for survey in config["surveys"]}
    describe_analyses(OPENED.values())
    # Jobs do not check declarations again; they go by what the process that plans has noted.
    MISTAKES = Path(".snakemake/mistakes.json")
    NOTED = read_json(MISTAKES) if MISTAKES.is_file() else {}

    def wrong_in(survey):
        """Return what keeps a survey from running; the others run without it."""
        if workflow.is_main_process:
            return mistakes_in(OPENED[survey])
        return NOTED.get(survey)

    # Only the process that plans fetches files; jobs on other machines find them in place.
    SURVEYS = find_surveys(
        config["surveys"],
        root=Path(),
        fetch=workflow.is_main_process,
        config=CONFIG,
        mistakes_in=wrong_in,
        read=files_read(OPENED.values()),
    )
    DECLARATIONS = {survey: OPENED[survey] for survey in SURVEYS.runnable}
    if SURVEYS.faulty and not DECLARATIONS:
        raise SurveyError("\n".join(SURVEYS.left_out[survey] for survey in SURVEYS.faulty))
    tables = [PHRASES, *(survey.folder / TABLE for survey in DECLARATIONS.values())]
    check_reviewed(config["languages"], tables)
    if workflow.is_main_process:
        exhibits = {survey: entry.plan.exhibits for survey, entry in DECLARATIONS.items()}
        questions = {survey: entry.codebook["question"] for survey, entry in DECLARATIONS.items()}
        check_story(load_story(CONFIG), exhibits, questions, CONFIG)
        # A run of some surveys keeps what was noted about the others.
        others = {survey: why for survey, why in NOTED.items() if survey not in OPENED}
        MISTAKES.parent.mkdir(exist_ok=True)
        write_json(others | {n: SURVEYS.left_out[n] for n in SURVEYS.faulty}, MISTAKES)
    # Parameters of rules are plain data.
    PLANS = {survey: entry.plan.plain() for survey, entry in DECLARATIONS.items()}
except SurveyError as problem:
    raise WorkflowError(str(problem))

# Every survey with a questionnaire: its form can be exported before the survey can run.
FORMS = sorted(path.parent.name for path in Path("config/surveys").glob("*/questionnaire"))
SIMULATED = sorted(path.parent.name for path in Path("config/surveys").glob("*/simulation"))
# Pages of the targets that somebody asked for by name.
ASKED = []


def every_survey(wildcards):
    """Return what `all` asks for: the releases of at least one survey."""
    if not SURVEYS.runnable:
        raise SurveyError(f"No survey can run.\n{SURVEYS.notice()}")
    ASKED.append("results/index.html")
    return [f"results/{survey}/release" for survey in SURVEYS.runnable]


def one_survey(survey):
    """Return the input function of the target that is called like a survey."""

    def wanted(wildcards):
        if survey in SURVEYS.left_out:
            raise SurveyError(f"Survey {survey} can't run.\n{SURVEYS.left_out[survey]}")
        ASKED.append(f"results/{survey}/index.html")
        return [f"results/{survey}/release", f"results/{survey}/index.html"]

    return wanted


def announce():
    """Print which surveys were left out, and what is more public than before."""
    notices = chain.from_iterable(
        (*turned_public(survey), *(() if survey.runs_code else kept_inside(survey)))
        for survey in DECLARATIONS.values()
    )
    for notice in filter(None, [SURVEYS.notice(), *notices]):
        print(f"\n{notice}\n", file=sys.stderr)


def hand_over(done=False):
    """Remove Snakemake's marks from releases, repeat `announce`, and name the pages to open."""
    unmark(f"results/{survey}/release" for survey in SURVEYS.runnable)
    announce()
    for page in filter(os.path.isfile, dict.fromkeys(ASKED if done else ())):
        print(f"Done. Open {page} in a browser.", file=sys.stderr)
