"""What one test drew shows in no other."""

import matplotlib.pyplot as plt
import pytest
from cyberstudy.draw import style


@pytest.fixture(autouse=True)
def english_again():
    yield
    plt.close("all")
    style.use_house_style()
