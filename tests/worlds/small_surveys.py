"""Small confidential surveys of all kinds that there are exports of, from file to page and release.

A test runs five, ``.ci/run`` the others: ``python -m worlds.small_surveys``, which takes names
of kinds, too.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.scaffold.new_survey import scaffold
from cyberstudy.scaffold.plan_checks import check_folder
from surveyanswers.scaffold.folder import NewSurvey
from worlds import REPOSITORY
from worlds.begun import empty_study
from worlds.runs import snakemake
from worlds.small_exports import KINDS

#: Those that `tests/workflow/test_small_surveys.py` runs. Few rows; digits in labels and headings;
#: lists and no number; weights with a decimal comma; so few figures that the first page shows a
#: table, too.
IN_TESTS = ("twelve", "ages", "redcap", "weighted", "waves")

#: What a person adds to a plan: an index of a sample, whose mean is by its weights.
ADDED = {
    "weighted": """
indices:
  of: respondent
  minimum_answered: 0.6
  confidence: 0.95
  resamples: 100
  sets: {lamps: {title: Lamps, items: [lamps_are_safe, lamps_are_bright, lamps_are_cheap]}}
"""
}


def begin(survey, made):
    """Begin a survey, confidential as by default, and take what is guessed; say what is wrong."""
    made.mkdir(parents=True)
    files = KINDS[survey.name](made)
    data, form = files if isinstance(files, tuple) else (files, None)
    try:
        scaffold(NewSurvey(survey, data, form=form, received_on="2026-01-02"))
        settings = survey / "settings.yaml"
        settings.write_text(f"{settings.read_text()}guesses: accepted\n")
        with (survey / "plan.yaml").open("a") as plan:
            plan.write(ADDED.get(survey.name, ""))
        return check_folder(OpenSurvey(survey), examples=False).problems
    except Exception as problem:  # each is tried, whatever becomes of the others
        return [f"{type(problem).__name__}: {problem}"]


def run(folder, names):
    """Run surveys to page and release in one call, each as far as it comes; return what is said."""
    return snakemake(folder, *names, "--cores", "2", "--keep-going").stdout


def finished(folder, name):
    """Whether a survey has its page and its release."""
    made = folder / "results" / name
    return (made / "index.html").is_file() and (made / "release/MANIFEST.csv").is_file()


def made(folder, names):
    """Begin and run surveys in a study without any; return what is wrong, and what was said."""
    shutil.copy(REPOSITORY / "requirements.lock", folder)
    os.chdir(folder)
    place = Path("config/surveys")
    wrong = {name: begin(place / name, folder / "made" / name) for name in names}
    begun = [name for name in names if not wrong[name]]
    # A study names one survey at least; the others are found by their folders.
    config = folder / "config/config.yaml"
    config.write_text(config.read_text().replace("[other]", f"[{begun[0]}]"))
    said = run(folder, begun)
    for name in begun:
        wrong[name] = [] if finished(folder, name) else ["it did not come to its end"]
    return {name: why for name, why in wrong.items() if why}, said


def main(*names):
    """Begin and run surveys, or all but the tests'; print what did not come to page and release."""
    names = names or tuple(name for name in KINDS if name not in IN_TESTS)
    with TemporaryDirectory() as place:
        wrong, said = made(empty_study(Path(place, "study")), names)
        os.chdir(REPOSITORY)
    if wrong:
        print(said)
    for name, why in wrong.items():
        print(f"{name}: {' '.join(why)}")
    print(f"{len(names) - len(wrong)} of {len(names)} small surveys came to page and release.")
    return int(bool(wrong))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="KIND", help="default: all")
    sys.exit(main(*parser.parse_args().names))
