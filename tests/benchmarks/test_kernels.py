"""What is released of a clustering does not depend on the last bits of sums."""

import json

import kernels
import pytest
from worlds import REPOSITORY

from cyberstudy.tables.digits import as_csv, document_to_digits
from cyberstudy.tables.files import read_table
from surveyanswers.tables.storage import read_json

CLUSTERINGS = (
    *("cyberlaw2026/laws", "states2012/capacity", "states2012/criminalization"),
    *("wci2021/counts", "wci2021/experts"),
)
#: Each takes as long as all others together; `benchmarks/kernels.py` looks at all, under kernels.
IN_BENCHMARKS = ("gci/areas_2020", "gci/areas_2024")


def finished(folder):
    """What the study's own run wrote, as `kernels.again` has it."""
    tables = ("selection", "tests", "members", "profiles", "stability")
    paths = {name: next(folder.glob(f"{name}.[cp]*[vt]")) for name in tables}
    return {name: as_csv(read_table(str(path))) for name, path in paths.items()} | {
        "model": json.dumps(
            document_to_digits(read_json(folder / "model.json")), indent=1, sort_keys=True
        ),
        "verdict": read_json(folder / "verdict.json")["verdict"],
    }


@pytest.mark.parametrize("which", CLUSTERINGS)
def test_no_released_digit_and_no_verdict_moves_with_the_last_bits_of_sums(
    which, monkeypatch, not_run
):
    survey, name = which.split("/")
    folder = REPOSITORY / "results" / survey / "cluster" / name
    if not (folder / "verdict.json").is_file():
        not_run(f"{folder} is not there: make study", survey)
    for (module, step), moved in kernels.stirred(20261201).items():
        monkeypatch.setattr(module, step, moved)
    again = kernels.again(which, resamples=None)
    assert kernels.differences(finished(folder), again) == []


def test_all_clusterings_of_the_study_are_looked_at(not_run):
    results = REPOSITORY / "results"
    found = kernels.clusterings(results)
    if not found:
        not_run("the study has not run: make study", "states2012")
    assert {which for which in found if not which.startswith("lighthouse")} <= {
        *CLUSTERINGS,
        *IN_BENCHMARKS,
    }
    record = (REPOSITORY / "benchmarks" / "README.md").read_text()
    assert all(f"| {which} | Haswell |" in record for which in (*CLUSTERINGS, *IN_BENCHMARKS))


def test_a_moved_sum_is_noticed():
    one = {"tests": "p\n0.1\n0.2\n", "verdict": "types"}
    assert kernels.differences(one, one) == []
    assert kernels.differences(one, one | {"tests": "p\n0.1\n"}) == ["tests: 0.2 | None"]
