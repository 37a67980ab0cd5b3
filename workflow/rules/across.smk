"""What the rules of what lies across surveys know: which surveys and fetched files are at hand.

Reads   the surveys' settings and plans, config/sources/crosswalk.csv
Writes  nothing
"""

from cyberstudy.declare.crosswalk import CROSSWALK, read_crosswalk


def named_in_crosswalk(*files):
    """Files of every survey that the crosswalk names, whether it can run or not."""

    def named(wildcards):
        rows = read_crosswalk(DECLARATIONS[wildcards.survey].folder / CROSSWALK)
        surveys = [open_survey(name, CONFIG) for name in dict.fromkeys(row.survey for row in rows)]
        found = [survey.folder / file for survey in surveys for file in files]
        return [path.as_posix() for path in found if path.is_file()]

    return named


def public_tables(wildcards):
    """What may be seen of every public survey that runs."""
    return [
        f"results/{survey.name}/protect/tables"
        for survey in DECLARATIONS.values()
        if survey.asks and survey.settings.protection == "public"
    ]


def fetched(*keys):
    """A fetched file that the plan names by its path below data/raw, where it could be had."""

    def found(wildcards):
        path = plan(*keys)(wildcards)
        return [f"data/raw/{path}"] if SURVEYS.shared.get(path) == "" else []

    return found


def experts_declared(wildcards):
    """How the survey of experts makes its index, whether it runs or not."""
    folder = open_survey(plan("experts_and_states", "experts")(wildcards), CONFIG).folder
    return [(folder / file).as_posix() for file in ("settings.yaml", "plan.yaml")]


def laid_beside(wildcards):
    """What may be seen of the surveys of experts and of States, as far as they run."""
    entry = DECLARATIONS[wildcards.survey].plan.experts_and_states
    return [
        f"results/{survey}/protect/tables" for survey in entry.surveys if survey in SURVEYS.runnable
    ]


def facts_fetched(wildcards):
    """Tables of reference that the plan names, where they could be had."""
    facts = DECLARATIONS[wildcards.survey].plan.experts_and_states.facts.values()
    return [f"data/raw/{fact.file}" for fact in facts if SURVEYS.shared.get(fact.file) == ""]


def judging(file):
    """A file of every survey whose verdicts are laid side by side, whether it runs or not."""

    def named(wildcards):
        surveys = [open_survey(name, CONFIG) for name in plan("verdicts")(wildcards)]
        return [(survey.folder / file).as_posix() for survey in surveys]

    return named


def judged(wildcards):
    """What may be seen of those that run."""
    runnable = [name for name in plan("verdicts")(wildcards) if name in SURVEYS.runnable]
    return [f"results/{name}/protect/tables" for name in runnable]
