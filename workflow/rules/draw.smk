"""Stage 7, draw: an exhibit is figure + data + caption + alt text as one object.

Each exhibit has, in results/{survey}/draw/{language}/:
{exhibit}.svg, .png      the figure; .pdf the same for print, of those that config.yaml says
{exhibit}.phone.svg      the same for a phone, where it has room
{exhibit}.csv            the numbers in it
{exhibit}.json, .rst     title, caption, alt text; title and caption as the report shows them

Beside that folder, {language}.csv has the cell of each number in the exhibits' words.
"""


rule draw_exhibits:
    """Draw a survey's exhibits in one language."""
    input:
        code="results/code/draw_exhibits-{survey}.sha256",
        declared=[*SHOWN, PLAN],
        reference=files_of_exhibits,
        tables="results/{survey}/protect/tables",
        report="results/{survey}/protect/report.json",
    output:
        drawn=report(
            directory("results/{survey}/draw/{language}"),
            patterns=["{exhibit,[a-z0-9_]+}.svg"],
            caption="../report/exhibit.rst",
            category="{survey}",
            subcategory=plan("exhibits", "{exhibit}", "area"),
            labels=labels_of_exhibit,
        ),
        numbers="results/{survey}/draw/{language}.csv",
    threads: 1
    params:
        translations=lambda wildcards: translations([wildcards.language], wildcards.survey),
        printed=printed_exhibits,
        publication=publication,
        needs_fence=lambda wildcards: is_confidential(wildcards)
        and "own" in kinds_in(wildcards.survey),
    script:
        "../scripts/draw_exhibits.py"
