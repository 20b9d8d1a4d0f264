"""Separates pasted code from the words around it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

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
"""Lines that count as code only next to other code: "import math", "return value"."""
_AHEAD = re.compile(
    r"^\s*(?P<code>(?:def\s+\w+\([^)]*\):.*?\.\.\.|[\w.]+\((?:[^()]|\([^()]*\))*\)))"
    r"(?P<rest>(?:\s+(?:what|why|how|whats|output|result|does|is)\b.*)|\s*[?]*)$",
    re.IGNORECASE,
)
_PROMPT = re.compile(r"^\s*(?:>>>|\.\.\.|In \[\d+\]:) ?")


@dataclass(frozen=True, slots=True)
class PastedCode:
    """The code of a message, and the words around it."""

    code: str
    around: str


def pasted_code(text: str) -> PastedCode | None:
    """The code in a message; None without any."""
    if fenced := _FENCE.search(text):
        around = text[: fenced.start()] + " " + text[fenced.end() :]
        return PastedCode(fenced["code"].rstrip(), " ".join(around.split()))
    ahead = _AHEAD.match(text)
    if ahead and (ahead["rest"].strip(" ?") or _is_meaningful(text)):
        return PastedCode(ahead["code"], ahead["rest"].strip())
    lines = text.splitlines()
    code = [bool(_CODE_LINE.match(line)) and line.strip() != "" for line in lines]
    for at in range(1, len(lines)):  # indented lines below code are code
        code[at] = code[at] or (code[at - 1] and lines[at].startswith(("  ", "\t")))
    code = [
        is_code or (any(code) and bool(_CODE_BESIDE_CODE.match(line)))
        for line, is_code in zip(lines, code, strict=True)
    ]
    if not any(code) or (len(lines) == 1 and not _is_meaningful(text)):
        return None
    taken = [_PROMPT.sub("", line) for line, is_code in zip(lines, code, strict=True) if is_code]
    others = [line for line, is_code in zip(lines, code, strict=True) if not is_code]
    return PastedCode("\n".join(taken), " ".join(" ".join(others).split()))


def _is_meaningful(line: str) -> bool:
    """Whether a single line is code rather than a word with parentheses: "len()"."""
    if line.rstrip().endswith("?"):
        return False
    try:
        tree = ast.parse(line.strip())
    except (SyntaxError, ValueError):
        return bool(re.search(r"[{};:=]|^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE)\b", line))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return not calls or any(call.args or call.keywords for call in calls)
