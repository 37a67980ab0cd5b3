"""make reproduce says in a record what is as it was published, what differs and what it lacks."""

import base64
import re

import pytest
from worlds import edit
from worlds.handed_out import (
    SOURCE,
    TABLE,
    run,
)
from worlds.made_up import made

from cyberstudy.commands import published_list
from cyberstudy.commands.publish import write_list, write_sums, write_version
from cyberstudy.commands.published_list import handed_out, read_list
from cyberstudy.commands.reproduce import ComparedFile, main, record_of
from cyberstudy.declare.declared import ACROSS
from surveyanswers.guard import refused
from surveyanswers.tables.checksums import is_result


def listed(study):
    """Publish the list and the values of a run."""
    surveys = write_list(study)
    write_version(study)
    write_sums(study / "results/published")
    return surveys


@pytest.fixture
def simulated(confidential, drawn, monkeypatch):
    """A study of simulated answers that has run, and is listed."""
    made(confidential)
    run(confidential / "results", drawn)
    monkeypatch.chdir(confidential)
    assert listed(confidential) == ["lighthouse"]
    return confidential


def test_a_record_says_what_was_compared_and_leaves_room_for_a_name(simulated, capsys):
    assert main([]) == 0
    record = (simulated / "results/reproduction.txt").read_text()
    assert record in capsys.readouterr().out
    for said in ("REPRODUCED: 12 files. Not compared: 0.", "Python  ", "numpy ", "commit "):
        assert said in record
    assert record.endswith("Checked by (name, date, signature):\n")
    assert not is_result("results/reproduction.txt")  # nobody takes it for a stranger's file


def test_a_difference_is_no_success_and_is_in_the_record(simulated):
    edit(simulated / "results" / TABLE, "least,32", "least,33")
    assert main([]) == 1
    record = (simulated / "results/reproduction.txt").read_text()
    change = "row 2, column count: '32', now '33', by 0.03 of itself"
    assert (
        f"- {TABLE}: different: 1 values differ, 1 by more than their last digit; most: {change}\n"
        in (record)
    )
    assert f"Largest relative difference: {TABLE}, {change}\n" in record
    assert "NOT REPRODUCED: 1 of 12 files differ." in record


def test_what_a_source_lacks_for_is_named_and_counted_and_nothing_compared_is_no_success(
    simulated, capsys
):
    (simulated / "data/raw/sources.yaml").write_text(SOURCE)
    assert main([]) == 1
    said, wrong = capsys.readouterr()
    assert not wrong
    assert "- lighthouse: 6 files not compared. data/raw/lighthouse/lamps.csv is missing." in said
    assert "- page: 6 files not compared. It tells of lighthouse" in said
    assert "NOTHING WAS COMPARED. Not compared: 12." in said


def test_what_was_not_compared_is_in_no_verdict_as_reproduced(simulated):
    found = [ComparedFile(TABLE, "same bytes"), ComparedFile("other/release/a.csv", "not compared")]
    record, reproduced = record_of(found, {"other": "It is missing."}, simulated, 0.0)
    assert reproduced
    assert "REPRODUCED IN PART: 1 files. Not compared: 1.\n" in record
    assert "- other: 1 files not compared. It is missing.\n" in record


def test_where_nothing_was_listed_or_run_that_is_told(confidential, drawn, monkeypatch, capsys):
    monkeypatch.chdir(confidential)
    assert main([]) == 1
    assert "reproduce.csv" in capsys.readouterr().err
    made(confidential)
    run(confidential / "results", drawn)
    listed(confidential)
    (confidential / "results/lighthouse/verify/receipt.csv").unlink()
    assert main([]) == 1
    told = "lighthouse: 6 files not compared. It did not run here: .venv/bin/snakemake lighthouse"
    assert told in capsys.readouterr().out


def test_the_record_says_how_much_of_the_run_was_made_for_it_and_does_not_believe_touch(
    simulated, capsys
):
    sealed = simulated / "results/checksums/lighthouse/release.sha256"
    sealed.parent.mkdir(parents=True)
    name = base64.urlsafe_b64encode(b"results/lighthouse/release").decode()
    record = simulated / ".snakemake/metadata" / name
    record.parent.mkdir(parents=True)
    record.write_text('{"starttime": 1000.5}')
    sealed.touch()
    main(["--begun", "1001"])
    assert "run        0 of 1 results were made" in capsys.readouterr().out
    main(["--begun", "1000"])
    assert "run        1 of 1 results were made" in capsys.readouterr().out


def test_the_record_names_the_kernels_of_this_processor(simulated, capsys):
    main([])
    assert re.search(r"^kernels    openblas \w+$", capsys.readouterr().out, re.M)


def test_the_record_says_which_version_was_published(simulated, capsys):
    (simulated / "results/published/version.json").write_text(
        '{"version": "0.9", "date": "2026-01-02"}'
    )
    write_sums(simulated / "results/published")
    main([])
    assert "published  version 0.9 of 2026-01-02" in capsys.readouterr().out


@pytest.mark.parametrize("file", ["reproduce.csv", "lighthouse/values/tables/laws.csv"])
def test_nothing_is_compared_with_what_was_altered_since_it_was_published(simulated, capsys, file):
    edit(simulated / "results" / TABLE, "least,32", "least,33")
    path = simulated / "results/published" / file
    path.write_text(path.read_text().replace("least,32", "least,33") + "\n")
    assert main([]) == 1
    assert f"results/published/{file}: is not what SHA256SUMS says" in (capsys.readouterr().err)


def test_of_answers_given_in_confidence_nothing_is_listed_and_nothing_compared(simulated, capsys):
    results = simulated / "results"
    assert {*read_list(simulated)} == {*handed_out(results)}
    edit(results / "lighthouse/verify/receipt.csv", "true", "false")
    assert main([]) == 1
    assert "NOTHING WAS COMPARED. Not compared: 12." in capsys.readouterr().out
    assert listed(simulated) == []
    assert read_list(simulated) == {}
    assert not [*results.glob("published/*/values")]


def test_the_list_and_the_values_may_enter_git(simulated):
    published = simulated / "results/published"
    paths = [published / published_list.LIST, *published.glob("*/values/**/*.*")]
    assert len(paths) == 3
    files = {path.relative_to(simulated).as_posix(): path.read_bytes() for path in paths}
    assert refused(files, simulated) == []
    assert len(paths[0].read_text().splitlines()) == 13
    assert ACROSS not in {name.partition("/")[0] for name in read_list(simulated)}
