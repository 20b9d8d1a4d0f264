"""A sentence as clauses, each with its subject, to see which statement is about which subject.

"BFS uses a queue and DFS uses a stack" makes two statements; together they hold every word of "BFS
uses a stack", and neither supports it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.text.english_words import content_stems, stems, word_set

_BREAK = re.compile(
    r"[.!?]\s+|\s*\n\s*|[,;:]\s+(?:(?:and|but|or|so|while|whereas|although|though|because|which)\s+)?|\s+[–—-]+\s+"
    r"|\s+(?:and|but|or|while|whereas|although|though|because|so|which)\s+",
    re.IGNORECASE,
)
_VERBS = word_set(
    """is are was were be isn't aren't has have had can cannot can't could may might must should
    will would does do did doesn't don't uses use used takes take took means mean contains contain
    holds hold stores store returns return runs run needs need costs cost gives give makes make
    counts count starts start begins begin ends end works work keeps keep allows allow lets happens
    sorts sort stands stand visits visit removes remove adds add finds find grows grow counts weighs
    weigh teaches teach holds covers cover stops stop creates create raises raise becomes become"""
)
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words with one subject; `subject` are its stems, empty for "it", "they" or none."""

    text: str
    subject: frozenset[str]


@lru_cache(maxsize=2_000)
def clauses(sentence: str) -> tuple[Clause, ...]:
    """The clauses of a sentence; what has no subject of its own goes with the clause before."""
    found: list[Clause] = []
    first = 0  # of the clause that is being read
    begins = [0, *(match.end() for match in _BREAK.finditer(sentence))]
    ends = [*(match.start() for match in _BREAK.finditer(sentence)), len(sentence)]
    for begin, end in zip(begins, ends, strict=True):
        subject = subject_of(sentence[begin:end])
        if found and not subject:
            found[-1] = Clause(sentence[first:end], found[-1].subject)
        else:
            first = begin
            found.append(Clause(sentence[begin:end], subject))
    return tuple(found)


def subject_of(clause: str) -> frozenset[str]:
    """The stems of the words that carry meaning before the first verb; none without a verb."""
    for word in _WORD.finditer(clause):
        if word[0].lower().replace("’", "'") in _VERBS:
            return frozenset(content_stems(clause[: word.start()]))
    return frozenset()


def has_verb(text: str) -> bool:
    """Whether a text states something instead of only naming it."""
    return any(word.lower().replace("’", "'") in _VERBS for word in _WORD.findall(text))


def about(sentence: str, subject: frozenset[str]) -> str:
    """A sentence without the clauses that have another subject and do not name this one."""
    if not subject:
        return sentence
    kept = [
        clause.text
        for clause in clauses(sentence)
        if not clause.subject or subject & frozenset(stems(clause.text))
    ]
    return " ".join(kept)
