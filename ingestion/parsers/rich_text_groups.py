"""The groups of an RTF file that striprtf does not know: deleted and hidden text, footnotes, text
boxes, page headers, raised digits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.numbers import raised

BRACES = re.compile(r"\\[\\{}]|[{}]|\\bin\d+")
HEAD = re.compile(r"\{\s*((?:\\\*\s*)?(?:\\[a-zA-Z]+-?\d*\s?|\\'..)*)")
WORD = re.compile(r"\\([a-z]+)(-?\d*)")
MARK = "{\\uc0\\u-7920 }"  # U+E110: here a footnote or text box hangs
HANGING = "\ue110"
COLORS = re.compile(r"\{\\colortbl([^{}]*)\}")
GROUND = re.compile(
    r"\\(?:clcbpat|clcbpatraw|cbpat|chcbpat|highlight|trcbpat|viewbksp|shp)\d*(?![a-z])"
)
UP = re.compile(r"\{\\\*\\updnprop\d+\}")  # in which LibreOffice says how a digit is raised
DIGITS = re.compile(r"[0-9n+-]{1,8}")
KINDS = {
    "deleted": "deleted",
    "v": "hidden",
    "footnote": "footnote",
    "shptxt": "box",
    "shp": "shape",
    "header": "margin",
    "headerl": "margin",
    "headerr": "margin",
    "headerf": "margin",
    "footer": "margin",
    "footerl": "margin",
    "footerr": "margin",
    "footerf": "margin",
    "super": "super",
    "up": "super",
    "strike": "struck",
    "striked": "struck",
    "fldinst": "instruction",
    "annotation": "comment",
}


@dataclass(slots=True)
class Groups:
    """A source without these groups, and what was in them, as sources of their own."""

    source: str = ""
    hanging: list[tuple[str, str]] = field(default_factory=list)
    """Label and source, in the order of their marks: "Footnote 1: "; "" for a text box."""
    margins: list[str] = field(default_factory=list)


def grouped(source: str, left_out: LeftOut) -> Groups:
    """Take the groups apart; counts hidden text."""
    source = UP.sub("", source)
    groups = Groups()
    whites = _whites(source)
    kinds: list[str] = []
    texts: list[list[str]] = [[]]
    place = 0
    for brace in BRACES.finditer(source):
        if brace[0] not in ("{", "}"):
            continue
        texts[-1].append(source[place : brace.start()])
        place = brace.end()
        if brace[0] == "{":
            kinds.append(_kind(source, brace.start(), whites))
            texts += [["{"]] if kinds[-1] else []
            texts[-1] += [] if kinds[-1] else ["{"]
        elif kinds and (kind := kinds.pop()):
            texts[-1].append("}")
            inner = "".join(texts.pop())
            texts[-1].append(_taken(kind, inner, groups, left_out))
        else:
            texts[-1].append("}")
    rest = [*("".join(text) for text in texts), source[place:]]
    groups.source = "".join(rest)
    return groups


def _whites(source: str) -> frozenset[str]:
    """The numbers of white in the table of colours; none where anything else has a colour behind
    it."""
    table = COLORS.search(source)
    if table is None or GROUND.search(source):
        return frozenset()
    colors = enumerate(table[1].split(";"))
    return frozenset(str(number) for number, color in colors if color.count("255") == 3)


def _kind(source: str, place: int, whites: frozenset[str]) -> str:
    """The kind of a group by the commands at its beginning; "" for any other."""
    head = HEAD.match(source, place)
    for name, number in WORD.findall(head[1]) if head else ():
        if name == "cf" and number in whites:
            return "white"
        if name in KINDS and number != "0":
            return KINDS[name]
    return ""


def _taken(kind: str, inner: str, groups: Groups, left_out: LeftOut) -> str:
    """The text in place of a group."""
    if (within := inner.count(MARK)) and kind not in ("shape", "super", "struck"):
        del groups.hanging[-within:]
    if kind == "hidden":
        left_out.hidden("stretch of hidden text")
    elif kind == "white":
        left_out.hidden("stretch of white text")
    elif kind == "comment":
        left_out.hidden("comment")
    elif kind == "margin":
        groups.margins.append(re.sub(r"\\(?:header|footer)[lrf]?\b ?|\\chpgn\b ?", "", inner))
    elif kind == "shape":
        return MARK * inner.count(MARK)
    elif kind in ("footnote", "box"):
        number = sum(bool(label) for label, _ in groups.hanging) + 1
        label = f"Footnote {number}: " if kind == "footnote" else ""
        groups.hanging.append((label, re.sub(r"\\(?:footnote|chftn|shptxt)\b ?", "", inner)))
        return MARK
    elif kind == "super":
        return _super(inner)
    elif kind == "struck":
        return _struck(inner)
    return ""


def _super(inner: str) -> str:
    """Raised digits as such; the mark of a footnote is left out."""
    if r"\chftn" in inner or MARK in inner:
        return MARK if MARK in inner else ""
    head = HEAD.match(inner)
    text = inner[head.end() : -1].strip() if head else ""
    if not DIGITS.fullmatch(text):
        return inner
    return "".join(f"{{\\uc0\\u{ord(sign)} }}" for sign in raised(text))


def _struck(inner: str) -> str:
    """Crossed-out text as such."""
    head = HEAD.match(inner)
    text = inner[head.end() : -1] if head else ""
    return f"{inner[: head.end()]}~~{text.strip()}~~}}" if head and text.strip() else inner
