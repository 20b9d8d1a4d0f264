"""Where the materials cover a topic: each place by its name, with the words that show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.page_label import page_label
from agent.reasoner import Cite, Remark
from agent.reasoners.extractive.answer import quoted
from agent.reasoners.extractive.candidates import Candidate, candidates, sources
from agent.reasoners.extractive.question import Question
from agent.reasoners.extractive.reading import Unit
from agent.types import Passage

MOST = 3  # places that are named
NEARLY = 0.75  # of the best place's score, from which a further one is named
_PROSE = ("sentence", "item", "row")


def where_covered(question: Question, passages: Sequence[Passage]) -> Iterator[str | Cite | Remark]:
    """Each place where the topic is covered, the best first, with its best words quoted."""
    best: dict[tuple[str, str], Candidate] = {}
    pool = candidates(question, sources(question, passages))
    for candidate in [one for one in pool if not one.unit.announces] or pool:
        passage = candidate.source.passage
        best.setdefault((passage["document_id"], passage["section"]), candidate)
    found = [one for one in best.values() if one.score >= NEARLY * next(iter(best.values())).score]
    between = ""
    for candidate in found[:MOST]:
        source = candidate.source
        yield Remark(f"{between}**{_named(source.passage)}**\n\n")
        yield quoted(source.passage["text"], [_shown(candidate)])
        yield Cite(source.place)
        between = "\n\n"


def _shown(candidate: Candidate) -> Unit:
    """The best unit; of code the words above it, if there are any."""
    units, at = candidate.source.units, candidate.at
    above = [unit for unit in units[:at] if unit.kind in _PROSE and not unit.fragment]
    return above[-1] if candidate.unit.kind == "code" and above else candidate.unit


def _named(passage: Passage) -> str:
    """Its document, page and heading: "Python Lists, slide 24: The Double Split Pattern"."""
    page = page_label(passage["source"], passage["page"])
    where = f"{passage['title']}, {page}" if page else passage["title"]
    heading = passage["section"].split(" > ")[-1]
    return f"{where}: {heading}" if heading and heading != passage["title"] else where
