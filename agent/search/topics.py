"""What a question is about: its topic, where that stands in it, and its other terms."""

from __future__ import annotations

import re

from agent.text.language import FRAME_STEMS, Word, content_words, word_set, words

DETERMINERS = word_set("a an the my our each every")
VERBS = word_set(
    """is are was were am be do does did can could will would should may might must has have had
    what when where who why how which if"""
)
_BEFORE_NOUNS = word_set("is are was were of does between about for with")
_PREDICATES = re.compile(r"due|worth|open|long|\w+ed|\w+[ai]ble")
_ASKS_FOR_NAME = re.compile(
    r"\s*(?:and |so )?(?:which|who|whose|what (?:do|does|would) (?:you|we|one|i) call|"
    r"what(?:'s| is| are) the (?:name|term|word)|what \w+ (?:is|are|do|does|can|should))\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\W*(?P<subject>(?:An? |The )?[\w`-]+(?: [\w`-]+){0,2}?)[*_`]* (?:is|are|was|were|has|have)\b"
)
_NO_SUBJECT = word_set("it this that these those there here they he she we you i if when in for")


def topic(query: str) -> str:
    """What a question is about, in its own words."""
    start, end = topic_span(query)
    phrase = query[start:end]
    if phrase.split(" ")[0].lower() in DETERMINERS or _asks_whether(query, words(query)):
        return phrase
    return terms(query)


def topic_of_answer(query: str, answer: str) -> str | None:
    """What an answer names, where the question asked for just that: "A stack is ..."."""
    named = _SUBJECT.match(answer) if _ASKS_FOR_NAME.match(query) else None
    if named is None or named["subject"].split()[0].lower() in _NO_SUBJECT:
        return None
    subject = named["subject"].strip("`*_")
    return subject[0].lower() + subject[1:] if subject.split()[0] in ("A", "An", "The") else subject


def topic_span(query: str) -> tuple[int, int]:
    """Where a question says what it is about: its last "a ..." or "the ...", else its last term."""
    said = words(query)
    meant = {word.start for word in content_words(query)}  # "while" counts in "while loop"
    for at in range(len(said) - 2, -1, -1):
        behind = said[at + 1]
        if said[at].text in DETERMINERS and (behind.start in meant and not _frames(behind)):
            return said[at].start, _phrase_end(query, said, at)
    if asks := _asks_whether(query, said):
        return asks
    found = [word for word in content_words(query) if is_content(word)]
    if not found:
        return len(query), len(query)
    return _phrase_start(said, found[-1]), found[-1].end


def _asks_whether(query: str, said: list[Word]) -> tuple[int, int] | None:
    """The subject of "is merge sort stable?": all but the verb and what is asked of it."""
    if len(said) < 3 or said[0].text not in ("is", "are", "was", "were"):
        return None
    subject = said[1:-1]
    return (subject[0].start, subject[-1].end) if all(map(is_content, said[1:])) else None


def _phrase_start(said: list[Word], last: Word) -> int:
    """Where the noun phrase begins that `last` ends: "merge sort" right after "is" or "of"."""
    at = first = next(n for n, word in enumerate(said) if word.start == last.start)
    while first and is_content(said[first - 1]):
        first -= 1
    whole = first and said[first - 1].text in _BEFORE_NOUNS
    return said[first if whole else at].start


def terms(query: str) -> str:
    """The words of a query that say what it is about."""
    found = [word for word in content_words(query) if not _frames(word)]
    return " ".join(query[word.start : word.end] + _called(query, word) for word in found)


def is_content(word: Word) -> bool:
    """Whether a word by itself says what a question is about."""
    return bool(content_words(word.text)) and not _frames(word)


def plural(phrase: str) -> str:
    """ "a dictionary" as "dictionaries"; what is no "a ..." is left as it is."""
    article, _, noun = phrase.partition(" ")
    if article.lower() not in ("a", "an") or not noun:
        return phrase
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if re.search(r"[^aeiou]y$", noun) else f"{noun}s"


def _called(query: str, word: Word) -> str:
    return "()" if query[word.end : word.end + 1] == "(" else ""


def _frames(word: Word) -> bool:
    return word.stem in FRAME_STEMS


def _phrase_end(query: str, said: list[Word], at: int) -> int:
    """Where the noun phrase ends whose determiner is `said[at]`; a predicate is not part of it."""
    last = at + 1
    while (
        last + 1 < len(said)
        and is_content(said[last + 1])
        and not query[said[last].end : said[last + 1].start].strip("- ")
    ):
        last += 1
    if last == len(said) - 1 and last > at + 1 and at and said[at - 1].text in VERBS:
        asks_whether = at == 1 or said[at - 1].text in ("do", "does", "did")
        if asks_whether or _PREDICATES.fullmatch(said[last].text):
            last -= 1
    return said[last].end
