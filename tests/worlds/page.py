"""Releases of two invented surveys, from which a study's pages are made and read back."""

import json
from html.parser import HTMLParser
from types import SimpleNamespace

import polars as pl
import yaml
from invented.whole import put_answers

from cyberstudy.declare.chapters import Story
from cyberstudy.declare.plan.kinds import KINDS
from cyberstudy.release.gather import PHONE
from cyberstudy.release.page import make_pages
from cyberstudy.wording.catalogues import TABLE
from cyberstudy.wording.glossary import GLOSSARY, read_glossary
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.instrument.study_facts import StudyFacts
from worlds.translations import put

HOSTILE = '<script>window.broken = 1</script><img src="http://127.0.0.1/x" onerror="broken()">'

SVG = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg role="img" width="360pt" height="90pt" viewBox="0 0 360 90" xmlns="http://www.w3.org/2000/svg">
 <title>Title</title><desc>In words</desc>
 <metadata><x>Matplotlib, https://matplotlib.org/</x></metadata>
 <!-- 100% -->
 <g id="a"><path d="M 0 0
L 9 9" style="fill: #0072b2"/></g>
</svg>
"""

#: Where the pages have what is drawn for a phone.
PHONE_DRAWING = "page/figures/{}/harbour/anchors." + PHONE

BERTHS = pl.DataFrame(
    {
        "panel": [1, 1, 1],
        "question": ["depth", "depth", "depth"],
        "label": ["Türkiye", "Malta", HOSTILE],
        "base": [1234, 7, 0],
        "share": [0.123456789, 0.58391304347826086, None],
        "reason": ["", "", ""],
    }
)

ESTIMATES = pl.DataFrame(
    [
        {
            **{"wave": "", "grouping": "region", "group": group, "question": "depth"},
            **{"option": option, "listed": 20, "replied": 12, "base": 10, "count": count},
            **{"share": share, "low": low, "high": high, "dont_know": 2, "reason": reason},
        }
        for group, option, count, share, low, high, reason in (
            ("north", "deep", 4, 0.4, 0.25, 0.6, ""),
            ("north", "flat", 6, 0.6, 0.4, 0.75, ""),
            ("south", "deep", None, None, None, None, "withheld: base under 5"),
        )
    ]
)

RESPONSE = pl.DataFrame(
    {
        "wave": ["1999", "2000", "2000", "2000"],
        "by": ["respondents", "respondents", "respondents", "region"],
        "group": ["state", "guest", "state", "north"],
        "listed": [9, None, 1200, 3],
        "replied": [8, 2, 1100, 3],
    }
)

ANSWERS = pl.DataFrame(
    {
        "unit_id": ["MLT", "TUR", "MLT", "TUR"],
        "question": ["boats", "boats", "depth", "depth"],
        "instance": [0, 0, 0, 0],
        "wave": ["", "", "", ""],
        "status": ["valid", "valid", "valid", "refused"],
        "value": ["7", "1234", "deep", None],
        "number": [7.0, 1234.0, None, None],
    }
)

FRAME = pl.DataFrame(
    {"unit_id": ["MLT", "TUR"], "name_en": ["Malta", "Türkiye"], "region": ["Europe", "Asia"]}
)

ANCHORS = {"kind": "table", "table": "accounting", "area": "Ships", "title": "Anchors"}
PLAN = {
    "exhibits": {
        "berths": {"kind": "expert_coverage", "area": "Harbours", "title": "Berths"},
        "anchors": ANCHORS,
        "ropes": ANCHORS | {"title": "Ropes"},
    },
    "story": ["anchors", "ropes"],
}
MEADOW = {
    "exhibits": {"cows": {"kind": "expert_coverage", "area": "Herds", "title": "Cows"}},
    "story": ["cows"],
}
STORY = Story.model_validate(
    {
        "front": ["harbour/anchors"],
        "areas": {
            "sea": {
                "title": "The sea",
                "introduction": "What is wet.",
                "limits": "Its depth.",
                "figures": ["hangar/nets"],
            },
            "air": {
                "title": "The air",
                "introduction": "What is dry.",
                "limits": "All of it.",
                "figures": ["hangar/winds"],
                "topics": {"Zeppelins": None},
            },
        },
        "chapters": {
            "ships": {
                "title": "Ships",
                "introduction": "What floats.",
                "limits": "What sank.",
                "figures": ["harbour/anchors", "harbour/ropes"],
                "topics": {"Rafts": "harbour/ropes"},
            },
            "planes": {
                "title": "Planes",
                "introduction": "What flies.",
                "limits": "What fell.",
                "figures": ["hangar/planes"],
                "topics": {"Gliders": None},
            },
        },
    }
)
FLEETS = {
    "said": [{"phrase": "The tests do not decide between these.", "values": {}}],
    "text": "The tests do not decide between these.",
}
SEEN = {
    "said": [
        {
            "phrase": "Not converged: {models}.",
            "values": {"models": {"models": ["9 classes"]}},
        }
    ],
    "text": "Not converged: 9 classes.",
}
DESERT = SimpleNamespace(
    **{"title": "Deserts", "citation": "Nobody (1900).", "mode": "record", "guessed": False},
    study=StudyFacts(),
)
TOUR = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Tour</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>A tour</h1><h2>Figures</h2><ul>{links}</ul>
<table><tr><th scope="col">Berths</th></tr><tr><td>7</td></tr></table>
<div role="group" aria-label="Table" tabindex="0">Seven</div></main></body></html>
"""
#: That figures are drawn in, and that pages are offered in.
LANGUAGES, OFFERED = ["en", "ar"], ["en", "ar", "es", "fr", "ru", "zh"]
PUBLICATION = {"title": "Ports", "sentence": "What ports have.", "licence": "CC BY"}


