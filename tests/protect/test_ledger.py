"""Two releases tell no more than one: what was published before is held against what is next."""

import json

import polars as pl
import pytest
from cyberstudy.protect import protect_survey
from cyberstudy.protect.ledger import changed_units, put_back, record, recorded, why_it_stays
from cyberstudy.protect.published import Release
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import write_table
from worlds import decide
from worlds.confidential import audited

REGIONS = {"north": 12, "south": 9, "west": 11}


def release(answers, *, withheld=()):
    """One question, asked of units of three regions: unit -> (region, answer or None)."""
    units = {unit: region for unit, (region, _) in answers.items()}
    rows = [(u, g, n) for u, r in units.items() for g, n in (("all", "total"), ("region", r))]
    memberships = pl.DataFrame(
        {
            "wave": "",
            "unit_id": [unit for unit, _, _ in rows],
            "grouping": [grouping for _, grouping, _ in rows],
            "group": [group for _, _, group in rows],
            "in_frame": True,
            "replied": True,
        }
    )
    said = pl.DataFrame(
        [
            ("", unit, "q", option, "valid" if given else "refused", given == option)
            for unit, (_, given) in answers.items()
            for option in ("yes", "no")
        ],
        schema=["wave", "unit_id", "question", "option", "status", "chosen"],
        orient="row",
    )
    found = []
    for grouping, group in sorted({(grouping, group) for _, grouping, group in rows}):
        own = [given for unit, (region, given) in answers.items() if group in ("total", region)]
        base = sum(given is not None for given in own)
        seen = group not in withheld
        found += [
            {
                "wave": "",
                "grouping": grouping,
                "group": group,
                "question": "q",
                "option": option,
                "listed": None,
                "replied": len(own),
                "base": base if seen else None,
                "count": own.count(option) if seen else None,
                "bound_low": None,
                "bound_high": None,
                "refused": None,
            }
            for option in ("yes", "no")
        ]
    numbers = dict.fromkeys(("bound_low", "bound_high"), pl.Float64)
    counts = dict.fromkeys(("listed", "base", "count", "refused"), pl.Int64)
    estimates = pl.DataFrame(found, schema_overrides=numbers | counts)
    return Release(estimates, memberships, said)


def everybody(*, yes=6):
    """Some of each region say yes, and the others no."""
    return {
        f"{region}{number}": (region, "yes" if number < yes else "no")
        for region, size in REGIONS.items()
        for number in range(size)
    }


def test_nothing_has_changed_where_the_same_units_say_the_same():
    before = release(everybody())
    assert changed_units(before, release(everybody())).is_empty()
    assert why_it_stays(before, release(everybody()), 5) == ""


def test_one_late_reply_would_be_the_difference_so_the_old_numbers_stay():
    late = everybody() | {"north99": ("north", "yes")}
    before, now = release(everybody()), release(late)
    assert changed_units(before, now).rows() == [("", "north99")]
    assert why_it_stays(before, now, 5) == "fewer than 5 units answered differently since"


def test_one_correction_is_the_same_subtraction():
    corrected = everybody() | {"south0": ("south", "no")}
    assert why_it_stays(release(everybody()), release(corrected), 5)


def test_many_changes_of_which_one_group_has_few_are_a_difference_of_that_group():
    late = everybody() | {f"north{n}": ("north", "yes") for n in range(20, 26)}
    assert why_it_stays(release(everybody()), release(late), 5) == ""
    late |= {"south99": ("south", "no")}
    why = why_it_stays(release(everybody()), release(late), 5)
    assert why == "in a group that is published fewer than 5 units answered differently since"


def test_groups_that_an_earlier_release_gave_away_are_found_by_both_together():
    """A region that is withheld now was published before, and its units answer as they did."""
    answers = everybody()
    before = release(answers)
    late = answers | {f"north{n}": ("north", "yes") for n in range(20, 26)}
    now = release(late, withheld=("south", "west"))
    assert not audited([now]).determined
    assert audited([before, now]).determined


def test_what_both_releases_withhold_stays_open():
    answers = everybody()
    hidden = ("south", "west")
    late = answers | {f"north{n}": ("north", "yes") for n in range(20, 26)}
    found = audited([release(answers, withheld=hidden), release(late, withheld=hidden)])
    assert found.determined == []
    assert found.withheld_counts == 4


@pytest.fixture
def results(tmp_path):
    """Results of a survey, as far as a release is recorded."""
    made = release(everybody())
    folder = tmp_path / "results/islands"
    for name in ("release", "protect/tables", "describe"):
        (folder / name).mkdir(parents=True)
    made.estimates.write_parquet(folder / "protect/tables/estimates.parquet")
    made.memberships.write_parquet(folder / "describe/memberships.parquet")
    made.said.write_parquet(folder / "describe/said.parquet")
    (folder / "protect/report.json").write_text("{}")
    (folder / "release/MANIFEST.csv").write_text("file\na.csv\n")
    return folder


def test_a_release_is_recorded_once_with_all_that_the_next_is_held_against(results, tmp_path):
    entry = record("islands", results, tmp_path)
    assert entry.folder == tmp_path / "data/confidential/islands/releases/1"
    assert entry.tables == ["estimates.parquet"]
    assert entry.release().said.height == 64
    assert record("islands", results, tmp_path) is None
    (results / "release/MANIFEST.csv").write_text("file\nb.csv\n")
    assert record("islands", results, tmp_path).number == 2
    assert [each.number for each in recorded(entry.folder.parent)] == [1, 2]


def test_a_record_that_was_altered_is_refused(results, tmp_path):
    entry = record("islands", results, tmp_path)
    (entry.folder / "said.parquet").write_bytes(b"other")
    with pytest.raises(StudyProblem, match=r"said\.parquet: is not what was recorded"):
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
    """Counts of what is withheld of the new answers would tell of the late reply."""
    decide(lighthouse, protection="confidential", minimum_base=5)
    receipt = pl.read_csv(world / "data/raw/MANIFEST.csv")
    write_table(
        receipt.with_columns(simulated=pl.col("simulated") == "yes"), str(tmp_path / "receipt.csv")
    )

    def protected(answers, name):
        made, folder = release(answers), tmp_path / name
        for table in ("describe", "release"):
            (folder / table).mkdir(parents=True)
        for table in ("estimates", "memberships", "said"):
            write_table(getattr(made, table), str(folder / "describe" / f"{table}.parquet"))
        report = protect_survey(
            [str(folder / "describe/estimates.parquet")],
            clustered=[],
            frozen=[],
            answers=[],
            receipt=str(tmp_path / "receipt.csv"),
            survey=lighthouse,
            folder=str(folder / "protect/tables"),
            divided=[
                str(folder / f"describe/{table}.parquet") for table in ("memberships", "said")
            ],
            earlier=str(tmp_path / "data/confidential/islands/releases"),
        )
        (folder / "protect/report.json").write_text(json.dumps(report))
        (folder / "release/MANIFEST.csv").write_text(f"file\n{name}.csv\n")
        return folder, report

    few = everybody() | {f"east{n}": ("east", ("yes", "no")[n % 2]) for n in range(4)}
    folder, first = protected(few, "first")
    assert first["suppression"]["primary"] == 1
    assert first["release"] == {"earlier": 0, "stays": False}
    record("islands", folder, tmp_path)
    late, again = protected(few | {"east4": ("east", "yes")}, "late")
    assert again["release"]["stays"]
    del first["release"], again["release"]
    assert again == first
    tables = [pl.read_parquet(each / "protect/tables/estimates.parquet") for each in (folder, late)]
    assert tables[0].equals(tables[1])
