"""The text of a refusal, in the language of the question."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from agent.languages.detect import language_of
from agent.languages.names import ENGLISH
from agent.languages.replies import language_name, replies
from agent.refusals.nearest import named
from agent.refusals.reasons import Reason
from agent.state import State, question, turn
from agent.types import Place
from agent.understanding.pasted_error import pasted_error


def with_topics(reason: str, nearest: Sequence[Place], spoken: str | None = None) -> str:
    """A reason for a refusal, followed by the closest topics; `spoken` as in `reason_text`."""
    if not nearest:
        return reason
    places = "; ".join(named(place) for place in nearest)
    return f"{reason} {replies(spoken)['topics'].format(places=places)}"


def reason_text(
    state: State, reason: Reason, languages: Collection[str], spoken: str | None = None
) -> str:
    """Why there is no answer, in a sentence or two.

    `languages` of the materials and `spoken`, of the question, besides English. English where there
    are no sentences in that language.
    """
    texts = replies(spoken)
    if reason.refusal == "course":
        here, there = state.get("courses", []), reason.elsewhere
        both = {"here": _listed(here, texts["and"]), "there": _listed(there, texts["and"])}
        return texts["elsewhere"].format(**both)
    if reason.refusal == "spelling":
        meant = f" {texts['or']} ".join(f"“{text}”" for text in reason.did_you_mean)
        return f"{texts['not_covered']} {texts['meant'].format(meant=meant)}"
    if reason.refusal == "unsupported":
        return _unsupported(state, languages, spoken)
    if turn(state).wants_other:
        return texts["no_more"]
    error = pasted_error(question(state)) if state.get("kind") == "error" else None
    if error and error.kind:
        return f"{texts['not_covered']} {texts['error'].format(error=error.kind)}"
    return texts["not_covered"]


def _unsupported(state: State, languages: Collection[str], spoken: str | None) -> str:
    texts = replies(spoken)
    if state.get("kind") == "code":
        return f"{texts['not_covered']} {texts['code']}"
    theirs = language_name(language_of(question(state)) or spoken or "", spoken)
    of = sorted(language_name(code, spoken) for code in languages or [ENGLISH])
    return texts["other_language"].format(theirs=theirs, spoken=_listed(of, texts["and"]))


def _listed(names: Sequence[str], and_: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {and_} {names[-1]}"
