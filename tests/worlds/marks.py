"""Files and titles that were made from simulated answers, and those of them that do not say so."""

import json
import re
from pathlib import Path

import polars as pl
from cyberstudy.declare.survey import MADE_UP
from PIL import Image

#: Of a release: what is made from the form, the settings or the machine, and from no answer.
NOT_OF_ANSWERS = {
    *("software.csv", "software.cdx.json", "MANIFEST.csv", "SHA256SUMS", "inputs.csv"),
    *("settings.yaml", "questionnaire.xml", "columns.csv", "data_dictionary.csv", "options"),
}
WORDS = ("simulated answers", MADE_UP.lower(), "answers are simulated", "lives are simulated")
BEGINS = "Simulated: "


def says_so(path):
    """Whether a file says by its column, key, title or text that answers are simulated."""
    kind = path.suffix
    if kind in (".csv", ".parquet"):
        read = pl.read_csv if kind == ".csv" else pl.read_parquet
        table = read(path)
        # A list of files has the generator's beside the reference.
        return "simulated" in table.columns and (
            table["simulated"].all() or (path.stem == "receipt" and table["simulated"].any())
        )
    if kind == ".png":
        return Image.open(path).text["Title"].startswith(BEGINS)
    if kind == ".pdf":
        return b"/Title (Simulated: " in path.read_bytes()
    text = path.read_text(encoding="utf-8")
    if kind == ".svg":
        return 'id="simulated"' in text and f"<title>{BEGINS}" in text
    if kind == ".rst":
        return text.startswith(BEGINS.replace(":", "\\:")) or text.startswith(BEGINS)
    if kind == ".json":
        found = json.loads(text)
        return found.get("simulated") is True or MADE_UP in found.get("description", "")
    return any(words in text.lower() for words in WORDS)


def walked(release):
    """List the files of a release that were made from answers, by their places in it."""
    files = (path for path in release.rglob("*") if path.is_file() and path.name[0] != ".")
    places = ((path.relative_to(release), path) for path in files)
    return {
        place.as_posix(): path for place, path in places if place.parts[0] not in NOT_OF_ANSWERS
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
    pages = [root / "index.html", root / "study.html", *(root / "page").rglob("*.html")]
    places = {
        place
        for page in pages
        for link in re.findall(r'(?:href|src)="([^"#]+)', page.read_text(encoding="utf-8"))
        if (place := (page.parent / link).resolve()).is_file() and f"/{survey}/" in f"{place}"
    }
    return sorted(places | {*(root / "page").glob(f"f*/**/{survey}/*")})


def unmarked_titles(texts, titles):
    """List titles of simulated exhibits that stand in texts without saying so."""
    return sorted(
        {
            title
            for title in titles
            for text in texts
            for found in re.finditer(re.escape(title), text)
            if not re.search(r"imulated:? ?(?:\S+ )?$", text[: found.start()])
        }
    )


def simulated_surveys(root):
    """Name the surveys all of whose files a generator made, as manifests say."""
    found = []
    for path in sorted((root / "data/raw").rglob("MANIFEST.csv")):
        rows = pl.read_csv(path, infer_schema=False).filter(
            pl.col("file").str.split("/").list.first() != "reference"
        )
        for (folder,), own in rows.group_by(pl.col("file").str.split("/").list.first()):
            if (own["simulated"] == "yes").all() and not (
                root / "data/confidential" / folder / "MANIFEST.csv"
            ).exists():
                found.append(folder)
    return found


def plain(path):
    """Return a page's or script's text, with entities and breaks as readers see them."""
    text = Path(path).read_text(encoding="utf-8")
    return re.sub(
        r"<wbr>|&#39;|&#34;", lambda m: {"<wbr>": "", "&#39;": "'", "&#34;": '"'}[m[0]], text
    )
