"""Beside the stages: the pages on the study, for readers; they need no server and no connection.

results/page/ has chapters, countries, explorer, methods, data, and the report to print, and belongs
to results/index.html; in page/{language}/ are the same in another language that figures are in. On
request (`snakemake <survey>`) a survey has such pages of its own.
"""

from cyberstudy.declare.plan.exhibits import ALIASES, NAMED

# Templates and bundles are no Python that could be found by reading imports.
PAGE_FILES = sorted(
    os.path.relpath(path)
    for folder in ("templates", "assets")
    for path in (HERE / "cyberstudy/release/page" / folder).iterdir()
)
GLOSSARY = os.path.relpath(HERE.parent / "docs/glossary.md")
# Names of countries in other languages, where the reference has them.
NAMES_OF_COUNTRIES = [path for path in NAMED if Path(path).is_file()]
OTHER_NAMES = [path for path in (ALIASES,) if Path(path).is_file()]


rule make_page:
    """Write pages: findings, exhibits and released numbers, without a server."""
    input:
        code="results/code/make_page.sha256",
        files=PAGE_FILES,
        declared=of_every_survey(*WHOLE),
        plans=[(survey.folder / "plan.yaml").as_posix() for survey in DECLARATIONS.values()],
        story=STORY,
        published=PUBLISHED,
        glossary=GLOSSARY,
        reference=NAMES_OF_COUNTRIES,
        aliases=OTHER_NAMES,
        releases=every_survey,
        tables=of_every_survey("results/{survey}/protect/tables"),
        drawn=of_every_survey(f"results/{{survey}}/draw/{LANGUAGES[0]}"),
        reports=reports,
        submissions=registered_forms,
    output:
        home="results/index.html",
        pages=directory("results/page"),
    params:
        folder=lambda wildcards: "results",
        languages=LANGUAGES,
        translations=lambda wildcards: translations(LANGUAGES, *DECLARATIONS),
        config=lambda wildcards: CONFIG.as_posix(),
        left_out=SHOWN_AS_PUBLISHED,
        publication=publication,
    script:
        "../scripts/make_page.py"


use rule make_page as make_survey_page with:
    input:
        code="results/code/make_page.sha256",
        files=PAGE_FILES,
        declared=WHOLE,
        written=lambda wildcards: (folder_of(wildcards.survey, CONFIG) / "plan.yaml").as_posix(),
        glossary=GLOSSARY,
        reference=NAMES_OF_COUNTRIES,
        aliases=OTHER_NAMES,
        releases=["results/{survey}/release"],
        tables=["results/{survey}/protect/tables"],
        drawn=[f"results/{{survey}}/draw/{LANGUAGES[0]}"],
        reports=[],
        submissions=registered_forms,
    output:
        home="results/{survey}/index.html",
        pages=directory("results/{survey}/page"),
    params:
        folder=lambda wildcards: f"results/{wildcards.survey}",
        languages=LANGUAGES,
        translations=lambda wildcards: translations(LANGUAGES, wildcards.survey),
        # No chapters are in it: they are about all surveys.
        config=lambda wildcards: folder_of(wildcards.survey, CONFIG).as_posix(),
        left_out=[],
        publication=lambda wildcards: DECLARATIONS[wildcards.survey].published_by(
            publication(wildcards)
        ),