ARABIC = {
    "Harbours & piers": "المرافئ",
    "Depth": "العمق",
    "Kinds of fleets": "أنواع الأساطيل",
    "North": "الشمال",
    "State": "دولة",
    "Asia": "آسيا",
}


def survey(folder, title, plan, *, protection="public", frame=None, arabic=False):
    """A survey whose plan stands in a file, and of whose other declarations a few are read."""
    (folder / "plan.yaml").write_text(yaml.safe_dump(plan, sort_keys=False), encoding="utf-8")
    labels = {"en": {"deep": "Deep water", "flat": "Flat water"}}
    unrouted = [None] * 4
    questions = {
        "depth": Question(
            *("depth", "select_one", "depths", ""), *unrouted, {"en": f"How deep? {HOSTILE}"}, 0
        ),
        "boats": Question(*("boats", "integer", None, ""), *unrouted, {"en": "How many boats?"}, 1),
    }
    if arabic:
        put(folder / TABLE, "ar", ARABIC)
        labels["ar"] = {"deep": "ماء عميق"}
        questions["depth"].labels["ar"] = "كم العمق؟"
        questions["boats"].labels["ar"] = "كم قاربا؟"
    codebook = pl.DataFrame(
        {"question": [*questions], "short_label": ["Depth", "Boats"], "topic": ["water", "ships"]}
    )
    return SimpleNamespace(
        name=folder.name,
        folder=folder,
        asks=True,
        asked_groups={},
        plan=SimpleNamespace(
            story=plan["story"],
            exhibits={
                name: KINDS[entry["kind"]].model_construct(**entry)
                for name, entry in plan["exhibits"].items()
            },
            clusterings={"fleet": SimpleNamespace(title="Kinds of fleets")},
            groupings={},
            **dict.fromkeys(("nonresponse", "country_facts", "response"), None),
            coverage=[],
            plain=lambda: plan,
        ),
        settings=SimpleNamespace(
            study=StudyFacts(universe="Ports."),
            title=title,
            citation="Keeper (1999) https://doi.org/10.1/x & others.",
            protection=protection,
            respondents="keepers",
            defined=None,
            unit="keeper",
            model_dump=lambda mode: {},
            mode="questionnaire",
            frame=None,
            choice_files={},
            references=[],
            groups={},
            guessed=False,
        ),
        references={},
        groupings={},
        codebook=codebook,
        questionnaire=Questionnaire(
            questions, {"depths": Options(["deep", "flat"], labels)}, repeats={}, title=title
        ),
        frame=frame,
        data_access=SimpleNamespace(registered=None),
        made={},
        analyses=[],
        table=lambda name: pl.DataFrame({"form_title": [title]}),
        root=folder,
    )


