"""Groups of a sample compared by its design, against R's package survey."""

import numpy as np
import pytest

from cyberstudy.statistics.designs import SampleDesign
from cyberstudy.statistics.sample_differences import GroupsOfSample

UNIT = np.arange(30)
WEIGHT = 1 + (3 * UNIT * UNIT + UNIT) % 7.0
YES = ((UNIT * UNIT) % 11 < 4).astype(float)
NUMBER = (UNIT * 13) % 11.0
GROUPS = {"two": (UNIT % 3 == 0).astype(int), "three": (UNIT * UNIT + UNIT) // 3 % 3}
PAIRS, TENS, SIZES = UNIT // 2, np.arange(15) // 5, np.array([8.0, 12, 20])
DESIGNS = {
    "strata_clusters": (PAIRS, TENS, np.full(3, np.inf)),
    "with_sizes": (PAIRS, TENS, SIZES),
    "weights": (UNIT, np.zeros(30, dtype=int), np.array([np.inf])),
    "clusters": (PAIRS, np.zeros(15, dtype=int), np.array([np.inf])),
    "lonely": (PAIRS, np.where(np.arange(15) == 14, 3, TENS), np.full(4, np.inf)),
    "part": (PAIRS, TENS, SIZES),
}
PART = (UNIT % 4 != 1) & (UNIT > 2)
#: R 4.5.0, survey 4.4-2, with the data of test_designs.py: p-values of
#:   d$two <- factor(i %% 3 == 0); d$three <- factor((i * i + i) %/% 3 %% 3)
#:   regTermTest(svyglm(number ~ three, s), ~three); svychisq(~three + yes, s)
#: and of two groups svyttest(number ~ two, s), svyttest(yes ~ two, s): differences, intervals.
#: part: subset(with_sizes, i %% 4 != 1 & i > 2); lonely: options(survey.lonely.psu="adjust").
THEIRS = """
strata_clusters two 0.784417738538 0.975658251083 0.335253456221 -2.296851431788 2.967358344230 -0.006912442396 -0.494929977851 0.481105093058
strata_clusters three 0.614269566988 0.410240578674
with_sizes two 0.712236550635 0.968499417669 0.335253456221 -1.614067772372 2.284574684815 -0.006912442396 -0.383998683082 0.370173798290
with_sizes three 0.402395707737 0.173770848393
weights two 0.803522293775 0.974463418512 0.335253456221 -2.398970416547 3.069477328990 -0.006912442396 -0.445173685100 0.431348800307
weights three 0.641855833604 0.392305069434
clusters two 0.786949365543 0.974722273899 0.335253456221 -2.289708096573 2.960215009016 -0.006912442396 -0.469575296378 0.455750411586
clusters three 0.643903987392 0.403088823645
lonely two 0.788716034448 0.976079551122 0.335253456221 -2.378456897289 3.048963809732 -0.006912442396 -0.508720987471 0.494896102678
lonely three 0.611936784695 0.424233484441
part two 0.939628239910 0.980632220800 0.082162162162 -2.275062214607 2.439386538931 -0.005405405405 -0.490343376352 0.479532565541
part three 0.434721170994 0.705349851973
"""  # noqa: E501


def compared(name, by, value):
    """Groups of one of R's designs; the first of two is the one that R takes the other from."""
    unit = UNIT[PART] if name == "part" else UNIT
    group = GROUPS[by][unit]
    group = 1 - group if by == "two" else group
    return GroupsOfSample(SampleDesign(WEIGHT, *DESIGNS[name]), group, unit, value[unit])


@pytest.mark.parametrize("line", THEIRS.strip().splitlines())
def test_tests_and_differences_are_those_of_r_survey(line):
    name, by, *numbers = line.split()
    wald, rao_scott, *theirs = map(float, numbers)
    of_number, of_yes = compared(name, by, NUMBER), compared(name, by, YES)
    assert of_number.wald() == pytest.approx(wald, abs=2e-12)
    assert of_yes.rao_scott() == pytest.approx(rao_scott, abs=2e-12)
    if by == "two":
        ours = [*of_number.difference(confidence=0.95), *of_yes.difference(confidence=0.95)]
        assert ours == pytest.approx(theirs, abs=2e-12)


@pytest.mark.needs("r_survey")
def test_tests_of_californias_schools_are_those_that_r_survey_prints(schools):
    """svychisq(~sch.wide + stype), svyttest(enroll ~ comp.imp), regTermTest(., ~stype)."""

    def of_schools(name, group, value):
        table, design = schools[name]
        group = table[group].rank("dense").to_numpy().astype(int) - 1
        return GroupsOfSample(design, group, np.arange(table.height), table[value].to_numpy())

    assert of_schools("strat", "stype", "wide").rao_scott() == pytest.approx(2.035e-07, rel=1e-3)
    assert of_schools("clus1", "stype", "wide").rao_scott() == pytest.approx(0.02175, rel=1e-3)
    assert of_schools("clus1", "stype", "api00").wald() == pytest.approx(0.31388, rel=1e-4)
    enrolled = of_schools("clus1", "comp.imp", "enroll")
    assert enrolled.wald() == pytest.approx(0.4777, rel=1e-3)
    ends = enrolled.difference(confidence=0.95)  # ours is No less Yes
    assert ends == pytest.approx((55.45609, -108.4252, 219.3374), rel=1e-6)


def simple(group, value, cluster=None):
    n = len(group)
    cluster = np.arange(n) if cluster is None else np.asarray(cluster)
    strata = np.zeros(cluster.max() + 1, dtype=int)
    design = SampleDesign(np.ones(n), cluster, strata, np.array([np.inf]))
    return GroupsOfSample(design, np.asarray(group), np.arange(n), np.asarray(value, dtype=float))


def test_what_means_of_groups_share_by_their_clusters_is_heeded():
    """Pairs of which one half is in each group, and both say nearly the same."""
    rng = np.random.default_rng(3)
    pair = rng.normal(size=40)
    value = np.concatenate([pair, pair + 0.3 + rng.normal(0, 0.1, 40)])
    group = np.repeat([0, 1], 40)
    together = simple(group, value, np.tile(np.arange(40), 2))
    assert together.wald() < 1e-6 < 0.05 < simple(group, value).wald()
    from scipy.stats import ttest_rel  # the t of pairs, but for the degrees that R takes

    v = together.covariance
    error = np.sqrt(v[0, 0] + v[1, 1] - 2 * v[0, 1])
    t = (together.means[0] - together.means[1]) / error
    assert t == pytest.approx(ttest_rel(value[:40], value[40:]).statistic)


def test_without_variance_or_degrees_of_freedom_there_is_no_p_value():
    apart = [0, 0, 0, 1, 1, 1]
    assert np.isnan([simple(apart, apart).wald(), simple(apart, apart).rao_scott()]).all()
    alone = simple([0, 1], [0, 1])
    assert np.isnan([alone.wald(), simple([0, 1], [0, 1], [0, 0]).rao_scott()]).all()
    # Two of three groups answered alike: their difference has no variance.
    assert np.isnan(simple([0, 0, 1, 1, 2, 2, 2], [1, 1, 1, 1, 0, 1, 2]).wald())


def test_a_whole_cluster_as_a_group_is_seen_to_be_one():
    assert simple([0, 0, 1, 1, 1], range(5), [0, 0, 1, 2, 2]).clusters.tolist() == [1, 2]


@pytest.mark.parametrize("test", ["wald", "rao_scott"])
def test_where_nothing_differs_one_in_twenty_is_found_to_differ(test):
    """Schools of alike pupils, in groups of schools; taking pupils as independent finds many."""
    rng, found, taken = np.random.default_rng(8), 0, 0
    cluster, group = np.repeat(np.arange(60), 10), np.repeat(np.arange(3), 200)
    for _ in range(400):
        said = rng.random(600) < np.repeat(rng.beta(2, 3, 60), 10)
        found += getattr(simple(group, said, cluster), test)() < 0.05
        taken += getattr(simple(group, said), test)() < 0.05
    assert found / 400 == pytest.approx(0.05, abs=0.03)
    assert taken / 400 > 0.15
