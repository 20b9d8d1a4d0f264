"""Pasted code: which lines are code, what it is made of, and the words around it."""

from __future__ import annotations

import ast
import json
import keyword
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from agent.understanding.phrases import FOLDER

_FENCE = re.compile(r"```[^\n]*\n(?P<code>.*?)(?:```|\Z)", re.DOTALL)
_TARGET = r"\*?[A-Za-z_][\w.]*(?:\[[^\]\n]*\])?"
_CODE_LINE = re.compile(
    rf"^\s*(?:>>> |\.\.\. |In \[\d+\]: )"
    rf"|^\s*{_TARGET}(?:\s*,\s*{_TARGET})*\s*(?:[-+*/%|&^]|//|\*\*|<<|>>)?=(?!=)\s*\S+\s*\S*$"
    rf"|^\s*{_TARGET}(?:\s*,\s*{_TARGET})*\s*(?:[-+*/%|&^]|//|\*\*)?=(?!=)\s*"
    r"(?:[\[({'\"].*|.*[\])}'\"]|-?\d.*)$"
    r"|^\s*(?:def|class)\s+\w+\s*[(:].*|^\s*(?:async )?(?:for|while|if|elif|with|except|match|case)"
    r"\b.*:\s*(?:#.*)?$|^\s*(?:else|try|finally)\s*:\s*$"
    rf"|^\s*{_TARGET}\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)(?:\.\w+\(.*\))*;?\s*(?:#.*)?$"
    r"|^\s*[A-Za-z_]\w*\[[^\]\n]+\]\s*$"
    r"|^\s*(?:#include\b|using namespace|public |private |static |void |int main"
    r"|package \w+;|func )"
    r".*[\w;{>)]$|^\s*[^?]*[;{]\s*$|^\s*[})\]]+;?\s*$"
    r"|^\s*(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE)\b.*"
    r"|^\s*(?:const|let|var)\s+\w+\s*=|^\s*(?:function\s+\w+\s*\(|\$ \w+|#!/)|^\s*@\w+(?:\(.*\))?$"
)
_CODE_BESIDE_CODE = re.compile(
    r"^\s*(?:import [\w.]+(?: as \w+)?(?:, ?\w+)*|from [\w.]+ import .+|break|continue|pass)\s*$"
    r"|^\s*(?:return|yield|raise|assert|del|global|nonlocal)\b"
)
"""What by itself may be a student's words: "import math", "return value"."""
_AHEAD = re.compile(
    r"^\s*(?P<code>(?:def\s+\w+\([^)]*\):.*?\.\.\.|[\w.]+\((?:[^()]|\([^()]*\))*\)))"
    r"(?P<rest>(?:\s+(?:what|why|how|whats|output|result|does|is)\b.*)|\s*[?]*)$",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"[A-Za-z_]\w{2,}")
_LITERAL = re.compile(r"(['\"])(?:\\.|(?!\1).)*\1|#[^\n]*")
_PROMPT = re.compile(r"^\s*(?:>>>|\.\.\.|In \[\d+\]:) ?")
EVERYWHERE = frozenset(
    "import return print index list function tuple dictionary set len input str int".split()
)
"""What code is made of, whatever it is about."""
MOST = 6  # constructs that a question names


@dataclass(frozen=True, slots=True)
class PastedCode:
    """The code of a message, and the words around it."""

    code: str
    around: str

    def constructs(self) -> list[str]:
        """What the code is made of, in words, the most telling first; identifiers last.

        Python is parsed; of other languages, or of what does not parse, the words are named.
        """
        try:
            tree = ast.parse(textwrap.dedent(self.code))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return list(dict.fromkeys(_identifiers(self.code)))
        found = list(_telling(tree)) + [name for node in ast.walk(tree) for name in _names(node)]
        return list(dict.fromkeys(found))


def pasted_code(text: str) -> PastedCode | None:
    """The code in a message; None where there is none."""
    if fenced := _FENCE.search(text):
        around = text[: fenced.start()] + " " + text[fenced.end() :]
        return PastedCode(fenced["code"].rstrip(), " ".join(around.split()))
    ahead = _AHEAD.match(text)
    if ahead and (ahead["rest"].strip(" ?") or _says_something(text)):
        return PastedCode(ahead["code"], ahead["rest"].strip())
    lines = text.splitlines()
    code = [bool(_CODE_LINE.match(line)) and line.strip() != "" for line in lines]
    for at in range(1, len(lines)):  # what is indented below code is code
        code[at] = code[at] or (code[at - 1] and lines[at].startswith(("  ", "\t")))
    code = [
        is_code or (any(code) and bool(_CODE_BESIDE_CODE.match(line)))
        for line, is_code in zip(lines, code, strict=True)
    ]
    if not any(code) or (len(lines) == 1 and not _says_something(text)):
        return None
    taken = [_PROMPT.sub("", line) for line, is_code in zip(lines, code, strict=True) if is_code]
    others = [line for line, is_code in zip(lines, code, strict=True) if not is_code]
    return PastedCode("\n".join(taken), " ".join(" ".join(others).split()))


def _says_something(line: str) -> bool:
    """Whether a line that stands alone is code, and not a word with parentheses: "len()"."""
    if line.rstrip().endswith("?"):
        return False
    try:
        tree = ast.parse(line.strip())
    except (SyntaxError, ValueError):
        return bool(re.search(r"[{};:=]|^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE)\b", line))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return not calls or any(call.args or call.keywords for call in calls)


@lru_cache
def _table() -> dict[str, str]:
    table: dict[str, str] = json.loads((FOLDER / "constructs.json").read_text(encoding="utf-8"))
    return table


def _telling(tree: ast.AST) -> Iterator[str]:
    """Combinations that say more than their parts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from _of_function(node)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            called = node.value.func
            if isinstance(called, ast.Attribute) and called.attr in ("sort", "append", "reverse"):
                yield f"{called.attr} returns None"
        elif isinstance(node, ast.Slice) and node.step is not None:
            yield "slice step"


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


def _names(node: ast.AST) -> Iterator[str]:
    """A construct in words, and the names of what is called."""
    if said := _table().get(type(node).__name__):
        yield said
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node.func, ast.Attribute):
            yield node.func.attr
    elif isinstance(node, ast.alias):
        yield node.name


def _identifiers(code: str) -> Iterator[str]:
    bare = _LITERAL.sub(" ", code)
    for found in _IDENTIFIER.findall(bare):
        if not keyword.iskeyword(found) or found in ("while", "lambda", "yield", "class", "import"):
            yield found
