"""What all rules share: which surveys run, where their declarations are, what a step rests on.

Reads   config/config.yaml, data/raw/sources.yaml, names of the folders in config/surveys/
Writes  nothing; missing public files are brought into data/raw before the workflow is planned
"""

from functools import cache
from itertools import chain

from snakemake.exceptions import WorkflowError

from cyberstudy.commands.verify_results import verified_before
from cyberstudy.declare.plan.clusterings import CLUSTERING_METHODS
from cyberstudy.declare.plan.tables import described_by
from cyberstudy.declare.resolve import check_surveys
from lineage import library_files
from resume import lift_stale_locks
from cyberstudy.tables.checksums import damaged
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.declare.entry import parsed
from cyberstudy.declare.holdings import manifests_of, raw_files_of
from cyberstudy.declare.received import rows_of
from cyberstudy.declare.settings import DeclaredStudy
from cyberstudy.declare.survey import Survey
from cyberstudy.verify.sources import find_surveys
from cyberstudy.declare.xlsform import attached_tables
from cyberstudy.wording.speech import PHRASES

ENVIRONMENT = "../../environment.yml"
RAW_SOURCES = "data/raw/sources.yaml"
if workflow.is_main_process:
    lift_stale_locks()
try:
    parsed(dict(config), DeclaredStudy, where="config/config.yaml")
    # Only the process that plans brings files; jobs on other machines find them there.
    SURVEYS = find_surveys(config["surveys"], root=Path(), fetch=workflow.is_main_process)
    DECLARATIONS = {survey: Survey(Path("config/surveys") / survey) for survey in SURVEYS.runnable}
    if workflow.is_main_process:
        check_surveys(DECLARATIONS.values())
    # Parameters of rules are plain data.
    PLANS = {survey: entry.plan.plain() for survey, entry in DECLARATIONS.items()}
except StudyProblem as problem:
    raise WorkflowError(str(problem))

SEED = config["seed"]
LANGUAGES = config["languages"]
# Languages that there are catalogues for.
CATALOGUED = sorted(path.stem for path in PHRASES.glob("*.po"))
# Notebooks are written in English; so are their figures, if they are drawn in it.
NARRATED = "en" if "en" in LANGUAGES else LANGUAGES[0]
# Every survey that has a questionnaire: it can be had as a form before the survey can run.
FORMS = sorted(path.parent.name for path in Path("config/surveys").glob("*/questionnaire"))
SIMULATED = sorted(path.parent.name for path in Path("config/surveys").glob("*/simulation"))


wildcard_constraints:
    survey="|".join(config["surveys"]),
    language="[a-z]{2}",
    clustering="[a-z0-9_]+",
    exhibit="[a-z0-9_]+",
    notebook="[A-Za-z0-9_]+",


def announce():
    """Say which surveys were left out, on the screen."""
    if SURVEYS.left_out:
        print(f"\n{SURVEYS.notice()}\n", file=sys.stderr)


def every_survey(wildcards):
    """What `all` asks for; at least one survey must be there."""
    if not SURVEYS.runnable:
        raise WorkflowError(f"No survey can run.\n{SURVEYS.notice()}")
    return [f"results/{survey}/release" for survey in SURVEYS.runnable]


def one_survey(survey):
    """What asking for one survey by name asks for; it must be there."""

    def wanted(wildcards):
        if survey in SURVEYS.left_out:
            raise WorkflowError(f"Survey {survey} can't run.\n{SURVEYS.left_out[survey]}")
        return [f"results/{survey}/release", f"results/{survey}/index.html"]

    return wanted


def of_every_survey(file):
    """One file of the folder of every survey that can run."""
    return [f"config/surveys/{survey}/{file}" for survey in SURVEYS.runnable]


def titles_left_out():
    """Surveys that can't run, with their titles: the page names them."""
    folders = {survey: Path("config/surveys") / survey for survey in SURVEYS.left_out}
    return {survey: Survey(folder).settings.title for survey, folder in folders.items()}


@cache
def make_damaged_again():
    """Let the plan make again, and only plan in a dry run, what is not what a job wrote.

    Snakemake knows of no such hook, so this is called where inputs are asked for: once the plan is
    begun, and before it is decided what has to run.
    """
    outputs = [output for rule in workflow.rules for output in rule.output]

    def is_output(path):
        return any(output.match(path) for output in outputs)

    found = damaged(is_output=is_output)
    found |= verified_before(Path(), but=found)
    found = {result: said for result, said in found.items() if is_output(result)}
    if found:
        workflow.dag.forcefiles.update(found)
        print(
            "\nNot what the run wrote; what is asked for of it is made again:"
            f"{listed(list(chain.from_iterable(found.values())))}\n",
            file=sys.stderr,
        )


