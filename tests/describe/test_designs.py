"""A survey that is a sample: from its columns of weights and strata to shares, means and words."""

import polars as pl
import pytest
import yaml
from invented.collected import table
from worlds.collected import Collected

from cyberstudy.declare.plan.analyses import (
    DeclaredIndices,
    IndexOfItems,
)
from cyberstudy.declare.plan.estimates import Division
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import estimate_all, memberships_of
from cyberstudy.describe.indices import describe_indices
from cyberstudy.describe.levels import change_of, levels_of
from cyberstudy.tables.estimates import Estimates
from cyberstudy.tables.levels import Change, Levels
from surveyanswers.instrument.counting import Design
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import checked

FORM = [("select_one yes_no", "law", "Law?"), ("integer", "number", "How many?")]
FORM += [("decimal", "worth", "Weight"), ("select_one yes_no", "again", "Law, again?")]
OPTIONS = {"yes_no": [("yes", "Yes"), ("no", "No")]}
COLUMNS = ("stratum", "cluster", "size", "south")
DECLARED = {"weight": "worth", "strata": "stratum", "clusters": "cluster", "population": "size"}


def rows():
    """The sample of `test_designs` in tests/statistics, which R has the numbers of."""
    yield ["id", *COLUMNS, "law", "number", "worth", "again"]
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
            law,
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
        columns={name: name for name in ("law", "number", "worth", "again")},
        metadata=list(COLUMNS),
    )
    study.settings |= {"unit_columns": list(COLUMNS), "design": dict(design), "minimum_base": 2}
    return study


GROUPINGS = {name: Division(of="person", by=name) for name in COLUMNS}
GROUPINGS |= {"all": Division(of="person")}


def read(study):
    survey, cleaned = study.survey(), study.cleaned()
    members = memberships_of(cleaned.units, None, GROUPINGS)
    sample = sample_of(
        survey.settings.design, cleaned.units, AnswerColumns.of(cleaned.answers), None
    )
    return survey, cleaned, members, sample


def estimated(study):
    survey, cleaned, members, sample = read(study)
    given = {"minimum_base": 2, "confidence": 0.95, "sample": sample}
    form = survey.questionnaire
    shares = estimate_all(AnswerColumns.of(cleaned.answers), members, form, **given)
    levels = levels_of(AnswerColumns.of(cleaned.answers), members, form, survey.codebook, **given)
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


#: svymean(~I(number2 - number), s), confint(., df=degf(s)) with number2 = (i * 7) %% 11; the same
#: for yes2 = (i * i + i) %% 11 < 5. svyglm(y ~ wave) of both waves below each other, with the same
#: clusters, has the same error: 0.674935677472.
CHANGES = {
    ("number", ""): (4.733333333333, 4.833333333333, -1.370558513276, 1.570558513276),
    ("law", "yes"): (0.433333333333, 0.511111111111, -0.128116807017, 0.283672362572),
}


def changed(study, later=True):
    survey, cleaned, members, sample = read(study)
    i = pl.col("unit_id").str.slice(1).cast(pl.Int64)
    number, law = (i * 7) % 11, pl.when((i * i + i) % 11 < 5).then(pl.lit("yes"))
    second = cleaned.answers.with_columns(
        number=pl.when(question="number").then(number.cast(pl.Float64)).otherwise("number"),
        value=pl.when(question="law").then(law.otherwise(pl.lit("no"))).otherwise("value"),
    )
    tables = (cleaned.answers, second if later else cleaned.answers)
    both = [
        pl.concat([before.with_columns(wave=pl.lit("1")), after.with_columns(wave=pl.lit("2"))])
        for before, after in (tables, (members, members), (sample, sample))
    ]
    waves, form = ("1", "2"), survey.questionnaire
    given = {"waves": waves, "minimum_base": 2, "confidence": 0.95, "sample": both[2]}
    return checked(change_of(AnswerColumns.of(both[0]), both[1], form, **given), Change)


def test_changes_between_waves_are_those_of_r_survey(tmp_path):
    found = changed(sampled(tmp_path)).filter(grouping="all")
    for (question, option), theirs in CHANGES.items():
        row = found.filter(question=question, option=option).row(0, named=True)
        ours = [row[name] for name in ("level_from", "level_to", "low", "high")]
        assert ours == pytest.approx(theirs)
        assert row["difference"] == pytest.approx(theirs[1] - theirs[0])


def test_where_nobody_changed_there_is_a_difference_of_nought_and_no_interval(tmp_path):
    found = changed(sampled(tmp_path), later=False)
    assert found["difference"].unique().to_list() == [0.0]
    assert found["low"].null_count() == found.height


