"""What a model writes, released sentence by sentence once it is checked.

A sentence is shown if a passage says it (`agent/text/grounds.py`), with a citation of that passage,
whatever the model itself has cited. Another one is replaced by the passage's own words if these
answer the question, or dropped. Nothing that is released is taken back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.reasoner import Cite
from agent.reasoners.llm.code_check import checked_code
from agent.reasoners.llm.form import declines, ends_well, is_heading, looks_like_code, tidy
from agent.text.bearing import bears_on
from agent.text.citations import support
from agent.text.claims import meant, numbers
from agent.text.clauses import clauses
from agent.text.grounds import ground
from agent.text.sentences import Span, sentences
from agent.types import Passage

FEWEST_WORDS = 2
"""A sentence with fewer words that carry meaning ("Yes.") is not shown."""
AGAIN = 0.85
"""Share of a sentence's words in an earlier one from which it repeats it."""
NEAR = 0.6
"""Share of a sentence's words that a passage's own sentence must hold to stand in its place."""
_PRONOUN = re.compile(r"^(?:it|they|this|these|that|those)\b(?:'s|'re)?", re.IGNORECASE)
_ITEM = re.compile(r"^(?:[-*+•]|(?P<number>\d{1,3})[.)])\s+")
_END = re.compile(r"[.!?…][\"'”’)\]*_`]*(?=\s|$)")
_LINE_END = re.compile(r"(?<=[.!?…])([\"'”’)\]*_`]*[ \t]*\n\s*)(?=\S)")
_TABLE = ("row", "head")


