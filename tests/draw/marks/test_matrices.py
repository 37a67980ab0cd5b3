"""Numbers in heat maps are read on the colours of their cells."""

import numpy as np
import seaborn as sns
from matplotlib.colors import to_hex
from worlds.colours import READABLE

from cyberstudy.draw.marks.matrices import colour_numbers
from cyberstudy.draw.style import amounts, contrast, new_figure


def test_numbers_are_read_on_every_colour():
    _, axes = new_figure(2.0)
    values = np.array([[0.0, 0.45], [np.nan, 1.0]])
    sns.heatmap(values, ax=axes, cmap=amounts(), vmin=0, annot=True, fmt=".1f", cbar=False)
    colour_numbers(axes)
    colours = axes.collections[0].get_facecolor()[[0, 1, 3]]
    numbers = [text for text in axes.texts if text.get_text() in {"0.0", "0.5", "0.4", "1.0"}]
    assert len(numbers) == len(colours)
    for text, colour in zip(numbers, colours, strict=True):
        assert contrast(text.get_color(), to_hex(colour)) >= READABLE
