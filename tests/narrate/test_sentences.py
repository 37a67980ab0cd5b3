"""The words of notebooks, and their links."""

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pytest
from worlds.notebooks import ROW

from cyberstudy import narrate
from cyberstudy.narrate import (
    Study,
    chance,
    each_in_words,
    in_words,
    most_chosen,
    stop_unknown,
)
from cyberstudy.release import relink
from surveyanswers.tables.checksums import seal
from surveyanswers.tables.problems import SurveyError


def test_a_share_is_said_with_its_count_its_base_its_interval_and_what_silence_leaves_open():
    assert in_words(ROW) == (
        "38 of 68 (56%, interval 46% to 65%); 20% if all others had said no, 84% if yes"
    )


def test_what_is_not_known_of_a_share_is_left_out():
    assert in_words(ROW | {"bound_low": None}) == "38 of 68 (56%, interval 46% to 65%)"
    assert in_words({key: ROW[key] for key in ("count", "base", "share")}) == "38 of 68 (56%)"


def test_few_have_a_count_and_no_percentage():
    assert in_words(ROW | {"count": 8, "base": 9, "share": 8 / 9}) == "8 of 9"
    assert in_words(ROW | {"count": 9, "base": 10, "share": 0.9}).startswith("9 of 10 (90%")


def test_what_is_withheld_has_not_even_a_count():
    said = in_words(ROW | {"count": None, "share": None, "reason": "withheld: base under 5"})
    assert said == "withheld, base under 5"


def test_those_chosen_most_often_stand_on_one_line_with_all_that_share_the_last_place():
    rows = [("a", 4), ("b", 9), ("c", 4), ("d", None), ("e", 1)]
    table = pl.DataFrame(
        [
            {"label": label, "count": count, "base": 9, "share": None, "reason": "withheld"}
            for label, count in rows
        ],
        infer_schema_length=None,
    )
    assert most_chosen(table, places=2) == "b: 9 of 9; a: 4 of 9; c: 4 of 9"
    assert most_chosen(table.filter(label="d")) == "d: withheld"
    assert most_chosen(table.head(0)) == ""
    assert each_in_words(table.tail(2)) == "- d: withheld\n- e: 1 of 9"


def test_a_small_p_value_is_not_zero():
    assert chance(0.0004) == "p under 0.001"
    assert chance(0.0451) == "p = 0.045"


def test_a_survey_by_a_wrong_name_is_told_with_the_one_that_may_be_meant(results):
    (results / "config/surveys/harbours").mkdir(parents=True, exist_ok=True)
    with pytest.raises(SurveyError, match="no survey 'harbour'; did you mean 'harbours'"):
        Study("harbour", root=results)


def test_a_parameter_that_names_nothing_there_is_stops_its_notebook():
    stop_unknown("region", ["Europe", None, "Asia"], "", "Asia")
    with pytest.raises(SurveyError, match=r"no region 'Narnia'.*\(there are: Asia, Europe\)"):
        stop_unknown("region", ["Europe", None, "Asia"], "Europe", "Narnia")


@pytest.mark.parametrize("damaged", ["protect/tables/estimates.csv", "protect/report.json"])
def test_a_notebook_reads_no_table_that_is_not_what_the_run_wrote(results, damaged):
    with (results / "results" / "harbours" / damaged).open("a") as stream:
        stream.write(" ")
    with pytest.raises(SurveyError, match=f"{damaged}: has other bytes than were written"):
        Study("harbours", root=results)


def test_a_notebook_shows_no_exhibit_that_is_not_what_the_run_wrote(results):
    (results / "results" / "harbours" / "draw" / "en" / "lights.png").unlink()
    study = Study("harbours", root=results)
    with pytest.raises(SurveyError, match=r"en/lights\.png: is missing(.|\n)*make study"):
        study.numbers("lights")


def test_a_share_is_looked_up_in_the_estimates(results):
    study = Study("harbours", root=results)
    asked = {"grouping": "ports", "group": "total"}
    assert study.share_of("lit", "yes", **asked) == in_words(ROW)
    with pytest.raises(SurveyError, match="estimates has 0 rows of"):
        study.share_of("lit", "perhaps", **asked)


def test_a_group_that_nobody_replied_of_is_said_to_be_so(results):
    study = Study("harbours", root=results)
    assert study.share_of("lit", "yes", grouping="ports", group="islands") == "nobody replied"


def test_an_index_that_does_not_hold_together_comes_with_a_warning(results):
    study = Study("harbours", root=results)
    measured = "Dimensions beyond chance, by parallel analysis: 1."
    assert study.held("light").endswith(f"{measured} Its internal consistency suffices.")
    assert "**Warning: alpha is low.** Read the single answers" in study.held("weak")
    assert study.held("none").endswith("cannot be assessed: too few answered.")


