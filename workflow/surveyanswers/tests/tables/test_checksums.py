"""Whatever happens to a result, or to its checksums, is noticed and named."""

import os
import random
import shutil
import subprocess
from base64 import urlsafe_b64encode

import polars as pl
import pytest
from invented.damage import cut, flip

from surveyanswers.tables.checksums import (
    altered_since,
    check,
    damaged,
    differences,
    is_result,
    seal,
    sealed,
    unlisted,
    unseal,
)
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import sha256_of

TABLE, ANSWERS, FOLDER = (
    "results/x/describe/t.csv",
    "results/x/clean/a.parquet",
    "results/x/draw/en",
)
ALL = (ANSWERS, TABLE, FOLDER)


@pytest.fixture
def root(tmp_path):
    """A table, another in Parquet, and a folder of both, as jobs wrote them."""
    table = pl.DataFrame({"unit": [f"u{n}" for n in range(40)], "value": range(40)})
    for path in (TABLE, f"{FOLDER}/one.csv", f"{FOLDER}/deeper/two.csv"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        table.write_csv(tmp_path / path)
    (tmp_path / ANSWERS).parent.mkdir()
    table.write_parquet(tmp_path / ANSWERS)
    for output in ALL:
        seal(output, tmp_path)
    return tmp_path


def test_what_was_written_is_accepted_and_listed(root):
    check(ALL, root)
    assert sealed(root) == sorted(ALL)
    assert damaged(root) == {}
    assert unlisted(root) == []


def test_what_the_check_of_a_survey_wrote_beside_its_results_is_no_stranger(root):
    (root / "results/x/check").mkdir(parents=True)
    (root / "results/x/check/columns.csv").touch()
    (root / "results/x/checked.csv").touch()
    assert unlisted(root) == ["results/x/checked.csv"]


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="not on this machine: sha256sum")
def test_the_checksums_are_verified_without_this_software(root):
    lists = sorted((root / "results/checksums").rglob("*.sha256"))
    command = ["sha256sum", "--check", "--strict", *lists]
    assert subprocess.run(command, cwd=root, capture_output=True, check=False).returncode == 0
    flip(root / FOLDER / "deeper" / "two.csv", random.Random(1))
    assert subprocess.run(command, cwd=root, capture_output=True, check=False).returncode == 1


def test_one_bit_in_any_file_or_in_its_checksums_is_noticed_each_time(root):
    chance = random.Random(20)
    files = sorted(path for path in (root / "results").rglob("*") if path.is_file())
    assert len(files) == 7
    for number in range(210):
        path = files[number % len(files)]
        before = path.read_bytes()
        flip(path, chance)
        found = damaged(root)
        assert len(found) == 1, (path, number)
        with pytest.raises(SurveyError, match=r"not what the run wrote(.|\n)*make study"):
            check(found, root)
        path.write_bytes(before)
    assert damaged(root) == {}


@pytest.mark.parametrize("path", [TABLE, f"{FOLDER}/one.csv"])
def test_a_table_cut_at_a_row_is_noticed_and_named(root, path):
    cut(root / path)
    assert pl.read_csv(root / path).height == 20  # it reads as if it were whole
    with pytest.raises(SurveyError, match=f"{path}: has other bytes than were written"):
        check(ALL, root)


@pytest.mark.parametrize("path", [TABLE, f"{FOLDER}/deeper/two.csv", ANSWERS])
def test_a_missing_file_is_named(root, path):
    (root / path).unlink()
    with pytest.raises(SurveyError, match=f"{path}: is missing"):
        check(ALL, root)


def test_a_stranger_in_a_folder_is_named_and_marks_of_other_programs_are_none(root):
    (root / FOLDER / ".snakemake_timestamp").touch()
    (root / FOLDER / "deeper" / ".DS_Store").touch()
    check(ALL, root)
    (root / FOLDER / "deeper" / "three.csv").touch()
    with pytest.raises(SurveyError, match=f"{FOLDER}/deeper/three.csv: no job wrote it"):
        check(ALL, root)


def test_a_folder_in_the_place_of_a_file_and_a_file_in_that_of_a_folder_are_noticed(root):
    (root / ANSWERS).unlink()
    (root / ANSWERS).mkdir()
    shutil.rmtree(root / FOLDER)
    os.replace(root / TABLE, root / FOLDER)
    assert damaged(root).keys() == set(ALL)