def library(script):
    """The library's files that a script imports, directly or not, as inputs."""

    def behind(wildcards):
        if workflow.is_main_process:
            make_damaged_again()
        return files_of(f"scripts.{script}")

    return behind


def files_of(*modules):
    """The library's files behind modules."""
    return [os.path.relpath(path) for path in library_files(*modules)]


def plan(*keys, default=None):
    """A part of the survey's plan.yaml, as a parameter: only a change of that part reruns."""

    def part(wildcards):
        found = PLANS[wildcards.survey]
        for key in keys:
            found = found.get(key.format(**wildcards), default) if found else default
        return found

    return part


def declared(*files):
    """Files of the survey's folder, as inputs; settings.yaml comes first."""
    names = ["settings.yaml", *files]
    return [f"config/surveys/{{survey}}/{name}" for name in names]


def judgements(wildcards):
    """What people decided case by case: those files that there are."""
    return [path.as_posix() for path in DECLARATIONS[wildcards.survey].judgement_files]


def layout(wildcards):
    """The layout in use."""
    return DECLARATIONS[wildcards.survey].layout_path.as_posix()


QUESTIONNAIRE = [f"questionnaire/{sheet}.csv" for sheet in ("survey", "choices", "settings")]


def sheets_of(survey):
    """The sheets of a questionnaire, whose survey need not run."""
    return [f"config/surveys/{survey}/{sheet}" for sheet in QUESTIONNAIRE]


def table_of_options(wildcards):
    """Where a table lies that a form names: where settings.yaml says, else in the reference folder."""
    name = f"{wildcards.table}.csv"
    survey = Survey(Path("config/surveys") / wildcards.survey)
    has_settings = (survey.folder / "settings.yaml").is_file()
    entries = survey.settings.choice_files if has_settings else {}
    return entries[name].path if name in entries else f"data/raw/reference/{name}"


def whole_form(survey):
    """What `<survey>_xlsform` asks for: the workbook and the tables that go with it."""

    def wanted(wildcards):
        tables = attached_tables(Path("config/surveys") / survey / "questionnaire")
        return [f"results/{survey}/verify/{name}" for name in ("questionnaire.xlsx", *tables)]

    return wanted


def choice_files(wildcards):
    """Tables that the questionnaire's options, and the list of units, come from."""
    return DECLARATIONS[wildcards.survey].settings.references


def crosswalks(wildcards):
    """Tables of collectors' codes that the survey's layout names."""
    survey = DECLARATIONS[wildcards.survey]
    return [f"{survey.folder.as_posix()}/{name}" for name in survey.crosswalks]


def raw_folder(wildcards):
    """The folder that the survey's files are named from: the open one, or the confidential one."""
    return DECLARATIONS[wildcards.survey].holdings.raw


def manifests(wildcards):
    """The lists that declare the survey's files: no inputs, since they may list others' too."""
    lists = manifests_of(wildcards.survey, raw_folder(wildcards), Path())
    return [path.as_posix() for path in lists]


def declared_files(wildcards):
    """What these lists say of the survey's files and of the reference: a change of that reruns."""
    return rows_of(wildcards.survey, manifests(wildcards), RAW_SOURCES)


def raw_files(wildcards):
    """Everything that lies in the survey's raw folder and in the reference folder."""
    layout_path = DECLARATIONS[wildcards.survey].layout_path
    found = raw_files_of(wildcards.survey, raw_folder(wildcards), layout_path, Path())
    return [path.as_posix() for path in found]


def described(wildcards):
    """The tables that the survey's plan asks for."""
    ending = {"estimates": "parquet", "held_against": "parquet"}
    return [
        f"results/{wildcards.survey}/describe/{table}.{ending.get(table, 'csv')}"
        for table in described_by(PLANS[wildcards.survey])
    ]


def scored(wildcards):
    """Where the plan declares indices, every unit's."""
    declared = "indices" in PLANS[wildcards.survey]
    return [f"results/{wildcards.survey}/describe/indices.parquet"] if declared else []


def assumptions(wildcards):
    """What a simulation of the survey rests on, if there is one."""
    tables = Path("config/surveys", wildcards.survey, "simulation").glob("assumptions.csv")
    return [path.as_posix() for path in tables]


# What each method of clustering is done by; which methods there are is the library's to say.
CLUSTERED_BY = {
    "latent_classes": ("find_types", "resample_types", "compare_methods", "associate_types"),
    "count_mixture": ("find_mixture", "resample_mixture", "grow_tree"),
}
if CLUSTERED_BY.keys() != CLUSTERING_METHODS.keys():
    raise WorkflowError(f"methods of clustering are {', '.join(CLUSTERING_METHODS)}")
SOLUTION = "solution.json"  # handed from rule to rule, and no result


