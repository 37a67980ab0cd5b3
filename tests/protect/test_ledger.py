"""The ledger keeps each release that went out, and puts the last back where the next may not."""

import json

import polars as pl
import pytest
from cyberstudy.protect import protect_survey
from cyberstudy.protect.ledger import put_back, record, recorded
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import write_table
from invented_releases import everybody, release
from worlds import decide
from worlds.whole import put_answers


def answered(made):
    """What units of an invented release said, as cleaning has it."""
    keys = ["wave", "unit_id", "question", "status"]
    value = pl.col("option").filter("chosen").first()
    return made.said.group_by(keys, maintain_order=True).agg(value=value)


@pytest.fixture
def results(tmp_path):
    """Results of a survey, as far as a release is recorded."""
    made = release(everybody())
    folder = tmp_path / "results/islands"
    for name in ("release", "protect/tables", "describe"):
        (folder / name).mkdir(parents=True)
    made.estimates.write_parquet(folder / "protect/tables/estimates.parquet")
    made.memberships.write_parquet(folder / "describe/memberships.parquet")
    (folder / "clean").mkdir()
    put_answers(answered(made), folder / "clean")
    (folder / "protect/report.json").write_text("{}")
    (folder / "release/MANIFEST.csv").write_text("file\na.csv\n")
    return folder


def test_a_release_is_recorded_once_with_all_that_the_next_is_held_against(results, tmp_path):
    entry = record("islands", results, tmp_path)
    assert entry.folder == tmp_path / "data/confidential/islands/releases/1"
    assert entry.tables == ["estimates.parquet"]
    assert entry.release().replies.said("", "q").height == 32
    assert record("islands", results, tmp_path) is None
    (results / "release/MANIFEST.csv").write_text("file\nb.csv\n")
    assert record("islands", results, tmp_path).number == 2
    assert [each.number for each in recorded(entry.folder.parent)] == [1, 2]


def test_a_record_that_was_altered_is_refused(results, tmp_path):
    entry = record("islands", results, tmp_path)
    (entry.folder / "selected.parquet").write_bytes(b"other")
    with pytest.raises(StudyProblem, match=r"selected\.parquet: is not what was recorded"):
        entry.release()


def test_the_old_tables_take_the_place_of_new_ones(results, tmp_path):
    entry = record("islands", results, tmp_path)
    target = results / "protect/tables"
    (target / "estimates.parquet").write_bytes(b"new")
    put_back(entry, target, ["estimates.parquet"])
    assert pl.read_parquet(target / "estimates.parquet")["replied"].max() == 32
    with pytest.raises(StudyProblem, match=r"release 1.* it has no contrasts\.csv"):
        put_back(entry, target, ["estimates.parquet", "contrasts.csv"])


def test_where_the_old_numbers_stay_so_does_what_is_told_of_them(lighthouse, world, tmp_path):
    """Counts of what is withheld of the new answers would give away the late reply."""
    decide(lighthouse, protection="confidential", minimum_base=5)
    receipt = pl.read_csv(world / "data/raw/MANIFEST.csv")
    write_table(
        receipt.with_columns(simulated=pl.col("simulated") == "yes"), str(tmp_path / "receipt.csv")
    )

    def protected(answers, name):
        made, folder = release(answers), tmp_path / name
        for table in ("describe", "release", "clean"):
            (folder / table).mkdir(parents=True)
        put_answers(answered(made), folder / "clean")
        for table in ("estimates", "memberships"):
            write_table(getattr(made, table), str(folder / "describe" / f"{table}.parquet"))
        report = protect_survey(
            [str(folder / "describe/estimates.parquet")],
            clustered=[],
            frozen=[],
            answers=[str(folder / "clean/answers.parquet")],
            receipt=str(tmp_path / "receipt.csv"),
            survey=lighthouse,
            folder=str(folder / "protect/tables"),
            divided=[str(folder / "describe/memberships.parquet")],
            earlier=str(tmp_path / "data/confidential/islands/releases"),
        )
        (folder / "protect/report.json").write_text(json.dumps(report))
        (folder / "release/MANIFEST.csv").write_text(f"file\n{name}.csv\n")
        return folder, report

    few = everybody() | {f"east{n}": ("east", ("yes", "no")[n % 2]) for n in range(4)}
    folder, first = protected(few, "first")
    assert first["suppression"]["withheld"] == 2
    assert first["release"] == {"earlier": 0, "stays": False}
    record("islands", folder, tmp_path)
    late, again = protected(few | {"east4": ("east", "yes")}, "late")
    assert again["release"]["stays"]
    del first["release"], again["release"]
    assert again == first
    tables = [pl.read_parquet(each / "protect/tables/estimates.parquet") for each in (folder, late)]
    assert tables[0].equals(tables[1])
