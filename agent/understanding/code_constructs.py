"""The constructs in a piece of code, named as course materials name them."""

from __future__ import annotations

import ast
import builtins
import io
import json
import keyword
import re
import textwrap
from collections.abc import Iterator
from functools import lru_cache

from agent.understanding.phrases import FOLDER

_IDENTIFIER = re.compile(r"[A-Za-z_]\w{2,}")
_LITERAL = re.compile(r"(['\"])(?:\\.|(?!\1).)*\1|#[^\n]*")
_DISTINCTIVE = ("while", "lambda", "yield", "class", "import")
EVERYWHERE = frozenset(
    "import return print index list function tuple dictionary set len input str int".split()
)
"""Constructs too common to search for."""
BUILT_IN = frozenset(
    name
    for holder in (builtins, str, list, dict, set, tuple, io.TextIOBase)
    for name in dir(holder)
)
"""Python's own names; others are the student's, and often ordinary words."""
MOST = 6  # constructs that a question names


def constructs(code: str, *, own_names: bool) -> list[str]:
    """The constructs and names in code, the most specific first.

    Python is parsed; for other languages, or code that does not parse, the names are listed.
    Without the student's `own_names`, only what distinguishes it from other code is kept.
    """
    try:
        tree = ast.parse(textwrap.dedent(code))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found = list(_identifiers(code, own_names))
    else:
        parts = (name for node in ast.walk(tree) for name in _names(node, own_names))
        found = [*_combinations(tree), *parts]
    return [each for each in dict.fromkeys(found) if own_names or each not in EVERYWHERE]


@lru_cache
def _table() -> dict[str, str]:
    table: dict[str, str] = json.loads((FOLDER / "constructs.json").read_text(encoding="utf-8"))
    return table


def _combinations(tree: ast.AST) -> Iterator[str]:
    """Combinations more specific than their parts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from _of_function(node)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            called = node.value.func
            if isinstance(called, ast.Attribute) and called.attr in ("sort", "append", "reverse"):
                yield f"{called.attr} returns None"
        elif isinstance(node, ast.Slice) and node.step is not None:
            yield "slice reverse" if _is_minus_one(node.step) else "slice step"


def _is_minus_one(node: ast.expr) -> bool:
    return ast.unparse(node) == "-1"


def _of_function(node: ast.FunctionDef) -> Iterator[str]:
    mutable = (ast.List, ast.Dict, ast.Set)
    if any(isinstance(default, mutable) for default in node.args.defaults):
        yield "mutable default argument"
    elif node.args.defaults:
        yield "default argument"
    calls = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
    if any(isinstance(called, ast.Name) and called.id == node.name for called in calls):
        yield "recursion"
    if not any(isinstance(inner, ast.Return) and inner.value for inner in ast.walk(node)):
        yield "function without return"


def _names(node: ast.AST, own_names: bool) -> Iterator[str]:
    """The name of a construct, and the names of modules and called functions."""
    if phrase := _table().get(type(node).__name__):
        yield phrase
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        if own_names or called in BUILT_IN:
            yield called
    elif isinstance(node, ast.alias):
        yield node.name


def _identifiers(code: str, own_names: bool) -> Iterator[str]:
    bare = _LITERAL.sub(" ", code)
    for found in _IDENTIFIER.findall(bare):
        known = found in BUILT_IN or found in _DISTINCTIVE
        if found in _DISTINCTIVE or (not keyword.iskeyword(found) and (own_names or known)):
            yield found
