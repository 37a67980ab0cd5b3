"""Stage 4, describe: counts first; every share with its base, every estimate with its interval.

Which tables a survey has depends on its plan (`asked_by` of its contracts).
"""


rule count_answers:
    """Count who replied, of whom, how, what they answered, and what was wrong with it."""
    input:
        code="results/code/count_answers.sha256",
        declared=multiext(
            "results/{survey}/declared/",
            *("coverage.json", "counting.json", "frame.csv", "codebook.csv", "questionnaire.json"),
        ),
        countries="data/raw/reference/countries.csv",
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
        conflicts="results/{survey}/clean/conflicts.parquet",
        changes="results/{survey}/clean/log.parquet",
    output:
        coverage="results/{survey}/describe/coverage.csv",
        nonresponse="results/{survey}/describe/nonresponse.csv",
        response="results/{survey}/describe/response.csv",
        channels="results/{survey}/describe/channels.csv",
        disagreements="results/{survey}/describe/disagreements.csv",
        changes="results/{survey}/describe/changes.csv",
    params:
        by=plan("response", "by", default=[]),
    script:
        "../scripts/count_answers.py"


rule divide_units:
    """Say of a confidential survey which groups each unit belongs to."""
    input:
        code="results/code/divide_units.sha256",
        declared=multiext("results/{survey}/declared/", "frame.csv", "groupings.json"),
        units="results/{survey}/clean/units.parquet",
    output:
        memberships="results/{survey}/describe/memberships.parquet",
    script:
        "../scripts/divide_units.py"


rule estimate_shares:
    """Estimate every option's share in every group, with intervals and worst-case bounds."""
    input:
        code="results/code/estimate_shares.sha256",
        declared=[*GROUPED, "results/{survey}/declared/estimates.json"],
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
    output:
        estimates="results/{survey}/describe/estimates.parquet",
    script:
        "../scripts/estimate_shares.py"


rule weight_nonresponse:
    """Weight respondents for nonresponse, and say what nonrespondents could reverse."""
    input:
        code="results/code/weight_nonresponse.sha256",
        declared=GROUPED
        + multiext("results/{survey}/declared/", "estimates.json", "nonresponse.json"),
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        estimates="results/{survey}/describe/estimates.parquet",
    output:
        weights="results/{survey}/describe/nonresponse_weights.csv",
        units="results/{survey}/describe/nonresponse_units.parquet",
        estimates="results/{survey}/describe/nonresponse_estimates.csv",
        representativity="results/{survey}/describe/representativity.csv",
        tipping_points="results/{survey}/describe/tipping_points.csv",
    script:
        "../scripts/weight_nonresponse.py"


rule compare_with_frame:
    """Compare what the exports repeat of the list of units with it."""
    input:
        code="results/code/compare_with_frame.sha256",
        declared=multiext("results/{survey}/declared/", "frame.csv", "frame_comparison.json"),
        cells="results/{survey}/read/cells",
        submissions="results/{survey}/clean/submissions.parquet",
    output:
        beside="results/{survey}/describe/frame_comparison.parquet",
    script:
        "../scripts/compare_with_frame.py"


rule estimate_means:
    """Average the numbers that were given, by group."""
    input:
        code="results/code/estimate_means.sha256",
        declared=GROUPED + multiext("results/{survey}/declared/", "codebook.csv", "levels.json"),
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
    output:
        levels="results/{survey}/describe/levels.csv",
    script:
        "../scripts/estimate_means.py"


rule compare_waves:
    """Say how the same units' answers changed between two waves."""
    input:
        code="results/code/compare_waves.sha256",
        declared=[*GROUPED, "results/{survey}/declared/change.json"],
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
    output:
        change="results/{survey}/describe/change.csv",
    script:
        "../scripts/compare_waves.py"


rule build_indices:
    """Put scored items together into indices, and assess their internal consistency."""
    input:
        code="results/code/build_indices.sha256",
        declared=GROUPED
        + multiext(
            "results/{survey}/declared/", "codebook.csv", "nonresponse.json", "indices.json"
        ),
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
    output:
        scores="results/{survey}/describe/indices.parquet",
        made_of="results/{survey}/describe/index_items.csv",
        groups="results/{survey}/describe/index_groups.csv",
        reliability="results/{survey}/describe/index_reliability.csv",
        functioning="results/{survey}/describe/index_functioning.csv",
    params:
        seed=SEED,
    script:
        "../scripts/build_indices.py"


rule compare_groups:
    """Compare groups as the plan declares, with exact tests adjusted for the number of tests."""
    input:
        code="results/code/compare_groups.sha256",
        declared=GROUPED
        + multiext(
            "results/{survey}/declared/", "codebook.csv", "nonresponse.json", "contrasts.json"
        ),
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        scores=branch(has_indices, then=["results/{survey}/describe/indices.parquet"]),
        reliability=branch(has_indices, then=["results/{survey}/describe/index_reliability.csv"]),
    output:
        contrasts="results/{survey}/describe/contrasts.csv",
    params:
        seed=SEED,
    script:
        "../scripts/compare_groups.py"


rule compare_findings:
    """Compare published findings with our counts."""
    input:
        code="results/code/compare_findings.sha256",
        declared=[*GROUPED, "results/{survey}/declared/findings.json"],
        published=plan("findings", "published"),
        assumptions=branch(
            lambda wildcards: wildcards.survey in SIMULATED,
            then=["config/surveys/{survey}/simulation/assumptions.csv"],
        ),
        receipt="results/{survey}/verify/receipt.csv",
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        response="results/{survey}/describe/response.csv",
    output:
        findings="results/{survey}/describe/findings.csv",
    script:
        "../scripts/compare_findings.py"


rule analyse:
    """Make the tables of an analysis of one's own, a file."""
    input:
        code="results/code/analyse-{survey}-{analysis}.sha256",
        declared=multiext(
            "results/{survey}/declared/", "questionnaire.json", "codebook.csv", "frame.csv"
        ),
        answers=branch(
            asks, then=multiext("results/{survey}/clean/", "answers.parquet", "units.parquet")
        ),
        tables=read_by_analysis,
        seen=surveys_of_analysis,
        receipt="results/{survey}/verify/receipt.csv",
    output:
        tables=directory("results/{survey}/describe/analyses/{analysis}"),
    params:
        file=lambda wildcards: analysis_of(wildcards).path.as_posix(),
        seed=SEED,
        needs_fence=is_confidential,
    script:
        "../scripts/analyse.py"
