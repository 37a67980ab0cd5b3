"""A crawl of pages: every link, picture and place in a page that they name."""

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

from worlds.page import Elements

#: Attributes that name one file, and tags that run or show one, which must lie beside the page.
NAMING, SHOWING = ("href", "src"), ("img", "script", "source")


def links_of(page):
    """Yield what a page names: tag and address; of pictures those for phones, too."""
    for tag, attributes in Elements(page).found:
        yield from ((tag, attributes[name]) for name in NAMING if attributes.get(name))
        several = (attributes.get("srcset") or "").split(",")
        yield from ((tag, each.split()[0]) for each in several if each.strip())


def found_by_search(data):
    """Yield what search leads to, from the folder that its pages lie in."""
    text = data.read_text(encoding="utf-8")
    for each in json.loads(text[text.index(",") + 1 : text.rindex(")")]):
        yield "search", each["href"]


def crawled(folder):
    """Return the pages below a folder, how many links lead within it, and those that are dead."""
    # What begins with a point is kept for the next run, and read by nobody.
    files = (page.relative_to(folder) for page in folder.rglob("*.html"))
    pages = sorted(folder / file for file in files if not any(p[0] == "." for p in file.parts))
    ids = {page: {a["id"] for _, a in Elements(page).found if "id" in a} for page in pages}
    named = [(page, page.parent, *link) for page in pages for link in links_of(page)]
    for data in folder.rglob("data/search.js"):
        # A survey that was asked for by name has pages of its own, in its folder.
        start = next(above.parent for above in data.parents if above.name == "page")
        named += [(data, start, *link) for link in found_by_search(data)]
    dead, within = [], 0
    for page, start, tag, address in named:
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            if tag in SHOWING and parts.scheme != "data":
                dead.append((page, address))
            continue
        within += 1
        file = Path(start, unquote(parts.path)).resolve() if parts.path else page
        place = unquote(parts.fragment)
        # What programs are told behind the sign, such as a country, is no place in a page.
        is_place = place and "=" not in place and file in ids
        if not file.is_file() or (is_place and place not in ids[file]):
            dead.append((page, address))
    return pages, within, [(page.relative_to(folder).as_posix(), to) for page, to in dead]
