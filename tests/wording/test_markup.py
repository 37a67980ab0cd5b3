"""Text in Markdown, reStructuredText and HTML shows as it is written, and does nothing."""

import io
import re
from html import unescape

import docutils.core
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from cyberstudy.wording.markup import (
    content_policy,
    in_markdown,
    in_restructured_text,
    only_emphasis,
)

HOSTILE = [
    "*bold* and **bolder**",
    "_under_ __lined__ q_one_two",
    "`ticks` ``and more``",
    "[x](javascript:alert(1))",
    "![x](https://elsewhere.example/x.png)",
    '<img src=x onerror="alert(1)">',
    "<script>alert(1)</script>",
    "<http://elsewhere.example>",
    "&lt;b&gt; &amp; &#36;",
    "US$ 1,000 to US$ 10,000",
    "$_x^2$ $$y$$",
    r"\(x\) \[y\] \\(z\\) \begin{equation}x\end{equation}",
    r"a\b \alpha \$ \<b>",
    "a | b | c",
    "~~gone~~ ~~~",
    "# heading",
    "## heading ##",
    "> quoted",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "===",
    "---",
    "***",
    "```python",
    "|x| |substitute|",
    "role :math:`x` and `link <javascript:alert(1)>`_ and name_ and [1]_",
    ".. raw:: html",
    ".. include:: /etc/passwd",
    "text::",
    ":field: value",
    ">>> 1 + 1",
    "A. item",
    "iv. item",
    "(a) item",
    "#. item",
    "__ anonymous",
    "-o option",
    "/V option",
    "javascript:alert(1)",
    "two\nlines\n# heading",
    "two\n====",
    "café \u00a0« 12\u202f345 »",
]


def written(text):
    return re.sub(r"\s*\n\s*", " ", text).strip()


def html_of_markdown(prose):
    return markdown2html_mistune(prose).strip()


def html_of_restructured_text(text):
    problems = io.StringIO()
    found = docutils.core.publish_parts(
        text, writer="html5", settings_overrides={"warning_stream": problems, "report_level": 1}
    )["body"]
    assert not problems.getvalue()
    return found.strip()


def words(html):
    """The text of one paragraph in which nothing is marked up."""
    assert re.fullmatch(r"<p>[^<]*</p>", html), html
    return unescape(html[3:-4])


def test_markdown_shows_a_text_as_it_is_written():
    for text in HOSTILE:
        assert words(html_of_markdown(in_markdown(text))) == written(text)


def test_in_a_sentence_and_in_a_list_too():
    for text in HOSTILE:
        html = html_of_markdown(f"Of **{in_markdown(text)}**:\n\n- {in_markdown(text)}, 5 of 9")
        assert html.count("<") == 2 * len(["p", "strong", "ul", "li"]), text
        assert unescape(re.sub(r"<[^>]*>", "", html)).count(written(text)) == 2


def test_a_table_of_markdown_holds_a_text_in_its_cell():
    html = html_of_markdown(f"| a | b |\n|---|---|\n| {in_markdown('x | y')} | z |")
    assert html.count("<td") == 2


@pytest.mark.parametrize(("number", "said"), [(-3, "-3"), (0.5, "0.5"), (None, "None")])
def test_numbers_are_written_as_they_are(number, said):
    assert in_markdown(number) == said


ALPHABET = st.sampled_from("\\`*_[]<>()|~$&#+=-.:!{}\"'/ \nab1") | st.characters(codec="utf-8")


@given(st.text(ALPHABET))
def test_no_text_whatever_becomes_an_element_of_a_page(text):
    for prose in (in_markdown(text), f"Said: {in_markdown(text)}."):
        html = re.sub(r"</?p>", "", html_of_markdown(prose))
        assert "<" not in html


def test_prose_makes_no_link_picture_html_or_mathematics_of_a_text_put_in_as_it_is():
    for text in HOSTILE:
        prose = only_emphasis(f"**Title**: {text}")
        assert not re.search(r"<(img|script|b)\b|href=\"(?!#)", html_of_markdown(prose))
        assert not re.search(r"(?<!\\)\$|\\\\[(\[]|\n#", prose)


def test_prose_keeps_its_emphasis_lists_code_and_what_is_escaped_already():
    prose = "**Of 3** *some*, `no_answer`:\n\n- one (n = 5)\n- two"
    assert only_emphasis(prose) == prose
    for text in HOSTILE:
        assert only_emphasis(in_markdown(text)) == in_markdown(text)


def test_restructured_text_shows_a_text_as_it_is_written():
    for text in HOSTILE:
        if "http" not in text:
            html = html_of_restructured_text(in_restructured_text(text))
            assert words(html) == written(text)


def test_an_ordinary_caption_is_written_as_it_is():
    caption = "Bars, of 62 States (2012), with intervals: see https://doi.org/10.1/x for 5 % more."
    assert in_restructured_text(caption) == caption


def test_a_policy_names_the_style_by_its_hash_and_lets_in_only_what_lies_beside():
    assert content_policy(style="p {}") == (
        "default-src 'none'; img-src data:; style-src "
        "'sha256-SNJDlN1Iy2mnt7DOjQIyDb2LQE6O5PQiSZomcdzawQ4='; base-uri 'none'; form-action 'none'"
    )
    beside = content_policy(style="p {}", beside=True)
    assert beside.startswith(
        "default-src 'none'; img-src 'self' file: data:; style-src 'self' file: 'sha"
    )
    assert "; script-src 'self' file:;" in beside


@pytest.mark.parametrize("text", ["wci_data.csv", "1.0.0", "HDI of 2022", "a_b_c: 5.5"])
def test_names_of_files_and_versions_can_be_copied_from_markdown(text):
    assert in_markdown(text) == text
    assert words(html_of_markdown(in_markdown(text))) == text
