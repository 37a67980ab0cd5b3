"""Beside the stages, on request only: a simulated survey, with known truth.

It writes exports as five collectors do, the known truth, and the MANIFEST.csv that lists them.
The files are copied to data/raw by hand (data/raw/README.md), where they are inputs like any other's.
"""


rule simulate_survey:
    """Draw a population, let it answer, and write the collectors' exports, mess and all."""
    input:
        code="results/code/simulate_survey.sha256",
        declared=lambda wildcards: sections_of(
            wildcards.survey, *(Path(path).stem for path in WHOLE)
        ),
        codes=multiext("config/surveys/{survey}/", "codebook.csv", "limesurvey.csv"),
        assumed=multiext(
            "config/surveys/{survey}/simulation/",
            *("assumptions.csv", "exports.yaml", "mess.csv", "texts.csv"),
        ),
        frame="data/raw/reference/member_states.csv",
        aliases="data/raw/reference/aliases.csv",
    output:
        exports=directory("results/{survey}/simulate"),
    wildcard_constraints:
        survey="|".join(FORMS),
    params:
        seed=SEED,
    script:
        "../scripts/simulate_survey.py"


for name in SIMULATED:

    rule:
        name:
            f"simulate_{name}"
        input:
            f"results/{name}/simulate",
