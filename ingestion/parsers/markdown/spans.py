"""Lines of Markdown as the text that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode as Node

from ingestion.parsers.markdown.rules import QUOTED
from ingestion.parsers.office.left_out import LeftOut
from ingestion.parsers.office.numbers import raised

HARD = "\x1e\n"
SPACES = re.compile(" {2,}")
SOFT = re.compile(r"(?<!\x1e)\n")
ALT = re.compile(rf"\b(?:fig-)?alt=({QUOTED})")
ESCAPED = re.compile(r"\\(\W|_)")
SUPERSCRIPT = re.compile(r"<sup\b[^>]*>", re.IGNORECASE)
IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
IMG_ALT = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
LAYOUT = re.compile(  # of a picture on a slide of Marp
    r"(?:bg|fit|cover|contain|auto|left|right|vertical)(?::\S+)?(?:\s+\S+)*|[wh]:\S+(?:\s+[wh]:\S+)*"
)
DESCRIBED = 4  # words of a description that is more than a name


class Spans:
    """Reads lines; counts pictures without a description."""

    def __init__(self, left_out: LeftOut) -> None:
        self._left_out = left_out

    def text(self, node: Node) -> str:
        """The text of a paragraph, heading or cell; its author's line breaks are kept."""
        raw = "".join(self._joined(inline.children) for inline in node.children)
        lines = [line.strip() for line in raw.split("\n")]
        return SOFT.sub(" ", "\n".join(lines)).replace(HARD, "\n").strip()

    def _joined(self, spans: Sequence[Node]) -> str:
        text = ""
        for part in self._parts(spans):
            text += part.lstrip(" ") if text.endswith(" ") else part
        return text

    def _parts(self, spans: Sequence[Node]) -> Iterator[str]:
        up: list[str] | None = None
        for place, span in enumerate(spans):
            if span.type == "html_inline" and SUPERSCRIPT.fullmatch(span.content):
                up = []
                continue
            if up is not None and span.content.lower() == "</sup>":
                yield raised("".join(up))
                up = None
                continue
            span_text = self._span(span, spans[place + 1 : place + 2])
            if up is None:
                yield span_text
            else:
                up.append(span_text)
        yield "".join(up or ())

    def _span(self, span: Node, following: Sequence[Node]) -> str:
        if span.type in ("softbreak", "hardbreak"):
            return "\n" if span.type == "softbreak" else HARD
        if span.type == "html_inline":
            return self.tag(span.content)
        if span.type == "code_inline":
            fence = "``" if "`" in span.content else "`"
            return f"{fence}{span.content}{fence}"
        if span.type in ("math_inline", "math_inline_double"):
            dollars = "$" if span.type == "math_inline" else "$$"
            return f"{dollars}{span.content}{dollars}"
        if span.type == "image":
            given = following[0].content if following and following[0].type == "attributes" else ""
            return self._picture(self._joined(span.children), given)
        if span.type == "wiki_picture":
            self._left_out.unread("picture")
        if span.type == "text":
            return SPACES.sub(" ", span.content)
        return self._joined(span.children)

    def tag(self, tag: str) -> str:
        """The text of an HTML tag: a line break, or a picture's description."""
        if IMG.fullmatch(tag):
            found = IMG_ALT.search(tag)
            return self._picture((found[1] or found[2] or "") if found else "", "")
        return HARD if re.fullmatch(r"<br\s*/?>", tag) else ""

    def _picture(self, caption: str, given: str) -> str:
        """A picture's caption and its description."""
        caption = "" if LAYOUT.fullmatch(caption) else caption
        found = ALT.search(given)
        described = ESCAPED.sub(r"\1", " ".join(found[1][1:-1].split())) if found else ""
        if len(described.split()) >= DESCRIBED and described != caption:
            return " ".join(filter(None, (caption, f"Picture: {described}")))
        if not (caption or described).strip():
            self._left_out.unread("picture")
        return caption or described


def navigates(node: Node) -> bool:
    """Whether a paragraph is nothing but links and what separates them."""
    spans = node.children[0].children
    links = sum(span.type == "link" for span in spans)
    between = "".join(s.content for s in spans if s.type in ("text", "code_inline", "math_inline"))
    others = any(s.type in ("strong", "em", "image", "span", "footnote_ref") for s in spans)
    return links > 1 and not others and not any(char.isalnum() for char in between)
