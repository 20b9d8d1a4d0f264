"""The index's vocabulary, recounted when the index has changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from threading import Lock, Thread

from agent.errors import MentorError
from agent.search.course_terms import entries
from agent.search.vocabulary import Vocabulary

PATIENCE = 1.0  # seconds between two checks for changes of the index


class FreshVocabulary:
    """Call it for the vocabulary: the first call counts, later ones never wait for a recount."""

    def __init__(
        self,
        texts: Callable[[], Iterable[str]],
        stamp: Callable[[], object],
        english: Mapping[str, int],
        titles: Callable[[], Mapping[str, Iterable[str]]] = dict,
        documents: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        """`stamp` must be cheap and must change whenever `texts` would; `english`: stems by rank.

        `titles`: of each course's documents; `documents`: the languages of those not in English.
        """
        self._texts = texts
        self._english = english
        self._titles = titles
        self._documents = documents
        self._stamp = stamp
        self._vocabulary: Vocabulary | None = None
        self._counted: object = None
        self._looked = 0.0
        self._counting = Lock()

    def __call__(self) -> Vocabulary:
        if self._vocabulary is None:
            with self._counting:
                return self._vocabulary or self._count()
        if time.monotonic() - self._looked > PATIENCE:
            self._looked = time.monotonic()
            if self._stamp() != self._counted and self._counting.acquire(blocking=False):
                Thread(target=self._recount, daemon=True).start()
        return self._vocabulary

    def _recount(self) -> None:
        try:
            with suppress(MentorError):  # the store is unreachable; the next check recounts
                self._count()
        finally:
            self._counting.release()

    def _count(self) -> Vocabulary:
        entries()  # compiled here, and not while the first question waits
        counted = self._stamp()
        self._vocabulary = Vocabulary.of(
            self._texts(), self._english, self._titles(), self._documents()
        )
        self._counted = counted
        return self._vocabulary
