"""The ledger keeps each release that went out, and puts the last back where the next may not."""

import json
import random
import shutil
from dataclasses import replace

import polars as pl
import pytest
from attacks_on_two_releases import parts_of, told_by
from invented.whole import put_answers
from invented_releases import everybody, release
from worlds import decide

from cyberstudy.protect import protect_survey
from cyberstudy.protect.ledger import put_back, record, recorded, release_of
from disclosure.certificate import certificate
from disclosure.check_certificate import check
from surveyanswers.instrument.data_access import state_of
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import sha256_of, write_table

YES, NO = {"en": "Yes"}, {"en": "No"}
FILE = "file,sha256,bytes\n"


def form(name="q", wording="Is there a law?", **labels):
    """A form of one question; its options' codes with what they read."""
    labels = labels or {"yes": YES, "no": NO}
    asked = Question(name, "select_one", "l", None, None, None, None, None, {"en": wording}, 0)
    read = {"en": {code: own["en"] for code, own in labels.items()}}
    return Questionnaire({name: asked}, {"l": Options([*labels], read)}, {}, "")


def answered(made):
    """What units of an invented release said, as cleaning has it."""
    keys = ["wave", "unit_id", "question", "status"]
    value = pl.col("option").filter("chosen").first()
    return made.said.group_by(keys, maintain_order=True).agg(value=value)


def manifest(results, **files):
    """Say what a release holds."""
    listed = "".join(f"{name}.csv,{digest},1\n" for name, digest in files.items())
    (results / "release/MANIFEST.csv").write_text(FILE + listed)


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
    certificate([], minimum=5).write_parquet(folder / "protect/certificate.parquet")
    manifest(folder, a=1)
    return folder


@pytest.mark.parametrize(("weight", "dropped"), [(1.0, False), (1.02, True)])
def test_bounds_by_the_weights_of_a_sample_are_no_counts(weight, dropped):
    made = release(everybody())
    share = pl.col("share") * weight
    bounds = {"bound_low": share * 0.8, "bound_high": share * 0.8 + 0.2}  # a fifth more were asked
    estimates = made.estimates.with_columns(share.round(6), **bounds)
    read = release_of(estimates, made.memberships, made.replies)
    assert (read.estimates["bound_low"].null_count() == estimates.height) == dropped


def test_a_release_is_recorded_once_with_all_that_the_next_is_held_against(results, tmp_path):
    entry = record("islands", form(), results, tmp_path)
    assert entry.folder == tmp_path / "data/confidential/islands/releases/1"
    assert entry.tables == ["estimates.parquet"]
    assert entry.release().replies.said("", "q").height == 32
    assert entry.contents["q"] == {"": ["is there a law"], "yes": ["yes"], "no": ["no"]}
    assert record("islands", form(), results, tmp_path) is None
    manifest(results, b=1)
    assert record("islands", form(), results, tmp_path).number == 2
    assert [each.number for each in recorded(entry.folder.parent)] == [1, 2]


def test_what_a_release_says_of_earlier_ones_makes_it_no_other(results, tmp_path):
    """Else a release that was recorded would be a new one in the next run."""
    report = results / "release/MANIFEST.csv"
    report.write_text(FILE + "a.csv,1,1\nreport.json,2,1\n")
    record("islands", form(), results, tmp_path)
    report.write_text(FILE + "a.csv,1,1\nreport.json,3,1\n")
    assert record("islands", form(), results, tmp_path) is None


@pytest.fixture
def three(results, tmp_path):
    """The ledger's folder, with three releases."""
    for number in range(3):
        manifest(results, a=number)
        entry = record("islands", form(), results, tmp_path)
    return entry.folder.parent


GONE = {
    "the first": (["releases/1"], r"1: is missing"),
    "the last": (["releases/3"], r"3: is missing"),
    "all": (["releases"], r"1: is missing"),
    "what names the last": (["releases.json"], r"releases\.json: is missing"),
    "the last, and what names it": (["releases/3", "releases.json"], r"releases\.json: is missing"),
    "answers": (["releases/2/selected.parquet"], r"selected\.parquet: is not what was recorded"),
    "checksums": (["releases/2/sums.json"], r"sums\.json: is missing"),
}


