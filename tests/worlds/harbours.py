"""A study with a little of everything that a notebook reads."""

import json

import polars as pl

from surveyanswers.tables.checksums import seal
from worlds import REPOSITORY
from worlds.notebooks import ROW


def harbours(folder):
    """Write it into a folder, and return that."""
    protect = folder / "results" / "harbours" / "protect"
    drawn = folder / "results" / "harbours" / "draw" / "en"
    plan = folder / "config" / "surveys" / "harbours" / "plan.yaml"
    plan.parent.mkdir(parents=True)
    plan.write_text(
        "exhibits: {lights: {kind: table, area: Lights, title: Lights, table: estimates}}"
    )
    (protect / "tables").mkdir(parents=True)
    drawn.mkdir(parents=True)
    (protect / "report.json").write_text('{"simulated": true}')
    key = {"grouping": "ports", "group": "total", "question": "lit", "option": "yes"}
    pl.DataFrame([key | ROW]).write_csv(protect / "tables" / "estimates.csv")
    index = {"index": "light", "title": "Light", "items": 3, "alpha": 0.71, "alpha_low": 0.6}
    index |= {"alpha_high": 0.8, "correlation": 0.3, "holds": True, "warning": "", "reason": ""}
    index |= {"dimensions": 1, "functioning": ""}
    weak = {"index": "weak", "title": "Weak", "holds": False, "warning": "alpha is low"}
    none = {"index": "none", "title": "None", "alpha": None, "reason": "too few answered"}
    pl.DataFrame([index, index | weak, index | none]).write_csv(
        protect / "tables" / "index_reliability.csv"
    )
    contrast = {"family": "f", "contrast": "lit", "title": "Lit", "groups": "very_big; small"}
    contrast |= {"left_out": "", "base": 40, "highest": "very_big", "lowest": "small", "tests": 2}
    contrast |= {"measure": "risk difference", "effect": 0.5, "low": 0.2, "high": 0.7}
    contrast |= {"turning": None}
    contrast |= {"p_adjusted": 0.0001, "decision": "differs", "reason": "", "caution": ""}
    untested = {"contrast": "dark", "left_out": "tiny", "p_adjusted": None, "decision": "no test"}
    untested |= {"reason": "one group only"}
    several = dict.fromkeys(("effect", "low", "high"))
    several |= {"contrast": "sample", "measure": "", "difference": 0.25}
    several |= {"caution": "these lights are not one thing"}
    scored = {"contrast": "scored", "measure": "epsilon squared", "turning": 1.06}
    rows = [contrast | {"difference": 0.5}, contrast | untested, contrast | several]
    rows.append(contrast | scored | {"difference": 0.3})
    pl.DataFrame(rows).write_csv(protect / "tables" / "contrasts.csv")
    words = {
        "alt": "Lights, counted.",
        "caption": "Lights < darkness & fog.",
        "notes": "",
        "kind": "table",
        "code": "workflow/cyberstudy/draw/families/tables/figure.py",
    }
    (drawn / "lights.json").write_text(json.dumps(words))
    (drawn / "lights.csv").write_text("label,count\nA,1\n")
    (drawn / "lights.png").write_bytes(
        (REPOSITORY / "results/published/wci2021/figures/en/ranks.png").read_bytes()
    )
    for written in ("protect/tables", "protect/report.json", "draw/en"):
        seal(f"results/harbours/{written}", folder)
    return folder
