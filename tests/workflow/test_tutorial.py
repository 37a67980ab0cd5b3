"""The tutorial's commands and lines, as they stand there, make what it says that they make."""

import re
import shutil

import pytest
import yaml
from worlds import REPOSITORY, SURVEYS, raw_folder
from worlds.checkouts import checked_out, run

TEXT = (REPOSITORY / "docs" / "tutorial.md").read_text(encoding="utf-8")
DATA, INDEX = "cyberlaw2026/data.csv", "gci/ITU_GCI.csv"
SURVEY = "config/surveys/mylaws"
pytestmark = pytest.mark.workflow


def section(number):
    return re.search(rf"^## {number}\. .*?(?=^## |\Z)", TEXT, re.M | re.S)[0]


def blocks(number, kind=""):
    """What stands between fences in a section: commands, or a language's lines."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", section(number), re.M | re.S)


def lines_to_write():
    (story,) = re.findall(r"`(story: \[.*?\])`", section(6))
    return [*blocks(3, "yaml"), *blocks(6, "yaml"), f"{story}\n"]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A checkout as git has it, with this one's environment and the file that is begun from."""
    folder = checked_out(tmp_path_factory.mktemp("tutorial"), results=False)
    for data in (DATA, INDEX):
        (folder / "data/raw" / data).parent.mkdir(exist_ok=True)
        shutil.copyfile(raw_folder(data) / data, folder / "data/raw" / data)
    return folder


def replace(path, lines):
    """Put lines where those with the same keys stand."""
    text = path.read_text(encoding="utf-8")
    for line in lines.splitlines():
        key = line.partition(":")[0]
        text, places = re.subn(rf"^{key}:.*$", lambda _, line=line: line, text, flags=re.M)
        assert places == 1, line
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def made(checkout):
    """The survey, gone through section by section; what each section's commands said."""
    said = {}
    (begin,), (check,), (page,) = (blocks(number) for number in (2, 4, 5))
    said["begin"] = run(checkout, begin)
    settings, channel, exhibit, says, story = lines_to_write()
    replace(checkout / SURVEY / "settings.yaml", settings)
    replace(checkout / SURVEY / "layout.yaml", channel)
    said["check"] = run(checkout, check)
    said["planned"] = run(checkout, page, "--dry-run")
    plan = checkout / SURVEY / "plan.yaml"
    text = plan.read_text(encoding="utf-8")
    text = text.replace("\nexhibits:\n", f"\nexhibits:\n{exhibit}{says}", 1) + story
    plan.write_text(text, encoding="utf-8")
    for command in re.findall(
        r"`(make check-survey [^`]*|\.venv/bin/snakemake [^`]*)`", section(6)
    ):
        said[command.split()[0]] = run(checkout, command)
    return said


def test_the_lines_to_write_are_as_many_as_it_says():
    written = sum(len(text.splitlines()) for text in lines_to_write())
    assert f"You write {written} lines." in TEXT


def test_what_the_checks_and_the_run_said_names_nothing_wrong(made):
    assert "mylaws: 0 problems" in made["check"]
    assert "mylaws: 0 problems" in made["make"]
    assert made.keys() == {"begin", "check", "planned", "make", ".venv/bin/snakemake"}


def test_the_figure_is_drawn_and_its_finding_stands_at_the_top_of_the_page(made, checkout):
    (name,) = re.findall(r"\w+", lines_to_write()[-1].partition(":")[2])
    says = yaml.safe_load("e:\n" + lines_to_write()[3])["e"]["says"]
    page = (checkout / "results/mylaws/index.html").read_text(encoding="utf-8")
    page = page.partition('class="hero"')[2].partition('id="chapters"')[0]
    assert says["headline"] in page
    before, after = says["finding"].split("{base}")[0], says["finding"].split("{count}")[1]
    words = re.sub(r"<[^>]+>", "", page)  # numbers are links
    assert re.search(re.escape(before) + r"\d+.*?\d+" + re.escape(after), words)
    assert list((checkout / "results/mylaws").glob(f"draw/en/{name}.*"))
    pages = (path.read_text() for path in (checkout / "results/mylaws").rglob("page/**/*.html"))
    assert any("one gradient" in text for text in pages)
    assert "one gradient" in section(5)
    assert (checkout / "results/mylaws/release/README.md").is_file()


def test_the_page_accounts_for_every_cell_and_tells_of_no_other_survey(made, checkout):
    folder = checkout / "results/mylaws"
    pages = [path.read_text(encoding="utf-8") for path in folder.glob("page/**/*.html")]
    assert any("Data accounting: every cell" in page for page in pages)
    for other in {*SURVEYS} - {"cyberlaw2026"}:  # whose title is that of what is cited
        settings = (checkout / "config/surveys" / other / "settings.yaml").read_text("utf-8")
        title = yaml.safe_load(settings)["title"]
        assert not any(title in page for page in pages), other


def test_a_long_table_becomes_a_survey_too_which_is_taken_back_as_it_says(made, checkout):
    def files():
        found = (path.relative_to(checkout) for path in checkout.rglob("*") if path.is_file())
        return {each.as_posix() for each in found if each.parts[0] not in {"results", ".snakemake"}}

    before = files()
    said = run(checkout, blocks(7)[0])
    assert "can't run yet" not in said
    layout = (checkout / "config/surveys/myindex/layout.yaml").read_text(encoding="utf-8")
    assert "long:" in layout
    last = section(7).rpartition("To undo a trial")[2]
    named = [path.replace("<survey>", "myindex") for path in re.findall(r"`([\w/<>.]+)`", last)]
    removed = [path for path in named if (checkout / path).exists()]
    for path in files() - before:
        assert path.startswith(tuple(removed)), path


def test_questions_are_answered_before_declarations_are_edited():
    """Whoever edits them first cannot have the folder written again by the answers."""
    assert 0 < TEXT.index("Read its sheet of columns before") < TEXT.index("```yaml")
