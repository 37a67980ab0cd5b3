"""A certificate is believed if everything in it adds up, and refused if anything was changed."""

import pickle
import subprocess
import sys
from functools import cache

import numpy as np
import polars as pl
import pytest
from invented_releases import everybody, release
from invented_surveys import released

from disclosure.certificate import SCHEMA, certificate
from disclosure.check_certificate import check
from disclosure.check_certificate import main as check_files
from disclosure.released_counts import SCHEMA as SEEN
from disclosure.suppression_audit import audit

SEEDS = range(4)


@pytest.fixture(scope="module")
def files_of(tmp_path_factory):
    """What left of one survey, who is in which group, and the certificate."""

    @cache
    def written(seed):
        folder = tmp_path_factory.mktemp("survey")
        files = folder / "counts.csv", folder / "units.csv", folder / "certificate.parquet"
        units, counts, _, proof = released(seed, deciding=("law",))
        counts.write_csv(files[0])
        units.write_csv(files[1])
        proof.write_parquet(files[2])
        return files

    return written


@pytest.fixture(scope="module", params=SEEDS)
def files(request, files_of):
    return files_of(request.param)


def read(files):
    """A release, units and a certificate, as plain rows that can be changed."""
    counts, units, proof = files
    types = {name: pl.String for name in ("wave", "question", "grouping", "group", "option")}
    seen = pl.read_csv(counts, schema_overrides=types)
    members = pl.read_csv(units, schema_overrides={"wave": pl.String})
    return seen.to_dicts(), members.to_dicts(), pl.read_parquet(proof).to_dicts()


def checked(rows, units, proof):
    return check(
        pl.DataFrame(rows, schema=SEEN), pl.DataFrame(units),
        pl.DataFrame(proof, schema=SCHEMA),
    )  # fmt: skip


def one_of(rng, things):
    things = list(things)
    return things[rng.integers(len(things))]


def shown(rows):
    return [row for row in rows if row["count"] is not None]


def proved(proof):
    return [row for row in proof if row["numbers"]]


def a_count_of_a_table(rng, rows, units, proof):
    table = one_of(rng, one_of(rng, proof)["tables"])
    table[rng.integers(len(table))] += one_of(rng, (-1, 1))


def a_published_number(rng, rows, units, proof):
    row = one_of(rng, shown(rows))
    row[one_of(rng, ("count", "base", "open", "replied"))] += one_of(rng, (-1, 1))


def a_number_that_nobody_proves(rng, rows, units, proof):
    numbers = one_of(rng, proved(proof))["numbers"]
    numbers.remove(one_of(rng, numbers))


def a_question_that_nobody_proves(rng, rows, units, proof):
    proof.remove(one_of(rng, proof))


def a_question_that_is_not_released(rng, rows, units, proof):
    gone = one_of(rng, rows)["question"]
    rows[:] = [row for row in rows if row["question"] != gone]


def a_table_that_is_gone(rng, rows, units, proof):
    own = one_of(rng, proved(proof))
    own["tables"].pop(one_of(rng, own["numbers"])["least_table"])


def tables_the_other_way_round(rng, rows, units, proof):
    number = one_of(rng, one_of(rng, proved(proof))["numbers"])
    number["least_table"], number["most_table"] = number["most_table"], number["least_table"]
    number["least"], number["most"] = (
        number["most"],
        number["least"] - (number["least"] == number["most"]),
    )


def one_table_twice(rng, rows, units, proof):
    open_ones = [n for n in one_of(rng, proved(proof))["numbers"] if not n["excuse"]]
    if not open_ones:
        return a_table_that_is_gone(rng, rows, units, proof)
    number = one_of(rng, open_ones)
    number["most_table"], number["most"] = number["least_table"], number["least"]
    number["excuse"] = one_of(rng, ("", "nought", "total", "nobody"))
    return None


def a_withheld_number_that_is_filled_in(rng, rows, units, proof):
    own = one_of(rng, proved(proof))
    number = one_of(rng, own["numbers"])
    for row in rows:
        if row["question"] == own["question"] and all(
            row[key] == number[key] for key in ("grouping", "group", "option")
        ):
            row["count"] = one_of(rng, (number["least"], number["most"]))


def a_group_that_is_withheld_besides(rng, rows, units, proof):
    row = one_of(rng, shown(rows))
    for other in rows:
        if all(other[key] == row[key] for key in ("question", "grouping", "group")):
            other |= dict.fromkeys(("count", "base", "open"))


def a_group_of_another_name(rng, rows, units, proof):
    where = one_of(rng, (rows, units, "proof"))
    if where != "proof":
        gone = one_of(rng, where)["group"]
        for row in where:
            row["group"] = "another" if row["group"] == gone else row["group"]
        return
    group = one_of(rng, one_of(rng, one_of(rng, proof)["cells"]))
    group["group"] = "another"


def an_option_of_another_name(rng, rows, units, proof):
    row = one_of(rng, rows)
    row["option"] = "another"


