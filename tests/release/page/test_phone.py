"""On a phone figures are read without enlarging them, or are moved sideways."""

from worlds.page import PHONE_DRAWING, Elements


def chapter_of(pages, exhibit):
    found = (pages / "page/chapters").glob("*.html")
    return next(p for p in found if f'id="{exhibit}"' in p.read_text(encoding="utf-8"))


def test_what_is_drawn_for_a_phone_is_offered_to_phones_with_its_size(pages):
    (source,) = Elements(chapter_of(pages, "harbour-anchors")).all("source")
    assert source["srcset"] == f"../../{PHONE_DRAWING.format('en')}"
    assert (source["width"], source["height"]) == ("320", "240")
    assert (pages / PHONE_DRAWING.format("ar")).is_file()


def test_what_is_not_drawn_for_a_phone_can_be_moved_sideways_by_keyboard_too(pages):
    elements = Elements(chapter_of(pages, "meadow-cows"))
    assert elements.all("source") == []
    boxes = [a for a in elements.all("div") if a.get("class") == "sideways"]
    assert [box["tabindex"] for box in boxes] == ["0"] * len(elements.all("img"))
