"""Stage 4, describe: counts first; every share with its base, every estimate with its interval.

Reads   results/{survey}/clean/, results/{survey}/read/cells
Writes  results/{survey}/describe/   tables, each where the plan asks for it (docs/tables.md)
"""


rule count_answers:
    """Count who answered, and every question's statuses."""
    input:
        code=library("count_answers"),
        declared=declared("coverage", "codebook", "questionnaire"),
        countries="data/raw/reference/countries.csv",
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
    output:
        coverage=table("coverage"),
        nonresponse=table("nonresponse"),
    log:
        "results/logs/count_answers/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(160, per_mb=40),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: count who answered what"
    script:
        "../scripts/count_answers.py"


rule count_response:
    """Count who replied, of whom, how, and what was wrong with what they sent."""
    input:
        code=library("count_response"),
        declared=declared("counting", "frame", "codebook"),
        units="results/{survey}/clean/units.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
        conflicts="results/{survey}/clean/conflicts.parquet",
        changes="results/{survey}/clean/log.parquet",
    output:
        response=table("response"),
        channels=table("channels"),
        disagreements=table("disagreements"),
        changes=table("changes"),
    log:
        "results/logs/count_response/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(145, per_mb=5),
        runtime=minutes(3),
    params:
        by=plan("response", "by", default=[]),
    message:
        "{wildcards.survey}: count who replied, of whom, and how"
    script:
        "../scripts/count_response.py"


rule divide_units:
    """Say of a confidential survey which groups each unit belongs to."""
    input:
        code=library("divide_units"),
        declared=declared("frame", "groupings"),
        units="results/{survey}/clean/units.parquet",
    output:
        memberships=table("memberships"),
    log:
        "results/logs/divide_units/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=120),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: divide units into groups"
    script:
        "../scripts/divide_units.py"


rule estimate_shares:
    """Estimate every option's share in every group, with intervals and worst-case bounds."""
    input:
        code=library("estimate_shares"),
        declared=declared("counting", "frame", "groupings", "questionnaire", "estimates"),
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
    output:
        estimates=table("estimates"),
    log:
        "results/logs/estimate_shares/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=40),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: estimate shares by group"
    script:
        "../scripts/estimate_shares.py"


rule weight_nonresponse:
    """Weight respondents for nonresponse, and say what nonrespondents could reverse."""
    input:
        code=library("weight_nonresponse"),
        declared=declared(
            "counting", "frame", "groupings", "questionnaire", "estimates", "nonresponse"
        ),
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        estimates="results/{survey}/describe/estimates.parquet",
    output:
        weights=table("nonresponse_weights"),
        estimates=table("nonresponse_estimates"),
        representativity=table("representativity"),
        tipping_points=table("tipping_points"),
    log:
        "results/logs/weight_nonresponse/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=120),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: weigh replies"
    script:
        "../scripts/weight_nonresponse.py"


rule compare_with_frame:
    """Compare what the exports repeat of the list of units with it."""
    input:
        code=library("compare_with_frame"),
        declared=declared("frame", "frame_comparison"),
        cells="results/{survey}/read/cells",
        submissions="results/{survey}/clean/submissions.parquet",
    output:
        beside=table("frame_comparison"),
    log:
        "results/logs/compare_with_frame/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=120),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: compare columns with the list of units"
    script:
        "../scripts/compare_with_frame.py"


rule estimate_means:
    """Average the numbers that were given, by group."""
    input:
        code=library("estimate_means"),
        declared=declared("counting", "frame", "groupings", "questionnaire", "codebook", "levels"),
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
    output:
        levels=table("levels"),
    log:
        "results/logs/estimate_means/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=120),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: average numbers by group"
    script:
        "../scripts/estimate_means.py"


rule compare_waves:
    """Say how the same units' answers changed between two waves."""
    input:
        code=library("compare_waves"),
        declared=declared("counting", "frame", "groupings", "questionnaire", "change"),
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
    output:
        change=table("change"),
    log:
        "results/logs/compare_waves/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=120),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: compare waves"
    script:
        "../scripts/compare_waves.py"


rule compare_groups:
    """Compare groups as the plan declares, with exact tests adjusted for the number of tests."""
    input:
        code=library("compare_groups"),
        declared=declared(
            *("counting", "frame", "groupings", "questionnaire", "codebook"),
            *("nonresponse", "contrasts"),
        ),
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        scores=scored("indices.parquet"),
        reliability=scored("index_reliability.csv"),
    output:
        contrasts=table("contrasts"),
    log:
        "results/logs/compare_groups/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(255, per_mb=80),
        runtime=minutes(10),
    params:
        seed=SEED,
    message:
        "{wildcards.survey}: compare groups as declared"
    script:
        "../scripts/compare_groups.py"


rule compare_findings:
    """Compare published findings with our counts."""
    input:
        code=library("compare_findings"),
        declared=declared("counting", "frame", "groupings", "questionnaire", "findings"),
        published=plan("findings", "published"),
        assumptions=assumptions,
        receipt="results/{survey}/verify/receipt.csv",
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        response="results/{survey}/describe/response.csv",
    output:
        findings=table("findings"),
    log:
        "results/logs/compare_findings/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(160, per_mb=80),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: compare published findings with our counts"
    script:
        "../scripts/compare_findings.py"


rule analyse:
    """Make the tables of an analysis of one's own, a file."""
    input:
        code=analysis_code,
        declared=declared("questionnaire", "codebook", "frame"),
        answers=of_answers("clean/answers.parquet", "clean/units.parquet"),
        tables=read_by_analysis,
        seen=seen_by_analysis,
        receipt="results/{survey}/verify/receipt.csv",
    output:
        tables=directory("results/{survey}/describe/analyses/{analysis}"),
    log:
        "results/logs/analyse/{survey}-{analysis}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(270, per_mb=120),
        runtime=minutes(10),
    params:
        file=analysis_file,
        seed=SEED,
        needs_fence=is_confidential,
    message:
        "{wildcards.survey}: {wildcards.analysis}, an analysis of one's own"
    script:
        "../scripts/analyse.py"
