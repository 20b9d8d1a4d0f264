"""The state of the graph.

`messages` is the end of the conversation: checkpointed, so that the next turn knows it. All other
channels belong to one turn and are never checkpointed: a new turn cannot inherit them.
"""

from __future__ import annotations

from typing import Annotated, Any, cast

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langgraph.channels import UntrackedValue
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

from agent.draft import Segment
from agent.reasoner import Exchange, Quoting, Span, Turn, in_context
from agent.search.followup import standalone
from agent.types import (
    Citation,
    Kind,
    Passage,
    Place,
    Practice,
    Quote,
    Refusal,
    Status,
    Step,
    Style,
    Usage,
    Wanted,
    no_usage,
    summed,
)

RECORD = "mentor"
"""The key of an answer's record (status, citations, trace, ...) in its message."""
EXCHANGES = 20
"""Messages that the next turn knows. The whole conversation is in the transcript."""


def recent(before: Any, new: Any) -> list[AnyMessage]:
    """The last exchanges; earlier answers with only the parts of their records in use."""
    cited = [at for at, message in enumerate(before or []) if _cites(message)]
    earlier = [_light(message, at in cited[-1:]) for at, message in enumerate(before or [])]
    messages = cast(list[AnyMessage], add_messages(cast(Any, earlier), new))
    kept = messages[-2 * EXCHANGES :]
    return kept[1:] if len(kept) < len(messages) and isinstance(kept[0], AIMessage) else kept


def _cites(message: AnyMessage) -> bool:
    record = message.additional_kwargs.get(RECORD) or {}
    return any("quote" in citation for citation in record.get("citations", []))


def _light(message: AnyMessage, last: bool) -> AnyMessage:
    """An answer with the parts of its record used later; the last one keeps its citations."""
    record = message.additional_kwargs.get(RECORD)
    if record is None:
        return message
    needed = {name: record[name] for name in KEPT if name in record}
    if not last:
        spans = [{name: c[name] for name in Span._fields} for c in needed.get("citations", [])]
        needed["citations"] = spans
    return message.model_copy(update={"additional_kwargs": {RECORD: needed}})


KEPT = ("status", "query", "asked", "kind", "citations", "practice")
"""The parts of an answer's record used by later turns."""


class Form(TypedDict, total=False):
    """The input: the messages, the courses to search (none: all), the style."""

    messages: Annotated[list[AnyMessage], recent]
    courses: Annotated[list[str], UntrackedValue]
    style: Annotated[Style, UntrackedValue]


class Outcome(TypedDict, total=False):
    """The result of a turn."""

    messages: Annotated[list[AnyMessage], recent]
    status: Annotated[Status, UntrackedValue]
    answer: Annotated[str, UntrackedValue]
    citations: Annotated[list[Citation], UntrackedValue]


class State(Form, Outcome, total=False):
    """The conversation, and the data of one turn besides its input and result."""

    conversation_id: Annotated[str, UntrackedValue]
    message_id: Annotated[str, UntrackedValue]  # of the answer
    kind: Annotated[Kind, UntrackedValue]  # of the message
    readable: Annotated[list[str], UntrackedValue]  # courses that may be named; empty: all
    partial: Annotated[bool, UntrackedValue]  # some documents are not indexed yet
    asked: Annotated[str, UntrackedValue]  # the standalone question
    own_words: Annotated[str, UntrackedValue]  # the question before a model put it in others
    context: Annotated[str, UntrackedValue]  # the question before, if it is searched with this one
    wanted: Annotated[Wanted, UntrackedValue]  # of the last answer
    query: Annotated[str, UntrackedValue]
    tried: Annotated[list[str], UntrackedValue]  # queries that found nothing relevant
    quotings: Annotated[list[Quoting], UntrackedValue]  # parts of the answer, if a model chose them
    suggestion: Annotated[str | None, UntrackedValue]  # another query, named by the grading
    exhausted: Annotated[bool, UntrackedValue]  # no other query is left to try
    passages: Annotated[list[Passage], UntrackedValue]
    nearest: Annotated[list[Place], UntrackedValue]  # the closest topics, with a refusal
    quotes: Annotated[list[Quote], UntrackedValue]  # the answer, if it was looked up
    practice: Annotated[Practice, UntrackedValue]  # the quiz question or hint that is given
    refusal: Annotated[Refusal, UntrackedValue]
    elsewhere: Annotated[list[str], UntrackedValue]
    did_you_mean: Annotated[list[str], UntrackedValue]
    draft: Annotated[list[Segment], UntrackedValue]
    unsupported: Annotated[list[str], UntrackedValue]  # sentences that no passage supports
    usage: Annotated[Usage, UntrackedValue]
    trace: Annotated[list[Step], UntrackedValue]


def question(state: State) -> str:
    """The student's words: the last message that is theirs."""
    return next(m.text for m in reversed(state["messages"]) if isinstance(m, HumanMessage))


def history(state: State) -> list[Exchange]:
    """The earlier questions with their answers, oldest first; stopped and failed ones left out."""
    exchanges = []
    asked = ""
    for message in state["messages"]:
        if isinstance(message, HumanMessage):
            asked = message.text
        elif isinstance(message, AIMessage):
            record: dict[str, Any] = message.additional_kwargs.get(RECORD, {})
            if record.get("status", "answered") in ("answered", "refused"):
                exchanges.append(_exchange(asked, message.text, record))
    return exchanges


def _exchange(asked: str, answer: str, record: dict[str, Any]) -> Exchange:
    citations = record.get("citations", [])
    return Exchange(
        question=asked,
        query=record.get("asked") or record.get("query") or asked,
        answer=answer,
        kind=record.get("kind", "question"),
        shown=[Span(c["passage_id"], c["start"], c["end"]) for c in citations],
        citations=[citation for citation in citations if "quote" in citation],
        practice=record.get("practice"),
    )


def asked(state: State) -> str:
    """The standalone question."""
    return state.get("asked") or standalone(question(state), history(state))


def query(state: State) -> str:
    """The query to search: a rewritten one, else the standalone question."""
    context = state.get("context", "")
    return state.get("query") or (in_context(question(state), context) if context else asked(state))


def turn(state: State) -> Turn:
    """The state as a reasoner sees it."""
    earlier = history(state)
    shown = [span for exchange in earlier for span in exchange.shown]
    return Turn(
        question=question(state),
        query=query(state),
        asked=asked(state),
        context=state.get("context", ""),
        history=earlier,
        kind=state.get("kind", "question"),
        shown=shown if state.get("kind") in ("follow-up", "other-language") else [],
        wanted=state.get("wanted", ""),
        passages=state.get("passages", []),
        style=state.get("style", "answer"),
        tried=state.get("tried", []),
        suggestion=state.get("suggestion"),
        conversation_id=state.get("conversation_id", ""),
        message_id=state.get("message_id", ""),
        quotes=state.get("quotes", []),
        partial=state.get("partial", False),
        own_words=state.get("own_words", ""),
        quotings=state.get("quotings", []),
    )


def add_usage(state: State, usage: Usage) -> Usage:
    """The turn's usage with one more call's."""
    return summed(state.get("usage", no_usage()), usage)
