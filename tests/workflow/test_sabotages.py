"""What somebody puts into results of a confidential survey does not leave.

Reviewers tried most of these ways. Each alters files of a finished study, whose checksums are left
as they were or written anew. None uses code of the study.
"""

import csv
import hashlib
import json
import random
import shutil
import zlib
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from worlds import REPOSITORY, small_surveys
from worlds.begun import empty_study
from worlds.runs import snakemake
from worlds.small_exports import delimited

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.release import release_survey
from cyberstudy.scaffold.new_survey import scaffold
from surveyanswers.tables.checksums import check
from surveyanswers.tables.problems import SurveyError

pytestmark = pytest.mark.workflow

MADE = Path("results/waves")
TABLES, DRAWN, NARRATED = MADE / "protect/tables", MADE / "draw/en", MADE / "narrate"
REPORT, FORM = MADE / "protect/report.json", MADE / "verify/questionnaire.xml"
PLAN = Path("config/surveys/waves/plan.yaml")
FIGURE, NOTEBOOK = "law_on_lamps", "confidential_waves"
CERTIFICATE, MEMBERS = MADE / "protect/certificate.parquet", MADE / "describe/memberships.parquet"
#: What whoever writes results can seal anew, and what a release makes again.
SEALED = (TABLES, DRAWN, NARRATED, REPORT, FORM)
AGAIN = (DRAWN, NARRATED, FORM)
ALL_SIX = "All six African States say no"
EVERY = "Every African State says no"
#: Exhibits and notebooks altered after they were made; tables and records of protection, of which
#: the saboteur makes exhibits and notebooks anew; texts that people write, of which a run does.
SHOWN, PROTECTED, WRITTEN = {}, {}, {}


def sealed_anew(folder):
    """Write checksums again, as ``sha256sum`` does."""
    for output in SEALED:
        path = folder / output
        files = [path] if path.is_file() else sorted(path.rglob("[!.]*"))
        lines = [
            f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder)}\n"
            for file in files
            if file.is_file()
        ]
        target = folder / "results/checksums" / f"{output.relative_to('results')}.sha256"
        target.write_text("".join(lines))


def ways(kind, **named):
    kind |= {name.replace("_", " "): way for name, way in named.items()}


def put(place, old, new, folder):
    """Write something in the place of something else."""
    text = (folder / place).read_text()
    assert old in text, (place, old)
    (folder / place).write_text(text.replace(old, new, 1))


def more(place, text, folder):
    with (folder / place).open("ab") as file:
        file.write(text if isinstance(text, bytes) else text.encode())


def new(place, text, folder):
    (folder / place).parent.mkdir(exist_ok=True, parents=True)
    (folder / place).write_text(text)


def copied(place, target, folder):
    (folder / target).parent.mkdir(exist_ok=True, parents=True)
    shutil.copy(folder / place, folder / target)


def record(place, change, folder):
    content = json.loads((folder / place).read_text())
    change(content)
    (folder / place).write_text(json.dumps(content, indent=2, sort_keys=True))


def key(name, value):
    return lambda content: content.update({name: value})


def table(name, change, folder):
    """Alter one of the protected tables, with what was counted beside it."""
    path = folder / TABLES / name
    counted = folder / MADE / "describe" / name
    read = pl.read_csv if path.suffix == ".csv" else pl.read_parquet
    seen = read(path)
    altered = change(seen, read(counted))
    assert not altered.equals(seen)
    (altered.write_csv if path.suffix == ".csv" else altered.write_parquet)(path)


def chunk(text, folder):
    """Write a text into a PNG file, before its pixels."""
    path = folder / DRAWN / f"{FIGURE}.png"
    content, data = path.read_bytes(), b"tEXt" + b"Comment\0" + text.encode()
    part = (len(data) - 4).to_bytes(4) + data + zlib.crc32(data).to_bytes(4)
    path.write_bytes(content[:33] + part + content[33:])


def pixels(folder):
    """Alter a PNG file among its pixels."""
    path = folder / DRAWN / f"{FIGURE}.png"
    at = path.read_bytes().index(b"IDAT") + 40
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def listed_too(name, write, folder):
    """Put a table beside the protected ones, and its name into their report."""
    write(folder)
    record(REPORT, lambda report: report["passed"].append(name), folder)


