"""How far those who coded open answers agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import polars as pl

from cyberstudy.statistics.agreement import two_raters
from cyberstudy.tables.coding import CoderAgreement
from cyberstudy.tables.storage import checked, schema_of

CONFIDENCE = 0.95
_TEXT = ["submission", "instance"]


def coder_agreement(
    codings: pl.DataFrame, frames: Mapping[str, Sequence[str]], letters: Mapping[str, str]
) -> pl.DataFrame:
    """Compare each two coders of a question code by code, over the texts that both coded.

    Assume: each code is a yes or no of its own, since a text may have several.

    Parameters
    ----------
    codings
        `declare.coding.SCHEMA`.
    frames
        Codes by question.
    letters
        By a coder's name, the letter that stands for it: the table may leave, names may not.

    Returns
    -------
    pl.DataFrame
        `tables.coding.CoderAgreement`; no rows where one person coded all.
    """
    codings = codings.with_columns(pl.col("by").replace_strict(letters, return_dtype=pl.String))
    rows = []
    for question, codes in frames.items():
        own = codings.filter(question=question)
        by_coder = {
            coder: own.filter(by=coder).select(*_TEXT, given=pl.col("codes").str.split(" "))
            for coder in own["by"].unique().sort()
        }
        for first, second in combinations(by_coder, 2):
            texts = by_coder[first].join(by_coder[second], on=_TEXT, suffix="_too")
            if texts.height:
                rows += [
                    {"question": question, "code": code, "first": first, "second": second}
                    | _agreement(texts, code)
                    for code in codes
                ]
    schema = schema_of(CoderAgreement)
    return checked(pl.DataFrame(rows, schema=schema), CoderAgreement)


def _agreement(texts: pl.DataFrame, code: str) -> dict[str, object]:
    one, other = (
        texts[name].list.contains(code).to_numpy().astype(np.int64)
        for name in ("given", "given_too")
    )
    counts = np.bincount(2 * (1 - one) + (1 - other), minlength=4).reshape(2, 2)
    found = two_raters(counts, confidence=CONFIDENCE)
    none = bool(np.isnan(found.kappa))
    return {
        **{"base": texts.height, "both": counts[0, 0], "only_first": counts[0, 1]},
        **{"only_second": counts[1, 0], "neither": counts[1, 1]},
        **{"agreed": found.agreed, "kappa": None if none else found.kappa},
        **{"low": None if none else found.low, "high": None if none else found.high},
        "ac1": found.ac1,
        "reason": "one of them gave it to every text, or to none" if none else "",
    }
