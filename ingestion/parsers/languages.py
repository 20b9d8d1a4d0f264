"""Programming languages by the suffix of their files, and how their definitions begin."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Each pattern starts at the beginning of a line; `indent` is the depth, `name` what is defined.
PYTHON = r"(?P<indent>[ \t]*)(?:async\s+)?(?:def|class)\s+(?P<name>\w+)"
C_LIKE = (
    r"(?P<indent>[ \t]*)(?!(?:else|return|if|for|while|switch|using|typedef|new|throw|delete)\b)"
    r"(?:(?:[\w@<>\[\],.*&:~]+\s+)*?(?:class|struct|enum|union|interface|namespace|record|trait)\s+"
    r"(?P<name>\w+)|[\w@<>\[\],.*&:~]+(?:\s+[\w@<>\[\],.*&:~]+)*?[\s*&]+"
    r"(?P<function>[\w:~]+)\s*\([^;]*$)"
)
SCRIPT = (
    r"(?P<indent>[ \t]*)(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?"
    r"(?:function\*?|class|interface|enum|type|namespace|const|let|var)\s+(?P<name>[\w$]+)"
)
GO = r"(?P<indent>)(?:func\s+(?:\([^)]*\)\s*)?|type\s+)(?P<name>\w+)"
RUST = (
    r"(?P<indent>[ \t]*)(?:pub(?:\([^)]*\))?\s+)?(?:async\s+|unsafe\s+|const\s+)*"
    r"(?:fn|struct|enum|trait|mod|impl(?:<[^>]*>)?|macro_rules!)\s+(?P<name>\w+(?:\s+for\s+\w+)?)"
)
SQL = (
    r"(?P<indent>)create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+|unique\s+|materialized\s+)*"
    r"(?:table|view|function|procedure|trigger|index|type|schema)\s+(?:if\s+not\s+exists\s+)?"
    r"(?P<name>[\w.\"`]+)"
)
SHELL = r"(?P<indent>)(?:function\s+)?(?P<name>[\w:-]+)\s*\(\)|(?:function\s+)(?P<function>[\w:-]+)"
R = r"(?P<indent>)(?P<name>[\w.]+)\s*(?:<-|=)\s*function\b"
MATLAB = (
    r"(?P<indent>[ \t]*)(?:function\s+(?:[^=(]*=\s*)?|classdef\s+(?:\([^)]*\)\s*)?)(?P<name>\w+)"
)
WORDED = (
    r"(?P<indent>[ \t]*)(?:(?:public|private|protected|internal|static|final|abstract|open|sealed|"
    r"override|data|case|suspend|local)\s+)*"
    r"(?:def|defp|class|module|defmodule|trait|object|function|fun|func|fn|sub|struct|enum|"
    r"interface|protocol|extension|namespace)\s+(?P<name>[\w.?!]+)"
)
HASKELL = r"(?P<indent>)(?:(?:data|class|instance|type|newtype)\s+)?(?P<name>\w+).*?(?:::|=|where)"


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its name after a fence, and where its definitions begin."""

    name: str
    definition: re.Pattern[str]


def _language(name: str, definition: str) -> Language:
    return Language(name, re.compile(definition, re.IGNORECASE if definition == SQL else 0))


LANGUAGES = {
    ".py": _language("python", PYTHON),
    ".pyw": _language("python", PYTHON),
    ".java": _language("java", C_LIKE),
    ".c": _language("c", C_LIKE),
    ".h": _language("c", C_LIKE),
    ".cc": _language("cpp", C_LIKE),
    ".cpp": _language("cpp", C_LIKE),
    ".cxx": _language("cpp", C_LIKE),
    ".hpp": _language("cpp", C_LIKE),
    ".cu": _language("cuda", C_LIKE),
    ".cs": _language("csharp", C_LIKE),
    ".js": _language("javascript", SCRIPT),
    ".mjs": _language("javascript", SCRIPT),
    ".jsx": _language("jsx", SCRIPT),
    ".ts": _language("typescript", SCRIPT),
    ".tsx": _language("tsx", SCRIPT),
    ".go": _language("go", GO),
    ".rs": _language("rust", RUST),
    ".sql": _language("sql", SQL),
    ".sh": _language("bash", SHELL),
    ".bash": _language("bash", SHELL),
    ".r": _language("r", R),
    ".m": _language("matlab", MATLAB),
    ".jl": _language("julia", WORDED),
    ".kt": _language("kotlin", WORDED),
    ".scala": _language("scala", WORDED),
    ".swift": _language("swift", WORDED),
    ".php": _language("php", WORDED),
    ".rb": _language("ruby", WORDED),
    ".pl": _language("perl", WORDED),
    ".lua": _language("lua", WORDED),
    ".ex": _language("elixir", WORDED),
    ".hs": _language("haskell", HASKELL),
}
