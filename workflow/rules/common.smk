"""What all rules share: which surveys run, where their declarations are, what a step rests on.

Reads   config/config.yaml, data/raw/sources.yaml, names of the folders in config/surveys/,
        config/sources/, which is declared as a survey is
Writes  nothing; missing public files are brought into data/raw before the workflow is planned
"""

from functools import cache
from itertools import chain
from types import SimpleNamespace

from snakemake.exceptions import WorkflowError

from cyberstudy.declare.resolve import mistakes_in
from resume import lift_stale_locks, unmark
from lineage import HERE, date_edits
from unchanged import BEGUN, RECEIVED, WRITTEN, known, planned, remember, state
from screen import say_briefly
from surveyanswers.tables.problems import SurveyError, listed
from cyberstudy.tables.registry import TABLES, described_by
from surveyanswers.tables.storage import read_json, write_json
from cyberstudy.declare.chapters import FILE as CHAPTERS
from cyberstudy.declare.chapters import check_story, load_story
from cyberstudy.declare.declared import ACROSS, folder_of
from cyberstudy.declare.identity import identity
from surveyanswers.instrument.parsing import parsed
from cyberstudy.declare.confidential import turned_public
from cyberstudy.declare.unfit_analyses import kept_inside
from surveyanswers.instrument.data_access import (
    AS_OF,
    LABELLED,
    PUBLISHED,
    labelled_in,
    ledger_of,
    manifests_of,
    raw_files_of,
    state_of,
    surveys_run,
)
from cyberstudy.declare.opened import check_folders, describe_analyses, open_survey
from cyberstudy.declare.opened import section_file, write_section
from surveyanswers.instrument.raw_files import all_simulated, rows_of
from cyberstudy.declare.study import DeclaredStudy
from cyberstudy.declare.version import last_commit, version
from cyberstudy.verify.sources import find_surveys
from cyberstudy.wording.catalogues import PHRASES, TABLE, check_reviewed, digest_of_words
from surveyanswers.instrument.xlsform import attached_tables

ENVIRONMENT = "../../environment.yml"
CONFIG = Path("config")
RAW_SOURCES = "data/raw/sources.yaml"
if workflow.is_main_process:
    say_briefly(
        lambda: [
            *config["surveys"],
            *(rule.name for rule in workflow.rules if not rule.has_wildcards()),
        ]
    )
    lift_stale_locks()
# What a step needs that tells or draws a survey: nothing of the files that the answers came in.
DRAWN = (
    *("settings", "plan", "questionnaire", "codebook", "frame", "groupings"),
    *("rights", "references", "analyses"),
)
# What a step needs that releases it as a whole.
WHOLE = (*DRAWN, "exports", "data_access")
# What a step needs that neither draws nor tells: of the plan it names the sections itself.
UNDRAWN = tuple(name for name in WHOLE if name != "plan")
TOLD = tuple(name for name in DRAWN if name != "plan")
try:
    STUDY = parsed(dict(config), DeclaredStudy, where="config/config.yaml")
    # Whoever names surveys on the command line runs these alone.
    if "surveys" not in workflow.config_settings.overwrite_config:
        config["surveys"] = surveys_run(config["surveys"], Path())
    check_folders(config["surveys"], CONFIG)
    OPENED = {survey: open_survey(survey, CONFIG) for survey in config["surveys"]}
    describe_analyses(OPENED.values())
    # Declarations in which there was no mistake are not looked through again; jobs go by what the
    # process that plans found.
    SOUND, MISTAKES = Path(".snakemake/sound"), Path(".snakemake/mistakes.json")
    FOUND = read_json(MISTAKES) if MISTAKES.is_file() else {}

    def declared_now():
        return f"{state(WRITTEN, RECEIVED)}{[*OPENED]}"

    # Asked after files were brought, without which it would not be as it was.
    sound = cache(lambda: known(SOUND, declared_now()))

    def wrong_in(survey):
        """What keeps a survey from running, which leaves out this one and no other."""
        if workflow.is_main_process:
            return None if sound() else mistakes_in(OPENED[survey])
        return FOUND.get(survey)

    # Only the process that plans brings files; jobs on other machines find them there.
    SURVEYS = find_surveys(
        config["surveys"],
        root=Path(),
        fetch=workflow.is_main_process,
        config=CONFIG,
        mistakes_in=wrong_in,
    )
    DECLARATIONS = {survey: OPENED[survey] for survey in SURVEYS.runnable}
    if SURVEYS.faulty and not DECLARATIONS:
        raise SurveyError("\n".join(SURVEYS.left_out[survey] for survey in SURVEYS.faulty))
    tables = [PHRASES, *(survey.folder / TABLE for survey in DECLARATIONS.values())]
    check_reviewed(config["languages"], tables)
    if workflow.is_main_process:
        planned()
    if workflow.is_main_process and not sound():
        exhibits = {survey: entry.plan.exhibits for survey, entry in DECLARATIONS.items()}
        questions = {survey: entry.codebook["question"] for survey, entry in DECLARATIONS.items()}
        check_story(load_story(CONFIG), exhibits, questions, CONFIG)
        # A run of some surveys alone leaves what is known of others.
        others = {survey: why for survey, why in FOUND.items() if survey not in OPENED}
        MISTAKES.parent.mkdir(exist_ok=True)
        write_json(others | {n: SURVEYS.left_out[n] for n in SURVEYS.faulty}, MISTAKES)
        if not SURVEYS.faulty:
            remember(SOUND, declared_now())
    # Parameters of rules are plain data.
    PLANS = {survey: entry.plan.plain() for survey, entry in DECLARATIONS.items()}