class Release:
    """Checks what one answer's model writes; `feed` and `end` return what can be shown."""

    def __init__(self, passages: Sequence[Passage], question: str) -> None:
        """`passages` as graded, with their verdicts; only relevant ones support anything."""
        self._passages = [(at, p) for at, p in enumerate(passages, start=1) if p["relevant"]]
        self._question = question
        self._text = ""
        self._cites: list[tuple[int, int]] = []  # position in the text, place
        self._lead = ""  # a line that announces what follows; shown with it
        self._numbered = 0
        self.said: list[str] = []
        """The sentences that were released."""
        self.dropped: list[str] = []
        """Those that were not, because no passage says them."""
        self.declined = False
        """Whether the model said that the passages do not answer."""

    def feed(self, part: str | Cite) -> list[str | Cite]:
        """Add a piece of the answer; returns what is complete, checked and new."""
        if isinstance(part, Cite):
            self._cites.append((len(self._text), part.place))
            return []
        self._text += part
        return self._released(last=False) if re.search(r"\s", part) else []

    def discard(self) -> None:
        """Forget what is not released yet: it was no part of the answer."""
        self._text, self._cites, self._lead = "", [], ""

    def end(self, *, cut: bool = False) -> list[str | Cite]:
        """The rest; where the model was cut off, without a sentence that is not finished."""
        return self._released(last=True, cut=cut)

    def _released(self, *, last: bool, cut: bool = False) -> list[str | Cite]:
        spans = _by_line(self._text, sentences(self._text))
        complete = spans if last else spans[: _complete(spans)]
        if last and cut and complete:
            complete = [*complete[:-1], *self._finished(complete[-1])]
        if not complete:
            return []
        shown: list[str | Cite] = []
        before = 0
        for at, span in enumerate(complete):
            following = spans[at + 1].start if at + 1 < len(spans) else len(self._text)
            first = span.start if self.said or at else 0
            cited = [place for where, place in self._cites if first < where <= following or not at]
            shown += self._checked(span, self._text[before : span.start], cited)
            before = span.end
        rest = complete[-1].end
        self._cites = [(where - rest, place) for where, place in self._cites if where > rest]
        self._text = self._text[rest:]
        return shown

    def _finished(self, span: Span) -> list[Span]:
        """What is finished of a sentence or block that was cut off; [] for nothing."""
        text = self._text[span.start : span.end]
        if span.kind == "code":
            return [span] if text.count("```") > 1 else []
        ends = [end.end() for end in _END.finditer(text)]
        return [Span(span.start, span.start + ends[-1], span.kind)] if ends else []

    def _checked(self, span: Span, gap: str, cited: Sequence[int]) -> list[str | Cite]:
        text = self._text[span.start : span.end]
        if span.kind == "code" or looks_like_code(text):
            return self._code(text)
        if span.kind in _TABLE:
            return self._row(text, gap, cited)
        if span.kind == "heading" or is_heading(text, (p for _, p in self._passages)):
            return []
        said = tidy(text)
        if declines(said):
            self.declined = True
            return []
        if said.endswith(":"):
            self._lead = said if self._known(said) else ""
            return []
        if not said or said.endswith("?") or self._again(said):
            return []
        return self._statement(said, gap, cited)

    def _statement(self, said: str, gap: str, cited: Sequence[int]) -> list[str | Cite]:
        bare = _ITEM.sub("", said)
        if len(meant(bare)) < FEWEST_WORDS:
            return []
        place = self._place(self._standing(bare), cited)
        if not place:
            self.dropped.append(bare)
            bare, place = self._own_words(bare)
            said = bare
        if not place:
            return []
        return self._show(self._renumbered(said), gap, bare, place)

    def _show(self, text: str, gap: str, bare: str, place: int) -> list[str | Cite]:
        lead, self._lead = self._lead, ""
        between = _between(gap, text) if self.said else ""
        if lead:
            between = f"{between}{lead}\n\n"
        self.said.append(bare)
        ended = text if ends_well(text) or _ITEM.match(text) or "|" in text else f"{text}."
        return [between + ended, Cite(place)]

    def _place(self, statement: str, cited: Sequence[int]) -> int:
        """The place of the passage that says a statement, one that was cited first; 0 for none."""
        found = {
            place: ground(statement, passage, self._question).share
            for place, passage in self._passages
        }
        best = max(found, key=lambda place: (found[place] > 0 and place in cited, found[place]))
        return best if found[best] else 0

    def _standing(self, statement: str) -> str:
        """The statement with what "it" stands for: the subject of the sentence before it."""
        pronoun = _PRONOUN.match(statement)
        if not pronoun:
            return statement
        first = clauses(self.said[-1])[0] if self.said else None
        subject = " ".join(first.subject) if first and first.subject else ""
        if not subject:
            subject = " ".join(meant(self._question))
        return f"{subject} {statement[pronoun.end() :]}"

    def _own_words(self, statement: str) -> tuple[str, int]:
        """The passage's sentence nearest to a statement that failed, if it answers; else ""."""
        wanted = meant(statement)
        best, at, share = "", 0, NEAR
        for place, passage in self._passages:
            found = support(statement, passage, self._question)
            own = " ".join(passage["text"][found.start : found.end].split())
            alike = len(wanted & meant(own)) / len(wanted) if wanted else 0.0
            heading = f"{passage['title']} {passage['section']}"
            if alike >= share and _quotable(own) and bears_on(own, self._question, heading):
                best, at, share = own, place, alike
        return ("", 0) if not best or self._again(best) else (tidy(best), at)

    def _code(self, text: str) -> list[str | Cite]:
        found = checked_code(text, self._passages)
        if found is None or found.text in self.said:
            return []
        lead, self._lead = (f"{self._lead}\n\n" if self._lead else ""), ""
        before = "\n\n" if self.said else ""
        self.said.append(found.text)
        return [f"{before}{lead}{found.text}\n", Cite(found.place)]

    def _row(self, text: str, gap: str, cited: Sequence[int]) -> list[str | Cite]:
        """A row of a table as a sentence of its cells, if a passage says it."""
        cells = [cell.strip() for cell in text.strip("| \n").split("|") if cell.strip(" -:\n")]
        place = self._place(" ".join(cells), cited) if len(cells) > 1 and "\n" not in text else 0
        if not place or self._again(" ".join(cells)):
            return []
        return self._show("- " + ": ".join([*cells[:1], ", ".join(cells[1:])]), gap, text, place)

    def _again(self, text: str) -> bool:
        words = meant(text)
        return any(
            words
            and len(words & meant(said)) >= AGAIN * len(words)
            and numbers(text) <= numbers(said)
            for said in self.said
        )

    def _known(self, lead: str) -> bool:
        """Whether a line that announces something names what the question or a passage names."""
        words = meant(lead)
        theirs = " ".join(f"{p['title']} {p['section']} {p['text']}" for _, p in self._passages)
        return not words - meant(f"{self._question} {theirs}")

    def _renumbered(self, text: str) -> str:
        """A numbered item with its number among those that are shown."""
        item = _ITEM.match(text)
        if not (item and item["number"]):
            self._numbered = 0
            return text
        self._numbered += 1
        return f"{self._numbered}. {text[item.end() :]}"


def said_by(text: str, said: Sequence[str]) -> bool:
    """Whether earlier sentences together say most of a text, its numbers included."""
    together = " ".join(said)
    words = meant(text)
    return bool(words) and (
        len(words & meant(together)) >= AGAIN * len(words) and numbers(text) <= numbers(together)
    )


def _by_line(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans, with a new one also behind each sentence that ends its line."""
    found = []
    for span in spans:
        begin = span.start
        if span.kind in ("sentence", "item"):
            for end in _LINE_END.finditer(text, span.start, span.end):
                found.append(Span(begin, end.start(1), span.kind))
                begin = end.end()
        found.append(Span(begin, span.end, span.kind))
    return found


def _complete(spans: Sequence[Span]) -> int:
    """How many spans can no longer change: all before the last one, or before its table."""
    count = len(spans) - 1
    while (
        0 < count < len(spans) and spans[count].kind in _TABLE and spans[count - 1].kind in _TABLE
    ):
        count -= 1
    return max(count, 0)


def _between(gap: str, text: str) -> str:
    """The white space before a sentence: a new line for an item, a blank one for a paragraph."""
    if _ITEM.match(text):
        return "\n"
    return "\n\n" if gap.count("\n") > 1 else " "


def _quotable(text: str) -> bool:
    return ends_well(text) and "[" not in text and "|" not in text and "```" not in text
