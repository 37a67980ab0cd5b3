"""Whatever a form asks, it is read, written and read back."""

import csv
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveyanswers.scaffold.instruments import read_instrument

WORDS = st.text(min_size=1, max_size=300).filter(lambda text: text.strip() and "\0" not in text)
NAMES = st.text("abcdefghij_", min_size=1, max_size=200).map(lambda text: f"q{text}")


@given(
    st.lists(st.tuples(NAMES, WORDS), min_size=1, max_size=4, unique_by=lambda pair: pair[0]),
    st.lists(WORDS, min_size=2, max_size=5),
    st.lists(st.sampled_from(["${other}", "${made}", "pulldata('x')", "selected(., 'a')"])),
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_a_form_asks_it_can_be_read_back(asked, labels, quoted):
    from surveyanswers.instrument.questionnaire_sheets import load_questionnaire
    from surveyanswers.instrument.routing import unfit_conditions
    from surveyanswers.instrument.xlsform import to_xform

    rows = [
        ["type", "name", "label", "relevant", "calculation"],
        ["calculate", "made", "", "", "1"],
    ]
    for number, (name, label) in enumerate(asked):
        condition = f"{quoted[number]} = 1" if number < len(quoted) else ""
        rows.append(["select_multiple l", name, f"{label} ${{made}}", condition, ""])
    options = [["l", f"o{number}", label] for number, label in enumerate(labels)]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for sheet, own in (
            ("survey", rows),
            ("choices", [["list_name", "name", "label"], *options]),
        ):
            with (place / f"{sheet}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(own)
        form = read_instrument(place)
        form.write(place / "form", "odd")
        questions = load_questionnaire(place / "form").questions
        assert not unfit_conditions(questions)
        assert "<bind" in to_xform(place / "form")
        shutil.rmtree(place / "form")
    assert len(questions) == len(asked)
    for row, (name, _) in zip(form.asked(), asked, strict=True):
        assert form.find(name).question == row["name"]
