"""What rules of several stages share: sections of declarations, conditions and parameters."""

from types import SimpleNamespace

from cyberstudy.declare.declared import ACROSS, folder_of
from cyberstudy.declare.identity import identity
from cyberstudy.declare.version import last_commit, version
from cyberstudy.wording.catalogues import digest_of_words
from surveyanswers.instrument.data_access import labelled_in
from surveyanswers.instrument.raw_files import all_simulated

ENVIRONMENT = "../../environment.yml"
SEED = config["seed"]
LANGUAGES = config["languages"]
# Notebooks are written in English; so are their figures, if they are drawn in it.
NARRATED = "en" if "en" in LANGUAGES else LANGUAGES[0]
# What notebooks may open besides the inputs of their job: the same of other surveys.
OPENED_BY_NOTEBOOKS = [
    *(f"results/*/protect/{name}" for name in ("tables", "report.json")),
    *("results/*/draw/*", "results/*/labelled"),
    *(f"results/*/declared/{name}.json" for name in ("plan", "questionnaire")),
]

# The sections of a survey's declarations that whoever counts by group needs.
GROUPED = multiext(
    "results/{survey}/declared/",
    *("counting.json", "frame.csv", "groupings.json", "questionnaire.json"),
)
# The sections that whoever shows or releases it needs.
SHOWN = multiext(
    "results/{survey}/declared/",
    *("settings.json", "questionnaire.json", "codebook.csv", "frame.csv", "groupings.json"),
    *("rights.json", "references.json", "analyses.json"),
)
PLAN = "results/{survey}/declared/plan.json"
# Whoever releases it needs these besides.
ANSWERED = multiext("results/{survey}/declared/", "exports.json", "data_access.json")
WHOLE = [*SHOWN, PLAN, *ANSWERED]

# Chapters of page and report, if there are any.
STORY = [path.as_posix() for path in CONFIG.glob("chapters.yaml")]
# Surveys without answers are shown as git holds them; one with mistakes can't be shown at all.
SHOWN_AS_PUBLISHED = [survey for survey in SURVEYS.left_out if survey not in SURVEYS.faulty]
PUBLISHED = sorted(
    {
        path.as_posix()
        for survey in SHOWN_AS_PUBLISHED
        for files in (f"{survey}/figures/*/*", f"{survey}/report.json", "version.json")
        for path in Path("results/published").glob(files)
        if path.is_file()
    }
)


def of_every_survey(*files):
    """Return files of every survey that runs, survey by survey."""
    return [file.format(survey=survey) for survey in DECLARATIONS for file in files]


def clusterings(method):
    """Return the clusterings of all surveys that are made by a method, as a constraint."""
    names = {
        name
        for entry in PLANS.values()
        for name, declared in entry.get("clusterings", {}).items()
        if declared["method"] == method
    }
    return "|".join(sorted(names)) or "no clustering"


wildcard_constraints:
    survey="|".join(config["surveys"]),
    language="[a-z]{2}",
    clustering=clusterings("latent_classes"),
    mixture=clusterings("count_mixture"),
    analysis="[^/]+",
    exhibit="[a-z0-9_]+",


def asks(wildcards):
    """Return whether the survey has a questionnaire; what lies across surveys has none."""
    return DECLARATIONS[wildcards.survey].asks


def has_indices(wildcards):
    """Return whether the survey's plan declares indices."""
    return "indices" in PLANS[wildcards.survey]


def is_confidential(wildcards):
    """Return whether code of analysts has to run behind the fence for this survey."""
    return DECLARATIONS[wildcards.survey].counting.confidential


def is_simulated(wildcards):
    """Return whether all answers to a survey are simulated."""
    survey = DECLARATIONS[wildcards.survey]
    files = {export.file for export in survey.exports}
    return survey.data_access.registered is None and all_simulated(files, manifests(wildcards))


def plan(*keys, default=None):
    """Return a part of the survey's plan as a parameter: only a change of that part reruns."""

    def part(wildcards):
        content = PLANS[wildcards.survey]
        for key in keys:
            content = content.get(key.format(**wildcards), default) if content else default
        return content

    return part


@cache
def made_with(wildcards):
    """Return version and last commit, a parameter of steps that print them.

    Whether files differ from the commit is found by the job: what rests on none need not run again.
    """
    return {"version": version(), "commit": last_commit(Path())}


def publication(wildcards):
    """Return who made and publishes the study, its title, and its version."""
    return STUDY.publication.plain() | identity(Path())


def translations(languages, *surveys):
    """Return digests of the phrases in these languages: an edit reruns only what prints them."""
    tables = [PHRASES, *(DECLARATIONS[survey].folder / TABLE for survey in surveys)]
    return {language: digest_of_words(language, tables) for language in languages}


def registered_forms(wildcards):
    """Return forms of registered answers, with which all that is released is compared."""
    names = [wildcards.survey] if "survey" in wildcards.keys() else SURVEYS.runnable
    closed = [name for name in names if DECLARATIONS[name].data_access.registered is not None]
    return [f"results/{name}/clean/submissions.parquet" for name in closed]


def choice_files(wildcards):
    """Return the tables that the questionnaire's options and the list of units come from."""
    return [*DECLARATIONS[wildcards.survey].settings.references]


def labelled(wildcards):
    """Return the folder of answers for other programs; its name says who may see them."""
    survey = DECLARATIONS[wildcards.survey]
    name = labelled_in(survey.settings.protection, made_up=is_simulated(wildcards))
    return [f"results/{wildcards.survey}/{name}"] if survey.asks else []


def notebooks(wildcards):
    """Return the notebooks of the survey; none where they may not run."""
    if not DECLARATIONS[wildcards.survey].runs_code:
        return []
    return [f"notebooks/{name}.ipynb" for name in PLANS[wildcards.survey].get("notebooks", [])]


def reports(wildcards):
    """Return reports, and technical papers where some answers are simulated and others real."""
    asked = [name for name in SURVEYS.runnable if DECLARATIONS[name].asks]
    kinds = {is_simulated(SimpleNamespace(survey=name)) for name in asked}
    paths = ["results/report/{language}.pdf", "results/report/{language}-simulated.pdf"]
    return expand(paths[: len(kinds)], language=LANGUAGES)
