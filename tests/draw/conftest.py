"""Every test draws in the house's style, and what one drew shows in no other."""

import matplotlib.pyplot as plt
import pytest

from cyberstudy.draw import style


@pytest.fixture(autouse=True)
def house_style():
    style.use_house_style()
    yield
    plt.close("all")
    style.use_house_style()
