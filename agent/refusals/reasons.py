"""Why a question was not answered: another course has it, a misspelt word, no model, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.nodes.retrieve import Retriever
from agent.reasoner import Reasoner
from agent.search.spelling import suggestions
from agent.search.vocabulary import Vocabulary
from agent.state import State, asked, turn
from agent.types import Refusal


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is no answer."""

    refusal: Refusal
    elsewhere: Sequence[str] = ()
    did_you_mean: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Reasons:
    """Finds the reason for a refusal, by searching once more."""

    retriever: Retriever
    reasoner: Reasoner

    async def find(self, state: State, courses: Sequence[str], vocabulary: Vocabulary) -> Reason:
        """The first reason that applies; `courses` are all indexed courses."""
        if "refusal" in state:
            return Reason(state["refusal"])
        if not turn(state).wants_other:
            chosen = state.get("courses", [])
            others = [course for course in courses if course not in chosen] if chosen else []
            if others and (found := await self._answering(state, asked(state), others)):
                return Reason("course", elsewhere=found)
            english = vocabulary.language_of(asked(state)) is None
            meant = [
                text
                for text in (suggestions(asked(state), vocabulary) if english else ())
                if await self._answering(state, text, chosen)
            ]
            if meant:
                return Reason("spelling", did_you_mean=meant)
        if state.get("kind") == "code" and self.reasoner.mode == "extractive":
            return Reason("unsupported")
        return Reason("not_covered")

    async def _answering(self, state: State, text: str, courses: Sequence[str]) -> list[str]:
        """The courses with a passage that answers a question, best first."""
        passages = await self.retriever.search(text, courses, brief=True)
        asking = replace(turn(state), question=text, asked=text, query=text, passages=passages)
        verdicts = await self.reasoner.estimate(asking)
        kept = [passage for passage, good in zip(passages, verdicts, strict=True) if good]
        return list(dict.fromkeys(passage["course"] for passage in kept))
