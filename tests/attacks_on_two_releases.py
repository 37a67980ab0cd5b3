"""Someone who has kept two releases of one question, and solves what they tell together.

He knows the groups, who replied when, and even which units' answers changed in between. His
unknowns are counts: of each group, what those said whose answer is the same in both releases, and
what the others said before and now.
"""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

OPTIONS = ("yes", "no")
BEFORE, NOW = "before", "now"


def parts_of(before, now):
    """Count the units of each group by what became of their answers, with what they said.

    Returns {(group, kind): [units, of whom said yes, said no]}; kind is `same` of units whose
    answer both releases hold, `before` and `now` of what the others said then.
    """
    found = {}
    for units, other, kind in ((before, now, BEFORE), (now, before, NOW)):
        for unit, (group, given) in units.items():
            same = other.get(unit) == (group, given)
            if same and kind == NOW:
                continue  # counted already
            part = found.setdefault((group, "same" if same else kind), [0, 0, 0])
            part[0] += 1
            for place, option in enumerate(OPTIONS, 1):
                part[place] += given == option
    return found


def told_by(releases, parts):
    """Return {(group or total, kind, option): count} of what follows with certainty.

    Parameters
    ----------
    releases
        {`before` or `now`: rows of (group, option, base or None, count or None)}.
    parts
        From `parts_of`; only the numbers of units are used.
    """
    names = [*parts]
    place = {
        (name, option): 2 * n + o
        for n, name in enumerate(names)
        for o, option in enumerate(OPTIONS)
    }
    least, rows, sums = [parts[name][0] for name in names], [], []
    for kind, published in releases.items():
        for group, option, base, count in published:
            inside = [n for n in names if n[1] in ("same", kind) and group in (n[0], "total")]
            for options, number in (((option,), count), (OPTIONS, base)):
                if number is not None:
                    row = np.zeros(len(place))
                    row[[place[n, o] for n in inside for o in options]] = 1
                    rows.append(row)
                    sums.append(number)
    pairs = np.kron(np.eye(len(names)), np.ones(2))  # those who gave neither are the others
    limits = [LinearConstraint(pairs, 0, least)]
    limits += [LinearConstraint(np.array(rows), sums, sums)] if rows else []
    told = {}
    for target, inside in targets_of(names).items():
        aim = np.zeros(len(place))
        aim[[place[n, target[-1]] for n in inside]] = 1
        ends = [
            milp(
                sign * aim,
                integrality=np.ones(len(aim)),
                bounds=Bounds(0, np.repeat(least, 2)),
                constraints=limits,
            )
            for sign in (1, -1)
        ]
        low, high = (sign * round(end.fun) for sign, end in zip((1, -1), ends, strict=True))
        if low == high:
            told[target] = low
    return told


def targets_of(names):
    """List what he is after: each group in each release, and those whose answer changed."""
    groups = sorted({group for group, _ in names})
    found = {}
    for group in groups:
        for kind in (BEFORE, NOW):
            own = [n for n in names if n[0] == group and n[1] in ("same", kind)]
            changed = [n for n in own if n[1] == kind]
            for option in OPTIONS:
                found[group, kind, option] = own
                if changed:
                    found[group, f"changed, {kind}", option] = changed
    return found
