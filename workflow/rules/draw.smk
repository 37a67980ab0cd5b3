"""Stage 7, draw: an exhibit is figure + data + caption + alt text as one object.

Reads   results/{survey}/protect/tables/
Writes  results/{survey}/draw/{language}/{exhibit}.svg, .pdf, .png   the figure
        results/{survey}/draw/{language}/{exhibit}.csv               the numbers in it
        results/{survey}/draw/{language}/{exhibit}.json              title, caption, alt text
        results/{survey}/draw/{language}/{exhibit}.rst               the caption by itself
On request:
        results/{survey}/draw/languages-{exhibit}.png   an exhibit in six languages, to look at
"""


rule draw_exhibit:
    """Draw one exhibit in one language."""
    input:
        code=exhibit_code,
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        translations=translations,
        tables="results/{survey}/protect/tables",
        report="results/{survey}/protect/report.json",
    output:
        svg=report(
            "results/{survey}/draw/{language}/{exhibit}.svg",
            caption="../report/exhibit.rst",
            category="{survey}",
            subcategory=plan("exhibits", "{exhibit}", "category"),
            labels=exhibit_labels,
        ),
        pdf="results/{survey}/draw/{language}/{exhibit}.pdf",
        png="results/{survey}/draw/{language}/{exhibit}.png",
        data="results/{survey}/draw/{language}/{exhibit}.csv",
        words="results/{survey}/draw/{language}/{exhibit}.json",
        caption="results/{survey}/draw/{language}/{exhibit}.rst",
    log:
        "results/logs/draw_exhibit/{survey}-{language}-{exhibit}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(260),
        runtime=minutes(3),
    params:
        exhibit=plan("exhibits", "{exhibit}"),
        index=plan("index"),
    message:
        "{wildcards.survey}: draw {wildcards.exhibit} ({wildcards.language})"
    script:
        "../scripts/draw_exhibit.py"


rule join_languages:
    """Put one exhibit in every language onto one sheet."""
    input:
        code=library("join_languages"),
        figures=expand(
            "results/{{survey}}/draw/{language}/{{exhibit}}.png",
            language=["en", *CATALOGUED],
        ),
    output:
        sheet="results/{survey}/draw/languages-{exhibit}.png",
    log:
        "results/logs/join_languages/{survey}-{exhibit}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(940),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: {wildcards.exhibit} in every language on one sheet"
    script:
        "../scripts/join_languages.py"