@pytest.mark.parametrize("what", GONE)
def test_a_record_that_is_missing_is_noticed_by_a_run_and_by_the_next_record(
    three, results, tmp_path, what
):
    gone, said = GONE[what]
    before = state_of(three)
    for each in gone:
        path = three.parent / each
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert state_of(three) != before, "a run looks at the ledger again"
    with pytest.raises(SurveyError, match=said):
        recorded(three)
    with pytest.raises(SurveyError, match=said):
        record("islands", form(), results, tmp_path)


def test_a_record_that_was_altered_is_refused_though_its_own_checksums_were_too(three):
    (three / "1/selected.parquet").write_bytes(b"other")
    with pytest.raises(SurveyError, match=r"selected\.parquet: is not what was recorded"):
        recorded(three)
    sums = json.loads((three / "1/sums.json").read_text())
    sums["files"]["selected.parquet"] = sha256_of(three / "1/selected.parquet")
    (three / "1/sums.json").write_text(json.dumps(sums))
    with pytest.raises(SurveyError, match=r"2: was recorded after another release"):
        recorded(three)


def test_the_old_tables_take_the_place_of_new_ones(results, tmp_path):
    entry = record("islands", form(), results, tmp_path)
    target = results / "protect/tables"
    (target / "estimates.parquet").write_bytes(b"new")
    put_back(entry, target, ["estimates.parquet"], why="few changed", otherwise=[])
    assert pl.read_parquet(target / "estimates.parquet")["replied"].max() == 32
    with pytest.raises(SurveyError, match=r"release 1 should stay; but it has no contrasts"):
        put_back(entry, target, ["contrasts.csv"], why="few changed", otherwise=[])


@pytest.fixture
def protected(lighthouse, world, tmp_path):
    """Protect answers of a question that may be called otherwise, beside what was recorded."""
    decide(lighthouse, protection="confidential", minimum_base=5)
    assert lighthouse.exports and lighthouse.plan  # read by the form that they are written for
    receipt = pl.read_csv(world / "data/raw/MANIFEST.csv")
    write_table(
        receipt.with_columns(simulated=pl.col("simulated") == "yes"), str(tmp_path / "receipt.csv")
    )

    def made(answers, name, *, asked=None, recode=None, survey="islands", wave="", forms=None):
        asked, folder = asked or form(), tmp_path / name
        (question,) = asked.questions
        own = release(answers)
        told = {"question": pl.lit(question), "option": pl.col("option").replace(recode or {})}
        own = replace(own, estimates=own.estimates.with_columns(**told))
        own = replace(own, said=own.said.with_columns(**told))
        parts = ("estimates", "said", "memberships")
        waves = {part: getattr(own, part).with_columns(wave=pl.lit(wave)) for part in parts}
        own = replace(own, **waves)
        book = pl.DataFrame({"question": [question], "sensitivity": ["perception"]})
        lighthouse.__dict__.update(questionnaire=asked, codebook=book)
        for table in ("describe", "release", "clean"):
            (folder / table).mkdir(parents=True)
        put_answers(answered(own), folder / "clean")
        for table in ("estimates", "memberships"):
            write_table(getattr(own, table), str(folder / "describe" / f"{table}.parquet"))
        tables = [folder / "describe/estimates.parquet"]
        if forms:
            tables.append(folder / "describe/channels.csv")
            tables[-1].write_text(
                f"channel,language,standing,forms,sent\nagency,,current,{forms},{forms}\n"
            )
        report = protect_survey(
            [*map(str, tables)],
            clustered=[],
            frozen=[],
            answers=[str(folder / "clean/answers.parquet")],
            receipt=str(tmp_path / "receipt.csv"),
            survey=lighthouse,
            folder=str(folder / "protect/tables"),
            divided=[str(folder / "describe/memberships.parquet")],
            earlier=str(tmp_path / "data/confidential" / survey / "releases"),
        )
        (folder / "protect/report.json").write_text(json.dumps(report))
        manifest(folder, **{name: 1})
        return folder, report

    return made


def test_a_second_form_that_changes_no_answer_is_not_shown_before_enough_have_come(
    protected, tmp_path
):
    folder, _ = protected(everybody(), "first", forms=40)
    record("islands", form(), folder, tmp_path)
    for forms, stays in ((40, False), (41, True), (44, True), (45, False), (39, True)):
        _, report = protected(everybody(), f"with{forms}", forms=forms)
        assert report["release"]["stays"] == stays, forms
    assert "forms came, or went" in report["release"]["why"]