@pytest.mark.parametrize("output", ALL)
def test_without_checksums_a_result_is_refused_and_the_command_is_told(root, output):
    unseal_in(root, output)
    with pytest.raises(SurveyError, match=f"{output}: there are no checksums(.|\n)*make study"):
        check([output], root)
    assert all(file.startswith(output) for file in unlisted(root))
    assert damaged(root, is_output=ALL.__contains__).keys() == {output}


def unseal_in(root, output):
    (root / "results/checksums" / f"{output.removeprefix('results/')}.sha256").unlink()


def test_checksums_cut_at_a_line_or_emptied_are_noticed(root):
    path = root / "results/checksums/x/draw/en.sha256"
    whole = path.read_text()
    for part in ("", whole[: whole.index("\n") + 1], whole[:-1], whole * 2, whole + "\n"):
        path.write_text(part)
        assert damaged(root).keys() == {FOLDER}, part


def test_an_output_that_is_about_to_be_written_has_no_checksums_any_more(root, monkeypatch):
    monkeypatch.chdir(root)
    unseal(TABLE)
    unseal("results/x/never/written.csv")
    assert sealed() == sorted({ANSWERS, FOLDER})
    assert unlisted() == [TABLE]


def test_a_folder_that_is_written_as_one_takes_the_place_of_its_files(root, monkeypatch):
    monkeypatch.chdir(root)
    for file in (f"{FOLDER}/one.csv", f"{FOLDER}/deeper/two.csv"):
        seal(file)
    unseal(FOLDER)
    assert sealed() == sorted({ANSWERS, TABLE})
    seal(FOLDER)
    assert not damaged(root)


@pytest.mark.parametrize("output", [TABLE, "results/x/" + "a" * 300 + "/t.csv"])
def test_what_snakemake_marks_as_unfinished_is_its_own_matter(root, output):
    name = urlsafe_b64encode(output.encode()).decode()
    parts = [f"@{name[:254]}", name[254:]] if len(name) > 254 else [name]
    mark = root.joinpath(".snakemake", "incomplete", *parts)
    mark.parent.mkdir(parents=True)
    mark.write_text("{}")
    (root / TABLE).write_text("half")
    assert damaged(root).keys() == ({TABLE} if output != TABLE else set())
    unseal_in(root, TABLE)
    assert unlisted(root) == ([TABLE] if output != TABLE else [])


def test_only_what_jobs_write_is_a_result():
    assert is_result("results/index.html")
    assert is_result("results/x/release")
    for path in (
        "config/config.yaml",
        "data/raw/x/a.csv",
        "results",
        "results/checksums/x/draw/en.sha256",
        "results/logs/x.log",
        "results/published/calibration.csv",
        "results/report.html",
        "../elsewhere/results/x.csv",
    ):
        assert not is_result(path)
    check(["config/there/is/no/such.yaml", "results/published/calibration.csv"])


def test_a_file_that_cannot_be_read_is_named_with_the_reason(root, monkeypatch):
    def failing(path):
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr("surveyanswers.tables.storage.sha256_of", failing)
    (said,) = differences(TABLE, root)
    assert said.endswith(f"{TABLE}: can't be read: Input/output error")


def test_raw_files_are_held_against_the_receipt_where_they_lie(tmp_path):
    secret, open_ = tmp_path / "confidential", tmp_path / "raw"
    for folder, text in ((secret, "real"), (open_, "made up")):
        (folder / "x").mkdir(parents=True)
        (folder / "x" / "a.csv").write_text(text)
    (open_ / "b.csv").write_text("b")
    digests = [sha256_of(secret / "x" / "a.csv"), sha256_of(open_ / "b.csv")]
    receipt = pl.DataFrame({"file": ["x/a.csv", "b.csv"], "sha256": digests})
    assert altered_since(receipt, (secret, open_)) == []
    flip(secret / "x" / "a.csv", random.Random(1))
    (open_ / "b.csv").unlink()
    assert altered_since(receipt, (secret, open_)) == [
        f"{secret.as_posix()}/x/a.csv: is not the file that was verified",
        "b.csv: was verified, and is there no longer",
    ]
