"""Attacks on what leaves of the survey of States, by somebody who has read only what is public.

Each is run on what was released and, so that it can fail, on what an unprotected release would
hold. The attacks share no code with what protects the answers; docs/confidentiality.md has a table
of them. The truth lies inside, in `describe`; simulated microdata, which no confidential survey
has, are left out.
"""

import re
from hashlib import sha256

import numpy as np
import polars as pl
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.stats import t as student
from worlds import REPOSITORY

STATES = REPOSITORY / "results/states2012"
RELEASE = STATES / "release"
REGIONS = {"Africa": 54, "Americas": 35, "Asia and Oceania": 61, "Europe": 43}
JOINT = {
    "total": tuple(REGIONS),
    "Africa and Americas": ("Africa", "Americas"),
    "Outside Europe": ("Africa", "Americas", "Asia and Oceania"),
    **{region: (region,) for region in REGIONS},
}
UNASKED = ("not_asked", "not_applicable")
PAIR = ["q103_guidance_published", "q104_threat_sharing"]
CELL = ["group", "question", "option"]
#: Files of a confidential survey that has real answers; nobody has the others of it.
LEFT = ("tables", "figures", "notebooks")


@pytest.fixture(scope="module", autouse=True)
def ran(not_run):
    if not RELEASE.is_dir():
        not_run("no fresh run of states2012: make study", "states2012")


def read(path):
    if path.suffix == ".parquet":
        return pl.read_parquet(path)
    return pl.read_csv(path, infer_schema_length=None)


def of_states(estimates):
    return estimates.filter(
        pl.col("group").is_in([*JOINT]), pl.col("grouping").is_in(["merged_region", "states"])
    )


@pytest.fixture(scope="module")
def seen():
    return of_states(read(RELEASE / "tables/estimates.parquet"))


@pytest.fixture(scope="module")
def truth():
    return of_states(read(STATES / "describe/estimates.parquet"))


def cells(estimates, column="count"):
    rows = estimates.drop_nulls(column).select(*CELL, column).iter_rows()
    return {tuple(row[:3]): row[3] for row in rows}


# --- 1: means of an index of two items, with their intervals, give all its scores


def scores(size):
    """How many have both, one and none of two items, in every way."""
    both, one = np.meshgrid(np.arange(size + 1), np.arange(size + 1), indexing="ij")
    fit = both + one <= size
    return np.stack([both[fit], one[fit], size - both[fit] - one[fit]], axis=1)


def fitting(size, counts, region):
    """Scores that agree with the counts of each item that are published of the region."""
    rows, fit = scores(size), np.zeros(len(scores(size)), dtype=bool)
    yes, no = zip(*(counts.get((region, item), (99, 99)) for item in PAIR), strict=True)
    both, one, none = rows.T
    for first in range(size + 1):  # so many of those with one have the first item
        fit |= (
            (first <= one)
            & (both + first <= yes[0])
            & (one - first + none <= no[0])
            & (both + one - first <= yes[1])
            & (first + none <= no[1])
        )
    return rows[fit]


def moments(rows, listed):
    size = rows.sum(axis=1)
    total, squares = rows @ [1, 0.5, 0], rows @ [1, 0.25, 0]
    mean = total / size
    spread = np.maximum(squares - size * mean**2, 0) / np.maximum(size - 1, 1)
    return {
        "size": size,
        "total": total,
        "mean": mean,
        "error": (1 - size / listed) * spread / size,
    }


def near(value, printed):
    return np.abs(value - printed) < 0.0051


