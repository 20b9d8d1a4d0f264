"""A refusal in the language of the question."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from agent.languages.detect import language_of
from agent.languages.names import ENGLISH
from agent.languages.replies import language_name, replies
from agent.refusals.reasons import Reason
from agent.state import State, question, turn


def reason_in(code: str, state: State, reason: Reason, languages: Collection[str]) -> str:
    """Why there is no answer, in the language `code`; `languages` of the materials."""
    texts = replies(code)
    if reason.refusal == "course":
        here, there = state.get("courses", []), reason.elsewhere
        named = {"here": _listed(here, texts["and"]), "there": _listed(there, texts["and"])}
        return texts["elsewhere"].format(**named)
    if reason.refusal == "unsupported" and state.get("kind") == "code":
        return f"{texts['not_covered']} {texts['code']}"
    if reason.refusal == "unsupported":
        theirs = language_name(language_of(question(state)) or code, code)
        of = [language_name(other, code) for other in sorted(languages) or [ENGLISH]]
        return texts["other_language"].format(theirs=theirs, spoken=_listed(of, texts["and"]))
    return texts["no_more"] if turn(state).wants_other else texts["not_covered"]


def _listed(names: Sequence[str], and_: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {and_} {names[-1]}"
