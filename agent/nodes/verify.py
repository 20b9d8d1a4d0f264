"""Compare the draft with the passages that it cites."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from agent.draft import Segment, render
from agent.events import Event
from agent.languages.across import Across
from agent.languages.similarity import Similarity
from agent.nodes import Emit, Update, node
from agent.reasoner import Reasoner
from agent.record import reply
from agent.state import State, add_usage, question, turn
from agent.text.bearing import bears_on
from agent.text.citations import SUPPORTED, Support, cite, support
from agent.text.claims import meant
from agent.text.counted import counted
from agent.text.sentences import sentences
from agent.types import Passage

ENOUGH = 0.5
"""Least share of an answer's statements that must be supported."""
SHOWN = 80
"""Characters of a statement that the trace shows."""
FEWEST_WORDS = 3
"""A sentence with fewer content words ("Yes.", "For example:") is not checked."""


@node(doing="Checking the quotes…", done="Checked the quotes")
async def verify(
    state: State, emit: Emit, *, reasoner: Reasoner, similarity: Similarity | None = None
) -> Update:
    """The answer with its citations, or a note that its passages do not support it."""
    kept = {p["id"]: p for p in state["passages"] if p["relevant"]}
    segments: list[Segment] = []
    supports: dict[str, list[Support]] = {}
    unsupported: list[str] = []
    checked: list[dict[str, object]] = []
    bearing = 0
    asked, standalone = question(state), turn(state).whole
    drafted = list(_statements(state["draft"]))
    across = await asyncio.to_thread(Across(similarity).of, [s.text for s in drafted], kept)
    statements = [
        (s, *_check(s, kept, asked, crossed)) for s, crossed in zip(drafted, across, strict=True)
    ]
    held = [at for at, (statement, _, found) in enumerate(statements) if found]
    opinion = await reasoner.check_claims(turn(state), [statements[at][0].text for at in held])
    doubted = {held[at] for at in opinion.doubted}
    withdrawn = doubted if len(doubted) < len(held) else set()  # an answer keeps its citations
    for at, (statement, marked, found) in enumerate(statements):
        for passage_id, (start, end) in statement.cues.items():
            supports.setdefault(passage_id, []).append(Support(1.0, start, end))
        if at in withdrawn:
            marked, found = [], {}
        segments.append(_segment(statement, marked))
        for passage_id, stretch in found.items():
            supports.setdefault(passage_id, []).append(stretch)
        if found or statement.checkable:
            on_question = _bears(statement, found, kept, standalone)
            bearing += on_question
            checked.append(_shown(statement, found, at in doubted, on_question))
            unsupported += [] if found and at not in doubted else [statement.text.strip()]
    answer, cited = render(segments)
    count = len(checked)
    detail = {
        "statements": count,
        "unsupported": unsupported,
        "cited": len(cited),
        "quoted_or_supported": count - len(unsupported),
        "on_the_question": bearing,
        "support": checked,
    }
    if opinion.note:
        detail["second_opinion"] = opinion.note
    usage = add_usage(state, opinion.usage)
    held_up = count - len(unsupported)
    summary = (
        f"{held_up} of {counted(count, 'statement')} quoted or supported, {bearing} on the question"
    )
    if not cited or held_up + len(doubted) < ENOUGH * count:
        return {
            "unsupported": unsupported,
            "usage": usage,
            "detail": detail | {"taken_back": True},
            "summary": summary,
        }
    citations = [cite(n, kept[id_], supports[id_]) for n, id_ in enumerate(cited, start=1)]
    for citation in citations:
        emit(Event("citation", citation))
    outcome: State = {
        "status": "answered",
        "answer": answer,
        "citations": citations,
        "unsupported": unsupported,
        "usage": usage,
    }
    return {
        **outcome,
        "messages": [reply(state | outcome, reasoner)],
        "detail": detail,
        "summary": summary,
    }


@dataclass(frozen=True, slots=True)
class _Statement:
    """One sentence of the draft."""

    text: str
    cited: list[str]  # right after it
    ahead: list[str]  # after the last sentence of its run
    remark: bool = False  # ours: nothing to check
    cues: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # spans quoted for a remark

    @property
    def checkable(self) -> bool:
        if self.remark:
            return False
        return bool(self.cited) or len(meant(self.text)) >= FEWEST_WORDS


def _segment(statement: _Statement, cited: list[str]) -> Segment:
    if statement.remark:
        return Segment(text=statement.text, cited=list(statement.cues), remark=True)
    return Segment(text=statement.text, cited=cited)


def _bears(
    statement: _Statement, found: Iterable[str], kept: dict[str, Passage], asked: str
) -> bool:
    """Whether a supported statement is about the question, with a value of the requested kind."""
    headings = [f"{kept[id_]['title']} {kept[id_]['section']}" for id_ in found]
    return any(bears_on(statement.text, asked, heading) for heading in headings)


def _shown(
    statement: _Statement, found: dict[str, Support], doubted: bool, on_question: bool
) -> dict[str, object]:
    """A statement's beginning, support and passages, for the trace."""
    words = " ".join(statement.text.split())
    return {
        "statement": words if len(words) <= SHOWN else words[: SHOWN - 1] + "…",
        "share": round(max((support.share for support in found.values()), default=0.0), 2),
        "passages": list(found),
        "on_the_question": on_question,
        **({"doubted": True} if doubted else {}),
    }


def _statements(draft: list[Segment]) -> Iterator[_Statement]:
    """The draft sentence by sentence; a citation belongs to the sentence before it.

    Repeated sentences are left out.
    """
    seen: set[str] = set()
    for segment in draft:
        text, cited = segment["text"], segment["cited"]
        if segment.get("remark"):
            yield _Statement(text, [], [], remark=True, cues=segment.get("cues", {}))
            continue
        spans = sentences(text)
        ends = [*(span.end for span in spans[:-1]), len(text)]
        kinds = [span.kind for span in spans] or ["sentence"]
        for start, end, kind in zip([0, *ends], ends, kinds, strict=False):
            statement = _Statement(text[start:end], cited if end == len(text) else [], cited)
            plain = " ".join(statement.text.split())
            again = plain in seen and kind in ("sentence", "item") and statement.checkable
            seen.add(plain)
            if not again:
                yield statement


def _check(
    statement: _Statement, kept: dict[str, Passage], asked: str, across: Mapping[str, Support]
) -> tuple[list[str], dict[str, Support]]:
    """The passages to cite after the statement, and the supporting span of each.

    An unsupported citation is dropped. A statement left with none gets the passage that supports
    it best, if one does, but no marker if its run ends with that passage.
    """
    found = _supporting(statement, {id_: kept[id_] for id_ in statement.ahead}, asked, across)
    if found:
        return [id_ for id_ in statement.cited if id_ in found], found
    if not statement.checkable:
        return [], {}
    found = _supporting(statement, kept, asked, across)
    best = max(found, key=lambda id_: found[id_].share, default=None)
    return ([best], {best: found[best]}) if best else ([], {})


def _supporting(
    statement: _Statement,
    passages: dict[str, Passage],
    asked: str,
    across: Mapping[str, Support],
) -> dict[str, Support]:
    """`across`: by the passages in other languages than the statement's."""
    checked = {
        id_: across.get(id_) or support(statement.text, p, asked) for id_, p in passages.items()
    }
    return {id_: found for id_, found in checked.items() if found.share >= SUPPORTED}
