"""The text of a refusal."""

from __future__ import annotations

from collections.abc import Sequence

from agent.languages.detect import language_of
from agent.languages.names import LANGUAGES
from agent.languages.replies import replies, speaks
from agent.refusals.nearest import named
from agent.refusals.reasons import Reason
from agent.refusals.refusal_by_language import reason_in
from agent.state import State, question, turn
from agent.types import Place
from agent.understanding.pasted_error import pasted_error

NOT_COVERED = "The course materials don't cover this."


def with_topics(reason: str, nearest: Sequence[Place], spoken: str | None = None) -> str:
    """A reason for a refusal, followed by the closest topics; `spoken` as in `reason_text`."""
    if not nearest:
        return reason
    places = "; ".join(named(place) for place in nearest)
    return f"{reason} {replies(spoken)['topics'].format(places=places)}"


def reason_text(
    state: State, reason: Reason, languages: frozenset[str], spoken: str | None = None
) -> str:
    """Why there is no answer, in a sentence or two.

    `languages` of the materials and `spoken`, of the question, besides English.
    """
    if speaks(spoken):
        return reason_in(str(spoken), state, reason, languages)
    if reason.refusal == "course":
        here, there = _listed(state.get("courses", [])), _listed(reason.elsewhere)
        return f"The materials of {here} don't cover this; those of {there} do."
    if reason.refusal == "spelling":
        meant = " or ".join(f"“{text}”" for text in reason.did_you_mean)
        return f"{NOT_COVERED} Did you mean {meant}?"
    if reason.refusal == "unsupported":
        return _unsupported(state, languages)
    if turn(state).wants_other:
        return "The course materials have no more on this than what was shown."
    error = pasted_error(question(state)) if state.get("kind") == "error" else None
    if error and error.kind:
        return f"{NOT_COVERED} They have nothing on this {error.kind}."
    return NOT_COVERED


def _unsupported(state: State, languages: frozenset[str]) -> str:
    if state.get("kind") == "code":
        return (
            f"{NOT_COVERED} Without a language model this mentor cannot work out what code does; "
            "it only searches the materials for the parts of the code, and found nothing."
        )
    theirs = LANGUAGES.get(language_of(question(state)) or "", "another language")
    spoken = _listed(sorted(LANGUAGES[language] for language in languages) or ["English"])
    return (
        f"This looks like {theirs}, and the materials are in {spoken}: without a language model "
        f"this mentor cannot answer. Ask in {spoken}."
    )


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
