"""What changed since an earlier release is said by table, row and column, whatever the order."""

import json
import re

import pytest

from cyberstudy.commands.compare import main

LAWS = "country,law,share\nALB,draft,0.25\nCUB,none,0.5\nNAM,none,0.25\n"


def put(folder, tables, keys=("country",)):
    """Write a release by hand: its tables, and what its package says of their keys."""
    resources = []
    for name, text in tables.items():
        path = folder / "tables" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        schema = {"primaryKey": [*keys]} if keys else {}
        resources.append({"path": f"tables/{name}.csv", "schema": schema})
    (folder / "datapackage.json").write_text(json.dumps({"resources": resources}))
    return folder


@pytest.fixture
def told(tmp_path, capsys):
    """Compare two releases; return what is printed of the second."""

    def compare(was, now, **keys):
        earlier, later = (tmp_path / name / "seas/release" for name in ("earlier", "later"))
        put(earlier, was, **keys), put(later, now, **keys)
        code = main([str(tmp_path / "earlier"), str(tmp_path / "later")])
        text = capsys.readouterr().out
        assert code == (text != "Same.\n")
        return text

    return compare


def test_a_changed_cell_is_named_by_its_key_with_both_values(told):
    text = told({"laws": LAWS}, {"laws": LAWS.replace("CUB,none,0.5", "CUB,none,0.25")})
    assert (
        "`seas/laws.csv`: cells of 1 rows changed (share in 1); most: row CUB, column share" in text
    )
    assert "'0.5', now '0.25', by 0.5 of itself" in text


def test_another_order_of_rows_or_columns_is_no_change_and_a_row_more_moves_no_other(told):
    head, *rows = LAWS.splitlines()
    assert told({"laws": LAWS}, {"laws": "\n".join([head, *rows[::-1]])}) == "Same.\n"
    text = told({"laws": LAWS}, {"laws": "\n".join([head, "AFG,none,0.1", *rows[:-1]])})
    assert "`seas/laws.csv`: 1 rows added (AFG); 1 rows removed (NAM)\n" in text
    assert "changed (" not in text


def test_columns_and_tables_that_come_and_go_are_named(told):
    more = LAWS.replace("share", "count")
    text = told({"laws": LAWS, "old": LAWS}, {"laws": more, "new": LAWS})
    assert "1 columns added (count); 1 columns removed (share)" in text
    assert "`seas/new.csv`: the table is new" in text
    assert "`seas/old.csv`: the table is gone" in text


def test_without_a_key_rows_are_told_apart_by_their_place(told):
    text = told({"laws": LAWS}, {"laws": LAWS.replace("NAM,none", "NAM,draft")}, keys=())
    assert "row 3, column law: 'none', now 'draft'" in text


def test_two_files_of_a_source_are_compared_cell_by_cell(tmp_path, capsys):
    files = [tmp_path / "was.csv", tmp_path / "now.csv"]
    for path, law in zip(files, ("legislation", "draft"), strict=True):
        path.write_text(f"economy,law\nAlbania,{law}\nCuba,none\n")
    assert main([*map(str, files), "--key", "economy"]) == 1
    assert "row Albania, column law: 'legislation', now 'draft'" in capsys.readouterr().out
    assert main([str(files[0]), str(files[0]), "--key", "economy"]) == 0


def test_a_folder_that_is_of_no_release_is_named(tmp_path):
    for name in ("earlier", "later"):
        put(tmp_path / name / "seas/release", {"laws": LAWS})
    (tmp_path / "empty").mkdir()
    folders = {name: str(tmp_path / name) for name in ("earlier", "later", "empty")}
    for pair in (("empty", "later"), ("earlier", "empty")):
        with pytest.raises(SystemExit, match=re.escape(folders["empty"])):
            main([folders[name] for name in pair])
    assert main([folders["earlier"], folders["later"]]) == 0


def test_the_part_on_data_of_a_changelog_is_written_anew_and_no_other(told, tmp_path, capsys):
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("## New\n\n### Changed data\n\n- old line\n\n### Changed\n\n- kept\n")
    told({"laws": LAWS}, {"laws": LAWS.replace("NAM,none", "NAM,draft")})
    folders = [str(tmp_path / name) for name in ("earlier", "later")]
    assert main([*folders, "--changelog", str(changelog)]) == 1
    text = changelog.read_text()
    assert "- `seas/laws.csv`: cells of 1 rows changed (law in 1)" in text
    assert "old line" not in text
    assert text.endswith("\n\n### Changed\n\n- kept\n")
