"""Rewrites a follow-up as a standalone question, from the question before it and its answer.

Rules, no model: "what about X?" repeats the earlier question for X; "it", "they", "that" are
replaced by the earlier topic; a question without a topic ("why?") gets the earlier terms; "more"
and "explain simpler" repeat the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from agent.reasoner import Exchange
from agent.search.continuations import continuation
from agent.search.question_topic import (
    DETERMINERS,
    VERBS,
    is_content,
    plural,
    terms,
    topic,
    topic_of_answer,
    topic_span,
)
from agent.text.english_words import STOP_WORDS, Word, stem, word_set, words
from agent.types import Wanted

_CONNECTIVE = r"(?:(?:(?:and|but|so|or|also|then|ok|okay|well)\b[\s,]*)+)"
_ABOUT = re.compile(rf"\s*{_CONNECTIVE}?(?:what|how)\s+about\s+(?P<topic>[^?!]+)", re.IGNORECASE)
_AND = re.compile(rf"\s*{_CONNECTIVE}(?:(?:for|in|with|of|on)\s+)?(?P<topic>[^?!]+)", re.IGNORECASE)
_MANNER = re.compile(
    r"\s*(?:(?:by|with|without|using|from|through|via)\s+\S|(\w+) (?:by|after|at a) \w+\b"
    r"|(?:back|for)wards?\b|in (?:reverse|order|one line|place)\b|at once\b|again\b)",
    re.IGNORECASE,
)
"""Another way of doing the same: "and line by line?", "and without a loop?"."""
_PLACE = re.compile(r"\s*(?:on|in|under|inside) \w", re.IGNORECASE)
"""Where or in what it is done, after a question how: "and on Windows?"."""
_OF = re.compile(
    r"\b(?:of|for) (?P<whose>(?!(?:the|an?|my|our|each)\b)[^?]+?)[\s?.!]*$", re.IGNORECASE
)
_BARE_PHRASE = re.compile(
    r"\s*(?:on|in|for|with|without|by|from|using|at|under)\s+[^?.!]+[?.!\s]*$", re.IGNORECASE
)
_HOW_TO = re.compile(
    r"(?P<how>.*?\bhow (?:do|can|could|should|would|to|must)(?: (?:i|you|we|one))? )"
    r"(?P<act>\w+)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(r"(?P<noun>[a-z]+) (?P<number>\d+)", re.IGNORECASE)
_ACTS = word_set(
    """add append insert delete remove pop update change replace edit modify read write open close
    create make copy sort reverse search find iterate loop print format convert split join slice
    merge import install run test debug stop start save load call return define declare count
    compare check access get set push enqueue dequeue clear empty rename submit traverse visit
    initialize initialise use build round catch raise handle"""
)
_TAKE_AWAY = word_set("delete remove pop take drop")
_EMPTY_IT = re.compile(
    r"\bit\s+(?:(?:is|be|was)\s+)?(?:ok|okay|possible|allowed|necessary|better|best|important|"
    r"required|true|enough|worth|safe|easy|hard|difficult|useful|matter|mean|takes?|helps?)\b"
    r"(?=\s+(?:to|that|if|for|when|long|\w+ing)\b)|\btime\s+is\s+it\b"
    r"|\b(?:you|we|they|people|one) call it\b|\bcall it when\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"\s*(?:and\s+(?!(?:[^?]*\b(?:an?|for|of|in)\s+\w+)[^?]*$)"
    r"|and\s+what'?s\b|(?:since|until|till|from|before|after|by|in|for|with|to|on|at|about)\s+"
    r"(?:what|which|when|whom?|how)\b|[^?]*\b(?:of (?:the two|them|those|these|both)|the (?:latter|"
    r"former|other one|first one|second one|two)|both of|either of)\b"
    r"|which (?:one )?is (?:the )?(?:\w{2,}(?:er|est)|better|best|worse|more|less)\b\s*[?.!]*$)",
    re.IGNORECASE,
)
_COURSE_CODE = re.compile(r"\b[A-Za-z]{0,4}\d{3}\b")
_NAMED_COURSE = re.compile(r"\b(?:[A-Za-z]{2,4} ?)?\d{3}\b")
_COURSE = re.compile(r"(?:(?:in|for|of) )?(?P<name>[A-Za-z]{2,4} ?\d{3})", re.IGNORECASE)
_IF = re.compile(rf"\s*(?:{_CONNECTIVE})?(?:what\s+)?(?=if\b)", re.IGNORECASE)
"""Another case: "and if I am late?"."""
_SUPERLATIVE = re.compile(
    r"\b(?:\w{2,}est|first|second|third|fourth|fifth|last|next|previous|best|worst|most|least)\b"
)
_GENERIC_ACTS = word_set(
    """add append insert delete remove pop update change replace modify reverse sort search traverse
    visit push enqueue dequeue access copy clear iterate loop find get take stop end leave skip"""
)
_GENERIC_PARTS = word_set(
    """key keys value values node nodes element elements item items entry entries edge edges vertex
    vertices leaf leaves root head tail worst time best average base case cases complexity code
    output argument arguments parameter parameters default index size length beginning middle front
    back top bottom new first last running advantage advantages disadvantage disadvantages
    alternative alternatives opposite example examples"""
)
"""Words for parts of things and what is done to them: of which thing, the question before says."""
_PRONOUNS = word_set("it they them he she him one ones")
_MANY = word_set("they them their ones")
_POSSESSIVES = word_set("its their his her")
_POINTERS = word_set("this that these those")
_INTRODUCE = word_set("a an my each every")
_PLURAL = re.compile(r"(?<!['’])s$")
_INSIDE = word_set("in into inside from")
_CONTEXT_NOUNS = word_set("course class term semester year week module programme program page")
_COURTESIES = word_set("thanks thank hello hi hey great bye goodbye cheers")
MANNER_WORDS = 3  # of a message that is only a manner
LONGEST = 9  # words of a question that may leave its topic to the one before
_BEHIND_ONE = STOP_WORDS - word_set("of is was") | word_set("instead rather over")
"""Words that may follow "one" as a pronoun: "use one for", but not "one of" or "one list"."""


def standalone(question: str, history: Sequence[Exchange]) -> str:
    """The question, completed from the last exchange.

    A standalone question, or the first one, is returned unchanged.
    """
    before = history[-1].query if history else ""
    about = topic(before)
    if not about:
        return question
    if wanted := continuation(question):
        return _continued(wanted, question, before)
    if another := _IF.match(question):
        question = f"what happens {question[another.end() :]}"
    about = topic_of_answer(before, history[-1].answer) or about
    for new in (_other_topic(question, before), _referent(question, about)):
        if new:
            return new
    if _names_something(question) and not (_LEANS.match(question) or _is_generic(question)):
        return question
    mark = "?" if question.rstrip().endswith("?") else ""
    return f"{question.rstrip(' ?.!')} {_new_terms(question, before)}".rstrip() + mark


def _is_generic(question: str) -> bool:
    """Whether it names only parts of something: "how do I delete a node", "the worst case?"."""
    named = {word.stem for word in words(terms(question))}
    parts, acts = map(_stems, (_GENERIC_PARTS, _GENERIC_ACTS))
    return bool(named & parts) and named <= parts | acts


@cache
def _stems(some: frozenset[str]) -> frozenset[str]:
    return frozenset(map(stem, some))


def about_the_last(question: str, history: Sequence[Exchange]) -> str | None:
    """A question with the terms of the one before: "how fast is inserting?" after a linked list.

    None if there is no earlier question, or it has those terms, or is too long for a follow-up.
    """
    if not history or len(words(question)) > LONGEST:
        return None
    new = _new_terms(question, history[-1].query)
    return f"{question.rstrip(' ?.!')} {new}" if new else None


def _continued(wanted: Wanted, question: str, before: str) -> str:
    """The question that continues the one before."""
    if wanted in ("example", "code"):
        return (
            f"{wanted} of {terms(before)}" if wanted == "example" else f"code for {terms(before)}"
        )
    return f"why {terms(before)}?" if wanted == "why" else before


def _other_topic(question: str, before: str) -> str | None:
    """For "what about X?" and "and X?": the earlier question about X."""
    about = _ABOUT.match(question) or _AND.match(question)
    if about is None and (_BARE_PHRASE.match(question) or _is_manner(question)):
        about = _AND.match(f"and {question.lstrip()}")
    if about is None:
        return None
    new = about["topic"].rstrip(" .")
    tokens = {word.text.split("'")[0] for word in words(new.replace("whats", "what's"))}
    if tokens & (VERBS | _PRONOUNS | _POSSESSIVES) or tokens <= _POINTERS or not _names(new):
        return None
    if course := _COURSE.fullmatch(new):
        return _in_course(course["name"], before)
    how = _without_and(question)
    if _MANNER.match(how) or (_PLACE.match(how) and _HOW_TO.match(before)):
        return f"{before.rstrip(' ?.!')} {how.strip(' ?.!')}"
    if tokens & _ACTS and (other := _other_act(new, before)):
        return other
    if (one := _NUMBERED.fullmatch(new)) and (other := _other_number(one, before)):
        return other
    if (most := _SUPERLATIVE.search(new)) and (one := _SUPERLATIVE.search(before)):
        behind = before[one.end() :] if len(words(new)) <= 2 else before[topic_span(before)[1] :]
        return before[: one.start()] + new[most.start() :] + behind
    determined = words(new)[0].text in DETERMINERS
    if not determined and (whose := _OF.search(before)):
        return before[: whose.start("whose")] + new + before[whose.end("whose") :]
    start, end = topic_span(before)
    if code := _COURSE_CODE.search(before, start, end):  # "the cs101 midterm": it stays cs101's
        article, _, noun = new.rpartition(" ")
        new = f"{article} {code[0]} {noun}".strip()
    first = words(new)[0].stem
    if not determined:
        start = next((word.start for word in words(before) if word.stem == first), start)
    return before[: min(start, end)] + new + before[end:]


def _is_manner(question: str) -> bool:
    """Whether it only names another way of doing the same: "backwards?"."""
    return bool(_MANNER.match(question)) and len(words(question)) <= MANNER_WORDS


def _in_course(name: str, before: str) -> str:
    """For "and for CS 210?": the earlier question about that course."""
    other, named = _NAMED_COURSE.subn(name, before, count=1)
    return other if named else f"{before.rstrip(' ?.!')} in {name}?"


def _without_and(question: str) -> str:
    """The question without the "and" that it begins with."""
    return re.sub(rf"^\s*{_CONNECTIVE}", "", question, flags=re.IGNORECASE)


def _other_act(new: str, before: str) -> str | None:
    """For "and delete?": the earlier how-to question with this act."""
    how = _HOW_TO.match(before)
    tokens = words(new)
    if how is None or len(tokens) != 1 or how["act"].lower() not in _ACTS:
        return None
    rest = how["rest"]
    if tokens[0].text in _TAKE_AWAY:
        rest = re.sub(r"^ (?:to|in|into)\b", " from", rest)
    return f"{how['how']}{new}{rest}"


def _other_number(new: re.Match[str], before: str) -> str | None:
    """For "and homework 2?": the earlier question with the other number."""
    for one in _NUMBERED.finditer(before):
        if one["noun"].lower() == new["noun"].lower():
            return before[: one.start()] + new[0] + before[one.end() :]
    return None


def _names(phrase: str) -> bool:
    return bool(terms(phrase)) or bool(_SUPERLATIVE.search(phrase))


def _referent(question: str, about: str) -> str | None:
    """The question with its first pronoun replaced by its antecedent."""
    tokens = words(question)
    empty = [match.span() for match in _EMPTY_IT.finditer(question)]
    for at, word in enumerate(tokens):
        if any(start <= word.start < end for start, end in empty) or not _refers(tokens, at):
            continue
        bare = word.text in _POSSESSIVES | _POINTERS and at + 1 < len(tokens)
        noun = about.split(None, 1)[-1] if about.split()[0].lower() in DETERMINERS else about
        new = noun if bare and is_content(tokens[at + 1]) else about
        if word.text in _MANY and new == about:
            new = plural(about)
        return question[: word.start] + new + question[word.end :]
    return None


def _refers(tokens: list[Word], at: int) -> bool:
    """Whether the word at `at` refers to something before this question."""
    word, earlier, later = tokens[at].text, tokens[:at], tokens[at + 1 :]
    if word in _POINTERS:
        relative = word == "that" and bool(earlier) and is_content(earlier[-1])
        names = any(is_content(other) for other in earlier + later)
        return names and not relative and not (later and later[0].text in _CONTEXT_NOUNS)
    if word in ("one", "ones") and later and later[0].text not in _BEHIND_ONE:
        return False
    if word == "there":  # "an else in there"
        return bool(earlier) and earlier[-1].text in _INSIDE
    return word in _PRONOUNS | _POSSESSIVES and not _introduced(earlier, word)


def _introduced(earlier: list[Word], pronoun: str) -> bool:
    """Whether the antecedent is in the words before the pronoun: "a file ... it"."""
    if pronoun in ("they", "them", "their", "ones"):
        return any(is_content(word) and _PLURAL.search(word.text) for word in earlier)
    return any(word.text in _INTRODUCE and is_content(after) for word, after in pairwise(earlier))


def _new_terms(question: str, before: str) -> str:
    """The terms of the earlier question that this one lacks."""
    has = {word.stem for word in words(question)}
    return " ".join(term for term in terms(before).split() if words(term)[0].stem not in has)


def _names_something(question: str) -> bool:
    tokens = {word.text for word in words(question)}
    return bool(terms(question)) or bool(tokens & _COURTESIES) or not tokens