def test_means_of_indices_and_items_are_weighted(tmp_path):
    survey, cleaned, members, sample = read(sampled(tmp_path))
    law = IndexOfItems(title="Law", items=["law", "again"])
    plan = {"of": "person", "minimum_answered": 1, "confidence": 0.95, "resamples": 100}
    found = describe_indices(
        AnswerColumns.of(cleaned.answers),
        cleaned.units,
        members,
        cleaned.submissions,
        codebook=survey.codebook.with_columns(scores=pl.lit("yes=1 no=0")),
        plan=DeclaredIndices(**plan, sets={"law": law}),
        minimum_base=2,
        seed=1,
        sample=sample,
    )
    of_all = found.groups.filter(grouping="all").row(0, named=True)
    assert of_all["mean"] == pytest.approx(THEIRS["all", "total"][0])
    # confint(svymean(~yes, s), df=degf(s))
    assert (of_all["low"], of_all["high"]) == pytest.approx((0.242964905982, 0.623701760685))
    assert found.items["mean"].to_list() == pytest.approx([of_all["mean"]] * 2)


def test_of_a_confidential_sample_weighted_numbers_keep_two_decimals_and_counts_all(tmp_path):
    study = sampled(tmp_path)
    shares, levels = estimated(study)
    study.settings |= {"protection": "confidential"}
    secret = study.survey().counting
    shown = coarse(shares, Estimates, secret)
    for name in ("share", "low", "high", "bound_low", "bound_high"):
        assert shown[name].to_list() == [None if x is None else round(x, 2) for x in shares[name]]
    assert shown["share"].to_list() != shares["share"].to_list()
    assert shown["count"].to_list() == shares["count"].to_list()
    means = coarse(levels, Levels, secret)
    assert means["mean"].to_list() == [round(x, 2) for x in levels["mean"]]
    for counting in (
        sampled(tmp_path / "b").survey().counting,
        secret.model_copy(update={"design": None}),
    ):
        assert coarse(shares, Estimates, counting).equals(shares)


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
    with pytest.raises(SurveyError) as told:
        estimated(sampled(tmp_path, change=change))
    assert said in str(told.value)


def test_a_lonely_stratum_counts_where_that_is_declared(tmp_path):
    lonely = {(30, "stratum"): "9"}
    shares, _ = estimated(sampled(tmp_path, DECLARED | {"lonely": "centre"}, lonely))
    assert shares.filter(grouping="all", question="law")["low"].null_count() == 0


def test_a_column_of_the_list_of_units_may_weigh_them():
    units = pl.DataFrame(
        {"wave": "", "unit_id": ["a", "b"], "submissions": [1, 0], "unit_columns": [[]] * 2}
    )
    units = units.cast(
        {"unit_columns": pl.List(pl.Struct({"column": pl.String, "value": pl.String}))}
    )
    answers = AnswerColumns(pl.LazyFrame())
    frame = pl.DataFrame({"unit_id": ["a", "b"], "people": ["7", None]})
    with pytest.raises(SurveyError, match="one cluster"):
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


def test_a_sample_is_not_weighed_for_its_list_as_well(tmp_path):
    study = sampled(tmp_path)
    groupings = {"all": {"of": "person"}, "south": {"of": "person", "by": "south"}}
    estimates = {"confidence": 0.95, "groupings": groupings}
    silent = {"of": "all", "strata": {"south": []}, "minimum_replied": 2, "weight_limit": 3}
    plan = {"estimates": estimates, "nonresponse": silent, "exhibits": {}}
    (study.folder / "plan.yaml").write_text(yaml.safe_dump(plan))
    assert "leave nonresponse out of the plan" in study.problems()


def test_what_counts_every_unit_once_is_refused_of_a_sample(tmp_path):
    study = sampled(tmp_path)
    law = {"title": "Law", "questions": ["law"], "options": ["yes"], "by": "south"}
    family = {"kind": "confirmatory", "alpha": 0.05, "comparisons": {"law": law}}
    groupings = {"all": {"of": "person"}, "south": {"of": "person", "by": "south"}}
    plan = {
        "estimates": {"confidence": 0.95, "groupings": groupings},
        "contrasts": {"confidence": 0.95, "permutations": 20_000, "families": {"one": family}},
        "exhibits": {},
    }
    (study.folder / "plan.yaml").write_text(yaml.safe_dump(plan))
    assert "leave contrasts out of the plan" in study.problems()
