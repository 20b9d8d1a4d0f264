"""Questions that a definition answers: "A tuple is a ..." gives "What is a tuple?"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.practice.exercise import Exercise
from agent.reasoners.extractive.reading import Unit, read
from agent.text.english_words import STOP_WORDS, stems
from agent.types import Passage

_WORD = r"[^\W\d_][\w-]*"
_IS = re.compile(
    rf"(?P<subject>(?P<article>An? |The )?{_WORD}(?: {_WORD}){{0,2}}) (?P<verb>is|are) "
    r"(?P<rest>an? |the (?:way|process|act|number|part|set|point|name|time|smallest|largest) )"
)
_TERM = re.compile(
    r"^\[(?P<term>[^\]\n]{2,40})\](?:\{#[\w-]+\})?\s*:\s+(?P<definition>[^\n]{15,})$", re.MULTILINE
)
_REFERS = re.compile(
    r"(?:it|this|that|these|those|there|here|they|if|when|in|each|both|all|one|another|second|"
    r"first|third|last|next|same|other|result|following|example|exercise|task|course|above|below|"
    r"what|which|where|how|why|to|we|you|i|he|she|most|some|many|my|your|our)\b",
    re.IGNORECASE,
)
SHORTEST = 7  # words of a definition


def definitions(passage: Passage) -> Iterator[Exercise]:
    """Questions from glossary entries and defining sentences."""
    for term in _TERM.finditer(passage["text"]):
        span = term.span("definition")
        asked = f"What does the term “{term['term']}” mean?"
        yield Exercise(asked, passage, (span,), (span,), named=term.span("term"))
    for unit in read(passage).units:
        if unit.kind in ("sentence", "item") and not (unit.asks or unit.fragment or unit.announces):
            yield from _of_sentence(passage, unit)


def _of_sentence(passage: Passage, unit: Unit) -> Iterator[Exercise]:
    sentence = passage["text"][unit.start : unit.end]
    start = len(sentence) - len(sentence.lstrip("-*•0123456789.) "))
    found = _IS.match(sentence, start)
    if found is None or len(sentence.split()) < SHORTEST or not _is_term(found, passage):
        return
    article = found["article"] or ""
    name = found["subject"][len(article) :]
    lower = name if name.isupper() or _is_name(name) else name[0].lower() + name[1:]
    span = (unit.start, unit.end)
    question = f"What {found['verb']} {article.lower()}{lower}?"
    yield Exercise(question, passage, (span,), ((unit.start + found.start("rest"), unit.end),))


def _is_term(found: re.Match[str], passage: Passage) -> bool:
    """Whether the subject is a term rather than a thing mentioned just before."""
    article = found["article"] or ""
    subject = found["subject"][len(article) :]
    if any(_REFERS.fullmatch(word) or word.lower() in STOP_WORDS for word in subject.split()):
        return False
    titled = set(stems(subject)) & set(stems(f"{passage['section']} {passage['title']}"))
    if article == "The " or not article:
        return bool(titled)
    return True


def _is_name(name: str) -> bool:
    return name.split()[0] in ("Python", "NumPy", "Jupyter", "Milvus", "Dijkstra", "Euclid")
