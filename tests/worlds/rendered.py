"""Numbers as readers see them: in the page's files, the report, README and executed notebooks.

They are found in the rendered texts alone. What stands around a number is its block: a paragraph,
a cell of a table with its row, a line of the report.
"""

import re
import subprocess
from html.parser import HTMLParser

from cyberstudy.trace.printed import NUMBER

#: Whole words, as somebody would copy them.
AROUND = re.compile(r"\b.*\b[%)]?", re.DOTALL)

#: What readers see, beside the report.
DOCUMENTS = (
    *("README.md", "results/index.html", "results/page/*.html", "results/page/chapters/*.html"),
    "results/*/narrate/*.html",
)
REPORT = ("results/report/en.pdf",)
BLOCKS = {
    *("p", "li", "tr", "h1", "h2", "h3", "h4", "figcaption", "dd", "dt", "summary", "pre", "div"),
    *("caption", "section", "article", "table", "details", "body", "title", "nav", "option"),
}
HIDDEN = {"script", "style", "svg", "head", "template"}


class Blocks(HTMLParser):
    """Texts of the blocks of a page."""

    def __init__(self):
        super().__init__()
        self.found, self._text, self._hidden, self._exhibit = [], [], 0, ""

    def handle_starttag(self, tag, attrs):
        self._hidden += tag in HIDDEN
        if tag in BLOCKS:
            self.close_block()
        given = dict(attrs)
        if tag == "article" and given.get("class") == "exhibit":
            self._exhibit = given["id"].replace("-", "/", 1)

    def handle_endtag(self, tag):
        self._hidden -= tag in HIDDEN
        if tag in BLOCKS:
            self.close_block()
        else:
            self._text.append(" ")
        if tag == "article":
            self._exhibit = ""

    def handle_data(self, data):
        if not self._hidden:
            self._text.append(data)

    def close_block(self):
        text = " ".join("".join(self._text).split())
        self.found += [(text, self._exhibit)] if text else []
        self._text = []


def blocks_of(path):
    """Give the blocks of a file, HTML, Markdown or PDF, each with the exhibit that it stands in."""
    if path.suffix == ".html":
        parser = Blocks()
        parser.feed(path.read_text(encoding="utf-8"))
        parser.close_block()
        return parser.found
    if path.suffix == ".pdf":
        text = subprocess.run(
            ["pdftotext", "-nopgbrk", path, "-"], capture_output=True, text=True, check=True
        ).stdout
    else:
        text = path.read_text(encoding="utf-8")
    return [(" ".join(part.split()), "") for part in re.split(r"\n\s*\n", text) if part.strip()]


def printed_numbers(root, *documents):
    """Give document, number, what stands around it and exhibit of every number that readers see."""
    paths = [path for pattern in documents for path in root.glob(pattern)]
    for path in sorted(paths):
        for block, exhibit in blocks_of(path):
            for found in NUMBER.finditer(block):
                around = AROUND.search(block, max(0, found.start() - 40), found.end() + 40)
                yield path.relative_to(root).as_posix(), found[0], around[0], exhibit