def test_where_the_old_numbers_stay_so_does_what_is_told_of_them(protected, tmp_path):
    """Counts of what is withheld of the new answers would give away the late reply."""
    few = everybody() | {f"east{n}": ("east", ("yes", "no")[n % 2]) for n in range(4)}
    folder, first = protected(few, "first")
    # Of each question both groups: one is of few, and the other would give it back.
    assert first["suppression"]["withheld"] == 4
    assert first["release"] == {"earlier": 0, "stays": False}
    record("islands", form(), folder, tmp_path)
    late, again = protected(few | {"east4": ("east", "yes")}, "late")
    assert again["release"]["stays"]
    del first["release"], again["release"]
    assert again == first
    tables = [pl.read_parquet(each / "protect/tables/estimates.parquet") for each in (folder, late)]
    assert tables[0].equals(tables[1])
    proofs = [pl.read_parquet(each / "protect/certificate.parquet") for each in (folder, late)]
    units = pl.read_parquet(folder / "describe/memberships.parquet")
    assert check(tables[0], units, proofs[0]).problems == []
    assert proofs[1].equals(proofs[0]), "one of the new numbers would prove other tables"


OTHERWISE = {
    "renamed": ({"asked": form("r1")}, "q"),
    "reworded and renamed": ({"asked": form("r1", "Does your law have it?")}, "q"),
    "recoded": ({"asked": form(**{"1": YES, "2": NO}), "recode": {"yes": "1", "no": "2"}}, "q"),
    "all of these": (
        {
            "asked": form("r1", "Y a-t-il une loi ?", a={"en": "Oui"}, b={"en": "Non"}),
            "recode": {"yes": "a", "no": "b"},
        },
        "q",
    ),
}


@pytest.mark.parametrize("how", OTHERWISE)
def test_a_form_that_was_renamed_or_recoded_is_no_new_survey(protected, tmp_path, how):
    folder, _ = protected(everybody(), "first")
    record("islands", form(), folder, tmp_path)
    otherwise, named = OTHERWISE[how]
    late = everybody() | {"south99": ("south", "yes")}
    with pytest.raises(SurveyError, match="Fewer than 5 units") as stopped:
        protected(late, "late", **otherwise)
    assert f"- {named}\n" in str(stopped.value)
    # Without the late reply, and with enough of them, what is asked goes out by its new name.
    _, same = protected(everybody(), "same", **otherwise)
    assert same["release"]["audit_with_earlier"]
    many = {f"{r}{n}": (r, ("yes", "no")[n % 2]) for r in ("south", "west") for n in range(90, 96)}
    _, more = protected(everybody() | many, "more", **otherwise)
    assert not more["release"]["stays"]


def test_what_two_releases_before_the_last_one_tell_is_looked_at_too(protected, tmp_path):
    """Six corrections and their taking back leave one late reply beside the first release."""
    corrected = everybody() | {f"{r}{n}": (r, "no") for r in ("south", "west") for n in range(6)}
    for name, answers in (("first", everybody()), ("second", corrected)):
        folder, report = protected(answers, name)
        assert not report["release"]["stays"]
        record("islands", form(), folder, tmp_path)
    _, third = protected(everybody() | {"south99": ("south", "yes")}, "third")
    assert third["release"]["stays"]


def test_a_wave_that_was_renamed_is_no_new_one(protected, tmp_path):
    folder, _ = protected(everybody(), "first")
    record("islands", form(), folder, tmp_path)
    _, late = protected(everybody() | {"south99": ("south", "yes")}, "late", wave="2026")
    assert late["release"]["stays"]
    _, same = protected(everybody(), "same", wave="2026")
    assert not same["release"]["stays"]


def test_units_that_were_renamed_are_not_taken_for_others(protected, tmp_path):
    folder, _ = protected(everybody(), "first")
    record("islands", form(), folder, tmp_path)
    renamed = {f"island {unit}": said for unit, said in everybody().items()}
    _, late = protected(renamed | {"south99": ("south", "yes")}, "late")
    assert late["release"]["stays"]
    assert "other ids" in late["release"]["why"]