def pairs_of_scores(index, estimates):
    """All scores of Europe, and of all regions together, that agree with means and intervals."""
    found = {}
    rows = {row["group"]: row for row in index.filter(index="dissemination").to_dicts()}
    if any(rows[group]["mean"] is None for group in ("Europe", "total")):
        return found
    counts = cells(estimates)
    counts = {
        (group, item): (counts[group, item, "yes"], counts[group, item, "no"])
        for group in REGIONS
        for item in PAIR
        if (group, item, "yes") in counts
    }
    row = rows["Europe"]
    europe = fitting(row["base"], counts, "Europe")
    of = moments(europe, REGIONS["Europe"])
    half = student.ppf(0.975, of["size"] - 1) * np.sqrt(of["error"])
    fit = near(of["mean"], row["mean"]) & near(of["mean"] - half, row["low"])
    found["Europe"] = europe[fit]
    if fit.sum() != 1:
        return found
    total, worth = rows["total"], {name: size / 193 for name, size in REGIONS.items()}
    left = total["base"] - row["base"]
    ways = {  # a region of fewer than three joins another
        name: np.concatenate([fitting(n, counts, name) for n in range(3, 14)])
        for name in ("Africa", "Americas", "Asia and Oceania")
    }
    parts = {name: moments(rows, REGIONS[name]) for name, rows in ways.items()}
    fixed = {name: value[fit][0] for name, value in of.items()}
    solutions = []
    for first in range(len(ways["Africa"])):
        one = {name: value[first] for name, value in parts["Africa"].items()}
        two, three = (
            {name: value[where] for name, value in parts[region].items()}
            for region, where in zip(
                ("Americas", "Asia and Oceania"),
                np.indices((len(ways["Americas"]), len(ways["Asia and Oceania"]))).reshape(2, -1),
                strict=True,
            )
        )
        of_all = (one, two, three, fixed)
        weights = [worth[name] for name in REGIONS]
        mean = sum(w * of["mean"] for w, of in zip(weights, of_all, strict=True))
        errors = [w**2 * of["error"] for w, of in zip(weights, of_all, strict=True)]
        loose = sum(e**2 / (of["size"] - 1) for e, of in zip(errors, of_all, strict=True))
        half = student.ppf(0.975, sum(errors) ** 2 / loose) * np.sqrt(sum(errors))
        low, most = mean - half, (sum(of["total"] for of in of_all) + 193 - total["base"]) / 193
        fit = (one["size"] + two["size"] + three["size"] == left) & near(mean, total["mean"])
        fit &= near(low, total["low"]) & near(np.minimum(mean + half, most), total["high"])
        solutions += [first] * int(fit.sum())
    found["Africa"] = ways["Africa"][solutions]
    return found


def true_scores(group):
    members = read(STATES / "describe/memberships.parquet").filter(
        pl.col("group") == group, pl.col("grouping") == "merged_region"
    )
    scored = read(STATES / "describe/indices.parquet").filter(index="dissemination")
    values = scored.join(members, on="unit_id").drop_nulls("score")["score"]
    return [int((values == value).sum()) for value in (1.0, 0.5, 0.0)]


def test_means_of_two_items_give_no_scores(seen):
    assert not pairs_of_scores(read(RELEASE / "tables/index_groups.csv"), seen)


def test_rounded_means_of_two_items_would_give_the_scores_of_three_states(seen):
    means = pl.col("mean", "low", "high").round(2)
    inside = read(STATES / "describe/index_groups.csv").with_columns(means)
    found = pairs_of_scores(inside, seen)
    assert found["Europe"].tolist() == [true_scores("Europe")]
    ways = {tuple(row) for row in found["Africa"].tolist()}
    assert len(ways) < 20 and tuple(true_scores("Africa")) in ways


# --- 2: whole numbers that agree with counts, joined regions, statuses and routing together


def dictionary():
    return read(RELEASE / "data_dictionary.csv")


def not_asked(row):
    return row["listed"] - round(row["count"] / row["bound_low"])


def tables_of(estimates, statuses, question):
    """Return the columns of an integer program for one question, and what it must agree with."""
    rows = estimates.filter(question=question)
    options = rows.filter(group="total")["option"].to_list()
    several = dictionary().filter(question=question)["type"][0].startswith("select_multiple")
    silent = dict(statuses.filter(question=question, group="state")[["status", "count"]].rows())
    silent.pop("valid", None)
    place = {name: n for n, name in enumerate([*options, "base", *silent])}
    at = {(region, name): i * len(place) + n for i, region in enumerate(REGIONS)
          for name, n in place.items()}  # fmt: skip
    rules = []

    def rule(terms, low, high):
        line = np.zeros(len(at))
        for key, factor in terms:
            line[at[key]] += factor
        rules.append((line, low, high))

    replied = dict(rows.select("group", "replied").unique().rows())
    for region in REGIONS:
        rule([((region, n), 1) for n in ("base", *silent)], replied[region], replied[region])
        total = [((region, n), 1) for n in options] + [((region, "base"), -1)]
        rule(total, 0, np.inf if several else 0)
        for option in options:
            rule([((region, option), 1), ((region, "base"), -1)], -np.inf, 0)
    for name, count in silent.items():
        rule([((region, name), 1) for region in REGIONS], count, count)
    for row in rows.drop_nulls("count").to_dicts():
        for name, number in ((row["option"], row["count"]), ("base", row["base"])):
            rule([((region, name), 1) for region in JOINT[row["group"]]], number, number)
        # The lower bound is of all on the list but those who were not asked.
        quiet = [name for name in UNASKED if name in silent]
        if row["bound_low"] and quiet and row["group"] in REGIONS:
            number = not_asked(row)
            rule([((row["group"], name), 1) for name in quiet], number, number)
    return at, rules


