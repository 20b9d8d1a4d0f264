"""Example questions for students, derived from a document's definitions and headings.

Sentences and headings that do not give a sound question are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ingestion.elements import Element, Parsed

MOST = 3
LOOKED_AT = 5_000  # first elements of a document
SINGULAR = re.compile(
    r"(?P<article>An?) (?P<term>[A-Za-z][\w-]*(?: [a-z][\w-]*){0,2}?) is (?:an?|the|one of) \w+"
)
PLURAL = re.compile(r"(?P<term>[A-Z][a-z-]+s) are (?:the |an? |used |ordered |un|im|collections)")
NO_TERM = re.compile(
    r"\b(it|this|that|these|those|there|here|which|what|they|we|you|i|he|she|one|each|all|some|any"
    r"|both|other|another|first|second|third|last|next|following|result|answer|example|idea|point"
    r"|reason|problem|difference|rest|same|course|lecture|midterm|final|of|in|on|at|for|to|and|or"
    r"|with|not|only|also|most|best|goal|aim|purpose|thing|way|text|value|line|output|trick)\b",
    re.IGNORECASE,
)
HOW_TO = re.compile(r"how to (?P<rest>[a-z]+ .{3,60})", re.IGNORECASE)
QUESTION = re.compile(r"(What(?! about)|How|Why|When|Where|Which|Who|Can|Does|Is|Are|Do) .{8,80}\?")
NUMBERING = re.compile(r"^(?:(?:chapter|section|part|task|step) )?\d+(?:\.\d+)*[.:)]? +", re.I)
GERUNDS = {
    "adding": "add", "assigning": "assign", "building": "build", "calling": "call",
    "changing": "change", "choosing": "choose", "converting": "convert", "copying": "copy",
    "counting": "count", "creating": "create", "defining": "define", "deleting": "delete",
    "finding": "find", "handling": "handle", "importing": "import", "inserting": "insert",
    "installing": "install", "joining": "join", "looping": "loop", "making": "make",
    "merging": "merge", "opening": "open", "plotting": "plot", "printing": "print",
    "raising": "raise", "reading": "read", "removing": "remove", "reversing": "reverse",
    "running": "run", "searching": "search", "slicing": "slice", "sorting": "sort",
    "splitting": "split", "storing": "store", "testing": "test", "writing": "write",
}  # fmt: skip
TASK = re.compile(r"([A-Z][a-z]+) (?P<rest>[a-z-]{1,20}(?: (?:[a-z-]{1,20}|Python)){0,5})")
NOT_A_TASK = re.compile(r"(sort|search|order|out|in|on|at|up|and)\b|.*\b(and|or|vs)\b")
RULES = re.compile(r"syllabus|rules|polic|guide|handbook|regulations|requirements", re.IGNORECASE)
TOPIC = re.compile(r"(?!How|What|Why|If|Course|About)[A-Z][a-z]+(?: [a-z]+){0,3}")
PRONOUN = re.compile(r"\b(it|its|they|them|this|that|these|those)\b", re.IGNORECASE)


def examples(parsed: Parsed, title: str) -> list[str]:
    """Up to three different questions, from definitions first."""
    elements = list(islice(parsed.elements, LOOKED_AT))
    found = [*_definitions(elements), *_headings(elements), *_topics(elements, title)]
    unique: dict[str, str] = {}
    for question in found:
        unique.setdefault(_subject(question), question)
    return list(unique.values())[:MOST]


def _subject(question: str) -> str:
    """The topic of a question, to detect duplicates: "What is a stack?", "What are stacks?"."""
    return re.sub(r"^what (is an?|are) |s?\?$", "", question.casefold())


def _definitions(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.kind not in ("paragraph", "list_item"):
            continue
        sentence = element.text.removeprefix("- ").replace("`", "")
        if (one := SINGULAR.match(sentence)) and not NO_TERM.search(one["term"]):
            yield f"What is {one['article'].lower()} {one['term']}?"
        elif (many := PLURAL.match(sentence)) and not NO_TERM.search(many["term"]):
            yield f"What are {many['term'].lower()}?"


def _headings(elements: list[Element]) -> Iterator[str]:
    for heading in _plain_headings(elements):
        how_to, task = HOW_TO.fullmatch(heading), TASK.fullmatch(heading)
        if QUESTION.fullmatch(heading) and not PRONOUN.search(heading):
            yield heading
        elif how_to:
            yield f"How do I {how_to['rest'].rstrip('.:')}?"
        elif task and task[1].lower() in GERUNDS and not NOT_A_TASK.match(task["rest"]):
            yield f"How do I {GERUNDS[task[1].lower()]} {task['rest']}?"


def _topics(elements: list[Element], title: str) -> Iterator[str]:
    """Questions about rules and schedules, which have no definitions."""
    if not RULES.search(title):
        return
    for heading in _plain_headings(elements):
        if TOPIC.fullmatch(heading) and heading.casefold() not in title.casefold():
            yield f"What does “{title}” say about {heading[0].lower()}{heading[1:]}?"


def _plain_headings(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.kind == "heading":
            yield NUMBERING.sub("", " ".join(element.text.replace("`", "").split()))
