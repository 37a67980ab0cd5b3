"""What lies beside a data set of simulated answers: what it is, how it was made, on what terms."""

from __future__ import annotations

from cyberstudy.declare.survey import MADE_UP, Survey
from cyberstudy.wording.markup import in_markdown
from surveyanswers.data_package import FILE, SUMS, licences_of


def simulated_texts(survey: Survey, *, title: str, licence: str, version: str) -> dict[str, str]:
    """Return ``README.md`` and ``LICENSE.txt`` of simulated answers, by file name.

    Parameters
    ----------
    survey
        Whose questionnaire was answered.
    title, licence, version
        Of the data set.
    """
    terms = "\n".join(named_licence["path"] for named_licence in licences_of(licence))
    return {
        "LICENSE.txt": f"{title}\n{MADE_UP}\n\nLicence: {licence}\n{terms}".rstrip() + "\n",
        "README.md": f"""# {in_markdown(title)}

**{MADE_UP}** A generator wrote them (`snakemake simulate_{survey.name}`) in the formats of
the programs that collect answers, with the mistakes that people make, and they were cleaned as real
ones would be. Units are called as real ones are, so that lists of them fit; nothing that
is said of one here is true of it. Use them to teach, to test programs, and to learn the form of
the answers, which are confidential where they are real. Every file has a column `simulated`.

| file | what |
|---|---|
| answers.parquet | values with types, and beside each the status of the answer (`_st`) |
| answers.csv | values; an empty cell is no answer |
| statuses.csv | of the same shape: valid, or why there is no answer |
| answers.sav, answers.dta | for SPSS and Stata, with reasons as labelled missing values |
| variables.csv | every column: its name in each file, type, label, options |
| {FILE} | the same for programs (Data Package 2.0) |
| {SUMS} | for `sha256sum --check {SUMS}` |

What was asked stands in codebook.html and codebook.xml (DDI-Codebook), beside this folder in the
release.

Version: {version}. Licence: {in_markdown(licence)} (LICENSE.txt).
""",
    }
