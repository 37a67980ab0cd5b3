"""What README says of exhibits is what the plans declare."""

import re

from cyberstudy.declare.survey import Survey
from worlds import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def plan_of(survey):
    return Survey(REPOSITORY / "config" / "surveys" / survey, root=REPOSITORY).plan


def test_its_table_lists_every_exhibit_of_the_index_once():
    table = README.split("| exhibit | shows | numbers from rule |")[1].split("\n\n")[0]
    first = [row.split("|")[1] for row in table.strip().splitlines()[1:]]
    listed = re.findall(r"`(\w+)`", " ".join(first))
    assert sorted(listed) == sorted(plan_of("wci2021").exhibits)


def test_it_names_only_rules_that_there_are():
    rules = "\n".join(p.read_text() for p in (REPOSITORY / "workflow" / "rules").glob("*.smk"))
    table = README.split("| exhibit | shows | numbers from rule |")[1].split("\n\n")[0]
    last = " ".join(row.split("|")[3] for row in table.strip().splitlines()[1:])
    for rule in re.findall(r"`(\w+)`", last):
        assert f"rule {rule}:" in rules


def test_it_counts_the_exhibits_of_the_states():
    assert f"`states2012` has {len(plan_of('states2012').exhibits)}," in README


def test_it_tells_of_every_clustering():
    told = README.split("| who | by what | verdict |")[1].split("\n\n")[0]
    surveys = sorted(path.parent.name for path in REPOSITORY.glob("config/surveys/*/plan.yaml"))
    every = sum(len(plan_of(survey).clusterings) for survey in surveys)
    assert len(told.strip().splitlines()) - 1 == every > 0