def clusterings(method):
    """The clusterings of all surveys that are made by a method, as a constraint of a wildcard."""
    names = {
        name
        for plan in PLANS.values()
        for name, entry in plan.get("clusterings", {}).items()
        if entry["method"] == method
    }
    return "|".join(sorted(names)) or "no clustering"


def clustered(wildcards):
    """What the survey's clusterings write: the outputs of the rules that make them."""
    return [
        path
        for clustering, entry in PLANS[wildcards.survey].get("clusterings", {}).items()
        for rule in CLUSTERED_BY[entry["method"]]
        for path in expand(
            getattr(rules, rule).output, survey=wildcards.survey, clustering=clustering
        )
        if Path(path).name != SOLUTION
    ]


def made_of(wildcards):
    """What one clustering is made of, without what it is compared with or varied by."""
    entry = plan("clusterings", "{clustering}")(wildcards)
    return {
        key: entry[key]
        for key in ("of", "items", "named", "wave", "merge", "minimum_answered")
        if key in entry
    }


def group_left_out(wildcards):
    """The variable whose groups are left out in turn."""
    entry = plan("clusterings", "{clustering}")(wildcards)
    return entry["known"][entry["leave_out"]]


def treaties(wildcards):
    """Who is party to what, where classes are compared by it."""
    known = plan("clusterings", "{clustering}", "known")(wildcards).values()
    return ["data/raw/reference/treaties.csv"] if any("treaty" in each for each in known) else []


def nominations(wildcards):
    """Whom experts name, where the plan declares an index of nominations."""
    declared = "index" in PLANS[wildcards.survey]
    return [f"results/{wildcards.survey}/describe/nominations.parquet"] if declared else []


def parts_named(wildcards):
    """The parts (types of crime) that countries are named for, in the plan's order."""
    return list(PLANS[wildcards.survey]["index"]["parts"])


MULTIVERSE_CHUNK = 36  # combinations


def multiverse_chunks(wildcards):
    """The parts of one clustering's multiverse."""
    entry = DECLARATIONS[wildcards.survey].plan.clusterings[wildcards.clustering]
    count = len(entry.crossed().combinations)
    folder = f"results/{wildcards.survey}/cluster/{wildcards.clustering}/multiverse"
    return [f"{folder}/{chunk}.parquet" for chunk in range(-(-count // MULTIVERSE_CHUNK))]


def every_multiverse(wildcards):
    """What `multiverse` asks for."""
    return [
        f"results/{survey}/cluster/{clustering}/multiverse.csv"
        for survey, plan in PLANS.items()
        for clustering, entry in plan.get("clusterings", {}).items()
        if "multiverse" in entry
    ]


def frozen(wildcards):
    """Long results that were frozen: the calibration of verdicts, and the survey's multiverses."""
    entries = PLANS[wildcards.survey].get("clusterings", {})
    if not any("multiverse" in entry for entry in entries.values()):
        return []
    published = Path("results/published")
    own = published / wildcards.survey / "multiverse"
    files = [*published.glob("calibration.csv"), *own.glob("*.csv"), *own.glob("*.json")]
    return sorted(path.as_posix() for path in files)


def kinds_of_exhibits(wildcards):
    """The kinds that the survey's plan asks for, each with the library files behind it."""
    kinds = {entry["kind"] for entry in PLANS[wildcards.survey]["exhibits"].values()}
    return {
        kind: files_of("cyberstudy.draw.exhibit", f"cyberstudy.draw.exhibits.{kind}")
        for kind in sorted(kinds)
    }


def exhibit_code(wildcards):
    """The library behind all exhibits of a survey."""
    behind = chain.from_iterable(kinds_of_exhibits(wildcards).values())
    return sorted({*library("draw_exhibits")(wildcards), *behind})


def translations(*languages):
    """Catalogues of the code and of the survey; what is in none is said in English."""

    def wanted(wildcards):
        folders = (PHRASES, DECLARATIONS[wildcards.survey].folder / PHRASES.name)
        files = [
            os.path.relpath(folder / f"{language.format(**wildcards)}.po")
            for language in languages
            for folder in folders
        ]
        return [file for file in files if Path(file).is_file()]

    return wanted


def exhibit_labels(wildcards):
    """What the report's list of figures says of one exhibit."""
    title = plan("exhibits", "{exhibit}", "title")(wildcards)
    several = len(LANGUAGES) > 1
    return {"exhibit": title} | ({"language": wildcards.language} if several else {})


def drawn_in(*languages):
    """The folders of a survey's exhibits in these languages."""
    return [f"results/{{survey}}/draw/{language}" for language in languages]


def narrated(wildcards):
    """The notebooks of the survey, executed."""
    return [
        f"results/{wildcards.survey}/narrate/{notebook}.{ending}"
        for notebook in PLANS[wildcards.survey].get("notebooks", [])
        for ending in ("ipynb", "html")
    ]
