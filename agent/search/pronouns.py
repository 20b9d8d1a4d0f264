"""What a pronoun of a follow-up stands for: the topic of the question before it. See `followup`."""

from __future__ import annotations

import re
from itertools import pairwise

from agent.search.question_topic import DETERMINERS, is_content, plural
from agent.text.english_words import STOP_WORDS, Word, word_set, words

_EMPTY_IT = re.compile(
    r"\bit\s+(?:(?:is|be|was)\s+)?(?:ok|okay|possible|allowed|necessary|better|best|important|"
    r"required|true|enough|worth|safe|easy|hard|difficult|useful|matter|mean|takes?|helps?)\b"
    r"(?=\s+(?:to|that|if|for|when|long|\w+ing)\b)|\btime\s+is\s+it\b"
    r"|\b(?:you|we|they|people|one) call it\b|\bcall it when\b",
    re.IGNORECASE,
)
PRONOUNS = word_set("it they them he she him one ones")
_MANY = word_set("they them their ones")
_ONE = word_set("one ones")
POSSESSIVES = word_set("its their his her")
POINTERS = word_set("this that these those")
_INTRODUCE = word_set("a an my each every")
_PLURAL = re.compile(r"(?<!['’])s$")
_INSIDE = word_set("in into inside from")
_CONTEXT_NOUNS = word_set("course class term semester year week module programme program page")
_BEHIND_ONE = STOP_WORDS - word_set("of is was") | word_set("instead rather over")
"""Words that may follow "one" as a pronoun: "use one for", but not "one of" or "one list"."""


def referent(question: str, about: str) -> str | None:
    """The question with its first pronoun replaced by its antecedent."""
    tokens = words(question)
    empty = [match.span() for match in _EMPTY_IT.finditer(question)]
    for at, word in enumerate(tokens):
        if any(start <= word.start < end for start, end in empty) or not _refers(tokens, at):
            continue
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        if word.text in POINTERS and behind and behind.text in _ONE:  # "that one"
            word = word._replace(end=behind.end)
        bare = word.text in POSSESSIVES | POINTERS and at + 1 < len(tokens)
        noun = about.split(None, 1)[-1] if about.split()[0].lower() in DETERMINERS else about
        new = noun if bare and is_content(tokens[at + 1]) else about
        if word.text in _MANY and new == about:
            new = plural(about)
        return question[: word.start] + new + question[word.end :]
    return None


def _refers(tokens: list[Word], at: int) -> bool:
    """Whether the word at `at` refers to something before this question."""
    word, earlier, later = tokens[at].text, tokens[:at], tokens[at + 1 :]
    if word in POINTERS:
        relative = word == "that" and bool(earlier and later) and is_content(earlier[-1])
        names = any(is_content(other) for other in earlier + later)
        return names and not relative and not (later and later[0].text in _CONTEXT_NOUNS)
    if word in ("one", "ones") and later and later[0].text not in _BEHIND_ONE:
        return False
    if word == "there":  # "an else in there"
        return bool(earlier) and earlier[-1].text in _INSIDE
    return word in PRONOUNS | POSSESSIVES and not _introduced(earlier, word)


def _introduced(earlier: list[Word], pronoun: str) -> bool:
    """Whether the antecedent is in the words before the pronoun: "a file ... it"."""
    if pronoun in ("they", "them", "their", "ones"):
        return any(is_content(word) and _PLURAL.search(word.text) for word in earlier)
    return any(word.text in _INTRODUCE and is_content(after) for word, after in pairwise(earlier))
