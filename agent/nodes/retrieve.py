"""Search the index for passages."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from itertools import zip_longest

from langchain_core.embeddings import Embeddings

from agent.events import Event
from agent.index import Index
from agent.languages.searched_words import query_words
from agent.nodes import Emit, Update, node
from agent.search import last_quoted
from agent.search.multi_part import asks_of_each_course, parts, topic_in_each
from agent.search.neighbours import belonging, cut_off
from agent.search.ranking import ranked, without_repeats
from agent.search.vocabulary import Vocabulary
from agent.state import State, asked, query, turn
from agent.text.counted import counted
from agent.types import Citation, Passage

CANDIDATES = 50
"""Number of candidates of a search that are ranked."""
Order = Callable[[str, Sequence[Passage], Vocabulary], list[Passage]]
"""Ranks the candidates of a question, best first."""
COURSES = 4
"""Number of courses searched one by one for a question about each of them."""


class Retriever:
    """Finds passages by meaning and by words."""

    def __init__(
        self,
        index: Index,
        embeddings: Embeddings,
        vocabulary: Callable[[], Vocabulary],
        k: int,
        order: Order = ranked,
        candidates: int = CANDIDATES,
        brief: Order | None = None,
    ) -> None:
        """`vocabulary` returns the current words of the index; `k` passages are graded.

        `brief` is a faster order, `order` by default: for rankings that are interleaved, and for
        searches that are repeated.
        """
        self._index = index
        self._embeddings = embeddings
        self._vocabulary = vocabulary
        self._k = k
        self._order = order
        self._brief = brief or order
        self._candidates = candidates

    async def search(
        self,
        text: str,
        courses: Sequence[str] = (),
        k: int | None = None,
        *,
        brief: bool = False,
        quoted: Sequence[Citation] = (),
    ) -> list[Passage]:
        """The best `k` passages, best first.

        By default as many as are graded, followed by the rest of the very best ones' lists and
        tables. Misspelt words are searched in the spelling of the index, acronyms with their long
        form. For a message with several questions, or about each course, their rankings are
        interleaved. `brief`: in the faster order. `quoted`: by the answer that a follow-up is on;
        passages beside these quotes are preferred.
        """
        asked = partial(self.search_now, text, courses, k, brief=brief, quoted=quoted)
        return await asyncio.to_thread(asked)

    def search_now(
        self,
        text: str,
        courses: Sequence[str] = (),
        k: int | None = None,
        *,
        brief: bool = False,
        quoted: Sequence[Citation] = (),
    ) -> list[Passage]:
        """See `search`; blocks."""
        order = self._brief if brief else self._order
        if k is not None:
            return self._search(text, courses, k, order, quoted)
        best = self._search(text, courses, self._k, order, quoted)
        ids = cut_off(best)
        return [*best, *belonging(best, self._index.passages(ids))] if ids else best

    async def courses_named(self, text: str) -> list[str]:
        """The course that a question names by its code or name, as a list; empty for none."""
        return await asyncio.to_thread(self._named, text)

    def _named(self, text: str) -> list[str]:
        course = self._vocabulary().courses.named(text)
        return [course] if course else []

    def _search(
        self,
        text: str,
        courses: Sequence[str],
        k: int,
        order: Order,
        quoted: Sequence[Citation] = (),
    ) -> list[Passage]:
        vocabulary = self._vocabulary()
        courses = courses or self._named(text)
        text = vocabulary.courses.without(text)
        if vocabulary.language_of(text) or vocabulary.main_language:
            return without_repeats(self._ranked(text, courses, k, order), k)
        asked = [
            vocabulary.expanded(part)
            for part in parts(vocabulary.corrected(text), vocabulary.courses)
        ]
        order = order if len(asked) == 1 else self._brief
        found = take_turns([self._ranked(part, courses, k, order, quoted) for part in asked])
        return without_repeats(found, k)

    def _ranked(
        self,
        question: str,
        courses: Sequence[str],
        k: int,
        order: Order,
        quoted: Sequence[Citation] = (),
    ) -> list[Passage]:
        vector = self._embeddings.embed_query(question)
        code = self._vocabulary().language_of(question)
        words = query_words(question, code)

        def search(courses: Sequence[str], order: Order) -> list[Passage]:
            most = max(self._candidates, k)
            found = self._index.search(words, vector, courses=courses, k=most)
            if not quoted:
                return order(question, found, self._vocabulary())
            documents = list(dict.fromkeys(citation["document_id"] for citation in quoted))
            there = self._index.search(
                words, vector, courses=courses, k=last_quoted.MOST, documents=documents
            )
            candidates = take_turns([found, there])
            ids = {citation["passage_id"] for citation in quoted}
            return last_quoted.preferred(order(question, candidates, self._vocabulary()), ids)

        known = self._vocabulary().courses
        if code or len(courses) == 1 or not asks_of_each_course(question, known):
            return search(courses, order)
        found = search(courses, self._brief)
        each = list(dict.fromkeys(passage["course"] for passage in found))[:COURSES]
        topic = topic_in_each(question, known)
        return take_turns([self._ranked(topic, [course], k, self._brief) for course in each])


def take_turns(rankings: Sequence[Sequence[Passage]]) -> list[Passage]:
    """The interleaved rankings: all firsts, then all seconds ...; each passage once."""
    found: dict[str, Passage] = {}
    for passages in zip_longest(*rankings):
        for passage in passages:
            if passage is not None:
                found.setdefault(passage["id"], passage)
    return list(found.values())


def _doing(state: State) -> str:
    if state.get("tried"):
        return f"Searching again: “{state['query']}”…"
    return "Searching the materials…"


@node(doing=_doing, done="Searched the materials")
async def retrieve(state: State, emit: Emit, *, retriever: Retriever) -> Update:
    """The best passages for the query."""
    text = query(state)
    courses = (
        state.get("courses")
        or await retriever.courses_named(text)
        or await retriever.courses_named(asked(state))  # a shorter query may have lost the name
    )
    quoted = turn(state).quoted
    passages = await retriever.search(text, courses, brief=bool(state.get("tried")), quoted=quoted)
    emit(Event("sources", {"passages": passages}))
    return {
        "query": text,
        "passages": passages,
        "detail": {"query": text, "courses": courses, "passages": len(passages)},
        "summary": f"{counted(len(passages), 'passage')} for “{text}”"
        + (f" in {', '.join(courses)}" if courses else ""),
    }
