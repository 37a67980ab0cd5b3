"""An executed notebook as git holds it: small, and with links to files that git holds."""

from __future__ import annotations

import base64
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

#: Links from the notebook's folder into what a run makes, which git does not hold.
_MADE = re.compile(r'<a href="(?:\.\./){3}results/[^"]*">(.*?)</a>')
#: What a notebook's pictures may take, in characters of base64.
LIMIT = 1_350_000
#: Widths (shown are 660 pixels) and colours of pictures: the first that fit into the limit.
SIZES = ((990, 64), (825, 48), (660, 32), (660, 16), (500, 16))


def frozen(document: NotebookNode) -> NotebookNode:
    """Shrink the pictures of an executed notebook, and name what a run makes without a link to it.

    Parameters
    ----------
    document
        As `run_notebook` wrote it into ``results/<survey>/narrate``; it is changed. Other links
        hold from ``results/published/<survey>`` too, which lies as deep.
    """
    pictures = [data for data in _shown(without_made_links(document)) if "image/png" in data]
    for width, colours in SIZES:
        small = [_smaller(data["image/png"], width, colours) for data in pictures]
        if sum(map(len, small)) <= LIMIT:
            break
    for data, picture in zip(pictures, small, strict=True):
        data["image/png"] = picture
    return document


def without_made_links(document: NotebookNode) -> NotebookNode:
    """Name what a run makes without a link to it; the document is changed."""
    for data in _shown(document):
        if "text/html" in data:
            data["text/html"] = _MADE.sub(r"\1", data["text/html"])
    return document


def _shown(document: NotebookNode) -> list[NotebookNode]:
    outputs = [output for cell in document.cells for output in cell.get("outputs", [])]
    return [output.data for output in outputs if "data" in output]


def _smaller(picture: str, width: int, colours: int) -> str:
    from PIL import Image

    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    if image.width > width:
        size = (width, round(image.height * width / image.width))
        image = image.resize(size, Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    image.quantize(colours, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return base64.b64encode(stream.getvalue()).decode()
