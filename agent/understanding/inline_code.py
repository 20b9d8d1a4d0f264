"""Code inside a sentence, put in words: "what does [x*2 for x in xs] do"."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from agent.text.english_words import STOP_WORDS, word_set
from agent.understanding.code_constructs import constructs

_OPENS = re.compile(r"\bdef\s+\w+\s*\(|\blambda\b[^:]*:\s*[^,;?]+|[A-Za-z_][\w.]*(?=[\[(])|[\[{(]")
_KEYWORD = re.compile(
    r"(?P<asks>\s*(?:so )?what(?:'s| does| do| is| are)? (?:the )?)(?P<name>[a-z]+)"
    r"(?P<rest>(?: (?:keyword|operator|statement|method|function))?"
    r" (?:do|does|return|returns|give|gives|for|used for)\W*)",
    re.IGNORECASE,
)
_SMALL_WORDS = STOP_WORDS - word_set(
    "it this that these those he she they you we i one which what who there here"
)
"""Words that say nothing by themselves but may be names in code: "what does get do"."""
_CLOSES = {"[": "]", "(": ")", "{": "}"}
_TELLING = frozenset(
    {
        "list comprehension",
        "dictionary comprehension",
        "set comprehension",
        "generator expression",
        "lambda",
        "slice",
        "slice step",
        "slice reverse",
        "conditional expression",
        "floor division",
        "modulo",
        "exponent",
        "mutable default argument",
        "default argument",
    }
)
"""The constructs that a question can be about though it does not name them."""


def in_words(text: str) -> str | None:
    """The sentence with its code as the words for what it is; None without such code."""
    if "\n" in text.strip():
        return None
    if (keyword := _KEYWORD.fullmatch(text)) and keyword["name"].lower() in _SMALL_WORDS:
        return f"{keyword['asks']}`{keyword['name']}`{keyword['rest']}"
    for start, end in _spans(text):
        code = text[start:end]
        named = [name for name in _constructs(code) if name in _TELLING]
        if named:
            words = " ".join(f"{text[:start]} {' '.join(named[:2])} {text[end:]}".split())
            return re.sub(r"\s+([?.!,:;])", r"\1", words)
    return None


def _constructs(code: str) -> list[str]:
    whole = f"{code.rstrip(' :')}: pass" if code.startswith("def") else code
    try:
        ast.parse(whole)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return constructs(whole, own_names=False)


def code_spans(text: str) -> list[str]:
    """The calls, subscripts and brackets in a line, each once."""
    return list(dict.fromkeys(text[start:end] for start, end in _spans(text)))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where code may stand: a definition, a lambda, a call or subscript, something in brackets."""
    for found in _OPENS.finditer(text):
        if found[0].startswith("lambda"):
            yield found.span()
            continue
        opening = found.end() - 1 if found[0][-1] in _CLOSES else found.end()
        if end := _closing(text, opening):
            yield found.start(), end


def _closing(text: str, opening: int) -> int | None:
    """Behind the bracket that closes the one at `opening`."""
    depth = 0
    for at in range(opening, len(text)):
        depth += (text[at] in _CLOSES) - (text[at] in _CLOSES.values())
        if depth == 0:
            return at + 1
    return None