def test_a_comparison_is_said_with_its_looks_and_its_decision(results):
    study = Study("harbours", root=results)
    assert study.compared("lit", family="f") == (
        "**Lit**, compared between very big; small (n = 40): highest in very big, lowest in "
        "small; risk difference 0.50, interval 0.20 to 0.70; adjusted for 2 tests, p under "
        "0.001: **differs**."
    )
    sample = study.compared("sample", family="f")
    assert "lowest in small; difference 0.25; adjusted for" in sample
    assert sample.endswith("**differs**. **Caution: these lights are not one thing.**")
    assert (
        "0.70; reversed if nonrespondents lie 1.1 standard deviations below those of their "
        "stratum that replied in the highest group, and above in the lowest; adjusted for"
    ) in study.compared("scored", family="f")
    assert study.compared("dark", family="f").endswith(
        "(n = 40), too few to compare in tiny: no test, one group only."
    )


def test_a_notebook_shows_the_exhibits_that_the_plan_has_by_then(results):
    study = Study("harbours", root=results)
    declared = study.results / "declared"
    declared.mkdir()
    exhibits = {name: {"area": "Lights"} for name in ("not_drawn", "lights")}
    (declared / "plan.json").write_text(json.dumps({"exhibits": exhibits}))
    assert study.areas() == {"Lights": ["lights"]}
    with pytest.raises(SurveyError, match="no exhibit 'light'; did you mean 'lights'"):
        study.exhibit("light")
    with pytest.raises(SurveyError, match="no table 'estimate'; did you mean 'estimates'"):
        study.table("estimate")


def test_a_notebook_opened_by_hand_links_from_its_own_folder(results, monkeypatch):
    (results / "notebooks").mkdir()
    (results / "notebooks" / "x").mkdir()
    monkeypatch.delenv(narrate.PAGE, raising=False)
    monkeypatch.chdir(results / "notebooks")
    study = Study("harbours")
    assert study._link(Path("Snakefile")) == '<a href="../Snakefile"><code>Snakefile</code></a>'
    monkeypatch.chdir(results / "notebooks" / "x")
    assert 'href="../../a%20b"' in Study("harbours")._link(Path("a b"))


def test_exhibits_are_english_or_in_the_language_drawn_or_asked_for(results, monkeypatch):
    monkeypatch.delenv(narrate.LANGUAGE, raising=False)
    drawn = results / "results" / "harbours" / "draw"
    assert Study("harbours", root=results).language == "en"
    shutil.copytree(drawn / "en", drawn / "ar")
    assert Study("harbours", root=results).language == "en"
    shutil.rmtree(drawn / "en")
    assert Study("harbours", root=results).language == "ar"
    monkeypatch.setenv(narrate.LANGUAGE, "ru")
    assert Study("harbours", root=results).language == "ru"
    assert Study("harbours", root=results, language="ar").language == "ar"


def test_a_figure_keeps_its_number_when_its_cell_is_run_again(results, shown):
    study = Study("harbours", root=results)
    for name in ("lights", "lights", "lamps"):
        for ending in ("json", "csv", "png"):
            there = results / "results/harbours/draw/en" / f"lights.{ending}"
            copy = there.with_name(f"{name}.{ending}")
            if copy != there:
                shutil.copyfile(there, copy)
        seal("results/harbours/draw/en", results)
        study.exhibit(name)
    numbers = re.findall(r"<b>Figure (\d)", "".join(shown()))
    assert numbers == ["1", "1", "2"]


def test_a_table_is_shown_with_words_for_codes(shown):
    narrate.show(pl.DataFrame({"dont_know": ["not_asked", "Q_1", None], "n": [1.234, 2, 3]}))
    (table,) = shown()
    assert "<th>dont know</th>" in table
    assert re.findall(r"<td>(.*?)</td>", table)[::2] == ["not asked", "Q_1", "\u2013"]


@pytest.fixture
def shown(monkeypatch):
    """What HTML was displayed."""
    things = []
    monkeypatch.setattr("IPython.display.display", things.append)
    return lambda: [thing.data for thing in things if isinstance(thing.data, str)]


# In the release

LINKS = """<p>Numbers: <a href="../../../results/h/draw/fr/lights%20on.csv"><code>a</code></a>
rule <a href="../../../workflow/rules/draw.smk"><code>draw_exhibits</code></a>
<a href="#up">up</a> <a href="https://example.org/../x">out</a></p>"""


@pytest.mark.parametrize("name", ["n.html", "n.ipynb"])
def test_links_of_a_released_notebook_lead_to_files_of_the_release_or_nowhere(tmp_path, name):
    page = tmp_path / "notebooks" / name
    page.parent.mkdir()
    numbers = tmp_path / "figures" / "fr" / "lights on.csv"
    numbers.parent.mkdir(parents=True)
    numbers.touch()
    page.write_text(json.dumps({"text": LINKS}) if name.endswith("ipynb") else LINKS)
    relink(page, figures={numbers.name})
    text = page.read_text()
    shown = json.loads(text)["text"] if name.endswith("ipynb") else text
    links = re.findall(r'href="([^"]*)"', shown)
    assert links == ["../figures/fr/lights%20on.csv", "#up", "https://example.org/../x"]
    assert (page.parent / unquote(links[0])).is_file()
    assert "rule <code>draw_exhibits</code>" in shown
