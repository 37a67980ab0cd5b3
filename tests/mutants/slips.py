"""Draw random slips: places of 20 kinds, found in the tree of code. It was run once, on f2cff125.

Assume: every folder of the library and the analyses together are a room, and two slips are drawn
in each; the other ones from all rooms. Each draw takes a kind first and a place then, both with
equal chances, so that constants and arguments, which are most of code, are not most of slips.
"""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Iterator
from pathlib import Path

from mutants.mutants import REPOSITORY, Statement, bare, code_files, places, statements, write

SEED = 20261201
SLIPS = 60
COMPARED = {
    ast.Lt: ("bound", ast.LtE), ast.LtE: ("bound", ast.Lt), ast.Gt: ("bound", ast.GtE),
    ast.GtE: ("bound", ast.Gt), ast.Eq: ("equal", ast.NotEq), ast.NotEq: ("equal", ast.Eq),
    ast.In: ("in", ast.NotIn), ast.NotIn: ("in", ast.In), ast.Is: ("is", ast.IsNot),
    ast.IsNot: ("is", ast.Is),
}  # fmt: skip
COMPUTED = {
    ast.Add: ("sign", ast.Sub), ast.Sub: ("sign", ast.Add), ast.Mult: ("times", ast.Div),
    ast.Div: ("times", ast.Mult), ast.BitOr: ("union", ast.BitAnd),
    ast.BitAnd: ("union", ast.BitOr),
}  # fmt: skip
NAMED = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
NAMED |= {f"{one}_horizontal": f"{NAMED[one]}_horizontal" for one in ("min", "max", "any", "all")}
#: Calls that make another table of one, and may be forgotten.
STEPS = {"filter", "unique", "drop_nulls", "fill_null", "strip", "lower", "strip_chars", "round"}
KEYED = {"join", "group_by", "over", "unique", "partition_by"}


def slips(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What somebody might have written in the place of a piece of code, by kind of slip."""

    def other(**fields: object) -> ast.AST:
        new = copy.copy(node)
        for name, value in fields.items():
            setattr(new, name, value)
        return new

    match node:
        case ast.Compare(ops=[sign]) if type(sign) in COMPARED:
            kind, instead = COMPARED[type(sign)]
            yield kind, other(ops=[instead()])
        case ast.BinOp(op=sign) if type(sign) in COMPUTED:
            kind, instead = COMPUTED[type(sign)]
            yield kind, other(op=instead())
        case ast.BoolOp(op=sign):
            yield "and, or", other(op=ast.Or() if isinstance(sign, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not()):
            yield "not dropped", node.operand
        case ast.UnaryOp(op=ast.USub()):
            yield "sign", node.operand
        case ast.IfExp(test=test):
            yield "condition", other(test=ast.UnaryOp(ast.Not(), test))
        case ast.Constant(value=bool(value)):
            yield "flag", ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield "off by one", ast.Constant(value + 1)
        case ast.Constant(value=float(value)):
            yield "constant", ast.Constant(value / 2)
        case ast.Subscript(slice=ast.Constant(value=0)):
            yield "last for first", other(slice=ast.UnaryOp(ast.USub(), ast.Constant(1)))
        case ast.Subscript(slice=ast.Slice(lower=ast.expr(), upper=None)):
            yield "slice", other(slice=ast.Slice())
        case ast.Name(id=name) if name in NAMED:
            yield "sort dropped" if name == "sorted" else name, ast.Name(NAMED[name])
        case ast.Continue():
            yield "break", ast.Break()
        case ast.Break():
            yield "break", ast.Continue()
    if isinstance(node, ast.Call):
        called = node.func
        if isinstance(called, ast.Attribute):
            if called.attr in NAMED:
                yield called.attr, other(func=ast.Attribute(called.value, NAMED[called.attr]))
            if called.attr == "sort":
                yield "sort dropped", called.value
            if called.attr in STEPS and not isinstance(called.value, ast.Name):
                yield "step dropped", called.value
            if called.attr in KEYED and len(node.args) > 1:
                yield "key dropped", other(args=node.args[:-1])
        if len(node.args) > 1 and not any(isinstance(a, ast.Starred) for a in node.args[:2]):
            yield "arguments swapped", other(args=[node.args[1], node.args[0], *node.args[2:]])
        for keyword in node.keywords:
            if (
                keyword.arg == "on"
                and isinstance(keyword.value, ast.List)
                and keyword.value.elts[1:]
            ):
                fewer = ast.keyword("on", ast.List(keyword.value.elts[:-1]))
                yield (
                    "key dropped",
                    other(keywords=[fewer if k is keyword else k for k in node.keywords]),
                )
            elif keyword.arg:
                yield (
                    "argument dropped",
                    other(keywords=[k for k in node.keywords if k is not keyword]),
                )
        if ast.unparse(called) == "pl.col" and isinstance(node.args[0], ast.Constant):
            yield "wrong column", other(args=[ast.Constant("OTHER")])


def fitting(node: ast.AST) -> Iterator[ast.AST]:
    """All parts of a statement in which slips may be: no annotations, no texts with values."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "bases"} or isinstance(
            node, ast.JoinedStr | ast.Raise
        ):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from fitting(child)


