"""The invented survey, whose every text means harm."""

import hashlib

from worlds import edit

#: A formula, an element with a program, a link with one, mathematics, and marks of Markdown and
#: reStructuredText; no commas or quotes, which would part cells of the survey's own files.
HOSTILE = (
    "=1+1 <img src=x onerror=window.broken=1> [x](javascript:y) $_z^2$ $\\foo$ *a* `b` |c| ..d"
)
LAND, KEEPER = "=Chile", "=cmd|' /C calc'!A0"


def made_hostile(world):
    """Put it where the survey's own texts stand, and list the files anew."""
    declared, raw = world / "config" / "surveys" / "lighthouse", world / "data" / "raw"
    edit(declared / "settings.yaml", "title: Lighthouse keepers", f"title: '{HOSTILE}'")
    edit(declared / "settings.yaml", "Invented for the tests of this project.", f"'{HOSTILE}'")
    edit(declared / "plan.yaml", "title: Who keeps the lights", f"title: '{HOSTILE}'")
    edit(declared / "analyses" / "namings.py", '"Coast."', repr(HOSTILE))
    edit(declared / "codebook.csv", "lamps,Lamps", f"lamps,{HOSTILE}")
    edit(declared / "questionnaire" / "choices.csv", "Arc lamp", HOSTILE)
    edit(raw / "lighthouse" / "keepers.csv", "Arc lamp", HOSTILE)
    edit(raw / "lighthouse" / "keepers.csv", "k01;", f"{KEEPER};")
    edit(raw / "lighthouse" / "keepers.csv", "Chile", LAND)
    edit(raw / "reference" / "countries.csv", "Chile", LAND)
    rows = []
    for line in (raw / "MANIFEST.csv").read_text().splitlines():
        name, _, _, rest = line.split(",", 3)
        if (raw / name).is_file():
            content = (raw / name).read_bytes()
            line = f"{name},{hashlib.sha256(content).hexdigest()},{len(content)},{rest}"
        rows.append(line)
    (raw / "MANIFEST.csv").write_text("\n".join(rows) + "\n")
    return world
