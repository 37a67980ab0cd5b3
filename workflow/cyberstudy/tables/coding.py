"""The contract of what coders of open answers agree on (describe)."""

from __future__ import annotations

import dataframely as dy

from cyberstudy.tables.disclosure import Part, column, proportion


def _between(meaning: str) -> dy.Float64:
    return column(dy.Float64, Part.STATISTIC, meaning, nullable=True, min=-1, max=1)


class CoderAgreement(dy.Schema):
    """How far two coders gave the same texts the same codes, a row a code (describe)."""

    question = column(dy.String, Part.KEY, "Question with the texts.", primary_key=True)
    code = column(dy.String, Part.KEY, "Code of its frame.", primary_key=True)
    first = column(dy.String, Part.KEY, "One coder, as a letter.", primary_key=True)
    second = column(dy.String, Part.KEY, "The other one, as a letter.", primary_key=True)
    base = column(dy.UInt32, Part.BASE, "Texts that both coded.")
    both = column(dy.UInt32, Part.COUNT, "Both gave the code.", nullable=True)
    only_first = column(dy.UInt32, Part.COUNT, "Only the first gave it.", nullable=True)
    only_second = column(dy.UInt32, Part.COUNT, "Only the second gave it.", nullable=True)
    neither = column(dy.UInt32, Part.COUNT, "Neither gave it.", nullable=True)
    agreed = proportion(Part.STATISTIC, "Share of texts of which both say the same.")
    kappa = _between("Cohen's kappa: 0 as by chance, 1 throughout.")
    low = _between("Lower end of its 95% interval (Fleiss, Cohen and Everitt 1969).")
    high = _between("Its upper end.")
    ac1 = _between("Gwet's AC1, which does not fall where nearly all say the same.")
    reason = column(dy.String, Part.REASON, 'Why there is no kappa; "" where there is one.')
