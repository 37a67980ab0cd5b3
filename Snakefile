"""The study; its rules stand in workflow/, where Snakemake's catalogue expects them."""


include: "workflow/Snakefile"


# What an included file calls its default is not one: here it is said again.
rule study:
    """Everything, for every survey whose answers are at hand."""
    default_target: True
    input:
        rules.all.input,
