"""Stage 4, describe: counts first; every share with its base, every estimate with its interval.

Reads   results/{survey}/clean/, results/{survey}/read/cells.parquet
Writes  results/{survey}/describe/coverage.csv       who answered
        results/{survey}/describe/nonresponse.csv    statuses along the questionnaire
        results/{survey}/describe/response.csv       who replied, of whom
        results/{survey}/describe/channels.csv       forms by channel, language and standing
        results/{survey}/describe/disagreements.csv  where forms of one unit differ
        results/{survey}/describe/changes.csv        what was mended, refused or passed over
   and, where plan.yaml declares columns that repeat the list of units,
        results/{survey}/describe/held_against.parquet   each cell beside what the list says
   and, where settings.yaml declares open answers that are coded,
        results/{survey}/describe/coder_agreement.csv    each two coders, code by code
   and, where it declares groups to estimate for,
        results/{survey}/describe/estimates.parquet  shares by group, with base and bounds
        results/{survey}/describe/memberships.parquet  of a confidential survey: who is in which
        results/{survey}/describe/said.parquet         group, and said what; both stay inside
   and, where it declares how those that replied stand for the silent,
        results/{survey}/describe/nonresponse_weights.csv    by stratum and method
        results/{survey}/describe/nonresponse_estimates.csv  shares by each method
        results/{survey}/describe/representativity.csv       how even replies are
        results/{survey}/describe/tipping_points.csv         what the silent could turn
   and, where plan.yaml declares indices of scored items,
        results/{survey}/describe/indices.parquet        every unit's; stays inside
        results/{survey}/describe/index_items.csv        what they are made of
        results/{survey}/describe/index_groups.csv       means by group, with intervals
        results/{survey}/describe/index_reliability.csv  whether they hold together
        results/{survey}/describe/index_functioning.csv  and say the same in all languages
   and, where it declares published scores,
        results/{survey}/describe/composite_weights.csv    how they were added up
        results/{survey}/describe/composite_residuals.csv  which units break that formula
        results/{survey}/describe/composite_missing.csv    bounds of an indicator the data lack
        results/{survey}/describe/composite_ranks.csv      ranks, and those under other weights
   and, where it declares comparisons of groups,
        results/{survey}/describe/contrasts.csv          exact tests, adjusted for many looks
   and, where it maps published findings,
        results/{survey}/describe/findings.csv           published bands beside our counts
   and, where plan.yaml declares an index of nominations,
        results/{survey}/describe/nominations.parquet  whom experts name
        results/{survey}/describe/index.csv          countries, index, ranks, intervals
        results/{survey}/describe/index_strict.csv   without an expert's duplicate nominations
        results/{survey}/describe/neighbours.csv     neighbouring ranks, told apart or not
        results/{survey}/describe/parts.csv          nominations by part (crime type)
        results/{survey}/describe/own_country.csv    experts who name their own country
        results/{survey}/describe/index_looks.csv    the index beside other ways of adding up
        results/{survey}/describe/rating_variances.csv  whose part differences of ratings are
   and, where it declares published values,
        results/{survey}/describe/replication.csv    published beside ours
"""


