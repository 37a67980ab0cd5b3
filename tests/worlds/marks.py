"""Files and titles that were made from simulated answers, and those of them that do not say so."""

import json
import re
from html import unescape

import polars as pl
import pyreadstat
from PIL import Image

from cyberstudy.declare.survey import MADE_UP

#: Of a release: what is made from the form, the settings or the machine, and from no answer.
NOT_OF_ANSWERS = {
    *("software.csv", "MANIFEST.csv", "SHA256SUMS", "inputs.csv"),
    *("settings.yaml", "questionnaire.xml", "columns.csv", "data_dictionary.csv", "options"),
}
WORDS = ("simulated answers", MADE_UP.lower())
BEGINS = "Simulated: "
COLUMNS = ("file", "simulated")


def says_so(path):
    """Whether a file says by its column, key, title or text that answers are simulated."""
    kind = path.suffix
    if kind in (".csv", ".parquet"):
        read = pl.read_csv if kind == ".csv" else pl.read_parquet
        table = read(path)
        if path.stem == "variables":  # describes the columns of the answers beside it
            return "simulated" in table["column"]
        if "simulated" not in table.columns:
            return False
        said = table["simulated"].cast(pl.Boolean)
        # A list of files has the reference's beside the generator's.
        return said.any() if path.stem == "receipt" else said.all()
    if kind in (".sav", ".dta"):
        read = pyreadstat.read_sav if kind == ".sav" else pyreadstat.read_dta
        return "simulated" in read(path, metadataonly=True)[1].column_names
    if kind == ".png":
        return Image.open(path).text.get("Title", "").startswith(BEGINS)
    if kind == ".pdf":
        return b"/Title (Simulated: " in path.read_bytes()
    text = path.read_text(encoding="utf-8")
    if kind == ".svg":
        return 'id="simulated"' in text and f"<title>{BEGINS}" in text
    if kind == ".rst":
        return text.removeprefix("\\ ").startswith(BEGINS)
    if kind == ".json":
        found = json.loads(text)
        return found.get("simulated") is True or MADE_UP in found.get("description", "")
    return any(words in " ".join(text.lower().split()) for words in WORDS)


def walked(release):
    """List the files of a release that were made from answers, by their places in it."""
    files = (path for path in release.rglob("*") if path.is_file() and path.name[0] != ".")
    places = ((path.relative_to(release), path) for path in files)
    return {
        place.as_posix(): path
        for place, path in places
        if NOT_OF_ANSWERS.isdisjoint((place.parts[0], place.name))
    }


def unmarked(release):
    """List those of them that neither say so in their names nor anywhere else."""
    return [
        place
        for place, path in sorted(walked(release).items())
        if "simulated" not in place and not says_so(path)
    ]


def offered(root, survey):
    """List what pages link to, or bring along, of a survey's files; by place."""
    pages = [root / "index.html", *(root / "page").rglob("*.html")]
    places = {
        place
        for page in pages
        for link in re.findall(r'(?:href|src)="([^":#]+)', page.read_text(encoding="utf-8"))
        if (place := (page.parent / link).resolve()).is_file() and f"/{survey}/" in f"{place}"
    }
    return sorted(places | {*(root / "page").glob(f"f*/**/{survey}/*")})


def titles_on(page, survey):
    """List what a page calls the exhibits of a survey, above them and in links (not numbers')."""
    text = page.read_text(encoding="utf-8")
    above = rf'<article class="exhibit" id="{survey}-\w+">\s*<h\d>(.*?)</h\d>'
    to = rf'<a (?!class="cell")[^>]*#{survey}-\w+"[^>]*>(.*?)</a>'
    told = re.findall(above, text, re.S) + re.findall(to, text, re.S)
    return [unescape(re.sub(r"<[^>]+>", "", each)).strip() for each in told]


def titles_printed(contents):
    """List what a report calls its exhibits, wherever it names one."""
    shown = [each for chapter in contents["chapters"] for each in chapter["exhibits"]]
    return [e["title"] for e in [*shown, *contents["front"]]] + [*contents["others"]]


def simulated_surveys(root):
    """Name the surveys all of whose files a generator made, as manifests say."""
    lists = sorted((root / "data/raw").rglob("MANIFEST.csv"))
    rows = pl.concat(pl.read_csv(path, infer_schema=False).select(COLUMNS) for path in lists)
    rows = rows.with_columns(pl.col("file").str.split("/").list.first().alias("survey"))
    made = rows.group_by("survey").agg((pl.col("simulated") == "yes").all())
    return sorted({*made.filter("simulated")["survey"]} - {"reference"})
