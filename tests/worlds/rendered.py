"""Numbers as readers see them: in the page's files, the report, README and executed notebooks.

They are found in the rendered texts alone. What stands around a number is its block: a paragraph,
a cell of a table with its row, a line of the report.
"""

import re
import shutil
import subprocess
from html.parser import HTMLParser

from cyberstudy.trace.printed import NUMBER, plain

BLOCKS = {
    *("p", "li", "tr", "h1", "h2", "h3", "h4", "figcaption", "dd", "dt", "summary", "pre", "div"),
    *("caption", "section", "article", "table", "details", "body", "title", "nav", "option"),
}
HIDDEN = {"script", "style", "svg", "head", "template"}


class Blocks(HTMLParser):
    """Texts of the blocks of a page."""

    def __init__(self):
        super().__init__()
        self.found, self._text, self._hidden = [], [], 0

    def handle_starttag(self, tag, attrs):
        self._hidden += tag in HIDDEN
        if tag in BLOCKS:
            self.close_block()

    def handle_endtag(self, tag):
        self._hidden -= tag in HIDDEN
        if tag in BLOCKS:
            self.close_block()
        else:
            self._text.append(" ")

    def handle_data(self, data):
        if not self._hidden:
            self._text.append(data)

    def close_block(self):
        text = " ".join("".join(self._text).split())
        self.found += [text] if text else []
        self._text = []


def blocks_of(path):
    """Give the blocks of a file: HTML, Markdown, or PDF by way of poppler."""
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
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def printed_numbers(root):
    """Give document, number and block of every number that readers see."""
    documents = [
        *root.glob("results/index.html"),
        *root.glob("results/page/*.html"),
        *root.glob("results/page/chapters/*.html"),
        *(root.glob("results/report/en.pdf") if shutil.which("pdftotext") else ()),
        *root.glob("README.md"),
        *root.glob("results/*/narrate/*.html"),
    ]
    for path in sorted(documents):
        for block in blocks_of(path):
            for found in NUMBER.finditer(block):
                yield path.relative_to(root).as_posix(), found, block