def test_a_survey_begun_anew_under_another_name_is_compared_with_the_first(protected, tmp_path):
    folder, _ = protected(everybody(), "first")
    record("islands", form(), folder, tmp_path)
    late = everybody() | {"south99": ("south", "yes")}
    with pytest.raises(SurveyError, match=r"by islands, of which there are releases; fewer than"):
        protected(late, "late", survey="coasts", asked=form("r1", "Une loi ?"))
    others = {f"coast {unit}": said for unit, said in late.items()}
    _, report = protected(others, "others", survey="coasts", asked=form("r1", "Une loi ?"))
    assert report["release"] == {"earlier": 0, "stays": False}


def two_lists(seed):
    """Draw answers to a first form, and what they are after corrections and late replies.

    Of odd seeds as many are late, of no region or of most, as a second release needs.
    """
    by = random.Random(seed)
    chance = {region: by.uniform(0.2, 0.8) for region in ("east", "north", "south", "west")}

    def said(region):
        return None if by.random() < 0.1 else "yes" if by.random() < chance[region] else "no"

    sizes = {region: by.choice([3, 4, 7, 10, 12]) for region in chance}
    before = {f"{r}{n}": (r, said(r)) for r, size in sizes.items() for n in range(size)}
    wrong = 0 if seed % 2 else by.choice([0, 1, 3])
    corrected = {unit: (r, said(r)) for unit, (r, _) in by.sample([*before.items()], wrong)}
    late = {
        f"{r}{n}": (r, said(r)) for r in chance for n in range(50, 50 + by.choice([0, 1, 5, 6]))
    }
    return before, before | corrected | late


def tables_of(folder):
    columns = ("group", "option", "base", "count")
    return [*pl.read_parquet(folder / "protect/tables/estimates.parquet").select(columns).rows()]


def secrets(parts, releases):
    """Of whom nothing may follow: withheld groups, and fewer than five whose answer changed.

    A group whose answers are the same in both releases is published if one of them publishes it.
    """
    rows = [(group, kind, count) for kind, of in releases.items() for group, _, _, count in of]
    hidden = {(group, kind) for group, kind, count in rows if count is None}
    shown = {group for group, _, count in rows if count is not None}
    changed = {group for group, kind in parts if kind != "same"}
    few = {(g, f"changed, {k}") for (g, k), (size, *_) in parts.items() if k != "same" and size < 5}
    return {(group, kind) for group, kind in hidden if group in changed or group not in shown} | few


def recovered(releases, before, now):
    """What somebody with two releases learns of these, more than that nobody said it."""
    parts = parts_of(before, now)
    told, hidden = told_by(releases, parts), secrets(parts, releases)
    for (group, kind, option), number in told.items():
        which = kind.removeprefix("changed, ")
        inside = [parts.get((group, k)) for k in {which, *(() if which != kind else ("same",))}]
        true = sum(part[1 + ("yes", "no").index(option)] for part in inside if part)
        assert number == true, "the attacker is wrong"
    return {target: number for target, number in told.items() if target[:2] in hidden and number}


def test_an_attacker_with_two_releases_learns_nothing_of_few_or_of_withheld_groups(
    protected, tmp_path
):
    """The same attacker learns much where the second release is made as if it were the first."""
    learnt, alone, stays = {}, {}, 0
    for seed in range(20):
        before, now = two_lists(seed)
        shutil.rmtree(tmp_path / "data/confidential", ignore_errors=True)
        first, _ = protected(before, f"first{seed}")
        unaware, _ = protected(now, f"unaware{seed}")
        record("islands", form(), first, tmp_path)
        second, report = protected(now, f"second{seed}")
        stays += report["release"]["stays"]
        for into, folder in ((learnt, second), (alone, unaware)):
            releases = {"before": tables_of(first), "now": tables_of(folder)}
            if folder == second and report["release"]["stays"]:
                assert releases["before"] == releases.pop("now")
            if found := recovered(releases, before, now):
                into[seed] = found
    print(f"{stays} of 20 stay; learnt {learnt}; without the ledger {alone}")
    assert learnt == {}
    assert len(alone) >= 3 and 0 < stays < 16
