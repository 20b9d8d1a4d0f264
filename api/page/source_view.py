"""The section that an answer cites, with the quoted words highlighted."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

import lxml.html  # type: ignore[import-untyped]
from lxml.html import HtmlElement

from agent.types import Passage
from api.page.highlight import Letters, Span
from api.page.markdown import blocks, materials

WRITTEN_IN_MARKDOWN = (".md", ".markdown", ".ipynb")
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML
MOST_AROUND = 6  # passages shown before and after the cited one


def section_of(passages: Sequence[Passage], place: int) -> list[Passage]:
    """The passages around this one under the same heading, or on the same slide."""
    cited = passages[place]
    first = last = place
    while first > max(0, place - MOST_AROUND) and _together(passages[first - 1], cited):
        first -= 1
    end = min(len(passages) - 1, place + MOST_AROUND)
    while last < end and _together(passages[last + 1], cited):
        last += 1
    return list(passages[first : last + 1])


def html_of(passage: Passage, quote: str = "") -> str:
    """A passage as sanitised HTML, with the quote's words in `<mark>`."""
    markdown = materials(passage["source"].lower().endswith(WRITTEN_IN_MARKDOWN))
    html = "".join(block.html for block in blocks(markdown, passage["text"]))
    return marked(html, quote) if quote and html else html


def find_passage(
    passages: Sequence[Passage], ordinal: int | None, quote: str, page: int | None
) -> int:
    """The index of the cited passage by ordinal, else by its words or page; -1 if not found.

    After the document has changed, the ordinal may belong to another passage.
    """
    named = _first(passages, lambda passage: _ordinal(passage) == ordinal)
    wanted = Letters(quote).letters
    if wanted and not (named >= 0 and wanted in Letters(passages[named]["text"]).letters):
        holds = _first(passages, lambda passage: wanted in Letters(passage["text"]).letters)
        named = holds if holds >= 0 else named
    if named < 0:
        return _first(passages, lambda passage: page in (None, passage["page"]))
    return named


def _first(passages: Sequence[Passage], is_it: Callable[[Passage], bool]) -> int:
    return next((at for at, passage in enumerate(passages) if is_it(passage)), -1)


def marked(html: str, quote: str) -> str:
    """HTML with the words of the quote in `<mark>`, even across elements."""
    html = NO_TEXT.sub("\ufffd", html)
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    texts = _texts(root)
    letters = Letters("".join(text for _, _, text in texts))
    spans = letters.find(quote)
    at = sum(len(text) for _, _, text in texts)
    for element, is_tail, text in reversed(
        texts
    ):  # from the end, because marking shifts later texts
        at -= len(text)
        own = [Span(max(s.start - at, 0), min(s.end - at, len(text))) for s in spans]
        for span in reversed([span for span in own if span.start < span.end]):
            _mark(element, is_tail, span)
    inside = "".join(lxml.html.tostring(child, encoding="unicode") for child in root)
    return escape(root.text or "") + inside


def _texts(element: HtmlElement) -> list[tuple[HtmlElement, bool, str]]:
    found = [(element, False, element.text or "")]
    for child in element:
        found += _texts(child)
        found.append((child, True, child.tail or ""))
    return [each for each in found if each[2]]


def _mark(element: HtmlElement, is_tail: bool, span: Span) -> None:
    text = element.tail if is_tail else element.text
    before, inside, behind = text[: span.start], text[span.start : span.end], text[span.end :]
    if not inside.strip():
        return
    mark = lxml.html.Element("mark")
    mark.text, mark.tail = inside, behind
    if is_tail:
        element.tail = before
        parent = element.getparent()
        parent.insert(parent.index(element) + 1, mark)  # with its tail
    else:
        element.text = before
        element.insert(0, mark)


def _together(passage: Passage, cited: Passage) -> bool:
    return (passage["section"], passage["page"]) == (cited["section"], cited["page"])


def _ordinal(passage: Passage) -> int:
    return int(passage["id"].rsplit(":", 1)[-1])
