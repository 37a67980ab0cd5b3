"""Stage 7, draw: an exhibit is figure + data + caption + alt text as one object.

Reads   results/{survey}/protect/tables/
Writes  results/{survey}/draw/{language}/{exhibit}.svg, .png         the figure
        results/{survey}/draw/{language}/{exhibit}.pdf               the same for print, of those that config.yaml says
        results/{survey}/draw/{language}/{exhibit}.phone.svg         the same for a phone, where it has room
        results/{survey}/draw/{language}/{exhibit}.csv               the numbers in it
        results/{survey}/draw/{language}/{exhibit}.outlines.csv      where units are in it, of those that are named
        results/{survey}/draw/{language}/{exhibit}.json              title, caption, alt text
        results/{survey}/draw/{language}/{exhibit}.rst               title and caption, as the report shows them
        results/{survey}/.kept/draw/   the same with what each rests on, for the next time
"""


rule draw_exhibits:
    """Draw what is new among a survey's exhibits, in one language."""
    input:
        code=exhibit_code,
        declared=declared(*DRAWN),
        reference=exhibit_files,
        tables="results/{survey}/protect/tables",
        report="results/{survey}/protect/report.json",
    output:
        drawn=report(
            directory("results/{survey}/draw/{language}"),
            patterns=["{exhibit,[a-z0-9_]+}.svg"],
            caption="../report/exhibit.rst",
            category="{survey}",
            subcategory=plan("exhibits", "{exhibit}", "area"),
            labels=exhibit_labels,
        ),
    log:
        "results/logs/draw_exhibits/{survey}-{language}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(450),
        runtime=minutes(30),
    params:
        plan=plan(),
        translations=lambda wildcards: translations([wildcards.language], wildcards.survey),
        printed=in_print,
        kinds=kinds_of_exhibits,
        kept="results/{survey}/.kept/draw/{language}",
        publication=publication,
        needs_fence=draws_its_own,
    message:
        "{wildcards.survey}: draw exhibits ({wildcards.language})"
    script:
        "../scripts/draw_exhibits.py"
