"""What an analysis does to its contract, or to us, at its import changes nothing elsewhere."""

import json
import os

import polars as pl
import pytest

from cyberstudy import fence
from cyberstudy.analyses import Analysis
from cyberstudy.analysis_descriptions import described, of_plain, plain
from surveyanswers.tables.description import seen_columns
from surveyanswers.tables.disclosure import disclosure_of
from surveyanswers.tables.problems import SurveyError

HEAD = '''
import os, sys
import dataframely as dy
import polars as pl
from cyberstudy import analyses
from cyberstudy.analyses import Analysis, figure, table
from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import Part, column, key


class Lamps(Analysis):
    """Keepers by lamp."""

    lamp = key("Lamp.")
    keepers = column(dy.UInt32, Part.BASE, "Keepers.")
'''
TAIL = """

@table(Lamps, answers=["lamp"])
def lamps(survey):
    return survey.units
"""
UNITS = 'column(dy.List, Part.KEY, "Whom.", inner=dy.String())'
#: Contracts that would let rows leave without saying whom and what they are about.
CONTRACTS = {
    "units anew": f"    units = {UNITS}",
    "questions anew": f"    questions = {UNITS}",
    "units of text": '    units = key("Unit.")',
    "units without a part": "    units = dy.List(dy.String())",
    "units as an attribute": "    units = None",
    "questions as a property": "    questions = property(lambda self: [])",
    "no names": "    ABOUT = ()",
    "other names": '    ABOUT = ("whom", "what")',
    "others' names": '    ABOUT = ("lamp", "keepers")',
    "names as a property": "    ABOUT = property(lambda self: ())",
    "units renamed": f'    units = {UNITS[:-1]}, alias="whom")',
    "under another name": f'    whom = {UNITS[:-1]}, alias="units")',
    "deleted": "\n\nLamps.ABOUT = ()",
    "in a class of a class": "\n\nclass Lamps(Lamps):\n    ABOUT = ()",
    "changed later": '\n\nLamps.columns()["units"].metadata["disclosure"] = Part.KEY',
    "changed for all": '\n\nAnalysis.columns()["units"].metadata["disclosure"] = Part.KEY',
    "emptied for all": "\n\nAnalysis.ABOUT = ()",
    "columns that lie": (
        "\n    @classmethod\n    def columns(cls):\n"
        '        return {"lamp": key("Lamp."), "keepers": key("Keepers.")}'
    ),
    "a name that renames": (
        "\n\nclass Renames:\n    def __set_name__(self, owner, name):\n        owner.ABOUT = ()\n\n"
        "class Lamps(Lamps):\n    renames = Renames()"
    ),
    "a class that changes": (
        "\n\nclass Changes(type(Analysis)):\n    ABOUT = property(lambda cls: ())\n\n\n"
        'class Lamps(Analysis, metaclass=Changes):\n    ABOUT = ()\n    lamp = key("Lamp.")'
    ),
    "no analysis": '\n\nclass Lamps(Contract):\n    SUMS = True\n    lamp = key("Lamp.")',
    "another Analysis": (
        "\n\nclass Analysis(Contract):\n    ABOUT = ()\n    SUMS = False\n\n\n"
        'analyses.Analysis = Analysis\n\n\nclass Lamps(Analysis):\n    lamp = key("Lamp.")'
    ),
}


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "analyses" / "lamps.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("name", CONTRACTS)
def test_no_contract_declares_renames_empties_or_hides_units_and_questions(written, name):
    path = written(HEAD + CONTRACTS[name] + TAIL)
    with pytest.raises(SurveyError, match=r"lamps\.py, line|lamps\.py: ") as told:
        described([path])
    assert "Traceback" not in str(told.value)


def test_an_honest_contract_passes_with_all_that_it_declares(written):
    (file,) = described([written(HEAD + TAIL)])
    contract = file.tables["lamps"].contract
    assert contract.ABOUT == ("units", "questions")
    assert [*seen_columns(contract)] == ["lamp", "keepers"]
    assert contract.primary_key() == ["lamp"]
    assert file.line("lamps").endswith("lamps.py, line 18, lamps")
    with pytest.raises(SurveyError, match="behind the fence"):
        file.tables["lamps"].function(None)


LIES = """
asked = sys.modules["__main__"]
told = {"kind": "String", "description": "x", "disclosure": "key", "label": "", "decimals": None}
said = {"name": "Lamps", "doc": "", "sums": True, "about": asked._ABOUT}
made = {"doc": "", "answers": [], "reads": [], "claim": None}
made["contract"] = said | {"columns": {"units": told, "questions": told, "lamp": told}}
asked.plain = lambda file: {"tables": {"lamps": made}, "figures": {}, "lines": {}}
"""


def test_who_lies_about_another_file_cannot_lie_about_units_and_questions(written, tmp_path):
    other = tmp_path / "others.py"
    other.write_text(HEAD + TAIL + "# another\n")
    with pytest.raises(SurveyError, match="does not leave `units` and `questions` as"):
        described([written(HEAD + LIES + TAIL), other])
    hidden = LIES.replace('"units": told, "questions": told, ', "")
    other.write_text(HEAD + TAIL + "# and another\n")
    _, file = described([written(HEAD + hidden + TAIL), other])
    contract = file.tables["lamps"].contract
    assert contract.SUMS is True  # so the lie was told
    assert disclosure_of(contract)["units"] == disclosure_of(Analysis)["units"]


