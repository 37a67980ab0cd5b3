"""What the study adds to a new survey's folder: a plan, a notebook, a place in the list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from cyberstudy.declare.study import RESERVED
from cyberstudy.scaffold.plans import plan_of, written_plan
from surveyanswers.instrument.data_access import CONFIDENTIAL
from surveyanswers.scaffold import folder
from surveyanswers.scaffold.folder import Begun, NewSurvey
from surveyanswers.tables.problems import SurveyError

#: What a first notebook shows: whatever the plan has by then.
_SHOW = """from IPython.display import Markdown, display

for area, exhibits in study.areas().items():
    display(Markdown(f"## {area}"))
    for name in exhibits:
        study.exhibit(name)"""


def scaffold(new: NewSurvey) -> list[str]:
    """Write a survey's folder, manifest, plan and notebook; return what was written.

    Raises
    ------
    SurveyError
        As `surveyanswers.scaffold.folder.scaffold`; or the list of surveys can't be found.
    """
    written = folder.scaffold(replace(new, reserved=RESERVED), _plan_and_notebook)
    if new.public:
        written.append(f"{_declare(new)}: {new.name} is one of its surveys")
    return written


def _plan_and_notebook(new: NewSurvey, begun: Begun) -> Sequence[Path]:
    # Git ignores notebooks that begin with confidential_.
    notebook = f"{'public' if new.public else CONFIDENTIAL.rpartition('/')[2]}_{new.name}"
    form, placed = begun.form, begun.placed
    plan = plan_of(form, placed, units=begun.units, questions=begun.asked, public=new.public)
    plan["notebooks"] = [notebook]
    (new.folder / "plan.yaml").write_text(written_plan(plan), encoding="utf-8")
    return [_write_notebook(new, notebook, form.title)]


def _write_notebook(new: NewSurvey, name: str, title: str) -> Path:
    import nbformat.v4 as nb

    title = re.sub(r"\d", "", title).strip() or "Answers"
    cells = [
        nb.new_markdown_cell(f"# {title}"),
        nb.new_code_cell(f'from cyberstudy.narrate import Study\n\nstudy = Study("{new.name}")'),
        nb.new_markdown_cell("It reads the results of the workflow and computes nothing new."),
    ]
    cells.append(nb.new_code_cell(_SHOW))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number:02}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    path = Path("notebooks", f"{name}.ipynb")
    path.parent.mkdir(exist_ok=True)
    text = nb.writes(nb.new_notebook(cells=cells, metadata=about))
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


def _declare(new: NewSurvey) -> Path:
    """Add the survey to the list of surveys to run; return the list's file."""
    path = new.folder.parents[1] / "config.yaml"
    text = path.read_text(encoding="utf-8")
    if new.name in (yaml.safe_load(text).get("surveys") or ()):
        return path
    added, count = re.subn(
        r"^(surveys: *\[[^\]]*)\]", rf"\1, {new.name}]", text, count=1, flags=re.MULTILINE
    )
    if not count:
        raise SurveyError(f"{path}: no list of surveys was found; add {new.name} to it")
    path.write_text(added.replace("[, ", "["), encoding="utf-8")
    return path
