"""No column of a stranger's file is read wrongly without a word, and no code becomes a score."""

import pytest
import strangers_afresh
import strangers_more
import yaml
from strangers import STRANGERS
from worlds.begun import unsure, written

from surveyanswers.instrument.formats import FORMATS

KINDS = {"select_one": "names", "select_multiple": "several", "integer": "number"} | {
    "decimal": "number"
}
PARTS = {"weight": "weight", "strata": "stratum", "clusters": "cluster"}


def readings(survey, columns):
    """What each column is read as: its kind, and the texts in it that stand for no answer."""
    (layout,) = yaml.safe_load((survey.folder / "layout.yaml").read_text())["exports"]
    scores = dict(survey.codebook.select("question", "scores").iter_rows())
    drawn = yaml.safe_load((survey.folder / "settings.yaml").read_text()).get("design", {})
    design = {column: PARTS[part] for part, column in drawn.items()}
    waves = {header: role for header, role in layout.get("roles", {}).items() if role == "wave"}
    dropped = {*layout.get("personal", ()), *FORMATS[layout["format"]].personal}
    got = {}
    for header, (_, cells) in columns.items():
        place = layout["columns"].get(header, "")
        place = place if isinstance(place, dict) else {"question": place}
        name = place["question"]
        asked = survey.questionnaire.questions[name].type if name else "aside"
        kind = KINDS.get(asked, asked)
        kind = "steps" if kind == "names" and scores[name] else kind
        kind = "personal" if header in dropped else kind
        kind = design.get(name or header, waves.get(header, kind))
        missing = {*layout.get("missing", ()), *place.get("missing", ())}
        missing |= {*layout.get("leave_out_rows", {}).get(header, ())}
        missing &= {*cells}
        identifies = header in {layout.get("submission"), layout.get("unit")}
        got[header] = ("id" if identifies else kind, missing)
    return got


@pytest.mark.parametrize("name", STRANGERS)
def test_what_is_wrong_is_in_the_list_and_no_code_is_scored(study, name):
    stranger = STRANGERS[name]()
    survey = written(stranger.write(study, name))
    doubts = unsure(survey)
    wrong = set()
    for header, (kind, missing) in readings(survey, stranger.columns).items():
        true_kind, true_missing = stranger.truth()[header]
        right = kind == true_kind or {kind, true_kind} == {"id", "aside"}
        if kind in {"names", "steps", "number"} or true_missing:
            right = right and missing == true_missing
        if not right:
            wrong.add(header)
            assert kind != "steps" or true_kind == "steps", header
    assert not wrong - doubts.keys()


@pytest.mark.parametrize("name", strangers_afresh.PLAIN)
def test_where_nothing_misleads_no_column_is_asked_about(study, name):
    assert not unsure(written(STRANGERS[name]().write(study, name)))


def test_there_are_forty_files():
    assert len(STRANGERS) >= 40
    added = {*vars(strangers_more), *vars(strangers_afresh)} & STRANGERS.keys()
    assert len(added) >= 40 and {*strangers_afresh.PLAIN} <= added


def test_an_index_is_made_of_items_of_one_wording_and_never_of_codes_that_agree(study):
    stranger = STRANGERS["traits"]()
    survey = written(stranger.write(study, "traits"))
    assert survey.plan.indices is None


def test_a_short_option_of_many_columns_is_one_row_to_read(study):
    survey = written(STRANGERS["short_options"]().write(study, "short_options"))
    assert len(survey.exports[0].missing) == 1
    assert [row.evidence[:2] for row in unsure(survey).values()] == ["X9"]
