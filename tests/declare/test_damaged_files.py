"""Whatever a damaged file of a survey holds, planning says what is wrong, or goes on."""

import shutil
from contextlib import suppress

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import LIGHTHOUSE
from worlds.misdeclared import damaged

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.resolve import check_survey
from cyberstudy.declare.study import DeclaredStudy
from surveyanswers.instrument.parsing import load, parsed
from surveyanswers.instrument.raw_files import Sources, read_manifest
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.problems import SurveyError

FOLDER = "config/surveys/lighthouse"
FILES = [
    *(f"{FOLDER}/{name}.yaml" for name in ("settings", "layout", "plan")),
    *(f"{FOLDER}/{name}.csv" for name in ("codebook", "corrections", "reconciliation")),
    *(f"{FOLDER}/questionnaire/{name}.csv" for name in ("survey", "choices", "settings")),
    f"{FOLDER}/decisions.csv",
    "config/config.yaml",
    "data/raw/reference/countries.csv",
    "data/raw/reference/aliases.csv",
    "data/raw/MANIFEST.csv",
    "data/raw/sources.yaml",
]
WHOLE = {file: (LIGHTHOUSE / file).read_bytes() for file in FILES}
#: What is put into a file.
STRANGE = [
    *(b"", b",", b";", b'"', b"'", b"\n", b"\r", b"\t", b" ", b"\xff", b"\0", b"\xef\xbb\xbf"),
    *(b"x", b"-1", b"9" * 400, b"1e400", b".nan", b"~", b"yes", b"2012-01-02", b"${x}", b"${home}"),
    *(b"(", b")", b"[", b"]", b"{", b"}", b": ", b"- ", b"#", b"&a ", b"*a", b"!!x ", b"\xd9\xa3"),
    *(b"begin_repeat", b"end_group", b"select_one", b"text", b"lamps", b"unanimous", b"lead"),
]


@st.composite
def altered(draw, content):
    """Put something strange in the place of a few bytes, or move, repeat or recode them."""
    start = draw(st.integers(0, len(content)))
    end = min(len(content), start + draw(st.sampled_from([0, 0, 1, 1, 2, 5, 20, 200])))
    part = content[start:end]
    how = draw(st.sampled_from(["put", "put", "put", "twice", "cut", "line", "recoded", "marks"]))
    match how:
        case "put":
            part = draw(st.sampled_from(STRANGE))
        case "twice":
            part += part
        case "cut":
            return content[:start]
        case "line":
            lines = content.splitlines(keepends=True)
            one, other = (draw(st.integers(0, max(len(lines) - 1, 0))) for _ in range(2))
            with suppress(IndexError):
                lines[one] = lines[other]
            return b"".join(lines)
        case "recoded":
            text = content.decode("utf-8", errors="replace")
            return text.encode(draw(st.sampled_from(["utf-16", "cp1252", "koi8-r"])), "replace")
        case "marks":
            return content.replace(b",", draw(st.sampled_from([b";", b"\t", b",,"])))
    return content[:start] + part + content[end:]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Lay down a study that each damage is put right in again."""
    return shutil.copytree(LIGHTHOUSE, tmp_path_factory.mktemp("damaged") / "study")


def planned(root):
    """Do what planning does, and what the first rules do with what it gives them."""
    study = read_yaml(root / "config/config.yaml")
    parsed(study, DeclaredStudy, where="config/config.yaml")
    load(root / "data/raw/sources.yaml", Sources)
    read_manifest(root / "data/raw/MANIFEST.csv")
    survey = OpenSurvey(root / FOLDER, root=root)
    check_survey(survey)
    assert survey.plan.plain()
    assert survey.exports
    assert survey.settings.references is not None
    return survey


def put_right(root):
    for file, whole in WHOLE.items():
        (root / file).write_bytes(whole)


def told_or_serves(root):
    try:
        planned(root)
    except SurveyError as problem:
        assert len(str(problem)) < 20_000


@settings(max_examples=100)
@given(data=st.data())
def test_a_damaged_file_is_told_or_serves(root, data):
    put_right(root)
    for _ in range(data.draw(st.integers(1, 2))):
        file = data.draw(st.sampled_from(FILES))
        (root / file).write_bytes(data.draw(altered((root / file).read_bytes())))
    told_or_serves(root)


YAMLS = [file for file in FILES if file.endswith(".yaml") and "plan" not in file]
WRITTEN = {file: yaml.safe_load(WHOLE[file]) for file in YAMLS}


@pytest.mark.parametrize("file", YAMLS)
@given(data=st.data())
def test_a_file_with_values_of_another_kind_is_told_or_serves(root, file, data):
    put_right(root)
    written = data.draw(damaged(WRITTEN[file]))
    (root / file).write_text(yaml.safe_dump(written), encoding="utf-8")
    told_or_serves(root)


def test_a_blank_row_of_a_table_of_options_says_nothing_and_one_without_a_code_is_told(lighthouse):
    path = lighthouse.root / "data/raw/reference/countries.csv"
    whole = path.read_text(encoding="utf-8")
    codes = lighthouse.questionnaire.choices["lands.csv"].codes
    path.write_text(whole.replace("\n", "\n\n", 1), encoding="utf-8")
    assert (
        OpenSurvey(lighthouse.folder, root=lighthouse.root).questionnaire.choices["lands.csv"].codes
        == codes
    )
    path.write_text(f"{whole},Atlantis,Oceania\n", encoding="utf-8")
    with pytest.raises(SurveyError, match=r"countries\.csv, column iso3: nothing stands in the r"):
        check_survey(OpenSurvey(lighthouse.folder, root=lighthouse.root))
