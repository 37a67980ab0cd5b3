"""The figure of disagreements names every rule that there is."""

from types import SimpleNamespace

import polars as pl
from cyberstudy.declare.reconciliation import RULES, Reconciliation
from cyberstudy.draw.families.replies.forms import disagreement_bars
from cyberstudy.wording.view import View

EARLIEST = Reconciliation(word="earliest", takes="the first form that came")
TABLE = pl.DataFrame(
    [("height", "Height", "lead", 6, 4, 4, 0), ("fog", "Fog", "earliest", 6, 2, 2, 0)],
    schema=["question", "label", "rule", "asked_twice", "differ", "decided", "open"],
    orient="row",
)


def test_a_sixth_rule_has_its_bar_and_its_words(tmp_path, monkeypatch):
    monkeypatch.setitem(
        RULES, "earliest", Reconciliation(word="earliest", takes="the first form that came")
    )
    TABLE.write_csv(tmp_path / "disagreements.csv")
    made = disagreement_bars(View(tmp_path, SimpleNamespace(), SimpleNamespace(at_least=2)))
    totals = made.data.filter(panel="rule")
    assert totals["name"].to_list() == list(RULES)
    assert totals.filter(name="earliest")["differ"].to_list() == [2]
    assert "earliest, the first form that came" in made.method
    assert "earliest 2, of which 0 open" in made.alt
