"""A follow-up question made to stand by itself, from the question before it.

Rules, no model: "what about X?" asks the earlier question of X; "it", "they", "that" become what
the earlier question was about; a question that names nothing ("why?") gets its terms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from agent.reasoner import Exchange
from agent.text.language import FRAME_STEMS, Word, content_words, word_set, words

_CONNECTIVE = r"(?:(?:and|but|so|or|also|then|ok|okay|well)\b[\s,]*)"
_ABOUT = re.compile(rf"\s*{_CONNECTIVE}?(?:what|how)\s+about\s+(?P<topic>[^?!]+)", re.IGNORECASE)
_AND = re.compile(rf"\s*{_CONNECTIVE}(?:(?:for|in|with|of|on)\s+)?(?P<topic>[^?!]+)", re.IGNORECASE)
_EMPTY_IT = re.compile(
    r"\bit\s+(?:(?:is|be|was)\s+)?(?:ok|okay|possible|allowed|necessary|better|best|important|"
    r"required|true|enough|worth|safe|easy|hard|difficult|useful|matter|mean|takes?|helps?)\b"
    r"(?=\s+(?:to|that|if|for|when|long|\w+ing)\b)|\btime\s+is\s+it\b",
    re.IGNORECASE,
)
_PRONOUNS = word_set("it they them he she him one ones")
_POSSESSIVES = word_set("its their his her")
_POINTERS = word_set("this that these those")
_DETERMINERS = word_set("a an the my our each every")
_INTRODUCE = word_set("a an my each every")
_VERBS = word_set(
    """is are was were am be do does did can could will would should may might must has have had
    what when where who why how which if"""
)
_PLURAL = re.compile(r"(?<!['’])s$")
_INSIDE = word_set("in into inside from")
_PREDICATES = re.compile(r"due|worth|open|long|\w+ed|\w+[ai]ble")
_AT_HAND = word_set("course class term semester year week module programme program page")
_COURTESIES = word_set("thanks thank hello hi hey great bye goodbye cheers")


def standalone(question: str, history: Sequence[Exchange]) -> str:
    """The question with what it leaves out taken from the last exchange's query.

    A question that stands by itself, or that has nothing before it, is returned unchanged.
    """
    before = history[-1].query if history else ""
    topic = _topic(before)
    if not topic:
        return question
    for new in (_other_topic(question, before), _referent(question, topic)):
        if new:
            return new
    if _names_something(question):
        return question
    mark = "?" if question.rstrip().endswith("?") else ""
    return f"{question.rstrip(' ?.!')} {_terms(before)}{mark}"


def _other_topic(question: str, before: str) -> str | None:
    """For "what about X?" and "and X?": the earlier question, of X."""
    about = _ABOUT.match(question) or _AND.match(question)
    if about is None:
        return None
    topic = about["topic"].rstrip(" .")
    said = {word.text for word in words(topic)}
    if said & (_VERBS | _PRONOUNS | _POSSESSIVES) or said <= _POINTERS or not _terms(topic):
        return None
    start, end = _topic_span(before)
    first = words(topic)[0].stem
    start = next((word.start for word in words(before) if word.stem == first), start)
    return before[: min(start, end)] + topic + before[end:]


def _referent(question: str, topic: str) -> str | None:
    """The question with its first pronoun replaced by what it stands for."""
    said = words(question)
    empty = [match.span() for match in _EMPTY_IT.finditer(question)]
    for at, word in enumerate(said):
        if any(start <= word.start < end for start, end in empty) or not _refers(said, at):
            continue
        bare = word.text in _POSSESSIVES | _POINTERS and at + 1 < len(said)
        noun = topic.split(None, 1)[-1] if topic.split()[0].lower() in _DETERMINERS else topic
        new = noun if bare and _is_content(said[at + 1]) else topic
        return question[: word.start] + new + question[word.end :]
    return None


def _refers(said: list[Word], at: int) -> bool:
    """Whether the word at `at` stands for something said before this question."""
    word, earlier, later = said[at].text, said[:at], said[at + 1 :]
    if word in _POINTERS:
        relative = word == "that" and bool(earlier) and _is_content(earlier[-1])
        names = any(_is_content(other) for other in earlier + later)
        return names and not relative and not (later and later[0].text in _AT_HAND)
    if word in ("one", "ones") and later:
        return False
    if word == "there":  # "an else in there"
        return bool(earlier) and earlier[-1].text in _INSIDE
    return word in _PRONOUNS | _POSSESSIVES and not _introduced(earlier, word)


def _introduced(earlier: list[Word], pronoun: str) -> bool:
    """Whether the words before a pronoun name what it stands for: "a file ... it"."""
    if pronoun in ("they", "them", "their", "ones"):
        return any(_is_content(word) and _PLURAL.search(word.text) for word in earlier)
    return any(word.text in _INTRODUCE and _is_content(after) for word, after in pairwise(earlier))


def _topic(query: str) -> str:
    """What a question is about, in its own words."""
    start, end = _topic_span(query)
    phrase = query[start:end]
    return phrase if phrase.split(" ")[0].lower() in _DETERMINERS else _terms(query)


def _topic_span(query: str) -> tuple[int, int]:
    """Where a question says what it is about: its last "a ..." or "the ...", else its last term."""
    said = words(query)
    for at in range(len(said) - 2, -1, -1):
        if said[at].text in _DETERMINERS and _is_content(said[at + 1]):
            return said[at].start, _phrase_end(query, said, at)
    terms = [word for word in content_words(query) if _is_content(word)]
    return (terms[-1].start, terms[-1].end) if terms else (len(query), len(query))


def _phrase_end(query: str, said: list[Word], at: int) -> int:
    """Where the noun phrase ends whose determiner is `said[at]`; a predicate is not part of it."""
    last = at + 1
    while (
        last + 1 < len(said)
        and _is_content(said[last + 1])
        and not query[said[last].end : said[last + 1].start].strip("- ")
    ):
        last += 1
    if last == len(said) - 1 and last > at + 1 and at and said[at - 1].text in _VERBS:
        asks_whether = at == 1 or said[at - 1].text in ("do", "does", "did")
        if asks_whether or _PREDICATES.fullmatch(said[last].text):
            last -= 1
    return said[last].end


def _terms(query: str) -> str:
    """The words of a query that say what it is about."""
    return " ".join(
        query[word.start : word.end] for word in content_words(query) if _is_content(word)
    )


def _names_something(question: str) -> bool:
    said = {word.text for word in words(question)}
    return bool(_terms(question)) or bool(said & _COURTESIES) or not said


def _is_content(word: Word) -> bool:
    return bool(content_words(word.text)) and word.stem not in FRAME_STEMS
