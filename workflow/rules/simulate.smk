"""Beside the stages, on request only: a simulated survey, with known truth.

Reads   config/surveys/{survey}/simulation/, the questionnaire, data/raw/reference/
Writes  results/{survey}/simulate/   exports as five collectors write them, the known truth,
                                     and the MANIFEST.csv beside them

The files are copied to data/raw by hand (data/raw/README.md), where they are inputs like any other's.
"""


rule simulate_survey:
    """Draw a population, let it answer, and write the collectors' exports, mess and all."""
    input:
        code=library("simulate_survey"),
        declared=declared(*WHOLE),
        written=written(
            "codebook.csv",
            "limesurvey.csv",
            "simulation/assumptions.csv",
            "simulation/exports.yaml",
            "simulation/mess.csv",
            "simulation/texts.csv",
        ),
        frame="data/raw/reference/member_states.csv",
        aliases="data/raw/reference/aliases.csv",
    output:
        files=directory("results/{survey}/simulate"),
    log:
        "results/logs/simulate_survey/{survey}.log",
    wildcard_constraints:
        survey="|".join(FORMS),
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=memory(210),
        runtime=minutes(3),
    params:
        seed=SEED,
    message:
        "{wildcards.survey}: simulate answers with known truth"
    script:
        "../scripts/simulate_survey.py"


for name in SIMULATED:

    rule:
        name:
            f"simulate_{name}"
        input:
            f"results/{name}/simulate",
