"""The citations of an answer that was stopped while it was being written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.text.citations import cite, support
from agent.text.sentences import sentences
from agent.turns.run_event import RunEvent
from agent.types import Citation, Passage


def streamed_citations(events: Iterable[RunEvent], passages: Sequence[Passage]) -> list[Citation]:
    """A citation for each passage whose marker has been shown, numbered as it was shown.

    Its quote is the stretch of the passage that fits the sentence before the marker best; unlike
    those of a whole answer it has not been verified.
    """
    known = {passage["id"]: passage for passage in passages}
    found: dict[str, Citation] = {}
    text = ""
    for event in events:
        if event.name != "token":
            continue
        data = event.data
        passage = known.get(data.get("cites", ""))
        if passage and passage["id"] not in found:
            best = support(_last_sentence(text), passage)
            found[passage["id"]] = cite(len(found) + 1, passage, [best])
        text += data["text"]
    return list(found.values())


def _last_sentence(text: str) -> str:
    spans = sentences(text)
    return text[spans[-1].start : spans[-1].end] if spans else text
