"""Arms of a comparison: the same questions with another ranking or other settings.

`make eval ARMS="dense,bm25,hybrid"` or `ARMS="PASSAGES=4,PASSAGES=8"`; `+` combines them, as in
`dense+PASSAGES=4`. With a language model, `computed`, `model` and `mixed` are arms, too. All arms
are compared with the first one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from pydantic import ValidationError

from agent.compose import Changes
from agent.errors import InvalidRequest
from agent.index import Index
from agent.search.vocabulary import Vocabulary
from agent.settings import Settings
from agent.types import Passage
from agent.validation import in_plain_words

DEPTH = 100  # candidates for a ranking, enough for each arm alone
RRF_K = 10
RRF_FETCH = 20
ALSO_KNOWN_AS = {"top_k": "passages"}


@dataclass(frozen=True, slots=True)
class Arm:
    """One configuration; without a name, the product as configured."""

    name: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)

    def applied(self, settings: Settings) -> Settings:
        """The settings with those of the arm; raises `InvalidRequest` for invalid values."""
        try:
            return Settings(**{**settings.model_dump(exclude_unset=True), **self.settings})
        except ValidationError as error:
            wrong = error.errors()[0]
            raise InvalidRequest(f"ARMS: {self.name}: {in_plain_words(wrong)}.") from error


def dense(question: str, passages: Sequence[Passage], _: Vocabulary) -> list[Passage]:
    """Only by vectors."""
    return sorted(passages, key=lambda passage: passage["dense"] or 0.0, reverse=True)


def bm25(question: str, passages: Sequence[Passage], _: Vocabulary) -> list[Passage]:
    """Only by BM25."""
    matching = [passage for passage in passages if passage["bm25"]]
    return sorted(matching, key=lambda passage: passage["bm25"] or 0.0, reverse=True)


def rrf(question: str, passages: Sequence[Passage], vocabulary: Vocabulary) -> list[Passage]:
    """Plain reciprocal rank fusion of both arms' first hits (Cormack and others, 2009)."""
    scores: dict[str, float] = {}
    for order in (dense, bm25):
        for rank, passage in enumerate(order(question, passages, vocabulary)[:RRF_FETCH], start=1):
            scores[passage["id"]] = scores.get(passage["id"], 0.0) + 1 / (RRF_K + rank)
    known = [passage for passage in passages if passage["id"] in scores]
    return sorted(known, key=lambda passage: scores[passage["id"]], reverse=True)


def community(index: Index) -> Index:
    """The index with LangChain's BM25 retriever as its search."""
    from evals.bm25_community import CommunityBm25

    return cast(Index, CommunityBm25(index))


WAYS = {
    "hybrid": Changes(),
    "dense": Changes(dense, DEPTH),
    "bm25": Changes(bm25, DEPTH),
    "rrf": Changes(rrf, DEPTH),
    "bm25-community": Changes(bm25, DEPTH, index=community),
}
"""`hybrid` is the product's own: both arms' scores and the features of agent/search/ranking.py."""
DECIDING: Mapping[str, Mapping[str, str]] = {
    "computed": {"reasoner": "extractive"},
    "model": {"llm_options": "grade=model rewrite=model write=model"},
    "mixed": {},
}
"""Who decides in a run with a language model: none of it, all of it, or as it was measured."""


def read_arms(text: str) -> list[Arm]:
    """The arms of `ARMS`, in order; raises `InvalidRequest`."""
    arms = [_arm(name.strip()) for name in text.split(",") if name.strip()]
    names = [arm.name for arm in arms]
    if len(set(names)) < 2 or len(set(names)) < len(names):
        raise InvalidRequest("ARMS needs two or more different arms.", 'ARMS="dense,hybrid"')
    return arms


def _arm(name: str) -> Arm:
    settings: dict[str, str] = {}
    changes = Changes()
    for part in name.split("+"):
        key, equals, value = part.strip().partition("=")
        field_name = key.strip().lower().removeprefix("mentor_")
        field_name = ALSO_KNOWN_AS.get(field_name, field_name)
        if equals and field_name in Settings.model_fields:
            settings[field_name] = value.strip()
        elif not equals and field_name in WAYS:
            changes = WAYS[field_name]
        elif not equals and field_name in DECIDING:
            settings |= DECIDING[field_name]
        else:
            raise InvalidRequest(
                f"ARMS: there is no arm {part.strip()!r}.",
                f"Use one of {', '.join([*WAYS, *DECIDING])}, or a setting with its value: "
                "PASSAGES=4.",
            )
    return Arm(name, settings, changes)
