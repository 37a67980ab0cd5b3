"""Compare pictures by the mean colour of their blocks: edges of letters may differ a little."""

from __future__ import annotations

import io
from base64 import b64decode, b85decode, b85encode
from pathlib import Path
from typing import IO
from zlib import compress, decompress

import nbformat
import numpy as np
import numpy.typing as npt
from PIL import Image

from cyberstudy.narrate.frozen import frozen

#: Pixels a side of the blocks of a figure, and by how many of 255 steps the mean colour of one may
#: differ. Assume: letters whose edges are rounded in another way take no more than two steps.
BLOCK, TOLERANCE = 16, 2
#: Blocks from left to right, from top to bottom; red, green and blue.
Colours = npt.NDArray[np.uint8]


def colours_of(picture: Path | IO[bytes]) -> Colours:
    """Return the mean colour of each block of a picture."""
    shown = np.asarray(Image.open(picture).convert("RGB"), dtype=float)
    sides = [(0, -side % BLOCK) for side in shown.shape[:2]]
    filled = np.pad(shown, [*sides, (0, 0)], mode="edge")
    blocks = filled.reshape(filled.shape[0] // BLOCK, BLOCK, -1, BLOCK, 3)
    return blocks.mean(axis=(1, 3)).round().astype(np.uint8)


def packed(colours: Colours) -> str:
    """Write colours in one line; red and blue less green, since most of a figure is grey."""
    by_colour = np.moveaxis(colours, 2, 0).copy()
    by_colour[[0, 2]] -= by_colour[1]
    height, width = by_colour.shape[1:]
    return f"{height}x{width} {b85encode(compress(by_colour.tobytes(), 9)).decode()}"


def unpacked(line: str) -> Colours:
    """Read what `packed` wrote."""
    size, text = line.split(" ")
    height, width = map(int, size.split("x"))
    by_colour = (
        np.frombuffer(decompress(b85decode(text)), np.uint8).reshape(3, height, width).copy()
    )
    by_colour[[0, 2]] += by_colour[1]
    return np.moveaxis(by_colour, 0, 2)


def look_alike(one: Colours, other: Colours) -> tuple[bool, str]:
    """Return whether two pictures look the same, and where they differ most."""
    if one.shape != other.shape:
        return False, "another size"
    apart = np.abs(one.astype(int) - other)
    y, x, _ = (int(at) * BLOCK for at in np.unravel_index(apart.argmax(), apart.shape))
    return bool(apart.max() <= TOLERANCE), f"colour by {apart.max()} of 255 at x {x}, y {y}"


def same_pictures(kept: Path, path: Path) -> tuple[bool, str]:
    """Compare the pictures of a notebook with those of the copy in git, which are smaller."""
    then, now = (nbformat.read(file, as_version=4) for file in (kept, path))
    pairs = zip(_pictures(then), _pictures(frozen(now)), strict=True)
    for number, pair in enumerate(pairs, start=1):
        if pair[0] != pair[1]:
            same, where = look_alike(
                *(colours_of(io.BytesIO(b64decode(picture))) for picture in pair)
            )
            if not same:
                return False, f"picture {number}: {where}"
    return True, ""


def _pictures(document: nbformat.NotebookNode) -> list[str]:
    outputs = (output for cell in document.cells for output in cell.get("outputs", []))
    shown = (output.get("data", {}) for output in outputs)
    return [data["image/png"] for data in shown if "image/png" in data]