except SurveyError as problem:
    raise WorkflowError(str(problem))

SEED = config["seed"]
LANGUAGES = config["languages"]
# Every survey that has a questionnaire: it can be had as a form before the survey can run.
FORMS = sorted(path.parent.name for path in Path("config/surveys").glob("*/questionnaire"))
SIMULATED = sorted(path.parent.name for path in Path("config/surveys").glob("*/simulation"))


wildcard_constraints:
    survey="|".join(config["surveys"]),
    language="[a-z]{2}",
    clustering="[a-z0-9_]+",
    analysis="[^/]+",
    exhibit="[a-z0-9_]+",


def announce():
    """Say which surveys were left out, and what is told of more than before, on the screen."""
    told = chain.from_iterable(
        (*turned_public(survey), *(() if survey.runs_code else kept_inside(survey)))
        for survey in DECLARATIONS.values()
    )
    for each in filter(None, [SURVEYS.notice(), *told]):
        print(f"\n{each}\n", file=sys.stderr)
        BEGUN.unlink(missing_ok=True)  # so that it is said, or brought, the next time


# Pages that somebody asked for, by what was asked for by name.
ASKED = []


def hand_over(done=False):
    """Leave nothing of Snakemake's own in what is passed on, and say what `announce` says."""
    unmark(f"results/{survey}/release" for survey in SURVEYS.runnable)
    if damaged_results():  # while others were made
        BEGUN.unlink(missing_ok=True)
    announce()
    for page in filter(os.path.isfile, dict.fromkeys(ASKED if done else ())):
        print(f"Done. Open {page} in a browser.", file=sys.stderr)


def every_survey(wildcards):
    """What `all` asks for; at least one survey must be there."""
    if not SURVEYS.runnable:
        raise SurveyError(f"No survey can run.\n{SURVEYS.notice()}")
    ASKED.append("results/index.html")
    return [f"results/{survey}/release" for survey in SURVEYS.runnable]


def one_survey(survey):
    """What asking for one survey by name asks for; it must be there."""

    def wanted(wildcards):
        if survey in SURVEYS.left_out:
            raise SurveyError(f"Survey {survey} can't run.\n{SURVEYS.left_out[survey]}")
        ASKED.append(f"results/{survey}/index.html")
        return [f"results/{survey}/release", f"results/{survey}/index.html"]

    return wanted


def edited_by_hand():
    """What people write and steps read as it stands: declarations, notebooks, the glossary."""
    notebooks = Path("notebooks").glob("*.ipynb")
    declarations = (path for end in ("yaml", "csv") for path in CONFIG.rglob(f"*.{end}"))
    glossary = (HERE.parent / "docs").glob("glossary.md")
    return {_wherever(str(path)): path for path in (*notebooks, *declarations, *glossary)}


def of_every_survey(file):
    """One file of the folder of every survey that can run."""
    return [(survey.folder / file).as_posix() for survey in DECLARATIONS.values()]


def declared_story(wildcards):
    """Chapters of page and report with their figures, where they are declared."""
    path = CONFIG / CHAPTERS
    return [path.as_posix()] if path.is_file() else []


def shown_as_published():
    """Surveys whose answers are not at hand; one with mistakes can't be shown at all."""
    return [survey for survey in SURVEYS.left_out if survey not in SURVEYS.faulty]


