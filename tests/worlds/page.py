"""Releases of two invented surveys, from which a study page is made and read back."""

import json
from html.parser import HTMLParser
from types import SimpleNamespace

import polars as pl
import yaml
from cyberstudy.declare.survey import Survey
from cyberstudy.release.page import make_page

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


BERTHS = pl.DataFrame(
    {
        "land": ["Türkiye", "Malta", HOSTILE],
        "boats": [1234, 7, 0],
        "share": [0.123456789, 58.391304347826086, None],
        "open": [True, False, None],
    }
)


SHARES = pl.DataFrame(
    {
        "group": ["all", "few"],
        "base": [1500, 3],
        "share": [0.5582, None],
        "low": [0.463, None],
        "high": [0.6503, None],
        "index": [58.3913, None],
        "apart": [True, False],
        "reason": ["", "withheld: base under 5"],
    }
)


PLAN = {
    "coverage": [{"question": "port"}],
    "index": {
        "kind": "nominations_times_rating",
        "parts": {"north": "North"},
        "names": "{part}_port",
        "ratings": {"depth": "{part}_depth"},
        "scale_maximum": 5,
        "resamples": 100,
        "confidence": 0.95,
        "own_country": {"questions": ["port"], "permutations": 100},
    },
    "story": ["berths"],
    "exhibits": {
        "berths": {"kind": "expert_coverage", "area": "Harbours", "title": "Berths"},
        "anchors": {"kind": "cell_accounting", "area": "Ships", "title": "Anchors"},
    },
}


MEADOW = {
    "coverage": [{"question": "herd"}],
    "exhibits": {
        "cows": {"kind": "disagreement_bars", "area": "Herds", "title": "Cows", "at_least": 1}
    },
}


LANGUAGES = ["en", "ar"]


def survey(folder, title, plan):
    """A survey whose plan stands in a file, and of whose settings two are read."""
    (folder / "plan.yaml").write_text(yaml.safe_dump(plan, sort_keys=False), encoding="utf-8")
    made = Survey(folder)
    citation = "Keeper (1999) https://doi.org/10.1/x & others."
    made.__dict__["settings"] = SimpleNamespace(title=title, citation=citation)
    return made


def put_release(folder, plan, *, simulated, languages):
    for name, entry in plan["exhibits"].items():
        for language in languages:
            base = folder / "figures" / language / name
            base.parent.mkdir(parents=True, exist_ok=True)
            words = {
                "title": f"{entry['title']} {language}",
                "headline": "",
                "finding": "",
                "subtitle": "",
                "area": entry["area"],
                "rank": "main",
                "notes": "",
                "caption": f"Caption of {name} in {language}. {HOSTILE}",
                "alt": f'Alternative of "{name}" in {language}',
                "simulated": simulated,
            }
            base.with_suffix(".json").write_text(json.dumps(words), encoding="utf-8")
            base.with_suffix(".svg").write_text(SVG, encoding="utf-8")
            BERTHS.write_csv(base.with_suffix(".csv"))
    (folder / "tables" / "fleet").mkdir(parents=True)
    SHARES.write_csv(folder / "tables" / "shares.csv")
    SHARES.write_parquet(folder / "tables" / "shares.parquet")
    verdict = {"text": "No fleets.", "lists": [1]}
    (folder / "tables" / "fleet" / "verdict.json").write_text(json.dumps(verdict))
    (folder / "report.json").write_text(json.dumps({"simulated": simulated}))


def put_study(folder):
    """Two surveys, one of them simulated, in results of their own; return the page."""
    put_release(folder / "harbour", PLAN, simulated=False, languages=LANGUAGES)
    put_release(folder / "meadow", MEADOW, simulated=True, languages=["en"])
    make_page(
        [
            survey(folder / "harbour", "Harbours & piers", PLAN),
            survey(folder / "meadow", "Meadows", MEADOW),
        ],
        [str(folder / "harbour"), str(folder / "meadow")],
        languages=LANGUAGES,
        left_out={"desert": "Deserts"},
        page=str(folder / "index.html"),
    )
    return folder / "index.html"


class Elements(HTMLParser):
    """Every element with its attributes, and the text that is inside of none but `script`."""

    def __init__(self, text):
        super().__init__()
        self.found, self.inside, self.texts = [], None, {"script": [], "style": []}
        self.said = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data):
        (self.texts.get(self.inside) if self.inside in self.texts else self.said).append(data)

    def handle_endtag(self, tag):
        self.inside = None

    def all(self, tag, **wanted):
        return [a for t, a in self.found if t == tag and wanted.items() <= a.items()]
