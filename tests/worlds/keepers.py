"""Five lighthouses that are named: on a list, scored in two waves; and one that is on no list."""

from types import SimpleNamespace

import polars as pl

from surveyanswers.instrument.questionnaire import Question, Questionnaire

RANGES = {"total": ". >= 0 and . <= 100", "light": ". >= 0 and . <= 1", "oil": ". >= 0 and . <= 1"}
FRAME = pl.DataFrame(
    {
        "unit_id": ["ARK", "BEE", "COD", "DUN"],
        "name_en": ["Arkle", "Bee Head", "Codling", "Dunnet"],
        "name_fr": ["Arcle", "Cap Bee", "Codline", "Dunette"],
        "coast": ["north", "north", "south", "north"],
    }
)
SURVEY = SimpleNamespace(
    questionnaire=Questionnaire(
        questions={
            name: Question(
                name,
                "decimal",
                None,
                "all",
                None,
                None,
                limits,
                None,
                {"en": f"How much {name}?"},
                n,
            )
            for n, (name, limits) in enumerate(RANGES.items())
        },
        choices={},
        repeats={},
        title="",
    ),
    codebook=pl.DataFrame(
        {"question": list(RANGES), "short_label": [name.capitalize() for name in RANGES]}
    ),
    frame=FRAME,
    settings=SimpleNamespace(
        design=None, frame=SimpleNamespace(name="name_en", names_of_others={"RAF": "The raft"})
    ),
    plan=SimpleNamespace(levels=SimpleNamespace(confidence=0.95)),
)


def given(wave, **numbers):
    """Answers of one wave: unit to total, light and oil; None was not answered."""
    return pl.DataFrame(
        [
            {
                **{"wave": wave, "unit_id": unit, "question": question},
                **{"number": number, "status": "no_answer" if number is None else "valid"},
            }
            for unit, each in numbers.items()
            for question, number in zip(RANGES, each, strict=True)
        ],
        schema_overrides={"number": pl.Float64},
    )


ANSWERS = pl.concat(
    [
        given("2020", ARK=(80, 1, 0.5), BEE=(30, 0.5, 0), COD=(50, 0.2, 0.1), RAF=(10, 0, 0)),
        given(
            "2024",
            ARK=(70, 1, 0.25),
            BEE=(90, 1, 1),
            COD=(50, 0.4, None),
            DUN=(70, 0.75, 0.75),
            RAF=(20, 0, 0.1),
        ),
    ]
)
