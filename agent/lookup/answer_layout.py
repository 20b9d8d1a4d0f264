"""Lays out a look-up as quotes, each with a remark of ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.lookup.fact_selection import Chosen
from agent.lookup.period import Period
from agent.lookup.place_search import PlaceFound, item_span
from agent.text.sentences import sentences
from agent.types import CourseFact, Passage, Quote

WHOLE = 220  # words of a part that is quoted whole; of a longer one the beginnings are
SECTIONS = 24  # of a long part that are shown
FEWEST = 4  # words of a meaningful sentence


def of_facts(chosen: Sequence[Chosen], period: Period | None, what: str) -> Iterator[Quote]:
    """The facts by course, each under its name if there are several."""
    for one in chosen:
        heads = [f"**{one.course}**"] if len(chosen) > 1 else []
        if period and (words := period.in_words()) and not one.facts:
            heads.append(f"Nothing is {what} {words}. {_beside(one, period)}")
        elif period and (words := period.in_words()):
            heads.append(f"{what.capitalize()} {words}:")
        quotes = list(_grouped(one.facts or ([one.beside] if one.beside else [])))
        for at, quote in enumerate(quotes):
            yield quote | {"remark": "\n\n".join(heads) if at == 0 else ""}


def _beside(one: Chosen, period: Period) -> str:
    later = one.beside and period.last and one.beside["date"] > period.last.isoformat()  # type: ignore[operator]
    return "The next after that:" if later else "The last one was:"


def _grouped(facts: Sequence[CourseFact]) -> Iterator[Quote]:
    """One quote a passage, in order of first use."""
    spans: dict[str, set[tuple[int, int]]] = {}
    for fact in facts:
        spans.setdefault(fact["passage_id"], set()).add((fact["start"], fact["end"]))
    for passage_id, some in spans.items():
        yield Quote(remark="", passage_id=passage_id, spans=sorted(some))


def of_places(found: Sequence[PlaceFound], *, summary: bool) -> Iterator[Quote]:
    """The parts by document, each under its name."""
    for one in found:
        words = sum(len(passage["text"].split()) for passage in one.passages)
        title = f"“{one.row['title']}”"
        called = f"{one.called[:1].upper()}{one.called[1:]} of {title}:" if one.called else title
        head = f"**{called}**"
        if one.item:
            yield from _item(one, head)
        elif words <= WHOLE and not (summary and words > WHOLE // 2 and len(one.passages) > 1):
            yield from _all(one.passages, head)
        else:
            yield from _beginnings(one.passages, head)


def _item(one: PlaceFound, head: str) -> Iterator[Quote]:
    assert one.item
    for passage in one.passages:
        span = item_span(one.item, passage)
        yield Quote(remark=head, passage_id=passage["id"], spans=[span] if span else [])


def _all(passages: Sequence[Passage], head: str) -> Iterator[Quote]:
    """The full text, under its headings."""
    section = None
    for passage in passages:
        heads = [head] if section is None else []
        if passage["section"] and passage["section"] != section:
            heads.append(f"**{passage['section'].split(' > ')[-1]}**")
        section = passage["section"]
        yield Quote(remark="\n\n".join(heads), passage_id=passage["id"], spans=[])


def _beginnings(passages: Sequence[Passage], head: str) -> Iterator[Quote]:
    """Each section's heading and first sentence; only outer sections if there are many."""
    inner = dict.fromkeys(passage["section"] for passage in passages)
    depth = None if len(inner) <= SECTIONS else 1
    seen: dict[str, bool] = {}
    first = True
    for passage in passages:
        section = " > ".join(passage["section"].split(" > ")[:depth])
        if seen.get(section) or (section not in seen and len(seen) == SECTIONS):
            continue
        span = first_sentence(passage["text"])
        named = section not in seen and section
        seen[section] = span is not None
        heads = ([head] if first else []) + ([f"**{section.split(' > ')[-1]}**"] if named else [])
        first = False
        quoted = passage["id"] if span else ""
        yield Quote(remark="\n\n".join(heads), passage_id=quoted, spans=[span] if span else [])


def first_sentence(text: str) -> tuple[int, int] | None:
    """The first meaningful sentence or list item; None if the text is all code or table."""
    for span in sentences(text):
        words = text[span.start : span.end]
        if span.kind in ("sentence", "item") and len(words.split()) >= FEWEST:
            return span.start, span.end
    return None
