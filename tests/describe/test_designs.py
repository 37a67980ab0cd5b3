"""A survey that is a sample: from its columns of weights and strata to shares, means and words."""

import polars as pl
import pytest
import yaml
from cyberstudy.declare.plan.analyses import Division
from cyberstudy.declare.settings import Design
from cyberstudy.describe.designs import sample_of
from cyberstudy.describe.estimates import estimate_all, memberships_of
from cyberstudy.describe.levels import levels_of
from cyberstudy.tables.estimates import Estimates
from cyberstudy.tables.levels import Levels
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import checked
from worlds.collected import Collected, table

FORM = [("select_one yes_no", "law", "Law?"), ("integer", "number", "How many?")]
FORM += [("decimal", "worth", "Weight")]
OPTIONS = {"yes_no": [("yes", "Yes"), ("no", "No")]}
COLUMNS = ("stratum", "cluster", "size", "south")
DECLARED = {"weight": "worth", "strata": "stratum", "clusters": "cluster", "population": "size"}


def rows():
    """The sample of `test_designs` in tests/statistics, which R has the numbers of."""
    yield ["id", *COLUMNS, "law", "number", "worth"]
    for i in range(30):
        south, law = "yes" if i % 3 == 0 else "no", "yes" if (i * i) % 11 < 4 else "no"
        stratum = i // 10
        size = (8, 12, 20)[stratum]
        yield [
            f"u{i:02}",
            stratum,
            i // 2,
            size,
            south,
            law,
            (i * 13) % 11,
            1 + (3 * i * i + i) % 7,
        ]


def sampled(tmp_path, design=DECLARED, change=None):
    content = [[str(cell) for cell in row] for row in rows()]
    for (row, column), text in (change or {}).items():
        content[row][content[0].index(column)] = text
    study = Collected(
        tmp_path,
        FORM,
        OPTIONS,
        table(content),
        format="csv",
        submission="id",
        unit="id",
        columns={name: name for name in ("law", "number", "worth")},
        metadata=list(COLUMNS),
    )
    study.settings |= {"unit_columns": list(COLUMNS), "design": dict(design), "minimum_base": 2}
    return study


def estimated(study):
    survey, cleaned = study.survey(), study.cleaned()
    groupings = {
        "all": Division(of="person"),
        "south": Division(of="person", by="south"),
    }
    members = memberships_of(cleaned.units, None, groupings)
    sample = sample_of(survey.settings.design, cleaned.units, cleaned.answers, None)
    given = {"minimum_base": 2, "confidence": 0.95, "sample": sample}
    form = survey.questionnaire
    shares = estimate_all(cleaned.answers, members, form, **given)
    shares = shares.with_columns(poststratified=None, poststratified_se=None)
    levels = levels_of(cleaned.answers, members, form, survey.codebook, **given)
    return checked(shares, Estimates), checked(levels, Levels)


#: From R's survey with these sizes of strata; see tests/statistics/test_designs.py.
THEIRS = {
    ("all", "total"): (0.433333333333, 0.260471374335, 0.624101077536, 4.733333333333, (2, 5, 8)),
    ("south", "yes"): (0.428571428571, 0.175421160830, 0.725581461847, 4.964285714286, (2, 4, 8)),
}


@pytest.mark.parametrize(("grouping", "group"), THEIRS)
def test_shares_means_and_quartiles_by_group_are_those_of_r_survey(tmp_path, grouping, group):
    shares, levels = estimated(sampled(tmp_path))
    share, low, high, mean, quartiles = THEIRS[grouping, group]
    of = {"grouping": grouping, "group": group}
    row = shares.filter(question="law", option="yes", **of).row(0, named=True)
    assert (row["share"], row["low"], row["high"]) == pytest.approx((share, low, high), rel=1e-8)
    row = levels.filter(question="number", **of).row(0, named=True)
    assert row["mean"] == pytest.approx(mean)
    assert row["low"] < row["mean"] < row["high"]
    assert (row["quartile_1"], row["median"], row["quartile_3"]) == quartiles


