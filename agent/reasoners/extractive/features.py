"""How well passages fit a question, in numbers that the grader weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from agent.reasoners.extractive.contrast import OPPOSITES, QUALIFIERS
from agent.reasoners.extractive.question import Question, Term
from agent.reasoners.extractive.reading import Reading, Unit, read
from agent.types import Passage

SYNONYM = 0.8  # credit for a word that may stand for another
KIN = 0.6  # credit for a word of the same root
CONTEXT = 0.7  # credit for a word that stands near, not in, the unit
ROOT = 5  # letters that two words of one root share at least

FEATURES = (
    "covered",  # share of the question's weight that the passage has
    "covered_best",  # ... that its best unit has, context included
    "inside_best",  # ... that its best unit has alone
    "missing",  # weight of the heaviest term that the passage lacks
    "missing_best",  # ... that the best unit lacks
    "names_missing",  # share of proper names and numbers that the passage lacks
    "names_missing_best",  # ... that the best unit lacks
    "headings",  # share of the question's weight that title and section have
    "order",  # share of the question's neighbours that are neighbours in the best unit
    "type_met",  # the best unit has what was asked for: a date, a number, a name
    "type_unmet",  # ... lacks it
    "denied",  # the question is negative and the best unit is not
    "opposed",  # the best unit says the contrary of a word in the question
    "unqualified",  # share of "first", "only", "largest" ... that the best unit lacks
    "dense",  # cosine similarity
    "bm25",  # BM25 in tens for each unit of weight
)


@dataclass(frozen=True, slots=True)
class Fit:
    """How one passage fits."""

    values: tuple[float, ...]  # as named in FEATURES
    reading: Reading
    best: Unit | None
    covered: tuple[str, ...]  # terms found, heaviest first
    missing: tuple[str, ...]  # terms not found, heaviest first


def measure(question: Question, passages: Sequence[Passage]) -> list[Fit]:
    """The features of each passage, in their order."""
    readings = [read(passage) for passage in passages]
    finders = [Credits(question, reading) for reading in readings]
    bests = [finder.best() for finder in finders]
    cosines = [passage["dense"] for passage in passages if passage["dense"] is not None]
    floor = min(cosines, default=0.0)
    fits = []
    for passage, finder, (best, score) in zip(passages, finders, bests, strict=True):
        dense = passage["dense"] if passage["dense"] is not None else floor
        retrieval = (dense, (passage["bm25"] or 0.0) / question.weight / 10)
        values = (*finder.words(best, score), *_manner(question, best), *retrieval)
        fits.append(
            Fit(
                values,
                finder.reading,
                best,
                *finder.found(),
            )
        )
    return fits


class Credits:
    """How far each term of a question is met in one passage, from 0 to 1."""

    def __init__(self, question: Question, reading: Reading) -> None:
        self.question = question
        self.reading = reading
        everything = reading.bag | reading.headings
        self._stand_ins = {term.stem: _stand_ins(term, everything) for term in question.terms}

    def inside(self, term: Term, bag: frozenset[str]) -> float:
        """Credit for a term in a set of stems."""
        if term.stem in bag:
            return 1.0
        return max(
            (credit for other, credit in self._stand_ins[term.stem] if other in bag), default=0.0
        )

    def share(self, bag: frozenset[str], context: frozenset[str] = frozenset()) -> float:
        """Share of the question's weight that a unit meets."""
        met = sum(term.weight * self.credit(term, bag, context) for term in self.question.terms)
        return met / self.question.weight

    def credit(self, term: Term, bag: frozenset[str], context: frozenset[str]) -> float:
        """Credit for a term in a unit, or less for one in its context."""
        return max(self.inside(term, bag), CONTEXT * self.inside(term, context) if context else 0.0)

    def best(self) -> tuple[Unit | None, float]:
        """The unit that meets most, and how much."""
        scored = [(self.share(unit.bag, unit.context), unit) for unit in self.reading.units]
        if not scored:
            return None, 0.0
        score, unit = max(scored, key=lambda pair: (pair[0], -pair[1].start))
        return unit, score

    def found(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The terms that the passage has and those that it lacks, heaviest first."""
        everything = self.reading.bag | self.reading.headings
        ranked = sorted(self.question.terms, key=lambda term: -term.weight)
        has = tuple(term.stem for term in ranked if self.inside(term, everything))
        return has, tuple(term.stem for term in ranked if term.stem not in has)

    def words(self, best: Unit | None, score: float) -> tuple[float, ...]:
        """The features that count words, up to `order`."""
        everything = self.reading.bag | self.reading.headings
        bag = best.bag if best else frozenset[str]()
        near = bag | best.context if best else bag
        return (
            self.share(everything),
            score,
            self.share(bag),
            self._heaviest_missing(everything),
            self._heaviest_missing(near),
            self._names_missing(everything),
            self._names_missing(near),
            self.share(self.reading.headings),
            _neighbours(self.question.order, best.order if best else ()),
        )

    def _heaviest_missing(self, bag: frozenset[str]) -> float:
        return max(
            (term.weight * (1 - self.inside(term, bag)) for term in self.question.terms),
            default=1.0,
        )

    def _names_missing(self, bag: frozenset[str]) -> float:
        names = [term for term in self.question.terms if term.name]
        return sum(1 - self.inside(term, bag) for term in names) / len(names) if names else 0.0


def _stand_ins(term: Term, bag: frozenset[str]) -> list[tuple[str, float]]:
    """The stems of a passage that may stand for a term that it lacks, with their credit."""
    if term.stem in bag or term.name:
        return []
    found = [(other, SYNONYM) for other in term.others & bag]
    if len(term.stem) >= ROOT:
        root = term.stem[: max(ROOT, len(term.stem) - 3)]
        found += [(other, KIN) for other in bag if other.startswith(root)]
    return found


def _neighbours(asked: tuple[str, ...], said: tuple[str, ...]) -> float:
    """Share of the pairs of neighbouring terms that stand within three words of each other."""
    pairs = list(pairwise(asked))
    if not pairs:
        return 0.0
    places: dict[str, list[int]] = {}
    for at, stem in enumerate(said):
        places.setdefault(stem, []).append(at)
    near = sum(
        any(abs(a - b) <= 3 for a in places.get(first, ()) for b in places.get(second, ()))
        for first, second in pairs
    )
    return near / len(pairs)


def _manner(question: Question, unit: Unit | None) -> tuple[float, ...]:
    """The features that hold the best unit's manner against the question's."""
    if unit is None:
        return 0.0, 1.0, 0.0, 0.0, 0.0
    met = has_type(question, unit)
    near = unit.bag | unit.context
    opposed = any(
        OPPOSITES[stem] & unit.bag for stem in question.stems & OPPOSITES.keys() - unit.bag
    )
    qualifiers = question.stems & QUALIFIERS
    return (
        float(met is True),
        float(met is False),
        float(question.negated and not unit.negated),
        float(opposed),
        len(qualifiers - near) / len(qualifiers) if qualifiers else 0.0,
    )


def has_type(question: Question, unit: Unit) -> bool | None:
    """Whether a unit has a date, number or name that the question asks for; None: asks for none."""
    answers = {
        "when": unit.dates,
        "number": unit.numbers,
        "person": unit.names,
        "place": unit.names,
    }.get(question.shape)
    return None if answers is None else bool(answers - question.said)
