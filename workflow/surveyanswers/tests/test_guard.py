"""Git never gets answers that were given in confidence, however they are written and packed."""

import bz2
import gzip
import io
import json
import lzma
import sqlite3
import tarfile
import tempfile
import zipfile
from contextlib import closing

import polars as pl
import pyreadstat
import pytest
from invented import edit

from surveyanswers.guard import refused
from surveyanswers.instrument.identifying import digest_of

REAL = "data/confidential/lighthouse/keepers.csv"
CODES = {
    "unit": ["k01", "k02"],
    "home": ["CHL", "JPN"],
    "lamps": ["arc", "oil"],
    "remarks": ["", ""],
}
CORRECTIONS = "submission,question,instance,was,becomes,reason,by,on\n"


def real(world):
    return (world / REAL).read_bytes()


def with_a_line_more(world):
    return real(world) + b"k13;1889-03-13;10.0.0.13;Norway;Chile;5;;;;;;;;;;;;;\n"


def zipped(data, name="a.csv"):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return made.getvalue()


def tarred(data, mode="w:xz"):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        entry = tarfile.TarInfo("a.csv")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


def table(world):
    """Read the registered answers as another program would, to write them in its own way."""
    return pl.read_csv(world / REAL, separator=";", infer_schema=False)


def written(world, how):
    made = io.BytesIO()
    getattr(table(world), f"write_{how}")(made)
    return made.getvalue()


def by_path(world, write):
    path = world / "written"
    write(path)
    return path.read_bytes()


def as_database(world):
    with closing(sqlite3.connect(":memory:")) as base:
        told = table(world)
        base.execute(f"create table a ({', '.join(f'c{n} text' for n in range(told.width))})")
        base.executemany(f"insert into a values ({','.join('?' * told.width)})", told.rows())
        base.commit()
        return base.serialize()


def as_labelled(world, program):
    plain = table(world).rename(lambda name: name.replace(" ", "_"))
    write = getattr(pyreadstat, f"write_{program}")
    return by_path(world, lambda path: write(plain.fill_null(""), str(path)))


def notebook(*outputs, source=("study.exhibit('keepers')",)):
    cell = {"cell_type": "code", "source": [*source], "outputs": [*outputs], "metadata": {}}
    return json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5}).encode()


def accepted_answers(world):
    made = io.BytesIO()
    pl.DataFrame({"unit_id": ["k01"], "question": ["home"], "value": ["CHL"]}).write_parquet(made)
    return made.getvalue()


def coded(how):
    made = io.BytesIO()
    getattr(pl.DataFrame(CODES), f"write_{how}")(made)
    return made.getvalue()