def a_unit_that_did_not_reply(rng, rows, units, proof):
    gone = one_of(rng, [row for row in units if row["replied"]])["unit_id"]
    for row in units:
        row["replied"] &= row["unit_id"] != gone


def a_unit_of_another_group(rng, rows, units, proof):
    row = one_of(rng, [row for row in units if row["replied"] and row["grouping"] != "all"])
    others = {r["group"] for r in units if r["grouping"] == row["grouping"]} - {row["group"]}
    row["group"] = one_of(rng, sorted(others))


SABOTAGES = (
    a_count_of_a_table, a_published_number, a_number_that_nobody_proves,
    a_question_that_nobody_proves, a_question_that_is_not_released, a_table_that_is_gone,
    tables_the_other_way_round, one_table_twice, a_withheld_number_that_is_filled_in,
    a_group_that_is_withheld_besides, a_group_of_another_name, an_option_of_another_name,
    a_unit_that_did_not_reply, a_unit_of_another_group,
)  # fmt: skip


def test_what_nobody_changed_is_accepted_and_each_of_a_hundred_sabotages_refused(files):
    untouched = read(files)
    kept, found = pickle.dumps(untouched), checked(*untouched)
    assert found.problems == []
    assert found.numbers > 0
    rng, accepted = np.random.default_rng(29), []
    for number in range(100):
        changed = pickle.loads(kept)
        sabotage = SABOTAGES[number % len(SABOTAGES)]
        sabotage(rng, *changed)
        if not checked(*changed).problems:
            accepted.append(sabotage.__name__)
    assert accepted == []


def test_every_withheld_number_has_two_tables_or_a_reason_that_is_counted(files):
    rows, units, proof = read(files)
    found = checked(rows, units, proof)
    withheld = sum(row["count"] is None for row in rows)
    assert found.numbers + found.excused.total() == withheld
    assert found.several == ["means"]


def test_a_release_that_gives_a_withheld_group_away_is_refused_though_every_table_adds_up():
    leak, proofs = release(everybody(), withheld=("south",)), []
    audit([leak], minimum=5, proofs=proofs)
    found = check(leak.estimates, leak.memberships, certificate(proofs, minimum=5))
    assert found.problems == [
        f"q: region south, {option} is known to less than 1" for option in ("yes", "no")
    ]


def test_who_demands_more_than_the_certificate_says_is_not_told_that_it_holds():
    answers, proofs = everybody(), []
    seen = release(answers, withheld=("south", "west"))
    audit([seen], minimum=5, proofs=proofs)
    proof = certificate(proofs, minimum=5)
    assert check(seen.estimates, seen.memberships, proof).problems == []
    assert check(seen.estimates, seen.memberships, proof, width=20).problems


def test_noughts_of_enough_units_and_what_a_total_tells_are_excused_and_counted():
    nobody = everybody(yes=0)
    seen = release(nobody, withheld=("south", "west"))
    for minimum, reasons in ((5, {"nought", "total"}), (99, {"total"})):
        proofs = []
        found = audit([seen], minimum=minimum, proofs=proofs)["", "q"]
        told = check(seen.estimates, seen.memberships, certificate(proofs, minimum=minimum))
        assert told.problems == []
        assert {*told.excused} == reasons
        assert told.excused.total() == found.noughts + found.by_total == 4


def test_the_checker_needs_neither_a_solver_nor_what_chose_or_audited(files_of):
    program = """
import sys
for name in ("scipy", "highspy"):
    sys.modules[name] = None
from disclosure.check_certificate import main
files = iter(sys.argv[1:])
code = max(main([*three]) for three in zip(files, files, files))
own = {name for name in sys.modules if name.startswith("disclosure")}
assert own == {"disclosure", "disclosure.check_certificate"}, own
sys.exit(code)
"""
    run = [sys.executable, "-c", program, *(str(f) for seed in SEEDS for f in files_of(seed))]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sum(line.startswith("accepted: ") for line in done.stdout.splitlines()) == len(SEEDS)


def test_the_exit_status_and_words_say_that_a_certificate_is_refused(files, tmp_path, capsys):
    counts, units, proof = files
    lines = counts.read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "counts.csv").write_text("".join(lines[:-1]), "utf-8")
    assert check_files([str(tmp_path / "counts.csv"), str(units), str(proof)]) == 1
    assert "refused: 1 problems" in capsys.readouterr().out
    assert check_files([str(tmp_path / "none.csv"), str(units), str(proof)]) == 1
    assert "it cannot be read" in capsys.readouterr().out


def test_a_release_whose_column_of_waves_is_empty_has_one_wave(files, tmp_path):
    counts, units, proof = files
    table = pl.read_csv(counts, infer_schema=False).with_columns(wave=pl.lit(None, pl.String))
    table.write_csv(tmp_path / "counts.csv")
    assert check_files([str(tmp_path / "counts.csv"), str(units), str(proof)]) == 0
