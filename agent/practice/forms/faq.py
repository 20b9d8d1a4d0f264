"""Questions that the materials ask and answer themselves: an FAQ, self-checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.practice.exercise import Exercise
from agent.reasoners.extractive.reading import read
from agent.types import Passage

_CHECK = re.compile(
    r"^[ \t]*(?:\d{1,2}[.)]|[-*•]|Check yourself\.)?[ \t]*(?P<question>[^\n]{8,300}\?)\s+"
    r"(?P<answer>Answers?:[ \t]*(?P<key>[^\n]+))$",
    re.MULTILINE,
)
_ASKS = re.compile(
    r"(?:what|why|how|when|which|who|where|may|can|could|do|does|did|is|are|should|must|will)\b",
    re.IGNORECASE,
)
MOST = 4  # sentences of the answer in an FAQ


def faq(passage: Passage) -> Iterator[Exercise]:
    """Self-check questions with "Answer: ...", else the heading, if it is a question."""
    checks = list(_CHECK.finditer(passage["text"]))
    for check in checks:
        question = " ".join(check["question"].split())
        yield Exercise(question, passage, (check.span("answer"),), (check.span("key"),))
    heading = re.sub(r"^[\d.]+\s+", "", passage["section"].split(" > ")[-1])
    if checks or not (heading.endswith("?") and _ASKS.match(heading) and len(heading.split()) > 3):
        return
    units = [u for u in read(passage).units if u.kind in ("sentence", "item")]
    if any(unit.asks for unit in units):  # without its own questions the answer makes no sense
        return
    spans = tuple((unit.start, unit.end) for unit in units[:MOST])
    if spans and not units[0].fragment:
        yield Exercise(heading, passage, spans, spans)
