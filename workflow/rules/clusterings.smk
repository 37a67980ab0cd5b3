"""What the rules know of clusterings: which there are, what each writes, and what it is made of.

Reads   the surveys' plans, names of files in results/published/, and of those that are kept of
        registered answers
Writes  nothing
"""

from surveyanswers.instrument.data_access import frozen_multiverse
from cyberstudy.declare.plan.clusterings import CLUSTERING_METHODS

# What each method of clustering is done by; which methods there are is the library's to say.
CLUSTERED_BY = {
    "latent_classes": ("fit_latent_classes", "bootstrap_latent_classes", "associate_classes"),
    "count_mixture": ("fit_mixture", "bootstrap_mixture"),
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


def clusterings_of_units(wildcards):
    """The survey's clusterings whose classes are of those who answered."""
    entries = PLANS[wildcards.survey].get("clusterings", {})
    return [name for name, entry in entries.items() if entry["method"] == "latent_classes"]


def members_of_units(wildcards):
    """Who is in which class, of those clusterings."""
    return [
        f"results/{wildcards.survey}/cluster/{name}/members.parquet"
        for name in clusterings_of_units(wildcards)
    ]


def made_of(wildcards):
    """What one clustering is made of, without what it is compared with or varied by."""
    entry = plan("clusterings", "{clustering}")(wildcards)
    return {
        key: entry[key]
        for key in ("of", "items", "codings", "table", "named", "wave", "merge", "minimum_answered")
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


MULTIVERSE_CHUNK = 4  # combinations
#: What the rules of the verdict say where the truth is known, if that was frozen.
CALIBRATION = [path.as_posix() for path in Path("results/published").glob("calibration.csv")]
#: How often intervals and decisions are right where the truth is known, if that was frozen.
TRUTH_AUDIT = [path.as_posix() for path in Path("results/published").glob("*_audit.csv")]


def multiverse_chunks(wildcards):
    """The parts of one clustering's multiverse."""
    entry = DECLARATIONS[wildcards.survey].plan.clusterings[wildcards.clustering]
    count = len(entry.crossed())
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
    """Long results that were frozen: multiverses, and of the simulated survey what was measured."""
    # Benchmarks are of surveys simulated like it, so they stand with it and with no other.
    measured = [*CALIBRATION, *TRUTH_AUDIT] if wildcards.survey in SIMULATED else []
    own = frozen_multiverse(wildcards.survey, Path())
    files = [*own.glob("*.csv"), *own.glob("*.json")]
    return sorted([*measured, *(path.as_posix() for path in files)])
