"""Stage 6, protect: what may be seen. Draw, narrate and release read nothing else.

Of what it writes, withheld.csv is for those who may see all answers, and certificate.parquet proves
to whoever signs that withheld numbers stay open (disclosure/README.md).
"""


rule protect_tables:
    """Withhold what must not be seen, by the survey's protection profile."""
    input:
        code="results/code/protect_tables.sha256",
        declared=[
            *SHOWN,
            *ANSWERED,
            *multiext(
                "results/{survey}/declared/",
                "indices.json",
                "clusterings.json",
                "estimates.json",
                "nonresponse.json",
            ),
        ],
        answers=branch(asks, then=["results/{survey}/clean/answers.parquet"]),
        accounting=branch(asks, then=["results/{survey}/clean/accounting.csv"]),
        receipt="results/{survey}/verify/receipt.csv",
        described=described,
        divided=branch(is_divided, then=["results/{survey}/describe/memberships.parquet"]),
        strata=branch(is_weighted, then=["results/{survey}/describe/nonresponse_units.parquet"]),
        scores=branch(has_indices, then=["results/{survey}/describe/indices.parquet"]),
        clustered=clustered,
        frozen=frozen,
    output:
        tables=directory("results/{survey}/protect/tables"),
        report="results/{survey}/protect/report.json",
        withheld="results/{survey}/protect/withheld.csv",
        certificate="results/{survey}/protect/certificate.parquet",
    params:
        earlier=ledger,
        recorded=releases_recorded,
    script:
        "../scripts/protect_tables.py"
