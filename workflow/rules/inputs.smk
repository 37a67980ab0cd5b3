"""Inputs and parameters that depend on what a survey declares, in the order of the stages."""

from cyberstudy.analyses import REFERENCE
from cyberstudy.declare.crosswalk import Corresponding
from cyberstudy.declare.plan.clusterings import CLUSTERING_METHODS
from cyberstudy.declare.plan.kinds import KINDS
from cyberstudy.tables.registry import TABLES, described_by
from surveyanswers.instrument.data_access import (
    frozen_multiverse,
    ledger_of,
    manifests_of,
    raw_files_of,
    state_of,
)
from surveyanswers.instrument.raw_files import rows_of
from surveyanswers.instrument.xlsform import attached_tables

RAW_SOURCES = "data/raw/sources.yaml"
# What was measured where the truth is known: how often the rules of the verdict are right, and how
# often intervals and decisions are.
CALIBRATION = [path.as_posix() for path in Path("results/published").glob("calibration.csv")]
ARENA = [path.as_posix() for path in Path("results/published").glob("arena.csv")]
TRUTH_AUDIT = [path.as_posix() for path in Path("results/published").glob("*_audit.csv")]


def raw_folder(wildcards):
    """Return the folder that the survey's files are named from: the open or the confidential one."""
    return DECLARATIONS[wildcards.survey].data_access.raw


def manifests(wildcards):
    """Return the lists that declare the survey's files: no inputs, since they may list others' too."""
    lists = manifests_of(wildcards.survey, raw_folder(wildcards), Path())
    return [path.as_posix() for path in lists]


def raw_files(wildcards):
    """Return everything in the survey's raw folder and in the reference folder."""
    if workflow.is_main_process:
        make_damaged_again()
    # What is fetched for what lies across surveys is verified there, and is in no survey's receipt.
    shared = {f"data/raw/{path}" for path, missing in SURVEYS.shared.items() if not missing}
    if wildcards.survey == ACROSS:
        return sorted(shared | {*choice_files(wildcards)})
    files = raw_files_of(wildcards.survey, raw_folder(wildcards), Path())
    # A file next to the folders belongs to no survey, and is refused.
    outside = {path for path in Path("data/raw").glob("[!.]*") if path.is_file()}
    outside -= {Path("data/raw", name) for name in ("MANIFEST.csv", "README.md", "sources.yaml")}
    return sorted({path.as_posix() for path in (*files, *outside)} - shared)


def tables_of_options(wildcards):
    """Return the tables that the form names: those of settings.yaml, or of the reference."""
    survey = open_survey(wildcards.survey, CONFIG)
    has_settings = (survey.folder / "settings.yaml").is_file()
    entries = survey.settings.choice_files if has_settings else {}
    return [
        entries[name].path if name in entries else f"data/raw/reference/{name}"
        for name in attached_tables(survey.folder / "questionnaire")
    ]


# Analyses of one's own, Python files of a survey: by their names, survey by survey.
ANALYSES = {
    survey: {file.path.stem: file for file in entry.analyses}
    for survey, entry in DECLARATIONS.items()
}


def analysis_of(wildcards):
    """Return the analysis that makes the tables of this job."""
    return ANALYSES[wildcards.survey][wildcards.analysis]


def read_by_analysis(wildcards):
    """Return what it reads of the reference and of the stage, where others make it."""
    tables = analysis_of(wildcards).tables
    names = dict.fromkeys(chain.from_iterable(table.beside for table in tables.values()))
    missing = {f"data/raw/{path}" for path, why in SURVEYS.shared.items() if why}
    others = (name for name in names if name not in tables and name not in missing)
    return [*dict.fromkeys(place_of_table(wildcards.survey, name) for name in others)]


def surveys_of_analysis(wildcards):
    """Return the released tables of other surveys that it reads, if these run."""
    tables = analysis_of(wildcards).tables.values()
    names = dict.fromkeys(chain.from_iterable(table.surveys for table in tables))
    return [f"results/{name}/protect/tables" for name in names if name in DECLARATIONS]


def place_of_table(survey, name):
    """Return a file of the reference or of the stage, or the folder of an analysis's tables."""
    if name.startswith(REFERENCE):
        return name
    for file in ANALYSES[survey].values():
        if name in file.tables:
            return f"results/{survey}/{file.place}"
    return f"results/{survey}/{TABLES[name].place.file}"


def clustering_of(wildcards):
    """Return what the plan declares of the clustering of this job."""
    name = wildcards.get("mixture") or wildcards.clustering
    return PLANS[wildcards.survey]["clusterings"][name]


def table_of_nominations(wildcards):
    """Return the folder with the table of whom units name, where a clustering is made of one."""
    table = clustering_of(wildcards).get("table")
    return [place_of_table(wildcards.survey, table)] if table else []


def made_of(wildcards):
    """Return what the clustering is made of, without what it is compared with or varied by."""
    keys = ("of", "items", "codings", "table", "named", "wave", "merge", "minimum_answered")
    return {key: entry for key, entry in clustering_of(wildcards).items() if key in keys}


def names_treaties(wildcards):
    """Return whether classes are compared by who is party to a treaty."""
    return any("treaty" in variable for variable in clustering_of(wildcards)["known"].values())


def declared_of_crosswalk(wildcards):
    """Return sections of every survey that the crosswalk names, whether it can run or not."""
    rows = Corresponding.read(Path("config/sources/crosswalk.csv"))
    surveys = dict.fromkeys(row.survey for row in rows)
    known = [name for name in surveys if (folder_of(name, CONFIG) / "settings.yaml").is_file()]
    sections = [sections_of(name, "settings", "codebook", "questionnaire") for name in known]
    return [*chain.from_iterable(sections)]


