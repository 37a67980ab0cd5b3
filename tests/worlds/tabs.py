"""What a browser shows of a page: how wide it is, what it complains of, what axe finds."""

import re

from axe_playwright_python.base import AXE_SCRIPT

SCREEN, PHONE = {"width": 1200, "height": 900}, {"width": 360, "height": 740}
#: Pixels of letters on a phone, and how matplotlib writes the size of a text.
LEAST, SIZE = 9, re.compile(r"font-size: ([\d.]+)px")
#: Of each picture on a page what it shows, and how wide.
SHOWN = """(all) => all.map((each) => [each.currentSrc, each.getBoundingClientRect().width])"""


def watched(chromium, **options):
    """A tab, and what it complains of or asks a host for, which is nothing."""
    tab = chromium.new_page(viewport=SCREEN, **options)
    wrong = []
    tab.on("console", lambda message: wrong.append(message.text))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    # A picture that is still on its way when the page is left is no failure.
    tab.on(
        "requestfailed",
        lambda asked: "ABORTED" in (asked.failure or "") or wrong.append(asked.url),
    )
    known = ("file:", "data:", "blob:")
    tab.on(
        "request", lambda asked: asked.url.startswith(known) or wrong.append(f"asked {asked.url}")
    )
    return tab, wrong


def unfold(tab):
    tab.locator("details").evaluate_all("(all) => all.forEach((each) => { each.open = true; })")


def width(tab):
    return tab.evaluate("document.documentElement.scrollWidth")


def serious(tab):
    """What axe finds; of what is in order it says no more than by which rules."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE_SCRIPT)
    # To preload would be to fetch style sheets.
    found = tab.evaluate("axe.run({ preload: false, resultTypes: ['violations'] })")
    assert len(found["passes"]) > 15
    return [v for v in found["violations"] if v["impact"] in ("serious", "critical")]


def smallest_label(path, width):
    """Pixels of the smallest letters of a drawing that is shown so wide."""
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    points = float(re.search(r'viewBox="0 0 ([\d.]+)', text)[1])
    sizes = map(float, SIZE.findall(text))
    return min(sizes, default=LEAST) * width / points