def put_release(folder, plan, *, simulated, languages):
    for name, entry in plan["exhibits"].items():
        for language in languages:
            base = folder / "figures" / language / name
            base.parent.mkdir(parents=True, exist_ok=True)
            words = {
                **{"title": f"{entry['title']} {language}", "kind": entry["kind"]},
                "code": KINDS[entry["kind"]].model_construct().code,
                **{"headline": f"{name} were counted", "finding": f"Seven {name} {language}."},
                **{
                    "subtitle": "",
                    "source": "Harbour master.",
                    "recommends": f"Count more {name}." if name == "anchors" else "",
                    "area": entry["area"],
                },
                "caption": f"Caption of {name} in {language}. {HOSTILE}",
                **{"notes": f"Notes of {name} in {language}.", "question": "Asked."},
                "alt": f'Alternative of "{name}" in {language}',
                **{"simulated": simulated, "language": language},
            }
            base.with_suffix(".json").write_text(json.dumps(words), encoding="utf-8")
            base.with_suffix(".svg").write_text(SVG, encoding="utf-8")
            base.with_suffix(".png").write_bytes(b"PNG" * 999)
            BERTHS.write_csv(base.with_suffix(".csv"))
    (folder / "tables" / "fleet").mkdir(parents=True)
    ESTIMATES.write_csv(folder / "tables" / "estimates.csv")
    RESPONSE.write_csv(folder / "tables" / "response.csv")
    verdict = {**FLEETS, "cautions": [SEEN]}
    (folder / "tables" / "fleet" / "verdict.json").write_text(json.dumps(verdict))
    (folder / "report.json").write_text(json.dumps({"simulated": simulated}))
    (folder / "notebooks").mkdir()
    links = (
        f'<a href="../figures/{languages[0]}/{name}.csv">{name}</a>' for name in plan["exhibits"]
    )
    tour = TOUR.format(links="".join(f"<li>{link}</li>" for link in links))
    (folder / "notebooks" / "tour.html").write_text(tour, encoding="utf-8")


def put_phone_drawing(folder):
    for language in LANGUAGES:
        path = folder / f"harbour/figures/{language}/anchors.{PHONE}"
        path.write_text(SVG.replace("360 90", "240 180"), encoding="utf-8")


def put_study(folder, before=None, **changed):
    """Two surveys, one of them simulated and confidential; return the folder of the pages.

    `before` may put more into the releases, in `folder`.
    """
    put_release(folder / "harbour", PLAN, simulated=False, languages=LANGUAGES)
    put_release(folder / "meadow", MEADOW, simulated=True, languages=["en"])
    put_answers(ANSWERS, folder / "harbour" / "tables")
    put_answers(ANSWERS, folder / "meadow" / "tables")
    if before:
        before(folder)
    harbour = survey(folder / "harbour", "Harbours & piers", PLAN, frame=FRAME, arabic=True)
    meadow = survey(folder / "meadow", "Meadows", MEADOW, protection="confidential", frame=FRAME)
    return put_pages(folder, [harbour, meadow], **changed)


def put_pages(folder, surveys, **changed):
    """Write the pages of some surveys into a folder of their own."""
    glossary = folder / "glossary.md"
    own, known = ("anchor", "a `hook`"), dict(read_glossary(GLOSSARY))["contrast"]
    rows = [("term", "meaning"), ("---", "---"), own, ("contrast", known)]
    glossary.write_text("# Glossary\n\n" + "".join(f"| {a} | {b} |\n" for a, b in rows))
    options = {
        "tables": [str(each.folder / "tables") for each in surveys],
        "languages": OFFERED,
        "left_out": [
            SimpleNamespace(
                name="desert",
                folder=folder / "desert",
                settings=DESERT,
                plan=SimpleNamespace(story=[]),
                made={},
                asks=False,
            )
        ],
        "story": STORY,
        "publication": PUBLICATION,
        "glossary": str(glossary),
        "folder": str(folder / "pages"),
    }
    make_pages(surveys, [str(each.folder) for each in surveys], **options | changed)
    return folder / "pages"


def data_of(pages, name, language="en"):
    """What a script of data tells the pages in a language."""
    folder = pages / "page" / ("data" if language == "en" else f"{language}/data")
    text = (folder / f"{name}.js").read_text(encoding="utf-8")
    return json.loads(text.removeprefix(f'study.add("{name}",').removesuffix(");\n"))


class Elements(HTMLParser):
    """Every element with its attributes, and the text that is inside of none but `style`."""

    def __init__(self, path):
        super().__init__()
        self.found, self.inside, self.texts = [], None, {"script": [], "style": []}
        self.told = []
        self.feed(path.read_text(encoding="utf-8"))

    @property
    def said(self):
        return " ".join(" ".join(self.told).split())

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data):
        (self.texts.get(self.inside) if self.inside in self.texts else self.told).append(data)

    def handle_endtag(self, tag):
        self.inside = None

    def all(self, tag, **wanted):
        return [a for t, a in self.found if t == tag and wanted.items() <= a.items()]
