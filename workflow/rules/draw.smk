"""Stage 7, draw: an exhibit is figure + data + caption + alt text as one object.

Reads   results/{survey}/protect/tables/
Writes  results/{survey}/draw/{language}/{exhibit}.svg, .pdf, .png   the figure
        results/{survey}/draw/{language}/{exhibit}.csv               the numbers in it
        results/{survey}/draw/{language}/{exhibit}.json              title, caption, alt text
        results/{survey}/draw/{language}/{exhibit}.rst               the caption by itself
"""


rule draw_exhibit:
    """Draw one exhibit in one language."""
    input:
        code=exhibit_code,
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
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
    params:
        exhibit=plan("exhibits", "{exhibit}"),
        index=plan("index"),
    message:
        "{wildcards.survey}: draw {wildcards.exhibit} ({wildcards.language})"
    script:
        "../scripts/draw_exhibit.py"