def of_statement(statement: Statement) -> Iterator[tuple[str, Statement, ast.AST, ast.AST]]:
    """All slips in a statement: kind, and the part before and after."""
    node = bare(statement.node)
    if isinstance(node, ast.If | ast.While) and "TYPE_CHECKING" not in ast.unparse(node.test):
        yield "condition", statement, node.test, ast.UnaryOp(ast.Not(), node.test)
    for part in fitting(node):
        for kind, new in slips(part):
            yield kind, statement, part, new


def as_row(kind: str, statement: Statement, part: ast.AST, new: ast.AST) -> dict[str, str]:
    """A slip as a row of the table, or nothing where there is no other column."""
    node = bare(statement.node)
    before, after = ast.unparse(part), ast.unparse(ast.fix_missing_locations(new))
    if kind == "wrong column":
        texts = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]
        others = [
            t for t in texts if isinstance(t, str) and t.isidentifier() and repr(t) not in before
        ]
        if not others:
            return {}
        after = after.replace("'OTHER'", repr(others[0]))
    alike = [n for n in ast.walk(node) if hasattr(n, "lineno") and ast.unparse(n) == before]
    return {
        "function": statement.function, "subject": statement.subject, "slip": kind,
        "statement": ast.unparse(node), "before": before, "after": after,
        "which": str(alike.index(part)),
    }  # fmt: skip


def room(file: Path, root: Path) -> str:
    parts = file.relative_to(root).parts
    if parts[0] == "config":
        return "analyses"
    if parts[1] == "cyberstudy":
        return parts[2] if len(parts) > 3 else "cyberstudy"
    return parts[1]


def drawn(root: Path) -> list[dict[str, str]]:
    chance = random.Random(SEED)
    rooms: dict[str, dict[str, list[tuple[str, Statement, ast.AST, ast.AST]]]] = {}
    for file in code_files(root):
        for statement in statements(file):
            for slip in of_statement(statement):
                of_room = rooms.setdefault(room(file, root), {})
                of_room.setdefault(slip[0], []).append(slip)
    turns = sorted(rooms) * 2
    turns += chance.choices(
        sorted(rooms),
        [sum(map(len, rooms[r].values())) for r in sorted(rooms)],
        k=SLIPS - len(turns),
    )
    rows: list[dict[str, str]] = []
    for name in turns:
        while True:
            kind = chance.choice(sorted(rooms[name]))
            row = as_row(*chance.choice(rooms[name][kind]))
            known = [{name: each[name] for name in row} for each in rows]
            if row and row not in known and len(places(row, root)) == 1:
                break
        rows.append({"number": f"D{len(rows) + 1:02}", "room": name, **row})
    return rows


if __name__ == "__main__":
    empty = {"caught_by": "", "harmless": "", "gone": ""}
    write([row | empty for row in drawn(REPOSITORY)])