def ends_of(at, rules, key):
    lines, low, high = zip(*rules, strict=True)
    agree, cost = LinearConstraint(np.array(lines), low, high), np.zeros(len(at))
    cost[at[key]] = 1
    found = [
        milp(sign * cost, constraints=agree, integrality=np.ones(len(at)), bounds=Bounds(0, 69))
        for sign in (1, -1)
    ]
    assert all(one.success for one in found), key
    return [round(abs(one.fun)) for one in found]


def worked_out(estimates, statuses, questions):
    """Counts of regions that are withheld and follow: region, question, option -> count."""
    exact = {}
    for question in questions:
        at, rules = tables_of(estimates, statuses, question)
        gone = estimates.filter(pl.col("question") == question, pl.col("count").is_null())
        for region, option in gone.select("group", "option").iter_rows():
            low, high = ends_of(at, rules, (region, option)) if region in REGIONS else (0, 1)
            if low == high:
                exact[region, question, option] = low
    return exact


def withheld_questions(estimates):
    return estimates.filter(pl.col("count").is_null())["question"].unique().sort().to_list()


def test_counts_statuses_and_bounds_together_give_no_withheld_count_above_nought(seen, truth):
    statuses = read(RELEASE / "tables/nonresponse.csv")
    exact = worked_out(seen, statuses, withheld_questions(seen))
    true = cells(truth)
    assert all(true[key] == number for key, number in exact.items())  # the program is right
    assert not {key: number for key, number in exact.items() if number}


def test_without_complementary_suppression_they_would(seen, truth):
    statuses, question = read(RELEASE / "tables/nonresponse.csv"), "q055_police_resources"
    alone = (pl.col("group") == "Africa") & (pl.col("question") == question)
    numbers = pl.when(~alone).then(pl.col("count", "base"))
    exact = worked_out(seen.with_columns(numbers.name.keep()), statuses, [question])
    true = cells(truth)
    assert exact == {key: true[key] for key in exact} and len(exact) == 3


# --- 3: who was not asked, from the lower bounds of a routed question


def of_unasked(estimates):
    """Return groups whose answers to a filter are withheld, though bounds tell who passed it."""
    shown = {key[:2] for key in cells(estimates)}
    routed = dictionary().select("question", "asked_if").drop_nulls().iter_rows()
    filters = {name: {*re.findall(r"\$\{(q\w+)\}", when)} for name, when in routed}
    return {
        (row["group"], name)
        for row in estimates.filter(pl.col("count") > 0, pl.col("bound_low") > 0).to_dicts()
        if row["group"] in REGIONS and not_asked(row)
        for name in filters.get(row["question"], ())
        if (row["group"], name) not in shown
    }


def test_bounds_of_routed_questions_tell_of_no_group_what_is_withheld_of_the_filter(seen, truth):
    assert not of_unasked(seen)
    hidden = pl.col("question") == "q106_assistance_needed"
    assert of_unasked(truth.with_columns(pl.when(~hidden).then("count")))  # it would, there


# --- 4: weighted shares, effects and intervals that no published count explains


