"""Answers without a language model to questions, or from passages, in other languages than English.

The same steps as agent/reasoners/extractive, with the words of each language from its file; of
sentences in another language than the question's, only the embedding model says how near they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agent.languages.replies import replies
from agent.languages.similarity import Similarity
from agent.reasoner import Cite, Grades, Turn
from agent.reasoners.extractive.answer import quoted, runs
from agent.reasoners.languages.choosing import choose
from agent.reasoners.languages.grading import Graded, grade
from agent.reasoners.languages.parsed_question import ask_in
from agent.reasoners.languages.passage_units import read_passage
from agent.search.vocabulary import Vocabulary
from agent.types import Passage

LOOKED_AT = 4  # passages whose language decides for an English question


class OtherLanguages:
    """Grades and answers; `vocabulary` gives the words of the index as it is now."""

    def __init__(self, vocabulary: Callable[[], Vocabulary], similarity: Similarity | None) -> None:
        """`similarity` compares sentences across languages; None with an English model."""
        self._vocabulary = vocabulary
        self._similarity = similarity

    def applies(self, turn: Turn) -> bool:
        """Whether the question, or most of what was found for it, is not in English."""
        if turn.kind in ("error", "code"):
            return False
        if self._language(turn):
            return True
        first = turn.passages[:LOOKED_AT]
        others = sum(self._vocabulary().language_in(passage) is not None for passage in first)
        return bool(first) and 2 * others > len(first)

    def grade(self, turn: Turn) -> Grades:
        """See `Reasoner.grade`."""
        return grade(self._graded(turn))

    def answer(self, turn: Turn) -> Iterator[str | Cite]:
        """See `Reasoner.generate`: quotes, or in what style the student wants them."""
        graded = self._graded(turn)
        chosen = choose(graded, turn.saw) if turn.wants_other else choose(graded)
        if turn.style == "answer":
            return self._quotes(chosen, turn)
        return _pointer(chosen, turn, self._language(turn))

    def _language(self, turn: Turn) -> str | None:
        return self._vocabulary().language_of(turn.asked or turn.question)

    def _graded(self, turn: Turn) -> Graded:
        vocabulary = self._vocabulary()
        asked = vocabulary.courses.without(turn.asked or turn.question)
        question = ask_in(vocabulary.language_of(asked), asked, vocabulary)
        return Graded(question, turn.passages, self._similarity, vocabulary)

    def _quotes(self, chosen: list[tuple[int, list[int]]], turn: Turn) -> Iterator[str | Cite]:
        """The chosen units, verbatim, each run followed by its citation."""
        between = ""
        for place, ats in chosen:
            passage = turn.passages[place - 1]
            units = read_passage(passage, self._vocabulary().language_in(passage)).units
            for run in runs(units, ats):
                yield between + quoted(passage["text"], [units[at] for at in run])
                yield Cite(place)
                between = "\n\n"


def _pointer(
    chosen: list[tuple[int, list[int]]], turn: Turn, code: str | None
) -> Iterator[str | Cite]:
    """Where the answer stands, or a question that it answers."""
    place = chosen[0][0] if chosen else 1
    text = replies(code)[turn.style]
    yield text.format(where=_where(turn.passages[place - 1]), question=turn.asked or turn.question)
    yield Cite(place)


def _where(passage: Passage) -> str:
    heading = passage["section"].split(" > ")[-1]
    return f"“{heading}” ({passage['title']})" if heading else passage["title"]
