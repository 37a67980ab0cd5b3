"""Beside the stages: what lies across surveys, in the place of their stages 2 to 5.

It reads what protection released of public surveys, and public files where they could be fetched.
"""


rule gather_statements:
    """Put together what each source says of each country, construct by construct."""
    input:
        code="results/code/gather_statements.sha256",
        declared=["results/{survey}/declared/settings.json"],
        crosswalk="config/sources/crosswalk.csv",
        surveys=declared_of_crosswalk,
        choices=choice_files,
        receipt="results/{survey}/verify/receipt.csv",
        protected=public_tables,
        strategies=lambda wildcards: fetched(plan("statements", "strategies")(wildcards)),
    output:
        crosswalk="results/{survey}/describe/crosswalk.csv",
        statements="results/{survey}/describe/statements.parquet",
        strategies="results/{survey}/describe/first_strategies.csv",
    script:
        "../scripts/gather_statements.py"


rule gather_facts:
    """Put together what each source says of each country."""
    input:
        code="results/code/gather_facts.sha256",
        declared=multiext("results/{survey}/declared/", "country_facts.json", "rights.json"),
        indicators="config/sources/indicators.csv",
        protected=tables_with_facts,
        facts=lambda wildcards: fetched(
            *(entry["file"] for entry in plan("country_facts", "facts")(wildcards).values()),
            plan("statements", "strategies")(wildcards),
        ),
        reference=expand(
            "data/raw/reference/{table}.csv",
            table=("countries", "member_states", "aliases", "country_codes"),
        ),
        receipt="results/{survey}/verify/receipt.csv",
    output:
        facts="results/{survey}/describe/country_facts.csv",
        rows="results/{survey}/describe/fact_rows.csv",
        years="results/{survey}/describe/country_years.csv",
        indicators="results/{survey}/describe/indicators.csv",
    script:
        "../scripts/gather_facts.py"