def test_counts_stay_those_of_units(tmp_path):
    shares, _ = estimated(sampled(tmp_path))
    row = shares.filter(grouping="all", question="law", option="yes").row(0, named=True)
    yes = sum(row[5] == "yes" for row in rows())
    assert (row["count"], row["base"], row["replied"]) == (yes, 30, 30)
    assert row["share"] != pytest.approx(yes / 30)


def test_the_worst_case_is_of_the_weight_of_blank_answers(tmp_path):
    blank = {(1, "law"): "", (5, "law"): ""}
    shares, _ = estimated(sampled(tmp_path, change=blank))
    row = shares.filter(grouping="all", question="law", option="yes").row(0, named=True)
    content = [row for row in rows()][1:]
    yes = sum(r[7] for n, r in enumerate(content) if r[5] == "yes" and n not in (0, 4))
    none, everybody = content[0][7] + content[4][7], sum(r[7] for r in content)
    assert row["bound_low"] == pytest.approx(yes / everybody)
    assert row["bound_high"] == pytest.approx((yes + none) / everybody)
    assert row["bound_low"] < row["share"] < row["bound_high"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({(1, "worth"): "0"}, "u00: worth is 0.0, expected a number above 0"),
        ({(2, "worth"): "-3"}, "u01: worth is -3.0, expected a number above 0"),
        ({(3, "worth"): ""}, "u02: worth is blank or no number"),
        ({(4, "cluster"): ""}, "u03: cluster is blank"),
        ({(5, "size"): "9"}, "stratum '0' has several values of size"),
        ({(n, "size"): "3" for n in range(1, 11)}, "has more clusters than the 3 there are"),
        ({(30, "stratum"): "9"}, "stratum '9' has one cluster, which has no variance"),
    ],
)
def test_what_cannot_be_weighted_stops_with_the_unit_or_stratum(tmp_path, change, said):
    with pytest.raises(StudyProblem) as told:
        estimated(sampled(tmp_path, change=change))
    assert said in str(told.value)


def test_a_lonely_stratum_counts_where_that_is_declared(tmp_path):
    lonely = {(30, "stratum"): "9"}
    shares, _ = estimated(sampled(tmp_path, DECLARED | {"lonely": "centre"}, lonely))
    assert shares.filter(grouping="all", question="law")["low"].null_count() == 0


def test_a_column_of_the_list_of_units_may_weigh_them():
    units = pl.DataFrame(
        {"wave": "", "unit_id": ["a", "b"], "submissions": [1, 0], "told": [[]] * 2}
    )
    units = units.cast({"told": pl.List(pl.Struct({"column": pl.String, "value": pl.String}))})
    answers = pl.DataFrame(schema={"question": pl.String})
    frame = pl.DataFrame({"unit_id": ["a", "b"], "people": ["7", None]})
    with pytest.raises(StudyProblem, match="one cluster"):
        sample_of(Design(weight="people"), units, answers, frame)
    found = sample_of(Design(weight="people", lonely="centre"), units, answers, frame)
    assert found.select("unit_id", "weight").rows() == [("a", 7.0)]  # b did not reply


@pytest.mark.parametrize(
    ("design", "said"),
    [
        ({"weight": "wroth"}, "design: there is no question with a number, or column of the units"),
        ({"weight": "law"}, "design: there is no question with a number"),
        ({"weight": "worth", "strata": "startum"}, "did you mean 'stratum'?"),
        ({"weight": "worth", "lonely": "drop"}, "design.lonely"),
        ({"strata": "stratum"}, "design.weight"),
        (DECLARED, None),
    ],
)
def test_names_in_a_design_are_resolved_when_the_study_is_planned(tmp_path, design, said):
    problems = sampled(tmp_path, design).problems()
    assert said in problems if said else "design:" not in problems


def test_a_sample_is_not_post_stratified_as_well(tmp_path):
    study = sampled(tmp_path)
    groupings = {"all": {"of": "person"}, "south": {"of": "person", "by": "south"}}
    estimates = {"confidence": 0.95, "groupings": groupings, "poststratified": {"all": "south"}}
    plan = {"estimates": estimates, "exhibits": {}}
    (study.folder / "plan.yaml").write_text(yaml.safe_dump(plan))
    assert "leave estimates.poststratified out" in study.problems()
