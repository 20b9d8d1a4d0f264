"""Rules of markdown-it for Markdown dialects: boxes, comments, links and attributes."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from ingestion.parsers.markdown.codes import ROLE, SHORTCODE, role, shortcode
from ingestion.parsers.markdown.directives import WHOLE
from ingestion.parsers.markdown.divs import FENCE
from ingestion.parsers.office.numbers import raised

QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
ATTRIBUTE = rf"(?:[#.][\w:-]+|[\w:-]+=(?:{QUOTED}|[^\s{{}}\"']+)|-)"
ATTRIBUTES = re.compile(rf"\{{:?[ \t]*{ATTRIBUTE}(?:\s+{ATTRIBUTE})*\s*\}}")
KRAMDOWN = re.compile(r"\{::?[^{}\n]*\}")
STYLING = re.compile(rf"(?:{ATTRIBUTES.pattern}|{KRAMDOWN.pattern})[ \t]*")
WIKI = re.compile(r"!?\[\[([^\W\d_][^\[\]|\n]*)(?:\\?\|([^\[\]\n]+))?\]\]")
PICTURE = re.compile(r".*\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?|pdf)", re.IGNORECASE)
BRACKETS = re.compile(r"\\(\\?)\((?P<tex>(?:[^\\\n]|\\(?!\\?\))[^\n]){1,2000}?)\\\1\)")
FORMULA = re.compile(r"[\\^_=<>+]|\A\s*[A-Za-z]\s*\Z")
MARK = re.compile(r"==(?=\S)[^=\n]+(?<=\S)==(?!\w)")
RAISED = re.compile(r"\^([0-9n+\-−=()]{1,8})\^")
LOWERED = re.compile(r"(?<!~)~([0-9A-Za-z+\-−]{1,8})~(?!~)")
END = re.compile(r":{3,}[ \t]*")
LONGEST = 200  # lines of a comment, a formula or a figure
DISPLAY = re.compile(r"[ \t]*\\(\\?)\[")

Span = Callable[[StateInline, bool], bool]
Block = Callable[[StateBlock, int, int, bool], bool]


def double_bars(state: StateBlock, start: int, end: int, _: bool) -> bool:
    """Let a table have columns without a name: "|---||---|" is read as "|--|-|---|"."""
    if start + 1 < end and "|" in _line(state, start):
        line = _line(state, start + 1)
        if "-||" in line and not line.strip(" \t|:-"):
            begin = state.bMarks[start + 1] + state.tShift[start + 1]
            written = line.replace("-||", "|-|")
            state.src = state.src[:begin] + written + state.src[begin + len(line) :]
    return False


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def div(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """ ":::": a box begins, or the last one ends. What is between are blocks as any others."""
    found = FENCE.fullmatch(_line(state, start)) if _line(state, start)[:3] == ":::" else None
    if not found:
        return False
    if (found["given"] or "").strip() in WHOLE:
        return _whole(state, start, end, found, silent)
    if not silent:
        given, name = found["given"], found["name"]
        token = state.push("div" if given or name else "div_end", "", 0)
        token.info = given or name or ""
        token.content = found["short"] or found["title"] or ""
        state.line = start + 1
        while given is not None and state.line < end and _option(_line(state, state.line)):
            state.line += 1
    return True


def _whole(state: StateBlock, start: int, end: int, found: re.Match[str], silent: bool) -> bool:
    """A figure, table, formula or program of MyST between colons, as one between backquotes."""
    inner = range(start + 1, min(end, start + LONGEST))
    ends = (n for n in inner if END.fullmatch(_line(state, n)))
    last = next(ends, None)
    if last is not None and not silent:
        token = state.push("fence", "code", 0)
        token.info = f"{{{found['given'].strip()}}} {found['title'] or ''}"
        token.content = state.getLines(start + 1, last, state.sCount[start], True)
        state.line = last + 1
    return last is not None


def _option(line: str) -> bool:
    return bool(re.match(r":[\w-]+:(?:\s|$)", line))


def comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A comment of Obsidian over several lines, from "%%" to "%%"."""
    if not _line(state, start).startswith("%%") or _line(state, start).count("%%") > 1:
        return False
    ends = (
        n
        for n in range(start + 1, min(end, start + LONGEST))
        if _line(state, n).rstrip().endswith("%%")
    )
    last = next(ends, None)
    if last is not None and not silent:
        state.line = last + 1
    return last is not None


def styling(state: StateBlock, start: int, _: int, silent: bool) -> bool:
    """A line of attributes of what is above or below it."""
    if not STYLING.fullmatch(_line(state, start)):
        return False
    if not silent:
        state.line = start + 1
    return True


