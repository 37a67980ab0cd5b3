"""One question from cells to words, in a library that knows one more status: ``unsure``."""

from pathlib import Path
from types import SimpleNamespace

import polars as pl
from invented import labelled
from invented.cells import judged_table
from invented.submissions import decided, ruled, sent

from cyberstudy.commands.translate import phrases_of_the_code
from cyberstudy.describe.estimates import estimate_all, memberships_of
from cyberstudy.draw.families.shares.answered import MISSING_WORDS
from cyberstudy.draw.marks.missing_answers import BESIDE_ANSWERS
from cyberstudy.release.page import explorer
from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.release.page.numbers import heading
from cyberstudy.release.page.translated import Speech
from cyberstudy.tables.estimates import Estimates
from cyberstudy.wording.questions import in_plain_words
from cyberstudy.wording.translator import ENGLISH
from surveyanswers.clean.decode import decode
from surveyanswers.clean.reconcile import reconcile
from surveyanswers.clean.routing_status import mark_missing_codes
from surveyanswers.clean.units import units_of
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.tables.answer_columns import in_columns, keys_of
from surveyanswers.tables.answers import Answers, Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.statuses import STATUSES
from surveyanswers.tables.storage import checked, schema_of

LAW = Question(
    name="law",
    type="select_one",
    choices="answers",
    section=None,
    repeat=None,
    relevant=None,
    constraint=None,
    constraint_message=None,
    labels={"en": "Is there a law?"},
    order=0,
)
CODES = ["yes", "no", "unsure"]
LISTED = {code: [code] for code in CODES}
FORM = Questionnaire(
    questions={"law": LAW},
    choices={"answers": Options(CODES, {}, LISTED)},
    repeats={},
    title="",
)
#: Submissions: whose each is, and the text of its one cell.
SAID = {"s1": ("u", "unsure"), "s2": ("u", ""), "v-s1": ("v", "yes"), "w-s1": ("w", "yes")} | {
    "w-s2": ("w", "unsure")
}


def cleaned():
    texts = [text or None for _, text in SAID.values()]
    judged = decode(texts, LAW, FORM, missing={})
    submitted = mark_missing_codes(judged_table(judged)).select(
        *("value", "number", pl.col("status").cast(pl.Enum(STATUSES))),
        wave=pl.lit(""),
        submission_id=pl.Series(list(SAID)),
        unit_id=pl.Series([unit for unit, _ in SAID.values()]),
        question=pl.lit("law"),
        instance=pl.lit(0, dtype=pl.UInt32),
        option=pl.lit(""),
    )
    submissions = sent({submission: unit for submission, (unit, _) in SAID.items()})
    found = reconcile(submitted, submissions, ruled(("*", "unanimous", None)), decided())
    return checked(found.answers, Answers), submissions.with_columns(group=pl.lit("all"))


if __name__ == "__main__":
    answers, submissions = cleaned()
    statuses = dict(answers.select("unit_id", pl.col("status").cast(pl.String)).iter_rows())
    assert statuses == {"u": "unsure", "v": "valid", "w": "conflict"}, statuses

    rules = {"complete": 1, "partial": 1}
    wide = in_columns(answers, keys_of(Answers))
    told = pl.DataFrame(schema={n: schema_of(Units)[n] for n in ("unit_id", "unit_columns")})
    units = units_of(wide, submissions, rules, frame=None, group="all", others=None, told=told)
    assert units["answered_share"].to_list() == [1, 1, 1], units

    everybody = memberships_of(units, None, {}).filter(group="all")
    shares = estimate_all(
        AnswerColumns.of(answers), everybody, FORM, minimum_base=1, confidence=0.95
    )
    assert shares["option"].to_list() == ["yes", "no"], shares
    assert {*STATUSES} & {*shares.columns} == {*STATUSES} & {*schema_of(Estimates)}
    row = shares.row(0, named=True)
    assert (row["base"], row["unsure"], row["conflict"]) == (1, 1, 1), row
    assert (row["bound_low"], row["bound_high"]) == (1 / 3, 1), row

    book = pl.DataFrame({"question": ["law"], "short_label": ["law"]})
    survey = SimpleNamespace(questionnaire=FORM, codebook=book)
    for path in map(Path, ("answers.sav", "answers.dta")):
        again = labelled.read(path, labelled.write(answers, survey, path), FORM)
        back = dict(again.select("unit_id", "status").cast(pl.String).iter_rows())
        assert back == statuses, back

    assert in_plain_words(ENGLISH, "unsure") == "not sure"
    assert ENGLISH.many(*MISSING_WORDS["unsure"], 2, count=2) == "2 were not sure"
    on_pages = Speech("en", []).words()
    assert (on_pages["unsure"], heading("unsure", ENGLISH)) == ("Not sure", "Not sure")
    assert "unsure" in {*explorer.WITHOUT_REPLIES} - {*INTERFACE}
    assert "unsure" in BESIDE_ANSWERS["unsaid"][0]
    said = {*phrases_of_the_code().values()}
    assert {("not sure",), ("{count} was not sure", "{count} were not sure")} <= said
