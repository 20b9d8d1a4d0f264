"""Drafts of golden questions from definitions, facts in tables and lists, and question headings.

A draft quotes its answer from one place, so that a teacher only decides whether a student would ask
it. No language model is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from agent.text.sentences import sentences
from agent.types import Passage
from evals.golden.candidates import Candidate

MOST = 8  # drafts per document
LONGEST_FACT = 60  # characters
LONGEST_TERM = 4  # words

_DEFINITION = re.compile(
    r"^(?P<article>An? |The |)(?P<term>[A-Za-z][\w*`-]*(?: [\w*`-]+){0,3}?) (?P<verb>is|are) "
    r"(?P<definition>(?:an?|the|called|one of) .+)$"
)
_CLAUSE = re.compile(r"[,;:(]| that | which | who | where | in which | and | so ")
_CELL = re.compile(r"(?<!\\)\|")
_FACT = re.compile(r"\d|@")  # what syllabi are asked for: dates, times, rooms, weights, addresses
_NAMES = re.compile(r"[A-Za-z]{3}")
_ASKS = re.compile(r"(?i)(?:how|what|why|when|do|not|is)\b")
_NO_TERM = frozenset(
    "this that it there these those here he she they we you what all each unless for if".split()
)
_KEYED = re.compile(r"^[-*]?\s*\**(?P<key>[A-Z][\w /-]{2,40}?)\**\s*:\**\s+(?P<value>\S.{1,60})$")
_STRONG = re.compile(r"\*\*(?P<strong>[^*]{3,60})\*\*|`(?P<code>[^`]{3,60})`")


def drafts(document: Sequence[Passage]) -> list[Candidate]:
    """At most `MOST` candidates from a document's passages, round-robin over the kinds."""
    rules = (_definitions, _rows, _keyed, _questions)
    by_rule = [[found for passage in document for found in rule(passage)] for rule in rules]
    mixed: dict[str, Candidate] = {}
    for some in zip_longest(*by_rule):
        for candidate in some:
            if candidate is not None:
                mixed.setdefault(candidate.key, candidate)
    return list(mixed.values())[:MOST]


def _definitions(passage: Passage) -> Iterator[Candidate]:
    """ "A tree is a connected graph ..." """
    for text in _sentences(passage):
        found = _DEFINITION.match(text.rstrip("."))
        if not found or found["term"].lower().split()[0] in _NO_TERM:
            continue
        fact = _CLAUSE.split(found["definition"])[0].strip("*` ")
        term = found["term"].strip("*`")
        if len(fact) <= LONGEST_FACT and len(term.split()) <= LONGEST_TERM and len(fact) > 5:
            article = found["article"].lower()
            asked = f"What {found['verb']} {article}{term if article else _small(term)}?"
            yield _drafted(passage, asked, [fact], text)


def _rows(passage: Passage) -> Iterator[Candidate]:
    """ "| Midterm | 4 November |" below "| Exam | Date |" """
    head: list[str] = []
    for line in passage["text"].splitlines():
        cells = [cell.strip(" *`") for cell in _CELL.split(line.strip().strip("|"))]
        if not line.lstrip().startswith("|"):
            head = []
        elif set(line) <= set("|-: "):
            continue
        elif not head:
            head = cells
        elif len(cells) == len(head) and _NAMES.search(cells[0]):
            for name, value in list(zip(head, cells, strict=True))[1:3]:
                named = _NAMES.search(name) and not _ASKS.match(name)
                if _FACT.search(value) and len(value) <= LONGEST_FACT and named:
                    asked = f"What is the {_small(name)} of {_small(cells[0])}?"
                    if len(head) == 2:
                        asked = f"What do the materials say about {_small(cells[0])}?"
                    yield _drafted(passage, asked, [value], line.strip())


def _keyed(passage: Passage) -> Iterator[Candidate]:
    """ "Office hours: Monday 10:00" """
    for line in passage["text"].splitlines():
        found = _KEYED.match(line.strip())
        if found and _FACT.search(found["value"]):
            yield _drafted(
                passage, f"What is given as {_small(found['key'])}?", [found["value"]], line.strip()
            )


def _questions(passage: Passage) -> Iterator[Candidate]:
    """Headings that are questions or "How to ...", with the emphasised text below them."""
    heading = passage["section"].split(" > ")[-1].strip()
    asked = heading if heading.endswith("?") else ""
    if heading.lower().startswith("how to "):
        asked = f"How do I {heading[7:]}?"
    if not asked:
        return
    strong = [found["strong"] or found["code"] for found in _STRONG.finditer(passage["text"])]
    numbers = [text for text in _sentences(passage) if _FACT.search(text)]
    facts = strong[:1] or [text.rstrip(".") for text in numbers[:1] if len(text) <= LONGEST_FACT]
    if facts:
        yield _drafted(passage, asked, facts, passage["text"][:200])


def _sentences(passage: Passage) -> Iterator[str]:
    text = passage["text"]
    for span in sentences(text):
        if span.kind in ("sentence", "item"):
            yield " ".join(text[span.start : span.end].split())


def _small(term: str) -> str:
    """A term within a sentence; abbreviations stay in capitals."""
    return term if term[1:2].isupper() else term[:1].lower() + term[1:]


def _drafted(passage: Passage, question: str, facts: list[str], definition: str) -> Candidate:
    place: dict[str, object] = {"source": passage["source"]}
    if passage["page"]:
        place["page"] = passage["page"]
    else:
        place["section"] = passage["section"].split(" > ")[-1] or passage["title"]
    case = {
        "id": "drafted-",
        "kind": "single-fact",
        "course": passage["course"],
        "turns": [question],
        "answerable": True,
        "expected": [place],
        "facts": [[fact] for fact in facts],
        "split": "held-out",
    }
    candidate = Candidate(case, definition)
    case["id"] = f"drafted-{candidate.key}"
    return candidate