SVG, CSV = DRAWN / f"{FIGURE}.svg", DRAWN / f"{FIGURE}.csv"
HTML, IPYNB = NARRATED / f"{NOTEBOOK}.html", NARRATED / f"{NOTEBOOK}.ipynb"
ways(
    SHOWN,
    figure_a_withheld_row=partial(
        more, CSV, "1,law on lamps,law_on_lamps,merged_region,Africa,option,no,no,6,1,6,,6,\n"
    ),
    figure_a_row_by_title=partial(more, CSV, "1,law on lamps,,,Africa,option,no,no,6,1,6,,6,\n"),
    figure_no_key_columns=partial(new, CSV, "who,says,how many\nFrance,no,6\n"),
    figure_named_by_numbers=partial(copied, SVG, DRAWN / "africa_6_of_6.svg"),
    figure_named_by_a_State=partial(copied, SVG, DRAWN / "france.svg"),
    svg_title=partial(put, SVG, "</title>", ", 6 of 6</title>"),
    svg_attribute=partial(put, SVG, 'role="img"', 'role="img" data-africa="6 of 6"'),
    svg_text=partial(put, SVG, "</svg>", "<text>100 %</text></svg>"),
    svg_bar=partial(put, SVG, "</svg>", '<path d="M 0 0 L 60 0 L 60 9 L 0 9 z"/></svg>'),
    svg_comment=partial(put, SVG, "</svg>", "<!-- 6 of 6 --></svg>"),
    svg_State=partial(put, SVG, "</svg>", "<text>France</text></svg>"),
    svg_base64=partial(put, SVG, "</svg>", '<image href="data:,NiBvZiA2"/></svg>'),
    svg_zero_width=partial(put, SVG, "</svg>", "<text>Fra\u200bnce 6\u200b of 6</text></svg>"),
    png_pixels=pixels,
    png_text=partial(chunk, "Africa: 6 of 6"),
    pdf_beside=partial(new, DRAWN / f"{FIGURE}.pdf", "%PDF-1.7 South: 6 of 6"),
    alternative_text_per_cent=partial(
        record, DRAWN / f"{FIGURE}.json", key("alt", "Africa: 100 %")
    ),
    alternative_text_count=partial(record, DRAWN / f"{FIGURE}.json", key("alt", "Africa: 6")),
    notebook_sentence=partial(put, HTML, "</body>", "<p>Africa: 6 of 6 say no</p></body>"),
    notebook_table=partial(put, HTML, "</body>", "<table><tr><td>6</td></tr></table></body>"),
    notebook_State=partial(put, HTML, "</body>", "<p>France says no</p></body>"),
    notebook_link=partial(put, HTML, "</body>", '<a href="../clean/answers.csv">all</a></body>'),
    notebook_metadata=partial(record, IPYNB, key("africa", "6 of 6")),
    notebook_more=partial(copied, MADE / "describe/coverage.csv", NARRATED / "coverage.csv"),
    form_with_a_State=partial(put, FORM, "</h:title>", " of Poland</h:title>"),
)
for said in (
    "6 of 6 of Africa",
    ALL_SIX,
    EVERY,
    "in Africa 100 %",
    "the French reply says no",
):
    ways(
        SHOWN,
        **{
            f"caption: {said}": partial(record, DRAWN / f"{FIGURE}.json", key("caption", said)),
            f"page of text: {said}": partial(more, DRAWN / f"{FIGURE}.rst", f"\n{said}.\n"),
        },
    )