def published_of_left_out():
    """What git holds of surveys that can't run: the page shows it in their place."""
    folders = [Path("results/published", survey) for survey in shown_as_published()]
    kept = chain.from_iterable(folder.glob("figures/*/*") for folder in folders)
    records = [folder / "report.json" for folder in folders]
    records += [Path("results", PUBLISHED, AS_OF)] * bool(folders)
    return sorted(path.as_posix() for path in [*kept, *records] if path.is_file())


def plan(*keys, default=None):
    """A part of the survey's plan.yaml, as a parameter: only a change of that part reruns."""

    def part(wildcards):
        found = PLANS[wildcards.survey]
        for key in keys:
            found = found.get(key.format(**wildcards), default) if found else default
        return found

    return part


@cache
def made_with(wildcards):
    """Version and last commit of the study: a parameter of what tells them, so that no other step reruns.

    That files differ from it is found by the job: what rests on none of them need not run again.
    """
    return {"version": version(), "commit": last_commit(Path())}


def publication(wildcards):
    """Who made and publishes the study, what it is called, and which version it is."""
    return STUDY.publication.plain() | identity(Path())


@cache
def section(survey, name):
    """The file of a section of a survey's declarations, resolved here and written if it changed."""
    if workflow.is_main_process:
        known = DECLARATIONS.get(survey) or left_out(survey)
        write_section(known, name, PLANS.get(survey) or known.plan.plain())
    return there_now(section_file(survey, name))


left_out = cache(lambda survey: open_survey(survey, CONFIG))


def declared(*names):
    """Sections of the survey's declarations, as inputs."""

    def of_survey(wildcards):
        return [section(wildcards.survey, name) for name in names]

    return of_survey


def declared_of_every(*names):
    """Sections of every survey that can run, survey by survey."""

    def of_surveys(wildcards):
        return [section(survey, name) for survey in DECLARATIONS for name in names]

    return of_surveys


def written(*files):
    """Files of the survey's folder that a step reads as they were written."""

    def of_survey(wildcards):
        folder = folder_of(wildcards.survey, CONFIG)
        return [(folder / name).as_posix() for name in files]

    return of_survey


def of_answers(*files):
    """Files that a survey with answers has; what lies across surveys has none."""

    def of_survey(wildcards):
        asks = DECLARATIONS[wildcards.survey].asks
        return [f"results/{wildcards.survey}/{file}" for file in files if asks]

    return of_survey


def registered_forms(wildcards):
    """Forms of registered answers, of one survey or of all: what leaves is compared with them."""
    names = [wildcards.survey] if "survey" in wildcards.keys() else SURVEYS.runnable
    closed = [name for name in names if DECLARATIONS[name].data_access.registered is not None]
    return [f"results/{name}/clean/submissions.parquet" for name in closed]


def analyst_decisions(wildcards):
    """What people decided case by case: those files that there are."""
    return [path.as_posix() for path in DECLARATIONS[wildcards.survey].analyst_decision_files]


QUESTIONNAIRE = [f"questionnaire/{sheet}.csv" for sheet in ("survey", "choices", "settings")]


def sheets_of(survey):
    """The sheets of a questionnaire, whose survey need not run."""
    return [f"config/surveys/{survey}/{sheet}" for sheet in QUESTIONNAIRE]


def table_of_options(wildcards):
    """Where a table lies that a form names: where settings.yaml says, else in the reference folder."""
    name = f"{wildcards.table}.csv"
    survey = open_survey(wildcards.survey, CONFIG)
    has_settings = (survey.folder / "settings.yaml").is_file()
    entries = survey.settings.choice_files if has_settings else {}
    return entries[name].path if name in entries else f"data/raw/reference/{name}"


def whole_form(survey):
    """What `<survey>_xlsform` asks for: the workbook and the tables that belong to it."""

    def wanted(wildcards):
        tables = attached_tables(Path("config/surveys") / survey / "questionnaire")
        return [f"results/{survey}/verify/{name}" for name in ("questionnaire.xlsx", *tables)]

    return wanted


def choice_files(wildcards):
    """Tables that the questionnaire's options, and the list of units, come from."""
    return [*DECLARATIONS[wildcards.survey].settings.references]


def raw_folder(wildcards):
    """The folder that the survey's files are named from: the open one, or the confidential one."""
    return DECLARATIONS[wildcards.survey].data_access.raw


def manifests(wildcards):
    """The lists that declare the survey's files: no inputs, since they may list others' too."""
    lists = manifests_of(wildcards.survey, raw_folder(wildcards), Path())
    return [path.as_posix() for path in lists]


