"""What nobody thought of beforehand."""

import random
import re
import shutil
from pathlib import Path

import polars as pl
import pytest
from invented.cells import cells_read
from worlds import REPOSITORY
from worlds.malformed import CODES, KEYED, KOBO, RAW, RUSSIAN, SPANISH

from cyberstudy.verify.receipt import write_receipt
from surveyanswers.tables.answers import Intake
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import checked, read_text_table, sha256_of


def test_a_second_file_for_a_channel_that_nobody_declared_stops_at_the_receipt(make, monkeypatch):
    study = make(CODES)
    monkeypatch.chdir(study.root)
    manifest, sources = RAW / "states2012/MANIFEST.csv", RAW / "sources.yaml"
    listed = read_text_table(REPOSITORY / manifest).filter(file=CODES)
    found = {"sha256": sha256_of(study.path), "bytes": str(study.path.stat().st_size)}
    listed.with_columns(**{name: pl.lit(text) for name, text in found.items()}).write_csv(manifest)
    shutil.copy(REPOSITORY / sources, sources)
    second = study.path.with_name("simulated-unodc-limesurvey (2).csv")
    shutil.copy(study.path, second)
    files = [(RAW / CODES).as_posix(), second.relative_to(study.root).as_posix()]
    with pytest.raises(SurveyError, match=r"limesurvey \(2\)\.csv: listed no.*\n.*move the stran"):
        write_receipt(files, manifests=[manifest], sources=sources)


@pytest.mark.parametrize("file", [CODES, SPANISH, RUSSIAN, KOBO, KEYED])
def test_random_damage_never_ends_in_a_traceback(file, make, form):
    study = make(file)
    exports = study.survey(form).exports
    whole = study.path.read_bytes()
    chance = random.Random(20110519)
    for _ in range(25):
        content = bytearray(whole)
        at, to = sorted(chance.sample(range(len(content)), 2))
        match chance.choice(["byte", "gap", "cut", "again"]):
            case "byte":
                content[at] = chance.randrange(256)
            case "gap":
                del content[at : at + chance.randrange(1, 40)]
            case "cut":
                del content[at:]
            case "again":
                content[at:at] = content[to : to + 40]
        study.path.write_bytes(content)
        try:
            _, intake = cells_read(exports, study.root / RAW, form)
        except SurveyError as problem:
            assert study.path.name in str(problem)
        else:
            checked(intake, Intake)


def test_there_are_enough_cases():
    modules = Path(__file__).parent.glob("test_*.py")
    assert sum(len(re.findall(r"^@CASES\.", path.read_text(), re.M)) for path in modules) >= 110
