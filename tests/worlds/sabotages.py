"""Ways to put a confidential survey's withheld numbers into what leaves, as reviewers tried them.

Each alters files of a finished study, of the survey `waves`. None uses code of the study.
"""

import hashlib
import json
import shutil
import zlib
from functools import partial
from pathlib import Path

import polars as pl

MADE = Path("results/waves")
TABLES, DRAWN, NARRATED = MADE / "protect/tables", MADE / "draw/en", MADE / "narrate"
REPORT, FORM = MADE / "protect/report.json", MADE / "verify/questionnaire.xml"
PLAN = Path("config/surveys/waves/plan.yaml")
FIGURE, NOTEBOOK = "law_on_lamps", "confidential_waves"
#: What whoever writes results can seal anew.
SEALED = (TABLES, DRAWN, NARRATED, REPORT, FORM)
ALL_SIX = "All six States of the south say no"
EVERY = "Every State of the south says no"
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
    if path.suffix == ".csv":
        change(pl.read_csv(path), pl.read_csv(counted)).write_csv(path)
    else:
        change(pl.read_parquet(path), pl.read_parquet(counted)).write_parquet(path)


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
    figure_a_withheld_row=partial(put, CSV, ",option,no,no,,,", ",option,no,no,6,0.6,"),
    figure_a_row_by_title=partial(more, CSV, "1,law on lamps,,,France,option,no,no,6,1,6,,6,\n"),
    figure_no_key_columns=partial(new, CSV, "who,says,how many\nFrance,no,6\n"),
    figure_named_by_numbers=partial(copied, SVG, DRAWN / "south_6_of_6.svg"),
    figure_named_by_a_State=partial(copied, SVG, DRAWN / "france.svg"),
    svg_title=partial(put, SVG, "</title>", ", 6 of 6</title>"),
    svg_attribute=partial(put, SVG, 'role="img"', 'role="img" data-south="6 of 6"'),
    svg_text=partial(put, SVG, "</svg>", "<text>100 %</text></svg>"),
    svg_bar=partial(put, SVG, "</svg>", '<path d="M 0 0 L 60 0 L 60 9 L 0 9 z"/></svg>'),
    svg_comment=partial(put, SVG, "</svg>", "<!-- 6 of 6 --></svg>"),
    svg_State=partial(put, SVG, "</svg>", "<text>France</text></svg>"),
    svg_base64=partial(put, SVG, "</svg>", '<image href="data:,NiBvZiA2"/></svg>'),
    svg_zero_width=partial(put, SVG, "</svg>", "<text>Fra\u200bnce 6\u200b of 6</text></svg>"),
    png_pixels=pixels,
    png_text=partial(chunk, "South: 6 of 6"),
    pdf_beside=partial(new, DRAWN / f"{FIGURE}.pdf", "%PDF-1.7 South: 6 of 6"),
    alternative_text_per_cent=partial(record, DRAWN / f"{FIGURE}.json", key("alt", "South: 100 %")),
    alternative_text_count=partial(record, DRAWN / f"{FIGURE}.json", key("alt", "South: 6")),
    notebook_sentence=partial(put, HTML, "</body>", "<p>South: 6 of 6 say no</p></body>"),
    notebook_table=partial(put, HTML, "</body>", "<table><tr><td>6</td></tr></table></body>"),
    notebook_State=partial(put, HTML, "</body>", "<p>France says no</p></body>"),
    notebook_link=partial(put, HTML, "</body>", '<a href="../clean/answers.csv">all</a></body>'),
    notebook_metadata=partial(record, IPYNB, key("south", "6 of 6")),
    notebook_more=partial(copied, MADE / "describe/coverage.csv", NARRATED / "coverage.csv"),
)
for said in ("6 of 6 of the south", ALL_SIX, EVERY, "in the south 100 %", "the French reply says no"):
    ways(
        SHOWN,
        **{
            f"caption: {said}": partial(record, DRAWN / f"{FIGURE}.json", key("caption", said)),
            f"page of text: {said}": partial(more, DRAWN / f"{FIGURE}.rst", f"\n{said}.\n"),
        },
    )

ESTIMATES = "estimates.parquet"
UNDECLARED = partial(new, TABLES / "south.csv", "group,count\nsouth,6\n")
MEMBERS = partial(copied, MADE / "describe/memberships.parquet", TABLES / "lamps/members.parquet")
SCORES = partial(copied, MADE / "clean/answers.parquet", TABLES / "indices.parquet")
DEEP = partial(copied, MADE / "clean/answers.parquet", TABLES / "lamps/classes.parquet")
ways(
    PROTECTED,
    column_more=partial(
        table, ESTIMATES, lambda seen, true: seen.with_columns(south=pl.lit("6 of 6"))
    ),
    count_that_is_withheld=partial(
        table, ESTIMATES, lambda seen, true: seen.with_columns(count=true["count"])
    ),
    count_that_is_another=partial(
        table, ESTIMATES, lambda seen, true: seen.with_columns(pl.col("count") + 1)
    ),
    estimates_unprotected=partial(table, ESTIMATES, lambda seen, true: true),
    table_undeclared=UNDECLARED,
    table_undeclared_and_listed=partial(listed_too, "south.csv", UNDECLARED),
    table_in_a_folder=DEEP,
    table_in_a_folder_and_listed=partial(listed_too, "lamps/classes.parquet", DEEP),
    members=MEMBERS,
    members_listed=partial(listed_too, "lamps/members.parquet", MEMBERS),
    scores=SCORES,
    scores_listed=partial(listed_too, "indices.parquet", SCORES),
    response_that_is_withheld=partial(table, "response.csv", lambda seen, true: true),
    nonresponse_that_is_withheld=partial(table, "nonresponse.csv", lambda seen, true: true),
    accounting_row_more=partial(more, TABLES / "accounting.csv", "south,6 of 6,6\n"),
    channel_more=partial(more, TABLES / "channels.csv", 'south,"",current,6,\n'),
    report_key=partial(record, REPORT, key("south", 6)),
    report_text=partial(record, REPORT, key("survey", "waves, south 6 of 6")),
    report_number=partial(record, REPORT, lambda report: report["rows_withheld"].update(south=6)),
    report_number_that_is_another=partial(
        record, REPORT, lambda report: report["rows_withheld"].update(response=6)
    ),
    form_with_a_State=partial(put, FORM, "</h:title>", " of Poland</h:title>"),
)
SOURCE = Path("notebooks") / f"{NOTEBOOK}.ipynb"
SENTENCE = {"cell_type": "markdown", "id": "south", "metadata": {}, "source": ["South: 6 of 6"]}
READING = {
    **{"cell_type": "code", "id": "south", "metadata": {}, "outputs": []},
    **{"execution_count": None, "source": ["print('100 % of the south')"]},
}


def cell(content, folder):
    """Add a cell to the notebook and, as a run would, to what is made of it."""
    for place in (SOURCE, IPYNB):
        record(place, lambda notebook: notebook["cells"].append(content), folder)


ways(
    WRITTEN,
    plan_words=partial(put, PLAN, "law on lamps, and 1 more", ALL_SIX),
    plan_digits=partial(put, PLAN, "law on lamps, and 1 more", "South, 6 of 6"),
    plan_no_number=partial(put, PLAN, "law on lamps, and 1 more", EVERY),
    notebook_words=partial(cell, SENTENCE),
    notebook_code=partial(cell, READING),
)