#: The kinds of file of which ten were once committed: where it lies, and what is in it.
KINDS = {
    "a file beside registered ones": ("data/confidential/lighthouse/notes.txt", lambda _: b"x"),
    "a copy": ("notes.txt", real),
    "a csv below data/raw": ("data/raw/lighthouse/norway.csv", lambda _: coded("csv")),
    "a workbook below data/raw": ("data/raw/lighthouse/k.xlsx", lambda w: written(w, "excel")),
    "a copy with a line more": ("notes.csv", with_a_line_more),
    "the same as gz": ("notes.csv.gz", lambda w: gzip.compress(with_a_line_more(w))),
    "the same as zip": ("notes.zip", lambda w: zipped(with_a_line_more(w))),
    "answers, by force": ("results/lighthouse/clean/answers.parquet", accepted_answers),
    "answers, published": ("results/published/lighthouse/answers.parquet", accepted_answers),
    "a csv in data/raw itself": ("data/raw/answers.csv", lambda _: coded("csv")),
    "json below data/raw": ("data/raw/lighthouse/answers.json", lambda _: coded("json")),
    "parquet below data/raw": ("data/raw/lighthouse/a.parquet", lambda _: coded("parquet")),
    "a notebook with printed answers": (
        "notebooks/look.ipynb",
        lambda _: notebook({"output_type": "stream", "name": "stdout", "text": ["k01 CHL"]}),
    ),
    "corrections": (
        "config/surveys/lighthouse/corrections.csv",
        lambda _: (CORRECTIONS + "k01,home,0,Chile,CHL,told,me,2026-01-02\n").encode(),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_file_that_was_once_tried_is_refused(registered, kind):
    path, made = KINDS[kind]
    (told,) = refused({path: made(registered)}, registered)
    assert told.startswith(f"{path}: ")
    assert ". " in told.removeprefix(path), "it says what to do"
    assert not any(name in told for name in ("k01", "Chile", "10.0.0"))


PACKED = {
    "bz2": lambda w: bz2.compress(with_a_line_more(w)),
    "xz": lambda w: lzma.compress(with_a_line_more(w)),
    "tar": lambda w: tarred(with_a_line_more(w)),
    "zip in zip": lambda w: zipped(zipped(with_a_line_more(w)), "b.zip"),
    "tsv": lambda w: table(w).write_csv(separator="\t").encode(),
    "utf-16": lambda w: with_a_line_more(w).decode("utf-8-sig").encode("utf-16"),
    "windows ends of line": lambda w: with_a_line_more(w).replace(b"\n", b"\r\n"),
    "without its headings": lambda w: with_a_line_more(w).partition(b"\n")[2],
    "jsonl": lambda w: written(w, "ndjson"),
    "json": lambda w: written(w, "json"),
    "json by column": lambda w: json.dumps(table(w).to_dict(as_series=False)).encode(),
    "parquet": lambda w: written(w, "parquet"),
    "arrow": lambda w: written(w, "ipc"),
    "workbook": lambda w: written(w, "excel"),
    "sqlite": as_database,
    "sav": lambda w: as_labelled(w, "sav"),
    "dta": lambda w: as_labelled(w, "dta"),
}


#: What is refused whatever it holds.
SEALED = ("bz2", "xz", "tar", "zip in zip", "arrow", "sqlite")


@pytest.mark.parametrize("how", PACKED)
def test_rows_of_registered_answers_are_known_in_every_format(registered, how):
    (told,) = refused({"docs/example": PACKED[how](registered)}, registered)
    if how in SEALED:
        assert "so nobody sees what is in it" in told
    else:
        assert "registered confidential" in told or "questions of a confidential survey" in told


def test_one_long_text_of_an_answer_is_known_in_the_midst_of_others(registered):
    keepers = registered / REAL
    keepers.write_text(keepers.read_text() + "k14;;;;;;;;;;;;;;;;;;the lamp went out in the gale\n")
    texts = {
        "docs/notes.md": b"He said that\nthe lamp went  out\nin the gale, more or less.",
        "tests/example.py": b'SAID = "the lamp went out in the gale"\n',
        "notebooks/look.ipynb": notebook(source=("# the lamp went out ", "in the gale")),
        "docs/other.md": b"The lamp went out, it is said.",
    }
    told = refused(texts, registered)
    assert [each.partition(":")[0] for each in told] == [*texts][:3]


def test_words_of_the_questionnaire_are_no_answers(registered):
    keepers = registered / REAL
    asked = "Name a coast known for fog"
    keepers.write_text(keepers.read_text() + f"k14;;;;;;;;;;;;;;;;;;{asked}\n")
    assert refused({"docs/a.md": asked.encode()}, registered) == []


def test_where_no_answers_are_questions_with_values_are_still_refused(confidential):
    settings = confidential / "config/surveys/lighthouse/settings.yaml"
    edit(settings, "protection: public", "protection: confidential\nminimum_base: 5")
    (confidential / REAL).unlink()
    long = "unit,question,value\nk01,home,CHL\nk01,lamps,arc\nk02,remarks,none\n"
    wordings = (
        "Where is your lighthouse?;Which lamps are lit?;Anything else?;fog_land\nCHL;arc;;CHL\n"
    )
    files = {
        "docs/a.csv": coded("csv"),
        "docs/a.json": coded("json"),
        "docs/a.parquet": coded("parquet"),
        "docs/long.csv": long.encode(),
        "docs/kobo.txt": b"g/home\tg/lamps/arc\tg/remarks\nCHL\t1\t\n",
        "docs/limesurvey.txt": b"home[a]|lamps[b]|remarks. What?\nCHL|1|\n",
    }
    told = refused(files | {"docs/wordings.csv": wordings.encode()}, confidential)
    assert [each.partition(":")[0] for each in told][: len(files)] == [*files]
    headings_alone = {"docs/heads.csv": b"home,lamps,remarks\n"}
    declared = {"config/surveys/lighthouse/simulation/a.csv": coded("csv")}
    assert refused(headings_alone | declared, confidential) == []


def test_a_source_without_an_address_that_may_be_passed_on_is_carried_byte_for_byte(world):
    path, data = "data/raw/treaty/signed.csv", b"iso3,signed\nNOR,2025\n"
    known = {"path": "treaty/signed.csv", "sha256": digest_of(data), "bytes": len(data)}
    known |= {"received_on": "2026-11-28", "source": "pages", "licence": "CC BY 4.0"}
    known |= {"citation": "A treaty.", "sensitivity": "public", "simulated": False}
    granted = {"pass_on": "compiled here from public facts"}
    elsewhere = {"url": "https://example.org/signed.csv"}
    for terms, fits in ((granted, True), ({}, False), (granted | elsewhere, False)):
        text = json.dumps({"sources": [known | terms]})  # which is YAML
        (world / "data/raw/sources.yaml").write_text(text)
        told = refused({path: data}, world)
        assert told == [] if fits else "nor does sources.yaml as one to pass on" in told[0]


def test_of_a_public_survey_questions_and_results_may_be_published(world):
    published = {
        "results/published/lighthouse/answers.csv": coded("csv"),
        "results/published/lighthouse/look.ipynb": notebook({"output_type": "stream"}),
        "docs/a.csv": coded("csv"),
    }
    assert refused(published, world) == []


def test_of_a_registered_survey_its_release_may_be_published_and_nothing_beside_it(registered):
    release = registered / "results/lighthouse/release"
    release.mkdir(parents=True)
    shown, hidden = b"question,count\nhome,7\nlamps,8\nremarks,9\n", b"question,count\nhome,3\n"
    digest = "0" * 64
    (release / "MANIFEST.csv").write_text(f"file,sha256\ntables/estimates.csv,{digest}\n")
    path = "results/published/lighthouse/estimates.csv"
    assert len(refused({path: shown}, registered)) == 1
    edit(release / "MANIFEST.csv", digest, digest_of(shown))
    assert refused({path: shown, "docs/example.csv": shown}, registered) == []
    assert len(refused({path: hidden}, registered)) == 1
    # Who clones it has no release: then what is published has to say so itself.
    assert len(refused({path: shown}, registered, releases=False)) == 1
    (registered / path).parent.mkdir(parents=True)
    listed = f"file,sha256,simulated\nestimates.csv,{digest_of(shown)},no\n"
    (registered / path).with_name("MANIFEST.csv").write_text(listed)
    assert refused({path: shown}, registered, releases=False) == []
    assert len(refused({path: hidden}, registered, releases=False)) == 1


def test_what_was_written_of_a_survey_that_nobody_declared_public_is_refused(confidential):
    (confidential / "config/surveys/tales").mkdir()
    (confidential / "config/surveys/tales/.gitignore").write_text("*\n")
    paths = ["config/surveys/tales/plan.yaml", "notebooks/confidential_tales.ipynb"]
    others = ["config/surveys/lighthouse/plan.yaml", "notebooks/lighthouses.ipynb"]
    told = refused(dict.fromkeys([*paths, *others], b"0"), confidential)
    assert [each.partition(",")[0].partition(". ")[0] for each in told] == [
        f"{path}: of a survey that nobody has declared public" for path in paths
    ]


def test_simulated_files_stay_committable_even_where_real_ones_say_the_same(registered):
    simulated_survey = "data/raw/lighthouse/simulated-keepers.csv"
    data = (registered / simulated_survey).read_bytes()
    assert refused({simulated_survey: data}, registered) == []
    assert len(refused({simulated_survey: data + b"k13;;;\n"}, registered)) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"\xd0\xcf\x11\xe0 a workbook with a password",
        b"PAR1no",
        b"7z\xbc\xaf\x27\x1c...",
        b"\x28\xb5\x2f\xfd...",
        b"\x1f\x8bno gzip",
        b"PK\x03\x04no",
    ],
)
def test_what_cannot_be_looked_into_is_refused(world, data):
    (told,) = refused({"docs/a.bin": data}, world)
    assert "nobody sees what is in it" in told


def test_registered_texts_are_never_written_beside_the_confidential_folder(registered, monkeypatch):
    seen = []
    original = tempfile.NamedTemporaryFile
    monkeypatch.setattr(
        tempfile, "NamedTemporaryFile", lambda dir: seen.append(dir) or original(dir=dir)
    )
    refused({"docs/a": as_labelled(registered, "sav")}, registered)
    assert seen == [registered / "data/confidential"]
