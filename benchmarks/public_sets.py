"""Latent classes of public data sets, ours beside StepMix: log-likelihoods from as many starts.

``python benchmarks/public_sets.py`` prints the table of benchmarks/README.md. Data are those that
R's packages bring (``Rscript`` with psych, MASS and lme4; none is kept here), and tables of
patterns that the tests have from print (PYTHONPATH holds the package's tests).
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import tempfile
import warnings
from pathlib import Path

import numpy as np
from latent_classes import ours, stepmix

#: Columns of codes from 1, one set a file.
R_SETS = """
arguments <- commandArgs(TRUE)
codes <- function(frame) as.data.frame(
  lapply(as.data.frame(frame), function(column) as.integer(factor(column))))
rows <- function(table) {
  frame <- as.data.frame(table)
  frame[rep(seq_len(nrow(frame)), frame$Freq), names(frame) != "Freq"]
}
verbal <- reshape(lme4::VerbAgg[c("id", "item", "resp")], idvar = "id", timevar = "item",
                  direction = "wide")
sets <- list(
  lsat6 = psych::lsat6, lsat7 = psych::lsat7, bfi = psych::bfi[1:25],
  small.msq = psych::small.msq[1:14], VerbAgg = verbal[-1], biopsy = MASS::biopsy[2:10],
  survey = MASS::survey[c("Sex", "W.Hnd", "Fold", "Clap", "Exer", "Smoke", "M.I")],
  Titanic = rows(Titanic), UCBAdmissions = rows(UCBAdmissions), HairEyeColor = rows(HairEyeColor))
for (name in names(sets)) {
  frame <- codes(sets[[name]])
  write.csv(frame[rowSums(!is.na(frame)) > 0, ], file.path(arguments[1], paste0(name, ".csv")),
            row.names = FALSE, na = "0")
}
"""
CLASSES = {
    "carcinoma": 3,
    "role conflict": 2,
    "lsat6": 2,
    "lsat7": 3,
    "small.msq": 4,
    "VerbAgg": 4,
    "biopsy": 3,
    "survey": 3,
    "Titanic": 3,
    "UCBAdmissions": 2,
    "HairEyeColor": 2,
    "bfi": 5,
}
HEADINGS = (
    "set | units | items | missing | classes | ours, log-likelihood | CPU s | starts at the best | "
    "StepMix, log-likelihood | CPU s | ours less StepMix's"
)


def sets() -> dict[str, np.ndarray]:
    """Read all sets: units x items, codes from 0, -1 where missing."""
    # The tests' tables lie beside them.
    from printed_tables import CARCINOMA, ROLE_CONFLICT, rows

    found = {"carcinoma": rows(CARCINOMA), "role conflict": rows(ROLE_CONFLICT)}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["Rscript", "--vanilla", "-e", R_SETS, folder], check=True)
        for path in sorted(Path(folder).glob("*.csv")):
            with path.open(encoding="utf-8") as file:
                table = list(csv.reader(file))[1:]
            found[path.stem] = np.array(table, dtype=np.int64) - 1
    return found


def main() -> None:
    """Fit all sets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--starts", type=int, default=20)
    parser.add_argument("--sets", nargs="+", default=list(CLASSES))
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    found = sets()
    print(HEADINGS)
    print("---|" * HEADINGS.count("|") + "---", flush=True)
    for name in given.sets:
        codes, classes = found[name], CLASSES[name]
        mine = ours(codes, classes, given.starts, 0)
        theirs = stepmix(codes, classes, given.starts, 0)
        print(
            f"{name} | {len(codes):,} | {codes.shape[1]} | {(codes < 0).mean():.0%} | {classes} | "
            f"{mine['log_likelihood']:.3f} | {mine['cpu']:.2f} | {mine['best_share']:.0%} | "
            f"{theirs['log_likelihood']:.3f} | {theirs['cpu']:.1f} | "
            f"{mine['log_likelihood'] - theirs['log_likelihood']:+.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
