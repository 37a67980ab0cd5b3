"""What the rules of what lies across surveys know: which surveys and fetched files are at hand.

Reads   the surveys' settings and plans, config/sources/crosswalk.csv
Writes  nothing
"""

from cyberstudy.declare.crosswalk import CROSSWALK, read_crosswalk


def named_in_crosswalk(*sections):
    """Sections of every survey that the crosswalk names, whether it can run or not."""

    def named(wildcards):
        rows = read_crosswalk(DECLARATIONS[wildcards.survey].folder / CROSSWALK)
        surveys = dict.fromkeys(row.survey for row in rows)
        known = [name for name in surveys if (folder_of(name, CONFIG) / "settings.yaml").is_file()]
        return [section(name, each) for name in known for each in sections]

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


def laid_beside(wildcards):
    """What may be seen of the surveys of experts and of States, as far as they run."""
    entry = DECLARATIONS[wildcards.survey].plan.country_facts
    return [
        f"results/{survey}/protect/tables" for survey in entry.surveys if survey in SURVEYS.runnable
    ]


def facts_fetched(wildcards):
    """Tables of reference that the plan names, where they could be had."""
    facts = DECLARATIONS[wildcards.survey].plan.country_facts.facts.values()
    return [f"data/raw/{fact.file}" for fact in facts if SURVEYS.shared.get(fact.file) == ""]