ESTIMATES, MEANS = "estimates.parquet", "index_groups.csv"
UNDECLARED = partial(new, TABLES / "africa.csv", "group,count\nAfrica,6\n")
LISTED = partial(copied, MEMBERS, TABLES / "lamps/members.parquet")
SCORES = partial(copied, MADE / "clean/answers.parquet", TABLES / "indices.parquet")
DEEP = partial(copied, MADE / "clean/answers.parquet", TABLES / "lamps/classes.parquet")
ways(
    PROTECTED,
    column_more=partial(
        table, ESTIMATES, lambda seen, true: seen.with_columns(africa=pl.lit("6 of 6"))
    ),
    count_that_is_withheld=partial(
        table, ESTIMATES, lambda seen, true: seen.with_columns(count=true["count"])
    ),
    count_that_is_another=partial(
        table, ESTIMATES, lambda seen, true: seen.with_columns(pl.col("count") + 1)
    ),
    estimates_unprotected=partial(table, ESTIMATES, lambda seen, true: true),
    mean_that_is_withheld=partial(
        table, MEANS, lambda seen, true: seen.with_columns(mean=true["mean"])
    ),
    mean_that_is_another=partial(
        table, MEANS, lambda seen, true: seen.with_columns(pl.col("mean") + 0.01)
    ),
    means_unprotected=partial(table, MEANS, lambda seen, true: true),
    table_undeclared=UNDECLARED,
    table_undeclared_and_listed=partial(listed_too, "africa.csv", UNDECLARED),
    table_in_a_folder=DEEP,
    table_in_a_folder_and_listed=partial(listed_too, "lamps/classes.parquet", DEEP),
    members=LISTED,
    members_listed=partial(listed_too, "lamps/members.parquet", LISTED),
    scores=SCORES,
    scores_listed=partial(listed_too, "indices.parquet", SCORES),
    response_that_is_withheld=partial(table, "response.csv", lambda seen, true: true),
    nonresponse_that_is_another=partial(
        table, "nonresponse.csv", lambda seen, true: seen.with_columns(pl.col("count") + 1)
    ),
    accounting_row_more=partial(more, TABLES / "accounting.csv", "africa,6 of 6,6\n"),
    channel_more=partial(more, TABLES / "channels.csv", 'africa,"",current,6,\n'),
    report_key=partial(record, REPORT, key("africa", 6)),
    report_text=partial(record, REPORT, key("survey", "waves, Africa 6 of 6")),
    report_number=partial(record, REPORT, lambda report: report["rows_withheld"].update(africa=6)),
    report_number_that_is_another=partial(
        record, REPORT, lambda report: report["rows_withheld"].update(response=6)
    ),
)
SOURCE = Path("notebooks") / f"{NOTEBOOK}.ipynb"
SENTENCE = {"cell_type": "markdown", "id": "africa", "metadata": {}, "source": ["Africa: 6 of 6"]}
READING = {
    **{"cell_type": "code", "id": "africa", "metadata": {}, "outputs": []},
    **{"execution_count": None, "source": ["print('100 % of Africa')"]},
}


def cell(content, folder):
    """Add a cell to the notebook and, as a run would, to what is made of it."""
    for place in (SOURCE, IPYNB):
        record(place, lambda notebook: notebook["cells"].append(content), folder)


ways(
    WRITTEN,
    plan_words=partial(put, PLAN, "law on lamps, and 2 more", ALL_SIX),
    plan_digits=partial(put, PLAN, "law on lamps, and 2 more", "Africa, 6 of 6"),
    plan_no_number=partial(put, PLAN, "law on lamps, and 2 more", EVERY),
    notebook_words=partial(cell, SENTENCE),
    notebook_code=partial(cell, READING),
)
KINDS = {
    "none": {"nothing": lambda folder: None},
    "shown": SHOWN,
    "protected": PROTECTED,
    "written": WRITTEN,
}


#: What a person who plans an index writes.
SCORED = "yes=2 draft=1 no=0"
INDEX = """
indices:
  of: state
  minimum_answered: 0.6
  confidence: 0.95
  resamples: 100
  sets: {laws: {title: Laws, items: [law_on_lamps, law_on_horns, law_on_bells]}}
"""


def begun_with_scores(survey):
    scaffold(survey)
    codebook = survey.folder / "codebook.csv"
    codebook.write_text(codebook.read_text().replace("perception,\n", f"perception,{SCORED}\n"))


