"""The first and the last event of a turn."""

from __future__ import annotations

import logging

from agent.errors import InternalError, MentorError
from agent.reasoner import Reasoner
from agent.record import findings
from agent.state import State
from agent.turns.run import Run
from agent.turns.streamed_citations import streamed_citations
from agent.types import PROTOCOL, Done, Status, no_usage

log = logging.getLogger(__name__)


def introduction(run: Run, reasoner: Reasoner) -> dict[str, str | None]:
    """The data of its first event."""
    return {
        "run_id": run.id,
        "conversation_id": run.conversation_id,
        "message_id": run.message_id,
        "mode": reasoner.mode,
        "model": reasoner.model,
    }


def done(run: Run, status: Status, state: State, reasoner: Reasoner) -> Done:
    """The outcome of a turn."""
    done = Done(
        protocol=PROTOCOL,
        run_id=run.id,
        conversation_id=run.conversation_id,
        message_id=run.message_id,
        status=status,
        answer=state["answer"],
        citations=state.get("citations", []),
        passages=[] if _hides(state) else state.get("passages", []),
        trace=state.get("trace", []),
        usage=state.get("usage", no_usage()),
        mode=reasoner.mode,
        model=reasoner.model,
        unsupported=state.get("unsupported", []),
        nearest=state.get("nearest", []),
        **findings(state),
    )
    if run.indexed:
        done["indexed"] = run.indexed
    return done


def _hides(state: State) -> bool:
    """Whether its passages would show the solution of a quiz question or of a hint."""
    practice = state.get("practice")
    return practice is not None and practice["shown"] != "solution"


def outcome(run: Run) -> tuple[Status, State, MentorError | None]:
    """The result of a run's work: its final state, or the text and passages so far."""
    assert run.work
    cause = None if run.work.cancelled() else run.work.exception()
    if not run.work.cancelled() and cause is None:
        state: State = run.work.result()
        return state["status"], state, None
    status: Status = "failed" if cause else "stopped"
    partial = State(status=status, answer=run.streamed, courses=list(run.ask.courses))
    partial["message_id"] = run.message_id
    sources = [event for event in run.events if event.name == "sources"]
    if sources:
        partial["passages"] = sources[-1].data["passages"]
        partial["citations"] = streamed_citations(run.events, partial["passages"])
    if cause is None or isinstance(cause, MentorError):
        return status, partial, cause
    log.error("run %s failed", run.id, exc_info=cause)
    return status, partial, InternalError("Something went wrong here.", "Try again.")
