"""Syntax that dialects add to Markdown, rewritten or left out: MDX, MyST, Liquid, slide pauses.

Fenced code stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingestion.parsers.markdown.directives import PROGRAMS, directive

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
MDX = re.compile(
    r"^(?:import\s.+\sfrom\s+['\"]|<(?:Tabs|TabItem)\b|export\s+(?:const|default)\s)", re.M
)
BOX = re.compile(r"^ {0,3}(?:`{3,}|:{3,})(\{[a-z:-]+\}.*)", re.M)
MODULE = re.compile(r"(?:import\s.*['\"];?|export\s.*)\s*")
TAB = re.compile(r"[ \t]*<(?:TabItem|Tab)\b([^>]*)>[ \t]*")
NAME = r"\b(?:{})=\{{?[\"']([^\"']+)[\"']".format
TAB_NAMES = tuple(re.compile(NAME(words)) for words in ("label|title", "value"))
TAB_END = re.compile(r"[ \t]*</(?:TabItem|Tab)>[ \t]*")
TABS = re.compile(r"[ \t]*</?Tabs\b[^>]*>[ \t]*")
JSX_COMMENT = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
TARGET = re.compile(r"\([\w:. -]+\)=[ \t]*")
BREAK = re.compile(r"\+\+\+(?:[ \t].*)?")  # between the cells of a notebook
LIQUID = re.compile(r"[ \t]*\{%-?[^{}%]*-?%\}[ \t]*")
HIGHLIGHT = re.compile(r"[ \t]*\{%-?[ \t]*highlight[ \t]+(\w+)[^%]*%\}[ \t]*")
HIGHLIGHT_END = re.compile(r"[ \t]*\{%-?[ \t]*endhighlight[ \t]*-?%\}[ \t]*")
KEPT = re.compile(r"\{%-?\s*(?:include|raw|endraw|assign|comment|endcomment|link|toc)\b")
PAGE_TITLE = re.compile(r"\{\{-?\s*(?:page|frontmatter|\$frontmatter)\.title\s*-?\}\}")
PAUSE = re.compile(r"\. \. \.[ \t]*")
MOST_OPEN = 2_000  # brackets that never close; markdown-it looks for the end of each to the end
SHORT = re.compile(r"\*\[([^\]]+)\]:[ \t]*(?=\S)")  # "*[HTML]: Hyper Text"


def plain(text: str, title: str = "") -> str:
    """The text in the Markdown that is read; `title` is that of the front matter."""
    if text.count("[") > MOST_OPEN and text.count("[") > 2 * text.count("]"):
        text = text.replace("[", "\\[")
    mdx, myst = bool(MDX.search(text)), any(directive(info, "") for info in BOX.findall(text))
    if mdx:
        text = JSX_COMMENT.sub("", text)
    if title and "{{" in text:
        text = PAGE_TITLE.sub(lambda _: title, text)
    return "\n".join(_lines(text, mdx=mdx, myst=myst))


def _lines(text: str, *, mdx: bool, myst: bool) -> Iterator[str]:
    fence = ""
    boxes: list[str] = []  # of MyST, which are fences, too; what is in them is text
    for line in text.split("\n"):
        found = FENCE.match(line)
        if fence or found:
            yield line
        else:
            yield from _line(line, mdx=mdx, myst=myst)
        if found and fence:
            fence = "" if _closes(line, fence) else fence
        elif found and boxes and _closes(line, boxes[-1]):
            boxes.pop()
        elif found and _is_box(line[found.end() :]):
            boxes.append(found[1])
        elif found:
            fence = found[1]


def _closes(line: str, fence: str) -> bool:
    return line.strip().startswith(fence) and not line.strip().strip(fence[0])


def _is_box(info: str) -> bool:
    found = directive(info, "")
    return found is not None and found.name not in {*PROGRAMS, "math"}


def _line(line: str, *, mdx: bool, myst: bool) -> Iterator[str]:
    if mdx and (rewritten := _of_mdx(line)) is not None:
        yield from rewritten
    elif myst and (TARGET.fullmatch(line) or BREAK.fullmatch(line) or line.startswith("% ")):
        yield ""
    elif found := HIGHLIGHT.fullmatch(line):
        yield f"```{found[1]}"
    elif HIGHLIGHT_END.fullmatch(line):
        yield "```"
    elif PAUSE.fullmatch(line) or (LIQUID.fullmatch(line) and not KEPT.search(line)):
        yield ""
    else:
        yield SHORT.sub(r"\1: ", line) if line.startswith("*[") else line


def _of_mdx(line: str) -> list[str] | None:
    """The lines in place of one of MDX; None for any other."""
    if MODULE.fullmatch(line) or TABS.fullmatch(line):
        return [""]
    if tab := TAB.fullmatch(line):
        found = next(filter(None, (name.search(tab[1]) for name in TAB_NAMES)), None)
        return ["", f"::: {{.tab}} {found[1] if found else ''}".rstrip(), ""]
    return ["", ":::", ""] if TAB_END.fullmatch(line) else None
