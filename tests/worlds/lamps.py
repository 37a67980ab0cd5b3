"""A survey of three keepers for analyses of one's own, and where such an analysis lies."""

import polars as pl

from cyberstudy.analyses import Given


def lighted(tmp_path, body, head):
    path = tmp_path / "analyses" / "lamps.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(head + body, encoding="utf-8")
    return path


def given(**more):
    """Three keepers, two with an oil lamp; and how tall their towers are."""
    rows = [("lamp", "oil", None, k) for k in "ab"] + [("lamp", "gas", None, "c")]
    rows += [("lamp", "oil", None, "d"), ("height", "12", 12.0, "a"), ("height", None, None, "b")]
    accepted = pl.DataFrame(rows, schema=["question", "value", "number", "unit_id"], orient="row")
    accepted = accepted.with_columns(
        wave=pl.lit(""), instance=pl.lit(0, pl.UInt32), option=pl.lit("")
    )
    units = pl.DataFrame({"wave": [""] * 5, "unit_id": [*"abcde"]})
    frame = pl.DataFrame({"unit_id": [*"abcde"], "coast": [*"nnnss"]})
    names, labels = ["lamp", "height", "secret"], ["Lamp", "Height of the tower", None]
    codebook = pl.DataFrame({"question": names, "short_label": labels})
    return Given.of(accepted, units, frame, codebook=codebook, numbers=["height"], **more)