def test_what_is_patched_at_import_is_patched_nowhere_else(written):
    patched = """
import importlib
rules = importlib.import_module("cyberstudy.protect.release_rules")
rules.INSIDE, rules.is_own, rules.Door.table = frozenset(), lambda path: False, print
fence = importlib.import_module("cyberstudy.fence")
fence.enter, fence.version, fence.holds = print, lambda: 0, lambda: True
"""
    described([written(HEAD + patched + TAIL)])
    from cyberstudy.protect import release_rules

    assert release_rules.INSIDE
    assert release_rules.Door.table is not print
    assert fence.enter is not print


def test_a_column_may_be_called_as_an_attribute_of_contracts_is(written):
    (file,) = described([written(HEAD + '    place = key("Where.")' + TAIL)])
    contract = file.tables["lamps"].contract
    assert [*seen_columns(contract)] == ["lamp", "keepers", "place"]
    assert contract.primary_key() == ["lamp", "place"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("os._exit(3)", r"lamps\.py: its import ended the process \(status 3\)"),
        ("print('{}'); print('[]')", None),
        ("os.write(1, b'{}')", None),
        ("sys.exit('gone')", r"its import ended the process"),
    ],
    ids=["ended", "printed", "written", "exit"],
)
def test_what_an_import_prints_is_no_answer_and_its_end_is_told(written, text, told):
    path = written(HEAD + text + TAIL)
    if told is None:
        assert [*described([path])[0].tables] == ["lamps"]
    else:
        with pytest.raises(SurveyError, match=told):
            described([path])


def test_a_description_is_data_and_nothing_else(written):
    (file,) = described([written(HEAD + TAIL)])
    again = of_plain(file.path, json.loads(json.dumps(plain(file))))
    assert plain(again) == plain(file)
    with pytest.raises(SurveyError, match="cannot be read"):
        of_plain(file.path, {"tables": {"lamps": {}}})
    with pytest.raises(SurveyError, match="is no data"):
        described(
            [
                written(
                    HEAD + TAIL + '\n\n@figure("estimates", area=object(), title="")\n'
                    "def drawn(made, view): ...\n"
                )
            ]
        )


#: What an import may try: to read an answer, and to leave it where others find it.
IMPORTS = {
    "polars": "said = pl.read_csv({answers!r}).item()",
    "open": "with open({answers!r}) as file:\n    said = file.read()",
    "os.open": "said = os.read(os.open({answers!r}, os.O_RDONLY), 99).decode()",
    "subprocess": "import subprocess\n"
    "said = subprocess.check_output(['cat', {answers!r}], stderr=-3).decode()",
    "glob": "import glob\nwith open(glob.glob({folder!r} + '/*')[0]) as file:\n"
    "    said = file.read()",
    "ctypes": "import ctypes\nnumber = ctypes.CDLL(None).open({answers!r}.encode(), 0)\n"
    "said = os.read(number, 99).decode()",
    "a module of ours": "import importlib\nstorage = importlib.import_module("
    "'surveyanswers.tables.storage')\nsaid = str(storage.read_table({answers!r}).rows())",
    "writes a declaration": "said = ''\nwith open({config!r}, 'w') as file:\n    pass",
    "writes a result": "said = ''\nwith open({folder!r} + '/left', 'w') as file:\n    pass",
    "writes beside itself": "said = ''\nos.mkdir(os.path.dirname(__file__) + '/left')",
    "a socket": "import socket\nwith socket.socket():\n    said = ''",
}


@pytest.mark.needs("landlock")
@pytest.mark.parametrize("name", IMPORTS)
def test_an_import_while_the_study_is_planned_reads_and_leaves_nothing(written, tmp_path, name):
    folder = tmp_path / "results/keep/clean"
    folder.mkdir(parents=True)
    pl.DataFrame({"said": ["keeper k07 said gas"]}).write_csv(folder / "answers.csv")
    given = {"answers": str(folder / "answers.csv"), "folder": str(folder)}
    text = IMPORTS[name].format(**given, config=str(tmp_path / "left.yaml"))
    tail = '\n\n@figure("estimates", area="Law", title=said)\ndef drawn(made, view): ...\n'
    path = written(f"{HEAD}\n\n{text}{TAIL}{tail}")
    before = {*tmp_path.rglob("*")}
    with pytest.raises(SurveyError, match=r"lamps\.py, line \d+: ") as told:
        described([path])
    assert "k07" not in str(told.value)
    assert {*tmp_path.rglob("*")} == before
    found = {"os": os, "pl": pl, "__file__": str(path)}
    exec(compile(text, "", "exec"), found)  # outside the fence it succeeds
    assert "k07" in found["said"] or {*tmp_path.rglob("*")} != before or name == "a socket"