def unexplained(weighted, seen):
    """Weighted shares, and design effects, that published counts and the list do not give."""
    counts = {key: number for key, number in cells(seen).items()}
    bases, replied = cells(seen, "base"), dict(seen.select("group", "replied").rows())
    odd = []
    for row in weighted.filter(pl.col("share").is_not_null()).to_dicts():
        question, option = row["question"], row["option"]
        groups = row["strata"].split("; ")
        keys = [(group, question, option) for group in groups]
        if not all(key in counts for key in keys):
            odd.append((question, option))
            continue
        worth = [sum(REGIONS[r] for r in JOINT[group]) / replied[group] for group in groups]
        share = sum(w * counts[key] for w, key in zip(worth, keys, strict=True)) / sum(
            w * bases[key] for w, key in zip(worth, keys, strict=True)
        )
        if abs(share - row["share"]) > 0.00501:
            odd.append((question, option))
    return odd


def test_weighted_shares_follow_from_published_counts(seen):
    weighted = read(RELEASE / "tables/nonresponse_estimates.csv")
    assert not unexplained(weighted, seen)
    strata = pl.lit("; ".join(REGIONS)).alias("strata")
    raked = read(STATES / "describe/nonresponse_estimates.csv").filter(method="raked")
    assert unexplained(raked.with_columns(pl.col("share").round(2), strata), seen)


# --- 5: order of rows, 6: digests, 7: places of dots


def out_of_order(estimates):
    """Return groups of questions whose options stand in another order than those of the total."""
    parts = estimates.group_by("group", "question")
    orders = {key: part["option"].to_list() for key, part in parts}
    return [key for key, order in orders.items() if order != orders["total", key[1]]]


def test_the_order_of_withheld_rows_is_the_forms(seen, truth):
    assert not out_of_order(seen)
    assert len(out_of_order(truth.sort("count", descending=True))) > 50
    counted = read(RELEASE / "tables/coverage.csv").filter(pl.col("count").is_null())
    assert counted["group"].is_sorted() and counted.height > 1


def digests():
    text = (f for part in LEFT for f in (RELEASE / part).rglob("*") if f.suffix != ".png")
    files = [*text, RELEASE / "report.json", RELEASE / "settings.yaml", RELEASE / "columns.csv"]
    found = set()
    for path in filter(lambda path: path.is_file(), files):
        found |= {*re.findall(rb"(?<![0-9a-f])[0-9a-f]{8,64}(?![0-9a-f])", path.read_bytes())}
    return {one.decode() for one in found if not one.isdigit()}


def guesses(truth):
    """What could have been hashed: files inside, and lines of each withheld count as it may be."""
    for part in ("clean", "describe", "protect", "cluster", "read"):
        for path in filter(lambda path: path.is_file(), (STATES / part).rglob("*")):
            yield str(path.relative_to(STATES)), path.read_bytes()
    for region, question, option in truth.select(CELL).unique().iter_rows():
        for number in range(25):
            for line in (f"{region},{question},{option},{number}", f"{question},{option},{number}"):
                yield line, line.encode()


def test_no_digest_that_left_is_of_answers_or_of_a_withheld_count(seen, truth):
    left = digests()
    gone = truth.join(seen.filter(pl.col("count").is_null()), on=CELL, how="semi")
    sums = {sha256(content).hexdigest(): what for what, content in guesses(gone)}
    starts = {short[:8] for short in left}
    assert not [what for digest, what in sums.items() if digest[:8] in starts]
    assert len(sums) > 10_000 and left  # both were there to compare


MARK = re.compile(r'<use xlink:href="#(\w+)" x="([\d.]+)" y="([\d.]+)"')


def marks(name):
    """Values of the dots of an exhibit by their places, its axis read off the ticks."""
    drawn = MARK.findall((RELEASE / f"figures/en/{name}.svg").read_text())
    ticks = [(float(x), float(y)) for kind, x, y in drawn if kind == drawn[0][0]]
    low, high, bottom = min(ticks)[0], max(ticks)[0], max(y for _, y in ticks)
    dots = [float(x) for kind, x, y in drawn if kind != drawn[0][0] and float(y) < bottom]
    return [(x - low) / (high - low) for x in dots]  # the legend's stands below the axes


@pytest.mark.parametrize("name", ["sufficiency_by_group", "assistance_by_group"])
def test_no_dot_lies_where_no_published_share_is(name):
    shares = read(RELEASE / f"figures/en/{name}.csv")["share"].drop_nulls().to_list()
    values = marks(name)
    assert values and len(values) <= len(shares)
    assert all(min(abs(value - share) for share in shares) < 0.001 for value in values)