def public_tables(wildcards):
    """Return the released tables of every public survey that runs."""
    return [
        f"results/{survey.name}/protect/tables"
        for survey in DECLARATIONS.values()
        if survey.asks and survey.settings.protection == "public"
    ]


def fetched(*paths):
    """Return those of some files below data/raw that could be fetched."""
    return [f"data/raw/{path}" for path in paths if SURVEYS.shared.get(path) == ""]


def tables_with_facts(wildcards):
    """Return the released tables that the plan takes facts from, of surveys that run."""
    surveys = DECLARATIONS[wildcards.survey].plan.country_facts.surveys
    return [f"results/{name}/protect/tables" for name in surveys if name in SURVEYS.runnable]


# The rule of each method of clustering; which methods there are is the library's to say.
CLUSTERED_BY = {
    "latent_classes": "fit_latent_classes",
    "count_mixture": "fit_mixture",
}
if CLUSTERED_BY.keys() != CLUSTERING_METHODS.keys():
    raise WorkflowError(f"methods of clustering are {', '.join(CLUSTERING_METHODS)}")


def described(wildcards):
    """Return the tables that the survey's plan asks for, and folders of those of its analyses."""
    survey = DECLARATIONS[wildcards.survey]
    names = described_by(PLANS[wildcards.survey], asks=survey.asks)
    places = [TABLES[name].place.file for name in names]
    places += [analysis.place for analysis in survey.analyses if analysis.tables]
    return [f"results/{wildcards.survey}/{place}" for place in places]


def clustered(wildcards):
    """Return what the rules of the survey's clusterings write."""
    return [
        path
        for clustering, entry in PLANS[wildcards.survey].get("clusterings", {}).items()
        for path in expand(
            getattr(rules, CLUSTERED_BY[entry["method"]]).output,
            survey=wildcards.survey,
            clustering=clustering,
            mixture=clustering,
        )
    ]


def frozen(wildcards):
    """Return long results that were frozen: multiverses, and benchmarks of the simulated survey."""
    # Benchmarks are of surveys simulated like it, so they are shown with it and with no other.
    measured = [*CALIBRATION, *ARENA, *TRUTH_AUDIT] if wildcards.survey in SIMULATED else []
    multiverses = frozen_multiverse(wildcards.survey, Path())
    files = [*multiverses.glob("*.csv"), *multiverses.glob("*.json")]
    return sorted([*measured, *(path.as_posix() for path in files)])


def is_divided(wildcards):
    """Return whether who is in which group is needed: estimates of a confidential survey."""
    settings = DECLARATIONS[wildcards.survey].settings
    return settings.protection == "confidential" and "estimates" in PLANS[wildcards.survey]


def is_weighted(wildcards):
    """Return whether the audit of a confidential survey needs the strata of weights."""
    return is_divided(wildcards) and "nonresponse" in PLANS[wildcards.survey]


def ledger(wildcards):
    """Return where the releases of registered answers are recorded; "" of others."""
    survey = DECLARATIONS[wildcards.survey]
    registered = survey.asks and survey.data_access.registered is not None
    return ledger_of(wildcards.survey, Path()).as_posix() if registered else ""


def releases_recorded(wildcards):
    """Return the state of these records: with another one the audit is done again."""
    folder = ledger(wildcards)
    return state_of(Path(folder)) if folder else []


def kinds_in(survey):
    """Return the kinds of exhibits that the survey's plan asks for."""
    return sorted({entry["kind"] for entry in PLANS[survey]["exhibits"].values()})


def drawing_code(survey, kind):
    """Return what draws a kind; the survey's analyses draw figures of their own."""
    own = [file.path.as_posix() for file in DECLARATIONS[survey].analyses if kind == "own"]
    return [KINDS[kind].drawn_in(), *own]


def printed_exhibits(wildcards):
    """Return exhibits that are drawn as PDF, too: those in the story, or all."""
    survey, exhibits = wildcards.survey, PLANS[wildcards.survey]["exhibits"]
    if STUDY.pdf == "all":
        return sorted(exhibits)
    story = {*PLANS[survey].get("story", ()), *load_story(CONFIG).figures_of(survey)}
    return sorted(story & exhibits.keys())


def files_of_exhibits(wildcards):
    """Return files of the reference that the survey's exhibits read."""
    exhibits = DECLARATIONS[wildcards.survey].plan.exhibits.values()
    return sorted(
        {
            file
            for exhibit in exhibits
            for file in exhibit.FILES
            if file not in exhibit.OPTIONAL or Path(file).is_file()
        }
    )


def labels_of_exhibit(wildcards):
    """Return the columns of one exhibit in the report's list of figures."""
    title = plan("exhibits", "{exhibit}", "title")(wildcards)
    several = len(LANGUAGES) > 1
    return {"exhibit": title} | ({"language": wildcards.language} if several else {})


def reads_answers(wildcards):
    """Return whether a notebook of a public survey reads the answers for other programs."""
    public = DECLARATIONS[wildcards.survey].settings.protection == "public"
    files = filter(Path.is_file, map(Path, notebooks(wildcards) if public else ()))
    return any(".answers(" in notebook.read_text(encoding="utf-8") for notebook in files)


def clusterings_of_units(wildcards):
    """Return the survey's clusterings whose classes are of those who answered."""
    entries = PLANS[wildcards.survey].get("clusterings", {})
    return [name for name, entry in entries.items() if entry["method"] == "latent_classes"]
