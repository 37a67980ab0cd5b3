"""Damage done to declarations as they are written."""

from copy import deepcopy

from hypothesis import strategies as st

NUMBERS = [True, 0, -1, 10**30, 1.5, float("nan"), float("inf")]
TEXTS = ["", "x", "total", "{", "{part}", "ligne\n", "\u0000", "9" * 5000]
MANY = [[], {}, [None], ["x"], {"a": 1}, {1: 2}, {None: None}]
STRANGE = st.sampled_from([None, *NUMBERS, *TEXTS, *MANY])


def places(written, above=()):
    """List every place in a declaration, keys below keys."""
    inside = written.items() if isinstance(written, dict) else ()
    inside = enumerate(written) if isinstance(written, list) else inside
    for key, value in inside:
        yield (*above, key)
        yield from places(value, (*above, key))


def around(plan, place):
    """What holds the last key of a place; None once another damage has taken it away."""
    for key in place[:-1]:
        try:
            plan = plan[key]
        except (KeyError, IndexError, TypeError):
            return None
    last = place[-1]
    held = isinstance(plan, dict) and last in plan
    there = isinstance(plan, list) and isinstance(last, int) and last < len(plan)
    return plan if held or there else None


def drop(holder, key, _):
    del holder[key]


def rename(holder, key, strange):
    if isinstance(holder, dict):
        name = strange if isinstance(strange, str | int | float | None) else "renamed"
        holder[name] = holder.pop(key)


def retype(holder, key, strange):
    holder[key] = deepcopy(strange)


def wrap(holder, key, _):
    holder[key] = [holder[key]]


def reverse(holder, key, _):
    if isinstance(holder[key], list):
        holder[key].reverse()
    elif isinstance(holder[key], dict):
        holder[key] = dict(reversed(holder[key].items()))


def swap_keys_and_values(holder, key, _):
    if isinstance(holder[key], dict):
        holder[key] = {str(value)[:50]: name for name, value in holder[key].items()}


def twice(holder, key, _):
    if isinstance(holder, list):
        holder.insert(key, deepcopy(holder[key]))


def misspell(holder, key, _):
    if isinstance(holder[key], str):
        holder[key] = holder[key][1:]


DAMAGES = [drop, rename, retype, wrap, reverse, swap_keys_and_values, twice, misspell]


@st.composite
def damaged(draw, written):
    """Damage a declaration in one to three places."""
    changed = deepcopy(written)
    if not (everywhere := list(places(written))):
        return draw(STRANGE)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(everywhere))
        holder = around(changed, place)
        if holder is not None:
            draw(st.sampled_from(DAMAGES))(holder, place[-1], draw(STRANGE))
    return changed