def display(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    r"""A formula on separate lines between \[ and \]."""
    begun = DISPLAY.match(_line(state, start))
    if not begun:
        return False
    close = rf"\{begun[1]}]"
    lines = range(start, min(end, start + LONGEST))
    last = next((n for n in lines if _line(state, n).rstrip().endswith(close)), None)
    inner = range(start, -1 if last is None else last + 1)
    if last is None or any(state.isEmpty(number) for number in inner):
        return False
    if not silent:
        text = "\n".join(_line(state, number) for number in inner).strip()
        token = state.push("math_block", "math", 0)
        token.content = text[begun.end() : -len(close)]
        state.line = last + 1
    return True


def _matching(pattern: re.Pattern[str], text_of: Callable[[re.Match[str]], str]) -> Span:
    """A rule that writes what a pattern finds as text."""

    def rule(state: StateInline, silent: bool) -> bool:
        found = pattern.match(state.src, state.pos)
        if not found:
            return False
        if not silent:
            state.push("text", "", 0).content = text_of(found)
        state.pos = found.end()
        return True

    return rule


def brackets(state: StateInline, silent: bool) -> bool:
    r"""A formula between \( and \)."""
    found = BRACKETS.match(state.src, state.pos)
    if not found or not FORMULA.search(found["tex"]):
        return False
    if not silent:
        state.push("math_inline", "math", 0).content = found["tex"].strip()
    state.pos = found.end()
    return True


def hidden(state: StateInline, silent: bool) -> bool:
    """A comment of Obsidian within a paragraph."""
    end = state.src.find("%%", state.pos + 2) if state.src.startswith("%%", state.pos) else -1
    if end < 0:
        return False
    state.pos = end + 2
    return True


def wiki(state: StateInline, silent: bool) -> bool:
    """A link of a wiki: its words, else the name of its page."""
    found = WIKI.match(state.src, state.pos)
    before = state.src[state.pos - 1 : state.pos] if state.pos else ""
    if not found or before.isalnum() or before in ("(", "=", "["):
        return False
    if not silent:
        picture = found[0].startswith("!") and PICTURE.fullmatch(found[1].strip())
        token = state.push("wiki_picture" if picture else "text", "", 0)
        token.content = "" if picture else (found[2] or found[1].replace("#", " > ")).strip()
    state.pos = found.end()
    return True


def attributes(state: StateInline, silent: bool) -> bool:
    """Attributes of the picture, link, word or heading before them."""
    found = ATTRIBUTES.match(state.src, state.pos) if state.src[state.pos] == "{" else None
    if not found:
        return False
    before = state.src[: state.pos][-1:]
    attached = before in (")", "]", "`", "*", "_", "\n", "") or found.end() == len(state.src)
    if not attached:
        return False
    if not silent:
        state.push("attributes", "", 0).content = found[0]
    state.pos = found.end()
    return True


def span(state: StateInline, silent: bool) -> bool:
    """Words in brackets with attributes: "[term]{#anchor}" reads "term"."""
    if state.src[state.pos] != "[":
        return False
    if state.src.find("]{", state.pos) < 0:
        return False
    start, end = state.pos, parseLinkLabel(state, state.pos)
    found = ATTRIBUTES.match(state.src, end + 1) if end > 0 else None
    if not found:
        return False
    if not silent:
        outer, state.pos, state.posMax = state.posMax, start + 1, end
        state.push("span_open", "span", 1)
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = outer
    state.pos = found.end()
    return True


def note(state: StateInline, silent: bool) -> bool:
    """A footnote in its place, "^[words]", in brackets."""
    if not state.src.startswith("^[", state.pos) or parseLinkLabel(state, state.pos + 1) < 0:
        return False
    if not silent:
        state.push("text", "", 0).content = " "
    state.pos += 1
    return True


def mark(state: StateInline, silent: bool) -> bool:
    """Highlighted words, without the signs around them."""
    before = state.src[state.pos - 1 : state.pos] if state.pos else ""
    found = MARK.match(state.src, state.pos) if not before.isalnum() else None
    if not found:
        return False
    if not silent:
        outer, state.pos, state.posMax = state.posMax, state.pos + 2, found.end() - 2
        state.md.inline.tokenize(state)
        state.posMax = outer
    state.pos = found.end()
    return True


LINES: dict[str, Block] = {"div": div, "comment": comment, "styling": styling, "display": display}
SPANS: dict[str, Span] = {
    "brackets": brackets,
    "hidden": hidden,
    "wiki": wiki,
    "shortcode": _matching(SHORTCODE, shortcode),
    "role": _matching(ROLE, role),
    "attributes": attributes,
    "span": span,
    "note": note,
    "mark": mark,
    "raised": _matching(RAISED, lambda found: raised(found[1])),
    "lowered": _matching(LOWERED, lambda found: found[1]),
}
