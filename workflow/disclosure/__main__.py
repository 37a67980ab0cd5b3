"""The package as a command: two CSVs in, the counts that may leave and what proves it out.

python -m disclosure units.csv answers.csv --into folder
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from disclosure.cells import BETWEEN, divided
from disclosure.certificate import Proof, certificate
from disclosure.published import Release
from disclosure.released_counts import SCHEMA, as_release, released_counts
from disclosure.suppress import QuestionRules, Suppression, suppress
from disclosure.suppression_audit import Audit, audit
from disclosure.two_csvs import OPEN, InputProblem, memberships_in, replies_in

FILES = """
units.csv    wave (optional), unit_id, grouping, group, replied (yes or no): a row a unit and
             grouping, also of units that did not reply
answers.csv  wave (optional), unit_id, question, options (with a semicolon between them), status:
             valid, not_asked, not_fielded, or any other word for an answer that is left open

written:
leaves/counts.csv            what may be seen; empty where it is withheld
stays/report.json            how much is withheld, how open it is, what follows (nothing)
stays/certificate.parquet    of each withheld number two tables of counts that keep it open; to be
                             checked by: python -m disclosure.check_certificate

exit status: 0; 1 if something withheld follows from the rest, and then no counts are written;
2 if a file cannot be read
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says."""
    parsed = _command_line().parse_args(arguments)
    deciding: dict[str, list[str]] = {}
    for first, others in parsed.decides:
        for name in others:
            deciding.setdefault(name, []).append(first)
    try:
        memberships = memberships_in(parsed.units)
        replies = replies_in(parsed.answers, memberships, deciding)
    except (InputProblem, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    questions = [*replies.options]
    several = {q for w, q in questions if replies.said(w, q)["given"].str.contains(BETWEEN).any()}
    rules = {
        name: QuestionRules(name in several, _all_before(name, deciding), parsed.alike)
        for _, name in questions
    }
    cells = divided(memberships, replies, parsed.minimum, [OPEN])
    demands = {"minimum": parsed.minimum, "width": parsed.width, "coalition": parsed.coalition}
    suppression = suppress(cells, rules, **demands, whole=parsed.whole, workers=parsed.workers)
    leaves, stays = parsed.into / "leaves", parsed.into / "stays"
    for folder in (leaves, stays):
        folder.mkdir(parents=True, exist_ok=True)
    # What is audited is what was written; it stays until it is.
    kept, counts = stays / "counts.csv", leaves / "counts.csv"
    counts.unlink(missing_ok=True)
    released_counts(suppression).write_csv(kept)
    written = pl.read_csv(kept, schema=SCHEMA)
    release, proofs = as_release(written, memberships, replies, OPEN), list[Proof]()
    audited = sum(
        audit([release], **demands, proofs=proofs, workers=parsed.workers).values(), Audit()
    )
    proof = certificate(proofs, minimum=parsed.minimum, width=parsed.width)
    proof.write_parquet(stays / "certificate.parquet")
    report = _report(suppression, release, audited) | {
        "settings": demands | {"alike": parsed.alike, "whole": parsed.whole}
    }
    text = json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    (stays / "report.json").write_text(text, encoding="utf-8")
    print(_summary(report, audited))
    if audited.determined:
        kept.unlink()
        print("nothing may leave: put groups together, or raise the minimum", file=sys.stderr)
        return 1
    kept.rename(counts)
    return 0


def _command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m disclosure",
        description="Withhold counts of small groups of a survey, and what would give them away.",
        epilog=FILES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("units", type=Path, metavar="units.csv")
    parser.add_argument("answers", type=Path, metavar="answers.csv")
    parser.add_argument("--into", type=Path, default=Path(), help="folder (default: this one)")
    parser.add_argument(
        "--minimum", type=int, default=5, help="fewest units that a count may be of (default: 5)"
    )
    parser.add_argument(
        "--alike", type=_alike, default=0, metavar="N",
        help="withhold where all but N answered the same: 0 (default) where all did, 1 where all "
        "but one did, none for neither",
    )  # fmt: skip
    parser.add_argument(
        "--coalition", type=int, choices=(0, 1, 2), default=1,
        help="respondents who may put together what they know (default: 1)",
    )  # fmt: skip
    parser.add_argument(
        "--width", type=int, default=1,
        help="how far apart the least and the most of a withheld count are, at least (default: 1)",
    )  # fmt: skip
    parser.add_argument(
        "--whole", action="store_true",
        help="withhold all groups of a question or none, so that which ones tells nothing",
    )  # fmt: skip
    parser.add_argument(
        "--decides", type=_decides, action="append", default=[], metavar="A=B,C",
        help="answers to question A decide who is asked B and C; again for other questions",
    )  # fmt: skip
    parser.add_argument("--workers", type=int, default=1, help="processes (default: 1)")
    return parser


def _alike(text: str) -> int | None:
    return None if text == "none" else int(text)


def _decides(text: str) -> tuple[str, list[str]]:
    first, _, others = text.partition("=")
    if not first or not others:
        raise ValueError(text)
    return first, others.split(",")


def _all_before(name: str, deciding: dict[str, list[str]]) -> list[str]:
    """List what decides who is asked a question, by way of others, too."""
    before: list[str] = []
    left = [*deciding.get(name, [])]
    while left:
        first = left.pop()
        if first not in before:
            before.append(first)
            left += deciding.get(first, [])
    return before


def _report(suppression: Suppression, release: Release, audited: Audit) -> dict[str, object]:
    keys = ["wave", "question", "grouping", "group"]
    return {
        "groups_of_questions": release.estimates.select(keys).n_unique(),
        "withheld_for_their_own_sake": len(suppression.primary),
        "withheld": len(suppression.withheld),
        "audit": audited.report(),
    }


def _summary(report: dict[str, object], audited: Audit) -> str:
    widths = sorted(audited.widths)
    determined = sorted({f"{question} (by {who})" for question, who in audited.determined})
    return "\n".join(
        [
            f"withheld: {report['withheld']} of {report['groups_of_questions']} groups of "
            f"questions, {report['withheld_for_their_own_sake']} of them for their own sake",
            f"withheld counts: {audited.withheld_counts}; from least to most: "
            + (f"{widths[0]} to {widths[-1]}" if widths else "none"),
            f"determined: {', '.join(determined) or 'none'}",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