rule count_answers:
    """Count who answered, and every question's statuses."""
    input:
        code=library("count_answers"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        countries="data/raw/reference/countries.csv",
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
    output:
        coverage="results/{survey}/describe/coverage.csv",
        nonresponse="results/{survey}/describe/nonresponse.csv",
    log:
        "results/logs/count_answers/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(160, per_mb=100),
        runtime=minutes(3),
    params:
        coverage=plan("coverage"),
    message:
        "{wildcards.survey}: count who answered what"
    script:
        "../scripts/count_answers.py"


rule count_response:
    """Count who replied, of whom, how, and what was wrong with what they sent."""
    input:
        code=library("count_response"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        units="results/{survey}/clean/units.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
        conflicts="results/{survey}/clean/conflicts.parquet",
        changes="results/{survey}/clean/log.parquet",
    output:
        response="results/{survey}/describe/response.csv",
        channels="results/{survey}/describe/channels.csv",
        disagreements="results/{survey}/describe/disagreements.csv",
        changes="results/{survey}/describe/changes.csv",
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
    """Say of a confidential survey which groups each unit belongs to and what it said."""
    input:
        code=library("divide_units"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
    output:
        memberships="results/{survey}/describe/memberships.parquet",
        said="results/{survey}/describe/said.parquet",
    log:
        "results/logs/divide_units/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=120),
        runtime=minutes(3),
    params:
        groupings=plan("estimates", "groupings"),
    message:
        "{wildcards.survey}: divide units into groups"
    script:
        "../scripts/divide_units.py"


rule estimate_shares:
    """Estimate every option's share in every group, with intervals and worst-case bounds."""
    input:
        code=library("estimate_shares"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
    output:
        estimates="results/{survey}/describe/estimates.parquet",
    log:
        "results/logs/estimate_shares/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=120),
        runtime=minutes(3),
    params:
        estimates=plan("estimates"),
    message:
        "{wildcards.survey}: estimate shares by group"
    script:
        "../scripts/estimate_shares.py"


rule weigh_replies:
    """Make those who replied stand for the silent, and say what the silent could turn."""
    input:
        code=library("weigh_replies"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        estimates="results/{survey}/describe/estimates.parquet",
    output:
        weights="results/{survey}/describe/nonresponse_weights.csv",
        estimates="results/{survey}/describe/nonresponse_estimates.csv",
        representativity="results/{survey}/describe/representativity.csv",
        tipping_points="results/{survey}/describe/tipping_points.csv",
    log:
        "results/logs/weigh_replies/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=120),
        runtime=minutes(3),
    params:
        groupings=plan("estimates", "groupings"),
        nonresponse=plan("nonresponse"),
    message:
        "{wildcards.survey}: weigh replies"
    script:
        "../scripts/weigh_replies.py"


rule compare_coders:
    """Compare those who coded open answers, code by code."""
    input:
        code=library("compare_coders"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        codings=codings,
    output:
        agreement="results/{survey}/describe/coder_agreement.csv",
    log:
        "results/logs/compare_coders/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(145, per_mb=5),
        runtime=minutes(3),
    message:
        "{wildcards.survey}: compare those who coded open answers"
    script:
        "../scripts/compare_coders.py"


rule hold_against_list:
    """Lay what the exports repeat of the list of units beside it."""
    input:
        code=library("hold_against_list"),
        survey=declared(),
        choices=choice_files,
        cells="results/{survey}/read/cells.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
    output:
        beside="results/{survey}/describe/held_against.parquet",
    log:
        "results/logs/hold_against_list/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=120),
        runtime=minutes(3),
    params:
        declared=plan("held_against"),
    message:
        "{wildcards.survey}: hold columns against the list of units"
    script:
        "../scripts/hold_against_list.py"


rule average_numbers:
    """Average the numbers that were given, by group."""
    input:
        code=library("average_numbers"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
    output:
        levels="results/{survey}/describe/levels.csv",
    log:
        "results/logs/average_numbers/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=120),
        runtime=minutes(3),
    params:
        groupings=plan("estimates", "groupings"),
        levels=plan("levels"),
    message:
        "{wildcards.survey}: average numbers by group"
    script:
        "../scripts/average_numbers.py"


rule compare_waves:
    """Say how the same units' answers changed between two waves."""
    input:
        code=library("compare_waves"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
    output:
        change="results/{survey}/describe/change.csv",
    log:
        "results/logs/compare_waves/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=120),
        runtime=minutes(3),
    params:
        groupings=plan("estimates", "groupings"),
        change=plan("change"),
    message:
        "{wildcards.survey}: compare waves"
    script:
        "../scripts/compare_waves.py"


rule recompute_scores:
    """Find the weights of published scores, and the units whose scores break the formula."""
    input:
        code=library("recompute_scores"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        answers="results/{survey}/clean/answers.parquet",
    output:
        weights="results/{survey}/describe/composite_weights.csv",
        residuals="results/{survey}/describe/composite_residuals.csv",
        missing="results/{survey}/describe/composite_missing.csv",
        ranks="results/{survey}/describe/composite_ranks.csv",
    log:
        "results/logs/recompute_scores/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210, per_mb=120),
        runtime=minutes(3),
    params:
        composite=plan("composite"),
    message:
        "{wildcards.survey}: recompute published scores"
    script:
        "../scripts/recompute_scores.py"


rule rank_countries:
    """Compute the index of nominations, how sure its ranks are, and what duplicates do to it."""
    input:
        code=library("rank_countries"),
        countries="data/raw/reference/countries.csv",
        answers="results/{survey}/clean/answers.parquet",
    output:
        nominations="results/{survey}/describe/nominations.parquet",
        index="results/{survey}/describe/index.csv",
        strict="results/{survey}/describe/index_strict.csv",
        neighbours="results/{survey}/describe/neighbours.csv",
        parts="results/{survey}/describe/parts.csv",
        own_country="results/{survey}/describe/own_country.csv",
        looks="results/{survey}/describe/index_looks.csv",
        variances="results/{survey}/describe/rating_variances.csv",
    log:
        "results/logs/rank_countries/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(225, per_mb=140),
        runtime=minutes(10),
    params:
        index=plan("index"),
        seed=SEED,
    message:
        "{wildcards.survey}: rank countries, with bootstrap intervals"
    script:
        "../scripts/rank_countries.py"


rule compare_published:
    """Lay published values beside ours."""
    input:
        code=library("compare_published"),
        published=plan("replication", "published"),
        index="results/{survey}/describe/index.csv",
    output:
        replication="results/{survey}/describe/replication.csv",
    log:
        "results/logs/compare_published/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(120),
        runtime=minutes(3),
    params:
        value=plan("replication", "value"),
        decimals=plan("replication", "decimals"),
    message:
        "{wildcards.survey}: lay published values beside ours"
    script:
        "../scripts/compare_published.py"


rule build_indices:
    """Put scored items together into indices, and say whether they hold together."""
    input:
        code=library("build_indices"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        submissions="results/{survey}/clean/submissions.parquet",
    output:
        scores="results/{survey}/describe/indices.parquet",
        made_of="results/{survey}/describe/index_items.csv",
        groups="results/{survey}/describe/index_groups.csv",
        reliability="results/{survey}/describe/index_reliability.csv",
        functioning="results/{survey}/describe/index_functioning.csv",
    log:
        "results/logs/build_indices/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(255, per_mb=80),
        runtime=minutes(3),
    params:
        indices=plan("indices"),
        groupings=plan("estimates", "groupings", default={}),
        seed=SEED,
    message:
        "{wildcards.survey}: put scored items together into indices"
    script:
        "../scripts/build_indices.py"


rule compare_groups:
    """Compare groups as the plan declares, with exact tests adjusted for the number of looks."""
    input:
        code=library("compare_groups"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        scores=scored("indices.parquet"),
        reliability=scored("index_reliability.csv"),
    output:
        contrasts="results/{survey}/describe/contrasts.csv",
    log:
        "results/logs/compare_groups/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(255, per_mb=80),
        runtime=minutes(10),
    params:
        contrasts=plan("contrasts"),
        groupings=plan("estimates", "groupings", default={}),
        seed=SEED,
    message:
        "{wildcards.survey}: compare groups as declared"
    script:
        "../scripts/compare_groups.py"


rule compare_findings:
    """Lay published findings beside our counts."""
    input:
        code=library("compare_findings"),
        survey=declared("codebook.csv", *QUESTIONNAIRE),
        choices=choice_files,
        published=plan("findings", "published"),
        assumptions=assumptions,
        receipt="results/{survey}/verify/receipt.csv",
        answers="results/{survey}/clean/answers.parquet",
        units="results/{survey}/clean/units.parquet",
        response="results/{survey}/describe/response.csv",
    output:
        findings="results/{survey}/describe/findings.csv",
    log:
        "results/logs/compare_findings/{survey}.log",
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(160, per_mb=80),
        runtime=minutes(3),
    params:
        findings=plan("findings"),
        groupings=plan("estimates", "groupings", default={}),
    message:
        "{wildcards.survey}: lay published findings beside our counts"
    script:
        "../scripts/compare_findings.py"
