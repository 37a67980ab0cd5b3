"""What captions say of forms and files: where several forms differ, what became of cells."""

from __future__ import annotations

from cyberstudy.declare.reconciliation import RULES
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.speech import Speech


def caption_of_differences(say: Speech, questions: int, *, twice: int, rest: int) -> CaptionParts:
    """Return the caption of bars of differences.

    Parameters
    ----------
    say
        The language.
    questions
        How many there are.
    twice
        How many units could differ.
    rest
        How many questions in which some differ are not shown one by one.
    """
    several = say.many(
        "{count} unit has several forms that count",
        "{count} units have several forms that count",
        twice,
        count=twice,
    )
    fewer = [say("questions in which fewer differ: {count}", count=rest)] if rest else []
    rules = [say.listed([say(rule.word), say(rule.takes)]) for rule in RULES.values()]
    return {
        "question": say.many(
            "The one question; a difference is one unit in it.",
            "All {count} questions; a difference is one unit in one question.",
            questions,
            count=questions,
        ),
        "base": say("{clauses}.", clauses=say.clauses([several, *fewer])),
        "method": say(
            "Forms differ where each says something and not the same. Rules: {rules}. Where the "
            "rule cannot decide, the answer is in conflict and is left open.",
            rules=say.clauses(rules),
        ),
    }


def rule_in_words(say: Speech, rule: str) -> str:
    """Call a rule of reconciliation by its word."""
    return say(RULES[rule].word) if rule in RULES else rule


def rules_explained(say: Speech) -> dict[str, str]:
    """Say of every rule what it takes."""
    return {name: labelled(say, say(rule.word), say(rule.takes)) for name, rule in RULES.items()}


def caption_of_cells(say: Speech, *, cells: int, files: int) -> CaptionParts:
    """Return the caption of what cells became."""
    return {
        "question": say("Every cell of every file that arrived is counted once."),
        "base": say("{cells} cells of {files} files.", cells=cells, files=files),
        "method": say(
            "Above: cells that stand for an answer, by its status, the darker the larger their "
            "share among the file\u2019s answers. Grey: what identifies the form, was dropped at "
            "the door, or is structure."
        ),
    }