def declared_files(wildcards):
    """What these lists say of the survey's files and of the reference: a change of that reruns."""
    return rows_of(wildcards.survey, manifests(wildcards), RAW_SOURCES)


def rights(wildcards):
    """What may be done with the public files that the survey rests on: a change of that reruns."""
    return [source.plain() for source in DECLARATIONS[wildcards.survey].sources]


def raw_files(wildcards):
    """Everything that lies in the survey's raw folder and in the reference folder."""
    # What is fetched for what lies across surveys is verified there, and is in no survey's receipt.
    shared = {f"data/raw/{path}" for path, missing in SURVEYS.shared.items() if not missing}
    if wildcards.survey == ACROSS:
        return sorted(shared | {*choice_files(wildcards)})
    found = raw_files_of(wildcards.survey, raw_folder(wildcards), Path())
    # What lies beside the folders is nobody's, and is refused.
    beside = {path for path in Path("data/raw").glob("[!.]*") if path.is_file()}
    beside -= {Path("data/raw", name) for name in ("MANIFEST.csv", "README.md", "sources.yaml")}
    return sorted({path.as_posix() for path in (*found, *beside)} - shared)


def table(name):
    """Where a table lies, as its contract says; `{clustering}/tests` is one of a clustering."""
    return f"results/{{survey}}/{TABLES[name].place.file}"


def described(wildcards):
    """The tables that the survey's plan asks for, and folders of those of its own analyses."""
    asks = DECLARATIONS[wildcards.survey].asks
    names = described_by(PLANS[wildcards.survey], asks=asks)
    made = [table(name).format(survey=wildcards.survey) for name in names]
    analyses = DECLARATIONS[wildcards.survey].analyses
    return made + [f"results/{wildcards.survey}/{each.place}" for each in analyses if each.tables]


def is_confidential(wildcards):
    """Whether what analysts wrote runs behind the fence for this survey, or not at all."""
    return DECLARATIONS[wildcards.survey].counting.confidential


def divided(wildcards):
    """Of a confidential survey with estimates: who is in which group."""
    survey = DECLARATIONS[wildcards.survey]
    needed = survey.settings.protection == "confidential" and "estimates" in PLANS[wildcards.survey]
    return [table("memberships").format(survey=wildcards.survey)] if needed else []


def ledger(wildcards):
    """Where the releases of registered answers are recorded; "" of others."""
    survey = DECLARATIONS[wildcards.survey]
    registered = survey.asks and survey.data_access.registered is not None
    return ledger_of(wildcards.survey, Path()).as_posix() if registered else ""


def releases_recorded(wildcards):
    """What is recorded of them: what is new or changed has to be looked at."""
    folder = ledger(wildcards)
    return state_of(Path(folder)) if folder else []


def made_up(wildcards):
    """Whether all answers to a survey are simulated."""
    survey = DECLARATIONS[wildcards.survey]
    files = {export.file for export in survey.exports}
    return survey.data_access.registered is None and all_simulated(files, manifests(wildcards))


def reports(wildcards):
    """Reports to print, and technical papers where some answers are simulated and others real."""
    asked = [name for name in SURVEYS.runnable if DECLARATIONS[name].asks]
    kinds = {made_up(SimpleNamespace(survey=name)) for name in asked}
    paths = ["results/report/{language}.pdf", "results/report/{language}-simulated.pdf"]
    return expand(paths[: len(kinds)], language=LANGUAGES)


def labelled(wildcards):
    """The folder of answers for other programs, if there are answers; its name says who may."""
    survey = DECLARATIONS[wildcards.survey]
    name = labelled_in(survey.settings.protection, made_up=made_up(wildcards))
    return [f"results/{wildcards.survey}/{name}"] if survey.asks else []


def clean_table(wildcards):
    """The answers for other programs, where a notebook of a public survey reads them."""
    public = DECLARATIONS[wildcards.survey].settings.protection == "public"
    there = filter(Path.is_file, map(Path, notebooks(wildcards) if public else ()))
    read = any(".answers(" in notebook.read_text(encoding="utf-8") for notebook in there)
    return labelled(wildcards) if read else []


def scored(name):
    """Where the plan declares indices, a file that their rule writes."""

    def of_survey(wildcards):
        declared = "indices" in PLANS[wildcards.survey]
        return [f"results/{wildcards.survey}/describe/{name}"] if declared else []

    return of_survey


def assumptions(wildcards):
    """What a simulation of the survey rests on, if there is one."""
    tables = Path("config/surveys", wildcards.survey, "simulation").glob("assumptions.csv")
    return [path.as_posix() for path in tables]
