"""The whole flow on one page. What decides the way is async, though it awaits nothing: LangGraph
runs other functions in a thread each, which takes longer than they do.

START -> understand -+-> practise -+-> generate -> verify   (a quiz or a hint: as below)
                     |             +-> refuse, retrieve, END
                     |
                     +-> look_up -+-> generate -> verify -+-> END
                     |            |       ^               |
                     |            |   +---+               +-> refuse -> END
                     |            v   |                         ^
                     +-------> retrieve -> grade_documents -----+
                     |            ^   (unsupported: refuse)     |
                     |            |              v              |
                     |            +------ rewrite_query --------+
                     |                    (at most twice; to look_up, if that is a translation)
                     +-> converse -> END
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.languages.similarity import Similarity
from agent.nodes import staged
from agent.nodes.converse import Courses, converse
from agent.nodes.generate import generate
from agent.nodes.grade_documents import grade_documents
from agent.nodes.look_up import LookUpFunction, look_up
from agent.nodes.practise import practise
from agent.nodes.refuse import refuse
from agent.nodes.retrieve import Retriever, retrieve
from agent.nodes.rewrite_query import rewrite_query
from agent.nodes.understand import understand
from agent.nodes.verify import verify
from agent.practice.practice_service import PracticeService
from agent.reasoner import Reasoner
from agent.state import State
from agent.types import Kind
from agent.understanding import Understanding

MAX_REWRITES = 2
LOOKED_UP: tuple[Kind, ...] = ("course-list", "place", "question", "follow-up")
"""Kinds that may ask for facts of a course, or for a part of its materials."""

Graph = CompiledStateGraph[State, None, State, State]


async def after_understanding(
    state: State,
) -> Literal["practise", "look_up", "retrieve", "converse"]:
    """Look up or search, unless the message is not about the materials."""
    if state["kind"] in ("small-talk", "conversation"):
        return "converse"
    if state["kind"] in ("quiz", "hint"):
        return "practise"
    return "look_up" if state["kind"] in LOOKED_UP else "retrieve"


async def after_practising(state: State) -> Literal["generate", "refuse", "retrieve", "__end__"]:
    """Show the prepared quiz or hint; what is left to a language model needs a search."""
    if state.get("status"):
        return "__end__"
    if "passages" not in state:
        return "retrieve"
    return "generate" if state.get("quotes") else "refuse"


async def after_looking_up(state: State) -> Literal["generate", "retrieve", "__end__"]:
    """Answer from the look-up; search if it found nothing."""
    if state.get("status"):
        return "__end__"
    return "generate" if state.get("quotes") else "retrieve"


async def after_retrieving(state: State) -> Literal["grade_documents", "refuse"]:
    """Questions that need a missing language model get only the closest topics."""
    return "refuse" if "refusal" in state else "grade_documents"


async def after_grading(state: State) -> Literal["generate", "rewrite_query", "refuse"]:
    """Answer from the relevant passages; else try other words, twice; else refuse."""
    if any(passage["relevant"] for passage in state["passages"]):
        return "generate"
    if state.get("exhausted") or len(state.get("tried", [])) >= MAX_REWRITES:
        return "refuse"
    return "rewrite_query"


async def after_rewriting(state: State) -> Literal["look_up", "retrieve", "refuse"]:
    """Search again, unless there is no other query to try. What was translated may be looked up."""
    if state.get("exhausted"):
        return "refuse"
    translated = state["kind"] == "other-language" and state.get("own_words")
    return "look_up" if translated else "retrieve"


async def after_verifying(state: State) -> Literal["refuse", "__end__"]:
    """An answer that its passages do not support is not an answer."""
    return "__end__" if state.get("status") == "answered" else "refuse"


def build_graph(
    retriever: Retriever,
    reasoner: Reasoner,
    understanding: Understanding,
    courses: Courses,
    look: LookUpFunction,
    checkpointer: BaseCheckpointSaver[str] | None = None,
    practising: PracticeService | None = None,
    similarity: Similarity | None = None,
) -> Graph:
    """The compiled graph over the given parts.

    Without `practising`, quiz questions and hints are made from a search; without `similarity`, a
    statement in another language than its passages is not supported by them.
    """
    builder = StateGraph(State)
    add_nodes(
        builder,
        retriever,
        reasoner,
        understanding,
        courses,
        look,
        practising,
        similarity=similarity,
    )
    return builder.compile(checkpointer=checkpointer, name="mentor")


def add_nodes(
    builder: StateGraph[State, None, Any, Any],
    retriever: Retriever,
    reasoner: Reasoner,
    understanding: Understanding,
    courses: Courses,
    look: LookUpFunction,
    practising: PracticeService | None = None,
    first: Callable[[Any], Any] = lambda node: node,
    similarity: Similarity | None = None,
) -> None:
    """Adds nodes and edges; `first` may wrap the first node of each turn."""
    reading = staged(partial(understand, understanding=understanding, reasoner=reasoner))
    builder.add_node("understand", first(reading))
    builder.add_node("converse", staged(partial(converse, reasoner=reasoner, courses=courses)))
    builder.add_node(
        "practise", staged(partial(practise, practising=practising, reasoner=reasoner))
    )
    builder.add_node("look_up", staged(partial(look_up, look=look, reasoner=reasoner)))
    builder.add_node("retrieve", staged(partial(retrieve, retriever=retriever)))
    builder.add_node("grade_documents", staged(partial(grade_documents, reasoner=reasoner)))
    builder.add_node("rewrite_query", staged(partial(rewrite_query, reasoner=reasoner)))
    builder.add_node("generate", staged(partial(generate, reasoner=reasoner)))
    builder.add_node("verify", staged(partial(verify, reasoner=reasoner, similarity=similarity)))
    refusing = partial(
        refuse,
        reasoner=reasoner,
        retriever=retriever,
        understanding=understanding,
        courses=courses,
    )
    builder.add_node("refuse", staged(refusing))

    builder.add_edge(START, "understand")
    builder.add_conditional_edges("understand", after_understanding)
    builder.add_conditional_edges("practise", after_practising)
    builder.add_conditional_edges("look_up", after_looking_up)
    builder.add_conditional_edges("retrieve", after_retrieving)
    builder.add_conditional_edges("grade_documents", after_grading)
    builder.add_conditional_edges("rewrite_query", after_rewriting)
    builder.add_edge("generate", "verify")
    builder.add_conditional_edges("verify", after_verifying)
    builder.add_edge("refuse", END)
    builder.add_edge("converse", END)


def node_names(graph: Graph) -> list[str]:
    """The nodes of the graph, in the order in which they were added."""
    return [name for name in graph.nodes if name != START]


def outline() -> Graph:
    """The graph without its parts: to be drawn, not run."""
    nothing: Any = None
    return build_graph(nothing, nothing, nothing, nothing, nothing)
