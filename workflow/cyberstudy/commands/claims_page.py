"""Write the page on what the study claims: ``python -m cyberstudy.commands.claims_page``.

The page holds what was declared: sentences, ranges of choices. What came out stands in the tables
of the claims, and in the methods of the study's page.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from cyberstudy.claims import Claim
from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.opened import OpenSurvey, open_survey

PAGE = Path("docs/claims.md")
HEAD = """# Claims

Every sentence that infers something, with the choices under which it has to hold to be said. They
are declared in the code of the analysis; its table has a row for each (choice, value, holds) and no
other. Where a claim does not hold under one, the next sentence is said, down to the bare
topic. Places in braces stand for numbers from tables. `make reference` writes this page; which
sentences hold today, and where others break, stands in the methods of the study's page.
"""


def page(root: Path) -> str:
    """Write the page on all claims of the surveys below `root`, and of what lies across them."""
    config = root / "config"
    names = [*sorted(path.parent.name for path in config.glob("surveys/*/plan.yaml")), ACROSS]
    surveys = [open_survey(name, config, root) for name in names]
    return "\n".join([HEAD, *(line for survey in surveys for line in _of_survey(survey))])


def _of_survey(survey: OpenSurvey) -> Iterator[str]:
    made = {name: table for each in survey.analyses for name, table in each.tables.items()}
    claims = {name: table for name, table in made.items() if isinstance(table, Claim)}
    if claims:
        yield f"## {survey.settings.title}\n"
    for name, claim in claims.items():
        yield f"### `{name}`\n"
        yield f"{(claim.function.__doc__ or '').strip()}\n"
        for exhibit, entry in survey.plan.exhibits.items():
            said = entry.says.sentences if entry.says else []
            told = [_quoted(each.headline or each.finding or entry.title) for each in said]
            yield from (
                f"- Said in `{exhibit}`: {'; else: '.join(told[place:])}"
                for place, each in enumerate(said)
                if each.claim == name
            )
        yield f"- Refuted by: {claim.refuted_by}"
        yield from (f"- {kind}: {'; '.join(several)}" for kind, several in claim.over.items())
        yield ""


def _quoted(text: str) -> str:
    return f"\u201c{text}\u201d"


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or with ``--check`` only say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    target, text = given.root / PAGE, page(given.root)
    if not given.check:
        target.write_text(text, encoding="utf-8")
    elif text != target.read_text(encoding="utf-8"):
        print(f"{PAGE} is out of date: make reference", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
