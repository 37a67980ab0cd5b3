"""What an analyst chooses for a run of the study: `config.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from surveyanswers.instrument.entry import Distinct, Entry
from surveyanswers.instrument.languages import LanguageCode

#: Names that rules have, and folders that lie beside those of surveys.
RESERVED = {"all", "analyse", "multiverse", "report", "study"} | {
    *("checksums", "code", "logs", "page", "published", "reference", "refused")
}


def unreserved(name: str) -> str:
    """Return a survey's name that nothing else has.

    Raises
    ------
    ValueError
        A rule or a folder of the workflow has it.
    """
    if name in RESERVED:
        raise ValueError("a rule or a folder of the workflow has this name; choose another")
    return name


SurveyName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$"), AfterValidator(unreserved)]


class Publication(Entry):
    """What the study's pages say of it, besides what `CITATION.cff` says."""

    sentence: str = Field(
        default="",
        description="What it is, in one sentence. Where nothing can be shown of a survey the pages "
        "name what there is instead.",
    )
    licence: str = Field(default="", description="Under which licence it may be used.")


class DeclaredStudy(Entry):
    """What an analyst may choose for a run."""

    surveys: Distinct[SurveyName] = Field(
        description="Surveys to run, in this order; each is a folder in config/surveys."
    )
    languages: Distinct[LanguageCode] = Field(
        description="Languages that exhibits are drawn in, each into its own folder; the page "
        "shows the first one first. Native speakers have reviewed all translations into it. A "
        "survey whose questionnaire lacks one is drawn in English and says so."
    )
    seed: int = Field(ge=0, description="Every random draw of the study starts from this number.")
    pdf: Literal["story", "all"] = Field(
        default="story",
        description="Which figures there are as PDF, too, for print: those that chapters.yaml or "
        "the plan's `story` names, or all. As SVG and PNG there are all.",
    )
    publication: Publication = Field(
        default=Publication(), description="What the study's pages say of who publishes them."
    )
