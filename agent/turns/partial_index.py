"""The note under answers and refusals while only a part of the documents is indexed."""

from __future__ import annotations

from agent.types import Indexed, Status


def note(indexed: Indexed, status: Status, *, searched: bool = True) -> str:
    """A sentence to append to the answer; `searched`: whether it is from the materials."""
    so_far = f"Only {indexed['documents']:,} of {indexed['of']:,} documents are indexed so far"
    if status == "refused":
        return f"{so_far}: the answer may be in one of the others. Please ask again later."
    return f"{so_far}, so this answer may be incomplete." if searched else f"{so_far}."


def without_note(answer: str, indexed: Indexed | None, status: Status) -> str:
    """The answer before `with_note`."""
    if indexed is None:
        return answer
    for searched in (True, False):
        answer = answer.removesuffix(f"\n\n{note(indexed, status, searched=searched)}")
    return answer


def with_note(answer: str, streamed: str, note: str) -> tuple[str, str]:
    """The answer with the note below it, and the part of that still to be streamed.

    That part is empty if the answer differs from the streamed text: then readers replace it.
    """
    if streamed.strip() != answer:
        return f"{answer}\n\n{note}", ""
    more = f"\n\n{note}"
    return (streamed + more).strip(), more
