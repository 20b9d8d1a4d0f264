"""The citations of an answer that was stopped while it was being written."""

from __future__ import annotations

from agent.events import Event
from agent.turns.run_event import RunEvent
from agent.turns.streamed_citations import streamed_citations
from tests.evals.parts import passage

LISTS = passage(3, text="A list is a sequence that can change. Lists are written in brackets.")
TUPLES = passage(4, text="Tuples never change. They are written with commas.")


def streamed(*tokens: tuple[str, str]) -> list[RunEvent]:
    data = [{"text": text} | ({"cites": cited} if cited else {}) for text, cited in tokens]
    return [RunEvent.of("run", n, Event("token", each)) for n, each in enumerate(data)]


def test_a_marker_that_was_shown_has_its_citation_with_the_words_that_fit() -> None:
    events = streamed(
        ("They never change", ""), (" [1]", TUPLES["id"]), (". Lists are written in brackets", ""),
        (" [2]", LISTS["id"]), (" and more", ""), (" [1]", TUPLES["id"]),
    )  # fmt: skip
    found = streamed_citations(events, [LISTS, TUPLES])
    assert [(each["n"], each["passage_id"]) for each in found] == [
        (1, TUPLES["id"]),
        (2, LISTS["id"]),
    ]
    assert found[0]["quote"] == "Tuples never change."
    assert found[1]["quote"] == "Lists are written in brackets"


def test_without_markers_there_are_none() -> None:
    assert streamed_citations(streamed(("Nothing cited.", "")), [LISTS]) == []
    assert streamed_citations(streamed((" [1]", "gone")), [LISTS]) == []
