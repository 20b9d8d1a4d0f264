"""The topic of a question, its position, and the question's other terms."""

from __future__ import annotations

import re

from agent.text.english_words import FRAME_STEMS, Word, content_words, word_set, words

DETERMINERS = word_set("a an the my our each every")
VERBS = word_set(
    """is are was were am be do does did can could will would should may might must has have had
    what when where who why how which if"""
)
_DEVICES = word_set("mac macbook pc laptop computer machine windows linux phone tablet")
"""Where something is done: "on my mac" is no topic."""
_BEFORE_NOUNS = word_set("is are was were of does between about for with")
_PREDICATES = re.compile(r"due|worth|open|long|\w+ed|(?!(?:vari|t)able)\w+[ai]ble")
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
    """The topic of a question, in its own words."""
    start, end = topic_span(query)
    phrase = query[start:end]
    if phrase.split(" ")[0].lower() in DETERMINERS or _asks_whether(query, words(query)):
        return phrase
    return terms(query)


def topic_of_answer(query: str, answer: str) -> str | None:
    """The thing that an answer names, if the question asked for it: "A stack is ..."."""
    named = _SUBJECT.match(answer) if _ASKS_FOR_NAME.match(query) else None
    if named is None or named["subject"].split()[0].lower() in _NO_SUBJECT:
        return None
    subject = named["subject"].strip("`*_")
    return subject[0].lower() + subject[1:] if subject.split()[0] in ("A", "An", "The") else subject


def topic_span(query: str) -> tuple[int, int]:
    """The span of a question's topic: its last "a ..." or "the ...", else its last term."""
    tokens = words(query)
    meant = {word.start for word in content_words(query)}  # "while" counts in "while loop"
    for at in range(len(tokens) - 2, -1, -1):
        behind = tokens[at + 1]
        if tokens[at].text not in DETERMINERS or _is_on_device(tokens, at + 1):
            continue
        if behind.start in meant and not _frames(behind):
            return tokens[at].start, _phrase_end(query, tokens, at)
    if asks := _asks_whether(query, tokens):
        return asks
    devices = {word.start for at, word in enumerate(tokens) if _is_on_device(tokens, at)}
    contents = [word for word in content_words(query) if is_content(word)]
    found = [word for word in contents if word.start not in devices] or contents
    if not found:
        return len(query), len(query)
    return _phrase_start(tokens, found[-1]), found[-1].end


def _is_on_device(tokens: list[Word], at: int) -> bool:
    """Whether the word at `at` says on what something is done: "on my mac", "on windows"."""
    before = at - 2 if at and tokens[at - 1].text in DETERMINERS else at - 1
    return tokens[at].text in _DEVICES and before > 0 and tokens[before].text == "on"


def _asks_whether(query: str, tokens: list[Word]) -> tuple[int, int] | None:
    """The span of the subject of "is merge sort stable?": all but the verb and the predicate."""
    if len(tokens) < 3 or tokens[0].text not in ("is", "are", "was", "were"):
        return None
    subject = tokens[1:-1]
    return (subject[0].start, subject[-1].end) if all(map(is_content, tokens[1:])) else None


def _phrase_start(tokens: list[Word], last: Word) -> int:
    """The start of the noun phrase that ends in `last`: "merge sort" right after "is" or "of"."""
    at = first = next(n for n, word in enumerate(tokens) if word.start == last.start)
    while first and is_content(tokens[first - 1]):
        first -= 1
    whole = first and tokens[first - 1].text in _BEFORE_NOUNS
    return tokens[first if whole else at].start


def terms(query: str) -> str:
    """The words of a query that name its topic."""
    found = [word for word in content_words(query) if not _frames(word)]
    return " ".join(query[word.start : word.end] + _called(query, word) for word in found)


def is_content(word: Word) -> bool:
    """Whether a word alone can name a topic."""
    return bool(content_words(word.text)) and not _frames(word)


def plural(phrase: str) -> str:
    """ "a dictionary" as "dictionaries"; other phrases unchanged."""
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


def _phrase_end(query: str, tokens: list[Word], at: int) -> int:
    """The end of the noun phrase whose determiner is `tokens[at]`, without a predicate."""
    last = at + 1
    while (
        last + 1 < len(tokens)
        and is_content(tokens[last + 1])
        and not query[tokens[last].end : tokens[last + 1].start].strip("- ")
    ):
        last += 1
    if last == len(tokens) - 1 and last > at + 1 and at and tokens[at - 1].text in VERBS:
        asks_whether = at == 1 or tokens[at - 1].text in ("do", "does", "did")
        if asks_whether or _PREDICATES.fullmatch(tokens[last].text):
            last -= 1
    return tokens[last].end
