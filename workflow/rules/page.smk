"""Beside the stages: the pages on the study, for readers; they need no server and no connection.

Reads   results/{survey}/release/ of every survey that can run, config/chapters.yaml
        results/{survey}/protect/tables/ and draw/, of which single values are cited
Writes  results/index.html   what was found, and the way to all else
        results/page/        chapters, countries, explorer, methods, data, and the report to print;
                             belongs to index.html
        results/page/{language}/   the same pages in another language that figures are drawn in
On request (`snakemake <survey>`), of that survey alone:
        results/{survey}/index.html and page/
"""

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
    """Write the study's pages: findings, exhibits and released numbers, without a server."""
    input:
        code=library("make_page"),
        files=PAGE_FILES,
        declared=declared_of_every(*WHOLE),
        plans=of_every_survey("plan.yaml"),
        story=declared_story,
        published=published_of_left_out(),
        glossary=GLOSSARY,
        reference=NAMES_OF_COUNTRIES,
        aliases=OTHER_NAMES,
        releases=every_survey,
        tables=expand("results/{survey}/protect/tables", survey=SURVEYS.runnable),
        drawn=expand(f"results/{{survey}}/draw/{LANGUAGES[0]}", survey=SURVEYS.runnable),
        reports=reports,
        submissions=registered_forms,
    output:
        home="results/index.html",
        pages=directory("results/page"),
    log:
        "results/logs/make_page/study.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(300),
        runtime=minutes(3),
    params:
        folder=lambda wildcards: "results",
        languages=LANGUAGES,
        translations=lambda wildcards: translations(LANGUAGES, *DECLARATIONS),
        config=lambda wildcards: CONFIG.as_posix(),
        left_out=shown_as_published(),
        publication=publication,
    message:
        "write the study's pages"
    script:
        "../scripts/make_page.py"


rule make_survey_page:
    """Write one survey's own pages."""
    input:
        code=library("make_survey_page"),
        files=PAGE_FILES,
        declared=declared(*WHOLE),
        written=written("plan.yaml"),
        glossary=GLOSSARY,
        reference=NAMES_OF_COUNTRIES,
        aliases=OTHER_NAMES,
        release="results/{survey}/release",
        tables=["results/{survey}/protect/tables"],
        drawn=[f"results/{{survey}}/draw/{LANGUAGES[0]}"],
        submissions=registered_forms,
    output:
        home="results/{survey}/index.html",
        pages=directory("results/{survey}/page"),
    log:
        "results/logs/make_survey_page/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(300),
        runtime=minutes(3),
    params:
        folder=lambda wildcards: f"results/{wildcards.survey}",
        languages=LANGUAGES,
        translations=lambda wildcards: translations(LANGUAGES, wildcards.survey),
        publication=publication,
    message:
        "{wildcards.survey}: write its pages"
    script:
        "../scripts/make_survey_page.py"
