"""Whether passages support a model's statement, where statement or passage is not in English.

In one language by words, as `agent/text/grounds.py`, but without what only English sentences show:
clauses, their subjects, and opposites. In two languages by meaning and numbers.
"""

from __future__ import annotations

from agent.languages.across import Across
from agent.languages.detect import passage_language, sentence_language
from agent.languages.language import Language, language
from agent.languages.similarity import Similarity
from agent.text.citations import find
from agent.text.claims import numbers, numbers_known
from agent.text.grounds import GROUNDED, ground
from agent.text.windows import windows
from agent.types import Passage, indexed_text

SENTENCES = 2  # in a row, that together may state what the statement does


class Grounding:
    """How far passages support statements, in any language."""

    def __init__(self, similarity: Similarity | None = None) -> None:
        """Without `similarity` a statement in another language than a passage is not supported."""
        self._across = Across(similarity)
        self.embeds = similarity is not None
        """Whether the embedding model may be asked, which takes up to a second."""

    def share(self, statement: str, passage: Passage, question: str) -> float:
        """The share of the statement that the passage supports; 0 if it does not."""
        (crossed,) = self._across.of([statement], {passage["id"]: passage})
        if found := crossed.get(passage["id"]):
            return found.share
        code = passage_language(indexed_text(passage))
        if code is None:
            return ground(statement, passage, question).share
        return _by_words(statement, passage, language(code))

    @staticmethod
    def is_foreign(statement: str) -> bool:
        """Whether the rules on the form of English sentences say nothing about it."""
        return sentence_language(statement) is not None


def _by_words(statement: str, passage: Passage, spoken: Language) -> float:
    if find(statement, passage["text"]):
        return 1.0
    heading = f"{passage['title']} {passage['section']}"
    wanted = frozenset(spoken.content_stems(statement))
    above = frozenset(spoken.stems(heading))
    shares = [
        len(wanted & (above | frozenset(spoken.stems(window.text)))) / len(wanted)
        for window in windows(passage["text"], SENTENCES)
        if wanted and _agrees(statement, window.text, heading, spoken)
    ]
    best = max(shares, default=0.0)
    return best if best >= GROUNDED else 0.0


def _agrees(statement: str, text: str, heading: str, spoken: Language) -> bool:
    """Whether a text has the numbers, months and weekdays of a statement, and denies as it does."""
    stated, days = numbers(statement) | spoken.counted(statement), spoken.days(statement)
    known = f"{text} {heading}"
    return (
        stated <= set(numbers_known(known)) | spoken.spelled(known)
        and days <= spoken.days(known)
        and spoken.mentions("negation", statement) == spoken.mentions("negation", text)
    )
