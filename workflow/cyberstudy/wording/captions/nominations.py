"""What captions and legends say of countries that experts named."""

from __future__ import annotations

from typing import Any

import polars as pl

from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.questions import WITHHELD
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import p_value
from cyberstudy.wording.view import View

#: Whose part a rating is, and ways of adding nominations up, by their names in tables.
SOURCES = {
    "expert": phrase("who rates"),
    "country": phrase("country that is rated"),
    "part": phrase("type of crime"),
    "residual": phrase("what these leave over"),
}
LOOKS = {
    "nominations_alone": phrase("nominations alone, no ratings"),
    "alike_experts": phrase("experts brought to one level"),
    "without_own_country": phrase("without experts\u2019 own countries"),
    "ratings_alone": phrase("ratings alone, no nominations"),
    "expected_ranks": phrase("expected ranks (empirical Bayes)"),
    "other_experts": phrase("as many other experts"),
}
#: The look at the index without nominations of experts' own countries.
WITHOUT = "without_own_country"


def caption_of_ranks(view: View[Any]) -> CaptionParts:
    """Say how ranks and their intervals are made."""
    return _caption(
        view,
        view.say(
            "Dot: rank by the index. Line: confidence sets that hold the ranks of all countries at "
            "once with {confidence} confidence: stepwise (Mogstad et al. 2024), from {resamples} "
            "bootstrap resamples of experts, honest where countries are nearly level. The sets of "
            "one country alone are narrower and stand in the table.",
            confidence=view.say.percent(view.nominations.confidence),
            resamples=view.nominations.resamples,
        ),
    )


def legend_of_ranks(view: View[Any]) -> tuple[str, str]:
    """Name the sets of all ranks, and the rank."""
    say, confidence = view.say, view.say.percent(view.nominations.confidence)
    return (
        say("{confidence} confidence sets, all at once", confidence=confidence),
        say("rank"),
    )


def own_country_in_words(say: Speech, row: dict[str, Any]) -> str:
    """Tell how many name their own country, and how many would like experts from elsewhere."""
    if row["named_own"] is None:
        return say.reason(WITHHELD)
    return say(
        "{named} of {experts}; {expected} expected; {p}",
        named=row["named_own"],
        experts=row["experts"],
        expected=say.decimal(row["expected"], 0),
        p=p_value(say, row["p_value"]),
    )


def caption_of_own_country(view: View[Any]) -> CaptionParts:
    """Say what is expected of experts, and what leaving these nominations out changes."""
    say = view.say
    without = view.table("index_looks").row(by_predicate=pl.col("look") == WITHOUT, named=True)
    method = [
        say(
            "Dot: share of experts who name their own country for any type of crime. Mark: what it "
            "would be if they named it as experts from elsewhere do. Line: middle {confidence} "
            "when countries are shuffled among experts {shuffles} times.",
            confidence=say.percent(view.nominations.confidence),
            shuffles=view.nominations.own_country.permutations,
        )
    ]
    if without["first_rank_correlation"] is not None:
        method.append(
            say(
                "Without these nominations {moved} of the first {first} countries have another "
                "rank, by up to {furthest}; their ranks correlate {rho}.",
                moved=without["moved"],
                first=without["first"],
                furthest=without["furthest"],
                rho=say.decimal(without["first_rank_correlation"], 2),
            )
        )
    return _caption(view, say.text(method))


def share_in_words(say: Speech, row: dict[str, Any]) -> str:
    """Tell a share of the variance of ratings, and over how many it goes."""
    if row["share"] is None:
        return say.reason(WITHHELD)
    return say("{share} ({levels})", share=say.percent(row["share"]), levels=row["levels"])


def look_in_words(say: Speech, row: dict[str, Any]) -> str:
    """Tell how alike two orders are, and how many of the first countries move how far."""
    if row["first_rank_correlation"] is None:
        return say.reason(WITHHELD)
    rho = say.decimal(row["first_rank_correlation"], 2)
    if row["moved"] is None:
        return rho
    return say(
        "{rho}; {moved} of {first} move, by up to {furthest}",
        rho=rho,
        moved=row["moved"],
        first=row["first"],
        furthest=row["furthest"],
    )


def caption_of_what_an_index_is_made_of(view: View[Any]) -> CaptionParts:
    """Say what the shares of variance and the other orders are."""
    return _caption(
        view,
        view.say(
            "Bars: shares of the variance of ratings in a model of crossed random effects "
            "(restricted maximum likelihood); in brackets how many experts, countries, types or "
            "ratings. Dots: correlation of ranks between the index and other ways of adding up "
            "the same nominations; with other experts, as halves of the experts suggest "
            "(Spearman and Brown)."
        ),
    )


def caption_of_parts(view: View[Any]) -> CaptionParts:
    """Say what a country's index for one part is."""
    return _caption(
        view,
        view.say(
            "Each cell: the index for one type of crime, 100 when every expert names the country "
            "and rates it at the top of all scales. Countries in the order of the overall index."
        ),
    )


def caption_of_shares_of_parts(view: View[Any]) -> CaptionParts:
    """Say what the parts of a country's index are compared with."""
    return _caption(
        view,
        view.say(
            "Bar: share of each type of crime in the country\u2019s index. Line: the same over all "
            "countries."
        ),
    )


def _caption(view: View[Any], method: str) -> CaptionParts:
    return CaptionParts(question=view.naming(), base=view.everyone(), method=method)
