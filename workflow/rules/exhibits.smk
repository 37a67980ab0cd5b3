"""What the rules know of exhibits and notebooks: which there are, their code and their languages.

Reads   the surveys' plans, tables of translations
Writes  nothing
"""

from cyberstudy.declare.plan.exhibits import ALIASES, NAMED
from cyberstudy.declare.plan.kinds import KINDS

# Notebooks are written in English; so are their figures, if they are drawn in it.
NARRATED = "en" if "en" in LANGUAGES else LANGUAGES[0]


def kinds_of_exhibits(wildcards):
    """These kinds, each with the library files behind it."""
    survey = wildcards.survey
    return {
        kind: files_of("cyberstudy.draw.exhibit", *drawing_code(survey, kind))
        for kind in kinds_in(survey)
    }


def kinds_in(survey):
    """The kinds that the survey's plan asks for."""
    return sorted({entry["kind"] for entry in PLANS[survey]["exhibits"].values()})


def draws_its_own(wildcards):
    """Whether figures are drawn by code of analysts, and of a confidential survey."""
    return is_confidential(wildcards) and "own" in kinds_in(wildcards.survey)


def drawing_code(survey, kind):
    """What draws a kind; of figures of the survey's own analyses these, too."""
    own = [each.path.as_posix() for each in DECLARATIONS[survey].analyses if kind == "own"]
    return [KINDS[kind].drawn_in(), *own]


def exhibit_code(wildcards):
    """The list of the library behind all exhibits of a survey."""
    survey = wildcards.survey
    behind = {each for kind in kinds_in(survey) for each in drawing_code(survey, kind)}
    if workflow.is_main_process:
        make_damaged_again()
    return listed_code(f"draw_exhibits-{survey}", "scripts.draw_exhibits", *sorted(behind))


def in_print(wildcards):
    """Exhibits that there are as PDF, too: those that are told first, or all."""
    survey, declared_there = wildcards.survey, PLANS[wildcards.survey]["exhibits"]
    if STUDY.pdf == "all":
        return sorted(declared_there)
    told = {*PLANS[survey].get("story", ()), *load_story(CONFIG).figures_of(survey)}
    return sorted(told & declared_there.keys())


def exhibit_files(wildcards):
    """Files of the reference that the survey's exhibits read."""
    exhibits = DECLARATIONS[wildcards.survey].plan.exhibits.values()
    files = {
        file
        for exhibit in exhibits
        for file in exhibit.FILES
        if file not in exhibit.OPTIONAL or Path(file).is_file()
    }
    return sorted(files)


def translations(languages, *surveys):
    """Digests of what tables say in these languages: an edited cell reruns what shows it only."""
    tables = [PHRASES, *(DECLARATIONS[survey].folder / TABLE for survey in surveys)]
    return {language: digest_of_words(language, tables) for language in languages}


def exhibit_labels(wildcards):
    """What the report's list of figures says of one exhibit."""
    title = plan("exhibits", "{exhibit}", "title")(wildcards)
    several = len(LANGUAGES) > 1
    return {"exhibit": title} | ({"language": wildcards.language} if several else {})


def drawn_in(*languages):
    """The folders of a survey's exhibits in these languages."""
    return [f"results/{{survey}}/draw/{language}" for language in languages]


def notebooks(wildcards):
    """The notebooks of the survey, as they are written; none where they may not run."""
    if not DECLARATIONS[wildcards.survey].runs_code:
        return []
    return [f"notebooks/{name}.ipynb" for name in PLANS[wildcards.survey].get("notebooks", [])]


def narrated(wildcards):
    """The folder of the survey's notebooks, executed, if it has any."""
    return [f"results/{wildcards.survey}/narrate"] if notebooks(wildcards) else []


def reference_files(wildcards):
    """The tables of reference, any of which a notebook may read."""
    return sorted(path.as_posix() for path in Path(REFERENCE).glob("*.csv"))