def states(folder):
    """Write answers of every second State; those of Africa agree, so a group is withheld."""
    by = random.Random("lamps")
    with (REPOSITORY / "data/raw/reference/member_states.csv").open(encoding="utf-8") as file:
        listed = [*csv.DictReader(file)][::2]
    rows = [
        [state["iso3"], item, year, "no" if agree else by.choice(["yes", "no", "draft"])]
        for state in listed
        for item in ("law on lamps", "law on horns", "law on bells")
        for year in (2020, 2024)
        for agree in [state["region"] == "Africa" and item == "law on lamps"]
    ]
    return delimited(
        folder / "waves.csv", [["ref_area", "indicator", "time_period", "obs_value"], *rows]
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A study of one survey, which came to its release."""
    with pytest.MonkeyPatch.context() as patch:
        folder = empty_study(tmp_path_factory.mktemp("sabotage") / "whole")
        patch.chdir(folder)
        patch.setitem(small_surveys.KINDS, "waves", states)
        patch.setitem(small_surveys.ADDED, "waves", INDEX)
        patch.setattr(small_surveys, "scaffold", begun_with_scores)
        wrong, output = small_surveys.made(folder, ["waves"])
    assert not wrong, output[-3000:]
    return folder


@pytest.fixture
def tried(whole, tmp_path, monkeypatch):
    """Return what puts a study beside it that is whole again."""
    unused = shutil.ignore_patterns(".snakemake", "page", "release", "made", "logs", "assets")

    def anew():
        shutil.rmtree(folder := tmp_path / "study", ignore_errors=True)
        shutil.copytree(whole, folder, ignore=unused)
        monkeypatch.chdir(folder)
        return folder

    return anew


def released(folder, again):
    """Release the survey as its job does, with what was made again; return why it is not."""
    proof = [CERTIFICATE, MEMBERS]
    try:
        check(map(str, (*SEALED, *proof)))
        release_survey(
            OpenSurvey(folder / "config/surveys/waves"),
            tables=str(TABLES),
            others=[str(REPORT), str(FORM)],
            drawn=[str(DRAWN)],
            narrated=[str(NARRATED)],
            again=str(again),
            labelled=[],
            config={},
            made_with={"version": "1.0", "commit": ""},
            lock="requirements.lock",
            receipt=str(MADE / "verify/receipt.csv"),
            folder=str(folder / "leaves"),
            submissions=[str(MADE / "clean/submissions.parquet")],
            proof=[str(path) for path in proof],
        )
    except SurveyError as problem:
        return str(problem)
    return ""


#: What the release by itself lets through of results that are sealed anew; docs/confidentiality.md
#: says who has to look there.
PASS = {"plan no number"}
PASS_SEALED = {
    *("response that is withheld", "nonresponse that is another", "accounting row more"),
    *("channel more", "mean that is another", "report number that is another"),
}


@pytest.mark.parametrize("sealed", [False, True])
def test_what_a_saboteur_writes_into_results_does_not_leave(whole, tried, sealed, tmp_path):
    passed, count = set(), 0
    for kind, named in KINDS.items():
        for name, way in named.items():
            folder = tried()
            way(folder)
            if sealed:
                sealed_anew(folder)
            # Of tables and texts that are altered, exhibits and notebooks are made anew.
            source = whole if named is SHOWN else folder
            again = tmp_path / "again"
            shutil.rmtree(again, ignore_errors=True)
            again.mkdir()
            for place in AGAIN:
                copy = shutil.copytree if (source / place).is_dir() else shutil.copy
                copy(source / place, again / place.name)
            why = released(folder, again)
            print(f"{kind}: {name}: {why[:160]!r}")
            passed |= set() if why else {name}
            count += 1
    passed.remove("nothing")
    stopped = count - 1 - len(passed)
    print(f"Stopped {stopped} of {count - 1}, checksums written anew: {sealed}")
    assert passed == PASS | (PASS_SEALED if sealed else set())


def test_a_run_makes_again_what_is_to_leave_and_stops_at_another(whole, tried):
    folder = tried()
    SHOWN["svg attribute"](folder)
    sealed_anew(folder)
    output = snakemake(folder, "results/waves/release", "--cores", "2").stdout
    assert "not what protected tables make" in output and f"{SVG}" in output, output[-3000:]
    assert not (folder / MADE / "release/MANIFEST.csv").exists()
